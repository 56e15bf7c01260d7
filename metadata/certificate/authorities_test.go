package certificate_test

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/metadata/certificate"
)

// TestAuthorities: what the ministry publishes is recognised by its digest, kept, and given out by environment.
func TestAuthorities(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(dir, "kept")
	found := certificate.FindAuthorities(os.DirFS(filepath.Dir(shared.Dir(t, "ca"))))
	require.Len(t, found, 3)
	for _, data := range found {
		a, c, ok := certificate.AuthorityOf(data)
		require.True(t, ok)
		sum := sha256.Sum256(c.Raw)
		assert.Equal(t, a.Fingerprint, hex.EncodeToString(sum[:]))
		assert.Equal(t, a.Name, c.Subject.CommonName)
		byDER, _, ok := certificate.AuthorityOf(c.Raw)
		assert.True(t, ok)
		assert.Equal(t, a, byDER)
		_, ok, err := certificate.KeepAuthority(kept, data)
		require.NoError(t, err)
		assert.True(t, ok)
	}
	assert.Len(t, certificate.KeptAuthorities(kept, fse.AnyEnvironment), 3)
	assert.Len(t, certificate.KeptAuthorities(kept, fse.Stage), 2)
	production := certificate.KeptAuthorities(kept, fse.Production)
	require.Len(t, production, 1)
	assert.Equal(t, "CA Ministero della Salute", production[0].Subject.CommonName)
	assert.Equal(t, x509.SHA256WithRSA, production[0].SignatureAlgorithm)

	// Another certificate in the place of one of them is none.
	names, err := filepath.Glob(filepath.Join(kept, "*.pem"))
	require.NoError(t, err)
	other := certtest.Authority(t)
	require.NoError(t, os.WriteFile(names[0], other.PEM(), 0o600))
	assert.Len(t, certificate.KeptAuthorities(kept, fse.AnyEnvironment), 2)
	assert.Empty(t, certificate.KeptAuthorities(dir, fse.AnyEnvironment))
}

func TestNoAuthority(t *testing.T) {
	other := certtest.Authority(t)
	for _, data := range [][]byte{nil, []byte("x"), other.PEM(), other.Cert.Raw, []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")} {
		_, ok, err := certificate.KeepAuthority(t.TempDir(), data)
		assert.NoError(t, err)
		assert.False(t, ok)
	}
	assert.Empty(t, certificate.FindAuthorities(fstest.MapFS{"ca/a.pem": {Data: other.PEM()}, "b.der": {Data: other.Cert.Raw}, "c.pem": {Data: make([]byte, 1<<20)}}))
}

// TestWeakDigests: a certificate that was signed with SHA-1 says so, whatever else is right with it.
func TestWeakDigests(t *testing.T) {
	authority := certtest.Authority(t)
	c := certtest.Sign(t, certtest.Template(certtest.SignatureCN, func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA256WithRSA }), certtest.Key(t, 0), &authority).Cert
	o := certificate.Options{At: certtest.Now, Use: certificate.Signature, Environment: fse.Stage}
	before := len(certificate.Judge(c, o))
	for _, algorithm := range []x509.SignatureAlgorithm{x509.SHA1WithRSA, x509.MD5WithRSA, x509.ECDSAWithSHA1} {
		c.SignatureAlgorithm = algorithm
		findings := certificate.Judge(c, o)
		assert.Len(t, findings, before+1)
		assert.Contains(t, findings[0].Message.In("en")+findings[0].Rule.ID, "CRT-SHA1")
	}
}

// TestMissingPassword: a password that was not given is not a wrong one.
func TestMissingPassword(t *testing.T) {
	data, err := os.ReadFile(shared.Dir(t, "cases", "83-p12-password-and-age", "new.p12"))
	require.NoError(t, err)
	for password, want := range map[string]*struct{ id string }{"": {"CRT-STORE-LOCKED"}, "sbagliata": {"CRT-STORE-PASSWORD"}, "giusta": nil} {
		f := certificate.Read(data, password)
		if want == nil {
			assert.NotNil(t, f.Leaf)
			assert.NotNil(t, f.Key)
			continue
		}
		require.Len(t, f.Problems, 1, password)
		assert.Equal(t, want.id, f.Problems[0].Rule.ID)
	}
}
