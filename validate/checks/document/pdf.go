package documentcheck

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	domain "github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Opened is a PDF, or why it does not open.
type Opened struct {
	File *pdffile.File
	Err  error
	// Refused says that the gateway refuses the file at sight, and never comes to open it.
	Refused bool
	// Reencoded says that the bytes were read as text on their way: what was signed is lost, whoever signed it.
	Reencoded bool
}

var here = lint.Location{Source: lint.SourcePDF}

// missing is a submission without a document.
func (o Options) missing(p *validate.Pass) *validate.Skip {
	if !o.Operation.SendsDocument() {
		return &validate.Skip{Absent: true, Reason: texts.Text("no-document", nil)}
	}
	p.Report(lint.Finding{Rule: ruleMissing, Location: here})
	return &validate.Skip{Ran: true, Reason: ruleMissing.Title}
}

func (o Options) open(_ context.Context, p *validate.Pass) (*Opened, error) {
	if p.Bundle.Load == nil {
		return nil, o.missing(p)
	}
	if IsBare(p.Bundle, p.Data) {
		return nil, &validate.Skip{Absent: true, Reason: texts.Text("bare-cda", nil)}
	}
	switch {
	case len(p.Data) == 0:
		p.Report(lint.Finding{Rule: ruleEmpty, Location: here})
		return &Opened{Err: pdffile.ErrNotPDF, Refused: true}, nil
	case len(p.Data) < 5 || !bytes.HasPrefix(p.Data, []byte("%PDF")):
		f := lint.Finding{Rule: ruleNotPDF, Location: here, Actual: lint.Same(fmt.Sprintf("%q", p.Data[:min(len(p.Data), 16)]))}
		if i := bytes.Index(p.Data, []byte("%PDF-")); i > 0 {
			f.Notes = append(f.Notes, texts.Text("header-later", lint.Values{"byte": i}))
		}
		wrapped(&f, p.Data)
		p.Report(f)
		return &Opened{Err: pdffile.ErrNotPDF, Refused: true}, nil
	}
	f, err := pdffile.Open(p.Data, o.PDF)
	if err != nil {
		return &Opened{Err: err, Reencoded: pdffile.Reencoded(p.Data)}, nil
	}
	if f.Encrypted() {
		p.Report(lint.Finding{Rule: ruleEncrypted, Location: here})
	}
	opened := &Opened{File: f, Reencoded: f.Repaired() && pdffile.Reencoded(p.Data)}
	if f.Repaired() {
		finding := lint.Finding{Rule: ruleRepaired, Location: here}
		if opened.Reencoded {
			reencoded(&finding)
		}
		p.Report(finding)
	}
	return opened, nil
}

func extract(_ context.Context, p *validate.Pass) (*Source, error) {
	o := PDF.Of(p)
	if o.Refused {
		return nil, &validate.Skip{Ran: true, Reason: texts.Text("not-pdf", nil)}
	}
	if errors.Is(o.Err, pdffile.ErrTooLarge) {
		return nil, &validate.Skip{Limit: true, Reason: texts.Text("pdf-limit", lint.Values{"error": o.Err.Error()})}
	}
	if o.Err != nil {
		rule := ruleDamaged
		if errors.Is(o.Err, pdffile.ErrPassword) {
			rule = rulePassword
		}
		f := lint.Finding{Rule: rule, Location: here, Actual: lint.Same(o.Err.Error())}
		if o.Reencoded {
			reencoded(&f)
		}
		p.Report(f)
		return nil, &validate.Skip{Ran: true, Reason: rule.Title}
	}
	mode := map[string]domain.Mode{"ATTACHMENT": domain.Attachment, "RESOURCE": domain.Resource}[p.Bundle.Mode]
	found, err := domain.Extract(o.File, mode)
	var missing *domain.NotFoundError
	switch {
	case err == nil:
		warn(p, found)
		return &Source{Data: found.Data, Mode: found.Mode.String(), Name: found.Name}, nil
	case errors.As(err, &missing):
		notFound(p, missing, mode)
		return nil, &validate.Skip{Ran: true, Reason: ruleNoCDA.Title}
	}
	return nil, err
}

func warn(p *validate.Pass, found *domain.Extracted) {
	if found.Mode == domain.Resource {
		return
	}
	if !found.First {
		p.Report(lint.Finding{Rule: ruleNotFirst, Location: here})
	}
	if len(found.Others) > 0 {
		f := lint.Finding{Rule: ruleSeveral, Location: here}
		for i := range found.Others {
			f.Notes = append(f.Notes, attached(&found.Others[i]))
		}
		p.Report(f)
	}
	if found.Name != found.FileName {
		names := lint.Values{"name": strconv.Quote(found.Name), "file": strconv.Quote(found.FileName)}
		p.Report(lint.Finding{Rule: ruleName, Location: here, Actual: texts.Text("two-names", names)})
	}
}
