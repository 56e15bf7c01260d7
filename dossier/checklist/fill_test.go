package checklist_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/internal/testkit/dossiertest"
)

// filling is what the tests fill in, and the cells that it fills in a layout.
func filling(b *dossiertest.Book) (checklist.Filling, map[string]string) {
	f := checklist.Filling{Supplier: "Alfa Srl", Vendor: "Alfa", Rows: map[int]map[checklist.Column]string{
		147: {checklist.TraceID: "0123456789012345", checklist.Timestamp: "2026-11-30T10:00:00Z", checklist.Applicable: "SI"},
		32:  {checklist.Handling: "  riprova & avvisa <utente>\nsubito", checklist.RetryQueue: "NO"},
	}}
	cells := map[string]string{
		"D2": "Alfa Srl", "D4": "Alfa",
		b.Cell(147, 'H'): "0123456789012345", b.Cell(147, 'G'): "2026-11-30T10:00:00Z", b.Cell(147, 'J'): "SI",
		b.Cell(32, 'S'): "  riprova & avvisa <utente>\nsubito",
	}
	if b.Has('Q') {
		cells[b.Cell(32, 'Q')] = "NO"
	}
	return f, cells
}

// TestFillKeepsTheRest: cells that are not filled, and everything that is no cell, are what they were.
func TestFillKeepsTheRest(t *testing.T) {
	for _, layout := range []dossiertest.Layout{dossiertest.Layout20, dossiertest.Layout23} {
		b := template(layout)
		f, cells := filling(b)
		before := b.Bytes()
		after, err := checklist.Fill(before, f)
		require.NoError(t, err)
		assert.Equal(t, withCells(values(t, before), "TestCases", cells), values(t, after))
		assert.Equal(t, looks(t, before), looks(t, after))
		partsBefore, partsAfter := parts(t, before), parts(t, after)
		for name, content := range partsBefore {
			switch name {
			case "xl/worksheets/sheet3.xml", "xl/sharedStrings.xml": // what is filled in
			default:
				assert.Equal(t, content, partsAfter[name], name)
			}
			delete(partsAfter, name)
		}
		assert.Empty(t, partsAfter)
		c, fs := checklist.Read(after)
		assert.Empty(t, ids(fs))
		row, _ := c.Row(147)
		assert.Equal(t, "0123456789012345", row.Cell(checklist.TraceID).Text)
		assert.False(t, row.Cell(checklist.TraceID).Number)
	}
}

// TestFillKeepsExtensions: lists that refer to other sheets are stored by Excel in an extension, which must survive.
func TestFillKeepsExtensions(t *testing.T) {
	const (
		sheet   = "xl/worksheets/sheet3.xml"
		spaces  = `<worksheet xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{00000000-0001}" `
		choices = `<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" ` +
			`xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations ` +
			`xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list" ` +
			`xr:uid="{A}"><x14:formula1><xm:f>'LISTA VALORI'!$A$1:$A$7</xm:f></x14:formula1><xm:sqref>K10:K16</xm:sqref>` +
			`</x14:dataValidation></x14:dataValidations></ext></extLst>`
	)
	b := template(dossiertest.Layout23)
	p := parts(t, b.Bytes())
	p[sheet] = strings.Replace(strings.Replace(p[sheet], "<worksheet ", spaces, 1), "</worksheet>", choices+"</worksheet>", 1)
	f, _ := filling(b)
	after, err := checklist.Fill(archive(p), f)
	require.NoError(t, err)
	assert.Contains(t, parts(t, after)[sheet], choices)
	assert.Contains(t, parts(t, after)[sheet], `xr:uid="{00000000-0001}"`)
}

func TestFillMarksOpenCells(t *testing.T) {
	b := template(dossiertest.Layout23)
	after, err := checklist.Fill(b.Bytes(), checklist.Filling{Open: []string{"M12", "S12"}})
	require.NoError(t, err)
	assert.Equal(t, values(t, b.Bytes()), values(t, after))
	book, err := excelize.OpenReader(bytes.NewReader(after))
	require.NoError(t, err)
	for cell, want := range map[string][]string{"M12": {"FFF2CC"}, "S12": {"FFF2CC"}, "N12": nil} {
		id, err := book.GetCellStyle("TestCases", cell)
		require.NoError(t, err)
		style, err := book.GetStyle(id)
		require.NoError(t, err)
		assert.Equal(t, want, style.Fill.Color, cell)
		assert.True(t, style.Alignment.WrapText, "the rest of its looks")
	}
}

func TestFillRefuses(t *testing.T) {
	_, err := checklist.Fill([]byte("no workbook"), checklist.Filling{})
	require.ErrorIs(t, err, checklist.ErrNoTemplate)
	_, err = checklist.Fill(template(dossiertest.Layout23).Bytes(), checklist.Filling{
		Rows: map[int]map[checklist.Column]string{9001: {checklist.Applicable: "SI"}},
	})
	require.ErrorContains(t, err, "9001")
}

