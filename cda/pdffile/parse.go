package pdffile

import (
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/encoding/charmap"
)

// parser reads objects with the tolerance of PDFBox's BaseParser: what that accepts it accepts with the same value, what
// that refuses it refuses.
type parser struct {
	lexer
	maxDepth int
	depth    int
	budget   *budget
	// refs collects the references met, so that the reachable objects can be read without walking the values again.
	refs []objectKey
	// outOfRange says that the last number did not fit 64 bits.
	outOfRange bool
}

// budget bounds the work for one file.
type budget struct {
	nodes int   // objects still allowed
	bytes int64 // bytes that may still be scanned or decoded
}

func (b *budget) spend(n int64) error {
	b.bytes -= n
	if b.bytes < 0 {
		return fmt.Errorf("reading takes too long: %w", ErrTooLarge)
	}
	return nil
}

// brokenRef stands for an R without two numbers before it.
type brokenRef struct{ types.Object }

// object reads one direct object. ok is false where there is none (end of data, a keyword): that differs from the null
// object, which is nil with ok true.
func (p *parser) object() (o types.Object, ok bool, err error) {
	p.skipSpaces()
	if p.budget.nodes--; p.budget.nodes < 0 {
		return nil, false, fmt.Errorf("too many objects: %w", ErrTooLarge)
	}
	switch c := p.peek(); c {
	case '<':
		if p.pos+1 < len(p.data) && p.data[p.pos+1] == '<' {
			d, err := p.dict()
			p.skipSpaces()
			return d, err == nil, err
		}
		p.pos++
		s, err := p.hexString()
		return s, err == nil, err
	case '[':
		a, err := p.array()
		return a, err == nil, err
	case '(':
		p.pos++
		return p.literalString(), true, nil
	case '/':
		return types.Name(p.name()), true, nil
	case 'n':
		err := p.expect("null")
		return nil, err == nil, err
	case 't':
		return types.Boolean(true), true, p.keyword("true")
	case 'f':
		return types.Boolean(false), true, p.keyword("false")
	case 'R':
		p.pos++
		return brokenRef{}, true, nil
	case eof:
		return nil, false, nil
	case '-', '+', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		n, err := p.number()
		return n, err == nil, err
	}
	start := p.pos
	word := p.token()
	if word == "" {
		return nil, false, p.errorf("object expected")
	}
	if word == "endobj" || word == "endstream" {
		p.pos = start
	}
	return nil, false, nil
}

func (p *parser) keyword(s string) error {
	if !p.at(s) {
		return p.errorf("%q expected", s)
	}
	p.pos += len(s)
	return nil
}

func (p *parser) enter() error {
	if p.depth++; p.depth > p.maxDepth {
		return fmt.Errorf("nested deeper than %d levels: %w", p.maxDepth, ErrTooLarge)
	}
	return nil
}

// dict reads a dictionary. One that breaks off in the middle keeps the entries read so far.
func (p *parser) dict() (types.Dict, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.expectByte('<'); err != nil {
		return nil, err
	}
	if err := p.expectByte('<'); err != nil {
		return nil, err
	}
	d := types.Dict{}
	for {
		p.skipSpaces()
		switch p.peek() {
		case '>':
			p.pos++
			return d, p.expectByte('>')
		case '/':
			more, err := p.entry(d)
			if err != nil || !more {
				return d, err
			}
		default:
			if p.skipToEntry() {
				return d, nil
			}
		}
	}
}

// skipToEntry moves to the next / or >, true when the object or the data end before.
func (p *parser) skipToEntry() bool {
	for {
		c := p.read()
		switch c {
		case eof:
			return true
		case '/', '>':
			p.pos--
			return false
		case 'e':
			// A letter that breaks the match is used up, as in the reference, even when it is a / or >.
			if p.read() != 'n' || p.read() != 'd' {
				continue
			}
			switch p.read() {
			case 's':
				if p.consume("tream") {
					return true
				}
			case 'o':
				if p.consume("bj") {
					return true
				}
			}
		}
	}
}

