package ledgercheck

import (
	"net/http"
	"slices"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/lint"
)

// Days of a validation: the gateway refuses a publication when more than maxDays whole days have passed, and may forget the
// validation when they have (04-pdf-cda §6).
const (
	maxDays = 5
	day     = 24 * time.Hour
)

// records are the attempts that concern one CDA as it is now.
type records struct {
	last     *ledger.Entry // the validation that counts: a later one takes the place of an earlier one
	used     *ledger.Entry // what spent it
	verified *ledger.Entry // VERIFICA, which leaves no record
	refused  *ledger.Entry
	lost     *ledger.Entry // a validation of which nobody knows what became
}

// validated judges whether the gateway has a validation of this CDA that can be used, and whether it is the one that is named.
func (j *judgement) validated() error {
	r, err := j.records(j.validation)
	if err != nil {
		return err
	}
	if r.last == nil {
		return j.notValidated(r)
	}
	own, _ := r.last.Identifiers()
	named := j.workflow != "" && j.workflow == own
	at := j.named()
	switch age := j.At.Sub(answeredAt(r.last)); {
	case r.used != nil:
		f := lint.Finding{Rule: ruleUsed, Location: at, Message: about(ruleUsed, r.used), Actual: name(r.last).Text()}
		j.report(f, named)
	case age >= (maxDays+1)*day:
		f := lint.Finding{Rule: ruleExpired, Location: at, Message: about(ruleExpired, r.last), Actual: lint.Duration(age), Expected: lint.Duration(maxDays * day)}
		j.report(f, named)
	case age >= maxDays*day:
		f := unproven(lint.Finding{Rule: ruleExpired, Location: at, Message: about(ruleExpired, r.last), Actual: lint.Duration(age)}, lint.Warning, lint.Advice)
		f.Notes = append(f.Notes, texts.Text("perhaps-forgotten", nil))
		j.Report(f)
	}
	if j.workflow == "" || own == "" || named {
		return nil
	}
	return j.otherWorkflow(own)
}

// report takes a finding as proven when the request names the very validation that the ledger knows.
func (j *judgement) report(f lint.Finding, named bool) {
	if !named {
		f = unproven(f, lint.Error, lint.Standard)
	}
	j.Report(f)
}

func (j *judgement) records(key string) (records, error) {
	var r records
	for e, err := range j.entries(ledger.Filter{Validation: key}) {
		if err != nil {
			return r, err
		}
		switch state := e.State(); e.Operation {
		case fse.Validation:
			switch {
			case state == ledger.Accepted && recorded(e):
				r = records{last: e}
			case state == ledger.Accepted:
				r.verified = e
			case state == ledger.Refused:
				r.refused = e
			case state == ledger.Lost:
				r.lost = e
			}
		case fse.Create, fse.Replace:
			if r.last != nil && spends(e) {
				r.used = e
			}
		}
	}
	return r, nil
}

// recorded tells whether a validation that was accepted left a record: with VERIFICA the gateway answers 200 and keeps nothing.
// Where no answer came, as when the status service settled it, it did.
func recorded(e *ledger.Entry) bool {
	a := e.Answer()
	return a == nil || a.Status != http.StatusOK
}

// spending are the errors that come after the gateway has taken the validation out of its records.
var spending = []string{"PB-03", "PB-05", "RB-21"}

// spends tells whether a publication used a validation up.
func spends(e *ledger.Entry) bool {
	switch e.State() {
	case ledger.Accepted:
		return true
	case ledger.Refused:
		a := e.Answer()
		return a != nil && a.Problem != nil && slices.ContainsFunc(gateway.Identify(e.Operation, a.Problem.Type, a.Problem.Instance, a.Problem.Detail), func(id string) bool {
			return slices.Contains(spending, id)
		})
	}
	return false
}

