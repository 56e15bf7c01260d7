package fix

import (
	"context"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/explain"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/schemas/xsd"
)

// Bounds on trying repairs of one finding.
const (
	maxTried  = 40
	maxPlaces = 60 // of an element among its siblings
)

// national repairs what a rule of a Schematron asks for: it takes up the changes of which the explanation speaks, and keeps those after
// which the rule is content and no other part of the validator has more to say.
func (s Source) national(f *lint.Finding) []Fix {
	if s.Schematron == nil {
		return nil
	}
	ctx := context.Background()
	state, hits := s.validator(ctx, s.Doc)
	i := slices.IndexFunc(hits, func(h schematron.Hit) bool {
		pos := h.Position(s.Doc)
		return pos.Line == f.Location.Line && pos.Column == f.Location.Column && strings.EqualFold(f.NationalID, h.NationalID)
	})
	if i < 0 {
		return nil
	}
	t := trial{Source: s, ctx: ctx, before: state, assert: hits[i].Assert}
	for _, r := range explain.New(s.Schematron).Repairs(ctx, s.Doc, &hits[i]) {
		switch {
		case len(t.kept) == most || t.tried > maxTried:
			return t.kept
		case r.Attr != xmltree.NoAttr:
			if s.plausible(r) {
				t.keep(s.write(r.Attr, r.Value))
			}
		case strings.HasPrefix(r.Add, "<"):
			t.place(r)
		default:
			t.keep(s.insertText(r))
		}
	}
	return t.kept
}

// plausible reports whether a value may be a slip for another one. What identifies or states something is only changed into what it
// nearly is: a section must not become another one because a rule wants such a section.
func (s Source) plausible(r explain.Repair) bool {
	switch s.Doc.Local(s.Doc.AttrName(r.Attr)) {
	case "code", "displayName", "root", "extension", "value":
		_, _, like := near.Compare([]byte(s.Doc.Value(r.Attr)), []byte(r.Value), 3)
		return like
	}
	return true
}

// state is what the validator says of a text: errors of the schema, hits by assert, problems with codes.
type state struct {
	schema, codes int
	hits          map[*schematron.Assert]int
}

func (s Source) validator(ctx context.Context, doc *xmltree.Doc) (state, []schematron.Hit) {
	st := state{hits: map[*schematron.Assert]int{}}
	if s.Schema != nil {
		if result, err := s.Schema.Validate(doc, xsd.Options{}); err == nil {
			st.schema = len(result.Errors)
		}
	}
	if s.Vocabulary != nil {
		st.codes = len(s.Vocabulary.Judge(vocabulary.Extract(doc, nil)).Problems)
	}
	result, err := s.Schematron.Run(ctx, doc)
	if err != nil || result.Err != nil {
		return st, nil
	}
	hits := slices.Concat(result.Failures, result.Reports)
	for _, h := range hits {
		st.hits[h.Assert]++
	}
	return st, hits
}

// trial tries repairs of one hit.
type trial struct {
	Source
	ctx    context.Context //nolint:containedctx // of one call
	before state
	assert *schematron.Assert
	tried  int
	kept   []Fix
}

// keep keeps a repair that helps and says whether it does.
func (t *trial) keep(f Fix) bool {
	t.tried++
	doc, err := xmltree.Parse(f.Apply(t.Doc.Source()), xmltree.Limits{})
	if err != nil {
		return false
	}
	after, hits := t.validator(t.ctx, doc)
	if after.schema > t.before.schema || after.codes > t.before.codes || after.hits[t.assert] >= t.before.hits[t.assert] || hits == nil && len(after.hits) > 0 {
		return false
	}
	for a, n := range after.hits {
		if n > t.before.hits[a] {
			return false
		}
	}
	t.kept = append(t.kept, f)
	return true
}

// place adds an element at the first point among its siblings that the schema admits, from the end backwards.
func (t *trial) place(r explain.Repair) {
	var points []xmltree.Node
	for c := t.Doc.FirstChild(r.Node); c != xmltree.None; c = t.Doc.NextSibling(c) {
		if t.Doc.Kind(c) == xmltree.Element {
			points = append(points, c)
		}
	}
	if len(points) > maxPlaces {
		return
	}
	title := texts.Text("add-element", lint.Values{"element": r.Add, "parent": t.Doc.QName(r.Node)})
	for _, c := range slices.Backward(points) {
		_, to := t.span(c)
		from, _ := t.span(c)
		blank := strings.TrimRight(string(t.Doc.Source()[from:t.Doc.Offset(c)]), "<")
		if t.fits(Fix{title, []Edit{{to, to, blank + r.Add}}}) {
			return
		}
	}
	if len(points) == 0 {
		return
	}
	from, _ := t.span(points[0])
	t.fits(Fix{title, []Edit{{from, from, string(t.Doc.Source()[from:t.Doc.Offset(points[0])]) + r.Add}}})
}

// fits keeps a repair at whose place the schema has no more to say; it says whether the place was right.
func (t *trial) fits(f Fix) bool {
	if t.Schema == nil {
		return t.keep(f)
	}
	doc, err := xmltree.Parse(f.Apply(t.Doc.Source()), xmltree.Limits{})
	if err != nil {
		return false
	}
	result, err := t.Schema.Validate(doc, xsd.Options{})
	if err != nil || len(result.Errors) > t.before.schema {
		return false
	}
	t.keep(f)
	return true
}

// insertText adds attributes to an element.
func (s Source) insertText(r explain.Repair) Fix {
	at := s.tagEnd(r.Node)
	return Fix{Title: texts.Text("add-attributes", lint.Values{"attributes": r.Add}), Edits: []Edit{{at, at, " " + r.Add}}}
}
