package ledger

import (
	"net/http"
	"slices"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/wire"
)

// Token is what is kept of a token: never the token itself.
type Token struct {
	ID       string    `json:"jti,omitempty"`
	Issuer   string    `json:"iss,omitempty"`
	IssuedAt time.Time `json:"iat,omitzero"`
	Expires  time.Time `json:"exp,omitzero"`
	SHA256   string    `json:"sha256,omitempty"`
}

// Attempt is one call, as it is known before it is sent.
type Attempt struct {
	ID          int64         `json:"id"` // given by Begin
	At          time.Time     `json:"at"`
	Service     string        `json:"service"`     // national, toscana
	Environment string        `json:"environment"` // stage, production
	Operation   fse.Operation `json:"operation"`
	Base        string        `json:"base"`
	PathID      string        `json:"pathId,omitempty"`     // identifier in the address
	Document    string        `json:"document,omitempty"`   // identificativoDoc, or the one in the address
	Workflow    string        `json:"workflow,omitempty"`   // workflowInstanceId that was sent or asked for
	CDAID       string        `json:"cdaId,omitempty"`      // ClinicalDocument/id as root^extension
	PDF         string        `json:"pdf,omitempty"`        // SHA-256 of the PDF, hexadecimal, as in attachment_hash
	CDA         string        `json:"cda,omitempty"`        // SHA-256 of the CDA's bytes, hexadecimal
	Validation  string        `json:"validation,omitempty"` // hash by which the gateway finds the validation of a CDA (04-pdf-cda §6), base64
	Request     string        `json:"request,omitempty"`    // SHA-256 of the body that is sent, hexadecimal
	Channel     Token         `json:"authentication"`
	Signature   Token         `json:"signature,omitzero"`
	Vendor      string        `json:"vendor,omitempty"`
	Application string        `json:"application,omitempty"`
	Version     string        `json:"version,omitempty"`
	Trace       string        `json:"trace,omitempty"`  // trace id that was offered
	Forced      string        `json:"forced,omitempty"` // why it was sent although fselint expects a refusal
	Case        int           `json:"case,omitempty"`   // test case of the accreditation that it runs
	Shown       string        `json:"shown,omitempty"`  // what the software shows its user in that case
	Body        []byte        `json:"body,omitempty"`   // JSON body, only when it was asked for
}

// Kind says what an outcome tells.
type Kind string

// The kinds of outcome.
const (
	Answered Kind = "answered" // the gateway's answer came
	Unknown  Kind = "unknown"  // it may or may not have arrived
	NotSent  Kind = "not-sent" // certainly nothing arrived
	Asked    Kind = "asked"    // the status service was asked and did not settle it
	Settled  Kind = "settled"  // the status service, or a person, knows
)

// Outcome is what became of an attempt, or what was learned of it later.
type Outcome struct {
	Attempt int64        `json:"attempt"`
	At      time.Time    `json:"at"`
	Kind    Kind         `json:"kind"`
	Reason  string       `json:"reason,omitempty"` // of the transport, or a person's
	Done    bool         `json:"done,omitempty"`   // Settled: the gateway carried it out
	By      string       `json:"by,omitempty"`     // Settled: "status" or "person"
	Answer  *wire.Answer `json:"answer,omitempty"` // Answered, and that of the status service
}

// State is where an attempt stands.
type State string

// The states of an attempt.
const (
	Accepted State = "accepted" // the gateway took it
	Refused  State = "refused"  // the gateway refused it
	Lost     State = "unknown"  // nobody knows yet
	Void     State = "not-sent" // nothing arrived
)

// Entry is an attempt with all that is known of it, oldest first.
type Entry struct {
	Attempt
	Outcomes []Outcome `json:"outcomes,omitempty"`
	Damaged  bool      `json:"damaged,omitempty"` // it, or an outcome of it, is not what was written: see Ledger.Verify
	link     Head
}

// Link is the link of the newest row of the entry, as it was when the entry was read.
func (e *Entry) Link() Head { return e.link }

// State tells where the attempt stands: what was settled counts, then the answer. An attempt without any outcome is unknown: only
// its own process knows better.
func (e *Entry) State() State {
	state := Lost
	for _, o := range e.Outcomes {
		switch o.Kind {
		case Answered:
			state = answered(e.Operation, o.Answer)
		case NotSent:
			state = Void
		case Settled:
			if state = Refused; o.Done {
				state = Accepted
			}
		}
	}
	return state
}

// answered is the state that an answer leaves behind. Where somebody on the way gave up waiting, the gateway may have gone on; where
// it met what it did not foresee, it may have been done already.
func answered(op fse.Operation, a *wire.Answer) State {
	switch {
	case a == nil, a.Doubt != "", a.Status == http.StatusRequestTimeout:
		return Lost
	case a.OK():
		return Accepted
	case a.Status < 500, a.Status == http.StatusNotImplemented, a.Status == http.StatusServiceUnavailable:
		return Refused
	case a.Problem != nil && slices.ContainsFunc(gateway.Identify(op, a.Problem.Type, a.Problem.Instance, a.Problem.Detail), early):
		return Refused
	}
	return Lost
}

// early tells the errors with a status from 500 on that come before anything is done (06-errors §2).
func early(id string) bool { return slices.Contains([]string{"PF-03", "PF-05", "VA-01", "VA-16"}, id) }

// Answer is the gateway's own answer to the attempt, nil when none came.
func (e *Entry) Answer() *wire.Answer {
	for _, o := range e.Outcomes {
		if o.Kind == Answered {
			return o.Answer
		}
	}
	return nil
}

// Evidence is what an accreditation wants to know of a call.
type Evidence struct {
	Workflow, Trace string       // workflowInstanceId and traceId by which the gateway knows it
	At              time.Time    // when it happened: the gateway's own time where the status service told it
	Events          []wire.Event // of the call, as the status service told them; from there At is taken
}

// Evidence returns what the answer and the status service told of the attempt. At is zero where nothing was told.
func (e *Entry) Evidence() (v Evidence) {
	v.Workflow, v.Trace = e.Identifiers()
	for _, o := range e.Outcomes {
		switch {
		case o.Kind == Answered && o.Answer != nil:
			v.At = o.At
		case o.Answer != nil && len(o.Answer.Transaction) > 0:
			v.told(e, o.Answer.Transaction)
		}
	}
	return v
}

// told takes the events of the attempt from those that the status service told. The last one that names its time counts.
func (v *Evidence) told(e *Entry, events []wire.Event) {
	for _, event := range events {
		if !wire.SameTrace(event.TraceID, v.Trace) && !wire.SameTrace(event.TraceID, e.Trace) {
			continue
		}
		v.Events = append(v.Events, event)
		if v.Trace == "" {
			v.Trace = event.TraceID
		}
		if v.Workflow == "" && event.WorkflowID != wire.UnknownWorkflow {
			v.Workflow = event.WorkflowID
		}
		if at, ok := event.Moment(); ok {
			v.At = at
		}
	}
}

// Identifiers returns the workflowInstanceId and the traceId by which the gateway knows the attempt, as far as the answers told.
func (e *Entry) Identifiers() (workflow, trace string) {
	workflow = e.Workflow
	if a := e.Answer(); a != nil {
		trace = a.TraceID
		if a.WorkflowInstanceID != "" && a.WorkflowInstanceID != wire.UnknownWorkflow {
			workflow = a.WorkflowInstanceID
		}
	}
	return workflow, trace
}
