package trust_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/digitorus/pkcs7"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ocsp"

	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/pades/trust"
)

// TestSHA1: a forgeable signature on the path is not judged, and named; on the anchor itself it does not matter.
func TestSHA1(t *testing.T) {
	root := trusttest.RootWith(t, trusttest.NewRSA(t, 2048), "Radice")
	signer := root.Issue(t, "Rossi Maria")
	lists := [][]byte{root.List(t, day(0), day(7), nil)}
	a := judge(trust.Question{Certificate: root.WithSHA1(t, signer.DER()), At: trusttest.Signed, CRLs: lists}, store(t, root.DER()))
	requireWord(t, a, trust.NotJudged, trust.WeakAlgorithm)
	assert.Contains(t, a.Detail, "SHA1")
	a = judge(trust.Question{Certificate: signer.DER(), At: trusttest.Signed, CRLs: lists}, store(t, root.WithSHA1(t, root.DER())))
	requireWord(t, a, trust.Trusted, trust.OK)
}

// TestBrainpool: what crypto/x509 cannot read is not judged, and says why; the store refuses it by name.
func TestBrainpool(t *testing.T) {
	root := trusttest.Root(t, "Radice Brainpool")
	signer := root.Issue(t, "Rossi Maria")
	rootDER, signerDER := trusttest.Brainpool(t, root.DER()), trusttest.Brainpool(t, signer.DER())
	_, err := x509.ParseCertificate(signerDER)
	require.Error(t, err)
	a := judge(trust.Question{Certificate: signerDER, At: trusttest.Signed}, store(t, root.DER()))
	requireWord(t, a, trust.NotJudged, trust.Unreadable)
	assert.Contains(t, a.Detail, "unsupported elliptic curve")
	require.ErrorContains(t, trust.New(trust.Options{}).Add("radice.der", rootDER), "unsupported elliptic curve")
	a = judge(trust.Question{Certificate: signer.DER(), Others: [][]byte{rootDER}, At: trusttest.Signed, CRLs: [][]byte{root.List(t, day(0), day(7), nil)}}, store(t, root.DER()))
	requireWord(t, a, trust.Trusted, trust.OK)
	require.Len(t, a.Notes, 1)
	assert.Equal(t, trust.NoteUnusableCert, a.Notes[0].Kind)
}

// constraint makes an authority whose name constraints permit (tag 0) or exclude (tag 1) one general name.
func constraint(tb testing.TB, tag int, name []byte) trusttest.Option {
	tree, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSequence, IsCompound: true, Bytes: name})
	require.NoError(tb, err)
	list, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, IsCompound: true, Bytes: tree})
	require.NoError(tb, err)
	value, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSequence, IsCompound: true, Bytes: list})
	require.NoError(tb, err)
	return trusttest.Extra([]int{2, 5, 29, 30}, true, value)
}

func directory(tb testing.TB, name pkix.Name) []byte {
	rdns, err := asn1.Marshal(name.ToRDNSequence())
	require.NoError(tb, err)
	out, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 4, IsCompound: true, Bytes: rdns})
	require.NoError(tb, err)
	return out
}

func simple(tb testing.TB, tag int, text string) []byte {
	out, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, Bytes: []byte(text)})
	require.NoError(tb, err)
	return out
}

