package xsd

import "github.com/fselint/fselint/cda/xmltree"

// step takes an element into the content model of its parent. It returns the declaration of the element, or the wildcard
// that admits it, also where it stands at the wrong place: the reference judges it by whatever particle of the model
// fits.
func (v *validator) step(f *frame, n xmltree.Node, symbol int32, name xmltree.Name) (element, wild int32) {
	m := &v.s.models[f.model]
	if f.state < 0 {
		f.state = recovering
		return v.anywhere(m, symbol, name)
	}
	ok := false
	if m.all != 0 {
		element, wild, ok = v.stepAll(f, m, symbol, name)
	} else {
		element, wild, ok = v.move(f, m, symbol, name)
	}
	if ok {
		return element, wild
	}
	f.last, f.state = f.state, failed
	v.unexpected(f, n)
	return v.anywhere(m, symbol, name)
}

// matches tells whether a leaf takes an element.
func (v *validator) matches(l *leafRec, symbol int32, name xmltree.Name) (element, wild int32, ok bool) {
	if l.symbol < 0 {
		if name != xmltree.NoName && v.s.admits(l.element, v.doc.Space(name)) {
			return -1, l.element, true
		}
		return -1, -1, false
	}
	if l.symbol == symbol {
		return l.element, -1, true
	}
	if symbol >= 0 {
		for i := l.substitutes.from; i < l.substitutes.from+l.substitutes.n; i += 2 {
			if v.s.pool[i] == symbol {
				return v.s.pool[i+1], -1, true
			}
		}
	}
	return -1, -1, false
}

func (v *validator) anywhere(m *modelRec, symbol int32, name xmltree.Name) (element, wild int32) {
	for i := m.leaves.from; i < m.leaves.from+m.leaves.n; i++ {
		if element, wild, ok := v.matches(&v.s.leaves[i], symbol, name); ok {
			return element, wild
		}
	}
	return -1, -1
}

func (v *validator) stepAll(f *frame, m *modelRec, symbol int32, name xmltree.Name) (element, wild int32, ok bool) {
	f.state = 1
	for i := range m.leaves.n {
		seen := &v.seen[f.seen+i]
		if *seen {
			continue
		}
		if element, wild, ok = v.matches(&v.s.leaves[m.leaves.from+i], symbol, name); ok {
			*seen = true
			return element, wild, true
		}
	}
	return -1, -1, false
}

// move follows the automaton. Where a state counts, the way on is open once the least number is reached, and the loop
// closed after the greatest, when another leaf may take the element.
func (v *validator) move(f *frame, m *modelRec, symbol int32, name xmltree.Name) (element, wild int32, ok bool) {
	state := &v.s.states[m.states.from+f.state]
	moves := v.s.moves[state.moves.from : state.moves.from+state.moves.n]
	for i := range moves {
		move := &moves[i]
		if move.symbol >= 0 {
			if move.symbol != symbol {
				continue
			}
			element, wild, ok = v.s.leaves[move.leaf].element, -1, true
		} else if element, wild, ok = v.matches(&v.s.leaves[move.leaf], symbol, name); !ok {
			continue
		}
		if state.counted >= 0 {
			if move.next == f.state {
				if f.count++; state.max >= 0 && f.count > state.max {
					continue
				}
				return element, wild, true
			}
			if f.count < state.min {
				return -1, -1, false
			}
		}
		if next := &v.s.states[m.states.from+move.next]; next.counted >= 0 {
			f.count = 0
			if next.counted == move.leaf-m.leaves.from {
				f.count = 1
			}
		}
		f.state = move.next
		return element, wild, true
	}
	return -1, -1, false
}

// complete tells whether the children so far are enough.
func (v *validator) complete(f *frame) bool {
	m := &v.s.models[f.model]
	if m.all == 0 {
		state := &v.s.states[m.states.from+f.state]
		return state.final != 0 && (state.counted < 0 || f.count >= state.min)
	}
	if m.optional != 0 && f.state == 0 {
		return true
	}
	for i := range m.leaves.n {
		if v.s.leaves[m.leaves.from+i].optional == 0 && !v.seen[f.seen+i] {
			return false
		}
	}
	return true
}

// next lists the leaves that may come now, or that might have where an element was not expected.
func (v *validator) next(f *frame) []int32 {
	m := &v.s.models[f.model]
	var leaves []int32
	if m.all != 0 {
		for i := range m.leaves.n {
			if !v.seen[f.seen+i] {
				leaves = append(leaves, m.leaves.from+i)
			}
		}
		return leaves
	}
	at := f.state
	if at < 0 {
		at = f.last
	}
	state := &v.s.states[m.states.from+at]
	for _, move := range v.s.moves[state.moves.from : state.moves.from+state.moves.n] {
		if state.counted >= 0 {
			if move.next == at && state.max >= 0 && f.count >= state.max || move.next != at && f.count < state.min {
				continue
			}
		}
		leaves = append(leaves, move.leaf)
	}
	return leaves
}

// counting returns the state at hand when it counts.
func (v *validator) counting(f *frame) *stateRec {
	m := &v.s.models[f.model]
	at := f.state
	if at < 0 {
		at = f.last
	}
	if m.all != 0 {
		return nil
	}
	if state := &v.s.states[m.states.from+at]; state.counted >= 0 {
		return state
	}
	return nil
}

// unexpected reports an element that may not come.
func (v *validator) unexpected(f *frame, n xmltree.Node) {
	leaves := v.next(f)
	code := "cvc-complex-type.2.4.a"
	if len(leaves) == 0 {
		code = "cvc-complex-type.2.4.d"
	}
	if state := v.counting(f); state != nil {
		switch full := f.count >= state.max && state.max >= 0; {
		case len(leaves) == 0 && full:
			code = "cvc-complex-type.2.4.f"
		case len(leaves) == 0:
		case f.count < state.min-1:
			code = "cvc-complex-type.2.4.h"
		case f.count < state.min:
			code = "cvc-complex-type.2.4.g"
		case full:
			code = "cvc-complex-type.2.4.e"
		}
	}
	e := v.elementError(n, code, UnexpectedElement)
	e.Parent = v.doc.Local(v.doc.Name(f.node))
	e.Expected = v.s.leafNames(leaves)
	v.place(&e, f, n)
	v.report(e)
}

// finishModel reports what is missing at an end tag.
func (v *validator) finishModel(f *frame) {
	if f.state < 0 || f.model < 0 || v.complete(f) {
		return
	}
	code := "cvc-complex-type.2.4.b"
	if state := v.counting(f); state != nil {
		switch {
		case f.count < state.min-1:
			code = "cvc-complex-type.2.4.j"
		case f.count < state.min:
			code = "cvc-complex-type.2.4.i"
		}
	}
	e := v.endError(f, code, MissingElement)
	e.Parent = e.Element
	e.Expected = v.s.leafNames(v.next(f))
	v.report(e)
}
