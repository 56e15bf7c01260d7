package dashboard

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var rule = &lint.Rule{ID: "VOC-CODE", Family: "VOC", Severity: lint.Error, Group: lint.Gateway,
	Title: lint.Text{IT: "codice che manca nel dizionario", EN: "code that is not in the dictionary"}}

// document is the i-th document of an invented archive.
func document(i int) *validate.Document {
	types := []string{"LAB", "LAB", "RSA", "RAD", "LDO", "", "VPS"}
	software := []string{"Laboratorio 3", "Referti Uno", "", "Radiologia & Co", "Laboratorio 3"}
	d := &validate.Document{
		Path: fmt.Sprintf("archivio/%04d/referto-%06d.pdf", i/500, i), SHA256: fmt.Sprintf("%064x", i), DocumentType: types[i%len(types)],
		Origin:  validate.Origin{Software: software[i%len(software)], Custodian: fmt.Sprintf("Azienda di prova %d", i%4), Time: fmt.Sprintf("2026%02d15103000+0100", 1+i%11)},
		Verdict: validate.Accepted, Validator: &validate.Validator{Result: "OK"}, Gateway: &validate.GatewayAnswer{Operation: "validate-and-create", Accepted: true, Finding: -1},
		Signature: &validate.Signature{Decision: "OK", Reason: "ok"},
	}
	add := func(id string, s lint.Severity) {
		d.Findings = append(d.Findings, lint.Finding{Rule: rule, ID: id, Severity: s, Group: map[lint.Severity]lint.Group{lint.Error: lint.Gateway, lint.Warning: lint.Standard, lint.Info: lint.Advice}[s], Stage: "vocabulary",
			Message: lint.Text{IT: "il codice manca nel dizionario", EN: "the code is not in the dictionary"}, Fix: lint.Text{IT: "correggetelo", EN: "correct it"},
			Location: lint.Location{Source: "cda", Line: 10 + i%90, Column: 5}})
	}
	switch {
	case i%7 == 3:
		add("VOC-CODE", lint.Error)
		d.Gateway = &validate.GatewayAnswer{Operation: "validate-and-create", Finding: 0, Answer: lint.Answer{Status: 422, Type: "/msg/vocabulary", Title: "Errore vocabolario.", Detail: "…"}}
		d.Validator.Result = "VOCABULARY_ERROR"
	case i%11 == 5:
		add("SCH-LAB-W001", lint.Warning)
	case i%53 == 7:
		d.Verdict, d.Fault = validate.Fault, &validate.Failure{Kind: validate.Unreadable, Message: lint.Text{IT: "non si può leggere", EN: "cannot be read"}}
	}
	if i%3 == 0 {
		add("VOC-UNKNOWN", lint.Info)
	}
	if d.Fault == nil {
		d.Conclude()
	}
	return d
}

var refused = &validate.GatewayAnswer{Operation: "validate-and-create", Answer: lint.Answer{ID: "VA-08", Status: 422, Type: "/msg/semantic"}, Finding: 0}

// entry is a document with its comparisons, and what it is compared with.
func entry(i int) (e *overview.Entry, earlier, other *validate.Document) {
	d := document(i)
	e = &overview.Entry{Document: d, Added: i%101 == 4}
	old, next := *d, *d
	if i%13 == 1 {
		old.Findings = append([]lint.Finding{{Rule: rule, ID: "XSD-VALUE", Severity: lint.Error, Stage: "schema", Message: lint.Same("old")}}, d.Findings...)
		old.Gateway = refused
		old.Conclude()
	}
	if i%17 == 2 {
		next.Findings = append([]lint.Finding{{Rule: rule, ID: "SCH-LAB-ERRORE-99", Severity: lint.Error, Stage: "schematron", Message: lint.Text{IT: "regola nuova", EN: "new rule"}}}, d.Findings...)
		next.Gateway = refused
		next.Conclude()
	}
	if !e.Added {
		diff := compare.Documents(&old, d)
		e.Trend = &diff
	}
	diff := compare.Documents(d, &next)
	e.Against = &diff
	return e, &old, &next
}

