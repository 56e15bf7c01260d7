package revision

import (
	"bytes"
	"cmp"
	"errors"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
)

// Analyze splits an open document into its revisions and judges what happened after each of the signatures.
//
// f is not changed and not kept. Analyze never fails: what could not be judged is said in the State of the signature.
func Analyze(f *pdffile.File, signatures []Signed) Report { return Limits{}.Analyze(f, signatures) }

func (l Limits) withDefaults(size int64) Limits {
	return Limits{
		Snapshots:     cmp.Or(max(l.Snapshots, 0), 16),
		SnapshotBytes: cmp.Or(max(l.SnapshotBytes, 0), max(256<<20, 8*size)),
		Steps:         cmp.Or(max(l.Steps, 0), int(max(2_000_000, size))),
		Changes:       cmp.Or(max(l.Changes, 0), 200),
	}
}

// Analyze is as the function of that name, within the bounds of l.
func (l Limits) Analyze(f *pdffile.File, signatures []Signed) Report {
	revisions, whole := split(f)
	a := &analysis{
		file: f, limits: l.withDefaults(int64(len(f.Data))), manyMarks: !whole,
		report:   Report{Revisions: revisions, Repaired: !f.SoundXref()},
		outcomes: map[int64]*outcome{},
	}
	if x, err := cda.Extract(f, cda.Auto, fse.May2026); err == nil {
		a.cda = x
	}
	for _, s := range signatures {
		a.report.Signatures = append(a.report.Signatures, a.judge(s))
	}
	return a.report
}

// analysis is the work on one file.
type analysis struct {
	manyMarks bool // more ends of files than are looked at
	file      *pdffile.File
	cda       *cda.Extracted // nil when the gateway finds none
	limits    Limits
	report    Report
	outcomes  map[int64]*outcome // by the end of the signed bytes
	opened    int64              // bytes of all documents opened
	scanned   int64              // bytes looked at for all signatures
}

// outcome is what a comparison has found. Signatures that end at the same place share it.
type outcome struct {
	state    State
	detail   string
	policy   Policy
	changes  []Change
	attacks  []Attack
	overlays []Overlay
	cda      CDAState // CDAInside stands for the same CDA, wherever it is
}

// judge judges one signature.
func (a *analysis) judge(s Signed) Coverage {
	c := Coverage{Signed: s, Revision: -1, CDA: CDA{State: CDAUnknown}}
	d := a.dictionary(s)
	if d == nil {
		c.State = NoValue
		return c
	}
	c.Dictionary = d
	c.TimeStamp = isTimeStamp(a.file, d)
	if a.report.Repaired && pdffile.Reencoded(a.file.Data) { // whoever did that meant no attack, and nothing can be compared
		c.State, c.Detail = Repaired, "the bytes of the file were read as text and written again in UTF-8"
		return c
	}
	// contents, gap and tail are looked at byte by byte, for every signature anew
	if a.scanned += int64(len(a.file.Data)); a.scanned > a.limits.SnapshotBytes || a.manyMarks {
		c.State, c.Detail = TooMuch, tooMany
		return c
	}
	if !c.geometry(a.file, d) {
		c.State, c.Detail = BadRange, c.Flaws[len(c.Flaws)-1].Detail
		c.attackGeometry()
		return c
	}
	c.place(a.file.Data, a.report.Revisions)
	c.attackGeometry()
	o := a.outcomes[c.End]
	if o == nil {
		o = a.compare(c.End)
		a.outcomes[c.End] = o
	}
	c.State, c.Detail, c.Policy, c.Changes, c.Overlays = o.state, o.detail, o.policy, o.changes, o.overlays
	for _, x := range o.attacks {
		c.attack(x.Kind, x.Object, x.Detail)
	}
	a.embedded(&c, o.cda)
	return c
}

const tooMany = "there are too many signatures, or the file is too large, to look at what each of them covers"

