package diff

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/schemas"
)

// sets compares the schema sets file by file, and the files by what they declare.
func (c *comparison) sets() error {
	oldNames, err := c.old.SchemaSets()
	if err != nil {
		return err
	}
	newNames, err := c.new.SchemaSets()
	if err != nil {
		return err
	}
	names := slices.Concat(oldNames, newNames)
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		old, inOld, oldErr := c.old.SchemaSet(name)
		new, inNew, newErr := c.new.SchemaSet(name)
		switch {
		case oldErr != nil || newErr != nil:
			c.unreadable(Schemas, name, oldErr, newErr)
		case inOld && !inNew:
			c.add(Change{Area: Schemas, Kind: "set-removed", Subject: name})
		case inNew && !inOld:
			c.add(Change{Area: Schemas, Kind: "set-added", Subject: name})
		default:
			c.set(name, old, new)
		}
	}
	return nil
}

func (c *comparison) set(name string, old, new schemas.SchemaSet) {
	for _, file := range both(old.Files, new.Files) {
		subject := name + "/" + file
		if kind := came(file, old.Files, new.Files, "file-added", "file-removed"); kind != "" {
			c.add(Change{Area: Schemas, Kind: kind, Subject: subject})
			continue
		}
		if bytes.Equal(old.Files[file], new.Files[file]) {
			continue
		}
		o, oldErr := readSchema(old.Files[file])
		n, newErr := readSchema(new.Files[file])
		if oldErr != nil || newErr != nil {
			c.unreadable(Schemas, subject, oldErr, newErr)
			continue
		}
		for _, change := range compareDeclarations(nil, "", o, n) {
			change.Area, change.Subject = Schemas, subject
			c.add(change)
		}
	}
}

// declaration is an element of the schema language: an element, a type, a facet, … Annotations are left out.
type declaration struct {
	kind, name string // name is what it declares or refers to, "" where it has none
	says       string // the attributes other than the name, sorted: minOccurs="0" type="II"
	line       int
	index      int // among its siblings
	children   []*declaration
	whole      [sha256.Size]byte // stands for all that it says, with all below
}

// The limits are far above the national sets, whose largest document has 200 KB.
var schemaLimits = xmltree.Limits{Bytes: 64 << 20, Depth: 500, Nodes: 1 << 20}

const schemaNamespace = "http://www.w3.org/2001/XMLSchema"

var errNotSchema = errors.New("not an XML Schema document")

// readSchema reads one document, in UTF-8.
func readSchema(src []byte) (*declaration, error) {
	doc, err := xmltree.Parse(src, schemaLimits)
	if err != nil {
		return nil, err
	}
	root := doc.DocumentElement()
	if name := doc.Name(root); doc.Local(name) != "schema" || doc.Space(name) != schemaNamespace {
		return nil, fmt.Errorf("%w: the document element is %s", errNotSchema, doc.QName(root))
	}
	return readDeclaration(doc, root), nil
}

func readDeclaration(doc *xmltree.Doc, n xmltree.Node) *declaration {
	d := &declaration{kind: doc.Local(doc.Name(n)), line: doc.Pos(n).Line}
	attrs := map[string]string{}
	first, last := doc.Attrs(n)
	for a := first; a < last; a++ {
		if name := doc.AttrName(a); doc.Space(name) == "" {
			attrs[doc.Local(name)] = doc.Value(a)
		}
	}
	delete(attrs, "id")
	named := []string{"name", "ref"}
	switch d.kind {
	case "enumeration":
		named = append(named, "value")
	case "include", "import", "redefine":
		named = append(named, "schemaLocation")
	}
	for _, a := range named {
		if v, ok := attrs[a]; ok && d.name == "" {
			d.name = v
			delete(attrs, a)
		}
	}
	var says []string
	for name, v := range attrs {
		says = append(says, fmt.Sprintf("%s=%q", name, v))
	}
	slices.Sort(says)
	d.says = strings.Join(says, " ")
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q", d.kind, d.name, d.says)
	for c := doc.FirstChild(n); c != xmltree.None; c = doc.NextSibling(c) {
		if doc.Kind(c) == xmltree.Element && doc.Space(doc.Name(c)) == schemaNamespace && doc.Local(doc.Name(c)) != "annotation" {
			child := readDeclaration(doc, c)
			child.index = len(d.children)
			d.children = append(d.children, child)
			h.Write(child.whole[:])
		}
	}
	h.Sum(d.whole[:0])
	return d
}

// label names a declaration for people: element code, enumeration ACT, sequence.
func (d *declaration) label() string { return strings.TrimSpace(d.kind + " " + d.name) }

// compareDeclarations appends what differs between two states of a declaration, in the order of the new one, what is gone at the
// end of its parent. path is the steps that have a name, from the outermost. Of what came or went as a whole only the outermost
// declaration is named. Neither comments, annotations and layout count, nor the order of global declarations, alternatives,
// attributes and enumerated values.
func compareDeclarations(changes []Change, path string, old, new *declaration) []Change {
	at := path // of the declaration itself
	if !strings.HasSuffix(at, new.label()) {
		at = strings.TrimPrefix(path+"/"+new.label(), "/")
	}
	if old.says != new.says {
		changes = append(changes, Change{
			Kind: "declaration-changed", Item: at, Old: old.says, New: new.says, OldLine: old.line, NewLine: new.line,
		})
	}
	partners := pair(old.children, new.children,
		func(d *declaration) string { return string(d.whole[:]) },
		func(d *declaration) string { return d.kind + " " + d.name })
	var order []int
	for _, n := range new.children {
		if o := partners[n]; o != nil {
			order = append(order, o.index)
			changes = compareDeclarations(changes, n.below(path), o, n)
			continue
		}
		changes = append(changes, Change{Kind: "declaration-added", Item: n.below(path), New: n.says, NewLine: n.line})
	}
	for _, o := range gone(old.children, partners) {
		changes = append(changes, Change{Kind: "declaration-removed", Item: o.below(path), Old: o.says, OldLine: o.line})
	}
	if new.kind == "sequence" && !slices.IsSorted(order) {
		changes = append(changes, Change{
			Kind: "declaration-order", Item: at, Old: old.names(), New: new.names(), OldLine: old.line, NewLine: new.line,
		})
	}
	return changes
}

// below extends the path of the parent; what only holds others adds nothing.
func (d *declaration) below(path string) string {
	if d.name == "" && d.kind != "pattern" && len(d.children) > 0 {
		return path
	}
	return strings.TrimPrefix(path+"/"+d.label(), "/")
}

func (d *declaration) names() string {
	var list []string
	for _, c := range d.children {
		list = append(list, c.name)
	}
	return strings.Join(list, ", ")
}
