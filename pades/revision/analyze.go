package revision

import (
	"bytes"
	"cmp"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"fselint/cda"
	"fselint/cda/pdffile"
)

// Analyze splits an open document into its revisions and judges what happened after each of the signatures.
//
// f is not changed and not kept. Analyze never fails: what could not be judged is said in the State of the signature.
func Analyze(f *pdffile.File, signatures []Signed) Report { return Limits{}.Analyze(f, signatures) }

func (l Limits) withDefaults(size int64) Limits {
	return Limits{
		Snapshots:     cmp.Or(max(l.Snapshots, 0), 16),
		SnapshotBytes: cmp.Or(max(l.SnapshotBytes, 0), max(64<<20, 4*size)),
		Steps:         cmp.Or(max(l.Steps, 0), 2_000_000),
		Changes:       cmp.Or(max(l.Changes, 0), 200),
	}
}

// Analyze is as the function of that name, within the bounds of l.
func (l Limits) Analyze(f *pdffile.File, signatures []Signed) Report {
	a := &analysis{
		file: f, limits: l.withDefaults(int64(len(f.Data))),
		report:    Report{Revisions: split(f), Repaired: f.Repaired()},
		snapshots: map[int64]*snapshot{}, cdas: map[*pdffile.File]*cda.Extracted{},
	}
	for _, s := range signatures {
		a.report.Signatures = append(a.report.Signatures, a.judge(s))
	}
	return a.report
}

// analysis is the work on one file.
type analysis struct {
	file      *pdffile.File
	limits    Limits
	report    Report
	snapshots map[int64]*snapshot
	opened    int64 // bytes of all snapshots
	cdas      map[*pdffile.File]*cda.Extracted
}

// snapshot is the document as it was when the bytes up to some offset were all of it.
type snapshot struct {
	file *pdffile.File
	err  error
}

// snapshot opens the first end bytes of the file; nil when the bounds do not allow for it.
func (a *analysis) snapshot(end int64) *snapshot {
	if s := a.snapshots[end]; s != nil {
		return s
	}
	if end == int64(len(a.file.Data)) {
		return &snapshot{file: a.file}
	}
	if len(a.snapshots) >= a.limits.Snapshots || a.opened+end > a.limits.SnapshotBytes {
		return nil
	}
	a.opened += end
	s := &snapshot{}
	s.file, s.err = pdffile.Open(a.file.Data[:end:end], pdffile.Limits{})
	a.snapshots[end] = s
	return s
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
	if !c.geometry(a.file, d) {
		c.State, c.Detail = BadRange, c.Flaws[len(c.Flaws)-1].Detail
		c.attackGeometry()
		return c
	}
	c.place(a.file.Data, a.report.Revisions)
	c.attackGeometry()
	a.compare(&c)
	return c
}

// compare compares what was signed with the present document.
func (a *analysis) compare(c *Coverage) {
	was := a.snapshot(c.End)
	switch {
	case was == nil:
		c.State, c.Detail = TooMuch, "there are too many signatures, or the file is too large, to look at what each of them covers"
		return
	case was.err != nil:
		c.State, c.Detail = Unreadable, "what was signed is no document that can be read: "+was.err.Error()
		return
	}
	c.State = Covered
	cmp := &comparison{old: was.file, now: a.file, cover: c, revisions: a.report.Revisions, limits: a.limits}
	if was.file == a.file {
		cmp.cover.Policy = policyOf(a.file, readForm(a.file))
	} else {
		cmp.compare()
		cmp.attackChanges()
	}
	if cmp.exceeded {
		c.State, c.Detail = TooMuch, "the documents are too large to be compared to the end"
	}
	a.cda(c, was)
}

// cda says where the document's CDA stands.
func (a *analysis) cda(c *Coverage, was *snapshot) {
	now := a.embedded(a.file)
	if now == nil {
		c.CDA.State = CDANone
		return
	}
	c.CDA.Object = now.Object
	where, _ := a.file.ObjectLocation(now.Object)
	c.CDA.Offset = where.Offset
	inside := where.Offset > 0 && where.Offset < c.End && (where.Offset < c.ByteRange[0]+c.ByteRange[1] || where.Offset >= c.ByteRange[2])
	before := now
	if was.file != a.file {
		before = a.embedded(was.file)
	}
	switch {
	case before == nil:
		c.CDA.State = CDAOutside
	case !bytes.Equal(before.Original, now.Original) || before.Mode != now.Mode:
		c.CDA.State = CDAChanged
	case inside:
		c.CDA.State = CDAInside
	default:
		c.CDA.State = CDAMoved
	}
}

// embedded returns the CDA that the gateway takes from a document, nil when there is none.
func (a *analysis) embedded(f *pdffile.File) *cda.Extracted {
	if found, known := a.cdas[f]; known {
		return found
	}
	found, err := cda.Extract(f, cda.Auto)
	if err != nil {
		found = nil
	}
	a.cdas[f] = found
	return found
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
	if r := revisions[i]; r.End == c.End || r.End == int64(lineEnd(data, int(c.End))) {
		c.Revision = i
		return
	}
	c.flaw(RangeWithin, c.End, "the range ends within a revision: what follows in it is not signed")
}
