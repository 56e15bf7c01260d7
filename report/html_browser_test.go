package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/browser"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// htmlFile writes a report.
func htmlFile(t *testing.T, lang string, docs []*validate.Document) string {
	path := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(path, []byte(write(t, "html", Options{Run: always(htmlRun), Lang: lang}, docs)), 0o644))
	return path
}

// openHTML writes a report and opens it.
func openHTML(t *testing.T, lang string, docs []*validate.Document) *browser.Page {
	p := browser.Open(t, htmlFile(t, lang, docs))
	p.Wait(`document.documentElement.classList.contains("ready")`)
	return p
}

const (
	shownFindings  = `[...document.querySelectorAll(".f")].filter(e => e.checkVisibility()).map(e => e.dataset.r).join(" ")`
	shownDocuments = `[...document.querySelectorAll(".doc")].filter(e => e.checkVisibility()).map(e => e.id).join(" ")`
)

func choose(p *browser.Page, id, value string) {
	p.Do(fmt.Sprintf(`const s = document.getElementById(%q); s.value = %q; if (s.value !== %[2]q) throw new Error("no such choice"); s.dispatchEvent(new Event("change"))`, id, "="+value))
}

func TestHTMLFilters(t *testing.T) {
	p := openHTML(t, "en", htmlSample())
	text := func(id string) string {
		return browser.Eval[string](p, fmt.Sprintf(`document.getElementById(%q).textContent`, id))
	}
	assert.Equal(t, "3 of 3 findings in 3 of 3 documents", text("shown"))
	assert.True(t, browser.Eval[bool](p, `document.querySelector("main").firstElementChild.id === "summary"`), "the summary comes first")

	reset := func() { p.Do(`document.getElementById("reset").click()`) }
	for _, c := range []struct{ id, value, findings, documents string }{
		{"f-group", "gateway", "SCH-LAB-ERRORE-17", "d1"},
		{"f-stage", "vocabulary", "VOC-UNKNOWN X", "d1"},
		{"f-rule", "X", "X", "d1"},
		{"f-verdict", "fault", "", "d3"},
		{"f-doc", "d2", "", "d2"},
	} {
		choose(p, c.id, c.value)
		assert.Equal(t, c.findings, browser.Eval[string](p, shownFindings), c.id)
		assert.Equal(t, c.documents, browser.Eval[string](p, shownDocuments), c.id)
		reset()
	}
	p.Do(`document.querySelector('button[data-severity="error"]').click()`)
	assert.Equal(t, "VOC-UNKNOWN X", browser.Eval[string](p, shownFindings))
	assert.Equal(t, "2 of 3 findings in 1 of 3 documents", text("shown"))
	reset()

	// search, typed as people do
	p.Do(`document.getElementById("q").focus()`)
	p.Keys("manca warning")
	p.Wait(`document.getElementById("shown").textContent.startsWith("0 of")`)
	assert.Equal(t, "No document matches the filters.", text("nothing"))
	assert.True(t, browser.Eval[bool](p, `document.getElementById("nothing").checkVisibility()`))
	reset()
	p.Do(`document.getElementById("q").focus()`)
	p.Keys("id is missing")
	p.Wait(`document.getElementById("shown").textContent.startsWith("1 of")`)
	assert.Equal(t, "SCH-LAB-ERRORE-17", browser.Eval[string](p, shownFindings))
	reset()

	// drill-down from the table of rules
	p.Do(`document.querySelector('#rules [data-value="=VOC-UNKNOWN"]').click()`)
	assert.Equal(t, "VOC-UNKNOWN", browser.Eval[string](p, shownFindings))
	// and from the first question, and the gateway's answers
	p.Do(`document.querySelector('.tiles [data-value="=fault"]').click()`)
	assert.Equal(t, "d3", browser.Eval[string](p, shownDocuments))
	assert.Equal(t, "d3-h", browser.Eval[string](p, `document.activeElement.id`))
	p.Do(`document.querySelector('#answers [data-choose]').click()`)
	assert.Equal(t, "d1", browser.Eval[string](p, shownDocuments))
	assert.Empty(t, p.Problems())
	assert.Len(t, p.Requests(), 1, "the page itself and nothing else")
}

