package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/utils" // keeps the module that ships the schema in go.mod
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// officialSARIF compiles the OASIS schema, which go-sarif carries as a constant that it does not export.
func officialSARIF(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3").Output()
	require.NoError(t, err)
	source := filepath.Join(strings.TrimSpace(string(dir)), "pkg", "report", "v210", "sarif", "schema.go")
	file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
	require.NoError(t, err)
	var text string
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			text, err = strconv.Unquote(l.Value)
		}
		return err == nil
	})
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, sarifSchema, value.(map[string]any)["id"])
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource(sarifSchema, value))
	schema, err := c.Compile(sarifSchema)
	require.NoError(t, err)
	return schema
}

func TestSARIFIsValid(t *testing.T) {
	schema := officialSARIF(t)
	check := func(text string) error {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		require.NoError(t, err)
		return schema.Validate(v)
	}
	for _, lang := range []string{"it", "en"} {
		o := Options{Run: always(fixtureRun), Lang: lang, Rules: []*lint.Rule{fixtureRule}}
		assert.NoError(t, check(write(t, "sarif", o, fixture())))
		assert.NoError(t, check(write(t, "sarif", o, nil)))
		o.Rules = []*lint.Rule{{ID: "SCH", Family: "SCH", Severity: lint.Error, Group: lint.Gateway}}
		national := fixture()
		for _, d := range national {
			for i := range d.Findings {
				d.Findings[i].Rule = o.Rules[0]
			}
		}
		assert.NoError(t, check(write(t, "sarif", o, append(national, national...))), "bare rules, documents given twice")
		o.Rules, o.Run = nil, always(Run{Catalog: Catalog{Starter: true}})
		assert.NoError(t, check(write(t, "sarif", o, nil)))
	}
	bad := strings.Replace(write(t, "sarif", Options{Run: always(fixtureRun)}, fixture()), `"level":"error"`, `"level":"fatal"`, 1)
	assert.Error(t, check(bad), "the schema does refuse")
}

type sarifLog struct {
	Runs []struct {
		Automation sarifAutomation `json:"automationDetails"`
		Artifacts  []sarifArtifact
		Results    []sarifResult
		Tool       sarifTool
		Invocation []sarifInvocation `json:"invocations"`
	}
}

func readSARIF(t *testing.T, text string) sarifLog {
	t.Helper()
	var log sarifLog
	require.NoError(t, json.Unmarshal([]byte(text), &log))
	return log
}

func TestSARIFForGitHub(t *testing.T) {
	log := readSARIF(t, write(t, "sarif", Options{Run: always(fixtureRun), Lang: "en", Rules: []*lint.Rule{fixtureRule}}, fixture()))
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	require.Len(t, run.Results, 8)
	for _, r := range run.Results {
		rule := run.Tool.Driver.Rules[r.RuleIndex]
		assert.Equal(t, rule.ID, r.RuleID)
		require.Len(t, r.Locations, 1, "at least one place, and GitHub takes the first")
		p := r.Locations[0].Physical
		assert.NotZero(t, p.Region.StartLine)
		assert.Greater(t, p.Region.EndColumn, p.Region.StartColumn)
		assert.Equal(t, p.Artifact.URI, run.Artifacts[p.Artifact.Index].Location.URI)
		assert.NotEmpty(t, r.Fingerprints["primaryLocationLineHash"])
		assert.NotEmpty(t, rule.Short.Text)
		assert.NotEmpty(t, rule.Full.Text)
		assert.NotEmpty(t, rule.Help.Text)
		assert.LessOrEqual(t, len(rule.Properties.Tags), 10)
		assert.LessOrEqual(t, len([]rune(rule.Short.Text)), 1024)
	}
	assert.Equal(t, "https://example.org/spec#3", run.Tool.Driver.Rules[0].HelpURI)
	assert.Equal(t, "templateId {{missing}}", run.Tool.Driver.Rules[0].Short.Text)
	assert.Equal(t, "1.2.3", run.Tool.Driver.SemanticVersion)
	assert.False(t, run.Invocation[0].Successful, "a document could not be judged")
	assert.Contains(t, run.Invocation[0].Notifications[0].Message.Text, "cannot be read")

	t.Run("a CDA in a PDF", func(t *testing.T) {
		r := run.Results[0]
		assert.Equal(t, "referto%1B%5B31m.pdf", r.Locations[0].Physical.Artifact.URI)
		assert.Equal(t, "/ClinicalDocument[1]/id[1]", r.Locations[0].Logical[0].Full)
		require.Len(t, r.Related, 1)
		inner := r.Related[0].Physical
		nested := run.Artifacts[inner.Artifact.Index]
		assert.Equal(t, "/cda.xml", nested.Location.URI)
		assert.Equal(t, r.Locations[0].Physical.Artifact.Index, *nested.Parent)
		assert.Equal(t, 120, inner.Region.StartLine)
		assert.Equal(t, "add it", r.Fixes[0].Description.Text)
	})
	t.Run("a bare CDA", func(t *testing.T) {
		r := run.Results[3]
		p := r.Locations[0].Physical
		assert.Equal(t, "out/a%20b:c%25.xml", p.Artifact.URI)
		assert.Equal(t, sarifRegion{StartLine: 3, StartColumn: 4, EndLine: 3, EndColumn: 21, Snippet: &sarifMessage{Text: "<ClinicalDocument"}}, *p.Region)
		hash, n, _ := strings.Cut(r.Fingerprints["primaryLocationLineHash"], ":")
		assert.Equal(t, "1", n)
		assert.Equal(t, hash+":2", run.Results[4].Fingerprints["primaryLocationLineHash"], "the same finding a line further down")
	})
}

