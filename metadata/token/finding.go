package token

import (
	"cmp"
	_ "embed"
	"slices"
	"strconv"

	"github.com/fselint/fselint/lint"
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

//go:embed messages.yaml
var messages string

// words are the notes to findings: where the published sources disagree, and what that means.
var words = lint.NewCatalog(messages)

// item is a finding in the making.
type item struct {
	lint.Finding
	place Place
	claim string // of the payload, or member of the header; "" for none
	order int    // place of the check in the gateway's order; findings without an error come last
	// again marks an error whose cause an earlier finding of this token has named already: it is the answer only where that check is
	// not made (a gateway without its front end).
	again bool
}

// Orders of the checks. Those of the dispatcher are in the order of its code, with one place for each error.
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

// ownNames are the names that are not taken from a token.
var ownNames = slices.Concat(allClaims, headerMembers, []string{"crit"})

// found makes an item without an error: group and severity are those of the rule.
func found(place Place, claim string, f lint.Finding) item {
	if f.Location.Part == "" && claim != "" {
		if slices.Contains(ownNames, claim) {
			f.Location.Part = claim
		} else {
			f.Values = lint.Values{"part": claim} // out of the token
		}
	}
	f.Location.Path = cmp.Or(claim, string(place))
	return item{Finding: f, place: place, claim: claim, order: orderNone}
}

// is makes it a finding of another rule.
func (p item) is(r *lint.Rule) item {
	p.Rule, p.ID = r, r.ID
	return p
}

// refused makes it an error that the front end or the dispatcher answers with.
func (p item) refused(id, detail string, order int) item {
	p.Group, p.Severity, p.Error, p.Detail, p.order = lint.Gateway, lint.Error, id, detail, order
	return p
}

// invalid is the front end's "Invalid token".
func (p item) invalid(order int) item { return p.refused("FE-02", detailInvalid, order) }

// nonconforming is the front end's answer to audience, issuer and missing claims.
func (p item) nonconforming(order int) item { return p.refused("FE-03", detailProfile, order) }

// dispatched is an error of the dispatcher, TK and a number.
func (p item) dispatched(n int, detail string) item {
	id := "TK-" + strconv.Itoa(n)
	if n < 10 {
		id = "TK-0" + strconv.Itoa(n)
	}
	return p.refused(id, detail, orderDispatcher+n)
}

// repeated marks it as following from what was said before, where that is so.
func (p item) repeated(again bool) item {
	p.again = again
	return p
}

func (p item) because(cause *lint.Finding) item {
	if cause != nil {
		cause.Location.Path = p.Location.Path
		cause.Location.Part = cmp.Or(cause.Location.Part, p.Location.Part)
	}
	p.Cause = cause
	return p
}

func (p item) as(severity lint.Severity) item {
	p.Severity = severity
	return p
}

func (p item) in(group lint.Group) item {
	p.Group = group
	return p
}

// noted adds a note of that id.
func (p item) noted(id string) item {
	p.Notes = append(p.Notes, words.Text(id, nil))
	return p
}

// named puts the name of the claim before the words of a rule that does not know it.
func (p item) named() item {
	p.Subject = p.Location.Path
	return p
}

// First returns the finding that the gateway answers with: the first with an error in the order of Judge. ok is false when there is
// none.
func First(findings []lint.Finding) (f lint.Finding, ok bool) {
	i := slices.IndexFunc(findings, func(f lint.Finding) bool { return f.Error != "" })
	if i < 0 {
		return lint.Finding{}, false
	}
	return findings[i], true
}

// finished returns the findings in the order of the checks, and within it by their place in the text.
func (j *judge) finished() []lint.Finding {
	slices.SortStableFunc(j.items, func(a, b item) int {
		p, q := &a.Location, &b.Location
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
	})
	var list []lint.Finding
	for _, p := range j.items {
		if p.again {
			p = p.as(lint.Info).noted("behind-front-end")
		}
		p.Location.Source = source(j.kind)
		list = append(list, p.Finding)
	}
	return list
}

// source is the part of a submission that a token is.
func source(k Kind) string {
	if k == Authentication {
		return lint.SourceAuthenticationToken
	}
	return lint.SourceSignatureToken
}
