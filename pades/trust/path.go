package trust

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// maxVerifications bounds the signatures of one question that are verified outside crypto/x509, which has a bound of its own.
	maxVerifications = 100
	// maxPath is the longest path that is shown when none leads to an anchor; maxIssuers bounds the certificates of one name that are tried.
	maxPath    = 12
	maxIssuers = 50
	// maxOthers and maxEvidence bound what a document brings along, maxNotes the remarks of one answer.
	maxOthers   = 1000
	maxEvidence = 1000
	maxNotes    = 50
)

// judge answers one question.
type judge struct {
	ctx   context.Context
	q     Question
	store *Store
	now   time.Time
	leaf  *certificate
	pool  pool // certificates of the document and fetched ones
	crls  []*crl
	ocsps []evidence

	states  map[pair]Revocation
	budget  int
	fetched map[string]bool
	notes   []Note
}

// pair is a certificate with the one that has issued it.
type pair struct{ subject, issuer *certificate }

// route is a path as far as it goes, with what was found out about it.
type route struct {
	path       []*certificate
	anchor     *Anchor
	finding    Finding
	revocation Finding
	states     []Revocation
}

func (j *judge) answer() Answer {
	j.states, j.fetched, j.pool = map[pair]Revocation{}, map[string]bool{}, pool{}
	var err error
	if j.leaf, err = readCertificate(j.q.Certificate, OriginDocument); err != nil {
		f := finding(NotJudged, Unreadable, "", err.Error(), err.Error())
		return Answer{Finding: f, Path: f, Revocation: f, Qualified: Qualified{Word: NotJudged, Device: NotJudged}}
	}
	j.readDocument()
	best := j.search()
	j.noteLists()
	a := Answer{Finding: best.overall(), Path: best.finding, Revocation: best.revocation, Anchor: best.anchor,
		Statements: ReadStatements(j.leaf.Certificate)}
	for i, c := range best.path {
		a.Links = append(a.Links, Link{Raw: c.Raw, Subject: c.name(), Issuer: NameOf(c.RawIssuer), Serial: c.SerialNumber.Text(16),
			NotBefore: c.NotBefore, NotAfter: c.NotAfter, Origin: c.origin, Revocation: best.states[i]})
	}
	a.Qualified = j.qualified(best)
	j.noteDates(best)
	a.Notes = j.notes
	return a
}

// OriginDocument is the Origin of what the document brought along.
const OriginDocument = "document"

// readDocument reads what the document brings along. What cannot be read is noted.
func (j *judge) readDocument() {
	j.pool.add(j.leaf)
	for _, der := range j.q.Others[:min(len(j.q.Others), maxOthers)] {
		c, err := readCertificate(der, OriginDocument)
		if err != nil {
			j.note(NoteUnusableCert, "", err.Error())
			continue
		}
		j.pool.add(c)
	}
	if len(j.q.Others) > maxOthers {
		j.note(NoteUnusableCert, "", fmt.Sprintf("more than %d certificates", maxOthers))
	}
	for _, der := range j.q.CRLs[:min(len(j.q.CRLs), maxEvidence)] {
		j.addCRL(der, OriginDocument)
	}
	for _, der := range j.q.OCSPs[:min(len(j.q.OCSPs), maxEvidence)] {
		j.addOCSP(der, OriginDocument)
	}
}

func (j *judge) note(kind, about, detail string) {
	n := Note{kind, about, detail}
	if len(j.notes) < maxNotes && !slices.Contains(j.notes, n) {
		j.notes = append(j.notes, n)
	}
}

func (j *judge) noteDates(r *route) {
	for _, c := range r.path {
		if !j.q.At.After(c.NotAfter) && j.now.After(c.NotAfter) {
			j.note(NoteExpiredSince, c.name(), "expired on "+stamp(c.NotAfter))
		}
	}
	if r.anchor != nil && !j.q.At.IsZero() {
		if f := r.path[len(r.path)-1].validAt(j.q.At); f.Word != Trusted {
			j.note(NoteAnchorExpired, f.About, f.Value)
		}
	}
}

