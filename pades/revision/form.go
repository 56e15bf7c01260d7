package revision

import (
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/pades/internal/doctree"
)

// ruleOf is the rule for what comes with a signature of the present document.
func ruleOf(f *pdffile.File, fd *doctree.Field) rule {
	if d, ok := f.Dict(fd.Value); ok && isTimeStamp(f, d) {
		return ruleTimeStamp
	}
	return ruleSigning
}

// newlySigned says whether a field of the present document has a signature and had none.
func (c *comparison) newlySigned(now *doctree.Field) bool {
	old := c.oldForm.Find(now)
	return now.Signed(c.now) && (old == nil || !old.Signed(c.old))
}

// form compares the forms.
func (c *comparison) form() {
	at := place{what: PartForm, path: &step{up: &step{key: "Root"}, key: "AcroForm"}}
	on, _, _ := pdffile.Reference(c.old.Catalog()["AcroForm"])
	nn, _, isRef := pdffile.Reference(c.now.Catalog()["AcroForm"])
	at.object, _, _ = pdffile.Reference(c.now.Trailer()["Root"])
	if isRef {
		at.object = nn
		if on != nn {
			on = -1
		}
		c.visit(on, nn, at)
	}
	old, now := c.oldForm, c.nowForm
	if now.Dict == nil {
		if old.Dict != nil {
			c.record(at, Removed, "")
		}
		return
	}
	c.plumbing = c.plumbingRule()
	for _, key := range unionKeys(old.Dict, now.Dict) {
		c.formEntry(key, old.Dict[key], now.Dict[key], at.entry(key))
	}
	at.path = &step{up: at.path, key: "Fields"}
	c.fields(old.Top, now.Top, at)
	c.drain()
}

// plumbingRule is the rule for what signing changes in the form beside the fields: that of a time stamp when only time stamps
// were added.
func (c *comparison) plumbingRule() rule {
	r := ruleSigning
	for _, fd := range c.nowForm.All {
		if fd.Kind == "Sig" && c.newlySigned(fd) {
			if r = ruleOf(c.now, fd); r == ruleSigning {
				return r
			}
		}
	}
	return r
}

// formEntry compares an entry of the form's dictionary that is not the list of fields.
func (c *comparison) formEntry(key string, old, now types.Object, at place) {
	added := c.old.Deref(old) == nil
	switch key {
	case "Fields":
	case "SigFlags":
		c.diff(old, now, at.in(PartForm, c.plumbing))
	case "NeedAppearances":
		if need, _ := c.now.Deref(now).(types.Boolean); bool(need) {
			c.diff(old, now, at.in(PartForm, ruleFill)) // readers draw the fields anew
			return
		}
		c.diff(old, now, at.in(PartForm, c.plumbing))
	case "DR":
		c.resources(old, now, at)
	case "DA", "Q":
		if added {
			at.rule = c.plumbing // defaults for the appearance of the signature
		}
		c.diff(old, now, at)
	default:
		c.diff(old, now, at)
	}
}

// resources compares the default resources of a form: signing may add some, not replace any.
func (c *comparison) resources(old, now types.Object, at place) {
	before, _ := c.old.Dict(old)
	after, ok := c.now.Dict(now)
	if !ok {
		c.diff(old, now, at.in(PartResource, ruleNever))
		return
	}
	for _, category := range unionKeys(before, after) {
		b, isDict := c.old.Dict(before[category])
		a, _ := c.now.Dict(after[category])
		what := PartResource
		if category == "Font" {
			what = PartFont
		}
		at := at.entry(category)
		if !isDict && before[category] != nil || a == nil {
			c.diff(before[category], after[category], at.in(what, ruleNever))
			continue
		}
		for _, name := range unionKeys(b, a) {
			r := ruleNever
			if c.old.Deref(b[name]) == nil {
				r = c.plumbing
			}
			c.diff(b[name], a[name], at.entry(name).in(what, r))
		}
	}
}

// fields compares lists of fields: indirect ones by object number, direct ones by name.
func (c *comparison) fields(old, now []*doctree.Field, at place) {
	byKey := map[string]*doctree.Field{}
	for _, o := range old {
		byKey[o.Key()] = o
	}
	for i, n := range now {
		at := at.item(i)
		o := byKey[n.Key()]
		delete(byKey, n.Key())
		if o == nil {
			c.newField(n, at)
			continue
		}
		c.field(o, n, at)
	}
	for i, o := range old {
		if _, missing := byKey[o.Key()]; missing {
			at := at.item(i)
			at.what, at.field, at.rule = partOf(o), o.Name, ruleNever
			c.record(at, Removed, "")
		}
	}
}

