package client_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/pki"
	"github.com/fselint/fselint/gateway/rehearsal"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
)

const (
	root    = "2.16.840.1.113883.2.9.2.120.4.4^"
	patient = "PRVPNT80A41H501Y^^^&2.16.840.1.113883.2.9.4.3.2&ISO"
)

// identities are an authority, a server, and the two certificates of a plant. Keys take a while: they are made once.
var identities = sync.OnceValues(func() (map[string]*pki.Identity, error) {
	now := time.Now()
	authority, err := pki.NewAuthority(now)
	if err != nil {
		return nil, err
	}
	made := map[string]*pki.Identity{"ca": authority}
	if made["server"], err = authority.Server(now, "127.0.0.1", "localhost"); err != nil {
		return nil, err
	}
	for name, cn := range map[string]string{"a1": "A1#12009876543210REFPROVA058091", "s1": "S1#12009876543210REFPROVA058091"} {
		if made[name], err = authority.System(cn, now); err != nil {
			return nil, err
		}
	}
	return made, nil
})

var service = map[fse.Profile]string{fse.National: "national", fse.Toscana: "toscana"}

func pair(i *pki.Identity) *tls.Certificate {
	return &tls.Certificate{Certificate: [][]byte{i.Certificate.Raw}, PrivateKey: i.Key, Leaf: i.Certificate}
}

func pool(i *pki.Identity) *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(i.Certificate)
	return p
}

// plant is a client with its ledger, and a rehearsal gateway that wants its certificate.
type plant struct {
	tb      testing.TB
	ids     map[string]*pki.Identity
	profile fse.Profile
	server  *rehearsal.Server
	base    string
	ledger  *ledger.Ledger
	client  *client.Client
	options client.Options
	waited  []time.Duration // what the client waited for; time does not pass
	number  int
}

func newPlant(tb testing.TB, profile fse.Profile) *plant {
	ids, err := identities()
	require.NoError(tb, err)
	p := &plant{tb: tb, ids: ids, profile: profile}
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = catalog.Close() })
	p.server, err = rehearsal.New(rehearsal.Options{
		Catalog: catalog, Profile: profile, Environment: fse.Stage,
		Call: checks.Call{Roots: []*x509.Certificate{ids["ca"].Certificate}},
	})
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, p.server.Close()) })
	p.serve(tls.VersionTLS13)
	path := filepath.Join(tb.TempDir(), "ledger.db")
	p.ledger, err = ledger.Open(tb.Context(), path)
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = p.ledger.Close() })
	p.options = client.Options{Ledger: p.ledger, LedgerPath: path, Certificate: pair(ids["a1"]), Roots: pool(ids["ca"]), Trace: true, Agent: "fselint/test",
		Timeout: 2 * time.Minute, Pause: func(int) time.Duration { return time.Millisecond },
		Wait: func(ctx context.Context, d time.Duration) error {
			p.waited = append(p.waited, d)
			return ctx.Err()
		}}
	p.client = client.New(p.options)
	return p
}

// serve offers the gateway on a new address, up to a version of TLS.
func (p *plant) serve(version uint16) {
	s := httptest.NewUnstartedServer(p.server)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{*pair(p.ids["server"])}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool(p.ids["ca"]), MaxVersion: version}
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	p.tb.Cleanup(s.Close)
	p.base = s.URL + "/v1"
	if p.profile == fse.Toscana {
		p.base = s.URL + "/gateway/v2"
	}
}

// control changes the gateway's behaviour.
func (p *plant) control(path, body string) {
	w := httptest.NewRecorder()
	p.server.Control().ServeHTTP(w, httptest.NewRequest(http.MethodPut, "http://127.0.0.1"+path, strings.NewReader(body)))
	require.Equal(p.tb, http.StatusNoContent, w.Code, w.Body.String())
}

// truth is what the gateway has on record about a document; the zero value when nothing.
func (p *plant) truth(id string) rehearsal.Published {
	found, err := p.server.Document(id)
	require.NoError(p.tb, err)
	if found == nil {
		return rehearsal.Published{}
	}
	return *found
}

var laboratory = sync.OnceValues(func() ([]byte, error) { return os.ReadFile("../../testdata/cda/LAB-valid.xml") })

// document makes a signed PDF with a CDA of its own, and its identifier.
func (p *plant) document() (id, cda string, pdf []byte) {
	p.number++
	number := fmt.Sprintf("FSELINT-LAB-%05d", p.number)
	text, err := laboratory()
	require.NoError(p.tb, err)
	text = bytes.Replace(text, []byte(`extension="FSELINT-LAB-0001"`), []byte(`extension="`+number+`"`), 1)
	key, cert := padestest.Identity()
	pdf, err = padestest.Sign(padestest.NewPDF(padestest.File{Name: "cda.xml", Data: text}),
		padestest.Options{CMS: padestest.CMS{Key: key, Certificate: cert}, Time: time.Now()})
	require.NoError(p.tb, err)
	return root + number, string(text), pdf
}

