package validate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/lint"
)

// Stage groups checks under one name in the report.
type Stage struct {
	Name  string
	Title lint.Text
}

// Check is one step of the judgement.
type Check struct {
	Name     string // unique; "" for that of the fact it makes
	Stage    string // the stage it reports under
	Rules    []*lint.Rule
	Requires []Key // facts that it needs: without them it is skipped
	Uses     []Key // facts that are made before it, and that it takes where there are any
	Run      Step
}

func (c *Check) name() string {
	if c.Name == "" && c.Run.fact != nil {
		return c.Run.fact.name
	}
	return c.Name
}

// Skip is the error of a check that cannot run, or that made no fact because the document has none to give.
type Skip struct {
	Reason lint.Text
	Absent bool // the user gave no such input
	Ran    bool // the check itself ran and has said all there is; only its dependants are skipped
	stage  string
}

func (s *Skip) Error() string { return "skipped: " + s.Reason.In("en") }

// Pass is one check's view of one document.
type Pass struct {
	*state
	check *Check
}

// Exceeded says that a limit of this program stood in the way: the document ends as a fault, whatever else is found. A finding says so,
// unless the check reports one itself (told). It returns the skip of a check that makes no fact then.
func (p *Pass) Exceeded(limit lint.Text, told bool) *Skip {
	if p.Doc.Fault == nil {
		p.Doc.Fault = &Failure{Exceeded, limit, told}
	}
	return &Skip{Reason: limit}
}

// Skipped returns why a fact was not made, nil when it was.
func (p *Pass) Skipped(fact Key) *Skip {
	if m := p.find(fact.key()); m != nil {
		return m.skip
	}
	return nil
}

// sorted returns the checks in an order in which every one follows those that make what it needs, and otherwise keeps its place.
func sorted(stages []Stage, checks []*Check) ([]*Check, error) {
	makers, err := checkAll(stages, checks)
	if err != nil {
		return nil, err
	}
	const open, done = 1, 2
	mark := make(map[*Check]int, len(checks))
	order := make([]*Check, 0, len(checks))
	var visit func(c *Check, trail []string) error
	visit = func(c *Check, trail []string) error {
		trail = append(trail, c.name())
		if mark[c] == open {
			return fmt.Errorf("checks require each other: %s", strings.Join(trail, " → "))
		}
		if mark[c] == done {
			return nil
		}
		mark[c] = open
		for _, fact := range slices.Concat(c.Requires, c.Uses) {
			maker := makers[fact.key()]
			if maker == nil {
				return fmt.Errorf("check %s requires %s, which is not there", c.name(), fact.key().name)
			}
			if err := visit(maker, trail); err != nil {
				return err
			}
		}
		mark[c] = done
		order = append(order, c)
		return nil
	}
	for _, c := range checks {
		if err := visit(c, nil); err != nil {
			return nil, err
		}
	}
	return order, nil
}

// checkAll refuses what is incomplete or there twice, and returns the check that makes each fact.
func checkAll(stages []Stage, checks []*Check) (map[*factID]*Check, error) {
	stage := make(map[string]bool, len(stages))
	for _, s := range stages {
		if stage[s.Name] {
			return nil, fmt.Errorf("stage %s is listed twice", s.Name)
		}
		stage[s.Name] = true
	}
	names := make(map[string]bool, len(checks))
	makers := make(map[*factID]*Check, len(checks))
	for _, c := range checks {
		switch name := c.name(); {
		case name == "" || c.Run.run == nil:
			return nil, errors.New("a check without name or Run")
		case names[name]:
			return nil, fmt.Errorf("check %s is listed twice", name)
		case c.Stage != "" && !stage[c.Stage]:
			return nil, fmt.Errorf("check %s: unknown stage %s", name, c.Stage)
		}
		names[c.name()] = true
		if fact := c.Run.fact; fact != nil {
			if other := makers[fact]; other != nil {
				return nil, fmt.Errorf("fact %s is made by both %s and %s", fact.name, other.name(), c.name())
			}
			makers[fact] = c
		}
	}
	return makers, checkRules(checks)
}

func checkRules(checks []*Check) error {
	seen := make(map[string]*lint.Rule) // several checks may report one rule
	for _, c := range checks {
		for _, r := range c.Rules {
			switch {
			case r.ID == "" || r.Severity < lint.Info || r.Severity > lint.Error || r.Group == "":
				return fmt.Errorf("check %s: rule %q has no id, severity or group", c.name(), r.ID)
			case seen[r.ID] != nil && seen[r.ID] != r:
				return fmt.Errorf("check %s: there are two rules %s", c.name(), r.ID)
			}
			seen[r.ID] = r
		}
	}
	return nil
}
