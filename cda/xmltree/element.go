package xmltree

import (
	"bytes"
	"strings"

	"github.com/fselint/fselint/lint"
)

func (p *parser) startTag() error {
	start := p.pos
	p.pos++
	from, to, err := p.name()
	if err != nil {
		return err
	}
	if len(p.open) >= p.limits.Depth {
		return p.fail(CodeTooDeep, start, string(p.src[from:to]), "too-deep", lint.Values{"n": p.limits.Depth})
	}
	empty, err := p.rawAttributes(view(p.src[from:to]))
	if err != nil {
		return err
	}
	parent := Root
	if len(p.open) > 0 {
		parent = p.open[len(p.open)-1].node
	}
	id, err := p.add(node{kind: Element, name: NoName, parent: parent, offset: int32(start), from: int32(len(p.doc.attrs))})
	if err != nil {
		return err
	}
	scoped, err := p.declareNamespaces(id)
	if err != nil {
		return err
	}
	name, err := p.resolve(from, to, true)
	if err != nil {
		return err
	}
	if err := p.addAttributes(id); err != nil {
		return err
	}
	p.doc.nodes[id].name = name
	p.doc.nodes[id].to = int32(len(p.doc.attrs))
	p.open = append(p.open, openElement{node: id, nameStart: int32(from), nameEnd: int32(to), scoped: scoped})
	if empty {
		p.closeElement()
	}
	return nil
}

// rawAttributes reads the attributes of a start tag into p.raw, as spelled, and the end of the tag.
func (p *parser) rawAttributes(element string) (empty bool, err error) {
	p.raw = p.raw[:0]
	for {
		spaced := p.skipSpace()
		if p.pos >= len(p.src) {
			return false, p.fail(CodeEnd, p.pos, element, "ends-in-tag", nil)
		}
		switch p.src[p.pos] {
		case '>':
			p.pos++
			return false, nil
		case '/':
			if p.pos+1 >= len(p.src) || p.src[p.pos+1] != '>' {
				return false, p.fail(CodeMarkup, p.pos, element, "slash", nil)
			}
			p.pos += 2
			return true, nil
		}
		if !spaced {
			return false, p.fail(CodeAttribute, p.pos, element, "attribute-blank", nil)
		}
		if len(p.raw) >= p.limits.Attributes {
			return false, p.fail(CodeAttributes, p.pos, element, "too-many-attributes", lint.Values{"n": p.limits.Attributes})
		}
		if err := p.rawAttribute(element); err != nil {
			return false, err
		}
	}
}

func (p *parser) rawAttribute(element string) error {
	from, to, err := p.name()
	if err != nil {
		return err
	}
	p.skipSpace()
	if p.pos >= len(p.src) || p.src[p.pos] != '=' {
		return p.fail(CodeAttribute, min(p.pos, len(p.src)), string(p.src[from:to]), "attribute-no-value", lint.Values{"element": element})
	}
	p.pos++
	p.skipSpace()
	if p.pos >= len(p.src) || p.src[p.pos] != '"' && p.src[p.pos] != '\'' {
		return p.fail(CodeAttribute, min(p.pos, len(p.src)), string(p.src[from:to]), "attribute-quotes", lint.Values{"element": element})
	}
	quote := p.pos
	val, err := p.attributeValue(view(p.src[from:to]))
	if err != nil {
		return err
	}
	p.raw = append(p.raw, rawAttribute{start: from, end: to, quote: quote, val: val})
	return nil
}

// declareNamespaces binds the prefixes that the start tag just read declares and opens a scope when there are any.
func (p *parser) declareNamespaces(id Node) (scoped bool, err error) {
	for i := range p.raw {
		a := &p.raw[i]
		name := p.src[a.start:a.end]
		if !bytes.HasPrefix(name, []byte("xmlns")) || len(name) > 5 && name[5] != ':' {
			continue
		}
		prefix := ""
		if len(name) > 5 {
			if prefix = view(name[6:]); prefix == "" {
				return false, p.fail(CodeNamespace, a.start, string(name), "no-prefix", nil)
			}
		}
		space := p.doc.view(a.val)
		if err := p.checkBinding(a.start, prefix, space); err != nil {
			return false, err
		}
		if !scoped {
			scoped = true
			p.openScope()
		}
		for _, b := range p.bound[p.scopes[len(p.scopes)-1].bound:] {
			if b.prefix == prefix {
				return false, p.fail(CodeDuplicate, a.start, string(name), "declared-twice", nil)
			}
		}
		p.bound = append(p.bound, binding{prefix, space})
		p.doc.spaces = append(p.doc.spaces, namespaceDecl{id, prefix, space})
	}
	return scoped, nil
}

