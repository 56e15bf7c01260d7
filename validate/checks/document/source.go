package documentcheck

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"unsafe"

	domain "github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// The facts of this family.
var (
	PDF      = validate.NewFact[*Opened]("pdf.open")      // the PDF
	Embedded = validate.NewFact[*Source]("pdf")           // the CDA that the gateway finds in the PDF
	CDA      = validate.NewFact[*Source]("cda.source")    // the CDA, wherever it comes from
	Text     = validate.NewFact[*domain.Text]("cda.text") // its decoded text
	IDs      = validate.NewFact[*HeaderIDs]("cda.ids")
	Tree     = validate.NewFact[*xmltree.Doc]("cda.tree")
)

// The stages that these checks report under.
const (
	stagePDF = "pdf"
	stageCDA = "cda"
)

// Source is a CDA and where it was found.
type Source struct {
	Data []byte
	Mode string // ATTACHMENT, RESOURCE, FILE
	Name string
}

// HeaderIDs are the two values that choose schema and Schematron.
type HeaderIDs struct {
	TemplateRoot  string // root of the first templateId
	TypeExtension string // extension of the first typeId
}

// Options are what the checks of this family work with.
type Options struct {
	Operation fse.Operation
	Gateway   fse.Generation
	XML       xmltree.Limits
	PDF       pdffile.Limits
	// GatewayOnly leaves out what the other generation would answer.
	GatewayOnly bool
}

// Checks returns the checks of this family.
func Checks(o Options) []*validate.Check {
	return []*validate.Check{
		{
			Stage: stagePDF, Rules: []*lint.Rule{ruleMissing, ruleEmpty, ruleNotPDF, ruleEncrypted, ruleRepaired}, Run: PDF.From(o.open),
		},
		{
			Stage: stagePDF, Requires: []validate.Key{PDF}, Run: Embedded.From(o.extract),
			Rules: []*lint.Rule{ruleDamaged, rulePassword, ruleCycle, ruleGeneration, ruleNoCDA, ruleNotFirst, ruleSeveral, ruleName},
		},
		{Stage: stageCDA, Uses: []validate.Key{Embedded}, Run: CDA.From(source)},
		{
			Stage: stageCDA, Requires: []validate.Key{CDA}, Run: Text.From(text),
			Rules: []*lint.Rule{ruleEncoding, ruleMojibake, ruleBytes},
		},
		{Stage: stageCDA, Requires: []validate.Key{Text}, Run: IDs.From(ids), Rules: []*lint.Rule{ruleNoTemplate, ruleNoTypeID}},
		{
			Name: "cda.id", Stage: stageCDA, Requires: []validate.Key{Text}, Run: validate.Judge(o.identified),
			Rules: []*lint.Rule{ruleNoID, ruleNoCode},
		},
		{
			Stage: stageCDA, Requires: []validate.Key{Text}, Run: Tree.From(o.tree),
			Rules: []*lint.Rule{ruleDoctype, ruleMalformed, ruleLimit},
		},
		{
			Name: "cda.header", Stage: stageCDA, Requires: []validate.Key{Tree}, Run: validate.Judge(header),
			Rules: []*lint.Rule{ruleTime, ruleTimePrecision, ruleOrderForm, ruleOrderRoot, ruleOrders},
		},
	}
}

// IsBare reports whether the document is a CDA by itself rather than a PDF: by its name, or where that says nothing by its
// first bytes. A file named .pdf is judged as the PDF that it claims to be.
func IsBare(b *validate.Bundle, data []byte) bool {
	if bytes.HasPrefix(data, []byte("%PDF")) {
		return false
	}
	switch strings.ToLower(filepath.Ext(b.Path)) {
	case ".xml":
		return true
	case ".pdf":
		return false
	}
	return domain.LooksLikeXML(data)
}

