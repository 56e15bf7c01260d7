package pades

import (
	"errors"
	"slices"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// MaxSignedBytes bounds what Decide hashes and decodes for all signatures of one document together, in bytes. Only a document
// made to be expensive has more; the decision is then ServerError with ReasonBound and says nothing about the gateway.
const MaxSignedBytes = 4 << 30

// Decide returns the decision about an open document of the gateway of a generation, whichever library f is opened by.
//
// f is not changed and not kept, but for parts of its data that Signature refers to. The current time counts only for a
// signing date that gives its year in two digits.
func Decide(f *pdffile.File, g fse.Generation) Judgement { return decide(f, g, time.Now()) }

// DecideOpenError returns the gateway's decision about a document that pdffile.Open refuses with err: a server error. An
// err that wraps pdffile.ErrTooLarge is this program's own bound and says nothing about the gateway.
func DecideOpenError(err error) Judgement {
	j := Judgement{Decision: ServerError, Reason: ReasonException, Step: stepSigned, Detail: texts.Text("unopened", nil)}
	switch {
	case errors.Is(err, pdffile.ErrNotPDF):
		j.Detail = texts.Text("no-pdf", nil)
	case errors.Is(err, pdffile.ErrPassword):
		j.Detail = texts.Text("password", nil)
	case err != nil:
		j.Detail = texts.Text("unopened-because", lint.Values{"error": err})
	}
	return j
}

// Stray is a signature field that the form does not list: a widget of a page, say. Number is that of its object, 0 when it is
// direct.
type Stray struct {
	Dict   types.Dict
	Number int
}

// Examine finds the facts about signature fields that the form does not list, as Decide does for the others. The gateway
// looks at none of them.
func Examine(f *pdffile.File, strays []Stray) []Signature {
	c := newCourt(&form{file: f}, time.Now())
	var out []Signature
	for _, s := range strays {
		out = append(out, *c.examine(&field{dict: s.Dict, kind: signatureKind, number: s.Number, parent: &field{}}))
	}
	return out
}

func decide(f *pdffile.File, g fse.Generation, now time.Time) Judgement {
	box, err := f.As(pdffile.PDFBox)
	if g == fse.July2025 {
		if err != nil {
			return DecideOpenError(err)
		}
		return decideByBox(box, now)
	}
	open, openErr := f.As(pdffile.OpenPDF)
	var j Judgement
	if err == nil {
		j = verifyByBox(box, now)
	} else {
		detail := texts.Text("unopened-because", lint.Values{"error": err})
		j = Judgement{Decision: Invalid, Reason: ReasonDocument, Step: stepLoop, Detail: detail}
	}
	switch {
	case openErr != nil:
		failed := DecideOpenError(openErr)
		failed.Signatures = j.Signatures
		return failed
	case !hasSignatureField(open):
		unsigned := Judgement{Decision: NotSigned, Reason: ReasonNoSignature, Step: stepSigned, Detail: texts.Text("no-own-type", nil)}
		unsigned.Signatures = j.Signatures
		return unsigned
	}
	return j
}

// hasSignatureField is step 1 since 2026: a field that the form lists has itself the type of signatures, whether it has a value or not.
func hasSignatureField(f *pdffile.File) bool {
	form, _ := f.Dict(f.Catalog()["AcroForm"])
	fields, _ := f.Array(form["Fields"])
	return slices.ContainsFunc(fields, func(o types.Object) bool {
		field, _ := f.Dict(o)
		name, ok := f.Name(field["FT"])
		return ok && name == "Sig"
	})
}

// decideByBox is the decision until 2025, in which PDFBox does everything.
func decideByBox(f *pdffile.File, now time.Time) Judgement {
	w, err := openForm(f)
	if errors.Is(err, errNotAForm) {
		return Judgement{Decision: NotSigned, Reason: ReasonNoSignature, Step: stepSigned, Detail: texts.Text("no-form", nil)}
	}
	tree, err := w.tree()
	if err != nil {
		j := Judgement{Decision: ServerError, Reason: ReasonException, Step: stepSigned, Detail: said(err)}
		if errors.Is(err, errTooMany) {
			j.Reason = ReasonBound
		}
		return j
	}
	c := courtOf(w, tree, now)
	j, decided := c.signed()
	if !decided {
		j = c.judge(w.appearancesFail(tree))
	}
	return c.complete(j)
}

// verifyByBox is what follows step 1 since 2026.
func verifyByBox(f *pdffile.File, now time.Time) Judgement {
	w, err := openForm(f)
	if err != nil {
		return Judgement{Decision: Invalid, Reason: ReasonForm, Step: stepLoop, Detail: texts.Text("no-form", nil)}
	}
	tree, err := w.tree()
	if err != nil { // what is wrong further down is not looked at
		w, _ = openForm(f)
		if tree, err = w.top(); err != nil {
			return failedForm(err)
		}
	}
	c := courtOf(w, tree, now)
	return c.complete(c.judge(w.appearancesFail(tree)))
}

// failedForm tells failures that the gateway catches from those that it does not.
func failedForm(err error) Judgement {
	j := Judgement{Decision: Invalid, Reason: ReasonForm, Step: stepLoop, Detail: said(err)}
	if !errors.Is(err, errKids) {
		j.Decision, j.Reason = ServerError, ReasonException
	}
	return j
}

func courtOf(w *form, fields []*field, now time.Time) *court {
	c := newCourt(w, now)
	for _, fd := range fields {
		if fd.kind == signatureKind {
			c.fields = append(c.fields, fd)
		}
	}
	return c
}

// complete adds the facts about all fields.
func (c *court) complete(j Judgement) Judgement {
	for _, fd := range c.fields {
		j.Signatures = append(j.Signatures, *c.examine(fd))
	}
	return j
}

// court judges the signature fields of one document.
type court struct {
	form   *form
	file   *pdffile.File
	now    time.Time
	fields []*field
	done   map[uintptr]*Signature // by the field's dictionary
	values map[uintptr]*Signature // by the signature dictionary
	budget int64                  // bytes that may still be hashed and decoded
}

func newCourt(w *form, now time.Time) *court {
	return &court{form: w, file: w.file, now: now, done: map[uintptr]*Signature{}, values: map[uintptr]*Signature{}, budget: MaxSignedBytes}
}

// judge makes the decision; it examines what the gateway looks at, in its order.
func (c *court) judge(appearancesFail bool) Judgement {
	if appearancesFail {
		return Judgement{Decision: Invalid, Reason: ReasonForm, Step: stepLoop,
			Detail: texts.Text("appearances", nil)}
	}
	j := Judgement{Decision: OK, Reason: ReasonNoTopLevel, Step: stepLoop,
		Detail: texts.Text("no-top-level", nil)}
	for _, fd := range c.fields {
		if fd.parent != nil {
			continue
		}
		s := c.examine(fd)
		s.Reached = true
		j = Judgement{Decision: Invalid, Reason: s.Outcome, Step: s.Step, Field: s.Field, Object: s.Value, Detail: s.Detail}
		if j.Object == 0 {
			j.Object = s.Object
		}
		switch s.Outcome {
		case ReasonOK:
			j.Decision = OK
		case ReasonException, ReasonBound: // the former is an error that the gateway does not catch
			j.Decision = ServerError
			return j
		case ReasonSignatureWrong: // the only failure that lets the loop go on
		default:
			return j
		}
	}
	return j
}

// signed is step 1: some signature field has a value, and every value is a dictionary.
func (c *court) signed() (Judgement, bool) {
	values := 0
	for _, fd := range c.fields {
		v := c.file.Get(fd.dict, "V")
		if v == nil {
			continue
		}
		if _, ok := c.file.Dict(v); !ok {
			return Judgement{Decision: ServerError, Reason: ReasonException, Step: stepSigned, Field: c.form.qualifiedName(fd), Object: fd.number,
				Detail: texts.Text("value", nil)}, true
		}
		values++
	}
	if values > 0 {
		return Judgement{}, false
	}
	detail := texts.Text("no-field", nil)
	if len(c.fields) > 0 {
		detail = texts.Text("no-value", nil)
	}
	return Judgement{Decision: NotSigned, Reason: ReasonNoSignature, Step: stepSigned, Detail: detail}, true
}
