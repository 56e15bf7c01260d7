package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// csvWriter writes RFC 4180: a row for each finding, and one for a document without any. Cells that a spreadsheet would take for a
// formula begin with an apostrophe.
type csvWriter struct {
	w     *csv.Writer
	o     Options
	begun bool
}

func newCSV(w io.Writer, o Options) Writer {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	o.Notes = true
	return &csvWriter{w: c, o: o}
}

// csvColumns name the columns, for machines: in one language.
var csvColumns = []string{
	"document", "type", "verdict", "gateway", "severity", "group", "rule", "source", "line", "column", "path", "message", "expected", "found", "fix",
}

func (c *csvWriter) row(cells ...string) error {
	row := make([]string, len(csvColumns))
	for i, cell := range cells {
		row[i] = lint.Cell(lint.Quiet(bounded(cell, 8000)))
	}
	return c.w.Write(row)
}

func (c *csvWriter) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	return c.w.Write(csvColumns)
}

func (c *csvWriter) Document(d *validate.Result) error {
	if err := c.begin(); err != nil {
		return err
	}
	about := []string{d.Path, d.DocumentType, c.o.verdict(d.Document), answerWords(d.Document, c.o.Lang)}
	list := entries(d.Document, c.o)
	if len(list) == 0 {
		if err := c.row(about...); err != nil {
			return err
		}
	}
	for _, e := range list {
		cells := append(about[:len(about):len(about)], e.severity.String())
		if f := e.finding; f == nil {
			cells = append(cells, "", e.rule, "", "", "", "", e.headline)
		} else {
			l := f.Location
			line, column := "", ""
			if l.Line > 0 {
				line, column = strconv.Itoa(l.Line), strconv.Itoa(l.Column)
			}
			cells = append(cells, string(f.Group), e.rule, l.Source, line, column, l.Path, f.Message.In(c.o.Lang), f.Expected.In(c.o.Lang), f.Actual.In(c.o.Lang), f.Fix.In(c.o.Lang))
		}
		if err := c.row(cells...); err != nil {
			return err
		}
	}
	c.w.Flush()
	return c.w.Error()
}

func (c *csvWriter) Close() error {
	if err := c.begin(); err != nil {
		return err
	}
	c.w.Flush()
	return c.w.Error()
}
