package policy_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/policy"
)

func document(path string, ids ...string) *validate.Document {
	d := &validate.Document{Path: path, Gateway: &validate.GatewayAnswer{Finding: len(ids) - 1}}
	for _, id := range ids {
		d.Findings = append(d.Findings, lint.Finding{Rule: &lint.Rule{ID: id}, ID: id, Severity: lint.Error})
	}
	d.Conclude()
	return d
}

func TestApply(t *testing.T) {
	p := &policy.Policy{
		Dir:   "project",
		Rules: policy.Levels{"SCH-*": "warning", "SCH-LAB-*": "info", "sch-lab-errore-1": "error", "CDA-TIME": "off"},
		Overrides: []policy.Override{
			{Paths: []string{"old/**"}, Rules: policy.Levels{"*": "off"}},
			{Paths: []string{"old/keep-*.xml"}, Rules: policy.Levels{"SCH-LAB-ERRORE-1": "warning"}, FailOn: lint.Info},
		},
	}
	require.NoError(t, p.Check())
	for _, c := range []struct {
		path, id string
		want     lint.Severity // 0 for hidden
		verdict  validate.Verdict
	}{
		{"project/a.xml", "SCH-RSA-1", lint.Warning, validate.Refused},
		{"project/a.xml", "SCH-LAB-2", lint.Info, validate.Refused},
		{"project/a.xml", "SCH-LAB-ERRORE-1", lint.Error, validate.Refused},
		{"project/a.xml", "CDA-TIME", 0, validate.Refused},
		{"project/a.xml", "CDA-OTHER", lint.Error, validate.Refused},
		{"project/old/x/y.xml", "CDA-OTHER", 0, validate.Refused},
		{"project/old/keep-1.xml", "SCH-LAB-ERRORE-1", lint.Warning, validate.Refused},
		{"elsewhere/old/y.xml", "CDA-OTHER", lint.Error, validate.Refused},
	} {
		d := document(c.path, c.id)
		p.Apply(d)
		assert.Equal(t, c.verdict, d.Verdict, "%s %s", c.path, c.id)
		if c.want == 0 {
			assert.Empty(t, d.Findings, "%s %s", c.path, c.id)
			assert.Equal(t, 1, d.Hidden)
			assert.Equal(t, -1, d.Gateway.Finding, "the gateway's answer stays, its finding is hidden")
		} else if assert.Len(t, d.Findings, 1, "%s %s", c.path, c.id) {
			assert.Equal(t, c.want, d.Findings[0].Severity, "%s %s", c.path, c.id)
		}
	}
	assert.Equal(t, lint.Info, p.Threshold("project/old/keep-1.xml", lint.Error))
	assert.Equal(t, lint.Error, p.Threshold("project/old/other.xml", lint.Error))
	d := document("project/a.xml", "CDA-TIME", "CDA-OTHER")
	p.Apply(d)
	assert.Equal(t, 0, d.Gateway.Finding, "the index follows the finding")
	fault := document("project/a.xml", "CDA-TIME")
	fault.Fault = &validate.Failure{}
	p.Apply(fault)
	assert.Len(t, fault.Findings, 1)
	(*policy.Policy)(nil).Apply(d)
}

func TestCheckRefuses(t *testing.T) {
	for name, p := range map[string]policy.Policy{
		"level":            {Rules: policy.Levels{"A": "loud"}},
		"pattern":          {Rules: policy.Levels{"[": "off"}},
		"paths":            {Overrides: []policy.Override{{}}},
		"path pattern":     {Overrides: []policy.Override{{Paths: []string{"["}}}},
		"level of a path":  {Overrides: []policy.Override{{Paths: []string{"a"}, Rules: policy.Levels{"A": ""}}}},
		"pattern of paths": {Overrides: []policy.Override{{Paths: []string{"a"}, Rules: policy.Levels{"[": "off"}}}},
	} {
		assert.Error(t, p.Check(), name)
	}
}

func TestBaseline(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "sub", "a.xml")
	b := policy.NewBaseline(dir)
	d := document(file, "A", "B", "B")
	b.Add(d)
	assert.Equal(t, 3, b.Len())
	var first, second bytes.Buffer
	require.NoError(t, b.Write(&first))
	assert.Contains(t, first.String(), `"sub/a.xml"`)
	b, err := policy.ReadBaseline(first.Bytes(), dir)
	require.NoError(t, err)
	require.NoError(t, b.Write(&second))
	assert.Equal(t, first.String(), second.String())

	p := &policy.Policy{Dir: "elsewhere", Baseline: b}
	same := document(file, "A", "B", "B")
	p.Apply(same)
	assert.Empty(t, same.Findings)
	assert.Equal(t, 3, same.Hidden)
	assert.Equal(t, validate.Refused, same.Verdict, "no setting makes a document pass that the gateway refuses")

	more := document(file, "B", "B", "B", "C")
	more.Findings[3].Location.Line = 7
	p.Apply(more)
	require.Len(t, more.Findings, 2, "one more than was known, and a new one")
	assert.Equal(t, "C", more.Findings[1].ID)

	changed := document(file, "A")
	changed.Findings[0].Actual = lint.Same("another value")
	p.Apply(changed)
	assert.Len(t, changed.Findings, 1, "it is not the finding that was known")

	moved := document(file, "A")
	moved.Findings[0].Location.Line = 99
	p.Apply(moved)
	assert.Empty(t, moved.Findings, "lines move, findings stay known")

	other := document(filepath.Join(dir, "b.xml"), "A")
	p.Apply(other)
	assert.Len(t, other.Findings, 1)
}

func FuzzReadBaseline(f *testing.F) {
	f.Add([]byte(`{"schema":"fselint/baseline/v1","findings":[{"path":"a","id":"A","fingerprint":"00","count":1}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := policy.ReadBaseline(data, ".")
		if err != nil {
			return
		}
		require.NoError(t, b.Write(&bytes.Buffer{}))
	})
}

func TestReadBaselineRefuses(t *testing.T) {
	for _, s := range []string{
		``, `{}`, `{"schema":"fselint/baseline/v9"}`, `{"schema":"fselint/baseline/v1","x":1}`,
		`{"schema":"fselint/baseline/v1","findings":[{"path":"a","id":"A","fingerprint":"00","count":0}]}`,
	} {
		_, err := policy.ReadBaseline([]byte(s), ".")
		assert.Error(t, err, s)
	}
}

func TestFormerIDs(t *testing.T) {
	texts := lint.NewCatalog("NEW-A:\n  title: {en: t, it: t}\n  fix: {en: f, it: f}\n  formerly: [OLD-A]\n")
	rule := texts.Rule("NEW-A", lint.Error, lint.Gateway, "")
	found := func(id string) *validate.Document {
		f := lint.Finding{Rule: rule, ID: id}
		f.Complete()
		return &validate.Document{Path: "a.xml", Findings: []lint.Finding{f}}
	}
	d := found("")
	(&policy.Policy{Rules: policy.Levels{"OLD-*": policy.Off}}).Apply(d)
	assert.Empty(t, d.Findings)
	b := policy.NewBaseline("")
	b.Add(found("OLD-A"))
	d = found("")
	(&policy.Policy{Baseline: b}).Apply(d)
	assert.Empty(t, d.Findings, "a baseline made before the rule had its new id")
}
