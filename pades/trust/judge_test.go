package trust_test

import (
	"context"
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ocsp"

	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/internal/testkit/work"
	"github.com/fselint/fselint/pades/trust"
)

// bench is a root, an authority below it and a signer.
type bench struct{ root, sub, signer *trusttest.Identity }

func newBench(tb testing.TB, options ...trusttest.Option) *bench {
	b := &bench{root: trusttest.Root(tb, "Radice Prova")}
	b.sub = b.root.Issue(tb, "CA Prova", trusttest.CA(0))
	b.signer = b.sub.Issue(tb, "Rossi Maria", options...)
	return b
}

// signed is a question about the signer with the whole chain and lists of both authorities.
func (b *bench) question(tb testing.TB) trust.Question {
	return trust.Question{
		Certificate: b.signer.DER(), Others: [][]byte{b.signer.DER(), b.sub.DER(), b.root.DER()},
		CRLs: [][]byte{b.list(tb, b.root), b.list(tb, b.sub)}, At: trusttest.Signed,
	}
}

func (b *bench) list(tb testing.TB, of *trusttest.Identity, entries ...x509.RevocationListEntry) []byte {
	return of.List(tb, day(0), day(7), entries)
}

// day is a time some days after the signature.
func day(n int) time.Time { return trusttest.Signed.AddDate(0, 0, n) }

func now() time.Time { return day(30) }

// store holds certificates and lists.
func store(tb testing.TB, ders ...[]byte) *trust.Store {
	s := trust.New(trust.Options{Now: now})
	for _, der := range ders {
		require.NoError(tb, s.Add("trust.der", der))
	}
	return s
}

func judge(q trust.Question, s *trust.Store) trust.Answer {
	return trust.Judge(context.Background(), q, s)
}

func requireWord(t *testing.T, a trust.Answer, w trust.Word, r trust.Reason) {
	t.Helper()
	require.Equal(t, w, a.Word, "%s: %s %v", a.Reason, a.Detail, a.Notes)
	require.Equal(t, r, a.Reason, "%s %v", a.Detail, a.Notes)
	if w != trust.Trusted {
		assert.NotEmpty(t, a.Detail)
	}
}

func TestTrusted(t *testing.T) {
	b := newBench(t)
	a := judge(b.question(t), store(t, b.root.DER()))
	requireWord(t, a, trust.Trusted, trust.OK)
	require.Len(t, a.Links, 3)
	assert.Equal(t, "C=IT, O=Prova, CN=Rossi Maria", a.Links[0].Subject)
	assert.Equal(t, "crl", a.Links[0].Revocation.Source)
	assert.Equal(t, trust.NotConsulted, a.Links[2].Revocation.Reason)
	assert.Equal(t, "trust.der", a.Anchor.Origin)
	assert.Equal(t, trust.NotJudged, a.Qualified.Word)
	assert.Empty(t, a.Notes)
}

// TestNothingGiven holds the promise that nothing is trusted by default.
func TestNothingGiven(t *testing.T) {
	b := newBench(t)
	for _, s := range []*trust.Store{nil, trust.New(trust.Options{Now: now}), store(t, b.list(t, b.sub))} {
		a := judge(b.question(t), s)
		requireWord(t, a, trust.NotJudged, trust.NoTrustData)
		assert.Len(t, a.Links, 3, "the chain is shown all the same")
		assert.Nil(t, a.Anchor)
	}
}

// TestRevokedWithoutAnchor: that the embedded issuer revoked the signer is a fact even where nobody trusts the issuer.
func TestRevokedWithoutAnchor(t *testing.T) {
	b := newBench(t)
	q := b.question(t)
	q.CRLs = [][]byte{b.list(t, b.sub, b.signer.Revoke(day(-1), 1))}
	requireWord(t, judge(q, nil), trust.NotTrusted, trust.Revoked)
}

