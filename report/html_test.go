package report

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

// htmlCDA is the CDA of htmlSample; its findings name lines and columns of it.
const htmlCDA = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" +
	"<ClinicalDocument xmlns=\"urn:hl7-org:v3\">\n" +
	"  <!-- a comment\n       of two lines --><id root=\"1.2\" extension='è😀'/><code code=\"x\"/>\n" +
	"  <component><structuredBody><component><section>\n" +
	"    <title>Esami</title>\n" +
	"    <text><table><thead><tr><th>Esame</th><th>Esito</th></tr></thead><tbody><tr><td>Glucosio</td><td><content ID=\"r1\" styleCode=\"Bold\">90 mg/dl</content></td></tr></tbody></table>" +
	"<paragraph><linkHtml href=\"https://example.org/\">fuori</linkHtml> <linkHtml href=\"javascript:alert(1)\">no</linkHtml></paragraph></text>\n" +
	"  </section></component></structuredBody></component>\n" +
	"</ClinicalDocument>\n"

// htmlSample is a run with a document that has its text.
func htmlSample() []*validate.Document {
	d := sample()
	d.Path = "referto-uno.pdf"
	d.CDA.Text = htmlCDA
	d.Findings[0].Location = lint.Location{Source: "cda", Line: 4, Column: 55, Path: "/ClinicalDocument[1]/code[1]", Snippet: "       of two lines --><id root=\"1.2\" extension='è😀'/><code code=\"x\"/>"}
	d.Findings[2].Location = lint.Location{Source: "cda", Line: 4, Column: 24, Path: "/ClinicalDocument[1]/id[1]", Snippet: d.Findings[0].Location.Snippet}
	return append([]*validate.Document{d}, samples()[1:]...)
}

var htmlRun = Run{Version: "test", Catalog: Catalog{ID: "national", Source: "catalog", Digest: "sha256:00", Date: "2026-08-22"},
	Registry: &Registry{Source: "results.csv", Digest: "sha256:22", Date: "2026-05-07", Rows: 580}}

func TestHTMLGolden(t *testing.T) {
	for _, lang := range []string{"it", "en"} {
		got := write(t, "html", Options{Run: always(htmlRun), Lang: lang}, htmlSample())
		// Style and scripts are tested in a browser.
		head, rest, ok := strings.Cut(got, "<style>")
		require.True(t, ok)
		_, rest, ok = strings.Cut(rest, "</style>")
		require.True(t, ok)
		rest, _, ok = strings.Cut(rest, "\n<script>")
		require.True(t, ok)
		_, head, _ = strings.Cut(head, `<meta name="viewport"`)
		got = head + rest
		golden := filepath.Join("testdata", "html-"+lang+".golden")
		if *update {
			require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), got)
	}
}

func TestHTMLTexts(t *testing.T) {
	assert.Empty(t, texts.Check())
	assets, err := filepath.Glob("htmlassets/*.gohtml")
	require.NoError(t, err)
	for _, file := range assets {
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`\bsay "([^"]+)"`).FindAllSubmatch(b, -1) {
			assert.True(t, texts.Has("html."+string(m[1])), "%s: no text %s", file, m[1])
		}
	}
}

func TestHTMLStageTitles(t *testing.T) {
	for _, s := range checks.Stages() {
		for _, lang := range []string{"en", "it"} {
			assert.Equal(t, s.Title.In(lang), stageTitle(lang, s.Name), s.Name)
		}
	}
}

func TestExcerpt(t *testing.T) {
	for _, c := range []struct {
		line                  string
		column                int
		before, marked, after string
	}{
		{"  <a b=\"c\"/>", 3, "", "<a", " b=\"c\"/>"},
		{"<a b=\"c\"/>", 4, "<a ", "b", "=\"c\"/>"},
		{"x", 9, "x", "", ""},
		{"", 1, "", "", ""},
		{"è<b>", 2, "è", "<b", ">"},
		{"= x", 1, "", "=", " x"},
		{strings.Repeat("y", 300), 200, "…" + strings.Repeat("y", 60), strings.Repeat("y", 50), strings.Repeat("y", 51)},
		{strings.Repeat(" ", 300) + "z" + strings.Repeat("w", 300), 301, "…" + strings.Repeat(" ", 60), "z" + strings.Repeat("w", 49), strings.Repeat("w", 90) + "…"},
	} {
		before, marked, after := excerpt(c.line, c.column)
		assert.Equal(t, []string{c.before, c.marked, c.after}, []string{before, marked, after}, c.line)
	}
}

