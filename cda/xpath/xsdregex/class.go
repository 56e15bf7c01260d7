package xsdregex

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

// interval is a range of characters, both ends included.
type interval struct{ low, high rune }

// runeSet is a set of characters: sorted, disjoint, not adjacent. The functions below keep it so.
type runeSet []interval

func newSet(parts ...interval) runeSet {
	slices.SortFunc(parts, func(a, b interval) int { return cmp.Compare(a.low, b.low) })
	var out runeSet
	for _, p := range parts {
		if n := len(out); n > 0 && p.low <= out[n-1].high+1 {
			out[n-1].high = max(out[n-1].high, p.high)
			continue
		}
		out = append(out, p)
	}
	return out
}

func (s runeSet) union(o runeSet) runeSet { return newSet(slices.Concat(s, o)...) }

func (s runeSet) complement() runeSet {
	out := runeSet{}
	next := rune(0)
	for _, r := range s {
		if r.low > next {
			out = append(out, interval{next, r.low - 1})
		}
		next = r.high + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, interval{next, unicode.MaxRune})
	}
	return out
}

func (s runeSet) minus(o runeSet) runeSet { return s.complement().union(o).complement() }

// folded adds the simple case variants of every character.
func (s runeSet) folded() runeSet {
	extra := slices.Clone(s)
	for _, r := range s {
		for c := r.low; c <= min(r.high, 0x1E943); c++ { // the last character with a case variant
			for f := unicode.SimpleFold(c); f != c; f = unicode.SimpleFold(f) {
				extra = append(extra, interval{f, f})
			}
		}
	}
	return newSet(extra...)
}

