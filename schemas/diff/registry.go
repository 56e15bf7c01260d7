package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/metadata/registry"
)

// Registries compares two states of the registry of accredited software, row by row wherever they stand. A row is the same
// one while vendor, application, version and document types are; where only something else differs it has changed.
func Registries(old, new *registry.Registry) []Change {
	waiting := map[string][]*registry.Row{}
	for i := range old.Rows {
		r := &old.Rows[i]
		waiting[content(r)] = append(waiting[content(r)], r)
	}
	var come []*registry.Row
	for i := range new.Rows {
		r := &new.Rows[i]
		if list := waiting[content(r)]; len(list) > 0 {
			waiting[content(r)] = list[1:]
			continue
		}
		come = append(come, r)
	}
	gone := map[string][]*registry.Row{}
	for i := range old.Rows {
		r := &old.Rows[i]
		if slices.Contains(waiting[content(r)], r) {
			gone[software(r)] = append(gone[software(r)], r)
		}
	}
	var changes []Change
	for _, r := range come {
		change := Change{Area: Registry, Kind: SoftwareAdded, Subject: software(r), New: coverage(r), NewLine: r.Line}
		if list := gone[software(r)]; len(list) > 0 {
			i := max(0, slices.IndexFunc(list, func(o *registry.Row) bool { return slices.Equal(o.DocumentTypes, r.DocumentTypes) }))
			change.Kind, change.Old, change.OldLine = SoftwareChanged, coverage(list[i]), list[i].Line
			gone[software(r)] = slices.Delete(list, i, i+1)
		}
		changes = append(changes, change)
	}
	for _, list := range gone {
		for _, r := range list {
			changes = append(changes, Change{Area: Registry, Kind: SoftwareRemoved, Subject: software(r), Old: coverage(r), OldLine: r.Line})
		}
	}
	sortChanges(changes)
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(a.Subject, b.Subject) })
	return changes
}

// software is the three values by which a software is known, quoted: a blank at an end counts.
func software(r *registry.Row) string {
	return fmt.Sprintf("%q %q %q", r.Vendor, r.Application, r.Version)
}

// coverage is what else a row says.
func coverage(r *registry.Row) string {
	parts := []string{strings.Join(r.DocumentTypes, ", "), strings.Join(r.Services, ", ")}
	if !r.Date.IsZero() {
		parts = append(parts, r.Date.Format("2006-01-02"))
	}
	parts = append(parts, r.GatewayVersion)
	for _, list := range [][]string{r.EquivalentVendors, r.EquivalentVersions} {
		if len(list) > 0 {
			parts = append(parts, fmt.Sprintf("= %q", list))
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

func content(r *registry.Row) string { return software(r) + "\x00" + coverage(r) }
