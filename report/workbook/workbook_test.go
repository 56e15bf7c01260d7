package workbook

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// fill writes a few documents and findings, hostile ones among them.
func fill(t testing.TB, b *Book) {
	t.Helper()
	for i, v := range []validate.Verdict{validate.Refused, validate.Accepted, validate.Fault, validate.Accepted, validate.Undetermined, validate.Refused} {
		require.NoError(t, b.Document(DocumentRow{
			Path: fmt.Sprintf("=cmd|'/c calc'!A%d", i), Verdict: v, DocumentType: []string{"LAB", "RSA", ""}[i%3], Application: "+ACME",
			Gateway: "422 /msg/semantic", Errors: i, Remark: "@riga\nnuova\x01", SHA256: strings.Repeat("0", 64),
		}))
	}
	for i := range 4 {
		require.NoError(t, b.Finding(FindingRow{
			Path: fmt.Sprintf("=cmd|'/c calc'!A%d", i/2), Severity: lint.Error, Group: lint.Gateway, ID: "CDA-DOCTYPE", Stage: "cda", Source: "cda",
			Line: 12, Column: i + 1, Location: "/ClinicalDocument[1]", Message: "-1+2 \u202etxt", Actual: "_x0041_ <&>\"", Status: 422,
		}))
	}
}

// fillLong adds a text that no cell holds.
func fillLong(t testing.TB, b *Book) {
	fill(t, b)
	require.NoError(t, b.Finding(FindingRow{Path: "x", Severity: lint.Info, Group: lint.Advice, ID: "NOTE", Message: strings.Repeat("😀", 20000)}))
}

func build(t testing.TB, o Options, fill func(testing.TB, *Book)) []byte {
	t.Helper()
	b, err := New(o)
	require.NoError(t, err)
	fill(t, b)
	var out bytes.Buffer
	require.NoError(t, b.Write(&out, Property{"catalogo", "=1+1"}))
	require.NoError(t, b.Close())
	return out.Bytes()
}

func open(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, f.Close()) })
	return f
}

func TestSheets(t *testing.T) {
	for lang, want := range map[string][]string{
		"it": {"Riepilogo", "Problemi", "Documenti", "Segnalazioni"},
		"en": {"Summary", "Top problems", "Documents", "Findings"},
	} {
		f := open(t, build(t, Options{Lang: lang}, fill))
		assert.Equal(t, want, f.GetSheetList())
		for i, name := range want {
			if i == 0 {
				continue
			}
			panes, err := f.GetPanes(name)
			require.NoError(t, err)
			assert.True(t, panes.Freeze && panes.YSplit == 1, "%s: the header is frozen", name)
		}
		filters := map[string]string{}
		for _, d := range f.GetDefinedName() {
			if strings.HasSuffix(d.Name, "_FilterDatabase") {
				filters[d.Scope] = d.RefersTo
			}
		}
		assert.Equal(t, fmt.Sprintf("'%s'!$A$1:$N$7", want[2]), filters[want[2]])
		assert.Equal(t, fmt.Sprintf("'%s'!$A$1:$P$5", want[3]), filters[want[3]])
		charts := charts(f)
		for what, values := range map[string]string{
			"rules": fmt.Sprintf("'%s'!$D$2:$D$2", want[1]), "verdicts": fmt.Sprintf("'%s'!$B$7:$B$7", want[0]),
			"failures by document type": fmt.Sprintf("'%s'!$D$19:$D$21", want[0]),
		} {
			assert.True(t, strings.Contains(charts, values), "a chart of the %s", what)
		}
	}
}

// charts returns the source of all charts of a workbook.
func charts(f *excelize.File) string {
	var all strings.Builder
	f.Pkg.Range(func(name, content any) bool {
		if strings.HasPrefix(name.(string), "xl/charts/chart") {
			all.Write(content.([]byte))
		}
		return true
	})
	return html.UnescapeString(all.String())
}

