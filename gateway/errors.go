package gateway

import (
	"slices"
	"strings"
	"sync"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// place is where the gateway can stop: at any of the errors that it meets there. An error that comes at several places is told by
// the rule as well, "GE-01 REQ-NULL-BODY".
type place []string

// Groups of errors, each in the order in which the gateway checks.
var (
	frontEnd  = places("FE-01", "FE-02", "FE-04", "FE-03", "FE-05", "FE-12")
	multipart = places("FE-11")
	presence  = places("TK-01", "TK-02", "TK-03", "TK-04", "TK-05", "TK-06", "TK-07", "TK-08", "TK-09", "TK-10",
		"TK-11", "TK-12", "TK-13", "TK-14")
	values   = places("TK-15", "TK-16", "TK-17", "TK-18", "TK-19", "TK-20", "TK-21", "TK-22", "TK-23")
	locality = places("TK-24")
	hl7Type  = places("TK-25")
	reading  = []place{{"RB-01", "RB-02", "GE-01 REQ-NULL-BODY"}}
	bodyOfV  = slices.Concat(reading, places("RB-04"))
	body     = slices.Concat(reading, places("RB-05", "RB-06", "RB-07", "RB-08", "RB-09", "RB-10", "RB-11"),
		[]place{{"RB-12", "GE-01 REQ-DESCRIPTION-NULL"}}, places("RB-13", "RB-14", "RB-15", "RB-16", "RB-18"))
	bodyOfU    = places("GE-01 REQ-DESCRIPTION-NULL", "RB-07", "RB-14", "RB-17", "RB-12", "RB-13")
	file       = places("PF-01", "PF-02")
	simulation = places("PB-10")
	signature  = places("PF-03", "PF-06", "PF-07")
	extraction = places("GE-01 PDF-CYCLE", "PF-04", "PF-05")
	workflow   = places("GE-01 CDA-NO-CODE", "WI-01")
	tokenOfCDA = places("TK-26", "TK-27", "TK-28", "GE-01 XCK-PERSON-CARETS", "TK-29", "TK-30")
	correlated = places("RB-23")
	validator  = places("VA-01", "VA-02", "VA-03", "VA-04", "VA-05", "VA-07", "VA-08", "VA-13", "VA-10", "VA-11", "VA-12", "VA-15")
	record     = places("RB-22", "PB-01", "PB-02", "PB-03")
	metadata   = places("PB-05", "RB-21")
	index      = places("PB-06")
)

// places makes a place of each error.
func places(ids ...string) []place {
	list := make([]place, len(ids))
	for i, id := range ids {
		list[i] = place{id}
	}
	return list
}

// orders are the places of each operation, by generation.
var orders = [...]map[fse.Operation][]place{fse.May2026: ordersOf(correlated), fse.July2025: ordersOf(nil)}

// ordersOf returns the places in a generation, where correlation is that of document type and class.
func ordersOf(correlation []place) map[fse.Operation][]place {
	first := slices.Concat(frontEnd, multipart)
	token := slices.Concat(presence, values, locality, hl7Type)
	document := slices.Concat(body, file, simulation, signature, extraction, tokenOfCDA, correlation)
	recorded := slices.Concat(record[1:], metadata)
	validated := slices.Concat(workflow[1:], validator, record[:1], record[3:], metadata)
	return map[fse.Operation][]place{
		fse.Validation: slices.Concat(first, presence, values, hl7Type, bodyOfV, file, extraction, signature[:1], workflow, tokenOfCDA,
			validator),
		fse.Create:            slices.Concat(first, token, document, recorded),
		fse.Replace:           slices.Concat(first, places("RB-19"), token, document, recorded, index),
		fse.ValidateAndCreate: slices.Concat(first, token, document, validated),
		// It does not look at the identifier in the address, but a replacement that validates by itself does.
		fse.ValidateAndReplace: slices.Concat(first, places("RB-19"), token, document, validated, index),
		fse.Update:             slices.Concat(frontEnd, places("RB-03", "RB-20"), token, bodyOfU[:1], correlation, bodyOfU[1:], index),
		fse.Delete:             slices.Concat(frontEnd, places("RB-20"), presence, values, locality, index),
	}
}

// Order lists the errors that can be known beforehand, as the gateway of a generation meets them in the operation.
func Order(g fse.Generation, op fse.Operation) []string {
	var ids []string
	for _, p := range orders[g][op] {
		for _, entry := range p {
			id, _, _ := strings.Cut(entry, " ")
			ids = append(ids, id)
		}
	}
	return ids
}

// Lookup returns the gateway's answer for an error of the specification's table in an operation, and whether the
// operation can give it, in whichever generation. The detail is empty where it depends on the document.
func Lookup(op fse.Operation, id string) (lint.Answer, bool) {
	if len(spots()[fse.May2026][op][id]) == 0 {
		return lint.Answer{}, false
	}
	p := problems[id]
	return lint.Answer{ID: id, Status: p.status[FamilyOf(op, id)], Type: p.typ, Title: p.title, Instance: p.instance, Detail: p.detail}, true
}

// spot is where an error stands in an order: at a place, and for one rule alone where it names one.
type spot struct {
	rule  string
	place int
}

// spots are the orders by the ids of errors.
var spots = sync.OnceValue(func() (all [len(orders)]map[fse.Operation]map[string][]spot) {
	for g := range orders {
		all[g] = make(map[fse.Operation]map[string][]spot)
		for op, list := range orders[g] {
			all[g][op] = make(map[string][]spot)
			for i, p := range list {
				for _, entry := range p {
					id, rule, _ := strings.Cut(entry, " ")
					all[g][op][id] = append(all[g][op][id], spot{rule, i})
				}
			}
		}
	}
	return all
})

// at finds the place of a finding in an order, -1 when the gateway does not stop for it.
func at(g fse.Generation, op fse.Operation, f *lint.Finding) int {
	for _, s := range spots()[g][op][f.Error] {
		if s.rule == "" || f.Rule != nil && s.rule == f.Rule.ID {
			return s.place
		}
	}
	return -1
}

// Before reports whether the gateway stops at a finding before it comes to any of these errors; an operation that never comes to one
// stops before it.
func Before(g fse.Generation, op fse.Operation, f *lint.Finding, ids ...string) bool {
	looks := slices.IndexFunc(orders[g][op], func(p place) bool { return slices.Contains(ids, p[0]) })
	return looks < 0 || at(g, op, f) < looks
}

// FamilyOf returns the family of an error: the combined operations answer as validation until the validation record is looked for.
func FamilyOf(op fse.Operation, id string) Family {
	switch {
	case op == fse.Delete, op == fse.Update && id == "RB-20":
		return FamilyPlain
	case op == fse.Create, op == fse.Replace, id == "RB-19", second(id):
		return FamilyPublication
	}
	return FamilyValidation
}

// second reports whether an error belongs to the half of an operation that begins with the record of the validation.
func second(id string) bool {
	return slices.ContainsFunc(slices.Concat(record, metadata, index), func(p place) bool { return p[0] == id })
}