// notValidated looks for the validation that was meant: the one that the request names, else the last one of a CDA with the same
// identifier.
func (j *judgement) notValidated(r records) error {
	var meant, like *ledger.Entry
	for e, err := range j.entries(ledger.Filter{Operation: fse.Validation}) {
		if err != nil {
			return err
		}
		if e.State() != ledger.Accepted || e.Validation == j.validation || e.Validation == "" {
			continue
		}
		if workflow, _ := e.Identifiers(); j.workflow != "" && workflow == j.workflow {
			meant = e
		}
		if recorded(e) && j.cdaID != "" && e.CDAID == j.cdaID {
			like = e
		}
	}
	at := lint.Location{Source: lint.SourceCDA}
	changed := lint.Finding{Rule: ruleChanged, Location: at, Notes: []lint.Text{texts.Text("only-signer", nil)}}
	changed.Actual = digest(j.cda)
	switch {
	case meant != nil:
		changed.Message, changed.Expected = about(ruleChanged, meant), digest(meant.CDA)
		j.Report(changed)
	case r.verified != nil:
		j.onlyVerified(r.verified)
	case like != nil:
		changed.Message, changed.Expected = about(ruleChanged, like), digest(like.CDA)
		j.Report(unproven(changed, lint.Error, lint.Standard))
	default:
		j.unknown(r)
	}
	return nil
}

// onlyVerified reports that the CDA was verified and not validated. When the request names that verification, the gateway has no
// record of that name, whatever others have sent.
func (j *judgement) onlyVerified(e *ledger.Entry) {
	f := lint.Finding{Rule: ruleNotValidated, Location: j.named(), Message: about(ruleNotValidated, e), Notes: []lint.Text{texts.Text("only-verifica", nil)}}
	if workflow, _ := e.Identifiers(); j.workflow != "" && j.workflow == workflow {
		f.Severity, f.Group, f.Error = lint.Error, lint.Gateway, "PB-01"
		j.Report(f)
		return
	}
	j.Report(unproven(f, lint.Error, lint.Standard))
}

func (j *judgement) unknown(r records) {
	f := lint.Finding{Rule: ruleNotValidated, Location: lint.Location{Source: lint.SourceCDA}}
	switch {
	case r.lost != nil:
		f.Notes = append(f.Notes, texts.Text("validation-lost", lint.Values{"attempt": name(r.lost)}))
	case r.refused != nil:
		f.Notes = append(f.Notes, texts.Text("validation-refused", lint.Values{"attempt": name(r.refused)}))
	}
	j.Report(unproven(f, lint.Warning, lint.Advice))
}

func digest(sha256 string) lint.Text {
	if sha256 == "" {
		return lint.Text{}
	}
	return lint.Same("sha256:" + sha256)
}

// otherWorkflow says whose workflowInstanceId the request names in place of that of its own CDA.
func (j *judgement) otherWorkflow(own string) error {
	f := lint.Finding{Rule: ruleWorkflow, Location: field("workflowInstanceId"), Actual: lint.Same(j.workflow), Expected: lint.Same(own)}
	var of *ledger.Entry
	for e, err := range j.entries(ledger.Filter{Operation: fse.Validation}) {
		if err != nil {
			return err
		}
		if workflow, _ := e.Identifiers(); workflow == j.workflow {
			of = e
		}
	}
	switch {
	case of == nil:
		j.Report(unproven(f, lint.Warning, lint.Advice))
	case of.Validation == j.validation: // an earlier one of the same CDA: what the gateway does with it is not published
		f.Message = about(ruleWorkflow, of)
		j.Report(unproven(f, lint.Error, lint.Standard))
	default:
		f.Message = about(ruleWorkflow, of)
		j.Report(f)
	}
	return nil
}

// named is where the request names its validation, else the CDA that it is found by.
func (j *judgement) named() lint.Location {
	if j.workflow == "" {
		return lint.Location{Source: lint.SourceCDA}
	}
	return field("workflowInstanceId")
}

func field(name string) lint.Location {
	return lint.Location{Source: lint.SourceRequest, Path: "/" + name}
}
