package schematron

import (
	"errors"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xpath"
)

// Refusals lists what compiles here and not by the skeleton, whose stylesheet then has a static error: with such a schema the
// reference judges no document at all. A pattern with is-a needs an id; parameters do not reach the values of lets; and the
// skeleton writes contexts and tests a second time, as attributes of its report, where XSLT takes what stands in braces for
// an expression and a single brace for an error.
func (s *Schema) Refusals() []*Error {
	refusals := slices.Clone(s.Model.lenient)
	for _, p := range s.Model.Patterns {
		for _, r := range p.Rules {
			refusals = append(refusals, s.template(r.Context, s.globals(), &Error{Pos: r.Pos, Rule: r.Context})...)
			for _, step := range r.Steps {
				if a := step.Assert; a != nil {
					refusals = append(refusals, s.template(a.Test, a.vars, &Error{Pos: a.Pos, Rule: r.Context})...)
				}
			}
		}
	}
	return refusals
}

func (s *Schema) globals() []string {
	var names []string
	for _, l := range s.Model.Lets {
		names = append(names, l.Name)
	}
	return names
}

// template finds what is wrong with a text as an attribute value template; at says where it stands.
func (s *Schema) template(text string, vars []string, at *Error) []*Error {
	if !strings.ContainsAny(text, "{}") {
		return nil
	}
	expressions, err := templateParts(text)
	for _, e := range expressions {
		if err == nil {
			_, err = xpath.Compile(e, &xpath.Static{Namespaces: s.namespaces, Vars: vars, Single: make([]bool, len(vars)), Names: xpath.NewNames()})
		}
	}
	if err == nil {
		return nil
	}
	refusal := *at
	refusal.Expr, refusal.Err = text, err
	return []*Error{&refusal}
}

// Errors of an attribute value template (XSLT 2.0, 5.6).
var (
	errOpenBrace  = errors.New("XTSE0350: a brace is opened and not closed")
	errCloseBrace = errors.New("XTSE0370: a brace is closed that is not open")
	errNoExpr     = errors.New("XPST0003: there is no expression between the braces")
)

// templateParts returns the expressions of an attribute value template. Doubled braces are text, and those within literals of an
// expression belong to it.
func templateParts(text string) (expressions []string, err error) {
	for len(text) > 0 {
		at := strings.IndexAny(text, "{}")
		if at < 0 {
			return expressions, nil
		}
		brace, rest := text[at], text[at+1:]
		if len(rest) > 0 && rest[0] == brace {
			text = rest[1:]
			continue
		}
		if brace == '}' {
			return expressions, errCloseBrace
		}
		end := closingBrace(rest)
		if end < 0 {
			return expressions, errOpenBrace
		}
		if strings.TrimSpace(rest[:end]) == "" {
			return expressions, errNoExpr
		}
		expressions, text = append(expressions, rest[:end]), rest[end+1:]
	}
	return expressions, nil
}

// closingBrace is where the expression at the beginning of a text ends, -1 when it does not.
func closingBrace(text string) int {
	var quote byte
	for i := range len(text) {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '}':
			return i
		}
	}
	return -1
}
