package pades

import (
	"crypto"
	_ "crypto/md5" // hash functions for crypto.Hash.New
	"crypto/rsa"
	_ "crypto/sha1"
	_ "crypto/sha3"
	_ "crypto/sha512"
	"crypto/x509"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/internal/testkit/padestest"
)

func cmsVariant(name string, d Decision, r Reason, edit func(c *padestest.CMS)) variant {
	return variant{name: name, decision: d, reason: r, edit: func(o *padestest.Options) { edit(&o.CMS) }}
}

// attrs edits the signed attributes, which come as content-type, message-digest, signing-certificate.
func attrs(name string, d Decision, r Reason, edit func(a [][]byte) [][]byte) variant {
	return cmsVariant(name, d, r, func(c *padestest.CMS) { c.Attributes = edit })
}

func plus(more ...[]byte) func(a [][]byte) [][]byte {
	return func(a [][]byte) [][]byte { return append(a, more...) }
}

func unsigned(name string, d Decision, r Reason, attributes ...[]byte) variant {
	return cmsVariant(name, d, r, func(c *padestest.CMS) { c.Unsigned = attributes })
}

var (
	sha512ID   = padestest.Seq(padestest.OID("2.16.840.1.101.3.4.2.3"))
	protection = func(digest, signature string) []byte {
		return padestest.Attribute(padestest.OIDAlgorithmProtection, padestest.Seq(padestest.Seq(padestest.OID(digest)),
			padestest.TLV(padestest.TagContext1, padestest.OID(signature))))
	}
)

