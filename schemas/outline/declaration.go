package outline

import (
	"fmt"
	"slices"
	"strings"
)

// declaration is a node with the namespace that its document is taken for.
type declaration struct {
	*Node
	target    string
	qualified bool // local elements are in the target namespace
}

func sortedKeys(m map[[2]string]*declaration) [][2]string {
	keys := make([][2]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return strings.Compare(a[0]+" "+a[1], b[0]+" "+b[1]) })
	return keys
}

func (g *Grammar) load(files map[string][]byte, name, target string, seen map[[2]string]bool) error {
	src, ok := files[name]
	if !ok {
		return fmt.Errorf("%s is not in the set", name)
	}
	if seen[[2]string{name, target}] {
		return nil
	}
	seen[[2]string{name, target}] = true
	schema, err := Read(src)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if own, has := schema.Attrs["targetNamespace"]; has {
		target = own
	}
	qualified := schema.Attrs["elementFormDefault"] == "qualified"
	for _, n := range schema.Children {
		key := [2]string{target, n.Attrs["name"]}
		d := &declaration{n, target, qualified}
		switch n.Kind {
		case "include", "import":
			location := n.Attrs["schemaLocation"]
			if location == "" {
				continue
			}
			into := target
			if n.Kind == "import" {
				into = n.Attrs["namespace"]
			}
			if err := g.load(files, location[strings.LastIndexAny(location, `/\`)+1:], into, seen); err != nil {
				return err
			}
		case "redefine":
			return fmt.Errorf("%s: redefinitions are not understood", name)
		case "element":
			if _, has := n.Attrs["substitutionGroup"]; has {
				return fmt.Errorf("%s: substitution groups are not understood", name)
			}
			g.elements[key] = d
		case "complexType", "simpleType":
			g.types[key] = d
		case "group":
			g.groups[key] = d
		case "attributeGroup":
			g.attributeGroups[key] = d
		case "attribute":
			g.attributes[key] = d
		}
	}
	return nil
}

// named finds what a qualified name at a declaration refers to. A document without a namespace of its own refers to that of
// its includer.
func (d *declaration) named(in map[[2]string]*declaration, qname string) *declaration {
	space, local := d.Resolve(qname)
	if found := in[[2]string{space, local}]; found != nil || space != "" {
		return found
	}
	return in[[2]string{d.target, local}]
}

func (d *declaration) below(n *Node) *declaration { return &declaration{n, d.target, d.qualified} }

// derivation is the extension or restriction by which a type is made, nil when there is none.
func (d *declaration) derivation() *declaration {
	for _, c := range d.Children {
		if c.Kind == "complexContent" || c.Kind == "simpleContent" {
			for _, e := range c.Children {
				if e.Kind == "extension" || e.Kind == "restriction" {
					return d.below(e)
				}
			}
		}
		if c.Kind == "restriction" {
			return d.below(c)
		}
	}
	return nil
}

func (g *Grammar) base(d *declaration) *declaration {
	e := d.derivation()
	if e == nil {
		return nil
	}
	return e.named(g.types, e.Attrs["base"])
}

// What a set may ask for. The national sets have some 330 places, some 25,000 parts.
const (
	maxPlaces = 20_000
	maxChain  = 500
	maxParts  = 5_000_000
)
