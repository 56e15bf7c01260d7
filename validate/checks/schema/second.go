package schemacheck

import (
	"context"
	_ "embed"
	"errors"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/xsd/libxml2"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	"github.com/fselint/fselint/validate/checks/lazy"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

var ruleSecond = texts.Rule("XSD-SECOND-OPINION", lint.Info, lint.Advice, "")

// SecondOpinion returns a check that asks libxml2 as well and reports where it does not agree. find returns the files of a
// schema set by typeId/@extension and the name of the one to start from.
func SecondOpinion(find func(extension string) (files map[string][]byte, root string, ok bool, err error)) *validate.Check {
	var opened lazy.Map[string, *libxml2.Schema]
	return &validate.Check{
		Name: "second-opinion", Stage: "schema", Rules: []*lint.Rule{ruleSecond},
		Requires: []validate.Key{Judgement, documentcheck.IDs, documentcheck.Text},
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			extension := documentcheck.IDs.Of(p).TypeExtension
			schema, ok, err := opened.Get(extension, func() (*libxml2.Schema, bool, error) {
				files, root, ok, err := find(extension)
				if err != nil || !ok {
					return nil, false, err
				}
				s, err := libxml2.Compile(files, root)
				return s, err == nil, err
			})
			if err == nil && ok {
				err = compare(p, schema)
			}
			if errors.Is(err, libxml2.ErrNone) {
				return nil
			}
			return err
		}),
	}
}

func compare(p *validate.Pass, schema *libxml2.Schema) error {
	ours := Judgement.Of(p).Valid
	theirs, err := schema.Valid(documentcheck.Text.Of(p).XML)
	if err != nil || theirs == ours {
		return err
	}
	word := func(valid bool) lint.Text {
		if valid {
			return texts.Text("valid", nil)
		}
		return texts.Text("invalid", nil)
	}
	p.Report(lint.Finding{Rule: ruleSecond, Expected: word(ours), Actual: word(theirs), Location: lint.Location{Source: lint.SourceCDA}})
	return nil
}
