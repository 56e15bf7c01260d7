package outline

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
)

// Namespace is that of the schema language.
const Namespace = "http://www.w3.org/2001/XMLSchema"

// Node is one element of the schema language, annotations left out.
type Node struct {
	Kind     string            // local name: element, complexType, enumeration, …
	Attrs    map[string]string // those without a namespace, as written
	Children []*Node
	Line     int
	doc      *xmltree.Doc
	node     xmltree.Node
}

// ErrNotSchema says that a document is not one of the schema language.
var ErrNotSchema = errors.New("not an XML Schema document")

// limits are far above the national sets, whose largest document has 200 KB.
var limits = xmltree.Limits{Bytes: 64 << 20, Depth: 500, Nodes: 1 << 20}

// Read reads one document, in UTF-8.
func Read(src []byte) (*Node, error) {
	doc, err := xmltree.Parse(src, limits)
	if err != nil {
		return nil, err
	}
	root := doc.DocumentElement()
	if name := doc.Name(root); doc.Local(name) != "schema" || doc.Space(name) != Namespace {
		return nil, fmt.Errorf("%w: the document element is %s", ErrNotSchema, doc.QName(root))
	}
	return read(doc, root), nil
}

func read(doc *xmltree.Doc, n xmltree.Node) *Node {
	node := &Node{Kind: doc.Local(doc.Name(n)), Attrs: map[string]string{}, Line: doc.Pos(n).Line, doc: doc, node: n}
	first, last := doc.Attrs(n)
	for a := first; a < last; a++ {
		if name := doc.AttrName(a); doc.Space(name) == "" {
			node.Attrs[doc.Local(name)] = doc.Value(a)
		}
	}
	for c := doc.FirstChild(n); c != xmltree.None; c = doc.NextSibling(c) {
		if doc.Kind(c) == xmltree.Element && doc.Space(doc.Name(c)) == Namespace && doc.Local(doc.Name(c)) != "annotation" {
			node.Children = append(node.Children, read(doc, c))
		}
	}
	return node
}

// Resolve returns the namespace and local part of a qualified name as it is meant at the node.
func (n *Node) Resolve(qname string) (space, local string) {
	prefix, local, found := strings.Cut(strings.TrimSpace(qname), ":")
	if !found {
		prefix, local = "", prefix
	}
	space, _ = n.doc.Namespace(n.node, prefix)
	return space, local
}

// Name is what the node declares or refers to: @name, else @ref, else for a facet its @value, else "".
func (n *Node) Name() string {
	for _, a := range []string{"name", "ref"} {
		if v, ok := n.Attrs[a]; ok {
			return v
		}
	}
	if n.Kind == "enumeration" || n.Kind == "include" || n.Kind == "import" || n.Kind == "redefine" {
		return n.Attrs["value"] + n.Attrs["schemaLocation"]
	}
	return ""
}

// Properties are the attributes other than the name, sorted, as text: minOccurs="0" type="II".
func (n *Node) Properties() string {
	name := n.Name()
	var list []string
	for k, v := range n.Attrs {
		if (k == "name" || k == "ref" || k == "value" && n.Kind == "enumeration" || k == "schemaLocation") && v == name || k == "id" {
			continue
		}
		list = append(list, fmt.Sprintf("%s=%q", k, v))
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// Label names a node for people: element code, enumeration "ACT", sequence.
func (n *Node) Label() string {
	if name := n.Name(); name != "" {
		return n.Kind + " " + name
	}
	return n.Kind
}
