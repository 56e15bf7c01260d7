package certificate_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
)

func TestJudge(t *testing.T) {
	authority := certtest.Authority(t)
	impostor := certtest.Sign(t, certtest.Template(certtest.AuthorityCN, func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }), certtest.Key(t, 5), nil)
	production := certtest.Sign(t, certtest.Template("CA Ministero della Salute", func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }), certtest.Key(t, 5), nil)
	private := certtest.Sign(t, certtest.Template("CA di prova", func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }), certtest.Key(t, 5), nil)
	system := func(edit func(*x509.Certificate)) *x509.Certificate {
		return certtest.System(t, certtest.SignatureCN, 0, edit).Cert
	}
	by := func(issuer certtest.Issued) *x509.Certificate {
		return certtest.Sign(t, certtest.Template(certtest.SignatureCN, nil), certtest.Key(t, 0), &issuer).Cert
	}
	right := certificate.Options{At: certtest.Now, Use: certificate.Signature, Environment: fse.Stage, Profile: fse.Toscana, Roots: []*x509.Certificate{authority.Cert}}
	with := func(edit func(*certificate.Options)) certificate.Options {
		o := right
		edit(&o)
		return o
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	authenticate := certtest.System(t, certtest.AuthenticationCN, 1, nil).Cert
	for _, c := range []struct {
		name string
		cert *x509.Certificate
		o    certificate.Options
		want []found
	}{
		{"right", system(nil), right, nil},
		{"right, by name of the issuer", system(nil), with(func(o *certificate.Options) { o.Roots = nil }), nil},
		{"right, authentication", authenticate, with(func(o *certificate.Options) { o.Use = certificate.Authentication }), nil},
		{"expired", system(nil), with(func(o *certificate.Options) { o.At = certtest.Now.AddDate(2, 0, 1) }), []found{{"CRT-EXPIRED", lint.Error, -1}}},
		{"last second", system(nil), with(func(o *certificate.Options) { o.At = certtest.Now.AddDate(2, 0, 0) }), []found{{"CRT-EXPIRES-SOON", lint.Warning, -1}}},
		{"not yet valid", system(nil), with(func(o *certificate.Options) { o.At = certtest.Now.AddDate(-1, 0, 0).Add(-time.Second) }), []found{{"CRT-NOT-YET-VALID", lint.Error, -1}}},
		{"29 days left", system(nil), with(func(o *certificate.Options) { o.At = certtest.Now.AddDate(2, 0, -29) }), []found{{"CRT-EXPIRES-SOON", lint.Warning, -1}}},
		{"31 days left", system(nil), with(func(o *certificate.Options) { o.At = certtest.Now.AddDate(2, 0, -31) }), nil},
		{"test certificate in production", system(nil), with(func(o *certificate.Options) { o.Environment = fse.Production }), []found{{"CRT-STAGE-ISSUER", lint.Error, -1}}},
		{"production certificate in stage", by(production), right, []found{{"CRT-PRODUCTION-ISSUER", lint.Error, -1}}},
		{"other authority of that name", by(impostor), right, []found{{"CRT-ISSUER-SIGNATURE", lint.Error, -1}}},
		{"unknown authority", by(private), right, []found{{"CRT-ISSUER", lint.Error, -1}}},
		{"unknown authority, no file", by(private), with(func(o *certificate.Options) { o.Roots = nil }), []found{{"CRT-ISSUER", lint.Warning, -1}}},
		{"self-signed", certtest.Sign(t, certtest.Template(certtest.SignatureCN, nil), certtest.Key(t, 0), nil).Cert, right, []found{{"CRT-SELF-SIGNED", lint.Error, -1}}},
		{"authority", authority.Cert, right, []found{{"CRT-CA", lint.Error, -1}, {"CRT-KEY-USAGE", lint.Warning, -1}}},
		{"elliptic curve", certtest.Sign(t, certtest.Template(certtest.SignatureCN, nil), certtest.ECKey(t), &authority).Cert, right, []found{{"CRT-KEY-NOT-RSA", lint.Error, -1}}},
		{"1024 bits", certtest.Sign(t, certtest.Template(certtest.SignatureCN, nil), short, &authority).Cert, right, []found{{"CRT-KEY-SHORT", lint.Error, -1}}},
		{"other key", system(nil), with(func(o *certificate.Options) { o.Key = &certtest.Key(t, 1).PublicKey }), []found{{"CRT-KEY-MISMATCH", lint.Error, -1}}},
		{"own key", system(nil), with(func(o *certificate.Options) { o.Key = &certtest.Key(t, 0).PublicKey }), nil},
		{"A signs", authenticate, right, []found{{"CRT-A-SIGNS", lint.Error, -1}}},
		{"A signs, single certificate", authenticate, with(func(o *certificate.Options) { o.Single = true }), nil},
		{"S connects", system(nil), with(func(o *certificate.Options) { o.Use = certificate.Authentication }), []found{{"CRT-S-CONNECTS", lint.Error, -1}}},
		{"key usage", system(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }), right, []found{{"CRT-KEY-USAGE", lint.Warning, -1}}},
		{"digital signature", system(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageDigitalSignature }), right, nil},
		{"no client", certtest.System(t, certtest.AuthenticationCN, 1, func(c *x509.Certificate) { c.ExtKeyUsage = c.ExtKeyUsage[1:] }).Cert, with(func(o *certificate.Options) { o.Use = certificate.Authentication }), []found{{"CRT-NO-CLIENT-AUTH", lint.Error, -1}}},
		{"no extended key usage", certtest.System(t, certtest.AuthenticationCN, 1, func(c *x509.Certificate) { c.ExtKeyUsage = nil }).Cert, with(func(o *certificate.Options) { o.Use = certificate.Authentication }), nil},
		{"subject", system(func(c *x509.Certificate) { c.Subject = pkix.Name{CommonName: certtest.SignatureCN} }), right, []found{
			{"CRT-SUBJECT", lint.Warning, -1}, {"CRT-SUBJECT", lint.Warning, -1}, {"CRT-SUBJECT", lint.Warning, -1}}},
		{"policy", system(func(c *x509.Certificate) { c.Policies = nil }), right, []found{{"CRT-POLICY", lint.Info, -1}}},
		{"common name", certtest.System(t, "S1#111ROSSISOFT", 0, nil).Cert, right, []found{{"CRT-CN-NATIONAL", lint.Warning, -1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			problems := certificate.Judge(c.cert, c.o)
			require.Equal(t, c.want, summary(problems))
			for _, p := range problems {
				assert.NotContains(t, p.Text("it")+p.Text("en"), "{")
			}
		})
	}
	expired := system(func(c *x509.Certificate) { c.NotBefore, c.NotAfter = time.Unix(0, 0), time.Now().Add(-time.Hour) })
	assert.Equal(t, []found{{"CRT-EXPIRED", lint.Error, -1}}, summary(certificate.Judge(expired, certificate.Options{})), "without a time the clock of the machine counts")
}

func TestJudgeSame(t *testing.T) {
	s := certtest.System(t, certtest.SignatureCN, 0, nil).Cert
	assert.Empty(t, certificate.JudgeSame(s, s))
	again := certtest.System(t, certtest.SignatureCN, 0, func(c *x509.Certificate) { c.SerialNumber.SetInt64(9) }).Cert
	a := certtest.System(t, certtest.AuthenticationCN, 1, nil).Cert
	assert.Equal(t, []found{{"CRT-OTHER-ISSUE", lint.Error, -1}}, summary(certificate.JudgeSame(again, s)))
	assert.Equal(t, []found{{"CRT-OTHER", lint.Error, -1}}, summary(certificate.JudgeSame(a, s)))
	assert.Equal(t, lint.Error, lint.Worst(certificate.JudgeSame(a, s)))
}
