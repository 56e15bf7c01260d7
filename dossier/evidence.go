package dossier

import (
	"strconv"
	"time"

	"github.com/fselint/fselint/dossier/campaign"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// The rules of what the ledger of the calls proves.
var (
	ruleCallUnknown   = texts.Rule("DOS-CALL-UNKNOWN", lint.Error, lint.Accreditation, "").Called("AUDIT_REQUEST_NOT_FOUND")
	ruleCallTrace     = texts.Rule("DOS-CALL-TRACE", lint.Error, lint.Accreditation, "").Called("AUDIT_REQUEST_NOT_FOUND")
	ruleCallOther     = texts.Rule("DOS-CALL-OPERATION", lint.Error, lint.Accreditation, "").Called("WII_UNKNOWN_TRANSACTION")
	ruleCallWorkflow  = texts.Rule("DOS-CALL-WORKFLOW", lint.Error, lint.Accreditation, "").Called("WII_UNKNOWN_LOG")
	ruleCallTime      = texts.Rule("DOS-CALL-TIME", lint.Error, lint.Accreditation, "")
	ruleCallClaims    = texts.Rule("DOS-CALL-CLAIMS", lint.Error, lint.Accreditation, "").Called("WRONG_CLAIMS_ON_LOG")
	ruleCallSwapped   = texts.Rule("DOS-CALL-CLAIMS-SWAPPED", lint.Error, lint.Accreditation, "").Called("WRONG_CLAIMS_ON_LOG")
	ruleCallRefused   = texts.Rule("DOS-CALL-REFUSED", lint.Error, lint.Accreditation, "")
	ruleCallKO        = texts.Rule("DOS-CALL-KO", lint.Error, lint.Accreditation, "").Called("TEST_KO_NON_SUPERATO")
	ruleCallDocument  = texts.Rule("DOS-CALL-DOCUMENT", lint.Error, lint.Accreditation, "").Called("PDF_UNEXPECTED_CDA")
	ruleCallCase      = texts.Rule("DOS-CALL-CASE", lint.Error, lint.Accreditation, "")
	ruleCallUndecided = texts.Rule("DOS-CALL-UNDECIDED", lint.Error, lint.Accreditation, "").Called("WII_UNKNOWN_TRANSACTION")
)

// Calls reads the calls of a ledger that can be evidence.
func Calls(l *ledger.Ledger) ([]*ledger.Entry, error) {
	calls := []*ledger.Entry{}
	for e, err := range l.Entries(ledger.Filter{}) {
		if err != nil {
			return nil, err
		}
		calls = append(calls, e)
	}
	return calls, nil
}

// evidence holds the results against the calls that were recorded.
func (j *judgement) evidence() {
	if j.Calls == nil {
		j.skip(stageEvidence, texts.Text("no-ledger", nil), true)
		return
	}
	j.calls = map[string]*ledger.Entry{}
	flows := map[string]*ledger.Entry{}
	for _, e := range j.Calls {
		told := e.Evidence()
		if told.Trace != "" {
			j.calls[told.Trace] = e
		}
		if told.Workflow != "" {
			flows[told.Workflow] = e
		}
	}
	for i := range j.data.Results {
		x := &j.data.Results[i]
		if x.TraceID.Text == "" {
			continue
		}
		if e := j.calls[x.TraceID.Text]; e != nil {
			j.call(x, e)
		} else if e := flows[known(x.Workflow.Text)]; e != nil && x.Workflow.Text != "" {
			j.proves(x.TraceID, ruleCallTrace, e.Evidence().Trace, lint.Values{"call": int(e.ID)})
		} else {
			j.proves(x.TraceID, ruleCallUnknown, "", nil)
		}
	}
	j.ran(j.dataFile, stageEvidence)
}

// proves reports a value of data.json that the ledger contradicts.
func (j *judgement) proves(v Value, r *lint.Rule, expected string, values lint.Values) {
	report(j.dataFile, stageEvidence, v.finding(r, expected, values))
}

// clockTolerance is how far apart the sender's clock and the gateway's may be.
const clockTolerance = 5 * time.Minute

// call holds a result against its call.
func (j *judgement) call(x *Result, e *ledger.Entry) {
	c, ok := j.kindOf(x.Case)
	number := lint.Values{"call": int(e.ID), "case": lint.Known(c.Name())}
	told := e.Evidence()
	if e.Operation != fse.Validation {
		j.proves(x.TraceID, ruleCallOther, "", lint.Values{"call": int(e.ID), "operation": lint.Known(string(e.Operation))})
		return
	}
	if given := known(x.Workflow.Text); given != "" && told.Workflow != "" && given != told.Workflow {
		j.proves(x.Workflow, ruleCallWorkflow, told.Workflow, number)
	}
	if !x.Time.IsZero() && !told.At.IsZero() {
		j.timed(x, e, told.At)
	}
	j.claimed(x, e)
	if own := e.Case; own != 0 && x.Case != 0 && own != x.Case {
		j.proves(x.ID, ruleCallCase, strconv.Itoa(own), number)
	}
	if ok {
		j.outcome(x, e, c)
	}
}

// timed compares the time of a result with that of its call; a difference of whole hours comes from a zone.
func (j *judgement) timed(x *Result, e *ledger.Entry, at time.Time) {
	off := x.Time.Sub(at)
	if off.Abs() <= clockTolerance || x.Time.After(e.At) && off < 0 { // while the answer was awaited
		return
	}
	why := texts.Text("another-time", nil)
	if off = off.Round(time.Minute); off%time.Hour < 2*time.Minute && off.Abs() <= 3*time.Hour && off != 0 {
		why = texts.Text("another-zone", lint.Values{"n": int(off.Round(time.Hour) / time.Hour)})
	}
	j.proves(x.TS, ruleCallTime, at.UTC().Format(TimeForm), lint.Values{"call": int(e.ID), "why": why})
}

// claimed compares the software of data.json with that of the token of a call.
func (j *judgement) claimed(x *Result, e *ledger.Entry) {
	d := j.data
	if e.Vendor+e.Application+e.Version == "" {
		return // the ledger does not tell
	}
	if e.Vendor != e.Application && e.Vendor == d.Application.Text && e.Application == d.Vendor.Text {
		j.proves(x.TraceID, ruleCallSwapped, "", lint.Values{"call": int(e.ID)})
		return
	}
	for _, p := range []struct {
		claim string
		sent  string
		value Value
	}{
		{levelNames[1], e.Vendor, d.Vendor}, {levelNames[2], e.Application, d.Application}, {levelNames[3], e.Version, d.Version},
	} {
		if p.value.Text != "" && p.sent != p.value.Text {
			f := ruleCallClaims.Found(p.sent, p.value.Text)
			f.Location = x.TraceID.Location()
			f.Values = lint.Values{"call": int(e.ID), "name": lint.Known(p.claim), "field": lint.Known(p.value.name())}
			report(j.dataFile, stageEvidence, f)
		}
	}
}

// outcome compares the answer of a call with what the case wants.
func (j *judgement) outcome(x *Result, e *ledger.Entry, c testcase.Case) {
	values := lint.Values{"call": int(e.ID), "case": lint.Known(c.Name())}
	given := campaign.Got(e)
	if given == "" {
		j.proves(x.TraceID, ruleCallUndecided, "", values)
		return
	}
	a := e.Answer()
	if a == nil { // it was lost; the status service told what came of the call, and not which error
		if given == testcase.Other && c.Kind.KO() {
			return
		}
		a = &wire.Answer{Status: given.Status()}
	}
	problem := ""
	if a.Problem != nil {
		problem = a.Problem.Type
	}
	values["answer"] = lint.Known(strconv.Itoa(a.Status) + " " + problem)
	switch {
	case c.Kind == testcase.OK && given == testcase.Accepted && a.Status == 200:
		j.proves(x.TraceID, ruleCallOther, "", lint.Values{"call": int(e.ID), "operation": lint.Known("VERIFICA")})
	case c.Wants(given) || c.Kind == testcase.Timeout:
	case c.Kind.KO() && given == testcase.Accepted:
		j.proves(x.TraceID, ruleCallKO, wanted(c), values)
	default:
		j.proves(x.TraceID, ruleCallRefused, wanted(c), values)
	}
}

// called compares the CDA of a PDF with the one that was sent.
func (j *judgement) called(d *validate.Document, c testcase.Case, x *Result) {
	e := j.calls[x.TraceID.Text]
	if e == nil || e.CDA == "" || d.CDA == nil || e.CDA == d.CDA.SHA256 {
		return
	}
	f := about(ruleCallDocument, c, d.CDA.SHA256, e.CDA, lint.Values{"call": int(e.ID), "other": texts.Text("no-other-call", nil)})
	for _, other := range j.Calls {
		if other.CDA == d.CDA.SHA256 {
			f.Values["other"] = texts.Text("other-call", lint.Values{"call": int(other.ID)})
			break
		}
	}
	report(d, stageEvidence, f)
}
