package eval

import (
	"errors"
	"fmt"
	"math"

	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

// Builder translates syntax into operations. It panics with *Error.
type Builder struct {
	source  string
	static  *Static
	names   *Names
	memory  *scratch
	library *Library
}

func (b *Builder) Fail(code string, offset int, format string, args ...any) {
	panic(&syntax.Error{Code: code, Msg: fmt.Sprintf(format, args...), Source: b.source, Offset: offset})
}

// name returns the id of a name.
func (b *Builder) name(space, local string) NameID {
	if !b.static.Closed {
		return b.names.Intern(space, local)
	}
	id, ok := b.names.find(space, local)
	if !ok {
		b.Fail("XPST0008", 0, "No other expression uses the name %s", local)
	}
	return id
}

// Compile parses and checks an expression. The error is an *Error whose code begins with XP for static errors; XPST0017
// also stands for functions that exist but are not supported.
func Compile(source string, st *Static, library *Library) (e *Expr, err error) {
	if st == nil || st.Names == nil {
		return nil, errors.New("xpath: the static context has no name table")
	}
	memory := scratches.Get().(*scratch)
	defer memory.release()
	tree, locals, err := syntax.ParseExpr(source, &syntax.Scope{Namespaces: st.Namespaces, Vars: st.Vars}, &memory.Memory)
	if err != nil {
		return nil, err
	}
	defer recoverStatic(&err)
	b := &Builder{source, st, st.Names, memory, library}
	return &Expr{source: source, syntax: tree, root: b.build(tree), locals: locals}, nil
}

func recoverStatic(err *error) {
	if r := recover(); r != nil {
		e, ok := r.(*syntax.Error)
		if !ok {
			panic(r)
		}
		*err = e
	}
}

func (b *Builder) all(list []*syntax.Node) []Op {
	ops := b.memory.ops.List(len(list))
	for i, s := range list {
		ops[i] = b.build(s)
	}
	return ops
}

func (b *Builder) build(s *syntax.Node) Op {
	switch s.Kind {
	case syntax.SynLiteral:
		return b.literal(s)
	case syntax.SynEmpty:
		return Constant(s.Start)
	case syntax.SynContext:
		return &contextOp{Info{Offset: s.Start, Kinds: KAny, Min: 1, Max: 1}}
	case syntax.SynVar:
		if s.Slot < 0 {
			return &localOp{Info{Offset: s.Start, Kinds: KAny, Min: 1, Max: 1, Fallible: true}, int(s.Local)}
		}
		most := Many
		if s.Slot < len(b.static.Single) && b.static.Single[s.Slot] {
			most = 1
		}
		return &varOp{Info{Offset: s.Start, Kinds: KAny, Max: most, Fallible: true}, s.Slot}
	case syntax.SynSequence:
		return b.sequence(s)
	case syntax.SynOr, syntax.SynAnd:
		return b.logic(s)
	case syntax.SynCompare:
		return b.comparison(s)
	case syntax.SynArithmetic:
		return b.arithmetic(s)
	case syntax.SynUnary:
		return b.sign(s)
	case syntax.SynSet:
		o := &setOp{op: s.Op, left: b.build(s.Args[0]), right: b.build(s.Args[1])}
		o.Info = Info{Offset: s.Start, Kinds: KNode, Max: Many}.with(o.left, o.right)
		o.Fallible = o.Fallible || (o.left.meta().Kinds|o.right.meta().Kinds) != KNode
		return o
	case syntax.SynIf:
		return b.conditional(s)
	case syntax.SynFor, syntax.SynSome, syntax.SynEvery:
		return b.binding(s)
	case syntax.SynInstance, syntax.SynTreat, syntax.SynCastable, syntax.SynCast:
		return b.typed(s)
	case syntax.SynPath, syntax.SynRoot, syntax.SynStep:
		return b.path(s)
	case syntax.SynFilter:
		return b.filter(s)
	case syntax.SynConstruct:
		return b.construct(s)
	}
	return b.call(s)
}

// literal compiles a literal.
func (b *Builder) literal(s *syntax.Node) Op {
	items := b.memory.items.List(1)
	items[0] = Item{s.Value}
	return b.memory.constants.Keep(constantOf(s.Start, items))
}

func (b *Builder) sequence(s *syntax.Node) Op {
	o := &sequenceOp{parts: b.all(s.Args)}
	o.Info = Info{Offset: s.Start}.with(o.parts...).failing()
	constants := make([]Item, 0, len(o.parts))
	for _, p := range o.parts {
		m := p.meta()
		o.Kinds |= m.Kinds
		o.Min, o.Max = min(o.Min+m.Min, Many), min(o.Max+m.Max, Many)
		if k, ok := p.(*constOp); ok && constants != nil {
			constants = append(constants, k.items...)
		} else {
			constants = nil
		}
	}
	if constants != nil {
		return Constant(s.Start, constants...)
	}
	o.Fallible = false
	for _, p := range o.parts {
		o.Fallible = o.Fallible || p.meta().Fallible
	}
	return o
}

// condition is an operand whose effective boolean value is taken.
func ConditionFallible(parts ...Op) bool {
	for _, p := range parts {
		m := p.meta()
		if m.Fallible || m.Kinds&KOther != 0 || m.Max > 1 && m.Kinds != KNode {
			return true
		}
	}
	return false
}

func (b *Builder) logic(s *syntax.Node) Op {
	parts := b.all(s.Args)
	meta := Exactly(s.Start, KBool, parts...)
	meta.Fallible = ConditionFallible(parts...)
	for _, p := range parts {
		// As in Saxon, a constant that decides spares what comes before it as well.
		k, ok := p.(*constOp)
		if ok && len(k.items) > 1 {
			break // an error in any case
		}
		if ok && k.Kinds == KBool && k.items[0].V.IsTrue() == (s.Kind == syntax.SynOr) {
			return k
		}
	}
	if s.Kind == syntax.SynAnd {
		return &andOp{meta, parts}
	}
	parts = mergeAttributes(parts)
	if len(parts) == 1 {
		return parts[0]
	}
	return &orOp{meta, parts}
}

// mergeAttributes replaces runs of comparisons of one attribute with strings, as long lists of codes have them, by a
// single look-up.
func mergeAttributes(parts []Op) []Op {
	const worthwhile = 4
	if len(parts) < worthwhile {
		return parts
	}
	out := parts[:0]
	for i := 0; i < len(parts); {
		first, ok := parts[i].(*attrTextOp)
		j := i + 1
		for ok && j < len(parts) {
			next, same := parts[j].(*attrTextOp)
			if !same || next.attr.name != first.attr.name {
				break
			}
			j++
		}
		if j-i < worthwhile {
			out = append(out, parts[i])
			i++
			continue
		}
		among := make(map[string]struct{}, j-i)
		for _, p := range parts[i:j] {
			among[p.(*attrTextOp).text] = struct{}{}
		}
		out = append(out, &textOp{first.Info, first.attr, textComparison{among: among}})
		i = j
	}
	return out
}

func (b *Builder) conditional(s *syntax.Node) Op {
	o := &ifOp{condition: b.build(s.Args[0]), then: b.build(s.Args[1]), otherwise: b.build(s.Args[2])}
	t, e := o.then.meta(), o.otherwise.meta()
	o.Info = Info{Offset: s.Start, Kinds: t.Kinds | e.Kinds, Min: min(t.Min, e.Min), Max: max(t.Max, e.Max)}.with(o.condition, o.then, o.otherwise)
	o.Fallible = o.Fallible || ConditionFallible(o.condition)
	return o
}

func (b *Builder) binding(s *syntax.Node) Op {
	in, body := b.build(s.Args[0]), b.build(s.Args[1])
	if s.Kind == syntax.SynFor {
		o := &forOp{slot: int(s.Local), in: in, body: body}
		o.Info = Info{Offset: s.Start, Kinds: body.meta().Kinds, Max: Many}.with(in, body)
		return o
	}
	o := &quantifiedOp{slot: int(s.Local), every: s.Kind == syntax.SynEvery, in: in, body: body}
	o.Info = Exactly(s.Start, KBool, in, body)
	o.Fallible = o.Fallible || ConditionFallible(body)
	return o
}

func (b *Builder) filter(s *syntax.Node) Op {
	o := &filterOp{input: b.build(s.Args[0]), preds: b.predicates(s.Args[1:])}
	in := o.input.meta()
	o.Info = Info{Offset: s.Start, Kinds: in.Kinds, Max: in.Max}.with(o.input)
	for i := range o.preds {
		o.Fallible = o.Fallible || o.preds[i].fallible()
	}
	if o.preds[0].kind == predIndex {
		o.Max = min(o.Max, 1)
	}
	return o
}

func (b *Builder) predicates(list []*syntax.Node) []predicate {
	if len(list) == 0 {
		return nil
	}
	preds := b.memory.preds.List(len(list))
	for i, s := range list {
		preds[i] = b.predicate(s)
	}
	return preds
}

func (b *Builder) predicate(s *syntax.Node) predicate {
	o := b.build(s)
	m := o.meta()
	switch {
	case m.Kinds&KNumber == 0:
		return predicate{kind: predBool, op: o}
	case !numeric(o):
		return predicate{kind: predAny, op: o}
	}
	if k, ok := o.(*constOp); ok {
		f := k.items[0].V.Float()
		if f == math.Trunc(f) && f >= 0 && f < 1<<30 {
			return predicate{kind: predIndex, op: o, index: int(f)}
		}
		if f < 0 || f != f || f != math.Trunc(f) {
			return predicate{kind: predIndex, op: o, index: 0}
		}
	}
	return predicate{kind: predNumber, op: o}
}

func (p *predicate) fallible() bool { return p.kind != predIndex && ConditionFallible(p.op) }

// positional reports whether the predicate depends on the position of a node among its siblings.
func (p *predicate) positional() bool {
	return p.kind != predBool || p.op.meta().Position || p.op.meta().Size
}

func stringLiteral(o Op) (string, bool) {
	if k, ok := o.(*constOp); ok && len(k.items) == 1 && k.items[0].V.Type() == atomic.StringType {
		return k.items[0].V.Text(), true
	}
	return "", false
}
