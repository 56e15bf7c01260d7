package pdfwrite

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// Object writes a direct object as text, in a form that every reader understands: names with their escapes, strings in
// hexadecimal or as literals, dictionaries in the order of their keys. References keep their numbers.
func Object(o types.Object) []byte { return (&writer{}).object(nil, o) }

// writer turns objects into text.
type writer struct {
	// number maps references to their new numbers, nil to keep them.
	number  func(num, gen int) (int, int)
	strings pdffile.File
}

func (w *writer) object(out []byte, o types.Object) []byte {
	if num, gen, ok := pdffile.Reference(o); ok {
		if w.number != nil {
			num, gen = w.number(num, gen)
		}
		return fmt.Appendf(out, "%d %d R", num, gen)
	}
	if s, ok := w.strings.Bytes(o); ok {
		return appendString(out, s)
	}
	switch v := o.(type) {
	case types.Dict:
		return w.dict(out, v)
	case types.StreamDict:
		d := maps.Clone(v.Dict)
		d["Length"] = types.Integer(len(v.Raw))
		out = append(w.dict(out, d), "\nstream\n"...)
		out = append(out, v.Raw...)
		return append(out, "\nendstream"...)
	case types.Array:
		out = append(out, '[')
		for i, e := range v {
			if _, isString := w.strings.Bytes(e); i > 0 && (isString || needsBlank(e)) {
				out = append(out, ' ')
			}
			out = w.object(out, e)
		}
		return append(out, ']')
	case types.Name:
		return appendName(out, string(v))
	case types.Integer:
		return strconv.AppendInt(out, int64(v), 10)
	case types.Float:
		return strconv.AppendFloat(out, float64(v), 'f', -1, 64)
	case types.Boolean:
		return strconv.AppendBool(out, bool(v))
	}
	return append(out, "null"...)
}

func (w *writer) dict(out []byte, d types.Dict) []byte {
	out = append(out, "<<"...)
	for _, key := range slices.Sorted(maps.Keys(d)) {
		out = appendName(out, key)
		if needsBlank(d[key]) {
			out = append(out, ' ')
		}
		out = w.object(out, d[key])
	}
	return append(out, ">>"...)
}

// needsBlank says whether the text of an object begins with a regular character.
func needsBlank(o types.Object) bool {
	switch o.(type) {
	case types.Dict, types.StreamDict, types.Array, types.Name, types.StringLiteral, types.HexLiteral:
		return false
	}
	return true
}

// appendName escapes what is no regular character (ISO 32000-1 7.3.5).
func appendName(out []byte, name string) []byte {
	out = append(out, '/')
	for i := range len(name) {
		c := name[i]
		if c <= ' ' || c >= 0x7F || bytes.IndexByte([]byte("#()<>[]{}/%"), c) >= 0 {
			out = fmt.Appendf(out, "#%02X", c)
			continue
		}
		out = append(out, c)
	}
	return out
}

// appendString writes printable ASCII as a literal and the rest in hexadecimal.
func appendString(out, s []byte) []byte {
	for _, c := range s {
		if c < ' ' || c > '~' {
			return fmt.Appendf(out, "<%X>", s)
		}
	}
	out = append(out, '(')
	for _, c := range s {
		if c == '(' || c == ')' || c == '\\' {
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	return append(out, ')')
}

// Text makes a string object for people: PDFDocEncoding where ASCII suffices, else UTF-16 with its mark (ISO 32000-1 7.9.2.2).
func Text(s string) types.Object {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] >= ' ' && s[i] <= '~'
	}
	if ascii {
		return types.NewHexLiteral([]byte(s))
	}
	return types.NewHexLiteral(utf16(s))
}

func utf16(s string) []byte {
	out := []byte{0xFE, 0xFF}
	for _, r := range s {
		if r > 0xFFFF {
			r -= 0x10000
			high, low := 0xD800+r>>10, 0xDC00+r&0x3FF
			out = append(out, byte(high>>8), byte(high), byte(low>>8), byte(low))
			continue
		}
		out = append(out, byte(r>>8), byte(r))
	}
	return out
}