func attributeVariants() []variant {
	contentType := padestest.Attribute(padestest.OIDContentType, padestest.OID(padestest.OIDData))
	signingTime := padestest.Attribute(padestest.OIDSigningTime, padestest.Time(signingDate))
	const rsaOID, sha256OID = "1.2.840.113549.1.1.1", "2.16.840.1.101.3.4.2.1"
	return []variant{
		attrs("attr-none", OK, ReasonOK, func([][]byte) [][]byte { return nil }),
		attrs("attr-no-content-type", Invalid, ReasonVerification, func(a [][]byte) [][]byte { return a[1:] }),
		attrs("attr-no-digest", Invalid, ReasonVerification, func(a [][]byte) [][]byte { return slices.Delete(a, 1, 2) }),
		attrs("attr-no-ess", OK, ReasonOK, func(a [][]byte) [][]byte { return a[:2] }),
		attrs("attr-content-type-other", Invalid, ReasonVerification, func(a [][]byte) [][]byte {
			a[0] = padestest.Attribute(padestest.OIDContentType, padestest.OID("1.2.840.113549.1.7.5"))
			return a
		}),
		attrs("attr-content-type-string", Invalid, ReasonVerification, func(a [][]byte) [][]byte {
			a[0] = padestest.Attribute(padestest.OIDContentType, padestest.Octets([]byte("x")))
			return a
		}),
		attrs("attr-content-type-twice", Invalid, ReasonVerification, plus(contentType)),
		attrs("attr-content-type-two-values", Invalid, ReasonVerification, func(a [][]byte) [][]byte {
			a[0] = padestest.Attribute(padestest.OIDContentType, padestest.OID(padestest.OIDData), padestest.OID(padestest.OIDData))
			return a
		}),
		attrs("attr-content-type-no-value", Invalid, ReasonVerification, func(a [][]byte) [][]byte {
			a[0] = padestest.Attribute(padestest.OIDContentType)
			return a
		}),
		attrs("attr-digest-integer", Invalid, ReasonVerification, func(a [][]byte) [][]byte {
			a[1] = padestest.Attribute(padestest.OIDMessageDigest, padestest.Int(big.NewInt(5)))
			return a
		}),
		attrs("attr-digest-short", Invalid, ReasonDigestMismatch, func(a [][]byte) [][]byte {
			a[1] = padestest.Attribute(padestest.OIDMessageDigest, padestest.Octets([]byte("short")))
			return a
		}),
		attrs("attr-other-twice", OK, ReasonOK, plus(padestest.Attribute("1.2.3", padestest.Null()), padestest.Attribute("1.2.3", padestest.Null()))),
		attrs("attr-empty-values", OK, ReasonOK, plus(padestest.Attribute("1.2.3"))),
		attrs("attr-malformed", Invalid, ReasonVerification, plus(padestest.Seq(padestest.OID("1.2.3")))),
		attrs("attr-counter-signature", Invalid, ReasonVerification, plus(padestest.Attribute("1.2.840.113549.1.9.6", padestest.Null()))),
		cmsVariant("attr-unsorted", Invalid, ReasonSignatureWrong, func(c *padestest.CMS) {
			c.Unsorted = true
			c.Attributes = func(a [][]byte) [][]byte { slices.Reverse(a); return a }
		}),
		attrs("attr-protection", OK, ReasonOK, plus(protection(sha256OID, rsaOID))),
		attrs("attr-protection-digest", Invalid, ReasonVerification, plus(protection("2.16.840.1.101.3.4.2.3", rsaOID))),
		attrs("attr-protection-signature", Invalid, ReasonVerification, plus(protection(sha256OID, "1.2.840.113549.1.1.11"))),
		attrs("attr-protection-twice", Invalid, ReasonVerification, plus(protection(sha256OID, rsaOID), protection(sha256OID, rsaOID))),
		attrs("attr-protection-malformed", Invalid, ReasonVerification, plus(padestest.Attribute(padestest.OIDAlgorithmProtection, padestest.Null()))),
		attrs("attr-time", OK, ReasonOK, plus(signingTime)),
		attrs("attr-time-generalized", OK, ReasonOK, plus(padestest.Attribute(padestest.OIDSigningTime, padestest.TLV(padestest.TagGeneralized, []byte("20250601120000Z"))))),
		attrs("attr-time-month-13", OK, ReasonOK, plus(padestest.Attribute(padestest.OIDSigningTime, padestest.TLV(padestest.TagUTCTime, []byte("251301120000Z"))))),
		attrs("attr-time-without-seconds", OK, ReasonOK, plus(padestest.Attribute(padestest.OIDSigningTime, padestest.TLV(padestest.TagUTCTime, []byte("2506011200Z"))))),
		attrs("attr-time-offset", OK, ReasonOK, plus(padestest.Attribute(padestest.OIDSigningTime, padestest.TLV(padestest.TagUTCTime, []byte("250601120000+0200"))))),
		attrs("attr-time-text", Invalid, ReasonVerification, plus(padestest.Attribute(padestest.OIDSigningTime, padestest.TLV(0x0C, []byte("domani"))))),
		attrs("attr-time-short", Invalid, ReasonVerification, plus(padestest.Attribute(padestest.OIDSigningTime, padestest.TLV(padestest.TagUTCTime, []byte("25"))))),
		attrs("attr-time-twice", Invalid, ReasonVerification, plus(signingTime, signingTime)),
		attrs("attr-time-early", Invalid, ReasonVerification, plus(padestest.Attribute(padestest.OIDSigningTime, padestest.Time(time.Date(2019, 12, 31, 23, 59, 59, 0, time.UTC))))),
		attrs("attr-time-first-second", OK, ReasonOK, plus(padestest.Attribute(padestest.OIDSigningTime, padestest.Time(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))))),
		attrs("attr-time-late", Invalid, ReasonVerification, plus(padestest.Attribute(padestest.OIDSigningTime, padestest.Time(time.Date(2040, 1, 1, 0, 0, 1, 0, time.UTC))))),
		unsigned("unsigned-other", OK, ReasonOK, padestest.Attribute("1.2.3", padestest.Null())),
		unsigned("unsigned-content-type", Invalid, ReasonVerification, contentType),
		unsigned("unsigned-digest", Invalid, ReasonVerification, padestest.Attribute(padestest.OIDMessageDigest, padestest.Octets(nil))),
		unsigned("unsigned-time", Invalid, ReasonVerification, signingTime),
		unsigned("unsigned-protection", Invalid, ReasonVerification, protection(sha256OID, rsaOID)),
		unsigned("unsigned-counter-signature", OK, ReasonOK, padestest.Attribute("1.2.840.113549.1.9.6", padestest.Null())),
		unsigned("unsigned-counter-signature-empty", Invalid, ReasonVerification, padestest.Attribute("1.2.840.113549.1.9.6")),
		unsigned("unsigned-malformed", Invalid, ReasonVerification, padestest.Seq(padestest.OID("1.2.3"))),
	}
}

