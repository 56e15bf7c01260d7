package revision

import (
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"fselint/cda/pdffile"
)

// formTree are the fields of a form.
type formTree struct {
	dict   types.Dict // nil when the document has no form
	top    []*field
	all    []*field          // parents before their kids
	nums   map[int]*field    // by object number
	direct map[string]*field // those without object number, by name
	// widgets are the fields by the object number of their widgets; a field that is its own widget is among them.
	widgets map[int]*field
	visits  int
}

// field is a field with the widgets that are not fields themselves.
type field struct {
	num     int // 0 when direct
	dict    types.Dict
	name    string       // qualified
	kind    string       // Tx, Btn, Ch or Sig, inherited; "" of a parent of fields
	value   types.Object // inherited
	kids    []*field
	widgets []types.Object
}

const (
	maxFields     = 100_000
	maxFieldDepth = 64
)

func readForm(f *pdffile.File) *formTree {
	t := &formTree{nums: map[int]*field{}, direct: map[string]*field{}, widgets: map[int]*field{}}
	t.dict, _ = f.Dict(f.Catalog()["AcroForm"])
	fields, _ := f.Array(t.dict["Fields"])
	for _, o := range fields {
		if fd := t.read(f, o, &field{}, 0); fd != nil {
			t.top = append(t.top, fd)
		}
	}
	return t
}

// read reads a field and its kids; nil when it is none or was met before.
func (t *formTree) read(f *pdffile.File, o types.Object, up *field, depth int) *field {
	num, _, _ := pdffile.Reference(o)
	d, ok := f.Dict(o)
	if !ok || depth > maxFieldDepth || len(t.all) >= maxFields || num > 0 && t.nums[num] != nil {
		return nil
	}
	fd := &field{num: num, dict: d, name: up.name, kind: up.kind, value: up.value}
	if name, ok := f.Text(d["T"]); ok {
		if fd.name != "" {
			fd.name += "."
		}
		fd.name += name
	}
	if kind, ok := f.Name(d["FT"]); ok {
		fd.kind = kind
	}
	if v, ok := d["V"]; ok {
		fd.value = v
	}
	t.all = append(t.all, fd)
	if num > 0 {
		t.nums[num] = fd
		t.widgets[num] = fd
	} else {
		t.direct[fd.name] = fd
	}
	kids, _ := f.Array(d["Kids"])
	for _, k := range kids {
		if t.visits++; t.visits > maxVisits {
			break
		}
		kid, _ := f.Dict(k)
		if _, isField := kid["T"]; isField {
			if child := t.read(f, k, fd, depth+1); child != nil {
				fd.kids = append(fd.kids, child)
			}
			continue
		}
		fd.widgets = append(fd.widgets, k)
		if num, _, ok := pdffile.Reference(k); ok && t.widgets[num] == nil {
			t.widgets[num] = fd
		}
	}
	return fd
}

// signed says whether a signature field has a signature dictionary.
func (fd *field) signed(f *pdffile.File) bool {
	_, ok := f.Dict(fd.value)
	return fd.kind == "Sig" && ok
}

// rule is the rule for what comes with a signature.
func (fd *field) rule(f *pdffile.File) rule {
	if d, ok := f.Dict(fd.value); ok && isTimeStamp(f, d) {
		return ruleTimeStamp
	}
	return ruleSigning
}

// newlySigned says whether a field of the present document has a signature and had none.
func (c *comparison) newlySigned(now *field) bool {
	old := c.oldForm.find(now)
	return now.signed(c.now) && (old == nil || !old.signed(c.old))
}

// find returns the field of the same object number or, for a direct field, of the same name.
func (t *formTree) find(fd *field) *field {
	if fd.num > 0 {
		return t.nums[fd.num]
	}
	return t.direct[fd.name]
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
	if now.dict == nil {
		if old.dict != nil {
			c.record(at, Removed, "")
		}
		return
	}
	c.plumbing = c.plumbingRule()
	for _, key := range unionKeys(old.dict, now.dict) {
		c.formEntry(key, old.dict[key], now.dict[key], at.entry(key))
	}
	at.path = &step{up: at.path, key: "Fields"}
	c.fields(old.top, now.top, at)
	c.drain()
}

