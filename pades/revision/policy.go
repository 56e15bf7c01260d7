package revision

import (
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// maxNames bounds the field names that locks list.
const maxNames = 1_000_000

// policyOf collects what the signatures of a document permit to happen after them: the strictest DocMDP of the
// certification and of the field locks of PDF 2.0, and all FieldMDP (ISO 32000-2 12.8.2.2 and 12.8.2.4, Table 235).
func policyOf(f *pdffile.File, form *form) Policy {
	var p Policy
	for _, field := range form.all {
		if field.kind != "Sig" {
			continue
		}
		d, ok := f.Dict(field.value)
		if !ok {
			continue
		}
		references, _ := f.Array(d["Reference"])
		for _, o := range references[:min(len(references), 64)] {
			reference, _ := f.Dict(o)
			method, _ := f.Name(reference["TransformMethod"])
			params, _ := f.Dict(reference["TransformParams"])
			switch method {
			case "DocMDP":
				p.certify(f, params, 2)
			case "FieldMDP":
				p.lock(f, params)
			}
		}
		if lock, ok := f.Dict(field.dict["Lock"]); ok {
			p.certify(f, lock, 0)
			p.lock(f, lock)
		}
	}
	return p
}

// certify takes a /P, with the given default; 0 is none.
func (p *Policy) certify(f *pdffile.File, d types.Dict, otherwise int) {
	level := otherwise
	if n, ok := f.Int(d["P"]); ok && n >= 1 && n <= 3 {
		level = int(n)
	}
	if level > 0 && (p.DocMDP == 0 || level < p.DocMDP) {
		p.DocMDP = level
	}
}

// exceeded tells that the locks list more names than are read.
func (p *Policy) exceeded() bool { return p.names > maxNames }

// lock takes a field lock or the parameters of FieldMDP.
func (p *Policy) lock(f *pdffile.File, d types.Dict) {
	action, _ := f.Name(d["Action"])
	var names []string
	fields, _ := f.Array(d["Fields"])
	if p.names += len(fields); p.names > maxNames {
		action, fields = "All", nil // too many to know: the strictest
	}
	for _, o := range fields {
		if name, ok := f.Text(o); ok {
			names = append(names, name)
		}
	}
	switch action {
	case "All":
		p.FieldMDP, p.LockedAll, p.Unlocked = true, true, nil
	case "Include":
		p.FieldMDP = true
		p.Locked = append(p.Locked, names...)
	case "Exclude":
		if p.LockedAll { // what two locks leave open
			names = slices.DeleteFunc(names, func(n string) bool { return !named(p.Unlocked, n) })
		}
		p.FieldMDP, p.LockedAll, p.Unlocked = true, true, names
	}
}

// locked says whether the field may not be changed.
func (p *Policy) locked(field string) bool {
	return named(p.Locked, field) || p.LockedAll && !named(p.Unlocked, field)
}

// named says whether a field or one of its parents is in the list.
func named(list []string, field string) bool {
	return slices.ContainsFunc(list, func(n string) bool { return n == field || strings.HasPrefix(field, n+".") })
}
