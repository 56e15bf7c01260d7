package xpath

import (
	"math"
	"slices"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

var sequenceFunctions map[string]*function

// onSequence describes a function whose result consists of items of its first argument.
func onSequence(lo, hi int, params []param, push func(*Context, *callOp)) *function {
	return &function{min: lo, max: hi, params: params, kinds: kAny, most: many, push: push}
}

func init() {
	sequenceFunctions = map[string]*function{
		"count":           {min: 1, max: 1, build: buildCount},
		"exists":          {min: 1, max: 1, build: buildExists},
		"empty":           {min: 1, max: 1, build: buildExists},
		"data":            {min: 0, max: 1, params: []param{pSequence}, focus: true, kinds: kAtomic, most: many, safe: true, push: fnData},
		"unordered":       onSequence(1, 1, []param{pSequence}, func(c *Context, f *callOp) { f.args[0].push(c) }),
		"reverse":         onSequence(1, 1, []param{pSequence}, fnReverse),
		"remove":          onSequence(2, 2, []param{pSequence, pInteger1}, fnRemove),
		"insert-before":   onSequence(3, 3, []param{pSequence, pInteger1, pSequence}, fnInsertBefore),
		"subsequence":     onSequence(2, 3, []param{pSequence, pDouble1, pDouble1}, fnSubsequence),
		"zero-or-one":     onSequence(1, 1, []param{pSequence}, fnCardinality),
		"one-or-more":     onSequence(1, 1, []param{pSequence}, fnCardinality),
		"exactly-one":     onSequence(1, 1, []param{pSequence}, fnCardinality),
		"distinct-values": {min: 1, max: 2, params: []param{pSequence, pString1}, kinds: kAtomic, most: many, push: fnDistinctValues},
		"index-of":        {min: 2, max: 3, params: []param{pSequence, pAtomic1, pString1}, kinds: kNumber, most: many, push: fnIndexOf},
	}
}

// countCall is count().
type countCall struct {
	info
	value op
}

func buildCount(b *builder, s *Syntax, args []op) op {
	return b.memory.counted.keep(countCall{exactly(s.Start, kNumber, args...), args[0]})
}

func (o *countCall) push(c *Context) { c.addValue(atomic.FromInt(int64(count(c, o.value, -1)))) }

func (o *countCall) ebv(c *Context) bool { return count(c, o.value, -1) > 0 }

// existsOp is exists() and empty().
type existsOp struct {
	info
	value op
	empty bool
}

func buildExists(_ *builder, s *Syntax, args []op) op {
	return &existsOp{exactly(s.Start, kBool, args...), args[0], s.Op == "empty"}
}

func (o *existsOp) push(c *Context) { c.addValue(atomic.Bool(o.ebv(c))) }

func (o *existsOp) ebv(c *Context) bool { return count(c, o.value, 1) > 0 != o.empty }

func fnData(c *Context, f *callOp) {
	base := len(c.stack)
	f.args[0].push(c)
	c.atomize(base)
}

func fnReverse(c *Context, f *callOp) {
	base := len(c.stack)
	f.args[0].push(c)
	slices.Reverse(c.stack[base:])
}

func fnRemove(c *Context, f *callOp) {
	at := f.argument(c, 1).integer()
	base := len(c.stack)
	f.args[0].push(c)
	if n := int64(len(c.stack) - base); at >= 1 && at <= n {
		i := base + int(at) - 1
		c.lower(i, i+1)
	}
}

func fnInsertBefore(c *Context, f *callOp) {
	at := f.argument(c, 1).integer()
	base := len(c.stack)
	f.args[0].push(c)
	end := len(c.stack)
	f.args[2].push(c)
	middle := base + int(min(max(at-1, 0), int64(end-base)))
	tail := c.stack[middle:]
	inserted := slices.Clone(tail[end-middle:])
	copy(tail[len(inserted):], tail[:end-middle])
	copy(tail, inserted)
}

func fnSubsequence(c *Context, f *callOp) {
	first := atomic.Round(f.argument(c, 1).v).Float()
	end := math.Inf(1)
	if len(f.args) > 2 {
		end = first + atomic.Round(f.argument(c, 2).v).Float()
	}
	base := len(c.stack)
	f.args[0].push(c)
	keep := base
	for i := base; i < len(c.stack); i++ {
		if pos := float64(i - base + 1); pos >= first && pos < end {
			c.stack[keep] = c.stack[i]
			keep++
		}
	}
	c.drop(keep)
}

func fnCardinality(c *Context, f *callOp) {
	base := len(c.stack)
	f.args[0].push(c)
	n := len(c.stack) - base
	switch {
	case f.name == "zero-or-one" && n > 1:
		f.fail(c, "FORG0003", "fn:zero-or-one called with a sequence containing more than one item")
	case f.name == "one-or-more" && n < 1:
		f.fail(c, "FORG0004", "fn:one-or-more called with an empty sequence")
	case f.name == "exactly-one" && n != 1:
		f.fail(c, "FORG0005", "fn:exactly-one called with a sequence containing zero or more than one item")
	}
}

// pushAtomized pushes the typed values of the first argument and checks the collation in the last.
func (f *callOp) pushAtomized(c *Context, collation int) (base int) {
	base = len(c.stack)
	f.args[0].push(c)
	c.atomize(base)
	if collation < len(f.args) {
		c.checkCollation(f, []Item{f.argument(c, collation)}, 0)
	}
	return base
}

func fnDistinctValues(c *Context, f *callOp) {
	base := f.pushAtomized(c, 1)
	keep := base
	seen := map[string][]int{}
next:
	for i := base; i < len(c.stack); i++ {
		c.tick()
		v := c.stack[i].v
		key := atomic.Bucket(v)
		for _, j := range seen[key] {
			c.tick()
			if atomic.Same(c.stack[j].v, v, c.zoneFor(v)) {
				continue next
			}
		}
		seen[key] = append(seen[key], keep)
		c.stack[keep] = c.stack[i]
		keep++
	}
	c.drop(keep)
}

func fnIndexOf(c *Context, f *callOp) {
	target := f.argument(c, 1).v
	base := f.pushAtomized(c, 2)
	keep := base
	for i := base; i < len(c.stack); i++ {
		c.tick()
		if eq, err := atomic.Compare(atomic.EQ, c.stack[i].v, target, c.zoneFor(target)); err == nil && eq {
			c.stack[keep] = Item{atomic.FromInt(int64(i - base + 1))}
			keep++
		}
	}
	c.drop(keep)
}
