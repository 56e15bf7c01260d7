// Package tokencheck judges the two tokens of a call: their form first, then the signature and every claim, in the gateway's order.
//
// Source: specification digest, 02-jwt.
package tokencheck

import (
	"context"
	"slices"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/metadata/flaw"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/metadata/oid"
	"github.com/fselint/fselint/metadata/rawjson"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
	certificatecheck "github.com/fselint/fselint/validate/checks/certificate"
	"github.com/fselint/fselint/validate/checks/flaws"
)

// The tokens, as they were given.
var (
	Signature      = validate.NewFact[*token.Token]("token.signature")
	Authentication = validate.NewFact[*token.Token]("token.authentication")
	both           = validate.NewFact[*read]("token.read")
)

var rules = flaws.New("JWT", "jwt-", lint.Text{
	IT: "il front end risponde \"Invalid token\" senza dire che cosa non va; il gateway nomina un solo campo per volta",
	EN: "the front end answers \"Invalid token\" and never says what is wrong; the gateway names one claim at a time",
}, []string{"02-jwt"}, func() []*flaw.Kind {
	return slices.Concat(token.Kinds(), rawjson.Kinds(), hl7id.Kinds(), oid.Kinds(), fiscalcode.Kinds(), certificate.Kinds())
})

// read holds both tokens, so that each can be judged beside the other.
type read struct{ signature, authentication *token.Token }

// checker judges tokens by options that each token completes.
type checker struct{ options token.Options }

// Checks returns the checks. Kind, Other and Certificate of the options are filled in for each token.
func Checks(options token.Options) []*validate.Check {
	o := &checker{options}
	return []*validate.Check{
		{Run: both.From(func(_ context.Context, p *validate.Pass) (*read, error) {
			return &read{parse(p, lint.SourceSignatureToken), parse(p, lint.SourceAuthenticationToken)}, nil
		})},
		{
			Stage: "token", Requires: []validate.Key{both}, Uses: []validate.Key{certificatecheck.File}, Rules: rules.Rules(),
			Run: Signature.From(func(_ context.Context, p *validate.Pass) (*token.Token, error) {
				r := both.Of(p)
				return o.judge(p, r.signature, r.authentication, token.Signature, lint.SourceSignatureToken)
			}),
		},
		{
			Stage: "authentication", Requires: []validate.Key{both}, Uses: []validate.Key{certificatecheck.File},
			Run: Authentication.From(func(_ context.Context, p *validate.Pass) (*token.Token, error) {
				r := both.Of(p)
				return o.judge(p, r.authentication, r.signature, token.Authentication, lint.SourceAuthenticationToken)
			}),
		},
		{
			Name: "token.pair", Stage: "authentication", Requires: []validate.Key{Authentication}, Uses: []validate.Key{Signature},
			Run: validate.Judge(o.pair),
		},
	}
}

// pair judges whether the two tokens of a call go together.
func (o *checker) pair(_ context.Context, p *validate.Pass) error {
	if signature, ok := Signature.Lookup(p); ok {
		for _, problem := range token.JudgePair(Authentication.Of(p), signature, o.token(p, token.Authentication, nil)) {
			report(p, &problem, lint.SourceAuthenticationToken)
		}
	}
	return nil
}

func parse(p *validate.Pass, source string) *token.Token {
	data, given := p.Bundle.Parts[source]
	if !given {
		return nil
	}
	return token.Parse(data)
}

func (o *checker) judge(p *validate.Pass, t, other *token.Token, kind token.Kind, source string) (*token.Token, error) {
	if t == nil {
		return nil, &validate.Skip{Absent: true, Reason: lint.Text{IT: "il token non è stato fornito", EN: "the token was not given"}}
	}
	for _, problem := range t.Judge(o.token(p, kind, other)) {
		report(p, &problem, source)
	}
	return t, nil
}

// token makes the options for one token; other is the one beside it.
func (o *checker) token(p *validate.Pass, kind token.Kind, other *token.Token) token.Options {
	opts := o.options
	opts.Kind, opts.Other = kind, other
	if file, ok := certificatecheck.File.Lookup(p); ok && file.Leaf != nil && certificate.ParseCN(certificate.Name(file.Leaf)).Role != certificate.Authentication {
		opts.Certificate = file.Leaf
	}
	return opts
}

func report(p *validate.Pass, x *token.Problem, source string) {
	path := string(x.Place)
	if x.Claim != "" {
		path = x.Claim
	}
	f := lint.Finding{
		Rule: rules.Rule(x.Kind), Severity: flaws.Severity(x.Severity), Group: lint.Group(x.Group), Error: x.Error, Detail: x.Detail,
		Message:  lint.Text{IT: x.Text("it"), EN: x.Text("en")},
		Location: lint.Location{Source: source, Line: x.Line, Column: x.Column, Path: path},
	}
	if x.Group != flaw.Gateway {
		f.Error = ""
	}
	if x.Again {
		f.Severity = lint.Info
		f.Notes = append(f.Notes, lint.Text{
			IT: "il gateway lo direbbe solo se il front end lasciasse passare il token", EN: "the gateway would say so only if the front end let the token pass",
		})
	}
	if x.Question != "" {
		f.Notes = append(f.Notes, lint.Text{IT: "le fonti sono in disaccordo: " + x.Question, EN: "the sources disagree: " + x.Question})
	}
	flaws.Values(&f, x.Flaw)
	p.Report(f)
}
