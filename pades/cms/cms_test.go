package cms

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/pkcs7"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades/internal/ber"
)

// TestAlgorithms verifies messages over the text "fselint test content" that were made with BouncyCastle, one for each
// algorithm, with signed attributes and (-direct) without.
func TestAlgorithms(t *testing.T) {
	files, err := filepath.Glob("testdata/*.der")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".der"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			sd, signer, cert := parse(t, data)
			require.NoError(t, cert.Usable())
			content := []byte("fselint test content")
			ok, err := sd.Verify(signer, cert, content[:7], content[7:])
			require.NoError(t, err)
			assert.True(t, ok)

			ok, err = sd.Verify(signer, cert, content[1:])
			if len(signer.SignedAttributes()) > 0 {
				require.ErrorIs(t, err, ErrDigestMismatch)
			} else {
				require.NoError(t, err)
			}
			assert.False(t, ok)

			last := len(signer.Signature) - 5 // of s, the scalar or the block
			signer.Signature = bytes.Clone(signer.Signature)
			signer.Signature[last] ^= 4
			ok, err = sd.Verify(signer, cert, content)
			require.NoError(t, err)
			assert.False(t, ok)
		})
	}
}

func parse(tb testing.TB, data []byte) (*SignedData, *Signer, *Certificate) {
	sd, err := Parse(data)
	require.NoError(tb, err)
	require.Len(tb, sd.Signers, 1)
	certs, err := sd.EmbeddedCertificates()
	require.NoError(tb, err)
	cert, err := sd.Signers[0].Find(certs)
	require.NoError(tb, err)
	require.NotNil(tb, cert)
	return sd, sd.Signers[0], cert
}

func message(tb testing.TB, edit func(c *padestest.CMS)) []byte {
	key, cert := padestest.Identity()
	c := padestest.CMS{Key: key, Certificate: cert, SigningTime: time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)}
	if edit != nil {
		edit(&c)
	}
	data, err := c.Marshal([]byte("content"))
	require.NoError(tb, err)
	return data
}

func TestFacts(t *testing.T) {
	data := append(message(t, nil), 0, 0, 0)
	sd, signer, cert := parse(t, data)
	assert.Equal(t, len(data)-3, sd.Length)
	assert.Equal(t, OIDData, sd.ContentType)
	assert.False(t, sd.Encapsulated)
	assert.Equal(t, "C=IT, O=fselint test bench, CN=Prova Firma", cert.Subject.String())
	assert.Equal(t, "Prova Firma", cert.Subject.Get("2.5.4.3"))
	assert.Equal(t, "", cert.Subject.Get("1.2.3"))
	assert.Equal(t, 3, cert.Version)
	assert.Equal(t, 2048, cert.KeyBits())
	assert.Equal(t, "SHA256", AlgorithmName(signer.DigestAlgorithm))
	assert.Equal(t, "RSA", AlgorithmName(signer.SignatureAlgorithm))
	when, ok := signer.SigningTime()
	assert.True(t, ok)
	assert.Equal(t, "2025-06-01T12:00:00Z", when.Format(time.RFC3339))
	assert.Len(t, signer.SignedAttributes(), 4)
	assert.Empty(t, signer.UnsignedAttributes())
	assert.Equal(t, signer.SignedAttributesDER(), signer.SignedAttributesAsSent())
}

// TestSecondOpinion compares with an independent reader of CMS.
func TestSecondOpinion(t *testing.T) {
	data := message(t, nil)
	p7, err := pkcs7.Parse(data)
	require.NoError(t, err)
	p7.Content = []byte("content")
	require.NoError(t, p7.Verify())
	sd, signer, cert := parse(t, data)
	ok, err := sd.Verify(signer, cert, []byte("content"))
	require.NoError(t, err)
	assert.True(t, ok)
}

func TestVerifyAsSent(t *testing.T) {
	data := message(t, func(c *padestest.CMS) {
		c.Unsorted = true
		c.Attributes = func(a [][]byte) [][]byte { a[0], a[1] = a[1], a[0]; return a }
	})
	sd, signer, cert := parse(t, data)
	ok, err := sd.Verify(signer, cert, []byte("content"))
	require.NoError(t, err)
	assert.False(t, ok)
	assert.True(t, sd.VerifyAsSent(signer, cert))
}

func TestParseRefuses(t *testing.T) {
	for name, data := range map[string][]byte{
		"empty":            nil,
		"null":             padestest.Null(),
		"not a sequence":   padestest.Octets([]byte("x")),
		"no content":       padestest.Seq(padestest.OID(OIDSignedData)),
		"content untagged": padestest.Seq(padestest.OID(OIDSignedData), padestest.Null()),
		"no signers": padestest.Seq(padestest.OID(OIDSignedData), padestest.TLV(padestest.TagContext0, padestest.Seq(
			padestest.Int(big.NewInt(1)), padestest.Set(), padestest.Seq(padestest.OID(OIDData))))),
		"truncated": message(t, nil)[:500],
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(data)
			require.Error(t, err)
		})
	}
}

func TestVerifyNamesTheProblem(t *testing.T) {
	for what, edit := range map[string]func(c *padestest.CMS){
		WhatCertificateNotValid: func(c *padestest.CMS) { c.SigningTime = time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC) },
		WhatContentType:         func(c *padestest.CMS) { c.Attributes = func(a [][]byte) [][]byte { return a[1:] } },
		WhatAlgorithm:           func(c *padestest.CMS) { c.SignatureAlgorithm = padestest.Seq(padestest.OID("1.2.3")) },
		WhatKey:                 func(c *padestest.CMS) { c.SignatureAlgorithm = padestest.Seq(padestest.OID("1.3.101.112")) },
		WhatUnsignedAttribute: func(c *padestest.CMS) {
			c.Unsigned = [][]byte{padestest.Attribute(OIDContentType, padestest.OID(OIDData))}
		},
	} {
		t.Run(what, func(t *testing.T) {
			sd, signer, cert := parse(t, message(t, edit))
			_, err := sd.Verify(signer, cert, []byte("content"))
			var problem *Error
			require.True(t, errors.As(err, &problem), "%v", err)
			assert.Equal(t, what, problem.What)
		})
	}
}

