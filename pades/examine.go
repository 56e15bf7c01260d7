package pades

import (
	"bytes"
	"errors"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/internal/ber"
)

// examine finds the facts and the outcome of one signature field. A field that occurs twice is examined once.
func (c *court) examine(fd *field) *Signature {
	id := identity(fd.dict)
	if s, ok := c.done[id]; ok {
		return s
	}
	s := &Signature{}
	c.done[id] = s
	d, ok := c.file.Dict(fd.dict["V"])
	if same := c.values[identity(d)]; ok && same != nil {
		*s = *same
		s.Reached = false
	}
	s.Field, s.Object, s.TopLevel, s.FieldDict = c.form.qualifiedName(fd), fd.number, fd.parent == nil, fd.dict
	if s.Signed {
		return s
	}
	if !ok {
		if s.TopLevel {
			s.Outcome, s.Step, s.Detail = ReasonEmptyField, stepRead, texts.Text("empty-field", nil)
		}
		return s
	}
	s.Signed, s.Dict = true, d
	c.values[identity(d)] = s
	s.Value, _, _ = pdffile.Reference(fd.dict["V"])
	e := &examination{court: c, Signature: s, dict: d}
	e.entries()
	s.Outcome, s.Step, s.Detail = e.run()
	s.Level = e.level()
	return s
}

// examination follows the gateway through one signature.
type examination struct {
	*court
	*Signature
	dict    types.Dict
	ranges  []int32
	dated   bool // /M is a date
	message *cms.SignedData
	signer  *cms.Signer
	cert    *cms.Certificate
}

// entries reads the signature dictionary.
func (e *examination) entries() {
	for key, text := range map[string]*string{"Name": &e.Signature.Name, "Reason": &e.Signature.Reason,
		"Location": &e.Signature.Location, "ContactInfo": &e.Signature.ContactInfo, "M": &e.M} {
		*text, _ = e.file.Text(e.dict[key])
	}
	e.Filter, _ = e.file.Name(e.dict["Filter"])
	e.SubFilter, _ = e.file.Name(e.dict["SubFilter"])
	e.MParsed, e.dated = ParseDate(e.M, e.now)
	e.ranges = byteRange(e.file, e.dict)
	for _, n := range e.ranges[:min(len(e.ranges), 64)] {
		e.ByteRange = append(e.ByteRange, int64(n))
	}
	if n := len(e.ranges); n >= 2 && n%2 == 0 {
		e.CoversEnd = int64(e.ranges[n-2])+int64(e.ranges[n-1]) == int64(len(e.file.Data))
	}
}

var tooMuch = texts.Text("too-much", nil)

// run is steps 3 to 7.
func (e *examination) run() (Reason, int, lint.Text) {
	raw, err := gap(e.file.Data, e.ranges)
	if err != nil {
		return ReasonGap, stepRead, said(err)
	}
	if len(raw) > 0 {
		begin := int64(e.ranges[0] + e.ranges[1] + 1)
		e.Gap = [2]int64{begin, begin + int64(len(raw))}
	}
	if e.budget -= int64(len(raw)); e.budget < 0 {
		return ReasonBound, stepRead, tooMuch
	}
	data, err := gapHex(raw)
	if err != nil {
		return ReasonGap, stepRead, said(err)
	}
	content, err := signedContent(e.file.Data, e.ranges)
	if err != nil {
		return ReasonRanges, stepRead, said(err)
	}
	for _, part := range content {
		e.budget -= int64(len(part))
	}
	if e.budget < 0 {
		return ReasonBound, stepRead, tooMuch
	}
	e.message, err = cms.Parse(data)
	if errors.Is(err, cms.ErrTooDeep) {
		return ReasonException, stepRead, texts.Text("cms-too-deep", nil)
	}
	if errors.Is(err, cms.ErrTooMany) {
		return ReasonBound, stepRead, texts.Text("cms-too-many", nil)
	}
	if err != nil {
		return ReasonCMS, stepRead, texts.Text("gap-no-cms", lint.Values{"error": err})
	}
	if reason, detail := e.findSigner(data); reason != ReasonOK {
		return reason, stepSigner, detail
	}
	if !e.dated {
		return ReasonDate, stepSigner, e.dateProblem()
	}
	return e.verify(content)
}

