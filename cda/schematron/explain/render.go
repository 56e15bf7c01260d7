package explain

import (
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// renderer writes expressions for people: element names without prefix, variables replaced by the paths that they stand
// for, blanks in order.
type renderer struct {
	model  *schematron.Model
	assert *schematron.Assert
}

const maxNesting = 40

func (r *renderer) list(args []*syntax.Node, src, sep string, depth int) string {
	var b strings.Builder
	for i, a := range args {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(r.expr(a, src, depth+1))
	}
	return b.String()
}

// operand writes an operand, in brackets where it is an operation itself.
func (r *renderer) operand(s *syntax.Node, src string, depth int) string {
	text := r.expr(s, src, depth+1)
	switch s.Kind {
	case syntax.SynOr, syntax.SynAnd, syntax.SynCompare, syntax.SynIf, syntax.SynArithmetic, syntax.SynSet, syntax.SynFor, syntax.SynSome, syntax.SynEvery:
		return "(" + text + ")"
	}
	return text
}

func (r *renderer) operands(args []*syntax.Node, src, sep string, depth int) string {
	list := make([]string, len(args))
	for i, a := range args {
		if a.Kind == syntax.SynCompare { // binds tighter than any operator that this is for
			list[i] = r.expr(a, src, depth+1)
		} else {
			list[i] = r.operand(a, src, depth)
		}
	}
	return strings.Join(list, sep)
}

func (r *renderer) expr(s *syntax.Node, src string, depth int) string {
	if depth > maxNesting {
		return r.plain(s, src)
	}
	switch s.Kind {
	case syntax.SynLiteral:
		text := s.Text(src)
		if strings.HasPrefix(text, `"`) || strings.HasPrefix(text, "'") {
			return quote(s.Value.String())
		}
		return text
	case syntax.SynVar:
		if let := r.assert.LetFor(r.model, s.Slot); let != nil && let.Expr() != nil && formula.IsPath(let.Expr().Syntax()) {
			return r.expr(let.Expr().Syntax(), let.Expr().Source(), depth+1)
		}
		return "$" + s.Op
	case syntax.SynOr:
		return r.operands(s.Args, src, " or ", depth)
	case syntax.SynAnd:
		return r.operands(s.Args, src, " and ", depth)
	case syntax.SynCompare, syntax.SynArithmetic:
		return r.operand(s.Args[0], src, depth) + spaced(s.Op) + r.operand(s.Args[1], src, depth)
	case syntax.SynIf:
		return "if (" + r.expr(s.Args[0], src, depth+1) + ") then " + r.expr(s.Args[1], src, depth+1) + " else " + r.expr(s.Args[2], src, depth+1)
	case syntax.SynSet:
		return r.operands(s.Args, src, " "+s.Op+" ", depth)
	case syntax.SynPath:
		return r.path(s, src, depth)
	case syntax.SynStep:
		return r.step(s, src, depth)
	case syntax.SynFilter:
		return r.operand(s.Args[0], src, depth) + r.predicates(s.Args[1:], src, depth)
	case syntax.SynCall:
		return s.Op + "(" + r.list(s.Args, src, ", ", depth) + ")"
	}
	return r.plain(s, src)
}

// plain writes an expression as it is, but for prefixes.
func (r *renderer) plain(s *syntax.Node, src string) string {
	text := schematron.Normalise(s.Text(src))
	for _, ns := range r.model.Namespaces {
		if ns.Prefix != "xsi" && ns.Prefix != "xml" {
			text = strings.ReplaceAll(text, ns.Prefix+":", "")
		}
	}
	return text
}

func spaced(op string) string {
	if op == "=" || op == "!=" {
		return op
	}
	return " " + op + " "
}

// mostQuoted bounds a value that is shown, in bytes: a document may hold values of any length.
const mostQuoted = 1000

func quote(s string) string {
	if len(s) > mostQuoted {
		s = strings.ToValidUTF8(s[:mostQuoted], "") + "…"
	}
	if strings.Contains(s, "'") {
		return `"` + s + `"`
	}
	return "'" + s + "'"
}

func (r *renderer) path(s *syntax.Node, src string, depth int) string {
	var b strings.Builder
	for i, a := range s.Args {
		if i > 0 && !strings.HasSuffix(b.String(), "/") {
			b.WriteByte('/')
		}
		switch {
		case a.Kind == syntax.SynRoot:
			b.WriteByte('/')
		case formula.Descendants(a) && i < len(s.Args)-1:
			if b.Len() == 0 {
				b.WriteByte('.')
			}
			b.WriteByte('/')
		default:
			b.WriteString(r.operand(a, src, depth))
		}
	}
	return b.String()
}

func (r *renderer) step(s *syntax.Node, src string, depth int) string {
	return stepName(s) + r.predicates(s.Args, src, depth)
}

// stepName writes axis and node test.
func stepName(s *syntax.Node) string {
	name := formula.TestName(s.Test)
	switch s.Axis {
	case syntax.AxisChild:
		return name
	case syntax.AxisAttribute:
		return "@" + name
	case syntax.AxisParent:
		if s.Test.Kind == syntax.TestNode {
			return ".."
		}
	case syntax.AxisSelf:
		if s.Test.Kind == syntax.TestNode {
			return "."
		}
	}
	return s.Axis.String() + "::" + name
}

func (r *renderer) predicates(list []*syntax.Node, src string, depth int) string {
	var b strings.Builder
	for _, p := range list {
		b.WriteString("[" + r.expr(p, src, depth+1) + "]")
	}
	return b.String()
}
