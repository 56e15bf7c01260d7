package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/metadata/registry"
)

// Registries compares two states of the registry of accredited software, row by row wherever they stand. A row is the same
// one while vendor, application, version and document types are; where only something else differs it has changed.
func Registries(old, new *registry.Registry) []Change {
	oldRows, newRows := rows(old), rows(new)
	partners := pair(oldRows, newRows,
		func(r *registry.Row) string { return software(r) + "\x00" + coverage(r) },
		func(r *registry.Row) string { return fmt.Sprintf("%s %q", software(r), r.DocumentTypes) },
		software)
	var changes []Change
	for _, n := range newRows {
		change := Change{Area: Registry, Kind: "software-added", Subject: software(n), New: coverage(n), NewLine: n.Line}
		if o := partners[n]; o != nil {
			change.Kind, change.Old, change.OldLine = "software-changed", coverage(o), o.Line
		}
		if change.Old != change.New {
			changes = append(changes, change)
		}
	}
	for _, o := range gone(oldRows, partners) {
		changes = append(changes, Change{Area: Registry, Kind: "software-removed", Subject: software(o), Old: coverage(o), OldLine: o.Line})
	}
	sortChanges(changes)
	return changes
}

func rows(r *registry.Registry) []*registry.Row {
	list := make([]*registry.Row, len(r.Rows))
	for i := range r.Rows {
		list[i] = &r.Rows[i]
	}
	return list
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
