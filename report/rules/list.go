package rules

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/page"
)

// List writes rules, one a line.
func List(out io.Writer, rules []*lint.Rule, lang string) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, r := range rules {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Group, r.Error, r.Title.In(lang))
	}
	return w.Flush()
}

// ruleView is a rule for machines.
type ruleView struct {
	ID       string   `json:"id"`
	Family   string   `json:"family"`
	Severity string   `json:"severity"`
	Group    string   `json:"group"`
	Title    string   `json:"title"`
	Why      string   `json:"why,omitempty"`
	Fix      string   `json:"fix,omitempty"`
	Before   string   `json:"before,omitempty"`
	After    string   `json:"after,omitempty"`
	Error    string   `json:"error,omitempty"`
	Sources  []string `json:"sources,omitempty"`
}

func newRuleView(r *lint.Rule, lang string) ruleView {
	before, after := r.Example(lang)
	return ruleView{
		ID: r.ID, Family: r.Family, Severity: r.Severity.String(), Group: string(r.Group), Title: r.Title.In(lang), Why: r.Why.In(lang),
		Fix: r.Fix.In(lang), Before: before, After: after, Error: r.Error, Sources: r.SourceLines(),
	}
}

// JSON writes the rules for machines.
func JSON(out io.Writer, rules []*lint.Rule, lang string) error {
	views := make([]ruleView, len(rules))
	for i, r := range rules {
		views[i] = newRuleView(r, lang)
	}
	return encode(out, views)
}

// Markdown describes rules, each under a heading of its own.
func Markdown(rules []*lint.Rule, lang string) string {
	var b strings.Builder
	for _, r := range rules {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", r.ID, page.Markdown(r.Title.In(lang)))
		fmt.Fprintf(&b, "`%s` · `%s`\n\n", r.Severity, r.Group)
		for _, p := range explanation(r, lang) {
			if p.code {
				fmt.Fprintf(&b, "**%s**\n\n%s\n\n", p.name, fenced(p.text))
			} else {
				fmt.Fprintf(&b, "**%s** %s\n\n", p.name, page.Markdown(p.text))
			}
		}
	}
	return b.String()
}

// fenced is a block of code; the fence is longer than any inside.
func fenced(s string) string {
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + "\n" + strings.TrimRight(s, "\n") + "\n" + fence
}
