package lint

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// TextError is an error that speaks both languages. Its Error method speaks English.
type TextError struct {
	Text
	causes []error
}

// Error is an error with the message of this id and these values. It wraps the errors among the values, which speak the language of
// who asks as far as they can.
func (c *Catalog) Error(id string, v Values) error {
	e := &TextError{Text: c.Text(id, v)}
	for _, value := range v {
		if cause, ok := value.(error); ok {
			e.causes = append(e.causes, cause)
		}
	}
	return e
}

func (e *TextError) Error() string { return e.In("en") }

// Unwrap returns the errors that this one was made from.
func (e *TextError) Unwrap() []error { return e.causes }

// Spoken puts an error into words: one of a catalog, or what the operating system says, in the language that is asked for; any other
// in its own words, with those of the errors that it wraps put into the language.
func Spoken(err error, lang string) string {
	if lang != "it" {
		return err.Error()
	}
	switch e := err.(type) { //nolint:errorlint // every layer speaks for itself
	case *TextError:
		return e.In(lang)
	case *fs.PathError:
		return e.Path + ": " + Spoken(e.Err, lang)
	case *os.LinkError:
		return e.New + ": " + Spoken(e.Err, lang)
	}
	text := err.Error()
	for _, inner := range wrapped(err) {
		if own := inner.Error(); own != "" {
			text = strings.Replace(text, own, Spoken(inner, lang), 1)
		}
	}
	if text != err.Error() {
		return text
	}
	for _, known := range systemErrors {
		if errors.Is(err, known.err) {
			return own.In(lang, known.id, nil)
		}
	}
	return text
}

func wrapped(err error) []error {
	switch e := err.(type) { //nolint:errorlint // one layer at a time
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return []error{inner}
		}
	case interface{ Unwrap() []error }:
		return e.Unwrap()
	}
	return nil
}

// systemErrors are what the operating system says most often, with the message for each.
var systemErrors = []struct {
	id  string
	err error
}{
	{"system.not-exist", fs.ErrNotExist}, {"system.exist", fs.ErrExist}, {"system.permission", fs.ErrPermission}, {"system.closed", fs.ErrClosed},
	{"system.deadline", os.ErrDeadlineExceeded}, {"system.is-folder", syscall.EISDIR}, {"system.no-folder", syscall.ENOTDIR},
	{"system.full", syscall.ENOSPC}, {"system.read-only", syscall.EROFS}, {"system.refused", syscall.ECONNREFUSED},
	{"system.in-use", syscall.EADDRINUSE}, {"system.interrupted", context.Canceled}, {"system.deadline", context.DeadlineExceeded},
}
