package lint

// hinted is an error with the cure on a line of its own.
type hinted struct {
	error
	hint Text
}

// Hinted adds to an error what to do about it, for a line of its own. Whoever shows it asks for its method Hint.
func Hinted(err error, hint Text) error { return hinted{err, hint} }

func (h hinted) Unwrap() error { return h.error }

// Hint is what to do about the error.
func (h hinted) Hint() Text { return h.hint }
