// Package schemacheck judges the CDA against the XML Schema set that its typeId names.
//
// Source: specification digest, 05-validation paragraphs 1 to 3.
package schemacheck

import (
	"context"
	"errors"
	"fmt"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/xsd"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	"github.com/fselint/fselint/validate/checks/lazy"
)

// The facts of this family.
var (
	Set       = validate.NewFact[*xsd.Schema]("schema.set") // the schema set of the typeId
	Judgement = validate.NewFact[*Outcome]("schema")        // what the validator would answer
)

// Outcome is what the validator would answer.
type Outcome struct {
	Valid    bool               // the document is valid
	Messages []validate.Message // one for each violation, the cvc code first
}

// Sets finds a schema set by typeId/@extension; ok is false when the catalog has no such set.
type Sets func(extension string) (schema *xsd.Schema, ok bool, err error)

// Checks returns the checks. Each schema set is opened when the first document asks for it. The gateway looks for it before it
// parses the document, so one without a set is answered so even when it is not well-formed.
func Checks(find Sets) []*validate.Check {
	var opened lazy.Map[string, *xsd.Schema]
	return []*validate.Check{
		{
			Stage: "schema", Requires: []validate.Key{documentcheck.IDs}, Rules: []*lint.Rule{ruleNoSchema},
			Run: Set.From(func(_ context.Context, p *validate.Pass) (*xsd.Schema, error) {
				extension := documentcheck.IDs.Of(p).TypeExtension
				schema, found, err := opened.Get(extension, func() (*xsd.Schema, bool, error) { return find(extension) })
				if err != nil {
					return nil, fmt.Errorf("schema set %s: %w", extension, err)
				}
				if !found {
					p.Report(lint.Finding{
						Rule: ruleNoSchema, Actual: lint.Same(fmt.Sprintf("%q", extension)), Detail: NoSet(extension).Text,
						Location: lint.Location{Source: lint.SourceCDA, Path: "/ClinicalDocument[1]/typeId[1]/@extension"},
					})
					return nil, &validate.Skip{Ran: true, Reason: ruleNoSchema.Title}
				}
				return schema, nil
			}),
		},
		{
			Stage: "schema", Requires: []validate.Key{Set, documentcheck.Tree}, Rules: rules(),
			Run: Judgement.From(func(ctx context.Context, p *validate.Pass) (*Outcome, error) {
				return judge(ctx, p, Set.Of(p))
			}),
		},
	}
}

// NoSet is the validator's message about a typeId without a schema set.
func NoSet(extension string) validate.Message {
	return validate.Message{Text: "Schema with version " + extension + " not found on database."}
}

// Failed is the validator's message about a document that its schema engine cannot read to the end.
var Failed = validate.Message{
	Text: "Error while executing validation on xsd schema", Public: "Error while executing validation on xsd schema",
}

func judge(ctx context.Context, p *validate.Pass, schema *xsd.Schema) (*Outcome, error) {
	doc := documentcheck.Tree.Of(p)
	result, err := schema.Validate(doc, xsd.Options{Interrupt: ctx.Done()})
	if errors.Is(err, xsd.ErrTooMuch) {
		return nil, p.Exceeded(texts.Text("too-much", nil), false)
	}
	if err != nil {
		return nil, err
	}
	o := &Outcome{Valid: result.Valid()}
	if f := result.Fatal; f != nil { // our parser is content, the reference's is not
		pos := doc.At(f.Offset)
		loc := lint.Location{Source: lint.SourceCDA, Line: pos.Line, Column: pos.Column, Snippet: documentcheck.Snippet(doc.Line(pos.Line), pos.Column)}
		p.Report(lint.Finding{Rule: ruleOf[xsd.Other], Error: "VA-03", Location: loc, Message: lint.Same(f.Raw)})
		o.Messages = []validate.Message{Failed}
		return o, nil
	}
	for i := range result.Errors {
		e := &result.Errors[i]
		report(p, doc, e)
		message, _, _, _ := e.Explain("it")
		o.Messages = append(o.Messages, validate.Message{Text: e.Code + ": " + message, Public: e.Code + ": …"})
	}
	return o, nil
}

func report(p *validate.Pass, doc *xmltree.Doc, e *xsd.Error) {
	f := lint.Finding{Rule: ruleOf[e.Kind]}
	if f.Rule == nil {
		f.Rule = ruleOf[xsd.Other]
	}
	f.Message.IT, f.Expected.IT, f.Actual.IT, f.Fix.IT = e.Explain("it")
	f.Message.EN, f.Expected.EN, f.Actual.EN, f.Fix.EN = e.Explain("en")
	f.Message.IT += " [" + e.Code + "]"
	f.Message.EN += " [" + e.Code + "]"
	f.Public = texts.Text("public", lint.Values{"title": f.Rule.Title, "code": lint.Known(e.Code)})
	f.Location = lint.Location{Source: lint.SourceCDA, Line: e.Line, Column: e.Column, Snippet: documentcheck.Snippet(doc.Line(e.Line), e.Column)}
	if n := doc.ElementAt(e.ElementOffset); n != xmltree.None {
		f.Location.Path = doc.Path(n)
		if e.Attribute != "" {
			f.Location.Path += "/@" + localName(e.Attribute)
		}
	}
	p.Report(f)
}

func localName(qname string) string {
	for i := range qname {
		if qname[i] == ':' {
			return qname[i+1:]
		}
	}
	return qname
}
