package gson

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/fselint/fselint/internal/jdk"
)

// Kind is the type of a value as Gson tells it.
type Kind uint8

// The kinds. What stands without quotation marks and is neither a number nor a keyword is a String.
const (
	Null Kind = iota
	Bool
	Number
	String
	Object
	Array
)

// Value is a value of a member. Objects and arrays have no Text.
type Value struct {
	Kind Kind
	Text string // as text; numbers as written, booleans in small letters
}

// Member is a member of the object.
type Member struct {
	Name  string
	Value Value
}

// Errors of ReadObject.
var (
	ErrNothing   = errors.New("nothing but null or white space")
	ErrNotObject = errors.New("not an object")
	ErrSyntax    = errors.New("not readable even by a lenient reader")
	ErrTrailing  = errors.New("something follows the object")
)

// ReadObject returns the members of the object that s is, in order.
func ReadObject(s string) ([]Member, error) {
	r := &reader{s: strings.TrimPrefix(s, "\uFEFF")}
	r.skip()
	if rest, ok := strings.CutPrefix(r.s[r.pos:], ")]}'\n"); ok && !r.bad {
		r.pos = len(r.s) - len(rest)
		r.skip()
	}
	if r.bad {
		return nil, ErrSyntax
	}
	if r.pos == len(r.s) {
		return nil, ErrNothing
	}
	v, ok := r.value()
	switch {
	case !ok:
		return nil, ErrSyntax
	case v.Kind == Null:
		return nil, ErrNothing
	case v.Kind != Object:
		return nil, ErrNotObject
	}
	var members []Member
	if !r.object(&members) {
		return nil, ErrSyntax
	}
	// Behind the object the reader is strict again: not even a comment may follow.
	if strings.Trim(r.s[r.pos:], " \t\r\n") != "" {
		return nil, ErrTrailing
	}
	return members, nil
}

// Text returns what a field of type String gets: null is reported by ok, objects and arrays cannot be read.
func (v Value) String() (text string, null, ok bool) {
	switch v.Kind {
	case Null:
		return "", true, true
	case Object, Array:
		return "", false, false
	}
	return v.Text, false, true
}

// Bool returns what a field of type Boolean gets: of texts only "true", in any case, is true; numbers cannot be read.
func (v Value) Bool() (value, null, ok bool) {
	switch v.Kind {
	case Null:
		return false, true, true
	case Bool, String:
		return strings.EqualFold(v.Text, "true") && len(v.Text) == len("true"), false, true
	}
	return false, false, false
}

// Long tells whether a field of type long can be read from the value: whole numbers in any notation, in a text too, and null.
func (v Value) Long() bool {
	switch v.Kind {
	case Null:
		return true
	case Number, String:
		return jdk.IsLong(v.Text) && len(v.Text) <= 18 || wholeDouble(v.Text)
	}
	return false
}

// wholeDouble tells whether Double.parseDouble reads s and casting the result to a long loses nothing.
func wholeDouble(s string) bool {
	s = jdk.Trim(s)
	if n := len(s); n > 1 && strings.IndexByte("dDfF", s[n-1]) >= 0 && !strings.ContainsAny(s, "xX") {
		s = s[:n-1]
	}
	if s == "" || strings.Trim(s, "+-.0123456789eE") != "" {
		return false
	}
	d, err := strconv.ParseFloat(s, 64)
	return err == nil && d == math.Trunc(d) && math.Abs(d) <= 1<<63
}
