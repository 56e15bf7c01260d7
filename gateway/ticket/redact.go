package ticket

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

// redacted is a call without what can say something about a patient: numbers of documents, the words that an answer makes of
// values, what people wrote. Digests and the identifiers of the gateway stay.
func redacted(e *ledger.Entry) ledger.Entry {
	c := *e
	c.Body, c.PathID, c.Document, c.CDAID = nil, number(e.PathID), number(e.Document), number(e.CDAID)
	c.Workflow = workflow(e.Workflow)
	if !wire.Writes(e.Operation) { // the identifier in the address is one of the gateway's
		c.PathID = workflow(e.PathID)
	}
	if c.Forced != "" {
		c.Forced = withheld
	}
	c.Outcomes = slices.Clone(e.Outcomes)
	for i := range c.Outcomes {
		o := &c.Outcomes[i]
		if o.Reason != "" {
			o.Reason = withheld
		}
		if o.Answer != nil {
			o.Answer = answer(e.Operation, o.Answer)
		}
	}
	return c
}

// withheld stands for a value that is left out.
const withheld = "…"

// number shows of a document's identifier who numbers, not the number.
func number(s string) string {
	if s == "" {
		return ""
	}
	root, _, ok := strings.Cut(s, "^")
	if !ok || strings.Trim(root, "0123456789.") != "" {
		return withheld
	}
	return root + "^" + withheld
}

// answer keeps of an answer the identifiers and the words that the specification's table has; its body is made of them.
func answer(op fse.Operation, a *wire.Answer) *wire.Answer {
	c := &wire.Answer{
		Status: a.Status, CartID: cart(a.CartID), Type: "application/json", TraceID: token(a.TraceID), SpanID: token(a.SpanID), GovwayID: token(a.GovwayID),
		WorkflowInstanceID: workflow(a.WorkflowInstanceID),
	}
	if a.Warning != "" {
		c.Warning = withheld
	}
	for _, e := range a.Transaction {
		c.Transaction = append(c.Transaction, wire.Event{Type: token(e.Type), Status: token(e.Status), Date: token(e.Date)})
	}
	if p := a.Problem; p != nil {
		c.Problem = problem(op, p)
	}
	if len(a.Body) > 0 {
		c.Body = body(c)
	}
	return c
}

func problem(op fse.Operation, p *wire.Problem) *wire.Problem {
	c := &wire.Problem{Type: withheld, Title: withheld, Instance: withheld, Detail: withheld, Status: p.Status}
	ids := gateway.Identify(op, p.Type, p.Instance, p.Detail)
	if len(ids) == 0 {
		return c
	}
	if known, ok := gateway.Lookup(op, ids[0]); ok {
		c.Type, c.Instance, c.Title = known.Type, known.Instance, known.Title
		if known.Detail != "" && known.Detail == p.Detail {
			c.Detail = p.Detail
		}
	}
	return c
}

// token shows an identifier, a word or a time as the gateway makes them; anything else may be a value.
func token(s string) string {
	const letters = "0123456789abcdefABCDEF-"
	words := []string{"SUCCESS", "BLOCKING_ERROR", "NON_BLOCKING_ERROR", "ASYNC_RETRY", "VALIDATION", "PUBLICATION", "REPLACE", "UPDATE", "DELETE", "INI_UPDATE", "INI_DELETE"}
	switch _, err := time.Parse("2006-01-02T15:04:05.999Z07:00", s); {
	case s == "", slices.Contains(words, s), err == nil, len(s) >= 16 && len(s) <= 36 && strings.Trim(s, letters) == "":
		return s
	}
	return withheld
}

// cart shows an X-CART-id, which the infrastructure makes up: without it nobody finds the call.
func cart(s string) string {
	if len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return s
	}
	return withheld
}

// workflow shows a workflowInstanceId, which holds digests only.
func workflow(s string) string {
	before, ok := strings.CutSuffix(s, "^^^^urn:ihe:iti:xdw:2013:workflowInstanceId")
	if s == "" || ok && utf8.RuneCountInString(before) <= 220 && strings.Trim(before, "0123456789abcdef.") == "" {
		return s
	}
	return withheld
}

// body writes what is left of an answer with the gateway's own names.
func body(a *wire.Answer) []byte {
	p := a.Problem
	if p == nil {
		p = &wire.Problem{}
	}
	return encoded(struct {
		Type        string       `json:"type,omitempty"`
		Title       string       `json:"title,omitempty"`
		Detail      string       `json:"detail,omitempty"`
		Instance    string       `json:"instance,omitempty"`
		Status      int          `json:"status,omitempty"`
		TraceID     string       `json:"traceID,omitempty"`
		SpanID      string       `json:"spanID,omitempty"`
		Workflow    string       `json:"workflowInstanceId,omitempty"`
		GovwayID    string       `json:"govway_id,omitempty"`
		Warning     string       `json:"warning,omitempty"`
		Transaction []wire.Event `json:"transactionData,omitempty"`
	}{p.Type, p.Title, p.Detail, p.Instance, p.Status, a.TraceID, a.SpanID, a.WorkflowInstanceID, a.GovwayID, a.Warning, a.Transaction})
}
