package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// Object identifiers of the CMS content types and attributes (RFC 5652, RFC 5035, RFC 6211).
const (
	OIDData                 = "1.2.840.113549.1.7.1"
	OIDSignedData           = "1.2.840.113549.1.7.2"
	OIDContentType          = "1.2.840.113549.1.9.3"
	OIDMessageDigest        = "1.2.840.113549.1.9.4"
	OIDSigningTime          = "1.2.840.113549.1.9.5"
	OIDSigningCertificateV2 = "1.2.840.113549.1.9.16.2.47"
	OIDAlgorithmProtection  = "1.2.840.113549.1.9.52"
)

// CMS describes a detached SignedData (RFC 5652) to be made. With Key and Certificate alone it has what PAdES B-B asks:
// content-type, message-digest and signing-certificate-v2, no signing-time. The other fields are for tests that need it
// otherwise.
type CMS struct {
	// Key signs: RSA (PKCS #1 v1.5), ECDSA (deterministic, RFC 6979) or Ed25519. Not used when Sign is set.
	Key crypto.Signer
	// Certificate is the signer's.
	Certificate *x509.Certificate
	// Chain holds further certificates to embed after the signer's.
	Chain []*x509.Certificate

	// Hash is the digest of content and attributes; SHA-256 when zero, SHA-512 for Ed25519 (RFC 8419 3.1).
	Hash crypto.Hash
	// SigningTime adds that attribute unless zero. PAdES leaves it out.
	SigningTime time.Time

	// Digest replaces the digest of the content in the message-digest attribute.
	Digest func(content []byte) []byte
	// Attributes edits the signed attributes, each a DER Attribute. An empty result leaves out the field.
	Attributes func(attrs [][]byte) [][]byte
	// Unsorted keeps the signed attributes in the order given and signs them so, instead of in DER order.
	Unsorted bool
	// Unsigned are unsigned attributes.
	Unsigned [][]byte
	// Sign replaces the making of the signature value over the message.
	Sign func(message []byte) ([]byte, error)
	// Edit changes the signature value.
	Edit func(signature []byte) []byte
	// DigestAlgorithm, SignatureAlgorithm and SignerID replace the DER of these fields; Certificates replaces the elements
	// of the certificates field; ContentType the encapsulated content type.
	DigestAlgorithm, SignatureAlgorithm, SignerID []byte
	Certificates                                  [][]byte
	ContentType                                   string
	// Content, when not nil, is encapsulated.
	Content []byte
	// Encapsulate, when not nil, makes what is encapsulated, and signed, from the signed bytes of the document: the TSTInfo of
	// a time stamp (RFC 3161 2.4.2).
	Encapsulate func(content []byte) []byte
	// SignerInfos edits the list of signers.
	SignerInfos func(infos [][]byte) [][]byte
	// BER encodes the outer structures with indefinite lengths.
	BER bool
}

// Attribute encodes a CMS attribute with its values.
func Attribute(oid string, values ...[]byte) []byte { return Seq(OID(oid), Set(values...)) }

// Marshal signs content and returns the encoded ContentInfo.
func (c *CMS) Marshal(content []byte) ([]byte, error) {
	if c.Hash == 0 {
		c.Hash = crypto.SHA256
		if _, ok := c.Key.(ed25519.PrivateKey); ok {
			c.Hash = crypto.SHA512
		}
	}
	if c.Encapsulate != nil {
		c.Content = c.Encapsulate(content)
		content = c.Content
	}
	signer, err := c.signerInfo(content)
	if err != nil {
		return nil, err
	}
	infos := [][]byte{signer}
	if c.SignerInfos != nil {
		infos = c.SignerInfos(infos)
	}
	certs := c.Certificates
	if certs == nil {
		certs = [][]byte{c.Certificate.Raw}
		for _, ca := range c.Chain {
			certs = append(certs, ca.Raw)
		}
	}
	wrap := TLV
	if c.BER {
		wrap = Indefinite
	}
	encap := [][]byte{OID(c.contentType())}
	if c.Content != nil {
		encap = append(encap, wrap(TagContext0, Octets(c.Content)))
	}
	parts := [][]byte{Int(big.NewInt(1)), Set(c.digestAlgorithm()), wrap(TagSequence, encap...)}
	if len(certs) > 0 {
		parts = append(parts, wrap(TagContext0, certs...))
	}
	parts = append(parts, wrap(TagSet, infos...))
	return wrap(TagSequence, OID(OIDSignedData), wrap(TagContext0, wrap(TagSequence, parts...))), nil
}

func (c *CMS) contentType() string {
	if c.ContentType != "" {
		return c.ContentType
	}
	return OIDData
}

