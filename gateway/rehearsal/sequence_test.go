package rehearsal

import (
	"crypto/x509"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/internal/testkit/checktest"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
)

const (
	own = "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0001" // of the sample
	old = "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0000"
)

type edit = func(testing.TB, *checktest.Submission)

// refusedWith wants the answer of a row.
func refusedWith(t *testing.T, a *answer, id string) {
	t.Helper()
	want := answers[id]
	require.NotNil(t, a.Problem, "%v", a.members)
	assert.Equal(t, []any{want.Type, want.Instance, want.Detail, want.Status}, []any{a.Problem.Type, a.Problem.Instance, a.Problem.Detail, a.Status})
}

// status asks for the events of a workflow or a trace.
func (b *bench) status(tb testing.TB, op fse.Operation, id string) *answer {
	bundle := checktest.New(tb, fse.Delete).Bundle(tb)
	bundle.PathID = &id
	return b.send(tb, op, bundle)
}

func kinds(a *answer) (list []string) {
	for _, e := range a.Transaction {
		list = append(list, e.Type+" "+e.Status)
	}
	return list
}

// TestValidationAndCreation plays the national sequence: what was validated can be published once.
func TestValidationAndCreation(t *testing.T) {
	b := newBench(t, options(national(t)))
	refusedWith(t, b.submit(t, fse.Create), "PB-01")

	a := b.submit(t, fse.Validation, checktest.SetField("activity", "VERIFICA"))
	assert.Equal(t, http.StatusOK, a.Status)
	refusedWith(t, b.submit(t, fse.Create), "PB-01")

	a = b.submit(t, fse.Validation)
	require.Equal(t, http.StatusCreated, a.Status, "%v", a.members)
	assert.Equal(t, "[SIGN_WARN - Attenzione il documento risulta firmato in validazione]", a.Warning)
	workflow := a.WorkflowInstanceID
	assert.Regexp(t, `^2\.16\.840\.1\.113883\.2\.9\.2\.120\.4\.4\.[0-9a-f]{64}\.[0-9a-f]{10}\^\^\^\^urn:ihe:iti:xdw:2013:workflowInstanceId$`, workflow)

	refusedWith(t, b.submit(t, fse.Create, checktest.EditCDA("<title>", "<title> ")), "PB-01")
	refusedWith(t, b.submit(t, fse.Create, checktest.SetField("workflowInstanceId", "x"+workflow)), "PB-01")
	a = b.submit(t, fse.Create, checktest.SetField("workflowInstanceId", workflow))
	require.Equal(t, http.StatusAccepted, a.Status, "%v", a.members)
	assert.Equal(t, workflow, a.WorkflowInstanceID)
	assert.Equal(t, "", a.members["warning"], "create always has one")
	refusedWith(t, b.submit(t, fse.Create, checktest.SetField("workflowInstanceId", workflow)), "PB-01")

	a = b.status(t, fse.StatusByWorkflow, workflow)
	assert.Equal(t, []string{"VALIDATION SUCCESS", "PUBLICATION SUCCESS", "SEND_TO_INI SUCCESS", "PUBLICATION BLOCKING_ERROR"}, kinds(a))
	for _, e := range a.Transaction {
		again := b.status(t, fse.StatusByTrace, e.TraceID)
		assert.NotEmpty(t, again.Transaction)
	}
}

// TestValidationIsSpent: an error behind the record costs the record.
func TestValidationIsSpent(t *testing.T) {
	b := newBench(t, options(national(t)))
	for _, spoil := range []edit{checktest.SetClaim("attachment_hash", strings.Repeat("0", 64)), checktest.SetField("identificativoRep", "1.2.3")} {
		require.Equal(t, http.StatusCreated, b.submit(t, fse.Validation).Status)
		assert.Equal(t, http.StatusBadRequest, b.submit(t, fse.Create, spoil).Status)
		refusedWith(t, b.submit(t, fse.Create), "PB-01")
	}
	// One before it does not.
	require.Equal(t, http.StatusCreated, b.submit(t, fse.Validation).Status)
	assert.Equal(t, http.StatusForbidden, b.submit(t, fse.Create, checktest.SetClaim("subject_role", "XXX")).Status)
	assert.Equal(t, http.StatusAccepted, b.submit(t, fse.Create).Status)
	// The combined call makes a record of its own and uses it up.
	require.Equal(t, http.StatusCreated, b.submit(t, fse.Validation).Status)
	assert.Equal(t, http.StatusAccepted, b.submit(t, fse.ValidateAndCreate).Status)
	refusedWith(t, b.submit(t, fse.Create), "PB-01")
}

