package calls

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/meaning"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
)

// State is where an attempt stands after its answer.
func State(a *ledger.Attempt, answer *wire.Answer) ledger.State {
	return (&ledger.Entry{Attempt: *a, Outcomes: []ledger.Outcome{{Kind: ledger.Answered, Answer: answer}}}).State()
}

// Line shows a call on one line. Columns have fixed widths: a ledger of any length goes through without being held.
func Line(out io.Writer, e *ledger.Entry) error {
	status, cart := "-", "-"
	if a := e.Answer(); a != nil {
		status, cart = strconv.Itoa(a.Status), oneLine(a.CartID)
	}
	_, err := fmt.Fprintf(out, "%5d  %s  %-20s %-8s %3s  %-36s  %s\n", e.ID, e.At.Local().Format("2006-01-02 15:04:05"), e.Operation, e.State(),
		status, cart, strings.TrimSpace(subject(e)+damaged(e)))
	return err
}

// subject says what a call is about: its document, or the test case that it runs.
func subject(e *ledger.Entry) string {
	if e.Case != 0 {
		return strings.TrimSpace(fmt.Sprintf("#%d %s", e.Case, oneLine(e.Document)))
	}
	return oneLine(e.Document)
}

// damaged marks an entry that is not what was written.
func damaged(e *ledger.Entry) string {
	if e.Damaged {
		return "  !!! fselint ledger verify"
	}
	return ""
}

// Verified shows what the verification of a ledger found.
func Verified(out io.Writer, head ledger.Head, faults []ledger.Fault, lang string) {
	fmt.Fprintln(out, texts.In(lang, "head", lint.Values{"rows": int(head.Rows), "head": head}))
	for _, f := range faults {
		fmt.Fprintln(out, "  - "+lint.Spoken(f.Err, lang))
	}
}

// Show shows everything that is known of a call; cause is what the ledger says of its refusal, nil for nothing.
func Show(out io.Writer, e *ledger.Entry, lang string, rules []*lint.Rule, cause *lint.Finding) {
	say := func(id string) string { return texts.In(lang, id, nil) }
	line := func(name, value string) {
		if value = oneLine(value); value != "" {
			fmt.Fprintf(out, "  %-20s %s\n", name, value)
		}
	}
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.RFC3339)
	}
	fmt.Fprintf(out, "%d  %s  %s  %s%s\n", e.ID, moment(e.At), e.Operation, e.State(), damaged(e))
	line(say("service"), e.Service+" "+e.Environment+" "+e.Base)
	line("identificativoDoc", e.Document)
	line("workflowInstanceId", e.Workflow)
	line("ClinicalDocument/id", e.CDAID)
	line(say("sha-256-pdf"), e.PDF)
	line(say("sha-256-cda"), e.CDA)
	line(say("software"), strings.TrimSpace(e.Vendor+" "+e.Application+" "+e.Version))
	for _, t := range []struct {
		name string
		ledger.Token
	}{{say("authentication-token"), e.Channel}, {say("signature-token"), e.Signature}} {
		line(t.name, strings.TrimSpace(t.ID+" "+t.Issuer+" "+moment(t.IssuedAt)+" "+moment(t.Expires)))
	}
	line(say("trace-offered"), e.Trace)
	if e.Case != 0 {
		line(say("test-case"), strconv.Itoa(e.Case))
	}
	line(say("shown"), e.Shown)
	line(say("sent-in-spite"), e.Forced)
	for _, o := range e.Outcomes {
		fmt.Fprintf(out, "%s  %s %s\n", moment(o.At), o.Kind, settlement(&o, lang))
		if o.Answer != nil && o.Answer.Doubt != "" && o.Answer.Doubt != wire.DoubtBroken {
			o.Reason = o.Answer.Doubt.Text().In(lang)
		}
		line(say("reason"), o.Reason)
		if o.Answer != nil {
			answerLines(out, e.Operation, o.Answer, lang, rules)
		}
	}
	if cause != nil {
		line(say("cause"), cause.ID+": "+cause.Message.In(lang))
		line(say("fix"), cause.Fix.In(lang))
	}
}

func settlement(o *ledger.Outcome, lang string) string {
	if o.Kind != ledger.Settled {
		return ""
	}
	word := texts.Text("not-done", nil)
	if o.Done {
		word = texts.Text("done", nil)
	}
	return word.In(lang) + " (" + oneLine(o.By) + ")"
}

// answerLines shows what an answer holds; X-CART-id comes first.
func answerLines(out io.Writer, op fse.Operation, a *wire.Answer, lang string, rules []*lint.Rule) {
	line := func(name, value string) {
		if value = oneLine(value); value != "" {
			fmt.Fprintf(out, "  %-20s %s\n", name, value)
		}
	}
	line(wire.HeaderCart, a.CartID)
	line("status", strconv.Itoa(a.Status))
	line("traceID", a.TraceID)
	line("spanID", a.SpanID)
	line("workflowInstanceId", a.WorkflowInstanceID)
	line("govway_id", a.GovwayID)
	line("warning", a.Warning)
	if p := a.Problem; p != nil {
		line("type", p.Type)
		line("title", p.Title)
		line("instance", p.Instance)
		line("detail", p.Detail)
	}
	for _, t := range meaning.Answered(op, a, rules) {
		text := t.ID + ": " + t.Means.In(lang)
		if len(t.Rules) > 0 {
			text += " " + texts.In(lang, "rules-2", lint.Values{"rules": strings.Join(t.Rules, ", ")})
		}
		line(texts.In(lang, "meaning", nil), text)
		line(texts.In(lang, "look", nil), t.Look.In(lang))
	}
	for _, e := range a.Transaction {
		line(oneLine(e.Type), strings.TrimSpace(e.Status+" "+e.Date+" "+e.Message))
	}
	if a.RetryAfter > 0 {
		line("Retry-After", a.RetryAfter.String())
	}
}

// oneLine makes a line of a value that came from elsewhere: what cannot be printed, such as what steers a terminal, becomes a blank.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == ' ' || r == unicode.ReplacementChar }), " ")
}

// Answer shows what came back; X-CART-id is shown whatever it is.
func Answer(out io.Writer, a *ledger.Attempt, answer *wire.Answer, lang string, rules []*lint.Rule) {
	say := func(id string) string { return texts.In(lang, id, nil) }
	verdict := say("the-gateway-took-it")
	switch State(a, answer) {
	case ledger.Refused:
		verdict = say("the-gateway-refused-it")
	case ledger.Lost:
		verdict = say("it-not-known-what-gateway-did")
	}
	if answer.Doubt != "" {
		verdict += ": " + answer.Doubt.Text().In(lang)
	}
	fmt.Fprintf(out, "%s: %s\n", a.Operation, verdict)
	answerLines(out, a.Operation, answer, lang, rules)
	fmt.Fprintf(out, "  %-20s %s %d\n", say("ledger"), say("attempt"), a.ID)
}
