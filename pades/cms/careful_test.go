package cms

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
)

// TestCheckAsSent verifies every algorithm as careful readers do, and what must not verify.
func TestCheckAsSent(t *testing.T) {
	files, err := filepath.Glob("testdata/*.der")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	content := []byte("fselint test content")
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".der"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			sd, signer, cert := parse(t, data)
			ok, err := sd.CheckAsSent(signer, cert, content[:7], content[7:])
			require.NoError(t, err)
			assert.True(t, ok)

			ok, err = sd.CheckAsSent(signer, cert, content[1:])
			assert.False(t, ok)
			if signer.HasSignedAttributes() {
				require.ErrorIs(t, err, ErrDigestMismatch)
			}
			signer.Signature = bytes.Clone(signer.Signature)
			signer.Signature[len(signer.Signature)-5] ^= 4
			ok, err = sd.CheckAsSent(signer, cert, content)
			require.NoError(t, err)
			assert.False(t, ok)
		})
	}
}

func TestCheckAsSentTakesWhatTheGatewayRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(c *padestest.CMS)
		what string // of the error; "" when the signature is right
	}{
		"unsorted": {func(c *padestest.CMS) {
			c.Unsorted = true
			c.Attributes = func(a [][]byte) [][]byte { return [][]byte{a[2], a[1], a[0], a[3]} }
		}, ""},
		"no content type": {func(c *padestest.CMS) {
			c.Attributes = func(a [][]byte) [][]byte { return a[1:] }
		}, ""},
		"digest twice": {func(c *padestest.CMS) {
			c.Attributes = func(a [][]byte) [][]byte { return append(a, a[1]) }
		}, WhatMessageDigest},
		"digest among the unsigned too": {func(c *padestest.CMS) {
			c.Unsigned = [][]byte{padestest.Attribute(OIDMessageDigest, padestest.Octets(nil))}
		}, ""},
		"digest of another kind": {func(c *padestest.CMS) {
			c.Attributes = func(a [][]byte) [][]byte {
				return append(a[:1], padestest.Attribute(OIDMessageDigest, padestest.Int(big.NewInt(1))))
			}
		}, WhatMessageDigest},
		"unknown digest": {func(c *padestest.CMS) { c.DigestAlgorithm = padestest.Seq(padestest.OID("1.2.3")) }, WhatAlgorithm},
	} {
		t.Run(name, func(t *testing.T) {
			sd, signer, cert := parse(t, message(t, c.edit))
			ok, err := sd.CheckAsSent(signer, cert, []byte("content"))
			if c.what == "" {
				require.NoError(t, err)
				assert.True(t, ok)
				return
			}
			var problem *Error
			require.ErrorAs(t, err, &problem)
			assert.Equal(t, c.what, problem.What)
		})
	}
}

