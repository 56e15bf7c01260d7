package flaws

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/flaw"
)

func TestSet(t *testing.T) {
	missing := &flaw.Kind{Code: "req-missing", Group: flaw.Gateway, Severity: flaw.Error, IT: "manca {part}{at}", EN: `"{part}" is missing{at}`}
	again := &flaw.Kind{Code: "req-missing", Group: flaw.Advice, Severity: flaw.Warning, IT: "manca", EN: "is missing"}
	foreign := &flaw.Kind{Code: "id-empty", Group: flaw.Standard, Severity: flaw.Info, IT: "vuoto", EN: "empty"}
	s := New("REQ", "req-", lint.Same("why"), []string{"source"}, func() []*flaw.Kind { return []*flaw.Kind{missing, again} })
	assert.Len(t, s.Rules(), 1, "kinds that differ in wording only are one rule")
	r := s.Rule(missing)
	assert.Equal(t, "REQ-MISSING", r.ID)
	assert.Equal(t, lint.Text{IT: "manca …", EN: "… is missing"}, r.Title)
	assert.Equal(t, lint.Error, r.Severity)
	assert.Equal(t, lint.Gateway, r.Group)
	assert.Same(t, r, s.Rule(again))
	assert.Equal(t, "REQ-ID-EMPTY", s.Rule(foreign).ID, "a kind met inside a value keeps its code")
	assert.Equal(t, lint.Info, s.Rule(foreign).Severity)
}

func TestValues(t *testing.T) {
	for _, c := range []struct {
		code, found, expected, fix string
	}{
		{"req-missing", "", "", "add what is missing"},
		{"req-value", "a", "b", "write what is expected"},
		{"req-blank", "a\u00a0", "", "mend the place named here"},
	} {
		var f lint.Finding
		Values(&f, flaw.Flaw{Kind: &flaw.Kind{Code: c.code}, Found: c.found, Expected: c.expected})
		assert.Equal(t, c.fix, f.Fix.EN)
		assert.Equal(t, c.expected, f.Expected.EN)
		assert.Equal(t, flaw.Show(c.found), f.Actual.EN)
	}
}
