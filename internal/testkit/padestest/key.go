package padestest

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	_ "embed" // the test key
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"
)

//go:embed testdata/identity.pem
var identity []byte

// Identity returns the repository's test key, RSA of 2048 bits, and its self-signed certificate (CN "Prova Firma",
// 2020 to 2040). The key is public: it proves nothing.
func Identity() (crypto.Signer, *x509.Certificate) {
	key, cert, err := ReadPEM(identity)
	if err != nil {
		panic(err) // the embedded file is part of the program
	}
	return key, cert
}

// SelfSigned makes a certificate for key with the given common name, valid between the two times. It is deterministic
// for RSA and Ed25519 keys.
func SelfSigned(key crypto.Signer, commonName string, serial int64, notBefore, notAfter time.Time) (*x509.Certificate, error) {
	tmpl := &x509.Certificate{
		SerialNumber:          big.NewInt(serial),
		Subject:               pkix.Name{CommonName: commonName, Organization: []string{"fselint test bench"}, Country: []string{"IT"}},
		NotBefore:             notBefore,
		NotAfter:              notAfter,
		KeyUsage:              x509.KeyUsageContentCommitment,
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(nil, tmpl, tmpl, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("padestest: making the certificate: %w", err)
	}
	return x509.ParseCertificate(der)
}

// ReadPEM reads a PKCS #8 private key and a certificate from PEM text, as the repository keeps its test key.
func ReadPEM(text []byte) (crypto.Signer, *x509.Certificate, error) {
	var key crypto.Signer
	var cert *x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "PRIVATE KEY":
			k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return nil, nil, fmt.Errorf("padestest: reading the key: %w", err)
			}
			key, _ = k.(crypto.Signer)
		case "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, nil, fmt.Errorf("padestest: reading the certificate: %w", err)
			}
			cert = c
		}
	}
	if key == nil || cert == nil {
		return nil, nil, errors.New("padestest: key and certificate expected")
	}
	return key, cert, nil
}
