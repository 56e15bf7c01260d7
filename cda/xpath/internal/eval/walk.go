package eval

import (
	"cmp"
	"slices"
)

// walker runs steps one inside the other and hands the nodes that the last one selects to its receiver, so that a
// caller which has seen enough ends the walk. It lives on the Go stack.
type walker struct {
	steps []step
	depth int // index of the step being run
	mode  walkMode
	limit int
	n     int // nodes received
	cmp   *textComparison
	found bool
}

type walkMode uint8

const (
	walkPush    walkMode = iota // append to the stack
	walkCount                   // count up to limit, if that is not negative
	walkCompare                 // stop at the first node that satisfies cmp
	walkCollect                 // like walkPush, for the candidates of one step
)

// offer passes a candidate through the predicates and on to the next step. stop ends the candidates of this step only.
func (w *walker) offer(c *Context, s *step, r Ref, at *positions) (more, stop bool) {
	if w.mode == walkCollect {
		c.Stack = append(c.Stack, RefItem(r))
		return true, false
	}
	if len(s.preds) > 0 {
		ok, done := s.accepts(c, r, at)
		if !ok {
			return true, done
		}
		return w.deeper(c, r), done
	}
	return w.deeper(c, r), false
}

// deeper runs the next step from r, or receives r.
func (w *walker) deeper(c *Context, r Ref) (more bool) {
	if w.depth == len(w.steps)-1 {
		return w.receive(c, r)
	}
	w.depth++
	more = w.run(c, r)
	w.depth--
	return more
}

// run applies the current step to r.
func (w *walker) run(c *Context, r Ref) (more bool) {
	if w.depth == len(w.steps) { // no steps at all
		return w.receive(c, r)
	}
	s := &w.steps[w.depth]
	if s.slow {
		return w.runSlow(c, s, r)
	}
	var at positions
	return w.candidates(c, s, r, &at)
}

// runSlow collects the candidates before it applies the predicates.
func (w *walker) runSlow(c *Context, s *step, r Ref) (more bool) {
	base := len(c.Stack)
	collector := walker{mode: walkCollect}
	collector.candidates(c, s, r, nil)
	for i := range s.preds {
		s.preds[i].filter(c, base)
	}
	end := len(c.Stack)
	more = true
	for i := base; i < end && more; i++ {
		more = w.deeper(c, c.Stack[i].Ref())
	}
	c.Lower(base, end)
	return more
}

// Lower moves what lies on the stack from end on down to base.
func (c *Context) Lower(base, end int) {
	c.Drop(base + copy(c.Stack[base:], c.Stack[end:]))
}

func (w *walker) receive(c *Context, r Ref) (more bool) {
	w.n++
	switch w.mode {
	case walkPush:
		c.Stack = append(c.Stack, RefItem(r))
	case walkCompare:
		w.found = w.cmp.Node(c, r)
		return !w.found
	}
	return w.limit < 0 || w.n < w.limit
}

// sortNodes brings the nodes from base on into document order and removes duplicates.
func (c *Context) sortNodes(base int) {
	items := c.Stack[base:]
	sorted := true
	for i := 1; i < len(items); i++ {
		if items[i-1].Ref() >= items[i].Ref() {
			sorted = false
			break
		}
	}
	c.Work(len(items))
	if sorted {
		return
	}
	slices.SortFunc(items, func(a, b Item) int { return cmp.Compare(a.Ref(), b.Ref()) })
	items = slices.CompactFunc(items, func(a, b Item) bool { return a.Ref() == b.Ref() })
	c.Stack = c.Stack[:base+len(items)]
}