func (p *parser) checkBinding(at int, prefix, space string) error {
	switch {
	case prefix == "xmlns" || space == xmlnsNamespace:
		return p.fail(CodeNamespace, at, prefix, "xmlns-bound", nil)
	case (prefix == "xml") != (space == XMLNamespace):
		return p.fail(CodeNamespace, at, prefix, "xml-bound", nil)
	case prefix != "" && space == "" && !p.doc.xml11:
		return p.fail(CodeNamespace, at, prefix, "prefix-nothing", nil)
	case strings.Contains(prefix, ":"):
		return p.fail(CodeNamespace, at, prefix, "prefix-colon", nil)
	}
	return nil
}

func (p *parser) addAttributes(id Node) error {
	d := p.doc
	first := len(d.attrs)
	for i := range p.raw {
		a := &p.raw[i]
		spelled := p.src[a.start:a.end]
		if bytes.HasPrefix(spelled, []byte("xmlns")) && (len(spelled) == 5 || spelled[5] == ':') {
			continue
		}
		if len(d.nodes)+len(d.attrs) >= p.limits.Nodes {
			return p.fail(CodeNodes, a.start, "", "too-many-nodes", lint.Values{"n": p.limits.Nodes})
		}
		name, err := p.resolve(a.start, a.end, false)
		if err != nil {
			return err
		}
		d.attrs = append(d.attrs, attribute{name: name, owner: id, offset: int32(a.start), quote: int32(a.quote), val: a.val})
	}
	return p.checkDuplicates(d.attrs[first:])
}

func (p *parser) checkDuplicates(attrs []attribute) error {
	duplicate := func(a *attribute) error {
		name := p.doc.rawName(a.offset)
		return p.fail(CodeDuplicate, int(a.offset), name, "attribute-twice", nil)
	}
	if len(attrs) > 24 {
		seen := make(map[Name]bool, len(attrs))
		for i := range attrs {
			if seen[attrs[i].name] {
				return duplicate(&attrs[i])
			}
			seen[attrs[i].name] = true
		}
		return nil
	}
	for i := range attrs {
		for j := range i {
			if attrs[i].name == attrs[j].name {
				return duplicate(&attrs[i])
			}
		}
	}
	return nil
}

// resolve interns the name spelled at src[from:to] in the namespace scope in force.
func (p *parser) resolve(from, to int, element bool) (Name, error) {
	s := &p.scopes[len(p.scopes)-1]
	cache := &s.attributes
	if element {
		cache = &s.elements
	}
	spelled := p.src[from:to]
	hash := hashName(spelled)
	if n, ok := cache.get(p.src, spelled, hash); ok {
		return n, nil
	}
	colon := bytes.IndexByte(spelled, ':')
	prefix, local := "", view(spelled)
	if colon >= 0 {
		prefix, local = view(spelled[:colon]), view(spelled[colon+1:])
		if prefix == "" || local == "" || strings.Contains(local, ":") || !p.startsName(local) {
			return NoName, p.fail(CodeNamespace, from, string(spelled), "not-qualified", nil)
		}
	}
	space := ""
	if prefix != "" || element {
		var ok bool
		if space, ok = p.lookup(prefix); !ok {
			return NoName, p.fail(CodeNamespace, from, prefix, "prefix-undeclared", lint.Values{"spelled": string(spelled)})
		}
	}
	n := p.doc.intern(space, local)
	cache.put(int32(from), int32(to), hash, n)
	return n, nil
}

func (p *parser) startsName(local string) bool {
	for _, r := range local {
		return p.admitsInName(r, true)
	}
	return false
}

func (p *parser) lookup(prefix string) (space string, ok bool) {
	switch prefix {
	case "xml":
		return XMLNamespace, true
	case "xmlns":
		return "", false
	}
	for i := len(p.bound) - 1; i >= 0; i-- {
		if p.bound[i].prefix == prefix {
			return p.bound[i].space, prefix == "" || p.bound[i].space != ""
		}
	}
	return "", prefix == ""
}
