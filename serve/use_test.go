package serve_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/browser"
	"github.com/fselint/fselint/internal/testkit/checktest"
	"github.com/fselint/fselint/internal/testkit/dossiertest"
	"github.com/fselint/fselint/serve"
	"github.com/fselint/fselint/serve/upload"
)

// opened opens the page and keeps what is downloaded from it.
func opened(t *testing.T) *browser.Page {
	t.Helper()
	server := httptest.NewServer(serve.New(serve.Options{Judge: judge(t), Lang: "it", Loopback: true}))
	t.Cleanup(server.Close)
	p := browser.Open(t, server.URL+"/?lang=it")
	p.Wait(`document.documentElement.classList.contains("js")`)
	p.Do(`URL.createObjectURL = (b) => { const r = new FileReader(); r.onload = () => { window.got = r.result; }; r.readAsDataURL(b); return "#"; };
		HTMLAnchorElement.prototype.click = function () { window.named = this.download; }`)
	return p
}

func drop(p *browser.Page, selector string, files ...string) {
	p.Upload(selector, files...)
	p.Wait(`document.getElementById("status").textContent.startsWith("Controllo terminato")`)
}

// download takes a report in a format.
func download(t *testing.T, p *browser.Page, format string) []byte {
	t.Helper()
	p.Do(`window.got = null; document.querySelector('[data-format="` + format + `"]').click()`)
	p.Wait(`window.got !== null`)
	assert.Equal(t, "fselint."+format, browser.Eval[string](p, `window.named`))
	_, data, _ := strings.Cut(browser.Eval[string](p, `window.got`), ";base64,")
	b, err := base64.StdEncoding.DecodeString(data)
	require.NoError(t, err)
	return b
}

// TestPageEqualsCommand: the page says of every sample what the engine says.
func TestPageEqualsCommand(t *testing.T) {
	p := opened(t)
	j := judge(t)
	var samples []string
	for _, pattern := range []string{"cda/*.xml", "cda/broken/*.xml", "pdf/*.pdf", "pdf/broken/*.pdf"} {
		some, err := filepath.Glob(filepath.Join("..", "testdata", filepath.FromSlash(pattern)))
		require.NoError(t, err)
		require.NotEmpty(t, some)
		samples = slices.Concat(samples, some)
	}
	for _, path := range samples {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		var want bytes.Buffer
		_, err = j.Check(context.Background(), upload.Request{Files: []upload.File{{Name: filepath.Base(path), Data: data}}, Format: "json", Lang: "it"}, &want)
		require.NoError(t, err)
		drop(p, "#files", path)
		assert.Equal(t, want.String(), string(download(t, p, "json")), path)
		p.Do(`document.getElementById("again").click()`)
	}
	assert.Empty(t, p.Problems())
}

// TestPageDownloads: the reports that are downloaded are whole, and the one for people can be filtered on its own.
func TestPageDownloads(t *testing.T) {
	p := opened(t)
	drop(p, "#files", "../testdata/cda/broken/LAB-xsd-value.xml", "../testdata/cda/RSA-valid.xml")
	assert.True(t, bytes.HasPrefix(download(t, p, "xlsx"), []byte("PK\x03\x04")))
	assert.Contains(t, string(download(t, p, "sarif")), `"XSD-BAD-PATTERN"`)
	page := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(page, download(t, p, "html"), 0o600))
	assert.Empty(t, p.Problems())
	saved := browser.Open(t, page)
	const shown = `[...document.querySelectorAll(".f")].filter(e => e.checkVisibility()).map(e => e.dataset.r).join(" ")`
	before := browser.Eval[string](saved, shown)
	saved.Do(`document.querySelector('button[data-severity="error"]').click()`)
	after := browser.Eval[string](saved, shown)
	assert.Contains(t, before, "XSD-BAD-PATTERN")
	assert.NotContains(t, after, "XSD-BAD-PATTERN", "errors are filtered out")
	assert.Contains(t, after, "VOC-UNKNOWN")
	assert.Empty(t, saved.Problems())
}

// TestPageSubmission: a submission's files that are dropped together, and a dossier's folder, are each judged as one.
func TestPageSubmission(t *testing.T) {
	p := opened(t)
	bundle := checktest.New(t, fse.ValidateAndCreate).Bundle(t)
	document, err := bundle.Load(1 << 20)
	require.NoError(t, err)
	dir := t.TempDir()
	files := []string{filepath.Join(dir, "document")}
	require.NoError(t, os.WriteFile(files[0], document, 0o600))
	for source, data := range bundle.Parts { // by no name that tells what they are
		files = append(files, filepath.Join(dir, strconv.Itoa(len(source))+".bin"))
		require.NoError(t, os.WriteFile(files[len(files)-1], data, 0o600))
	}
	drop(p, "#files", files...)
	got := string(download(t, p, "json"))
	assert.Contains(t, got, `"scope":"submission"`)
	p.Do(`document.getElementById("again").click()`)

	root := t.TempDir()
	dossiertest.New(dossiertest.Layout90, "RSA").Write(root)
	drop(p, "#folder", root)
	assert.Contains(t, string(download(t, p, "html")), "report-checklist.xlsx")
	assert.Empty(t, p.Problems())
}

// TestPageKeyboard: everything is reached and used with the keyboard, in the order of the page.
func TestPageKeyboard(t *testing.T) {
	p := opened(t)
	tabs := func(n int) (order []string) {
		for range n {
			p.Keys("\t")
			order = append(order, browser.Eval[string](p, `document.activeElement.id || document.activeElement.dataset.format || document.activeElement.tagName`))
		}
		return order
	}
	assert.Equal(t, []string{"A", "language", "theme", "files", "folder", "SUMMARY"}, tabs(6), "first of all, what leads past the bar")
	drop(p, "#files", "../testdata/cda/broken/LAB-xsd-value.xml")
	assert.Equal(t, "result-h", browser.Eval[string](p, `document.activeElement.id`), "who cannot see is led to the result")
	assert.Equal(t, []string{"again", "repeat", "html", "xlsx", "sarif", "json"}, tabs(6))
	p.Do(`document.getElementById("language").focus()`)
	p.Keys("\r")
	p.Wait(`document.documentElement.lang === "en" && document.getElementById("status").textContent.startsWith("Checked")`)
}
