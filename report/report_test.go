package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var sampleRule = &lint.Rule{ID: "VOC-CODE", Family: "VOC", Severity: lint.Error, Group: lint.Gateway}

// sample is a document with one of everything.
func sample() *validate.Document {
	return &validate.Document{
		Path: "referto\x1b[31m.pdf", SHA256: strings.Repeat("ab", 32), DocumentType: "LAB", TemplateID: "2.16.840.1.113883.2.9.10.1.1",
		TypeID: "POCD_MT000040UV02", Verdict: validate.Refused,
		CDA:       &validate.CDAInfo{SHA256: strings.Repeat("cd", 32), Mode: "ATTACHMENT", Name: "cda.xml", Bytes: 14965},
		Validator: &validate.Validator{Result: "SEMANTIC_ERROR", Messages: []string{"ERRORE-17| …"}},
		Gateway: &validate.GatewayAnswer{Operation: "validate-and-create", Finding: 0, Answer: lint.Answer{
			ID: "VA-08", Status: 422, Type: "/msg/semantic", Title: "Errore semantico.", Instance: "/validation/error", Detail: "[ERRORE-17| …]",
		}},
		Signature: &validate.Signature{Decision: "OK", Reason: "ok", Integrity: "intact", Trust: "not judged", Signatures: []validate.SignatureField{{
			Field: "Signature1", Type: "signature", Level: "B-B", Signer: "Prova", Integrity: "intact", Trust: "not judged", Changes: "none",
			Time: time.Date(2026, 1, 31, 9, 45, 0, 0, time.UTC), TimeSource: "M",
		}}},
		Stages: []validate.StageState{
			{Name: "pdf", State: validate.Ran},
			{Name: "schematron", State: validate.Ran},
			{Name: "vocabulary", State: validate.Skipped, Reason: lint.Text{IT: "nessun catalogo", EN: "no catalog"}},
			{Name: "registry", State: validate.Skipped, Reason: lint.Text{IT: "non indicato", EN: "not given"}, Absent: true},
		},
		Findings: []lint.Finding{
			{
				Rule: sampleRule, ID: "SCH-LAB-ERRORE-17", NationalID: "ERRORE-17", Severity: lint.Error, Group: lint.Gateway, Stage: "schematron",
				Message:  lint.Text{IT: "manca l'id", EN: "the id is missing"},
				Location: lint.Location{Source: "cda", Line: 120, Column: 9, Path: "/ClinicalDocument[1]/id[1]", Snippet: "\t\t<a><b>è</b></a>"},
				Expected: lint.Same("count(id)=1"), Actual: lint.Same("0"), Fix: lint.Text{IT: "aggiungetelo", EN: "add it"},
				Notes:  []lint.Text{lint.Same("a note")},
				Answer: &lint.Answer{ID: "VA-08", Status: 422, Type: "/msg/semantic", Instance: "/validation/error"},
			},
			{Rule: sampleRule, ID: "VOC-UNKNOWN", Severity: lint.Info, Group: lint.Advice, Stage: "vocabulary", Message: lint.Same("only a note")},
			{Rule: sampleRule, ID: "X", Severity: lint.Warning, Group: lint.Standard, Stage: "vocabulary", Message: lint.Same("a\nwarning <&>"),
				Location: lint.Location{Source: "cda", Line: 1, Column: 150, Snippet: strings.Repeat("x", 149) + "!" + strings.Repeat("y", 100)}},
		},
	}
}

func samples() []*validate.Document {
	passed := &validate.Document{Path: "b.xml", Verdict: validate.Accepted, Stages: []validate.StageState{{Name: "pdf", State: validate.Ran}}}
	fault := &validate.Document{Path: "c.pdf", Verdict: validate.Fault, Fault: &validate.Failure{Kind: validate.Unreadable, Message: lint.Text{IT: "non si legge", EN: "cannot be read"}},
		Stages: []validate.StageState{{Name: "pdf", State: validate.Failed, Reason: lint.Same("boom")}}}
	return []*validate.Document{sample(), passed, fault}
}

// repetitive is a document that breaks one rule often, and another one that is blamed first.
func repetitive() *validate.Document {
	d := sample()
	first := d.Findings[0]
	for line := range 7 {
		f := first
		f.ID, f.NationalID, f.Location.Snippet = "SCH-LAB-ERRORE-2", "ERRORE-2", ""
		f.Location.Line, f.Location.Column, f.Location.Path = 200+line, 3, "/ClinicalDocument[1]/author["+strconv.Itoa(line+1)+"]"
		f.Message = lint.Text{EN: "author " + strconv.Itoa(line/2) + " has no name", IT: "l'autore " + strconv.Itoa(line/2) + " non ha nome"}
		d.Findings = append([]lint.Finding{f}, d.Findings...)
	}
	d.Gateway.Finding += 7
	return d
}

