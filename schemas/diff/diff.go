package diff

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fselint/fselint/schemas"
)

// Change is one thing that changed. What Subject and Item hold is said beside the kinds.
type Change struct {
	Area    Term   `json:"area"`
	Kind    Term   `json:"kind"`
	Subject string `json:"subject"`
	Item    string `json:"item,omitempty"`
	// Old and New are what it was and is, "" on the side that has none; OldLine and NewLine where, 0 likewise.
	Old     string `json:"old,omitempty"`
	New     string `json:"new,omitempty"`
	OldLine int    `json:"oldLine,omitempty"`
	NewLine int    `json:"newLine,omitempty"`
	// OldText and NewText are, for asserts, their texts, equal where only something else changed.
	OldText string `json:"oldText,omitempty"`
	NewText string `json:"newText,omitempty"`
	// Count is the number of codes of a change of codes, else 0; Examples are the first of them in the dictionary's order.
	Count    int       `json:"count,omitempty"`
	Examples []Example `json:"examples,omitempty"`
}

// Example is a code with its description before and after.
type Example struct {
	Code string `json:"code"`
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

// Result is what changed, in a fixed order: by area, subject, line, item.
type Result struct {
	Old, New Side
	Changes  []Change
}

// Side is one of the two catalogs.
type Side struct {
	Source string `json:"source"`
	Digest string `json:"digest"`
	Date   string `json:"date,omitempty"`
	Commit string `json:"commit,omitempty"`
}

// MaxExamples bounds Change.Examples.
const MaxExamples = 10

// Catalogs compares two catalogs. What cannot be read in one of them is a change of kind "unreadable"; the error is the cause
// of the end of ctx, or that a list cannot be read.
func Catalogs(ctx context.Context, old, new *schemas.Catalog) (*Result, error) {
	c := &comparison{ctx: ctx, old: old, new: new, result: &Result{}}
	var err error
	if c.result.Old, err = side(old); err != nil {
		return nil, err
	}
	if c.result.New, err = side(new); err != nil {
		return nil, err
	}
	if c.result.Old.Digest != c.result.New.Digest {
		for _, step := range []func() error{c.types, c.maps, c.mappings, c.sets, c.dictionaries} {
			if err := step(); err != nil {
				return nil, err
			}
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
		}
	}
	sortChanges(c.result.Changes)
	return c.result, nil
}

func side(c *schemas.Catalog) (Side, error) {
	digest, err := c.Digest()
	return Side{Source: c.Source(), Digest: digest, Date: c.Date(), Commit: c.Commit()}, err
}

func sortChanges(list []Change) {
	slices.SortStableFunc(list, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(slices.Index(areas, a.Area), slices.Index(areas, b.Area)),
			strings.Compare(a.Subject, b.Subject),
			cmp.Compare(max(a.NewLine, a.OldLine), max(b.NewLine, b.OldLine)),
			strings.Compare(a.Item, b.Item),
			strings.Compare(string(a.Kind), string(b.Kind)),
		)
	})
}

type comparison struct {
	ctx      context.Context
	old, new *schemas.Catalog
	result   *Result
}

func (c *comparison) add(change Change) { c.result.Changes = append(c.result.Changes, change) }

// unreadable notes that something cannot be read, unless it could not be before in the same way.
func (c *comparison) unreadable(area Term, subject string, oldErr, newErr error) {
	words := func(err error) string {
		if err == nil {
			return ""
		}
		return err.Error()
	}
	if old, new := words(oldErr), words(newErr); old != new {
		c.add(Change{Area: area, Kind: "unreadable", Subject: subject, Old: old, New: new})
	}
}

// both is the union of the keys of two maps, sorted.
func both[V any](a, b map[string]V) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

// came says whether a key came or went: added, removed, or "" where both maps have it.
func came[K comparable, V any](key K, old, new map[K]V, added, removed Term) Term {
	if _, ok := old[key]; !ok {
		return added
	}
	if _, ok := new[key]; !ok {
		return removed
	}
	return ""
}

// pair finds the partners of new items among old ones: by the first key first, what then is left by the next, and each time in
// their order.
func pair[T, K comparable](old, new []T, keys ...func(T) K) map[T]T {
	partners, taken := map[T]T{}, map[T]bool{}
	for _, key := range keys {
		waiting := map[K][]T{}
		for _, o := range old {
			if !taken[o] {
				waiting[key(o)] = append(waiting[key(o)], o)
			}
		}
		for _, n := range new {
			if _, done := partners[n]; done {
				continue
			}
			k := key(n)
			if list := waiting[k]; len(list) > 0 {
				partners[n], waiting[k] = list[0], list[1:]
				taken[list[0]] = true
			}
		}
	}
	return partners
}

// gone are the old items that are nobody's partner.
func gone[T comparable](old []T, partners map[T]T) []T {
	taken := map[T]bool{}
	for _, o := range partners {
		taken[o] = true
	}
	return slices.DeleteFunc(slices.Clone(old), func(o T) bool { return taken[o] })
}

// types compares which Schematron serves which type, and the Schematrons themselves.
func (c *comparison) types() error {
	old, err := chosen(c.old)
	if err != nil {
		return fmt.Errorf("old catalog: %w", err)
	}
	new, err := chosen(c.new)
	if err != nil {
		return fmt.Errorf("new catalog: %w", err)
	}
	compared := map[[2]string]bool{}
	for _, root := range both(old, new) {
		o, n := old[root], new[root]
		kind := came(root, old, new, "type-added", "type-removed")
		if kind == "" && o != n {
			kind = "schematron-version"
		}
		if kind != "" {
			c.add(Change{Area: Types, Kind: kind, Subject: root, Old: o.String(), New: n.String()})
		}
		if names := [2]string{o.name, n.name}; o.name != "" && n.name != "" && !compared[names] {
			compared[names] = true
			c.schematrons(root, n.name)
		}
		if c.ctx.Err() != nil {
			return nil
		}
	}
	return nil
}

// file is a file with its version.
type file struct{ name, version string }

func (f file) String() string { return strings.TrimSpace(f.name + " " + f.version) }

// chosen are the Schematrons by templateId root.
func chosen(c *schemas.Catalog) (map[string]file, error) {
	list, err := c.Schematrons()
	byRoot := map[string]file{}
	for _, s := range list {
		byRoot[s.TemplateRoot] = file{s.Name, s.Version}
	}
	return byRoot, err
}

// maps compares the structure maps, each by the templateId root it serves.
func (c *comparison) maps() error {
	old, err := mapsByRoot(c.old)
	if err != nil {
		return fmt.Errorf("old catalog: %w", err)
	}
	new, err := mapsByRoot(c.new)
	if err != nil {
		return fmt.Errorf("new catalog: %w", err)
	}
	for _, root := range both(old, new) {
		kind := cmp.Or(came(root, old, new, "map-added", "map-removed"), "map-changed")
		if kind != "map-changed" || old[root] != new[root] {
			c.add(Change{Area: Types, Kind: kind, Subject: root, Old: old[root].String(), New: new[root].String()})
		}
	}
	return nil
}

func mapsByRoot(c *schemas.Catalog) (map[string]file, error) {
	list, _, err := c.StructureMaps()
	byRoot := map[string]file{}
	for _, m := range list {
		for _, root := range m.Roots {
			if _, taken := byRoot[root]; !taken { // the first serves
				byRoot[root] = file{m.URI, m.Version}
			}
		}
	}
	return byRoot, err
}
