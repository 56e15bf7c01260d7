package revision

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/pades/internal/doctree"
)

// pages compares the pages, but for their annotations.
func (c *comparison) pages() {
	at := place{what: PartPages, path: &step{up: &step{key: "Root"}, key: "Pages"}}
	at.object, _, _ = pdffile.Reference(c.now.Catalog()["Pages"])
	root, _ := c.now.Dict(c.now.Catalog()["Pages"])
	before, _ := c.old.Dict(c.old.Catalog()["Pages"])
	c.diff(before["Count"], root["Count"], at.entry("Count"))
	for _, p := range c.pagePairs() {
		at := at.item(p[1])
		switch {
		case p[0] < 0:
			at.what, at.object, at.page = PartPage, c.nowPages.List[p[1]].Num, p[1]+1
			c.visit(-1, at.object, at)
			c.record(at, Added, "")
		case p[1] < 0:
			at.what, at.page, at.path = PartPage, p[0]+1, at.path.up
			c.record(at.item(p[0]), Removed, "")
		default:
			if p[0] != p[1] {
				c.record(at, Changed, "the order of the pages")
			}
			at.page = p[1] + 1
			c.page(&c.oldPages.List[p[0]], &c.nowPages.List[p[1]], at)
		}
		c.drain()
	}
}

// pagePairs pairs old and present pages by their position or, where the numbers of pages differ, by object number; -1 stands
// for no page.
func (c *comparison) pagePairs() [][2]int {
	var pairs [][2]int
	old, now := c.oldPages, c.nowPages
	if len(old.List) == len(now.List) {
		for i := range old.List {
			pairs = append(pairs, [2]int{i, i})
		}
		return pairs
	}
	for i, p := range old.List {
		j, ok := now.Index[p.Num]
		if !ok {
			j = -1
		}
		pairs = append(pairs, [2]int{i, j})
	}
	for j, p := range now.List {
		if _, ok := old.Index[p.Num]; !ok {
			pairs = append(pairs, [2]int{-1, j})
		}
	}
	return pairs
}

// page compares two pages, but for their annotations.
func (c *comparison) page(old, now *doctree.Page, at place) {
	at.what, at.object = PartPage, now.Num
	c.visit(old.Num, now.Num, at)
	for _, key := range doctree.Inheritable {
		if key == "Resources" {
			c.diff(old.Inherited[key], now.Inherited[key], at.entry(key).in(PartResource, ruleNever))
			continue
		}
		c.diff(old.Inherited[key], now.Inherited[key], at.entry(key))
	}
	for _, key := range unionKeys(old.Dict, now.Dict) {
		entry := at.entry(key)
		o, n := old.Dict[key], now.Dict[key]
		switch key {
		case "Resources", "MediaBox", "CropBox", "Rotate", "Parent", "Annots", "Type":
		case "Contents":
			c.pageContent(o, n, entry.in(PartContent, ruleNever))
		case "AA":
			c.diff(o, n, entry.in(PartAction, ruleNever))
		case "StructParents":
			c.diff(o, n, entry.in(PartStructure, ruleStructure))
		case "Metadata":
			c.diff(o, n, entry.in(PartMetadata, ruleMetadata))
		case "Tabs", "LastModified", "PieceInfo":
			c.diff(o, n, entry.in(PartPage, ruleHarmless))
		default:
			c.diff(o, n, entry)
		}
	}
}

// pageContent compares the content streams of a page. An overlay that is left out shows as the removal of one of them.
func (c *comparison) pageContent(old, now types.Object, at place) {
	a, b := streamList(c.old, old), streamList(c.now, now)
	if !c.charge(len(a) + len(b)) {
		return
	}
	if len(a) == len(b) {
		for i := range a {
			c.diff(a[i], b[i], at.item(i))
		}
		return
	}
	switch {
	case subsequence(b, a):
		c.record(at, Removed, plural(len(a)-len(b), "content stream"))
	case subsequence(a, b):
		c.record(at, Added, plural(len(b)-len(a), "content stream"))
	default:
		c.record(at, Changed, "")
	}
	was := map[int]types.Object{}
	for _, o := range a {
		if num, _, ok := pdffile.Reference(o); ok {
			was[num] = o
		}
	}
	for i, n := range b {
		num, _, _ := pdffile.Reference(n)
		if o, ok := was[num]; ok {
			c.diff(o, n, at.item(i))
		} else {
			c.visit(-1, num, at.item(i))
		}
	}
}

