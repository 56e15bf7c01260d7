package report

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/browser"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// TestGrid: a table of parts stands in the summary, in both languages, and shows the rows of one state alone.
func TestGrid(t *testing.T) {
	cell := func(s GridState, said string) GridCell { return GridCell{s, lint.Same(said)} }
	g := &Grid{Title: lint.Text{EN: "Test cases", IT: "Casi di test"}, Columns: []lint.Text{lint.Same("checklist"), lint.Same("data.json"), lint.Same("document")}, Rows: []GridRow{
		{"147", lint.Same("RSA_CT1"), []GridCell{cell(GridSound, "SI"), cell(GridSound, "there"), cell(GridSound, "201")}},
		{"151", lint.Same("RSA_CT5_KO"), []GridCell{cell(GridSound, "SI"), cell(GridError, "TRACE_ID_NON_PRESENTE_IN_DATAJSON <b>"), cell(GridOpen, "")}},
		{"46", lint.Same("RSA_46_TIMEOUT"), []GridCell{cell(GridWarning, "C007"), cell(GridAbsent, ""), cell(GridAbsent, "")}},
	}}
	for lang, words := range map[string][]string{"en": {"Show", "wrong (1)", "in order (1)"}, "it": {"Mostra", "sbagliato (1)", "a posto (1)"}} {
		path := filepath.Join(t.TempDir(), "grid.html")
		f, err := os.Create(path)
		require.NoError(t, err)
		w, err := New("html", f, Options{Run: always(fixtureRun), Lang: lang})
		require.NoError(t, err)
		for _, d := range samples() {
			r := judged(d)
			if d.Path == "c.pdf" {
				GridFact.With(r, g)
			}
			require.NoError(t, w.Document(r))
		}
		require.NoError(t, w.Close())
		require.NoError(t, f.Close())
		p := browser.Open(t, path)
		for _, word := range words {
			assert.Contains(t, browser.Eval[string](p, `document.querySelector(".grid").textContent`), word)
		}
		shown := `[...document.querySelectorAll("#grid0 tbody tr")].filter((r) => !r.hidden).map((r) => r.dataset.state).join()`
		assert.Equal(t, "sound,error,warning", browser.Eval[string](p, shown))
		p.Do(`const s = document.querySelector("select[data-grid]"); s.value = "error"; s.dispatchEvent(new Event("change"))`)
		assert.Equal(t, "error", browser.Eval[string](p, shown))
		for _, width := range []int64{375, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				p.Size(width, 900)
				p.Media("", scheme)
				assert.Empty(t, p.LowContrast())
				assert.Empty(t, p.Inaccessible())
				assert.LessOrEqual(t, browser.Eval[int](p, `document.documentElement.scrollWidth`), int(width))
			}
		}
		assert.Empty(t, p.Problems())
	}
	assert.NotContains(t, write(t, "html", Options{Run: always(fixtureRun), Lang: "en"}, []*validate.Document{sample()}), `class="grid"`)
}
