package gateway

import (
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Answers fills in what the gateway of a generation says to each finding in the chosen operation. Findings that it does not make in
// that operation keep none; what only a later operation looks at is no error of a validation.
func Answers(d *validate.Document, g fse.Generation, op fse.Operation) {
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Error == "" {
			continue
		}
		if at(g, op, f) < 0 {
			if op == fse.Validation && f.Blocks() {
				f.Severity = lint.Warning
			}
			continue
		}
		a, _ := Lookup(op, f.Error)
		if f.Detail != "" {
			a.Detail = f.Detail
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
	if first < 0 {
		return nil
	}
	answer := *d.Findings[first].Answer
	if answer.Detail == "" {
		answer.Detail = detail(answer.ID, d.Validator)
	}
	return &validate.GatewayAnswer{Operation: string(op), Answer: answer, Finding: first}
}

// Accept returns the gateway's answer to a submission in which nothing blocks, when every part that it looks at was judged; nil
// otherwise. Create and replace also need a validation on record, which cannot be known here.
func Accept(d *validate.Document, op fse.Operation) *validate.GatewayAnswer {
	if op == fse.Create || op == fse.Replace {
		return nil
	}
	needed := []string{"token", "authentication"}
	if op.SendsRequest() {
		needed = append(needed, "request")
	}
	if op.SendsDocument() {
		needed = append(needed, "pdf", "signature", "cda", "schema", "schematron", "vocabulary", "engine")
	}
	for _, name := range needed {
		if s := d.Stage(name); s == nil || s.State != validate.Ran {
			return nil
		}
	}
	return &validate.GatewayAnswer{Operation: string(op), Accepted: true, Warning: Warning(d, op), Finding: -1}
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
