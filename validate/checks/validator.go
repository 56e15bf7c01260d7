package checks

import (
	"context"

	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
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

// validator says what the gateway's validator alone would answer to the CDA: its result and its messages, with its stopping rules,
// while the findings of every stage stand in the report. It fills in the document's Validator, and leaves it out where a stage
// that decides could not run (05-validation paragraph 1).
func validator() *validate.Check {
	return &validate.Check{
		Name: "validator",
		Uses: []validate.Key{
			documentcheck.CDA, documentcheck.Text, documentcheck.IDs, documentcheck.Tree,
			schemacheck.Set, schemacheck.Judgement, schematroncheck.Judgement, vocabularycheck.Judgement,
		},
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			p.Doc.Validator = judgeValidator(p)
			return nil
		}),
	}
}

func judgeValidator(p *validate.Pass) *validate.Validator {
	if s := p.Skipped(documentcheck.CDA); s != nil {
		return nil
	}
	if exception(p) {
		return &validate.Validator{Result: Exception}
	}
	if s := p.Skipped(schemacheck.Set); s != nil && s.Ran {
		return validate.NewValidator(SyntaxError, schemacheck.NoSet(documentcheck.IDs.Of(p).TypeExtension))
	}
	schema, haveSchema := schemacheck.Judgement.Lookup(p)
	if s := p.Skipped(documentcheck.Tree); s != nil {
		if !s.Ran {
			return nil
		}
		return validate.NewValidator(SyntaxError, schemacheck.Failed)
	}
	if !haveSchema {
		return nil
	}
	if !schema.Valid {
		return validate.NewValidator(SyntaxError, schema.Messages...)
	}
	return semantic(p)
}

// exception reports whether the validator ends in a server error: no text, or nothing to choose the rules by.
func exception(p *validate.Pass) bool {
	for _, fact := range []validate.Key{documentcheck.Text, documentcheck.IDs} {
		if s := p.Skipped(fact); s != nil && s.Ran {
			return true
		}
	}
	return false
}

func semantic(p *validate.Pass) *validate.Validator {
	s, ok := schematroncheck.Judgement.Lookup(p)
	if !ok {
		return nil
	}
	if len(s.Errors) > 0 {
		return validate.NewValidator(SemanticError, append(s.Errors, s.Reports...)...)
	}
	v, ok := vocabularycheck.Judgement.Lookup(p)
	switch {
	case !ok:
		return nil
	case !v.OK:
		return validate.NewValidator(VocabularyError, validate.Message{Text: v.Message})
	case len(s.Reports) > 0:
		return validate.NewValidator(SemanticWarning, s.Reports...)
	}
	return &validate.Validator{Result: OK}
}
