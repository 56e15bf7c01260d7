// Package outcome says what the gateway's validator alone would answer to the CDA: its result and its messages, with its
// stopping rules, while the findings of every stage stand in the report.
//
// Source: specification digest, 05-validation paragraph 1; report contract, "validator".
package outcome

import (
	"context"

	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/validate"
	cdacheck "github.com/fselint/fselint/validate/checks/cda"
	schemacheck "github.com/fselint/fselint/validate/checks/schema"
	schematroncheck "github.com/fselint/fselint/validate/checks/schematron"
	vocabularycheck "github.com/fselint/fselint/validate/checks/vocabulary"
)

// The results of the validator, by its own names.
const (
	OK              = "OK"
	SemanticWarning = "SEMANTIC_WARNING"
	SyntaxError     = "SYNTAX_ERROR"
	SemanticError   = "SEMANTIC_ERROR"
	VocabularyError = "VOCABULARY_ERROR"
	Exception       = "EXCEPTION"
)

// Check returns the check, which reports nothing and fills in the document's Validator. It leaves it out where a stage
// that decides could not run.
func Check() *validate.Check {
	return &validate.Check{
		Name: "validator",
		Uses: []string{cdacheck.Text, cdacheck.IDs, cdacheck.Tree, schemacheck.Name, schematroncheck.Name, vocabularycheck.Name},
		Run: func(_ context.Context, p *validate.Pass) (any, error) {
			p.Doc.Validator = judge(p)
			return nil, nil
		},
	}
}

func judge(p *validate.Pass) *validate.Validator {
	if s := p.Skipped(cdacheck.Origin); s != nil {
		return nil
	}
	if exception(p) {
		return &validate.Validator{Result: Exception}
	}
	schema, haveSchema := validate.Lookup[*schemacheck.Outcome](p, schemacheck.Name)
	if s := p.Skipped(cdacheck.Tree); s != nil {
		if cdacheck.Limited(p) {
			return nil
		}
		return &validate.Validator{Result: SyntaxError, Messages: []string{"Error while executing validation on xsd schema"}}
	}
	if !haveSchema {
		return nil
	}
	if !schema.Valid {
		return &validate.Validator{Result: SyntaxError, Messages: schema.Messages}
	}
	return semantic(p)
}

// exception reports whether the validator ends in a server error: no text, or nothing to choose the rules by.
func exception(p *validate.Pass) bool {
	for _, name := range []string{cdacheck.Text, cdacheck.IDs} {
		if s := p.Skipped(name); s != nil && s.Ran {
			return true
		}
	}
	return false
}

func semantic(p *validate.Pass) *validate.Validator {
	s, ok := validate.Lookup[*schematroncheck.Outcome](p, schematroncheck.Name)
	if !ok {
		return nil
	}
	if len(s.Errors) > 0 {
		return &validate.Validator{Result: SemanticError, Messages: append(s.Errors, s.Reports...)}
	}
	v, ok := validate.Lookup[*vocabulary.Outcome](p, vocabularycheck.Name)
	switch {
	case !ok:
		return nil
	case !v.OK:
		return &validate.Validator{Result: VocabularyError, Messages: []string{v.Message}}
	case len(s.Reports) > 0:
		return &validate.Validator{Result: SemanticWarning, Messages: s.Reports}
	}
	return &validate.Validator{Result: OK}
}
