package gateway

import (
	"slices"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// Known returns the gateway's answer for an error of the specification's table in the first operation that gives it, also for those that
// cannot be known beforehand, and whether the table has it.
func Known(id string) (lint.Answer, bool) {
	for _, op := range []fse.Operation{fse.ValidateAndCreate, fse.Create, fse.Validation, fse.Replace, fse.Update, fse.Delete} {
		if a, ok := Lookup(op, id); ok {
			return a, true
		}
	}
	for _, l := range later {
		if l.id == id {
			return lint.Answer{ID: id, Status: l.status, Type: l.typ, Title: l.title, Instance: l.instance, Detail: l.detail}, true
		}
	}
	return lint.Answer{}, false
}

// IDs lists the errors whose answers are known, sorted.
func IDs() []string {
	var ids []string
	for id := range problems {
		ids = append(ids, id)
	}
	for _, l := range later {
		ids = append(ids, l.id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Gives reports whether an operation can end in an error of the specification's table, as far as the table says.
func Gives(op fse.Operation, id string) bool {
	_, ok := Lookup(op, id)
	return ok || slices.ContainsFunc(later, func(l afterwards) bool {
		return l.id == id && (l.operations == nil || slices.Contains(l.operations, op))
	})
}
