package campaign

import (
	"context"
	"slices"
	"time"

	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/ledger"
)

// Runner runs a plan.
type Runner struct {
	Plan   *Plan
	Scope  Scope
	Ledger string // path
	Again  []int  // cases that are sent again, whatever became of them
	// Send judges and sends the call of an item. Whether it was sent, and what came of it, the ledger says.
	Send func(context.Context, *Item) error
	// Ask does something with a resolver that has the ledger open, and closes it.
	Ask func(context.Context, func(*client.Resolver) error) error
	// Progress is told each outcome as it comes, with how many there are of all.
	Progress func(n, all int, o *Outcome)

	calls map[int]*ledger.Entry
}

// mostTries is how often a call is tried that does not arrive, or that the gateway has no time for.
const mostTries = 3

// Run goes through the plan: no case is sent again of which the ledger knows what became of it, unless it is asked for. A case that stays
// open or unknown has its outcome all the same. An error is one of the ledger.
func (r *Runner) Run(ctx context.Context) (list []*Outcome, err error) {
	if r.calls, err = r.Scope.calls(r.Ledger); err != nil {
		return nil, err
	}
	r.askAll(ctx) // what was lost in an earlier run may have become known
	for i := range r.Plan.Cases {
		o, err := r.item(ctx, &r.Plan.Cases[i])
		if err != nil {
			return nil, err
		}
		list = append(list, o)
		r.Progress(i+1, len(r.Plan.Cases), o)
	}
	reasons := r.askAll(ctx)
	for i, o := range list {
		again := judge(o.Item, r.calls[o.ID])
		again.Reason = o.Reason
		if reason := reasons[o.ID]; reason != nil {
			again.Reason = reason
		}
		list[i] = again
	}
	return list, nil
}

// item runs one case, unless it is settled.
func (r *Runner) item(ctx context.Context, item *Item) (*Outcome, error) {
	o := judge(item, r.calls[item.ID])
	again := slices.Contains(r.Again, item.ID) && o.State != Described
	for try := 1; (o.State == Open || again) && try <= mostTries && ctx.Err() == nil; try++ {
		again = false
		before := number(o.Entry)
		failed := r.send(ctx, item)
		var err error
		if r.calls, err = r.Scope.calls(r.Ledger); err != nil {
			return nil, err
		}
		o = judge(item, r.calls[item.ID])
		if failed != nil {
			o.Reason = failed
		}
		if number(o.Entry) == before { // it was refused before it was sent
			break
		}
	}
	return o, nil
}

func number(e *ledger.Entry) int64 {
	if e == nil {
		return 0
	}
	return e.ID
}

// send sends the call of a case, or writes down what the user sees of a timeout.
func (r *Runner) send(ctx context.Context, item *Item) error {
	if item.Case.Kind != testcase.Timeout {
		return r.Send(ctx, item)
	}
	l, err := ledger.Open(ctx, r.Ledger)
	if err != nil {
		return err
	}
	defer l.Close()
	a := &ledger.Attempt{
		At: time.Now(), Environment: r.Scope.Environment, Operation: fse.Validation, Case: item.ID, Shown: item.Shown,
		Vendor: r.Scope.Software.Vendor, Application: r.Scope.Software.ID, Version: r.Scope.Software.Version,
	}
	if err := l.Begin(a); err != nil {
		return err
	}
	return l.Append(&ledger.Outcome{Attempt: a.ID, At: a.At, Kind: ledger.NotSent, Reason: "a timeout is described, not run"})
}

// askAll asks the status service about the cases that need it. The errors are why it could not tell.
func (r *Runner) askAll(ctx context.Context) map[int]error {
	var open []*ledger.Entry
	for i := range r.Plan.Cases {
		item := &r.Plan.Cases[i]
		if o := judge(item, r.calls[item.ID]); o.asks() {
			open = append(open, o.Entry)
		}
	}
	if len(open) == 0 || ctx.Err() != nil {
		return nil
	}
	reasons := map[int]error{}
	err := r.Ask(ctx, func(resolver *client.Resolver) error {
		for _, e := range open {
			if err := ask(ctx, resolver, e); err != nil {
				reasons[e.Case] = err
			}
			fresh, err := resolver.Entry(e.ID)
			if err != nil {
				return err
			}
			r.calls[e.Case] = fresh
		}
		return nil
	})
	for _, e := range open {
		if err != nil {
			reasons[e.Case] = err
		}
	}
	return reasons
}

// ask finds out what became of a call whose answer was lost, or looks for the gateway's own account of one that was answered.
func ask(ctx context.Context, r *client.Resolver, e *ledger.Entry) error {
	if e.State() != ledger.Lost {
		return r.Look(ctx, e)
	}
	found, err := r.Resolve(ctx, e)
	if err == nil && !found.Settled {
		err = texts.Error("still-unknown", map[string]any{"why": found.Why})
	}
	return err
}
