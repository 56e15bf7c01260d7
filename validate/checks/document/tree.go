package documentcheck

import (
	"context"
	"errors"
	"strings"

	domain "github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

func (o Options) tree(_ context.Context, p *validate.Pass) (*xmltree.Doc, error) {
	t := Text.Of(p)
	if f := t.FatalXML; f != nil {
		loc := at(t.String, f.Offset)
		p.Report(lint.Finding{Rule: ruleMalformed, Location: loc, Message: f.Reason})
		return nil, &validate.Skip{Ran: true, Reason: ruleMalformed.Title}
	}
	doc, err := xmltree.Parse(t.XML, o.XML)
	var se *xmltree.SyntaxError
	switch {
	case err == nil:
		return doc, nil
	case !errors.As(err, &se):
		return nil, err
	}
	rule := ruleMalformed
	switch {
	case se.Code == xmltree.CodeDoctype:
		rule = ruleDoctype
	case se.Limit():
		rule = ruleLimit
	}
	f := lint.Finding{Rule: rule, Location: at(t.XML, se.Position.Offset), Message: se.Text}
	if fix := syntaxFixes[se.Code]; fix != "" {
		f.Fix = texts.Text(fix, nil)
	}
	p.Report(f)
	if rule == ruleLimit {
		return nil, p.Exceeded(texts.Text("cda-limit", lint.Values{"title": ruleLimit.Title, "error": se.Text}), true)
	}
	return nil, &validate.Skip{Ran: true, Reason: ruleMalformed.Title}
}

// syntaxFixes are the remedies that the kind of error suggests.
var syntaxFixes = map[xmltree.Code]string{
	xmltree.CodeEntity: "mend-entity", xmltree.CodeReference: "mend-reference", xmltree.CodeEncoding: "mend-encoding",
	xmltree.CodeChar: "mend-char", xmltree.CodeProlog: "mend-prolog", xmltree.CodeEnd: "mend-end",
}

// At is the location of a node in the CDA, with its line for a snippet.
func At(doc *xmltree.Doc, n xmltree.Node) lint.Location {
	return location(doc, doc.Pos(n), doc.Path(n))
}

// AtAttr is the location of an attribute in the CDA.
func AtAttr(doc *xmltree.Doc, a xmltree.Attr) lint.Location {
	return location(doc, doc.AttrPos(a), doc.AttrPath(a))
}

// AtOffset is the location of a byte offset inside an element of the CDA.
func AtOffset(doc *xmltree.Doc, offset int, around xmltree.Node) lint.Location {
	return location(doc, doc.At(offset), doc.Path(around))
}

func location(doc *xmltree.Doc, pos xmltree.Position, path string) lint.Location {
	return lint.Location{Source: lint.SourceCDA, Line: pos.Line, Column: pos.Column, Path: path, Snippet: Snippet(doc.Line(pos.Line), pos.Column)}
}

// Snippet bounds a line of the source; a line without breaks can be a whole document.
func Snippet(line string, column int) string {
	const most = 4000
	if len(line) <= most {
		return strings.Clone(line)
	}
	if column < most/8 {
		return strings.ToValidUTF8(line[:most], "")
	}
	return ""
}

// at is the location of a byte offset in a text that has no tree.
func at(text []byte, offset int) lint.Location {
	pos, line := xmltree.Locate(text, offset)
	return lint.Location{Source: lint.SourceCDA, Line: pos.Line, Column: pos.Column, Snippet: Snippet(line, pos.Column)}
}

func header(_ context.Context, p *validate.Pass) error {
	doc := Tree.Of(p)
	root := doc.DocumentElement()
	p.Doc.Origin = origin(doc, root)
	timed := false
	for n := doc.FirstChild(root); n != xmltree.None; n = doc.NextSibling(n) {
		switch {
		case is(doc, n, "effectiveTime") && !timed:
			timed = true
			effectiveTime(p, doc, n)
		case is(doc, n, "inFulfillmentOf"):
			orders(p, doc, n)
		}
	}
	return nil
}

func effectiveTime(p *validate.Pass, doc *xmltree.Doc, n xmltree.Node) {
	value, ok := doc.AttrValue(n, "value")
	if !ok {
		return // the schema and the Schematron have their say
	}
	var rule *lint.Rule
	switch domain.ReadTime(value) {
	case domain.TimeUnreadable:
		rule = ruleTime
	case domain.TimeDateOnly:
		if len(value) == len("20060102") {
			return // a date alone is what was meant
		}
		rule = ruleTimePrecision
	default:
		return
	}
	p.Report(lint.Finding{Rule: rule, Location: At(doc, n), Actual: lint.Same(value)})
}
