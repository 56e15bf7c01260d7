package checks

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/policy"
)

// circumstance makes an input end with a verdict.
type circumstance struct {
	verdict validate.Verdict
	set     func(*Config, *schemas.Catalog) // nil for nothing to set
	edit    func(testing.TB, *submission)   // of the submission, nil for nothing to edit
	unknown bool                            // the software is not accredited
}

var circumstances = []circumstance{
	{verdict: validate.Accepted},
	{verdict: validate.Refused, edit: func(t testing.TB, s *submission) {
		if !s.Op.SendsDocument() {
			setClaim("purpose_of_use", "NONSENSE")(t, s)
			return
		}
		editCDA(`administrativeGenderCode code="M"`, `administrativeGenderCode code="m"`)(t, s)
	}},
	{verdict: validate.Defective, unknown: true},
	{verdict: validate.Undetermined, set: func(c *Config, starter *schemas.Catalog) { c.Catalog = starter }},
	{verdict: validate.Fault, set: func(c *Config, _ *schemas.Catalog) { c.XML.Depth = 3 }},
}

// kinds of input, as they are made of a submission.
var inputKinds = map[validate.Scope]func(t testing.TB, s *submission) *validate.Bundle{
	validate.OfCDA: func(_ testing.TB, s *submission) *validate.Bundle { return validate.Bytes("a.xml", []byte(s.CDA)) },
	validate.OfDocument: func(t testing.TB, s *submission) *validate.Bundle {
		return validate.Bytes("a.pdf", signedPDF(t, padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(s.CDA)})))
	},
	validate.OfSubmission: func(t testing.TB, s *submission) *validate.Bundle { return s.Bundle(t) },
}

// accepts are the headlines of acceptance.
var accepts = map[validate.Scope]string{
	validate.OfCDA:        "WOULD BE ACCEPTED, as far as a bare CDA can tell",
	validate.OfDocument:   "WOULD BE ACCEPTED, as far as the document alone can tell",
	validate.OfSubmission: "WOULD BE ACCEPTED",
}

// expectation is what follows from a verdict.
type expectation struct {
	headline string // or how it begins, with an asterisk
	code     policy.Code
	v1       string
}

func expected(v validate.Verdict, scope validate.Scope, baseline bool) (validate.Verdict, expectation) {
	if v == validate.Defective && baseline { // all that is broken is known
		v = validate.Accepted
	}
	switch v {
	case validate.Refused:
		return v, expectation{"WOULD BE REFUSED: 4*", policy.Failed, "fail"}
	case validate.Defective:
		return v, expectation{"WOULD BE ACCEPTED, BUT BREAKS THE SPECIFICATION", policy.Failed, "fail"}
	case validate.Undetermined:
		return v, expectation{"CANNOT BE TOLD: no national catalog", policy.Undetermined, "incomplete"}
	case validate.Fault:
		return v, expectation{"NOT JUDGED: the CDA exceeds a limit of fselint*", policy.Fault, "fault"}
	}
	if scope == validate.OfCDA { // which version 1 called incomplete
		return v, expectation{accepts[scope], policy.OK, "incomplete"}
	}
	return v, expectation{accepts[scope], policy.OK, "pass"}
}

