package checklist_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/internal/testkit/dossiertest"
	"github.com/fselint/fselint/lint"
)

var layouts = []dossiertest.Layout{dossiertest.Layout20, dossiertest.Layout23, dossiertest.Layout90}

func read(t *testing.T, b *dossiertest.Book) *checklist.Checklist {
	t.Helper()
	c, fs := checklist.Read(b.Bytes())
	require.Empty(t, ids(fs))
	return c
}

// TestSound: in a checklist that is filled as it should there is nothing to find, whatever its layout and its types.
func TestSound(t *testing.T) {
	for _, layout := range layouts {
		newest := read(t, dossiertest.Template(layout, dossiertest.Cases(layout)))
		for _, typ := range testcase.Types() {
			c := read(t, dossiertest.New(layout, typ).Book)
			assert.Empty(t, ids(c.Judge(checklist.Options{})), "%s %s", layout.Version, typ)
			assert.Empty(t, ids(c.Judge(checklist.Options{Types: []string{string(typ)}, Template: newest})), "%s %s", layout.Version, typ)
		}
		c := read(t, dossiertest.Full(layout, testcase.Types()...).Book)
		assert.Empty(t, ids(c.Judge(checklist.Options{Template: newest})), layout.Version)
	}
}

// rsa are the cases of RSA that the tests break: OK and run, OK and not applicable, and so on.
const (
	ok, okNo, tokenKO, fieldKO, timeout, documentKO, documentNo = 374, 147, 32, 40, 48, 151, 153
)

