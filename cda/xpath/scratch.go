package xpath

import (
	"sync"
	"unsafe"
)

// scratch is the memory of one compilation: buffers that are used again for the next, and slabs that the nodes of syntax
// trees and the operations come from. A schema has thousands of both, which live and die together, so that making them
// one by one would take most of the time of compiling.
type scratch struct {
	tokens []token
	lists  []*Syntax // arguments under construction, used as a stack

	nodes     slab[Syntax]
	args      slab[*Syntax]
	tests     slab[NodeTest]
	paths     slab[pathOp]
	steps     slab[step]
	runs      slab[[]step]
	preds     slab[predicate]
	ops       slab[op]
	named     slab[nodeTest]
	constants slab[constOp]
	items     slab[Item]
	attrs     slab[attrOp]
	texts     slab[attrTextOp]
	counts    slab[countOp]
	counted   slab[countCall]
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

const maxScratch = 1 << 12 // tokens that are worth keeping

// release makes s available for the next compilation. What is kept must not refer to the expression.
func (s *scratch) release() {
	if cap(s.tokens) > maxScratch || cap(s.lists) > maxScratch {
		s.tokens, s.lists = nil, nil
	}
	clear(s.tokens)
	clear(s.lists[:cap(s.lists)])
	s.tokens, s.lists = s.tokens[:0], s.lists[:0]
	scratches.Put(s)
}

// slab cuts values from larger pieces of memory. The zero slab is ready for use.
type slab[T any] struct{ free []T }

// slabBytes is the size of a piece: with the allocator's own 8 bytes a power of two.
const slabBytes = 8<<10 - 8

// list returns n zero values.
func (s *slab[T]) list(n int) []T {
	if n > len(s.free) {
		piece := slabBytes / int(unsafe.Sizeof(*new(T)))
		if n > piece/8 {
			return make([]T, n)
		}
		s.free = make([]T, piece)
	}
	l := s.free[:n:n]
	s.free = s.free[n:]
	return l
}

// keep returns a copy of v.
func (s *slab[T]) keep(v T) *T {
	l := s.list(1)
	l[0] = v
	return &l[0]
}
