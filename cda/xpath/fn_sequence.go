package xpath

import (
	"math"
	"slices"

	"github.com/fselint/fselint/cda/xpath/internal/eval"
	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

// onSequence describes a function whose result consists of items of its first argument.
func onSequence(lo, hi int, params []eval.Param, push func(*eval.Context, *eval.CallOp)) *eval.Function {
	return &eval.Function{Min: lo, Max: hi, Params: params, Kinds: eval.KAny, Most: eval.Many, Push: push}
}

func sequenceFunctions() map[string]*eval.Function {
	return map[string]*eval.Function{
		"count":           {Min: 1, Max: 1, Build: eval.BuildCount},
		"exists":          {Min: 1, Max: 1, Build: buildExists},
		"empty":           {Min: 1, Max: 1, Build: buildExists},
		"data":            {Min: 0, Max: 1, Params: []eval.Param{eval.PSequence}, Focus: true, Kinds: eval.KAtomic, Most: eval.Many, Safe: true, Push: fnData},
		"unordered":       onSequence(1, 1, []eval.Param{eval.PSequence}, func(c *eval.Context, f *eval.CallOp) { f.Args[0].Push(c) }),
		"reverse":         onSequence(1, 1, []eval.Param{eval.PSequence}, fnReverse),
		"remove":          onSequence(2, 2, []eval.Param{eval.PSequence, eval.PInteger1}, fnRemove),
		"insert-before":   onSequence(3, 3, []eval.Param{eval.PSequence, eval.PInteger1, eval.PSequence}, fnInsertBefore),
		"subsequence":     onSequence(2, 3, []eval.Param{eval.PSequence, eval.PDouble1, eval.PDouble1}, fnSubsequence),
		"zero-or-one":     onSequence(1, 1, []eval.Param{eval.PSequence}, fnCardinality),
		"one-or-more":     onSequence(1, 1, []eval.Param{eval.PSequence}, fnCardinality),
		"exactly-one":     onSequence(1, 1, []eval.Param{eval.PSequence}, fnCardinality),
		"distinct-values": {Min: 1, Max: 2, Params: []eval.Param{eval.PSequence, eval.PString1}, Kinds: eval.KAtomic, Most: eval.Many, Push: fnDistinctValues},
		"index-of":        {Min: 2, Max: 3, Params: []eval.Param{eval.PSequence, eval.PAtomic1, eval.PString1}, Kinds: eval.KNumber, Most: eval.Many, Push: fnIndexOf},
	}
}

// existsOp is exists() and empty().
type existsOp struct {
	eval.Info
	value eval.Op
	empty bool
}

func buildExists(_ *eval.Builder, s *syntax.Node, args []eval.Op) eval.Op {
	return &existsOp{eval.Exactly(s.Start, eval.KBool, args...), args[0], s.Op == "empty"}
}

func (o *existsOp) Push(c *eval.Context) { c.AddValue(atomic.Bool(o.Ebv(c))) }

func (o *existsOp) Ebv(c *eval.Context) bool { return eval.Count(c, o.value, 1) > 0 != o.empty }

func fnData(c *eval.Context, f *eval.CallOp) {
	base := len(c.Stack)
	f.Args[0].Push(c)
	c.Atomize(base)
}

func fnReverse(c *eval.Context, f *eval.CallOp) {
	base := len(c.Stack)
	f.Args[0].Push(c)
	slices.Reverse(c.Stack[base:])
}

func fnRemove(c *eval.Context, f *eval.CallOp) {
	at := f.Argument(c, 1).Integer()
	base := len(c.Stack)
	f.Args[0].Push(c)
	if n := int64(len(c.Stack) - base); at >= 1 && at <= n {
		i := base + int(at) - 1
		c.Lower(i, i+1)
	}
}

func fnInsertBefore(c *eval.Context, f *eval.CallOp) {
	at := f.Argument(c, 1).Integer()
	base := len(c.Stack)
	f.Args[0].Push(c)
	end := len(c.Stack)
	f.Args[2].Push(c)
	middle := base + int(min(max(at-1, 0), int64(end-base)))
	tail := c.Stack[middle:]
	inserted := slices.Clone(tail[end-middle:])
	copy(tail[len(inserted):], tail[:end-middle])
	copy(tail, inserted)
}

func fnSubsequence(c *eval.Context, f *eval.CallOp) {
	first := atomic.Round(f.Argument(c, 1).V).Float()
	end := math.Inf(1)
	if len(f.Args) > 2 {
		end = first + atomic.Round(f.Argument(c, 2).V).Float()
	}
	base := len(c.Stack)
	f.Args[0].Push(c)
	keep := base
	for i := base; i < len(c.Stack); i++ {
		if pos := float64(i - base + 1); pos >= first && pos < end {
			c.Stack[keep] = c.Stack[i]
			keep++
		}
	}
	c.Drop(keep)
}

func fnCardinality(c *eval.Context, f *eval.CallOp) {
	base := len(c.Stack)
	f.Args[0].Push(c)
	n := len(c.Stack) - base
	switch {
	case f.Name == "zero-or-one" && n > 1:
		f.Fail(c, "FORG0003", "fn:zero-or-one called with a sequence containing more than one item")
	case f.Name == "one-or-more" && n < 1:
		f.Fail(c, "FORG0004", "fn:one-or-more called with an empty sequence")
	case f.Name == "exactly-one" && n != 1:
		f.Fail(c, "FORG0005", "fn:exactly-one called with a sequence containing zero or more than one item")
	}
}

// pushAtomized pushes the typed values of the first argument and checks the collation in the last.
func pushAtomized(f *eval.CallOp, c *eval.Context, collation int) (base int) {
	base = len(c.Stack)
	f.Args[0].Push(c)
	c.Atomize(base)
	if collation < len(f.Args) {
		checkCollation(c, f, []eval.Item{f.Argument(c, collation)}, 0)
	}
	return base
}

func fnDistinctValues(c *eval.Context, f *eval.CallOp) {
	base := pushAtomized(f, c, 1)
	keep := base
	seen := map[string][]int{}
next:
	for i := base; i < len(c.Stack); i++ {
		c.Tick()
		v := c.Stack[i].V
		key := atomic.Bucket(v)
		for _, j := range seen[key] {
			c.Tick()
			if atomic.Same(c.Stack[j].V, v, c.ZoneFor(v)) {
				continue next
			}
		}
		seen[key] = append(seen[key], keep)
		c.Stack[keep] = c.Stack[i]
		keep++
	}
	c.Drop(keep)
}

func fnIndexOf(c *eval.Context, f *eval.CallOp) {
	target := f.Argument(c, 1).V
	base := pushAtomized(f, c, 2)
	keep := base
	for i := base; i < len(c.Stack); i++ {
		c.Tick()
		if eq, err := atomic.Compare(atomic.EQ, c.Stack[i].V, target, c.ZoneFor(target)); err == nil && eq {
			c.Stack[keep] = eval.Item{V: atomic.FromInt(int64(i - base + 1))}
			keep++
		}
	}
	c.Drop(keep)
}
