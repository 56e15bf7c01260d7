package xsd

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// Bounds on one content model. The reference refuses more than 5000 nodes made from repetitions.
const (
	maxPositions = 20_000
	maxStateSize = 4_000_000 // positions in all states together
)

// automaton is a content model: a deterministic automaton over its leaves. A state that a counted leaf loops on has the
// bounds of its count, as the reference has it.
type automaton struct {
	leaves []*leaf
	states []state
}

// leaf is an element or a wildcard of a content model, wherever it occurs in it.
type leaf struct {
	elem     *elementDecl
	any      *wildcard
	optional bool // within all
}

type state struct {
	next     map[int]int // leaf to state
	final    bool
	counted  int // the leaf that is counted here, or -1
	min, max int
}

// builder makes a nondeterministic automaton of a particle (Thompson's construction, from the end to the start) and then
// the deterministic one. Nodes are states; a node has a leaf or empty moves.
type builder struct {
	leaves []*leaf
	counts map[int][2]int // bounds of counted leaves
	nodes  []builderNode
	err    error
}

type builderNode struct {
	leaf  int // -1 for none
	out   int
	moves []int
}

// buildAutomaton makes the content model of a particle, which must not be of an all group.
func buildAutomaton(p *particle) (*automaton, error) {
	b := &builder{counts: map[int][2]int{}}
	b.collect(p)
	end := b.node(builderNode{leaf: -1})
	start := b.build(p, end, countable(p))
	if b.err != nil {
		return nil, b.err
	}
	return b.determinize(start, end)
}

func (b *builder) node(n builderNode) int {
	if len(b.nodes) >= maxPositions*3 && b.err == nil {
		b.err = fmt.Errorf("the content model is too large: repetitions make more than %d particles", maxPositions)
	}
	if b.err != nil {
		return 0
	}
	b.nodes = append(b.nodes, n)
	return len(b.nodes) - 1
}

// collect numbers the leaves in the order of the schema.
func (b *builder) collect(p *particle) {
	if p.group != nil {
		for _, part := range p.group.parts {
			b.collect(part)
		}
		return
	}
	if b.leaf(p) < 0 {
		b.leaves = append(b.leaves, &leaf{elem: p.elem, any: p.any})
	}
}

func (b *builder) leaf(p *particle) int {
	return slices.IndexFunc(b.leaves, func(l *leaf) bool { return l.elem == p.elem && l.any == p.any })
}

// countable tells whether the reference counts the repetitions of leaves in this content model instead of writing them
// out: when no group of several parts is repeated.
func countable(p *particle) bool {
	if p.group == nil {
		return true
	}
	parts := p.group.parts
	if p.min != 1 || p.max != 1 {
		return len(parts) == 0 || len(parts) == 1 && parts[0].group == nil && parts[0].min == 1 && parts[0].max == 1
	}
	return !slices.ContainsFunc(parts, func(part *particle) bool { return !countable(part) })
}

// build returns the node from which p leads to next.
func (b *builder) build(p *particle, next int, counting bool) int {
	if p.group == nil {
		return b.repeatLeaf(p, p.min, p.max, next, counting)
	}
	parts := p.group.parts
	switch {
	case len(parts) == 0: // the reference takes a choice of nothing for nothing
		return next
	case !counting && len(parts) == 1 && parts[0].group == nil && parts[0].min <= 1:
		// (a{0,n}){m,k} is a{0,n*k}: written out it would be ambiguous at every step.
		most := -1
		if p.max >= 0 && parts[0].max >= 0 {
			most = p.max * parts[0].max
		}
		return b.repeatLeaf(parts[0], p.min*parts[0].min, most, next, false)
	case counting && len(parts) == 1:
		if p.min != 1 || p.max != 1 {
			return b.repeatLeaf(parts[0], p.min, p.max, next, true)
		}
		return b.build(parts[0], next, true)
	}
	return b.repeat(p.min, p.max, next, func(next int) int { return b.once(p.group, next, counting) })
}

func (b *builder) once(g *modelGroup, next int, counting bool) int {
	if g.compositor == choice {
		var moves []int
		for _, part := range g.parts {
			moves = append(moves, b.build(part, next, counting))
		}
		return b.node(builderNode{leaf: -1, moves: moves})
	}
	for _, part := range slices.Backward(g.parts) {
		next = b.build(part, next, counting)
	}
	return next
}