// at is the time as of which to judge: now when the question has none.
func (j *judge) at() time.Time {
	if j.q.At.IsZero() {
		return j.now
	}
	return j.q.At
}

// search looks for the best path: among those that crypto/x509 finds to an anchor, a trusted one before others; when it finds none,
// the issuers are followed one by one as far as they go, for the reason and for the eye. Missing issuers are fetched where that is allowed.
func (j *judge) search() *route {
	for {
		if r := j.verified(); r != nil {
			return r
		}
		path, end := j.follow()
		if end.Reason == IssuerMissing && j.fetchIssuers(path[len(path)-1]) {
			continue
		}
		anchor, worth := j.anchor(path)
		return j.consider(path, anchor, append(j.check(path, anchor != nil), j.fault(path, anchor != nil)), worth, end)
	}
}

// verified returns the best of the paths that hold by RFC 5280 6.1, nil when there is none.
func (j *judge) verified() *route {
	if j.store.Empty() {
		return nil
	}
	roots, others := j.store.anchors.Clone(), j.store.others.Clone()
	for _, list := range j.pool {
		for _, c := range list {
			others.AddCert(c.Certificate)
			j.addServices(roots, j.store.services[string(c.RawIssuer)], false)
		}
	}
	for _, c := range j.store.certs {
		j.addServices(roots, j.store.services[string(c.RawIssuer)], false)
	}
	j.addServices(roots, j.store.servicesOf(j.leaf), true)
	chains, err := j.verify(j.leaf, roots, others)
	if err != nil {
		return nil
	}
	var best *route
	for _, chain := range chains[:min(len(chains), maxIssuers)] {
		path := make([]*certificate, len(chain))
		for i, c := range chain {
			path[i] = j.known(c)
		}
		anchor, worth := j.anchor(path)
		if anchor == nil {
			continue
		}
		r := j.consider(path, anchor, j.check(path, true), worth)
		if best == nil || r.rank() > best.rank() {
			best = r
		}
		if r.overall().Word == Trusted {
			break
		}
	}
	return best
}

// verify is RFC 5280 6.1 by crypto/x509. The usage is asked for by check, which says more.
func (j *judge) verify(leaf *certificate, roots, others *x509.CertPool) ([][]*x509.Certificate, error) {
	usages := []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	return leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: others, CurrentTime: j.at(), KeyUsages: usages})
}

// known is what is known of a certificate that crypto/x509 returns: it makes copies of anchors.
func (j *judge) known(c *x509.Certificate) *certificate {
	for _, list := range [][]*certificate{j.store.pool[string(c.RawSubject)], j.identities(c.RawSubject), j.pool[string(c.RawSubject)]} {
		for _, k := range list {
			if bytes.Equal(k.Raw, c.Raw) {
				return k
			}
		}
	}
	return &certificate{Certificate: c}
}

// follow goes from issuer to issuer, anchors first, until an anchor, a self-signed certificate or a dead end, which the finding names.
func (j *judge) follow() ([]*certificate, Finding) {
	path := []*certificate{j.leaf}
	for {
		last := path[len(path)-1]
		if anchor, _ := j.anchor(path); anchor != nil {
			return path, Finding{Word: Trusted}
		}
		if last.selfIssued() && j.issued(last, last) == nil {
			return path, finding(NotTrusted, UntrustedRoot, last.name(), "", "self-signed, and not among what is trusted")
		}
		if len(path) == maxPath {
			return path, finding(NotJudged, TooComplex, last.name(), "", fmt.Sprintf("the path is longer than %d", maxPath))
		}
		issuer, end := j.issuer(path)
		if issuer == nil {
			return path, end
		}
		path = append(path, issuer)
	}
}

