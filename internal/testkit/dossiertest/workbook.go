package dossiertest

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"github.com/xuri/excelize/v2"
)

// Layout is a form of the template.
type Layout struct {
	Version string
	letters string // columns of template 8.2.1 that it has, by their letters there
}

// The layouts.
var (
	Layout20 = Layout{"8.1.5", "ABCDEFGHIJKMNOPSTUVW"}
	Layout23 = Layout{"8.2.1", "ABCDEFGHIJKLMNOPQRSTUVW"}
)

// Header is the row of the headers; cases follow.
const Header = 9

var headers = map[byte]string{
	'A': "ID", 'B': "SERVIZIO (VALIDAZIONE)", 'C': "Tipo Documento", 'D': "NOME CASO TEST", 'E': "DESCRIZIONE CASO TEST",
	'F': "DATA ESECUZIONE", 'G': "TIMESTAMP", 'H': "TRACEID", 'I': "WORKFLOWINSTANCEID", 'J': "APPLICABILITA' \n(SI/NO)",
	'K': "RAZIONALE DI APPLICABILITA'", 'L': "RAZIONALE DI APPLICABILITA' - ALTRO", 'M': "ERRORE BLOCCANTE (SI/NO)",
	'N': "ERRORE VISIBILE A UTENTE (SI/NO)", 'O': "MESSAGGIO DI ERRORE", 'P': "GESTITO IN BACKOFFICE (SI/NO)",
	'Q': "PRESENTE CODA DI RETRY AUTOMATICA (SI/NO)", 'R': "INVIO MANUALE DEL DOCUMENTO (SI/NO)", 'S': "GESTIONE ERRORE",
	'T': "ESITO (PASS/FAIL)", 'U': "TEST AUTOCERTIFICATO", 'V': "NOTE", 'W': "CASO OK / KO",
}

// Rationales are the texts that column K admits.
var Rationales = []string{
	"Campo/sezione non gestito/a in modo strutturato dall’applicativo", "Campo obbligatorio", "Campo valorizzato di default",
	"Campo valorizzato in automatico tramite dati recuperati da servizi esterni",
	"Campo valorizzabile tramite selezione da un set di valori ammessi",
	"L’applicativo effettua controlli preventivi sul dato inserito", "Altro (specificare)",
}

var labels = []string{"NOME FORNITORE:", "subject_application_id:", "subject_application_vendor:", "subject_application_version:"}

// Sheets are the sheets of the template.
var Sheets = []string{"Istruzioni Compilazione", "Prerequisiti", "TestCases", "LISTA VALORI", "Summary", "Sheet1"}

// Case is a row of the template.
type Case struct {
	ID                      int
	Type, Name, About, Kind string // Kind is OK or KO
	SelfCertified           bool   // the template itself says SI in column U
}

// Book is a workbook in the making.
type Book struct {
	*excelize.File
	Layout Layout
	rows   map[int]int // of the cases
	last   int
}

// Template makes an empty template with these cases, with what templates have beside values: styles, widths, validations, hidden sheets,
// names, a filter that chooses nothing, merged cells, comments.
func Template(layout Layout, cases []Case) *Book {
	key := fmt.Sprint(layout, cases)
	made, ok := templates.Load(key)
	if !ok {
		b := newTemplate(layout, cases)
		made, _ = templates.LoadOrStore(key, template{b.Bytes(), b.rows, b.last})
	}
	t := made.(template)
	file, err := excelize.OpenReader(bytes.NewReader(t.data))
	must(err)
	return &Book{File: file, Layout: layout, rows: t.rows, last: t.last}
}

// template is a template that was made, kept because it takes long.
type template struct {
	data []byte
	rows map[int]int
	last int
}

var templates sync.Map // of template, by layout and cases