// repeatLeaf repeats an element or wildcard, by counting where that is possible and needed.
func (b *builder) repeatLeaf(p *particle, least, most, next int, counting bool) int {
	if p.group != nil {
		return b.repeat(least, most, next, func(next int) int { return b.build(p, next, true) })
	}
	n := b.leaf(p)
	single := func(next int) int { return b.node(builderNode{leaf: n, out: next}) }
	if !counting || least <= 1 && (most == 1 || most < 0) {
		return b.repeat(least, most, next, single)
	}
	b.counts[n] = [2]int{least, most}
	return b.repeat(min(least, 1), -1, next, single)
}

func (b *builder) repeat(least, most, next int, once func(next int) int) int {
	if most < 0 {
		loop := b.node(builderNode{leaf: -1})
		body := once(loop)
		if b.err != nil {
			return 0
		}
		b.nodes[loop].moves = []int{body, next}
		if least == 0 {
			return loop
		}
		next, least = body, least-1
	} else {
		skip := next
		for range most - least {
			body := once(next)
			if next = b.node(builderNode{leaf: -1, moves: []int{body, skip}}); b.err != nil {
				return 0
			}
		}
	}
	for range least {
		if next = once(next); b.err != nil {
			return 0
		}
	}
	return next
}

// closure returns the leaf nodes that are reached without a child, sorted, and whether the end is.
func (b *builder) closure(from []int, end int) (set []int, final bool) {
	seen := map[int]bool{}
	for len(from) > 0 {
		n := from[len(from)-1]
		from = from[:len(from)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		if final = final || n == end; b.nodes[n].leaf >= 0 {
			set = append(set, n)
		}
		from = append(from, b.nodes[n].moves...)
	}
	slices.Sort(set)
	return set, final
}

// determinize is the construction by subsets.
func (b *builder) determinize(start, end int) (*automaton, error) {
	a := &automaton{leaves: b.leaves}
	known := map[string]int{}
	var sets [][]int
	total := 0
	number := func(from []int) int {
		set, final := b.closure(from, end)
		var key []byte
		for _, n := range set {
			key = binary.LittleEndian.AppendUint32(key, uint32(n))
		}
		if final {
			key = append(key, 1)
		}
		if n, ok := known[string(key)]; ok {
			return n
		}
		n := len(a.states)
		known[string(key)] = n
		sets = append(sets, set)
		total += len(set)
		a.states = append(a.states, state{final: final, counted: -1})
		return n
	}
	number([]int{start})
	for i := 0; i < len(sets); i++ {
		if total > maxStateSize || len(sets) > maxPositions {
			return nil, fmt.Errorf("the content model is too complex: more than %d states", min(len(sets), maxPositions))
		}
		targets := map[int][]int{}
		var order []int
		for _, n := range sets[i] {
			l := b.nodes[n].leaf
			if targets[l] == nil {
				order = append(order, l)
			}
			targets[l] = append(targets[l], b.nodes[n].out)
		}
		slices.Sort(order)
		next := make(map[int]int, len(order))
		for _, l := range order {
			next[l] = number(targets[l])
		}
		a.states[i].next = next
	}
	b.count(a)
	return a, nil
}

// count notes which states count: those that a leaf with bounds loops on.
func (b *builder) count(a *automaton) {
	if len(b.counts) == 0 {
		return
	}
	for i := range a.states {
		s := &a.states[i]
		for l := range a.leaves {
			if to, ok := s.next[l]; ok && to == i {
				if bounds, counted := b.counts[l]; counted {
					s.counted, s.min, s.max = l, bounds[0], bounds[1]
				}
				break
			}
		}
	}
}

// minTotal is the least number of elements that a particle stands for (Effective Total Range).
func minTotal(p *particle) int {
	if p == nil {
		return 0
	}
	if p.group == nil {
		return p.min
	}
	total := 0
	for i, part := range p.group.parts {
		n := minTotal(part)
		switch {
		case p.group.compositor != choice:
			total += n
		case i == 0 || n < total:
			total = n
		}
	}
	return min(total*p.min, maxOccurs)
}

// maxTotal is the greatest number, -1 for unbounded.
func maxTotal(p *particle) int {
	if p == nil || p.max == 0 {
		return 0
	}
	if p.group == nil {
		return p.max
	}
	total := 0
	for _, part := range p.group.parts {
		n := maxTotal(part)
		if n < 0 || n > 0 && p.max < 0 {
			return -1
		}
		if p.group.compositor != choice {
			total += n
		} else {
			total = max(total, n)
		}
	}
	return min(total*p.max, maxOccurs)
}

// emptiable tells whether a particle admits nothing at all.
func emptiable(p *particle) bool { return minTotal(p) == 0 }
