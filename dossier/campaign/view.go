package campaign

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/lint"
)

// Schema names the version of the JSON form of a campaign.
const Schema = "fselint/campaign/v1"

// Count counts the outcomes of a state.
func Count(list []*Outcome, s State) (n int) {
	for _, o := range list {
		if o.State == s {
			n++
		}
	}
	return n
}

// got says what came.
func (o *Outcome) got() lint.Text {
	switch {
	case o.Answer != nil:
		text := fmt.Sprint(o.Answer.Status)
		if p := o.Answer.Problem; p != nil && p.Type != "" {
			text += " " + p.Type
		}
		return lint.Same(text)
	case o.Got == testcase.Accepted:
		return texts.Text("accepted-by-status", nil)
	case o.Got == testcase.Other:
		return texts.Text("refused-by-status", nil)
	}
	return lint.Same("-")
}

// Line says in one line what came of a case.
func (o *Outcome) Line(lang string) string {
	return fmt.Sprintf("%-*s %4d  %-*s %s → %s",
		widest(lang), o.State.in(lang), o.ID, longestName, o.Case.Name(), wanted(o.Case).In(lang), o.got().In(lang))
}

// longestName is the room for the name of a case.
const longestName = len("SING_VAC_CT19_KO")

func (s State) in(lang string) string { return texts.In(lang, "state-"+string(s), nil) }

// widest is the room for the name of a state.
func widest(lang string) (n int) {
	for _, s := range []State{Wanted, Unwanted, Unknown, Open, Described} {
		n = max(n, utf8.RuneCountInString(s.in(lang)))
	}
	return n
}

// Text writes the table of outcomes for people.
func Text(out io.Writer, list []*Outcome, lang string) {
	say := func(id string) string { return texts.In(lang, id, nil) }
	room := strings.Repeat(" ", widest(lang)+7)
	for _, o := range list {
		fmt.Fprintln(out, o.Line(lang))
		line := func(name, value string) {
			if value = strings.Join(strings.Fields(value), " "); value != "" {
				fmt.Fprintf(out, "%s%s %s\n", room, name, value)
			}
		}
		if o.Entry != nil && o.State != Described && !o.Changed {
			e := o.Entry.Evidence()
			line(say("time"), stamp(e.At))
			line("traceId", e.Trace)
			line("workflowInstanceId", e.Workflow)
		}
		if o.Answer != nil && o.State == Unwanted && o.Answer.Problem != nil {
			line(say("detail"), o.Answer.Problem.Detail)
		}
		if o.Changed {
			line(say("note"), say("document-changed"))
		}
		if o.Reason != nil {
			line(say("reason"), lint.Spoken(o.Reason, lang))
		}
	}
	fmt.Fprintln(out, Summary(list, lang))
}

// Summary says in one line how many cases stand where.
func Summary(list []*Outcome, lang string) string {
	var parts []string
	for _, s := range []State{Wanted, Described, Unwanted, Unknown, Open} {
		if n := Count(list, s); n > 0 {
			parts = append(parts, texts.In(lang, "count-"+string(s), lint.Values{"n": n}))
		}
	}
	return texts.In(lang, "cases", lint.Values{"n": len(list)}) + ": " + strings.Join(parts, ", ")
}

// stamp writes a time as data.json wants it.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// view is an outcome for machines.
type view struct {
	Case     int               `json:"case"`
	Name     string            `json:"name"`
	Type     testcase.Type     `json:"type"`
	Kind     testcase.Kind     `json:"kind"`
	State    State             `json:"state"`
	Wanted   []testcase.Answer `json:"wanted"`
	Got      testcase.Answer   `json:"got,omitempty"`
	Status   int               `json:"status,omitempty"`
	Problem  string            `json:"problem,omitempty"`
	Detail   string            `json:"detail,omitempty"`
	Document string            `json:"document,omitempty"`
	Shown    string            `json:"shown,omitempty"`
	Attempt  int64             `json:"attempt,omitempty"`
	Time     string            `json:"ts,omitempty"`
	Trace    string            `json:"traceId,omitempty"`
	Workflow string            `json:"workflowInstanceId,omitempty"`
	Changed  bool              `json:"documentChanged,omitempty"`
	Reason   string            `json:"reason,omitempty"`
}

func (o *Outcome) view(lang string) view {
	v := view{
		Case: o.ID, Name: o.Case.Name(), Type: o.Case.Type, Kind: o.Case.Kind, State: o.State, Wanted: o.Case.Wanted, Got: o.Got,
		Document: o.Document, Shown: o.Shown, Attempt: number(o.Entry), Changed: o.Changed,
	}
	if o.Reason != nil {
		v.Reason = lint.Spoken(o.Reason, lang)
	}
	if o.Entry != nil && o.State != Described {
		e := o.Entry.Evidence()
		v.Time, v.Trace, v.Workflow = stamp(e.At), e.Trace, e.Workflow
	}
	if a := o.Answer; a != nil {
		v.Status = a.Status
		if a.Problem != nil {
			v.Problem, v.Detail = a.Problem.Type, a.Problem.Detail
		}
	}
	return v
}

// JSON writes the table of outcomes for machines.
func JSON(out io.Writer, s Scope, list []*Outcome, lang string) error {
	whole := struct {
		Schema      string        `json:"schema"`
		Vendor      string        `json:"appVendor"`
		Application string        `json:"appID"`
		Version     string        `json:"appVersion"`
		Environment string        `json:"environment"`
		Base        string        `json:"base"`
		Counts      map[State]int `json:"counts"`
		Cases       []view        `json:"cases"`
	}{Schema, s.Software.Vendor, s.Software.ID, s.Software.Version, s.Environment, s.Base, map[State]int{}, make([]view, len(list))}
	for i, o := range list {
		whole.Cases[i] = o.view(lang)
		whole.Counts[o.State]++
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(whole)
}