func TestNameConstraints(t *testing.T) {
	email := func(c *x509.Certificate) { c.EmailAddresses = []string{"maria@prova.example"} }
	dns := func(c *x509.Certificate) { c.DNSNames = []string{"prova.example"} }
	cases := []struct {
		name       string
		constraint trusttest.Option
		options    []trusttest.Option
		word       trust.Word
		reason     trust.Reason
	}{
		{"permitted name", constraint(t, 0, directory(t, pkix.Name{Country: []string{"it"}})), nil, trust.Trusted, trust.OK},
		{"other name", constraint(t, 0, directory(t, pkix.Name{Country: []string{"FR"}})), nil, trust.NotTrusted, trust.NameConstraint},
		{"excluded name", constraint(t, 1, directory(t, pkix.Name{Country: []string{"IT"}})), nil, trust.NotTrusted, trust.NameConstraint},
		{"permitted mail", constraint(t, 0, simple(t, 1, "prova.example")), []trusttest.Option{email}, trust.Trusted, trust.OK},
		{"other mail", constraint(t, 0, simple(t, 1, "altra.example")), []trusttest.Option{email}, trust.NotTrusted, trust.NameConstraint},
		{"excluded mailbox", constraint(t, 1, simple(t, 1, "maria@prova.example")), []trusttest.Option{email}, trust.NotTrusted, trust.NameConstraint},
		{"permitted host", constraint(t, 0, simple(t, 2, "prova.example")), []trusttest.Option{dns}, trust.Trusted, trust.OK},
		{"other host", constraint(t, 0, simple(t, 2, "altra.example")), []trusttest.Option{dns}, trust.NotTrusted, trust.NameConstraint},
		{"names that nobody compares", constraint(t, 0, simple(t, 8, "\x2a\x03")), nil, trust.NotJudged, trust.ConstraintUnknown},
		{"no host to compare", constraint(t, 0, simple(t, 2, "prova.example")), nil, trust.Trusted, trust.OK},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := &bench{root: trusttest.Root(t, "Radice")}
			b.sub = b.root.Issue(t, "CA", trusttest.CA(0), c.constraint)
			b.signer = b.sub.Issue(t, "Rossi Maria", c.options...)
			requireWord(t, judge(b.question(t), store(t, b.root.DER())), c.word, c.reason)
		})
	}
}

// TestDistributionPoints: a list that is only one part of several speaks for the certificates that name it.
func TestDistributionPoints(t *testing.T) {
	point := func(url string) pkix.Extension {
		name := simple(t, 6, url)
		full, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: name})
		require.NoError(t, err)
		field, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: full})
		require.NoError(t, err)
		value, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSequence, IsCompound: true, Bytes: field})
		require.NoError(t, err)
		return pkix.Extension{Id: []int{2, 5, 29, 28}, Critical: true, Value: value}
	}
	root := trusttest.Root(t, "Radice")
	signer := root.Issue(t, "Rossi Maria", trusttest.Points("", "", "http://crl.example/1.crl"))
	for url, reason := range map[string]trust.Reason{"http://crl.example/1.crl": trust.OK, "http://crl.example/2.crl": trust.UnusableData} {
		a := judge(trust.Question{Certificate: signer.DER(), At: trusttest.Signed, CRLs: [][]byte{root.List(t, day(0), day(7), nil, point(url))}}, store(t, root.DER()))
		assert.Equal(t, reason, a.Reason, a.Detail)
	}
	// an indirect list may be about other issuers' certificates: even one that names the serial number says nothing here
	indirect := root.List(t, day(0), day(7), []x509.RevocationListEntry{signer.Revoke(day(-1), 1)}, issuingPoint(0x84))
	a := judge(trust.Question{Certificate: signer.DER(), At: trusttest.Signed, CRLs: [][]byte{indirect}}, store(t, root.DER()))
	requireWord(t, a, trust.NotJudged, trust.UnusableData)
}

// TestNoRevocation: certificates that live for minutes are not revoked, and say so.
func TestNoRevocation(t *testing.T) {
	root := trusttest.Root(t, "Radice")
	for _, oid := range []asn1.ObjectIdentifier{{2, 5, 29, 56}, {0, 4, 0, 194121, 2, 1}} {
		signer := root.Issue(t, "Rossi Maria", trusttest.Extra(oid, false, []byte{5, 0}))
		a := judge(trust.Question{Certificate: signer.DER(), At: trusttest.Signed}, store(t, root.DER()))
		requireWord(t, a, trust.Trusted, trust.OK)
		assert.Equal(t, trust.NoCheck, a.Links[0].Revocation.Reason)
	}
}

