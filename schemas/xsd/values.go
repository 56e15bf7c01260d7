package xsd

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// values gathers the IDs and references of one document (XML Schema 1, 3.3.4, Validation Root Valid).
type values struct {
	ids        map[string]bool
	references []reference
	seen       map[string]bool
}

type reference struct {
	id     string
	record record
}

// declare notes an ID and tells whether it is new.
func (v *values) declare(id string) bool {
	if v.ids[id] {
		return false
	}
	if v.ids == nil {
		v.ids = map[string]bool{}
	}
	v.ids[id] = true
	return true
}

// refer notes the first reference to an ID.
func (v *values) refer(id string, r record) {
	if v.seen[id] {
		return
	}
	if v.seen == nil {
		v.seen = map[string]bool{}
	}
	v.seen[id] = true
	v.references = append(v.references, reference{id, r})
}

func (v *values) unresolved() []reference {
	var open []reference
	for _, r := range v.references {
		if !v.ids[r.id] {
			open = append(open, r)
		}
	}
	return open
}

// collapse is the white space facet of that name.
func collapse(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\n' || r == '\r'
	}), " ")
}

// maxShown is the length in bytes up to which values are kept.
const maxShown = 2048

func bounded(s string) string {
	if len(s) <= maxShown {
		return s
	}
	return validText([]byte(s[:maxShown]))
}

// excerpt is the text at an offset up to the next tag, one line, shortened.
func excerpt(xml []byte, at int) string {
	text := xml[min(at, len(xml)):]
	if i := bytes.IndexByte(text, '<'); i >= 0 {
		text = text[:i]
	}
	const most = 80
	if len(text) > 4*most {
		text = text[:4*most]
	}
	s := collapse(validText(text))
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return s
}

// doctypeBefore finds the declaration that the parser has just passed.
func doctypeBefore(xml []byte, cursor int) int {
	if i := bytes.LastIndex(xml[:min(cursor, len(xml))], []byte("<!DOCTYPE")); i >= 0 {
		return i
	}
	return cursor
}
