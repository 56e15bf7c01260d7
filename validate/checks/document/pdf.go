package documentcheck

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/fselint/fselint/metadata/request"

	domain "github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Opened is a PDF, or why it does not open.
type Opened struct {
	File *pdffile.File // as the library reads it that verifies signatures, nil where it does not
	Err  error         // why it does not
	Any  *pdffile.File // the same, or as the other library reads it; nil where neither does
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
	p.Report(lint.Finding{Rule: ruleMissing, Location: here, Detail: wire.FileMissing})
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
		other, _ := pdffile.OpenAs(pdffile.OpenPDF, p.Data, o.PDF)
		return &Opened{Err: err, Any: other, Reencoded: pdffile.Reencoded(p.Data)}, nil
	}
	if f.Encrypted() {
		p.Report(lint.Finding{Rule: ruleEncrypted, Location: here})
	}
	opened := &Opened{File: f, Any: f, Reencoded: f.Repaired() && pdffile.Reencoded(p.Data)}
	if f.Repaired() {
		finding := lint.Finding{Rule: ruleRepaired, Location: here}
		if opened.Reencoded {
			reencoded(&finding)
		}
		p.Report(finding)
	}
	return opened, nil
}

func (o Options) extract(_ context.Context, p *validate.Pass) (*Source, error) {
	pdf := PDF.Of(p)
	if pdf.Refused {
		return nil, &validate.Skip{Ran: true, Reason: texts.Text("not-pdf", nil)}
	}
	if errors.Is(pdf.Err, pdffile.ErrTooLarge) {
		return nil, p.Exceeded(texts.Text("pdf-limit", lint.Values{"error": pdf.Err.Error()}), false)
	}
	if pdf.Any == nil {
		return nil, unopened(p, pdf)
	}
	mode := modeOf(p)
	extracted := o.taken(p, pdf.Any, mode)
	if skip := o.endless(p, pdf.Any, mode); skip != nil {
		return nil, skip
	}
	found, err := extracted()
	var missing *domain.NotFoundError
	switch {
	case err == nil:
		warn(p, found)
		return &Source{Data: found.Data, Mode: found.Mode.String(), Name: found.Name}, nil
	case !errors.As(err, &missing):
		return nil, err
	case errors.Is(missing, pdffile.ErrTooLarge): // our bound, not the gateway's answer
		return nil, p.Exceeded(texts.Text("pdf-limit", lint.Values{"error": missing.Error()}), false)
	case pdf.Err != nil:
		return nil, unopened(p, pdf)
	}
	notFound(p, missing, mode)
	return nil, &validate.Skip{Ran: true, Reason: ruleNoCDA.Title}
}

// modeOf is the mode of the command line, else that of the request body.
func modeOf(p *validate.Pass) domain.Mode {
	mode := p.Bundle.Mode
	if body, given := p.Bundle.Parts[lint.SourceRequest]; given && mode == "" {
		mode = request.Read(body).Mode.Value
	}
	return map[string]domain.Mode{"ATTACHMENT": domain.Attachment, "RESOURCE": domain.Resource}[mode]
}

// unopened reports a file in which the gateway finds nothing because it cannot open it.
func unopened(p *validate.Pass, o *Opened) *validate.Skip {
	rule := ruleDamaged
	if errors.Is(o.Err, pdffile.ErrPassword) {
		rule = rulePassword
	}
	f := lint.Finding{Rule: rule, Location: here, Actual: lint.Same(o.Err.Error())}
	if o.Reencoded {
		reencoded(&f)
	}
	p.Report(f)
	return &validate.Skip{Ran: true, Reason: rule.Title}
}

// taken returns what the gateway takes. It says where the gateway of the other generation would take another CDA, or none, and how to write
// a file that both read alike.
func (o Options) taken(p *validate.Pass, f *pdffile.File, mode domain.Mode) func() (*domain.Extracted, error) {
	if o.GatewayOnly {
		return func() (*domain.Extracted, error) { return domain.Extract(f, mode, o.Gateway) }
	}
	both := domain.ExtractBoth(f, mode)
	if cause := both.Cause(); cause != domain.CauseNone {
		id := "generation-" + string(cause)
		p.Report(lint.Finding{
			Rule: ruleGeneration, Location: here, Fix: texts.Text(id+"-fix", nil),
			Values: lint.Values{"cause": texts.Text(id, nil), "older": takes(both.Older), "newer": takes(both.Newer)},
		})
	}
	return func() (*domain.Extracted, error) { return both.Of(o.Gateway) }
}

// takes says what a generation takes from a PDF.
func takes(x *domain.Extracted) lint.Text {
	if x == nil {
		return texts.Text("takes-nothing", nil)
	}
	return texts.Text("takes", lint.Values{"n": len(x.Data)})
}

// endless reports a page tree that contains itself, which OpenPDF never comes to the end of. Until 2025 that stood in the way of resources
// alone: attachments were still found.
func (o Options) endless(p *validate.Pass, f *pdffile.File, mode domain.Mode) *validate.Skip {
	attachments := o.Gateway == fse.July2025
	if _, err := f.As(pdffile.OpenPDF); !errors.Is(err, pdffile.ErrEndless) || attachments && mode == domain.Attachment {
		return nil
	}
	p.Report(lint.Finding{Rule: ruleCycle, Location: here})
	if attachments && mode == domain.Auto {
		return nil
	}
	return &validate.Skip{Ran: true, Reason: ruleCycle.Title}
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
