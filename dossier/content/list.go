package content

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/fselint/fselint/dossier/spreadsheet"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
)

// maxLists bounds the workbooks that are read of a folder.
const maxLists = 500

// Demand is what a line of a list wants of a document.
type Demand struct {
	Path      string // as the list has it
	Attribute string // "" for the text of the element, or the element itself
	Values    []string
	Date      bool // the value is a point in time
	Required  bool // else only what is there must be right
	Sure      bool // the list says the value so that it cannot be misread
	Cell      spreadsheet.Cell
	steps     []step
}

// List is what the document of an OK case must contain.
type List struct {
	Case    int    // its number
	File    string // the workbook, below the folder
	Sheet   string
	Demands []Demand
}

// Lists are the lists of a folder.
type Lists struct {
	Problems []lint.Finding // workbooks, sheets and lines that could not be understood
	byCase   map[int]*List
}

// Of returns the list of a case, nil where there is none.
func (l *Lists) Of(id int) *List {
	if list := l.byCase[id]; list != nil {
		return list
	}
	return l.byCase[sameAs[id]]
}

// sameAs are cases of newer templates that ask for what an older one asks.
var sameAs = map[int]int{471: 446, 472: 447}

// Cases lists the cases that have lists.
func (l *Lists) Cases() []int {
	var ids []int
	for id := range l.byCase {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Open reads the lists in a folder and the folders below it: workbooks with OK in their names. The error is that of the file system.
func Open(dir string) (*Lists, error) {
	l := &Lists{byCase: map[int]*List{}}
	root := os.DirFS(dir)
	count := 0
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !isList(d.Name()) {
			return err
		}
		if count++; count > maxLists {
			return fs.SkipAll
		}
		return l.add(root, name)
	})
	for i := range l.Problems {
		l.Problems[i].Complete()
	}
	return l, err
}

var okName = lazyregexp.New(`(?i)(?:^|[_\s-])OK(?:[_\s.-].*)?\.xlsx$`)

func isList(name string) bool { return okName().MatchString(name) && !strings.HasPrefix(name, "~$") }

func (l *Lists) add(root fs.FS, name string) error {
	var book *spreadsheet.Book
	data, err := spreadsheet.ReadFile(root, name)
	if err == nil {
		book, err = spreadsheet.Open(data)
	}
	var unread *spreadsheet.Problem
	switch {
	case errors.As(err, &unread):
		l.problem(name, spreadsheet.Cell{}, unread.Text())
		return nil
	case err != nil:
		return err
	}
	t, transfusion, ok := typeOf(name)
	if !ok {
		l.problem(name, spreadsheet.Cell{}, texts.Text("why-type", nil))
		return nil
	}
	nth := 0
	for _, s := range book.Sheets {
		grid, err := book.Read(s)
		if err != nil {
			errors.As(err, &unread)
			l.problem(name, spreadsheet.Cell{Sheet: s.Name, Ref: "A1"}, unread.Text())
			continue
		}
		at, header := headerOf(grid)
		if header == 0 {
			continue // a sheet with something else
		}
		nth++
		r := listReader{Lists: l, grid: grid, at: at, header: header, list: &List{File: filepath.ToSlash(name), Sheet: s.Name}}
		if r.list.Case = caseOf(t, transfusion, r.number(), nth); r.list.Case == 0 {
			l.problem(name, grid.Cell(1, header), texts.Text("why-case", nil))
			continue
		}
		r.read()
		if l.byCase[r.list.Case] == nil {
			l.byCase[r.list.Case] = r.list
		}
	}
	return nil
}

func (l *Lists) problem(file string, c spreadsheet.Cell, why lint.Text) {
	f := lint.Finding{Rule: ruleList, Values: lint.Values{"file": file, "reason": why}, Location: c.Location()}
	if c.Ref == "" {
		f.Location = lint.Location{Source: lint.SourceWorkbook}
	}
	l.Problems = append(l.Problems, f)
}

// words by which the names of files and folders tell the document type.
var typeWords = []struct {
	word string
	t    testcase.Type
}{
	{"TRASFUSION", "LAB"}, {"RADIOLOGIA", "RAD"}, {"PRONTOSOCCORSO", "VPS"}, {"SINGOLAVACC", "SING_VAC"}, {"SINGVAC", "SING_VAC"},
	{"CERTIFICATOVACC", "CERT_VAC"}, {"CERTVAC", "CERT_VAC"}, {"LABORATORIO", "LAB"}, {"DIMISSIONE", "LDO"}, {"SPECIALISTIC", "RSA"},
	{"PROFILOSANITARIO", "PSS"}, {"ANATOMIAPATOLOGICA", "RAP"}, {"ANATOMO", "RAP"}, {"PATOLOGICA", "RAP"},
}

// typeOf tells the document type of a list by the name of its file, else of the folders above it.
func typeOf(name string) (t testcase.Type, transfusion, ok bool) {
	parts := strings.Split(name, "/")
	for i := len(parts) - 1; i >= 0; i-- {
		text := spreadsheet.Essence(parts[i])
		for _, w := range typeWords {
			if strings.Contains(text, w.word) {
				return w.t, w.word == "TRASFUSION", true
			}
		}
		for _, word := range strings.FieldsFunc(parts[i], func(r rune) bool { return !unicode.IsLetter(r) && r != '_' }) {
			for _, part := range append(strings.Split(word, "_"), word) {
				if t, ok := testcase.ParseType(part); ok {
					return t, false, true
				}
			}
		}
	}
	return "", false, false
}

