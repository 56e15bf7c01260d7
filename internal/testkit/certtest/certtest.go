// Package certtest makes throw-away certificates for tests: a certification authority of the test's own, and certificates of
// systems that do not exist.
package certtest

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
	"sync"
	"testing"
	"time"
)

// Names of made-up systems.
const (
	SignatureCN      = "S1#09001386030488REFPIPP0048017"
	AuthenticationCN = "A1#09001386030488REFPIPP0048017"
	AuthorityCN      = "CA Ministero della Salute Test-1"
)

// Now is the clock of the tests; certificates are valid from one year before to two years after it.
var Now = time.Date(2026, 6, 15, 10, 0, 0, 0, time.UTC)

// Issued is a certificate with its key.
type Issued struct {
	Cert *x509.Certificate
	Key  crypto.Signer
}

// PEM returns the certificate in PEM.
func (i Issued) PEM() []byte { return encode("CERTIFICATE", i.Cert.Raw) }

// KeyPEM returns the key in PEM (PKCS#8).
func (i Issued) KeyPEM(tb testing.TB) []byte {
	tb.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(i.Key)
	if err != nil {
		tb.Fatal(err)
	}
	return encode("PRIVATE KEY", der)
}

func encode(label string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
}

var (
	mu   sync.Mutex
	keys = map[int]*rsa.PrivateKey{}
)

// Key returns the RSA key number n of this process, of 2048 bits.
func Key(tb testing.TB, n int) *rsa.PrivateKey {
	tb.Helper()
	mu.Lock()
	defer mu.Unlock()
	if keys[n] == nil {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			tb.Fatal(err)
		}
		keys[n] = key
	}
	return keys[n]
}

// ECKey returns a new key on P-256.
func ECKey(tb testing.TB) *ecdsa.PrivateKey {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

const authorityKey = -1

// Authority returns a certification authority with the name of a real test one and a key of its own.
func Authority(tb testing.TB) Issued {
	tb.Helper()
	return Sign(tb, Template(AuthorityCN, func(c *x509.Certificate) {
		c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
	}), Key(tb, authorityKey), nil)
}

// System returns the certificate of a system as the authority issues it, with the key number n. edit, when not nil, changes it
// before it is signed.
func System(tb testing.TB, cn string, n int, edit func(*x509.Certificate)) Issued {
	tb.Helper()
	authority := Authority(tb)
	return Sign(tb, Template(cn, edit), Key(tb, n), &authority)
}

// Template is the content of a certificate of the FSE with the common name cn.
func Template(cn string, edit func(*x509.Certificate)) *x509.Certificate {
	c := &x509.Certificate{
		SerialNumber: big.NewInt(4711),
		Subject: pkix.Name{
			Country: []string{"IT"}, Organization: []string{"Ministero della Salute"}, CommonName: cn,
			ExtraNames: []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{2, 5, 4, 97}, Value: "CF:IT-00000000000"}},
		},
		NotBefore: Now.AddDate(-1, 0, 0), NotAfter: Now.AddDate(2, 0, 0),
		KeyUsage: x509.KeyUsageContentCommitment,
	}
	if policy, err := x509.OIDFromInts([]uint64{1, 3, 76, 29, 1, 10}); err == nil {
		c.Policies = []x509.OID{policy}
	}
	if len(cn) > 0 && cn[0] == 'A' {
		c.KeyUsage, c.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	}
	if edit != nil {
		edit(c)
	}
	return c
}

// Sign issues a certificate; without issuer it signs itself.
func Sign(tb testing.TB, template *x509.Certificate, key crypto.Signer, issuer *Issued) Issued {
	tb.Helper()
	parent, signer := template, key
	if issuer != nil {
		parent, signer = issuer.Cert, issuer.Key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		tb.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		tb.Fatal(err)
	}
	return Issued{Cert: cert, Key: key}
}
