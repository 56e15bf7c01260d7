package folder

import (
	"fmt"
	"slices"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/audit/store"
	"github.com/fselint/fselint/internal/walk"
)

// Merge copies finished audits of parts into an empty one and returns its run. The parts must have been judged with the same
// things; where they are parts of one tree (walk.Shard), all of them must be there. A path that several parts have must have the
// same content in all.
func Merge(into *store.Store, parts []*store.Store, names []string) (*store.Run, error) {
	runs := make([]*store.Run, len(parts))
	for i, p := range parts {
		list, err := p.Runs()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", names[i], err)
		}
		runs[i] = &list[len(list)-1]
	}
	about, err := fit(runs, names)
	if err != nil {
		return nil, err
	}
	run, err := into.Begin(*about)
	if err != nil {
		return nil, err
	}
	for i, p := range parts {
		if err := copyPart(into, p, runs[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", names[i], err)
		}
	}
	return run, into.Flush()
}

// MismatchError says that parts cannot be joined.
type MismatchError struct{ Reason string }

func (e *MismatchError) Error() string { return e.Reason }

// fit says what the parts are together.
func fit(runs []*store.Run, names []string) (*store.Run, error) {
	first := runs[0]
	whole := &store.Run{Bases: first.Bases, Started: first.Started}
	shards := map[walk.Shard]string{}
	for i, r := range runs {
		if len(r.Bases) != len(first.Bases) {
			return nil, &MismatchError{fmt.Sprintf("%s and %s: only one was compared with another catalog", names[0], names[i])}
		}
		for k, e := range r.Bases {
			if what := differs(first.Bases[k].Basis, e.Basis); what != "" {
				return nil, &MismatchError{fmt.Sprintf("%s and %s were judged with different %s", names[0], names[i], what)}
			}
		}
		if r.Started.Before(whole.Started) {
			whole.Started = r.Started
		}
		for _, root := range r.Roots {
			if !slices.Contains(whole.Roots, root) {
				whole.Roots = append(whole.Roots, root)
			}
		}
		whole.Judged += r.Judged
		whole.Reused += r.Reused
		if r.Shard == "" {
			continue
		}
		shard, err := walk.ParseShard(r.Shard)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", names[i], err)
		}
		if other, twice := shards[shard]; twice {
			return nil, &MismatchError{fmt.Sprintf("%s and %s are the same part %s", other, names[i], shard)}
		}
		shards[shard] = names[i]
	}
	return whole, complete(shards, len(runs))
}

func differs(a, b audit.Basis) string {
	switch {
	case a.Catalog != b.Catalog:
		return "catalogs"
	case a.Tool != b.Tool:
		return "versions of fselint"
	case a.Settings != b.Settings:
		return "settings"
	}
	return ""
}

// complete wants all parts of a tree, where there are parts of a tree.
func complete(shards map[walk.Shard]string, parts int) error {
	if len(shards) == 0 {
		return nil
	}
	if len(shards) != parts {
		return &MismatchError{"some are parts of a tree (--shard), others are not"}
	}
	for shard := range shards {
		for i := range shard.Count {
			want := walk.Shard{Index: i + 1, Count: shard.Count}
			if _, ok := shards[want]; !ok {
				return &MismatchError{fmt.Sprintf("part %s is missing", want)}
			}
		}
	}
	return nil
}

func copyPart(into, part *store.Store, r *store.Run) error {
	for d, err := range part.Documents(r) {
		if err != nil {
			return err
		}
		if err := into.Adopt(d); err != nil {
			return err
		}
	}
	return nil
}
