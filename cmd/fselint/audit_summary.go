package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/lint"
)

// summary says on standard output what an audit came to.
func (v *auditReport) summary(w io.Writer, o *overview.Overview) error {
	if v.format == "json" {
		return v.summaryJSON(w, o)
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	say := func(it, en string, args ...any) {
		fmt.Fprintf(t, lint.Text{IT: it, EN: en}.In(v.lang)+"\n", args...)
	}
	say("%d documenti, %d diversi; %d giudicati ora, %d giudizi già noti", "%d documents, %d distinct; %d judged now, %d judgements known before",
		o.Total.Documents, o.Distinct, o.Judged, o.Reused)
	if o.Run.Catalog.Starter {
		say("senza il catalogo nazionale nessun documento può essere superato", "without the national catalog no document can pass")
	}
	say("\n\tdocumenti\tpass\twarn\tfail\tincomplete\tfault", "\n\tdocuments\tpass\twarn\tfail\tincomplete\tfault")
	row := func(name string, c overview.Counts) {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", name, c.Documents, c.Passed, c.Warned, c.Failed, c.Incomplete, c.Faults)
	}
	row(lint.Text{IT: "tutti", EN: "all"}.In(v.lang), o.Total)
	for _, g := range o.Types {
		row(groupName(g, v.lang), g.Counts)
	}
	v.ruleTable(t, lint.Text{IT: "regole", EN: "rules"}, o.Rules)
	v.comparison(t, lint.Text{IT: "rispetto a", EN: "compared with"}, o.Trend)
	v.comparison(t, lint.Text{IT: "con il catalogo", EN: "with the catalog"}, o.Against)
	fmt.Fprintln(t)
	for _, name := range v.files() {
		fmt.Fprintln(t, filepath.Join(v.out, name))
	}
	return t.Flush()
}

func groupName(g overview.Group, lang string) string {
	switch {
	case g.Other:
		return lint.Text{IT: "(altri)", EN: "(others)"}.In(lang)
	case g.Key == "":
		return lint.Text{IT: "(non indicato)", EN: "(not stated)"}.In(lang)
	}
	return g.Key
}

// most is how many rules a table on standard output shows; the files have them all.
const most = 15

func (v *auditReport) ruleTable(w io.Writer, title lint.Text, rules []overview.RuleCount) {
	if len(rules) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\t%s\t%s\n", title.In(v.lang), lint.Text{IT: "documenti", EN: "documents"}.In(v.lang), lint.Text{IT: "gravità", EN: "severity"}.In(v.lang))
	for _, r := range rules[:min(len(rules), most)] {
		fmt.Fprintf(w, "%s\t%d\t%s\n", r.ID, r.Documents, r.Severity)
	}
	if n := len(rules) - most; n > 0 {
		fmt.Fprintf(w, "%s\n", lint.Text{IT: fmt.Sprintf("e altre %d", n), EN: fmt.Sprintf("and %d more", n)}.In(v.lang))
	}
}

func (v *auditReport) comparison(w io.Writer, title lint.Text, c *overview.Comparison) {
	if c == nil {
		return
	}
	text := lint.Text{
		IT: fmt.Sprintf("%d documenti uguali, %d diversi, %d nuovi, %d non più presenti", c.Same, c.Different, c.Added, c.Removed),
		EN: fmt.Sprintf("%d documents without difference, %d with, %d new, %d gone", c.Same, c.Different, c.Added, c.Removed),
	}
	fmt.Fprintf(w, "\n%s %s: %s\n", title.In(v.lang), c.Name, text.In(v.lang))
	for _, m := range c.Moves {
		fmt.Fprintf(w, "%s → %s\t%d\n", m.Old, m.New, m.Documents)
	}
	v.ruleTable(w, lint.Text{IT: "regole che si aggiungono", EN: "rules that come"}, c.Come)
	v.ruleTable(w, lint.Text{IT: "regole che cadono", EN: "rules that go"}, c.Gone)
}

// files lists what the audit wrote.
func (v *auditReport) files() []string {
	names := []string{auditPage, auditWorkbook, auditDocuments}
	if v.Earlier != nil {
		names = append(names, auditTrend)
	}
	if len(v.Run.Editions) > 1 {
		names = append(names, auditAgainst)
	}
	return names
}

// auditSchema names the version of the summary's JSON form.
const auditSchema = "fselint/audit/v1"

type jsonCounts struct {
	Documents  int `json:"documents"`
	Passed     int `json:"passed"`
	Warned     int `json:"warned"`
	Failed     int `json:"failed"`
	Incomplete int `json:"incomplete"`
	Faults     int `json:"faults"`
}

type jsonGroup struct {
	Name  string `json:"name"`
	Other bool   `json:"other,omitempty"`
	jsonCounts
}

type jsonRule struct {
	ID        string `json:"id"`
	Severity  string `json:"severity"`
	Documents int    `json:"documents"`
	Findings  int    `json:"findings"`
}

type jsonMove struct {
	Old       string `json:"old"`
	New       string `json:"new"`
	Documents int    `json:"documents"`
}

type jsonComparison struct {
	Name      string     `json:"name"`
	Catalog   string     `json:"catalog"`
	Total     jsonCounts `json:"total"`
	Same      int        `json:"same"`
	Different int        `json:"different"`
	Added     int        `json:"added"`
	Removed   int        `json:"removed"`
	Moves     []jsonMove `json:"moves"`
	Come      []jsonRule `json:"come"`
	Gone      []jsonRule `json:"gone"`
}

func (v *auditReport) summaryJSON(w io.Writer, o *overview.Overview) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Schema       string          `json:"schema"`
		Version      string          `json:"version"`
		Catalog      string          `json:"catalog"`
		Starter      bool            `json:"starter,omitempty"`
		Total        jsonCounts      `json:"total"`
		Distinct     int             `json:"distinct"`
		Judged       int             `json:"judged"`
		Reused       int             `json:"reused"`
		Types        []jsonGroup     `json:"types"`
		Applications []jsonGroup     `json:"applications"`
		Custodians   []jsonGroup     `json:"custodians"`
		Months       []jsonGroup     `json:"months"`
		Rules        []jsonRule      `json:"rules"`
		Trend        *jsonComparison `json:"trend,omitempty"`
		Against      *jsonComparison `json:"against,omitempty"`
	}{
		auditSchema, o.Run.Version, o.Run.Catalog.Digest, o.Run.Catalog.Starter, countsView(o.Total), o.Distinct, o.Judged, o.Reused,
		groupsView(o.Types), groupsView(o.Software), groupsView(o.Custodian), groupsView(o.Months), rulesView(o.Rules),
		comparisonView(o.Trend), comparisonView(o.Against),
	})
}