// A report of more than a browser bears leaves out sources first, then details, and says so.
func TestHTMLBounds(t *testing.T) {
	large := strings.Repeat("x", htmlSourceBytes/10)
	var docs []*validate.Document
	for i := range htmlDocuments + 5 {
		docs = append(docs, &validate.Document{Path: fmt.Sprintf("d%d.xml", i), Verdict: validate.Accepted, CDA: &validate.CDAInfo{Mode: "FILE", Text: large}})
	}
	docs[0].CDA.Text = strings.Repeat("y", htmlSourceLargest+1)
	got := write(t, "html", Options{Run: always(htmlRun), Lang: "en"}, docs)
	assert.Equal(t, htmlDocuments, strings.Count(got, "<article "))
	assert.Equal(t, 10, strings.Count(got, "-source\">\"xxx"))
	assert.NotContains(t, got, "yyy")
	assert.Contains(t, got, "The source of this document was left out")
	assert.Contains(t, got, "Documents beyond the first 2000 are counted only")
	assert.Contains(t, got, "<b>2\u202f005</b>")

	many := sample()
	many.Findings = nil
	for i := range htmlFindings + 7 {
		many.Findings = append(many.Findings, lint.Finding{Rule: sampleRule, ID: fmt.Sprint("R", i), Severity: lint.Error, Stage: "cda", Message: lint.Same(strings.Repeat("z", 10_000))})
	}
	got = write(t, "html", Options{Run: always(htmlRun), Lang: "en"}, []*validate.Document{many})
	assert.Equal(t, htmlFindings, strings.Count(got, `<li class="f error"`))
	assert.Contains(t, got, "+ 7 findings")
	assert.NotContains(t, got, strings.Repeat("z", 4001))
}

// Nothing is kept of a document but its row.
func TestHTMLMemory(t *testing.T) {
	w, err := New("html", io.Discard, Options{Run: always(htmlRun), Lang: "it"})
	require.NoError(t, err)
	used := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	require.NoError(t, w.Document(judged(htmlSample()[0])))
	before := used()
	for range 3000 {
		require.NoError(t, w.Document(judged(htmlSample()[0])))
	}
	after := used()
	require.NoError(t, w.Close())
	assert.Less(t, int64(after)-int64(before), int64(4<<20))
}

// What a redacted document does not say, the page does not say either.
func TestHTMLShowsNothingButTheDocument(t *testing.T) {
	d := htmlSample()[0]
	d.CDA.Text = ""
	for i := range d.Findings {
		d.Findings[i].Location.Snippet = ""
	}
	got := write(t, "html", Options{Run: always(htmlRun), Lang: "it"}, []*validate.Document{d})
	assert.NotContains(t, got, "Glucosio")
	assert.NotContains(t, got, "-source\">")
	assert.NotContains(t, got, "class=\"snip\"")
}

// Of the documents of a dossier it is not the gateway that answers.
func TestHTMLOfADossier(t *testing.T) {
	var docs []*validate.Document
	for i := range 2 {
		docs = append(docs, &validate.Document{Path: fmt.Sprint(i), Verdict: validate.Refused,
			Gateway: &validate.GatewayAnswer{Operation: "accreditation", Answer: lint.Answer{Type: "NO_FILES"}, Scope: validate.OfDossier, Finding: -1}})
	}
	got := write(t, "html", Options{Run: always(htmlRun), Lang: "it"}, docs)
	assert.Contains(t, got, "2 documenti: l&#39;accreditamento li accetterebbe?")
	assert.Equal(t, 2, strings.Count(got, "L&#39;accreditamento risponderebbe</h3>"))
	assert.NotContains(t, got, "Il gateway risponderebbe")
	assert.NotContains(t, got, "Risposta del gateway")
}

func BenchmarkHTML(b *testing.B) {
	cda, err := os.ReadFile("../testdata/cda/LAB-valid.xml")
	require.NoError(b, err)
	d := htmlSample()[0]
	d.CDA.Text = string(cda)
	for name, text := range map[string]string{"source": string(cda), "bare": ""} {
		b.Run(name, func(b *testing.B) {
			d.CDA.Text = text
			r := judged(d)
			var w Writer
			var out bytes.Buffer
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%200 == 0 { // within the bounds of one report
					w = newHTML(&out, Options{Run: always(htmlRun), Lang: "it"})
					out.Reset()
				}
				require.NoError(b, w.Document(r))
			}
		})
	}
}