func newTemplate(layout Layout, cases []Case) *Book {
	b := &Book{File: excelize.NewFile(), Layout: layout, rows: map[int]int{}}
	must(b.SetSheetName("Sheet1", Sheets[0]))
	for _, name := range Sheets[1:] {
		_, err := b.NewSheet(name)
		must(err)
	}
	for i, text := range Rationales {
		b.put("LISTA VALORI", fmt.Sprintf("A%d", i+1), text)
	}
	b.put("LISTA VALORI", "B1", "SI")
	b.put("LISTA VALORI", "B2", "NO")
	b.put(Sheets[0], "A1", "Come si compila")
	b.put("Prerequisiti", "B2", "Prerequisiti del fornitore")
	b.put("Summary", "F1", "Versione:")
	b.put("Summary", "G1", layout.Version)
	b.put("Summary", "A3", "LAB")
	must(b.SetCellFormula("Summary", "B3", `COUNTIF(TestCases!C:C,"LAB")`))
	for i, label := range labels {
		b.put("TestCases", fmt.Sprintf("B%d", 2+i), label)
		must(b.MergeCell("TestCases", fmt.Sprintf("B%d", 2+i), fmt.Sprintf("C%d", 2+i)))
	}
	for _, letter := range []byte(layout.letters) {
		b.put("TestCases", b.cell(letter, Header), headers[letter])
	}
	b.last = Header
	for _, c := range cases {
		b.add(c)
	}
	b.dress()
	for _, hidden := range []string{"LISTA VALORI", "Sheet1"} {
		must(b.SetSheetVisible(hidden, false))
	}
	must(b.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel", AppVersion: "16.0300"}))
	return b
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (b *Book) add(c Case) {
	b.last++
	b.rows[c.ID] = b.last
	for letter, value := range map[byte]any{'A': c.ID, 'B': "VALIDAZIONE", 'C': c.Type, 'D': c.Name, 'E': c.About, 'W': c.Kind} {
		b.put("TestCases", b.cell(letter, b.last), value)
	}
	if c.SelfCertified {
		b.put("TestCases", b.cell('U', b.last), "SI")
	}
}

// dress gives the template what is no value.
func (b *Book) dress() {
	bold, err := b.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F4E78"}},
	})
	must(err)
	frame, err := b.NewStyle(&excelize.Style{
		Border: []excelize.Border{{Type: "bottom", Color: "AAAAAA", Style: 1}}, Alignment: &excelize.Alignment{WrapText: true},
	})
	must(err)
	grey, err := b.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "888888"}})
	must(err)
	end := b.cell('W', max(b.last, Header+1))
	must(b.SetCellStyle("TestCases", b.cell('A', Header), b.cell('W', Header), bold))
	must(b.SetCellStyle("TestCases", b.cell('A', Header+1), end, frame))
	must(b.SetColWidth("TestCases", "D", "E", 42.5))
	must(b.SetRowHeight("TestCases", Header, 48))
	must(b.AutoFilter("TestCases", b.cell('A', Header)+":"+end, nil))
	must(b.SetPanes("TestCases", &excelize.Panes{Freeze: true, YSplit: Header, TopLeftCell: "A10", ActivePane: "bottomLeft"}))
	for _, letter := range []byte("JMNPQR") {
		b.choose(letter, `'LISTA VALORI'!$B$1:$B$2`)
	}
	b.choose('K', `'LISTA VALORI'!$A$1:$A$7`)
	must(b.SetDefinedName(&excelize.DefinedName{Name: "razionali", RefersTo: `'LISTA VALORI'!$A$1:$A$7`}))
	must(b.AddComment("TestCases", excelize.Comment{Cell: b.cell('K', Header), Author: "modello", Text: "solo se NO"}))
	must(b.SetConditionalFormat("TestCases", b.cell('J', Header+1)+":"+b.cell('J', max(b.last, Header+1)),
		[]excelize.ConditionalFormatOptions{{Type: "cell", Criteria: "==", Value: `"NO"`, Format: &grey}}))
}

// choose makes the cells of a column take what a list has.
func (b *Book) choose(letter byte, list string) {
	if !b.Has(letter) {
		return
	}
	v := excelize.NewDataValidation(true)
	v.Sqref = b.cell(letter, Header+1) + ":" + b.cell(letter, max(b.last, Header+1))
	v.SetSqrefDropList(list)
	must(b.AddDataValidation("TestCases", v))
}

func (b *Book) put(sheet, cell string, value any) { must(b.SetCellValue(sheet, cell, value)) }

// Has reports whether the layout has the column that has this letter in template 8.2.1.
func (b *Book) Has(letter byte) bool { return slices.Contains([]byte(b.Layout.letters), letter) }

// cell is a cell of TestCases by the letter of its column in template 8.2.1.
func (b *Book) cell(letter byte, row int) string {
	name, err := excelize.CoordinatesToCellName(slices.Index([]byte(b.Layout.letters), letter)+1, row)
	must(err)
	return name
}

// Cell is the cell of a case, by the letter of its column in template 8.2.1.
func (b *Book) Cell(id int, letter byte) string { return b.cell(letter, b.rows[id]) }

// Put fills cells of a case, by the letters of their columns in template 8.2.1; those that the layout lacks are left out.
func (b *Book) Put(id int, values map[byte]any) {
	for letter, value := range values {
		if b.Has(letter) {
			b.put("TestCases", b.Cell(id, letter), value)
		}
	}
}

// Software fills in the four labels.
func (b *Book) Software(supplier, application, vendor, version string) {
	for i, value := range []string{supplier, application, vendor, version} {
		b.put("TestCases", fmt.Sprintf("D%d", 2+i), value)
	}
}

// Bytes are the bytes of the workbook, which can be changed further: it is opened anew, since a workbook of excelize that was written
// counts its rows wrongly.
func (b *Book) Bytes() []byte {
	var out bytes.Buffer
	must(b.Write(&out))
	again, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	must(err)
	b.File = again
	return out.Bytes()
}
