package dashboard

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

// narrow to one value of each filter: the number of hits is that of the documents which have it.
func TestFilters(t *testing.T) {
	const n = listRows + 77
	p := browser.Open(t, build(t, t.TempDir(), "it", n, nil))
	p.Wait(`document.documentElement.classList.contains("ready")`)
	count := func(has func(*overview.Entry) bool) (hits int) {
		for i := range n {
			if e, _, _ := entry(i); has(e) {
				hits++
			}
		}
		return hits
	}
	group := func(g lint.Group) func(*overview.Entry) bool {
		return func(e *overview.Entry) bool {
			return slices.ContainsFunc(e.Findings, func(f lint.Finding) bool { return f.Group == g })
		}
	}
	for _, c := range []struct {
		id, value string
		has       func(*overview.Entry) bool
	}{
		{"f-verdict", "=refused", func(e *overview.Entry) bool { return e.Verdict == validate.Refused }},
		{"f-answer", "=422 /msg/vocabulary", func(e *overview.Entry) bool { return e.Verdict == validate.Refused }},
		{"f-group", "=gateway", group(lint.Gateway)},
		{"f-group", "=standard", group(lint.Standard)},
		{"f-group", "=advice", group(lint.Advice)},
		{"f-type", "=", func(e *overview.Entry) bool { return e.DocumentType == "" }},
		{"f-folder", "=archivio/0002", func(e *overview.Entry) bool { return strings.HasPrefix(e.Path, "archivio/0002/") }},
	} {
		// the rows of the search before go at once, and nothing is said of it any more
		left := browser.Eval[int](p, fmt.Sprintf(`(() => { const s = document.getElementById(%q); s.append(new Option("", %[2]q)); s.value = %[2]q; s.dispatchEvent(new Event("change"));
			return %[3]s + document.getElementById("shown").textContent.length + document.querySelectorAll(".pager button").length; })()`, c.id, c.value, rows))
		assert.Zero(t, left, c.value)
		p.Wait(`document.getElementById("list").ariaBusy === "false"`)
		want := count(c.has)
		assert.Equal(t, page.Number(want)+" di "+page.Number(n)+" documenti", browser.Eval[string](p, `document.getElementById("shown").textContent`), c.value)
		assert.Equal(t, min(want, 50), browser.Eval[int](p, rows), c.value)
		assert.Equal(t, "(1)", browser.Eval[string](p, `document.getElementById("active").textContent`))
		p.Do(`document.getElementById("reset").click()`)
		p.Wait(`document.getElementById("list").ariaBusy === "false"`)
	}
	// from the first question to the documents
	p.Do(`document.querySelector('.tiles [data-value="=fault"]').click()`)
	p.Wait(`document.getElementById("list").ariaBusy === "false"`)
	assert.Equal(t, "documents-h", browser.Eval[string](p, `document.activeElement.id`))
	assert.True(t, browser.Eval[bool](p, `[...document.querySelectorAll("#list tbody .badge")].every(b => b.classList.contains("fault"))`))
	// two searches at once: the later one counts
	p.Do(`const q = document.getElementById("q"); for (const v of ["referto", "000777"]) { q.value = v; q.dispatchEvent(new Event("input")); document.getElementById("f-verdict").dispatchEvent(new Event("change")); }`)
	p.Wait(`document.getElementById("list").ariaBusy === "false"`)
	assert.LessOrEqual(t, browser.Eval[int](p, rows), 1)
	assert.Empty(t, p.Problems())
}

