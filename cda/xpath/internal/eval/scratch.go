package eval

import (
	"sync"

	"github.com/fselint/fselint/cda/xpath/syntax"
)

// scratch is the memory of one compilation: buffers that are used again for the next, and slabs that the nodes of syntax
// trees and the operations come from. A schema has thousands of both, which live and die together, so that making them
// one by one would take most of the time of compiling.
type scratch struct {
	syntax.Memory

	paths     syntax.Slab[pathOp]
	steps     syntax.Slab[step]
	runs      syntax.Slab[[]step]
	preds     syntax.Slab[predicate]
	ops       syntax.Slab[Op]
	named     syntax.Slab[nodeTest]
	constants syntax.Slab[constOp]
	items     syntax.Slab[Item]
	attrs     syntax.Slab[attrOp]
	texts     syntax.Slab[attrTextOp]
	counts    syntax.Slab[countOp]
	counted   syntax.Slab[countCall]
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// release makes s available for the next compilation.
func (s *scratch) release() {
	s.Forget()
	scratches.Put(s)
}
