package client

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

// Resolver finds out what became of calls whose answer was lost.
type Resolver struct {
	Client *Client
	// Grace is how long after an attempt the absence of events begins to mean something: the gateway records them a while later.
	Grace time.Duration
	// Token makes a new authentication token for a question.
	Token func() (string, error)
}

// Finding is what Resolve learned of an attempt.
type Finding struct {
	Settled bool
	Done    bool   // settled: the gateway carried it out
	Why     string // in English, lower case, no full stop
}

// ErrNothingToAskBy says that an attempt left no identifier by which the gateway could be asked.
var ErrNothingToAskBy = texts.Error("there-no-identifier-to-ask-gateway", nil)

// finals are the events that tell that an operation was carried out or refused (tables/transaction_events).
var finals = map[fse.Operation][]string{
	fse.Validation:         {"VALIDATION"},
	fse.Create:             {"PUBLICATION"},
	fse.ValidateAndCreate:  {"PUBLICATION"},
	fse.Replace:            {"REPLACE", "PUBLICATION"},
	fse.ValidateAndReplace: {"REPLACE", "PUBLICATION"},
	fse.Update:             {"INI_UPDATE", "UPDATE"},
	fse.Delete:             {"INI_DELETE", "DELETE"},
}

// Resolve asks the status service about an attempt whose outcome is unknown and writes down what it says. It asks by the
// workflowInstanceId that was sent or came back, else by the trace identifier that was offered. That nothing is found means
// something only where this gateway is known to adopt offered identifiers, and Grace has passed.
func (r *Resolver) Resolve(ctx context.Context, e *ledger.Entry) (*Finding, error) {
	op, id, err := question(e)
	if err != nil {
		return nil, err
	}
	adopts, err := r.adopts(e.Base)
	if err != nil {
		return nil, err
	}
	answer, err := r.ask(ctx, e, op, id)
	if err != nil {
		return nil, err
	}
	f := (&inquiry{e: e, asked: op, late: r.Client.o.Now().Sub(e.At) >= r.Grace, adopts: adopts}).read(answer)
	o := &ledger.Outcome{Attempt: e.ID, At: r.Client.o.Now(), Kind: ledger.Asked, Reason: f.Why, Answer: answer.Impersonal()}
	if f.Settled {
		o.Kind, o.Done, o.By = ledger.Settled, f.Done, "status"
	}
	return f, r.Client.o.Ledger.Append(o)
}

// ask asks the status service of the gateway that an attempt went to.
func (r *Resolver) ask(ctx context.Context, e *ledger.Entry, op fse.Operation, id string) (*wire.Answer, error) {
	auth, err := r.Token()
	if err != nil {
		return nil, err
	}
	p := Parts{Operation: op, Service: e.Service, Environment: e.Environment, Base: e.Base, ID: id, Authentication: []byte(auth)}
	request, attempt := p.Build()
	return r.Client.Send(ctx, request, attempt)
}

// Look asks the status service for the events of an attempt that was answered, by the trace identifier of the answer, and writes down what it
// says: Entry.Evidence then has the gateway's own time, and the workflowInstanceId that an error lacks.
func (r *Resolver) Look(ctx context.Context, e *ledger.Entry) error {
	_, trace := e.Identifiers()
	if trace == "" {
		return ErrNothingToAskBy
	}
	answer, err := r.ask(ctx, e, fse.StatusByTrace, trace)
	if err != nil {
		return err
	}
	o := ledger.Outcome{Attempt: e.ID, At: r.Client.o.Now(), Kind: ledger.Asked, Answer: answer.Impersonal()}
	if !answer.OK() {
		o.Reason = fmt.Sprintf("the status service answered %s", answer)
	}
	return r.Client.o.Ledger.Append(&o)
}

// Entry returns an attempt as the ledger has it now.
func (r *Resolver) Entry(id int64) (*ledger.Entry, error) { return r.Client.o.Ledger.Entry(id) }

