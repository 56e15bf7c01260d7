package rawjson

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

// Kind is the kind of a value.
type Kind uint8

// The kinds of values. Invalid stands for text that is no value.
const (
	Invalid Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

func (k Kind) String() string {
	return [...]string{"invalid", "null", "boolean", "number", "string", "array", "object"}[k]
}

// Value is a value with its place.
type Value struct {
	Kind       Kind
	Start, End int      // byte offsets in Document.Data
	Text       string   // of a string, decoded; of anything else but arrays and objects, as written
	Members    []Member // of an object, all of them
	Items      []Value  // of an array
}

// Member is a name with its value.
type Member struct {
	Name   string
	NameAt int // byte offset of the name
	Value  Value
}

// Get returns the value of a name: the last one, as the strict reader keeps it.
func (v *Value) Get(name string) (*Value, bool) {
	for i := len(v.Members) - 1; i >= 0; i-- {
		if v.Members[i].Name == name {
			return &v.Members[i].Value, true
		}
	}
	return nil, false
}

// Defect is a deviation from JSON.
type Defect struct {
	lint.Finding
	Offset int // byte offset of the place to show
	// StopAt is the byte offset at which a strict reader notices it.
	StopAt int
	// StopsText and StopsBytes tell whether it ends a reader that was given a string, and one that was given the bytes.
	StopsText, StopsBytes bool
}

// Document is a text that was read.
type Document struct {
	Data    []byte // in UTF-8: the text itself unless it was in UTF-16
	Root    Value
	Defects []Defect // by StopAt; no more than a hundred
	lines   []int    // offsets of the beginnings of lines, made when first asked for
}

// Position returns line and column of a byte offset, both from 1; columns count characters.
func (d *Document) Position(offset int) (line, column int) {
	if d.lines == nil {
		d.lines = []int{0}
		for i, c := range d.Data {
			if c == '\n' {
				d.lines = append(d.lines, i+1)
			}
		}
	}
	offset = min(max(offset, 0), len(d.Data))
	line = sort.SearchInts(d.lines, offset+1)
	return line, utf8.RuneCount(d.Data[d.lines[line-1]:offset]) + 1
}

// Stop returns the first defect that ends a strict reader of a string, or of bytes; nil when it reads to the end.
func (d *Document) Stop(bytes bool) *Defect {
	for i := range d.Defects {
		if bytes && d.Defects[i].StopsBytes || !bytes && d.Defects[i].StopsText {
			return &d.Defects[i]
		}
	}
	return nil
}

// Pointer appends a name to a JSON pointer (RFC 6901).
func Pointer(base, name string) string {
	if strings.ContainsAny(name, "~/") {
		name = strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	}
	return base + "/" + name
}