func TestNameEquality(t *testing.T) {
	attribute := func(oid string, tag byte, value string) []byte {
		return padestest.Set(padestest.Seq(padestest.OID(oid), padestest.TLV(tag, []byte(value))))
	}
	name := func(parts ...[]byte) *Name {
		n, err := ber.Read(padestest.Seq(parts...))
		require.NoError(t, err)
		out, err := readName(n)
		require.NoError(t, err)
		return out
	}
	a := name(attribute("2.5.4.6", 0x13, "IT"), attribute("2.5.4.3", 0x0C, "Ente  di Prova"))
	for text, c := range map[string]struct {
		other *Name
		equal bool
	}{
		"letter case, kind of string, blanks": {name(attribute("2.5.4.6", 0x0C, "it"), attribute("2.5.4.3", 0x13, " ente di  prova ")), true},
		"order":                               {name(attribute("2.5.4.3", 0x0C, "Ente di Prova"), attribute("2.5.4.6", 0x13, "IT")), true},
		"value":                               {name(attribute("2.5.4.6", 0x13, "IT"), attribute("2.5.4.3", 0x0C, "Ente di Provo")), false},
		"type":                                {name(attribute("2.5.4.6", 0x13, "IT"), attribute("2.5.4.10", 0x0C, "Ente di Prova")), false},
		"missing part":                        {name(attribute("2.5.4.6", 0x13, "IT")), false},
	} {
		t.Run(text, func(t *testing.T) {
			got, err := a.equal(c.other)
			require.NoError(t, err)
			assert.Equal(t, c.equal, got)
		})
	}
}

// TestEd448 is a test vector of RFC 8032 7.4 (one octet).
func TestEd448(t *testing.T) {
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		require.NoError(t, err)
		return b
	}
	key := unhex("43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480")
	signature := unhex("26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779" +
		"805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00")
	k := &edKey{oidEd448, key}
	assert.True(t, k.verify([]byte{3}, signature))
	assert.False(t, k.verify([]byte{4}, signature))
	assert.False(t, k.verify([]byte{3}, signature[:113]))
	signature[113] = 1
	assert.False(t, k.verify([]byte{3}, signature))
}

func TestCurves(t *testing.T) {
	for _, table := range []map[string]curveParameters{primeCurves, nistCurves} {
		for oid := range table {
			c := namedCurve(oid)
			require.NotNil(t, c, oid)
			assert.True(t, c.contains(c.gx, c.gy), "%s: the generator is not on the curve", c.name)
			one := big.NewInt(1)
			assert.Zero(t, c.combined(one, new(big.Int), c.gx, c.gy).Cmp(c.gx), c.name)
			// (n-1)·G + 1·G is the point at infinity
			assert.Nil(t, c.combined(new(big.Int).Sub(c.n, one), one, c.gx, c.gy), c.name)
		}
	}
	assert.Nil(t, namedCurve("1.2.3"))
}

func TestObjectIdentifiers(t *testing.T) {
	for _, s := range []string{"1.2.840.113549.1.1.1", "2.16.840.1.101.3.4.2.1", "0.9.2342", "1.3.36.3.2.1"} {
		n, err := ber.Read(padestest.OID(s))
		require.NoError(t, err)
		assert.Equal(t, s, dotted(n.Content))
		assert.Equal(t, padestest.OID(s), encodeOID(s))
		assert.True(t, strictOID(n.Content))
	}
	assert.Equal(t, "1.2", dotted([]byte{42, 0x86}), "an arc that is cut off is left out")
	assert.Equal(t, "2.18446744073709551615999", dotted(largeArc(t, "18446744073709551616079")))
	assert.False(t, strictOID([]byte{42, 0x86}))
	assert.False(t, strictOID([]byte{42, 0x80, 1}))
}

// largeArc encodes one arc of any size.
func largeArc(t *testing.T, s string) []byte {
	n, ok := new(big.Int).SetString(s, 10)
	require.True(t, ok)
	var out []byte
	for first := true; n.Sign() > 0; first = false {
		b := byte(new(big.Int).And(n, big.NewInt(0x7F)).Int64())
		if !first {
			b |= 0x80
		}
		out = append([]byte{b}, out...)
		n.Rsh(n, 7)
	}
	return out
}

func FuzzCMS(f *testing.F) {
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
		certs, err := sd.EmbeddedCertificates()
		if err != nil {
			return
		}
		for _, s := range sd.Signers {
			s.SignedAttributes()
			s.UnsignedAttributes()
			s.SigningTime()
			cert, err := s.Find(certs)
			if err != nil || cert == nil {
				continue
			}
			_ = cert.Subject.String()
			if _, err := sd.Verify(s, cert, []byte("fselint "), []byte("test content")); err == nil {
				sd.VerifyAsSent(s, cert)
			}
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	files, _ := filepath.Glob("testdata/*[^t].der")
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(b, err)
		b.Run(strings.TrimSuffix(filepath.Base(file), ".der"), func(b *testing.B) {
			for b.Loop() {
				sd, signer, cert := parse(b, data)
				if ok, err := sd.Verify(signer, cert, []byte("fselint test content")); err != nil || !ok {
					b.Fatal(ok, err)
				}
			}
		})
	}
}
