package wire

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxAnswer bounds what is read of an answer, in bytes: a warning has up to 200,000 characters, a detail may be longer. Written as
// JSON with the text in its members once more, an answer may take eight times as much.
const MaxAnswer = 4 << 20

// UnknownWorkflow stands where an error came before the workflowInstanceId was known (01-overview §8).
const UnknownWorkflow = "UNKNOWN_WORKFLOW_ID"

// Answer is what came back, with the identifiers to keep (01-overview §7-9).
type Answer struct {
	Status     int
	CartID     string        // header X-CART-id
	RetryAfter time.Duration // header Retry-After, 0 when absent
	Type       string        // media type of the body
	Body       []byte        // as it came

	TraceID, SpanID, WorkflowInstanceID string
	GovwayID                            string // of the front end
	Warning                             string
	Problem                             *Problem // nil for a success
	Transaction                         []Event  // of the status services

	Doubt Doubt `json:",omitempty"` // why it is not believed to be the gateway's, set by Examine
}

// Problem is the body of an error (RFC 7807 with the gateway's members).
type Problem struct {
	Type, Title, Detail, Instance string
	Status                        int // as the body says it; 0 when it does not
}

// Event is one event of a transaction; every field is optional.
type Event struct {
	Type         string `json:"eventType,omitempty"`
	Date         string `json:"eventDate,omitempty"`
	Status       string `json:"eventStatus,omitempty"`
	Message      string `json:"message,omitempty"`
	Document     string `json:"identificativoDocumento,omitempty"`
	Subject      string `json:"subject,omitempty"`
	SubjectRole  string `json:"subjectRole,omitempty"`
	Activity     string `json:"tipoAttivita,omitempty"`
	Organization string `json:"organizzazione,omitempty"`
	WorkflowID   string `json:"workflowInstanceId,omitempty"`
	TraceID      string `json:"traceId,omitempty"`
	Issuer       string `json:"issuer,omitempty"`
	ExpiringDate string `json:"expiringDate,omitempty"`
	Extra        string `json:"extra,omitempty"`
}

// Moment is the time of the event; ok is false where it has none that can be read. Two forms of its offset are in use (01-overview §7).
func (e *Event) Moment() (t time.Time, ok bool) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700"} {
		if t, err := time.Parse(form, e.Date); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// SameTrace tells whether two trace identifiers are of the same call: the short form is the end of the long one.
func SameTrace(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	return b != "" && (a == b || len(a) == 32 && len(b) == 16 && strings.HasSuffix(a, b))
}

// OK reports whether the gateway took the call.
func (a *Answer) OK() bool { return a.successful() && a.Doubt == "" }

// successful reports whether the status says so: 200, 201 or 202 (OQ-28).
func (a *Answer) successful() bool {
	return a.Status == http.StatusOK || a.Status == http.StatusCreated || a.Status == http.StatusAccepted
}

// ReadAnswer makes an answer from status, header and body; now is the moment it came. It never fails: a body that is not what
// the specification says is kept as it is. Whether it is the gateway's Examine tells.
func ReadAnswer(status int, header http.Header, body []byte, now time.Time) *Answer {
	a := &Answer{Status: status, CartID: strings.TrimSpace(header.Get(HeaderCart)), RetryAfter: retryAfter(header.Get("Retry-After"), now), Body: body}
	a.Type, _, _ = mime.ParseMediaType(header.Get("Content-Type"))
	members := make(map[string]json.RawMessage)
	if json.Unmarshal(body, &members) != nil {
		if !a.successful() {
			a.Problem = &Problem{}
		}
		return a
	}
	a.TraceID, a.SpanID, a.WorkflowInstanceID = text(members, "traceID"), text(members, "spanID"), text(members, "workflowInstanceId")
	a.GovwayID, a.Warning = text(members, "govway_id"), text(members, "warning")
	_ = json.Unmarshal(members["transactionData"], &a.Transaction) // absent or malformed: none
	if !a.successful() {
		a.Problem = &Problem{Type: text(members, "type"), Title: text(members, "title"), Detail: text(members, "detail"), Instance: text(members, "instance")}
		a.Problem.Status, _ = strconv.Atoi(text(members, "status")) // a number, or a string in one published sample
	}
	return a
}

// text reads a member that is a string or a number.
func text(members map[string]json.RawMessage, name string) string {
	raw := members[name]
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// retryAfter reads a number of seconds or a date (RFC 9110 §10.2.3).
func retryAfter(s string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && seconds >= 0 && seconds < 1<<31 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// Impersonal returns the answer of a status service without the people that its events name; what has no events stays.
func (a *Answer) Impersonal() *Answer {
	if a == nil || len(a.Transaction) == 0 {
		return a
	}
	b := *a
	b.Body, b.Transaction = nil, slices.Clone(a.Transaction)
	for i := range b.Transaction {
		b.Transaction[i].Subject, b.Transaction[i].Extra = "", ""
	}
	return &b
}

// String says in one line what came back.
func (a *Answer) String() string {
	if p := a.Problem; p != nil {
		return strings.TrimSpace(fmt.Sprintf("%d %s %s %s", a.Status, p.Type, p.Instance, p.Detail))
	}
	if a.Doubt != "" {
		return strconv.Itoa(a.Status) + ": " + a.Doubt.Text().In("en")
	}
	return strconv.Itoa(a.Status)
}