// streamList returns the content streams of a page: one, or those of an array.
func streamList(f *pdffile.File, o types.Object) types.Array {
	if a, ok := f.Array(o); ok {
		return a
	}
	if f.Deref(o) == nil {
		return nil
	}
	return types.Array{o}
}

// subsequence says whether the references of part stand in whole in the same order.
func subsequence(part, whole types.Array) bool {
	i := 0
	for _, o := range whole {
		if i == len(part) {
			break
		}
		a, _, ok1 := pdffile.Reference(part[i])
		b, _, ok2 := pdffile.Reference(o)
		if ok1 && ok2 && a == b {
			i++
		}
	}
	return i == len(part)
}

// annotations compares the annotations of the pages that are no widgets of fields; those are compared with their fields.
func (c *comparison) annotations() {
	for _, p := range c.pagePairs() {
		if p[1] < 0 {
			continue
		}
		now := &c.nowPages.List[p[1]]
		at := place{what: PartAnnotation, rule: ruleAnnotate, page: p[1] + 1, object: now.Num}
		at.path = &step{up: &step{up: &step{up: &step{key: "Root"}, key: "Pages"}, item: p[1]}, key: "Annots"}
		var before types.Array
		if p[0] >= 0 {
			before, _ = c.old.Array(c.oldPages.List[p[0]].Dict["Annots"])
		}
		after, _ := c.now.Array(now.Dict["Annots"])
		c.annotationLists(before, after, at)
		c.drain()
	}
}

// annotationLists compares the annotations of one page: indirect ones by object number, direct ones by position.
func (c *comparison) annotationLists(before, after types.Array, at place) {
	if !c.charge(len(before) + len(after)) {
		return
	}
	old := map[int]types.Object{}
	for i, o := range before {
		old[keyOf(o, i)] = o
	}
	for i, n := range after {
		key := keyOf(n, i)
		o, was := old[key]
		delete(old, key)
		at := at.item(i)
		if key > 0 {
			at.object = key
		}
		d, _ := c.now.Dict(n)
		switch {
		case was:
			b, _ := c.old.Dict(o)
			if c.nowForm.Widgets[key] == nil || c.oldForm.Widgets[key] == nil {
				c.annotation(b, d, key, at)
			}
		default:
			c.newAnnotation(d, key, at)
		}
	}
	for i, o := range before {
		key := keyOf(o, i)
		if _, missing := old[key]; missing {
			delete(old, key)
			if c.oldForm.Widgets[key] != nil {
				at.rule = ruleNever
			}
			d, _ := c.old.Dict(o)
			c.record(at.item(i), Removed, subtype(c.old, d))
		}
	}
}

// keyOf is the number of the object, or a negative number made from the position of a direct one.
func keyOf(o types.Object, i int) int {
	if num, _, ok := pdffile.Reference(o); ok {
		return num
	}
	return -1 - i
}

func subtype(f *pdffile.File, d types.Dict) string {
	name, _ := f.Name(d["Subtype"])
	return name
}

// newAnnotation judges an annotation that was not there. That of a field that was added or signed has been judged with the
// field.
func (c *comparison) newAnnotation(d types.Dict, key int, at place) {
	kind := subtype(c.now, d)
	if field := c.nowForm.Widgets[key]; field != nil {
		at.field = field.Name
		at.rule = ruleNever
		if c.oldForm.Find(field) == nil || c.newlySigned(field) {
			c.visit(-1, key, at)
			return
		}
	} else if kind == "Widget" {
		at.rule = ruleNever
	}
	c.visit(-1, key, at)
	c.record(at, Added, kind)
	if at.rule == ruleAnnotate && c.cover.Policy.DocMDP > 0 && covering[kind] {
		c.cover.attack(EvilAnnotation, at.object, "an annotation of type "+kind+" was laid over a certified document")
	}
}

// covering are the types of annotations that can hide or add content (Breaking the Specification, table 2).
var covering = map[string]bool{"FreeText": true, "Redact": true, "Stamp": true}

// annotation compares two states of an annotation.
func (c *comparison) annotation(old, now types.Dict, key int, at place) {
	if key > 0 {
		c.visit(key, key, at)
	}
	for _, name := range unionKeys(old, now) {
		entry := at.entry(name)
		switch name {
		case "P", "Parent":
			continue
		case "AP":
			entry.what = PartAppearance
		case "A", "AA":
			entry = entry.in(PartAction, ruleNever)
		}
		c.diff(old[name], now[name], entry)
	}
}
