package xsd

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/fselint/fselint/cda/xmltree"
)

const (
	schemaNamespace = "http://www.w3.org/2001/XMLSchema"
	schemaInstance  = "http://www.w3.org/2001/XMLSchema-instance"
)

// SchemaError says what is wrong with a schema set, and where.
type SchemaError struct {
	File    string
	Line    int
	Message string // begins with the code of the reference where it has one
}

func (e *SchemaError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message) }

// qname is an expanded name.
type qname struct{ space, local string }

func (q qname) String() string {
	if q.space == "" {
		return q.local
	}
	return "{" + q.space + "}" + q.local
}

// document is one schema document, in the namespace that it has, or that its includer lends it. A redefining definition
// sees the document through a copy of its own, in which its own name means what it redefines.
type document struct {
	file     string
	tree     *xmltree.Doc
	target   string
	lent     bool // the target namespace is the includer's
	imported map[string]bool

	qualifiedElements, qualifiedAttributes bool
	block, final                           derivation

	self *definition
}

// node is an element of a schema document.
type node struct {
	doc *document
	n   xmltree.Node
}

func (n node) local() string { return n.doc.tree.Local(n.doc.tree.Name(n.n)) }

func (n node) is(local string) bool { return n.n != xmltree.None && n.local() == local }

func (n node) attr(local string) (string, bool) {
	value, ok := n.doc.tree.AttrValue(n.n, local)
	return strings.Trim(value, " \t\r\n"), ok
}

// get is attr without telling absent from empty.
func (n node) get(local string) string {
	value, _ := n.attr(local)
	return value
}

func (n node) id() nodeID { return nodeID{n.doc.tree, n.n} }

type nodeID struct {
	tree *xmltree.Doc
	n    xmltree.Node
}

// children yields the elements below, annotations left out.
func (n node) children(yield func(node) bool) {
	tree := n.doc.tree
	for c := tree.FirstChild(n.n); c != xmltree.None; c = tree.NextSibling(c) {
		if tree.Kind(c) == xmltree.Element && tree.Local(tree.Name(c)) != "annotation" && !yield(node{n.doc, c}) {
			return
		}
	}
}

// child is the first element below with one of some names.
func (n node) child(locals ...string) (node, bool) {
	for c := range n.children {
		if slices.Contains(locals, c.local()) {
			return c, true
		}
	}
	return node{n.doc, xmltree.None}, false
}

func (n node) fail(format string, args ...any) *SchemaError {
	return &SchemaError{n.doc.file, n.doc.tree.Pos(n.n).Line, fmt.Sprintf(format, args...)}
}

// space is a symbol space of a schema.
type space uint8

const (
	elementSpace space = iota
	attributeSpace
	typeSpace
	groupSpace
	attributeGroupSpace
	notationSpace
	constraintSpace
	spaces
)

var spaceOf = map[string]space{
	"element": elementSpace, "attribute": attributeSpace, "complexType": typeSpace, "simpleType": typeSpace, "group": groupSpace,
	"attributeGroup": attributeGroupSpace, "notation": notationSpace,
}

var spaceNames = [spaces]string{"element", "attribute", "type", "group", "attributeGroup", "notation", "identity constraint"}

// definition is a global component before and after it is made.
type definition struct {
	node     node
	name     qname
	kind     space
	original *definition // what it redefines
	made     any
	making   bool
}

// opener finds the document that a location means. A nil content says that there is none, which is no error.
type opener func(from, location string) (file string, content []byte, err error)

// set is the documents of a schema set with their global definitions.
type set struct {
	open    opener
	trees   map[string]*xmltree.Doc
	read    map[[2]string]*document // by file and target namespace
	known   map[string]bool         // target namespaces
	globals [spaces]map[qname]*definition
	root    *document
	err     *SchemaError
}

// Bounds on what is read.
const (
	maxDocuments   = 500
	maxSchemaBytes = 64 << 20
)

func readDocuments(open opener, root string) (*set, error) {
	s := &set{open: open, trees: map[string]*xmltree.Doc{}, read: map[[2]string]*document{}, known: map[string]bool{}}
	for i := range s.globals {
		s.globals[i] = map[qname]*definition{}
	}
	file, content, err := open("", root)
	if err != nil {
		return nil, err
	}
	if content == nil {
		return nil, fmt.Errorf("there is no %s", root)
	}
	s.root, err = s.load(file, content, nil)
	return s, err
}

// fail keeps the first error.
func (s *set) fail(err *SchemaError) {
	if s.err == nil {
		s.err = err
	}
}

