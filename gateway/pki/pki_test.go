package pki

import (
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"software.sslmate.com/src/go-pkcs12"
)

func TestCertificates(t *testing.T) {
	now := time.Now()
	authority, err := NewAuthority(now)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(authority.Certificate)
	for cn, want := range map[string]struct {
		usage    x509.KeyUsage
		extended []x509.ExtKeyUsage
	}{
		"A1#090X": {x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}},
		"S1#090X": {x509.KeyUsageContentCommitment, nil},
	} {
		id, err := authority.System(cn, now)
		require.NoError(t, err)
		c := id.Certificate
		assert.Equal(t, cn, c.Subject.CommonName)
		assert.Equal(t, want.usage, c.KeyUsage)
		assert.Equal(t, want.extended, c.ExtKeyUsage)
		assert.False(t, c.IsCA)
		assert.Equal(t, 2048, c.PublicKey.(*rsa.PublicKey).N.BitLen())
		_, err = c.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
		require.NoError(t, err)

		key, err := id.KeyPEM()
		require.NoError(t, err)
		_, err = tls.X509KeyPair(id.PEM(true), key)
		require.NoError(t, err)
		store, err := id.PKCS12("secret")
		require.NoError(t, err)
		_, leaf, chain, err := pkcs12.DecodeChain(store, "secret")
		require.NoError(t, err)
		assert.Equal(t, c.Raw, leaf.Raw)
		assert.Len(t, chain, 1)
		_, _, _, err = pkcs12.DecodeChain(store, "other")
		assert.Error(t, err)
	}
	for _, cn := range []string{"", "X1#090"} {
		_, err := authority.System(cn, now)
		assert.Error(t, err, cn)
	}
	server, err := authority.Server(now, "localhost", "::1")
	require.NoError(t, err)
	for _, host := range []string{"localhost", "::1"} {
		assert.NoError(t, server.Certificate.VerifyHostname(host))
	}
	assert.Error(t, server.Certificate.VerifyHostname("example.org"))
}
