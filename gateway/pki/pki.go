// Package pki makes certificates for rehearsals: an authority of one's own, and authentication, signature and server
// certificates with the names and extensions that those of the FSE have.
//
// They are worth nothing outside a rehearsal. Source: specification digest, 07-certificates-and-accreditation §1.
package pki

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

// AuthorityName is the common name of the authority.
const AuthorityName = "fselint rehearsal CA"

// Identity is a certificate with its key and the certificate of its issuer.
type Identity struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
	Issuer      *x509.Certificate // nil for the authority itself
}

const life = 2 * 365 * 24 * time.Hour

// NewAuthority makes an authority with a new key.
func NewAuthority(now time.Time) (*Identity, error) {
	return issue(nil, &x509.Certificate{
		Subject: pkix.Name{Country: []string{"IT"}, CommonName: AuthorityName}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(10 * life),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	})
}

// System issues the certificate of a system with a new RSA key of 2048 bits. A common name that begins with A makes one for the
// channel, one that begins with S one for tokens.
func (a *Identity) System(cn string, now time.Time) (*Identity, error) {
	c := &x509.Certificate{
		Subject: pkix.Name{
			Country: []string{"IT"}, Organization: []string{"Ministero della Salute"}, CommonName: cn,
			ExtraNames: []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{2, 5, 4, 97}, Value: "CF:IT-00000000000"}},
		},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(life), KeyUsage: x509.KeyUsageContentCommitment,
	}
	policy, err := x509.OIDFromInts([]uint64{1, 3, 76, 29, 1, 10})
	if err != nil {
		return nil, err
	}
	c.Policies = []x509.OID{policy}
	switch {
	case cn != "" && cn[0] == 'A':
		c.KeyUsage, c.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	case cn == "" || cn[0] != 'S':
		return nil, fmt.Errorf("%q begins neither with A nor with S", cn)
	}
	return issue(a, c)
}

// Server issues the certificate of a server for host names and addresses.
func (a *Identity) Server(now time.Time, hosts ...string) (*Identity, error) {
	c := &x509.Certificate{
		Subject: pkix.Name{CommonName: "fselint rehearsal gateway"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(life),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			c.IPAddresses = append(c.IPAddresses, ip)
		} else {
			c.DNSNames = append(c.DNSNames, h)
		}
	}
	return issue(a, c)
}

func issue(a *Identity, c *x509.Certificate) (*Identity, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	if c.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return nil, err
	}
	id := &Identity{Key: key}
	parent, signer := c, crypto.Signer(key)
	if a != nil {
		parent, signer, id.Issuer = a.Certificate, a.Key, a.Certificate
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	id.Certificate, err = x509.ParseCertificate(der)
	return id, err
}

// PEM is the certificate, with that of its issuer where chain is set.
func (i *Identity) PEM(chain bool) []byte {
	out := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.Certificate.Raw})
	if chain && i.Issuer != nil {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.Issuer.Raw})...)
	}
	return out
}

// KeyPEM is the private key in PKCS#8.
func (i *Identity) KeyPEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(i.Key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// PKCS12 is key, certificate and issuer under a password.
func (i *Identity) PKCS12(password string) ([]byte, error) {
	var chain []*x509.Certificate
	if i.Issuer != nil {
		chain = []*x509.Certificate{i.Issuer}
	}
	return pkcs12.Modern2023.Encode(i.Key, i.Certificate, chain, password)
}