// plumbingRule is the rule for what signing changes in the form beside the fields: that of a time stamp when only time stamps
// were added.
func (c *comparison) plumbingRule() rule {
	r := ruleSigning
	for _, fd := range c.nowForm.all {
		if fd.kind == "Sig" && c.newlySigned(fd) {
			if r = fd.rule(c.now); r == ruleSigning {
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
func (c *comparison) fields(old, now []*field, at place) {
	byKey := map[string]*field{}
	for _, o := range old {
		byKey[o.key()] = o
	}
	for i, n := range now {
		at := at.item(i)
		o := byKey[n.key()]
		delete(byKey, n.key())
		if o == nil {
			c.newField(n, at)
			continue
		}
		c.field(o, n, at)
	}
	for i, o := range old {
		if _, missing := byKey[o.key()]; missing {
			at := at.item(i)
			at.what, at.field, at.rule = partOf(o), o.name, ruleNever
			c.record(at, Removed, "")
		}
	}
}

func (fd *field) key() string {
	if fd.num > 0 {
		return "#" + strconv.Itoa(fd.num)
	}
	return fd.name
}

func partOf(fd *field) What {
	if fd.kind == "Sig" {
		return PartSigField
	}
	return PartField
}

// newField judges a field that was not there: only signature fields may be added, signed or invisible.
func (c *comparison) newField(n *field, at place) {
	at.what, at.field, at.rule = partOf(n), n.name, ruleNever
	if n.num > 0 {
		at.object = n.num
	}
	c.visit(-1, n.num, at)
	if len(n.kids) > 0 {
		for i, kid := range n.kids {
			c.newField(kid, at.entry("Kids").item(i))
		}
		return
	}
	largest := c.largestWidget(n)
	switch {
	case n.kind != "Sig":
	case n.signed(c.now):
		at.rule = n.rule(c.now)
		num, _, isRef := pdffile.Reference(n.value)
		if isRef {
			c.visit(-1, num, at.entry("V"))
		}
		if c.cover.Policy.DocMDP > 0 && largest > coveringArea {
			c.cover.attack(SneakySignature, n.num, "the signature field "+strconv.Quote(n.name)+" covers a large part of a page of a certified document")
		}
	case largest == 0:
		at.rule = ruleSigning
	default:
		c.cover.attack(SneakySignature, n.num, "a visible signature field without a signature was added: "+strconv.Quote(n.name))
	}
	c.record(at, Added, "")
	for _, key := range []string{"A", "AA"} {
		c.diff(nil, n.dict[key], at.entry(key).in(PartAction, ruleNever))
	}
}

// coveringArea is the part of a page above which the appearance of a signature hides more than signatures need.
const coveringArea = 0.25

// largestWidget is the largest part of a page that a widget of the field covers, 0 when none is visible.
func (c *comparison) largestWidget(fd *field) float64 {
	largest := 0.0
	blank := &page{}
	if len(c.nowPages.list) > 0 {
		blank = &c.nowPages.list[0]
	}
	for _, o := range append([]types.Object{fd.dict}, fd.widgets...) {
		d, _ := c.now.Dict(o)
		p := blank
		if num, _, ok := pdffile.Reference(d["P"]); ok {
			if i, known := c.nowPages.index[num]; known {
				p = &c.nowPages.list[i]
			}
		}
		const hidden = 1<<1 | 1<<5 // annotation flags Hidden and NoView
		if flags, _ := c.now.Int(d["F"]); flags&hidden == 0 {
			largest = max(largest, p.area(c.now, d["Rect"]))
		}
	}
	return largest
}

// field compares two states of a field.
func (c *comparison) field(old, now *field, at place) {
	at.what, at.field, at.rule = partOf(old), now.name, ruleNever
	if now.num > 0 {
		at.object = now.num
		c.visit(old.num, now.num, at)
	}
	signing := c.newlySigned(now)
	filled := now.kind != "Sig" && (!c.same(c.old, c.now, old.value, now.value) || !c.same(c.old, c.now, old.dict["AS"], now.dict["AS"]))
	entries := fieldEntries{comparison: c, field: now, signing: signing, filled: filled, wasSigned: old.signed(c.old)}
	entries.compare(old.dict, now.dict, at)
	c.fields(old.kids, now.kids, at.entry("Kids"))
	before := map[int]types.Object{}
	for i, o := range old.widgets {
		before[keyOf(o, i)] = o
	}
	for i, n := range now.widgets {
		key := keyOf(n, i)
		at := at.entry("Kids").item(i)
		o, was := before[key]
		delete(before, key)
		if key > 0 {
			at.object = key
		}
		if !was {
			if signing {
				at.rule = now.rule(c.now)
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
