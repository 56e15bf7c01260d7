package dashboard

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/internal/testkit/browser"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/page"
	"github.com/fselint/fselint/validate"
)

const rows = `document.querySelectorAll("#list tbody tr:not(.detail)").length`

func TestBrowser(t *testing.T) {
	n := 3*listRows + 123
	p := browser.Open(t, build(t, t.TempDir(), "en", n, nil))
	p.Wait(`document.documentElement.classList.contains("ready")`)
	assert.Equal(t, 50, browser.Eval[int](p, rows))
	assert.Equal(t, "6\u202f123 of 6\u202f123 documents", browser.Eval[string](p, `document.getElementById("shown").textContent`))
	assert.NotContains(t, strings.Join(p.Requests(), " "), "detail-", "the details are fetched when a document is opened")

	// paging, to the last page and back
	p.Do(`document.querySelector('.pager button[aria-label="Last page"]').click()`)
	p.Wait(rows + ` === 23`)
	assert.Contains(t, browser.Eval[string](p, `document.querySelector("#list tbody").textContent`), "referto-006122.pdf")
	p.Do(`document.querySelector('.pager button[aria-label="Previous page"]').click()`)
	p.Wait(rows + ` === 50`)

	// search over all files
	p.Do(`const q = document.getElementById("q"); q.value = "004567"; q.dispatchEvent(new Event("input"))`)
	p.Wait(rows + ` === 1`)
	assert.Contains(t, browser.Eval[string](p, `document.querySelector("#list tbody").textContent`), "referto-004567.pdf")
	p.Wait(`document.getElementById("shown").textContent === "1 of 6\u202f123 documents"`)
	p.Do(`document.getElementById("reset").click()`)
	p.Wait(rows + ` === 50`)

	// drill-down from a rule, then into a document
	p.Do(`document.querySelector('#rules [data-value="=VOC-CODE"]').click()`)
	p.Wait(`document.getElementById("shown").textContent.startsWith("875 of ")`)
	p.Do(`document.querySelector("#list button.path").click()`)
	p.Wait(`document.querySelector("#list .detail")`)
	detail := browser.Eval[string](p, `document.querySelector("#list .detail").textContent`)
	assert.Contains(t, detail, "422 /msg/vocabulary")
	assert.Contains(t, detail, "the code is not in the dictionary")
	assert.Contains(t, detail, "cda 13:5")

	// which documents will fail with the other catalog, and why
	p.Do(`document.querySelector('[data-change="against:worse"]').click()`)
	p.Wait(`/^\d+ of /.test(document.getElementById("shown").textContent) && !document.getElementById("shown").textContent.startsWith("875")`)
	want := 0
	for i := range n {
		if e, _, _ := entry(i); e.Against.Verdict != nil && e.Against.Verdict.New == string(validate.Refused) {
			want++
		}
	}
	assert.Equal(t, page.Number(want)+" of "+page.Number(n)+" documents", browser.Eval[string](p, `document.getElementById("shown").textContent`))
	p.Do(`document.querySelector("#list button.path").click()`)
	p.Wait(`document.querySelector("#list .detail")`)
	assert.Contains(t, browser.Eval[string](p, `document.querySelector("#list .detail").textContent`), "SCH-LAB-ERRORE-99")
	p.Do(`document.querySelector('#against [data-change="against:+SCH-LAB-ERRORE-99"]').click()`)
	p.Wait(`document.getElementById("shown").textContent.startsWith("` + page.Number((n-3)/17+1) + ` of")`)

	// by application
	p.Do(`document.querySelector('[data-choose="f-software"][data-value="=Radiologia & Co"]').click()`)
	p.Wait(`document.getElementById("shown").textContent.startsWith("1\u202f224 of")`)
	assert.Empty(t, p.Inaccessible())
	checkLooks(t, p)
	assert.Empty(t, p.Problems())
}

func checkLooks(t *testing.T, p *browser.Page) {
	for _, scheme := range []string{"light", "dark"} {
		p.Media("", scheme)
		assert.Empty(t, p.LowContrast(), scheme)
	}
	p.Media("", "light")
	before := browser.Eval[string](p, `getComputedStyle(document.body).backgroundColor`)
	p.Do(`document.getElementById("theme").click(); document.getElementById("theme").click()`)
	assert.NotEqual(t, before, browser.Eval[string](p, `getComputedStyle(document.body).backgroundColor`), "the theme can be chosen")
	p.Media("print", "dark")
	assert.Equal(t, "rgb(255, 255, 255)", browser.Eval[string](p, `getComputedStyle(document.body).backgroundColor`), "paper is white")
	assert.Equal(t, "none", browser.Eval[string](p, `getComputedStyle(document.querySelector(".tools")).display`))
	p.Media("", "light")
	p.Size(380, 800)
	assert.LessOrEqual(t, browser.Eval[int](p, `document.documentElement.scrollWidth`), 380, "a narrow window needs no sideways scrolling")
}

func TestHostileDocuments(t *testing.T) {
	evil := "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>\u2028\u202e'\"`${window.pwned=1}"
	path := build(t, t.TempDir(), "it", 60, func(_ int, e *overview.Entry) {
		e.Path += evil
		e.DocumentType, e.SHA256, e.Origin.Software, e.Origin.Custodian = e.DocumentType+evil, evil, evil, evil
		e.Validator = &validate.Validator{Result: evil}
		e.Signature = &validate.Signature{Decision: evil, Reason: evil}
		if e.Gateway != nil {
			e.Gateway.Answer.Detail = evil
		}
		for i := range e.Findings {
			f := &e.Findings[i]
			f.ID, f.Stage, f.Location.Source = f.ID+evil, evil, evil
			f.Message, f.Fix = lint.Same(evil), lint.Same(evil)
		}
	})
	p := browser.Open(t, path)
	p.Wait(`document.documentElement.classList.contains("ready")`)
	p.Do(`for (const b of document.querySelectorAll("#list button.path")) b.click()`)
	p.Wait(`document.querySelectorAll("#list .detail").length === 50`)
	p.Do(`document.querySelector("#rules [data-choose]").click()`)
	p.Wait(`!document.getElementById("shown").textContent.startsWith("60")`)
	p.Do(`document.querySelector('[data-choose="f-software"]').click()`)
	p.Wait(`document.getElementById("shown").textContent.startsWith("60")`)
	assert.False(t, browser.Eval[bool](p, `"pwned" in window || document.querySelector("main img") !== null`))
	assert.Empty(t, p.Problems())
}

func TestMissingDataIsSaid(t *testing.T) {
	dir := t.TempDir()
	path := build(t, dir, "en", listRows+1, nil)
	require.NoError(t, os.Remove(filepath.Join(dir, "dashboard-data", "list-1.js")))
	p := browser.Open(t, path)
	p.Wait(`document.documentElement.classList.contains("ready")`)
	p.Do(`document.querySelector('.pager button[aria-label="Last page"]').click()`)
	p.Wait(`document.getElementById("shown").textContent === "A file of the data folder is missing: dashboard-data/list-1.js"`)
}

func TestEmptyAudit(t *testing.T) {
	p := browser.Open(t, build(t, t.TempDir(), "it", 0, nil))
	p.Wait(`document.documentElement.classList.contains("ready")`)
	assert.Equal(t, 0, browser.Eval[int](p, rows))
	assert.Empty(t, p.Problems())
}
