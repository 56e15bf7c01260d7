package revision

import (
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/pades/internal/doctree"
)

// fieldEntries compares the dictionaries of one field and its widgets.
type fieldEntries struct {
	*comparison
	field *doctree.Field
	// signing says that the field was signed after the signature under judgement, wasSigned that it was before, filled that
	// its value or state differs.
	signing, wasSigned, filled bool
}

func (e *fieldEntries) compare(old, now types.Dict, at place) {
	for _, key := range unionKeys(old, now) {
		entry := at.entry(key)
		switch key {
		case "Parent", "P", "Kids", "Type":
			continue
		case "A", "AA":
			entry = entry.in(PartAction, ruleNever)
		default:
			if e.field.Kind == "Sig" {
				entry = e.signature(key, old[key], now[key], entry)
			} else {
				entry = e.form(key, entry)
			}
		}
		if key == "V" && e.signing {
			if num, _, ok := pdffile.Reference(now[key]); ok {
				e.visit(-1, num, entry)
			}
			e.record(entry, Added, "")
			continue
		}
		if key == "V" && e.field.Kind == "Sig" {
			e.child(old[key], now[key], entry)
			continue
		}
		e.diff(old[key], now[key], entry)
	}
}

// signature says what may happen to an entry of a signature field: signing sets the value and what shows it; a signature that
// is there must stay as it is.
func (e *fieldEntries) signature(key string, old, now types.Object, at place) place {
	switch key {
	case "V":
		at.what = PartSignature
	case "AP":
		at.what = PartAppearance
	}
	if !e.signing {
		return at
	}
	switch key {
	case "V", "AP", "M", "MK", "DA", "NM", "BS", "AS", "DR":
		at.rule = ruleOf(e.now, e.field)
	case "F", "Ff":
		// signing may make the field read-only and printable, not hidden
		const allowed = 1 | 1<<2 | 1<<7 // read-only (of a field), print, locked (of an annotation)
		o, _ := e.old.Int(old)
		n, _ := e.now.Int(now)
		if (o^n)&^allowed == 0 {
			at.rule = ruleOf(e.now, e.field)
		}
	}
	return at
}

// form says what may happen to an entry of another field: filling sets the value, and the appearance with it.
func (e *fieldEntries) form(key string, at place) place {
	switch key {
	case "V", "AS", "I", "RV":
		return at.in(PartValue, ruleFill)
	case "AP":
		at.what = PartAppearance
		if e.filled {
			at.rule = ruleFill
		}
	case "M":
		at.rule = ruleHarmless
	case "MK", "DA", "Ff":
		if key == "Ff" && slices.Contains([]string{"Tx", "Ch", "Btn"}, e.field.Kind) {
			at.rule = ruleFill // a field lock makes the fields read-only
		}
	}
	return at
}

// same says whether two values are equal, references followed. It gives up, and says no, where they are deep or large.
func (c *comparison) same(f, g *pdffile.File, a, b types.Object) bool { return c.equal(f, g, a, b, 0) }

func (c *comparison) equal(f, g *pdffile.File, a, b types.Object, depth int) bool {
	if depth > 32 || !c.spend() {
		return false
	}
	a, b = f.Deref(a), g.Deref(b)
	switch x := a.(type) {
	case nil:
		return b == nil
	case types.Dict:
		y, ok := b.(types.Dict)
		if !ok || len(x) != len(y) {
			return false
		}
		for key := range x {
			if !isReference(x[key]) || key != "P" && key != "Parent" {
				if !c.equal(f, g, x[key], y[key], depth+1) {
					return false
				}
			}
		}
		return true
	case types.Array:
		y, ok := b.(types.Array)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !c.equal(f, g, x[i], y[i], depth+1) {
				return false
			}
		}
		return true
	case types.StreamDict:
		y, ok := b.(types.StreamDict)
		return ok && string(x.Raw) == string(y.Raw)
	}
	return b != nil && equalScalars(f, g, a, b)
}
