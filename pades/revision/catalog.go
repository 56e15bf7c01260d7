package revision

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/pades/internal/doctree"
)

// compare compares the two documents.
func (c *comparison) compare() {
	c.seen, c.sighted, c.recorded = map[[2]int]bool{}, map[int]bool{}, map[changeKey]bool{}
	c.oldPages, c.nowPages = doctree.ReadPages(c.old), doctree.ReadPages(c.now)
	c.oldForm, c.nowForm = doctree.ReadForm(c.old), doctree.ReadForm(c.now)
	c.cover.Policy = policyOf(c.old, c.oldForm)
	c.anchor()
	c.root()
	c.pages()
	c.catalog()
	c.form()
	c.annotations()
	c.trailer()
	c.freed()
	c.unlisted()
	c.settle()
}

// anchor notes the objects that are compared in their own place: pages, fields, annotations, signatures, and what the
// catalog refers to. Otherwise a reference to a page, in an outline or a signature, would drag the page's changes there.
func (c *comparison) anchor() {
	c.anchors = map[int]bool{}
	add := func(o types.Object) {
		if num, _, ok := pdffile.Reference(o); ok {
			c.anchors[num] = true
		}
	}
	for _, side := range []struct {
		f     *pdffile.File
		pages *doctree.Pages
		form  *doctree.Form
	}{{c.old, c.oldPages, c.oldForm}, {c.now, c.nowPages, c.nowForm}} {
		add(side.f.Trailer()["Root"])
		for _, o := range side.f.Catalog() {
			add(o)
		}
		for num := range side.pages.Nodes {
			c.anchors[num] = true
		}
		for _, p := range side.pages.List {
			annotations, _ := side.f.Array(p.Dict["Annots"])
			if !c.charge(len(annotations)) {
				return
			}
			for _, o := range annotations {
				add(o)
			}
		}
		for _, fd := range side.form.All {
			if fd.Num > 0 {
				c.anchors[fd.Num] = true
			}
			if fd.Kind == "Sig" {
				add(fd.Value)
			}
			for _, o := range fd.Widgets {
				add(o)
			}
		}
	}
}

// root compares the references to the catalog and to the page tree.
func (c *comparison) root() {
	at := place{what: PartDocumentRoot, path: &step{key: "Root"}}
	c.enter(c.old.Trailer()["Root"], c.now.Trailer()["Root"], at)
	c.enter(c.old.Catalog()["Pages"], c.now.Catalog()["Pages"], at.entry("Pages"))
}

// enter visits two objects that are compared piece by piece. Another object in their place is noted when it stood in the
// signed bytes; one that was written later is judged by what is in it.
func (c *comparison) enter(old, now types.Object, at place) {
	on, _, ok1 := pdffile.Reference(old)
	nn, _, ok2 := pdffile.Reference(now)
	if ok1 && ok2 {
		c.visit(on, nn, at)
	}
}

// catalog compares the entries of the catalog but for pages and form.
func (c *comparison) catalog() {
	old, now := c.old.Catalog(), c.now.Catalog()
	at := place{what: PartCatalog, path: &step{key: "Root"}}
	at.object, _, _ = pdffile.Reference(c.now.Trailer()["Root"])
	c.names(old["Names"], now["Names"], at.entry("Names"))
	c.drain()
	var later []string
	for _, key := range unionKeys(old, now) {
		switch key {
		case "Type", "Pages", "AcroForm", "Names":
		case "DSS", "Extensions", "Metadata", "Version", "PieceInfo", "Legal", "Perms", "StructTreeRoot", "MarkInfo":
			later = append(later, key)
		default:
			what := PartCatalog
			switch key {
			case "OpenAction", "AA":
				what = PartAction
			case "OCProperties":
				what = PartLayers
			case "AF":
				what = PartAttachment
			}
			c.child(old[key], now[key], at.entry(key).in(what, ruleNever))
			c.drain()
		}
	}
	for _, key := range later {
		c.lenient(key, old[key], now[key], at.entry(key))
		c.drain()
	}
}

// child compares what an entry of the catalog or the value of a signature field refers to. It is an anchor for everybody else:
// what stands in it belongs to the entry.
func (c *comparison) child(old, now types.Object, at place) {
	on, _, ok1 := pdffile.Reference(old)
	nn, _, ok2 := pdffile.Reference(now)
	if ok1 && ok2 && !c.visit(on, nn, at) {
		return
	}
	if ok2 {
		at.object = nn
	}
	c.values(c.old.Deref(old), c.now.Deref(now), at)
}

// lenient compares entries that signing, validation data and metadata may change.
func (c *comparison) lenient(key string, old, now types.Object, at place) {
	switch key {
	case "DSS":
		c.child(old, now, at.in(PartDSS, ruleValidation))
	case "Extensions":
		c.child(old, now, at.in(PartExtensions, ruleValidation))
	case "Metadata":
		c.child(old, now, at.in(PartMetadata, ruleMetadata))
	case "StructTreeRoot", "MarkInfo":
		c.child(old, now, at.in(PartStructure, ruleStructure))
	case "Perms":
		before, _ := c.old.Dict(old)
		after, _ := c.now.Dict(now)
		r := ruleNever
		if before["DocMDP"] == nil && after["DocMDP"] != nil && after["UR3"] == nil && after["UR"] == nil {
			r = ruleSigning // a certification that came later
		}
		c.child(old, now, at.in(PartPermissions, r))
	default:
		c.child(old, now, at.in(PartCatalog, ruleHarmless))
	}
}

// names compares the name trees.
func (c *comparison) names(old, now types.Object, at place) {
	c.enter(old, now, at)
	if num, _, ok := pdffile.Reference(now); ok {
		at.object = num
	}
	before, _ := c.old.Dict(old)
	after, _ := c.now.Dict(now)
	for _, key := range unionKeys(before, after) {
		entry := at.entry(key).in(PartNames, ruleNever)
		switch key {
		case "EmbeddedFiles":
			c.embeddedFiles(before[key], after[key], entry)
			continue
		case "XFAResources":
			entry.what = PartCDA
		case "JavaScript":
			entry.what = PartAction
		}
		c.diff(before[key], after[key], entry)
	}
}

// embeddedFiles compares the embedded files by their keys, wherever they stand in the tree.
func (c *comparison) embeddedFiles(old, now types.Object, at place) {
	if num, _, ok := pdffile.Reference(now); ok {
		at.object = num
	}
	before, after := doctree.ReadNames(c.old, old), doctree.ReadNames(c.now, now)
	for _, key := range after.Keys {
		entry := at.entry(key).in(c.attachment(key, after.Values[key]), ruleNever)
		if _, was := before.Values[key]; !was {
			if num, _, ok := pdffile.Reference(after.Values[key]); ok {
				entry.object = num
				c.visit(-1, num, entry)
			}
			c.record(entry, Added, "")
			continue
		}
		c.diff(before.Values[key], after.Values[key], entry)
		c.drain()
	}
	for _, key := range before.Keys {
		if _, is := after.Values[key]; !is {
			c.record(at.entry(key).in(PartAttachment, ruleNever), Removed, "")
		}
	}
}

// attachment tells the CDA from other embedded files, by the name that the gateway looks for.
func (c *comparison) attachment(key string, spec types.Object) What {
	d, _ := c.now.Dict(spec)
	for _, name := range []string{"UF", "F"} {
		if text, ok := c.now.Text(d[name]); ok && text == cda.AttachmentName {
			return PartCDA
		}
	}
	if key == cda.AttachmentName {
		return PartCDA
	}
	return PartAttachment
}