func countsView(c overview.Counts) jsonCounts {
	return jsonCounts{c.Documents, c.Passed, c.Warned, c.Failed, c.Incomplete, c.Faults}
}

func groupsView(groups []overview.Group) []jsonGroup {
	list := make([]jsonGroup, 0, len(groups))
	for _, g := range groups {
		list = append(list, jsonGroup{g.Key, g.Other, countsView(g.Counts)})
	}
	return list
}

func rulesView(rules []overview.RuleCount) []jsonRule {
	list := make([]jsonRule, 0, len(rules))
	for _, r := range rules {
		list = append(list, jsonRule{r.ID, r.Severity.String(), r.Documents, r.Findings})
	}
	return list
}

func comparisonView(c *overview.Comparison) *jsonComparison {
	if c == nil {
		return nil
	}
	v := &jsonComparison{Name: c.Name, Catalog: c.Run.Catalog.Digest, Total: countsView(c.Total), Same: c.Same, Different: c.Different,
		Added: c.Added, Removed: c.Removed, Moves: []jsonMove{}, Come: rulesView(c.Come), Gone: rulesView(c.Gone)}
	for _, m := range c.Moves {
		v.Moves = append(v.Moves, jsonMove{string(m.Old), string(m.New), m.Documents})
	}
	return v
}