func TestSARIFSplitsAndBounds(t *testing.T) {
	d := fixture()[3]
	d.Findings = d.Findings[:1]
	write := func(limits sarifLimits, n int) (sarifLog, string) {
		var b bytes.Buffer
		w := newSARIF(&b, Options{Run: always(fixtureRun), Lang: "en"}).(*sarifWriter)
		w.limits = limits
		for range n {
			require.NoError(t, w.Document(judged(d)))
		}
		require.NoError(t, w.Close())
		return readSARIF(t, b.String()), b.String()
	}
	log, text := write(sarifLimits{results: 3, runs: 2, bytes: 1 << 20}, 10)
	require.Len(t, log.Runs, 2)
	ids := map[string]bool{}
	for _, r := range log.Runs {
		assert.Len(t, r.Results, 3)
		assert.Len(t, r.Artifacts, 1, "the same file, three times")
		assert.Len(t, r.Tool.Driver.Rules, 1)
		ids[r.Automation.ID] = true
	}
	assert.Len(t, ids, 2, "GitHub refuses two runs of one category")
	assert.Contains(t, text, "would refuse a larger file: 4.")
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	assert.NoError(t, officialSARIF(t).Validate(v))

	log, _ = write(sarifLimits{results: 3, runs: 2, bytes: 1 << 20}, 6)
	assert.Len(t, log.Runs, 2)
	assert.Empty(t, log.Runs[1].Invocation[0].Notifications, "all found room")

	log, text = write(sarifLimits{results: 1 << 20, runs: 2, bytes: 20_000}, 50_000)
	require.Len(t, log.Runs, 1)
	assert.Less(t, len(log.Runs[0].Results), 50_000)
	assert.Contains(t, text, fmt.Sprintf("would refuse a larger file: %d.", 50_000-len(log.Runs[0].Results)))
}

func TestFingerprintsSurviveShifts(t *testing.T) {
	v := func(text string, line, column int, path string) string {
		d := &validate.Document{CDA: &validate.CDAInfo{Text: text}}
		return fingerprint(d, &lint.Finding{ID: "X",
			Location: lint.Location{Source: lint.SourceCDA, Line: line, Column: column, Path: path}, Actual: lint.Same("at /a (line 3, column 1)")}, map[string]int{})
	}
	before := v("<a><b/></a>", 1, 4, "/a[1]/b[1]")
	assert.Equal(t, before, v("<!---->\n<a><c/><b/></a>", 2, 8, "/a[1]/b[2]"), "something was inserted above and before")
	assert.NotEqual(t, before, v("<a><c/></a>", 1, 4, "/a[1]/b[1]"))
	assert.NotEqual(t, before, v("<a><b/></a>", 1, 4, "/a[1]/c[1]"))
}

func TestArtifactURI(t *testing.T) {
	base := string(filepath.Separator) + filepath.Join("home", "a")
	for in, want := range map[string]string{
		"out/x.xml":                  "out/x.xml",
		"./out//x.xml":               "out/x.xml",
		filepath.Join(base, "è.xml"): "%C3%A8.xml",
		"/elsewhere/x y.xml":         "file:///elsewhere/x%20y.xml",
		"a:b.xml":                    "./a:b.xml",
		"50%.pdf":                    "50%25.pdf",
		"../x#1?.pdf":                "../x%231%3F.pdf",
		"-":                          "stdin",
		"bad\xff.pdf":                "bad%FF.pdf",
	} {
		assert.Equal(t, want, artifactURI(base, in))
	}
}

func TestSARIFText(t *testing.T) {
	for in, want := range map[string]string{
		"plain /a[1]":        "plain /a[1]",
		"{0} {urn:hl7}a":     "{{0}} {{urn:hl7}}a",
		`\ [a](http://x.it)`: `\\ \[a\](http://x.it)`,
	} {
		assert.Equal(t, want, sarifText(in))
	}
}

// TestSARIFKeepsNothingOfPassedDocuments sees that memory does not grow with documents that have nothing to say.
func TestSARIFKeepsNothingOfPassedDocuments(t *testing.T) {
	w := newSARIF(new(counter), Options{Run: always(fixtureRun), Lang: "en"}).(*sarifWriter)
	for i := range 1000 {
		require.NoError(t, w.Document(judged(&validate.Document{Path: fmt.Sprint(i), Verdict: validate.Accepted})))
	}
	assert.Empty(t, w.artifacts)
	require.NoError(t, w.Close())
	if os.Getenv("CI") == "true" {
		_, err := exec.LookPath("go")
		require.NoError(t, err, "the schema is found with go list")
	}
}
