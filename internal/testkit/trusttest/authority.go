package trusttest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/fselint/fselint/internal/testkit/certtest"
)

// From and Until are the validity of a certificate unless an option says otherwise; Signed is a time between them.
var (
	From   = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	Until  = time.Date(2034, 1, 1, 0, 0, 0, 0, time.UTC)
	Signed = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)
)

// Identity is a certificate with its key.
type Identity struct {
	Cert *x509.Certificate
	Key  crypto.Signer
}

// Option changes a certificate before it is signed.
type Option func(*x509.Certificate)

// CA makes it an authority; a negative pathLength sets no limit.
func CA(pathLength int) Option {
	return func(c *x509.Certificate) {
		c.BasicConstraintsValid, c.IsCA = true, true
		c.MaxPathLen, c.MaxPathLenZero = pathLength, pathLength == 0
		c.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	}
}

// Valid sets the validity.
func Valid(from, until time.Time) Option {
	return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = from, until }
}

// Use sets the key usage.
func Use(u x509.KeyUsage) Option { return func(c *x509.Certificate) { c.KeyUsage = u } }

// Extended adds an extended key usage.
func Extended(u x509.ExtKeyUsage) Option {
	return func(c *x509.Certificate) { c.ExtKeyUsage = append(c.ExtKeyUsage, u) }
}

// Extra adds an extension.
func Extra(oid asn1.ObjectIdentifier, critical bool, value []byte) Option {
	return func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: oid, Critical: critical, Value: value})
	}
}

// NoCheck tells that the certificate of a responder need not be checked.
func NoCheck() Option {
	return Extra(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}, false, []byte{5, 0})
}

// Points names where issuer, responder and list are, "" for nowhere.
func Points(issuer, responder, list string) Option {
	return func(c *x509.Certificate) {
		if issuer != "" {
			c.IssuingCertificateURL = []string{issuer}
		}
		if responder != "" {
			c.OCSPServer = []string{responder}
		}
		if list != "" {
			c.CRLDistributionPoints = []string{list}
		}
	}
}

// NewKey makes a key on P-256.
func NewKey(tb testing.TB) crypto.Signer {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

// NewRSA makes an RSA key.
func NewRSA(tb testing.TB, bits int) crypto.Signer {
	tb.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

var serials atomic.Int64

// Root makes a self-signed authority.
func Root(tb testing.TB, name string, options ...Option) *Identity {
	tb.Helper()
	return make509(tb, nil, NewKey(tb), name, append([]Option{CA(-1)}, options...))
}

// RootWith makes a self-signed authority with a key.
func RootWith(tb testing.TB, key crypto.Signer, name string, options ...Option) *Identity {
	tb.Helper()
	return make509(tb, nil, key, name, append([]Option{CA(-1)}, options...))
}

// Issue makes a certificate with a new key: of a person who signs, unless the options say otherwise.
func (i *Identity) Issue(tb testing.TB, name string, options ...Option) *Identity {
	tb.Helper()
	return make509(tb, i, NewKey(tb), name, options)
}

// IssueFor makes a certificate for a key: a cross-certificate, or one with a weak key.
func (i *Identity) IssueFor(tb testing.TB, key crypto.Signer, name string, options ...Option) *Identity {
	tb.Helper()
	return make509(tb, i, key, name, options)
}

func make509(tb testing.TB, issuer *Identity, key crypto.Signer, name string, options []Option) *Identity {
	tb.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1000 + serials.Add(1)),
		Subject:      pkix.Name{CommonName: name, Organization: []string{"Prova"}, Country: []string{"IT"}},
		NotBefore:    From, NotAfter: Until,
		KeyUsage: x509.KeyUsageContentCommitment,
	}
	for _, o := range options {
		o(template)
	}
	var by *certtest.Issued
	if issuer != nil {
		by = &certtest.Issued{Cert: issuer.Cert, Key: issuer.Key}
	}
	return &Identity{certtest.Sign(tb, template, key, by).Cert, key}
}

// DER is the certificate.
func (i *Identity) DER() []byte { return i.Cert.Raw }

// PEM is the certificate in text form.
func (i *Identity) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.Cert.Raw})
}

// List makes a list of revoked certificates, in force from thisUpdate to nextUpdate (none when zero).
func (i *Identity) List(tb testing.TB, thisUpdate, nextUpdate time.Time, entries []x509.RevocationListEntry, extensions ...pkix.Extension) []byte {
	tb.Helper()
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(serials.Add(1)), ThisUpdate: thisUpdate, NextUpdate: nextUpdate,
		RevokedCertificateEntries: entries, ExtraExtensions: extensions,
	}, i.Cert, i.Key)
	if err != nil {
		tb.Fatal(err)
	}
	return der
}

// Revoke makes an entry of a list.
func (i *Identity) Revoke(when time.Time, reason int) x509.RevocationListEntry {
	return x509.RevocationListEntry{SerialNumber: i.Cert.SerialNumber, RevocationTime: when, ReasonCode: reason}
}

// Respond makes an OCSP response by a responder about a certificate of i. The template needs Status, ThisUpdate and, for a revoked one, RevokedAt;
// the responder's certificate is put in when it is not i itself.
func (i *Identity) Respond(tb testing.TB, responder *Identity, about *Identity, template ocsp.Response) []byte {
	tb.Helper()
	template.SerialNumber = about.Cert.SerialNumber
	if template.IssuerHash == 0 {
		template.IssuerHash = crypto.SHA1
	}
	if responder != i {
		template.Certificate = responder.Cert
	}
	der, err := ocsp.CreateResponse(i.Cert, responder.Cert, template, responder.Key)
	if err != nil {
		tb.Fatal(err)
	}
	return der
}
