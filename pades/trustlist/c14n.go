package trustlist

import (
	"errors"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
)

// Canonical XML 1.0 and 1.1 and exclusive canonical XML 1.0, without comments unless asked for, of a whole document or a subtree.
//
// github.com/russellhaering/goxmldsig has them too and serves as second opinion in the tests. It does not serve here: it works on
// a tree of its own parser, in which the whole list is copied at each level; it drops processing instructions outside the
// document element, takes the first reference that fits and leaves the others unverified (an XAdES signature has a second one,
// to what names the signer), verifies ECDSA in the encoding of ASN.1, which XML signatures do not use, and has no PSS.

// method is a way to canonicalise.
type method struct {
	exclusive, comments bool
	// inherits tells that attributes xml:… of the ancestors count (Canonical XML 1.0, not the exclusive one).
	inherits bool
	// prefixes are treated as in the inclusive method (InclusiveNamespaces PrefixList).
	prefixes []string
}

var methods = map[string]method{
	"http://www.w3.org/2001/10/xml-exc-c14n#":                      {exclusive: true},
	"http://www.w3.org/2001/10/xml-exc-c14n#WithComments":          {exclusive: true, comments: true},
	"http://www.w3.org/TR/2001/REC-xml-c14n-20010315":              {inherits: true},
	"http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": {inherits: true, comments: true},
	"http://www.w3.org/2006/12/xml-c14n11":                         {inherits: true},
	"http://www.w3.org/2006/12/xml-c14n11#WithComments":            {inherits: true, comments: true},
}

type binding struct{ prefix, space string }

// canonical writes one node set.
type canonical struct {
	method
	doc      *xmltree.Doc
	without  xmltree.Node // left out with all below it, None for nothing
	out      []byte
	scope    []binding // declarations of the open elements, innermost last
	rendered []binding // of those, and undeclarations, what was written
	failed   bool      // there were more than maxScope
}

// maxScope bounds the namespace declarations in force in one place, and with them the work for each element; real lists have about ten.
// maxPrefixes bounds a PrefixList.
const (
	maxScope    = 64
	maxPrefixes = 16
)

var errScope = errors.New("too many namespace declarations")

// canonicalise writes n, an element or the document node, without the subtree of without.
func canonicalise(doc *xmltree.Doc, n, without xmltree.Node, m method) ([]byte, error) {
	c := &canonical{method: m, doc: doc, without: without}
	if doc.Kind(n) == xmltree.Document {
		c.out = make([]byte, 0, len(doc.Source())+len(doc.Source())/16)
		c.document()
	} else {
		c.subtree(n)
	}
	if c.failed {
		return nil, errScope
	}
	return c.out, nil
}

// subtree writes an element as if nothing above it were written.
func (c *canonical) subtree(n xmltree.Node) {
	doc := c.doc
	var ancestors []xmltree.Node
	for p := doc.Parent(n); p != xmltree.None && doc.Kind(p) == xmltree.Element; p = doc.Parent(p) {
		ancestors = append(ancestors, p)
	}
	inherited := map[string]string{}
	for _, p := range slices.Backward(ancestors) {
		c.declare(p)
		first, last := doc.Attrs(p)
		for a := first; a < last && c.inherits; a++ {
			if name := doc.AttrName(a); doc.Space(name) == xmltree.XMLNamespace {
				inherited[doc.Local(name)] = doc.Value(a)
			}
		}
	}
	c.element(n, inherited)
}

// document writes the document node: what stands before and after the document element goes on lines of its own.
func (c *canonical) document() {
	root := c.doc.DocumentElement()
	for n := c.doc.FirstChild(xmltree.Root); n != xmltree.None; n = c.doc.NextSibling(n) {
		before := len(c.out)
		c.node(n)
		switch {
		case n == root || len(c.out) == before:
		case n < root:
			c.out = append(c.out, '\n')
		default:
			c.out = slices.Insert(c.out, before, '\n')
		}
	}
}

func (c *canonical) node(n xmltree.Node) {
	if n == c.without || c.failed {
		return
	}
	switch c.doc.Kind(n) {
	case xmltree.Element:
		c.element(n, nil)
	case xmltree.Text:
		c.text(c.doc.Content(n))
	case xmltree.Comment:
		if c.comments {
			c.out = append(append(append(c.out, "<!--"...), c.doc.Content(n)...), "-->"...)
		}
	case xmltree.ProcInst:
		c.out = append(append(c.out, "<?"...), c.doc.QName(n)...)
		if content := c.doc.Content(n); content != "" {
			c.out = append(append(c.out, ' '), content...)
		}
		c.out = append(c.out, "?>"...)
	}
}

func (c *canonical) declare(n xmltree.Node) {
	c.doc.Declared(n, func(prefix, space string) { c.scope = append(c.scope, binding{prefix, space}) })
	c.failed = c.failed || len(c.scope) > maxScope
}

