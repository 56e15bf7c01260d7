package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// ruleTotals counts the findings of a run by rule.
type ruleTotals struct {
	list      []*ruleTotal // as they were seen
	byID      map[string]*ruleTotal
	documents int // that were added
	most      int // rules that are counted, further ones are left out; 0 for all
}

// ruleTotal counts the findings of one rule.
type ruleTotal struct {
	ID                  string
	Severity            lint.Severity // the worst
	Documents, Findings int

	first  lint.Finding
	places []string // the first ones
	last   int      // the document that was counted last
}

func (t *ruleTotals) add(d *validate.Document) {
	if t.byID == nil {
		t.byID = map[string]*ruleTotal{}
	}
	t.documents++
	for i := range d.Findings {
		f := &d.Findings[i]
		r := t.byID[f.ID]
		if r == nil {
			if t.most > 0 && len(t.list) >= t.most {
				continue
			}
			r = &ruleTotal{ID: f.ID, first: *f}
			r.first.Location.Snippet = ""
			t.byID[f.ID], t.list = r, append(t.list, r)
		}
		r.Severity = max(r.Severity, f.Severity)
		r.Findings++
		if r.last != t.documents {
			r.last = t.documents
			r.Documents++
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
func (t *ruleTotals) sorted() []*ruleTotal {
	list := slices.Clone(t.list)
	slices.SortStableFunc(list, func(a, b *ruleTotal) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(b.Documents, a.Documents), cmp.Compare(b.Findings, a.Findings))
	})
	return list
}

// title is what the rule says, or what its first finding says where it has no title of its own.
func (r *ruleTotal) title(lang string) string {
	if r.first.Rule != nil && r.first.Rule.Code == "" && r.first.NationalID == "" {
		if title := r.first.Rule.Title.In(lang); title != "" {
			return title
		}
	}
	return r.first.Message.In(lang)
}
