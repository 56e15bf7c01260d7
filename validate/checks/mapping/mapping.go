// Package mappingcheck judges whether the gateway has a structure map for the type of document, its last step before it accepts one,
// and tells what goes wrong or is lost when that map turns the CDA into FHIR, as far as the maps of the catalog show it.
//
// Source: specification digest, 05-validation paragraphs 1 and 2, 06-errors VA-15, 10-fhir-mapping.
package mappingcheck

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/structuremap"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	"github.com/fselint/fselint/validate/checks/lazy"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

var ruleNoMap = texts.Rule("ENG-NO-MAP", lint.Error, lint.Gateway, "VA-15")

// Engine finds the structure map for a template: whether there is one, and the id of the engine asked; known is false when
// the catalog has no list of engines.
type Engine func(templateRoot string) (engine string, found, known bool, err error)

// Options are what the checks work with.
type Options struct {
	Engine Engine
	// Map returns what the map for a template asks of documents, nil when the catalog does not hold it.
	Map func(templateRoot string) (*structuremap.Program, error)
	// Version names the state of the catalog that the maps are from.
	Version func() string
}

// Checks returns the checks. Each map is opened when the first document asks for it.
func Checks(o Options) []*validate.Check {
	var opened lazy.Map[string, *structuremap.Program]
	read := o.Map
	o.Map = func(root string) (*structuremap.Program, error) {
		program, _, err := opened.Get(root, func() (*structuremap.Program, bool, error) {
			program, err := read(root)
			return program, true, err
		})
		return program, err
	}
	return []*validate.Check{engine(o.Engine), hints(o)}
}

func engine(find Engine) *validate.Check {
	return &validate.Check{
		Name: "engine", Stage: "engine", Requires: []validate.Key{documentcheck.IDs}, Rules: []*lint.Rule{ruleNoMap},
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			root := documentcheck.IDs.Of(p).TemplateRoot
			engine, found, known, err := find(root)
			if err != nil {
				return err
			}
			if !known {
				return &validate.Skip{Reason: texts.Text("no-list", nil)}
			}
			if !found {
				p.Report(lint.Finding{
					Rule: ruleNoMap, Actual: lint.Same("templateId " + root),
					Location: lint.Location{Source: lint.SourceCDA, Path: "/ClinicalDocument[1]/templateId[1]"},
					Notes:    []lint.Text{texts.Text("circuit-breaker", nil)},
					Detail:   fmt.Sprintf("Nessuna mappa con id %s è stata trovata nell'engine %s", root, engine),
				})
			}
			return nil
		}),
	}
}
