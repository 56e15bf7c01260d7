package rehearsal

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/request"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	requestcheck "github.com/fselint/fselint/validate/checks/request"
	tokencheck "github.com/fselint/fselint/validate/checks/token"
)

// call is a judged call that writes.
type call struct {
	*exchange
	*tx        // the gateway's memory, for as long as the call is decided
	d          *validate.Document
	body       *request.Body
	token      *token.Token
	cda        identity
	workflow   string // "" before it is known
	simulation string // prefix of the accreditation, "" for none
	events     []wire.Event
}

// decide answers a judged call in the gateway's own order: what the checks found, and what only its memory tells. What the call
// changes in that memory it changes in one step.
func (x *exchange) decide(d *validate.Result) *reply {
	c := &call{exchange: x, d: d.Document, token: tokencheck.Signature.Of(d), cda: identityOf(documentcheck.Tree.Of(d))}
	var sent bool
	if c.body, sent = requestcheck.Body.Lookup(d); !sent {
		c.body = &request.Body{}
	}
	if x.op.Publishes() && x.o.Environment != fse.Production {
		c.simulation = request.SimulationPrefix(cmp.Or(c.id, c.body.IdentificativoDoc.Value))
	}
	c.oneStep()
	c.exempt()
	c.identify()
	var r *reply
	err := x.state.within(func(t *tx) (err error) {
		c.tx = t
		if r, err = c.reply(); err != nil {
			return err
		}
		return t.happened(c.events)
	})
	if err != nil {
		return x.failure(http.StatusInternalServerError, err.Error())
	}
	return r
}

func (c *call) reply() (*reply, error) {
	predicted := c.predicted()
	before := func(ids ...string) bool {
		return predicted != nil && gateway.Before(c.o.Call.Generation, c.op, &c.d.Findings[c.d.Gateway.Finding], ids...)
	}
	if !before("PF-03") { // the simulation stands before the signature
		if r, err := c.simulate(); r != nil || err != nil {
			return r, err
		}
	}
	if before("RB-22", "PB-01") {
		return c.blocked(predicted), nil
	}
	if c.op.Publishes() {
		if r, err := c.recorded(predicted); r != nil || err != nil {
			return r, err
		}
	}
	if predicted != nil {
		return c.blocked(predicted), nil
	}
	if c.fault != nil && c.fault.Error != "" && c.fault.Error != retried {
		return c.refused(c.fault.Error), nil
	}
	switch c.op {
	case fse.Validation:
		return c.validate()
	case fse.Update, fse.Delete:
		return c.change()
	}
	return c.publish()
}

// predicted is the first thing that the checks found and the gateway refuses, nil for none.
func (c *call) predicted() *lint.Answer {
	if g := c.d.Gateway; g != nil && !g.Accepted {
		return &g.Answer
	}
	return nil
}

// exempt lets the health card system pass without a signature and without the terminology step (02-jwt §4).
func (c *call) exempt() {
	if c.token.String("iss") != "integrity:S1#TS" || c.predicted() == nil {
		return
	}
	c.d.Findings = slices.DeleteFunc(c.d.Findings, func(f lint.Finding) bool {
		switch f.Error {
		case "PF-03", "PF-06", "PF-07", "VA-10", "VA-11", "VA-12", "VA-13":
			return true
		}
		return false
	})
	c.d.Gateway = gateway.Predict(c.d, c.o.Call.Generation, c.op)
}

// identify makes up the workflowInstanceId (04-pdf-cda §5), or takes that of the request.
func (c *call) identify() {
	switch c.op {
	case fse.Update, fse.Delete:
		c.workflow = workflowID(digest(c.id))
	case fse.Create, fse.Replace:
		c.workflow = c.body.WorkflowInstanceID.Value
	}
	if c.cda.known && c.workflow == "" && (c.simulation != "" || c.op != fse.Create && c.op != fse.Replace) {
		c.workflow = workflowID(c.cda.root + "." + digest(c.cda.extension))
	}
}

