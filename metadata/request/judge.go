package request

import (
	"cmp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/rawjson"
)

// Context is what the caller knows besides the body. Its zero value means that nothing is known: then nothing is compared.
type Context struct {
	Profile       fse.Profile
	Generation    fse.Generation // of the gateway
	OwnRepository bool           // Tuscany: the facility has a repository of its own
	Now           time.Time      // to tell dates in the future
	Type          *string        // resource_hl7_type of the token, nil where there is no token
	ClassWarns    bool           // a wrong class is a warning and not an error
	Region        string         // subject_organization_id of the token, three digits
	Purpose       string         // purpose_of_use of the token
	PathID        *string        // the identifier in the path, as sent
	Test          bool           // the test environment, which knows simulation prefixes
}

// Judge returns what is wrong with a body in an operation: first what the gateway notices, in its order, so that its answer is
// the first finding that Blocks; then the rest by place. Of one rule no more than fifty are returned.
func Judge(op fse.Operation, b *Body, ctx Context) []lint.Finding {
	j := &judge{op: op, ctx: ctx, b: b, counts: map[*lint.Rule]int{}}
	j.path()
	if op == fse.Delete {
		return j.inOrder()
	}
	if j.whole() {
		j.defects()
		j.members()
		j.present()
		j.events()
		j.dates()
		j.descriptions()
		j.identifiers()
		j.values()
	}
	return j.inOrder()
}

// readsBytes tells whether the gateway reads the body of the operation from bytes, by its framework.
func (j *judge) readsBytes() bool { return j.op == fse.Update }

// unreadable is the refusal of a body that cannot be converted.
func (j *judge) unreadable(p *found) {
	p.step, p.Error = stepReading, "RB-01"
	p.Detail = Unreadable(j.op)
	if j.readsBytes() {
		p.Error, p.Detail = "RB-03", ""
	}
}

// whole judges the body as a whole and tells whether there is an object to look into.
func (j *judge) whole() bool {
	root := &j.b.Doc.Root
	switch {
	case j.b.Instead != certificate.Unrecognised:
		p := j.add(NotBody, "", "", nil, "", "")
		p.Actual = j.b.Instead.Text()
		j.unreadable(p)
		return false
	case j.b.Absent:
		j.unreadable(j.add(Absent, "", "", nil, "", ""))
		return false
	case root.Kind == rawjson.Object:
		return true
	case root.Kind == rawjson.Null:
		p := j.add(NullBody, "", "", root, "", "")
		p.refused(stepReading, "GE-01", "")
		if j.readsBytes() {
			p.Error = "RB-03"
		}
	case root.Kind != rawjson.Invalid:
		j.unreadable(j.add(NotObject, "", "", root, root.Kind.String(), "object"))
	}
	j.defects()
	return false
}

// defects reports where the text is not JSON.
func (j *judge) defects() {
	for i := range j.b.Doc.Defects {
		d := &j.b.Doc.Defects[i]
		f := found{Finding: d.Finding}
		f.Group = lint.Standard
		if d.StopsText && !j.readsBytes() || d.StopsBytes && j.readsBytes() {
			f.Group, f.Severity = lint.Gateway, lint.Error
			j.unreadable(&f)
		}
		f.place(j.b, d.Offset)
		f.at = d.StopAt
		j.report(f, "", "", nil)
	}
}

// members judges how the reader takes each member, in the order of the text.
func (j *judge) members() {
	next := 0
	root := &j.b.Doc.Root
	for i := range root.Members {
		m := &root.Members[i]
		if _, known := fieldIndex[m.Name]; !known {
			j.foreign(m, nil)
			continue
		}
		found := &j.b.bindings[next]
		next++
		if use := FieldUse(j.op, m.Name); use == None {
			j.foreign(m, found.field)
		} else {
			j.bound(found)
		}
	}
}

// foreign reports a member that the operation does not have: f is its field in other operations, nil when it has none.
func (j *judge) foreign(m *rawjson.Member, f *field) {
	r, more, near := UnknownField, "", ""
	if f != nil {
		r = OtherField
	} else if e, _, ok := codelist.RequestField.Near(m.Name); ok && FieldUse(j.op, e.Code) != None {
		more, near = "perhaps", e.Code
	}
	p := found{Finding: r.Found(m.Name, near)}
	p.more(more, near)
	p.Values["fields"] = lint.Known(cmp.Or(near, strings.Join(fieldsOf(j.op), ", ")))
	p.Group, p.Severity = lint.Standard, lint.Error
	if !j.readsBytes() {
		p.Group = lint.Gateway
		p.refused(stepReading, "RB-02", "Parametro non riconosciuto all'interno della request nella conversione di "+reader(j.op))
	}
	p.place(j.b, m.NameAt)
	// The reader looks at the beginning of the value before it notices that it does not know the name: a defect there comes first.
	p.at = m.Value.Start
	j.report(p, lint.Show(m.Name), rawjson.Pointer("", m.Name), nil)
}