// compare compares the document that the first end bytes are with the present one.
func (a *analysis) compare(end int64) *outcome {
	if end == int64(len(a.file.Data)) {
		return &outcome{state: Covered, policy: policyOf(a.file, readForm(a.file)), cda: CDAInside}
	}
	if len(a.outcomes) >= a.limits.Snapshots || a.opened+end > a.limits.SnapshotBytes {
		return &outcome{state: TooMuch, detail: tooMany, cda: CDAUnknown}
	}
	a.opened += end
	was, err := pdffile.Open(a.file.Data[:end:end], a.file.Limits())
	if errors.Is(err, pdffile.ErrTooLarge) {
		return &outcome{state: TooMuch, detail: err.Error(), cda: CDAUnknown}
	}
	if err != nil {
		return &outcome{state: Unreadable, detail: "what was signed is no document that can be read: " + err.Error(), cda: CDAUnknown}
	}
	c := &comparison{old: was, now: a.file, cover: &Coverage{End: end}, revisions: a.report.Revisions, limits: a.limits}
	c.compare()
	c.cover.attackChanges()
	o := &outcome{state: Covered, policy: c.cover.Policy, changes: c.cover.Changes, attacks: c.cover.Attacks,
		overlays: c.cover.Overlays, cda: CDAInside}
	switch {
	case c.exceeded, c.cover.Policy.exceeded():
		o.state, o.detail = TooMuch, "the documents are too large to be compared to the end"
	case !was.SoundXref() || !a.file.SoundXref():
		o.state, o.detail = Repaired, "the cross-reference is damaged: readers repair it each in their own way"
	}
	before, err := cda.Extract(was, cda.Auto, fse.May2026)
	switch {
	case errors.Is(err, pdffile.ErrTooLarge):
		o.state, o.detail, o.cda = TooMuch, err.Error(), CDAUnknown
	case err != nil:
		o.cda = CDAOutside
	case a.cda != nil && (!bytes.Equal(before.Original, a.cda.Original) || before.Mode != a.cda.Mode):
		o.cda = CDAChanged
	}
	return o
}

// embedded says where the document's CDA stands; state is what the comparison says.
func (a *analysis) embedded(c *Coverage, state CDAState) {
	if a.cda == nil {
		c.CDA.State = CDANone
		return
	}
	where, _ := a.file.ObjectLocation(a.cda.Object)
	c.CDA = CDA{State: state, Object: a.cda.Object, Offset: where.Offset}
	r := c.ByteRange
	covered := where.Offset >= r[0] && where.Offset < r[0]+r[1] || where.Offset >= r[2] && where.Offset < c.End
	if state == CDAInside && !covered {
		c.CDA.State = CDAMoved
	}
}

// dictionary returns the signature dictionary, nil when there is none.
func (a *analysis) dictionary(s Signed) types.Dict {
	if s.Dictionary != nil {
		return s.Dictionary
	}
	if s.Value > 0 {
		d, _ := a.file.Dict(*types.NewIndirectRef(s.Value, 0))
		return d
	}
	field, _ := a.file.Dict(*types.NewIndirectRef(s.Object, 0))
	d, _ := a.file.Dict(field["V"])
	return d
}

func isTimeStamp(f *pdffile.File, d types.Dict) bool {
	kind, _ := f.Name(d["Type"])
	sub, _ := f.Name(d["SubFilter"])
	return kind == "DocTimeStamp" || sub == "ETSI.RFC3161"
}

// place says where the byte range ends among the revisions and what follows it.
func (c *Coverage) place(data []byte, revisions []Revision) {
	c.Tail = tail(data, c.End, revisions)
	i := revisionAt(revisions, c.End-1)
	if i < 0 {
		return
	}
	// the line end behind the end-of-file mark may be left out
	if end := revisions[i].End; len(bytes.Trim(data[c.End:end], "\r\n")) == 0 && end-c.End <= 2 {
		c.Revision = i
		return
	}
	c.flaw(RangeWithin, c.End, "the range ends within a revision: what follows in it is not signed")
}