// build writes a dashboard of n documents and returns the path of its page.
func build(t testing.TB, dir, lang string, n int, change func(int, *overview.Entry)) string {
	path := filepath.Join(dir, "dashboard.html")
	d, err := New(path, lang)
	require.NoError(t, err)
	other := report.Run{Version: "0.9", Catalog: report.Catalog{ID: "national", Digest: "sha256:11", Date: "2026-09-30"}}
	b := overview.Builder{Trend: &overview.Comparison{Name: "audit-ottobre", Run: other, Finished: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)},
		Against: &overview.Comparison{Name: "catalogo-2027", Run: other}}
	for i := range n {
		e, earlier, other := entry(i)
		b.Trend.Other(earlier)
		b.Against.Other(other)
		if change != nil {
			change(i, e)
		}
		b.Add(e)
		require.NoError(t, d.Document(e))
	}
	o := &overview.Overview{
		Run:   report.Run{Version: "1.0", Catalog: report.Catalog{ID: "national", Digest: "sha256:00", Date: "2026-08-22"}},
		Roots: []string{"archivio"}, Started: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Finished: time.Date(2026, 11, 23, 10, 4, 10, 0, time.UTC),
		Judged: n / 2, Reused: n - n/2, Distinct: n,
	}
	b.Finish(o)
	o.Past = []overview.Past{{Finished: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC), Version: "0.8", Total: b.Trend.Total}, {Finished: o.Finished, Version: "1.0", Total: o.Total}}
	require.NoError(t, d.Close(o))
	return path
}

func TestGolden(t *testing.T) {
	for _, lang := range []string{"it", "en"} {
		dir := t.TempDir()
		page := build(t, dir, lang, 40, nil)
		for name, path := range map[string]string{"page": page, "list": filepath.Join(dir, "dashboard-data", "list-0.js"), "detail": filepath.Join(dir, "dashboard-data", "detail-0.js")} {
			got, err := os.ReadFile(path)
			require.NoError(t, err)
			if name == "page" { // style and scripts are tested in a browser
				_, rest, _ := strings.Cut(string(got), "</style>")
				rest, _, _ = strings.Cut(rest, "<script>")
				got = []byte(rest)
			}
			golden := filepath.Join("testdata", name+"-"+lang+".golden")
			if *update {
				require.NoError(t, os.WriteFile(golden, got, 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(got))
		}
	}
}

func TestFilesArePerThousands(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, "en", 2*listRows+1, nil)
	for kind, size := range map[string]int{"list": listRows, "detail": detailRows} {
		files, err := filepath.Glob(filepath.Join(dir, "dashboard-data", kind+"-*.js"))
		require.NoError(t, err)
		assert.Len(t, files, (2*listRows)/size+1, kind)
	}
	// a smaller one in the same place leaves nothing of the larger one
	build(t, dir, "en", 3, nil)
	files, err := os.ReadDir(filepath.Join(dir, "dashboard-data"))
	require.NoError(t, err)
	assert.Len(t, files, 2)
	files, err = os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, files, 2, "no temporary file stays")
}

func TestForeignFilesStay(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "dashboard-data"), 0o755))
	mine := filepath.Join(dir, "dashboard-data", "list-of-mine.js")
	require.NoError(t, os.WriteFile(mine, nil, 0o644))
	build(t, dir, "it", 1, nil)
	assert.FileExists(t, mine)
}

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	_, err := New(filepath.Join(dir, "none", "x.html"), "it")
	require.NoError(t, err, "the folder is made")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "y-data"), nil, 0o644))
	_, err = New(filepath.Join(dir, "y.html"), "it")
	assert.ErrorContains(t, err, "dashboard: ")
}

func TestNamesAreBounded(t *testing.T) {
	var n names
	for i := range mostDistinct {
		assert.Equal(t, i, n.number(fmt.Sprint(i)))
	}
	assert.Equal(t, "one more", n.number("one more"))
	assert.Equal(t, 7, n.number("7"))
}

func TestTextsInBothLanguages(t *testing.T) {
	assert.Empty(t, texts.Check())
	files, err := filepath.Glob("assets/*.gohtml")
	require.NoError(t, err)
	for _, file := range files {
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`\bsay "([^"]+)"`).FindAllSubmatch(b, -1) {
			assert.True(t, texts.Has(string(m[1])), "%s: no text %s", file, m[1])
		}
	}
}

// A data file is a call with one JSON value, in which nothing can end a script.
func TestDataFilesAreJSON(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, "en", 30, func(_ int, e *overview.Entry) {
		e.Path += "</script>\u2028\x00"
		e.Origin.Software = "<!--<script>"
	})
	for _, name := range []string{"list-0.js", "detail-0.js"} {
		b, err := os.ReadFile(filepath.Join(dir, "dashboard-data", name))
		require.NoError(t, err)
		assert.False(t, bytes.ContainsAny(b, "<\u2028\x00"), name)
		_, b, ok := bytes.Cut(b, []byte("(0,"))
		require.True(t, ok)
		assert.True(t, json.Valid(bytes.TrimSuffix(b, []byte(");\n"))))
	}
}

func BenchmarkDocument(b *testing.B) {
	d, err := New(filepath.Join(b.TempDir(), "x.html"), "it")
	require.NoError(b, err)
	entries := make([]*overview.Entry, 1000)
	for i := range entries {
		entries[i], _, _ = entry(i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		require.NoError(b, d.Document(entries[i%len(entries)]))
	}
}
