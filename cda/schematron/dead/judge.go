package dead

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xpath"
)

// outcomes are those that a requirement may have where its conditions hold.
type outcomes struct{ mayHold, mayFail bool }

func (o outcomes) none() bool    { return !o.mayHold && !o.mayFail }
func (o outcomes) decided() bool { return o.mayHold != o.mayFail }
func (o outcomes) or(p outcomes) outcomes {
	return outcomes{o.mayHold || p.mayHold, o.mayFail || p.mayFail}
}

// oracle knows what a document can hold at some place.
type oracle interface {
	// absent reports whether a path selects nothing, whatever the document.
	absent(t *formula.Term) bool
	// differs reports whether no item of a path has a value, whatever the document.
	differs(t *formula.Term, value string) bool
}

// maxCombinations bounds the table of truth; a formula with more is passed over.
const maxCombinations = 1 << 12

// judge finds the outcomes of a requirement (nil: only whether the conditions can hold) by trying all values of what it
// depends on: how many items each path selects, and whether each other condition is true, all taken to be independent.
func judge(conditions []*formula.Formula, requirement *formula.Formula, o oracle) outcomes {
	t := &table{oracle: o, index: map[string]int{}}
	for _, c := range conditions {
		t.collect(c)
	}
	if requirement != nil {
		t.collect(requirement)
	}
	combinations := 1
	for _, v := range t.variables {
		if combinations *= len(v.values); combinations > maxCombinations {
			return outcomes{true, true}
		}
	}
	var found outcomes
	t.assignment = make([]int, len(t.variables))
	for range combinations {
		if !slices.ContainsFunc(conditions, func(c *formula.Formula) bool { return !t.holds(c) }) {
			holds := requirement == nil || t.holds(requirement)
			found = found.or(outcomes{holds, !holds})
			if found.mayHold && found.mayFail {
				break
			}
		}
		t.next()
	}
	return found
}

// table is the variables of some formulas with their values: numbers of items, or 0 and 1 for false and true.
type table struct {
	oracle     oracle
	variables  []variable
	index      map[string]int
	assignment []int // index into the values of each variable
}

type variable struct{ values []int }

func (t *table) next() {
	for i := range t.assignment {
		if t.assignment[i]++; t.assignment[i] < len(t.variables[i].values) {
			return
		}
		t.assignment[i] = 0
	}
}

func (t *table) variable(key string, values ...int) {
	i, known := t.index[key]
	if !known {
		i = len(t.variables)
		t.index[key] = i
		t.variables = append(t.variables, variable{})
	}
	v := &t.variables[i]
	v.values = append(v.values, values...)
	slices.Sort(v.values)
	v.values = slices.Compact(v.values)
}

func (t *table) collect(f *formula.Formula) {
	switch f.Kind {
	case formula.And, formula.Or, formula.If, formula.OneOf:
		for _, a := range f.Args {
			t.collect(a)
		}
	case formula.Const:
	case formula.Exists:
		if !nodes(f.Left.Syn) {
			t.variable(conditionKey(f), 0, 1) // true or false, and not whether there is anything
			return
		}
		t.number(f.Left, 1)
	case formula.Count:
		if n, ok := literal(f.Right); ok {
			t.number(f.Left, n)
			return
		}
		t.variable(conditionKey(f), 0, 1)
	default:
		if !t.never(f) {
			t.variable(conditionKey(f), 0, 1)
		}
	}
}

// number makes the number of items of a path a variable that comes close to n from both sides.
func (t *table) number(term *formula.Term, n int) {
	values := []int{0}
	if t.oracle == nil || !t.oracle.absent(term) {
		values = append(values, 1, max(n-1, 0), n, n+1)
	}
	t.variable(pathKey(term), values...)
}

// literal is a whole number that is small enough to be counted to.
func literal(t *formula.Term) (int, bool) {
	if t == nil || t.Syn.Kind != xpath.SynLiteral {
		return 0, false
	}
	n, err := strconv.Atoi(t.Literal())
	return n, err == nil && n >= 0 && n < 1<<20
}

// pathKey names the number of items of a path. What has a variable in it may mean something else at another place and has a
// name of its own each time; so have conditions whose words do not say all (string and normalize-space are one kind).
func pathKey(t *formula.Term) string {
	if strings.Contains(t.Text(), "$") {
		return fmt.Sprintf("n %p", t)
	}
	return "n " + canonical(t.Text())
}

func conditionKey(f *formula.Formula) string {
	if f.Kind == formula.Text || f.Kind == formula.Matches || strings.Contains(f.Source(), "$") {
		return fmt.Sprintf("b %p", f)
	}
	return "b " + canonical(f.Source())
}

// never tells that a condition, its negation aside, is false in every document.
func (t *table) never(f *formula.Formula) bool {
	if t.oracle == nil {
		return false
	}
	switch f.Kind {
	case formula.Text:
		return f.Left.IsPath() && t.oracle.absent(f.Left)
	case formula.Compare:
		for _, pair := range [][2]*formula.Term{{f.Left, f.Right}, {f.Right, f.Left}} {
			if !pair[0].IsPath() {
				continue
			}
			if t.oracle.absent(pair[0]) {
				return true
			}
			if f.Op == "=" && pair[1].Syn.Kind == xpath.SynLiteral && t.oracle.differs(pair[0], pair[1].Literal()) {
				return true
			}
		}
	}
	return false
}

func (t *table) holds(f *formula.Formula) bool {
	switch f.Kind {
	case formula.And:
		return !slices.ContainsFunc(f.Args, func(a *formula.Formula) bool { return !t.holds(a) })
	case formula.Or, formula.OneOf:
		return slices.ContainsFunc(f.Args, t.holds)
	case formula.If:
		if t.holds(f.Args[0]) {
			return t.holds(f.Args[1])
		}
		return t.holds(f.Args[2])
	case formula.Const:
		return f.Value
	case formula.Exists:
		key := pathKey(f.Left)
		if !nodes(f.Left.Syn) {
			key = conditionKey(f)
		}
		return t.value(key) > 0 != f.Negated
	case formula.Count:
		if n, ok := literal(f.Right); ok {
			return formula.Holds(t.value(pathKey(f.Left)), f.Op, n)
		}
		return t.value(conditionKey(f)) > 0
	}
	if t.never(f) {
		return f.Negated
	}
	return t.value(conditionKey(f)) > 0 != f.Negated
}

func (t *table) value(key string) int {
	i := t.index[key]
	return t.variables[i].values[t.assignment[i]]
}
