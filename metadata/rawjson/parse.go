package rawjson

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

const (
	maxDepth   = 1000
	maxDefects = 100
)

type parser struct {
	data    []byte
	pos     int
	depth   int
	defects []Defect
}

// Parse reads a text. It never fails: what cannot be read is in Defects, and Root holds what could be made of the rest.
func Parse(data []byte) *Document {
	p := &parser{data: data}
	if text, ok := fromUTF16(data); ok {
		p.data = text
		p.addFor(UTF16, 0, 0, "", "", true, false)
	}
	if bytes.HasPrefix(p.data, []byte("\uFEFF")) {
		if len(p.defects) == 0 {
			p.addFor(BOM, 0, 0, "", "", true, false)
		}
		p.pos = len("\uFEFF")
	}
	if !utf8.Valid(p.data) {
		at := firstInvalid(p.data)
		p.addFor(NotUTF8, at, at, "0x"+strconv.FormatUint(uint64(p.data[at]), 16), "", false, true)
	}
	d := &Document{Data: p.data}
	p.space()
	if p.pos >= len(p.data) {
		p.add(Nothing, p.pos, "", "")
		d.Root = Value{Start: p.pos, End: p.pos}
	} else {
		d.Root = p.value("")
		p.trailing()
	}
	slices.SortStableFunc(p.defects, func(a, b Defect) int { return a.StopAt - b.StopAt })
	d.Defects = p.defects
	return d
}

// trailing reports what follows the value. It is not looked at further: the strict reader does not either.
func (p *parser) trailing() {
	rest := bytes.TrimFunc(p.data[p.pos:], func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' })
	if len(rest) == 0 {
		return
	}
	p.addFor(Trailing, p.pos+bytes.Index(p.data[p.pos:], rest[:1]), p.pos, excerpt(rest), "", false, false)
}

func (p *parser) add(r *lint.Rule, at int, found, expected string) {
	p.addFor(r, at, at, found, expected, true, true)
}

func (p *parser) addFor(r *lint.Rule, at, stopAt int, found, expected string, text, asBytes bool) {
	if len(p.defects) >= maxDefects {
		return
	}
	p.defects = append(p.defects, Defect{Finding: r.Found(found, expected), Offset: at, StopAt: stopAt, StopsText: text, StopsBytes: asBytes})
}

// space skips white space and, with a complaint, comments.
func (p *parser) space() {
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			p.pos++
		case c == '#' || c == '/' && p.pos+1 < len(p.data) && p.data[p.pos+1] == '/':
			p.add(Comment, p.pos, "", "")
			p.until("\n")
		case c == '/' && p.pos+1 < len(p.data) && p.data[p.pos+1] == '*':
			p.add(Comment, p.pos, "", "")
			p.until("*/")
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(p.data[p.pos:])
			if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
				return
			}
			p.add(Unexpected, p.pos, string(r), "")
			p.pos += size
		default:
			return
		}
	}
}

func (p *parser) until(end string) {
	if i := bytes.Index(p.data[p.pos:], []byte(end)); i >= 0 {
		p.pos += i + len(end)
	} else {
		p.pos = len(p.data)
	}
}

// value reads a value; name is that of the member it belongs to.
func (p *parser) value(name string) Value {
	start := p.pos
	switch c := p.data[start]; {
	case c == '{':
		return p.nested(p.object)
	case c == '[':
		return p.nested(p.array)
	case p.quoted():
		text := p.str()
		return Value{Kind: String, Start: start, End: p.pos, Text: text}
	case c == '-' || c == '+' || c == '.' || c >= '0' && c <= '9':
		return p.number()
	case c == ',' || c == '}' || c == ']' || c == ':':
		p.add(MissingValue, start, name, "")
		return Value{Start: start, End: start}
	}
	return p.word()
}

func (p *parser) nested(read func() Value) Value {
	if p.depth >= maxDepth {
		p.add(TooDeep, p.pos, "", strconv.Itoa(maxDepth))
		start := p.pos
		p.pos = len(p.data)
		return Value{Start: start, End: p.pos}
	}
	p.depth++
	v := read()
	p.depth--
	return v
}

func (p *parser) object() Value {
	v := Value{Kind: Object, Start: p.pos}
	p.pos++
	var seen map[string]bool // made when there are so many names that a search through them costs more
	p.list(v.Start, '}', func() {
		m := Member{NameAt: p.pos}
		if p.quoted() {
			m.Name = p.str()
		} else if m.Name = p.bareName(); m.Name == "" {
			return
		}
		if seen == nil && len(v.Members) >= 32 {
			seen = map[string]bool{}
			for i := range v.Members {
				seen[v.Members[i].Name] = true
			}
		}
		if seen[m.Name] || seen == nil && slices.ContainsFunc(v.Members, func(o Member) bool { return o.Name == m.Name }) {
			p.addFor(Duplicate, m.NameAt, m.NameAt, m.Name, "", false, false)
		}
		if seen != nil {
			seen[m.Name] = true
		}
		p.space()
		if p.pos < len(p.data) && p.data[p.pos] == ':' {
			p.pos++
			p.space()
		} else {
			p.add(MissingColon, p.pos, m.Name, "")
		}
		if p.pos < len(p.data) {
			m.Value = p.value(m.Name)
		} else {
			m.Value = Value{Start: p.pos, End: p.pos}
		}
		v.Members = append(v.Members, m)
	})
	v.End = p.pos
	return v
}

func (p *parser) array() Value {
	v := Value{Kind: Array, Start: p.pos}
	p.pos++
	p.list(v.Start, ']', func() { v.Items = append(v.Items, p.value("")) })
	v.End = p.pos
	return v
}