// TestCorrelationCostsNothing: a wrong class is corrected with the same validation, and its event names nobody.
func TestCorrelationCostsNothing(t *testing.T) {
	b := newBench(t, options(national(t)))
	require.Equal(t, http.StatusCreated, b.submit(t, fse.Validation).Status)
	a := b.submit(t, fse.Create, checktest.SetField("tipoDocumentoLivAlto", "LDO"))
	require.Equal(t, []any{http.StatusBadRequest, "/msg/validator"}, []any{a.Status, a.Problem.Type})
	assert.Empty(t, a.WorkflowInstanceID)
	events := b.status(t, fse.StatusByTrace, a.TraceID).Transaction
	require.Len(t, events, 1)
	assert.Equal(t, "PUBLICATION BLOCKING_ERROR", events[0].Type+" "+events[0].Status)
	assert.Equal(t, []string{wire.UnknownWorkflow, "UNDEFINED_JWT_ISSUER", ""}, []string{events[0].WorkflowID, events[0].Issuer, events[0].Document})

	a = b.submit(t, fse.Create, checktest.SetField("descriptions", []any{nil}))
	assert.Equal(t, []any{http.StatusInternalServerError, "/msg/generic-error"}, []any{a.Status, a.Problem.Type})
	assert.Empty(t, b.status(t, fse.StatusByTrace, a.TraceID).Transaction, "what nobody foresaw leaves nothing behind")
	assert.Equal(t, http.StatusAccepted, b.submit(t, fse.Create).Status)
}

func TestValidationExpires(t *testing.T) {
	b := newBench(t, options(national(t)))
	for offset, status := range map[string]int{"143h59m": http.StatusAccepted, "144h": http.StatusBadRequest} {
		require.Equal(t, http.StatusNoContent, b.order(t, "PUT", "/clock", `{"offset":"0s"}`).Code)
		require.Equal(t, http.StatusCreated, b.submit(t, fse.Validation).Status)
		require.Equal(t, http.StatusNoContent, b.order(t, "PUT", "/clock", `{"offset":"`+offset+`"}`).Code)
		a := b.submit(t, fse.Create)
		assert.Equal(t, status, a.Status, offset)
		if status == http.StatusBadRequest {
			refusedWith(t, a, "PB-02")
		}
	}
}

// TestLife plays the calls that Tuscany offers: create, replace, update, delete.
func TestLife(t *testing.T) {
	b := newBench(t, options(national(t)))
	refusedWith(t, b.submit(t, fse.ValidateAndReplace, under(old)), "PB-11")
	refusedWith(t, b.submit(t, fse.Update, under(old)), "PB-06")
	b.publish(t, old)

	a := b.submit(t, fse.ValidateAndReplace, under(old))
	require.Equal(t, http.StatusAccepted, a.Status, "%v", a.members)
	p, err := b.Document(old)
	require.NoError(t, err)
	assert.True(t, p.Deleted, "another stands in its place")
	assert.Equal(t, []string{"VALIDATION_FOR_REPLACE SUCCESS", "RIFERIMENTI_INI SUCCESS", "REPLACE SUCCESS", "SEND_TO_INI SUCCESS"},
		kinds(b.status(t, fse.StatusByWorkflow, a.WorkflowInstanceID)))

	a = b.submit(t, fse.Update, under(own))
	require.Equal(t, http.StatusOK, a.Status, "%v", a.members)
	assert.NotContains(t, a.members, "warning")
	other := b.request(t, fse.Update, func() *validate.Bundle { s := checktest.New(t, fse.Update); under(own)(t, s); return s.Bundle(t) }())
	other.URL, err = other.URL.Parse(other.URL.String() + "-iti-57")
	require.NoError(t, err)
	a = b.do(t, other)
	assert.Equal(t, http.StatusOK, a.Status)
	call, ok := b.calls.find(a.CartID)
	assert.True(t, ok)
	assert.Equal(t, "update-iti-57", call.Operation, "told apart from update")

	a = b.submit(t, fse.Delete, under(own))
	require.Equal(t, http.StatusOK, a.Status, "%v", a.members)
	assert.Equal(t, []string{"RIFERIMENTI_INI SUCCESS", "INI_DELETE SUCCESS"}, kinds(b.status(t, fse.StatusByTrace, a.TraceID)))
	a = b.submit(t, fse.Delete, under(own))
	refusedWith(t, a, "PB-06")
	assert.EqualValues(t, 404, a.members["status"])
	assert.NotContains(t, b.submit(t, fse.Delete, under("no-caret")).members, "status", "other errors of delete have none")
	a = b.submit(t, fse.ValidateAndReplace, under(own))
	refusedWith(t, a, "PB-06")
	assert.Equal(t, http.StatusAccepted, b.publish(t, own).Status, "an identifier may come again")
	assert.Equal(t, http.StatusAccepted, b.publish(t, own).Status, "also while it is there: no published check refuses it")
}

