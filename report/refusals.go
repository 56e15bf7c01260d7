package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/validate"
)

// mostRefusals is how many answers are told apart.
const mostRefusals = 200

// Refusal is an answer by which the gateway would refuse documents.
type Refusal struct {
	Status    int
	Type      string // of the problem: /msg/semantic
	Title     string
	Other     bool // all that is beyond the bound on answers; the last one
	Documents int
}

// Key names the answer in one text: "422 /msg/semantic"; "" where nothing is known of it but that it refuses.
func (r *Refusal) Key() string {
	if r.Status == 0 {
		return r.Type
	}
	return strings.TrimSpace(strconv.Itoa(r.Status) + " " + r.Type)
}

// RefusalOf is the answer that refuses a document, with one document; nil where none does.
func RefusalOf(d *validate.Document) *Refusal {
	if d.Verdict != validate.Refused {
		return nil
	}
	if d.Gateway == nil {
		return &Refusal{Documents: 1}
	}
	a := &d.Gateway.Answer
	return &Refusal{Status: a.Status, Type: a.Type, Title: a.Title, Documents: 1}
}

// Refusals counts documents by the answer that refuses them. The zero value is ready.
type Refusals struct {
	byKey map[string]*Refusal
	other int
}

// Add counts one document.
func (r *Refusals) Add(d *validate.Document) {
	one := RefusalOf(d)
	if one == nil {
		return
	}
	known := r.byKey[one.Key()]
	switch {
	case known != nil:
		known.Documents++
	case len(r.byKey) >= mostRefusals:
		r.other++
	default:
		if r.byKey == nil {
			r.byKey = make(map[string]*Refusal)
		}
		r.byKey[one.Key()] = one
	}
}

// List returns the answers by number of documents, falling.
func (r *Refusals) List() []Refusal {
	var list []Refusal
	for _, key := range slices.Sorted(maps.Keys(r.byKey)) {
		list = append(list, *r.byKey[key])
	}
	slices.SortStableFunc(list, func(a, b Refusal) int { return cmp.Compare(b.Documents, a.Documents) })
	if r.other > 0 {
		list = append(list, Refusal{Other: true, Documents: r.other})
	}
	return list
}
