package ledgercheck

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

// TestCause: why a call was refused, from the ledger alone, as it was when the call was made.
func TestCause(t *testing.T) {
	notValidated := &wire.Problem{Type: "/msg/cda-match", Instance: "/cda-validation", Detail: "Il CDA non risulta validato"}
	refused := func(c call) call {
		c.status, c.problem = 400, notValidated
		return c
	}
	create := refused(call{op: fse.Create, ago: time.Minute, document: "1^d", cda: document})
	withWorkflow := create
	withWorkflow.edit = func(e *ledger.Entry) { e.Workflow = "w-other" }
	for name, c := range map[string]struct {
		calls  []call // the last but those after is explained
		after  []call
		errors []string
		want   string // "" for nothing
	}{
		"changed after validation": {[]call{{op: fse.Validation, ago: time.Hour, status: 201, cda: edited, workflow: "w1"}, create}, nil, []string{"PB-01"}, "LED-CHANGED"},
		"spent before": {[]call{
			{op: fse.Validation, ago: 2 * time.Hour, status: 201, cda: document, workflow: "w1"},
			{op: fse.Create, ago: time.Hour, status: 202, document: "1^x", cda: document}, create,
		}, nil, []string{"PB-01"}, "LED-USED"},
		"only verified":        {[]call{{op: fse.Validation, ago: time.Hour, status: 200, cda: document, workflow: "w1"}, create}, nil, []string{"PB-01"}, "LED-NOT-VALIDATED"},
		"never validated":      {[]call{create}, nil, []string{"PB-01"}, "LED-NOT-VALIDATED"},
		"too old":              {[]call{{op: fse.Validation, ago: 8 * 24 * time.Hour, status: 201, cda: document, workflow: "w1"}, create}, nil, []string{"PB-02"}, "LED-EXPIRED"},
		"another's workflow":   {[]call{{op: fse.Validation, ago: 2 * time.Hour, status: 201, cda: edited, workflow: "w-other"}, {op: fse.Validation, ago: time.Hour, status: 201, cda: document, workflow: "w1"}, withWorkflow}, nil, []string{"PB-01"}, "LED-WORKFLOW"},
		"validated afterwards": {[]call{create}, []call{{op: fse.Validation, status: 201, cda: document, workflow: "w1"}}, []string{"PB-01"}, "LED-NOT-VALIDATED"},
		"deleted before":       {[]call{{op: fse.Create, ago: 3 * time.Hour, status: 202, document: "1^d", cda: document}, {op: fse.Delete, ago: time.Hour, status: 200, document: "1^d", edit: func(e *ledger.Entry) { e.PathID = "1^d" }}, {op: fse.Update, ago: time.Minute, status: 404, document: "1^d", edit: func(e *ledger.Entry) { e.PathID = "1^d" }}}, nil, []string{"PB-06"}, "LED-DELETED"},
		"replaced before": {[]call{
			{op: fse.Create, ago: 3 * time.Hour, status: 202, document: "1^d", cda: document},
			{op: fse.Replace, ago: time.Hour, status: 202, document: "1^e", cda: document, edit: func(e *ledger.Entry) { e.PathID = "1^d" }},
			{op: fse.Delete, ago: time.Minute, status: 404, document: "1^d", edit: func(e *ledger.Entry) { e.PathID = "1^d" }},
		}, nil, []string{"PB-06"}, "LED-REPLACED"},
		"never published":       {[]call{{op: fse.Delete, ago: time.Minute, status: 404, document: "1^d", edit: func(e *ledger.Entry) { e.PathID = "1^d" }}}, nil, []string{"PB-06"}, "LED-UNPUBLISHED"},
		"another error":         {[]call{create}, nil, []string{"PF-06"}, ""},
		"nothing that it tells": {[]call{{op: fse.Validation, ago: time.Hour, status: 201, cda: document, workflow: "w1"}, create}, nil, []string{"PB-01"}, ""},
		"a validation refused":  {[]call{refused(call{op: fse.Validation, ago: time.Hour, cda: document})}, nil, []string{"VA-08"}, ""},
	} {
		m := ledgerOf(t, append(c.calls, c.after...)...)
		f, err := Cause(m, m[len(c.calls)-1], c.errors)
		require.NoError(t, err, name)
		if c.want == "" {
			assert.Nil(t, f, name)
			continue
		}
		if assert.NotNil(t, f, name) {
			assert.Equal(t, c.want, f.ID, name)
			assert.NotEmpty(t, f.Message.In("it"), name)
			assert.NotEmpty(t, f.Fix.In("it"), name)
		}
	}
	_, err := Cause(broken{}, ledgerOf(t, create)[0], []string{"PB-01"})
	assert.ErrorContains(t, err, "the disk is gone")
}