func workflowID(document string) string {
	return document + "." + random(5) + "^^^^urn:ihe:iti:xdw:2013:workflowInstanceId"
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// oneStep makes a replacement validate by itself where the region offers no validation (OQ-04), as the checks have judged it, unless it
// names one by its workflowInstanceId.
func (c *call) oneStep() {
	switch {
	case c.o.Profile != fse.Toscana || c.op != fse.Replace:
	case c.body.WorkflowInstanceID.Value != "":
		c.d.Gateway = gateway.Predict(c.d, c.o.Call.Generation, c.op)
	default:
		c.op = fse.ValidateAndReplace
	}
}

// document is the identifier that the events of the call have: a replacement's is that of the new document.
func (c *call) document() string {
	if c.op.Publishes() {
		return c.body.IdentificativoDoc.Value
	}
	return c.id
}

// simulate does what the test environment does beyond the gateway's own checks.
func (c *call) simulate() (*reply, error) {
	if c.simulation == "CRASH_TIMEOUT" {
		if c.op == fse.ValidateAndCreate || c.op == fse.ValidateAndReplace {
			c.told(timeoutSimulation.ID, "PB-09", nil)
			a := timeoutSimulation
			return c.refuse(&a, ""), nil
		}
		return c.refused("PB-09"), nil
	}
	if !c.replaces() || c.o.Environment == fse.Production {
		return nil, nil
	}
	seen, err := c.seen(c.id)
	if err != nil || seen {
		return nil, err
	}
	return c.refused("PB-11"), nil
}

func (c *call) replaces() bool {
	return c.op == fse.Replace || c.op == fse.ValidateAndReplace
}

// recorded uses up the validation that a publication needs; predicted is what the checks found. The record is gone before
// attachment_hash and metadata are looked at, so that an error there wants a new validation.
func (c *call) recorded(predicted *lint.Answer) (*reply, error) {
	if c.op == fse.ValidateAndCreate || c.op == fse.ValidateAndReplace {
		if predicted != nil && predicted.ID == "RB-22" { // the record that was just made stays
			return nil, c.validated(c.cda.key, record{c.workflow, c.now()})
		}
		return nil, c.spend(c.cda.key)
	}
	if c.simulation != "" && c.d.CDA != nil && c.d.CDA.Mode == "ATTACHMENT" { // the gateway has made a record itself
		return nil, c.spend(c.cda.key)
	}
	r, err := c.validation(c.cda.key)
	given := c.body.WorkflowInstanceID.Value
	switch {
	case err == nil && given != "" && given != r.Workflow:
		c.told("LED-WORKFLOW", "other-workflow", lint.Values{"expected": lint.Value(r.Workflow)})
		return c.refused("PB-01"), nil
	case errors.Is(err, errNone):
		return c.refused("PB-01"), nil
	case err != nil:
		return nil, err
	}
	c.workflow = r.Workflow
	if c.now().Sub(r.At) >= time.Duration(c.o.Days+1)*24*time.Hour { // more than so many whole days
		return c.refused("PB-02"), nil
	}
	return nil, c.spend(c.cda.key)
}

// validate ends a validation: with VALIDATION it goes on record, VERIFICA leaves nothing behind.
func (c *call) validate() (*reply, error) {
	c.happens("VALIDATION")
	status := http.StatusOK
	if c.body.Activity.Value == "VALIDATION" {
		status = http.StatusCreated
		if err := c.validated(c.cda.key, record{c.workflow, c.now()}); err != nil {
			return nil, err
		}
	}
	return c.accept(status, gateway.Warning(c.d, c.op)), nil
}

// publish puts a document into the record, or another in its place.
func (c *call) publish() (*reply, error) {
	switch c.op {
	case fse.ValidateAndCreate:
		c.happens("VALIDATION_FOR_PUBLICATION")
	case fse.ValidateAndReplace:
		c.happens("VALIDATION_FOR_REPLACE")
	}
	event := "PUBLICATION"
	var old *Published
	if c.replaces() {
		event = "REPLACE"
		var err error
		old, err = c.tx.document(c.id)
		if errors.Is(err, errNone) || err == nil && old.Deleted {
			c.happens("RIFERIMENTI_INI")
			return c.notFound(err == nil), nil
		}
		if err != nil {
			return nil, err
		}
		c.happens("RIFERIMENTI_INI")
	}
	now := c.now()
	p := Published{
		ID: c.body.IdentificativoDoc.Value, Workflow: c.workflow, Issuer: organisation(c.token.String("iss")), PDF: wire.Digest(c.sent.File), At: now,
		Deleted: c.simulation == "CRASH_INI",
	}
	if err := c.put(p); err != nil {
		return nil, err
	}
	if old != nil && old.ID != p.ID && !p.Deleted {
		old.Deleted, old.At = true, now
		if err := c.put(*old); err != nil {
			return nil, err
		}
	}
	c.happens(event)
	c.downstream()
	return c.accept(http.StatusAccepted, gateway.Warning(c.d, c.op)), nil
}

// downstream is what happens behind the gateway after it has answered: the prefixes of the accreditation make it fail.
func (c *call) downstream() {
	c.happens("SEND_TO_INI")
	switch c.simulation {
	case "CRASH_INI":
		c.fails("BLOCKING_ERROR", "simulation: INI refused the document")
	case "CRASH_EDS", "CRASH_WF_EDS":
		c.happens("SEND_TO_UAR")
		c.fails("BLOCKING_ERROR", "simulation: EDS refused the document")
	}
}

// change deletes a document or changes its metadata.
func (c *call) change() (*reply, error) {
	event := "INI_UPDATE"
	if c.op == fse.Delete {
		event = "INI_DELETE"
		c.happens("RIFERIMENTI_INI")
	}
	c.happens(event)
	old, err := c.tx.document(c.id)
	if errors.Is(err, errNone) || err == nil && old.Deleted {
		return c.notFound(err == nil), nil
	}
	if err == nil {
		old.At, old.Deleted = c.now(), c.op == fse.Delete
		err = c.put(*old)
	}
	if err != nil {
		return nil, err
	}
	if c.fault != nil && c.fault.Error == retried {
		c.fails("ASYNC_RETRY", retryWarning)
		return c.accept(http.StatusAccepted, retryWarning), nil
	}
	return c.accept(http.StatusOK, ""), nil
}

// notFound is the answer where the index does not have the document, or has it no more.
func (c *call) notFound(before bool) *reply {
	a := answers["PB-06"]
	a.ID = "PB-06"
	if before {
		c.told("LED-DELETED", "not-there", lint.Values{"id": lint.Value(c.id)})
	}
	c.fails("BLOCKING_ERROR", a.Detail)
	return c.refuse(&a, "")
}

// againstCDA are the errors of the token against the CDA, which a validation looks for when the workflow has its name already.
var againstCDA = map[string]bool{"TK-26": true, "TK-27": true, "TK-28": true, "TK-29": true, "TK-30": true}

// classDiffers is the correlation of document type and class.
const classDiffers = "RB-23"

// nameless takes out of the last event what the gateway's controller has not been handed when the correlation fails.
func (c *call) nameless() {
	e := &c.events[len(c.events)-1]
	e.Document, e.Subject, e.SubjectRole, e.Organization, e.Activity, e.Issuer = "", "", "", "", "", "UNDEFINED_JWT_ISSUER"
}

// blocked answers what the checks found. From the validator on, the workflow has a name. What stands before the gateway, the
// framework around it, and what nobody foresaw leave no event.
func (c *call) blocked(a *lint.Answer) *reply {
	c.because(&c.d.Findings[c.d.Gateway.Finding])
	if c.described.Load() && a.Or != nil && strings.HasPrefix(a.Or.ID, "FE-") {
		a = a.Or
	}
	if strings.HasPrefix(a.ID, "FE-") || a.ID == "RB-03" || a.Status == http.StatusInternalServerError {
		return c.refuse(a, "")
	}
	workflow := ""
	if strings.HasPrefix(a.ID, "VA-") || c.op == fse.Validation && againstCDA[a.ID] {
		workflow = c.workflow
	} else if c.op.Validates() || a.ID == classDiffers && c.op.Publishes() {
		c.workflow = wire.UnknownWorkflow
	}
	if c.failed(a); a.ID == classDiffers && c.op.Publishes() && !c.op.Validates() {
		c.nameless()
	}
	return c.refuse(a, workflow)
}

// refused answers with an error that only a gateway with a memory gives, or what lies behind it.
func (c *call) refused(id string) *reply {
	a := answers[id]
	a.ID = id
	c.failed(&a)
	workflow := ""
	if strings.HasPrefix(id, "VA-") {
		workflow = c.workflow
	}
	return c.refuse(&a, workflow)
}
