package client

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

const (
	offered = "0123456789abcdef0123456789abcdef"
	other   = "ffffffffffffffffffffffffffffffff"
)

// TestWhatEventsMean is the whole of what Resolve concludes from an answer of the status service.
func TestWhatEventsMean(t *testing.T) {
	event := func(typ, status, trace string) wire.Event {
		return wire.Event{Type: typ, Status: status, TraceID: trace}
	}
	unknown := &wire.Answer{Status: 400, Problem: &wire.Problem{Type: "/msg/record-not-found"}}
	for name, c := range map[string]struct {
		op, asked    fse.Operation
		late, adopts bool
		events       []wire.Event
		answer       *wire.Answer // in place of events
		settled      bool
		done         bool
	}{
		"published":                          {op: fse.Create, asked: fse.StatusByWorkflow, events: []wire.Event{event("VALIDATION", "SUCCESS", other), event("PUBLICATION", "SUCCESS", "")}, settled: true, done: true},
		"published, refused by the index":    {op: fse.ValidateAndCreate, asked: fse.StatusByTrace, events: []wire.Event{event("PUBLICATION", "SUCCESS", ""), event("SEND_TO_INI", "BLOCKING_ERROR", "")}, settled: true, done: true},
		"queued":                             {op: fse.Delete, asked: fse.StatusByTrace, events: []wire.Event{event("INI_DELETE", "ASYNC_RETRY", offered)}, settled: true, done: true},
		"refused":                            {op: fse.Delete, asked: fse.StatusByTrace, events: []wire.Event{event("INI_DELETE", "BLOCKING_ERROR", offered)}, settled: true},
		"refused early":                      {op: fse.ValidateAndCreate, asked: fse.StatusByTrace, events: []wire.Event{event("VALIDATION_FOR_PUBLICATION", "BLOCKING_ERROR", offered)}, settled: true},
		"under way":                          {op: fse.ValidateAndCreate, asked: fse.StatusByTrace, late: true, adopts: true, events: []wire.Event{event("VALIDATION_FOR_PUBLICATION", "SUCCESS", offered)}},
		"validated only, early":              {op: fse.Create, asked: fse.StatusByWorkflow, events: []wire.Event{event("VALIDATION", "SUCCESS", other)}},
		"validated only, late":               {op: fse.Create, asked: fse.StatusByWorkflow, late: true, events: []wire.Event{event("VALIDATION", "SUCCESS", other)}, settled: true},
		"another's failure, early":           {op: fse.Create, asked: fse.StatusByWorkflow, events: []wire.Event{event("PUBLICATION", "BLOCKING_ERROR", other)}},
		"another's failure, late":            {op: fse.Create, asked: fse.StatusByWorkflow, late: true, events: []wire.Event{event("PUBLICATION", "BLOCKING_ERROR", other)}, settled: true},
		"another's success":                  {op: fse.Create, asked: fse.StatusByWorkflow, adopts: true, late: true, events: []wire.Event{event("PUBLICATION", "SUCCESS", other)}, settled: true},
		"another's success, early":           {op: fse.Create, asked: fse.StatusByWorkflow, adopts: true, events: []wire.Event{event("PUBLICATION", "SUCCESS", other)}},
		"own failure, another's success":     {op: fse.Create, asked: fse.StatusByWorkflow, events: []wire.Event{event("PUBLICATION", "BLOCKING_ERROR", offered), event("PUBLICATION", "SUCCESS", other)}, settled: true},
		"own, in the short form":             {op: fse.Delete, asked: fse.StatusByTrace, events: []wire.Event{event("INI_DELETE", "SUCCESS", offered[16:])}, settled: true, done: true},
		"no events, early":                   {op: fse.Delete, asked: fse.StatusByTrace, adopts: true, answer: unknown},
		"no events, late":                    {op: fse.Delete, asked: fse.StatusByTrace, adopts: true, late: true, answer: unknown, settled: true},
		"no events, does not adopt":          {op: fse.Delete, asked: fse.StatusByTrace, late: true, answer: unknown},
		"no workflow, late":                  {op: fse.Create, asked: fse.StatusByWorkflow, late: true, answer: unknown, settled: true},
		"README 12.2.5":                      {op: fse.Create, asked: fse.StatusByWorkflow, late: true, answer: &wire.Answer{Status: 404, Problem: &wire.Problem{Type: "msg/record-not-found"}}, settled: true},
		"no such service":                    {op: fse.Delete, asked: fse.StatusByTrace, adopts: true, late: true, answer: &wire.Answer{Status: 404, Problem: &wire.Problem{}}},
		"not allowed":                        {op: fse.Delete, asked: fse.StatusByTrace, adopts: true, late: true, answer: &wire.Answer{Status: 401, Problem: &wire.Problem{Type: "/msg/unauthorized"}}},
		"down":                               {op: fse.Delete, asked: fse.StatusByTrace, adopts: true, late: true, answer: &wire.Answer{Status: 503, Problem: &wire.Problem{}}},
		"nothing said":                       {op: fse.Delete, asked: fse.StatusByTrace, adopts: true, answer: &wire.Answer{Status: 200}},
		"a validation":                       {op: fse.Validation, asked: fse.StatusByTrace, events: []wire.Event{event("VALIDATION", "SUCCESS", offered)}, settled: true, done: true},
		"replaced":                           {op: fse.ValidateAndReplace, asked: fse.StatusByTrace, events: []wire.Event{event("RIFERIMENTI_INI", "SUCCESS", offered), event("REPLACE", "SUCCESS", offered)}, settled: true, done: true},
		"replaced, of a document never seen": {op: fse.Replace, asked: fse.StatusByTrace, events: []wire.Event{event("RIFERIMENTI_INI", "BLOCKING_ERROR", offered)}, settled: true},
	} {
		answer := c.answer
		if answer == nil {
			answer = &wire.Answer{Status: 200, Transaction: c.events}
		}
		e := &ledger.Entry{Attempt: ledger.Attempt{Operation: c.op, Trace: offered}}
		f := (&inquiry{e: e, asked: c.asked, late: c.late, adopts: c.adopts}).read(answer)
		assert.Equal(t, []bool{c.settled, c.done}, []bool{f.Settled, f.Done}, "%s: %s", name, f.Why)
		assert.NotEmpty(t, f.Why)
	}
}

