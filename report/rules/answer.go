package rules

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/meaning"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
)

// Explanation is all that is said about what people hold in their hands.
type Explanation struct {
	Found    *meaning.Found
	National []NationalRule
	Cause    *meaning.Cause // in what was sent; nil when nothing was given
	Attempt  *ledger.Entry  // of the ledger; nil for none
	Ledger   *lint.Finding  // what the ledger says of it
	Stages   []validate.Stage
}

// Look adds what the national rules say of the numbers in a text, or of the word that it is; the catalog is opened when it is needed. It
// is an error, with a hint, when nothing at all is known.
func (x *Explanation) Look(text, template, lang string, open func() (*schemas.Catalog, error)) error {
	ids := x.Found.National
	if x.Found.Nothing() {
		ids = []string{text}
	}
	if len(ids) == 0 || len(text) > 100 && x.Found.Nothing() {
		return x.unknown(text, nil)
	}
	catalog, err := open()
	if err != nil {
		return err
	}
	for _, id := range ids {
		found, err := National(catalog, id, template, lang)
		if err != nil {
			return err
		}
		x.National = append(x.National, found...)
	}
	return x.unknown(text, catalog)
}

// unknown is the error about a text in which nothing is known.
func (x *Explanation) unknown(text string, catalog *schemas.Catalog) error {
	if len(x.Found.Topics)+len(x.Found.Rules)+len(x.National) > 0 {
		return nil
	}
	err := texts.Error("explain-unknown", lint.Values{"word": lint.Show(text)})
	switch {
	case len(x.Found.Near) > 0:
		return lint.Hinted(err, texts.Text("did-you-mean", lint.Values{"names": strings.Join(x.Found.Near, ", ")}))
	case catalog != nil && catalog.Starter():
		return lint.Hinted(err, texts.Text("national-rules-need-catalog", nil))
	}
	return lint.Hinted(err, texts.Text("explain-takes", nil))
}

// mostWhole is how many topics or national rules are told whole; more are listed.
const mostWhole = 3

// Text writes it for people.
func (x *Explanation) Text(out io.Writer, lang string) error {
	x.cause(out, lang)
	if len(x.Found.Topics) <= mostWhole {
		for _, t := range x.Found.Topics {
			topic(out, t, lang)
		}
	} else if err := topics(out, x.Found.Topics, lang); err != nil {
		return err
	}
	for _, r := range x.Found.Rules {
		Explain(out, r, lang)
		fmt.Fprintln(out)
	}
	if len(x.Found.Near) > 0 {
		fmt.Fprintf(out, "%s\n", texts.In(lang, "near", lint.Values{"names": strings.Join(x.Found.Near, ", ")}))
	}
	return x.national(out, lang)
}

// topic tells all that is known of a topic.
func topic(out io.Writer, t *meaning.Topic, lang string) {
	say := func(id string) string { return texts.In(lang, id, nil) }
	fmt.Fprintf(out, "%s  %s\n", t.ID, t.Heading().In(lang))
	if a := t.Answer; a.Type != "" || a.Detail != "" {
		status := ""
		if a.Status != 0 {
			status = strconv.Itoa(a.Status)
		}
		fmt.Fprintln(out, strings.Join(strings.Fields(strings.Join([]string{status, a.Type, a.Instance, a.Detail}, " ")), " "))
	}
	fmt.Fprintln(out)
	for _, p := range []passage{
		{say("means"), t.Means.In(lang), false}, {say("whose"), t.Whose().In(lang), false}, {say("look"), t.Look.In(lang), false},
		{say("found-by"), foundBy(t.Rules), true}, {say("write-to"), t.Write().In(lang), false},
		{say("known"), t.Certainty().In(lang), false}, {say("sources"), strings.Join(t.Sources, "\n"), false},
	} {
		part(out, p.name, p.text)
	}
	fmt.Fprintln(out)
}

// foundBy names the rules that find a fault beforehand; many of one family by that.
func foundBy(ids []string) string {
	const most = 10
	if len(ids) <= most {
		return strings.Join(ids, ", ")
	}
	family, _, _ := strings.Cut(ids[0], "-")
	return fmt.Sprintf("%s-… (%d; fselint rules %s)", family, len(ids), family)
}