// caseOf finds the case that a sheet is about: by its number within the type or in the checklist; where it says none of these, by its
// place among the sheets. 0 for none.
func caseOf(t testcase.Type, transfusion bool, number, nth int) int {
	var good []testcase.Case
	for _, c := range testcase.Of(t) {
		if c.Kind == testcase.OK && c.Transfusion == transfusion && c.CT != 0 {
			good = append(good, c)
		}
	}
	for _, by := range []func(testcase.Case) bool{
		func(c testcase.Case) bool { return c.CT == number },
		func(c testcase.Case) bool { return c.ID == number },
	} {
		if i := slices.IndexFunc(good, by); i >= 0 && number > 0 {
			return good[i].ID
		}
	}
	if n := cmp.Or(number, nth); n > 0 && n <= len(good) && good[n-1].CT < 0 {
		return good[n-1].ID
	}
	return 0
}

// columns of a list, by their places from 1; 0 for one that is not there.
type columns struct{ path, cardinality, obligation, caseCardinality, caseObligation, description, note int }

// headerOf finds the row of the header: that with a path and a note or an obligation.
func headerOf(g *spreadsheet.Grid) (at columns, header int) {
	for _, row := range g.Rows() {
		at = columns{}
		for n, cell := range g.Cells[row] {
			text := spreadsheet.Essence(cell.Text)
			ofCase := strings.Contains(text, "TESTCASE") || strings.Contains(text, "CASODITEST") || strings.Contains(text, "CASOTEST")
			switch {
			case text == "PATH" || text == "XPATH":
				at.path = n
			case strings.HasPrefix(text, "CARDINALITA") && ofCase:
				at.caseCardinality = n
			case strings.HasPrefix(text, "CARDINALITA"):
				at.cardinality = n
			case strings.HasPrefix(text, "OBBLIGATORIETA") && ofCase:
				at.caseObligation = n
			case strings.HasPrefix(text, "OBBLIGATORIETA"):
				at.obligation = n
			case strings.HasPrefix(text, "DESCRIZIONE"):
				at.description = n
			case strings.HasPrefix(text, "NOTE"), text == "NOTA":
				at.note = n
			}
		}
		if at.path > 0 && at.note+at.obligation+at.caseObligation > 0 {
			return at, row
		}
		if row > 100 {
			break
		}
	}
	return columns{}, 0
}

// listReader reads a sheet.
type listReader struct {
	*Lists
	grid   *spreadsheet.Grid
	at     columns
	header int
	list   *List
	path   string // of the line before: lines below merged cells go on with it
}

var number = lazyregexp.New(`\d+`)

// number is the number of the case that the header or the name of the sheet has; 0 for none.
func (r *listReader) number() int {
	for _, text := range []string{
		r.grid.Cell(max(r.at.caseObligation, 1), r.header).Text, r.grid.Cell(max(r.at.caseCardinality, 1), r.header).Text, r.list.Sheet,
	} {
		if all := number().FindAllString(text, -1); len(all) > 0 {
			n, _ := strconv.Atoi(all[len(all)-1])
			return n
		}
	}
	return 0
}

func (r *listReader) text(column, row int) string {
	if column == 0 {
		return ""
	}
	return r.grid.Cell(column, row).Value()
}

func (r *listReader) read() {
	for _, row := range r.grid.Rows() {
		if row <= r.header {
			continue
		}
		path := r.text(r.at.path, row)
		if path == "" && r.merged(row) {
			path = r.path
		}
		if r.path = path; path == "" {
			continue
		}
		r.line(row, path)
	}
}

// merged tells whether the cell of the path goes on from the row above.
func (r *listReader) merged(row int) bool {
	return slices.ContainsFunc(r.grid.Merged, func(a spreadsheet.Area) bool { return a.Has(r.at.path, row) && a.Has(r.at.path, row-1) })
}

// line makes demands of a line.
func (r *listReader) line(row int, path string) {
	cell := r.grid.Cell(r.at.path, row)
	steps, attribute, err := parsePath(path)
	if err != nil {
		if strings.Contains(path, "/") { // else it is a heading
			r.problem(r.list.File, cell, texts.Text("why-path", lint.Values{"path": path}))
		}
		return
	}
	d := Demand{Path: path, Attribute: attribute, Required: r.required(row), Cell: cell, steps: steps}
	note := ""
	if r.at.note > 0 {
		note = r.grid.Cell(r.at.note, row).Text
	}
	if r.at.description > 0 && !must().MatchString(note) {
		note = r.grid.Cell(r.at.description, row).Text
	}
	list := wishes(note)
	if len(list) == 0 {
		list = []wish{{}}
	}
	for _, w := range list {
		d.Attribute, d.Values, d.Date, d.Sure = cmp.Or(w.attribute, attribute), w.values, w.date, w.sure || len(w.values) == 0
		r.list.Demands = append(r.list.Demands, d)
	}
}

// obligatory are the words and cardinalities for what must be there.
var obligatory = lazyregexp.New(`^(?:OBBLIG|RICHIEST|REQUIRED|MANDATORY|1|SI$|R$|M$)`)

// required tells whether a line is obligatory: by what it says of the case, else of the implementation guide.
func (r *listReader) required(row int) bool {
	for _, column := range []int{r.at.caseObligation, r.at.caseCardinality, r.at.obligation, r.at.cardinality} {
		if text := spreadsheet.Essence(r.text(column, row)); text != "" {
			return obligatory().MatchString(text)
		}
	}
	return false
}
