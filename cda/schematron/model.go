package schematron

import (
	"strings"

	"github.com/fselint/fselint/cda/schematron/internal/schemafile"

	"github.com/fselint/fselint/cda/xpath"
)

// Model is a schema as read: includes are resolved, abstract patterns and rules are expanded, inactive patterns are left
// out. It is read-only.
type Model struct {
	Name          string // ReadOptions.Name
	Title         string
	QueryBinding  string
	SchemaVersion string
	Phase         string // the phase that was chosen, "#ALL" for all patterns
	Namespaces    []Namespace
	Phases        []Phase
	// Lets are the global variables, in order: those of the schema, of its phases and of its active patterns. A let of a
	// pattern is global because the skeleton makes it so.
	Lets     []*Let
	Patterns []*Pattern

	lenient []*Error // what was read although the skeleton would not compile it
}

// Namespace is a prefix that expressions may use.
type Namespace struct{ Prefix, URI string }

// Phase is a named selection of patterns.
type Phase struct {
	ID     string
	Active []string // ids of patterns
}

// Pattern is a group of rules of which one at most fires for a node.
type Pattern struct {
	ID    string
	Title string
	Rules []*Rule // in order; the first that matches a node wins
	Pos   schemafile.Position
}

// Rule applies asserts and reports to the nodes that match its context.
type Rule struct {
	Index   int // position among all rules of the model, from 0
	Pattern *Pattern
	ID      string
	Context string // match pattern
	Steps   []Step // in document order, abstract rules merged in
	Pos     schemafile.Position

	match *xpath.Pattern
	path  *pathStep // of a context that is a plain path
	// nameHas is what the local name of an element must contain for match to have a chance.
	nameHas string
}

// Step is a let, an assert or a report inside a rule: exactly one of the fields is set.
type Step struct {
	Let    *Let
	Assert *Assert
}

// Matcher returns the compiled context, nil in a model that was only read.
func (r *Rule) Matcher() *xpath.Pattern { return r.match }

// Asserts returns the asserts and reports of r in order.
func (r *Rule) Asserts() []*Assert {
	var list []*Assert
	for _, s := range r.Steps {
		if s.Assert != nil {
			list = append(list, s.Assert)
		}
	}
	return list
}

// Lets returns the lets of r in order.
func (r *Rule) Lets() []*Let {
	var list []*Let
	for _, s := range r.Steps {
		if s.Let != nil {
			list = append(list, s.Let)
		}
	}
	return list
}

// Let is a variable. It is global, or visible in its rule from its place on, where it hides a global or earlier one of
// the same name.
type Let struct {
	Name   string
	Value  string // expression; "" when the value is built by a body
	Global bool
	Pos    schemafile.Position

	body  []instruction // of a let without @value
	tree  bool          // the value is a temporary tree
	eager bool          // evaluated when bound: see markEager
	expr  *xpath.Expr
	slot  int
	src   *schemafile.Element
}

// HasBody reports whether the value of l is built by XSLT instructions instead of an expression.
func (l *Let) HasBody() bool { return l.src != nil }

// Expr returns the compiled value; nil for a let with a body and in a model that was only read.
func (l *Let) Expr() *xpath.Expr { return l.expr }

// Slot returns the index of the variable, as the compiled expressions that use it know it.
func (l *Let) Slot() int { return l.slot }

// Assert is an assert, which fails when its test is false, or a report, which fires when its test is true.
type Assert struct {
	Index       int // position among all asserts and reports of the model, from 0
	Rule        *Rule
	Report      bool
	ID          string // @id
	Role, Flag  string // without effect on the outcome
	Test        string
	Message     []Part
	Diagnostics []*Diagnostic
	Pos         schemafile.Position

	test *xpath.Expr
	vars []string // variables in scope, by slot
}

// Expr returns the compiled test, nil in a model that was only read.
func (a *Assert) Expr() *xpath.Expr { return a.test }

// NationalID returns the identifier that the text begins with: see the function NationalID.
func (a *Assert) NationalID() string { return NationalID(a.Template()) }

// Template returns the raw text with each computed part as its expression in braces.
func (a *Assert) Template() string { return template(a.Message) }

// Public returns the raw text with an ellipsis for each computed part: what a hit says whatever the document has.
func (a *Assert) Public() string {
	var b strings.Builder
	for _, p := range a.Message {
		if p.Kind == TextPart {
			b.WriteString(p.Text)
		} else {
			b.WriteString("…")
		}
	}
	return b.String()
}

func template(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		switch p.Kind {
		case TextPart:
			b.WriteString(p.Text)
		case NamePart:
			if p.Text == "" {
				b.WriteString("{name()}")
			} else {
				b.WriteString("{name(" + p.Text + ")}")
			}
		case ValuePart:
			b.WriteString("{" + p.Text + "}")
		}
	}
	return b.String()
}

// Diagnostic is an additional text of an assert. The reference computes it, so it may raise errors, but does not give it
// to callers.
type Diagnostic struct {
	ID      string
	Message []Part
	Pos     schemafile.Position
}

// PartKind is the kind of a Part.
type PartKind uint8

// The kinds of parts.
const (
	TextPart  PartKind = iota // literal text
	NamePart                  // the name, prefix included, of the node that the path Text selects; "" is the context node
	ValuePart                 // the value of the expression Text
)

// Part is a piece of a message.
type Part struct {
	Kind PartKind
	Text string
	Pos  schemafile.Position

	expr *xpath.Expr
}

// Expr returns the compiled expression of a computed part; nil for literal text, for the name of the context node and in
// a model that was only read.
func (p *Part) Expr() *xpath.Expr { return p.expr }

// Rules returns all rules in order.
func (m *Model) Rules() []*Rule {
	var list []*Rule
	for _, p := range m.Patterns {
		list = append(list, p.Rules...)
	}
	return list
}

// Asserts returns all asserts and reports in order.
func (m *Model) Asserts() []*Assert {
	var list []*Assert
	for _, r := range m.Rules() {
		list = append(list, r.Asserts()...)
	}
	return list
}

// Find returns the asserts and reports with the given national identifier, in order: some schemas use one twice.
func (m *Model) Find(nationalID string) []*Assert {
	var list []*Assert
	for _, a := range m.Asserts() {
		if a.NationalID() == nationalID {
			list = append(list, a)
		}
	}
	return list
}
