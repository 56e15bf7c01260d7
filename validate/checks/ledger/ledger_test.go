package ledgercheck

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/request"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	requestcheck "github.com/fselint/fselint/validate/checks/request"
	tokencheck "github.com/fselint/fselint/validate/checks/token"
)

var now = time.Date(2026, 2, 10, 12, 0, 0, 0, time.UTC)

const (
	document = `<ClinicalDocument><id root="1.2" extension="A"/><title>uno</title></ClinicalDocument>`
	edited   = `<ClinicalDocument><id root="1.2" extension="A"/><title>due</title></ClinicalDocument>`
	signed   = `<ClinicalDocument><id root="1.2" extension="A"/><title>uno</title><legalAuthenticator><time value="1"/></legalAuthenticator></ClinicalDocument>`
)

// memory is a ledger in memory.
type memory []*ledger.Entry

func (m memory) Entries(f ledger.Filter) iter.Seq2[*ledger.Entry, error] {
	return func(yield func(*ledger.Entry, error) bool) {
		for _, e := range m {
			if f.Operation != "" && e.Operation != f.Operation || f.Document != "" && e.Document != f.Document || f.Validation != "" && e.Validation != f.Validation || f.PathID != "" && e.PathID != f.PathID {
				continue
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

type broken struct{}

func (broken) Entries(ledger.Filter) iter.Seq2[*ledger.Entry, error] {
	return func(yield func(*ledger.Entry, error) bool) { yield(nil, errors.New("the disk is gone")) }
}

func key(t *testing.T, text string) string {
	doc, err := xmltree.Parse([]byte(text), xmltree.Limits{})
	require.NoError(t, err)
	return cda.ValidationKey(doc)
}

// call is an attempt with an answer of a status, 0 for a lost one.
type call struct {
	op       fse.Operation
	ago      time.Duration
	status   int
	document string
	cda      string
	workflow string
	problem  *wire.Problem
	edit     func(*ledger.Entry)
}

func ledgerOf(t *testing.T, calls ...call) memory {
	var m memory
	for i, c := range calls {
		e := &ledger.Entry{Attempt: ledger.Attempt{
			ID: int64(i + 1), At: now.Add(-c.ago), Service: "national", Environment: "stage", Operation: c.op, Document: c.document,
			Vendor: "ACME", Application: "LIS", Signature: ledger.Token{Issuer: "integrity:S1#A"},
		}}
		if c.cda != "" {
			e.Validation, e.CDAID, e.CDA = key(t, c.cda), "1.2^A", "cd"
		}
		kind, answer := ledger.Unknown, (*wire.Answer)(nil)
		if c.status != 0 {
			kind, answer = ledger.Answered, &wire.Answer{Status: c.status, WorkflowInstanceID: c.workflow, Problem: c.problem}
		}
		e.Outcomes = []ledger.Outcome{{Attempt: e.ID, At: e.At, Kind: kind, Answer: answer}}
		if c.edit != nil {
			c.edit(e)
		}
		m = append(m, e)
	}
	return m
}

// stand-ins for the checks that the rules take their facts from.
func facts() []*validate.Check {
	return []*validate.Check{
		{Run: tokencheck.Signature.From(func(_ context.Context, p *validate.Pass) (*token.Token, error) {
			return token.Parse(p.Bundle.Parts[lint.SourceSignatureToken]), nil
		})},
		{Run: requestcheck.Body.From(func(_ context.Context, p *validate.Pass) (*request.Body, error) {
			return request.Read(p.Bundle.Parts[lint.SourceRequest]), nil
		})},
		{Run: documentcheck.Tree.From(func(_ context.Context, p *validate.Pass) (*xmltree.Doc, error) {
			if p.Data == nil {
				return nil, &validate.Skip{Absent: true}
			}
			return xmltree.Parse(p.Data, xmltree.Limits{})
		})},
	}
}

// sent is a submission.
type sent struct {
	op                      fse.Operation
	cda, id, workflow, path string
	vendor                  string
	options                 func(*Options)
}

func (s sent) judge(t *testing.T, l Ledger) *validate.Document {
	o := Options{Ledger: l, Operation: s.op, At: now}
	if s.options != nil {
		s.options(&o)
	}
	r, err := validate.New([]validate.Stage{{Name: "ledger"}}, append(facts(), Check(o)), validate.Options{})
	require.NoError(t, err)
	b := &validate.Bundle{Path: "call"}
	if s.cda != "" {
		b = validate.Bytes("a.xml", []byte(s.cda))
	}
	body, err := json.Marshal(map[string]string{"identificativoDoc": s.id, "workflowInstanceId": s.workflow})
	require.NoError(t, err)
	vendor := s.vendor
	if vendor == "" {
		vendor = "ACME"
	}
	claims, err := json.Marshal(map[string]string{"iss": "integrity:S1#A", "subject_application_vendor": vendor, "subject_application_id": "LIS"})
	require.NoError(t, err)
	jws := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + base64.RawURLEncoding.EncodeToString(claims) + ".AAAA"
	b.Parts = map[string][]byte{lint.SourceRequest: body, lint.SourceSignatureToken: []byte(jws)}
	if s.path != "" {
		b.PathID = &s.path
	}
	return r.Document(t.Context(), b).Document
}

const (
	create   = fse.Create
	vc       = fse.ValidateAndCreate
	valid    = fse.Validation
	day1     = 24 * time.Hour
	standard = lint.Standard
	proven   = lint.Gateway
	advice   = lint.Advice
)

func TestRules(t *testing.T) {
	hash := &wire.Problem{Type: "/msg/document-hash", Instance: "/jwt-hash-match", Detail: "Verifica hash fallita."}
	validated := call{op: valid, ago: time.Hour, status: 201, cda: document, workflow: "w1"}
	published := call{op: vc, ago: time.Hour, status: 202, document: "9^a"}
	type want struct {
		id    string
		group lint.Group
	}
	for name, c := range map[string]struct {
		calls []call
		sent  sent
		want  []want
	}{
		"validated":                           {[]call{validated}, sent{op: create, cda: document, id: "9^b", workflow: "w1"}, nil},
		"validated, no workflow named":        {[]call{validated}, sent{op: create, cda: document, id: "9^b"}, nil},
		"signed since":                        {[]call{{op: valid, ago: time.Hour, status: 201, cda: `<ClinicalDocument><id root="1.2" extension="A"/><title>uno</title><legalAuthenticator><time value="0"/></legalAuthenticator></ClinicalDocument>`}}, sent{op: create, cda: signed}, nil},
		"changed, the validation is named":    {[]call{validated}, sent{op: create, cda: edited, workflow: "w1"}, []want{{"LED-CHANGED", proven}}},
		"changed":                             {[]call{validated}, sent{op: fse.Replace, cda: edited}, []want{{"LED-CHANGED", standard}}},
		"never validated":                     {nil, sent{op: create, cda: document}, []want{{"LED-NOT-VALIDATED", advice}}},
		"validation refused":                  {[]call{{op: valid, ago: time.Hour, status: 422, cda: document, problem: &wire.Problem{}}}, sent{op: create, cda: document}, []want{{"LED-NOT-VALIDATED", advice}}},
		"only verified":                       {[]call{{op: valid, ago: time.Hour, status: 200, cda: document, workflow: "w1"}}, sent{op: create, cda: document}, []want{{"LED-NOT-VALIDATED", standard}}},
		"only verified, and named":            {[]call{{op: valid, ago: time.Hour, status: 200, cda: document, workflow: "w1"}}, sent{op: create, cda: document, workflow: "w1"}, []want{{"LED-NOT-VALIDATED", proven}}},
		"five days less a minute":             {[]call{{op: valid, ago: 5*day1 - time.Minute, status: 201, cda: document, workflow: "w1"}}, sent{op: create, cda: document, workflow: "w1"}, nil},
		"five days":                           {[]call{{op: valid, ago: 5 * day1, status: 201, cda: document, workflow: "w1"}}, sent{op: create, cda: document, workflow: "w1"}, []want{{"LED-EXPIRED", advice}}},
		"six days, named":                     {[]call{{op: valid, ago: 6 * day1, status: 201, cda: document, workflow: "w1"}}, sent{op: create, cda: document, workflow: "w1"}, []want{{"LED-EXPIRED", proven}}},
		"six days":                            {[]call{{op: valid, ago: 6 * day1, status: 201, cda: document, workflow: "w1"}}, sent{op: create, cda: document}, []want{{"LED-EXPIRED", standard}}},
		"validated anew":                      {[]call{{op: valid, ago: 9 * day1, status: 201, cda: document}, validated}, sent{op: create, cda: document}, nil},
		"used":                                {[]call{validated, {op: create, status: 202, cda: document, document: "9^a"}}, sent{op: create, cda: document, id: "9^b", workflow: "w1"}, []want{{"LED-USED", proven}}},
		"used up by a refusal":                {[]call{validated, {op: create, status: 400, cda: document, problem: hash}}, sent{op: create, cda: document}, []want{{"LED-USED", standard}}},
		"refused before it was looked for":    {[]call{validated, {op: create, status: 403, cda: document, problem: &wire.Problem{Type: "/msg/jwt-validation"}}}, sent{op: create, cda: document}, nil},
		"workflow of another document":        {[]call{validated, {op: valid, ago: time.Hour, status: 201, cda: edited, workflow: "w2"}}, sent{op: create, cda: document, workflow: "w2"}, []want{{"LED-WORKFLOW", proven}}},
		"workflow of an earlier validation":   {[]call{{op: valid, ago: 2 * time.Hour, status: 201, cda: document, workflow: "w0"}, validated}, sent{op: create, cda: document, workflow: "w0"}, []want{{"LED-WORKFLOW", standard}}},
		"workflow that nobody knows":          {[]call{validated}, sent{op: create, cda: document, workflow: "w9"}, []want{{"LED-WORKFLOW", advice}}},
		"another environment":                 {[]call{validated}, sent{op: create, cda: document, options: func(o *Options) { o.Environment = fse.Production }}, []want{{"LED-NOT-VALIDATED", advice}}},
		"the same environment":                {[]call{validated}, sent{op: create, cda: document, options: func(o *Options) { o.Environment = fse.Stage }}, nil},
		"Tuscany has no method to validate":   {nil, sent{op: fse.Replace, cda: document, id: "9^b", options: func(o *Options) { o.Profile = fse.Toscana }}, nil},
		"validated in the same call":          {nil, sent{op: vc, cda: document, id: "9^b"}, nil},
		"published twice":                     {[]call{published}, sent{op: vc, id: "9^a"}, []want{{"LED-TWICE", standard}}},
		"refused, then published":             {[]call{{op: vc, ago: time.Hour, status: 400, document: "9^a", problem: &wire.Problem{}}}, sent{op: vc, id: "9^a"}, nil},
		"published anew after deletion":       {[]call{published, {op: fse.Delete, status: 200, document: "9^a"}}, sent{op: vc, id: "9^a"}, nil},
		"not sent":                            {[]call{{op: vc, document: "9^a", edit: func(e *ledger.Entry) { e.Outcomes[0].Kind = ledger.NotSent }}}, sent{op: vc, id: "9^a"}, nil},
		"outcome unknown":                     {[]call{{op: vc, document: "9^a"}}, sent{op: vc, id: "9^a"}, []want{{"LED-UNSETTLED", advice}}},
		"replace keeps its identifier":        {[]call{published}, sent{op: fse.ValidateAndReplace, id: "9^a", path: "9^a"}, nil},
		"replace with another's identifier":   {[]call{published, {op: vc, status: 202, document: "9^b"}}, sent{op: fse.ValidateAndReplace, id: "9^b", path: "9^a"}, []want{{"LED-TWICE", standard}}},
		"address percent-encoded":             {[]call{published}, sent{op: fse.Delete, path: "9%5Ea"}, nil},
		"delete of an unknown document":       {[]call{published}, sent{op: fse.Delete, path: "9^x"}, []want{{"LED-UNPUBLISHED", advice}}},
		"update of one that was refused":      {[]call{{op: vc, status: 400, document: "9^a", problem: &wire.Problem{}}}, sent{op: fse.Update, path: "9^a"}, []want{{"LED-UNPUBLISHED", advice}}},
		"delete of a deleted document":        {[]call{published, {op: fse.Delete, status: 200, document: "9^a"}}, sent{op: fse.Delete, path: "9^a"}, []want{{"LED-DELETED", proven}}},
		"deletion that was queued":            {[]call{published, {op: fse.Delete, status: 202, document: "9^a"}}, sent{op: fse.Update, path: "9^a"}, []want{{"LED-DELETED", standard}}},
		"deletion that was refused":           {[]call{published, {op: fse.Delete, status: 404, document: "9^a", problem: &wire.Problem{}}}, sent{op: fse.Update, path: "9^a"}, nil},
		"replaced since":                      {[]call{published, {op: fse.ValidateAndReplace, status: 202, document: "9^b", edit: func(e *ledger.Entry) { e.PathID = "9^a" }}}, sent{op: fse.Delete, path: "9^a"}, []want{{"LED-REPLACED", advice}}},
		"a replacement that may have arrived": {[]call{published, {op: fse.Replace, document: "9^b", edit: func(e *ledger.Entry) { e.PathID = "9^a" }}}, sent{op: fse.Delete, path: "9^a"}, []want{{"LED-UNSETTLED", advice}}},
		"a replacement that was refused":      {[]call{published, {op: fse.Replace, status: 404, document: "9^b", problem: &wire.Problem{}, edit: func(e *ledger.Entry) { e.PathID = "9^a" }}}, sent{op: fse.Delete, path: "9^a"}, nil},
		"published by another application":    {[]call{published}, sent{op: fse.Delete, path: "9^a", vendor: "Other"}, []want{{"LED-FOREIGN", advice}}},
		"update whose last call is not known": {[]call{published, {op: fse.Update, document: "9^a"}}, sent{op: fse.Delete, path: "9^a"}, []want{{"LED-UNSETTLED", advice}}},
		"status services change nothing":      {[]call{published, {op: fse.StatusByWorkflow, document: "9^a"}}, sent{op: fse.Delete, path: "9^a"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := c.sent.judge(t, ledgerOf(t, c.calls...))
			require.Nil(t, d.Fault)
			var got []want
			for _, f := range d.Findings {
				got = append(got, want{f.ID, f.Group})
				assert.NotEmpty(t, f.Message.In("it"))
				assert.Equal(t, f.Group == proven, f.Severity == lint.Error && f.Error != "" && f.Error != "none", "what the gateway refuses has its error: %s", f.Error)
			}
			assert.Equal(t, c.want, got)
			assert.Equal(t, validate.Ran, d.Stage("ledger").State)
		})
	}
}

func TestSkipped(t *testing.T) {
	for name, c := range map[string]struct {
		ledger Ledger
		sent   sent
	}{
		"no ledger":          {nil, sent{op: create, cda: document}},
		"validation":         {memory{}, sent{op: valid, cda: document}},
		"nothing to compare": {memory{}, sent{op: vc, cda: document}},
	} {
		s := c.sent.judge(t, c.ledger).Stage("ledger")
		assert.Equal(t, validate.Skipped, s.State, name)
		assert.True(t, s.Absent, "%s: the verdict stays", name)
	}
}

func TestUnreadableLedgerIsAFault(t *testing.T) {
	for _, s := range []sent{{op: create, cda: document}, {op: vc, id: "9^a"}, {op: fse.Delete, path: "9^a"}} {
		d := s.judge(t, broken{})
		require.NotNil(t, d.Fault, s.op)
		assert.Contains(t, d.Fault.Message.In("en"), "the disk is gone")
	}
}

// TestAgainstALedger judges with a ledger on the disk, as the commands do.
func TestAgainstALedger(t *testing.T) {
	path := t.TempDir() + "/l.db"
	l, err := ledger.Open(t.Context(), path)
	require.NoError(t, err)
	defer l.Close()
	for _, e := range ledgerOf(t, call{op: valid, ago: time.Hour, status: 201, cda: document, workflow: "w1"}, call{op: vc, status: 202, document: "9^a"}) {
		require.NoError(t, l.Begin(&e.Attempt))
		require.NoError(t, l.Append(&e.Outcomes[0]))
	}
	r, err := ledger.Read(path)
	require.NoError(t, err)
	defer r.Close()
	var got []string
	for _, f := range (sent{op: create, cda: edited, id: "9^a", workflow: "w1"}).judge(t, r).Findings {
		got = append(got, f.ID)
	}
	slices.Sort(got)
	assert.Equal(t, []string{"LED-CHANGED", "LED-TWICE"}, got)
}
