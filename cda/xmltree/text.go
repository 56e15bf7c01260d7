package xmltree

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

// text reads character data up to the next element, comment, processing instruction or end tag, as one text node:
// CDATA sections and references do not divide it.
func (p *parser) text() error {
	start := p.pos
	n := bytes.IndexByte(p.src[start:], '<')
	if n < 0 {
		n = len(p.src) - start
	}
	end := start + n
	plain := p.src[start:end]
	literal := end == len(p.src) || !bytes.HasPrefix(p.src[end:], []byte("<![CDATA["))
	if literal && !p.doc.xml11 && bytes.IndexByte(plain, '&') < 0 && bytes.IndexByte(plain, '\r') < 0 {
		if err := p.checkText(start, end); err != nil {
			return err
		}
		p.pos = end
		return p.addText(start, span{start: int32(start), end: int32(end)})
	}
	from := len(p.doc.buf)
	for p.pos < len(p.src) {
		if p.src[p.pos] == '<' {
			if !bytes.HasPrefix(p.src[p.pos:], []byte("<![CDATA[")) {
				break
			}
			if err := p.cdata(); err != nil {
				return err
			}
			continue
		}
		if err := p.run(); err != nil {
			return err
		}
	}
	if len(p.doc.buf) == from { // an empty CDATA section alone makes no text node
		return nil
	}
	return p.addText(start, span{start: int32(from), end: int32(len(p.doc.buf)), buffered: true})
}

func (p *parser) addText(start int, val span) error {
	n := node{kind: Text, name: NoName, parent: p.open[len(p.open)-1].node, offset: int32(start), close: int32(p.pos)}
	n.setData(val)
	_, err := p.add(n)
	return err
}

