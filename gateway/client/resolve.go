package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fselint/gateway"
	"fselint/gateway/ledger"
	"fselint/gateway/submission"
	"fselint/gateway/wire"
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
var ErrNothingToAskBy = errors.New("there is no identifier to ask the gateway by")

// finals are the events that tell that an operation was carried out or refused (tables/transaction_events).
var finals = map[gateway.Operation][]string{
	gateway.Validation:         {"VALIDATION"},
	gateway.Create:             {"PUBLICATION"},
	gateway.ValidateAndCreate:  {"PUBLICATION"},
	gateway.Replace:            {"REPLACE", "PUBLICATION"},
	gateway.ValidateAndReplace: {"REPLACE", "PUBLICATION"},
	gateway.Update:             {"INI_UPDATE", "UPDATE"},
	gateway.Delete:             {"INI_DELETE", "DELETE"},
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
	auth, err := r.Token()
	if err != nil {
		return nil, err
	}
	p := submission.Parts{Operation: op, Service: e.Service, Environment: e.Environment, Base: e.Base, ID: id, Authentication: []byte(auth)}
	request, attempt := p.Build()
	answer, err := r.Client.Send(ctx, request, attempt)
	if err != nil {
		return nil, err
	}
	late := r.Client.o.Now().Sub(e.At) >= r.Grace
	f := read(e, op, answer, late, adopts)
	o := &ledger.Outcome{Attempt: e.ID, At: r.Client.o.Now(), Kind: ledger.Asked, Reason: f.Why, Answer: answer}
	if f.Settled {
		o.Kind, o.Done, o.By = ledger.Settled, f.Done, "status"
	}
	return f, r.Client.o.Ledger.Append(o)
}

// question picks what to ask by.
func question(e *ledger.Entry) (gateway.Operation, string, error) {
	switch workflow, trace := e.Identifiers(); {
	case workflow != "":
		return wire.StatusByWorkflow, workflow, nil
	case trace != "":
		return wire.StatusByTrace, trace, nil
	case e.Trace != "":
		return wire.StatusByTrace, e.Trace, nil
	}
	return "", "", ErrNothingToAskBy
}

// adopts tells whether the gateway at an address is known, from its answers, to take over the trace identifiers that it is
// offered: the last answer tells.
func (r *Resolver) adopts(base string) (bool, error) {
	known := false
	for e, err := range r.Client.o.Ledger.Entries(ledger.Filter{}) {
		if err != nil {
			return false, err
		}
		if a := e.Answer(); a != nil && e.Base == base && e.Trace != "" && a.TraceID != "" {
			known = strings.HasSuffix(e.Trace, a.TraceID) // the long form or the short one
		}
	}
	return known, nil
}

// read says what an answer of the status service means.
func read(e *ledger.Entry, asked gateway.Operation, a *wire.Answer, late, adopts bool) *Finding {
	if a.OK() {
		for _, event := range slices.Backward(a.Transaction) {
			if !slices.Contains(finals[e.Operation], event.Type) {
				continue
			}
			switch event.Status {
			case "SUCCESS", "ASYNC_RETRY":
				return &Finding{Settled: true, Done: true, Why: event.Type + " " + event.Status}
			case "BLOCKING_ERROR":
				return &Finding{Settled: true, Why: event.Type + " " + event.Status + " " + event.Message}
			}
		}
		if refused(a.Transaction) {
			return &Finding{Settled: true, Why: "the gateway refused it at an earlier step"}
		}
		if asked == wire.StatusByWorkflow && late {
			return &Finding{Settled: true, Why: "the gateway knows the workflow, but nothing of this call"}
		}
		return &Finding{Why: "the gateway has no final event yet: ask again later"}
	}
	if a.Problem == nil || !strings.HasSuffix(a.Problem.Type, "record-not-found") {
		return &Finding{Why: fmt.Sprintf("the status service answered %s", a)}
	}
	switch {
	case !late:
		return &Finding{Why: "the gateway knows nothing of it yet: ask again later"}
	case asked == wire.StatusByTrace && !adopts:
		return &Finding{Why: "the gateway knows nothing by the identifier that was offered, but it is not known to adopt such identifiers"}
	}
	return &Finding{Settled: true, Why: "the gateway knows nothing of it: it did not arrive"}
}

// refused tells whether an event says that the call failed.
func refused(events []wire.Event) bool {
	return slices.ContainsFunc(events, func(e wire.Event) bool { return e.Status == "BLOCKING_ERROR" })
}
