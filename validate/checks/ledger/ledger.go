package ledgercheck

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	requestcheck "github.com/fselint/fselint/validate/checks/request"
	tokencheck "github.com/fselint/fselint/validate/checks/token"
)

// Ledger is what the rules ask of a ledger; *ledger.Ledger is one. It must be safe for concurrent use.
type Ledger interface {
	Entries(ledger.Filter) iter.Seq2[*ledger.Entry, error]
}

// Options say which call is meant and what is known of earlier ones.
type Options struct {
	Ledger      Ledger // nil for none
	Operation   fse.Operation
	Profile     fse.Profile
	Environment fse.Environment // calls of this environment count; of both when it is not said
	At          time.Time       // the clock; zero for now
}

// Check returns the check.
func Check(o Options) *validate.Check {
	return &validate.Check{
		Name: "ledger", Stage: "ledger", Uses: []validate.Key{tokencheck.Signature, requestcheck.Body, documentcheck.Tree}, Rules: rules,
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			switch {
			case o.Ledger == nil:
				return absent("no-ledger")
			case o.Operation == fse.Validation:
				return absent("only-validation")
			}
			j := &judgement{Options: o, Report: p.Report, pdf: p.Doc.SHA256}
			if j.At.IsZero() {
				j.At = time.Now()
			}
			j.token, _ = tokencheck.Signature.Lookup(p)
			if doc, ok := documentcheck.Tree.Lookup(p); ok {
				j.validation = cda.ValidationKey(doc)
				if root, extension, ok := cda.DocumentID(doc); ok {
					j.cdaID = root + "^" + extension
				}
			}
			if p.Doc.CDA != nil {
				j.cda = p.Doc.CDA.SHA256
			}
			if body, ok := requestcheck.Body.Lookup(p); ok && o.Operation.SendsRequest() {
				j.document, j.workflow = body.IdentificativoDoc.Value, body.WorkflowInstanceID.Value
			}
			if p.Bundle.PathID != nil && o.Operation != fse.Create && o.Operation != fse.ValidateAndCreate {
				j.path, _, _ = hl7id.ParsePathID(*p.Bundle.PathID, o.Profile == fse.Toscana)
			}
			return j.judge()
		}),
	}
}

func absent(why string) *validate.Skip {
	return &validate.Skip{Absent: true, Reason: texts.Text(why, nil)}
}

// judgement is one submission beside the ledger.
type judgement struct {
	Options
	Report     func(lint.Finding)
	token      *token.Token // nil when not given
	validation string       // hash by which the gateway finds the validation of the CDA, "" when there is none
	cdaID      string       // ClinicalDocument/id as root^extension
	cda, pdf   string       // their SHA-256
	document   string       // identificativoDoc in the body
	workflow   string       // workflowInstanceId in the body
	path       string       // identifier in the address, decoded
}

func (j *judgement) judge() error {
	publishes := j.Operation.Publishes() && j.document != ""
	// What Tuscany does without a method for validation is not known (OQ-04).
	validated := (j.Operation == fse.Create || j.Operation == fse.Replace) && j.Profile != fse.Toscana && j.validation != ""
	if !publishes && !validated && j.path == "" {
		return absent("nothing")
	}
	if validated {
		if err := j.validated(); err != nil {
			return err
		}
	}
	if publishes {
		if err := j.published(); err != nil {
			return err
		}
	}
	if j.path == "" {
		return nil
	}
	return j.addressed()
}

// Cause says from the ledger alone why the gateway refused a call: the finding that explains the error, as if the call were judged at the
// time that it was sent, with what was known then. It is nil when the ledger does not tell.
func Cause(l Ledger, e *ledger.Entry, ids []string) (*lint.Finding, error) {
	var found []lint.Finding
	j := &judgement{
		Options: Options{Ledger: before{l, e.ID}, Operation: e.Operation, At: e.At}, validation: e.Validation, cdaID: e.CDAID, cda: e.CDA, pdf: e.PDF,
		document: e.Document, workflow: e.Workflow, path: e.PathID,
		Report: func(f lint.Finding) {
			f.Complete()
			found = append(found, f)
		},
	}
	if e.Service == fse.Toscana.String() {
		j.Profile = fse.Toscana
	}
	for _, environment := range []fse.Environment{fse.Stage, fse.Production} {
		if e.Environment == environment.String() {
			j.Environment = environment
		}
	}
	var skip *validate.Skip
	if err := j.judge(); err != nil && !errors.As(err, &skip) {
		return nil, err
	}
	for i := range found {
		if slices.Contains(ids, found[i].Rule.Error) {
			return &found[i], nil
		}
	}
	for i := range found {
		if slices.Contains(ids, likely[found[i].Rule]) {
			return &found[i], nil
		}
	}
	return nil, nil
}

// likely are the errors behind what is not certain, because others may have sent more.
var likely = map[*lint.Rule]string{
	ruleNotValidated: ruleChanged.Error, ruleUnpublished: ruleDeleted.Error, ruleReplaced: ruleDeleted.Error, ruleLost: ruleDeleted.Error,
}

// before is a ledger as it was when an attempt was made.
type before struct {
	Ledger
	id int64
}

func (b before) Entries(f ledger.Filter) iter.Seq2[*ledger.Entry, error] {
	return func(yield func(*ledger.Entry, error) bool) {
		for e, err := range b.Ledger.Entries(f) {
			if (err != nil || e.ID < b.id) && !yield(e, err) {
				return
			}
		}
	}
}

// entries yields the attempts that went to the same gateway.
func (j *judgement) entries(f ledger.Filter) iter.Seq2[*ledger.Entry, error] {
	service, environment := "national", j.Environment.String()
	if j.Profile == fse.Toscana {
		service = "toscana"
	}
	return func(yield func(*ledger.Entry, error) bool) {
		for e, err := range j.Ledger.Entries(f) {
			if err == nil && (e.Service != service || j.Environment != fse.AnyEnvironment && e.Environment != environment) {
				continue
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// unproven makes a finding something that only this sender's memory says.
func unproven(f lint.Finding, s lint.Severity, g lint.Group) lint.Finding {
	f.Severity, f.Group = s, g
	f.Notes = append(f.Notes, texts.Text("one-sender", nil))
	return f
}

// name says which attempt is meant.
func name(e *ledger.Entry) lint.Known {
	return lint.Known(fmt.Sprintf("#%d %s %s", e.ID, e.Operation, answeredAt(e).UTC().Format(time.RFC3339)))
}

// answeredAt is when the answer to an attempt came, else when it was made.
func answeredAt(e *ledger.Entry) time.Time {
	for _, o := range e.Outcomes {
		if o.Kind == ledger.Answered {
			return o.At
		}
	}
	return e.At
}

// about is a rule's title with the attempt that it is about.
func about(r *lint.Rule, e *ledger.Entry) lint.Text {
	return texts.Text("about", lint.Values{"what": r.Title, "attempt": name(e)})
}
