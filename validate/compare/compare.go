package compare

import (
	"cmp"
	"slices"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Difference is what differs between an old and a new judgement of one document. The zero value says that nothing does.
type Difference struct {
	Path         string // of the document, as the new judgement names it
	SHA256       string
	DocumentType string

	Verdict   *Change         // nil when equal
	Validator *Change         // results of the gateway's validator; "" where there is none
	Gateway   *GatewayChange  // nil when the answers are equal in all but their detail and warning texts
	Come      []FindingChange // findings that only the new judgement has, worst first, then by id
	Gone      []FindingChange // findings that only the old one has
	Reworded  []FindingChange // findings of both whose message differs
	// Fault is set when either judgement is a fault, so that the findings say little.
	Fault bool
}

// Change is a value before and after.
type Change struct{ Old, New string }

// GatewayChange is the gateway's answer before and after; either is nil where no answer could be predicted.
type GatewayChange struct{ Old, New *validate.GatewayAnswer }

// FindingChange is what came, went or was reworded under one id and severity.
type FindingChange struct {
	ID       string
	Stage    string
	Severity lint.Severity
	Count    int
	// Example is the first of them: of the new judgement, or of the old one for what is gone.
	Example *lint.Finding
	// Before is, for what was reworded, the partner of Example in the old judgement; nil otherwise.
	Before *lint.Finding
}

// Equal reports whether nothing differs.
func (d *Difference) Equal() bool {
	return d.Verdict == nil && d.Validator == nil && d.Gateway == nil &&
		len(d.Come) == 0 && len(d.Gone) == 0 && len(d.Reworded) == 0
}

// Documents compares an old and a new judgement of one document. Neither is kept or changed, but the findings named in the
// result are theirs.
func Documents(old, new *validate.Document) Difference {
	d := Difference{
		Path: new.Path, SHA256: new.SHA256, DocumentType: new.DocumentType,
		Verdict:   change(string(old.Verdict), string(new.Verdict)),
		Validator: change(result(old.Validator), result(new.Validator)),
		Fault:     old.Fault != nil || new.Fault != nil,
	}
	if answer(old.Gateway) != answer(new.Gateway) {
		d.Gateway = &GatewayChange{Old: old.Gateway, New: new.Gateway}
	}
	d.findings(old.Findings, new.Findings)
	return d
}

func change(old, new string) *Change {
	if old == new {
		return nil
	}
	return &Change{Old: old, New: new}
}

func result(v *validate.Validator) string {
	if v == nil {
		return ""
	}
	return v.Result
}

// answered is what makes an answer the same one: a text that lists other codes is no other answer.
type answered struct {
	known, accepted         bool
	operation, id, instance string
	status                  int
}

func answer(g *validate.GatewayAnswer) answered {
	if g == nil || g.Accepted && g.Scope != validate.OfSubmission { // the verdict says that nothing blocks
		return answered{}
	}
	return answered{true, g.Accepted, g.Operation, g.Answer.ID, g.Answer.Instance, g.Answer.Status}
}

// kind is what findings are counted by.
type kind struct {
	id, stage string
	severity  lint.Severity
}

func kindOf(f *lint.Finding) kind { return kind{f.ID, f.Stage, f.Severity} }

// place is where a finding is. Two of one kind may share a place, so partners are taken in order.
type place struct {
	kind
	source, path string
	line, column int
}

func placeOf(f *lint.Finding) place {
	return place{kindOf(f), f.Location.Source, f.Location.Path, f.Location.Line, f.Location.Column}
}

func (d *Difference) findings(old, new []lint.Finding) {
	waiting := map[place][]*lint.Finding{}
	for i := range old {
		p := placeOf(&old[i])
		waiting[p] = append(waiting[p], &old[i])
	}
	// Partners with the same words first: of two at one place only one may have changed.
	var rest []*lint.Finding
	for i := range new {
		f := &new[i]
		partners := waiting[placeOf(f)]
		at := slices.IndexFunc(partners, func(o *lint.Finding) bool { return o.Message.In("en") == f.Message.In("en") })
		if at < 0 {
			rest = append(rest, f)
			continue
		}
		waiting[placeOf(f)] = slices.Delete(partners, at, at+1)
	}
	for _, f := range rest {
		p := placeOf(f)
		if partners := waiting[p]; len(partners) > 0 {
			waiting[p] = partners[1:]
			d.Reworded = count(d.Reworded, f, partners[0])
			continue
		}
		d.Come = count(d.Come, f, nil)
	}
	left := map[*lint.Finding]bool{}
	for _, partners := range waiting {
		for _, f := range partners {
			left[f] = true
		}
	}
	for i := range old { // in their order, so that the example is the first
		if left[&old[i]] {
			d.Gone = count(d.Gone, &old[i], nil)
		}
	}
	for _, list := range [][]FindingChange{d.Come, d.Gone, d.Reworded} {
		slices.SortStableFunc(list, func(a, b FindingChange) int {
			return cmp.Or(-cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Stage, b.Stage))
		})
	}
}

func count(list []FindingChange, f, before *lint.Finding) []FindingChange {
	for i := range list {
		if list[i].ID == f.ID && list[i].Stage == f.Stage && list[i].Severity == f.Severity {
			list[i].Count++
			return list
		}
	}
	return append(list, FindingChange{ID: f.ID, Stage: f.Stage, Severity: f.Severity, Count: 1, Example: f, Before: before})
}
