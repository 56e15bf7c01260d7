package calls

import (
	"encoding/json"
	"io"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

// SubmissionSchema names the version of a Submission's form.
const SubmissionSchema = "fselint/submission/v1"

// Submission is what became of one submission, for machines: the judgement, and the answer where one came.
type Submission struct {
	Schema     string        `json:"schema"`
	Operation  fse.Operation `json:"operation"`
	Outcome    ledger.State  `json:"outcome"`
	Reason     string        `json:"reason,omitempty"` // why it was not sent, or is not known
	CartID     string        `json:"X-CART-id"`
	TraceID    string        `json:"traceID"`
	Workflow   string        `json:"workflowInstanceId"`
	SpanID     string        `json:"spanID,omitempty"`
	GovwayID   string        `json:"govway_id,omitempty"`
	Status     int           `json:"status,omitempty"`
	Type       string        `json:"type,omitempty"`
	Title      string        `json:"title,omitempty"`
	Instance   string        `json:"instance,omitempty"`
	Detail     string        `json:"detail,omitempty"`
	Warning    string        `json:"warning,omitempty"`
	RetryAfter int           `json:"retryAfter,omitempty"` // seconds
	Events     []wire.Event  `json:"transactionData,omitempty"`
	Attempt    int64         `json:"attempt,omitempty"` // number in the ledger
	// Report is the judgement as JSON (docs/report.md), nil for null.
	Report json.RawMessage `json:"report"`
}

// NewSubmission is one of which nothing was sent yet.
func NewSubmission(op fse.Operation) *Submission {
	return &Submission{Schema: SubmissionSchema, Operation: op, Outcome: ledger.Void}
}

// Sent takes what came of a call; answer is nil when none came, unknown says that the call may have arrived all the same.
func (s *Submission) Sent(a *ledger.Attempt, answer *wire.Answer, unknown bool) {
	s.Attempt = a.ID
	if answer == nil {
		if unknown {
			s.Outcome = ledger.Lost
		}
		return
	}
	s.Outcome = State(a, answer)
	s.CartID, s.TraceID, s.Workflow = answer.CartID, answer.TraceID, answer.WorkflowInstanceID
	s.SpanID, s.GovwayID, s.Status, s.Warning = answer.SpanID, answer.GovwayID, answer.Status, answer.Warning
	s.RetryAfter, s.Events = int(answer.RetryAfter.Seconds()), answer.Transaction
	if p := answer.Problem; p != nil {
		s.Type, s.Title, s.Instance, s.Detail = p.Type, p.Title, p.Instance, p.Detail
	}
}

// Write writes it, on one line or indented.
func (s *Submission) Write(out io.Writer, oneLine bool) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if !oneLine {
		enc.SetIndent("", "  ")
	}
	return enc.Encode(s)
}
