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
	"github.com/fselint/fselint/validate/checks/flaws"
)

// File is the certificate file.
var File = validate.NewFact[*certificate.File]("certificate")

var rules = flaws.New("CRT", "cert-", lint.Text{
	IT: "il canale e i token si appoggiano a due certificati con usi distinti; uno sbagliato si vede solo come connessione o token rifiutati",
	EN: "channel and tokens rest on two certificates with uses of their own; a wrong one shows only as a refused connection or token",
}, []string{"07 §1"}, certificate.Kinds)

// Options say what the certificate is for.
type Options struct {
	Environment fse.Environment
	Grammar     certificate.Grammar
	At          time.Time
	Roots       []*x509.Certificate
	Single      bool
}

// Check returns the check.
func Check(o Options) *validate.Check {
	return &validate.Check{
		Stage: "certificate", Rules: rules.Rules(),
		Run: File.From(func(_ context.Context, p *validate.Pass) (*certificate.File, error) {
			data, given := p.Bundle.Parts[lint.SourceCertificate]
			if !given {
				return nil, &validate.Skip{Absent: true, Reason: lint.Text{IT: "il certificato non è stato fornito", EN: "the certificate was not given"}}
			}
			file := certificate.Read(data)
			problems := file.Problems
			role := certificate.NoRole
			if file.Leaf != nil {
				role = certificate.ParseCN(certificate.Name(file.Leaf)).Role
				problems = append(problems, certificate.Judge(file.Leaf, certificate.Options{
					At: o.At, Use: role, Single: o.Single, Environment: o.Environment, Grammar: o.Grammar, Roots: o.Roots,
				})...)
			}
			for i := range problems {
				report(p, &problems[i], role)
			}
			return file, nil
		}),
	}
}

func report(p *validate.Pass, x *certificate.Problem, role certificate.Role) {
	f := lint.Finding{
		Rule: rules.Rule(x.Kind), Severity: flaws.Severity(x.Severity),
		Message:  lint.Text{IT: x.Text("it"), EN: x.Text("en")},
		Location: lint.Location{Source: lint.SourceCertificate, Path: x.Part},
		Notes:    []lint.Text{lint.Same(x.ID)},
	}
	if role == certificate.Authentication && (x.Kind == &certificate.Expired || x.Kind == &certificate.NotYetValid) {
		f.Group, f.Error = lint.Gateway, "FE-01" // the handshake fails
	}
	flaws.Values(&f, x.Flaw)
	p.Report(f)
}
