package xsd

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// Bounds on looking up what was expected: larger documents and later errors keep what libxml2 says.
const (
	maxConsulted = 8 << 20 // bytes of a document
	maxAnswers   = 200     // errors
)

// expectation is what the model says about one place.
type expectation struct {
	elements []string
	parent   string
	known    bool // the parent may hold such an element, at another point
}

// frame is an open element while a document is walked.
type frame struct {
	name       string
	start      int      // offset of its start tag
	model      *content // nil where the type is not known
	left       *particle
	namespaces map[string]string
}

// walker goes through a document along the content models.
type walker struct {
	model *model
	names names
	wants map[int]Kind // what is asked for at an offset: an unexpected element, or an end tag that comes too early
	found map[int]expectation
	stack []frame
}

// expectations looks up what may stand at the given offsets of a document (of start tags, of end tags, or of an empty tag
// that ought to have content).
func (m *model) expectations(text []byte, wants map[int]Kind, n names) map[int]expectation {
	w := walker{model: m, names: n, wants: wants, found: map[int]expectation{}}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.CharsetReader = asItIs
	for len(w.found) < len(wants) {
		at := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			w.open(t, at)
		case xml.EndElement:
			w.close(at, int(decoder.InputOffset()) == at)
		}
	}
	return w.found
}

func (w *walker) open(t xml.StartElement, at int) {
	f := frame{name: t.Name.Local, start: at}
	var parent *frame
	if n := len(w.stack); n > 0 {
		parent = &w.stack[n-1]
		f.namespaces = parent.namespaces
	}
	f.bind(t.Attr)
	var complexType *modelNode
	switch {
	case parent == nil:
		if declaration := w.model.elements[t.Name]; declaration != nil {
			complexType = w.model.typeOf(declaration)
		}
	case parent.model != nil:
		if w.wants[at] == UnexpectedElement {
			e := w.answer(parent)
			_, e.known = parent.model.types[t.Name]
			w.found[at] = e
		}
		complexType = parent.model.types[t.Name]
		parent.left = parent.left.after(t.Name)
	}
	if named := f.xsiType(t.Attr); named.Local != "" {
		complexType = w.model.types[named]
	}
	if f.model = w.model.contentOf(complexType); f.model != nil {
		f.left = f.model.particle
	}
	w.stack = append(w.stack, f)
}

// close handles an end tag, or the end of an empty tag, which has no place of its own.
func (w *walker) close(at int, empty bool) {
	n := len(w.stack)
	if n == 0 {
		return
	}
	f := &w.stack[n-1]
	if empty {
		at = f.start
	}
	if w.wants[at] == MissingElement && f.model != nil {
		w.found[at] = w.answer(f)
	}
	w.stack = w.stack[:n-1]
}

// answer names the elements that may come next in an element.
func (w *walker) answer(f *frame) expectation {
	e := expectation{parent: f.name}
	f.left.next(func(p *particle) {
		name := w.names.short("{" + p.name.Space + "}" + p.name.Local)
		if p.op == anyParticle {
			name = "*"
		}
		if !contains(e.elements, name) {
			e.elements = append(e.elements, name)
		}
	})
	return e
}

// bind notes the namespaces that a start tag declares.
func (f *frame) bind(attributes []xml.Attr) {
	copied := false
	for _, a := range attributes {
		prefix := a.Name.Local
		switch {
		case a.Name.Space == "xmlns":
		case a.Name.Space == "" && prefix == "xmlns":
			prefix = ""
		default:
			continue
		}
		if !copied {
			own := make(map[string]string, len(f.namespaces)+1)
			for p, namespace := range f.namespaces {
				own[p] = namespace
			}
			f.namespaces, copied = own, true
		}
		f.namespaces[prefix] = a.Value
	}
}

func (f *frame) xsiType(attributes []xml.Attr) xml.Name {
	for _, a := range attributes {
		if a.Name.Space == schemaInstance && a.Name.Local == "type" {
			prefix, local, found := strings.Cut(strings.TrimSpace(a.Value), ":")
			if !found {
				prefix, local = "", prefix
			}
			return xml.Name{Space: f.namespaces[prefix], Local: local}
		}
	}
	return xml.Name{}
}

// consult completes the errors about elements from the model.
func (in *interpreter) consult(m *model, body []byte) {
	wants := map[int]Kind{}
	for _, f := range in.found {
		if (f.Kind == UnexpectedElement || f.Kind == MissingElement) && len(wants) < maxAnswers {
			wants[f.Offset-in.start] = f.Kind
		}
	}
	if m == nil || len(wants) == 0 || len(body) > maxConsulted {
		return
	}
	answers := m.expectations(body, wants, in.names)
	for i := range in.found {
		f := &in.found[i]
		e, ok := answers[f.Offset-in.start]
		if !ok || f.Kind != UnexpectedElement && f.Kind != MissingElement {
			continue
		}
		f.Parent, f.Expected, f.ExpectedMore = e.parent, e.elements, false
		if f.Kind == UnexpectedElement {
			f.Misplaced = e.known
			f.Code = "cvc-complex-type.2.4.a"
			if len(e.elements) == 0 {
				f.Code = "cvc-complex-type.2.4.d"
			}
			f.Codes = []string{f.Code}
		}
	}
}