// TestSecondReplacement: what took the place of another can be replaced itself, and events have the identifier of the new document.
func TestSecondReplacement(t *testing.T) {
	b := newBench(t, options(national(t)))
	const c10, c11, c12 = own + ".10", own + ".11", own + ".12"
	b.publish(t, c10)
	for _, step := range [][2]string{{c10, c11}, {c11, c12}} {
		a := b.submit(t, fse.ValidateAndReplace, under(step[0]), checktest.SetField("identificativoDoc", step[1]))
		require.Equal(t, http.StatusAccepted, a.Status, "%v", a.members)
		for _, e := range b.status(t, fse.StatusByTrace, a.TraceID).Transaction {
			assert.Equal(t, step[1], e.Document)
		}
	}
	a := b.submit(t, fse.ValidateAndReplace, under(c10), checktest.SetField("identificativoDoc", own+".13"))
	refusedWith(t, a, "PB-06")
	assert.Equal(t, "LED-DELETED", a.header.Get(headerRule))
	// A refused replacement leaves no event for the identifier in the address.
	refusedWith(t, b.submit(t, fse.ValidateAndReplace, under(own+".90"), checktest.SetField("identificativoDoc", own+".91")), "PB-11")
	refusedWith(t, b.submit(t, fse.ValidateAndReplace, under(own+".90"), checktest.SetField("identificativoDoc", own+".91")), "PB-11")
}

// TestToscana: the region offers no validation; a replacement validates by itself.
func TestToscana(t *testing.T) {
	o := options(national(t))
	o.Profile = fse.Toscana
	b := newBench(t, o)
	const first, second = "2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.999.1", "2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.999.2"
	region := func(id string) edit {
		return func(_ testing.TB, s *checktest.Submission) {
			s.Claims["aud"] = token.BaseURLs(fse.Toscana, fse.Stage)[0]
			s.Claims["subject_organization_id"], s.Claims["subject_organization"] = "090", "Regione Toscana"
			s.Body["identificativoDoc"], s.Body["identificativoRep"] = id, "2.16.840.1.113883.2.9.2.90.4.5.999"
			s.Body["identificativoSottomissione"] = "2.16.840.1.113883.2.9.2.90.4.3.1"
			if s.Op == fse.Update {
				delete(s.Body, "identificativoDoc")
				delete(s.Body, "identificativoRep")
			}
		}
	}
	a := b.submit(t, fse.ValidateAndCreate, region(first))
	require.Equal(t, http.StatusAccepted, a.Status, "%v", a.members)
	a = b.submit(t, fse.Update, region(first), under(first))
	require.Equal(t, http.StatusOK, a.Status, "%v", a.members)
	a = b.submit(t, fse.Replace, region(second), under(first), checktest.EditCDA("<guardianPerson>", `<guardianPerson colour="red">`))
	assert.Equal(t, []any{400, "/msg/syntax"}, []any{a.Status, a.Problem.Type}, "the validator judges it")
	a = b.submit(t, fse.Replace, region(second), under("no-caret"))
	assert.Equal(t, "/invalid-req-id", a.Problem.Instance)
	a = b.submit(t, fse.Replace, region(second), under(first))
	require.Equal(t, http.StatusAccepted, a.Status, "%v", a.members)
	a = b.submit(t, fse.Delete, region(second), under(second))
	require.Equal(t, http.StatusOK, a.Status, "%v", a.members)
}

