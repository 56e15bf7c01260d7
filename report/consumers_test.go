package report

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/xsd"
	"github.com/fselint/fselint/validate"
)

// gitlabSchema is what GitLab asks of a Code Quality report (GitLab docs, "Code Quality", "Code quality report format").
const gitlabSchema = `{"type":"array","items":{"type":"object","required":["description","check_name","fingerprint","severity","location"],"properties":{
	"description":{"type":"string","minLength":1},"check_name":{"type":"string","minLength":1},"fingerprint":{"type":"string","minLength":1},
	"severity":{"type":"string","enum":["info","minor","major","critical","blocker"]},
	"location":{"type":"object","required":["path","lines"],"properties":{"path":{"type":"string","minLength":1},
		"lines":{"type":"object","required":["begin"],"properties":{"begin":{"type":"integer","minimum":1}}}}}}}}`

func TestGitLabIsValid(t *testing.T) {
	var schema openapi3.Schema
	require.NoError(t, json.Unmarshal([]byte(gitlabSchema), &schema))
	for _, docs := range [][]*validate.Document{nil, {{Path: "a", Verdict: validate.Accepted}}, fixture()} {
		var issues []any
		require.NoError(t, json.Unmarshal([]byte(write(t, "gitlab", Options{Run: always(fixtureRun), Lang: "it", Notes: true}, docs)), &issues))
		require.NoError(t, schema.VisitJSON(issues))
		seen := map[any]bool{}
		for _, i := range issues {
			print := i.(map[string]any)["fingerprint"]
			assert.False(t, seen[print], "one fingerprint, one issue")
			seen[print] = true
			assert.False(t, filepath.IsAbs(i.(map[string]any)["location"].(map[string]any)["path"].(string)) && len(docs) == 1)
		}
	}
}

func TestCheckstyleIsValid(t *testing.T) {
	source, err := os.ReadFile("testdata/checkstyle.xsd")
	require.NoError(t, err)
	schema, err := xsd.Compile(map[string][]byte{"checkstyle.xsd": source}, "checkstyle.xsd")
	require.NoError(t, err)
	for _, docs := range [][]*validate.Document{nil, {{Path: "a"}}, fixture()} {
		r, err := schema.Validate(parsed(t, write(t, "checkstyle", Options{Run: always(fixtureRun), Lang: "en", Notes: true}, docs)), xsd.Options{})
		require.NoError(t, err)
		assert.True(t, r.Valid(), "%+v %+v", r.Fatal, r.Errors)
	}
}

func TestCSVIsRead(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(write(t, "csv", Options{Run: always(fixtureRun), Lang: "en"}, fixture()))).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, csvColumns, rows[0])
	documents := map[string]bool{}
	for _, row := range rows[1:] {
		documents[row[0]] = true
	}
	assert.Len(t, documents, 5, "each document has a row")
}

// readTAP reads what TAP 14 says of test points, and their diagnostics.
func readTAP(t *testing.T, text string) (points []bool, diagnostics []map[string]any) {
	t.Helper()
	lines := bufio.NewScanner(strings.NewReader(text))
	lines.Buffer(nil, 1<<24)
	require.True(t, lines.Scan())
	require.Equal(t, "TAP version 14", lines.Text())
	point := regexp.MustCompile(`^(not )?ok (\d+) - (?:[^#\\]|\\#|\\\\)*$`)
	planned := -1
	for lines.Scan() {
		switch l := lines.Text(); {
		case strings.HasPrefix(l, "1.."):
			require.NoError(t, json.Unmarshal([]byte(l[3:]), &planned))
		case l == "  ---":
			var block strings.Builder
			for lines.Scan() && lines.Text() != "  ..." {
				require.True(t, strings.HasPrefix(lines.Text(), "  "), lines.Text())
				block.WriteString(lines.Text()[2:] + "\n")
			}
			var v map[string]any
			require.NoError(t, yaml.Unmarshal([]byte(block.String()), &v), block.String())
			diagnostics = append(diagnostics, v)
		default:
			require.Regexp(t, point, l)
			points = append(points, strings.HasPrefix(l, "ok"))
		}
	}
	require.Equal(t, planned, len(points))
	return points, diagnostics
}

func TestTAPIsRead(t *testing.T) {
	text := write(t, "tap", Options{Run: always(fixtureRun), Lang: "it", Notes: true}, fixture())
	points, diagnostics := readTAP(t, text)
	assert.Equal(t, []bool{false, true, false, false, false}, points, "what cannot be told is not ok")
	assert.Len(t, diagnostics, 5)
	assert.Len(t, diagnostics[0]["findings"], 3)
	points, _ = readTAP(t, write(t, "tap", Options{Run: always(fixtureRun), Lang: "it"}, nil))
	assert.Empty(t, points)

	// a consumer of others', where it is installed (npm install --global tap-parser)
	parser, err := exec.LookPath("tap-parser")
	if err != nil {
		t.Skip("tap-parser is not installed: TAP was read by this test's own reader only")
	}
	cmd := exec.Command(parser, "--format", "json")
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	var failed *exec.ExitError
	require.True(t, err == nil || errors.As(err, &failed), "%v", err) // it fails when a test point is not ok
	assert.Contains(t, string(out), `"count":5`)
}

