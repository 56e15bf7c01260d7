package token

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/fselint/fselint/metadata/flaw"
)

// Place is a part of a token.
type Place string

// The places.
const (
	Whole         Place = "token"
	InHeader      Place = "header"
	InPayload     Place = "payload"
	SignaturePart Place = "signature"
)

// Problem is something wrong with a token.
type Problem struct {
	flaw.Flaw
	Place Place
	// Claim is the claim of the payload or the member of the header that is meant, "" for none.
	Claim string
	// Line and Column are the place in the decoded JSON of header or payload, from 1; 0 when there is none.
	Line, Column int
	// Group and Severity stand in place of those of the kind.
	Group    flaw.Group
	Severity flaw.Severity
	// Error is the error of the gateway (FE-02 to FE-05, TK-01 to TK-25, PB-03), "" when it makes none.
	Error string
	// Detail is the gateway's text for Error, "" where it was never recorded (FE-05).
	Detail string
	// Order is the place of the check in the gateway's order; problems without an error come last.
	Order int
	// Again marks an error whose cause an earlier problem of this token has named already: it is the answer only where that check
	// is not made (a gateway without its front end).
	Again bool
	// Cause says why, nil when the flaw says all.
	Cause *flaw.Flaw
	// Question is the open question of the specification digest on which the judgement rests (OQ-21), "" for none.
	Question string

	foreign bool // the flaw is of a library that does not know the claim
}

// Code is the machine reason: that of the flaw, and behind a slash that of the cause.
func (p Problem) Code() string {
	if p.Cause == nil {
		return p.Kind.Code
	}
	return p.Kind.Code + "/" + p.Cause.Kind.Code
}

// Text says in words what is wrong and why: in Italian for "it", in English for any other language.
func (p Problem) Text(lang string) string {
	text := p.Flaw.Text(lang)
	if p.foreign {
		name := p.Claim
		if name == "" {
			name = string(p.Place)
		}
		text = name + ": " + text
	}
	if p.Cause != nil {
		text += ": " + p.Cause.Text(lang)
	}
	return text
}

// Orders of the checks. The dispatcher's are those of the specification digest, 02-jwt §4, with one place for each error.
const (
	orderForm        = 10 // front end: both tokens well-formed
	orderHeader      = 20
	orderSignature   = 30
	orderCertificate = 40
	orderTimes       = 50
	orderIssued      = 55
	orderAudience    = 60
	orderIssuer      = 70
	orderDispatcher  = 100 // TK-01 is 101, TK-25 is 125
	orderHash        = 190 // PB-03, behind everything that the CDA is needed for
	orderNone        = 1000
)

// Details of the errors.
const (
	detailInvalid  = "Invalid token"
	detailProfile  = "Received request is not conform to the required interoperability profile"
	detailFuture   = "'iat' token claim is in the future"
	detailMissing  = "Attenzione il jwt fornito risulta essere vuoto"
	detailToken    = "Token JWT non valido."
	detailPayload  = "Il campo jwt payload non è valorizzato"
	detailSub      = "Il codice fiscale nel campo sub non è corretto"
	detailPair     = "I campi subject_organization_id e subject_organization non sono coerenti"
	detailAction   = "Il campo action_id non è coerente con le operazioni richieste"
	detailPurpose  = "Il campo purpose_of_use non coerente con operazione richiesta"
	detailLocality = "Il campo Locality non è valorizzato correttamente"
	detailHash     = "Verifica hash fallita."
)

func detailAbsent(claim string) string    { return "Il campo " + claim + " non è valorizzato" }
func detailIncorrect(claim string) string { return "Il campo " + claim + " non è corretto" }

// found makes a problem without an error: group and severity are those of the kind.
func found(place Place, claim string, f flaw.Flaw) Problem {
	if f.Part == "" {
		f.Part = claim
	}
	return Problem{Flaw: f, Place: place, Claim: claim, Group: f.Kind.Group, Severity: f.Kind.Severity, Order: orderNone}
}

// refused makes it a problem that the front end or the dispatcher refuses.
func (p Problem) refused(id, detail string, order int) Problem {
	p.Group, p.Severity, p.Error, p.Detail, p.Order = flaw.Gateway, flaw.Error, id, detail, order
	return p
}

// invalid is the front end's "Invalid token".
func (p Problem) invalid(order int) Problem { return p.refused("FE-02", detailInvalid, order) }

// nonconforming is the front end's answer to audience, issuer and missing claims.
func (p Problem) nonconforming(order int) Problem { return p.refused("FE-03", detailProfile, order) }

// dispatched is an error of the dispatcher, TK and a number.
func (p Problem) dispatched(n int, detail string) Problem {
	id := "TK-" + strconv.Itoa(n)
	if n < 10 {
		id = "TK-0" + strconv.Itoa(n)
	}
	return p.refused(id, detail, orderDispatcher+n)
}

func (p Problem) because(cause *flaw.Flaw) Problem {
	p.Cause = cause
	return p
}

func (p Problem) as(severity flaw.Severity) Problem {
	p.Severity = severity
	return p
}

func (p Problem) asked(question string) Problem {
	p.Question = question
	return p
}

// simple is a flaw without a place in its value.
func simple(k *flaw.Kind, found, expected string) flaw.Flaw {
	return flaw.Flaw{Kind: k, Pos: -1, Found: found, Expected: expected}
}

// First returns the problem that the gateway answers with: the first with an error in its order. ok is false when there is none.
func First(problems []Problem) (p Problem, ok bool) {
	for _, q := range problems {
		if q.Error != "" && (!ok || q.Order < p.Order) {
			p, ok = q, true
		}
	}
	return p, ok
}

// inOrder sorts by Order, and within it by the place in the text.
func inOrder(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