func TestCells(t *testing.T) {
	f := open(t, build(t, Options{Lang: "en"}, fillLong))
	cell := func(sheet, at, want string, kind excelize.CellType) {
		t.Helper()
		got, err := f.GetCellValue(sheet, at)
		require.NoError(t, err)
		assert.Equal(t, want, got)
		gotKind, err := f.GetCellType(sheet, at)
		require.NoError(t, err)
		assert.Equal(t, kind, gotKind, "%s %s", sheet, at)
		formula, err := f.GetCellFormula(sheet, at)
		require.NoError(t, err)
		assert.Empty(t, formula)
	}
	const text, number = excelize.CellTypeSharedString, excelize.CellTypeUnset
	cell("Documents", "A2", "=cmd|'/c calc'!A0", text)
	cell("Documents", "B2", "refused", text)
	cell("Documents", "F2", "+ACME", text)
	cell("Documents", "J3", "1", number)
	cell("Documents", "M2", "@riga nuova·", text)
	cell("Findings", "H2", "12", number)
	cell("Findings", "K2", "-1+2 ·txt", text)
	cell("Findings", "M2", "_x0041_ <&>\"", text)
	cell("Summary", "B2", "=1+1", excelize.CellTypeSharedString)
	cell("Summary", "A8", "refused", excelize.CellTypeSharedString)
	cell("Summary", "B8", "2", number)
	cell("Top problems", "A2", "CDA-DOCTYPE", excelize.CellTypeSharedString)
	cell("Top problems", "D2", "2", number)
	cell("Top problems", "F2", "4", number)
	long, err := f.GetCellValue("Findings", "K6")
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(long, "😀"+cutMark))
	assert.LessOrEqual(t, len(utf16.Encode([]rune(long))), maxChars)
}

func TestCellText(t *testing.T) {
	for _, c := range []struct {
		in   string
		want int // UTF-16 units
		cut  bool
	}{
		{strings.Repeat("a", maxChars), maxChars, false},
		{strings.Repeat("a", maxChars+1), maxChars, true},
		{strings.Repeat("è", maxChars), maxChars, false},
		{strings.Repeat("😀", maxChars/2), maxChars - 1, false},
		{strings.Repeat("😀", maxChars/2+1), maxChars, true},
	} {
		got, cut := cellText(c.in)
		assert.Equal(t, c.cut, cut)
		assert.Len(t, utf16.Encode([]rune(got)), c.want)
	}
	got, _ := cellText("a\xffb\u202ec\x00\td")
	assert.Equal(t, "a·b·c· d", got)
}

func TestFullSheetsAreContinued(t *testing.T) {
	many := func(t testing.TB, b *Book) {
		for i := range 25 {
			require.NoError(t, b.Document(DocumentRow{Path: fmt.Sprint(i), Verdict: validate.Accepted}))
		}
	}
	f := open(t, build(t, Options{Lang: "en", rows: 6}, many))
	assert.Equal(t, []string{"Summary", "Top problems", "Documents", "Documents 2", "Documents 3", "Documents 4", "Findings"}, f.GetSheetList())
	rows, err := f.GetRows("Documents 4")
	require.NoError(t, err)
	assert.Len(t, rows, 6)
	assert.Equal(t, "19", rows[5][0])
	assert.Equal(t, "Path", rows[0][0], "every sheet has the header")
	summary, err := f.GetRows("Summary")
	require.NoError(t, err)
	notes := fmt.Sprint(summary)
	assert.Contains(t, notes, "4 sheets")
	assert.Contains(t, notes, "Documents: 5 rows are not here")
}