// runners are who reads logs of CI systems: each lists what it would obey.
var runners = map[string]func(line string) bool{
	"GitHub, at the beginning": func(l string) bool {
		return strings.HasPrefix(strings.TrimLeft(ansi.ReplaceAllString(l, ""), " \t"), "::")
	},
	"GitHub, anywhere": func(l string) bool { return strings.Contains(l, "##[") },
	"Azure":            func(l string) bool { return strings.Contains(strings.ToLower(l), "##vso[") },
	"TeamCity":         func(l string) bool { return strings.Contains(strings.ToLower(l), "##teamcity[") },
}

var ansi = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// hostileTexts are values that speak to somebody else than the reader.
var hostileTexts = []string{
	"##[error]x", "##vso[task.setvariable variable=PATH]/tmp", "a ##TeamCity[buildStop] b", "::add-mask::x", "\n::error::x\n##[group]", "\r##vso[x]",
	"\x1b]0;title\x07\x1b[2J", "\u009b2J", "gnp.\u202efdp", "zero\u200bwidth\ufeff", "tag\U000e0041\U000e007f", "line\u2028separator\u0085",
	"=HYPERLINK(\"http://x\")", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "]]>", "--><script>alert(1)</script>", "</script><script>", "`'\"<>&",
	"# not a comment \\ #", "%0A::error::x", "\xff\xfe", "\x00", strings.Repeat("long ", 200_000),
}

// TestNothingSpeaksToTheWrongEar: whatever stands in a document, its name or a rule's values, no format makes of it a command, a control
// of the terminal, a formula, or markup.
func TestNothingSpeaksToTheWrongEar(t *testing.T) {
	for _, name := range Formats() {
		format, err := Lookup(name)
		require.NoError(t, err)
		if format.Binary {
			continue // its cells are judged where they are made
		}
		for _, value := range hostileTexts {
			for _, lang := range []string{"it", "en"} {
				text := write(t, name, Options{Run: always(fixtureRun), Lang: lang, Notes: true, Color: name == "text"}, []*validate.Document{hostileDocument(value), samples()[1]})
				assert.Less(t, len(text), 400_000, "%s: a long value is cut", name)
				harmless(t, name, value, text)
			}
		}
	}
}

// hostileDocument has a value wherever a value can stand.
func hostileDocument(value string) *validate.Document {
	x := lint.Value(value)
	return &validate.Document{
		Path: "in/" + value[:min(len(value), 3000)], Verdict: validate.Refused, DocumentType: value, TypeID: value, TemplateID: value, Stages: []validate.StageState{{Name: "cda", State: validate.Failed, Reason: x}},
		CDA:     &validate.CDAInfo{Mode: "ATTACHMENT", Name: value},
		Gateway: &validate.GatewayAnswer{Operation: "validation", Answer: lint.Answer{Status: 400, Type: "/msg/syntax", Title: "Errore di sintassi.", Detail: value}},
		Findings: []lint.Finding{{
			Rule: fixtureRule, ID: "X-1", NationalID: value[:min(len(value), 100)], Severity: lint.Error, Group: lint.Gateway, Stage: "cda", Message: x, Expected: x, Actual: x, Fix: x, Notes: []lint.Text{x},
			Location: lint.Location{Source: lint.SourceCDA, Line: 3, Column: 2, Path: value, Snippet: value},
		}},
	}
}

func harmless(t *testing.T, name, value, text string) {
	t.Helper()
	value = value[:min(len(value), 60)]
	own := map[string]string{"github": "GitHub, at the beginning", "azure": "Azure"}[name] // which it speaks to on purpose
	for line := range strings.Lines(text) {
		for who, obeys := range runners {
			if who != own {
				assert.False(t, obeys(line), "%s, %q: %s obeys %.200q", name, value, who, line)
			} else if obeys(line) {
				assert.Regexp(t, `^(::(error|warning|notice) |##vso\[task\.logissue )`, line, "%s, %q", name, value)
				assert.Equal(t, 1, strings.Count(strings.ToLower(line), "##vso[")+strings.Count(name, "github"), "%s, %q", name, value)
			}
		}
	}
	plain := text
	if name == "text" {
		plain = ansi.ReplaceAllString(text, "")
	}
	for _, r := range plain {
		if lint.Disturbs(r) && r != '\n' && r != utf8.RuneError && !(name == "csv" && r == '\r') && !(name == "markdown" && r == '\u200b') && !(r == '\t' && (name == "html" || name == "junit")) {
			t.Errorf("%s, %q: %U is in it", name, value, r)
			break
		}
	}
	switch name {
	case "json", "sarif", "gitlab":
		assert.True(t, json.Valid([]byte(text)), "%s, %q", name, value)
	case "jsonl":
		for line := range strings.Lines(text) {
			assert.True(t, json.Valid([]byte(line)), "%s, %q", name, value)
		}
	case "junit", "checkstyle":
		for d := xml.NewDecoder(strings.NewReader(text)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if !assert.NoError(t, err, "%s, %q", name, value) {
				break
			}
		}
	case "csv":
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		require.NoError(t, err)
		for _, row := range rows {
			for _, cell := range row {
				assert.NotRegexp(t, `^[=+\-@\t\r]`, cell, "%q", value)
			}
		}
	case "tap":
		readTAP(t, text)
	case "html":
		assert.NotContains(t, text, "<script>alert")
	}
}
