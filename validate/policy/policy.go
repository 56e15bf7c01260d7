package policy

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Off is the level of a rule whose findings are hidden; the other levels are names of severities.
const Off = "off"

// Levels are levels by rule: an id (CDA-TIME) or a pattern of path.Match over ids (SCH-LAB-*), upper and lower case alike. An
// id counts more than a pattern, a longer pattern more than a shorter one.
type Levels map[string]string

// Override changes the settings for the documents at some paths.
type Override struct {
	Paths  []string      // patterns with ** for any folders, relative to the project file; slashes on every system
	Rules  Levels        // beat those of the whole project, and those of earlier overrides
	FailOn lint.Severity // lowest severity that fails such a document; 0 leaves it alone
}

// Policy holds a project's settings. It is safe for concurrent use while nobody changes it.
type Policy struct {
	Dir       string // what Paths and the baseline's paths are relative to
	Rules     Levels
	Overrides []Override
	Baseline  *Baseline // may be nil
}

// Check refuses patterns and levels that mean nothing.
func (p *Policy) Check() error {
	if err := p.Rules.check(); err != nil {
		return err
	}
	for i, o := range p.Overrides {
		if len(o.Paths) == 0 {
			return texts.Error("overrides-number-has-no-paths", lint.Values{"i": i + 1})
		}
		for _, pattern := range o.Paths {
			if !doublestar.ValidatePattern(pattern) {
				return texts.Error("overrides-malformed-pattern", lint.Values{"pattern": strconv.Quote(pattern)})
			}
		}
		if err := o.Rules.check(); err != nil {
			return texts.Error("overrides-number", lint.Values{"i": i + 1, "err": err})
		}
	}
	return nil
}

func (l Levels) check() error {
	for _, pattern := range l.ranked() {
		if _, err := path.Match(pattern, ""); err != nil {
			return texts.Error("rules-malformed-pattern", lint.Values{"pattern": strconv.Quote(pattern)})
		}
		if _, known := lint.ParseSeverity(l[pattern]); !known && l[pattern] != Off {
			return texts.Error("rules-unknown-level-known-off-info", lint.Values{"pattern": pattern, "l": strconv.Quote(l[pattern])})
		}
	}
	return nil
}

// ranked returns the patterns, the one that counts most first.
func (l Levels) ranked() []string {
	patterns := make([]string, 0, len(l))
	for p := range l {
		patterns = append(patterns, p)
	}
	slices.SortFunc(patterns, func(a, b string) int {
		return cmp.Or(cmp.Compare(wild(a), wild(b)), cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	return patterns
}

func wild(pattern string) int {
	return min(strings.Count(pattern, "*")+strings.Count(pattern, "?")+strings.Count(pattern, "["), 1)
}

// level finds the level that applies to a rule with these ids.
func (l Levels) level(ids []string) (string, bool) {
	if len(l) == 0 {
		return "", false
	}
	for _, p := range l.ranked() {
		for _, id := range ids {
			if ok, err := path.Match(strings.ToUpper(p), strings.ToUpper(id)); err == nil && ok {
				return l[p], true
			}
		}
	}
	return "", false
}

// ids are the ids of a finding: its own, and those that its rule had before.
func ids(f *lint.Finding) []string {
	list := []string{f.ID}
	if f.Rule != nil {
		list = append(list, f.Rule.Formerly()...)
	}
	return list
}

// Threshold returns the lowest severity that fails a document at a path, def where nothing is said about it.
func (p *Policy) Threshold(file string, def lint.Severity) lint.Severity {
	if p == nil {
		return def
	}
	for i := len(p.Overrides) - 1; i >= 0; i-- {
		if o := &p.Overrides[i]; o.FailOn != 0 && o.covers(relative(p.Dir, file)) {
			return o.FailOn
		}
	}
	return def
}

func (o *Override) covers(file string) bool {
	for _, pattern := range o.Paths {
		if ok, err := doublestar.Match(pattern, file); err == nil && ok {
			return true
		}
	}
	return false
}

// relative returns a path as patterns and baselines see it: relative to dir where it lies below it, with slashes.
func relative(dir, file string) string {
	absDir, err1 := filepath.Abs(dir)
	absFile, err2 := filepath.Abs(file)
	if err1 == nil && err2 == nil {
		if rel, err := filepath.Rel(absDir, absFile); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(file)
}

// Apply changes the severities of a document's findings, hides those that are off or in the baseline, and works out the verdict
// anew. Findings of the tool's own failures (Document.Fault) are left alone.
func (p *Policy) Apply(d *validate.Document) {
	if p == nil || d.Fault != nil {
		return
	}
	file := relative(p.Dir, d.Path)
	sets := []Levels{p.Rules}
	for i := range p.Overrides {
		if p.Overrides[i].covers(file) {
			sets = append(sets, p.Overrides[i].Rules)
		}
	}
	slices.Reverse(sets) // the last one counts most
	known := p.Baseline.of(d.Path)
	kept := make([]lint.Finding, 0, len(d.Findings))
	answered := -1
	for i := range d.Findings {
		f := d.Findings[i]
		if !set(&f, sets) || known.take(&f) {
			d.Hidden++
			continue
		}
		if d.Gateway != nil && d.Gateway.Finding == i {
			answered = len(kept)
		}
		kept = append(kept, f)
	}
	d.Findings = kept
	if d.Gateway != nil {
		d.Gateway.Finding = answered
	}
	d.Conclude()
}

// set gives a finding the level that the first of the sets has for it; it returns false when that is off.
func set(f *lint.Finding, sets []Levels) bool {
	for _, s := range sets {
		level, ok := s.level(ids(f))
		if !ok {
			continue
		}
		if severity, known := lint.ParseSeverity(level); known {
			f.Severity = severity
		}
		return level != Off
	}
	return true
}
