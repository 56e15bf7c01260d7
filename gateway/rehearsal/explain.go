package rehearsal

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/fselint/fselint/lint"
)

// headerRule names the rule by which a call was refused, or the row of the table of errors where no rule of a document is behind it.
const headerRule = "X-Fselint-Rule"

// explanation says why a call was refused. The real gateway gives none.
type explanation struct {
	rule      string
	what, fix lint.Text
}

// because explains a refusal by a finding.
func (x *exchange) because(f *lint.Finding) {
	x.why = explanation{f.ID, f.Message, f.Fix}
}

// told explains a refusal that no finding of a document is behind: text is its entry in the messages, and the rule of what was sent
// before, if there is one, says the same of a ledger.
func (x *exchange) told(rule, text string, v lint.Values) {
	x.why = explanation{rule: rule, what: texts.Text(text, v)}
	if fix := text + "-fix"; texts.Has(fix) {
		x.why.fix = texts.Text(fix, v)
	}
}

// ruleOf are the rules of what was sent before (LED) that predict the rows which need a memory.
var ruleOf = map[string]string{"PB-01": "LED-NOT-VALIDATED", "PB-02": "LED-EXPIRED", "PB-06": "LED-UNPUBLISHED", "PB-11": "LED-UNPUBLISHED"}

// toldByRow explains a refusal by a row of the table of errors, unless it is explained already.
func (x *exchange) toldByRow(id string) {
	switch {
	case x.why.rule != "":
	case x.fault != nil && x.fault.Error == id:
		x.told(id, "fault", nil)
	default:
		x.told(cmp.Or(ruleOf[id], id), id, lint.Values{"id": x.id})
	}
}

// Call is what the control address tells about a call. It holds what was found in documents, and is kept in memory only.
type Call struct {
	Cart      string    `json:"cart"`
	At        time.Time `json:"at"`
	Method    string    `json:"method"`
	Operation string    `json:"operation,omitempty"`
	Status    int       `json:"status"` // 0 where the connection broke on purpose
	Trace     string    `json:"traceID"`
	Rule      string    `json:"rule,omitempty"` // by which it was refused
	Message   *spoken   `json:"message,omitempty"`
	Fix       *spoken   `json:"fix,omitempty"`
	Findings  []found   `json:"findings,omitempty"`
}

// spoken is a text in both languages.
type spoken struct {
	EN string `json:"en"`
	IT string `json:"it"`
}

func speak(t lint.Text) *spoken {
	s := &spoken{t.In("en"), t.In("it")}
	if s.EN == "" {
		return nil
	}
	return s
}

// found is a finding in a call.
type found struct {
	ID       string  `json:"id"`
	Severity string  `json:"severity"`
	Group    string  `json:"group"`
	Error    string  `json:"error,omitempty"` // row of the table
	Source   string  `json:"source,omitempty"`
	Line     int     `json:"line,omitempty"`
	Column   int     `json:"column,omitempty"`
	Path     string  `json:"path,omitempty"`
	Message  *spoken `json:"message"`
	Fix      *spoken `json:"fix,omitempty"`
}

// Bounds of what is kept about calls.
const (
	maxCalls    = 500
	maxFindings = 100 // of one call
)

// calls are the last ones.
type calls struct {
	mu    sync.Mutex
	list  []Call // a ring
	next  int
	place map[string]int // by X-CART-id
}

func (c *calls) add(call Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.place == nil {
		c.place = make(map[string]int)
	}
	if len(c.list) < maxCalls {
		c.list = append(c.list, Call{})
	}
	delete(c.place, c.list[c.next].Cart)
	c.list[c.next], c.place[call.Cart] = call, c.next
	c.next = (c.next + 1) % maxCalls
}

func (c *calls) find(cart string) (Call, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i, ok := c.place[cart]
	if !ok {
		return Call{}, false
	}
	return c.list[i], true
}

// recent lists the last calls, the latest first, without their findings.
func (c *calls) recent() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := slices.Concat(c.list[c.next%max(len(c.list), 1):], c.list[:c.next%max(len(c.list), 1)])
	slices.Reverse(list)
	for i := range list {
		list[i].Findings = nil
	}
	return list
}

// tell makes of findings what the control address says of them.
func tell(findings []lint.Finding) []found {
	var list []found
	for i := range findings[:min(len(findings), maxFindings)] {
		f := &findings[i]
		list = append(list, found{
			ID: f.ID, Severity: f.Severity.String(), Group: string(f.Group), Error: f.Error, Source: f.Location.Source, Line: f.Location.Line,
			Column: f.Location.Column, Path: f.Location.Path, Message: speak(f.Message), Fix: speak(f.Fix),
		})
	}
	return list
}