// run decodes character data into the buffer up to the next "<".
func (p *parser) run() error {
	start := p.pos
	end := len(p.src)
	if n := bytes.IndexByte(p.src[start:], '<'); n >= 0 {
		end = start + n
	}
	if err := p.checkText(start, end); err != nil {
		return err
	}
	for p.pos < end {
		amp := bytes.IndexByte(p.src[p.pos:end], '&')
		if amp < 0 {
			p.appendLines(p.pos, end)
			p.pos = end
			break
		}
		p.appendLines(p.pos, p.pos+amp)
		p.pos += amp
		if err := p.reference(); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) cdata() error {
	body := p.pos + len("<![CDATA[")
	n := bytes.Index(p.src[body:], []byte("]]>"))
	if n < 0 {
		return p.fail(CodeEnd, p.pos, "", "cdata-open", nil)
	}
	if bad := validText(p.src[body:body+n], p.doc.xml11); bad >= 0 {
		return p.badChar(body + bad)
	}
	p.appendLines(body, body+n)
	p.pos = body + n + 3
	return nil
}

// checkText verifies the characters of literal text outside CDATA sections.
func (p *parser) checkText(start, end int) error {
	if bad := validText(p.src[start:end], p.doc.xml11); bad >= 0 {
		return p.badChar(start + bad)
	}
	if i := bytes.Index(p.src[start:end], []byte("]]>")); i >= 0 {
		return p.fail(CodeMarkup, start+i, "", "cdata-end", nil)
	}
	return nil
}

func (p *parser) badChar(at int) error {
	r, size := utf8.DecodeRune(p.src[at:])
	if r == utf8.RuneError && size == 1 {
		return p.fail(CodeEncoding, at, "", "byte", lint.Values{"byte": fmt.Sprintf("0x%02X", p.src[at])})
	}
	return p.fail(CodeChar, at, "", "character", lint.Values{"character": fmt.Sprintf("U+%04X", r)})
}

// appendLines copies literal text to the buffer with line ends normalised (XML 1.0, 2.11; XML 1.1, 2.11).
func (p *parser) appendLines(start, end int) {
	b := p.src[start:end]
	if p.doc.buf == nil && len(b) > 0 && bytes.IndexByte(p.src[:min(len(p.src), 512)], '\r') >= 0 {
		p.doc.buf = make([]byte, 0, len(p.src)/2) // all its lines end so: no text stands as it is
	}
	if bytes.IndexByte(b, '\r') < 0 && !p.doc.xml11 {
		p.doc.buf = append(p.doc.buf, b...)
		return
	}
	for i := 0; i < len(b); i++ {
		if !p.doc.xml11 { // all up to the next carriage return stays as it is
			n := bytes.IndexByte(b[i:], '\r')
			if n < 0 {
				p.doc.buf = append(p.doc.buf, b[i:]...)
				return
			}
			p.doc.buf = append(p.doc.buf, b[i:i+n]...)
			i += n
		}
		skip := 0
		if b[i] == '\r' {
			if skip = 1; i+1 < len(b) && b[i+1] == '\n' {
				skip = 2
			} else if p.doc.xml11 {
				skip += xml11LineEnd(b[i+1:], false)
			}
		} else if p.doc.xml11 {
			skip = xml11LineEnd(b[i:], true)
		}
		if skip == 0 {
			p.doc.buf = append(p.doc.buf, b[i])
			continue
		}
		p.doc.buf = append(p.doc.buf, '\n')
		i += skip - 1
	}
}

// xml11LineEnd returns the length of a NEL (or, if wanted, a line separator) at the start of b.
func xml11LineEnd(b []byte, separator bool) int {
	switch {
	case bytes.HasPrefix(b, []byte("\u0085")):
		return 2
	case separator && bytes.HasPrefix(b, []byte("\u2028")):
		return 3
	}
	return 0
}

func (p *parser) normalised(start, end int) span {
	from := len(p.doc.buf)
	p.appendLines(start, end)
	return span{start: int32(from), end: int32(len(p.doc.buf)), buffered: true}
}

// attributeValue reads a quoted value at p.pos; name is for messages.
func (p *parser) attributeValue(name string) (span, error) {
	start := p.pos + 1
	n := bytes.IndexByte(p.src[start:], p.src[p.pos])
	if n < 0 {
		return span{}, p.fail(CodeEnd, p.pos, name, "value-open", nil)
	}
	end := start + n
	literal := true
	for _, c := range p.src[start:end] {
		if c < 0x20 || c == '&' || c == '<' || c >= 0x7F {
			literal = false
			break
		}
	}
	if literal {
		p.pos = end + 1
		return span{start: int32(start), end: int32(end)}, nil
	}
	if i := bytes.IndexByte(p.src[start:end], '<'); i >= 0 {
		return span{}, p.fail(CodeAttribute, start+i, name, "attribute-less", nil)
	}
	if bad := validText(p.src[start:end], p.doc.xml11); bad >= 0 {
		return span{}, p.badChar(start + bad)
	}
	return p.decodeValue(start, end)
}

// decodeValue resolves references and turns white space into blanks (XML 1.0, 3.3.3).
func (p *parser) decodeValue(start, end int) (span, error) {
	from := len(p.doc.buf)
	for p.pos = start; p.pos < end; {
		n := bytes.IndexByte(p.src[p.pos:end], '&')
		stop := end
		if n >= 0 {
			stop = p.pos + n
		}
		mark := len(p.doc.buf)
		p.appendLines(p.pos, stop)
		for i := mark; i < len(p.doc.buf); i++ {
			if isSpace[p.doc.buf[i]] {
				p.doc.buf[i] = ' '
			}
		}
		p.pos = stop
		if n < 0 {
			break
		}
		if err := p.reference(); err != nil {
			return span{}, err
		}
		if p.pos > end {
			return span{}, p.fail(CodeReference, stop, "", "reference-in-value", nil)
		}
	}
	p.pos = end + 1
	return span{start: int32(from), end: int32(len(p.doc.buf)), buffered: true}, nil
}

// reference resolves the reference at p.pos into the buffer.
func (p *parser) reference() error {
	start := p.pos
	p.pos++
	if p.pos < len(p.src) && p.src[p.pos] == '#' {
		return p.charReference(start)
	}
	from, to, err := p.name()
	if err != nil {
		return p.fail(CodeReference, start, "", "ampersand", nil)
	}
	name := string(p.src[from:to])
	if p.pos >= len(p.src) || p.src[p.pos] != ';' {
		return p.fail(CodeReference, start, name, "reference-open", nil)
	}
	p.pos++
	var c byte
	switch name {
	case "amp":
		c = '&'
	case "lt":
		c = '<'
	case "gt":
		c = '>'
	case "quot":
		c = '"'
	case "apos":
		c = '\''
	default:
		return p.fail(CodeEntity, start, name, "entity", nil)
	}
	p.doc.buf = append(p.doc.buf, c)
	return nil
}

func (p *parser) charReference(start int) error {
	n := bytes.IndexByte(p.src[p.pos:min(len(p.src), p.pos+40)], ';')
	if n < 0 {
		return p.fail(CodeReference, start, "", "number-open", nil)
	}
	digits, base := string(p.src[p.pos+1:p.pos+n]), 10
	if len(digits) > 0 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	code, err := strconv.ParseUint(digits, base, 32)
	if err != nil || code > utf8.MaxRune || !isChar(rune(code), p.doc.xml11, true) {
		return p.fail(CodeReference, start, digits, "number", lint.Values{"reference": string(p.src[start : p.pos+n+1])})
	}
	p.doc.buf = utf8.AppendRune(p.doc.buf, rune(code))
	p.pos += n + 1
	return nil
}
