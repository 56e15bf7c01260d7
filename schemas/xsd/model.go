package xsd

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// model is what the content models of a set say, as far as it is needed to tell which elements may stand at a place.
// libxml2 judges; but it does not always know what it expected (nothing inside a repeated choice, ten elements at most),
// so the model is read from the set when a document has such an error, and consulted only for the words.
type model struct {
	elements map[xml.Name]*modelNode
	types    map[xml.Name]*modelNode
	groups   map[xml.Name]*modelNode

	mu       sync.Mutex // guards contents
	contents map[*modelNode]*content
}

// modelNode is an element of a schema document.
type modelNode struct {
	local      string
	attributes map[string]string
	children   []*modelNode
	scope      *scope
}

// scope resolves names in one document; a document without target namespace has one per namespace that includes it.
type scope struct {
	target     string
	namespaces map[string]string
	qualified  bool // local elements are in the target namespace
}

// content is a content model with the types of the elements that occur in it.
type content struct {
	particle *particle
	types    map[xml.Name]*modelNode // complex types; nil values for others
}

func (s *scope) resolve(name string) xml.Name {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		prefix, local = "", name
	}
	namespace, bound := s.namespaces[prefix]
	if !bound {
		namespace = s.target
	}
	return xml.Name{Space: namespace, Local: local}
}

// readModel reads a rewritten set; nil when it cannot.
func readModel(documents map[string][]byte, root string) *model {
	m := &model{
		elements: map[xml.Name]*modelNode{}, types: map[xml.Name]*modelNode{}, groups: map[xml.Name]*modelNode{},
		contents: map[*modelNode]*content{},
	}
	if !m.read(documents, root, "", map[[2]string]bool{}) {
		return nil
	}
	return m
}

func (m *model) read(documents map[string][]byte, name, target string, seen map[[2]string]bool) bool {
	schema, ok := parseModel(documents[name], target)
	if !ok {
		return false
	}
	key := [2]string{name, schema.scope.target}
	if seen[key] {
		return true
	}
	seen[key] = true
	for _, n := range schema.children {
		full := xml.Name{Space: schema.scope.target, Local: n.attributes["name"]}
		switch n.local {
		case "include", "redefine", "import":
			into := schema.scope.target
			if n.local == "import" {
				into = n.attributes["namespace"]
			}
			location, ok := strings.CutPrefix(n.attributes["schemaLocation"], locationScheme)
			if ok && !m.read(documents, location, into, seen) {
				return false
			}
		case "element":
			m.elements[full] = n
		case "complexType":
			m.types[full] = n
		case "group":
			m.groups[full] = n
		}
	}
	return true
}

