package cda

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/fselint/fselint/lint"
)

// sniffed is the encoding that the first bytes of a document suggest to the JDK's XML parsers.
type sniffed struct {
	name string // as the parser reports it
	mark int    // length of the byte order mark
}

// sniff looks at the first four bytes (XML 1.0 Appendix F).
func sniff(b []byte) sniffed {
	has := func(prefix string) bool { return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix }
	switch {
	case has("\xFE\xFF"):
		return sniffed{"UTF-16BE", 2}
	case has("\xFF\xFE"):
		return sniffed{"UTF-16LE", 2}
	case has("\xEF\xBB\xBF"):
		return sniffed{"UTF-8", 3}
	case has("\x00\x00\x00\x3C"), has("\x3C\x00\x00\x00"), has("\x00\x00\x3C\x00"), has("\x00\x3C\x00\x00"):
		return sniffed{"ISO-10646-UCS-4", 0}
	case has("\x00\x3C\x00\x3F"):
		return sniffed{"UTF-16BE", 0}
	case has("\x3C\x00\x3F\x00"):
		return sniffed{"UTF-16LE", 0}
	case has("\x4C\x6F\xA7\x94"):
		return sniffed{"CP037", 0}
	}
	return sniffed{"UTF-8", 0}
}

// isUTF16 says whether the first bytes decided for UTF-16.
func (s sniffed) isUTF16() bool { return strings.HasPrefix(s.name, "UTF-16") }

// declReader reads the characters of an XML declaration in the sniffed encoding.
type declReader struct {
	data  []byte
	pos   int
	order sniffed
	bad   bool // ill-formed bytes were met
}

const declEnd = rune(-1)

// next returns the next character, declEnd at the end of the data or of what is well-formed.
func (d *declReader) next() rune {
	r, n := d.decode()
	d.pos += n
	return r
}

func (d *declReader) peek() rune {
	r, _ := d.decode()
	return r
}

func (d *declReader) decode() (rune, int) {
	rest := d.data[min(d.pos, len(d.data)):]
	switch d.order.name {
	case "UTF-16BE", "UTF-16LE":
		if len(rest) < 2 {
			d.bad = d.bad || len(rest) == 1
			return declEnd, 0
		}
		if d.order.name == "UTF-16BE" {
			return rune(rest[0])<<8 | rune(rest[1]), 2
		}
		return rune(rest[1])<<8 | rune(rest[0]), 2
	case "ISO-10646-UCS-4":
		if len(rest) < 4 {
			return declEnd, 0
		}
		// whatever the byte order, the declaration is ASCII
		return rune(rest[0]) | rune(rest[1]) | rune(rest[2]) | rune(rest[3]), 4
	case "CP037":
		if len(rest) == 0 {
			return declEnd, 0
		}
		return charmap.CodePage037.DecodeByte(rest[0]), 1
	}
	if len(rest) == 0 {
		return declEnd, 0
	}
	r, n := utf8.DecodeRune(rest)
	if r == utf8.RuneError && n <= 1 {
		d.bad = true
		return declEnd, 0
	}
	return r, n
}

// xmlDecl is what an XML declaration says.
type xmlDecl struct {
	present     bool
	version     string
	encoding    string
	hasEncoding bool
	end         int // offset behind the declaration
}

// declError is why a declaration is refused.
type declError struct{ reason lint.Text }

func refused(text string, v lint.Values) *declError { return &declError{words.Text(text, v)} }

var errIllFormed = refused("ill-formed-start", nil)

// readDecl reads the XML declaration as the JDK's parsers do, which refuse any deviation from its form. Without a
// declaration it only makes sure that the five characters it compares can be read.
func readDecl(data []byte, order sniffed) (xmlDecl, *declError) {
	d := &declReader{data: data, pos: order.mark, order: order}
	for _, want := range "<?xml" {
		if d.next() != want {
			return xmlDecl{}, d.readable(order.mark)
		}
	}
	r := d.peek()
	switch {
	case d.bad:
		return xmlDecl{}, errIllFormed
	case r == declEnd:
		return xmlDecl{}, refused("ends", nil)
	case r != ' ' && r != '\t' && r != '\r' && r != '\n':
		return xmlDecl{}, nil // an instruction whose name begins with xml, or an error that the next parser will find
	}
	decl, err := d.pseudoAttributes()
	if d.bad {
		err = errIllFormed
	}
	return decl, err
}

// readable makes sure that the first five characters are well-formed.
func (d *declReader) readable(from int) *declError {
	d.pos = from
	for range len("<?xml") {
		if d.next() == declEnd {
			break
		}
	}
	if d.bad {
		return errIllFormed
	}
	return nil
}

// pseudoAttributes reads version, encoding and standalone, in that order and each after white space.
func (d *declReader) pseudoAttributes() (xmlDecl, *declError) {
	decl := xmlDecl{present: true}
	next := []string{"version", "encoding", "standalone"}
	space := d.skipSpace()
	for d.peek() != '?' {
		name, value, err := d.pseudoAttribute()
		if err != nil {
			return decl, err
		}
		for decl.version != "" && len(next) > 0 && next[0] != name {
			next = next[1:]
		}
		if len(next) == 0 || next[0] != name {
			return decl, refused("order", nil)
		}
		next = next[1:]
		if !space {
			return decl, refused("no-space", lint.Values{"name": lint.Known(name)})
		}
		switch name {
		case "version":
			if value != "1.0" && value != "1.1" {
				return decl, refused("version", lint.Values{"value": strconv.Quote(value)})
			}
			decl.version = value
		case "encoding":
			decl.encoding, decl.hasEncoding = value, true
		case "standalone":
			if value != "yes" && value != "no" {
				return decl, refused("standalone", nil)
			}
		}
		space = d.skipSpace()
	}
	if decl.version == "" {
		return decl, refused("no-version", nil)
	}
	d.next()
	if d.next() != '>' {
		return decl, refused("no-end", nil)
	}
	decl.end = d.pos
	return decl, nil
}

func (d *declReader) skipSpace() bool {
	start := d.pos
	for {
		switch d.peek() {
		case ' ', '\t', '\r', '\n':
			d.next()
		default:
			return d.pos > start
		}
	}
}

// maxPseudoValue bounds the value of a pseudo-attribute, in characters.
const maxPseudoValue = 10_000

func (d *declReader) pseudoAttribute() (name, value string, err *declError) {
	var b strings.Builder
	for r := d.peek(); r >= 'a' && r <= 'z' && b.Len() < len("standalone"); r = d.peek() {
		b.WriteRune(d.next())
	}
	name = b.String()
	if name != "version" && name != "encoding" && name != "standalone" {
		return "", "", refused("other", nil)
	}
	d.skipSpace()
	if d.next() != '=' {
		return "", "", refused("no-equals", lint.Values{"name": lint.Known(name)})
	}
	d.skipSpace()
	quote := d.next()
	if quote != '"' && quote != '\'' {
		return "", "", refused("no-quotes", lint.Values{"name": lint.Known(name)})
	}
	var v strings.Builder
	for r := d.next(); r != quote; r = d.next() {
		if r == declEnd || r < ' ' && r != '\t' && r != '\n' && r != '\r' || v.Len() > maxPseudoValue {
			return "", "", refused("value-open", lint.Values{"name": lint.Known(name)})
		}
		v.WriteRune(r)
	}
	return name, v.String(), nil
}
