package gateway

import (
	"slices"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// Groups of errors, each in the order in which the gateway checks.
var (
	frontEnd   = []string{"FE-01", "FE-02", "FE-04", "FE-03", "FE-05"}
	multipart  = []string{"FE-11"}
	presence   = []string{"TK-01", "TK-02", "TK-03", "TK-04", "TK-05", "TK-06", "TK-07", "TK-08", "TK-09", "TK-10", "TK-11", "TK-12", "TK-13", "TK-14"}
	values     = []string{"TK-15", "TK-16", "TK-17", "TK-18", "TK-19", "TK-20", "TK-21", "TK-22", "TK-23"}
	locality   = []string{"TK-24"}
	hl7Type    = []string{"TK-25"}
	bodyOfV    = []string{"RB-01", "RB-02", "RB-04"}
	body       = []string{"RB-01", "RB-02", "RB-05", "RB-06", "RB-07", "RB-08", "RB-09", "RB-10", "RB-11", "RB-12", "RB-13", "RB-14", "RB-15", "RB-16", "RB-18", "RB-23", "PB-10"}
	file       = []string{"PF-01", "PF-02"}
	signature  = []string{"PF-03", "PF-06", "PF-07"}
	extraction = []string{"PF-04", "PF-05"}
	tokenOfCDA = []string{"TK-26", "TK-27", "TK-28", "TK-29", "TK-30"}
	validator  = []string{"WI-01", "VA-01", "VA-02", "VA-03", "VA-04", "VA-05", "VA-07", "VA-08", "VA-13", "VA-10", "VA-11", "VA-12", "VA-15"}
	record     = []string{"RB-22", "PB-01", "PB-02", "PB-03"}
	metadata   = []string{"PB-05", "RB-21"}
	index      = []string{"PB-06"}
)

var orders = map[fse.Operation][]string{
	fse.Validation:         slices.Concat(frontEnd, multipart, presence, values, hl7Type, bodyOfV, file, extraction, signature[:1], tokenOfCDA, validator),
	fse.Create:             slices.Concat(frontEnd, multipart, presence, values, locality, hl7Type, body, file, signature, extraction, tokenOfCDA, record[1:], metadata),
	fse.Replace:            slices.Concat(frontEnd, multipart, []string{"RB-19"}, presence, values, locality, hl7Type, body, file, signature, extraction, tokenOfCDA, record[1:], metadata, index),
	fse.ValidateAndCreate:  slices.Concat(frontEnd, multipart, presence, values, locality, hl7Type, body, file, signature, extraction, tokenOfCDA, validator, record[:1], record[3:], metadata),
	fse.ValidateAndReplace: slices.Concat(frontEnd, multipart, presence, values, locality, hl7Type, body, file, signature, extraction, tokenOfCDA, validator, record[:1], record[3:], metadata, index),
	fse.Update:             slices.Concat(frontEnd, []string{"RB-03", "RB-20"}, presence, values, locality, hl7Type, []string{"RB-07", "RB-14", "RB-17", "RB-12", "RB-13", "RB-23"}, index),
	fse.Delete:             slices.Concat(frontEnd, []string{"RB-20"}, presence, values, locality, index),
}

// Order lists the errors that can be known beforehand, as the gateway meets them in the operation.
func Order(op fse.Operation) []string { return slices.Clone(orders[op]) }

// Lookup returns the gateway's answer for an error of the specification's table in an operation, and whether the
// operation can give it. The detail is empty where it depends on the document.
func Lookup(op fse.Operation, id string) (lint.Answer, bool) {
	if !slices.Contains(orders[op], id) {
		return lint.Answer{}, false
	}
	p := problems[id]
	return lint.Answer{ID: id, Status: p.status[FamilyOf(op, id)], Type: p.typ, Title: p.title, Instance: p.instance, Detail: p.detail}, true
}

// FamilyOf returns the family of an error: the combined operations answer as validation until the validation record is looked for.
func FamilyOf(op fse.Operation, id string) Family {
	switch {
	case op == fse.Delete, op == fse.Update && id == "RB-20":
		return FamilyPlain
	case op == fse.Create, op == fse.Replace, slices.Contains(record, id), slices.Contains(metadata, id), slices.Contains(index, id):
		return FamilyPublication
	}
	return FamilyValidation
}
