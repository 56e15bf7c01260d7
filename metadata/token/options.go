package token

import (
	"crypto/x509"
	"time"

	"github.com/fselint/fselint/fse"
)

// Kind is one of the two tokens of a call.
type Kind uint8

// The tokens. Unknown stands for a token of which it is not said which it is.
const (
	Unknown        Kind = iota
	Authentication      // header Authorization
	Signature           // header FSE-JWT-Signature
)

func (k Kind) String() string { return [...]string{"", "authentication", "signature"}[k] }

// actions are the values of action_id that an operation admits.
func actions(op fse.Operation) []string {
	switch op {
	case fse.Validation:
		return []string{"CREATE", "UPDATE"}
	case fse.Create, fse.ValidateAndCreate:
		return []string{"CREATE"}
	case fse.Replace, fse.ValidateAndReplace, fse.Update:
		return []string{"UPDATE"}
	case fse.Delete:
		return []string{"DELETE"}
	}
	return nil
}

// purposes are the values of purpose_of_use that an operation admits by the specification.
func purposes(op fse.Operation) []string {
	switch op {
	case fse.Validation, fse.Create, fse.ValidateAndCreate:
		return []string{"TREATMENT"}
	case fse.Replace, fse.ValidateAndReplace, fse.Delete:
		return []string{"UPDATE"}
	case fse.Update:
		return []string{"UPDATE", "ACCESS UPDATE"}
	}
	return nil
}

// Base addresses of the services (specification digest, 01-overview §3), without the slash at the end.
const (
	urlNationalStage      = "https://modipa-val.fse.salute.gov.it/govway/rest/in/FSE/gateway/v1"
	urlNationalProduction = "https://modipa.fse.salute.gov.it/govway/rest/in/FSE/gateway/v1"
	urlToscanaStage       = "https://fse20gwstage.regione.toscana.it/gateway/v2"
	urlToscanaProduction  = "https://fse20gw.regione.toscana.it/gateway/v2"
)

// BaseURLs returns the addresses of a profile in an environment, of both for AnyEnvironment: the values of aud.
func BaseURLs(p fse.Profile, e fse.Environment) []string {
	stage, production := urlNationalStage, urlNationalProduction
	if p == fse.Toscana {
		stage, production = urlToscanaStage, urlToscanaProduction
	}
	switch e {
	case fse.Stage:
		return []string{stage}
	case fse.Production:
		return []string{production}
	}
	return []string{stage, production}
}

// Defaults of the options.
const (
	DefaultMaxLife = 24 * time.Hour
	DefaultMinLife = time.Minute
)

// Options say what a token is for. The zero value judges a token of which nothing is known, by the clock of the machine.
type Options struct {
	Kind        Kind // which of the two tokens it is meant to be; Unknown: the one that its iss says
	Operation   fse.Operation
	Profile     fse.Profile
	Environment fse.Environment
	At          time.Time     // the clock; the zero time is now
	Skew        time.Duration // how far the clock of the gateway may differ; six seconds were too many once (support issue 971)
	MaxLife     time.Duration // longest life that draws no warning; 0: DefaultMaxLife
	MinLife     time.Duration // shortest; 0: DefaultMinLife
	// Audience replaces the addresses of profile and environment.
	Audience []string
	// Direct judges as a gateway without its front end does (test containers): it reads the payload with the standard alphabet.
	Direct bool
	// NoSpecialFiscalCodes is the gateway's setting allow-special-fiscal-codes turned off: only 16 characters pass in sub.
	NoSpecialFiscalCodes bool
	// TreatmentInReplace admits TREATMENT for replace, as the published code does and the document does not (OQ-21).
	TreatmentInReplace bool
	// Single: one certificate serves channel and signature (transition in Tuscany, OQ-05).
	Single bool
	// Roots are the accepted certification authorities; without any the issuer is judged by its name.
	Roots []*x509.Certificate
	// Certificate is the signature certificate that the user means to use, nil when not given.
	Certificate *x509.Certificate
	// Known are further certificates of the plant: a signature that does not verify is tried with them to name the cause.
	Known []*x509.Certificate
	// Other is the other token of the call, nil when not given: missing claims are looked for in it.
	Other *Token
	// Hash is the SHA-256 of the PDF that is sent, "" where it is not known: the right value of attachment_hash.
	Hash string
	// Seen tells whether a jti was used in an earlier call; nil when that is not known.
	Seen func(jti string) bool
	// SkipSignature leaves the signature unverified.
	SkipSignature bool
}

func (o *Options) now() time.Time {
	if o.At.IsZero() {
		return time.Now()
	}
	return o.At
}

func (o *Options) maxLife() time.Duration {
	if o.MaxLife <= 0 {
		return DefaultMaxLife
	}
	return o.MaxLife
}

func (o *Options) minLife() time.Duration {
	if o.MinLife <= 0 {
		return DefaultMinLife
	}
	return o.MinLife
}

func (o *Options) audience() []string {
	if len(o.Audience) > 0 {
		return o.Audience
	}
	return BaseURLs(o.Profile, o.Environment)
}
