package checklist_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/spreadsheet"
	"github.com/fselint/fselint/internal/testkit/dossiertest"
	"github.com/fselint/fselint/lint"
)

var cases = []dossiertest.Case{
	{ID: 374, Type: "RSA", Name: "VALIDAZIONE_CDA2_RSA_CT0", Kind: "OK"},
	{ID: 147, Type: "RSA", Name: "VALIDAZIONE_CDA2_RSA_CT1", Kind: "OK"},
	{ID: 32, Type: "RSA", Name: "VALIDAZIONE_TOKEN_JWT_RSA_KO", Kind: "KO"},
	{ID: 40, Type: "RSA", Name: "VALIDAZIONE_TOKEN_JWT_CAMPO_RSA_KO", Kind: "KO"},
	{ID: 48, Type: "RSA", Name: "VALIDAZIONE_CDA2_RSA_TIMEOUT", Kind: "KO", SelfCertified: true},
	{ID: 151, Type: "RSA", Name: "VALIDAZIONE_CDA2_RSA_CT5_KO", Kind: "KO"},
	{ID: 1, Type: "LAB", Name: "VALIDAZIONE_CDA2_LAB_CT1", Kind: "OK"},
}

func template(layout dossiertest.Layout) *dossiertest.Book {
	b := dossiertest.Template(layout, cases)
	b.Software("Prova Srl", "LIS", "Prova", "1.0")
	return b
}

func ids(fs []lint.Finding) []string {
	var list []string
	for _, f := range fs {
		list = append(list, strings.TrimSuffix(f.ID+" "+f.Location.Path, " "))
	}
	return list
}

func TestReadBothLayouts(t *testing.T) {
	for _, layout := range []dossiertest.Layout{dossiertest.Layout20, dossiertest.Layout23} {
		b := template(layout)
		b.Put(147, map[byte]any{'H': "0123456789abcdef", 'J': "SI", 'L': "x", 'S': "riprova"})
		c, fs := checklist.Read(b.Bytes())
		assert.Empty(t, ids(fs))
		require.NotNil(t, c)
		assert.Equal(t, layout.Version, c.Version.Text)
		for _, label := range []struct{ found, want string }{
			{c.Supplier.Text, "Prova Srl"}, {c.Application.Text, "LIS"}, {c.Vendor.Text, "Prova"}, {c.Release.Text, "1.0"},
		} {
			assert.Equal(t, label.want, label.found)
		}
		assert.Equal(t, "D3", c.Application.Ref)
		require.Len(t, c.Rows, len(cases))
		for i, row := range c.Rows {
			assert.Equal(t, cases[i].ID, row.ID)
			assert.Equal(t, cases[i].Type, row.Type)
			assert.Equal(t, cases[i].Kind, row.Cell(checklist.Kind).Text)
		}
		row, ok := c.Row(147)
		require.True(t, ok)
		for letter, col := range map[byte]checklist.Column{
			'H': checklist.TraceID, 'J': checklist.Applicable, 'L': checklist.RationaleOther, 'S': checklist.Handling,
		} {
			assert.Equal(t, b.Has(letter), c.Has(col))
			if c.Has(col) {
				assert.Equal(t, b.Cell(147, letter), row.Cell(col).Ref)
				assert.True(t, row.Cell(col).Filled())
			}
		}
		assert.Equal(t, "TestCases!A11", row.Cell(checklist.ID).Path())
	}
}

