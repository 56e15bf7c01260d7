package xsd

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// prolog is a document without byte order mark and XML declaration. The declaration is read here, because libxml2 would
// act on the encoding that it names although the text is UTF-8 by now, and because the reference is stricter about it.
type prolog struct {
	start     int    // offset of body in the document
	body      []byte // what libxml2 reads
	version11 bool
	encoding  string // as declared, in upper case
}

const byteOrderMark = "\uFEFF"

func readProlog(xml []byte) (prolog, *ParseError) {
	if at := invalidUTF8(xml); at >= 0 {
		return prolog{}, parseError(xml, at, Encoding, "the text is not valid UTF-8")
	}
	if at := bytes.IndexByte(xml, 0); at >= 0 {
		return prolog{}, parseError(xml, at, NotWellFormed, "a null character is not allowed in XML")
	}
	start := 0
	if bytes.HasPrefix(xml, []byte(byteOrderMark)) {
		start = len(byteOrderMark)
	}
	d := declaration{xml: xml, at: start}
	if !d.present() {
		return withBody(xml, start, false)
	}
	if message := d.read(); message != "" {
		return prolog{}, parseError(xml, d.at, Declaration, message)
	}
	again := declaration{xml: xml, at: d.at}
	if again.present() {
		return prolog{}, parseError(xml, d.at, Declaration, "a second XML declaration")
	}
	p, fatal := withBody(xml, d.at, d.version == "1.1")
	p.encoding = strings.ToUpper(d.encoding)
	return p, fatal
}

// unreadable tells what would become of the text in a parser that goes by its declaration: nil when it can read it.
func (p prolog) unreadable(xml []byte) *ParseError {
	switch {
	case asciiNames[p.encoding]:
		for i, b := range p.body {
			if b >= utf8.RuneSelf {
				return parseError(xml, p.start+i, Encoding, "a character beyond ASCII in a text declared as "+p.encoding)
			}
		}
	case withoutASCII(p.encoding):
		return parseError(xml, p.start, Encoding, "the text is declared as "+p.encoding+", which it is not any more")
	}
	return nil
}

var asciiNames = map[string]bool{
	"US-ASCII": true, "ASCII": true, "ISO646-US": true, "ANSI_X3.4-1968": true, "ANSI_X3.4-1986": true, "ISO-IR-6": true, "CP367": true,
	"IBM367": true, "US": true,
}

// withoutASCII tells whether text in UTF-8 is nonsense in an encoding: those of several bytes for each character, and
// EBCDIC.
func withoutASCII(encoding string) bool {
	for _, prefix := range []string{"UTF-16", "UTF-32", "ISO-10646-UCS", "EBCDIC"} {
		if strings.HasPrefix(encoding, prefix) {
			return true
		}
	}
	number, ok := strings.CutPrefix(encoding, "IBM")
	if !ok {
		number, ok = strings.CutPrefix(encoding, "CP")
	}
	return ok && ebcdic[strings.TrimLeft(number, "0")]
}

var ebcdic = map[string]bool{
	"37": true, "273": true, "277": true, "278": true, "280": true, "284": true, "285": true, "297": true, "420": true, "424": true, "500": true,
	"870": true, "871": true, "918": true, "1047": true, "1140": true,
}

func withBody(xml []byte, start int, version11 bool) (prolog, *ParseError) {
	p := prolog{start: start, body: xml[start:], version11: version11}
	if bytes.HasPrefix(p.body, []byte(byteOrderMark)) && start > 0 { // libxml2 would pass over it
		return prolog{}, parseError(xml, start, NotWellFormed, "a byte order mark inside the document")
	}
	if len(bytes.TrimLeft(p.body, " \t\r\n")) == 0 {
		return prolog{}, parseError(xml, len(xml), NotWellFormed, "the document has no element")
	}
	if !version11 {
		return p, nil
	}
	body, bad := asXML10(p.body)
	if bad >= 0 {
		return prolog{}, parseError(xml, start+bad, NotWellFormed, "a control character is not allowed in XML 1.1")
	}
	p.body = body
	return p, nil
}

func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// declaration reads <?xml version="1.0" encoding="..." standalone="..."?> (XML 1.0, 2.8 and 4.3.1).
type declaration struct {
	xml               []byte
	at                int
	version, encoding string
}

func (d *declaration) rest() []byte { return d.xml[d.at:] }

func (d *declaration) present() bool {
	rest := d.rest()
	return bytes.HasPrefix(rest, []byte("<?xml")) && len(rest) > 5 && isBlank(rest[5])
}