func TestReference(t *testing.T) {
	_, identity := padestest.Identity()
	_, _, cert := parse(t, message(t, nil))
	sum256 := sha256.Sum256(cert.Raw)
	sha256Sum := sum256[:]
	sha512Sum, sha1Sum := sha512.Sum512(cert.Raw), sha1.Sum(cert.Raw)
	attribute := func(oid string, parts ...[]byte) Attribute {
		return Attribute{OID: oid, Values: [][]byte{padestest.Seq(padestest.Seq(padestest.Seq(parts...)))}}
	}
	issuer := func(serial *big.Int) []byte {
		return padestest.Seq(padestest.Seq(padestest.TLV(0xA4, identity.RawIssuer)), padestest.Int(serial))
	}
	algorithm := padestest.Seq(padestest.OID("2.16.840.1.101.3.4.2.3"))
	for name, c := range map[string]struct {
		attribute Attribute
		want      CertificateReference
		malformed bool
	}{
		"default":         {attribute(OIDSigningCertificate2, padestest.Octets(sha256Sum)), CertificateReference{2, "SHA256", true, true}, false},
		"with issuer":     {attribute(OIDSigningCertificate2, padestest.Octets(sha256Sum), issuer(cert.Serial)), CertificateReference{2, "SHA256", true, true}, false},
		"other serial":    {attribute(OIDSigningCertificate2, padestest.Octets(sha256Sum), issuer(big.NewInt(99))), CertificateReference{2, "SHA256", true, false}, false},
		"SHA-512":         {attribute(OIDSigningCertificate2, algorithm, padestest.Octets(sha512Sum[:])), CertificateReference{2, "SHA512", true, true}, false},
		"other hash":      {attribute(OIDSigningCertificate2, padestest.Octets(sha1Sum[:])), CertificateReference{2, "SHA256", false, true}, false},
		"version 1":       {attribute(OIDSigningCertificate, padestest.Octets(sha1Sum[:])), CertificateReference{1, "SHA1", true, true}, false},
		"no hash":         {attribute(OIDSigningCertificate2, padestest.Null()), CertificateReference{2, "SHA256", false, true}, true},
		"empty":           {Attribute{OID: OIDSigningCertificate2, Values: [][]byte{padestest.Seq()}}, CertificateReference{2, "SHA256", false, true}, true},
		"two values":      {Attribute{OID: OIDSigningCertificate2, Values: [][]byte{nil, nil}}, CertificateReference{2, "SHA256", false, true}, true},
		"hash of no kind": {attribute(OIDSigningCertificate2, padestest.Seq(padestest.OID("1.2.3")), padestest.Octets(sha256Sum)), CertificateReference{2, "1.2.3", false, true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.attribute.Reference(cert)
			assert.Equal(t, c.malformed, err != nil)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestCertificateFacts(t *testing.T) {
	sd, signer, cert := parse(t, message(t, nil))
	usage, ok := cert.KeyUsage()
	assert.True(t, ok)
	assert.Equal(t, UsageContentCommitment, usage)
	assert.Equal(t, "RSA", cert.KeyName())
	assert.True(t, cert.IssuedBy(cert))
	assert.Equal(t, "SHA256", signer.SignatureHash())
	assert.Equal(t, "SHA256", DigestName(signer.DigestAlgorithm))
	assert.Len(t, sd.ReadableCertificates(), 1)
	assert.Empty(t, sd.RevocationLists())
	assert.Nil(t, sd.Content())
	inside, _, _ := parse(t, message(t, func(c *padestest.CMS) { c.Content = []byte("inside") }))
	assert.Equal(t, []byte("inside"), inside.Content())
	names := map[string]string{"brainpoolP256r1": "brainpoolP256r1", "p521": "secp521r1", "ed448": "Ed448", "ed25519": "Ed25519", "dsa-2048": "DSA", "secp256k1": "secp256k1"}
	for file, name := range names {
		data, err := os.ReadFile(filepath.Join("testdata", file+".der"))
		require.NoError(t, err)
		_, _, cert := parse(t, data)
		assert.Equal(t, name, cert.KeyName())
	}
}

func TestRevocationArchive(t *testing.T) {
	list, answer := padestest.Seq(padestest.Int(big.NewInt(1))), padestest.Seq(padestest.Int(big.NewInt(2)))
	a := Attribute{OID: OIDRevocationArchive, Values: [][]byte{padestest.Seq(
		padestest.TLV(padestest.TagContext0, padestest.Seq(list)), padestest.TLV(padestest.TagContext1, padestest.Seq(answer, answer)))}}
	crls, ocsps := a.RevocationArchive()
	assert.Equal(t, [][]byte{list}, crls)
	assert.Equal(t, [][]byte{answer, answer}, ocsps)
	crls, ocsps = Attribute{OID: OIDRevocationArchive, Values: [][]byte{{0x30}}}.RevocationArchive()
	assert.Empty(t, crls)
	assert.Empty(t, ocsps)
}

// FuzzCareful reads and verifies foreign messages as careful readers do.
func FuzzCareful(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.der")
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add(message(f, nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		sd, err := Parse(data)
		if err != nil {
			return
		}
		sd.RevocationLists()
		content := sd.Content()
		certs := sd.ReadableCertificates()
		for _, s := range sd.Signers {
			s.SignatureHash()
			cert, err := s.Find(certs)
			if err != nil || cert == nil {
				continue
			}
			cert.KeyUsage()
			cert.KeyName()
			for _, a := range s.SignedAttributes() {
				_, _ = a.Reference(cert)
				a.RevocationArchive()
				a.IsOID(OIDData)
			}
			sent, sentErr := sd.CheckAsSent(s, cert, content)
			right, err := sd.Verify(s, cert, content)
			if err == nil && bytes.Equal(s.SignedAttributesAsSent(), s.SignedAttributesDER()) && (sentErr != nil || sent != right) {
				t.Fatalf("sorted attributes: as sent %v %v, the gateway %v", sent, sentErr, right)
			}
		}
	})
}
