package main

import (
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate/checks"
	"github.com/fselint/fselint/validate/policy"
)

// override is one exception by path in a project file.
type override struct {
	Paths  []string      `yaml:"paths"`
	Rules  policy.Levels `yaml:"rules"`
	FailOn string        `yaml:"fail-on"`
}

// projectPolicy returns what the project file and the baseline say about findings, nil when they say nothing.
func projectPolicy(cmd *cobra.Command, baseline string) (*policy.Policy, error) {
	file, c, err := findConfig(cmd)
	if err != nil {
		return nil, err
	}
	p := &policy.Policy{Dir: filepath.Dir(file)}
	if c != nil {
		p.Rules = c.Rules
		for _, o := range c.Overrides {
			threshold, ok := policy.ParseThreshold(o.FailOn)
			if !ok && o.FailOn != "" {
				return nil, texts.Error("overrides-unknown-severity", lint.Values{"file": file, "failon": strconv.Quote(o.FailOn)})
			}
			p.Overrides = append(p.Overrides, policy.Override{Paths: o.Paths, Rules: o.Rules, FailOn: threshold})
		}
		if err := p.Check(); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if err := knownRules(p); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	if baseline != "" {
		data, err := whole.Read(baseline, maxBaseline)
		if err != nil {
			return nil, hinted{err, texts.Text("fselint-baseline-path-writes-one", nil)}
		}
		if p.Baseline, err = policy.ReadBaseline(data, filepath.Dir(baseline)); err != nil {
			return nil, fmt.Errorf("%s: %w", baseline, err)
		}
	}
	if len(p.Rules) == 0 && len(p.Overrides) == 0 && p.Baseline == nil {
		return nil, nil
	}
	return p, nil
}

// maxBaseline bounds a file of known findings: some hundred thousand of them.
const maxBaseline = 128 << 20

// knownRules refuses ids that no rule has, and patterns that fit none: misspelt they would change nothing and say nothing. The
// ids of national rules are the catalog's.
func knownRules(p *policy.Policy) error {
	sets := []policy.Levels{p.Rules}
	for _, o := range p.Overrides {
		sets = append(sets, o.Rules)
	}
	for _, levels := range sets {
		for _, id := range slices.Sorted(maps.Keys(levels)) {
			if !knownRule(strings.ToUpper(id)) {
				return hinted{texts.Error("rules-unknown-rule", lint.Values{"id": id}), lint.Same("fselint rules lists them")}
			}
		}
	}
	return nil
}

func knownRule(pattern string) bool {
	const national = "SCH-"
	start, wild := pattern, false
	if i := strings.IndexAny(pattern, "*?["); i >= 0 {
		start, wild = pattern[:i], true
	}
	if strings.HasPrefix(start, national) || wild && strings.HasPrefix(national, start) {
		return true
	}
	return slices.ContainsFunc(checks.Rules(), func(r *lint.Rule) bool {
		return slices.ContainsFunc(r.IDs(), func(id string) bool {
			ok, err := path.Match(pattern, id)
			return err == nil && ok
		})
	})
}
