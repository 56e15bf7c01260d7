package revision

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// ruleOf is the rule for what comes with a signature of the present document. A time stamp that shows something is as much of a
// change as any signature.
func (c *comparison) ruleOf(fd *field) rule {
	if d, ok := c.now.Dict(fd.value); ok && isTimeStamp(c.now, d) && c.largestWidget(fd) == 0 {
		return ruleTimeStamp
	}
	return ruleSigning
}

// newlySigned says whether a field of the present document has a signature and had none.
func (c *comparison) newlySigned(now *field) bool {
	old := c.oldForm.find(now)
	return now.signed(c.now) && (old == nil || !old.signed(c.old))
}

// form compares the forms.
func (c *comparison) form() {
	at := place{what: PartForm, path: &step{up: &step{key: "Root"}, key: "AcroForm"}}
	on, wasRef := objectOf(c.old.Catalog()["AcroForm"])
	nn, isRef := objectOf(c.now.Catalog()["AcroForm"])
	root, _ := objectOf(c.now.Trailer()["Root"])
	at.object = root.num
	if isRef {
		at.object = nn.num
		c.sighted[nn.num] = true
		if wasRef || c.oldForm.dict == nil {
			c.located(on, nn, at)
		}
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
	c.fieldLists(old.top, now.top, at.entry("Fields"))
}

// plumbingRule is the rule for what signing changes in the form beside the fields: that of a time stamp when only time stamps
// were added, and nothing may change when nobody has signed.
func (c *comparison) plumbingRule() rule {
	r := ruleNever
	for _, fd := range c.nowForm.all {
		if fd.kind != "Sig" || !c.newlySigned(fd) && c.oldForm.find(fd) != nil {
			continue
		}
		if r = c.ruleOf(fd); r == ruleSigning {
			return r
		}
	}
	return r
}

// formEntry compares an entry of the form's dictionary that is not the list of fields.
func (c *comparison) formEntry(key string, old, now types.Object, at place) {
	switch key {
	case "Fields":
		return
	case "SigFlags":
		at.rule = ruleHarmless
	case "NeedAppearances":
		if !c.drawsAnew() {
			at.rule = c.plumbing
		}
		if need, _ := c.now.Deref(now).(types.Boolean); bool(need) {
			at.rule = ruleFill // readers draw the fields anew
		}
	case "DR":
		c.resources(old, now, at)
		return
	case "DA", "Q":
		if c.old.Deref(old) == nil && !c.drawsAnew() {
			at.rule = c.plumbing // defaults for the appearance of the signature
		}
	}
	c.diff(old, now, at)
}

// drawsAnew says whether the signed document has fields other than signatures whose value readers draw themselves, with the form's
// defaults and resources.
func (c *comparison) drawsAnew() bool {
	need, _ := c.old.Deref(c.oldForm.dict["NeedAppearances"]).(types.Boolean)
	return slices.ContainsFunc(c.oldForm.all, func(fd *field) bool {
		return fd.kind != "Sig" && fd.value != nil && (bool(need) || fd.dict["AP"] == nil && fd.dict["Subtype"] != nil ||
			slices.ContainsFunc(fd.widgets, func(o types.Object) bool { d, _ := c.old.Dict(o); return d["AP"] == nil }))
	})
}

// resources compares the default resources of a form: signing may add some, and replace those that nothing is drawn with.
func (c *comparison) resources(old, now types.Object, at place) {
	before, _ := c.old.Dict(old)
	after, ok := c.now.Dict(now)
	used, adds := c.usesResources(), c.plumbing
	if c.drawsAnew() {
		adds = ruleNever
	}
	if !ok && before != nil {
		at.rule = ruleNever
		if !used {
			at.rule = c.plumbing
		}
		c.diff(old, now, at)
		return
	}
	for _, category := range unionKeys(before, after) {
		b, wasDict := c.old.Dict(before[category])
		a, isDict := c.now.Dict(after[category])
		at := at.entry(category).never(PartResource)
		if category == "Font" {
			at.what = PartFont
		}
		if !used {
			at.rule = c.plumbing
		}
		if !isDict || !wasDict && c.old.Deref(before[category]) != nil {
			c.diff(before[category], after[category], at)
			continue
		}
		for _, name := range unionKeys(b, a) {
			at := at.entry(name)
			if c.old.Deref(b[name]) == nil {
				at.rule = adds
			}
			c.diff(b[name], a[name], at)
		}
	}
}

// usesResources says whether the signed document has an appearance that readers may draw with the form's default resources: of a
// field that is no signature, or without resources of its own.
func (c *comparison) usesResources() bool {
	bare := func(o types.Object) bool {
		d, _ := c.old.Dict(o)
		ap, _ := c.old.Dict(d["AP"])
		for _, state := range ap {
			if s, ok := c.old.Deref(state).(types.StreamDict); !ok || s.Dict["Resources"] == nil && len(s.Raw) > 0 {
				return true
			}
		}
		return false
	}
	for _, fd := range c.oldForm.all {
		if fd.kind != "Sig" && len(fd.kids) == 0 || bare(fd.dict) || slices.ContainsFunc(fd.widgets, bare) {
			return true
		}
	}
	return false
}

// fieldLists compares lists of fields: indirect ones by object number, direct ones by name.
func (c *comparison) fieldLists(old, now []*field, at place) {
	keys := func(list []*field) (out []string) {
		for _, fd := range list {
			out = append(out, fd.key())
		}
		return out
	}
	if !c.charge(len(old) + len(now)) {
		return
	}
	for _, m := range align(keys(old), keys(now)) {
		switch {
		case m[0] < 0:
			c.newField(now[m[1]], at.item(m[1]))
		case m[1] < 0:
			at := at.item(m[0]).never(partOf(old[m[0]]))
			at.field = old[m[0]].name
			c.record(at, Removed, "")
		default:
			c.field(old[m[0]], now[m[1]], at.item(m[1]))
		}
	}
}

func partOf(fd *field) What {
	if fd.kind == "Sig" {
		return PartSigField
	}
	return PartField
}

// fieldEntries are what a new signature field and its widget may have (ISO 32000-2 Tables 166, 192, 226, 232, 235).
var fieldEntries = []string{
	"Type", "Subtype", "FT", "T", "TU", "TM", "Ff", "V", "DV", "F", "Rect", "P", "Parent", "Kids", "AP", "AS", "M", "NM", "MK", "H", "BS", "Border",
	"C", "DA", "Q", "DR", "Lock", "SV", "StructParent", "Lang", "Contents", "MaxLen", "BE",
}

// newField judges a field that was not there: only signature fields may be added, signed or invisible.
func (c *comparison) newField(n *field, at place) {
	at = at.never(partOf(n))
	at.field = n.name
	if n.num > 0 {
		at.object = n.num
		c.located(object{}, object{num: n.num}, at)
	}
	if len(n.kids) > 0 {
		for i, kid := range n.kids {
			c.newField(kid, at.entry("Kids").item(i))
		}
		return
	}
	switch {
	case n.kind != "Sig":
	case n.signed(c.now):
		at.rule = c.ruleOf(n)
	case c.largestWidget(n) == 0:
		at.rule = ruleSigning
	default:
		c.cover.attack(SneakySignature, n.num, "a visible signature field without a signature was added: "+strconv.Quote(n.name))
	}
	c.record(at, Added, "")
	if n.kind == "Sig" {
		c.widgets(n, at)
	}
}

// widgets notes the widgets that come with a signature, and what they cover.
func (c *comparison) widgets(n *field, at place) {
	for _, o := range append([]types.Object{n.dict}, n.widgets...) {
		d, _ := c.now.Dict(o)
		num := n.num
		if r, isRef := objectOf(o); isRef {
			num = r.num
		}
		if c.now.IsStream(o) || c.old.Deref(*types.NewIndirectRef(num, 0)) != nil && c.oldForm.widget[num] == nil {
			continue // an object that was something else
		}
		c.fresh[num] = true
		for _, key := range unionKeys(d, nil) {
			switch {
			case slices.Contains(fieldEntries, key):
			case key == "A", key == "AA":
				c.diff(nil, d[key], at.entry(key).never(PartAction))
			default:
				c.diff(nil, d[key], at.entry(key).never(at.what))
			}
		}
		page := c.pageOfWidget(d)
		part := c.covered(d, page)
		if part <= coveringArea || d["AP"] == nil && c.cover.Policy.DocMDP == 0 {
			continue
		}
		c.cover.Overlays = append(c.cover.Overlays, Overlay{Field: n.name, Object: num, Page: page, Part: part})
		if c.cover.Policy.DocMDP > 0 {
			c.cover.attack(SneakySignature, n.num, "the signature field "+strconv.Quote(n.name)+" covers a large part of a page of a certified document")
		}
	}
}

func (c *comparison) pageOfWidget(d types.Dict) int {
	r, _ := objectOf(d["P"])
	return c.pageOf[r.num]
}

// largestWidget is the largest part of a page that a widget of the field covers, 0 when none is visible.
func (c *comparison) largestWidget(fd *field) float64 {
	largest := 0.0
	for _, o := range append([]types.Object{fd.dict}, fd.widgets...) {
		d, _ := c.now.Dict(o)
		largest = max(largest, c.covered(d, c.pageOfWidget(d)))
	}
	return largest
}

// field compares two states of a field.
func (c *comparison) field(old, now *field, at place) {
	at = at.never(partOf(old))
	at.field = now.name
	if now.num > 0 {
		at.object = now.num
		c.located(object{num: old.num}, object{num: now.num}, at)
	}
	s := states{comparison: c, field: now, signing: c.newlySigned(now), filled: now.kind != "Sig" && !c.same(old.value, now.value)}
	if old.kind != now.kind {
		s.field = old // judged as what it was
	}
	s.compare(old.num, now.num, old.dict, now.dict, at)
	c.fieldLists(old.kids, now.kids, at.entry("Kids"))
	for _, m := range c.match(old.widgets, now.widgets) {
		at := at.entry("Kids").item(max(m[0], m[1]))
		if m[1] < 0 {
			c.record(at, Removed, "a widget")
			continue
		}
		r, isRef := objectOf(now.widgets[m[1]])
		if isRef {
			at.object = r.num
			c.located(r, r, at)
		}
		if m[0] < 0 {
			if s.signing {
				at.rule = c.ruleOf(now)
			}
			c.record(at, Added, "a widget")
			continue
		}
		b, _ := c.old.Dict(old.widgets[m[0]])
		a, _ := c.now.Dict(now.widgets[m[1]])
		s.compare(r.num, r.num, b, a, at)
	}
	if s.signing {
		c.widgets(now, at)
	}
}

// states compares two states of the dictionaries of one field and its widgets.
type states struct {
	*comparison
	field *field
	// signing says that the field was signed after the signature under judgement, filled that its value differs.
	signing, filled bool
}

func (s *states) compare(oldNum, nowNum int, old, now types.Dict, at place) {
	if oldNum > 0 {
		s.fields[[2]int{oldNum, nowNum}] = true
		s.sighted[nowNum] = true
	}
	filled := s.filled || !s.same(old["AS"], now["AS"])
	for _, key := range unionKeys(old, now) {
		entry := at.entry(key)
		switch key {
		case "Kids":
			continue
		case "Parent", "P":
			entry.role = pointer
		case "A", "AA":
			entry = entry.never(PartAction)
		default:
			if s.field.kind == "Sig" {
				entry = s.signature(key, old[key], now[key], entry)
			} else {
				entry = s.form(key, old[key], now[key], filled, entry)
			}
		}
		if key == "V" && s.field.kind == "Sig" {
			entry.role = inSignature
		}
		s.diff(old[key], now[key], entry)
	}
}

// signature says what may happen to an entry of a signature field: signing sets the value and what shows it; a signature that
// is there must stay as it is.
func (s *states) signature(key string, old, now types.Object, at place) place {
	switch key {
	case "V":
		at.what = PartSignature
	case "AP":
		at.what = PartAppearance
	}
	if !s.signing {
		return at
	}
	switch key {
	case "V", "AP", "M", "MK", "DA", "NM", "BS", "AS", "DR", "StructParent":
		at.rule = s.ruleOf(s.field)
	case "P":
		if s.old.Deref(old) == nil {
			at.rule = s.ruleOf(s.field)
		}
	case "F", "Ff":
		// signing may make the field read-only and printable, not hidden
		const allowed = 1 | 1<<2 | 1<<7 // read-only (of a field), print, locked (of an annotation)
		o, _ := s.old.Int(old)
		n, _ := s.now.Int(now)
		if (o^n)&^allowed == 0 {
			at.rule = s.ruleOf(s.field)
		}
	}
	return at
}

// form says what may happen to an entry of another field: filling sets the value, and the appearance with it; a field lock makes
// the field read-only.
func (s *states) form(key string, old, now types.Object, filled bool, at place) place {
	switch key {
	case "V", "AS", "I", "RV":
		return at.in(PartValue, anything, ruleFill)
	case "AP":
		at.what = PartAppearance
		if filled && s.field.kind != "Btn" {
			at.rule = ruleFill
		}
	case "M":
		at.rule = ruleHarmless
	case "Ff":
		o, _ := s.old.Int(old)
		n, _ := s.now.Int(now)
		if (o^n)&^1 == 0 && slices.Contains([]string{"Tx", "Ch", "Btn"}, s.field.kind) {
			at.rule = ruleFill
		}
	}
	return at
}

// same says whether two values of a field are equal. It is true of values too deep to tell: nothing is permitted because of it.
func (c *comparison) same(old, now types.Object) bool {
	a, b := c.old.Deref(old), c.now.Deref(now)
	x, ok1 := a.(types.Array)
	y, ok2 := b.(types.Array)
	if ok1 && ok2 {
		return len(x) == len(y) && fmt.Sprint(x) == fmt.Sprint(y)
	}
	_, deep := b.(types.Dict)
	return deep || a == nil && b == nil || a != nil && b != nil && equalScalars(c.old, c.now, a, b)
}

// form is the form of a document.
type form struct {
	// dict is the form's dictionary, nil when the document has none.
	dict types.Dict
	// top are the fields at the top level and all all of them, parents before their kids.
	top, all []*field
	// byKey are the fields by their keys, widget those by the object numbers of their widgets; a field that is its own widget is
	// among them.
	byKey  map[string]*field
	widget map[int]*field
	// cut says that the form is too deep or too large to be read to the end.
	cut    bool
	visits int
}

// field is a form field.
type field struct {
	// num is the object number, 0 when the field is direct, and dict its dictionary.
	num  int
	dict types.Dict
	// name is the qualified name; that of a deep hostile form is cut.
	name string
	// kind is Tx, Btn, Ch or Sig and value the value, both inherited; "" and nil when there is none.
	kind  string
	value types.Object
	// kids are the kids that are fields, widgets those that are not, as they stand in the document.
	kids    []*field
	widgets []types.Object
}

const (
	// maxFields and maxVisits bound what is read: hostile files share large arrays among many nodes.
	maxFields = 250_000
	maxVisits = 1_000_000
	// maxName bounds qualified names, in bytes.
	maxName = 4096
)

// readForm reads the form of a document. A field that is met twice counts where it is met first.
func readForm(f *pdffile.File) *form {
	t := &form{byKey: map[string]*field{}, widget: map[int]*field{}}
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
func (t *form) read(f *pdffile.File, o types.Object, up *field, depth int) *field {
	r, _ := objectOf(o)
	d, ok := f.Dict(o)
	t.visits++
	t.cut = t.cut || depth > maxDepth || len(t.all) >= maxFields || t.visits > maxVisits
	if !ok || t.cut || r.num > 0 && t.byKey[(&field{num: r.num}).key()] != nil {
		return nil
	}
	fd := &field{num: r.num, dict: d, name: up.name, kind: up.kind, value: up.value}
	name, ok := f.Text(d["T"])
	if t.cut = t.cut || len(fd.name)+len(name) >= maxName; ok && !t.cut {
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
	t.byKey[fd.key()] = fd
	if r.num > 0 {
		t.widget[r.num] = fd
	}
	kids, _ := f.Array(d["Kids"])
	for _, k := range kids {
		if t.visits++; t.visits > maxVisits {
			t.cut = true
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
		if r, ok := objectOf(k); ok && t.widget[r.num] == nil {
			t.widget[r.num] = fd
		}
	}
	return fd
}

// signed says whether a signature field has a signature dictionary.
func (fd *field) signed(f *pdffile.File) bool {
	_, ok := f.Dict(fd.value)
	return fd.kind == "Sig" && ok
}

// find returns the field of the same object number or, for a direct field, of the same name.
func (t *form) find(fd *field) *field { return t.byKey[fd.key()] }

// key tells the fields of a list apart: by object number or, for a direct field, by name.
func (fd *field) key() string {
	if fd.num > 0 {
		return "#" + strconv.Itoa(fd.num)
	}
	return fd.name
}
