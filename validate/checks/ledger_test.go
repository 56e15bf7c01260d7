package checks

import (
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	domain "github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/testkit/certtest"
)

// sentBefore is a ledger in memory.
type sentBefore []*ledger.Entry

func (m sentBefore) Entries(f ledger.Filter) iter.Seq2[*ledger.Entry, error] {
	return func(yield func(*ledger.Entry, error) bool) {
		for _, e := range m {
			if f.Operation != "" && e.Operation != f.Operation || f.Document != "" && e.Document != f.Document || f.Validation != "" && e.Validation != f.Validation || f.PathID != "" && e.PathID != f.PathID {
				continue
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

const earlierWorkflow = "2.16.840.1.113883.2.9.2.120.4.4.aa8b3c9a1f7d2e5b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d.0123456789^^^^urn:ihe:iti:xdw:2013:workflowInstanceId"

// sentEarlier adds a call to the ledger of a submission; document is its identificativoDoc. A validation is one of the submission's
// CDA as it is when this is called. A status of 0 is an answer that never came.
func sentEarlier(op fse.Operation, ago time.Duration, status int, document string) func(testing.TB, *submission) {
	return func(t testing.TB, s *submission) {
		doc, err := xmltree.Parse([]byte(s.CDA), xmltree.Limits{})
		require.NoError(t, err)
		e := &ledger.Entry{Attempt: ledger.Attempt{
			ID: int64(len(s.Ledger) + 1), At: certtest.Now.Add(-ago), Service: "national", Environment: "stage", Operation: op, Document: document,
			PathID: "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0000", Vendor: "Prova", Application: "Another", Validation: domain.ValidationKey(doc),
		}}
		o := ledger.Outcome{Attempt: e.ID, At: e.At, Kind: ledger.Unknown}
		if status != 0 {
			o.Kind, o.Answer = ledger.Answered, &wire.Answer{Status: status, WorkflowInstanceID: earlierWorkflow}
		}
		e.Outcomes = []ledger.Outcome{o}
		s.Ledger = append(s.Ledger, e)
	}
}

// afterEarlierCalls gives for each rule about the ledger a submission that breaks it.
func afterEarlierCalls(t *testing.T) map[string]*submission {
	const own, replaced = "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0001", "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0000"
	made := map[string]*submission{}
	make := func(id string, op fse.Operation, edits ...func(testing.TB, *submission)) {
		s := newSubmission(t, op)
		for _, edit := range edits {
			edit(t, s)
		}
		made[id] = s
	}
	named := setField("workflowInstanceId", earlierWorkflow)
	make("LED-CHANGED", fse.Create, sentEarlier(fse.Validation, time.Hour, 201, ""), named, editCDA("<title>", "<title> "))
	make("LED-NOT-VALIDATED", fse.Create, sentEarlier(fse.Validation, time.Hour, 200, ""))
	make("LED-EXPIRED", fse.Create, sentEarlier(fse.Validation, 7*24*time.Hour, 201, ""), named)
	make("LED-USED", fse.Create, sentEarlier(fse.Validation, time.Hour, 201, ""), sentEarlier(fse.Create, 0, 202, ""), named)
	make("LED-WORKFLOW", fse.Create, sentEarlier(fse.Validation, time.Hour, 201, ""), setField("workflowInstanceId", "x"+earlierWorkflow))
	make("LED-TWICE", fse.ValidateAndCreate, sentEarlier(fse.ValidateAndCreate, time.Hour, 202, own))
	make("LED-UNPUBLISHED", fse.Delete, sentEarlier(fse.ValidateAndCreate, time.Hour, 202, own))
	make("LED-DELETED", fse.Delete, sentEarlier(fse.ValidateAndCreate, time.Hour, 202, replaced), sentEarlier(fse.Delete, time.Hour, 200, replaced))
	make("LED-REPLACED", fse.Delete, sentEarlier(fse.ValidateAndCreate, time.Hour, 202, replaced), sentEarlier(fse.ValidateAndReplace, time.Hour, 202, own))
	make("LED-FOREIGN", fse.Update, sentEarlier(fse.ValidateAndCreate, time.Hour, 202, replaced))
	make("LED-UNSETTLED", fse.Update, sentEarlier(fse.ValidateAndCreate, time.Hour, 0, replaced))
	return made
}