func (c *CMS) signerInfo(content []byte) ([]byte, error) {
	attrs := c.signedAttributes(content)
	message := content
	if len(attrs) > 0 {
		message = Set(attrs...)
	}
	value, err := c.signature(message)
	if err != nil {
		return nil, err
	}
	if c.Edit != nil {
		value = c.Edit(value)
	}
	algorithm := c.SignatureAlgorithm
	if algorithm == nil {
		if algorithm, err = signatureAlgorithm(c.Key, c.Hash); err != nil {
			return nil, err
		}
	}
	sid := c.SignerID
	if sid == nil {
		sid = Seq(c.Certificate.RawIssuer, Int(c.Certificate.SerialNumber))
	}
	parts := [][]byte{Int(big.NewInt(1)), sid, c.digestAlgorithm()}
	if len(attrs) > 0 {
		parts = append(parts, TLV(TagContext0, attrs...))
	}
	parts = append(parts, algorithm, Octets(value))
	if len(c.Unsigned) > 0 {
		parts = append(parts, TLV(TagContext1, c.Unsigned...))
	}
	return Seq(parts...), nil
}

func (c *CMS) signedAttributes(content []byte) [][]byte {
	digest := hashOf(c.Hash, content)
	if c.Digest != nil {
		digest = c.Digest(content)
	}
	attrs := [][]byte{
		Attribute(OIDContentType, OID(c.contentType())),
		Attribute(OIDMessageDigest, Octets(digest)),
	}
	if c.Certificate != nil {
		attrs = append(attrs, signingCertificateV2(c.Certificate))
	}
	if !c.SigningTime.IsZero() {
		attrs = append(attrs, Attribute(OIDSigningTime, Time(c.SigningTime)))
	}
	if c.Attributes != nil {
		attrs = c.Attributes(attrs)
	}
	if !c.Unsorted {
		slices.SortFunc(attrs, bytes.Compare)
	}
	return attrs
}

// signingCertificateV2 is the attribute of RFC 5035 with the SHA-256 of the certificate (the default algorithm, so left
// out) and its issuer and serial number.
func signingCertificateV2(cert *x509.Certificate) []byte {
	sum := sha256.Sum256(cert.Raw)
	issuer := Seq(Seq(TLV(0xA4, cert.RawIssuer)), Int(cert.SerialNumber))
	return Attribute(OIDSigningCertificateV2, Seq(Seq(Seq(Octets(sum[:]), issuer))))
}

func (c *CMS) signature(message []byte) ([]byte, error) {
	if c.Sign != nil {
		return c.Sign(message)
	}
	switch key := c.Key.(type) {
	case *rsa.PrivateKey:
		return rsa.SignPKCS1v15(nil, key, c.Hash, hashOf(c.Hash, message))
	case *ecdsa.PrivateKey:
		return key.Sign(nil, hashOf(c.Hash, message), c.Hash)
	case ed25519.PrivateKey:
		return ed25519.Sign(key, message), nil
	case nil:
		return nil, errors.New("no key")
	default:
		return nil, fmt.Errorf("no signatures with %T", key)
	}
}

func hashOf(h crypto.Hash, b []byte) []byte {
	d := h.New()
	d.Write(b)
	return d.Sum(nil)
}

var digestOIDs = map[crypto.Hash]string{
	crypto.MD5: "1.2.840.113549.2.5", crypto.SHA1: "1.3.14.3.2.26",
	crypto.SHA224: "2.16.840.1.101.3.4.2.4", crypto.SHA256: "2.16.840.1.101.3.4.2.1",
	crypto.SHA384: "2.16.840.1.101.3.4.2.2", crypto.SHA512: "2.16.840.1.101.3.4.2.3",
	crypto.SHA3_256: "2.16.840.1.101.3.4.2.8", crypto.SHA3_512: "2.16.840.1.101.3.4.2.10",
	crypto.RIPEMD160: "1.3.36.3.2.1",
}

func (c *CMS) digestAlgorithm() []byte {
	if c.DigestAlgorithm != nil {
		return c.DigestAlgorithm
	}
	return Seq(OID(digestOIDs[c.Hash]), Null())
}

// signatureAlgorithm names the algorithm of a key: rsaEncryption, ecdsa-with-SHA2, Ed25519.
func signatureAlgorithm(key crypto.Signer, h crypto.Hash) ([]byte, error) {
	switch key.(type) {
	case *rsa.PrivateKey, nil:
		return Seq(OID("1.2.840.113549.1.1.1"), Null()), nil
	case *ecdsa.PrivateKey:
		last, ok := map[crypto.Hash]string{crypto.SHA224: "1", crypto.SHA256: "2", crypto.SHA384: "3", crypto.SHA512: "4"}[h]
		if !ok {
			return nil, fmt.Errorf("no name for ECDSA with %v", h)
		}
		return Seq(OID("1.2.840.10045.4.3." + last)), nil
	case ed25519.PrivateKey:
		return Seq(OID("1.3.101.112")), nil
	}
	return nil, fmt.Errorf("no name for the algorithm of %T", key)
}
