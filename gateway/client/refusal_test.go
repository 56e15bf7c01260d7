package client

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

func TestRefuse(t *testing.T) {
	document := func(findings ...lint.Finding) *validate.Document {
		return &validate.Document{Stages: []validate.StageState{{Name: "pdf", State: validate.Ran}, {Name: "registry", State: validate.Skipped, Absent: true}}, Findings: findings}
	}
	gateway := lint.Finding{ID: "CDA-DOCTYPE", Severity: lint.Error, Group: lint.Gateway, Stage: "cda", Error: "VA-03", Answer: &lint.Answer{}}
	elsewhere := lint.Finding{ID: "SIG-NONE", Severity: lint.Error, Group: lint.Gateway, Stage: "signature", Error: "FE-09"}
	registry := lint.Finding{ID: "REG-UNKNOWN", Severity: lint.Error, Group: lint.Standard, Stage: "registry"}
	ledger := lint.Finding{ID: "LED-TWICE", Severity: lint.Error, Group: lint.Standard, Stage: "ledger"}
	standard := lint.Finding{ID: "CDA-X", Severity: lint.Error, Group: lint.Standard, Stage: "cda"}
	warning := lint.Finding{ID: "REG-EQUIVALENT", Severity: lint.Warning, Group: lint.Advice, Stage: "registry"}
	refused, skipped, fault := document(), document(gateway), document()
	refused.Gateway = &validate.GatewayAnswer{Answer: lint.Answer{Status: 422}}
	skipped.Stages[0].State = validate.Skipped
	fault.Fault = &validate.Failure{}
	undetermined := document()
	undetermined.Stages[0].State = validate.Skipped
	const sent = Obstacle(-1)
	for name, c := range map[string]struct {
		d       *validate.Document
		starter bool
		want    [3]Obstacle // usual, gateway, standard
	}{
		"nothing found":              {document(warning), false, [3]Obstacle{sent, sent, sent}},
		"no national catalog":        {document(), true, [3]Obstacle{Undetermined, Undetermined, Undetermined}},
		"the gateway would refuse":   {refused, false, [3]Obstacle{Faulty, Faulty, Faulty}},
		"an error of the gateway":    {document(gateway), false, [3]Obstacle{Faulty, Faulty, Faulty}},
		"not in this operation":      {document(elsewhere), false, [3]Obstacle{sent, sent, sent}},
		"registry":                   {document(registry), false, [3]Obstacle{Faulty, sent, Faulty}},
		"registry, starter catalog":  {document(registry), true, [3]Obstacle{Faulty, Undetermined, Faulty}},
		"ledger":                     {document(ledger), false, [3]Obstacle{Faulty, sent, Faulty}},
		"a specification":            {document(standard), false, [3]Obstacle{sent, sent, Faulty}},
		"a stage that did not run":   {undetermined, false, [3]Obstacle{Undetermined, Undetermined, Undetermined}},
		"an error and such a stage":  {skipped, false, [3]Obstacle{Faulty, Faulty, Faulty}},
		"fselint could not judge it": {fault, false, [3]Obstacle{Unjudged, Unjudged, Unjudged}},
	} {
		for i, on := range []Refusing{RefuseUsual, RefuseGateway, RefuseStandard} {
			got := sent
			var why *RefusalError
			if errors.As(Refuse(c.d, c.starter, fse.ValidateAndCreate, on), &why) {
				got = why.Kind
				assert.Implements(t, (*interface{ Hint() lint.Text })(nil), why.Err)
			}
			assert.Equal(t, c.want[i], got, "%s, refusing %q", name, on)
		}
	}
}