func TestHTMLSource(t *testing.T) {
	p := openHTML(t, "it", htmlSample())
	assert.False(t, browser.Eval[bool](p, `document.querySelector(".code").hasChildNodes()`), "made when it is looked at")
	p.Do(`document.querySelector("#d1-f0 button.loc").click()`)
	assert.True(t, browser.Eval[bool](p, `document.querySelector("#d1 .source").open`))
	lines := browser.Eval[[]string](p, `[...document.querySelectorAll("#d1 .code .l")].map(e => e.dataset.n + e.textContent)`)
	var want []string
	for i, line := range strings.Split(htmlCDA, "\n") {
		want = append(want, fmt.Sprint(i+1)+line)
	}
	assert.Equal(t, want, lines, "the source, line by line")
	assert.Equal(t, []string{"<id", "<code"}, browser.Eval[[]string](p, `[...document.querySelectorAll("#d1 .code mark")].map(e => e.textContent)`), "markers at the columns, in characters")
	assert.Equal(t, "d1-L4", browser.Eval[string](p, `document.querySelector("#d1 .code .here").id`))
	assert.Equal(t, []string{"d1-f2", "d1-f0"}, browser.Eval[[]string](p, `[...document.querySelectorAll("#d1-L4 ~ .ann button")].map(e => e.dataset.f)`))
	assert.True(t, browser.Eval[bool](p, `[...document.querySelectorAll("#d1 .code .c")].some(e => e.textContent.includes("of two lines -->"))`), "a comment goes on over lines")

	// from the source to the finding, and from finding to finding with the keyboard
	p.Do(`document.querySelector('.ann button[data-f="d1-f2"]').click()`)
	assert.Equal(t, "d1-f2", browser.Eval[string](p, `document.activeElement.id`))
	p.Keys("k")
	assert.Equal(t, "d1-f1", browser.Eval[string](p, `document.activeElement.id`))
	p.Keys("j")
	assert.Equal(t, "d1-f2", browser.Eval[string](p, `document.activeElement.id`))
	p.Keys("\r")
	assert.True(t, browser.Eval[bool](p, `document.activeElement.classList.contains("code")`), "enter leads to the source")
	p.Do(`document.querySelector('#d1 .gateway a').click()`)
	assert.Equal(t, "d1-f0", browser.Eval[string](p, `document.activeElement.id`), "from the gateway's answer to its cause")

	// the narrative
	p.Do(`document.querySelector("#d1 .narrative").open = true`)
	assert.Equal(t, "90 mg/dl", browser.Eval[string](p, `document.querySelector("#d1 .prose td .bold").textContent`))
	assert.Equal(t, []string{"https://example.org/"}, browser.Eval[[]string](p, `[...document.querySelectorAll("#d1 .prose a")].map(e => e.href)`))
	assert.Empty(t, p.Problems())
}