// TestRows breaks a sound checklist in one place each, and finds just that.
func TestRows(t *testing.T) {
	const unseen = "\u00A0"
	reason := dossiertest.Rationales[1]
	for name, test := range map[string]struct {
		id     int
		letter byte
		value  any
		want   string
		code   string
		cure   string // what is to be written, where that is known
	}{
		"J empty":                 {okNo, 'J', nil, "CHK-APPLICABLE", "C009", ""},
		"J with an accent":        {ok, 'J', "Sì", "CHK-APPLICABLE", "C009", "SI"},
		"J in lower case":         {documentKO, 'J', "si", "CHK-APPLICABLE", "C009", "SI"},
		"J in English":            {documentNo, 'J', "yes", "CHK-APPLICABLE", "C009", "SI"},
		"J with a blank":          {ok, 'J', "SI ", "CHK-INVISIBLE", "", "SI"},
		"J with a no-break space": {documentNo, 'J', "NO" + unseen, "CHK-INVISIBLE", "", "NO"},
		"trace with a no-width":   {ok, 'H', "0123456789abcdef\u200B", "CHK-INVISIBLE", "", "0123456789abcdef"},
		"OK without day":          {ok, 'F', nil, "CHK-OK-CALL", "C010", ""},
		"OK without timestamp":    {ok, 'G', nil, "CHK-OK-CALL", "C010", "2026-11-30T08:00:00Z"},
		"OK without trace":        {ok, 'H', nil, "CHK-OK-CALL", "C010", "f00d"},
		"OK without workflow":     {ok, 'I', nil, "CHK-OK-CALL", "C010", ""},
		"OK with a blank trace":   {ok, 'H', " ", "CHK-OK-CALL", "C010", "f00d"},
		"OK with handling":        {ok, 'S', "riprova", "CHK-OK-HANDLING", "", ""},
		"OK with a message":       {ok, 'O', "errore", "CHK-OK-HANDLING", "", ""},
		"OK with M":               {ok, 'M', "NO", "CHK-OK-HANDLING", "", ""},
		"OK with a blank M":       {ok, 'M', " ", "CHK-OK-HANDLING", "", ""},
		"token KO without trace":  {tokenKO, 'H', nil, "CHK-KO-CALL", "C007", ""},
		"field KO without day":    {fieldKO, 'F', nil, "CHK-KO-CALL", "C007", ""},
		"document KO without wii": {documentKO, 'I', nil, "CHK-KO-CALL", "C007", ""},
		"document KO without M":   {documentKO, 'M', nil, "CHK-KO-HANDLING", "C007", ""},
		"document KO without N":   {documentKO, 'N', nil, "CHK-KO-HANDLING", "C007", ""},
		"token KO without P":      {tokenKO, 'P', nil, "CHK-KO-HANDLING", "C007", ""},
		"field KO without S":      {fieldKO, 'S', nil, "CHK-KO-HANDLING", "C007", ""},
		"timeout without Q":       {timeout, 'Q', nil, "CHK-KO-HANDLING", "C007", ""},
		"timeout without R":       {timeout, 'R', nil, "CHK-KO-HANDLING", "C007", ""},
		"timeout with a wii":      {timeout, 'I', "2.16.840", "CHK-TIMEOUT-CALL", "", ""},
		"KO without the message":  {documentKO, 'O', nil, "CHK-MESSAGE", "C008", ""},
		"timeout without message": {timeout, 'O', nil, "CHK-MESSAGE", "C008", ""},
		"P in words":              {documentKO, 'P', "a volte", "CHK-YES-NO", "", ""},
		"Q with a full stop":      {timeout, 'Q', "SI.", "CHK-YES-NO", "", "SI"},
		"SI with a reason":        {ok, 'K', reason, "CHK-RATIONALE-SI", "", ""},
		"SI with a blank reason":  {documentKO, 'K', " ", "CHK-RATIONALE-SI", "", ""},
		"SI with L":               {ok, 'L', "x", "CHK-OTHER", "C012", ""},
		"NO without reason":       {okNo, 'K', nil, "CHK-RATIONALE-MISSING", "C011", ""},
		"NO with a blank reason":  {okNo, 'K', " ", "CHK-RATIONALE-MISSING", "C011", ""},
		"NO with free text":       {documentNo, 'K', "non serve", "CHK-RATIONALE", "C011", ""},
		"straight apostrophe": {
			okNo, 'K', "L'applicativo effettua controlli preventivi sul dato inserito", "CHK-RATIONALE", "C011", dossiertest.Rationales[5],
		},
		"reason misspelt":     {okNo, 'K', "Campo obligatorio", "CHK-RATIONALE", "C011", reason},
		"other without words": {okNo, 'K', dossiertest.Rationales[6], "CHK-OTHER-MISSING", "", ""},
		"words without other": {okNo, 'L', "perché", "CHK-OTHER", "C012", ""},
		"NO with a trace":     {okNo, 'H', "0123456789abcdef", "CHK-NO-CALL", "C004", ""},
		"NO with a blank day": {documentNo, 'F', " ", "CHK-NO-CALL", "C004", ""},
		"NO with handling":    {documentNo, 'S', "riprova", "CHK-NO-HANDLING", "", ""},
		"NO with N":           {okNo, 'N', "NO", "CHK-NO-HANDLING", "", ""},
		"U filled":            {ok, 'U', "SI", "CHK-SELF-CERTIFIED", "", ""},
		"U with a blank":      {documentNo, 'U', " ", "CHK-SELF-CERTIFIED", "", ""},
		"outcome in Italian":  {ok, 'T', "superato", "CHK-OUTCOME", "", ""},
		"type in words":       {okNo, 'C', "Specialistica", "CHK-TYPE", "", "RSA"},
		"type of another":     {documentKO, 'C', "LAB", "CHK-TYPE", "", "RSA"},
		"row of another type": {1, 'J', "NO", "CHK-OUT-OF-SCOPE", "", ""},
		"blank of another":    {446, 'K', " ", "CHK-OUT-OF-SCOPE", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := dossiertest.New(dossiertest.Layout23, "RSA").Book
			require.NoError(t, b.SetCellValue("TestCases", b.Cell(test.id, test.letter), test.value))
			fs := read(t, b).Judge(checklist.Options{Types: []string{"RSA"}, Calls: map[int]checklist.Call{
				ok: {Timestamp: "2026-11-30T08:00:00Z", TraceID: "f00d"},
			}})
			want := b.Cell(test.id, test.letter)
			if test.want == "CHK-OTHER-MISSING" {
				want = b.Cell(test.id, 'L')
			}
			require.Equal(t, []string{test.want + " TestCases!" + want}, ids(fs))
			assert.Equal(t, test.code, fs[0].NationalID)
			assert.Equal(t, test.cure, fs[0].Expected.In("en"))
			for _, lang := range []string{"it", "en"} {
				assert.Contains(t, fs[0].Fix.In(lang), test.cure)
				for _, text := range []string{fs[0].Message.In(lang), fs[0].Fix.In(lang)} {
					assert.NotContains(t, text, "{")
					assert.NotContains(t, text, "…")
				}
			}
		})
	}
}