// consume reads letter by letter up to and including the first that differs from s.
func (p *parser) consume(s string) bool {
	for i := range len(s) {
		if p.read() != int(s[i]) {
			return false
		}
	}
	return true
}

// entry reads one key and value into d, false when no value follows.
func (p *parser) entry(d types.Dict) (bool, error) {
	key := p.name()
	value, ok, err := p.value()
	if err != nil {
		return false, err
	}
	p.skipSpaces()
	if !ok {
		return false, nil
	}
	if _, isInt := value.(types.Integer); isInt && p.outOfRange {
		return true, nil
	}
	if _, broken := value.(brokenRef); broken {
		value = nil
	}
	d[key] = value
	return true, nil
}

// value reads the value of a dictionary entry: a direct object or a reference.
func (p *parser) value() (types.Object, bool, error) {
	first, ok, err := p.object()
	if err != nil {
		return nil, false, err
	}
	p.skipSpaces()
	if !isNumber(first) || !isDigit(p.peek()) {
		return first, ok, nil
	}
	second, _, err := p.object()
	if err != nil {
		return nil, false, err
	}
	p.skipSpaces()
	if err := p.expectByte('R'); err != nil {
		return nil, false, err
	}
	num, ok1 := first.(types.Integer)
	gen, ok2 := second.(types.Integer)
	if !ok1 || !ok2 || num <= 0 || gen < 0 || gen > math.MaxInt32 {
		return nil, true, nil
	}
	return p.reference(num, gen), true, nil
}

func (p *parser) reference(num, gen types.Integer) types.IndirectRef {
	p.refs = append(p.refs, objectKey{int64(num), int(gen)})
	return types.IndirectRef{ObjectNumber: num, GenerationNumber: gen}
}

func isNumber(o types.Object) bool {
	switch o.(type) {
	case types.Integer, types.Float:
		return true
	}
	return false
}

// array reads an array. One that breaks off in the middle keeps the elements read so far.
func (p *parser) array() (types.Array, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	p.pos++
	a := types.Array{}
	p.skipSpaces()
	for c := p.peek(); c > 0 && c != ']'; c = p.peek() {
		o, ok, err := p.object()
		if err != nil {
			return nil, err
		}
		if _, isRef := o.(brokenRef); isRef {
			a, o, ok = p.makeReference(a)
		}
		if ok {
			a = append(a, o)
		} else {
			word := p.token()
			if word == "" && p.peek() == '[' {
				return a, nil
			}
			p.pos -= len(word)
			if word == "endobj" || word == "endstream" {
				return a, nil
			}
		}
		p.skipSpaces()
	}
	p.read()
	p.skipSpaces()
	return a, nil
}

// makeReference replaces the two integers at the end of a by the reference they form, false when they are not there.
func (p *parser) makeReference(a types.Array) (types.Array, types.Object, bool) {
	if len(a) == 0 {
		return a, nil, false
	}
	gen, ok := a[len(a)-1].(types.Integer)
	if !ok {
		return a, nil, false
	}
	a = a[:len(a)-1]
	if len(a) == 0 {
		return a, nil, false
	}
	num, ok := a[len(a)-1].(types.Integer)
	if !ok {
		return a, nil, false
	}
	return a[:len(a)-1], p.reference(num, gen), true
}

// name reads a name without its slash; #xx stands for a byte when two hexadecimal digits follow.
func (p *parser) name() string {
	p.pos++
	start := p.pos
	escaped := false
	for p.pos < len(p.data) && !endsToken(int(p.data[p.pos])) {
		escaped = escaped || p.data[p.pos] == '#'
		p.pos++
	}
	raw := p.data[start:p.pos]
	if escaped {
		raw = unescapeName(raw)
	}
	if utf8.Valid(raw) {
		return string(raw)
	}
	s, _ := charmap.Windows1252.NewDecoder().Bytes(raw)
	return string(s)
}

func unescapeName(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			high, ok1 := HexDigit(raw[i+1])
			low, ok2 := HexDigit(raw[i+2])
			if ok1 && ok2 {
				out = append(out, high<<4|low)
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return out
}
