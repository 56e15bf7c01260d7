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
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/metadata/oid"
	"github.com/fselint/fselint/metadata/rawjson"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
	certificatecheck "github.com/fselint/fselint/validate/checks/certificate"
)

// The tokens, as they were given.
var (
	Signature      = validate.NewFact[*token.Token]("token.signature")
	Authentication = validate.NewFact[*token.Token]("token.authentication")
	both           = validate.NewFact[*read]("token.read")
)

// rules are those of tokens and of what stands in them.
var rules = slices.Concat(token.Rules(), rawjson.Rules(), hl7id.Rules(), oid.Rules(), fiscalcode.Rules(), certificate.Rules())

// read holds both tokens, so that each can be judged beside the other.
type read struct {
	signature, authentication *token.Token
	swapped                   *lint.Finding // that each stood in the other's place; they are judged for what they are
}

// readBoth reads the tokens.
func readBoth(p *validate.Pass) *read {
	r := &read{signature: parse(p, lint.SourceSignatureToken), authentication: parse(p, lint.SourceAuthenticationToken)}
	if r.signature == nil || r.authentication == nil {
		return r
	}
	if f := r.signature.Misplaced(token.Signature); f != nil && r.authentication.Misplaced(token.Authentication) != nil {
		r.swapped = f
		r.signature, r.authentication = r.authentication, r.signature
	}
	return r
}

// checker judges tokens by options that each token completes.
type checker struct{ options token.Options }

// Checks returns the checks. Kind, Other and Certificate of the options are filled in for each token.
func Checks(options token.Options) []*validate.Check {
	o := &checker{options}
	return []*validate.Check{
		{Run: both.From(func(_ context.Context, p *validate.Pass) (*read, error) {
			return readBoth(p), nil
		})},
		{
			Stage: "token", Requires: []validate.Key{both}, Uses: []validate.Key{certificatecheck.File}, Rules: rules,
			Run: Signature.From(func(_ context.Context, p *validate.Pass) (*token.Token, error) {
				r := both.Of(p)
				if r.swapped != nil {
					p.Report(*r.swapped)
				}
				return o.judge(p, r.signature, r.authentication, token.Signature)
			}),
		},
		{
			Stage: "authentication", Requires: []validate.Key{both}, Uses: []validate.Key{certificatecheck.File},
			Run: Authentication.From(func(_ context.Context, p *validate.Pass) (*token.Token, error) {
				r := both.Of(p)
				return o.judge(p, r.authentication, r.signature, token.Authentication)
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
		for _, f := range token.JudgePair(Authentication.Of(p), signature, o.token(p, token.Authentication, nil)) {
			p.Report(f)
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

func (o *checker) judge(p *validate.Pass, t, other *token.Token, kind token.Kind) (*token.Token, error) {
	if t == nil {
		return nil, &validate.Skip{Absent: true, Reason: texts.Text("the-token-was-not-given", nil)}
	}
	if f := t.Misplaced(kind); f != nil && (other == nil || other.Text != t.Text) {
		p.Report(*f) // what it lacks of the other's claims follows from that
		return nil, &validate.Skip{Ran: true, Reason: texts.Text("the-other-token-was-given", nil)}
	}
	for _, f := range t.Judge(o.token(p, kind, other)) {
		p.Report(f)
	}
	return t, nil
}

// token makes the options for one token; other is the one beside it.
func (o *checker) token(p *validate.Pass, kind token.Kind, other *token.Token) token.Options {
	opts := o.options
	opts.Kind, opts.Other = kind, other
	if p.Bundle.Load != nil {
		opts.Hash = p.Doc.SHA256
	}
	if file, ok := certificatecheck.File.Lookup(p); ok && file.Leaf != nil && certificate.ParseCN(certificate.Name(file.Leaf)).Role != certificate.Authentication {
		opts.Certificate = file.Leaf
	}
	return opts
}