// TestWhole: what is wrong with the checklist as a whole.
func TestWhole(t *testing.T) {
	remove := func(id int) func(b *dossiertest.Book) {
		return func(b *dossiertest.Book) {
			_, row, err := excelize.SplitCellName(b.Cell(id, 'A'))
			must(err)
			must(b.RemoveRow("TestCases", row))
		}
	}
	no := func(b *dossiertest.Book, id int) {
		for _, letter := range []byte("FGHITMNOPQRS") {
			must(b.SetCellValue("TestCases", b.Cell(id, letter), nil))
		}
		b.Put(id, map[byte]any{'J': "NO", 'K': dossiertest.Rationales[0]})
	}
	for name, test := range map[string]struct {
		typ    testcase.Type
		change func(b *dossiertest.Book)
		want   []string
	}{
		"a case missing":        {"RSA", remove(150), []string{"CHK-ID-MISSING"}},
		"the last missing":      {"RAP", remove(443), []string{"CHK-ID-MISSING"}},
		"transfusion missing":   {"LAB", remove(191), []string{"CHK-ID-MISSING"}},
		"no OK case":            {"RSA", func(b *dossiertest.Book) { no(b, ok) }, []string{"CHK-NO-OK"}},
		"no OK case of another": {"LDO", func(b *dossiertest.Book) { no(b, 369) }, []string{"CHK-NO-OK"}},
		"mandatory with NO":     {"RAP", func(b *dossiertest.Book) { no(b, 418) }, []string{"CHK-MANDATORY"}},
		"no vendor":             {"RSA", set("TestCases", "D4", nil), []string{"CHK-LABEL-EMPTY"}},
		"blank supplier":        {"RSA", set("TestCases", "D2", "\u00A0"), []string{"CHK-LABEL-EMPTY"}},
		"both missing": {"LAB", func(b *dossiertest.Book) {
			remove(376)(b)
			remove(191)(b)
		}, []string{"CHK-ID-MISSING", "CHK-ID-MISSING"}},
		"the only one, mandatory": {"PSS", func(b *dossiertest.Book) { no(b, 444) }, []string{"CHK-NO-OK", "CHK-MANDATORY"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := dossiertest.New(dossiertest.Layout23, test.typ).Book
			test.change(b)
			var got []string
			for _, f := range read(t, b).Judge(checklist.Options{Types: []string{string(test.typ)}}) {
				got = append(got, f.ID)
				assert.NotEmpty(t, f.Location.Path)
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// TestTemplate: what the supplier must leave as the newest template has it.
func TestTemplate(t *testing.T) {
	layout := dossiertest.Layout90
	newest := read(t, dossiertest.Template(layout, dossiertest.Cases(layout)))
	for name, test := range map[string]struct {
		layout dossiertest.Layout
		change func(b *dossiertest.Book)
		want   string
	}{
		"older":                   {dossiertest.Layout23, func(*dossiertest.Book) {}, "CHK-VERSION-OLD Summary!G1"},
		"much older":              {dossiertest.Layout20, func(*dossiertest.Book) {}, "CHK-VERSION-OLD Summary!G1"},
		"newer":                   {layout, set("Summary", "G1", "9.0.10"), "CHK-VERSION-NEWER Summary!G1"},
		"name changed":            {layout, cellOf(ok, 'D', "fatto!"), "CHK-FIXED"},
		"description removed":     {layout, cellOf(okNo, 'E', nil), "CHK-FIXED"},
		"kind changed":            {layout, cellOf(documentKO, 'W', "OK"), "CHK-FIXED"},
		"type changed":            {layout, cellOf(documentKO, 'C', "LAB"), "CHK-FIXED"},
		"U of a timeout":          {layout, cellOf(timeout, 'U', nil), "CHK-FIXED"},
		"U of a timeout, changed": {layout, cellOf(timeout, 'U', "NO"), "CHK-SELF-CERTIFIED"},
		"row added":               {layout, set("TestCases", "A900", 9001), "CHK-ROW-ADDED TestCases!A900"},
		"row removed":             {layout, cellOf(documentNo, 'A', 9001), "CHK-ROW-ADDED CHK-ID-MISSING"},
		"list changed":            {layout, set("LISTA VALORI", "A2", "Campo"), "CHK-FIXED 'LISTA VALORI'!A2"},
		"instructions":            {layout, set("Istruzioni Compilazione", "A1", nil), "CHK-FIXED 'Istruzioni Compilazione'!A1"},
	} {
		t.Run(name, func(t *testing.T) {
			b := dossiertest.New(test.layout, "RSA").Book
			test.change(b)
			fs := read(t, b).Judge(checklist.Options{Types: []string{"RSA"}, Template: newest})
			got := ""
			for _, f := range fs {
				got += " " + f.ID
			}
			if len(fs) == 1 {
				got += " " + fs[0].Location.Path
			}
			assert.Contains(t, got+" ", " "+test.want)
		})
	}
}

func set(sheet, cell string, value any) func(b *dossiertest.Book) {
	return func(b *dossiertest.Book) { must(b.SetCellValue(sheet, cell, value)) }
}

func cellOf(id int, letter byte, value any) func(b *dossiertest.Book) {
	return func(b *dossiertest.Book) { must(b.SetCellValue("TestCases", b.Cell(id, letter), value)) }
}

// TestListOfTheTemplate: what column K admits is what the template lists.
func TestListOfTheTemplate(t *testing.T) {
	b := dossiertest.Template(dossiertest.Layout90, dossiertest.Cases(dossiertest.Layout90))
	must(b.SetCellValue("LISTA VALORI", "A2", "Campo non previsto"))
	newest := read(t, b)
	c := dossiertest.New(dossiertest.Layout90, "RSA").Book
	must(c.SetCellValue("LISTA VALORI", "A2", "Campo non previsto"))
	for _, row := range read(t, c).Rows {
		if row.Cell(checklist.Rationale).Text == dossiertest.Rationales[1] {
			must(c.SetCellValue("TestCases", row.Cell(checklist.Rationale).Ref, "Campo non previsto"))
		}
	}
	fs := read(t, c).Judge(checklist.Options{Template: newest})
	for _, f := range fs {
		t.Log(f.Location.Path, f.Text("en"))
	}
	assert.Empty(t, ids(read(t, c).Judge(checklist.Options{Template: newest})))
}

func TestManyOfAKind(t *testing.T) {
	b := dossiertest.Full(dossiertest.Layout90, testcase.Types()...).Book
	for _, row := range read(t, b).Rows {
		for _, col := range []checklist.Column{checklist.Blocking, checklist.Visible, checklist.BackOffice, checklist.Handling} {
			must(b.SetCellValue("TestCases", row.Cell(col).Ref, nil))
		}
	}
	fs := read(t, b).Judge(checklist.Options{})
	assert.Len(t, fs, 500)
	assert.Equal(t, lint.Error, lint.Worst(fs))
}
