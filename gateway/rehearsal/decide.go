package rehearsal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"fselint/cda"
	"fselint/cda/xmltree"
	"fselint/gateway"
	"fselint/gateway/wire"
	"fselint/metadata/request"
	"fselint/metadata/token"
	"fselint/validate"
)

// call is a judged call.
type call struct {
	*exchange
	d          *validate.Document
	body       *request.Body
	token      *token.Token
	key        string // of the validation
	workflow   string // "" before it is known
	simulation string
	events     []wire.Event
}

// decide answers a judged call in the gateway's own order: what the checks found, and what only its memory tells.
func (x *exchange) decide(d *validate.Document) *reply {
	c := &call{exchange: x, d: d, body: request.Read(x.parts.body), token: token.Parse([]byte(x.r.Header.Get(wire.HeaderSignature)))}
	c.simulation = simulated(c.document())
	c.identify()
	r := c.reply()
	if len(c.events) > 0 {
		if err := x.state.happened(c.workflow, x.trace, c.events); err != nil {
			return x.failure(http.StatusInternalServerError, err.Error())
		}
	}
	return r
}

func (c *call) reply() *reply {
	var predicted *validate.Answer
	if g := c.d.Gateway; g != nil && !g.Accepted {
		predicted = &g.Answer
	}
	order := c.op.Order()
	record := slices.Index(order, "PB-01")
	if predicted != nil && (record < 0 || slices.Index(order, predicted.ID) < record) {
		return c.blocked(predicted)
	}
	if c.simulation == "CRASH_TIMEOUT" {
		c.failed("/msg/generic-timeout")
		return c.error(&timedOut)
	}
	if record >= 0 {
		if r := c.recorded(); r != nil {
			return r
		}
	}
	if predicted != nil {
		return c.blocked(predicted)
	}
	return c.carryOut()
}

// blocked answers what the checks found. From the validator on, the workflow has a name.
func (c *call) blocked(a *validate.Answer) *reply {
	c.failed(a.Type)
	workflow := ""
	if strings.HasPrefix(a.ID, "VA-") {
		workflow = c.workflow
	}
	return c.refuse(a, workflow)
}

// identify makes up the workflowInstanceId (04-pdf-cda §5), or takes that of the request.
func (c *call) identify() {
	const suffix = "^^^^urn:ihe:iti:xdw:2013:workflowInstanceId"
	switch c.op {
	case gateway.Update, gateway.Delete:
		c.workflow = digest(c.id) + "." + random(5) + suffix
	case gateway.Create, gateway.Replace:
		c.workflow = c.body.WorkflowInstanceID.Value
	}
	if c.d.CDA == nil {
		return
	}
	doc, err := xmltree.Parse([]byte(c.d.CDA.Text), xmltree.Limits{})
	if err != nil {
		return
	}
	c.key = cda.ValidationKey(doc)
	if root, extension, ok := cda.DocumentID(doc); ok && c.workflow == "" && c.op != gateway.Create && c.op != gateway.Replace {
		c.workflow = root + "." + digest(extension) + "." + random(5) + suffix
	}
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// document is the identifier that the call is about.
func (c *call) document() string {
	if c.id != "" {
		return c.id
	}
	return c.body.IdentificativoDoc.Value
}

// recorded uses up the validation that a publication needs. The record is gone before attachment_hash is looked at, so that an
// error there wants a new validation.
func (c *call) recorded() *reply {
	if c.simulation != "" && c.simulation != "CRASH_TIMEOUT" { // the gateway records a validation itself
		if c.workflow == "" {
			c.workflow = digest(c.document()) + "." + random(5) + "^^^^urn:ihe:iti:xdw:2013:workflowInstanceId"
		}
		return nil
	}
	err := c.state.use(c.key, func(r record) error {
		if given := c.body.WorkflowInstanceID.Value; given != "" && given != r.Workflow {
			return errNone
		}
		c.workflow = r.Workflow
		if c.o.Now().Sub(r.At) >= time.Duration(c.o.Days+1)*24*time.Hour {
			return errTooOld
		}
		return nil
	})
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errTooOld):
		c.failed("/msg/max-day-limit-exceed")
		return c.error(&tooOld)
	case errors.Is(err, errNone):
		c.failed("/msg/cda-match")
		return c.error(&notValidated)
	}
	return c.failure(http.StatusInternalServerError, err.Error())
}