// TestFillOpensInLibreOffice: another program reads the same values, before and after but for what was filled in.
func TestFillOpensInLibreOffice(t *testing.T) {
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("no LibreOffice (soffice)")
	}
	b := template(dossiertest.Layout23)
	f, cells := filling(b)
	after, err := checklist.Fill(b.Bytes(), f)
	require.NoError(t, err)
	seen := throughLibreOffice(t, b.Bytes(), after)
	assert.Equal(t, withCells(seen[0], "TestCases", cells), seen[1])
}

// throughLibreOffice lets LibreOffice open and save workbooks, and returns the values of their cells.
func throughLibreOffice(t *testing.T, books ...[]byte) []map[string]map[string]string {
	t.Helper()
	dir := t.TempDir()
	names := make([]string, len(books))
	for i, data := range books {
		names[i] = filepath.Join(dir, strconv.Itoa(i))
		require.NoError(t, os.WriteFile(names[i]+".xlsx", data, 0o600))
	}
	for _, form := range []struct{ from, to string }{{".xlsx", "ods"}, {".ods", "xlsx"}} {
		args := []string{"-env:UserInstallation=file://" + dir + "/profile", "--headless", "--convert-to", form.to, "--outdir", dir}
		for _, name := range names {
			args = append(args, name+form.from)
		}
		out, err := exec.CommandContext(t.Context(), "soffice", args...).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	var all []map[string]map[string]string
	for _, name := range names {
		saved, err := os.ReadFile(name + ".xlsx")
		require.NoError(t, err)
		all = append(all, values(t, saved))
	}
	return all
}

func withCells(all map[string]map[string]string, sheet string, cells map[string]string) map[string]map[string]string {
	for cell, value := range cells {
		all[sheet][cell] = value
	}
	return all
}

// values are the values of all cells, by sheet.
func values(t *testing.T, data []byte) map[string]map[string]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	require.NoError(t, err)
	all := map[string]map[string]string{}
	for _, sheet := range book.GetSheetList() {
		all[sheet] = map[string]string{}
		rows, err := book.GetRows(sheet)
		require.NoError(t, err)
		for i, row := range rows {
			for n, value := range row {
				if value != "" {
					cell, err := excelize.CoordinatesToCellName(n+1, i+1)
					require.NoError(t, err)
					all[sheet][cell] = value
				}
			}
		}
	}
	return all
}

// look is what a workbook has beside values.
type look struct {
	Styles      map[string]int
	Widths      map[string]float64
	Heights     map[int]float64
	Visible     map[string]bool
	Validations []*excelize.DataValidation
	Conditions  int
	Names       []excelize.DefinedName
	Merged      int
	Comments    int
	Formulas    map[string]string
	Panes       excelize.Panes
}

func looks(t *testing.T, data []byte) look {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	require.NoError(t, err)
	l := look{
		Styles: map[string]int{}, Widths: map[string]float64{}, Heights: map[int]float64{}, Visible: map[string]bool{},
		Formulas: map[string]string{},
	}
	for _, sheet := range book.GetSheetList() {
		l.Visible[sheet], err = book.GetSheetVisible(sheet)
		require.NoError(t, err)
	}
	for column := 1; column <= 25; column++ {
		name, _ := excelize.ColumnNumberToName(column)
		l.Widths[name], err = book.GetColWidth("TestCases", name)
		require.NoError(t, err)
		for row := 1; row <= 20; row++ {
			cell, _ := excelize.CoordinatesToCellName(column, row)
			l.Styles[cell], err = book.GetCellStyle("TestCases", cell)
			require.NoError(t, err)
			l.Formulas[cell], err = book.GetCellFormula("Summary", cell)
			require.NoError(t, err)
			l.Heights[row], err = book.GetRowHeight("TestCases", row)
			require.NoError(t, err)
		}
	}
	l.Validations, err = book.GetDataValidations("TestCases")
	require.NoError(t, err)
	conditions, err := book.GetConditionalFormats("TestCases")
	require.NoError(t, err)
	merged, err := book.GetMergeCells("TestCases")
	require.NoError(t, err)
	comments, err := book.GetComments("TestCases")
	require.NoError(t, err)
	l.Panes, err = book.GetPanes("TestCases")
	require.NoError(t, err)
	l.Conditions, l.Merged, l.Comments, l.Names = len(conditions), len(merged), len(comments), book.GetDefinedName()
	return l
}

// parts are the parts of a workbook by their names.
func parts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		all[f.Name] = string(content)
	}
	return all
}
