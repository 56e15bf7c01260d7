package xsdregex

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	maxDepth  = 250    // nested groups
	maxRepeat = 20_000 // of one quantifier
	goRepeat  = 1000   // what Go allows in one quantifier
)

// translator rewrites an expression piece by piece. Case is resolved here, so that Go's own flag, which also widens
// categories, is never needed.
type translator struct {
	src       string
	pos       int
	out       strings.Builder
	depth     int
	groups    int
	dotAll    bool
	multiline bool
	fold      bool
	literal   bool
	schema    bool // the dialect of XML Schema: no anchors, no reluctant quantifiers, no other groups
}

func (t *translator) fail(format string, args ...any) error {
	return newError("FORX0002", fmt.Sprintf("Syntax error at character %d in regular expression \"%s\": %s",
		utf8.RuneCountInString(t.src[:min(t.pos, len(t.src))])+1, t.src, fmt.Sprintf(format, args...)))
}

func (t *translator) unsupported(format string, args ...any) error {
	msg := fmt.Sprintf("In the regular expression \"%s\": %s", t.src, fmt.Sprintf(format, args...))
	return &Error{Code: "FORX0002", Msg: msg, Unsupported: true}
}

func (t *translator) peek() (rune, int) {
	if t.pos >= len(t.src) {
		return -1, 0
	}
	return utf8.DecodeRuneInString(t.src[t.pos:])
}

func (t *translator) translate() error {
	if t.literal {
		for _, r := range t.src {
			t.writeRune(r)
		}
		return nil
	}
	if err := t.branches(); err != nil {
		return err
	}
	if t.pos < len(t.src) {
		return t.fail("Unmatched close paren")
	}
	return nil
}

// branches reads alternatives up to the end or a closing parenthesis.
func (t *translator) branches() error {
	for {
		r, size := t.peek()
		switch {
		case r < 0 || r == ')':
			return nil
		case r == '|':
			t.pos += size
			t.out.WriteByte('|')
		default:
			if err := t.piece(); err != nil {
				return err
			}
		}
	}
}

// piece reads an atom and its quantifier.
func (t *translator) piece() error {
	start, groups := t.out.Len(), t.groups
	first, _ := t.peek()
	anchor := !t.schema && (first == '^' || first == '$')
	if err := t.atom(); err != nil {
		return err
	}
	r, size := t.peek()
	switch r {
	case '?', '*', '+':
		t.pos += size
		t.out.WriteRune(r)
		if t.reluctant() && anchor {
			return t.fail("No expression before quantifier")
		}
	case '{':
		low, high, err := t.bounds()
		if err != nil {
			return err
		}
		return t.repeat(start, groups, low, high)
	}
	switch r, _ := t.peek(); r {
	case '?', '*', '+', '{':
		return t.fail("A quantifier must not follow a quantifier")
	}
	return nil
}

// withoutBlanks removes white space outside character classes, as the flag x asks for.
func withoutBlanks(src string) string {
	var b strings.Builder
	depth, escaped := 0, false
	for i := range len(src) {
		switch c := src[i]; {
		case depth == 0 && strings.IndexByte(" \t\r\n", c) >= 0:
			continue
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '[':
			depth++
		case c == ']':
			depth--
		}
		b.WriteByte(src[i])
	}
	return b.String()
}

func (t *translator) reluctant() bool {
	if t.schema {
		return false
	}
	if r, size := t.peek(); r == '?' {
		t.pos += size
		t.out.WriteByte('?')
		return true
	}
	return false
}

// bounds reads {n}, {n,} or {n,m}; high is -1 where there is none.
func (t *translator) bounds() (low, high int, err error) {
	end := strings.IndexByte(t.src[t.pos:], '}')
	if end < 0 {
		return 0, 0, t.fail("No closing brace")
	}
	from, to, ranged := strings.Cut(t.src[t.pos+1:t.pos+end], ",")
	number := func(s string) int {
		if s == "" || len(s) > 9 || strings.Trim(s, "0123456789") != "" {
			err = t.fail("Invalid quantity in {}")
			return 0
		}
		n, _ := strconv.Atoi(s)
		return n
	}
	low = number(from)
	switch high = low; {
	case ranged && to == "":
		high = -1
	case ranged:
		high = number(to)
	}
	if err == nil && high >= 0 && high < low {
		err = t.fail("Bad quantifier range")
	}
	if err == nil && (low > maxRepeat || high > maxRepeat) {
		err = t.unsupported("A quantifier above %d is not supported", maxRepeat)
	}
	t.pos += end + 1
	return low, high, err
}

