package revision

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
)

// compare compares the two documents.
func (c *comparison) compare() {
	c.seen, c.sighted, c.recorded = map[visited]bool{}, map[int]bool{}, map[changeKey]bool{}
	c.samePage, c.pageOf = map[[2]object]bool{}, map[int]int{}
	c.fields, c.fresh = map[[2]int]bool{}, map[int]bool{}
	c.oldForm, c.nowForm = readForm(c.old), readForm(c.now)
	c.exceeded = c.oldForm.cut || c.nowForm.cut
	c.cover.Policy = policyOf(c.old, c.oldForm)
	c.catalog()
	c.form()
	c.drain()
	for _, list := range c.annotations {
		c.annotationLists(list.old, list.now, list.at)
		c.drain()
	}
	c.trailer()
	c.freed()
	c.misdirected()
	c.unlisted()
	c.settle()
}

// catalog compares the catalog, but for the form: the page tree first, so that it is known which page is which.
func (c *comparison) catalog() {
	at := place{what: PartDocumentRoot, role: inCatalog, path: &step{key: "Root"}}
	on, _ := objectOf(c.old.Trailer()["Root"])
	nn, _ := objectOf(c.now.Trailer()["Root"])
	c.visit(on, nn, at)
	at.object = nn.num
	old, now := c.old.Catalog(), c.now.Catalog()
	c.node(old["Pages"], now["Pages"], at.entry("Pages").in(PartPages, inPages, ruleNever), nil, 0)
	c.drain()
	for _, key := range unionKeys(old, now) {
		switch key {
		case "Pages", "AcroForm":
			continue
		case "Perms":
			c.permissions(old[key], now[key], at.entry(key).never(PartPermissions))
		default:
			c.diff(old[key], now[key], at.under(key))
		}
		c.drain()
	}
}

const maxDepth = 64

// node compares nodes of the page tree, and finds the pages on the way. box is the media box that the nodes above give.
func (c *comparison) node(old, now types.Object, at place, box types.Object, depth int) {
	before, ok1 := c.old.Deref(old).(types.Dict)
	after, ok2 := c.now.Deref(now).(types.Dict)
	kids, isNode := c.now.Array(after["Kids"])
	was, wasNode := c.old.Array(before["Kids"])
	if depth > maxDepth {
		c.exceeded = true
	}
	if !c.spend() {
		return
	}
	on, _ := objectOf(old)
	nn, nowRef := objectOf(now)
	if nowRef {
		at.object = nn.num
	}
	if !ok1 || !ok2 || isNode != wasNode {
		c.diff(old, now, at.never(PartPages))
		return
	}
	if own, ok := after["MediaBox"]; ok {
		box = own
	}
	if !isNode {
		c.page(on, nn, before, after, at)
		c.boxes = append(c.boxes, c.area(box))
		return
	}
	if nowRef && !c.visit(on, nn, at) {
		return
	}
	at.page = c.pages + 1 // for what the pages inherit
	for _, key := range unionKeys(before, after) {
		switch entry := at.under(key); {
		case key == "Kids":
		case entry.what == PartPages:
			entry.page = 0
			c.diff(before[key], after[key], entry)
		default:
			c.diff(before[key], after[key], entry)
		}
	}
	at.page = 0
	at = at.entry("Kids")
	both := min(len(was), len(kids))
	for i := range both {
		c.node(was[i], kids[i], at.item(i), box, depth+1)
	}
	if len(kids) > both {
		c.record(at.item(both), Added, plural(len(kids)-both, "node"))
	} else if len(was) > both {
		c.record(at.item(both), Removed, plural(len(was)-both, "node"))
	}
}

// page notes a page, which is compared when the whole tree is known.
func (c *comparison) page(on, nn object, before, after types.Dict, at place) {
	c.samePage[[2]object{on, nn}] = true
	c.pages++
	if _, known := c.pageOf[nn.num]; !known {
		c.pageOf[nn.num] = c.pages
	}
	at = at.in(PartPage, inPage, ruleNever)
	at.page = c.pages
	if c.visit(on, nn, at) || nn.num == 0 {
		c.waiting = append(c.waiting, pair{before, after, at})
	}
}

// area is the area of a rectangle, 0 when it is none.
func (c *comparison) area(o types.Object) float64 {
	a, _ := c.now.Array(o)
	var v [4]float64
	for i := range v {
		if len(a) == 4 {
			v[i], _ = number(c.now.Deref(a[i]))
		}
	}
	if area := (v[2] - v[0]) * (v[3] - v[1]); area != 0 {
		return max(area, -area)
	}
	return 0
}

// permissions compares /Perms, to which a certification that came later may be added.
func (c *comparison) permissions(old, now types.Object, at place) {
	after, _ := c.now.Dict(now)
	if c.old.Deref(old) == nil && len(after) == 1 {
		for _, fd := range c.nowForm.all {
			on, ok1 := objectOf(fd.value)
			nn, ok2 := objectOf(after["DocMDP"])
			if ok1 && ok2 && on == nn && c.newlySigned(fd) {
				c.record(at.in(PartPermissions, anything, ruleSigning), Added, "")
				return
			}
		}
	}
	at.role = inPermissions
	c.diff(old, now, at)
}