func TestWarnings(t *testing.T) {
	b := newBench(t, options(national(t)))
	a := b.submit(t, fse.Validation, checktest.DropField("mode"))
	assert.Equal(t, "[[SIGN_WARN - Attenzione il documento risulta firmato in validazione][WARNING_EXTRACT]Attenzione, non è stata selezionata la modalità di estrazione del CDA]", a.Warning)
	warned := func(t testing.TB, s *checktest.Submission) {
		s.CDA = string(checktest.Sample(t, "cda/broken/LAB-warning.xml"))
	}
	a = b.submit(t, fse.Validation, warned)
	require.Equal(t, http.StatusCreated, a.Status)
	assert.Contains(t, a.Warning, "],[W001")
	a = b.submit(t, fse.Create, warned, checktest.DropField("mode"))
	require.Equal(t, http.StatusAccepted, a.Status, "%v", a.members)
	assert.Equal(t, "Attenzione, non è stata selezionata la modalità di estrazione del CDA", a.Warning)
	a = b.submit(t, fse.ValidateAndCreate, warned)
	assert.Truef(t, strings.HasPrefix(a.Warning, "[W001"), a.Warning)
	a = b.submit(t, fse.ValidateAndCreate)
	assert.NotContains(t, a.members, "warning")
}

// TestSimulations plays the prefixes of the accreditation (tables/simulation_prefixes).
func TestSimulations(t *testing.T) {
	o := options(national(t))
	b := newBench(t, o)
	for prefix, want := range map[string][]string{
		"SKIP_VALIDATION": {"PUBLICATION SUCCESS", "SEND_TO_INI SUCCESS"},
		"CRASH_INI":       {"PUBLICATION SUCCESS", "SEND_TO_INI BLOCKING_ERROR"},
		"CRASH_EDS":       {"PUBLICATION SUCCESS", "SEND_TO_INI SUCCESS", "SEND_TO_UAR BLOCKING_ERROR"},
		"CRASH_WF_EDS":    {"PUBLICATION SUCCESS", "SEND_TO_INI SUCCESS", "SEND_TO_UAR BLOCKING_ERROR"},
	} {
		id := prefix + "123^1"
		a := b.submit(t, fse.Create, checktest.SetField("identificativoDoc", id))
		require.Equal(t, http.StatusAccepted, a.Status, "%v", a.members)
		assert.Regexp(t, `^2\.16.*workflowInstanceId$`, a.WorkflowInstanceID)
		assert.Equal(t, want, kinds(b.status(t, fse.StatusByWorkflow, a.WorkflowInstanceID)), prefix)
		p, err := b.Document(id)
		require.NoError(t, err)
		assert.Equal(t, prefix == "CRASH_INI", p.Deleted)
	}
	a := b.submit(t, fse.Create, checktest.SetField("identificativoDoc", "CRASH_TIMEOUT1^1"))
	refusedWith(t, a, "PB-09")
	assert.Equal(t, []string{"PUBLICATION NON_BLOCKING_ERROR"}, kinds(b.status(t, fse.StatusByTrace, a.TraceID)))
	for _, op := range []fse.Operation{fse.ValidateAndCreate, fse.ValidateAndReplace} {
		a = b.submit(t, op, checktest.SetField("identificativoDoc", "CRASH_TIMEOUT1^1"), func(_ testing.TB, s *checktest.Submission) {
			if op == fse.ValidateAndReplace {
				id := "CRASH_TIMEOUT1^1"
				s.PathID = &id
			}
		})
		assert.Equal(t, []any{500, "/msg/connection-refused", "Timeout simulation", "Timeout simulation"}, []any{a.Status, a.Problem.Type, a.Problem.Title, a.Problem.Detail})
		assert.Empty(t, a.WorkflowInstanceID)
		refusedWith(t, b.status(t, fse.StatusByTrace, a.TraceID), "ST-03")
	}
	a = b.submit(t, fse.ValidateAndCreate, checktest.SetField("identificativoDoc", "2.16.840.1.113883.2.9.2.120.4.4^CRASH_TIMEOUT1"))
	assert.Equal(t, http.StatusAccepted, a.Status, "a prefix stands at the very beginning")

	o.Environment = fse.Production
	authority := certtest.Sign(t, certtest.Template("CA Ministero della Salute", func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }), certtest.Key(t, 3), nil)
	system := certtest.Sign(t, certtest.Template(certtest.SignatureCN, nil), certtest.Key(t, 1), &authority)
	b = newBench(t, o)
	production := func(t testing.TB, s *checktest.Submission) {
		s.System = &system
		s.Claims["aud"] = token.BaseURLs(fse.National, fse.Production)[0]
	}
	refusedWith(t, b.submit(t, fse.Create, production, checktest.SetField("identificativoDoc", "SKIP_VALIDATION1^1")), "PB-01")
	refusedWith(t, b.submit(t, fse.ValidateAndReplace, production, under(old)), "PB-06")
}

