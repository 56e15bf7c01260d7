package workbook

import (
	"cmp"
	"slices"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Bounds on what is counted by name, because names come from documents.
const (
	maxRules = 5000
	maxNames = 500
)

// counts is what the summary needs of all rows.
type counts struct {
	documents    int
	verdicts     map[validate.Verdict]int
	severities   map[lint.Severity]int
	types        names
	applications names
	rules        map[string]*ruleCount
}

// names counts verdicts by a name: a document type, an application.
type names map[string]map[validate.Verdict]int

type ruleCount struct {
	id        string
	severity  lint.Severity
	group     lint.Group
	findings  int
	documents int
	last      string // path of the document that was counted last
	example   string
	fix       string
}

func newCounts() counts {
	return counts{verdicts: make(map[validate.Verdict]int), severities: make(map[lint.Severity]int),
		types: make(names), applications: make(names), rules: make(map[string]*ruleCount)}
}

// others gathers the names beyond the bound; no type, application or rule can be called that.
const others = "\x00"

func (n names) add(name string, v validate.Verdict) {
	if n[name] == nil && len(n) >= maxNames {
		name = others
	}
	if n[name] == nil {
		n[name] = make(map[validate.Verdict]int, len(verdicts))
	}
	n[name][v]++
}

// nameCount is one line of a table by name.
type nameCount struct {
	name     string
	total    int
	verdicts map[validate.Verdict]int
}

// top returns the most frequent names, at most n of them and then one line for all others.
func (n names) top(most int) []nameCount {
	rest := nameCount{name: others, verdicts: make(map[validate.Verdict]int)}
	var list []nameCount
	for name, by := range n {
		c := nameCount{name: name, verdicts: by}
		for _, k := range by {
			c.total += k
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b nameCount) int {
		return cmp.Or(cmp.Compare(isOther(a), isOther(b)), cmp.Compare(b.total, a.total), cmp.Compare(a.name, b.name))
	})
	for len(list) > 0 && (len(list) > most || list[len(list)-1].name == others) {
		last := list[len(list)-1]
		list = list[:len(list)-1]
		rest.total += last.total
		for v, k := range last.verdicts {
			rest.verdicts[v] += k
		}
	}
	if rest.total > 0 {
		list = append(list, rest)
	}
	return list
}

func isOther(c nameCount) int {
	if c.name == others {
		return 1
	}
	return 0
}

func (c *counts) document(r *DocumentRow) {
	c.documents++
	c.verdicts[r.Verdict]++
	c.types.add(r.DocumentType, r.Verdict)
	c.applications.add(r.Application, r.Verdict)
}

func (c *counts) finding(r *FindingRow) {
	c.severities[r.Severity]++
	k := c.rules[r.ID]
	if k == nil {
		if len(c.rules) >= maxRules {
			return
		}
		example, _ := cellText(r.Message)
		fix, _ := cellText(r.Fix)
		k = &ruleCount{id: r.ID, severity: r.Severity, group: r.Group, example: clip(example), fix: clip(fix)}
		c.rules[r.ID] = k
	}
	k.findings++
	k.severity = max(k.severity, r.Severity)
	if k.documents == 0 || k.last != r.Path {
		k.documents++
		k.last = r.Path
	}
}

// clip bounds what is kept of a text for every rule.
func clip(s string) string {
	const most = 1000
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// problems returns the rules, the one that concerns most documents first.
func (c *counts) problems() []*ruleCount {
	list := make([]*ruleCount, 0, len(c.rules))
	for _, k := range c.rules {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b *ruleCount) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(b.documents, a.documents), cmp.Compare(b.findings, a.findings), cmp.Compare(a.id, b.id))
	})
	return list
}
