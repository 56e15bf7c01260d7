package xpath

import (
	"errors"
	"fmt"
	"math"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

// builder translates syntax into operations. It panics with *Error.
type builder struct {
	source string
	static *Static
	names  *Names
	memory *scratch
}

func (b *builder) fail(code string, offset int, format string, args ...any) {
	panic(&Error{code, fmt.Sprintf(format, args...), b.source, offset})
}

// name returns the id of a name.
func (b *builder) name(space, local string) NameID {
	if !b.static.Closed {
		return b.names.Intern(space, local)
	}
	id, ok := b.names.find(space, local)
	if !ok {
		b.fail("XPST0008", 0, "No other expression uses the name %s", local)
	}
	return id
}

// Compile parses and checks an expression. The error is an *Error whose code begins with XP for static errors; XPST0017
// also stands for functions that exist but are not supported.
func Compile(source string, st *Static) (e *Expr, err error) {
	if st == nil || st.Names == nil {
		return nil, errors.New("xpath: the static context has no name table")
	}
	memory := scratches.Get().(*scratch)
	defer memory.release()
	syntax, locals, err := parse(source, st, memory, (*parser).expr)
	if err != nil {
		return nil, err
	}
	defer recoverStatic(&err)
	b := &builder{source, st, st.Names, memory}
	return &Expr{source: source, syntax: syntax, root: b.build(syntax), locals: locals}, nil
}

func recoverStatic(err *error) {
	if r := recover(); r != nil {
		e, ok := r.(*Error)
		if !ok {
			panic(r)
		}
		*err = e
	}
}

func (b *builder) all(list []*Syntax) []op {
	ops := b.memory.ops.list(len(list))
	for i, s := range list {
		ops[i] = b.build(s)
	}
	return ops
}

func (b *builder) build(s *Syntax) op {
	switch s.Kind {
	case SynLiteral:
		return b.literal(s)
	case SynEmpty:
		return constant(s.Start)
	case SynContext:
		return &contextOp{info{offset: s.Start, kinds: kAny, min: 1, max: 1}}
	case SynVar:
		if s.Slot < 0 {
			return &localOp{info{offset: s.Start, kinds: kAny, min: 1, max: 1, fallible: true}, int(s.local)}
		}
		most := many
		if s.Slot < len(b.static.Single) && b.static.Single[s.Slot] {
			most = 1
		}
		return &varOp{info{offset: s.Start, kinds: kAny, max: most, fallible: true}, s.Slot}
	case SynSequence:
		return b.sequence(s)
	case SynOr, SynAnd:
		return b.logic(s)
	case SynCompare:
		return b.comparison(s)
	case SynArithmetic:
		return b.arithmetic(s)
	case SynUnary:
		return b.sign(s)
	case SynSet:
		o := &setOp{op: s.Op, left: b.build(s.Args[0]), right: b.build(s.Args[1])}
		o.info = info{offset: s.Start, kinds: kNode, max: many}.with(o.left, o.right)
		o.fallible = o.fallible || (o.left.meta().kinds|o.right.meta().kinds) != kNode
		return o
	case SynIf:
		return b.conditional(s)
	case SynFor, SynSome, SynEvery:
		return b.binding(s)
	case SynInstance, SynTreat, SynCastable, SynCast:
		return b.typed(s)
	case SynPath, SynRoot, SynStep:
		return b.path(s)
	case SynFilter:
		return b.filter(s)
	case SynConstruct:
		return b.construct(s)
	}
	return b.call(s)
}

// literal compiles a literal.
func (b *builder) literal(s *Syntax) op {
	items := b.memory.items.list(1)
	items[0] = Item{s.Value}
	return b.memory.constants.keep(constantOf(s.Start, items))
}

func (b *builder) sequence(s *Syntax) op {
	o := &sequenceOp{parts: b.all(s.Args)}
	o.info = info{offset: s.Start}.with(o.parts...).failing()
	constants := make([]Item, 0, len(o.parts))
	for _, p := range o.parts {
		m := p.meta()
		o.kinds |= m.kinds
		o.min, o.max = min(o.min+m.min, many), min(o.max+m.max, many)
		if k, ok := p.(*constOp); ok && constants != nil {
			constants = append(constants, k.items...)
		} else {
			constants = nil
		}
	}
	if constants != nil {
		return constant(s.Start, constants...)
	}
	o.fallible = false
	for _, p := range o.parts {
		o.fallible = o.fallible || p.meta().fallible
	}
	return o
}

// condition is an operand whose effective boolean value is taken.
func conditionFallible(parts ...op) bool {
	for _, p := range parts {
		m := p.meta()
		if m.fallible || m.kinds&kOther != 0 || m.max > 1 && m.kinds != kNode {
			return true
		}
	}
	return false
}

func (b *builder) logic(s *Syntax) op {
	parts := b.all(s.Args)
	meta := exactly(s.Start, kBool, parts...)
	meta.fallible = conditionFallible(parts...)
	for _, p := range parts {
		// As in Saxon, a constant that decides spares what comes before it as well.
		k, ok := p.(*constOp)
		if ok && len(k.items) > 1 {
			break // an error in any case
		}
		if ok && k.kinds == kBool && k.items[0].v.IsTrue() == (s.Kind == SynOr) {
			return k
		}
	}
	if s.Kind == SynAnd {
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
func mergeAttributes(parts []op) []op {
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
		out = append(out, &textOp{first.info, first.attr, textComparison{among: among}})
		i = j
	}
	return out
}

func (b *builder) conditional(s *Syntax) op {
	o := &ifOp{condition: b.build(s.Args[0]), then: b.build(s.Args[1]), otherwise: b.build(s.Args[2])}
	t, e := o.then.meta(), o.otherwise.meta()
	o.info = info{offset: s.Start, kinds: t.kinds | e.kinds, min: min(t.min, e.min), max: max(t.max, e.max)}.with(o.condition, o.then, o.otherwise)
	o.fallible = o.fallible || conditionFallible(o.condition)
	return o
}

func (b *builder) binding(s *Syntax) op {
	in, body := b.build(s.Args[0]), b.build(s.Args[1])
	if s.Kind == SynFor {
		o := &forOp{slot: int(s.local), in: in, body: body}
		o.info = info{offset: s.Start, kinds: body.meta().kinds, max: many}.with(in, body)
		return o
	}
	o := &quantifiedOp{slot: int(s.local), every: s.Kind == SynEvery, in: in, body: body}
	o.info = exactly(s.Start, kBool, in, body)
	o.fallible = o.fallible || conditionFallible(body)
	return o
}

func (b *builder) filter(s *Syntax) op {
	o := &filterOp{input: b.build(s.Args[0]), preds: b.predicates(s.Args[1:])}
	in := o.input.meta()
	o.info = info{offset: s.Start, kinds: in.kinds, max: in.max}.with(o.input)
	for i := range o.preds {
		o.fallible = o.fallible || o.preds[i].fallible()
	}
	if o.preds[0].kind == predIndex {
		o.max = min(o.max, 1)
	}
	return o
}

func (b *builder) predicates(list []*Syntax) []predicate {
	if len(list) == 0 {
		return nil
	}
	preds := b.memory.preds.list(len(list))
	for i, s := range list {
		preds[i] = b.predicate(s)
	}
	return preds
}

func (b *builder) predicate(s *Syntax) predicate {
	o := b.build(s)
	m := o.meta()
	switch {
	case m.kinds&kNumber == 0:
		return predicate{kind: predBool, op: o}
	case !numeric(o):
		return predicate{kind: predAny, op: o}
	}
	if k, ok := o.(*constOp); ok {
		f := k.items[0].v.Float()
		if f == math.Trunc(f) && f >= 0 && f < 1<<30 {
			return predicate{kind: predIndex, op: o, index: int(f)}
		}
		if f < 0 || f != f || f != math.Trunc(f) {
			return predicate{kind: predIndex, op: o, index: 0}
		}
	}
	return predicate{kind: predNumber, op: o}
}

func (p *predicate) fallible() bool { return p.kind != predIndex && conditionFallible(p.op) }

// positional reports whether the predicate depends on the position of a node among its siblings.
func (p *predicate) positional() bool {
	return p.kind != predBool || p.op.meta().position || p.op.meta().size
}

func stringLiteral(o op) (string, bool) {
	if k, ok := o.(*constOp); ok && len(k.items) == 1 && k.items[0].v.Type() == atomic.StringType {
		return k.items[0].v.Text(), true
	}
	return "", false
}