func TestOpen(t *testing.T) {
	b := newBench(t)
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return path
	}
	bag, err := pkcs7.DegenerateCertificate(bytes.Join([][]byte{b.sub.DER(), b.root.DER()}, nil))
	require.NoError(t, err)
	list := b.list(t, b.sub)
	lister := trusttest.Root(t, "Firma della lista")
	good := map[string]string{
		"root.pem": write("one/root.pem", append([]byte("a comment\n"), b.root.PEM()...)),
		"root.der": write("one/root.der", b.root.DER()), // the same again counts once
		"bag.p7b":  write("one/deep/bag.p7b", bag),
		"list.crl": write("one/list.crl", pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: list})),
		"ocsp.der": write("one/ocsp.der", b.sub.Respond(t, b.sub, b.signer, ocsp.Response{Status: ocsp.Good, ThisUpdate: day(0)})),
		"tsl.xml":  write("one/tsl.xml", trusttest.TrustedList{}.Sign(t, lister)),
	}
	write("one/notes.txt", []byte("passed over"))
	write("one/empty", nil)
	s, err := trust.Open([]string{filepath.Join(dir, "one")}, trust.Options{})
	require.NoError(t, err)
	kinds := map[string]int{}
	for _, i := range s.Items() {
		kinds[i.Kind]++
		assert.NotEmpty(t, i.Detail)
	}
	assert.Equal(t, map[string]int{"certificate": 2, "crl": 1, "ocsp": 1, "trusted list": 1}, kinds)
	assert.Len(t, s.Lists(), 1)
	for name, path := range good {
		_, err := trust.Open([]string{path}, trust.Options{})
		require.NoError(t, err, name)
	}
	for name, path := range map[string]string{
		"rubbish":          write("rubbish.pem", []byte("no")),
		"empty PEM":        write("broken.pem", []byte("-----BEGIN CERTIFICATE-----\n")),
		"key alone":        write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")})),
		"cut":              write("cut.der", b.root.DER()[:100]),
		"trailing":         write("trailing.der", append(bytes.Clone(b.root.DER()), 0)),
		"other XML":        write("a.xml", []byte("<a/>")),
		"absent":           filepath.Join(dir, "absent"),
		"folder of no use": filepath.Dir(write("two/notes.txt", []byte("nothing here"))),
	} {
		_, err := trust.Open([]string{path}, trust.Options{})
		require.Error(t, err, name)
		assert.Contains(t, err.Error(), filepath.Base(path), name)
	}
}

// FuzzJudge reads foreign bytes as everything that a document and a store can hold.
func FuzzJudge(f *testing.F) {
	b := newBench(f)
	responder := b.sub.Issue(f, "Responder", trusttest.Extended(x509.ExtKeyUsageOCSPSigning))
	for _, seed := range [][]byte{b.root.DER(), b.sub.DER(), b.signer.DER(), b.list(f, b.sub, b.signer.Revoke(day(-1), 1)),
		b.sub.Respond(f, responder, b.signer, ocsp.Response{Status: ocsp.Revoked, ThisUpdate: day(0), NextUpdate: day(1), RevokedAt: day(-1)}),
		trusttest.Brainpool(f, b.root.DER()), newQualified(f, qualifiedCertificate()).signer.DER(),
		b.sub.List(f, day(0), day(7), nil, delta, issuingPoint(0x81)),
		b.root.Issue(f, "CA", trusttest.CA(0), constraint(f, 0, directory(f, pkix.Name{Country: []string{"IT"}}))).DER()} {
		f.Add(seed)
	}
	root, list := b.root.DER(), b.list(f, b.sub)
	f.Fuzz(func(t *testing.T, data []byte) {
		s := trust.New(trust.Options{Now: now})
		_ = s.Add("fuzz", data)
		_ = s.Add("root", root)
		given := [][]byte{data}
		a := judge(trust.Question{Certificate: data, Others: given, CRLs: given, OCSPs: given, At: trusttest.Signed}, s)
		if a.Word == "" || len(a.Links) > 20 {
			t.Fatal(a)
		}
		a = judge(trust.Question{Certificate: b.signer.DER(), Others: append(given, b.sub.DER()), CRLs: append(given, list, b.list(t, b.root)), OCSPs: given, At: trusttest.Signed}, store(t, root))
		if a.Path.Word != trust.Trusted {
			t.Fatal("foreign bytes broke the path: " + a.Detail)
		}
	})
}

