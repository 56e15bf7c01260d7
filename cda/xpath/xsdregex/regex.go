package xsdregex

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Error is a defect of a regular expression, its flags or a replacement string.
type Error struct {
	Code string // FORX0001 flags, FORX0002 expression, FORX0003 matches the empty string, FORX0004 replacement
	Msg  string
	// Unsupported says that the expression is valid but beyond this package.
	Unsupported bool
}

func (e *Error) Error() string { return e.Code + ": " + e.Msg }

func newError(code, msg string) error { return &Error{Code: code, Msg: msg} }

// Regexp is a compiled expression, safe for concurrent use.
type Regexp struct {
	re     *regexp.Regexp
	source string
}

// Compile translates and compiles an expression. The error is an *Error.
func Compile(source, flags string) (*Regexp, error) {
	t := translator{src: source}
	extended := false
	for _, f := range flags {
		switch f {
		case 's':
			t.dotAll = true
		case 'm':
			t.multiline = true
		case 'i':
			t.fold = true
		case 'x':
			extended = true
		case 'q':
			t.literal = true
		default:
			return nil, newError("FORX0001", fmt.Sprintf("Invalid character '%c' in regular expression flags", f))
		}
	}
	if extended && !t.literal {
		t.src = withoutBlanks(source)
	}
	if err := t.translate(); err != nil {
		return nil, err
	}
	re, err := regexp.Compile(t.out.String())
	if err != nil {
		return nil, t.unsupported("%v", err)
	}
	return &Regexp{re, source}, nil
}

// Match reports whether some part of s matches (fn:matches).
func (r *Regexp) Match(s string) bool { return r.re.MatchString(s) }

// checkNonEmpty guards the functions that divide their input at matches.
func (r *Regexp) checkNonEmpty() error {
	if r.re.MatchString("") {
		return newError("FORX0003", fmt.Sprintf("The regular expression \"%s\" must not be one that matches a zero-length string", r.source))
	}
	return nil
}

// Tokenize calls f with the pieces of s between matches (fn:tokenize), none for an empty s. The error is an *Error with
// FORX0003 where the expression matches the empty string.
func (r *Regexp) Tokenize(s string, f func(string)) error {
	if err := r.checkNonEmpty(); err != nil {
		return err
	}
	if s == "" {
		return nil
	}
	last := 0
	for _, at := range r.re.FindAllStringIndex(s, -1) {
		f(s[last:at[0]])
		last = at[1]
	}
	f(s[last:])
	return nil
}

// ErrTooLong is the error of a replacement whose result exceeds the limit.
var ErrTooLong = errors.New("the result of a replacement is too long")

// Replace implements fn:replace. The error is ErrTooLong if the result would exceed limit bytes, else an *Error with
// FORX0003 or FORX0004.
func (r *Regexp) Replace(s, replacement string, limit int) (string, error) {
	if err := r.checkNonEmpty(); err != nil {
		return "", err
	}
	pieces, err := r.parseReplacement(replacement)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	last := 0
	for _, m := range r.re.FindAllStringSubmatchIndex(s, -1) {
		b.WriteString(s[last:m[0]])
		for _, p := range pieces {
			switch {
			case p.group < 0:
				b.WriteString(p.text)
			case 2*p.group < len(m) && m[2*p.group] >= 0:
				b.WriteString(s[m[2*p.group]:m[2*p.group+1]])
			}
		}
		last = m[1]
		if b.Len() > limit {
			return "", ErrTooLong
		}
	}
	b.WriteString(s[last:])
	return b.String(), nil
}

// piece is literal text, or a reference to a group where group is not negative.
type piece struct {
	text  string
	group int
}

func (r *Regexp) parseReplacement(s string) ([]piece, error) {
	var out []piece
	for s != "" {
		special := strings.IndexAny(s, `\$`)
		if special < 0 {
			special = len(s)
		}
		if special > 0 {
			out = append(out, piece{s[:special], -1})
			s = s[special:]
			continue
		}
		switch {
		case s[0] == '\\' && len(s) > 1 && (s[1] == '\\' || s[1] == '$'):
			out = append(out, piece{s[1:2], -1})
			s = s[2:]
		case s[0] == '\\':
			return nil, newError("FORX0004", `Invalid replacement string in replace(): \ character must be followed by \ or $`)
		case len(s) < 2 || s[1] < '0' || s[1] > '9':
			return nil, newError("FORX0004", "Invalid replacement string in replace(): $ sign must be followed by digit 0-9")
		default:
			group, digits := int(s[1]-'0'), 2
			for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
				wider := group*10 + int(s[digits]-'0')
				if wider > r.re.NumSubexp() {
					break
				}
				group = wider
				digits++
			}
			out = append(out, piece{"", group})
			s = s[digits:]
		}
	}
	return out, nil
}
