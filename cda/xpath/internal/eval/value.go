package eval

// Single reports whether the value of e is known to be one item at most, whatever the document.
func (e *Expr) Single() bool { return e.root.meta().Max <= 1 }

// CanFail reports whether evaluating e may raise a dynamic error. It may say so where that is impossible, but not the
// other way round.
func (e *Expr) CanFail() bool { return e.root.meta().Fallible }