// TestSistemaTS: its issuer's documents are taken without a signature.
func TestSistemaTS(t *testing.T) {
	b := newBench(t, options(national(t)))
	unsigned := checktest.SetPDF(func(_ testing.TB, cda string) []byte {
		return padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(cda)})
	})
	a := b.submit(t, fse.ValidateAndCreate, unsigned)
	assert.Equal(t, "/msg/sign-error", a.Problem.Type)
	system := certtest.System(t, "S1#TS", 1, nil)
	a = b.submit(t, fse.ValidateAndCreate, unsigned, func(t testing.TB, s *checktest.Submission) { s.System = &system })
	assert.Equal(t, http.StatusAccepted, a.Status, "%v", a.members)
}

func TestStatusServices(t *testing.T) {
	b := newBench(t, options(national(t)))
	a := b.publish(t, own)
	refusedWith(t, b.status(t, fse.StatusByWorkflow, "UNKNOWN_WORKFLOW_ID"), "ST-01")
	refusedWith(t, b.status(t, fse.StatusByWorkflow, "nothing"), "ST-03")
	refusedWith(t, b.status(t, fse.StatusByTrace, strings.Repeat("0", 32)), "ST-03")
	ask := func(edit func(*validate.Bundle)) *answer {
		bundle := checktest.New(t, fse.Delete).Bundle(t)
		bundle.PathID = &a.WorkflowInstanceID
		edit(bundle)
		return b.send(t, fse.StatusByWorkflow, bundle)
	}
	missing := ask(func(x *validate.Bundle) { delete(x.Parts, lint.SourceAuthenticationToken) })
	refusedWith(t, missing, "ST-02")
	assert.EqualValues(t, 400, missing.members["status"])
	forged := ask(func(x *validate.Bundle) {
		x.Parts[lint.SourceAuthenticationToken] = []byte("eyJhbGciOiJSUzI1NiJ9.e30.AAAA")
	})
	assert.Equal(t, http.StatusUnauthorized, forged.Status)
	assert.NotEmpty(t, forged.GovwayID)
	other := certtest.System(t, "S1#120120999", 1, nil)
	s := checktest.New(t, fse.Delete)
	s.System, s.PathID = &other, &a.WorkflowInstanceID
	refusedWith(t, b.send(t, fse.StatusByWorkflow, s.Bundle(t)), "ST-04")
	assert.Len(t, ask(func(*validate.Bundle) {}).Transaction, 3)
}

