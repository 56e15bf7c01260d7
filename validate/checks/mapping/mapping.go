// Package mappingcheck judges whether the gateway has a structure map for the type of document: its last step before it accepts
// one, which turns the CDA into FHIR.
//
// Source: specification digest, 05-validation paragraphs 1 and 2, 06-errors VA-15.
package mappingcheck

import (
	"context"
	"fmt"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	cdacheck "github.com/fselint/fselint/validate/checks/cda"
)

// Name is the name of the check.
const Name = "engine"

var ruleNoMap = &lint.Rule{
	ID: "ENG-NO-MAP", Family: "ENG", Severity: lint.Error, Group: lint.Gateway, Error: "VA-15",
	Title: lint.Text{IT: "il gateway non ha ancora una mappa per questo tipo di documento", EN: "the gateway has no structure map for this type of document yet"},
	Why: lint.Text{
		IT: "un documento che supera tutti i controlli verrebbe comunque rifiutato all'ultimo passo, perché il gateway non sa trasformarlo in FHIR",
		EN: "a document that passes every check would still be refused at the last step, because the gateway cannot turn it into FHIR",
	},
	Fix:     lint.Text{IT: "non dipende dal documento: attendete che il ministero pubblichi la mappa", EN: "it is not the document's fault: wait for the ministry to publish the map"},
	Sources: []string{"05-validation §1-2", "06-errors VA-15", "00-open-questions OQ-43"},
}

// Engine finds the structure map for a template: whether there is one, and the id of the engine asked; known is false when
// the catalog has no list of engines.
type Engine func(templateRoot string) (engine string, found, known bool, err error)

// Check returns the check.
func Check(find Engine) *validate.Check {
	return &validate.Check{
		Name: Name, Stage: "engine", Requires: []string{cdacheck.IDs}, Rules: []*lint.Rule{ruleNoMap},
		Run: func(_ context.Context, p *validate.Pass) (any, error) {
			root := validate.Fact[*cdacheck.HeaderIDs](p, cdacheck.IDs).TemplateRoot
			engine, found, known, err := find(root)
			if err != nil {
				return nil, err
			}
			if !known {
				return nil, &validate.Skip{Reason: lint.Text{IT: "il catalogo non ha l'elenco delle mappe", EN: "the catalog has no list of structure maps"}}
			}
			if !found {
				p.Report(lint.Finding{
					Rule: ruleNoMap, Actual: lint.Same("templateId " + root),
					Location: lint.Location{Source: lint.SourceCDA, Path: "/ClinicalDocument[1]/templateId[1]"},
					Detail:   fmt.Sprintf("Nessuna mappa con id %s è stata trovata nell'engine %s", root, engine),
				})
			}
			return nil, nil
		},
	}
}
