package token

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/metadata/oid"
	"github.com/fselint/fselint/metadata/rawjson"
)

// flaws reports the flaws of a claim that the gateway lets pass, as breaches of the specification.
func (j *judge) flaws(claim string, flaws []lint.Finding) {
	for _, f := range flaws {
		p := found(InPayload, claim, f).named()
		if p.Group == lint.Gateway {
			p.Group = lint.Standard // refused, if at all, by a check that needs another part of the submission
		}
		j.add(p)
	}
}

// cx judges the form of sub or person_id.
func (j *judge) cx(claim string) {
	v, ok := member(j.t.Payload, claim)
	if !ok || v.Kind == rawjson.Null || v.Kind == rawjson.String && v.Text == "" {
		if claim == "sub" && j.kind != Signature {
			j.add(j.lacks(claim).in(lint.Standard))
		}
		return
	}
	if v.Kind != rawjson.String {
		return
	}
	_, flaws := hl7id.ParseCX(v.Text)
	if claim == "sub" && len(flaws) > 0 && flaws[len(flaws)-1].Rule == hl7id.Bare { // the front end wants the whole form
		last := len(flaws) - 1
		j.add(found(InPayload, claim, flaws[last]).named().nonconforming(orderAudience))
		flaws = flaws[:last]
	}
	j.flaws(claim, flaws)
}

// locality checks the XON (TK-24), which validation does not look at.
func (j *judge) locality() {
	text, null, ok := j.t.value("locality")
	if !ok || null || text == "" {
		return
	}
	x, flaws := hl7id.ParseXON(text)
	if !hl7id.GatewayXON(text) {
		p := found(InPayload, "locality", LocalityLater.Found(text, "")).noted("locality-in-validation")
		if j.o.Operation != fse.Validation && j.o.Operation != fse.AnyOperation {
			p = found(InPayload, "locality", Locality.Found(text, "")).dispatched(24, detailLocality)
		}
		if i := slices.IndexFunc(flaws, isError); i >= 0 {
			p = p.because(&flaws[i])
			flaws = slices.Delete(slices.Clone(flaws), i, i+1)
		}
		j.add(p)
	}
	j.flaws("locality", flaws)
	region, ok := x.Region()
	id := j.t.String("subject_organization_id")
	if ok && len(flaws) == 0 && id != "" && id != region && !j.hasError(InPayload, "subject_organization_id") {
		j.add(found(InPayload, "locality", LocalityRegion.Found(region, id)))
	}
}

// documentType checks resource_hl7_type (TK-25). Whether it is that of the CDA is for those to say who have the CDA.
func (j *judge) documentType() {
	text, null, ok := j.t.value("resource_hl7_type")
	switch {
	case !ok:
	case null || text == "":
		if j.o.Operation != fse.Delete && j.o.Operation != fse.AnyOperation {
			j.missing("resource_hl7_type", 25)
		}
	default:
		_, flaws := hl7id.ParseResourceType(text)
		j.flaws("resource_hl7_type", flaws)
	}
}

const hashDigits = 64

// hash judges attachment_hash: what can be said without the file (PB-03).
func (j *judge) hash() {
	text, null, ok := j.t.value("attachment_hash")
	if !ok {
		return
	}
	if null || text == "" {
		if j.o.Operation.Publishes() {
			j.add(j.lacks("attachment_hash").refused("PB-03", detailHash, orderHash))
		}
		return
	}
	if j.o.Operation == fse.Validation {
		j.add(found(InPayload, "attachment_hash", HashInValidation.Found("", "")).noted("hash-in-validation"))
	}
	if k := whyHash(text); k != nil {
		p := found(InPayload, "attachment_hash", k.Found(text, j.o.Hash))
		if j.o.Operation.Publishes() {
			p = p.refused("PB-03", detailHash, orderHash)
		}
		j.add(p)
	}
}

// whyHash says why a text can be no SHA-256 in hexadecimal digits; nil when it can.
func whyHash(text string) *lint.Rule {
	digits := len(text)
	for i := range len(text) {
		if strings.IndexByte("0123456789abcdefABCDEF", text[i]) < 0 {
			digits--
		}
	}
	trimmed := strings.TrimFunc(text, lint.Invisible)
	switch {
	case digits == hashDigits && len(text) == hashDigits:
		return nil
	case trimmed != text:
		return HashBlank
	case digits == len(text) && digits == 40:
		return HashSHA1
	case digits == len(text) && digits == 128:
		return HashSHA512
	case digits == len(text):
		return HashLength
	case (len(text) == 44 && strings.HasSuffix(text, "=") || len(text) == 43) && !strings.ContainsAny(text, " :"):
		return HashBase64
	}
	return HashForm
}