// topics lists what a text can mean when it can mean much.
func topics(out io.Writer, all []*meaning.Topic, lang string) error {
	fmt.Fprintf(out, "%s\n\n", texts.In(lang, "can-mean", lint.Values{"n": len(all)}))
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, t := range all {
		words := t.Answer.Detail
		if words == "" {
			words, _, _ = strings.Cut(t.Means.In(lang), ".")
		}
		fmt.Fprintf(w, "%s\t%s\n", t.ID, words)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n", texts.In(lang, "one-by-one", lint.Values{"id": all[0].ID}))
	return nil
}

func (x *Explanation) national(out io.Writer, lang string) error {
	if len(x.National) <= mostWhole {
		for i := range x.National {
			x.National[i].print(out, lang)
			fmt.Fprintln(out)
		}
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, r := range x.National {
		fmt.Fprintf(w, "%s\t%s\n", r.ID, r.Text)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	id := x.National[0].ID
	if strings.Contains(id, " ") {
		id = strconv.Quote(id)
	}
	fmt.Fprintf(out, "\n%s\n", texts.In(lang, "narrow", lint.Values{"id": id}))
	return nil
}

// cause says first what the submission or the ledger shows: the one cause.
func (x *Explanation) cause(out io.Writer, lang string) {
	say := func(id string, v lint.Values) { fmt.Fprintln(out, texts.In(lang, id, v)) }
	if e := x.Attempt; e != nil {
		say("attempt", lint.Values{
			"id": int(e.ID), "operation": string(e.Operation), "at": e.At.Format("2006-01-02 15:04"), "state": string(e.State()),
		})
	}
	if x.Ledger != nil {
		say("cause", nil)
		finding(out, x.Ledger, lang)
	}
	c := x.Cause
	switch {
	case c == nil:
		if x.Attempt != nil {
			fmt.Fprintln(out)
		}
		return
	case c.Finding != nil:
		say("cause", nil)
		finding(out, c.Finding, lang)
		if c.Others > 0 {
			say("others", lint.Values{"n": c.Others})
		}
	case c.Instead != nil:
		say("instead", nil)
		finding(out, c.Instead, lang)
	case x.Ledger == nil:
		say("no-cause", nil)
	}
	if c.Finding == nil && len(c.Absent) > 0 {
		titles := make([]string, len(c.Absent))
		for i, stage := range c.Absent {
			titles[i] = x.title(stage).In(lang)
		}
		say("absent", lint.Values{"parts": strings.Join(titles, ", ")})
	}
	fmt.Fprintln(out)
}

// title is what people call a stage.
func (x *Explanation) title(stage string) lint.Text {
	for _, s := range x.Stages {
		if s.Name == stage {
			return s.Title
		}
	}
	return lint.Same(stage)
}

// finding is a finding in a few lines.
func finding(out io.Writer, f *lint.Finding, lang string) {
	place := f.Location.Source
	if f.Location.Line > 0 {
		place += fmt.Sprintf(":%d:%d", f.Location.Line, f.Location.Column)
	}
	fmt.Fprintf(out, "  %s  %s\n", f.ID, strings.TrimSpace(place+"  "+f.Location.Path))
	for _, p := range []struct{ name, text string }{
		{"", f.Message.In(lang)}, {"expected", f.Expected.In(lang)}, {"actual", f.Actual.In(lang)}, {"fix", f.Fix.In(lang)},
	} {
		if p.text == "" {
			continue
		}
		if p.name != "" {
			p.text = texts.In(lang, p.name, nil) + ": " + p.text
		}
		fmt.Fprintf(out, "    %s\n", strings.ReplaceAll(strings.TrimRight(p.text, "\n"), "\n", "\n    "))
	}
}

// jsonTopic is a topic for machines.
type jsonTopic struct {
	ID        string      `json:"id"`
	Kind      string      `json:"kind"`
	Side      string      `json:"side"`
	Certainty string      `json:"certainty"`
	Means     string      `json:"means"`
	Look      string      `json:"look"`
	Rules     []string    `json:"rules,omitempty"`
	WriteTo   string      `json:"writeTo"`
	Sources   []string    `json:"sources"`
	Answer    *jsonAnswer `json:"answer,omitempty"`
}

type jsonAnswer struct {
	Status   int    `json:"status,omitempty"`
	Type     string `json:"type,omitempty"`
	Title    string `json:"title,omitempty"`
	Instance string `json:"instance,omitempty"`
	Detail   string `json:"detail,omitempty"`
}

type jsonFinding struct {
	ID       string       `json:"id"`
	Severity string       `json:"severity"`
	Message  string       `json:"message"`
	Location jsonLocation `json:"location"`
	Expected string       `json:"expected,omitempty"`
	Actual   string       `json:"actual,omitempty"`
	Fix      string       `json:"fix,omitempty"`
}

type jsonLocation struct {
	Source string `json:"source,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Path   string `json:"path,omitempty"`
}

func newJSONFinding(f *lint.Finding, lang string) *jsonFinding {
	if f == nil {
		return nil
	}
	at := jsonLocation{f.Location.Source, f.Location.Line, f.Location.Column, f.Location.Path}
	return &jsonFinding{f.ID, f.Severity.String(), f.Message.In(lang), at, f.Expected.In(lang), f.Actual.In(lang), f.Fix.In(lang)}
}

// JSON writes it for machines.
func (x *Explanation) JSON(out io.Writer, lang string) error {
	view := struct {
		Schema   string         `json:"schema"`
		Topics   []jsonTopic    `json:"topics"`
		Rules    []ruleView     `json:"rules,omitempty"`
		National []NationalRule `json:"national,omitempty"`
		Near     []string       `json:"near,omitempty"`
		Attempt  int64          `json:"attempt,omitempty"`
		Cause    *jsonFinding   `json:"cause,omitempty"`
		Others   int            `json:"others,omitempty"`
		Instead  *jsonFinding   `json:"instead,omitempty"`
		Absent   []string       `json:"absent,omitempty"`
	}{Schema: "fselint/explain/v1", Topics: []jsonTopic{}, National: x.National, Near: x.Found.Near}
	for _, t := range x.Found.Topics {
		j := jsonTopic{t.ID, string(t.Kind), t.Side, t.Known, t.Means.In(lang), t.Look.In(lang), t.Rules, t.Write().In(lang), t.Sources, nil}
		if a := t.Answer; a.ID != "" {
			j.Answer = &jsonAnswer{a.Status, a.Type, a.Title, a.Instance, a.Detail}
		}
		view.Topics = append(view.Topics, j)
	}
	for _, r := range x.Found.Rules {
		view.Rules = append(view.Rules, newRuleView(r, lang))
	}
	if x.Attempt != nil {
		view.Attempt = x.Attempt.ID
	}
	view.Cause = newJSONFinding(x.Ledger, lang)
	if c := x.Cause; c != nil {
		if c.Finding != nil {
			view.Cause = newJSONFinding(c.Finding, lang)
		}
		view.Others, view.Instead, view.Absent = c.Others, newJSONFinding(c.Instead, lang), c.Absent
	}
	return encode(out, view)
}

func encode(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
