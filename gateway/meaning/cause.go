package meaning

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Cause is what a submission shows of the answer that is to be explained.
type Cause struct {
	Finding *lint.Finding // the one cause; nil when nothing that was given shows it
	Others  int           // further findings that would give the same answer
	// Instead is what the gateway would refuse first of what was given, when the cause is not found.
	Instead *lint.Finding
	Absent  []string // parts of a submission that were not given
}

// Cause looks for the cause in a submission that was judged for the operation.
func (f *Found) Cause(d *validate.Document, op fse.Operation) *Cause {
	order := gateway.Order(fse.May2026, op)
	var all []*lint.Finding
	for i := range d.Findings {
		if finding := &d.Findings[i]; f.explains(finding) {
			all = append(all, finding)
		}
	}
	place := func(x *lint.Finding) int {
		if i := slices.Index(order, x.Error); i >= 0 && x.Blocks() {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(all, func(a, b *lint.Finding) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(b.Severity, a.Severity))
	})
	c := &Cause{}
	for _, s := range d.Stages {
		if s.Absent {
			c.Absent = append(c.Absent, s.Name)
		}
	}
	if len(all) > 0 {
		c.Finding, c.Others = all[0], len(all)-1
		return c
	}
	if g := d.Gateway; g != nil && !g.Accepted && g.Finding >= 0 {
		c.Instead = &d.Findings[g.Finding]
	}
	return c
}

// explains reports whether a finding would give what is to be explained.
func (f *Found) explains(finding *lint.Finding) bool {
	if finding.Severity == lint.Info || finding.Rule == nil {
		return false
	}
	national := func(id string) bool { return SameNational(id, finding.NationalID) }
	if finding.NationalID != "" && len(f.National) > 0 {
		return slices.ContainsFunc(f.National, national)
	}
	if slices.Contains(f.Rules, finding.Rule) {
		return true
	}
	return slices.ContainsFunc(f.Topics, func(t *Topic) bool {
		return t.Kind == Error && t.ID == finding.Error || slices.Contains(t.Rules, finding.Rule.ID)
	})
}

// SameNational reports whether two numbers of national rules are the same: the rules are written "ERRORE-8", "Errore-8" and "ERRORE 8".
func SameNational(a, b string) bool {
	plain := strings.NewReplacer(" ", "", "-", "", "_", "")
	return strings.EqualFold(plain.Replace(a), plain.Replace(b))
}

// Errors are the ids of the gateway's errors among the topics.
func (f *Found) Errors() []string {
	var ids []string
	for _, t := range f.Topics {
		if t.Kind == Error {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// Operation is the operation to judge a submission for when nobody has named one: the first that can end in one of the errors.
func (f *Found) Operation() fse.Operation {
	ids := f.Errors()
	for _, op := range []fse.Operation{fse.ValidateAndCreate, fse.Create, fse.Validation, fse.Replace, fse.Update, fse.Delete} {
		if len(ids) == 0 || slices.ContainsFunc(ids, func(id string) bool { return gateway.Gives(op, id) }) {
			return op
		}
	}
	return fse.ValidateAndCreate
}

// Attempt picks the call of a ledger that the text is about: the one with an identifier of the text, else the last refused one whose answer
// means the same. It is nil when there is none.
func (f *Found) Attempt(l *ledger.Ledger) (*ledger.Entry, error) {
	var last *ledger.Entry
	for e, err := range l.Entries(ledger.Filter{}) {
		if err != nil {
			return nil, err
		}
		if f.names(e) {
			return e, nil
		}
		if a := e.Answer(); a != nil && a.Problem != nil {
			ids := gateway.Meaning(e.Operation, a.Status, a.Problem.Type, a.Problem.Instance, a.Problem.Detail)
			if slices.ContainsFunc(f.Errors(), func(id string) bool { return slices.Contains(ids, id) }) {
				last = e
			}
		}
	}
	return last, nil
}

// names reports whether the text has an identifier that the gateway gave to this call alone.
func (f *Found) names(e *ledger.Entry) bool {
	a := e.Answer()
	if a == nil {
		return false
	}
	return slices.ContainsFunc([]string{a.TraceID, a.CartID, a.GovwayID}, func(id string) bool {
		return id != "" && slices.Contains(f.Identifiers, id)
	})
}
