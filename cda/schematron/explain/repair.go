package explain

import (
	"context"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

// Repair is one change that may satisfy an assert: a value written into an attribute, or something added to an element.
type Repair struct {
	Attr  xmltree.Attr // whose value is to be written, xmltree.NoAttr for none
	Value string
	Node  xmltree.Node // to which Add is to be added
	Add   string       // an element, or attributes as in a start tag
}

// Repairs returns the changes that the explanation of a hit speaks of and that leave no value open. Whether one of them is enough, and
// whether it breaks another rule, is for the caller to try.
func (x *Explainer) Repairs(ctx context.Context, doc *xmltree.Doc, hit *schematron.Hit) []Repair {
	return x.examined(ctx, doc, hit).repairs
}

// repair notes that one of some values may be written.
func (e *explainer) repair(item xpath.Item, values []string) {
	_, attr, ok := item.Node()
	if !ok || attr == xmltree.NoAttr {
		return
	}
	for _, v := range values {
		e.repairs = append(e.repairs, Repair{Attr: attr, Value: v, Node: xmltree.None})
	}
}

// repairAdding notes that a sample may be added to an element, with each of the values that its first one may have.
func (e *explainer) repairAdding(parent xpath.Item, s *formula.Sample, values []string) {
	node, attr, ok := parent.Node()
	if !ok || attr != xmltree.NoAttr {
		return
	}
	prefix, _, found := strings.Cut(e.doc.QName(node), ":")
	if found {
		prefix += ":"
	} else {
		prefix = ""
	}
	text := s.XML(prefix)
	if len(values) == 0 {
		values = []string{""}
	}
	for _, v := range values {
		add := text
		if v != "" {
			add = strings.Replace(text, `"`+values[0]+`"`, `"`+v+`"`, 1)
		}
		if !strings.Contains(add, filler) {
			e.repairs = append(e.repairs, Repair{Attr: xmltree.NoAttr, Node: node, Add: add})
		}
	}
}
