package schematron

import (
	"context"

	"github.com/fselint/fselint/cda/xmltree"
)

// Firing is a rule that fires for a node.
type Firing struct {
	Rule *Rule
	Node xmltree.Node // the owner of Attr
	Attr xmltree.Attr // xmltree.NoAttr if a node
}

// Firings returns which rules fire for which nodes of doc, in the order of a run, without evaluating any test. The error
// is as of Run.
func (s *Schema) Firings(ctx context.Context, doc *xmltree.Doc) ([]Firing, error) {
	r := s.pool.Get().(*run)
	defer r.release()
	r.begin(ctx, doc)
	var list []Firing
	r.observe = func(rule *Rule) {
		list = append(list, Firing{rule, r.node, r.attr})
	}
	defer func() { r.observe = nil }()
	for i := range s.patterns {
		if err := r.pattern(&s.patterns[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}
