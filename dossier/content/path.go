package content

import (
	"errors"
	"strconv"
	"strings"

	"github.com/fselint/fselint/internal/lazyregexp"
)

// step is one element of a path, with what it must have.
type step struct {
	name  string // in lower case, with a prefix other than that of CDA
	tests []test
	nth   int // which of those that fit, from 1; 0 for any
}

// test is a condition on an element: an attribute of it, or of an element below it, has a value.
type test struct {
	below     []step // elements to go down first
	attribute string // in lower case
	value     string
}

var errPath = errors.New("not a path")

// parsePath reads a path of a list: ClinicalDocument/component/section[@ID='x']/code/@code. The attribute is "" where it ends with an
// element.
func parsePath(s string) (steps []step, attribute string, err error) {
	s = strings.Trim(strings.TrimSpace(apostrophes.Replace(s)), "/")
	if s == "" {
		return nil, "", errPath
	}
	for _, part := range splitOutside(s, '/') {
		part = strings.TrimSpace(part)
		switch {
		case attribute != "":
			return nil, "", errPath // an attribute has nothing below it
		case strings.HasPrefix(part, "@"):
			attribute = strings.ToLower(part[1:])
		case part == "text()" || part == "":
		default:
			st, err := parseStep(part)
			if err != nil {
				return nil, "", err
			}
			steps = append(steps, st)
		}
	}
	if len(steps) == 0 || !nameForm().MatchString(attribute) && attribute != "" {
		return nil, "", errPath
	}
	return steps, attribute, nil
}

// apostrophes makes quotes of what word processors make of them.
var apostrophes = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`, "\u00A0", " ")

var nameForm = lazyregexp.New(`^[\p{L}_][\p{L}\p{N}_.:-]*$`)

// splitOutside splits at a character that stands in no brackets and quotes.
func splitOutside(s string, at byte) (parts []string) {
	depth, from := 0, 0
	var quote byte
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '[' || c == '(':
			depth++
		case c == ']' || c == ')':
			depth--
		case c == at && depth == 0:
			parts, from = append(parts, s[from:i]), i+1
		}
	}
	return append(parts, s[from:])
}

func parseStep(s string) (step, error) {
	name, rest := s, ""
	if i := strings.IndexByte(s, '['); i >= 0 {
		name, rest = s[:i], s[i:]
	}
	name = strings.ToLower(strings.TrimSpace(name))
	for _, prefix := range []string{"hl7:", "n1:", "cda:", "v3:"} {
		name = strings.TrimPrefix(name, prefix)
	}
	st := step{name: name}
	if !nameForm().MatchString(name) {
		return st, errPath
	}
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		inside, after, ok := brackets(rest)
		if !ok {
			return st, errPath
		}
		if err := st.condition(strings.TrimSpace(inside)); err != nil {
			return st, err
		}
		rest = after
	}
	return st, nil
}

// brackets takes what stands in brackets at the beginning of a text.
func brackets(s string) (inside, after string, ok bool) {
	depth := 0
	var quote rune
	for i, c := range s {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '[':
			depth++
		case c == ']':
			if depth--; depth == 0 {
				return s[1:i], s[i+1:], true
			}
		}
		if depth == 0 {
			break
		}
	}
	return "", "", false
}

// condition reads what stands in brackets: a number, or conditions joined by and.
func (s *step) condition(text string) error {
	if n, err := strconv.Atoi(text); err == nil {
		s.nth = n
		return nil
	}
	for _, part := range conjunction().Split(text, -1) {
		left, right, ok := strings.Cut(part, "=")
		value := strings.Trim(strings.TrimSpace(right), `'"`)
		if !ok || value == "" || strings.ContainsAny(left, "()|!<>") {
			return errPath
		}
		t := test{value: value}
		names := strings.Split(strings.TrimSpace(left), "/")
		for _, name := range names[:len(names)-1] {
			below, err := parseStep(name)
			if err != nil {
				return err
			}
			t.below = append(t.below, below)
		}
		t.attribute = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(names[len(names)-1]), "@"))
		if !nameForm().MatchString(t.attribute) {
			return errPath
		}
		s.tests = append(s.tests, t)
	}
	return nil
}

var conjunction = lazyregexp.New(`(?i)\s+and\s+`)

// section returns the value of ID by which a path chooses a section, and how far the path goes to it.
func section(steps []step) (id string, to int) {
	for i := len(steps) - 1; i >= 0; i-- {
		for _, t := range steps[i].tests {
			if steps[i].name == "section" && t.attribute == "id" && len(t.below) == 0 {
				return t.value, i + 1
			}
		}
	}
	return "", 0
}
