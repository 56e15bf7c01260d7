package report

import (
	"cmp"
	"fmt"
	"slices"
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
	rules   ruleTotals
	refused []string // the first documents that would be refused, with their answers
}

func (t *totals) add(d *validate.Document) {
	if d.Verdict == validate.Refused && len(t.refused) < mostRefused {
		line := printable(d.Path) + "\t" + refusal(d)
		if g := d.Gateway; g != nil && g.Finding >= 0 && g.Finding < len(d.Findings) {
			line += "\t" + printable(d.Findings[g.Finding].Name())
		}
		t.refused = append(t.refused, line)
	}
	t.rules.add(d)
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
	if len(t.totals.rules.list) > 0 {
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
	list := t.totals.rules.sorted()
	if most < len(list) && !t.o.Notes { // notes do not take room from what matters
		list = slices.DeleteFunc(list, func(r *ruleTotal) bool { return r.Severity == lint.Info })
	}
	if len(list) == 0 {
		return
	}
	w := tabwriter.NewWriter(&t.b, 0, 8, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", t.say("column-findings"), t.say("column-documents"), t.say("severity"), t.say("rule"))
	for _, r := range list[:min(most, len(list))] {
		fmt.Fprintf(w, "%d\t%d\t%s\t%s\t%s\n", r.Findings, r.Documents, t.say("severity."+r.Severity.String()), printable(r.first.Name()), bounded(r.title(t.o.Lang), 60))
	}
	_ = w.Flush()
	if more := len(list) - most; more > 0 {
		fmt.Fprintf(&t.b, "%s\n", t.style(faint, texts.In(t.o.Lang, "and-more-rules", lint.Values{"n": more})))
	}
	t.b.WriteByte('\n')
}

// byRule shows all findings of a run by rule: what it says, how often, and where for example.
func (t *textWriter) byRule() {
	for _, r := range t.totals.rules.sorted() {
		if r.Severity == lint.Info && !t.o.Notes && !t.o.All {
			continue
		}
		fmt.Fprintf(&t.b, "%s %s", t.style(severityColor[r.Severity]+";"+bold, t.say("severity."+r.Severity.String())), t.style(bold, printable(r.first.Name())))
		if r.first.Group != lint.Gateway {
			fmt.Fprintf(&t.b, " [%s]", t.say("group."+string(r.first.Group)))
		}
		fmt.Fprintf(&t.b, ": %s, %s\n", counted(t.o.Lang, "findings", r.Findings), counted(t.o.Lang, "in-documents", r.Documents))
		t.field("", lint.Same(r.title(t.o.Lang)))
		t.field(t.say("fix"), r.first.Fix)
		for _, p := range r.places {
			fmt.Fprintf(&t.b, "      %s\n", bounded(p, 400))
		}
		if more := r.Findings - len(r.places); more > 0 {
			fmt.Fprintf(&t.b, "      %s\n", t.style(faint, texts.In(t.o.Lang, "and-more-findings", lint.Values{"n": more})))
		}
		t.b.WriteByte('\n')
	}
}