// TestMostSevereFindingsStay has more findings than the workbook takes.
func TestMostSevereFindingsStay(t *testing.T) {
	data := build(t, Options{Lang: "it", findings: 5, rows: 4}, func(t testing.TB, b *Book) {
		for i := range 9 {
			s := []lint.Severity{lint.Info, lint.Warning, lint.Error}[i%3]
			require.NoError(t, b.Finding(FindingRow{Path: fmt.Sprint(i), Severity: s, ID: "R-" + s.String(), Message: "messaggio " + s.String()}))
		}
	})
	f := open(t, data)
	assert.Equal(t, []string{"Riepilogo", "Problemi", "Documenti", "Segnalazioni", "Segnalazioni 2"}, f.GetSheetList())
	var got []string
	for _, name := range []string{"Segnalazioni", "Segnalazioni 2"} {
		rows, err := f.GetRows(name)
		require.NoError(t, err)
		for _, r := range rows[1:] {
			got = append(got, r[0]+" "+r[2])
		}
	}
	assert.Equal(t, []string{"2 errore", "5 errore", "8 errore", "1 avviso", "4 avviso"}, got)
	summary, err := f.GetRows("Riepilogo")
	require.NoError(t, err)
	assert.Contains(t, fmt.Sprint(summary[2:4]), "Segnalazioni: 4 righe non sono qui, le meno gravi")
	problems, err := f.GetCellValue("Problemi", "F4")
	require.NoError(t, err)
	assert.Equal(t, "3", problems, "the rule of the notes is counted in full")
}

// entry returns a part of the workbook.
func entry(t testing.TB, data []byte, name string) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	f, err := r.Open(name)
	require.NoError(t, err)
	content, err := io.ReadAll(f)
	require.NoError(t, err)
	return string(content)
}

// TestTextsAreWrittenOnce looks for texts that many cells have, and for such as no cell has any more.
func TestTextsAreWrittenOnce(t *testing.T) {
	const often, dropped = "un testo che torna spesso", "un testo che non sta più da nessuna parte"
	data := build(t, Options{Lang: "en", findings: 50}, func(t testing.TB, b *Book) {
		require.NoError(t, b.Finding(FindingRow{Path: "x", Severity: lint.Info, ID: "N", Message: "x", Expected: dropped}))
		for range 100 {
			require.NoError(t, b.Finding(FindingRow{Path: "x", Severity: lint.Error, ID: "E", Expected: often}))
		}
	})
	texts := entry(t, data, stringsPart)
	assert.Equal(t, 1, strings.Count(texts, often))
	assert.NotContains(t, texts, dropped)
	assert.NotContains(t, entry(t, data, "xl/worksheets/sheet4.xml"), often)
}

// TestTextsBeyondTheList are those that the list of texts has no room for: they stand in their cells.
func TestTextsBeyondTheList(t *testing.T) {
	const n = 40
	message := func(i int) string { return strings.Repeat(fmt.Sprintf("%02d", i), maxSharedText/2) }
	f := open(t, build(t, Options{Lang: "en"}, func(t testing.TB, b *Book) {
		b.strings.size = maxShared - n/2*maxSharedText
		for i := range n {
			require.NoError(t, b.Finding(FindingRow{Path: "x", Severity: lint.Error, ID: "E", Message: message(i)}))
		}
	}))
	rows, err := f.GetRows("Findings")
	require.NoError(t, err)
	require.Len(t, rows, n+1)
	for i := range n {
		assert.Equal(t, message(i), rows[i+1][10])
	}
	kind, err := f.GetCellType("Findings", fmt.Sprintf("K%d", n+1))
	require.NoError(t, err)
	assert.Equal(t, excelize.CellTypeInlineString, kind)
}

// TestPrint holds what comes out of a printer: landscape, as wide as the page, the header on each.
func TestPrint(t *testing.T) {
	f := open(t, build(t, Options{Lang: "it"}, fill))
	titles := map[string]string{}
	for _, d := range f.GetDefinedName() {
		switch {
		case strings.HasSuffix(d.Name, "Print_Titles"):
			titles[d.Scope] = d.RefersTo
		case strings.HasSuffix(d.Name, "Print_Area") && d.Scope == "Segnalazioni":
			assert.Equal(t, "'Segnalazioni'!$A$1:$P$5", d.RefersTo)
		}
	}
	for i, name := range f.GetSheetList() {
		page, err := f.GetPageLayout(name)
		require.NoError(t, err)
		props, err := f.GetSheetProps(name)
		require.NoError(t, err)
		assert.True(t, *props.FitToPage && *page.FitToWidth == 1 && *page.FitToHeight == 0, name)
		want := "landscape"
		if i == 0 {
			want = "portrait"
		} else {
			assert.Equal(t, "'"+name+"'!$1:$1", titles[name])
		}
		assert.Equal(t, want, *page.Orientation, name)
	}
}

