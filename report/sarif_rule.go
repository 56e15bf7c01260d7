package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/lint"
)

// rule returns the index of a finding's rule among those of the log and adds it when it is new. National rules share a rule of
// fselint and have ids of their own.
func (s *sarifWriter) rule(f *lint.Finding) int {
	if i, ok := s.ruleIndex[f.ID]; ok {
		return i
	}
	s.rules = append(s.rules, s.describe(f))
	s.ruleIndex[f.ID] = len(s.rules) - 1
	return len(s.rules) - 1
}

// describe makes a rule's metadata, within the lengths that GitHub shows.
func (s *sarifWriter) describe(f *lint.Finding) *sarifRule {
	const most = 1024
	r, lang := f.Rule, s.o.Lang
	heading := r.Title.In(lang)
	if heading == "" {
		heading = f.ID
	}
	if f.NationalID != "" {
		heading += " (" + f.NationalID + ")"
	}
	full := r.Why.In(lang)
	if full == "" {
		full = heading
	}
	out := &sarifRule{
		ID: f.ID, Short: sarifMessage{Text: sarifText(bounded(heading, most-1))}, Full: sarifMessage{Text: sarifText(bounded(full, most-1))},
		Help:    sarifMessage{Text: s.help(r, heading), Markdown: s.helpMarkdown(r, heading)},
		Default: sarifConfiguration{sarifLevels[f.Severity]},
		Properties: sarifRuleProperties{Tags: []string{r.Family, string(f.Group)}, Precision: "very-high", Problem: "recommendation", Group: string(f.Group),
			GatewayError: r.Error, Sources: r.SourceLines()},
	}
	if f.Severity > lint.Info {
		out.Properties.Problem = f.Severity.String()
	}
	if f.Group == lint.Advice {
		out.Properties.Precision = "high"
	}
	if r.Error != "" {
		out.Properties.Tags = append(out.Properties.Tags, "gateway/"+r.Error)
	}
	if f.ID != r.ID && !slices.Contains(out.Properties.Tags, r.ID) {
		out.Properties.Tags = append(out.Properties.Tags, r.ID)
	}
	for _, s := range r.References() {
		out.HelpURI = cmp.Or(out.HelpURI, s.URL)
	}
	return out
}

// helpParts are the parts of a rule's documentation that there are, in order.
func (s *sarifWriter) helpParts(r *lint.Rule) []fact {
	var parts []fact
	before, after := r.Example(s.o.Lang)
	for _, p := range []fact{
		{"", texts.Text("why", nil), r.Why.In(s.o.Lang)},
		{"", texts.Text("fix", nil), r.Fix.In(s.o.Lang)},
		{"code", texts.Text("before", nil), before},
		{"code", texts.Text("after", nil), after},
		{"", texts.Text("gateway", nil), r.Error},
		{"", texts.Text("sources", nil), strings.Join(r.SourceLines(), "; ")},
	} {
		if p.value != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

func (s *sarifWriter) help(r *lint.Rule, heading string) string {
	b := strings.Builder{}
	b.WriteString(heading)
	for _, p := range s.helpParts(r) {
		fmt.Fprintf(&b, "\n\n%s: %s", title(p.name.In(s.o.Lang)), p.value)
	}
	return sarifText(b.String())
}

func (s *sarifWriter) helpMarkdown(r *lint.Rule, heading string) string {
	b := strings.Builder{}
	fmt.Fprintf(&b, "**%s**", markdownText(heading))
	for _, p := range s.helpParts(r) {
		label := title(p.name.In(s.o.Lang))
		if p.key == "code" {
			fmt.Fprintf(&b, "\n\n**%s**\n\n    %s", label, strings.ReplaceAll(p.value, "\n", "\n    "))
			continue
		}
		fmt.Fprintf(&b, "\n\n**%s**: %s", label, markdownText(p.value))
	}
	return sarifBraces.Replace(b.String())
}