// customClaims judges what the dispatcher does not: values with a meaning, blanks, types.
func (j *judge) customClaims() {
	if j.t.Payload == nil || j.t.Payload.Root.Kind != rawjson.Object {
		return
	}
	j.consent()
	j.cx("person_id")
	j.specialForm("person_id", j.t.String("person_id"))
	j.region()
	if v, ok := member(j.t.Payload, "use_subject_as_author"); ok && v.Kind != rawjson.Bool && v.Kind != rawjson.Null {
		j.add(found(InPayload, "use_subject_as_author", NotBoolean.Found(v.Text, "")).as(lint.Warning))
	}
	for _, name := range customClaims {
		v, ok := member(j.t.Payload, name)
		if !ok || name == "patient_consent" || name == "use_subject_as_author" || j.hasError(InPayload, name) {
			continue
		}
		switch v.Kind {
		case rawjson.Number, rawjson.Bool:
			j.add(found(InPayload, name, ClaimType.Found(v.Kind.String(), "string")).as(lint.Warning).in(lint.Standard))
		case rawjson.String:
			if name != "locality" && name != "person_id" && name != "resource_hl7_type" {
				j.blanks(name, v.Text)
			}
		}
	}
}

// consent judges the value of patient_consent.
func (j *judge) consent() {
	v, ok := member(j.t.Payload, "patient_consent")
	if !ok || j.hasError(InPayload, "patient_consent") {
		return
	}
	value := v.Text == "true"
	if v.Kind == rawjson.String {
		value = len(v.Text) == 4 && strings.EqualFold(v.Text, "true")
		k := ConsentString
		if !value {
			k = ConsentFalseString
		}
		j.add(found(InPayload, "patient_consent", k.Found(v.Text, "")))
		return
	}
	if v.Kind == rawjson.Bool && !value {
		j.add(found(InPayload, "patient_consent", ConsentFalse.Found("", "")))
	}
}

const (
	tuscanyID   = "090"
	tuscanyName = "Regione Toscana"
)

// region wants the organisation of Tuscany for the private facilities there.
func (j *judge) region() {
	id := j.t.String("subject_organization_id")
	wrong := j.hasError(InPayload, "subject_organization_id") || j.hasError(InPayload, "subject_organization")
	if j.o.Profile == fse.Toscana && id != "" && id != tuscanyID && !wrong {
		j.add(found(InPayload, "subject_organization_id", NotTuscany.Found(id, tuscanyID+" / "+tuscanyName)))
	}
}

// blanks finds blanks around a value, invisible characters and escaped ampersands in it.
func (j *judge) blanks(claim, value string) {
	report := func(k *lint.Rule, pos int, what, expected string) {
		f := k.Found(what, expected).At(claim, pos)
		j.add(found(InPayload, claim, f))
	}
	if left := strings.TrimLeftFunc(value, lint.Invisible); left != value {
		r, _ := utf8.DecodeRuneInString(value)
		report(ClaimBlank, 0, string(r), left)
		return
	}
	if right := strings.TrimRightFunc(value, lint.Invisible); right != value {
		r, _ := utf8.DecodeRuneInString(value[len(right):])
		report(ClaimBlank, utf8.RuneCountInString(right), string(r), right)
		return
	}
	pos := 0
	for i, r := range value {
		switch {
		case r != ' ' && lint.Invisible(r):
			report(ClaimInvisible, pos, string(r), "")
			return
		case r == '&' && strings.HasPrefix(strings.ToLower(value[i:min(i+5, len(value))]), "&amp;"):
			report(ClaimEscaped, pos, value[i:i+5], "&")
			return
		case r == unicode.ReplacementChar:
			report(ClaimReplaced, pos, string(r), "")
			return
		}
		pos++
	}
}

// PersonOID returns the OID that person_id names, for comparison with the root of the patient's id in the CDA, which the gateway
// does not make. ok is false when person_id has no readable one.
func (t *Token) PersonOID() (root oid.OID, ok bool) {
	c, _ := hl7id.ParseCX(t.String("person_id"))
	return c.OID, oid.Valid(string(c.OID))
}
