package serve_test

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/browser"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/serve"
	"github.com/fselint/fselint/serve/upload"
)

func judge(t testing.TB) *upload.Judge {
	t.Helper()
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(t, err)
	t.Cleanup(func() { _ = catalog.Close() })
	return upload.New(upload.Options{Version: "test", Catalog: catalog, Lang: "en"})
}

const frame = `document.getElementById("report")`

// TestPage: who drops files sees the verdict, in both languages, and downloads the report.
func TestPage(t *testing.T) {
	server := httptest.NewServer(serve.New(serve.Options{Judge: judge(t), Lang: "it", Loopback: true}))
	defer server.Close()
	p := browser.Open(t, server.URL+"/?lang=it")
	save := func(name string) {
		if dir := os.Getenv("FSELINT_IMAGES"); dir != "" {
			require.NoError(t, os.WriteFile(dir+"/"+name+".png", p.Image(), 0o600))
		}
	}
	p.Wait(`document.documentElement.classList.contains("js")`)
	looks := func(name string) {
		for _, width := range []int64{1280, 375} {
			for _, scheme := range []string{"light", "dark"} {
				p.Size(width, 800)
				p.Media("", scheme)
				assert.Empty(t, p.LowContrast(), "%s %d %s", name, width, scheme)
				assert.Empty(t, p.Inaccessible(), "%s %d %s", name, width, scheme)
				assert.LessOrEqual(t, browser.Eval[int](p, `document.documentElement.scrollWidth`), int(width), "%s %d", name, width)
				save(name + "-" + scheme + "-" + map[int64]string{1280: "wide", 375: "narrow"}[width])
			}
		}
	}
	looks("empty-it")
	p.Upload("#files", "../testdata/cda/broken/LAB-xsd-value.xml")
	p.Wait(`!document.getElementById("result").hidden && ` + frame + `.srcdoc.includes("XSD-BAD-PATTERN") && document.getElementById("status").textContent.startsWith("Controllo terminato")`)
	looks("result-it")
	p.Do(`document.getElementById("language").click()`)
	p.Wait(frame + `.srcdoc.includes('lang="en"') && document.getElementById("status").textContent.startsWith("Checked")`)
	looks("result-en")
	assert.Empty(t, p.Problems())
}
