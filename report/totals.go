package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Bounds of what the end of a run lists.
const (
	mostRules   = 8  // rules in the table
	mostRefused = 12 // documents that would be refused
	mostPlaces  = 3  // places of a rule, where findings are shown by rule
)

// totals are what the text report says at the end of a run: they grow with the number of rules, not with that of documents.
type totals struct {
	rules   map[string]*ruleTotal
	refused []string // the first documents that would be refused, with their answers
}

// ruleTotal counts the findings of a rule.
type ruleTotal struct {
	name                string
	rule                *lint.Rule
	severity            lint.Severity
	group               lint.Group
	documents, findings int
	places              []string // the first ones
	first               lint.Finding
	order               int // in which rules were seen
}

func (t *totals) add(d *validate.Document) {
	if t.rules == nil {
		t.rules = map[string]*ruleTotal{}
	}
	if d.Verdict == validate.Refused && len(t.refused) < mostRefused {
		line := printable(d.Path) + "\t" + refusal(d)
		if g := d.Gateway; g != nil && g.Finding >= 0 && g.Finding < len(d.Findings) {
			line += "\t" + printable(d.Findings[g.Finding].Name())
		}
		t.refused = append(t.refused, line)
	}
	seen := map[string]bool{}
	for i := range d.Findings {
		f := &d.Findings[i]
		name := f.Name()
		r := t.rules[name]
		if r == nil {
			r = &ruleTotal{name: name, rule: f.Rule, order: len(t.rules), first: *f}
			r.first.Location.Snippet = ""
			t.rules[name] = r
		}
		r.severity, r.group = max(r.severity, f.Severity), f.Group
		r.findings++
		if !seen[name] {
			seen[name] = true
			r.documents++
		}
		if len(r.places) < mostPlaces {
			where := f.Location
			if where.Line > 0 {
				where.Path = "" // line and column say it shorter
			}
			r.places = append(r.places, strings.TrimSuffix(d.Path+":"+place(where), ":"))
		}
	}
}

// sorted lists the rules: the most severe first, of those the most frequent.
func (t *totals) sorted() []*ruleTotal {
	list := make([]*ruleTotal, 0, len(t.rules))
	for _, r := range t.rules {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b *ruleTotal) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(b.documents, a.documents), cmp.Compare(b.findings, a.findings), cmp.Compare(a.order, b.order))
	})
	return list
}