// read leaves at behind the declaration and returns what is wrong with it, or nothing.
func (d *declaration) read() string {
	d.at += len("<?xml")
	order := []string{"version", "encoding", "standalone"}
	seen := 0
	for {
		blanks := d.blanks()
		if bytes.HasPrefix(d.rest(), []byte("?>")) {
			d.at += 2
			if d.version == "" {
				return "the XML declaration has no version"
			}
			return ""
		}
		if blanks == 0 {
			return "a blank is required in the XML declaration"
		}
		index := -1
		for i := seen; i < len(order); i++ {
			if bytes.HasPrefix(d.rest(), []byte(order[i])) {
				index = i
				break
			}
		}
		if index < 0 {
			return "the XML declaration must have version, encoding and standalone in this order"
		}
		value, ok := d.value(order[index])
		if !ok {
			return "the XML declaration has a malformed " + order[index]
		}
		if message := d.accept(order[index], value); message != "" {
			return message
		}
		seen = index + 1
	}
}

func (d *declaration) accept(name, value string) string {
	switch name {
	case "version":
		if value != "1.0" && value != "1.1" {
			return "only XML 1.0 and 1.1 are known"
		}
		d.version = value
	case "encoding":
		if d.version == "" {
			return "the XML declaration must begin with the version"
		}
		if !isEncodingName(value) {
			return "the XML declaration names an impossible encoding"
		}
		d.encoding = value
	case "standalone":
		if d.version == "" {
			return "the XML declaration must begin with the version"
		}
		if value != "yes" && value != "no" {
			return "standalone must be yes or no"
		}
	}
	return ""
}

func (d *declaration) blanks() int {
	n := 0
	for d.at < len(d.xml) && isBlank(d.xml[d.at]) {
		d.at++
		n++
	}
	return n
}

// value reads name, the equals sign and the quoted value.
func (d *declaration) value(name string) (string, bool) {
	d.at += len(name)
	d.blanks()
	if !bytes.HasPrefix(d.rest(), []byte("=")) {
		return "", false
	}
	d.at++
	d.blanks()
	rest := d.rest()
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return "", false
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 || end > 200 {
		return "", false
	}
	d.at += end + 2
	return string(rest[1 : end+1]), true
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

func isEncodingName(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if letter || i > 0 && ('0' <= c && c <= '9' || c == '.' || c == '_' || c == '-') {
			continue
		}
		return false
	}
	return s != ""
}

// asXML10 makes a text of XML 1.1 readable by rules of 1.0 without moving a byte, so that the schema validator sees what it
// would see: next line and line separator become blanks (1.1 turns them into line ends), a reference to a control
// character becomes one to another character that no name and no pattern of the set admits. It returns the offset of a
// character that 1.1 forbids, or -1.
func asXML10(body []byte) ([]byte, int) {
	out := bytes.Clone(body)
	for i := 0; i < len(out); {
		c := out[i]
		switch {
		case c < 0x20 && !isBlank(c), c == 0x7F:
			return nil, i
		case c == '&':
			i += hideControlReference(out[i:])
			continue
		case c < utf8.RuneSelf:
			i++
			continue
		}
		r, size := utf8.DecodeRune(out[i:])
		switch {
		case r == 0x85 || r == 0x2028:
			copy(out[i:i+size], "   ")
		case r >= 0x80 && r < 0xA0:
			return nil, i
		}
		i += size
	}
	return out, -1
}

// hideControlReference replaces a reference at the start of b to one of the characters U+0001 to U+001F that XML 1.0 does
// not know, and returns how many bytes to go on.
func hideControlReference(b []byte) int {
	end := bytes.IndexByte(b[:min(len(b), 16)], ';')
	if end < 3 || b[1] != '#' {
		return 1
	}
	digits, base := b[2:end], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	value := 0
	for _, d := range digits {
		n := bytes.IndexByte([]byte("0123456789abcdef"), d|0x20)
		if n < 0 || n >= base {
			return 1
		}
		value = value*base + n
		if value > 0x1F {
			return 1
		}
	}
	if value == 0 || len(digits) == 0 || isBlank(byte(value)) {
		return 1
	}
	if end+1 == utf8.UTFMax { // "&#1;"
		utf8.EncodeRune(b, 0x1F700)
		return end + 1
	}
	const stand = "33" // "!"
	copy(b, "&#")
	for i := 2; i < end; i++ {
		b[i] = '0'
	}
	copy(b[end-len(stand):end], stand)
	return end + 1
}
