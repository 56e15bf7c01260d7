package trustlist

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

// What goxmldsig and the parser below it leave out of canonical forms: blanks in attributes, instructions around the document element,
// attributes xml:… of ancestors, the default namespace where it is undeclared or named by #default, the order of attributes of two
// namespaces. The lists in testdata, which xmlsec1 has signed, have all of that.

// normalise makes literal blanks in the values of attributes what XML 1.0 3.3.3 makes of them, which encoding/xml does not.
func normalise(data []byte) []byte {
	out := bytes.Clone(data)
	for i := 0; i < len(out); {
		open := bytes.IndexByte(out[i:], '<')
		if open < 0 {
			break
		}
		i += open
		rest, end := out[i:], ">"
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			end = "]]>"
		case bytes.HasPrefix(rest, []byte("<?")):
			end = "?>"
		default:
			i += blankTag(rest)
			continue
		}
		i += max(1, bytes.Index(rest, []byte(end)))
	}
	return out
}

// blankTag does so in one tag and returns its length.
func blankTag(tag []byte) int {
	quote := byte(0)
	for i, b := range tag {
		switch {
		case quote == 0 && b == '>':
			return i + 1
		case quote == 0 && (b == '"' || b == '\''):
			quote = b
		case b == quote:
			quote = 0
		case quote != 0 && (b == '\t' || b == '\n' || b == '\r'):
			tag[i] = ' '
		}
	}
	return len(tag)
}

// maxScope bounds the namespace declarations in force in one place, and with them the work for each element; real lists have about ten.
const maxScope = 64

func bounded(e *etree.Element, scope int) error {
	for _, a := range e.Attr {
		if a.Space == "xmlns" || a.Key == "xmlns" {
			scope++
		}
	}
	if scope > maxScope {
		return errors.New("too many namespace declarations")
	}
	for _, kid := range e.ChildElements() {
		if err := bounded(kid, scope); err != nil {
			return err
		}
	}
	return nil
}

// around notes a processing instruction outside the document element: goxmldsig leaves them out, though a reference to the document as a
// whole signs them, and real lists have one for a style sheet.
func (v *verifier) around(p *etree.ProcInst) {
	form := "<?" + p.Target
	if p.Inst != "" {
		form += " " + p.Inst
	}
	form += "?>"
	switch {
	case p.Target == "xml":
	case p.Index() < v.root.Index():
		v.before = append(v.before, form+"\n"...)
	default:
		v.after = append(v.after, "\n"+form...)
	}
}

// canonical returns the canonical form of an element with what it inherits from above, by the method that how names, by default the
// inclusive one, which is the exclusive one with all prefixes in its list (XML-EXC-C14N 3).
func canonical(e *etree.Element, how method, comments bool) ([]byte, error) {
	scope, err := etreeutils.NSBuildParentContext(e)
	if err != nil {
		return nil, err
	}
	apex := e.Copy()
	if e.Parent() != nil && e.Parent().Tag != "" { // not the document element
		if apex, err = etreeutils.NSDetatch(scope, e); err != nil {
			return nil, err
		}
	}
	prefixes := how.Inclusive.Prefixes
	switch dsig.AlgorithmID(strings.TrimSuffix(how.Algorithm, "WithComments")) {
	case dsig.CanonicalXML10ExclusiveAlgorithmId:
	case "", dsig.CanonicalXML10RecAlgorithmId, dsig.CanonicalXML10RecAlgorithmId + "#", dsig.CanonicalXML11AlgorithmId, dsig.CanonicalXML11AlgorithmId + "#":
		prefixes = strings.Join(declared(apex, []string{"#default"}), " ")
		for p := e.Parent(); p != nil; p = p.Parent() {
			for _, a := range p.Attr {
				if a.Space == "xml" && apex.SelectAttr(a.FullKey()) == nil {
					apex.Attr = append(apex.Attr, a)
				}
			}
		}
	default:
		return nil, fmt.Errorf("the canonicalisation %q is unknown", how.Algorithm)
	}
	from := apex.Copy()
	if err := etreeutils.TransformExcC14n(apex, prefixes, comments); err != nil {
		return nil, err
	}
	defaults(from, apex, "", "", slices.Contains(strings.Fields(prefixes), "#default"))
	order(apex, map[string]string{"xml": "http://www.w3.org/XML/1998/namespace"})
	doc := etree.NewDocument()
	doc.SetRoot(apex)
	doc.WriteSettings = etree.WriteSettings{CanonicalAttrVal: true, CanonicalEndTags: true, CanonicalText: true}
	return doc.WriteToBytes()
}

// declared adds the prefixes that are declared in e and below it.
func declared(e *etree.Element, found []string) []string {
	for _, a := range e.Attr {
		if a.Space == "xmlns" && !slices.Contains(found, a.Key) {
			found = append(found, a.Key)
		}
	}
	for _, kid := range e.ChildElements() {
		found = declared(kid, found)
	}
	return found
}

// order sorts attributes with a prefix by their namespaces, which goxmldsig does only where their local names are equal.
func order(e *etree.Element, scope map[string]string) {
	copied, prefixed := false, 0
	for _, a := range e.Attr {
		switch {
		case a.Space == "xmlns":
			if !copied {
				scope, copied = maps.Clone(scope), true
			}
			scope[a.Key] = a.Value
		case a.Space != "":
			prefixed++
		}
	}
	slices.SortStableFunc(e.Attr[len(e.Attr)-prefixed:], func(a, b etree.Attr) int {
		return cmp.Or(strings.Compare(scope[a.Space], scope[b.Space]), strings.Compare(a.Key, b.Key))
	})
	for _, kid := range e.ChildElements() {
		order(kid, scope)
	}
}

// defaults writes the default namespace where an element uses it, or always, and no ancestor has written the same. scope is what is in force
// in from, rendered what was written in to.
func defaults(from, to *etree.Element, scope, rendered string, always bool) {
	isDefault := func(a etree.Attr) bool { return a.Space == "" && a.Key == "xmlns" }
	if i := slices.IndexFunc(from.Attr, isDefault); i >= 0 {
		scope = from.Attr[i].Value
	}
	to.Attr = slices.DeleteFunc(to.Attr, isDefault)
	if (to.Space == "" || always) && scope != rendered {
		rendered = scope
		to.Attr = slices.Insert(to.Attr, 0, etree.Attr{Key: "xmlns", Value: scope})
	}
	kids := to.ChildElements()
	for i, kid := range from.ChildElements() {
		defaults(kid, kids[i], scope, rendered, always)
	}
}