func TestHTMLLooks(t *testing.T) {
	p := openHTML(t, "en", htmlSample())
	p.Do(`for (const d of document.querySelectorAll("details")) d.open = true`)
	background := func() string {
		return browser.Eval[string](p, `getComputedStyle(document.body).backgroundColor`)
	}
	seen := map[string]bool{}
	for _, scheme := range []string{"light", "dark"} {
		p.Media("", scheme)
		seen[background()] = true
		for y := range 6 { // what is out of sight is not drawn
			p.Do(fmt.Sprintf(`window.scrollTo(0, %d)`, y*700))
			assert.Empty(t, p.LowContrast(), scheme)
		}
	}
	assert.Len(t, seen, 2)
	p.Media("", "light")
	light := background()
	p.Do(`document.getElementById("theme").click(); document.getElementById("theme").click()`)
	assert.NotEqual(t, light, background(), "dark, though the system is light")
	assert.Equal(t, "Theme: dark", browser.Eval[string](p, `document.getElementById("theme").textContent`))

	p.Media("print", "dark")
	assert.Equal(t, "rgb(255, 255, 255)", background(), "paper is white")
	assert.False(t, browser.Eval[bool](p, `document.getElementById("bar").checkVisibility()`))
	assert.True(t, browser.Eval[bool](p, `document.querySelector(".f .msg").checkVisibility()`))
	assert.Greater(t, len(p.PDF()), 10_000)
	p.Media("", "light")

	p.Size(375, 800)
	assert.LessOrEqual(t, browser.Eval[int](p, `document.documentElement.scrollWidth`), 375, "a narrow window needs no sideways scrolling")
	assert.False(t, browser.Eval[bool](p, `document.getElementById("f-group").checkVisibility()`), "the filters are folded away")
	p.Do(`for (const d of document.querySelectorAll("details")) d.open = true`)
	assert.Empty(t, p.Inaccessible())
	for _, scheme := range []string{"light", "dark"} {
		p.Media("", scheme)
		for y := range 8 {
			p.Do(fmt.Sprintf(`window.scrollTo(0, %d)`, y*700))
			assert.Empty(t, p.LowContrast(), scheme)
		}
	}
	assert.Empty(t, p.Problems())
}

func TestHTMLAccessible(t *testing.T) {
	p := openHTML(t, "it", htmlSample())
	p.Do(`for (const d of document.querySelectorAll("details")) d.open = true`)
	assert.Empty(t, p.Inaccessible())
	assert.Equal(t, "it", browser.Eval[string](p, `document.documentElement.lang`))
	// every control can be reached by the keyboard and shows that it has the focus
	for range 12 {
		p.Keys("\t")
		assert.NotEqual(t, "none", browser.Eval[string](p, `getComputedStyle(document.activeElement).outlineStyle`))
	}
}

// hostileHTML puts text that tries to run as a script into everything that a document can say.
func hostileHTML(evil string) *validate.Document {
	d := htmlSample()[0]
	d.Path, d.SHA256, d.DocumentType, d.TypeID = evil, evil, evil, evil
	d.CDA.Name, d.CDA.SHA256, d.CDA.Mode = evil, evil, evil
	d.CDA.Text = strings.Replace(htmlCDA, "Glucosio", strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(evil), 1)
	d.CDA.Text = strings.Replace(d.CDA.Text, "Esami", "<script>window.pwned=1</script><img src='x' onerror='window.pwned=1'/>", 1)
	d.Validator = &validate.Validator{Result: evil, Messages: []string{evil}}
	d.Gateway.Operation, d.Gateway.Answer = evil, lint.Answer{Status: 1, Type: evil, Title: evil, Detail: evil, Instance: evil}
	s := d.Signature
	s.Decision, s.Reason, s.Integrity, s.Trust = evil, evil, evil, evil
	s.Signatures[0] = validate.SignatureField{Field: evil, Level: evil, Signer: evil, Integrity: evil, Trust: evil, TimeSource: evil, Changes: evil}
	for i := range d.Stages {
		d.Stages[i].Name, d.Stages[i].Reason = evil, lint.Same(evil)
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		f.ID, f.Stage, f.Group = evil, evil, lint.Group(evil)
		f.Message, f.Expected, f.Actual, f.Fix, f.Notes = lint.Same(evil), lint.Same(evil), lint.Same(evil), lint.Same(evil), []lint.Text{lint.Same(evil)}
		f.Location.Source, f.Location.Path, f.Location.Snippet = evil, evil, evil
	}
	d.Findings[0].Location.Source = lint.SourceCDA
	return d
}

