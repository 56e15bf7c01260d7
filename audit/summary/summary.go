package summary

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/lint"
)

// view writes for people.
type view struct{ lang string }

// Text says to people what an audit came to, and lists the files that it wrote.
func Text(w io.Writer, o *overview.Overview, files []string, lang string) error {
	v := view{lang}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	say := func(id string, values lint.Values) { fmt.Fprintln(t, texts.In(v.lang, id, values)) }
	say("documents-distinct-judged-now-judgements-known", lint.Values{"documents": o.Total.Documents, "distinct": o.Distinct, "judged": o.Judged, "reused": o.Reused})
	if o.Run.Catalog.Starter {
		say("without-national-catalog-no-document-can", nil)
	}
	say("documents-by-verdict", nil)
	row := func(name string, c overview.Counts) {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", name, c.Documents, c.Refused, c.Faults, c.Undetermined, c.Defective, c.Accepted)
	}
	row(texts.Text("all", nil).In(v.lang), o.Total)
	for _, g := range o.Types {
		row(groupName(g, v.lang), g.Counts)
	}
	v.ruleTable(t, texts.Text("rules", nil), o.Rules)
	v.comparison(t, texts.Text("compared-with", nil), o.Trend)
	v.comparison(t, texts.Text("with-catalog", nil), o.Against)
	fmt.Fprintln(t)
	for _, name := range files {
		fmt.Fprintln(t, name)
	}
	return t.Flush()
}

func groupName(g overview.Group, lang string) string {
	switch {
	case g.Other:
		return texts.Text("others", nil).In(lang)
	case g.Key == "":
		return texts.Text("not-stated", nil).In(lang)
	}
	return g.Key
}

// most is how many rules a table on standard output shows; the files have them all.
const most = 15

func (v view) ruleTable(w io.Writer, title lint.Text, rules []overview.RuleCount) {
	if len(rules) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\t%s\t%s\n", title.In(v.lang), texts.Text("documents", nil).In(v.lang), texts.Text("severity", nil).In(v.lang))
	for _, r := range rules[:min(len(rules), most)] {
		fmt.Fprintf(w, "%s\t%d\t%s\n", r.ID, r.Documents, r.Severity)
	}
	if n := len(rules) - most; n > 0 {
		fmt.Fprintf(w, "%s\n", texts.Text("and-more", lint.Values{"n": n}).In(v.lang))
	}
}

func (v view) comparison(w io.Writer, title lint.Text, c *overview.Comparison) {
	if c == nil {
		return
	}
	text := texts.Text("documents-without-difference-with-new-gone", lint.Values{"same": c.Same, "different": c.Different, "added": c.Added, "removed": c.Removed})
	fmt.Fprintf(w, "\n%s %s: %s\n", title.In(v.lang), c.Name, text.In(v.lang))
	for _, m := range c.Moves {
		fmt.Fprintf(w, "%s → %s\t%d\n", m.Old, m.New, m.Documents)
	}
	v.ruleTable(w, texts.Text("rules-that-come", nil), c.Come)
	v.ruleTable(w, texts.Text("rules-that-go", nil), c.Gone)
}

// auditSchema names the version of the summary's JSON form.
const auditSchema = "fselint/audit/v2"

type jsonCounts struct {
	Documents  int `json:"documents"`
	Passed     int `json:"passed"`
	Warned     int `json:"warned"`
	Failed     int `json:"failed"`
	Incomplete int `json:"incomplete"`
	Faults     int `json:"faults"`

	Refused      int `json:"refused"`
	Defective    int `json:"defective"`
	Accepted     int `json:"accepted"`
	Undetermined int `json:"undetermined"`
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

// JSON says to machines what an audit came to.
func JSON(w io.Writer, o *overview.Overview) error {
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
	return jsonCounts{c.Documents, c.Passed, c.Warned, c.Failed, c.Incomplete, c.Faults, c.Refused, c.Defective, c.Accepted, c.Undetermined}
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
