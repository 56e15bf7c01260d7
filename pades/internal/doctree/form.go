package doctree

import (
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// Form is the form of a document.
type Form struct {
	// Dict is the form's dictionary, nil when the document has none.
	Dict types.Dict
	// Top are the fields at the top level and All all of them, parents before their kids.
	Top, All []*Field
	// Nums are the fields by their object numbers, and Widgets by those of their widgets; a field that is its own widget is
	// among them.
	Nums, Widgets map[int]*Field

	direct map[string]*Field // those without object number, by name
	visits int
}

// Field is a form field.
type Field struct {
	// Num is the object number, 0 when the field is direct, and Dict its dictionary.
	Num  int
	Dict types.Dict
	// Name is the qualified name; that of a deep hostile form is cut.
	Name string
	// Kind is Tx, Btn, Ch or Sig and Value the value, both inherited; "" and nil when there is none.
	Kind  string
	Value types.Object
	// Kids are the kids that are fields, Widgets those that are not, as they stand in the document.
	Kids    []*Field
	Widgets []types.Object
}

// maxName bounds qualified names, in bytes.
const maxName = 4096

// ReadForm reads the form of a document. A field that is met twice counts where it is met first.
func ReadForm(f *pdffile.File) *Form {
	t := &Form{Nums: map[int]*Field{}, Widgets: map[int]*Field{}, direct: map[string]*Field{}}
	t.Dict, _ = f.Dict(f.Catalog()["AcroForm"])
	fields, _ := f.Array(t.Dict["Fields"])
	for _, o := range fields {
		if t.visits++; t.visits > maxVisits {
			break
		}
		if fd := t.read(f, o, &Field{}, 0); fd != nil {
			t.Top = append(t.Top, fd)
		}
	}
	return t
}

// read reads a field and its kids; nil when it is none or was met before.
func (t *Form) read(f *pdffile.File, o types.Object, up *Field, depth int) *Field {
	num, _, _ := pdffile.Reference(o)
	d, ok := f.Dict(o)
	if !ok || depth > maxDepth || len(t.All) >= maxNodes || num > 0 && t.Nums[num] != nil {
		return nil
	}
	fd := &Field{Num: num, Dict: d, Name: up.Name, Kind: up.Kind, Value: up.Value}
	if name, ok := f.Text(d["T"]); ok && len(fd.Name)+len(name) < maxName {
		if fd.Name != "" {
			fd.Name += "."
		}
		fd.Name += name
	}
	if kind, ok := f.Name(d["FT"]); ok {
		fd.Kind = kind
	}
	if v, ok := d["V"]; ok {
		fd.Value = v
	}
	t.All = append(t.All, fd)
	if num > 0 {
		t.Nums[num] = fd
		t.Widgets[num] = fd
	} else {
		t.direct[fd.Name] = fd
	}
	kids, _ := f.Array(d["Kids"])
	for _, k := range kids {
		if t.visits++; t.visits > maxVisits {
			break
		}
		kid, _ := f.Dict(k)
		if _, isField := kid["T"]; isField {
			if child := t.read(f, k, fd, depth+1); child != nil {
				fd.Kids = append(fd.Kids, child)
			}
			continue
		}
		fd.Widgets = append(fd.Widgets, k)
		if num, _, ok := pdffile.Reference(k); ok && t.Widgets[num] == nil {
			t.Widgets[num] = fd
		}
	}
	return fd
}

// Signed says whether a signature field has a signature dictionary.
func (fd *Field) Signed(f *pdffile.File) bool {
	_, ok := f.Dict(fd.Value)
	return fd.Kind == "Sig" && ok
}

// Find returns the field of the same object number or, for a direct field, of the same name.
func (t *Form) Find(fd *Field) *Field {
	if fd.Num > 0 {
		return t.Nums[fd.Num]
	}
	return t.direct[fd.Name]
}

// Key tells the fields of a list apart: by object number or, for a direct field, by name.
func (fd *Field) Key() string {
	if fd.Num > 0 {
		return "#" + strconv.Itoa(fd.Num)
	}
	return fd.Name
}
