// Package near finds what was probably meant: values of a list that differ from a given one as slips of hands and programs make
// them differ.
package near

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Likeness is how a known value differs from the one that was looked up, the likeliest slip first.
type Likeness uint8

// The ways of differing.
const (
	Case        Likeness = iota + 1 // letter case only, or not at all
	Blanks                          // blanks and invisible characters, and perhaps letter case
	Punctuation                     // dots, dashes and the like, and perhaps blanks and letter case
	Edit                            // characters changed, added, dropped or swapped with a neighbour
)

// Compare says how known differs from value. Up to limit edits count, letter case aside; distance is their number, 0 for every other
// likeness. ok is false, and the likeness 0, when the two do not resemble each other.
func Compare(value, known []byte, limit int) (l Likeness, distance int, ok bool) {
	switch {
	case !equal(value, known, func(r rune) bool { return !isLetter(r) }) || !slices.ContainsFunc([]rune(string(known)), isLetter):
	case equal(value, known, func(rune) bool { return false }):
		return Case, 0, true
	case equal(value, known, isBlank):
		return Blanks, 0, true
	default:
		return Punctuation, 0, true
	}
	if d := len(value) - len(known); limit == 0 || d > limit || -d > limit {
		return 0, 0, false
	}
	if distance = edits(value, known, limit); distance > limit {
		return 0, 0, false
	}
	return Edit, distance, true
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// equal compares two texts but for the case of letters and the characters to skip.
func equal(a, b []byte, skip func(rune) bool) bool {
	next := func(text []byte) (rune, []byte) {
		for len(text) > 0 {
			r, n := utf8.DecodeRune(text)
			if text = text[n:]; !skip(r) {
				return unicode.ToLower(r), text
			}
		}
		return -1, nil
	}
	for {
		var ra, rb rune
		ra, a = next(a)
		rb, b = next(b)
		if ra != rb || ra < 0 {
			return ra == rb
		}
	}
}

// edits is the least number of changed, added, dropped and swapped bytes between two texts, letter case aside; a number above limit
// when they are more.
func edits(a, b []byte, limit int) int {
	for len(a) > 0 && len(b) > 0 && lower(a[0]) == lower(b[0]) {
		a, b = a[1:], b[1:]
	}
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	if limit == 0 {
		return 1
	}
	n := min(edits(a[1:], b[1:], limit-1), edits(a[1:], b, limit-1), edits(a, b[1:], limit-1))
	if len(a) > 1 && len(b) > 1 && lower(a[0]) == lower(b[1]) && lower(a[1]) == lower(b[0]) {
		n = min(n, edits(a[2:], b[2:], limit-1))
	}
	return n + 1
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// Match is a known value that resembles the one that was looked up.
type Match struct {
	Value    string
	Likeness Likeness
	Distance int // edits
}

// Search looks for the values that resemble one best.
type Search struct {
	value []byte
	limit int // edits that count
	max   int // matches that are kept
	best  []Match
}

// New returns a search for at most max values that resemble value. One edit counts from three characters on, two from six on.
func New(value string, max int) *Search {
	s := &Search{value: []byte(value), max: max}
	switch n := len(value); {
	case n >= 6:
		s.limit = 2
	case n >= 3:
		s.limit = 1
	}
	return s
}

// Consider compares a known value. It is not kept unless it is a match.
func (s *Search) Consider(known []byte) {
	l, d, ok := Compare(s.value, known, s.limit)
	if !ok {
		return
	}
	m := Match{string(known), l, d}
	at, there := slices.BinarySearchFunc(s.best, m, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.Likeness, b.Likeness), cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Value, b.Value))
	})
	if there || at == s.max {
		return
	}
	s.best = slices.Insert(s.best, at, m)
	s.best = s.best[:min(len(s.best), s.max)]
	if last := s.best[len(s.best)-1]; len(s.best) == s.max && last.Likeness == Edit {
		s.limit = min(s.limit, last.Distance-1) // nothing else is better
	}
}

// Best returns the matches, best first.
func (s *Search) Best() []Match { return s.best }