// TestReadProblems: each thing that is wrong with a workbook's form is one finding.
func TestReadProblems(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*dossiertest.Book)
		want   string
	}{
		"sheet missing":         {func(b *dossiertest.Book) { must(b.DeleteSheet("Prerequisiti")) }, "CHK-SHEET-MISSING"},
		"hidden sheet missing":  {func(b *dossiertest.Book) { must(b.DeleteSheet("Sheet1")) }, "CHK-SHEET-MISSING"},
		"sheet renamed":         {rename("TestCases", "Test Cases"), "CHK-SHEET-RENAMED 'Test Cases'!A1"},
		"sheet renamed at will": {rename("TestCases", "Foglio3"), "CHK-SHEET-RENAMED Foglio3!A1"},
		"values renamed":        {rename("LISTA VALORI", "Lista valori "), "CHK-SHEET-RENAMED 'Lista valori '!A1"},
		"no header":             {func(b *dossiertest.Book) { must(b.RemoveRow("TestCases", 9)) }, "CHK-NO-HEADER TestCases!A9"},
		"column missing":        {func(b *dossiertest.Book) { must(b.RemoveCol("TestCases", "I")) }, "CHK-COLUMN-MISSING TestCases!A9"},
		"late column missing":   {func(b *dossiertest.Book) { must(b.RemoveCol("TestCases", "R")) }, "CHK-COLUMN-MISSING TestCases!A9"},
		"header overwritten":    {put("O9", "ERRORE"), "CHK-COLUMN-MISSING TestCases!A9"},
		"column twice":          {put("X9", "traceID"), "CHK-COLUMN-TWICE TestCases!X9"},
		"no version":            {func(b *dossiertest.Book) { must(b.SetCellValue("Summary", "G1", nil)) }, "CHK-VERSION-MISSING Summary!G1"},
		"no version at all":     {func(b *dossiertest.Book) { must(b.SetCellValue("Summary", "F1", nil)) }, "CHK-VERSION-MISSING Summary!B2"},
		"no label":              {put("B4", "vendor"), "CHK-LABEL-MISSING TestCases!B2"},
		"id of letters":         {put("A11", "CT1"), "CHK-ID TestCases!A11"},
		"id left out":           {put("A11", nil), "CHK-ID TestCases!A11"},
		"id twice":              {put("A11", 374), "CHK-ID-TWICE TestCases!A11"},
		"number for trace":      {put("H11", 123456789012345678), "CHK-NUMBER TestCases!H11"},
		"exponent for trace":    {put("H11", 1.2e30), "CHK-NUMBER TestCases!H11"},
		"number for workflow":   {put("I11", 17), "CHK-NUMBER TestCases!I11"},
		"date for timestamp":    {put("G11", 45000.5), "CHK-TIMESTAMP-DATE TestCases!G11"},
		"formula":               {formula("J11", "1+1"), "CHK-FORMULA TestCases!J11"},
		"formula in a label":    {formula("D3", "A1"), "CHK-FORMULA TestCases!D3"},
		"merged rows":           {merge("J11", "J13"), "CHK-MERGED TestCases!J11"},
		"merged columns":        {merge("F12", "G12"), "CHK-MERGED TestCases!F12"},
		"hidden rows":           {hide(11, 12, 14), "CHK-HIDDEN-ROWS TestCases!A11"},
		"hidden row":            {hide(13), "CHK-HIDDEN-ROWS TestCases!A13"},
		"filter": {func(b *dossiertest.Book) {
			must(b.AutoFilter("TestCases", "A9:W16", []excelize.AutoFilterOptions{{Column: "C", Expression: "x == RSA"}}))
			must(b.SetRowVisible("TestCases", 16, false))
		}, "CHK-FILTER TestCases!C9"},
		"LibreOffice": {func(b *dossiertest.Book) {
			must(b.SetAppProps(&excelize.AppProperties{Application: "LibreOffice/24.8.4.2$Linux_X86_64"}))
		}, "CHK-PROGRAM"},
		"another office": {func(b *dossiertest.Book) { must(b.SetAppProps(&excelize.AppProperties{Application: "WPS Office"})) }, "CHK-PROGRAM"},
		"rows to the end of time": {func(b *dossiertest.Book) {
			for row := 20; row < 20_100; row++ {
				must(b.SetCellValue("TestCases", "V"+strconv.Itoa(row), "x"))
			}
		}, "CHK-TOO-LARGE TestCases!A1"},
	} {
		t.Run(name, func(t *testing.T) {
			b := template(dossiertest.Layout23)
			test.change(b)
			_, fs := checklist.Read(b.Bytes())
			assert.Equal(t, []string{test.want}, ids(fs))
		})
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func rename(from, to string) func(*dossiertest.Book) {
	return func(b *dossiertest.Book) { must(b.SetSheetName(from, to)) }
}

func put(cell string, value any) func(*dossiertest.Book) {
	return func(b *dossiertest.Book) { must(b.SetCellValue("TestCases", cell, value)) }
}

func formula(cell, text string) func(*dossiertest.Book) {
	return func(b *dossiertest.Book) { must(b.SetCellFormula("TestCases", cell, text)) }
}

func merge(from, to string) func(*dossiertest.Book) {
	return func(b *dossiertest.Book) { must(b.MergeCell("TestCases", from, to)) }
}

func hide(rows ...int) func(*dossiertest.Book) {
	return func(b *dossiertest.Book) {
		for _, row := range rows {
			must(b.SetRowVisible("TestCases", row, false))
		}
	}
}

// archive is a ZIP archive with these parts.
func archive(parts map[string]string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range parts {
		w, err := z.Create(name)
		must(err)
		_, err = io.WriteString(w, content)
		must(err)
	}
	must(z.Close())
	return out.Bytes()
}

func TestForeignFiles(t *testing.T) {
	whole := template(dossiertest.Layout23).Bytes()
	var encrypted bytes.Buffer
	must(template(dossiertest.Layout23).Write(&encrypted, excelize.Options{Password: "segreta"}))
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"empty":             {nil, "CHK-NOT-XLSX"},
		"pdf":               {[]byte("%PDF-1.7\n"), "CHK-NOT-XLSX"},
		"html table":        {[]byte("<html><table></table></html>"), "CHK-NOT-XLSX"},
		"csv":               {[]byte("ID;SERVIZIO\n1;VALIDAZIONE\n"), "CHK-NOT-XLSX"},
		"noise":             {[]byte("\x00\x01\x02\x03"), "CHK-NOT-XLSX"},
		"old xls":           {append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...), "CHK-NOT-XLSX"},
		"OpenDocument":      {archive(map[string]string{"mimetype": "application/x", "content.xml": "<a/>"}), "CHK-NOT-XLSX"},
		"Word":              {archive(map[string]string{"word/document.xml": "<a/>"}), "CHK-NOT-XLSX"},
		"binary workbook":   {archive(map[string]string{"xl/workbook.bin": "x"}), "CHK-NOT-XLSX"},
		"some archive":      {archive(map[string]string{"a.txt": "x"}), "CHK-NOT-XLSX"},
		"archive of naught": {archive(nil), "CHK-DAMAGED"},
		"encrypted":         {encrypted.Bytes(), "CHK-ENCRYPTED"},
		"cut":               {whole[:len(whole)*2/3], "CHK-DAMAGED"},
		"cut at the end":    {whole[:len(whole)-10], "CHK-DAMAGED"},
		"broken workbook":   {archive(map[string]string{"xl/workbook.xml": "<workbook><sheets>"}), "CHK-DAMAGED"},
		"huge":              {make([]byte, spreadsheet.MaxFile+1), "CHK-TOO-LARGE"},
	} {
		t.Run(name, func(t *testing.T) {
			c, fs := checklist.Read(test.data)
			assert.Nil(t, c)
			assert.Equal(t, []string{test.want}, ids(fs))
		})
	}
}