func tableSet(tables ...*unicode.RangeTable) runeSet {
	var parts []interval
	add := func(low, high, stride rune) {
		if stride == 1 {
			parts = append(parts, interval{low, high})
			return
		}
		for c := low; c <= high; c += stride {
			parts = append(parts, interval{c, c})
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return newSet(parts...)
}

func predicateSet(in func(rune) bool) runeSet {
	var parts []interval
	for c := rune(0); c <= unicode.MaxRune; c++ {
		if in(c) {
			parts = append(parts, interval{c, c})
		}
	}
	return newSet(parts...)
}

// The larger sets, made when first needed. They are never modified.
var (
	wordChars = sync.OnceValue(func() runeSet { return tableSet(unicode.P, unicode.Z, unicode.C).complement() })
	nameStart = sync.OnceValue(func() runeSet { return predicateSet(atomic.IsNameStart) })
	nameChars = sync.OnceValue(func() runeSet { return predicateSet(atomic.IsNameChar) })
)

// multi is the set of a multi-character escape, written in lower case.
func multi(letter byte) runeSet {
	switch letter {
	case 's':
		return newSet(interval{'\t', '\n'}, interval{'\r', '\r'}, interval{' ', ' '})
	case 'd':
		return tableSet(unicode.Nd)
	case 'w':
		return wordChars()
	case 'i':
		return nameStart()
	}
	return nameChars()
}

func (t *translator) multi(letter byte) runeSet {
	if t.schema {
		return schemaMulti(letter)
	}
	return multi(letter)
}

// escape reads a backslash sequence: a single character, or a set.
func (t *translator) escape() (rune, runeSet, error) {
	t.pos++
	r, size := t.peek()
	if r < 0 {
		return 0, nil, t.fail("Escape terminates string")
	}
	t.pos += size
	switch r {
	case 'n':
		return '\n', nil, nil
	case 'r':
		return '\r', nil, nil
	case 't':
		return '\t', nil, nil
	case 's', 'd', 'w', 'i', 'c':
		return 0, t.multi(byte(r)), nil
	case 'S', 'D', 'W', 'I', 'C':
		return 0, t.multi(byte(r) | 0x20).complement(), nil
	case 'p', 'P':
		set, err := t.property()
		if r == 'P' && err == nil {
			set = set.complement()
		}
		return 0, set, err
	}
	if strings.ContainsRune(`\|.-^?*+{}()[]$`, r) {
		return r, nil, nil
	}
	t.pos -= size
	return 0, nil, t.fail("Escape character '%c' not allowed", r)
}

// property reads {Lu} or {IsBasicLatin} after \p.
func (t *translator) property() (runeSet, error) {
	end := strings.IndexByte(t.src[t.pos:], '}')
	if !strings.HasPrefix(t.src[t.pos:], "{") || end < 0 {
		return nil, t.fail("Expected '{' and '}' after \\p")
	}
	name := t.src[t.pos+1 : t.pos+end]
	block, isBlock := strings.CutPrefix(name, "Is")
	set, ok := runeSet(nil), false
	switch {
	case isBlock:
		set, ok = blockSet(block)
	case len(name) <= 2 && name != "LC":
		var table *unicode.RangeTable
		if table, ok = unicode.Categories[name]; ok {
			set = tableSet(table)
			if t.schema {
				set = schemaCategory(name, set)
			}
		}
	}
	if !ok {
		return nil, t.fail("Unknown character category or block %s", name)
	}
	t.pos += end + 1
	return set, nil
}

// class reads a character class expression with its subtraction.
func (t *translator) class() (runeSet, error) {
	if t.depth++; t.depth > maxDepth {
		return nil, t.unsupported("Character classes are nested deeper than %d", maxDepth)
	}
	defer func() { t.depth-- }()
	t.pos++
	negated := strings.HasPrefix(t.src[t.pos:], "^")
	if negated {
		t.pos++
	}
	var parts []interval
	plain := runeSet{} // characters and ranges: these have case variants, sets do not
	var removed runeSet
	for first := true; ; first = false {
		rest := t.src[t.pos:]
		switch {
		case rest == "":
			return nil, t.fail("Unterminated character class")
		case rest[0] == ']' && !first:
			t.pos++
			return t.finishClass(plain, parts, removed, negated), nil
		case strings.HasPrefix(rest, "-[") && !first:
			t.pos++
			inner, err := t.class()
			if err != nil {
				return nil, err
			}
			removed = inner
			if !strings.HasPrefix(t.src[t.pos:], "]") {
				return nil, t.fail("Expected ']' after a class subtraction")
			}
			continue
		}
		part, set, err := t.classPart()
		if err != nil {
			return nil, err
		}
		if set != nil {
			parts = append(parts, set...)
		} else {
			plain = append(plain, part)
		}
	}
}

func (t *translator) finishClass(plain runeSet, parts []interval, removed runeSet, negated bool) runeSet {
	set := newSet(plain...)
	if t.fold {
		set = set.folded()
	}
	set = set.union(parts)
	if negated {
		set = set.complement()
	}
	if removed != nil {
		set = set.minus(removed)
	}
	return set
}

// classPart reads a character, a range or an escaped set. A hyphen that stands for itself need not be the first or the
// last character, as XML Schema wants it: after a range or an escaped set Saxon takes it as well ("[\w-.]").
func (t *translator) classPart() (interval, runeSet, error) {
	hyphen := strings.HasPrefix(t.src[t.pos:], "-")
	low, set, err := t.classChar()
	if err != nil || set != nil {
		return interval{}, set, err
	}
	rest := t.src[t.pos:]
	switch {
	case hyphen && strings.HasPrefix(rest, "-") && !strings.HasPrefix(rest, "-["):
		return interval{}, nil, t.fail("Unescaped hyphen as start of range")
	case !strings.HasPrefix(rest, "-"), strings.HasPrefix(rest, "-]"), strings.HasPrefix(rest, "-["):
		return interval{low, low}, nil, nil
	case strings.HasPrefix(rest, "--"):
		return interval{}, nil, t.fail("Unescaped hyphen cannot act as end of range")
	}
	t.pos++
	high, set, err := t.classChar()
	switch {
	case err != nil:
		return interval{}, nil, err
	case set != nil:
		return interval{}, nil, t.fail("A range must end in a single character")
	case high < low:
		return interval{}, nil, t.fail("Bad character range")
	}
	return interval{low, high}, nil, nil
}

func (t *translator) classChar() (rune, runeSet, error) {
	r, size := t.peek()
	switch {
	case r < 0:
		return 0, nil, t.fail("Unterminated character class")
	case r == '\\':
		return t.escape()
	case r == '[' || r == ']':
		return 0, nil, t.fail("Unescaped '%c' in a character class", r)
	}
	t.pos += size
	return r, nil, nil
}
