package syntax

import (
	"fmt"
	"unsafe"
)

// Error is a static or dynamic error.
type Error struct {
	Code   string // the local name of the error code, such as "XPST0003" or "FORG0001"
	Msg    string // English, a sentence as Saxon would word it
	Source string // the expression
	Offset int    // byte offset in Source of the construct concerned
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s at offset %d of %q: %s", e.Code, e.Offset, e.Source, e.Msg)
}

// Memory is what parsing one expression needs: buffers that are used again for the next, and slabs that the nodes of syntax trees
// come from.
type Memory struct {
	tokens []token
	lists  []*Node // arguments under construction, used as a stack

	nodes Slab[Node]
	args  Slab[*Node]
	tests Slab[NodeTest]
}

const maxMemory = 1 << 12 // tokens that are worth keeping

// Forget makes m fit for the next expression. What is kept must not refer to this one.
func (m *Memory) Forget() {
	if cap(m.tokens) > maxMemory || cap(m.lists) > maxMemory {
		m.tokens, m.lists = nil, nil
	}
	clear(m.tokens)
	clear(m.lists[:cap(m.lists)])
	m.tokens, m.lists = m.tokens[:0], m.lists[:0]
}

// Slab cuts values from larger pieces of memory. The zero slab is ready for use.
type Slab[T any] struct{ free []T }

// slabBytes is the size of a piece: with the allocator's own 8 bytes a power of two.
const slabBytes = 8<<10 - 8

// List returns n zero values.
func (s *Slab[T]) List(n int) []T {
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

// Keep returns a copy of v.
func (s *Slab[T]) Keep(v T) *T {
	l := s.List(1)
	l[0] = v
	return &l[0]
}
