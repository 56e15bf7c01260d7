package pdffile

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

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

// Deref returns what a reference refers to, other objects as they are. A reference to an object that is not in the file or
// could not be read is nil, the null object (ISO 32000-1 7.3.10). An indirect object is never itself a reference.
func (f *File) Deref(o types.Object) types.Object {
	num, gen, ok := Reference(o)
	if !ok {
		return o
	}
	if f.library == OpenPDF {
		gen = 0 // which does not look at it
	}
	if s := f.objects[objectKey{int64(num), gen}]; s != nil {
		return s.value
	}
	return nil
}

// Get returns the entry key of d with references followed: nil when it is absent or null.
func (f *File) Get(d types.Dict, key string) types.Object {
	return f.Deref(d[key])
}

// Dict returns o, references followed, as a dictionary. For PDFBox a stream counts as its dictionary.
func (f *File) Dict(o types.Object) (types.Dict, bool) {
	o = f.Deref(o)
	if _, ok := o.(types.StreamDict); ok && f.library == OpenPDF {
		return nil, false
	}
	return dictOf(o)
}

// Array returns o, references followed, as an array.
func (f *File) Array(o types.Object) (types.Array, bool) {
	a, ok := f.Deref(o).(types.Array)
	return a, ok
}

// Name returns o, references followed, as a name without its slash, escapes decoded.
func (f *File) Name(o types.Object) (string, bool) {
	n, ok := f.Deref(o).(types.Name)
	return string(n), ok
}

// Int returns o, references followed, as an integer; a real number is cut at the decimal point, as PDFBox does.
func (f *File) Int(o types.Object) (int64, bool) {
	switch n := f.Deref(o).(type) {
	case types.Integer:
		return int64(n), true
	case types.Float:
		return int64(n), true
	}
	return 0, false
}

// Bytes returns the raw bytes of a string object, references followed, escapes decoded and decrypted.
func (f *File) Bytes(o types.Object) ([]byte, bool) { return stringBytes(f.Deref(o)) }

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
	_, ok := f.Deref(o).(types.StreamDict)
	return ok
}

// hexBytes decodes hexadecimal digits, ignoring anything else; an odd last digit is followed by an implied zero.
func hexBytes(s string) []byte {
	out := make([]byte, 0, (len(s)+1)/2)
	var high byte
	odd := false
	for i := range len(s) {
		v, ok := HexDigit(s[i])
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

// HexDigit returns the value of a hexadecimal digit, false for another character.
func HexDigit(c byte) (byte, bool) {
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