func TestQuestion(t *testing.T) {
	lost := func(status int, trace string) []ledger.Outcome {
		return []ledger.Outcome{{Kind: ledger.Answered, Answer: &wire.Answer{Status: status, TraceID: trace}}}
	}
	for name, c := range map[string]struct {
		e    ledger.Entry
		op   fse.Operation
		id   string
		none bool
	}{
		"by workflow":             {ledger.Entry{Attempt: ledger.Attempt{Workflow: "w", Trace: offered}}, fse.StatusByWorkflow, "w", false},
		"by the offered trace":    {ledger.Entry{Attempt: ledger.Attempt{Trace: offered}, Outcomes: lost(504, other)}, fse.StatusByTrace, offered, false},
		"by that of the answer":   {ledger.Entry{Outcomes: lost(504, other)}, fse.StatusByTrace, other, false},
		"by nothing":              {ledger.Entry{}, "", "", true},
		"the placeholder is none": {ledger.Entry{Outcomes: []ledger.Outcome{{Kind: ledger.Answered, Answer: &wire.Answer{Status: 500, WorkflowInstanceID: "UNKNOWN_WORKFLOW_ID"}}}}, "", "", true},
	} {
		op, id, err := question(&c.e)
		assert.Equal(t, c.op, op, name)
		assert.Equal(t, c.id, id, name)
		assert.Equal(t, c.none, err != nil, name)
	}
}