// issuer returns the first certificate that has issued the last of path, or says why there is none.
func (j *judge) issuer(path []*certificate) (*certificate, Finding) {
	last := path[len(path)-1]
	name := NameOf(last.RawIssuer)
	end := finding(NotJudged, IssuerMissing, last.name(), name, "the certificate of its issuer is missing: "+name)
	for _, candidate := range j.issuers(last) {
		if slices.ContainsFunc(path, candidate.sameEntity) { // the same name with the same key adds nothing
			continue
		}
		switch err := j.issued(last, candidate); {
		case err == nil:
			return candidate, Finding{}
		case errors.Is(err, errBudget):
			return nil, finding(NotJudged, TooComplex, last.name(), "", errBudget.Error())
		case errors.Is(err, x509.ErrUnsupportedAlgorithm):
			end = finding(NotJudged, Unreadable, last.name(), last.SignatureAlgorithm.String(),
				"the signature of its issuer cannot be verified: "+err.Error())
		default:
			end = finding(NotTrusted, BadSignature, last.name(), name, fmt.Sprintf("not signed by the certificate of its issuer: %v", err))
		}
	}
	return nil, end
}

// issuers returns those that may have issued c by their name: of the store, of its trusted lists, of the document; those whose key
// identifier fits first.
func (j *judge) issuers(c *certificate) []*certificate {
	found := slices.Concat(j.store.pool[string(c.RawIssuer)], j.identities(c.RawIssuer), j.pool[string(c.RawIssuer)])
	slices.SortStableFunc(found, func(a, b *certificate) int { return mismatch(a, c) - mismatch(b, c) })
	return found[:min(len(found), maxIssuers)]
}

func mismatch(issuer, c *certificate) int {
	if c.AuthorityKeyId == nil || bytes.Equal(issuer.SubjectKeyId, c.AuthorityKeyId) {
		return 0
	}
	return 1
}

var errBudget = errors.New("too many signatures to verify")

func (j *judge) issued(c, issuer *certificate) error {
	if j.budget--; j.budget < 0 {
		return errBudget
	}
	return c.signedBy(issuer)
}

// consider puts together what was found about a path.
func (j *judge) consider(path []*certificate, anchor *Anchor, found []Finding, ends ...Finding) *route {
	r := &route{path: path, anchor: anchor, finding: worst(append(found, ends...))}
	if j.store.Empty() {
		r.finding = finding(NotJudged, NoTrustData, "", "", "no certificate or trusted list was given to trust")
	}
	j.revocations(r)
	return r
}

// overall puts path and revocation together: what speaks against trust comes first, then what is open.
func (r *route) overall() Finding {
	return worst([]Finding{r.finding, r.revocation})
}

// rank orders paths to anchors: trusted ones, those that are only in doubt for revocation, those in doubt.
func (r *route) rank() int {
	switch {
	case r.overall().Word == Trusted:
		return 3
	case r.finding.Word == Trusted:
		return 2
	case r.overall().Word == NotJudged:
		return 1
	}
	return 0
}

// worst returns the first finding that is not trusted, else the first that is not judged, else trusted.
func worst(findings []Finding) Finding {
	for _, w := range []Word{NotTrusted, NotJudged} {
		for _, f := range findings {
			if f.Word == w {
				return f
			}
		}
	}
	return Finding{Word: Trusted}
}

// check says what is wrong with a path that crypto/x509 does not look at, or not in so many words. The anchor's validity
// does not count: it is trusted because the user says so.
func (j *judge) check(path []*certificate, anchored bool) []Finding {
	var found []Finding
	if j.q.At.IsZero() {
		found = append(found, finding(NotJudged, NoTime, "", "", "the time of the signature is unknown"))
	}
	for i, c := range path {
		if !anchored || i < len(path)-1 {
			found = append(found, unknownCritical(c))
		}
		if i > 0 {
			found = append(found, issuerChecks(c)...)
			found = append(found, nameChecks(c, path[:i])...)
			found = append(found, weak(path[i-1], c))
		}
	}
	found = append(found, shortKey(path[0]))
	if j.q.Usage == TimeStamping && !path[0].serves(x509.ExtKeyUsageTimeStamping) {
		found = append(found, finding(NotTrusted, ExtendedKeyUsage, path[0].name(), "", "its extended key usage does not name time stamping"))
	}
	return found
}