func (c *canonical) element(n xmltree.Node, inherited map[string]string) {
	scope, rendered := len(c.scope), len(c.rendered)
	if c.declare(n); c.failed {
		return
	}
	name := c.doc.QName(n)
	c.out = append(append(c.out, '<'), name...)
	c.namespaces(n)
	c.attributes(n, inherited)
	c.out = append(c.out, '>')
	for child := c.doc.FirstChild(n); child != xmltree.None; child = c.doc.NextSibling(child) {
		c.node(child)
	}
	c.out = append(append(append(c.out, "</"...), name...), '>')
	c.scope, c.rendered = c.scope[:scope], c.rendered[:rendered]
}

// lookup returns what a prefix is bound to, "" for nothing.
func lookup(list []binding, prefix string) string {
	for _, b := range slices.Backward(list) {
		if b.prefix == prefix {
			return b.space
		}
	}
	return ""
}

// namespaces writes the declarations that n needs: the visibly utilised ones, or all in scope, as far as an ancestor has not
// written the same.
func (c *canonical) namespaces(n xmltree.Node) {
	var write []binding
	seen := make([]string, 0, 8)
	consider := func(prefix string) {
		if prefix == "xml" || slices.Contains(seen, prefix) {
			return
		}
		seen = append(seen, prefix)
		if space := lookup(c.scope, prefix); space != lookup(c.rendered, prefix) {
			write = append(write, binding{prefix, space})
		}
	}
	if c.exclusive {
		consider(prefixOf(c.doc.QName(n)))
		first, last := c.doc.Attrs(n)
		for a := first; a < last; a++ {
			if prefix := prefixOf(c.doc.AttrQName(a)); prefix != "" {
				consider(prefix)
			}
		}
		for _, prefix := range c.prefixes {
			if prefix == "#default" {
				prefix = ""
			}
			consider(prefix)
		}
	} else {
		for _, b := range c.scope {
			consider(b.prefix)
		}
	}
	slices.SortFunc(write, func(a, b binding) int { return strings.Compare(a.prefix, b.prefix) })
	for _, b := range write {
		c.rendered = append(c.rendered, b)
		c.out = append(c.out, " xmlns"...)
		if b.prefix != "" {
			c.out = append(append(c.out, ':'), b.prefix...)
		}
		c.value(b.space)
	}
}

func prefixOf(qname string) string {
	if prefix, _, ok := strings.Cut(qname, ":"); ok {
		return prefix
	}
	return ""
}

type canonicalAttribute struct{ space, local, qname, value string }

// attributes writes those of n, and inherited ones of the namespace xml, by namespace and local name.
func (c *canonical) attributes(n xmltree.Node, inherited map[string]string) {
	first, last := c.doc.Attrs(n)
	list := make([]canonicalAttribute, 0, int(last-first)+len(inherited))
	for a := first; a < last; a++ {
		name := c.doc.AttrName(a)
		space, local := c.doc.Space(name), c.doc.Local(name)
		if space == xmltree.XMLNamespace {
			delete(inherited, local)
		}
		list = append(list, canonicalAttribute{space, local, c.doc.AttrQName(a), c.doc.Value(a)})
	}
	for local, value := range inherited {
		list = append(list, canonicalAttribute{xmltree.XMLNamespace, local, "xml:" + local, value})
	}
	slices.SortFunc(list, func(a, b canonicalAttribute) int {
		if order := strings.Compare(a.space, b.space); order != 0 {
			return order
		}
		return strings.Compare(a.local, b.local)
	})
	for _, a := range list {
		c.out = append(append(c.out, ' '), a.qname...)
		c.value(a.value)
	}
}

// value writes an attribute's value with its quotes.
func (c *canonical) value(s string) {
	c.out = append(c.out, '=', '"')
	for i := range len(s) {
		switch b := s[i]; b {
		case '&':
			c.out = append(c.out, "&amp;"...)
		case '<':
			c.out = append(c.out, "&lt;"...)
		case '"':
			c.out = append(c.out, "&quot;"...)
		case '\t':
			c.out = append(c.out, "&#x9;"...)
		case '\n':
			c.out = append(c.out, "&#xA;"...)
		case '\r':
			c.out = append(c.out, "&#xD;"...)
		default:
			c.out = append(c.out, b)
		}
	}
	c.out = append(c.out, '"')
}

func (c *canonical) text(s string) {
	for {
		i := strings.IndexAny(s, "&<>\r")
		if i < 0 {
			c.out = append(c.out, s...)
			return
		}
		c.out = append(c.out, s[:i]...)
		switch s[i] {
		case '&':
			c.out = append(c.out, "&amp;"...)
		case '<':
			c.out = append(c.out, "&lt;"...)
		case '>':
			c.out = append(c.out, "&gt;"...)
		default:
			c.out = append(c.out, "&#xD;"...)
		}
		s = s[i+1:]
	}
}
