// Package certificatecheck judges the certificate that goes with a submission: its common name and its use.
//
// Source: specification digest, 07-certificates-and-accreditation paragraph 1.
package certificatecheck

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/validate"
)

// File is the certificate file.
var File = validate.NewFact[*certificate.File]("certificate")

// Options say what the certificate is for.
type Options struct {
	Environment fse.Environment
	Profile     fse.Profile
	At          time.Time
	Roots       []*x509.Certificate
	Single      bool
	Password    string // of a PKCS#12
}

// Check returns the check.
func Check(o Options) *validate.Check {
	return &validate.Check{
		Stage: "certificate", Rules: certificate.Rules(),
		Run: File.From(func(_ context.Context, p *validate.Pass) (*certificate.File, error) {
			data, given := p.Bundle.Parts[lint.SourceCertificate]
			if !given {
				return nil, &validate.Skip{Absent: true, Reason: texts.Text("the-certificate-was-not-given", nil)}
			}
			file := certificate.Read(data, o.Password)
			findings := file.Problems
			role := certificate.NoRole
			if file.Leaf != nil {
				role = certificate.ParseCN(certificate.Name(file.Leaf)).Role
				findings = append(findings, certificate.Judge(file.Leaf, certificate.Options{
					At: o.At, Use: role, Single: o.Single, Environment: o.Environment, Profile: o.Profile, Roots: o.Roots,
				})...)
			}
			for _, f := range findings {
				if f.Rule == certificate.Expired || f.Rule == certificate.NotYetValid {
					refusedBy(&f, role, p)
				}
				p.Report(f)
				if f.Rule == certificate.TooLarge || f.Rule == certificate.StoreCost { // limits of this program
					p.Exceeded(f.Rule.Title, true)
				}
			}
			return file, nil
		}),
	}
}

// refusedBy says what the gateway makes of a certificate out of its time. One that signs is refused with its tokens; where a token was given,
// its own certificate counts.
func refusedBy(f *lint.Finding, role certificate.Role, p *validate.Pass) {
	if role == certificate.Authentication {
		f.Group, f.Error = lint.Gateway, "FE-01" // the handshake fails
		return
	}
	if _, token := p.Bundle.Parts[lint.SourceSignatureToken]; !token {
		f.Group, f.Error, f.Detail = lint.Gateway, "FE-02", "Invalid token"
	}
}
