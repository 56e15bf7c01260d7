package client

import (
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Refusing says which findings keep a submission from being sent.
type Refusing string

// The ways of refusing.
const (
	RefuseUsual    Refusing = ""         // what the gateway would refuse, and every error about the registry and the ledger
	RefuseGateway  Refusing = "gateway"  // what the gateway would refuse
	RefuseStandard Refusing = "standard" // every error
)

// Obstacle is the kind of a refusal.
type Obstacle int

// The kinds of refusal.
const (
	Faulty       Obstacle = iota // something is wrong with the submission
	Undetermined                 // what decides could not be judged
	Unjudged                     // fselint itself failed
)

// RefusalError says why a submission is not sent.
type RefusalError struct {
	Kind Obstacle
	Err  error
}

func (e *RefusalError) Error() string { return e.Err.Error() }

func (e *RefusalError) Unwrap() error { return e.Err }

func refuse(kind Obstacle, id string, v lint.Values, hint string) error {
	return &RefusalError{kind, lint.Hinted(texts.Error(id, v), texts.Text(hint, nil))}
}

// Refuse returns a *RefusalError when what was judged must not be sent, nil when it may. starter says that it was judged without the
// national catalog.
func Refuse(d *validate.Document, starter bool, op fse.Operation, on Refusing) error {
	const force = "force-sends"
	switch {
	case d.Fault != nil:
		return refuse(Unjudged, "not-judged", nil, force)
	case d.Gateway != nil && !d.Gateway.Accepted:
		return refuse(Faulty, "gateway-would-answer", lint.Values{"status": d.Gateway.Answer.Status, "type": d.Gateway.Answer.Type}, force)
	}
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Severity == lint.Error && on.stops(f) {
			return refuse(Faulty, "not-sent", lint.Values{"id": f.ID, "title": f.Message}, force)
		}
	}
	if starter && op.SendsDocument() {
		return refuse(Undetermined, "no-national-catalog", nil, "update-or-force")
	}
	for _, s := range d.Stages {
		if s.State != validate.Ran && !s.Absent {
			return refuse(Undetermined, "stage-did-not-run", lint.Values{"name": s.Name, "reason": s.Reason}, force)
		}
	}
	return nil
}

// stops tells whether an error keeps from sending. One that the gateway has no answer to in this operation does not: a validation
// takes what is not signed.
func (r Refusing) stops(f *lint.Finding) bool {
	switch {
	case f.Group == lint.Gateway:
		return f.Error == "" || f.Answer != nil
	case r == RefuseStandard:
		return true
	}
	return r == RefuseUsual && (f.Stage == "registry" || f.Stage == "ledger")
}

// Unsettled refuses a call about a document of whose last call nobody knows what became of it, unless it is forced. A validation
// publishes nothing and may be sent again. Any other error is the ledger's.
func Unsettled(l *ledger.Ledger, a *ledger.Attempt) error {
	if !publishes(a.Operation) || a.Forced != "" {
		return nil
	}
	for _, id := range []string{a.Document, a.PathID} {
		if id == "" {
			continue
		}
		for _, filter := range []ledger.Filter{{Document: id, Newest: true}, {PathID: id, Newest: true}} {
			lost, err := lastLost(l, filter)
			if err != nil {
				return err
			}
			if lost != 0 {
				return refuse(Faulty, "unsettled", lint.Values{"id": id, "attempt": int(lost)}, "resolve-or-force")
			}
		}
	}
	return nil
}

// lastLost is the number of the last call about a document when its outcome is unknown, else 0.
func lastLost(l *ledger.Ledger, f ledger.Filter) (int64, error) {
	for e, err := range l.Entries(f) {
		if err != nil {
			return 0, err
		}
		if !publishes(e.Operation) {
			continue
		}
		if e.State() == ledger.Lost {
			return e.ID, nil
		}
		break
	}
	return 0, nil
}

// publishes tells the operations that change what is published.
func publishes(op fse.Operation) bool { return wire.Writes(op) && op != fse.Validation }