// repeat writes a counted quantifier for the atom written since start. Go counts to a thousand: more is spelled out.
func (t *translator) repeat(start, groups, low, high int) error {
	if low <= goRepeat && high <= goRepeat {
		switch {
		case high < 0:
			fmt.Fprintf(&t.out, "{%d,}", low)
		case high == low:
			fmt.Fprintf(&t.out, "{%d}", low)
		default:
			fmt.Fprintf(&t.out, "{%d,%d}", low, high)
		}
		t.reluctant()
		return nil
	}
	if t.groups != groups {
		return t.unsupported("A quantifier above %d is not supported for a group", goRepeat)
	}
	all := t.out.String()
	atom := all[start:]
	if len(atom) > 200 {
		return t.unsupported("A quantifier above %d is not supported for this atom", goRepeat)
	}
	t.out.Reset()
	t.out.WriteString(all[:start])
	lazy := ""
	if r, size := t.peek(); r == '?' && !t.schema {
		t.pos += size
		lazy = "?"
	}
	t.out.WriteString("(?:")
	for n := low; n > 0; n -= goRepeat {
		fmt.Fprintf(&t.out, "%s{%d}", atom, min(n, goRepeat))
	}
	if high < 0 {
		t.out.WriteString(atom + "*" + lazy)
	}
	for n := high - low; n > 0; n -= goRepeat {
		fmt.Fprintf(&t.out, "%s{0,%d}%s", atom, min(n, goRepeat), lazy)
	}
	t.out.WriteByte(')')
	return nil
}

func (t *translator) atom() error {
	r, size := t.peek()
	switch r {
	case '(':
		return t.group()
	case '[':
		set, err := t.class()
		if err != nil {
			return err
		}
		t.writeSet(set)
		return nil
	case '?', '*', '+', '{':
		return t.fail("Missing operand to closure")
	case ']':
		return t.fail("Unescaped '%c'", r)
	case '\\':
		return t.escapeAtom()
	}
	t.pos += size
	switch {
	case (r == '^' || r == '$') && t.schema:
		t.writeRune(r)
	case r == '.' && t.dotAll:
		t.out.WriteString(`(?s:.)`)
	case r == '.':
		t.out.WriteString(`[^\n\r]`)
	case r == '^' && t.multiline:
		t.out.WriteString(`(?m:^)`)
	case r == '$' && t.multiline:
		t.out.WriteString(`(?m:$)`)
	case r == '^':
		t.out.WriteString(`\A`)
	case r == '$':
		t.out.WriteString(`\z`)
	default:
		t.writeRune(r)
	}
	return nil
}

func (t *translator) group() error {
	if t.depth++; t.depth > maxDepth {
		return t.unsupported("Groups are nested deeper than %d", maxDepth)
	}
	t.pos++
	if strings.HasPrefix(t.src[t.pos:], "?") {
		if t.schema || !strings.HasPrefix(t.src[t.pos:], "?:") {
			return t.fail("A group must not begin with '?'")
		}
		t.pos += 2
		t.out.WriteString("(?:")
	} else {
		t.groups++
		t.out.WriteByte('(')
	}
	if err := t.branches(); err != nil {
		return err
	}
	if r, _ := t.peek(); r != ')' {
		return t.fail("No closing ')'")
	}
	t.pos++
	t.depth--
	t.out.WriteByte(')')
	return nil
}

// escapeAtom translates a backslash sequence outside a class.
func (t *translator) escapeAtom() error {
	if t.pos+1 < len(t.src) && t.src[t.pos+1] >= '0' && t.src[t.pos+1] <= '9' {
		return t.unsupported("Back-references are not supported")
	}
	r, set, err := t.escape()
	switch {
	case err != nil:
		return err
	case set != nil:
		t.writeSet(set)
	default:
		t.writeRune(r)
	}
	return nil
}

// writeRune writes a literal character, as a class of its case variants where case is ignored.
func (t *translator) writeRune(r rune) {
	if t.fold {
		if s := (runeSet{{r, r}}).folded(); len(s) > 1 || s[0].low != s[0].high {
			t.writeSet(s)
			return
		}
	}
	if r < utf8.RuneSelf && strings.ContainsRune(`\.+*?()|[]{}^$`, r) {
		t.out.WriteByte('\\')
	}
	t.out.WriteRune(r)
}

func (t *translator) writeSet(s runeSet) {
	if len(s) == 0 {
		t.out.WriteString(`[^\x{0}-\x{10FFFF}]`)
		return
	}
	t.out.WriteByte('[')
	for _, r := range s {
		if r.low == r.high {
			fmt.Fprintf(&t.out, `\x{%X}`, r.low)
		} else {
			fmt.Fprintf(&t.out, `\x{%X}-\x{%X}`, r.low, r.high)
		}
	}
	t.out.WriteByte(']')
}