// list reads elements up to the closing character, and always moves on.
func (p *parser) list(open int, closing byte, element func()) {
	comma := -1    // place of a comma without an element behind it
	parted := true // nothing needs to part the next element from the one before
	for {
		p.space()
		if p.pos >= len(p.data) {
			p.addFor(Unclosed, open, len(p.data), string(p.data[open]), string(closing), true, true)
			return
		}
		c := p.data[p.pos]
		switch {
		case c == closing:
			if comma >= 0 {
				p.addFor(TrailingComma, comma, p.pos, "", string(closing), true, true)
			}
			p.pos++
			return
		case c == '}' || c == ']':
			p.addFor(Unclosed, open, p.pos, string(p.data[open]), string(closing), true, true)
			if p.depth == 1 {
				p.pos++
			}
			return
		case c == ',' || c == ':':
			p.add(Unexpected, p.pos, string(c), "")
			p.pos++
			comma, parted = -1, true
			continue
		case !parted:
			p.add(MissingComma, p.pos, excerpt(p.data[p.pos:]), "")
		}
		comma = -1
		before := p.pos
		element()
		if p.pos == before {
			p.pos++
		}
		p.space()
		if parted = p.pos < len(p.data) && p.data[p.pos] == ','; parted {
			comma = p.pos
			p.pos++
		}
	}
}

// bareName reads a name without quotes.
func (p *parser) bareName() string {
	start := p.pos
	for p.pos < len(p.data) && !bytes.ContainsRune([]byte(" \t\r\n:,{}[]\"'"), rune(p.data[p.pos])) {
		p.pos++
	}
	name := string(p.data[start:p.pos])
	if name == "" {
		_, size := utf8.DecodeRune(p.data[start:])
		p.add(Unexpected, start, excerpt(p.data[start:start+size]), "")
		p.pos += size
		return ""
	}
	p.add(UnquotedName, start, name, "")
	return name
}

func (p *parser) number() Value {
	start := p.pos
	for p.pos < len(p.data) && (isWord(p.data[p.pos]) || bytes.IndexByte([]byte("+-."), p.data[p.pos]) >= 0) {
		p.pos++
	}
	v := Value{Kind: Number, Start: start, End: p.pos, Text: string(p.data[start:p.pos])}
	if n := validNumber(v.Text); n < len(v.Text) {
		p.addFor(BadNumber, start, start+n, v.Text, "", true, true)
	}
	return v
}

// validNumber returns how many bytes of s are a number by the grammar of RFC 8259, read as far as it goes: 0 where the number
// that was begun is none ("1." or "01"), even though a shorter one would be.
func validNumber(s string) int {
	rest := strings.TrimPrefix(s, "-")
	whole := digitsAt(rest)
	if whole == 0 || whole > 1 && rest[0] == '0' {
		return 0
	}
	if rest = rest[whole:]; strings.HasPrefix(rest, ".") {
		n := digitsAt(rest[1:])
		if n == 0 {
			return 0
		}
		rest = rest[1+n:]
	}
	if rest == "" || rest[0] != 'e' && rest[0] != 'E' {
		return len(s) - len(rest)
	}
	rest = rest[1:]
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		rest = rest[1:]
	}
	n := digitsAt(rest)
	if n == 0 {
		return 0
	}
	return len(s) - len(rest) + n
}

func digitsAt(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// words that other languages write for JSON's.
var words = map[string]Kind{
	"True": Bool, "TRUE": Bool, "False": Bool, "FALSE": Bool, "yes": Bool, "no": Bool,
	"None": Null, "NULL": Null, "Null": Null, "nil": Null, "undefined": Null,
	"NaN": Number, "Infinity": Number,
}

func (p *parser) word() Value {
	start := p.pos
	for p.pos < len(p.data) && (isWord(p.data[p.pos]) || p.data[p.pos] >= utf8.RuneSelf) {
		p.pos++
	}
	if p.pos == start {
		_, size := utf8.DecodeRune(p.data[start:])
		p.pos += size
		p.add(Unexpected, start, string(p.data[start:p.pos]), "")
		return Value{Start: start, End: p.pos}
	}
	v := Value{Start: start, End: p.pos, Text: string(p.data[start:p.pos])}
	switch v.Text {
	case "true", "false":
		v.Kind = Bool
	case "null":
		v.Kind = Null
	default:
		p.add(BadLiteral, start, v.Text, "")
		v.Kind = words[v.Text]
	}
	return v
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// excerpt is a short piece of text for a message.
func excerpt(b []byte) string {
	const most = 20
	b = b[:min(len(b), 2*most)]
	if i := bytes.IndexAny(b, "\r\n"); i > 0 {
		b = b[:i]
	}
	if len(b) <= most {
		return string(b)
	}
	n := most
	for n > 0 && !utf8.RuneStart(b[n]) {
		n--
	}
	return string(b[:n]) + "…"
}

func firstInvalid(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return 0
}

// fromUTF16 recognises UTF-16 by its byte order mark or by the zero beside the first character.
func fromUTF16(b []byte) ([]byte, bool) {
	if len(b) < 2 || len(b)%2 != 0 {
		return nil, false
	}
	little := b[1] == 0 && b[0] != 0 || b[0] == 0xFF && b[1] == 0xFE
	big := b[0] == 0 && b[1] != 0 || b[0] == 0xFE && b[1] == 0xFF
	if little == big {
		return nil, false
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		if little {
			units[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
		} else {
			units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
		}
	}
	return []byte(string(utf16.Decode(units))), true
}
