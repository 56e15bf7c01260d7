package xmltree

import (
	"bytes"
	"fmt"
	"maps"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

// Parse reads one document. A nil error means that src is well-formed, namespace-well-formed and within the limits;
// otherwise the error is a *SyntaxError for the first violation. Limits that are zero or below take their defaults.
func Parse(src []byte, limits Limits) (*Doc, error) {
	p := parsers.Get().(*parser)
	defer parsers.Put(p)
	defer p.reset()
	p.src, p.limits = src, limits.orDefault()
	err := p.document()
	if err == nil {
		return p.doc, nil
	}
	if p.doc != nil {
		p.doc.Release()
	}
	return nil, err
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	for _, f := range []struct {
		have *int
		def  int
	}{{&l.Bytes, d.Bytes}, {&l.Depth, d.Depth}, {&l.Attributes, d.Attributes}, {&l.Nodes, d.Nodes}} {
		if *f.have <= 0 {
			*f.have = f.def
		}
	}
	l.Bytes = min(l.Bytes, 1<<31-2) // offsets are 32 bits
	return l
}

type parser struct {
	src    []byte
	pos    int
	limits Limits
	doc    *Doc
	open   []openElement
	raw    []rawAttribute // of the start tag being read
	scopes []scope
	bound  []binding
}

type openElement struct {
	node               Node
	nameStart, nameEnd int32
	scoped             bool // the element declares namespaces: its scope ends with it
}

type rawAttribute struct {
	start, end int // name
	quote      int
	val        span
}

type scope struct {
	elements, attributes nameCache
	bound                int // bindings below this scope
}

type binding struct{ prefix, space string }

// fail makes the error at an offset: text is the id of its message, values what goes into it besides the name.
func (p *parser) fail(code Code, offset int, name, text string, values lint.Values) error {
	v := lint.Values{"name": name}
	maps.Copy(v, values)
	return &SyntaxError{
		Code:     code,
		Position: locate(p.src, lineStarts(p.src[:min(offset, len(p.src))]), offset),
		Text:     texts.Text(text, v),
		Name:     name,
	}
}

// line is where the element was opened.
func (p *parser) line(e openElement) int {
	return locate(p.src, lineStarts(p.src), int(e.nameStart)).Line
}

func (p *parser) document() error {
	if len(p.src) > p.limits.Bytes {
		return p.fail(CodeBytes, 0, "", "too-large", lint.Values{"bytes": len(p.src), "most": p.limits.Bytes})
	}
	p.doc = newDoc(p.src)
	p.doc.nodes = append(p.doc.nodes, node{kind: Document, name: NoName, parent: None})
	p.openScope()
	if bytes.HasPrefix(p.src, []byte("\xef\xbb\xbf")) {
		p.pos = 3
	}
	if err := p.declaration(); err != nil {
		return err
	}
	if err := p.misc(false); err != nil {
		return err
	}
	if err := p.content(); err != nil {
		return err
	}
	if err := p.misc(true); err != nil {
		return err
	}
	root := &p.doc.nodes[Root]
	root.end, root.close = Node(len(p.doc.nodes)), int32(len(p.src))
	return nil
}

// misc reads what may stand before and after the document element: white space, comments, processing instructions.
func (p *parser) misc(after bool) error {
	for {
		for p.pos < len(p.src) && isSpace[p.src[p.pos]] {
			p.pos++
		}
		rest := p.src[p.pos:]
		switch {
		case len(rest) == 0 && after:
			return nil
		case len(rest) == 0:
			return p.fail(CodeEmpty, p.pos, "", "no-element", nil)
		case bytes.HasPrefix(rest, []byte("<!--")):
			if err := p.comment(Root); err != nil {
				return err
			}
		case bytes.HasPrefix(rest, []byte("<?")):
			if err := p.instruction(Root); err != nil {
				return err
			}
		case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
			return p.fail(CodeDoctype, p.pos, "", "doctype", nil)
		case after:
			return p.fail(CodeTrailing, p.pos, "", "after-end", nil)
		case len(rest) > 1 && rest[0] == '<':
			return nil
		default:
			return p.fail(CodeProlog, p.pos, "", "text-before", nil)
		}
	}
}

// content reads the document element with all that is in it, without recursion.
func (p *parser) content() error {
	if err := p.startTag(); err != nil {
		return err
	}
	for len(p.open) > 0 {
		if p.pos >= len(p.src) {
			top := p.open[len(p.open)-1]
			name := string(p.src[top.nameStart:top.nameEnd])
			return p.fail(CodeEnd, p.pos, name, "ends-in-element", lint.Values{"line": p.line(top)})
		}
		if err := p.item(); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) item() error {
	if p.src[p.pos] != '<' {
		return p.text()
	}
	if p.pos+1 == len(p.src) {
		return p.fail(CodeEnd, p.pos, "", "ends-in-markup", nil)
	}
	switch p.src[p.pos+1] {
	case '/':
		return p.endTag()
	case '?':
		return p.instruction(p.open[len(p.open)-1].node)
	case '!':
		rest := p.src[p.pos:]
		if bytes.HasPrefix(rest, []byte("<!--")) {
			return p.comment(p.open[len(p.open)-1].node)
		}
		if bytes.HasPrefix(rest, []byte("<![CDATA[")) {
			return p.text()
		}
		return p.fail(CodeMarkup, p.pos, "", "markup", nil)
	}
	return p.startTag()
}

func (p *parser) add(n node) (Node, error) {
	d := p.doc
	if len(d.nodes)+len(d.attrs) >= p.limits.Nodes {
		return None, p.fail(CodeNodes, int(n.offset), "", "too-many-nodes", lint.Values{"n": p.limits.Nodes})
	}
	id := Node(len(d.nodes))
	n.end = id + 1
	d.nodes = append(d.nodes, n)
	return id, nil
}

// name reads a name (with colons) at p.pos and returns its range.
func (p *parser) name() (start, end int, err error) {
	start = p.pos
	i := start
	ascii := true
	for i < len(p.src) && !isNameEnd[p.src[i]] {
		ascii = ascii && p.src[i] < 0x80
		i++
	}
	if i == start {
		return 0, 0, p.fail(CodeName, start, "", "name-expected", nil)
	}
	p.pos = i
	if ascii {
		if !isNameStartASCII[p.src[start]] {
			return 0, 0, p.fail(CodeName, start, string(p.src[start:i]), "name-start", lint.Values{"character": fmt.Sprintf("%q", p.src[start])})
		}
		return start, i, nil
	}
	for j := start; j < i; {
		r, size := utf8.DecodeRune(p.src[j:i])
		switch {
		case r == utf8.RuneError && size == 1:
			return 0, 0, p.fail(CodeEncoding, j, "", "not-utf8", nil)
		case !p.admitsInName(r, j == start):
			return 0, 0, p.fail(CodeName, j, string(p.src[start:i]), "name-character", lint.Values{"character": fmt.Sprintf("%q", r)})
		}
		j += size
	}
	return start, i, nil
}

// admitsInName goes by the edition of XML that the document is read as.
func (p *parser) admitsInName(r rune, first bool) bool {
	switch {
	case p.doc.xml11 && first:
		return isNameStart(r)
	case p.doc.xml11:
		return isNameChar(r)
	case first:
		return IsNameStart(r)
	}
	return IsNameChar(r)
}

func (p *parser) skipSpace() bool {
	start := p.pos
	for p.pos < len(p.src) && isSpace[p.src[p.pos]] {
		p.pos++
	}
	return p.pos > start
}