// TestBomb: a part that unpacks to more than any checklist has is not unpacked.
func TestBomb(t *testing.T) {
	parts := map[string]string{}
	data := template(dossiertest.Layout23).Bytes() // whose length differs from one time to the next
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	for _, f := range r.File {
		in, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(in)
		require.NoError(t, err)
		parts[f.Name] = string(content)
	}
	parts["xl/sharedStrings.xml"] = strings.Repeat(" ", 64<<20) + "<sst/>"
	c, fs := checklist.Read(archive(parts))
	assert.Nil(t, c)
	assert.Equal(t, []string{"CHK-TOO-LARGE"}, ids(fs))
}

// TestCells: what cells say is what people see, in whatever way it is stored.
func TestCells(t *testing.T) {
	b := template(dossiertest.Layout23)
	must(b.SetCellRichText("TestCases", "S11", []excelize.RichTextRun{{Text: "prima "}, {Text: "dopo", Font: &excelize.Font{Bold: true}}}))
	day, err := b.NewStyle(&excelize.Style{CustomNumFmt: new(`dd/mm/yyyy`)})
	must(err)
	must(b.SetCellValue("TestCases", "F11", 46356))
	must(b.SetCellStyle("TestCases", "F11", "F11", day))
	must(b.SetCellValue("TestCases", "F12", 46356.5))
	must(b.SetCellStyle("TestCases", "F12", "F12", day))
	b.Put(147, map[byte]any{'J': "\u00A0SI\u200B", 'K': " ", 'V': "a_x000D_b"})
	c, _ := checklist.Read(b.Bytes())
	row, _ := c.Row(147)
	assert.Equal(t, "prima dopo", row.Cell(checklist.Handling).Text)
	assert.Equal(t, "2026-11-30", row.Cell(checklist.Date).Text)
	assert.Equal(t, "SI", row.Cell(checklist.Applicable).Value())
	assert.True(t, row.Cell(checklist.Rationale).Blank())
	assert.True(t, row.Cell(checklist.Rationale).Filled())
	assert.False(t, row.Cell(checklist.RationaleOther).Filled())
	row, _ = c.Row(32)
	assert.Equal(t, "2026-11-30T12:00:00", row.Cell(checklist.Date).Text)
}

// FuzzRead reads sheets of the cases of any kind.
func FuzzRead(f *testing.F) {
	const (
		space     = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		workbook  = `<workbook xmlns:r="` + space + `"><sheets><sheet name="TestCases" r:id="a"/></sheets></workbook>`
		relations = `<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/><Relationship Id="b" ` +
			`Type="x/sharedStrings" Target="t.xml"/></Relationships>`
	)
	f.Add(`<worksheet><sheetData><row r="9"><c r="A9" t="inlineStr"><is><t>ID</t></is></c></row></sheetData></worksheet>`, `<sst/>`)
	f.Add(`<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData><autoFilter ref="A1"><filterColumn colId="1"><x/></filterColumn>`+
		`</autoFilter><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, `<sst><si><t>ID</t></si></sst>`)
	whole := dossiertest.Template(dossiertest.Layout23, cases[:2]).Bytes()
	f.Add(parts(f, whole)["xl/worksheets/sheet3.xml"], parts(f, whole)["xl/sharedStrings.xml"])
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		c, fs := checklist.Read(archive(map[string]string{
			"xl/workbook.xml": workbook, "xl/_rels/workbook.xml.rels": relations, "xl/s.xml": sheet, "xl/t.xml": shared,
		}))
		if c == nil {
			if lint.Worst(fs) != lint.Error {
				t.Fatal("no checklist and no error")
			}
			return
		}
		c.Judge(checklist.Options{})
	})
}