func TestPath(t *testing.T) {
	old := trusttest.Valid(day(-900), day(-100))
	cases := []struct {
		name   string
		build  func(t *testing.T) (trust.Question, *trust.Store)
		word   trust.Word
		reason trust.Reason
	}{
		{"anchor expired before the signature", func(t *testing.T) (trust.Question, *trust.Store) {
			b := &bench{root: trusttest.Root(t, "Radice scaduta", old)}
			b.sub = b.root.Issue(t, "CA Prova", trusttest.CA(0))
			b.signer = b.sub.Issue(t, "Rossi Maria")
			return b.question(t), store(t, b.root.DER())
		}, trust.Trusted, trust.OK},
		{"signer expired", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t, old)
			return b.question(t), store(t, b.root.DER())
		}, trust.NotTrusted, trust.Expired},
		{"signer not yet valid", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t, trusttest.Valid(day(1), day(100)))
			return b.question(t), store(t, b.root.DER())
		}, trust.NotTrusted, trust.NotYetValid},
		{"authority expired", func(t *testing.T) (trust.Question, *trust.Store) {
			b := &bench{root: trusttest.Root(t, "Radice")}
			b.sub = b.root.Issue(t, "CA Prova", trusttest.CA(0), old)
			b.signer = b.sub.Issue(t, "Rossi Maria")
			return b.question(t), store(t, b.root.DER())
		}, trust.NotTrusted, trust.Expired},
		{"authority is not in the document but in the store", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t)
			q := b.question(t)
			q.Others = nil
			return q, store(t, b.sub.DER(), b.root.DER())
		}, trust.Trusted, trust.OK},
		{"authority alone is named", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t)
			q := b.question(t)
			q.Others = nil
			return q, store(t, b.sub.DER())
		}, trust.Trusted, trust.OK},
		{"issuer missing", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t)
			q := b.question(t)
			q.Others = nil
			return q, store(t, b.root.DER())
		}, trust.NotJudged, trust.IssuerMissing},
		{"another root", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t)
			return b.question(t), store(t, trusttest.Root(t, "Altra radice").DER())
		}, trust.NotTrusted, trust.UntrustedRoot},
		{"another root of the same name", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t)
			q := b.question(t)
			q.Others = [][]byte{b.sub.DER()}
			return q, store(t, trusttest.Root(t, "Radice Prova").DER())
		}, trust.NotTrusted, trust.BadSignature},
		{"self-signed signer", func(t *testing.T) (trust.Question, *trust.Store) {
			s := trusttest.Root(t, "Rossi Maria")
			return trust.Question{Certificate: s.DER(), At: trusttest.Signed}, store(t, trusttest.Root(t, "Altra").DER())
		}, trust.NotTrusted, trust.UntrustedRoot},
		{"the signer itself is named", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t)
			return trust.Question{Certificate: b.signer.DER(), At: trusttest.Signed}, store(t, b.signer.DER())
		}, trust.Trusted, trust.OK},
		{"issuer is no authority", func(t *testing.T) (trust.Question, *trust.Store) {
			b := &bench{root: trusttest.Root(t, "Radice")}
			b.sub = b.root.Issue(t, "Persona", trusttest.Use(x509.KeyUsageCertSign|x509.KeyUsageCRLSign),
				func(c *x509.Certificate) { c.SubjectKeyId = []byte{1, 2, 3} })
			b.signer = b.sub.Issue(t, "Rossi Maria")
			return b.question(t), store(t, b.root.DER())
		}, trust.NotTrusted, trust.NotACA},
		{"issuer may not sign certificates", func(t *testing.T) (trust.Question, *trust.Store) {
			b := &bench{root: trusttest.Root(t, "Radice")}
			b.sub = b.root.Issue(t, "CA", trusttest.CA(-1), trusttest.Use(x509.KeyUsageCRLSign))
			b.signer = b.sub.Issue(t, "Rossi Maria")
			return b.question(t), store(t, b.root.DER())
		}, trust.NotTrusted, trust.KeyUsage},
		{"too many authorities", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t) // the authority allows none below it
			between := b.sub.Issue(t, "CA di troppo", trusttest.CA(-1))
			signer := between.Issue(t, "Rossi Maria")
			q := b.question(t)
			q.Certificate, q.Others = signer.DER(), [][]byte{between.DER(), b.sub.DER()}
			return q, store(t, b.root.DER())
		}, trust.NotTrusted, trust.PathLength},
		{"unknown critical extension", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t, trusttest.Extra([]int{1, 2, 3, 4}, true, []byte{5, 0}))
			return b.question(t), store(t, b.root.DER())
		}, trust.NotJudged, trust.CriticalExtension},
		{"time unknown", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t)
			q := b.question(t)
			q.At = time.Time{}
			return q, store(t, b.root.DER())
		}, trust.NotJudged, trust.NoTime},
		{"time stamp by a certificate that is not for that", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t)
			q := b.question(t)
			q.Usage = trust.TimeStamping
			return q, store(t, b.root.DER())
		}, trust.NotTrusted, trust.ExtendedKeyUsage},
		{"time stamp", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t, trusttest.Use(x509.KeyUsageDigitalSignature), trusttest.Extended(x509.ExtKeyUsageTimeStamping))
			q := b.question(t)
			q.Usage = trust.TimeStamping
			return q, store(t, b.root.DER())
		}, trust.Trusted, trust.OK},
		{"no certificate", func(t *testing.T) (trust.Question, *trust.Store) {
			return trust.Question{Certificate: []byte("no"), At: trusttest.Signed}, store(t, trusttest.Root(t, "Radice").DER())
		}, trust.NotJudged, trust.Unreadable},
		{"short key", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t)
			b.signer = b.sub.IssueFor(t, trusttest.NewRSA(t, 1024), "Rossi Maria")
			return b.question(t), store(t, b.root.DER())
		}, trust.NotJudged, trust.WeakAlgorithm},
		{"rubbish among the certificates", func(t *testing.T) (trust.Question, *trust.Store) {
			b := newBench(t)
			q := b.question(t)
			q.Others = append([][]byte{nil, {0x30}, []byte("rubbish")}, q.Others...)
			q.CRLs = append([][]byte{nil, {0x30, 0}}, q.CRLs...)
			q.OCSPs = [][]byte{nil, {0x30, 3, 10, 1, 6}}
			return q, store(t, b.root.DER())
		}, trust.Trusted, trust.OK},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			q, s := c.build(t)
			requireWord(t, judge(q, s), c.word, c.reason)
		})
	}
}

