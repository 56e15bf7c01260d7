package gateway

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Answers fills in what the gateway of a generation says to each finding in the chosen operation. Findings that it does not make in
// that operation keep none, and are no errors: another operation looks at them. Only what a validation refuses stays one where a
// validation must have come before.
func Answers(d *validate.Document, g fse.Generation, op fse.Operation) {
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Error == "" {
			continue
		}
		if at(g, op, f) < 0 {
			if f.Blocks() && !(validatedBefore(op) && refusesValidation(f)) {
				f.Severity = lint.Warning
			}
			continue
		}
		a, _ := Lookup(op, f.Error)
		if f.Detail != "" {
			a.Detail = f.Detail
		}
		if or := cmp.Or(f.Or, either[f.Error]); or != "" {
			other, ok := Lookup(op, or)
			if !ok {
				other = FrontEnd(or)
			}
			a.Or = &other
			if f.Answer == nil { // else it is noted already
				f.Notes = append(f.Notes, texts.Text("either", lint.Values{"status": a.Or.Status, "title": lint.Known(a.Or.Title)}))
			}
		}
		f.Answer = &a
	}
}

// Predict returns the gateway's answer to a document: the first blocking check in its own order. It is nil when nothing
// that was found blocks the document: whether the gateway accepts it depends on parts of the submission that were not judged.
// Answers must have been called before.
func Predict(d *validate.Document, g fse.Generation, op fse.Operation) *validate.GatewayAnswer {
	first, place := -1, len(orders[g][op])
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Answer == nil || !f.Blocks() {
			continue
		}
		if p := at(g, op, f); p >= 0 && p < place {
			first, place = i, p
		}
	}
	if i := invalid(d); i >= 0 && validatedBefore(op) && spots()[g][op][notValidated][0].place < place {
		a, _ := Lookup(op, notValidated)
		return answer(d, g, op, a, i)
	}
	if first >= 0 {
		a := *d.Findings[first].Answer
		if a.Detail == "" {
			a.Detail = detail(a.ID, d.Validator)
		}
		return answer(d, g, op, a, first)
	}
	if i := slices.IndexFunc(d.Findings, func(f lint.Finding) bool { return f.Blocks() && f.Error == "" }); i >= 0 {
		return answer(d, g, op, lint.Answer{}, i) // the table has no row for it
	}
	return nil
}

// notValidated is what a publication is answered that no validation came before.
const notValidated = "PB-01"

// validatedBefore reports whether an operation wants a validation on record.
func validatedBefore(op fse.Operation) bool { return op == fse.Create || op == fse.Replace }

// refusesValidation reports whether a validation, which alone asks the validator, is refused for a finding.
func refusesValidation(f *lint.Finding) bool {
	return slices.ContainsFunc(slices.Concat(workflow, validator), func(p place) bool { return p[0] == f.Error })
}

// invalid finds what the validation would have refused, -1 for nothing: then none can have come before.
func invalid(d *validate.Document) int {
	return slices.IndexFunc(d.Findings, func(f lint.Finding) bool { return f.Blocks() && refusesValidation(&f) })
}

// answer is one that names its finding, -1 for none.
func answer(d *validate.Document, g fse.Generation, op fse.Operation, a lint.Answer, finding int) *validate.GatewayAnswer {
	return &validate.GatewayAnswer{
		Operation: string(op), Generation: g.String(), Answer: a, Finding: finding, Scope: scope(d, op), Unchecked: d.Unchecked, Approximate: approximate(a.ID),
	}
}

// approximate reports whether the detail of an error is a sentence of the gateway's libraries, which fselint says in its own words:
// the one about the schema comes from Xerces.
func approximate(id string) bool { return id == "VA-04" }

// Accept returns the gateway's answer to a document in which nothing blocks, as far as the parts at hand tell (Scope); nil where one
// of their stages could not run, or without the national catalog.
func Accept(d *validate.Document, g fse.Generation, op fse.Operation) *validate.GatewayAnswer {
	if d.Fault != nil || d.Starter || len(d.Missing()) > 0 {
		return nil
	}
	a := answer(d, g, op, lint.Answer{}, -1)
	a.Accepted, a.Warning = true, Warning(d, op)
	if validatedBefore(op) {
		a.Unchecked = []string{validate.Recorded} // which looks at no code
	}
	return a
}

// scope says what of a submission was there to be judged.
func scope(d *validate.Document, op fse.Operation) validate.Scope {
	needed := []string{"token", "authentication"}
	if op.SendsRequest() {
		needed = append(needed, "request")
	}
	if op.SendsDocument() {
		needed = append(needed, "pdf")
	}
	given := 0
	for _, name := range needed {
		if s := d.Stage(name); s != nil && !s.Absent {
			given++
		}
	}
	switch {
	case given == len(needed):
		return validate.OfSubmission
	case d.CDA != nil && d.CDA.Mode == "FILE":
		return validate.OfCDA
	case d.SHA256 != "":
		return validate.OfDocument
	}
	return validate.OfParts
}

// Warning composes the text that goes with acceptance (05-validation, paragraph 6), "" for none.
func Warning(d *validate.Document, op fse.Operation) string {
	if !op.SendsDocument() {
		return ""
	}
	var parts []string
	if op == fse.Validation && d.Signature != nil && d.Signature.Decision != "NOT_SIGNED" {
		parts = append(parts, "[SIGN_WARN - Attenzione il documento risulta firmato in validazione]")
	}
	if v := d.Validator; v != nil && v.Result == "SEMANTIC_WARNING" && op != fse.Create && op != fse.Replace {
		parts = append(parts, detail("VA-08", v))
	}
	text := strings.Join(parts, ",")
	for i := range d.Findings {
		switch f := &d.Findings[i]; {
		case f.Error == "PF-09" && op == fse.Validation:
			text = "[" + text + f.Detail + "]"
		case f.Error == "PF-10" && (op == fse.Create || op == fse.Replace):
			text = f.Detail
		}
	}
	const most = 200_000 // characters; longer text is cut
	if r := []rune(text); len(r) > most {
		text = string(r[:most-3]) + "..."
	}
	return text
}

// detail joins the validator's messages as the gateway does: by a comma without a blank, and each text of a Schematron in
// square brackets (05-validation, paragraph 4).
func detail(id string, v *validate.Validator) string {
	if v == nil {
		return ""
	}
	messages := v.Messages
	if id == "VA-08" {
		messages = make([]string, len(v.Messages))
		for i, m := range v.Messages {
			messages[i] = "[" + m + "]"
		}
	}
	return strings.Join(messages, ",")
}
