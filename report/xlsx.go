//go:build !js

package report

import (
	"errors"
	"io"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/workbook"
	"github.com/fselint/fselint/validate"
)

// xlsxWriter writes an Excel workbook. Its rows wait in temporary files, because the format has its summary first.
type xlsxWriter struct {
	w    io.Writer
	o    Options
	book *workbook.Book
	err  error
}

func newXLSX(w io.Writer, o Options) Writer {
	x := &xlsxWriter{w: w, o: o}
	x.book, x.err = workbook.New(workbook.Options{Lang: o.Lang})
	return x
}

func (x *xlsxWriter) Document(d *validate.Result) error {
	if x.err != nil {
		return x.err
	}
	n := severities(d.Document)
	row := workbook.DocumentRow{
		Path: d.Path, Verdict: d.Verdict, Headline: Headline(d.Document, x.o.Lang), DocumentType: d.DocumentType, TypeID: d.TypeID, Application: d.Origin.Software, Gateway: answerWords(d.Document, x.o.Lang),
		Errors: n[lint.Error], Warnings: n[lint.Warning], Notes: n[lint.Info], Remark: remark(d.Document, x.o.Lang), SHA256: d.SHA256,
	}
	if d.Validator != nil {
		row.Validator = d.Validator.Result
	}
	if d.Signature != nil {
		row.Signature = d.Signature.Decision
	}
	if x.err = x.book.Document(row); x.err != nil {
		return x.err
	}
	for i := range d.Findings {
		if x.err = x.book.Finding(x.finding(d.Document, &d.Findings[i])); x.err != nil {
			return x.err
		}
	}
	return nil
}

func (x *xlsxWriter) finding(d *validate.Document, f *lint.Finding) workbook.FindingRow {
	l := f.Location
	message := f.Message.In(x.o.Lang)
	for _, n := range f.Notes {
		message += "; " + n.In(x.o.Lang)
	}
	row := workbook.FindingRow{
		Path: d.Path, DocumentType: d.DocumentType, Severity: f.Severity, Group: f.Group, ID: f.ID, Stage: f.Stage, Source: l.Source, Line: l.Line,
		Column: l.Column, Location: l.Path, Message: message, Expected: f.Expected.In(x.o.Lang), Actual: f.Actual.In(x.o.Lang), Fix: f.Fix.In(x.o.Lang),
	}
	if f.Answer != nil {
		row.Error, row.Status = f.Answer.ID, f.Answer.Status
	} else if f.Group == lint.Accreditation {
		row.Error = f.NationalID
	}
	return row
}

func (x *xlsxWriter) Close() error {
	if x.err != nil {
		x.discard()
		return x.err
	}
	var properties []workbook.Property
	for _, p := range provenance(x.o) {
		properties = append(properties, workbook.Property{Name: p.name.In(x.o.Lang), Value: p.value})
	}
	return errors.Join(x.book.Write(x.w, properties...), x.book.Close())
}

func (x *xlsxWriter) discard() {
	if x.book != nil {
		_ = x.book.Close()
	}
}