// TestCrossCertificates: two authorities that certify each other, and a way out to an anchor.
func TestCrossCertificates(t *testing.T) {
	root, other := trusttest.Root(t, "Radice"), trusttest.Root(t, "Altra radice")
	a := other.Issue(t, "CA A", trusttest.CA(-1))
	b := a.Issue(t, "CA B", trusttest.CA(-1))
	aByB := b.IssueFor(t, a.Key, "CA A", trusttest.CA(-1))
	bByRoot := root.IssueFor(t, b.Key, "CA B", trusttest.CA(-1))
	signer := b.Issue(t, "Rossi Maria")
	q := trust.Question{Certificate: signer.DER(), At: trusttest.Signed,
		Others: [][]byte{b.DER(), aByB.DER(), a.DER(), bByRoot.DER(), other.DER()},
		CRLs:   [][]byte{b.List(t, day(0), day(9), nil), root.List(t, day(0), day(9), nil)}}
	requireWord(t, judge(q, store(t, root.DER())), trust.Trusted, trust.OK)

	q.Others = [][]byte{b.DER(), aByB.DER()} // a circle without an end
	got := judge(q, store(t, root.DER()))
	assert.NotEqual(t, trust.Trusted, got.Word)
	requireWord(t, judge(q, store(t, b.DER(), aByB.DER())), trust.Trusted, trust.OK) // none leads on to a self-signed one
}

// TestAnchorsTwin: a certificate of the anchor's name and key that the document brings along does not lift the anchor's constraints.
func TestAnchorsTwin(t *testing.T) {
	root := trusttest.Root(t, "Radice", trusttest.CA(0))
	twin := trusttest.RootWith(t, root.Key, "Radice")
	sub := root.Issue(t, "CA di troppo", trusttest.CA(-1))
	signer := sub.Issue(t, "Rossi Maria")
	q := trust.Question{Certificate: signer.DER(), Others: [][]byte{twin.DER(), sub.DER()}, At: trusttest.Signed}
	a := judge(q, store(t, root.DER()))
	requireWord(t, a, trust.NotTrusted, trust.PathLength)
	assert.Equal(t, root.DER(), a.Links[2].Raw)
}

// TestMesh: many authorities that all certify each other must not take long.
func TestMesh(t *testing.T) {
	var all []*trusttest.Identity
	for range 12 {
		all = append(all, trusttest.Root(t, "CA Maglia"))
	}
	q := trust.Question{At: trusttest.Signed}
	for i, a := range all {
		for k, b := range all {
			if i != k {
				q.Others = append(q.Others, a.IssueFor(t, b.Key, "CA Maglia", trusttest.CA(-1), func(c *x509.Certificate) { c.AuthorityKeyId = nil }).DER())
			}
		}
	}
	q.Certificate = all[0].Issue(t, "Rossi Maria").DER()
	anchors := store(t, trusttest.Root(t, "Radice").DER())
	work.Within(t, 64<<20, func() { assert.NotEqual(t, trust.Trusted, judge(q, anchors).Word) })
}

