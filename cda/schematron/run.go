package schematron

import (
	"context"
	"errors"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

// Result is the outcome of running a schema on a document.
type Result struct {
	Failures []Hit // failed asserts: by pattern, in each in document order, in each rule in the order of the asserts
	Reports  []Hit // fired reports, in the same order
	Fired    int   // how often a rule fired
	// Err is the dynamic error that ended the run; nothing else is then set. The reference judges such a document to be
	// invalid, without any detail.
	Err *DynamicError
}

// Hit is a failed assert or a fired report.
type Hit struct {
	Rule        *Rule
	Assert      *Assert
	Node        xmltree.Node // context node of the rule; the owner of Attr
	Attr        xmltree.Attr // context attribute, xmltree.NoAttr if the context is a node
	Text        string       // the text as the reference gives it, white space included
	NationalID  string       // see the function NationalID
	Diagnostics []string     // texts of the diagnostics; the reference computes but does not give them
}

// Path names the context node of h by steps of local names with positions.
func (h *Hit) Path(doc *xmltree.Doc) string { return contextPath(doc, h.Node, h.Attr) }

// Position returns where the context node of h starts.
func (h *Hit) Position(doc *xmltree.Doc) xmltree.Position {
	return contextPosition(doc, h.Node, h.Attr)
}

// Item returns the context node of h.
func (h *Hit) Item(doc *xmltree.Doc) xpath.Item { return contextItem(doc, h.Node, h.Attr) }

func contextPath(doc *xmltree.Doc, n xmltree.Node, a xmltree.Attr) string {
	if a != xmltree.NoAttr {
		return doc.AttrPath(a)
	}
	return doc.Path(n)
}

func contextPosition(doc *xmltree.Doc, n xmltree.Node, a xmltree.Attr) xmltree.Position {
	if a != xmltree.NoAttr {
		return doc.AttrPos(a)
	}
	return doc.Pos(n)
}

func contextItem(doc *xmltree.Doc, n xmltree.Node, a xmltree.Attr) xpath.Item {
	if a != xmltree.NoAttr {
		return xpath.AttrItem(doc, a)
	}
	return xpath.NodeItem(n)
}

// Run applies s to doc. The error is about the run, not about the document: it wraps xpath.ErrBudget, or is the cause of
// the cancellation of ctx.
func (s *Schema) Run(ctx context.Context, doc *xmltree.Doc) (*Result, error) {
	r := s.pool.Get().(*run)
	defer r.release()
	r.begin(ctx, doc)
	err := r.c.Guard(func() error {
		for i := range s.patterns {
			if err := r.pattern(&s.patterns[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return r.failed(err)
	}
	return r.result, nil
}

// run is the state of one run, reused.
type run struct {
	schema *Schema
	c      *xpath.Context
	doc    *xmltree.Doc
	table  [][]*Rule
	result *Result
	text   strings.Builder
	known  []known
	// observe, if set, is told of a rule that fires instead of its steps being evaluated.
	observe func(*Rule)

	// What is being evaluated, for errors.
	rule   *Rule
	assert *Assert
	node   xmltree.Node
	attr   xmltree.Attr
}

func newRun(s *Schema) *run {
	return &run{schema: s, c: xpath.NewContext(s.names), known: make([]known, s.steps)}
}

func (r *run) begin(ctx context.Context, doc *xmltree.Doc) {
	r.c.Reset(ctx, doc)
	r.doc, r.result = doc, &Result{}
	for i := range r.known {
		r.known[i].node = xmltree.None
	}
	for _, let := range r.schema.Model.Lets {
		r.bind(let, xpath.NodeItem(xmltree.Root))
	}
}

// release returns r to its pool. Its context may hold on to the document until it is used again or collected.
func (r *run) release() {
	r.doc, r.result, r.rule, r.assert = nil, nil, nil, nil
	r.schema.pool.Put(r)
}

func (r *run) failed(err error) (*Result, error) {
	var x *xpath.Error
	if !errors.As(err, &x) {
		return nil, err
	}
	return &Result{Err: &DynamicError{
		Code: x.Code, Message: x.Msg, Expr: x.Source, Rule: r.rule, Assert: r.assert, Node: r.node, Attr: r.attr,
		Position: contextPosition(r.doc, r.node, r.attr), Path: contextPath(r.doc, r.node, r.attr),
	}}, nil
}

// pattern visits the nodes as the generated templates do: from the document node down, children of a node after its
// attributes; never text, and comments and processing instructions only outside the document element.
func (r *run) pattern(d *dispatch) error {
	doc := r.doc
	r.table = d.bind(r.table, r.c, doc.Names())
	rootFired, err := r.visit(d.root, xmltree.Root, xmltree.NoAttr)
	if err != nil {
		return err
	}
	for n := xmltree.Root + 1; int(n) < doc.Len(); n++ {
		switch doc.Kind(n) {
		case xmltree.Element:
			if rules := r.table[doc.Name(n)]; rules != nil {
				if _, err := r.visit(rules, n, xmltree.NoAttr); err != nil {
					return err
				}
			}
			if d.other != nil {
				if err := r.attributes(d.other, n); err != nil {
					return err
				}
			}
		case xmltree.Comment, xmltree.ProcInst:
			// The built-in template for the document node selects all children, any other template only elements.
			if d.other != nil && doc.Parent(n) == xmltree.Root && !rootFired {
				if _, err := r.visit(d.other, n, xmltree.NoAttr); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (r *run) attributes(rules []*Rule, n xmltree.Node) error {
	for a, last := r.doc.Attrs(n); a < last; a++ {
		if _, err := r.visit(rules, n, a); err != nil {
			return err
		}
	}
	return nil
}

// visit fires the first of the rules that matches a node.
func (r *run) visit(rules []*Rule, n xmltree.Node, a xmltree.Attr) (fired bool, err error) {
	if len(rules) == 0 {
		return false, nil
	}
	at := contextItem(r.doc, n, a)
	r.node, r.attr, r.assert = n, a, nil
	for _, rule := range rules {
		r.rule = rule
		ok, err := r.matches(rule, at)
		if err != nil {
			return false, err
		}
		if ok {
			r.result.Fired++
			if r.observe != nil {
				r.observe(rule)
				return true, nil
			}
			return true, r.fire(rule, at)
		}
	}
	return false, nil
}

func (r *run) fire(rule *Rule, at xpath.Item) error {
	for i := range rule.Steps {
		step := &rule.Steps[i]
		if let := step.Let; let != nil {
			r.bind(let, at)
			if let.eager {
				if _, err := r.c.Var(let.slot); err != nil {
					return err
				}
			}
			continue
		}
		a := step.Assert
		r.assert = a
		if a.test.Test(r.c, at) != a.Report {
			continue
		}
		hit := Hit{Rule: rule, Assert: a, Node: r.node, Attr: r.attr}
		var err error
		if hit.Text, err = r.message(a.Message, at); err != nil {
			return err
		}
		hit.NationalID = NationalID(hit.Text)
		for _, d := range a.Diagnostics {
			text, err := r.message(d.Message, at)
			if err != nil {
				return err
			}
			hit.Diagnostics = append(hit.Diagnostics, text)
		}
		if a.Report {
			r.result.Reports = append(r.result.Reports, hit)
		} else {
			r.result.Failures = append(r.result.Failures, hit)
		}
	}
	return nil
}

func (r *run) bind(let *Let, at xpath.Item) {
	if let.expr != nil {
		r.c.Let(let.slot, let.expr, at)
		return
	}
	r.c.LetFunc(let.slot, func(c *xpath.Context, dst []xpath.Item) ([]xpath.Item, error) {
		text, err := buildTree(c, xpath.Focus{Item: at, Position: 1, Size: 1}, let.body)
		return append(dst, xpath.UntypedItem(text)), err
	})
}

func (r *run) message(parts []Part, at xpath.Item) (string, error) {
	if len(parts) == 1 && parts[0].Kind == TextPart {
		return parts[0].Text, nil
	}
	r.text.Reset()
	for i := range parts {
		p := &parts[i]
		switch {
		case p.Kind == TextPart:
			r.text.WriteString(p.Text)
		case p.expr == nil:
			r.text.WriteString(r.nodeName())
		default:
			s, err := p.expr.String(r.c, at)
			if err != nil {
				return "", err
			}
			r.text.WriteString(s)
		}
	}
	return r.text.String(), nil
}

// nodeName is name(.) of the context node.
func (r *run) nodeName() string {
	if r.attr != xmltree.NoAttr {
		return r.doc.AttrQName(r.attr)
	}
	return r.doc.QName(r.node)
}
