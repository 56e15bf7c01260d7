package policy_test

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
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
	dir, key := t.TempDir(), []byte("a secret")
	file := filepath.Join(dir, "sub", "a.xml")
	b := policy.NewBaseline(dir, policy.BaselineForm{Key: key})
	d := document(file, "A", "B", "B")
	b.Add(d)
	assert.Equal(t, 3, b.Len())
	var first, second bytes.Buffer
	require.NoError(t, b.Write(&first))
	assert.Contains(t, first.String(), `"sub/a.xml"`)
	b, err := policy.ReadBaseline(first.Bytes(), dir, key)
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

// TestBaselineTellsNoValues: without the secret nobody can tell by trying which value a finding is about.
func TestBaselineTellsNoValues(t *testing.T) {
	born := func(day string) *validate.Document {
		d := document("a.xml", "A")
		d.Findings[0].Actual = lint.Same(day)
		return d
	}
	written := func(form policy.BaselineForm, d *validate.Document) string {
		b := policy.NewBaseline(".", form)
		b.Add(d)
		var out bytes.Buffer
		require.NoError(t, b.Write(&out))
		return out.String()
	}
	keyed := policy.BaselineForm{Key: []byte("one")}
	assert.NotEqual(t, written(keyed, born("19800131")), written(keyed, born("19800201")))
	assert.NotEqual(t, written(keyed, born("19800131")), written(policy.BaselineForm{Key: []byte("two")}, born("19800131")))
	assert.Equal(t, written(policy.BaselineForm{}, born("19800131")), written(policy.BaselineForm{}, born("19800201")))

	for _, key := range [][]byte{nil, []byte("two")} {
		_, err := policy.ReadBaseline([]byte(written(keyed, born("19800131"))), ".", key)
		assert.ErrorIs(t, err, policy.ErrKey)
	}
	anywhere := written(policy.BaselineForm{NoPaths: true}, born("19800131"))
	assert.NotContains(t, anywhere, "a.xml")
	b, err := policy.ReadBaseline([]byte(anywhere), ".", nil)
	require.NoError(t, err)
	other := document("other.xml", "A", "A", "B")
	(&policy.Policy{Baseline: b}).Apply(other)
	assert.Len(t, other.Findings, 2, "as many as one document had, in each")
}

// TestOlderBaseline is still read as it was meant, and loses its form when it is kept.
func TestOlderBaseline(t *testing.T) {
	known, fresh := document("a.xml", "A"), document("a.xml", "A", "B")
	old := `{"schema":"fselint/baseline/v1","findings":[{"path":"a.xml","id":"A","fingerprint":"` + known.Findings[0].Fingerprint(sha256.New(), true) + `","count":1}]}`
	older, err := policy.ReadBaseline([]byte(old), ".", nil)
	require.NoError(t, err)
	assert.True(t, older.Old())
	kept := policy.NewBaseline(".", policy.BaselineForm{Key: []byte("k")})
	assert.Equal(t, 1, kept.Keep(fresh, older))
	assert.Equal(t, 1, kept.Len())
	assert.False(t, kept.Old())
	(&policy.Policy{Baseline: older}).Apply(known)
	assert.Empty(t, known.Findings)
}

func TestKey(t *testing.T) {
	dir := t.TempDir()
	key, err := policy.FindKey(dir)
	require.NoError(t, err)
	assert.Nil(t, key)
	key, made, err := policy.MakeKey(dir)
	require.NoError(t, err)
	assert.True(t, made)
	info, err := os.Stat(filepath.Join(dir, policy.KeyFile))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	again, made, err := policy.MakeKey(dir)
	require.NoError(t, err)
	assert.False(t, made)
	assert.Equal(t, key, again)
	t.Setenv(policy.EnvKey, strings.Repeat("0b", 32))
	other, err := policy.FindKey(dir)
	require.NoError(t, err)
	assert.NotEqual(t, key, other)
	t.Setenv(policy.EnvKey, "short")
	_, err = policy.FindKey(dir)
	assert.ErrorContains(t, err, "64 hexadecimal digits")
}

func FuzzReadBaseline(f *testing.F) {
	f.Add([]byte(`{"schema":"fselint/baseline/v1","findings":[{"path":"a","id":"A","fingerprint":"00","count":1}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := policy.ReadBaseline(data, ".", nil)
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
		_, err := policy.ReadBaseline([]byte(s), ".", nil)
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
	b := policy.NewBaseline("", policy.BaselineForm{})
	b.Add(found("OLD-A"))
	d = found("")
	(&policy.Policy{Baseline: b}).Apply(d)
	assert.Empty(t, d.Findings, "a baseline made before the rule had its new id")
}
