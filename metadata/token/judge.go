package token

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/rawjson"
)

// Errors of Verify.
var (
	errNoCertificate = errors.New("no readable certificate in x5c")
	errNotRSA        = errors.New("the key of the certificate is not RSA")
	errAlgorithm     = errors.New("no algorithm that the gateway admits")
)

// Judge says what is wrong with the token, in the order in which the gateway would meet it; what the gateway does not refuse
// comes last.
func (t *Token) Judge(o Options) []lint.Finding {
	j := &judge{t: t, o: &o, kind: o.Kind, bad: map[string]bool{}, named: map[string]bool{}}
	if j.kind == Unknown {
		j.kind = t.Guess()
	}
	if t.empty {
		j.absent()
		return j.finished()
	}
	j.items = slices.Clone(t.items)
	j.envelope()
	j.header()
	j.signature()
	if t.Payload != nil && t.Payload.Root.Kind == rawjson.Object {
		j.times()
		j.audience()
		j.issuer()
		j.identity()
	}
	if j.kind == Signature {
		j.dispatcher()
		j.customClaims()
	}
	j.strayClaims()
	if o.Direct {
		j.withoutFrontEnd()
	}
	return j.finished()
}

// absent judges a token that is not there.
func (j *judge) absent() {
	if j.kind == Authentication {
		j.add(found(Whole, "", Absent.Found("Authorization", "")).invalid(orderForm))
		return
	}
	j.add(found(Whole, "", Absent.Found("FSE-JWT-Signature", "")).dispatched(1, detailMissing))
}

// maxHeader is what servers commonly take for all request headers together, and both tokens are in them.
const maxHeader = 8000

// envelope judges the request header that the token stands in.
func (j *judge) envelope() {
	t := j.t
	want := "FSE-JWT-Signature"
	if j.kind == Authentication {
		want = "Authorization"
	}
	if t.Field != "" && j.o.Kind != Unknown && t.Field != want {
		j.add(found(Whole, "", WrongField.Found(t.Field, want)))
	}
	if t.Bearer && j.kind == Signature && j.o.Kind != Unknown {
		j.add(found(Whole, "", BearerExtra.Found("", "")))
	}
	if len(t.Text) > maxHeader && len(t.Segments) > 0 {
		j.add(found(Whole, "", Heavy.Found(strconv.Itoa(len(t.Text)), strconv.Itoa(maxHeader))))
	}
}

// identity judges jti and, in the authentication token, sub.
func (j *judge) identity() {
	jti, ok := j.registered("jti", orderIssuer)
	switch {
	case !ok:
	case strings.TrimFunc(jti, lint.Invisible) != jti:
		j.blanks("jti", jti)
	case j.o.Seen != nil && j.o.Seen(jti):
		j.add(found(InPayload, "jti", Replayed.Found(jti, "")))
	}
	if j.kind != Signature {
		j.cx("sub")
	}
}

// maxStray bounds how many names that mean nothing are reported: a foreign payload may hold a hundred thousand.
const maxStray = 50

// strayClaims finds claims that nobody reads here.
func (j *judge) strayClaims() {
	if j.t.Payload == nil {
		return
	}
	known := allClaims
	before := len(j.items)
	for i := range j.t.Payload.Root.Members {
		if len(j.items)-before >= maxStray {
			return
		}
		name := j.t.Payload.Root.Members[i].Name
		custom := slices.Contains(customClaims, name)
		switch {
		case j.named[name], name == "nbf", slices.Contains(registeredClaims, name), custom && j.kind == Signature:
		case custom:
			j.add(found(InPayload, name, WrongToken.Found(name, "")))
		case slices.Contains(foreignClaims, name):
			j.add(found(InPayload, name, ForeignClaim.Found(name, "")))
		default:
			if near := nearest(name, known); near != "" {
				j.add(found(InPayload, name, NearName.Found(name, near)))
				continue
			}
			j.add(found(InPayload, name, UnknownClaim.Found(name, "")))
		}
	}
}

var allClaims = slices.Concat(registeredClaims, customClaims)

// withoutFrontEnd leaves the errors of the front end out of the gateway's answer: they remain as breaches of the specification.
func (j *judge) withoutFrontEnd() {
	for i := range j.items {
		p := &j.items[i]
		p.again = false
		if strings.HasPrefix(p.Error, "FE-") {
			p.Error, p.Detail, p.order, p.Group = "", "", orderNone, lint.Standard
		}
	}
}

// JudgePair compares the two tokens of a call.
func JudgePair(authentication, signature *Token, o Options) []lint.Finding {
	if authentication.empty || signature.empty {
		return nil
	}
	j := &judge{t: signature, o: &o, kind: Signature, bad: map[string]bool{}}
	if authentication.Text == signature.Text {
		j.add(found(Whole, "", SameToken.Found("", "")))
		return j.finished()
	}
	a, s := authentication.signer, signature.signer
	if a != nil && s != nil && !a.Equal(s) {
		j.add(found(InHeader, "x5c", PairDiffers.Found(a.Subject.CommonName, s.Subject.CommonName)))
	}
	compare := func(claim string, k *lint.Rule, equal bool) {
		x, y := authentication.String(claim), signature.String(claim)
		if x != "" && y != "" && (x == y) == equal {
			j.add(found(InPayload, claim, k.Found(x, y)))
		}
	}
	_, okA := j.judgeAudience(authentication.String("aud"))
	_, okS := j.judgeAudience(signature.String("aud"))
	if okA && okS {
		compare("aud", PairDiffers, false)
	}
	compare("sub", PairSubject, false)
	compare("jti", PairJTI, true)
	if x, y := issuerName(authentication), issuerName(signature); x != "" && y != "" && x != y {
		j.add(found(InPayload, "iss", PairDiffers.Found(x, y)))
	}
	return j.finished()
}

// issuerName is iss without its prefix.
func issuerName(t *Token) string {
	_, name, ok := strings.Cut(t.String("iss"), ":")
	if !ok {
		return ""
	}
	return name
}