func BenchmarkJudge(b *testing.B) {
	for _, entries := range []int{10, 100_000} {
		b.Run(fmt.Sprintf("entries=%d", entries), func(b *testing.B) {
			root := trusttest.RootWith(b, trusttest.NewRSA(b, 4096), "Radice")
			sub := root.IssueFor(b, trusttest.NewRSA(b, 4096), "CA", trusttest.CA(0))
			signer := sub.IssueFor(b, trusttest.NewRSA(b, 2048), "Rossi Maria")
			other := sub.Issue(b, "Altro")
			revoked := make([]x509.RevocationListEntry, entries)
			for i := range revoked {
				revoked[i] = other.Revoke(day(-1), 1)
			}
			q := trust.Question{Certificate: signer.DER(), Others: [][]byte{sub.DER(), root.DER()}, At: trusttest.Signed,
				CRLs:  [][]byte{root.List(b, day(0), day(7), nil), sub.List(b, day(0), day(7), revoked)},
				OCSPs: [][]byte{sub.Respond(b, sub, signer, ocsp.Response{Status: ocsp.Good, ThisUpdate: day(0)})}}
			s := store(b, root.DER())
			for b.Loop() {
				if a := judge(q, s); a.Word != trust.Trusted {
					b.Fatal(a.Detail)
				}
			}
		})
	}
}

// TestAlgorithms: keys and signatures of authorities that are in use.
func TestAlgorithms(t *testing.T) {
	curve := func(c elliptic.Curve) crypto.Signer {
		key, err := ecdsa.GenerateKey(c, rand.Reader)
		require.NoError(t, err)
		return key
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	rsaKey := trusttest.NewRSA(t, 2048)
	for name, c := range map[string]struct {
		key       crypto.Signer
		algorithm x509.SignatureAlgorithm
	}{
		"RSA SHA-256": {rsaKey, x509.SHA256WithRSA}, "RSA SHA-384": {rsaKey, x509.SHA384WithRSA}, "RSA SHA-512": {rsaKey, x509.SHA512WithRSA},
		"PSS SHA-256": {rsaKey, x509.SHA256WithRSAPSS}, "PSS SHA-384": {rsaKey, x509.SHA384WithRSAPSS}, "PSS SHA-512": {rsaKey, x509.SHA512WithRSAPSS},
		"P-256": {curve(elliptic.P256()), x509.ECDSAWithSHA256}, "P-384": {curve(elliptic.P384()), x509.ECDSAWithSHA384},
		"P-521": {curve(elliptic.P521()), x509.ECDSAWithSHA512}, "Ed25519": {edwards, x509.PureEd25519},
	} {
		t.Run(name, func(t *testing.T) {
			with := func(template *x509.Certificate) { template.SignatureAlgorithm = c.algorithm }
			root := trusttest.RootWith(t, c.key, "Radice", with)
			signer := root.Issue(t, "Rossi Maria", with)
			require.Equal(t, c.algorithm, signer.Cert.SignatureAlgorithm)
			a := judge(trust.Question{Certificate: signer.DER(), At: trusttest.Signed, CRLs: [][]byte{root.List(t, day(0), day(7), nil)}}, store(t, root.DER()))
			requireWord(t, a, trust.Trusted, trust.OK)
		})
	}
}