func TestHTMLHostile(t *testing.T) {
	p := openHTML(t, "it", nil)
	for _, evil := range []string{
		"</script><script>window.pwned=1</script>",
		"\"'><img src=x onerror=window.pwned=1><svg onload=window.pwned=1>",
		"<!--<script>\u2028window.pwned=1//\u202e",
		"javascript:window.pwned=1",
		"{{.}}${window.pwned=1}`\\u003cscript\\u003e</style></template></title></textarea>",
	} {
		p.Goto(htmlFile(t, "it", []*validate.Document{hostileHTML(evil), hostileHTML(evil)}))
		p.Wait(`document.documentElement.classList.contains("ready")`)
		p.Do(`for (const d of document.querySelectorAll("details")) d.open = true; document.querySelector("button.loc").click(); document.querySelector("#rules [data-choose]").click()`)
		p.Do(`for (const a of document.querySelectorAll(".ann button")) a.click()`)
		p.Wait(`document.querySelector("#d1 .code .l")`)
		assert.False(t, browser.Eval[bool](p, `"pwned" in window`), evil)
		for _, width := range []int64{375, 740, 1280} {
			p.Size(width, 800)
			assert.LessOrEqual(t, browser.Eval[int64](p, `document.documentElement.scrollWidth`), width, evil)
		}
		assert.Equal(t, 0, browser.Eval[int](p, `document.querySelectorAll("main img, main script:not([type='application/json']), main svg[onload]").length`), evil)
		assert.Empty(t, p.Problems(), evil)
	}
}

// Large sources stay usable: lines are drawn as they are looked at, a line without end goes on in rows.
func TestHTMLHugeSource(t *testing.T) {
	lines, long := htmlSample()[0], htmlSample()[0]
	lines.CDA.Text = "<a>\n" + strings.Repeat("  <b c=\"d\">text</b>\n", 100_000) + "</a>\n"
	lines.Findings[0].Location = lint.Location{Source: "cda", Line: 90_000, Column: 3}
	long.Path, long.CDA.Text = "lungo.xml", "<a>"+strings.Repeat("<b c=\"d\">😀</b>", 20_000)+"</a>"
	long.Findings[0].Location = lint.Location{Source: "cda", Line: 1, Column: 4 + 14*15_000}
	p := openHTML(t, "en", []*validate.Document{lines, long})
	p.Do(`document.querySelector("#d1-f0 button.loc").click()`)
	in := `(() => { const c = document.querySelector("%s .code").getBoundingClientRect(), m = document.querySelector("%[1]s .code .here mark").getBoundingClientRect(); return m.top >= c.top && m.bottom <= c.bottom; })()`
	p.Wait(fmt.Sprintf(in, "#d1"))
	assert.Equal(t, "d1-L90000", browser.Eval[string](p, `document.querySelector("#d1 .code .here").id`))
	p.Do(`document.querySelector("#d2-f0 button.loc").click()`)
	p.Wait(fmt.Sprintf(in, "#d2"))
	assert.Equal(t, "<b", browser.Eval[string](p, `document.querySelector("#d2 .code .here mark").textContent`))
	assert.Empty(t, p.Problems())
}

// A run of a thousand documents opens and filters within seconds.
func TestHTMLThousandDocuments(t *testing.T) {
	var docs []*validate.Document
	for i := range 1000 {
		d := htmlSample()[0]
		d.Path = fmt.Sprintf("referto-%04d.pdf", i)
		docs = append(docs, d)
	}
	p := openHTML(t, "it", docs)
	assert.Equal(t, "3\u202f000 di 3\u202f000 segnalazioni in 1\u202f000 di 1\u202f000 documenti", browser.Eval[string](p, `document.getElementById("shown").textContent`))
	p.Do(`const q = document.getElementById("q"); q.value = "referto-0777 manca"; q.dispatchEvent(new Event("input"))`)
	p.Wait(`document.getElementById("shown").textContent.startsWith("1 di")`)
	assert.Equal(t, "d778", browser.Eval[string](p, shownDocuments))
	assert.Empty(t, p.Problems())
}