// TestFaults plays faults on demand.
func TestFaults(t *testing.T) {
	b := newBench(t, options(national(t)))
	set := func(faults string) {
		require.Equal(t, http.StatusNoContent, b.order(t, "PUT", "/faults", faults).Code, faults)
	}
	set(`[{"operation":"validate-and-create","status":429,"retryAfter":7}]`)
	a := b.submit(t, fse.ValidateAndCreate)
	assert.Equal(t, []any{http.StatusTooManyRequests, 7 * time.Second}, []any{a.Status, a.RetryAfter})
	p, err := b.Document(own)
	require.NoError(t, err)
	assert.Nil(t, p)
	set(`[{"status":504,"late":true}]`)
	assert.Equal(t, http.StatusGatewayTimeout, b.submit(t, fse.ValidateAndCreate).Status)
	p, err = b.Document(own)
	require.NoError(t, err)
	assert.NotNil(t, p, "carried out all the same")

	for _, where := range []string{"before", "after", "answer"} {
		set(`[{"break":"` + where + `"}]`)
		s := checktest.New(t, fse.ValidateAndCreate)
		s.Body["identificativoDoc"] = own + where
		resp, err := b.client.Do(b.request(t, fse.ValidateAndCreate, s.Bundle(t)))
		if err == nil {
			var one [1 << 16]byte
			for err == nil {
				_, err = resp.Body.Read(one[:])
			}
			resp.Body.Close()
			assert.Equal(t, "answer", where)
		}
		assert.ErrorContains(t, err, "EOF", where)
		p, err := b.Document(own + where)
		require.NoError(t, err)
		assert.Equal(t, where != "before", p != nil, where)
	}
	for id := range answers {
		if strings.HasPrefix(id, "ST-") {
			assert.Equal(t, http.StatusBadRequest, b.order(t, "PUT", "/faults", `[{"error":"`+id+`"}]`).Code)
			continue
		}
		set(`[{"error":"` + id + `"}]`)
		refusedWith(t, b.submit(t, fse.ValidateAndCreate), id)
	}
	b.publish(t, own)
	set(`[{"error":"PB-13"}]`)
	a = b.submit(t, fse.Delete, under(own))
	assert.Equal(t, []any{http.StatusAccepted, retryWarning}, []any{a.Status, a.Warning})
	assert.Contains(t, kinds(b.status(t, fse.StatusByTrace, a.TraceID)), "INI_DELETE ASYNC_RETRY")

	for _, bad := range []string{``, `{}`, `[{"operation":"burn"}]`, `[{"break":"x"}]`, `[{"status":200}]`, `[{"times":-2}]`, `[{"error":"TK-01"}]`, `[{"x":1}]`, `[] []`, `[{"delay":"1"}]`} {
		assert.Equal(t, http.StatusBadRequest, b.order(t, "PUT", "/faults", bad).Code, bad)
	}
	for _, bad := range []string{``, `{}`, `{"offset":5}`} {
		assert.Equal(t, http.StatusBadRequest, b.order(t, "PUT", "/clock", bad).Code, bad)
	}
	set(`[{"status":503,"times":-1}]`)
	require.Equal(t, http.StatusServiceUnavailable, b.submit(t, fse.Delete).Status)
	require.Equal(t, http.StatusNoContent, b.order(t, "DELETE", "/faults", "").Code)
	assert.Equal(t, http.StatusNotFound, b.submit(t, fse.Delete).Status)
}

func TestTraces(t *testing.T) {
	b := newBench(t, options(embedded(t)))
	const offered = "0123456789abcdef0123456789abcdef"
	ask := func(name, value string) string {
		r := b.request(t, fse.Delete, checktest.New(t, fse.Delete).Bundle(t))
		r.Header.Set(name, value)
		return b.do(t, r).TraceID
	}
	assert.Equal(t, offered, ask("X-B3-TraceId", offered))
	assert.Equal(t, offered, ask("traceparent", "00-"+offered+"-0123456789abcdef-01"))
	assert.NotEqual(t, "<script>", ask("X-B3-TraceId", "<script>"))
	require.Equal(t, http.StatusNoContent, b.order(t, "PUT", "/settings", `{"adoptTrace":false}`).Code)
	assert.NotEqual(t, offered, ask("X-B3-TraceId", offered))
	require.Equal(t, http.StatusNoContent, b.order(t, "PUT", "/settings", `{"adoptTrace":true}`).Code)
	assert.Equal(t, offered, ask("X-B3-TraceId", offered))
}
