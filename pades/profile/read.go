package profile

import (
	"cmp"
	"reflect"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/cms"
)

// maxSignatures bounds the signatures that are verified in one document; the others are Indeterminate.
const maxSignatures = 200

// Read judges the signatures of an open document. facts are what the gateway's reader found in the form (the Signatures of a
// pades.Judgement about the same file). f is not changed; the report refers to its data.
func Read(f *pdffile.File, facts []pades.Signature) *Report {
	r := &reader{file: f, budget: &budget{left: MaxBytes}, done: map[uintptr]*Signature{}, keys: map[string]*Signature{}}
	r.report = &Report{DSS: readDSS(f), Encrypted: f.Encrypted(), Certification: certification(f)}
	p := walkPages(f, facts)
	for i := range facts {
		r.add(&facts[i], true, p)
	}
	strays := pades.Examine(f, p.strays)
	for i := range strays {
		r.add(&strays[i], false, p)
	}
	r.report.bound = cmp.Or(r.budget.exceeded, p.exceeded)
	if r.report.DSS != nil {
		r.report.bound = cmp.Or(r.report.bound, r.report.DSS.exceeded)
	}
	r.report.finish(r.keys)
	return r.report
}

type reader struct {
	file   *pdffile.File
	budget *budget
	report *Report
	done   map[uintptr]*Signature // by the signature dictionary
	keys   map[string]*Signature  // by the name that an entry of /VRI would have
}

// identity tells dictionaries apart as objects.
func identity(d types.Dict) uintptr { return reflect.ValueOf(d).Pointer() }

func (r *reader) add(facts *pades.Signature, inForm bool, p *pages) {
	s := &Signature{Facts: *facts, Kind: Empty, InForm: inForm}
	r.report.Signatures = append(r.report.Signatures, s)
	if place, ok := p.find(facts.FieldDict, r.file); ok {
		s.Page, s.Visible = place.page, place.visible
	}
	if facts.Dict == nil {
		return
	}
	if same := r.done[identity(facts.Dict)]; same != nil { // two fields with one signature
		s.Kind, s.Geometry, s.Message, s.Integrity, s.Cause, s.Detail, s.Stamp = same.Kind, same.Geometry, same.Message,
			same.Integrity, same.Cause, same.Detail, same.Stamp
		return
	}
	r.done[identity(facts.Dict)] = s
	s.Kind = DocumentSignature
	kind, _ := r.file.Name(facts.Dict["Type"])
	if s.isSig = kind == "Sig"; kind == "DocTimeStamp" || facts.SubFilter == SubFilterTimeStamp {
		s.Kind = DocumentTimeStamp
	}
	var v verdict
	if len(r.done) <= maxSignatures {
		v = r.examine(s)
	} else {
		v = r.budget.bound("the document has more than %d signatures", maxSignatures)
	}
	s.Integrity, s.Cause, s.Detail = v.integrity, v.cause, v.detail
}

// Values of SubFilter (ISO 32000-1 12.8.3.3, ISO 32000-2 12.8.3.4, 12.8.5).
const (
	SubFilterCAdES     = "ETSI.CAdES.detached"
	SubFilterTimeStamp = "ETSI.RFC3161"
	SubFilterPKCS7     = "adbe.pkcs7.detached"
	SubFilterSHA1      = "adbe.pkcs7.sha1"
	SubFilterX509      = "adbe.x509.rsa_sha1"
)