// TestVerdicts holds every verdict, in every operation, for every kind of input, without and with a baseline of all that is found, against
// headline, exit code and JSON.
func TestVerdicts(t *testing.T) {
	national, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	defer national.Close()
	starter := starterCatalog(t)
	compiled := map[*schemas.Catalog]*Compiled{national: Compile(national), starter: Compile(starter)}
	accredited, err := registry.Read(strings.NewReader("Fornitore,Nomi fornitori equivalenti,Applicativo,Versione,Versioni Equivalenti,Tipo Documento,Servizio,Data validazione,Versione Gateway\n" +
		"Prova,,APP,1,,LAB,VALIDATION,2025-07-11,1.0\n"))
	require.NoError(t, err)
	for _, op := range fse.Operations() {
		for scope, input := range inputKinds {
			for _, c := range circumstances {
				if !op.SendsDocument() && (scope != validate.OfSubmission || c.set != nil) {
					continue // without a document nothing depends on catalog and limits
				}
				t.Run(fmt.Sprintf("%s %s %s", op, scope, c.verdict), func(t *testing.T) {
					s := newSubmission(t, op)
					if c.edit != nil {
						c.edit(t, s)
					}
					config := Config{
						Catalog: national, Call: Call{Operation: op, At: certtest.Now, Environment: s.Environment},
						Registry: func() (*registry.Registry, error) { return accredited, nil },
					}
					if c.set != nil {
						c.set(&config, starter)
					}
					config.Compiled = compiled[config.Catalog]
					if c.unknown {
						setClaim("subject_application_version", "7")(t, s)
					}
					bundle := input(t, s)
					if scope != validate.OfSubmission { // whose token names the software
						bundle.Application = &validate.Application{Vendor: "Prova", ID: "APP", Version: s.Claims["subject_application_version"].(string)}
					}
					holds(t, config, bundle, c.verdict, scope, nil)
					known := policy.NewBaseline(t.TempDir(), policy.BaselineForm{})
					known.Add(judged(t, config, bundle, nil))
					holds(t, config, bundle, c.verdict, scope, known)
				})
			}
		}
	}
}

func judged(t *testing.T, c Config, b *validate.Bundle, known *policy.Baseline) *validate.Document {
	if known != nil {
		c.Adjust = (&policy.Policy{Dir: filepath.Dir(b.Path), Baseline: known}).Apply
	}
	runner, err := NewRunner(c)
	require.NoError(t, err)
	return runner.Document(context.Background(), b).Document
}

func holds(t *testing.T, c Config, b *validate.Bundle, v validate.Verdict, scope validate.Scope, known *policy.Baseline) {
	d := judged(t, c, b, known)
	verdict, want := expected(v, scope, known != nil)
	require.Equal(t, verdict, d.Verdict, "%+v", ids(d))
	got := report.Headline(d, "en")
	if start, any := strings.CutSuffix(want.headline, "*"); any {
		assert.True(t, strings.HasPrefix(got, start), got)
	} else {
		assert.Equal(t, want.headline, got)
	}
	for allow, code := range map[bool]policy.Code{false: want.code, true: want.code} {
		if allow && code == policy.Undetermined {
			code = policy.OK
		}
		for _, threshold := range []lint.Severity{lint.Error, policy.Refused} {
			if threshold == policy.Refused && verdict == validate.Defective {
				code = policy.OK
			}
			tally := policy.Tally{Threshold: threshold, MaxWarnings: -1, AllowIncomplete: allow}
			tally.Add(d)
			got, _ := tally.Code()
			assert.Equal(t, code, got, "--fail-on %d, --allow-incomplete=%v", threshold, allow)
		}
	}
	v2 := asJSON(t, d, "")
	assert.Equal(t, string(verdict), v2["verdict"])
	gateway, predicted := v2["gateway"].(map[string]any)
	switch verdict {
	case validate.Undetermined, validate.Fault:
		assert.False(t, predicted, "%v", gateway)
	default:
		require.True(t, predicted)
		assert.Equal(t, verdict != validate.Refused, gateway["accepted"])
		assert.Equal(t, string(scope), gateway["scope"])
		assert.Equal(t, string(c.Call.Operation), gateway["operation"])
		assert.Equal(t, verdict == validate.Refused, gateway["status"] != nil)
	}
	if want.v1 == "pass" && d.Worst() == lint.Warning {
		want.v1 = "warn"
	}
	assert.Equal(t, want.v1, asJSON(t, d, report.SchemaV1)["verdict"])
}

func asJSON(t *testing.T, d *validate.Document, schema string) map[string]any {
	var out bytes.Buffer
	w, err := report.New("jsonl", &out, report.Options{Lang: "en", Schema: schema})
	require.NoError(t, err)
	require.NoError(t, w.Document(&validate.Result{Document: d}))
	require.NoError(t, w.Close())
	var v map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &v))
	return v
}