// What is chosen can be taken along, whole; no spreadsheet takes a cell of it for a formula.
func TestExport(t *testing.T) {
	const n = listRows + 5
	for lang, comma := range map[string]rune{"it": ';', "en": ','} {
		p := browser.Open(t, build(t, t.TempDir(), lang, n, func(i int, e *overview.Entry) {
			if i%7 == 3 {
				e.Path, e.Origin.Software, e.Origin.Custodian = "=HYPERLINK(\"http://x\";\"y\")/"+e.Path, "@a\tb;c,d", "\r-1+1\u202e"
			}
		}))
		p.Wait(`document.documentElement.classList.contains("ready")`)
		p.Do(`window.saved = []; URL.createObjectURL = (b) => { b.text().then((t) => saved.push(t)); return "#"; }; HTMLAnchorElement.prototype.click = function () { saved.push(this.download); }`)
		p.Do(`document.querySelector('.tiles [data-value="=refused"]').click()`)
		p.Wait(`document.getElementById("list").ariaBusy === "false"`)
		p.Do(`document.getElementById("csv").click(); document.getElementById("jsonl").click()`)
		p.Wait(`saved.length === 4`)
		files := browser.Eval[[]string](p, `saved.sort((a, b) => a.length - b.length)`)
		assert.ElementsMatch(t, []string{map[string]string{"it": "documenti", "en": "documents"}[lang] + ".csv", map[string]string{"it": "documenti", "en": "documents"}[lang] + ".jsonl"}, files[:2])
		table, lines := files[2], files[3]
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\ufeff")))
		r.Comma = comma
		cells, err := r.ReadAll()
		require.NoError(t, err)
		require.Len(t, cells, 1+(n-4)/7+1)
		for _, row := range cells[1:] {
			assert.Len(t, row, len(cells[0]))
			assert.Equal(t, "422", row[2])
			assert.True(t, strings.HasPrefix(row[0], "'=HYPERLINK("), row[0])
			assert.Equal(t, "'@a\tb;c,d", row[5])
			assert.Equal(t, "<U+000D>-1+1<U+202E>", row[6])
		}
		d := json.NewDecoder(strings.NewReader(lines))
		for i := range cells[1:] {
			var line struct {
				Path, Verdict string
				Gateway       struct {
					Status int
					Type   string
				}
				Errors int
				Rules  []string
			}
			require.NoError(t, d.Decode(&line))
			assert.Equal(t, "'"+line.Path, cells[1+i][0])
			assert.Equal(t, []any{"refused", 422, "/msg/vocabulary", 1}, []any{line.Verdict, line.Gateway.Status, line.Gateway.Type, line.Errors})
			assert.Contains(t, line.Rules, "VOC-CODE")
		}
		assert.False(t, d.More())
		assert.Empty(t, p.Problems())
	}
}

func checkLooks(t *testing.T, p *browser.Page) {
	for _, scheme := range []string{"light", "dark"} {
		p.Media("", scheme)
		assert.Empty(t, p.LowContrast(), scheme)
	}
	for _, width := range []int64{740, 1120, 1200, 1280} {
		p.Size(width, 800)
		assert.LessOrEqual(t, browser.Eval[int64](p, `document.documentElement.scrollWidth`), width)
	}
	p.Media("", "light")
	before := browser.Eval[string](p, `getComputedStyle(document.body).backgroundColor`)
	p.Do(`document.getElementById("theme").click(); document.getElementById("theme").click()`)
	assert.NotEqual(t, before, browser.Eval[string](p, `getComputedStyle(document.body).backgroundColor`), "the theme can be chosen")
	p.Media("print", "dark")
	assert.Equal(t, "rgb(255, 255, 255)", browser.Eval[string](p, `getComputedStyle(document.body).backgroundColor`), "paper is white")
	assert.Equal(t, "none", browser.Eval[string](p, `getComputedStyle(document.querySelector(".tools")).display`))
	p.Media("", "light")
	p.Size(375, 800)
	assert.LessOrEqual(t, browser.Eval[int](p, `document.documentElement.scrollWidth`), 375, "a narrow window needs no sideways scrolling")
	assert.False(t, browser.Eval[bool](p, `document.getElementById("f-verdict").checkVisibility()`), "the filters are folded away")
	p.Do(`for (const d of document.querySelectorAll("details")) d.open = true; for (const b of document.querySelectorAll(".all-rows")) b.click()`)
	assert.Empty(t, p.Inaccessible())
	for _, scheme := range []string{"light", "dark"} {
		p.Media("", scheme)
		assert.Empty(t, p.LowContrast(), scheme)
	}
	assert.LessOrEqual(t, browser.Eval[int](p, `document.documentElement.scrollWidth`), 375)
}

func TestHostileDocuments(t *testing.T) {
	evil := "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>\u2028\u202e'\"`${window.pwned=1}"
	path := build(t, t.TempDir(), "it", 60, func(i int, e *overview.Entry) {
		e.Verdict = verdicts[i%len(verdicts)]
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
	for _, width := range []int64{375, 740, 1120, 1200, 1280} {
		p.Size(width, 800)
		assert.LessOrEqual(t, browser.Eval[int64](p, `document.documentElement.scrollWidth`), width)
	}
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