// files compares an array of a name tree of embedded files: keys and file specifications.
func (c *comparison) files(old, now types.Array, at place) {
	for i := 0; i < min(len(old), len(now)); i++ {
		j := min(i|1, len(now)-1)
		c.diff(old[i], now[i], at.item(i).never(c.attachment(now[j-j%2], now[j])))
	}
	if both := len(old); len(now) > both {
		c.record(at.item(both).never(c.attachment(now[both], now[len(now)-1])), Added, plural(len(now)-both, "item"))
	} else if both := len(now); len(old) > both {
		c.record(at.item(both), Removed, plural(len(old)-both, "item"))
	}
}

// attachment tells the CDA from other embedded files, by the name that the gateway looks for.
func (c *comparison) attachment(key, spec types.Object) What {
	d, _ := c.now.Dict(spec)
	for _, name := range []types.Object{d["UF"], d["F"], key} {
		if text, ok := c.now.Text(name); ok && text == cda.AttachmentName {
			return PartCDA
		}
	}
	return PartAttachment
}

// annotationLists compares the annotations of one page. Those that were there must stay, in their order: it is the order in which
// they are drawn.
func (c *comparison) annotationLists(old, now types.Object, at place) {
	before, ok1 := old.(types.Array)
	after, ok2 := now.(types.Array)
	if old != nil && !ok1 || now != nil && !ok2 {
		c.values(old, now, at.never(PartAnnotation))
		return
	}
	for _, m := range c.match(before, after) {
		switch {
		case m[0] < 0:
			c.newAnnotation(after[m[1]], at.item(m[1]))
		case m[1] < 0:
			d, _ := c.old.Dict(before[m[0]])
			at := at.item(m[0])
			at.rule = changeable(c.old, d)
			c.record(at, Removed, subtype(c.old, d))
		default:
			c.annotation(before[m[0]], after[m[1]], at.item(m[1]))
		}
	}
}

func subtype(f *pdffile.File, d types.Dict) string {
	name, _ := f.Name(d["Subtype"])
	return name
}

// changeable is the rule for an annotation: what belongs to a form or embeds something is none of those that DocMDP 3 means.
func changeable(f *pdffile.File, d types.Dict) rule {
	switch subtype(f, d) {
	case "Widget", "FileAttachment", "Screen", "Movie", "Sound", "RichMedia", "3D", "":
		return ruleNever
	}
	return ruleAnnotate
}

// annotation compares two states of an annotation. Widgets of fields have been compared with their fields.
func (c *comparison) annotation(old, now types.Object, at place) {
	on, _ := objectOf(old)
	nn, isRef := objectOf(now)
	if isRef && c.fields[[2]int{on.num, nn.num}] {
		return
	}
	before, _ := c.old.Dict(old)
	after, _ := c.now.Dict(now)
	at.role, at.rule = inAnnotation, max(changeable(c.old, before), changeable(c.now, after))
	if changeable(c.old, before) == ruleNever || subtype(c.old, before) != subtype(c.now, after) {
		at.rule = ruleNever
	}
	c.diff(old, now, at)
}

// newAnnotation judges an annotation that was not there: the widget of a field that was added or signed has been judged with it.
func (c *comparison) newAnnotation(o types.Object, at place) {
	nn, isRef := objectOf(o)
	if isRef {
		at.object = nn.num
		c.sighted[nn.num] = true
	}
	if isRef && c.fresh[nn.num] {
		delete(c.fresh, nn.num) // once
		return
	}
	d, _ := c.now.Dict(o)
	kind := subtype(c.now, d)
	at.rule = changeable(c.now, d)
	if isRef {
		c.located(object{}, nn, at)
	}
	c.record(at, Added, kind)
	if at.rule == ruleAnnotate && c.cover.Policy.DocMDP > 0 && (covering[kind] || c.covered(d, at.page) > coveringArea) {
		c.cover.attack(EvilAnnotation, at.object, "an annotation of type "+kind+" was laid over a certified document")
	}
	for _, key := range []string{"A", "AA", "FS", "AF"} {
		c.diff(nil, d[key], at.entry(key).never(PartAction))
	}
}

// covering are the types of annotations that can hide or add content (Breaking the Specification, table 2).
var covering = map[string]bool{"FreeText": true, "Redact": true, "Stamp": true}

// coveringArea is the part of a page above which an appearance hides more than signatures need.
const coveringArea = 0.25

// covered is the part of a page that an annotation covers, 0 to 1: 0 when it is hidden.
func (c *comparison) covered(d types.Dict, page int) float64 {
	const hidden = 1 << 1 // what is not for the screen (NoView) may be printed
	if flags, _ := c.now.Int(d["F"]); flags&hidden != 0 {
		return 0
	}
	whole := 612.0 * 792
	if page > 0 && page <= len(c.boxes) && c.boxes[page-1] > 0 {
		whole = c.boxes[page-1]
	}
	return min(c.area(d["Rect"])/whole, 1)
}