// load reads a document once for each target namespace. lend is the includer, nil for an import.
func (s *set) load(file string, content []byte, lend *document) (*document, error) {
	tree := s.trees[file]
	if tree == nil {
		var err error
		if len(s.trees) >= maxDocuments || len(content) > maxSchemaBytes {
			return nil, fmt.Errorf("%s: the set is too large", file)
		}
		if tree, err = xmltree.Parse(asUTF8(content), xmltree.Limits{}); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		s.trees[file] = tree
	}
	d := &document{file: file, tree: tree, imported: map[string]bool{}}
	root := node{d, tree.DocumentElement()}
	if name := tree.Name(root.n); tree.Local(name) != "schema" || tree.Space(name) != schemaNamespace {
		return nil, root.fail("s4s-elt-schema-ns: the document element is not schema of %s", schemaNamespace)
	}
	var own bool
	d.target, own = root.attr("targetNamespace")
	switch {
	case own && d.target == "":
		return nil, root.fail("EmptyTargetNamespace: targetNamespace must not be empty")
	case lend != nil && !own:
		d.target, d.lent = lend.target, lend.target != ""
	case lend != nil && d.target != lend.target:
		return nil, root.fail("src-include.2.1: the included document is in another namespace, %q", d.target)
	}
	key := [2]string{file, d.target}
	if known := s.read[key]; known != nil {
		return known, nil
	}
	s.read[key], s.known[d.target] = d, true
	return d, s.contents(d, root)
}

func (s *set) contents(d *document, root node) error {
	if err := checkForm(root, formOf["schema"]); err != nil {
		return err
	}
	d.qualifiedElements = root.get("elementFormDefault") == "qualified"
	d.qualifiedAttributes = root.get("attributeFormDefault") == "qualified"
	var err *SchemaError
	if d.block, err = derivations(root, "blockDefault", byExtension|byRestriction|bySubstitution); err == nil {
		d.final, err = derivations(root, "finalDefault", byExtension|byRestriction|byList|byUnion)
	}
	if err != nil {
		return err
	}
	for n := range root.children {
		var err error
		switch local := n.local(); local {
		case "include", "redefine", "import":
			err = s.refer(d, n)
		default:
			err = s.define(n, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// refer follows an include, a redefine or an import.
func (s *set) refer(d *document, n node) error {
	location, located := n.attr("schemaLocation")
	lend := d
	if n.is("import") {
		lend = nil
		namespace, given := n.attr("namespace")
		if namespace == d.target && (given || d.target == "") {
			return n.fail("src-import.1: a namespace cannot import itself")
		}
		d.imported[namespace] = true
		if !located || s.known[namespace] { // the reference reads one document for each imported namespace
			return nil
		}
	} else if !located {
		return n.fail("s4s-att-must-appear: schemaLocation is missing")
	}
	file, content, err := s.open(d.file, location)
	if err != nil {
		return n.fail("schema_reference.4: %s of %q: %v", n.local(), location, err)
	}
	if content == nil {
		if n.is("redefine") {
			return s.redefine(n)
		}
		return nil
	}
	loaded, err := s.load(file, content, lend)
	if err != nil {
		return err
	}
	if lend == nil && loaded.target != n.get("namespace") {
		return n.fail("src-import.3: the imported document is in the namespace %q", loaded.target)
	}
	if n.is("redefine") {
		return s.redefine(n)
	}
	return nil
}

func (s *set) redefine(n node) error {
	for child := range n.children {
		kind := spaceOf[child.local()]
		original := s.globals[kind][qname{n.doc.target, child.get("name")}]
		if original == nil {
			return child.fail("src-resolve: there is no %s %s to redefine", child.local(), child.get("name"))
		}
		view := *n.doc
		if err := s.define(node{&view, child.n}, original); err != nil {
			return err
		}
	}
	return nil
}

// define registers a global definition, in place of another one where it redefines it.
func (s *set) define(n node, original *definition) error {
	name, ok := n.attr("name")
	if !ok || name == "" {
		return n.fail("s4s-att-must-appear: the name of %s is missing", n.local())
	}
	kind := spaceOf[n.local()]
	def := &definition{node: n, name: qname{n.doc.target, name}, kind: kind, original: original}
	if old := s.globals[kind][def.name]; old != nil && original == nil {
		if old.node.id() == n.id() {
			return nil
		}
		return n.fail("sch-props-correct.2: the %s %s is defined twice", spaceNames[kind], name)
	}
	if original != nil {
		n.doc.self = def
	}
	s.globals[kind][def.name] = def
	return nil
}

// find resolves a reference from a document.
func (s *set) find(d *document, kind space, name qname) *definition {
	if d.self != nil && d.self.kind == kind && d.self.name == name {
		return d.self.original
	}
	return s.globals[kind][name]
}

// asUTF8 decodes UTF-16 and ISO-8859-1; all else must be UTF-8.
func asUTF8(b []byte) []byte {
	switch {
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}), bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
			if b[0] == 0xFF {
				units[i] = units[i]<<8 | units[i]>>8
			}
		}
		return []byte(string(utf16.Decode(units)))
	case bytes.Contains(bytes.ToLower(b[:min(len(b), 100)]), []byte(`encoding="iso-8859-1"`)):
		runes := make([]rune, len(b))
		for i, c := range b {
			runes[i] = rune(c)
		}
		return []byte(string(runes))
	}
	return b
}