func partOf(fd *doctree.Field) What {
	if fd.Kind == "Sig" {
		return PartSigField
	}
	return PartField
}

// newField judges a field that was not there: only signature fields may be added, signed or invisible.
func (c *comparison) newField(n *doctree.Field, at place) {
	at.what, at.field, at.rule = partOf(n), n.Name, ruleNever
	if n.Num > 0 {
		at.object = n.Num
	}
	c.visit(-1, n.Num, at)
	if len(n.Kids) > 0 {
		for i, kid := range n.Kids {
			c.newField(kid, at.entry("Kids").item(i))
		}
		return
	}
	largest := c.largestWidget(n)
	switch {
	case n.Kind != "Sig":
	case n.Signed(c.now):
		at.rule = ruleOf(c.now, n)
		num, _, isRef := pdffile.Reference(n.Value)
		if isRef {
			c.visit(-1, num, at.entry("V"))
		}
		if c.cover.Policy.DocMDP > 0 && largest > coveringArea {
			c.cover.attack(SneakySignature, n.Num, "the signature field "+strconv.Quote(n.Name)+" covers a large part of a page of a certified document")
		}
	case largest == 0:
		at.rule = ruleSigning
	default:
		c.cover.attack(SneakySignature, n.Num, "a visible signature field without a signature was added: "+strconv.Quote(n.Name))
	}
	c.record(at, Added, "")
	for _, key := range []string{"A", "AA"} {
		c.diff(nil, n.Dict[key], at.entry(key).in(PartAction, ruleNever))
	}
}

// coveringArea is the part of a page above which the appearance of a signature hides more than signatures need.
const coveringArea = 0.25

// largestWidget is the largest part of a page that a widget of the field covers, 0 when none is visible.
func (c *comparison) largestWidget(fd *doctree.Field) float64 {
	largest := 0.0
	blank := &doctree.Page{}
	if len(c.nowPages.List) > 0 {
		blank = &c.nowPages.List[0]
	}
	for _, o := range append([]types.Object{fd.Dict}, fd.Widgets...) {
		d, _ := c.now.Dict(o)
		p := blank
		if num, _, ok := pdffile.Reference(d["P"]); ok {
			if i, known := c.nowPages.Index[num]; known {
				p = &c.nowPages.List[i]
			}
		}
		const hidden = 1<<1 | 1<<5 // annotation flags Hidden and NoView
		if flags, _ := c.now.Int(d["F"]); flags&hidden == 0 {
			largest = max(largest, p.Covered(c.now, d["Rect"]))
		}
	}
	return largest
}

// field compares two states of a field.
func (c *comparison) field(old, now *doctree.Field, at place) {
	at.what, at.field, at.rule = partOf(old), now.Name, ruleNever
	if now.Num > 0 {
		at.object = now.Num
		c.visit(old.Num, now.Num, at)
	}
	signing := c.newlySigned(now)
	filled := now.Kind != "Sig" && (!c.same(c.old, c.now, old.Value, now.Value) || !c.same(c.old, c.now, old.Dict["AS"], now.Dict["AS"]))
	entries := fieldEntries{comparison: c, field: now, signing: signing, filled: filled, wasSigned: old.Signed(c.old)}
	entries.compare(old.Dict, now.Dict, at)
	c.fields(old.Kids, now.Kids, at.entry("Kids"))
	before := map[int]types.Object{}
	for i, o := range old.Widgets {
		before[keyOf(o, i)] = o
	}
	for i, n := range now.Widgets {
		key := keyOf(n, i)
		at := at.entry("Kids").item(i)
		o, was := before[key]
		delete(before, key)
		if key > 0 {
			at.object = key
		}
		if !was {
			if signing {
				at.rule = ruleOf(c.now, now)
			}
			c.visit(-1, key, at)
			c.record(at, Added, "a widget")
			continue
		}
		if key > 0 {
			c.visit(key, key, at)
		}
		b, _ := c.old.Dict(o)
		a, _ := c.now.Dict(n)
		entries.filled = filled || !c.same(c.old, c.now, b["AS"], a["AS"])
		entries.compare(b, a, at)
	}
	if len(before) > 0 {
		c.record(at.entry("Kids"), Removed, plural(len(before), "widget"))
	}
}