// fault gives the reason why crypto/x509 refuses a path.
func (j *judge) fault(path []*certificate, anchored bool) Finding {
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	last := path[len(path)-1].Certificate
	if anchored {
		last = ageless(last)
	}
	roots.AddCert(last)
	for _, c := range path[1:] {
		others.AddCert(c.Certificate)
	}
	_, err := j.verify(path[0], roots, others)
	if err == nil {
		return Finding{Word: Trusted}
	}
	return j.explain(path[0], err)
}

// ageless is a copy of an anchor that is always valid, whatever stands in it.
func ageless(c *x509.Certificate) *x509.Certificate {
	anchor := *c
	anchor.UnhandledCriticalExtensions = nil
	anchor.NotBefore, anchor.NotAfter = time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	return &anchor
}

func (j *judge) explain(leaf *certificate, err error) Finding {
	var invalid x509.CertificateInvalidError
	var unhandled x509.UnhandledCriticalExtension
	switch {
	case errors.As(err, &invalid):
		c := &certificate{Certificate: invalid.Cert}
		name, text := c.name(), strings.TrimPrefix(err.Error(), "x509: ")
		switch invalid.Reason {
		case x509.Expired:
			return c.validAt(j.at())
		case x509.NotAuthorizedToSign:
			return finding(NotTrusted, NotACA, name, "", text)
		case x509.TooManyIntermediates:
			return finding(NotTrusted, PathLength, name, fmt.Sprint(c.MaxPathLen), text)
		case x509.CANotAuthorizedForThisName, x509.NameConstraintsWithoutSANs, x509.UnconstrainedName:
			return finding(NotTrusted, NameConstraint, name, invalid.Detail, text)
		case x509.CANotAuthorizedForExtKeyUsage, x509.IncompatibleUsage:
			return finding(NotTrusted, ExtendedKeyUsage, name, "", text)
		}
		return finding(NotJudged, ConstraintUnknown, name, invalid.Detail, text)
	case errors.As(err, &unhandled): // check says which
		return Finding{Word: Trusted}
	}
	return finding(NotJudged, TooComplex, leaf.name(), "", err.Error())
}

// issuerChecks asks what crypto/x509 answers with "unknown authority" alone.
func issuerChecks(c *certificate) []Finding {
	var found []Finding
	if c.BasicConstraintsValid && !c.IsCA || !c.BasicConstraintsValid && c.Version == 3 {
		found = append(found, finding(NotTrusted, NotACA, c.name(), "", "it has issued a certificate and is no certification authority"))
	}
	if c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageCertSign == 0 {
		found = append(found, finding(NotTrusted, KeyUsage, c.name(), "", "its key usage does not allow it to sign certificates"))
	}
	return found
}

func unknownCritical(c *certificate) Finding {
	if len(c.UnhandledCriticalExtensions) == 0 {
		return Finding{Word: Trusted}
	}
	oid := c.UnhandledCriticalExtensions[0]
	if oid.Equal(oidNameConstraints) {
		return finding(NotJudged, ConstraintUnknown, c.name(), oid.String(), "constrains names in a way that is not understood")
	}
	return finding(NotJudged, CriticalExtension, c.name(), oid.String(), "the critical extension "+oid.String()+" is not understood")
}

// weak tells whether the signature of c by issuer rests on something broken. Reference: SOG-IS agreed mechanisms 1.3.
func weak(c, issuer *certificate) Finding {
	switch c.SignatureAlgorithm {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1:
		d := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(c.SignatureAlgorithm.String(), "ECDSA-"), "-RSA"), "-", "")
		return finding(NotJudged, WeakAlgorithm, c.name(), d, "its issuer has signed it with "+d+", which can be forged")
	}
	return shortKey(issuer)
}

func shortKey(c *certificate) Finding {
	if !weakKey(c) {
		return Finding{Word: Trusted}
	}
	bits := fmt.Sprintf("%d bit", keyBits(c))
	return finding(NotJudged, WeakAlgorithm, c.name(), bits, "a key of "+bits)
}