func source(_ context.Context, p *validate.Pass) (*Source, error) {
	if s, ok := Embedded.Lookup(p); ok {
		sum := sha256.Sum256(s.Data)
		return describe(p, s, hex.EncodeToString(sum[:])), nil
	}
	if p.Bundle.Load == nil || !IsBare(p.Bundle, p.Data) {
		skip := p.Skipped(Embedded)
		return nil, &validate.Skip{Reason: skip.Reason, Absent: skip.Absent}
	}
	return describe(p, &Source{Data: p.Data, Mode: "FILE"}, p.Doc.SHA256), nil
}

func describe(p *validate.Pass, s *Source, sum string) *Source {
	p.Doc.CDA = &validate.CDAInfo{SHA256: sum, Mode: s.Mode, Name: s.Name, Bytes: len(s.Data)}
	return s
}

func text(_ context.Context, p *validate.Pass) (*domain.Text, error) {
	raw := CDA.Of(p).Data
	t, err := domain.Decode(raw)
	if err != nil {
		return nil, undecodable(p, err)
	}
	p.Doc.CDA.Text = unsafe.String(unsafe.SliceData(t.XML), len(t.XML)) // nobody changes these bytes
	if t.InvalidBytes > 0 {
		p.Report(lint.Finding{
			Rule: ruleBytes, Location: at(raw, max(t.FirstInvalid, 0)),
			Values: lint.Values{"n": t.InvalidBytes, "encoding": lint.Known(t.Encoding)},
		})
	}
	if t.FatalXML == nil && !bytes.Equal(t.String, t.XML) {
		p.Report(lint.Finding{
			Rule: ruleMojibake, Location: lint.Location{Source: lint.SourceCDA, Line: 1, Column: 1},
			Actual: texts.Text("declared-encoding", lint.Values{"encoding": lint.Known(t.Encoding)}),
		})
	}
	return t, nil
}

// undecodable reports why there is no text. An encoding that only fselint does not know says nothing about the gateway.
func undecodable(p *validate.Pass, err error) *validate.Skip {
	e := new(domain.EncodingError)
	if errors.As(err, &e) && e.Kind == domain.UnsupportedEncoding {
		return &validate.Skip{Reason: texts.Text("unknown-encoding", lint.Values{"error": e.Text()})}
	}
	p.Report(lint.Finding{
		Rule: ruleEncoding, Actual: e.Text(),
		Location: lint.Location{Source: lint.SourceCDA, Line: 1, Column: 1},
	})
	return &validate.Skip{Ran: true, Reason: ruleEncoding.Title}
}

func ids(_ context.Context, p *validate.Pass) (*HeaderIDs, error) {
	t := Text.Of(p)
	template, typeID, haveTemplate, haveType := domain.HeaderIDs(t.String)
	p.Doc.TemplateID, p.Doc.TypeID = template, typeID
	if dt, ok := fse.DocumentTypeByTemplate(template); ok {
		p.Doc.DocumentType = dt.Abbr
	}
	top := lint.Location{Source: lint.SourceCDA, Path: "/ClinicalDocument[1]"}
	if !haveTemplate {
		p.Report(lint.Finding{Rule: ruleNoTemplate, Location: top})
	}
	if !haveType {
		p.Report(lint.Finding{Rule: ruleNoTypeID, Location: top})
	}
	if !haveTemplate || !haveType {
		return nil, &validate.Skip{Ran: true, Reason: texts.Text("no-ids", nil)}
	}
	return &HeaderIDs{template, typeID}, nil
}

// identified judges what the gateway makes the workflowInstanceId of, and the type without which its answer to any error of a
// validation fails.
func (o Options) identified(_ context.Context, p *validate.Pass) error {
	text := Text.Of(p).String
	top := lint.Location{Source: lint.SourceCDA, Path: "/ClinicalDocument[1]"}
	if !domain.HasElement(text, "id") {
		p.Report(lint.Finding{Rule: ruleNoID, Location: top})
	}
	if o.Operation == fse.Validation && !domain.HasElement(text, "code") {
		p.Report(lint.Finding{Rule: ruleNoCode, Location: top, Detail: "Index 0 out of bounds for length 0"})
	}
	return nil
}