func messageVariants() []variant {
	hash := func(name string, d Decision, r Reason, h crypto.Hash) variant {
		return cmsVariant("hash-"+name, d, r, func(c *padestest.CMS) { c.Hash = h })
	}
	signatureOID := func(name string, d Decision, r Reason, oid string) variant {
		return cmsVariant("oid-"+name, d, r, func(c *padestest.CMS) { c.SignatureAlgorithm = padestest.Seq(padestest.OID(oid), padestest.Null()) })
	}
	return []variant{
		cmsVariant("ber", OK, ReasonOK, func(c *padestest.CMS) { c.BER = true }),
		cmsVariant("no-signer", Invalid, ReasonNoSigner, func(c *padestest.CMS) { c.SignerInfos = func([][]byte) [][]byte { return nil } }),
		cmsVariant("second-signer-malformed", Invalid, ReasonCMS, func(c *padestest.CMS) {
			c.SignerInfos = func(i [][]byte) [][]byte { return append(i, padestest.Null()) }
		}),
		cmsVariant("encapsulated", OK, ReasonOK, func(c *padestest.CMS) { c.Content = []byte("something else") }),
		cmsVariant("content-type-other", OK, ReasonOK, func(c *padestest.CMS) { c.ContentType = "1.2.840.113549.1.9.16.1.4" }),
		cmsVariant("wrong-value", Invalid, ReasonSignatureWrong, func(c *padestest.CMS) { c.Edit = func(s []byte) []byte { s[0] ^= 1; return s } }),
		cmsVariant("empty-value", Invalid, ReasonSignatureWrong, func(c *padestest.CMS) { c.Edit = func([]byte) []byte { return nil } }),
		cmsVariant("long-value", Invalid, ReasonSignatureWrong, func(c *padestest.CMS) { c.Edit = func(s []byte) []byte { return append([]byte{0}, s...) } }),
		cmsVariant("wrong-digest", Invalid, ReasonDigestMismatch, func(c *padestest.CMS) { c.Digest = func([]byte) []byte { return make([]byte, 32) } }),
		hash("md5", OK, ReasonOK, crypto.MD5),
		hash("sha1", OK, ReasonOK, crypto.SHA1),
		hash("sha224", OK, ReasonOK, crypto.SHA224),
		hash("sha384", OK, ReasonOK, crypto.SHA384),
		hash("sha3-512", OK, ReasonOK, crypto.SHA3_512),
		signatureOID("sha256-rsa", OK, ReasonOK, "1.2.840.113549.1.1.11"),
		signatureOID("sha512-rsa", Invalid, ReasonSignatureWrong, "1.2.840.113549.1.1.13"),
		signatureOID("x500-rsa", OK, ReasonOK, "2.5.8.1.1"),
		signatureOID("md4-rsa", Invalid, ReasonVerification, "1.2.840.113549.1.1.3"),
		signatureOID("ecdsa", Invalid, ReasonVerification, "1.2.840.10045.4.3.2"),
		signatureOID("unknown", Invalid, ReasonVerification, "1.2.3.4"),
		signatureOID("pss-null", Invalid, ReasonVerification, "1.2.840.113549.1.1.10"),
		cmsVariant("digest-oid-unknown", Invalid, ReasonVerification, func(c *padestest.CMS) { c.DigestAlgorithm = padestest.Seq(padestest.OID("1.2.3")) }),
		cmsVariant("digest-oid-is-signature", Invalid, ReasonVerification, func(c *padestest.CMS) {
			c.DigestAlgorithm = padestest.Seq(padestest.OID("1.2.840.113549.1.1.11"))
		}),
		cmsVariant("digest-oid-mismatch", Invalid, ReasonDigestMismatch, func(c *padestest.CMS) { c.DigestAlgorithm = sha512ID }),
		cmsVariant("direct-digest-oid-mismatch", Invalid, ReasonSignatureWrong, func(c *padestest.CMS) {
			c.Attributes = func([][]byte) [][]byte { return nil }
			c.DigestAlgorithm = sha512ID
		}),
	}
}

