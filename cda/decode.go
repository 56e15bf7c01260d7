package cda

import (
	"bytes"
	_ "embed"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var messages string

var words = lint.NewCatalog(messages)

// Text is a CDA as the gateway handles it: as a Java string, and as what the XML parsers of its validator read, which get
// that string as UTF-8 together with a prolog that still declares the old encoding.
type Text struct {
	// Encoding is the encoding by which the gateway decodes, by the name that it reports: as declared, or UTF-8, UTF-16BE,
	// UTF-16LE or CP037 by the first bytes.
	Encoding string
	// Declared is the encoding in the XML declaration, "" without one.
	Declared string
	// BOM says whether the document begins with a byte order mark.
	BOM bool
	// String is the Java string, as UTF-8. Well-formed UTF-8 is not copied; a byte order mark stays.
	String []byte
	// XML is what the XML parser reads, as UTF-8: the same slice as String where the declared encoding makes no difference.
	XML []byte
	// FatalXML is set where the XML parser stops because of the encoding, nil otherwise. XML is then String.
	FatalXML *FatalXML
	// InvalidBytes counts the sequences of bytes that are not well-formed in the encoding; each became U+FFFD.
	InvalidBytes int
	// FirstInvalid is the offset of the first of them in the original bytes, -1 without any or when unknown.
	FirstInvalid int
}

// FatalXML tells why the XML parser stops.
type FatalXML struct {
	// Offset is the place in Text.String, in bytes.
	Offset int
	// Reason is a short explanation, in lower case.
	Reason lint.Text
}

// EncodingErrorKind tells apart why a document cannot be decoded.
type EncodingErrorKind int

// Kinds of EncodingError. The gateway answers all but the last with a server error.
const (
	// MalformedDeclaration: the XML declaration has not the form that the standard prescribes.
	MalformedDeclaration EncodingErrorKind = iota
	// UnknownEncoding: Java's XML reader does not know the declared name, or Java has no charset of that name.
	UnknownEncoding
	// IllFormedStart: the first characters are not well-formed in the encoding that the first bytes suggest.
	IllFormedStart
	// UnsupportedEncoding: the gateway can decode the document but this program cannot.
	UnsupportedEncoding
)

// EncodingError says that a document cannot be decoded.
type EncodingError struct {
	Kind EncodingErrorKind
	// Name is the encoding in question, "" when the declaration could not be read.
	Name string
	// Reason is the explanation for a malformed declaration.
	Reason lint.Text
}

// Text says in words why the document cannot be decoded.
func (e *EncodingError) Text() lint.Text {
	id := [...]string{
		MalformedDeclaration: "malformed-declaration", UnknownEncoding: "unknown-encoding", IllFormedStart: "ill-formed-text",
		UnsupportedEncoding: "unsupported-encoding",
	}[e.Kind]
	return words.Text(id, lint.Values{"name": strconv.Quote(e.Name), "reason": e.Reason})
}

func (e *EncodingError) Error() string { return e.Text().In("en") }

// Decode turns the bytes of a CDA into text as the gateway does: the encoding is taken by an XML reader from the first bytes
// and the XML declaration, a Java string is made of it, and the validator's parsers read that string as UTF-8 (spec 04 §2,
// 05 §3). A document without content is no error here. The only error is *EncodingError.
func Decode(raw []byte) (*Text, error) {
	order := sniff(raw)
	decl, err := readDecl(raw, order)
	if err == errIllFormed {
		return nil, &EncodingError{Kind: IllFormedStart, Name: order.name, Reason: err.reason}
	}
	if err != nil {
		return nil, &EncodingError{Kind: MalformedDeclaration, Reason: err.reason}
	}
	name, ok := reportedEncoding(order, decl)
	if !ok {
		return nil, &EncodingError{Kind: UnknownEncoding, Name: decl.encoding}
	}
	charset, ok := jdk.CharsetOf(name)
	if !ok || !jdk.ForName(name) {
		return nil, &EncodingError{Kind: UnknownEncoding, Name: name}
	}
	t := &Text{Encoding: name, Declared: decl.encoding, BOM: order.mark > 0}
	t.String, t.InvalidBytes, t.FirstInvalid, ok = jdk.Decode(charset, raw)
	if !ok {
		return nil, &EncodingError{Kind: UnsupportedEncoding, Name: name}
	}
	t.reparse()
	return t, nil
}

// reportedEncoding is the encoding that the reader reports: the declared one, unless the first bytes say UTF-16 and the
// declaration does not contradict. ok is false for a name that the reader refuses.
func reportedEncoding(order sniffed, decl xmlDecl) (name string, ok bool) {
	if !decl.hasEncoding {
		return order.name, true
	}
	upper := strings.ToUpper(decl.encoding)
	switch {
	case decl.encoding == order.name:
		return order.name, true
	case order.isUTF16() && (upper == "UTF-16" || upper == "ISO-10646-UCS-2" || upper == "ISO-10646-UCS-4"):
		return order.name, true
	case upper == "ISO-10646-UCS-4":
		return decl.encoding, false
	}
	_, ok = jdk.CharsetOf(decl.encoding)
	return decl.encoding, ok
}

// reparse works out what the XML parser reads when it gets the string as UTF-8.
func (t *Text) reparse() {
	s := t.String
	t.XML = s
	order := sniff(s)
	decl, err := readDecl(s, order)
	if err != nil {
		t.FatalXML = &FatalXML{Reason: err.reason}
		return
	}
	if order.isUTF16() || order.name != "UTF-8" {
		// characters of a misread UTF-16 text, with NUL between them
		t.reparseNUL(order, decl)
		return
	}
	if !decl.hasEncoding || decl.encoding == "UTF-8" {
		return
	}
	charset, ok := jdk.CharsetOf(decl.encoding)
	switch {
	case !ok:
		t.fail(0, "unknown-name", decl.encoding)
	case !jdk.ASCIICompatible(charset):
		t.fail(decl.end, "is-utf8", decl.encoding)
	case charset == "US-ASCII":
		if i := firstNonASCII(s[decl.end:]); i >= 0 {
			t.fail(decl.end+i, "outside", decl.encoding)
		}
	case charset != "UTF-8" && firstNonASCII(s[decl.end:]) >= 0 || charset == "ISO-2022-JP":
		rest, _, _, ok := jdk.Decode(charset, s[decl.end:])
		if !ok {
			t.fail(decl.end, "unreadable", decl.encoding)
			return
		}
		t.XML = append(bytes.Clone(s[:decl.end]), rest...)
	}
}

// reparseNUL deals with a string that looks like UTF-16 to the parser because NUL characters stand in it.
func (t *Text) reparseNUL(order sniffed, decl xmlDecl) {
	name, ok := reportedEncoding(order, decl)
	if !ok || name != order.name || order.name == "ISO-10646-UCS-4" {
		t.fail(decl.end, "nul", decl.encoding)
		return
	}
	t.XML, _, _, _ = jdk.Decode(order.name, t.String)
}

func (t *Text) fail(offset int, reason, encoding string) {
	t.FatalXML = &FatalXML{Offset: offset, Reason: words.Text(reason, lint.Values{"name": encoding})}
}

// firstNonASCII returns the offset of the first byte that is no ASCII, -1 without any.
func firstNonASCII(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return -1
}
