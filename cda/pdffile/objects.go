package pdffile

import (
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxReferences bounds a chain of references to references.
const maxReferences = 32

// Reference returns object and generation number when o is an indirect reference.
func Reference(o types.Object) (num, gen int, ok bool) {
	switch r := o.(type) {
	case types.IndirectRef:
		return r.ObjectNumber.Value(), r.GenerationNumber.Value(), true
	case *types.IndirectRef:
		if r != nil {
			return r.ObjectNumber.Value(), r.GenerationNumber.Value(), true
		}
	}
	return 0, 0, false
}

// Deref follows references until it meets a direct object. A reference to an object that is not in the file is nil
// (the null object, ISO 32000-1 7.3.10); an object that cannot be read and a chain of references without end are errors.
func (f *File) Deref(o types.Object) (types.Object, error) {
	for range maxReferences {
		num, gen, ok := Reference(o)
		if !ok {
			return o, nil
		}
		next, err := f.source.object(num, gen)
		if err != nil {
			return nil, fmt.Errorf("object %d: %w", num, err)
		}
		o = next
	}
	return nil, fmt.Errorf("%w: a chain of references has no end", ErrDamaged)
}

// Get returns the entry key of d with references followed: nil when it is absent, null or unreadable.
func (f *File) Get(d types.Dict, key string) types.Object {
	o, err := f.Deref(d[key])
	if err != nil {
		return nil
	}
	return o
}

// Dict returns o, references followed, as a dictionary. As in PDFBox a stream counts as its dictionary.
func (f *File) Dict(o types.Object) (types.Dict, bool) {
	o, err := f.Deref(o)
	if err != nil {
		return nil, false
	}
	switch d := o.(type) {
	case types.Dict:
		return d, d != nil
	case types.StreamDict:
		return d.Dict, true
	case *types.StreamDict:
		return d.Dict, d != nil
	}
	return nil, false
}

// Array returns o, references followed, as an array.
func (f *File) Array(o types.Object) (types.Array, bool) {
	o, err := f.Deref(o)
	if err != nil {
		return nil, false
	}
	a, ok := o.(types.Array)
	return a, ok
}

// Name returns o, references followed, as a name without its slash, escapes decoded.
func (f *File) Name(o types.Object) (string, bool) {
	o, err := f.Deref(o)
	if err != nil {
		return "", false
	}
	n, ok := o.(types.Name)
	return string(n), ok
}

// Int returns o, references followed, as an integer; a real number is cut at the decimal point, as PDFBox does.
func (f *File) Int(o types.Object) (int64, bool) {
	o, err := f.Deref(o)
	if err != nil {
		return 0, false
	}
	switch n := o.(type) {
	case types.Integer:
		return int64(n), true
	case types.Float:
		return int64(n), true
	}
	return 0, false
}

// Bytes returns the raw bytes of a string object, references followed, escapes decoded.
func (f *File) Bytes(o types.Object) ([]byte, bool) {
	o, err := f.Deref(o)
	if err != nil {
		return nil, false
	}
	switch s := o.(type) {
	case types.StringLiteral:
		b, err := types.Unescape(string(s))
		return b, err == nil
	case types.HexLiteral:
		return hexBytes(string(s)), true
	}
	return nil, false
}

// Text returns a string object, references followed, decoded as DecodeText does.
func (f *File) Text(o types.Object) (string, bool) {
	b, ok := f.Bytes(o)
	if !ok {
		return "", false
	}
	return DecodeText(b), true
}

// IsStream says whether o, references followed, is a stream.
func (f *File) IsStream(o types.Object) bool {
	o, err := f.Deref(o)
	if err != nil {
		return false
	}
	switch s := o.(type) {
	case types.StreamDict:
		return true
	case *types.StreamDict:
		return s != nil
	}
	return false
}

// hexBytes decodes hexadecimal digits, ignoring anything else; an odd last digit is followed by an implied zero.
func hexBytes(s string) []byte {
	out := make([]byte, 0, (len(s)+1)/2)
	var high byte
	odd := false
	for i := range len(s) {
		v, ok := hexDigit(s[i])
		if !ok {
			continue
		}
		if odd {
			out = append(out, high<<4|v)
		}
		high, odd = v, !odd
	}
	if odd {
		out = append(out, high<<4)
	}
	return out
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