// many are the documents of a folder: good ones between some that would be refused.
func many() []*validate.Document {
	var list []*validate.Document
	for i := range 40 {
		d := samples()[1]
		if i%2 == 0 {
			d = repetitive()
		}
		d.Path = fmt.Sprintf("folder/%02d.pdf", i)
		list = append(list, d)
	}
	return list
}

// TestFirstScreen: what the gateway would answer and why stands on the first screen of any run, and what a run came to on the last.
func TestFirstScreen(t *testing.T) {
	for name, docs := range map[string][]*validate.Document{"one": {repetitive()}, "many": many(), "bad last": append(many()[1:2], many()...)} {
		lines := strings.Split(write(t, "text", Options{Run: always(Run{}), Lang: "en"}, docs), "\n")
		first, last := strings.Join(lines[:min(36, len(lines))], "\n"), strings.Join(lines[max(0, len(lines)-36):], "\n")
		assert.Contains(t, first, "422 /msg/semantic", name)
		assert.Contains(t, first, "SCH-LAB-ERRORE-17", name)
		assert.Contains(t, first, "fix: add it", name)
		assert.Contains(t, last, "would be refused", name)
	}
}

// TestConcise: every line is one that readers of compilers' messages understand, and silence means that all is well.
func TestConcise(t *testing.T) {
	line := regexp.MustCompile(`^(.+?):(\d+):(\d+): (error|warning|info) (\S+) (.+)$`) // %f:%l:%c: %t%*[^ ] %m in Vim
	docs := samples()
	docs[1].Path = "::error::x"
	for _, lang := range []string{"en", "it"} {
		out := write(t, "concise", Options{Run: always(Run{}), Lang: lang, Notes: true}, docs)
		lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		assert.Len(t, lines, 4, out)
		for _, l := range lines {
			assert.Regexp(t, line, l)
		}
		assert.Contains(t, out, ":120:9: error SCH-LAB-ERRORE-17 [cda] ")
		assert.Contains(t, out, "c.pdf:1:1: error fault ")
	}
	assert.Empty(t, write(t, "concise", Options{Run: always(Run{}), Lang: "en"}, samples()[1:2]))
}

// judged is the result that a run would have given: with the tree of the CDA, where it has one.
func judged(d *validate.Document) *validate.Result {
	r := &validate.Result{Document: d}
	if d.CDA != nil && d.CDA.Text != "" {
		if tree, err := xmltree.Parse([]byte(d.CDA.Text), xmltree.DefaultLimits()); err == nil {
			documentcheck.Tree.With(r, tree)
		}
	}
	return r
}

func write(t *testing.T, format string, o Options, docs []*validate.Document) string {
	var b bytes.Buffer
	w, err := New(format, &b, o)
	require.NoError(t, err)
	for _, d := range docs {
		require.NoError(t, w.Document(judged(d)))
	}
	require.NoError(t, w.Close())
	return b.String()
}

func always(r Run) func() Run { return func() Run { return r } }

func TestFormats(t *testing.T) {
	run := Run{Version: "test", Catalog: Catalog{ID: "national", Source: "catalog", Digest: "sha256:00", Date: "2026-08-22"}}
	starter := Run{Version: "test", Catalog: Catalog{ID: "starter", Source: "embedded", Digest: "sha256:11", Starter: true},
		Registry: &Registry{Source: "results.csv", Digest: "sha256:22", Date: "2026-05-07", Rows: 580}}
	for name, c := range map[string]struct {
		format string
		o      Options
		docs   []*validate.Document
	}{
		"text-en.golden":       {"text", Options{Run: always(run), Lang: "en"}, samples()},
		"text-one-en.golden":   {"text", Options{Run: always(run), Lang: "en"}, samples()[:1]},
		"text-one-it.golden":   {"text", Options{Run: always(run), Lang: "it"}, []*validate.Document{repetitive()}},
		"text-all-it.golden":   {"text", Options{Run: always(run), Lang: "it", All: true}, []*validate.Document{repetitive()}},
		"text-many-it.golden":  {"text", Options{Run: always(run), Lang: "it"}, many()},
		"text-rules-it.golden": {"text", Options{Run: always(run), Lang: "it", GroupBy: "rule"}, many()},
		"text-stat-en.golden":  {"text", Options{Run: always(run), Lang: "en", Statistics: true}, many()},
		"text-it-color.golden": {"text", Options{Run: always(starter), Lang: "it", Color: true, Notes: true}, samples()},
		"text-quiet.golden":    {"text", Options{Run: always(run), Lang: "en", Quiet: true}, samples()},
		"text-none.golden":     {"text", Options{Run: always(starter), Lang: "en"}, nil},
		"json-en.golden":       {"json", Options{Run: always(run), Lang: "en"}, samples()},
		"json-none-it.golden":  {"json", Options{Run: always(starter), Lang: "it"}, nil},
		"jsonl-it.golden":      {"jsonl", Options{Run: always(starter), Lang: "it"}, samples()},
	} {
		t.Run(name, func(t *testing.T) {
			got := write(t, c.format, c.o, c.docs)
			path := filepath.Join("testdata", name)
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, string(want), got)
		})
	}
}