func TestRevocation(t *testing.T) {
	b := newBench(t)
	responder := b.sub.Issue(t, "Responder", trusttest.Use(x509.KeyUsageDigitalSignature), trusttest.Extended(x509.ExtKeyUsageOCSPSigning), trusttest.NoCheck())
	stranger := b.sub.Issue(t, "Non responder", trusttest.Use(x509.KeyUsageDigitalSignature), trusttest.NoCheck())
	twin := trusttest.Root(t, "CA Prova") // the authority's name, another key
	good := ocsp.Response{Status: ocsp.Good, ThisUpdate: day(0), NextUpdate: day(1)}
	revoked := ocsp.Response{Status: ocsp.Revoked, ThisUpdate: day(0), NextUpdate: day(1), RevokedAt: day(-2), RevocationReason: ocsp.KeyCompromise}
	cases := []struct {
		name   string
		crls   [][]byte
		ocsps  [][]byte
		proven bool
		word   trust.Word
		reason trust.Reason
	}{
		{name: "none", word: trust.NotJudged, reason: trust.NoRevocationData},
		{name: "revoked before", crls: [][]byte{b.list(t, b.sub, b.signer.Revoke(day(-1), 4))}, word: trust.NotTrusted, reason: trust.Revoked},
		{name: "revoked after a claimed time", crls: [][]byte{b.sub.List(t, day(2), day(9), []x509.RevocationListEntry{b.signer.Revoke(day(1), 4)})}, word: trust.NotJudged, reason: trust.RevokedLater},
		{name: "revoked after a proven time", crls: [][]byte{b.sub.List(t, day(2), day(9), []x509.RevocationListEntry{b.signer.Revoke(day(1), 4)})}, proven: true, word: trust.Trusted},
		{name: "another revoked", crls: [][]byte{b.list(t, b.sub, responder.Revoke(day(-1), 4))}, word: trust.Trusted},
		{name: "list stale", crls: [][]byte{b.sub.List(t, day(-9), day(-1), nil)}, word: trust.NotJudged, reason: trust.UnusableData},
		{name: "list of before, in force", crls: [][]byte{b.sub.List(t, day(-1), day(1), nil)}, word: trust.Trusted},
		{name: "list of the future", crls: [][]byte{b.sub.List(t, day(60), day(90), nil)}, word: trust.NotJudged, reason: trust.UnusableData},
		{name: "stale list that names it", crls: [][]byte{b.sub.List(t, day(-9), day(-1), []x509.RevocationListEntry{b.signer.Revoke(day(-10), 4)})}, word: trust.NotTrusted, reason: trust.Revoked},
		{name: "list of another key", crls: [][]byte{twin.List(t, day(0), day(7), nil)}, word: trust.NotJudged, reason: trust.NoRevocationData},
		{name: "forged revocation", crls: [][]byte{twin.List(t, day(0), day(7), []x509.RevocationListEntry{b.signer.Revoke(day(-1), 1)}), b.list(t, b.sub)}, word: trust.Trusted},
		{name: "delta alone", crls: [][]byte{b.sub.List(t, day(0), day(7), nil, delta)}, word: trust.NotJudged, reason: trust.UnusableData},
		{name: "delta that names it", crls: [][]byte{b.list(t, b.sub), b.sub.List(t, day(0), day(7), []x509.RevocationListEntry{b.signer.Revoke(day(-1), 1)}, delta)}, word: trust.NotTrusted, reason: trust.Revoked},
		{name: "authorities only", crls: [][]byte{b.sub.List(t, day(0), day(7), nil, issuingPoint(0x82))}, word: trust.NotJudged, reason: trust.UnusableData},
		{name: "users only", crls: [][]byte{b.sub.List(t, day(0), day(7), nil, issuingPoint(0x81))}, word: trust.Trusted},
		{name: "suspended and released", crls: [][]byte{b.sub.List(t, day(0), day(1), []x509.RevocationListEntry{b.signer.Revoke(day(-1), 6)}), b.sub.List(t, day(2), day(7), nil)}, word: trust.Trusted},
		{name: "suspended", crls: [][]byte{b.list(t, b.sub, b.signer.Revoke(day(-1), 6))}, word: trust.NotTrusted, reason: trust.Revoked},
		{name: "ocsp good", ocsps: [][]byte{b.sub.Respond(t, responder, b.signer, good)}, word: trust.Trusted},
		{name: "ocsp good by the issuer", ocsps: [][]byte{b.sub.Respond(t, b.sub, b.signer, good)}, word: trust.Trusted},
		{name: "ocsp revoked", ocsps: [][]byte{b.sub.Respond(t, responder, b.signer, revoked)}, word: trust.NotTrusted, reason: trust.Revoked},
		{name: "ocsp revoked, list silent", crls: [][]byte{b.list(t, b.sub)}, ocsps: [][]byte{b.sub.Respond(t, responder, b.signer, revoked)}, word: trust.NotTrusted, reason: trust.Revoked},
		{name: "ocsp unknown", ocsps: [][]byte{b.sub.Respond(t, responder, b.signer, ocsp.Response{Status: ocsp.Unknown, ThisUpdate: day(0)})}, word: trust.NotJudged, reason: trust.UnknownToIssuer},
		{name: "ocsp about another", ocsps: [][]byte{b.sub.Respond(t, responder, responder, good)}, word: trust.NotJudged, reason: trust.NoRevocationData},
		{name: "ocsp of one not authorised", ocsps: [][]byte{b.sub.Respond(t, stranger, b.signer, good)}, word: trust.NotJudged, reason: trust.NoRevocationData},
		{name: "ocsp of another issuer of the same name", ocsps: [][]byte{twin.Respond(t, twin, b.signer, good)}, word: trust.NotJudged, reason: trust.NoRevocationData},
		{name: "ocsp stale", ocsps: [][]byte{b.sub.Respond(t, responder, b.signer, ocsp.Response{Status: ocsp.Good, ThisUpdate: day(-9), NextUpdate: day(-8)})}, word: trust.NotJudged, reason: trust.UnusableData},
		{name: "ocsp without next update, of the day", ocsps: [][]byte{b.sub.Respond(t, responder, b.signer, ocsp.Response{Status: ocsp.Good, ThisUpdate: day(0).Add(-time.Hour)})}, word: trust.Trusted},
		{name: "ocsp without next update, old", ocsps: [][]byte{b.sub.Respond(t, responder, b.signer, ocsp.Response{Status: ocsp.Good, ThisUpdate: day(-3)})}, word: trust.NotJudged, reason: trust.UnusableData},
		{name: "ocsp broken", ocsps: [][]byte{broken(b.sub.Respond(t, b.sub, b.signer, good))}, word: trust.NotJudged, reason: trust.NoRevocationData},
		{name: "list broken", crls: [][]byte{broken(b.list(t, b.sub))}, word: trust.NotJudged, reason: trust.NoRevocationData},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			q := trust.Question{Certificate: b.signer.DER(), Others: [][]byte{b.sub.DER()}, At: trusttest.Signed, AtProven: c.proven,
				CRLs: append(c.crls, b.list(t, b.root)), OCSPs: c.ocsps}
			a := judge(q, store(t, b.root.DER()))
			requireWord(t, a, c.word, c.reason)
			assert.Equal(t, trust.Trusted, a.Path.Word, "the path itself is in order")
		})
	}
}