func certificateVariants() []variant {
	with := func(name string, d Decision, r Reason, make func(c *padestest.CMS)) variant {
		return cmsVariant("cert-"+name, d, r, make)
	}
	return []variant{
		with("none", Invalid, ReasonNoCertificate, func(c *padestest.CMS) { c.Certificates = [][]byte{} }),
		with("after-another", OK, ReasonOK, func(c *padestest.CMS) {
			c.Certificates = [][]byte{another().Raw, c.Certificate.Raw}
		}),
		with("other-only", Invalid, ReasonNoCertificate, func(c *padestest.CMS) { c.Certificates = [][]byte{another().Raw} }),
		with("unreadable-companion", Invalid, ReasonNoCertificate, func(c *padestest.CMS) {
			c.Certificates = [][]byte{c.Certificate.Raw, padestest.Seq(padestest.Null())}
		}),
		with("tagged-companion", OK, ReasonOK, func(c *padestest.CMS) {
			c.Certificates = [][]byte{padestest.TLV(padestest.TagContext1, padestest.Null()), c.Certificate.Raw}
		}),
		with("wrong-key", Invalid, ReasonSignatureWrong, func(c *padestest.CMS) {
			c.Sign = func([]byte) ([]byte, error) { return make([]byte, 256), nil }
		}),
		with("issuer-in-capitals", OK, ReasonOK, func(c *padestest.CMS) {
			upper := strings.ToUpper(string(c.Certificate.RawIssuer))
			c.SignerID = padestest.Seq(onlyText(c.Certificate.RawIssuer, upper), padestest.Int(c.Certificate.SerialNumber))
		}),
		with("serial-other", Invalid, ReasonNoCertificate, func(c *padestest.CMS) {
			c.SignerID = padestest.Seq(c.Certificate.RawIssuer, padestest.Int(big.NewInt(5)))
		}),
		with("key-id-unknown", Invalid, ReasonNoCertificate, func(c *padestest.CMS) {
			c.SignerID = padestest.TLV(0x80, []byte("unknown"))
		}),
		with("expired-without-time", OK, ReasonOK, func(c *padestest.CMS) { *c = expired(*c) }),
		with("expired-at-time", Invalid, ReasonVerification, func(c *padestest.CMS) {
			*c = expired(*c)
			c.SigningTime = signingDate
		}),
		with("expired-valid-at-time", OK, ReasonOK, func(c *padestest.CMS) {
			*c = expired(*c)
			c.SigningTime = time.Date(2011, 5, 5, 0, 0, 0, 0, time.UTC)
		}),
	}
}

func another() *x509.Certificate {
	key, _ := padestest.Identity()
	c, err := padestest.SelfSigned(key, "Altra Firma", 4711, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		panic(err)
	}
	return c
}

func expired(c padestest.CMS) padestest.CMS {
	cert, err := padestest.SelfSigned(c.Key.(*rsa.PrivateKey), "Prova Scaduta", 9, time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		panic(err)
	}
	c.Certificate = cert
	return c
}

// onlyText returns der with the letters of its strings taken from upper, which has the same length.
func onlyText(der []byte, upper string) []byte {
	out := slices.Clone(der)
	for i := 0; i+4 < len(der); i++ {
		if (der[i] == 0x13 || der[i] == 0x0C) && i+2+int(der[i+1]) <= len(der) && der[i-1] >= 3 && der[i-1] < 20 {
			copy(out[i+2:i+2+int(der[i+1])], upper[i+2:])
			i += 1 + int(der[i+1])
		}
	}
	return out
}
