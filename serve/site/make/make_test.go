package main

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/browser"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/serve/upload"
)

// TestWithoutServer: once the page is loaded, documents are judged without a network, as the engine judges them here; a catalog that was
// imported is there again after the page was loaded anew.
func TestWithoutServer(t *testing.T) {
	t.Chdir("../../..") // where the module is
	dir := t.TempDir()
	require.NoError(t, build(dir))
	info, err := os.Stat(filepath.Join(dir, "fselint.wasm.gz"))
	require.NoError(t, err)
	assert.Less(t, info.Size(), int64(8_000_000), "what a browser must fetch")

	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	p := browser.Open(t, server.URL+"/")
	const loaded = `document.getElementById("catalog-state").textContent`
	p.Wait(loaded + `.includes("catalogo iniziale")`)
	p.Do(`URL.createObjectURL = (b) => { b.text().then((s) => { window.got = s; }); return "#"; }; HTMLAnchorElement.prototype.click = () => {}`)
	p.Offline(true)

	samples, err := filepath.Glob("testdata/cda/*.xml")
	require.NoError(t, err)
	broken, err := filepath.Glob("testdata/cda/broken/*.xml")
	require.NoError(t, err)
	pdfs, err := filepath.Glob("testdata/pdf/*.pdf")
	require.NoError(t, err)
	samples = slices.Concat(samples, broken, pdfs)
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(t, err)
	compare(t, p, catalog, samples)
	p.Offline(false)
	p.Goto(server.URL + "/")
	p.Do(`window.began = performance.now(); new MutationObserver(() => {
		if (document.getElementById("status").textContent.startsWith("Controllo terminato")) window.took ??= performance.now();
	}).observe(document.getElementById("status"), { childList: true, characterData: true, subtree: true })`)
	p.Wait(loaded + `.includes("catalogo iniziale") && performance.now() > window.began + 5000`) // somebody chose a file
	p.Do(`document.getElementById("files").addEventListener("change", () => { window.handed = performance.now(); })`)
	p.Upload("#files", "testdata/pdf/RSA-attachment.pdf")
	p.Wait(`window.took`)
	t.Logf("first verdict %.0f ms after the file was handed in", browser.Eval[float64](p, `window.took - window.handed`))
	p.Do(`URL.createObjectURL = (b) => { b.text().then((s) => { window.got = s; }); return "#"; }; HTMLAnchorElement.prototype.click = () => {}`)
	p.Offline(true)

	national := shared.Dir(t, "catalog")
	archive := zipped(t, national)
	p.Upload("#catalog-archive", archive)
	p.Wait(loaded + `.includes("sha256:")`)
	data, err := os.ReadFile(archive)
	require.NoError(t, err)
	catalog, err = schemas.OpenArchive(bytes.NewReader(data), int64(len(data)), "catalog.zip")
	require.NoError(t, err)
	digest, err := catalog.Digest()
	require.NoError(t, err)
	assert.Contains(t, browser.Eval[string](p, loaded), digest)
	compare(t, p, catalog, samples)

	p.Offline(false)
	p.Goto(server.URL + "/")
	p.Wait(loaded + `.includes("` + digest + `")`)
	assert.Empty(t, p.Problems())
}

// compare judges files in the page and here.
func compare(t *testing.T, p *browser.Page, catalog *schemas.Catalog, files []string) {
	t.Helper()
	judge := upload.New(upload.Options{Version: version(), Catalog: catalog, Lang: "it"})
	for _, path := range files {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		var want strings.Builder
		_, err = judge.Check(t.Context(), upload.Request{Files: []upload.File{{Name: filepath.Base(path), Data: data}}, Format: "json", Lang: "it"}, &want)
		require.NoError(t, err)
		p.Upload("#files", path)
		p.Wait(`document.getElementById("status").textContent.startsWith("Controllo terminato")`)
		p.Do(`window.got = null; document.querySelector('[data-format="json"]').click()`)
		p.Wait(`window.got !== null`)
		assert.Equal(t, want.String(), browser.Eval[string](p, `window.got`), path)
		p.Do(`document.getElementById("again").click()`)
	}
}

// zipped is a catalog as an archive.
func zipped(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "catalog.zip")
	f, err := os.Create(path)
	require.NoError(t, err)
	z := zip.NewWriter(f)
	require.NoError(t, z.AddFS(os.DirFS(dir)))
	require.NoError(t, z.Close())
	require.NoError(t, f.Close())
	return path
}