func TestWriteTable(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, WriteTable(&out, "registro", []string{"numero", "testo"}, func(add func([]string) error) error {
		return errors.Join(add([]string{"1", "=1+1"}), add([]string{"2", ""}))
	}))
	f := open(t, out.Bytes())
	rows, err := f.GetRows("registro")
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"numero", "testo"}, {"1", "=1+1"}, {"2"}}, rows)
	assert.Equal(t, []string{"registro"}, f.GetSheetList())
	full := errors.New("stop")
	assert.ErrorIs(t, WriteTable(io.Discard, "x", []string{"a"}, func(func([]string) error) error { return full }), full)
}

func TestSameRowsSameBytes(t *testing.T) {
	a, b := build(t, Options{Lang: "it"}, fill), build(t, Options{Lang: "it"}, fill)
	assert.True(t, bytes.Equal(a, b))
}

func TestEmpty(t *testing.T) {
	f := open(t, build(t, Options{Lang: "it"}, func(testing.TB, *Book) {}))
	rows, err := f.GetRows("Documenti")
	require.NoError(t, err)
	assert.Len(t, rows, 1)
}

func TestNothingStaysBehind(t *testing.T) {
	dir := t.TempDir()
	fails := &failing{left: 100}
	b, err := New(Options{Lang: "en", TempDir: dir})
	require.NoError(t, err)
	for range 40000 { // enough for a temporary file
		require.NoError(t, b.Finding(FindingRow{Path: "a", ID: "X", Message: strings.Repeat("m", 500)}))
	}
	require.ErrorIs(t, b.Write(fails), errFull)
	assert.Error(t, b.Write(io.Discard), "a second Write")
	require.NoError(t, b.Close())
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
}

var errFull = errors.New("no space left")

type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestLibreOffice converts the workbook with another reader of the format than the one that wrote it.
func TestLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("soffice is needed: apt-get install libreoffice-calc-nogui")
		}
		t.Skip("soffice is not installed")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "report.xlsx")
	require.NoError(t, os.WriteFile(path, build(t, Options{Lang: "it"}, fill), 0o600))
	for _, target := range []string{"pdf", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"} {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", target, "--outdir", dir, path)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.NotContains(t, strings.ToLower(string(out)), "error")
	}
	csv, err := os.ReadFile(filepath.Join(dir, "report-Documenti.csv"))
	require.NoError(t, err)
	assert.Equal(t, 7, strings.Count(string(csv), "\n"), "header and six documents")
	assert.Contains(t, string(csv), "=cmd|'/c calc'!A0", "text that looks like a formula stays text")
	summary, err := os.ReadFile(filepath.Join(dir, "report-Riepilogo.csv"))
	require.NoError(t, err)
	assert.Contains(t, string(summary), "rifiutato,2,33.33")
	pdf, err := os.Stat(filepath.Join(dir, "report.pdf"))
	require.NoError(t, err)
	assert.Positive(t, pdf.Size())
}

func BenchmarkDocuments(b *testing.B) {
	b.ReportAllocs()
	book, err := New(Options{Lang: "it", TempDir: b.TempDir()})
	require.NoError(b, err)
	defer book.Close()
	for i := 0; b.Loop(); i++ {
		path := fmt.Sprintf("archivio/%d.pdf", i)
		if err := book.Document(DocumentRow{Path: path, Verdict: validate.Refused, DocumentType: "LAB", Errors: 2, SHA256: strings.Repeat("a", 64)}); err != nil {
			b.Fatal(err)
		}
		for range 2 {
			if err := book.Finding(FindingRow{Path: path, Severity: lint.Error, ID: "CDA-DOCTYPE", Line: 3, Column: 4, Location: "/ClinicalDocument[1]/id[1]", Message: "un messaggio di lunghezza media per la prova"}); err != nil {
				b.Fatal(err)
			}
		}
	}
	require.NoError(b, book.Write(io.Discard))
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB-sys")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "documents/s")
}
