package content

import (
	"bytes"
	"strings"

	"github.com/fselint/fselint/internal/jdk/soup"
)

// tree is a document as the automatic tests see it.
type tree struct {
	text     []byte
	elements []soup.Node
	children map[int][]int // by the number of the element around them, -1 for none
}

func newTree(text []byte) *tree {
	t := &tree{text: text, elements: soup.Elements(text), children: map[int][]int{}}
	for i := range t.elements {
		parent := t.elements[i].Parent
		t.children[parent] = append(t.children[parent], i)
	}
	return t
}

func (t *tree) name(i int) string { return strings.ToLower(t.elements[i].Name) }

// find returns the elements at the end of a path, in the order of the document. A path that does not begin with ClinicalDocument may
// begin anywhere.
func (t *tree) find(steps []step) []int {
	var found []int
	for i := range t.elements {
		if t.fits(i, steps[0]) {
			found = append(found, i)
		}
	}
	found = pick(found, steps[0].nth)
	for _, s := range steps[1:] {
		found = t.down(found, s)
	}
	return found
}

// down goes one step down from elements.
func (t *tree) down(from []int, s step) []int {
	var found []int
	for _, i := range from {
		var here []int
		for _, child := range t.children[i] {
			if t.fits(child, s) {
				here = append(here, child)
			}
		}
		found = append(found, pick(here, s.nth)...)
	}
	return found
}

// pick chooses the nth, from 1; all for 0.
func pick(list []int, nth int) []int {
	switch {
	case nth == 0:
		return list
	case nth < 0 || nth > len(list):
		return nil
	}
	return list[nth-1 : nth]
}

func (t *tree) fits(i int, s step) bool {
	if t.name(i) != s.name {
		return false
	}
	for _, test := range s.tests {
		if !t.passes(i, test) {
			return false
		}
	}
	return true
}

func (t *tree) passes(i int, test test) bool {
	at := []int{i}
	for _, s := range test.below {
		at = t.down(at, s)
	}
	for _, i := range at {
		if value, ok := t.elements[i].Lookup(test.attribute); ok && strings.EqualFold(strings.TrimSpace(value), test.value) {
			return true
		}
	}
	return false
}

// content is the text of an element and of all in it, blanks of any length as one.
func (t *tree) content(i int) string {
	name, depth := t.name(i), 0
	var b strings.Builder
	s := soup.HTML(t.text[t.elements[i].Pos:])
	for token := s.Next(); token.Kind != soup.EOF; token = s.Next() {
		switch same := strings.EqualFold(token.Name, name); {
		case token.Kind == soup.Start && same && !token.SelfClosing:
			depth++
		case token.Kind == soup.Start && same && depth == 0: // the element itself, empty
			return ""
		case token.Kind == soup.End && same:
			if depth--; depth == 0 {
				return strings.Join(strings.Fields(b.String()), " ")
			}
		case token.Kind == soup.Text || token.Kind == soup.CDATA:
			b.Write(token.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// position is the line and column of an element, from 1.
func (t *tree) position(i int) (line, column int) {
	before := t.text[:t.elements[i].Pos]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, len([]rune(string(before[start:]))) + 1
}
