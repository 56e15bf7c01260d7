package pades

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// Kinds of fields that matter here.
type fieldKind int

const (
	noField       fieldKind = iota // no field type: the reader passes over it
	parentField                    // has kids that are fields
	signatureKind                  // a signature field
	otherField
)

// field is an entry of the form, as PDFBox's PDField.
type field struct {
	dict   types.Dict
	kind   fieldKind
	parent *field // nil at the top level
	number int    // of its object, 0 when it is direct
}

// Failures that end PDFBox's walk with an exception or a stack overflow: the gateway answers with a server error.
var (
	errKids     = texts.Error("kids", nil)
	errParents  = texts.Error("parents", nil)
	errTooDeep  = texts.Error("too-deep", nil)
	errTooMany  = texts.Error("too-many", nil)
	errNotAForm = errors.New("the document has no form")
)

const (
	// maxFieldDepth and maxParents are about where the reference's stack overflows (1 MB).
	maxFieldDepth = 5500
	maxParents    = 10_000
	// maxFieldVisits bounds the work on hostile forms.
	maxFieldVisits = 5_000_000
)

// form walks over the fields of a document as PDFBox 2.0.27 does.
type form struct {
	file   *pdffile.File
	dict   types.Dict
	kinds  map[uintptr]fieldKind // of the dictionaries seen
	visits int
}

// openForm returns the form of the document, errNotAForm when it has none.
func openForm(f *pdffile.File) (*form, error) {
	d, ok := f.Dict(f.Catalog()["AcroForm"])
	if !ok {
		return nil, errNotAForm
	}
	return &form{file: f, dict: d, kinds: map[uintptr]fieldKind{}}, nil
}

// top returns the fields at the top level (PDAcroForm.getFields).
func (w *form) top() ([]*field, error) {
	entries, _ := w.file.Array(w.dict["Fields"])
	return w.create(entries, nil, nil)
}

// create makes fields of the dictionaries among the entries; parent is nil at the top. Those of skip are left out.
func (w *form) create(entries types.Array, parent *field, skip map[uintptr]bool) ([]*field, error) {
	var out []*field
	for _, e := range entries {
		if w.visits++; w.visits > maxFieldVisits {
			return nil, errTooMany
		}
		d, ok := w.file.Dict(e)
		if !ok || parent != nil && identity(d) == identity(parent.dict) {
			continue
		}
		kind, err := w.kindOf(d)
		if err != nil {
			return nil, err
		}
		if kind == noField || skip[identity(d)] {
			continue
		}
		number, _, _ := pdffile.Reference(e)
		out = append(out, &field{dict: d, kind: kind, number: number, parent: parent})
	}
	return out, nil
}

// maxNameParts bounds the qualified names of hostile forms.
const maxNameParts = 64

// qualifiedName joins the names of the field and its parents with dots; nameless ones are passed over.
func (w *form) qualifiedName(f *field) string {
	var parts []string
	for ; f != nil && len(parts) < maxNameParts; f = f.parent {
		if name, ok := w.file.Text(f.dict["T"]); ok {
			parts = append(parts, name)
		}
	}
	slices.Reverse(parts)
	return strings.Join(parts, ".")
}

// identity tells dictionaries apart as objects, as Java's identity does.
func identity(d types.Dict) uintptr { return reflect.ValueOf(d).Pointer() }

// kindOf is PDFieldFactory.createField.
func (w *form) kindOf(d types.Dict) (fieldKind, error) {
	if kind, known := w.kinds[identity(d)]; known {
		return kind, nil
	}
	kind, err := w.findKind(d)
	w.kinds[identity(d)] = kind
	return kind, err
}

func (w *form) findKind(d types.Dict) (fieldKind, error) {
	if v := w.file.Get(d, "Kids"); v != nil {
		kids, ok := v.(types.Array)
		if !ok {
			return noField, errKids
		}
		for _, k := range kids {
			if w.visits++; w.visits > maxFieldVisits {
				return noField, errTooMany
			}
			if kid, ok := w.file.Dict(k); ok && isString(w.file.Get(kid, "T")) {
				return parentField, nil
			}
		}
	}
	fieldType, err := w.fieldType(d)
	switch {
	case err != nil:
		return noField, err
	case fieldType == "Sig":
		return signatureKind, nil
	case fieldType == "Tx" || fieldType == "Ch" || fieldType == "Btn":
		return otherField, nil
	}
	return noField, nil
}

// fieldType looks for /FT here and in the parents; where there is no /Parent PDFBox goes on with /P, the page.
func (w *form) fieldType(d types.Dict) (string, error) {
	for range maxParents {
		if name, ok := w.file.Name(d["FT"]); ok {
			return name, nil
		}
		if text, ok := w.file.Text(d["FT"]); ok {
			return text, nil
		}
		up := w.file.Get(d, "Parent")
		if up == nil {
			up = w.file.Get(d, "P")
		}
		parent, ok := w.file.Dict(up)
		if !ok {
			return "", nil
		}
		d = parent
	}
	return "", errParents
}

func isString(o types.Object) bool {
	switch o.(type) {
	case types.StringLiteral, types.HexLiteral:
		return true
	}
	return false
}

// tree returns all fields, nested ones behind their parent (PDFieldTree). A field that was met before is not descended into
// again as a kid.
func (w *form) tree() ([]*field, error) {
	top, err := w.top()
	if err != nil {
		return nil, err
	}
	t := &treeWalk{form: w, seen: map[uintptr]bool{}}
	for _, f := range top {
		if err := t.descend(f, 0); err != nil {
			return nil, err
		}
	}
	return t.fields, nil
}

type treeWalk struct {
	form   *form
	seen   map[uintptr]bool
	fields []*field
}

func (t *treeWalk) descend(f *field, depth int) error {
	if depth > maxFieldDepth {
		return errTooDeep
	}
	t.fields = append(t.fields, f)
	t.seen[identity(f.dict)] = true
	if f.kind != parentField {
		return nil
	}
	kids, _ := t.form.file.Array(f.dict["Kids"])
	children, err := t.form.create(kids, f, t.seen)
	if err != nil {
		return err
	}
	for _, c := range children {
		if t.seen[identity(c.dict)] { // met below an earlier kid
			continue
		}
		if err := t.descend(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// appearancesFail tells whether PDFBox ends with an exception when it makes the appearances that /NeedAppearances asks for:
// a signature field with an empty array of widgets is the case that concerns signatures.
func (w *form) appearancesFail(tree []*field) bool {
	if need, _ := w.file.Get(w.dict, "NeedAppearances").(types.Boolean); !bool(need) {
		return false
	}
	for _, f := range tree {
		if f.kind != signatureKind {
			continue
		}
		if kids, ok := w.file.Array(f.dict["Kids"]); ok && len(kids) == 0 {
			return true
		}
	}
	return false
}
