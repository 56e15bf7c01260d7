package campaign

import (
	"net/http"
	"os"

	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/validate"
)

// State is where a case stands.
type State string

// The states of a case.
const (
	Wanted    State = "wanted"    // the gateway answered as the case wants
	Unwanted  State = "unwanted"  // it answered otherwise
	Unknown   State = "unknown"   // nobody knows whether the call arrived
	Open      State = "open"      // nothing of it arrived yet
	Described State = "described" // a timeout, which is described and not sent
)

// Scope says which calls of a ledger belong to a campaign: those of one software in one version to one gateway.
type Scope struct {
	Software          validate.Application
	Environment, Base string
}

func (s Scope) has(e *ledger.Entry) bool {
	described := e.Base == "" // a timeout went nowhere
	return e.Case != 0 && !e.Damaged && e.Environment == s.Environment && (described || e.Base == s.Base) &&
		s.Software == validate.Application{Vendor: e.Vendor, ID: e.Application, Version: e.Version}
}

// calls returns what the ledger at a path tells of each case: the last call that arrived or may have, else the last one; nothing where
// there is no ledger yet.
func (s Scope) calls(path string) (map[int]*ledger.Entry, error) {
	last := map[int]*ledger.Entry{}
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return last, nil
	}
	l, err := ledger.Read(path)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	for e, err := range l.Entries(ledger.Filter{}) {
		if err != nil {
			return nil, err
		}
		if s.has(e) && (last[e.Case] == nil || !absent(e) || absent(last[e.Case])) {
			last[e.Case] = e
		}
	}
	return last, nil
}

// absent tells the calls that certainly did not arrive, or that the gateway had no time for.
func absent(e *ledger.Entry) bool {
	a := e.Answer()
	busy := a != nil && (a.Status == http.StatusTooManyRequests || a.Status == http.StatusServiceUnavailable)
	return busy || e.State() == ledger.Void || e.State() == ledger.Refused && a == nil && len(e.Evidence().Events) == 0
}

// Outcome is what came of a case.
type Outcome struct {
	*Item
	State   State
	Entry   *ledger.Entry   // nil where there was no call
	Got     testcase.Answer // empty where none came
	Answer  *wire.Answer    // nil where none came
	Changed bool            // the document is not the one that was sent last
	Reason  error           // why nothing was sent in this run, or the status service could not be asked; nil for no reason
}

// judge says where a case stands by its last call. Where the document is not the one that was sent, the call is none of this case: what
// the accreditation compares are documents and calls.
func judge(item *Item, e *ledger.Entry) *Outcome {
	o := &Outcome{Item: item, State: Open, Entry: e}
	if e == nil {
		return o
	}
	if item.Case.Kind == testcase.Timeout {
		if e.Shown == item.Shown {
			o.State = Described
		}
		return o
	}
	if data, err := whole.Read(item.Document, maxDocument); err != nil || wire.Digest(data) != e.PDF {
		o.Changed, o.Reason = err == nil, err
		return o
	}
	if absent(e) {
		return o
	}
	if o.Got = Got(e); o.Got == "" {
		o.State = Unknown
		return o
	}
	o.Answer, o.State = e.Answer(), Unwanted
	if item.Case.Wants(o.Got) {
		o.State = Wanted
	}
	return o
}

// Got sorts what came of a call: the gateway's answer, else what the status service told of it; empty where nobody knows.
func Got(e *ledger.Entry) testcase.Answer {
	switch state := e.State(); {
	case state == ledger.Lost, state == ledger.Void:
		return ""
	case e.Answer() != nil:
		return answered(e.Answer())
	case state == ledger.Accepted:
		return testcase.Accepted
	}
	return testcase.Other
}

// maxDocument bounds a document in bytes, as --max-input does.
const maxDocument = 512 << 20

func answered(a *wire.Answer) testcase.Answer {
	problem := ""
	if a.Problem != nil {
		problem = a.Problem.Type
	}
	return testcase.AnswerOf(a.Status, problem)
}

// asks tells whether the status service should be asked about a case: its answer was lost, or the gateway's own time or its identifiers are
// missing. A refused token leaves no transaction.
func (o *Outcome) asks() bool {
	switch {
	case o.State == Unknown:
		return true
	case o.State != Wanted && o.State != Unwanted, o.Case.Kind == testcase.Token, o.Case.Kind == testcase.Field:
		return false
	}
	return len(o.Entry.Evidence().Events) == 0
}