// grouped puts the findings of a document together by rule: what causes the gateway's answer first, then by severity and group, then in
// their own order.
func grouped(d *validate.Document) [][]*lint.Finding {
	var groups [][]*lint.Finding
	at := map[string]int{}
	add := func(f *lint.Finding) {
		key := f.Name() + " " + f.Severity.String() + string(f.Group)
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	cause := -1
	if g := d.Gateway; g != nil && !g.Accepted && g.Finding >= 0 && g.Finding < len(d.Findings) {
		cause = g.Finding
		add(&d.Findings[cause])
	}
	for i := range d.Findings {
		if i != cause {
			add(&d.Findings[i])
		}
	}
	rest := groups
	if cause >= 0 {
		rest = groups[1:]
	}
	weight := map[lint.Group]int{lint.Gateway: 0, lint.Standard: 1, lint.Advice: 2}
	slices.SortStableFunc(rest, func(a, b []*lint.Finding) int {
		return cmp.Or(cmp.Compare(b[0].Severity, a[0].Severity), cmp.Compare(weight[a[0].Group], weight[b[0].Group]))
	})
	return groups
}

// result is the end of a run over several documents: how many of which verdict, the rules, who would be refused.
func (t *textWriter) result() {
	if !t.o.All && !t.o.Whole { // which end with an empty line
		t.b.WriteByte('\n')
	}
	w := tabwriter.NewWriter(&t.b, 0, 8, 2, ' ', tabwriter.AlignRight)
	for _, v := range validate.Verdicts {
		if n := t.summary.Count(v); n > 0 {
			fmt.Fprintf(w, "%d\t%s\t %s\n", n, percent(n, t.summary.Documents), texts.In(t.o.Lang, "verdicts."+string(v), nil))
		}
	}
	_ = w.Flush() // into memory
	if len(t.totals.rules) > 0 {
		t.b.WriteByte('\n')
		t.statistics(mostRules)
	}
	if n := t.summary.Refused; n > 0 {
		fmt.Fprintf(&t.b, "%s\n", t.style(bold, texts.In(t.o.Lang, "refused-list", lint.Values{"n": n})))
		w := tabwriter.NewWriter(&t.b, 0, 8, 2, ' ', 0)
		for _, line := range t.totals.refused {
			fmt.Fprintf(w, "  %s\n", line)
		}
		_ = w.Flush()
		if more := n - len(t.totals.refused); more > 0 {
			fmt.Fprintf(&t.b, "  %s\n", t.style(faint, texts.In(t.o.Lang, "and-more-documents", lint.Values{"n": more})))
		}
		t.b.WriteByte('\n')
	}
}

func percent(n, of int) string {
	if p := 100 * float64(n) / float64(of); p > 0 && p < 1 {
		return fmt.Sprintf("%.1f %%", p)
	} else {
		return fmt.Sprintf("%.0f %%", p)
	}
}

// statistics lists the rules that were broken with their numbers, the most severe and frequent first, at most some of them.
func (t *textWriter) statistics(most int) {
	list := t.totals.sorted()
	if most < len(list) && !t.o.Notes { // notes do not take room from what matters
		list = slices.DeleteFunc(list, func(r *ruleTotal) bool { return r.severity == lint.Info })
	}
	if len(list) == 0 {
		return
	}
	w := tabwriter.NewWriter(&t.b, 0, 8, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", t.say("column-findings"), t.say("column-documents"), t.say("severity"), t.say("rule"))
	for _, r := range list[:min(most, len(list))] {
		fmt.Fprintf(w, "%d\t%d\t%s\t%s\t%s\n", r.findings, r.documents, t.say("severity."+r.severity.String()), printable(r.name), bounded(r.title(t.o.Lang), 60))
	}
	_ = w.Flush()
	if more := len(list) - most; more > 0 {
		fmt.Fprintf(&t.b, "%s\n", t.style(faint, texts.In(t.o.Lang, "and-more-rules", lint.Values{"n": more})))
	}
	t.b.WriteByte('\n')
}

// title is what the rule says, or what its first finding says where it has no title of its own.
func (r *ruleTotal) title(lang string) string {
	if r.rule != nil && r.rule.Code == "" && r.first.NationalID == "" {
		if title := r.rule.Title.In(lang); title != "" {
			return title
		}
	}
	return r.first.Message.In(lang)
}

// byRule shows all findings of a run by rule: what it says, how often, and where for example.
func (t *textWriter) byRule() {
	for _, r := range t.totals.sorted() {
		if r.severity == lint.Info && !t.o.Notes && !t.o.All {
			continue
		}
		fmt.Fprintf(&t.b, "%s %s", t.style(severityColor[r.severity]+";"+bold, t.say("severity."+r.severity.String())), t.style(bold, printable(r.name)))
		if r.group != lint.Gateway {
			fmt.Fprintf(&t.b, " [%s]", t.say("group."+string(r.group)))
		}
		fmt.Fprintf(&t.b, ": %s, %s\n", counted(t.o.Lang, "findings", r.findings), counted(t.o.Lang, "in-documents", r.documents))
		t.field("", lint.Same(r.title(t.o.Lang)))
		t.field(t.say("fix"), r.first.Fix)
		for _, p := range r.places {
			fmt.Fprintf(&t.b, "      %s\n", bounded(p, 400))
		}
		if more := r.findings - len(r.places); more > 0 {
			fmt.Fprintf(&t.b, "      %s\n", t.style(faint, texts.In(t.o.Lang, "and-more-findings", lint.Values{"n": more})))
		}
		t.b.WriteByte('\n')
	}
}
