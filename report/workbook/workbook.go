package workbook

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Excel's limits ("Excel specifications and limits", Microsoft).
const (
	maxRows  = excelize.TotalRows // on a sheet, with the header
	maxChars = 32_767             // UTF-16 units in a cell
)

// maxSheets bounds how many sheets hold rows of one kind: more than four million rows open in no spreadsheet.
const maxSheets = 4

// maxFindings is how many findings the workbook takes, the most severe ones: a sheet of 100,000 rows opens in seconds.
const maxFindings = 100_000

// Options are the settings of a workbook.
type Options struct {
	Lang    string // "it" or "en"
	TempDir string // where rows wait until Write; "" for the system's folder

	rows     int // rows on a sheet, for tests; 0 for Excel's limit
	findings int // findings in all, for tests; 0 for maxFindings
}

// DocumentRow is one document.
type DocumentRow struct {
	Path         string
	Verdict      validate.Verdict
	Headline     string // the verdict in words, and what it rests on; may be empty
	DocumentType string // LAB, RSA, …; may be empty
	TypeID       string // extension of typeId, may be empty
	Application  string // the software that made it, may be empty
	Gateway      string // what the gateway would answer, in words; may be empty
	Validator    string // what its validator alone would say, by its own name
	Signature    string // the gateway's decision on the signature
	Errors       int
	Warnings     int
	Notes        int
	Remark       string // why it could not be judged, which stages were skipped, …
	SHA256       string
}

// FindingRow is one finding. The findings of a document follow each other, in any order.
type FindingRow struct {
	Path         string // of the document
	DocumentType string
	Severity     lint.Severity
	Group        lint.Group
	ID           string
	Stage        string
	Source       string // cda, pdf, token:signature, …
	Line, Column int    // from 1, 0 when unknown
	Location     string // XPath, JSON pointer, claim
	Message      string
	Expected     string
	Actual       string
	Fix          string
	Error        string // id of the gateway's error
	Status       int    // its HTTP status, 0 for none
}

// Property is a line of the summary: what was judged, with which catalog, and so on.
type Property struct{ Name, Value string }

// Book is a workbook in the making. It is not safe for concurrent use.
type Book struct {
	o         Options
	file      *excelize.File // all but the cells
	styles    styles
	strings   sharedStrings
	waiting   []*rows
	sheets    []*sheet
	documents *table
	findings  *table
	counts    counts
	written   bool
}

// New begins a workbook. Close must be called even after an error of another method.
func New(o Options) (*Book, error) {
	if o.rows == 0 {
		o.rows = maxRows
	}
	if o.findings == 0 {
		o.findings = maxFindings
	}
	b := &Book{o: o, file: excelize.NewFile(), counts: newCounts()}
	var err error
	if b.styles, err = newStyles(b.file); err != nil {
		return nil, errors.Join(fmt.Errorf("begin a workbook: %w", err), b.Close())
	}
	b.documents = newTable(b, "documents", documentColumns, 1, maxSheets*(o.rows-1))
	b.findings = newTable(b, "findings", findingColumns, rank(0)+1, o.findings)
	return b, nil
}

func (b *Book) newRows() *rows {
	r := &rows{strings: &b.strings, dir: b.o.TempDir}
	b.waiting = append(b.waiting, r)
	return r
}

// say puts a text of the workbook into words by its id; "" stays empty.
func (b *Book) say(id string) string {
	if id == "" {
		return ""
	}
	return texts.In(b.o.Lang, id, nil)
}

// Document adds a document.
func (b *Book) Document(r DocumentRow) error {
	b.counts.document(&r)
	verdict := excelize.Cell{StyleID: b.styles.verdicts[r.Verdict], Value: b.say(string(r.Verdict))}
	return b.documents.add(0, r.Path, verdict, r.Headline, r.DocumentType, r.TypeID, r.Application, r.Gateway, r.Validator, r.Signature,
		r.Errors, r.Warnings, r.Notes, r.Remark, r.SHA256)
}

// Finding adds a finding.
func (b *Book) Finding(r FindingRow) error {
	b.counts.finding(&r)
	severity := excelize.Cell{StyleID: b.styles.severities[r.Severity], Value: b.say(r.Severity.String())}
	return b.findings.add(rank(r.Severity), r.Path, r.DocumentType, severity, string(r.Group), r.ID, r.Stage, r.Source, positive(r.Line), positive(r.Column),
		r.Location, r.Message, r.Expected, r.Actual, r.Fix, r.Error, positive(r.Status))
}

// rank is the place of a severity where not all have room.
func rank(s lint.Severity) int { return int(lint.Error - max(s, lint.Info)) }

// positive leaves a cell empty where there is no number.
func positive(n int) any {
	if n <= 0 {
		return nil
	}
	return n
}

// Write completes the workbook with its summary, which shows the properties first, and writes it. It can be called once.
func (b *Book) Write(w io.Writer, properties ...Property) error {
	if b.written {
		return errors.New("the workbook has been written")
	}
	b.written = true
	for _, t := range []*table{b.documents, b.findings} {
		if err := t.finish(); err != nil {
			return fmt.Errorf("finish the table %s: %w", t.id, err)
		}
	}
	summary, err := b.summary(properties)
	if err != nil {
		return fmt.Errorf("write the summary: %w", err)
	}
	problems, err := b.problems()
	if err != nil {
		return fmt.Errorf("write the sheet of problems: %w", err)
	}
	b.sheets = append(append([]*sheet{summary, problems}, b.documents.sheets...), b.findings.sheets...)
	if err := b.lay(); err != nil {
		return fmt.Errorf("lay out the sheets: %w", err)
	}
	return b.save(w)
}

// ErrFull is returned by WriteTable for more rows than a sheet holds.
var ErrFull = errors.New("a sheet holds no more rows")

// WriteTable writes a workbook of one sheet: a header and rows, which each calls its argument with. It is laid out as the tables of a Book are.
func WriteTable(w io.Writer, name string, titles []string, each func(add func(values []string) error) error) (err error) {
	b, err := New(Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	columns := make([]column, len(titles))
	for i, title := range titles {
		columns[i] = column{title: title, width: 22}
	}
	t := b.newTable(table{name: name, columns: columns, room: b.o.rows - 1}, 1)
	values := make([]any, len(titles))
	err = each(func(row []string) error {
		for i, v := range row {
			values[i] = v
		}
		if err := t.add(0, values...); err != nil || t.dropped == 0 {
			return err
		}
		return ErrFull
	})
	if err != nil {
		return err
	}
	if err := t.finish(); err != nil {
		return err
	}
	b.sheets = t.sheets
	if err := b.lay(); err != nil {
		return fmt.Errorf("lay out the sheets: %w", err)
	}
	return b.save(w)
}

// lay makes the sheets, without their cells.
func (b *Book) lay() error {
	if err := b.file.SetSheetName("Sheet1", b.sheets[0].name); err != nil {
		return err
	}
	for i, s := range b.sheets {
		s.part = fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
		if _, err := b.file.NewSheet(s.name); err != nil { // which leaves one that is there alone
			return err
		}
		if err := s.lay(b.file); err != nil {
			return err
		}
	}
	return b.file.SetCellStr(b.sheets[0].name, "A1", "fselint") // of a workbook without texts excelize would leave out their list
}

// Close removes what the workbook keeps in temporary files.
func (b *Book) Close() error {
	err := b.file.Close()
	for _, r := range b.waiting {
		err = errors.Join(err, r.close())
	}
	return err
}
