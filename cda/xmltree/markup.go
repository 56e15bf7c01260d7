package xmltree

import (
	"bytes"
	"fmt"

	"github.com/fselint/fselint/lint"
)

// declaration reads the XML declaration, if there is one. The encoding it names is the caller's affair.
func (p *parser) declaration() error {
	rest := p.src[p.pos:]
	if !bytes.HasPrefix(rest, []byte("<?xml")) || len(rest) < 6 || !isSpace[rest[5]] {
		return nil
	}
	start := p.pos
	end := bytes.Index(rest, []byte("?>"))
	if end < 0 {
		return p.fail(CodeEnd, start, "", "declaration-open", nil)
	}
	p.pos += 5
	limit := start + end
	spaced := false
	for _, want := range []string{"version", "encoding", "standalone"} {
		spaced = p.skipSpace() || spaced
		if p.pos >= limit || !bytes.HasPrefix(p.src[p.pos:], []byte(want)) {
			if want == "version" {
				return p.fail(CodeProlog, p.pos, "", "version-first", nil)
			}
			continue
		}
		if !spaced {
			return p.fail(CodeProlog, p.pos, "", "declaration-blank", nil)
		}
		spaced = false
		p.pos += len(want)
		value, err := p.pseudoValue(limit)
		if err != nil {
			return err
		}
		if !p.declared(want, string(value)) {
			return p.fail(CodeProlog, start, want, "declaration-value", lint.Values{"value": fmt.Sprintf("%q", value)})
		}
	}
	if p.skipSpace(); p.pos != limit {
		return p.fail(CodeProlog, p.pos, "", "declaration-form", nil)
	}
	p.pos = limit + 2
	return nil
}

func (p *parser) declared(what, value string) bool {
	switch what {
	case "version":
		p.doc.xml11 = value == "1.1"
		return value == "1.0" || value == "1.1"
	case "standalone":
		return value == "yes" || value == "no"
	}
	for i, c := range []byte(value) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || isNameEnd[c] || c == ':') {
			return false
		}
	}
	return value != ""
}

func (p *parser) pseudoValue(limit int) ([]byte, error) {
	p.skipSpace()
	if p.pos >= limit || p.src[p.pos] != '=' {
		return nil, p.fail(CodeProlog, p.pos, "", "declaration-equals", nil)
	}
	p.pos++
	p.skipSpace()
	if p.pos >= limit || p.src[p.pos] != '"' && p.src[p.pos] != '\'' {
		return nil, p.fail(CodeProlog, p.pos, "", "declaration-quote", nil)
	}
	n := bytes.IndexByte(p.src[p.pos+1:limit], p.src[p.pos])
	if n < 0 {
		return nil, p.fail(CodeProlog, p.pos, "", "declaration-quote-open", nil)
	}
	value := p.src[p.pos+1 : p.pos+1+n]
	p.pos += n + 2
	return value, nil
}

func (p *parser) comment(parent Node) error {
	start := p.pos
	body := start + 4
	n := bytes.Index(p.src[min(body, len(p.src)):], []byte("--"))
	if n < 0 {
		return p.fail(CodeEnd, start, "", "comment-open", nil)
	}
	end := body + n
	if end+2 >= len(p.src) || p.src[end+2] != '>' {
		return p.fail(CodeComment, end, "", "comment-hyphens", nil)
	}
	p.pos = end + 3
	return p.leaf(node{kind: Comment, name: NoName, parent: parent}, start, body, end)
}

func (p *parser) instruction(parent Node) error {
	start := p.pos
	p.pos += 2
	from, to, err := p.name()
	if err != nil {
		return err
	}
	target := p.src[from:to]
	if bytes.EqualFold(target, []byte("xml")) {
		return p.fail(CodeProlog, start, "", "declaration-late", nil)
	}
	n := bytes.Index(p.src[to:], []byte("?>"))
	if n < 0 {
		return p.fail(CodeEnd, start, "", "instruction-open", nil)
	}
	if n > 0 && !p.skipSpace() {
		return p.fail(CodeMarkup, to, string(target), "target-blank", nil)
	}
	body, end := min(p.pos, to+n), to+n
	p.pos = end + 2
	name := p.doc.intern("", view(target))
	return p.leaf(node{kind: ProcInst, name: name, parent: parent}, start, body, end)
}

// leaf adds a comment or processing instruction whose content is src[body:end].
func (p *parser) leaf(n node, start, body, end int) error {
	if bad := validText(p.src[body:end], p.doc.xml11); bad >= 0 {
		return p.badChar(body + bad)
	}
	n.offset, n.close = int32(start), int32(p.pos)
	n.setData(span{start: int32(body), end: int32(end)})
	if bytes.IndexByte(p.src[body:end], '\r') >= 0 || p.doc.xml11 {
		n.setData(p.normalised(body, end))
	}
	_, err := p.add(n)
	return err
}

func (p *parser) endTag() error {
	top := p.open[len(p.open)-1]
	name := p.src[top.nameStart:top.nameEnd]
	rest := p.src[p.pos+2:]
	after := p.pos + 2 + len(name)
	if !bytes.HasPrefix(rest, name) || after < len(p.src) && !isNameEnd[p.src[after]] {
		start := p.pos
		p.pos += 2
		from, to, err := p.name()
		if err != nil {
			return err
		}
		return p.fail(CodeTag, start, string(name), "end-tag", lint.Values{"tag": string(p.src[from:to]), "line": p.line(top)})
	}
	p.pos = after
	p.skipSpace()
	if p.pos >= len(p.src) || p.src[p.pos] != '>' {
		return p.fail(CodeMarkup, min(p.pos, len(p.src)), string(name), "end-tag-open", nil)
	}
	p.pos++
	p.closeElement()
	return nil
}

func (p *parser) closeElement() {
	top := p.open[len(p.open)-1]
	p.open = p.open[:len(p.open)-1]
	n := &p.doc.nodes[top.node]
	n.end, n.close = Node(len(p.doc.nodes)), int32(p.pos)
	if top.scoped {
		p.bound = p.bound[:p.scopes[len(p.scopes)-1].bound]
		p.scopes = p.scopes[:len(p.scopes)-1]
	}
}