// TestGivenEvidence: lists and responses of the store serve as those of the document do.
func TestGivenEvidence(t *testing.T) {
	b := newBench(t)
	q := trust.Question{Certificate: b.signer.DER(), Others: [][]byte{b.sub.DER()}, At: trusttest.Signed}
	s := store(t, b.root.DER(), b.list(t, b.root), b.sub.Respond(t, b.sub, b.signer, ocsp.Response{Status: ocsp.Good, ThisUpdate: day(0)}))
	a := judge(q, s)
	requireWord(t, a, trust.Trusted, trust.OK)
	assert.Equal(t, "ocsp", a.Links[0].Revocation.Source)
	assert.Equal(t, "trust.der", a.Links[0].Revocation.Origin)
	requireWord(t, judge(q, s), trust.Trusted, trust.OK)
}

// TestRevokedAuthority: the state of every certificate counts, not only the signer's.
func TestRevokedAuthority(t *testing.T) {
	b := newBench(t)
	q := b.question(t)
	q.CRLs = [][]byte{b.list(t, b.sub), b.list(t, b.root, b.sub.Revoke(day(-1), 2))}
	a := judge(q, store(t, b.root.DER()))
	requireWord(t, a, trust.NotTrusted, trust.Revoked)
	assert.Equal(t, "cACompromise", a.Links[1].Revocation.CRLReason)
	assert.Equal(t, day(-1), a.Links[1].Revocation.RevokedAt)
}

// broken changes the last octet, which belongs to the signature.
func broken(der []byte) []byte {
	out := append([]byte(nil), der...)
	out[len(out)-1] ^= 1
	return out
}
