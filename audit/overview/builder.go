package overview

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

// Bounds on the lists of an Overview: an archive can name any number of applications, and a hostile one will.
const (
	mostGroups  = 1000
	mostFolders = 200
	mostRules   = 20_000
)

// Builder sums documents up. The zero value is ready. Set Trend and Against before the first document, where there is something
// to compare with.
type Builder struct {
	Trend, Against *Comparison

	total                              Counts
	types, software, custodian, months groups
	folders                            folders
	refusals                           report.Refusals
	rules                              tally
	trend, against                     differences
}

// Add counts one document.
func (b *Builder) Add(e *Entry) {
	d := e.Document
	b.total.Add(d)
	b.types.add(d.DocumentType, d)
	b.software.add(d.Origin.Software, d)
	b.custodian.add(d.Origin.Custodian, d)
	b.months.add(month(d.Origin.Time), d)
	b.folders.add(d)
	b.refusals.Add(d)
	b.rules.document(d)
	if b.Trend != nil {
		b.trend.add(b.Trend, e.Trend)
		if e.Added {
			b.Trend.Added++
		}
	}
	if b.Against != nil {
		b.against.add(b.Against, e.Against)
	}
}

// Other counts a document as it was judged earlier, or with the other catalog.
func (c *Comparison) Other(d *validate.Document) { c.Total.Add(d) }

// Finish puts the sums into an overview.
func (b *Builder) Finish(o *Overview) {
	o.Total = b.total
	o.Types, o.Software, o.Custodian = b.types.list(), b.software.list(), b.custodian.list()
	o.Refusals = b.refusals.List()
	o.Folders, o.Depth = b.folders.list(), b.folders.depth()
	o.Months = b.months.list()
	slices.SortStableFunc(o.Months, func(a, b Group) int {
		last := func(g Group) int { return map[bool]int{true: 1}[g.Key == ""] }
		return cmp.Or(cmp.Compare(last(a), last(b)), strings.Compare(a.Key, b.Key))
	})
	o.Rules = b.rules.list()
	if b.Trend != nil {
		b.trend.finish(b.Trend)
		o.Trend = b.Trend
	}
	if b.Against != nil {
		b.against.finish(b.Against)
		o.Against = b.Against
	}
}

// month is the month of an effectiveTime, "" where it is none.
func month(time string) string {
	if len(time) < 6 || strings.Trim(time[:6], "0123456789") != "" || time[4:6] < "01" || time[4:6] > "12" {
		return ""
	}
	return time[:4] + "-" + time[4:6]
}

// groups counts documents by a key. What comes after the bound is counted together.
type groups struct {
	byKey map[string]*Counts
	other Counts
}

func (g *groups) add(key string, d *validate.Document) {
	c := g.byKey[key]
	if c == nil {
		if len(g.byKey) >= mostGroups {
			g.other.Add(d)
			return
		}
		if g.byKey == nil {
			g.byKey = map[string]*Counts{}
		}
		c = &Counts{}
		g.byKey[strings.Clone(key)] = c
	}
	c.Add(d)
}

func (g *groups) list() []Group {
	var list []Group
	for _, key := range slices.Sorted(maps.Keys(g.byKey)) {
		list = append(list, Group{Key: key, Counts: *g.byKey[key]})
	}
	slices.SortStableFunc(list, func(a, b Group) int { return cmp.Compare(b.Counts.Documents, a.Counts.Documents) })
	if g.other != (report.Summary{}) {
		list = append(list, Group{Other: true, Counts: g.other})
	}
	return list
}

// folders counts documents by folder. When there come to be too many, the deepest are joined with those that hold them.
type folders struct {
	groups
	cut int // how much less deep than the deepest possible
}

const deepest = 1000

func (f *folders) depth() int { return deepest - f.cut }

func (f *folders) add(d *validate.Document) {
	f.groups.add(Folder(d.Path, f.depth()), d)
	for len(f.byKey) > mostFolders && f.depth() > 0 {
		f.join()
	}
}

// join makes the counts one level less deep.
func (f *folders) join() {
	depth := 0
	for key := range f.byKey {
		depth = max(depth, strings.Count(key, "/"))
	}
	f.cut = deepest - max(depth-1, 0)
	joined := make(map[string]*Counts)
	for key, counts := range f.byKey {
		key = Folder(key+"/", f.depth())
		if joined[key] == nil {
			joined[key] = &Counts{}
		}
		joined[key].Join(*counts)
	}
	f.byKey = joined
}

// tally counts findings by id.
type tally struct{ byID map[string]*RuleCount }

func (t *tally) document(d *validate.Document) {
	seen := map[string]bool{}
	for i := range d.Findings {
		f := &d.Findings[i]
		t.add(f, 1, !seen[f.ID])
		seen[f.ID] = true
	}
}

// changes counts what came or went in one document.
func (t *tally) changes(list []compare.FindingChange) {
	seen := map[string]bool{}
	for _, c := range list {
		if c.Example != nil {
			t.add(c.Example, c.Count, !seen[c.ID])
			seen[c.ID] = true
		}
	}
}

func (t *tally) add(f *lint.Finding, findings int, first bool) {
	c := t.byID[f.ID]
	if c == nil {
		if len(t.byID) >= mostRules {
			return
		}
		if t.byID == nil {
			t.byID = map[string]*RuleCount{}
		}
		c = &RuleCount{ID: strings.Clone(f.ID), Family: f.Rule.Family, Severity: f.Severity, Group: f.Group, Title: f.Rule.Title}
		if f.ID != f.Rule.ID { // a national rule: the finding has its words
			c.Title = f.Message
		}
		t.byID[c.ID] = c
	}
	c.Severity = max(c.Severity, f.Severity)
	c.Findings += findings
	if first {
		c.Documents++
	}
}

func (t *tally) list() []RuleCount {
	var list []RuleCount
	for _, id := range slices.Sorted(maps.Keys(t.byID)) {
		list = append(list, *t.byID[id])
	}
	slices.SortStableFunc(list, func(a, b RuleCount) int {
		return cmp.Or(cmp.Compare(b.Documents, a.Documents), cmp.Compare(b.Findings, a.Findings))
	})
	return list
}

// differences sums up a comparison.
type differences struct {
	come, gone tally
	moves      map[Move]int
}

func (s *differences) add(c *Comparison, d *compare.Difference) {
	switch {
	case d == nil:
		return
	case d.Equal():
		c.Same++
		return
	}
	c.Different++
	s.come.changes(d.Come)
	s.gone.changes(d.Gone)
	if d.Verdict != nil {
		if s.moves == nil {
			s.moves = map[Move]int{}
		}
		s.moves[Move{Old: validate.Verdict(d.Verdict.Old), New: validate.Verdict(d.Verdict.New)}]++
	}
}

func (s *differences) finish(c *Comparison) {
	c.Come, c.Gone = s.come.list(), s.gone.list()
	for m, n := range s.moves {
		c.Moves = append(c.Moves, Move{m.Old, m.New, n})
	}
	slices.SortFunc(c.Moves, func(a, b Move) int {
		return cmp.Or(cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Old, b.Old), cmp.Compare(a.New, b.New))
	})
}
