package xsd

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/schemas/xsd/datatype"
)

// form is what an element of the schema language may have: attributes, children in order (each a set of alternatives
// followed by ?, * or nothing for exactly one) and whether it may be repeated is the parent's affair.
type form struct{ attributes, children string }

const (
	particles  = "element|group|choice|sequence|any*"
	attributes = "attribute|attributeGroup* anyAttribute?"
	facets     = "length|minLength|maxLength|pattern|enumeration|whiteSpace|maxInclusive|maxExclusive|minInclusive|minExclusive|totalDigits|fractionDigits*"
)

// formOf is the schema for schemas, as far as it is about which elements and attributes may stand where. Where a name has
// a local form of its own it is found under parent/name.
var formOf = map[string]form{
	"schema": {"targetNamespace version finalDefault blockDefault attributeFormDefault elementFormDefault lang",
		"include|import|redefine* simpleType|complexType|group|attributeGroup|element|attribute|notation*"},
	"include":                   {"schemaLocation", ""},
	"import":                    {"namespace schemaLocation", ""},
	"redefine":                  {"schemaLocation", "simpleType|complexType|group|attributeGroup*"},
	"schema/element":            {"name type substitutionGroup default fixed nillable abstract final block", "simpleType|complexType? unique|key|keyref*"},
	"element":                   {"name ref type minOccurs maxOccurs default fixed nillable block form", "simpleType|complexType? unique|key|keyref*"},
	"schema/attribute":          {"name type default fixed", "simpleType?"},
	"attribute":                 {"name ref type use default fixed form", "simpleType?"},
	"schema/complexType":        {"name mixed abstract final block", "simpleContent|complexContent? group|all|choice|sequence? " + attributes},
	"complexType":               {"mixed", "simpleContent|complexContent? group|all|choice|sequence? " + attributes},
	"simpleContent":             {"", "restriction|extension"},
	"complexContent":            {"mixed", "restriction|extension"},
	"simpleType/restriction":    {"base", "simpleType? " + facets},
	"simpleContent/restriction": {"base", "simpleType? " + facets + " " + attributes},
	"simpleContent/extension":   {"base", attributes},
	"restriction":               {"base", "group|all|choice|sequence? " + attributes},
	"extension":                 {"base", "group|all|choice|sequence? " + attributes},
	"schema/simpleType":         {"name final", "restriction|list|union"},
	"simpleType":                {"", "restriction|list|union"},
	"list":                      {"itemType", "simpleType?"},
	"union":                     {"memberTypes", "simpleType*"},
	"schema/group":              {"name", "all|choice|sequence"},
	"group":                     {"ref minOccurs maxOccurs", ""},
	"all":                       {"minOccurs maxOccurs", "element*"},
	"group/all":                 {"", "element*"},
	"choice":                    {"minOccurs maxOccurs", particles},
	"sequence":                  {"minOccurs maxOccurs", particles},
	"group/choice":              {"", particles},
	"group/sequence":            {"", particles},
	"any":                       {"namespace processContents minOccurs maxOccurs", ""},
	"anyAttribute":              {"namespace processContents", ""},
	"schema/attributeGroup":     {"name", attributes},
	"attributeGroup":            {"ref", ""},
	"schema/notation":           {"name public system", ""},
	"unique":                    {"name", "selector field*"},
	"key":                       {"name", "selector field*"},
	"keyref":                    {"name refer", "selector field*"},
	"selector":                  {"xpath", ""},
	"field":                     {"xpath", ""},
}

// checkForm tells what a schema document has that the schema language does not.
func checkForm(n node, f form) *SchemaError {
	if err := checkAttributes(n, f); err != nil {
		return err
	}
	tree := n.doc.tree
	wanted := strings.Fields(f.children)
	annotated := false
	for c := tree.FirstChild(n.n); c != xmltree.None; c = tree.NextSibling(c) {
		child := node{n.doc, c}
		switch tree.Kind(c) {
		case xmltree.Text:
			if strings.Trim(tree.Content(c), " \t\r\n") != "" {
				return n.fail("s4s-elt-character: text is not allowed in %s", n.local())
			}
			continue
		case xmltree.Element:
		default:
			continue
		}
		local := child.local()
		if tree.Space(tree.Name(c)) != schemaNamespace {
			return child.fail("s4s-elt-invalid: %s is not an element of the schema language", local)
		}
		if local == "annotation" && (!annotated || n.is("schema") || n.is("redefine")) {
			annotated = true
			continue
		}
		annotated = true
		if wanted = take(wanted, local); wanted == nil {
			return child.fail("s4s-elt-must-match.1: %s is not allowed here in %s, or not supported", local, n.local())
		}
		if local == "simpleContent" || local == "complexContent" {
			wanted = []string{} // all else stands inside
		}
		if err := checkForm(child, childForm(n, local)); err != nil {
			return err
		}
	}
	for _, w := range wanted {
		if !strings.HasSuffix(w, "?") && !strings.HasSuffix(w, "*") {
			return n.fail("s4s-elt-must-match.2: %s must contain %s", n.local(), w)
		}
	}
	return nil
}

func childForm(parent node, local string) form {
	name := parent.local()
	if name == "redefine" {
		name = "schema"
	}
	if f, ok := formOf[name+"/"+local]; ok {
		return f
	}
	if datatype.FacetNamed(local) != datatype.NoFacet {
		return form{attributes: "value fixed"}
	}
	return formOf[local]
}

// take returns what is still wanted behind a child, nil when it was not.
func take(wanted []string, local string) []string {
	for i, w := range wanted {
		names := strings.TrimRight(w, "?*")
		if slices.Contains(strings.Split(names, "|"), local) {
			if strings.HasSuffix(w, "*") {
				return wanted[i:]
			}
			return append([]string{}, wanted[i+1:]...)
		}
		if names == w {
			return nil
		}
	}
	return nil
}

func checkAttributes(n node, f form) *SchemaError {
	tree := n.doc.tree
	for a, last := tree.Attrs(n.n); a < last; a++ {
		name := tree.AttrName(a)
		local, namespace := tree.Local(name), tree.Space(name)
		if namespace == schemaNamespace || namespace == "" && local != "id" && !slices.Contains(strings.Fields(f.attributes), local) {
			return n.fail("s4s-att-not-allowed: %s has no attribute %s", n.local(), tree.AttrQName(a))
		}
		if local == "id" && namespace == "" && !datatype.IsNCName(strings.Trim(tree.Value(a), " \t\r\n")) {
			return n.fail("s4s-att-invalid-value: id=%q", tree.Value(a))
		}
		if allowed := valuesOf[local]; namespace == "" && allowed != nil && !slices.Contains(allowed, strings.Trim(tree.Value(a), " \t\r\n")) {
			return n.fail("s4s-att-invalid-value: %s=%q", local, tree.Value(a))
		}
	}
	return nil
}

// valuesOf are the attributes with few values.
var valuesOf = map[string][]string{
	"nillable": {"true", "false", "1", "0"}, "abstract": {"true", "false", "1", "0"}, "mixed": {"true", "false", "1", "0"},
	"form": {"qualified", "unqualified"}, "elementFormDefault": {"qualified", "unqualified"},
	"attributeFormDefault": {"qualified", "unqualified"}, "use": {"optional", "required", "prohibited"},
	"processContents": {"strict", "lax", "skip"},
}
