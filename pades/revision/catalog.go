package revision

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"fselint/cda"
	"fselint/cda/pdffile"
)

// compare compares the two documents.
func (c *comparison) compare() {
	c.seen, c.sighted, c.recorded = map[[2]int]bool{}, map[int]bool{}, map[changeKey]bool{}
	c.oldPages, c.nowPages = readPages(c.old), readPages(c.now)
	c.oldForm, c.nowForm = readForm(c.old), readForm(c.now)
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
		pages *pages
		form  *formTree
	}{{c.old, c.oldPages, c.oldForm}, {c.now, c.nowPages, c.nowForm}} {
		add(side.f.Trailer()["Root"])
		for _, o := range side.f.Catalog() {
			add(o)
		}
		for num := range side.pages.nodes {
			c.anchors[num] = true
		}
		for _, p := range side.pages.list {
			annotations, _ := side.f.Array(p.dict["Annots"])
			if !c.charge(len(annotations)) {
				return
			}
			for _, o := range annotations {
				add(o)
			}
		}
		for _, fd := range side.form.all {
			if fd.num > 0 {
				c.anchors[fd.num] = true
			}
			if fd.kind == "Sig" {
				add(fd.value)
			}
			for _, o := range fd.widgets {
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

// child compares an entry of the catalog, whose objects are anchors for everybody else.
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
	before, after := readNames(c.old, old), readNames(c.now, now)
	for _, key := range after.keys {
		entry := at.entry(key).in(c.attachment(key, after.values[key]), ruleNever)
		if _, was := before.values[key]; !was {
			if num, _, ok := pdffile.Reference(after.values[key]); ok {
				entry.object = num
				c.visit(-1, num, entry)
			}
			c.record(entry, Added, "")
			continue
		}
		c.diff(before.values[key], after.values[key], entry)
		c.drain()
	}
	for _, key := range before.keys {
		if _, is := after.values[key]; !is {
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

// nameTree are the entries of a name tree; of two with one key the first counts.
type nameTree struct {
	keys   []string
	values map[string]types.Object
	seen   map[int]bool
	visits int
}

func readNames(f *pdffile.File, root types.Object) *nameTree {
	t := &nameTree{values: map[string]types.Object{}, seen: map[int]bool{}}
	t.read(f, root, 0)
	return t
}

func (t *nameTree) read(f *pdffile.File, node types.Object, depth int) {
	num, _, isRef := pdffile.Reference(node)
	d, ok := f.Dict(node)
	if !ok || depth > maxPageDepth || isRef && t.seen[num] {
		return
	}
	t.seen[num] = true
	list, _ := f.Array(d["Names"])
	t.visits += len(list)
	for i := 0; i+1 < len(list) && t.visits < maxVisits; i += 2 {
		key, ok := f.Text(list[i])
		if _, known := t.values[key]; ok && !known {
			t.keys = append(t.keys, key)
			t.values[key] = list[i+1]
		}
	}
	kids, _ := f.Array(d["Kids"])
	for _, kid := range kids {
		if t.visits++; t.visits > maxVisits {
			return
		}
		t.read(f, kid, depth+1)
	}
}