// parts puts a call together. The identifier is that in the address; workflow goes into the body.
func (p *plant) parts(op fse.Operation, id, document, cda string, pdf []byte, workflow string) *client.Parts {
	audience := wire.BaseURL(p.profile, fse.Stage)
	claims, _, err := client.Claims([]byte(`{"sub":"`+patient+`","person_id":"`+patient+`","subject_organization_id":"120","subject_organization":"Regione Lazio",
		"subject_role":"AAS","patient_consent":true,"locality":"Ospedale di Esempio^^^^^&2.16.840.1.113883.2.9.4.1.2&ISO^^^^120001",
		"resource_hl7_type":"('11502-2^^2.16.840.1.113883.6.1')","subject_application_id":"APP","subject_application_vendor":"Prova","subject_application_version":"1"}`), op, pdf)
	require.NoError(p.tb, err)
	make := func(kind token.Kind) []byte {
		text, err := token.New(token.Recipe{Kind: kind, Claims: claims, Key: p.ids["s1"].Key, Certificate: p.ids["s1"].Certificate, Audience: audience})
		require.NoError(p.tb, err)
		return []byte(text)
	}
	body := map[string]any{
		"tipoDocumentoLivAlto": "REF", "assettoOrganizzativo": "AD_PSC101", "tipoAttivitaClinica": "ERP", "tipologiaStruttura": "Ospedale",
		"identificativoSottomissione": "2.16.840.1.113883.2.9.2.120.4.3.489593",
	}
	if op.SendsDocument() && op != fse.Validation {
		body["healthDataFormat"], body["mode"], body["identificativoDoc"], body["identificativoRep"] = "CDA", "ATTACHMENT", document, "2.16.840.1.113883.2.9.2.120.4.5.1"
	}
	if op == fse.Validation {
		body = map[string]any{"healthDataFormat": "CDA", "mode": "ATTACHMENT", "activity": "VALIDATION"}
	}
	if workflow != "" {
		body["workflowInstanceId"] = workflow
	}
	encoded, err := json.Marshal(body)
	require.NoError(p.tb, err)
	return &client.Parts{
		Operation: op, Service: service[p.profile], Environment: "stage", Base: p.base, ID: id, PDF: pdf, Body: encoded,
		Authentication: make(token.Authentication), Signature: make(token.Signature), Judged: judged(p.tb, cda),
	}
}

// judged stands for the judgement of a CDA.
func judged(tb testing.TB, cda string) *validate.Result {
	r := &validate.Result{Document: &validate.Document{CDA: &validate.CDAInfo{SHA256: wire.Digest([]byte(cda))}}}
	if doc, err := xmltree.Parse([]byte(cda), xmltree.Limits{}); err == nil {
		documentcheck.Tree.With(r, doc)
	}
	return r
}

func (p *plant) send(parts *client.Parts) (*wire.Answer, *ledger.Attempt, error) {
	request, attempt := parts.Build()
	answer, err := p.client.Send(p.tb.Context(), request, attempt)
	return answer, attempt, err
}

// must sends what the gateway takes.
func (p *plant) must(parts *client.Parts) *wire.Answer {
	answer, attempt, err := p.send(parts)
	require.NoError(p.tb, err)
	require.True(p.tb, answer.OK(), "%s: %s", parts.Operation, answer)
	require.NotEmpty(p.tb, answer.CartID)
	require.Equal(p.tb, ledger.Accepted, p.state(attempt.ID))
	return answer
}

func (p *plant) state(id int64) ledger.State {
	e, err := p.ledger.Entry(id)
	require.NoError(p.tb, err)
	return e.State()
}

// published publishes a new document.
func (p *plant) published() (id string) {
	id, cda, pdf := p.document()
	p.must(p.parts(fse.ValidateAndCreate, "", id, cda, pdf, ""))
	return id
}

// validated has a new document validated.
func (p *plant) validated() (id, cda string, pdf []byte, workflow string) {
	id, cda, pdf = p.document()
	return id, cda, pdf, p.must(p.parts(fse.Validation, "", id, cda, pdf, "")).WorkflowInstanceID
}

// ready makes a call of an operation that the gateway would take, with what must come before it done.
func (p *plant) ready(op fse.Operation) (call *client.Parts, document string) {
	old := ""
	switch op {
	case fse.Replace, fse.ValidateAndReplace, fse.Update, fse.Delete:
		old = p.published()
	}
	switch op {
	case fse.Create, fse.Replace:
		id, cda, pdf, workflow := p.validated()
		return p.parts(op, old, id, cda, pdf, workflow), id
	case fse.Validation, fse.ValidateAndCreate, fse.ValidateAndReplace:
		id, cda, pdf := p.document()
		return p.parts(op, old, id, cda, pdf, ""), id
	}
	return p.parts(op, old, "", "", nil, ""), old
}

func (p *plant) resolver(grace time.Duration) *client.Resolver {
	return &client.Resolver{Client: p.client, Grace: grace, Token: func() (string, error) {
		return string(p.parts(fse.StatusByTrace, "", "", "", nil, "").Authentication), nil
	}}
}
