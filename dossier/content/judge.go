package content

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/lint"
)

// Judge tells what a document lacks of what the case wants. cda is the document's text.
func (l *List) Judge(cda []byte) []lint.Finding {
	j := &judge{list: l, tree: newTree(cda), sections: map[string]bool{}}
	for i := range l.Demands {
		j.demand(&l.Demands[i])
	}
	for i := range j.findings {
		j.findings[i].Complete()
	}
	return j.findings
}

type judge struct {
	list     *List
	tree     *tree
	sections map[string]bool // reported as missing
	findings []lint.Finding
}

func (j *judge) demand(d *Demand) {
	at := j.tree.find(d.steps)
	if len(at) == 0 {
		if d.Required {
			j.missing(d)
		}
		return
	}
	if d.Attribute == "" && len(d.Values) == 0 && !d.Date {
		return // that it is there is all
	}
	values, first := j.values(d, at)
	switch {
	case len(values) == 0 || values[0] == "":
		if d.Required || len(d.Values) > 0 {
			j.report(d, ruleMissing, at[0], "")
		}
	case d.Date:
		if !isTime(values[0]) {
			j.report(d, ruleDate, first, values[0])
		}
	case len(d.Values) > 0:
		j.compare(d, values, first)
	}
}

// values are those of the attribute in the elements that have it, or the texts of the elements, and the first element that has one.
func (j *judge) values(d *Demand, at []int) (values []string, first int) {
	first = at[0]
	for _, i := range at {
		value, ok := "", true
		if d.Attribute == "" {
			value = j.tree.content(i)
		} else {
			value, ok = j.tree.elements[i].Lookup(d.Attribute)
		}
		if ok {
			if len(values) == 0 {
				first = i
			}
			values = append(values, value)
		}
	}
	return values, first
}

func (j *judge) compare(d *Demand, values []string, first int) {
	is := func(same func(a, b string) bool) func(string) bool {
		return func(value string) bool {
			return slices.ContainsFunc(d.Values, func(want string) bool { return same(value, want) })
		}
	}
	switch {
	case is(strings.EqualFold)(values[0]):
	case slices.ContainsFunc(values, is(strings.EqualFold)):
		j.report(d, ruleNotFirst, first, values[0])
	case is(alike)(values[0]):
		j.report(d, ruleAlike, first, values[0])
	default:
		j.report(d, ruleValue, first, values[0])
	}
}

// alike compares texts but for the kind of blanks and apostrophes.
func alike(a, b string) bool {
	plain := func(s string) string { return strings.Join(strings.Fields(apostrophes.Replace(s)), " ") }
	return strings.EqualFold(plain(a), plain(b))
}

// isTime reads a time as leniently as the automatic tests do: a day at least, whatever follows it.
func isTime(s string) bool {
	s = s[:min(len(s), 14)]
	if len(s) < 8 || strings.Trim(s, "0123456789") != "" {
		return false
	}
	_, err := time.Parse("20060102", s[:8])
	return err == nil
}

// missing reports a path that leads nowhere: a section that is not there once for all that is wanted in it.
func (j *judge) missing(d *Demand) {
	id, to := section(d.steps)
	if id == "" || len(j.tree.find(d.steps[:to])) > 0 {
		j.report(d, ruleMissing, j.nearest(d.steps), "")
		return
	}
	if j.sections[strings.ToUpper(id)] {
		return
	}
	j.sections[strings.ToUpper(id)] = true
	plain := slices.Clone(d.steps[:to])
	plain[to-1].tests = nil
	f := j.finding(d, ruleSection, j.nearest(d.steps[:to]), "")
	f.Values["section"], f.Values["n"] = id, len(j.withoutID(plain))
	j.findings = append(j.findings, f)
}

// withoutID lists sections at a path that have no ID.
func (j *judge) withoutID(steps []step) []int {
	return slices.DeleteFunc(j.tree.find(steps), func(i int) bool {
		_, ok := j.tree.elements[i].Lookup("id")
		return ok
	})
}

// nearest is the last element of a path that is there, -1 for none.
func (j *judge) nearest(steps []step) int {
	for n := len(steps) - 1; n > 0; n-- {
		if at := j.tree.find(steps[:n]); len(at) > 0 {
			return at[0]
		}
	}
	return -1
}

func (j *judge) report(d *Demand, rule *lint.Rule, at int, found string) {
	j.findings = append(j.findings, j.finding(d, rule, at, found))
}

// finding is one about an element; -1 for none.
func (j *judge) finding(d *Demand, rule *lint.Rule, at int, found string) lint.Finding {
	f := rule.Found(found, strings.Join(d.Values, " | "))
	if !d.Sure {
		f.Severity = lint.Warning // the list can be read in more than one way
	}
	path := d.path()
	f.Location = lint.Location{Source: lint.SourceCDA, Path: path}
	if at >= 0 {
		f.Location.Line, f.Location.Column = j.tree.position(at)
	}
	f.Values = lint.Values{
		"case": j.list.Case, "path": lint.Known(path), "list": lint.Known(j.list.File), "cell": lint.Known(d.Cell.Path()),
		"what": texts.Text("what-element", nil),
	}
	if d.Attribute != "" {
		f.Values["what"] = texts.Text("what-attribute", lint.Values{"attribute": lint.Known(d.Attribute)})
	}
	if len(d.Values) > 0 {
		f.Values["put"] = texts.Text("put-value", lint.Values{"value": lint.Known(strings.Join(d.Values, " | "))})
	} else {
		f.Values["put"] = texts.Text("put-any", lint.Values{"cell": lint.Known(d.Cell.Path())})
	}
	f.Detail = fmt.Sprintf("<error attribute='%s' actual = '%s' expected = '%s'>%s</error>",
		d.Attribute, found, strings.Join(d.Values, ","), path)
	return f
}

// path writes the path as the authority's messages do.
func (d *Demand) path() string {
	parts := strings.Split(d.Path, "/@")
	return strings.Trim(parts[0], "/")
}