// bound reports what the reader makes of a value of a known field.
func (j *judge) bound(b *binding) {
	pointer := rawjson.Pointer("", b.field.name)
	if b.of == nil {
		j.outcome(b.field, b.raw, b.outcome, b.value, pointer)
		return
	}
	for i, o := range b.of {
		j.outcome(b.field, b.items[i].Raw, o, b.items[i].Value, pointer+"/"+strconv.Itoa(i))
	}
}

func (j *judge) outcome(f *field, v *rawjson.Value, o outcome, value, pointer string) {
	element := pointer != "/"+f.name
	want := shapeNames[f.shape]
	if element {
		want = "string"
	}
	switch o {
	case coerced:
		j.add(Coerced, f.name, pointer, v, v.Kind.String(), want)
	case position:
		j.add(Position, f.name, pointer, v, v.Text, value)
	case trimmed:
		if e, ok := f.list.Lookup(value); ok && e.Unlisted && j.ctx.Generation == fse.July2025 {
			j.unreadable(j.literal(f, v, v.Text, pointer))
			return
		}
		j.add(Blanks, f.name, pointer, v, v.Text, value)
	case refused:
		if v.Kind == rawjson.String && f.shape == boolean {
			j.unreadable(j.add(Literal, f.name, pointer, v, v.Text, "true, false").more("admitted", "true, false"))
			return
		}
		j.unreadable(j.add(WrongType, f.name, pointer, v, v.Kind.String(), want))
	case unlisted:
		if j.ctx.Generation != fse.July2025 {
			return
		}
		j.unreadable(j.add(NotPublished, f.name, pointer, v, value, ""))
	case unknown:
		j.unreadable(j.literal(f, v, value, pointer))
	case isNull:
		j.null(f, v, pointer, element)
	}
}

func (j *judge) literal(f *field, v *rawjson.Value, value, pointer string) *found {
	e, mistake, ok := f.list.Near(value)
	switch {
	case ok && mistake == codelist.OtherCase:
		return j.add(CaseLiteral, f.name, pointer, v, value, e.Code)
	case ok:
		return j.add(Literal, f.name, pointer, v, value, e.Code).more("perhaps", e.Code)
	}
	expected := f.list.Name
	if f.list.Len() <= 20 {
		expected = f.list.Codes()
	}
	p := j.add(Literal, f.name, pointer, v, value, expected).more("admitted", expected)
	if value == "" {
		p.Values["found"] = lint.Known("") // not a blank to be filled in
	}
	return p
}

// null reports a null that stands for nothing; where the field is required its absence is reported instead.
func (j *judge) null(f *field, v *rawjson.Value, pointer string, element bool) {
	switch {
	case element && f.name != fDescriptions && f.name != fEvents:
		j.add(NullElement, f.name, pointer, v, "", "")
	case !element && FieldUse(j.op, f.name) != Required && FieldUse(j.op, f.name) != Wanted:
		j.add(NullField, f.name, pointer, v, "", "")
	}
}

// lengths reports texts and lists that are longer than the OpenAPI file admits.
func (j *judge) lengths(f *field) {
	pointer := rawjson.Pointer("", f.name)
	if f.texts != nil {
		t := f.texts(j.b)
		if f.maxItems > 0 && len(t.Items) > f.maxItems {
			j.add(TooMany, f.name, pointer, t.Raw, strconv.Itoa(len(t.Items)), strconv.Itoa(f.maxItems))
		}
		for i := range t.Items {
			j.length(f, &t.Items[i], pointer+"/"+strconv.Itoa(i))
		}
		return
	}
	if f.text != nil {
		j.length(f, f.text(j.b), pointer)
	}
}

func (j *judge) length(f *field, t *Text, pointer string) {
	if f.maxChars == 0 || len(t.Value) <= f.maxChars {
		return
	}
	if n := utf8.RuneCountInString(t.Value); n > f.maxChars {
		j.add(TooLong, f.name, pointer, t.Raw, strconv.Itoa(n), strconv.Itoa(f.maxChars))
	}
}