var errTooOld = errors.New("too old")

// carryOut does what the call asks for.
func (c *call) carryOut() *reply {
	issuer := organisation(c.token.String("iss"))
	switch c.op {
	case gateway.Validation:
		c.happens("VALIDATION")
		status := http.StatusOK
		if c.body.Activity.Value == "VALIDATION" {
			status = http.StatusCreated
			if err := c.state.validated(c.key, record{c.workflow, issuer, c.o.Now()}); err != nil {
				return c.failure(http.StatusInternalServerError, err.Error())
			}
		}
		return c.accept(status, c.workflow, c.warning())
	case gateway.Update, gateway.Delete:
		return c.change(issuer)
	}
	return c.publish(issuer)
}

// publish puts a document into the record, or another in its place.
func (c *call) publish(issuer string) *reply {
	replaces := c.op == gateway.Replace || c.op == gateway.ValidateAndReplace
	if replaces {
		old, err := c.state.document(c.id)
		switch {
		case errors.Is(err, errNone):
			c.happens("RIFERIMENTI_INI")
			c.events[len(c.events)-1].Status = "BLOCKING_ERROR"
			return c.error(&neverSeen)
		case err != nil:
			return c.failure(http.StatusInternalServerError, err.Error())
		case old.Deleted:
			c.happens("RIFERIMENTI_INI")
			c.events[len(c.events)-1].Status = "BLOCKING_ERROR"
			return c.error(&notFound)
		}
	}
	switch c.op {
	case gateway.ValidateAndCreate:
		c.happens("VALIDATION_FOR_PUBLICATION")
	case gateway.ValidateAndReplace:
		c.happens("VALIDATION_FOR_REPLACE")
	}
	now := c.o.Now()
	err := c.state.put(Published{ID: c.body.IdentificativoDoc.Value, Workflow: c.workflow, Issuer: issuer, PDF: wire.Digest(c.parts.file), At: now})
	if err == nil && replaces && c.id != c.body.IdentificativoDoc.Value {
		var old *Published
		if old, err = c.state.document(c.id); err == nil {
			old.Deleted, old.At = true, now
			err = c.state.put(*old)
		}
	}
	if err != nil {
		return c.failure(http.StatusInternalServerError, err.Error())
	}
	if replaces {
		c.happens("RIFERIMENTI_INI", "REPLACE")
	} else {
		c.happens("PUBLICATION")
	}
	c.downstream()
	return c.accept(http.StatusAccepted, c.workflow, c.warning())
}

// downstream is what happens behind the gateway, after it has answered: the prefixes of the accreditation make it fail.
func (c *call) downstream() {
	c.happens("SEND_TO_INI")
	last := &c.events[len(c.events)-1]
	switch c.simulation {
	case "CRASH_INI":
		last.Status, last.Message = "BLOCKING_ERROR", "simulation: INI refused the document"
	case "CRASH_EDS", "CRASH_WF_EDS":
		c.happens("SEND_TO_UAR")
		last = &c.events[len(c.events)-1]
		last.Status, last.Message = "BLOCKING_ERROR", "simulation: EDS refused the document"
	}
}

// change deletes a document or changes its metadata.
func (c *call) change(issuer string) *reply {
	event := "INI_UPDATE"
	if c.op == gateway.Delete {
		event = "INI_DELETE"
		c.happens("RIFERIMENTI_INI")
	}
	old, err := c.state.document(c.id)
	if errors.Is(err, errNone) || err == nil && old.Deleted {
		c.happens(event)
		last := &c.events[len(c.events)-1]
		last.Status, last.Message = "BLOCKING_ERROR", "/msg/record-not-found"
		return c.error(&notFound)
	}
	if err == nil {
		old.At, old.Deleted, old.Issuer = c.o.Now(), c.op == gateway.Delete, issuer
		err = c.state.put(*old)
	}
	if err != nil {
		return c.failure(http.StatusInternalServerError, err.Error())
	}
	c.happens(event)
	return c.accept(http.StatusOK, c.workflow, "")
}

// warning is the text that goes with acceptance, as far as the checks could tell it.
func (c *call) warning() string {
	if c.d.Gateway != nil {
		return c.d.Gateway.Warning
	}
	return ""
}