// question picks what to ask by. A trace identifier in the body of an error need not be that of the events (01-overview §9), the
// offered one comes before it.
func question(e *ledger.Entry) (fse.Operation, string, error) {
	workflow, trace := e.Identifiers()
	for _, id := range []string{e.Trace, trace} {
		if workflow == "" && id != "" {
			return fse.StatusByTrace, id, nil
		}
	}
	if workflow == "" {
		return "", "", ErrNothingToAskBy
	}
	return fse.StatusByWorkflow, workflow, nil
}

// adopts tells whether the gateway at an address is known to take over the trace identifiers that it is offered: the last call
// that it accepted tells. Errors do not, nor does the status service, which is another program.
func (r *Resolver) adopts(base string) (bool, error) {
	for e, err := range r.Client.o.Ledger.Entries(ledger.Filter{Newest: true}) {
		if err != nil {
			return false, err
		}
		if a := e.Answer(); a != nil && a.OK() && wire.Writes(e.Operation) && e.Base == base && e.Trace != "" && a.TraceID != "" {
			return wire.SameTrace(e.Trace, a.TraceID), nil
		}
	}
	return false, nil
}

// inquiry is a question to the status service about an attempt.
type inquiry struct {
	e      *ledger.Entry
	asked  fse.Operation
	late   bool // the absence of events means something
	adopts bool // the gateway takes over trace identifiers
}

// read says what the answer means.
func (q *inquiry) read(a *wire.Answer) *Finding {
	if a.OK() {
		return q.events(a.Transaction)
	}
	if a.Doubt != "" || a.Problem == nil || !strings.HasSuffix(a.Problem.Type, "record-not-found") {
		return &Finding{Why: fmt.Sprintf("the status service answered %s", a)}
	}
	return q.nothing("the gateway knows nothing of it: it did not arrive")
}

// nothing says what the absence of events of this call means.
func (q *inquiry) nothing(why string) *Finding {
	switch {
	case !q.late:
		return &Finding{Why: "the gateway knows nothing of it yet: ask again later"}
	case q.asked == fse.StatusByTrace && !q.adopts:
		return &Finding{Why: "the gateway knows nothing by the identifier that was offered, but it is not known to adopt such identifiers"}
	}
	return &Finding{Settled: true, Why: why}
}

// events says what events mean. A workflow has those of other calls too: where the gateway adopts identifiers, only those of this
// call count; else what failed may be another call's failure as long as this one may still be under way.
func (q *inquiry) events(all []wire.Event) *Finding {
	own := slices.DeleteFunc(slices.Clone(all), func(e wire.Event) bool { return q.e.Trace == "" || !wire.SameTrace(q.e.Trace, e.TraceID) })
	certain := len(own) > 0 || q.asked == fse.StatusByTrace
	switch {
	case len(own) > 0:
		all = own
	case q.asked == fse.StatusByWorkflow && q.adopts:
		return q.nothing("the gateway knows the workflow, but nothing of this call")
	}
	for _, event := range slices.Backward(all) {
		switch {
		case !slices.Contains(finals[q.e.Operation], event.Type):
		case event.Status == "SUCCESS", event.Status == "ASYNC_RETRY":
			return &Finding{Settled: true, Done: true, Why: event.Type + " " + event.Status}
		case event.Status == "BLOCKING_ERROR" && (certain || q.late):
			return &Finding{Settled: true, Why: strings.TrimSpace(event.Type + " " + event.Status + " " + event.Message)}
		}
	}
	failed := slices.ContainsFunc(all, func(e wire.Event) bool { return e.Status == "BLOCKING_ERROR" })
	switch {
	case failed && (certain || q.late):
		return &Finding{Settled: true, Why: "the gateway refused it at an earlier step"}
	case q.asked == fse.StatusByWorkflow && q.late && len(own) == 0:
		return q.nothing("the gateway knows the workflow, but nothing of this call")
	}
	return &Finding{Why: "the gateway has no final event yet: ask again later"}
}
