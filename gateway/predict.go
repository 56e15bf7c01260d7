package gateway

import (
	"strings"

	"fselint/validate"
)

// Answers fills in what the gateway says to each finding in the chosen operation. Findings that it does not make in that
// operation keep none.
func Answers(d *validate.Document, op Operation) {
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Error == "" {
			continue
		}
		if a, ok := Lookup(op, f.Error); ok {
			if f.Detail != "" {
				a.Detail = f.Detail
			}
			f.Answer = &a
		}
	}
}

// Predict returns the gateway's answer to a document: the first blocking check in its own order. It is nil when nothing
// that was found blocks the document: whether the gateway accepts it depends on parts of the submission that were not judged.
// Answers must have been called before.
func Predict(d *validate.Document, op Operation) *validate.GatewayAnswer {
	for _, id := range orders[op] {
		for i := range d.Findings {
			f := &d.Findings[i]
			if f.Error != id || f.Group != validate.Gateway || f.Severity != validate.Error || f.Answer == nil {
				continue
			}
			answer := *f.Answer
			if answer.Detail == "" {
				answer.Detail = detail(id, d.Validator)
			}
			return &validate.GatewayAnswer{Operation: string(op), Answer: answer, Finding: i}
		}
	}
	return nil
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