// parseModel reads one document into nodes. target is the namespace of who includes it.
func parseModel(document []byte, target string) (*modelNode, bool) {
	decoder := xml.NewDecoder(bytes.NewReader(document))
	decoder.CharsetReader = asItIs
	s := &scope{target: target, namespaces: map[string]string{}}
	var root *modelNode
	var stack []*modelNode
	for {
		token, err := decoder.Token()
		if err != nil {
			return root, root != nil && len(stack) == 0
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := &modelNode{local: t.Name.Local, attributes: map[string]string{}, scope: s}
			for _, a := range t.Attr {
				switch {
				case root == nil && a.Name.Space == "xmlns":
					s.namespaces[a.Name.Local] = a.Value
				case root == nil && a.Name.Local == "xmlns":
					s.namespaces[""] = a.Value
				case a.Name.Space == "":
					n.attributes[a.Name.Local] = a.Value
				}
			}
			if root == nil {
				root = n
				s.qualified = n.attributes["elementFormDefault"] == "qualified"
				if own := n.attributes["targetNamespace"]; own != "" {
					s.target = own
				}
			} else {
				parent := stack[len(stack)-1]
				parent.children = append(parent.children, n)
			}
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

func (n *modelNode) child(locals ...string) *modelNode {
	for _, c := range n.children {
		if slices.Contains(locals, c.local) {
			return c
		}
	}
	return nil
}

// contentOf is the content model of a complex type, made when first asked for. Documents are judged concurrently.
func (m *model) contentOf(complexType *modelNode) *content {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.makeContent(complexType)
}

// makeContent is contentOf for who holds the lock.
func (m *model) makeContent(complexType *modelNode) *content {
	if complexType == nil {
		return nil
	}
	if c, ok := m.contents[complexType]; ok {
		return c
	}
	c := &content{types: map[xml.Name]*modelNode{}}
	m.contents[complexType] = c // before it is complete, for a type derived from itself
	c.particle = m.typeParticle(complexType, c)
	return c
}

func (m *model) typeParticle(complexType *modelNode, c *content) *particle {
	derivation := complexType
	before := nothingMore
	if complex := complexType.child("complexContent"); complex != nil {
		derivation = complex.child("restriction", "extension")
		if derivation == nil {
			return nothingMore
		}
		if derivation.local == "extension" {
			if base := m.makeContent(m.types[derivation.scope.resolve(derivation.attributes["base"])]); base != nil {
				before = base.particle
				for name, t := range base.types {
					c.types[name] = t
				}
			}
		}
	}
	own := derivation.child("sequence", "choice", "all", "group")
	if own == nil {
		return before
	}
	return sequence(before, m.particle(own, c, 0))
}

// particle translates one node with its children; what it does not know admits nothing, but may be absent.
func (m *model) particle(n *modelNode, c *content, depth int) *particle {
	if depth > 50 {
		return nothingMore
	}
	var p *particle
	switch n.local {
	case "element":
		p = m.elementParticle(n, c)
	case "any":
		p = &particle{op: anyParticle, any: wildcardOf(n)}
	case "group":
		p = nothingMore
		if group := m.groups[n.scope.resolve(n.attributes["ref"])]; group != nil {
			if inner := group.child("sequence", "choice", "all"); inner != nil {
				p = m.particle(inner, c, depth+1)
			}
		}
	case "sequence", "choice", "all":
		var parts []*particle
		for _, child := range n.children {
			parts = append(parts, m.particle(child, c, depth+1))
		}
		switch {
		case len(parts) == 0:
			p = nothingMore
		case n.local == "choice":
			p = choice(parts...)
		case n.local == "all":
			p = &particle{op: allParticle, parts: parts}
		default:
			p = sequence(parts...)
		}
	default:
		return nothingMore
	}
	return repeat1(p, occurs(n, "minOccurs"), occurs(n, "maxOccurs"))
}

func (m *model) elementParticle(n *modelNode, c *content) *particle {
	name := xml.Name{Local: n.attributes["name"]}
	if ref := n.attributes["ref"]; ref != "" {
		name = n.scope.resolve(ref)
		if n = m.elements[name]; n == nil {
			return &particle{op: elementParticle, name: name}
		}
	} else if form := n.attributes["form"]; form == "qualified" || form == "" && n.scope.qualified {
		name.Space = n.scope.target
	}
	c.types[name] = m.typeOf(n)
	return &particle{op: elementParticle, name: name}
}

// typeOf is the complex type of an element declaration, nil when it has another.
func (m *model) typeOf(element *modelNode) *modelNode {
	if name := element.attributes["type"]; name != "" {
		return m.types[element.scope.resolve(name)]
	}
	return element.child("complexType")
}

func occurs(n *modelNode, which string) int {
	switch value := n.attributes[which]; value {
	case "":
		return 1
	case "unbounded":
		return -1
	default:
		i, err := strconv.Atoi(value)
		if err != nil || i < 0 {
			return 1
		}
		return i
	}
}

func wildcardOf(n *modelNode) wildcard {
	switch value := n.attributes["namespace"]; value {
	case "", "##any":
		return wildcard{except: true}
	case "##other":
		return wildcard{except: true, namespaces: []string{n.scope.target, ""}}
	default:
		w := wildcard{}
		for _, namespace := range strings.Fields(value) {
			switch namespace {
			case "##targetNamespace":
				namespace = n.scope.target
			case "##local":
				namespace = ""
			}
			w.namespaces = append(w.namespaces, namespace)
		}
		return w
	}
}

// asItIs lets a decoder read what is in UTF-8, whatever it says.
func asItIs(_ string, input io.Reader) (io.Reader, error) { return input, nil }
