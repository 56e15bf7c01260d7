package eval

import (
	"github.com/fselint/fselint/cda/xpath/atomic"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// countCall is count().
type countCall struct {
	Info
	value Op
}

func BuildCount(b *Builder, s *syntax.Node, args []Op) Op {
	return b.memory.counted.Keep(countCall{Exactly(s.Start, KNumber, args...), args[0]})
}

func (o *countCall) Push(c *Context) { c.AddValue(atomic.FromInt(int64(Count(c, o.value, -1)))) }

func (o *countCall) Ebv(c *Context) bool { return Count(c, o.value, -1) > 0 }
