package hl7id

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

// text is a value read as it was meant, with the way back to the places of the original.
type text struct {
	s      string
	origin []int // character of the original for each byte of s, and one more for its end; nil when they are the same
}

// pos returns the character of the original that byte i of the text came from.
func (t text) pos(i int) int {
	if t.origin == nil {
		return i
	}
	return t.origin[i]
}

// moved places findings about the part of the text that begins at byte from in the original.
func (t text) moved(flaws []lint.Finding, part string, from, length int) []lint.Finding {
	return lint.Moved(flaws, part, func(n int) int { return t.pos(from + min(n, length)) })
}

// spellings are what people write for a character, with the rule that it breaks.
var spellings = []struct {
	found, meant string
	rule         *lint.Rule
}{
	{"&amp;", "&", Escaped},
	{"&AMP;", "&", Escaped},
	{"&#38;", "&", Escaped},
	{"&apos;", "'", Escaped},
	{"&#39;", "'", Escaped},
	{"%5E", "^", Escaped},
	{"%5e", "^", Escaped},
	{"%26", "&", Escaped},
	{"%27", "'", Escaped},
	{`\u0026`, "&", Escaped},
	{`\u005e`, "^", Escaped},
	{`\u005E`, "^", Escaped},
	{`\u0027`, "'", Escaped},
	{`\^`, "^", Escaped},
	{`\&`, "&", Escaped},
	{`\'`, "'", Escaped},
	{"$", "^", Dollar},
	{"‘", "'", Typography},
	{"’", "'", Typography},
	{"`", "'", Typography},
	{"´", "'", Typography},
	{"′", "'", Typography},
	{"ˆ", "^", Typography},
	{"＾", "^", Typography},
	{"＆", "&", Typography},
	{"（", "(", Typography},
	{"）", ")", Typography},
}

// clean reads s as it was meant: escapes and look-alikes become the character they stand for, blanks at the ends and invisible
// characters anywhere are dropped. A series of the same mistake is reported once, where it begins.
// marks are the characters that the form has: no others are looked for, since a name may well hold an apostrophe or a dollar.
func clean(s, marks string) (text, []lint.Finding) {
	if plain(s) {
		return text{s: s}, nil
	}
	start := len(s) - len(strings.TrimLeftFunc(s, lint.Invisible))
	end := len(strings.TrimRightFunc(s, lint.Invisible))
	var flaws []lint.Finding
	report := func(r *lint.Rule, pos int, found, meant string) {
		f := r.Found(found, meant).At("", pos)
		if !slices.ContainsFunc(flaws, func(o lint.Finding) bool { return o.Rule == r && o.Actual == f.Actual }) {
			flaws = append(flaws, f)
		}
	}
	if start > 0 {
		report(Blank, 0, s[:start], "")
	}
	var b strings.Builder
	var origin []int
	pos := utf8.RuneCountInString(s[:start])
	for i := start; i < end; {
		size, meant := 0, ""
		if k, found, m, ok := spelling(s[i:end], marks); ok {
			report(k, pos, found, m)
			size, meant = len(found), m
		} else {
			r, n := utf8.DecodeRuneInString(s[i:])
			size, meant = n, s[i:i+n]
			if lint.Invisible(r) && r != ' ' {
				report(Blank, pos, meant, "")
				meant = ""
			}
		}
		for range len(meant) {
			origin = append(origin, pos)
		}
		b.WriteString(meant)
		pos += utf8.RuneCountInString(s[i : i+size])
		i += size
	}
	if end < len(s) && end > start {
		report(Blank, pos, s[end:], "")
	}
	return text{b.String(), append(origin, pos)}, flaws
}

func spelling(s, marks string) (k *lint.Rule, found, meant string, ok bool) {
	for i := range spellings {
		if strings.HasPrefix(s, spellings[i].found) && strings.Contains(marks, spellings[i].meant) {
			return spellings[i].rule, spellings[i].found, spellings[i].meant, true
		}
	}
	return nil, "", "", false
}

// The marks of the forms.
const (
	idMarks   = "^&"
	typeMarks = "^&'()"
)

// plain tells whether there is nothing to clean: ASCII without any of the characters that the spellings begin with.
func plain(s string) bool {
	if s == "" {
		return true
	}
	if s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c >= 0x7F, c == '$', c == '%', c == '\\', c == '`':
			return false
		case c == '&' && i+1 < len(s) && (s[i+1] == 'a' || s[i+1] == 'A' || s[i+1] == '#'):
			return false
		}
	}
	return true
}

// blanksIn reports blanks inside a part that has none.
func blanksIn(t text, from, to int, part string) []lint.Finding {
	if i := strings.IndexByte(t.s[from:to], ' '); i >= 0 {
		return []lint.Finding{Blank.Found(" ", "").At(part, t.pos(from+i))}
	}
	return nil
}
