package validate

import (
	"context"
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
	Name     string // unique
	Stage    string // the stage it reports under
	Rules    []*lint.Rule
	Requires []string // names of the checks whose facts it needs: without them it is skipped
	Uses     []string // names of checks that run before it and whose facts it takes where there are any
	// Run judges one document. The value it returns is its fact, for those who require it. A *Skip as error means
	// that it could not run; any other error that the tool failed.
	Run func(ctx context.Context, p *Pass) (any, error)
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

// Fact returns the fact that the named check, which the caller requires, made from this document.
func Fact[T any](p *Pass, name string) T {
	v, ok := p.facts[name].(T)
	if !ok {
		panic(fmt.Sprintf("check %s: the fact of %s is a %T", p.check.Name, name, p.facts[name]))
	}
	return v
}

// Lookup returns the fact that the named check made from this document, and whether it made one.
func Lookup[T any](p *Pass, name string) (T, bool) {
	v, ok := p.facts[name].(T)
	return v, ok
}

// Skipped returns why the named check made no fact, nil when it did.
func (p *Pass) Skipped(name string) *Skip { return p.skipped[name] }

// sorted returns the checks in an order in which every one follows its requirements and otherwise keeps its place.
func sorted(stages []Stage, checks []*Check) ([]*Check, error) {
	stage := make(map[string]bool, len(stages))
	for _, s := range stages {
		if stage[s.Name] {
			return nil, fmt.Errorf("stage %s is listed twice", s.Name)
		}
		stage[s.Name] = true
	}
	byName := make(map[string]*Check, len(checks))
	for _, c := range checks {
		switch {
		case c.Name == "" || c.Run == nil:
			return nil, errors.New("a check without name or Run")
		case byName[c.Name] != nil:
			return nil, fmt.Errorf("check %s is listed twice", c.Name)
		case c.Stage != "" && !stage[c.Stage]:
			return nil, fmt.Errorf("check %s: unknown stage %s", c.Name, c.Stage)
		}
		byName[c.Name] = c
	}
	if err := checkRules(checks); err != nil {
		return nil, err
	}
	const open, done = 1, 2
	mark := make(map[string]int, len(checks))
	order := make([]*Check, 0, len(checks))
	var visit func(c *Check, trail []string) error
	visit = func(c *Check, trail []string) error {
		trail = append(trail, c.Name)
		if mark[c.Name] == open {
			return fmt.Errorf("checks require each other: %s", strings.Join(trail, " → "))
		}
		if mark[c.Name] == done {
			return nil
		}
		mark[c.Name] = open
		for _, r := range slices.Concat(c.Requires, c.Uses) {
			if byName[r] == nil {
				return fmt.Errorf("check %s requires %s, which is not there", c.Name, r)
			}
			if err := visit(byName[r], trail); err != nil {
				return err
			}
		}
		mark[c.Name] = done
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

func checkRules(checks []*Check) error {
	seen := make(map[string]string)
	for _, c := range checks {
		for _, r := range c.Rules {
			switch {
			case r.ID == "" || r.Severity < lint.Info || r.Severity > lint.Error || r.Group == "":
				return fmt.Errorf("check %s: rule %q has no id, severity or group", c.Name, r.ID)
			case seen[r.ID] != "":
				return fmt.Errorf("rule %s belongs to both %s and %s", r.ID, seen[r.ID], c.Name)
			}
			seen[r.ID] = c.Name
		}
	}
	return nil
}
