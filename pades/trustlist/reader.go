package trustlist

import (
	"strings"
	"time"

	"github.com/fselint/fselint/cda/xmltree"
)

// reader walks a document by names.
type reader struct{ doc *xmltree.Doc }

// all returns the children of n with that name.
func (r reader) all(n xmltree.Node, space, local string) []xmltree.Node {
	if n == xmltree.None {
		return nil
	}
	name := r.doc.Lookup(space, local)
	if name == xmltree.NoName {
		return nil
	}
	var found []xmltree.Node
	for c := r.doc.FirstChild(n); c != xmltree.None; c = r.doc.NextSibling(c) {
		if r.doc.Kind(c) == xmltree.Element && r.doc.Name(c) == name {
			found = append(found, c)
		}
	}
	return found
}

// first follows the first child of each name, None when there is none.
func (r reader) first(n xmltree.Node, space string, path ...string) xmltree.Node {
	for _, local := range path {
		if n == xmltree.None {
			return n
		}
		name := r.doc.Lookup(space, local)
		if name == xmltree.NoName {
			return xmltree.None
		}
		c := r.doc.FirstChild(n)
		for c != xmltree.None && (r.doc.Kind(c) != xmltree.Element || r.doc.Name(c) != name) {
			c = r.doc.NextSibling(c)
		}
		n = c
	}
	return n
}

// elements calls f with the child elements of n.
func (r reader) elements(n xmltree.Node, f func(xmltree.Node)) {
	if n == xmltree.None {
		return
	}
	for c := r.doc.FirstChild(n); c != xmltree.None; c = r.doc.NextSibling(c) {
		if r.doc.Kind(c) == xmltree.Element {
			f(c)
		}
	}
}

// text is the text of n without blanks around it, "" for None. Comments do not cut it: they are not signed either.
func (r reader) text(n xmltree.Node) string {
	if n == xmltree.None {
		return ""
	}
	return strings.TrimSpace(r.doc.StringValue(n))
}

// local is the local name of an element.
func (r reader) local(n xmltree.Node) string { return r.doc.Local(r.doc.Name(n)) }

// named returns the text among the names of n, one for each language: English when there is, else the first.
func (r reader) named(n xmltree.Node) string {
	names := r.all(n, nsList, "Name")
	for _, name := range names {
		if a := r.doc.Attr(name, r.doc.Lookup(xmltree.XMLNamespace, "lang")); a != xmltree.NoAttr && strings.EqualFold(r.doc.Value(a), "en") {
			return r.text(name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return r.text(names[0])
}

// parseTime reads an xsd:dateTime; one without a zone is taken as UTC.
func parseTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Parse("2006-01-02T15:04:05", text)
	}
	return t.UTC(), nil
}

// tail is what follows any of the beginnings in an address, the whole when none fits.
func tail(address string, beginnings ...string) string {
	for _, b := range beginnings {
		if len(address) >= len(b) && strings.EqualFold(address[:len(b)], b) {
			return address[len(b):]
		}
	}
	return address
}

// attr returns an attribute in no namespace, "" for None.
func (r reader) attr(n xmltree.Node, local string) (string, bool) {
	if n == xmltree.None {
		return "", false
	}
	return r.doc.AttrValue(n, local)
}