// findSigner takes the first signer and its certificate.
func (e *examination) findSigner(data []byte) (Reason, lint.Text) {
	e.CMS = &CMS{
		Bytes:        data[:e.message.Length],
		Signers:      len(e.message.Signers),
		Encapsulated: e.message.Encapsulated,
		ContentType:  e.message.ContentType,
	}
	if len(e.message.Signers) == 0 {
		return ReasonNoSigner, texts.Text("no-signer", nil)
	}
	e.signer = e.message.Signers[0]
	e.describeSigner()
	certs, err := e.message.EmbeddedCertificates()
	if err != nil {
		return ReasonNoCertificate, said(err)
	}
	e.CMS.Certificates = len(certs)
	if e.cert, err = e.signer.Find(certs); err != nil {
		return ReasonNoCertificate, said(err)
	}
	if e.cert == nil {
		return ReasonNoCertificate, texts.Text("no-certificate", lint.Values{"n": len(certs)})
	}
	e.describeCertificate()
	if err := e.cert.Usable(); err != nil {
		return ReasonBadCertificate, said(err)
	}
	return ReasonOK, lint.Text{}
}

func (e *examination) describeSigner() {
	e.CMS.DigestAlgorithm = cms.AlgorithmName(e.signer.DigestAlgorithm)
	e.CMS.SignatureAlgorithm = cms.AlgorithmName(e.signer.SignatureAlgorithm)
	for _, a := range e.signer.SignedAttributes() {
		e.CMS.SignedAttributes = append(e.CMS.SignedAttributes, a.OID)
	}
	for _, a := range e.signer.UnsignedAttributes() {
		e.CMS.UnsignedAttributes = append(e.CMS.UnsignedAttributes, a.OID)
	}
	e.CMS.SigningTime, _ = e.signer.SigningTime()
}

func (e *examination) describeCertificate() {
	c := e.cert
	e.CMS.Subject, e.CMS.Issuer, e.CMS.Serial = c.Subject.String(), c.Issuer.String(), c.Serial.Text(16)
	e.CMS.NotBefore, e.CMS.NotAfter, e.CMS.KeyBits, e.CMS.Certificate = c.NotBefore, c.NotAfter, c.KeyBits(), c.Raw
}

func (e *examination) dateProblem() lint.Text {
	if e.M == "" {
		return texts.Text("no-date", nil)
	}
	return texts.Text("date", lint.Values{"date": strconv.Quote(e.M)})
}

// verify is steps 5 to 7.
func (e *examination) verify(content [][]byte) (Reason, int, lint.Text) {
	right, err := e.message.Verify(e.signer, e.cert, content...)
	switch {
	case errors.Is(err, cms.ErrDigestMismatch):
		return ReasonDigestMismatch, stepVerify, texts.Text("digest", nil)
	case err != nil:
		return ReasonVerification, stepVerify, said(err)
	case right:
		return ReasonOK, stepValue, texts.Text("right", nil)
	case e.message.VerifyAsSent(e.signer, e.cert):
		return ReasonSignatureWrong, stepAttributeEncoding, texts.Text("as-sent", nil)
	}
	return ReasonSignatureWrong, stepValue, texts.Text("wrong", nil)
}

// level tells the conformance level where the signature alone shows it: B-B, when it has all that EN 319 142-1 6.3 asks
// for at that level and no time-stamp token, which would have to be judged first.
func (e *examination) level() string {
	if e.Outcome != ReasonOK || e.SubFilter != "ETSI.CAdES.detached" || e.Filter == "" || !e.frames() {
		return ""
	}
	if e.message.Encapsulated || len(e.message.Signers) != 1 || e.message.ContentType != cms.OIDData || !isDER(e.CMS.Bytes) {
		return ""
	}
	hash := false
	for _, a := range e.signer.SignedAttributes() {
		switch a.OID {
		case cms.OIDSigningTime:
			return ""
		case cms.OIDSigningCertificate, cms.OIDSigningCertificate2:
			r, err := a.Reference(e.cert)
			hash = err == nil && r.HashMatches
		}
	}
	if !hash || len(e.signer.UnsignedAttributes()) > 0 {
		return ""
	}
	return "B-B"
}

// frames tells whether the byte range is the whole file but for the hexadecimal string.
func (e *examination) frames() bool {
	r, data := e.ByteRange, e.file.Data
	if len(r) != 4 || r[0] != 0 || !e.CoversEnd {
		return false
	}
	open, closed := r[1], r[2]
	return open > 0 && open < closed && closed <= int64(len(data)) && data[open] == '<' && data[closed-1] == '>'
}

func isDER(message []byte) bool {
	n, err := ber.Read(message)
	return err == nil && bytes.Equal(n.DER(), message)
}