func TestJSONIsOneObject(t *testing.T) {
	var v struct {
		Schema    string
		Catalog   struct{ ID string }
		Summary   struct{ Documents, Passed, Failed, Faults int }
		Documents []struct {
			Verdict string
			Gateway *struct{ Finding *int }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(write(t, "json", Options{Run: always(Run{}), Lang: "en"}, samples())), &v))
	assert.Equal(t, Schema, v.Schema)
	assert.Equal(t, 3, v.Summary.Documents)
	assert.Equal(t, 1, v.Summary.Failed)
	assert.Equal(t, 1, v.Summary.Faults)
	require.Len(t, v.Documents, 3)
	require.NotNil(t, v.Documents[0].Gateway.Finding, "a finding with index 0 must not vanish")
	assert.Equal(t, 0, *v.Documents[0].Gateway.Finding)
}

func TestUnknownFormat(t *testing.T) {
	_, err := New("pdf", nil, Options{})
	assert.ErrorContains(t, err, "json, jsonl, junit")
}

func TestTextTamesTheTerminal(t *testing.T) {
	out := write(t, "text", Options{Run: always(Run{}), Lang: "en"}, samples())
	assert.NotContains(t, out, "\x1b", "control characters of a file name or a document must not reach the terminal")
}

func TestWindow(t *testing.T) {
	for _, c := range []struct {
		line   string
		column int
		want   string
		caret  int
	}{
		{"<a/>", 1, "<a/>", 0},
		{"   <a/>", 4, "<a/>", 0},
		{"x <a/>", 3, "x <a/>", 2},
		{"", 5, "", 0},
		{"ab", 99, "ab", 2},
		{"\t<a>\t<b/>", 6, "<a> <b/>", 4},
		{"漢字<a/>", 3, "漢字<a/>", 4},
		{"e\u0301e\u0301<a/>", 5, "e\u0301e\u0301<a/>", 2},
		{"e\u0301<a/>", 2, "e\u0301<a/>", 0},
		{"👩\u200d👩\u200d👧<a/>", 6, "👩\u200d👩\u200d👧<a/>", 2},
		{"\u202e\x1b<a/>", 3, "··<a/>", 2},
	} {
		got, caret := window(c.line, c.column)
		assert.Equal(t, c.want, got)
		assert.Equal(t, c.caret, caret)
	}
	long := strings.Repeat("a", 500)
	got, caret := window(long, 300)
	assert.Len(t, got, 100)
	assert.Equal(t, 40, caret)
	got, caret = window(strings.Repeat("漢", 500), 300)
	assert.Equal(t, strings.Repeat("漢", 50), got, "as many cells")
	assert.Equal(t, 40, caret)
}

func TestSourceLine(t *testing.T) {
	long := strings.Repeat("è", 3000)
	d := &validate.Document{CDA: &validate.CDAInfo{Text: "<a>\r\n" + long + "<b/>\n\n</a>"}}
	at := func(line, column int, snippet string) (string, int) {
		return sourceLine(d, lint.Location{Source: lint.SourceCDA, Line: line, Column: column, Snippet: snippet})
	}
	text, from := at(2, 3001, "")
	assert.Equal(t, strings.Repeat("è", 200)+"<b/>", text)
	assert.Equal(t, 2801, from)
	text, from = at(2, 10, "")
	assert.Equal(t, strings.Repeat("è", 210), text)
	assert.Equal(t, 1, from)
	text, from = at(1, 2, "<a>")
	assert.Equal(t, "<a>", text)
	assert.Equal(t, 1, from)
	for _, p := range [][2]int{{9, 1}, {4, 50}, {0, 1}, {2, 0}, {1, 2_000_000_000}} {
		text, _ = at(p[0], p[1], "")
		assert.Empty(t, text, "%v", p)
	}
	d.CDA.Text = "a\rb\r\nc"
	text, _ = at(3, 1, "")
	assert.Equal(t, "c", text, "lines end as in XML")
	d.CDA = nil
	text, _ = at(1, 1, "")
	assert.Empty(t, text)
}

// TestLinesAreBounded: a text that repeats what a document says is cut, and says so.
func TestLinesAreBounded(t *testing.T) {
	long := strings.Repeat("è", 1<<20)
	assert.Equal(t, long[:1<<10], cut(long[:1<<10]))
	got := cut(long)
	assert.Less(t, len(got), 66<<10)
	assert.True(t, strings.HasSuffix(got, "… (2097152 bytes)"), got[len(got)-40:])
	assert.True(t, utf8.ValidString(got))
}