// examine reads dictionary and message of one signature and verifies it.
func (r *reader) examine(s *Signature) verdict {
	contents, ok := r.file.Bytes(s.Facts.Dict["Contents"])
	s.Geometry = measure(r.file, s.Facts.Dict, contents)
	if !ok || len(contents) == 0 {
		return broken(FormatFailure, "the signature dictionary has no /Contents")
	}
	if r.report.DSS != nil && len(r.report.DSS.VRI) > 0 && r.budget.take([][]byte{contents}) {
		r.keys[vriKey(contents)] = s
	}
	if s.Facts.SubFilter == SubFilterX509 {
		return unknown(UnknownMethod, "signatures of the kind %s are not verified here", SubFilterX509)
	}
	m, err := readMessage(r.budget, contents)
	if err != nil {
		return unreadable("/Contents", err)
	}
	s.Message = m
	covered, err := s.Geometry.covered(r.file.Data)
	if err != nil {
		return broken(FormatFailure, "%v", err)
	}
	switch {
	case s.Kind == DocumentTimeStamp, m.ContentType == oidTSTInfo && m.Encapsulated:
		s.Stamp = &TimeStamp{Message: m}
		v := s.Stamp.judge(r.budget, covered)
		s.Stamp.Integrity, s.Stamp.Cause, s.Stamp.Detail = v.integrity, v.cause, v.detail
		return v
	case s.Facts.SubFilter == SubFilterSHA1:
		return m.verifySHA1(r.budget, covered)
	}
	v := m.verify(r.budget, covered)
	for _, signer := range m.Signers {
		signer.readStamps(r.budget)
	}
	return v
}

// certification returns the permission that a certification signature gives (/Perms /DocMDP, default 2), 0 without one.
func certification(f *pdffile.File) int {
	perms, _ := f.Dict(f.Catalog()["Perms"])
	signature, ok := f.Dict(perms["DocMDP"])
	if !ok {
		return 0
	}
	references, _ := f.Array(signature["Reference"])
	for _, o := range references[:min(len(references), maxStamps)] {
		reference, _ := f.Dict(o)
		if method, _ := f.Name(reference["TransformMethod"]); method != "DocMDP" {
			continue
		}
		parameters, _ := f.Dict(reference["TransformParams"])
		if p, ok := f.Int(parameters["P"]); ok && p >= 1 && p <= 3 {
			return int(p)
		}
	}
	return 2
}

// finish judges what needs all signatures: times, levels, entries of the store.
func (r *Report) finish(keys map[string]*Signature) {
	if r.DSS != nil {
		r.DSS.match(r.Signatures, keys)
	}
	r.stamps = r.intactStamps()
	for _, s := range r.Signatures {
		s.Time = r.timeOf(s)
	}
	evidence := sync.OnceValue(r.evidence) // for signatures with a proven time alone
	for _, s := range r.Signatures {
		s.MissingForBaseline = s.missing()
		s.Level = r.level(s, evidence)
	}
}

// timeOf finds the best word about when a signature was made.
func (r *Report) timeOf(s *Signature) Time {
	if s.Stamp != nil {
		return Time{s.Stamp.Time, FromTimeStamp}
	}
	if signer := s.Signer(); signer != nil {
		for _, t := range signer.Stamps {
			if t.Integrity == Intact {
				return Time{t.Time, FromTimeStamp}
			}
		}
	}
	if !s.Facts.Signed {
		return Time{}
	}
	var best Time
	for _, other := range r.stamps {
		if other.covers(s) && (best.At.IsZero() || other.Stamp.Time.Before(best.At)) {
			best = Time{other.Stamp.Time, FromDocumentTimeStamp}
		}
	}
	signer := s.Signer()
	switch {
	case !best.At.IsZero():
		return best
	case !s.Facts.MParsed.IsZero():
		return Time{s.Facts.MParsed, FromM}
	case signer != nil && !signer.SigningTime.IsZero():
		return Time{signer.SigningTime, FromAttribute}
	}
	return Time{}
}

// intactStamps are the document time stamps that prove something, each once: many fields may share one.
func (r *Report) intactStamps() []*Signature {
	var stamps []*Signature
	known := map[[2]int64]bool{}
	for _, s := range r.Signatures {
		if s.Stamp != nil && s.Integrity == Intact && s.Geometry.Sound() && !known[s.Geometry.Gap] {
			known[s.Geometry.Gap] = true
			stamps = append(stamps, s)
		}
	}
	return stamps
}

// covers tells whether the bytes of s, one of intactStamps, contain all that other covers.
func (s *Signature) covers(other *Signature) bool {
	return other.Geometry.End > 0 && s.Geometry.Gap[0] >= other.Geometry.End
}

// certificates are the certificates of a message, none for nil.
func (m *Message) certificates() []*cms.Certificate {
	if m == nil {
		return nil
	}
	return m.Certificates
}
