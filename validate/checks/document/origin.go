package documentcheck

import (
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/validate"
)

// origin reads where a CDA says that it comes from. An author may be a device; few documents have one.
func origin(doc *xmltree.Doc, root xmltree.Node) validate.Origin {
	var o validate.Origin
	if n := child(doc, root, "effectiveTime"); n != xmltree.None {
		value, _ := doc.AttrValue(n, "value")
		o.Time = plain(value)
	}
	if n := descend(doc, root, "custodian", "assignedCustodian", "representedCustodianOrganization", "name"); n != xmltree.None {
		o.Custodian = plain(doc.StringValue(n))
	}
	model := ""
	for n := doc.FirstChild(root); n != xmltree.None; n = doc.NextSibling(n) {
		if !is(doc, n, "author") {
			continue
		}
		device := descend(doc, n, "assignedAuthor", "assignedAuthoringDevice")
		if device == xmltree.None {
			continue
		}
		if name := child(doc, device, "softwareName"); name != xmltree.None {
			if o.Software = plain(doc.StringValue(name)); o.Software != "" {
				return o
			}
		}
		if name := child(doc, device, "manufacturerModelName"); name != xmltree.None && model == "" {
			model = plain(doc.StringValue(name))
		}
	}
	o.Software = model
	return o
}

func is(doc *xmltree.Doc, n xmltree.Node, local string) bool {
	return doc.Kind(n) == xmltree.Element && doc.Local(doc.Name(n)) == local
}

func child(doc *xmltree.Doc, n xmltree.Node, local string) xmltree.Node {
	for c := doc.FirstChild(n); c != xmltree.None; c = doc.NextSibling(c) {
		if is(doc, c, local) {
			return c
		}
	}
	return xmltree.None
}

func descend(doc *xmltree.Doc, n xmltree.Node, path ...string) xmltree.Node {
	for _, local := range path {
		if n = child(doc, n, local); n == xmltree.None {
			break
		}
	}
	return n
}

// plain normalises white space and bounds a value that is to be shown and grouped by.
func plain(s string) string {
	const most = 200 // bytes
	if len(s) > 20*most {
		s = s[:20*most] // a hostile value is cut before it is split
	}
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > most {
		s = s[:most]
	}
	return strings.Clone(strings.ToValidUTF8(s, ""))
}
