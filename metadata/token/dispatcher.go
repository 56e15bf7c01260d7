package token

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/internal/jdk/gson"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/metadata/hl7id"
)

// longFields are the claims that the dispatcher reads as numbers; patient_consent it reads as a boolean, the others as texts.
var longFields = []string{"iat", "exp"}

// fields are the claims that the dispatcher reads at all. A value of a type that it cannot read fails the whole payload.
var fields = []string{
	"iss", "iat", "exp", "jti", "aud", "sub", "subject_organization_id", "subject_organization", "locality", "subject_role", "person_id",
	"patient_consent", "purpose_of_use", "resource_hl7_type", "action_id", "attachment_hash", "subject_application_id",
	"subject_application_vendor", "subject_application_version",
}

// payload reads the payload as the dispatcher does.
func (t *Token) payload() ([]gson.Member, error) {
	if !t.readGSON {
		t.readGSON = true
		t.members, t.gsonErr = gson.ReadObject(strings.ToValidUTF8(string(t.Payload.Data), "\uFFFD"))
	}
	return t.members, t.gsonErr
}

// value returns a claim as the dispatcher reads it. null is true for a claim that is absent too; ok is false where it is of a type
// that cannot be read.
func (t *Token) value(name string) (text string, null, ok bool) {
	members, _ := t.payload()
	for i := len(members) - 1; i >= 0; i-- {
		if members[i].Name == name {
			return members[i].Value.String()
		}
	}
	return "", true, true
}

// decodable tells whether the dispatcher can split the token and decode its payload. Behind the front end that is what the front
// end could decode; without it the ordinary alphabet is used.
func (j *judge) decodable(chunks []string) bool {
	if len(chunks) < 2 {
		return false
	}
	payload := chunks[1]
	if payload == "" || !j.o.Direct {
		return payload == "" || j.t.Payload != nil
	}
	if strings.ContainsAny(payload, "\r\n") {
		return false
	}
	_, errPadded := base64.StdEncoding.DecodeString(payload)
	_, errRaw := base64.RawStdEncoding.DecodeString(payload)
	return errPadded == nil || errRaw == nil
}

// dispatcher makes the checks of the dispatcher, which judges the signature token only.
func (j *judge) dispatcher() {
	chunks := jdk.Split(j.t.Text, ".")
	if !j.decodable(chunks) {
		p := found(Whole, "", Undecodable.Found("", ""))
		if j.o.Direct && j.t.Payload != nil {
			p = p.is(DirectAlphabet)
		}
		j.add(p.dispatched(2, detailToken).repeated(len(j.t.items) > 0))
	}
	unreadable := len(chunks) > 1 && chunks[1] == ""
	var members []gson.Member
	if j.t.Payload != nil {
		var err error
		members, err = j.t.payload()
		unreadable = err != nil
	}
	if unreadable {
		j.add(found(InPayload, "", Unreadable.Found("", "").At("payload", -1)).dispatched(3, detailPayload).repeated(len(j.t.items) > 0))
	}
	if unreadable || j.t.Payload == nil {
		return
	}
	j.types(members)
	j.presence()
	j.subject()
	j.lists()
	j.organization()
	j.coherence()
	j.locality()
	j.documentType()
	j.hash()
}

// types finds claims of a type that the dispatcher cannot read (TK-03).
func (j *judge) types(members []gson.Member) {
	reported := map[string]bool{}
	for i := range members {
		name, v := members[i].Name, members[i].Value
		if !slices.Contains(fields, name) || reported[name] {
			continue
		}
		ok, expected := false, "string"
		switch {
		case slices.Contains(longFields, name):
			ok, expected = v.Long(), "number"
		case name == "patient_consent":
			_, _, ok = v.Bool()
			expected = "boolean"
		default:
			_, _, ok = v.String()
		}
		if !ok {
			reported[name] = true
			j.add(found(InPayload, name, WrongType.Found(kindName(v), expected)).dispatched(3, detailPayload).repeated(j.hasError(InPayload, name)))
		}
	}
}

func kindName(v gson.Value) string {
	switch v.Kind {
	case gson.Object:
		return "object"
	case gson.Array:
		return "array"
	case gson.Null:
		return "null"
	}
	return v.Text
}

// required are the claims whose presence is checked first, in this order: TK-04 to TK-14.
var required = []string{
	"patient_consent", "action_id", "locality", "person_id", "purpose_of_use", "subject_organization", "subject_organization_id",
	"subject_role", "subject_application_id", "subject_application_vendor", "subject_application_version",
}

const firstPresence = 4

func (j *judge) presence() {
	for i, name := range required {
		if text, null, ok := j.t.value(name); ok && (null || text == "" && name != "patient_consent") {
			j.missing(name, firstPresence+i)
		}
	}
}

// missing reports a claim that the dispatcher wants and that is not there.
func (j *judge) missing(name string, n int) {
	j.add(j.lacks(name).dispatched(n, detailAbsent(name)))
}

// subject checks the fiscal code in sub (TK-15).
func (j *judge) subject() {
	sub, null, ok := j.t.value("sub")
	if !ok {
		return
	}
	if null || sub == "" {
		j.add(j.lacks("sub").dispatched(15, detailSub))
		return
	}
	special := !j.o.NoSpecialFiscalCodes
	if hl7id.GatewayFiscalCode(sub, special) {
		j.cx("sub")
		j.specialForm("sub", sub)
		return
	}
	code, _, _ := hl7id.GatewayChecked(sub)
	p := found(InPayload, "sub", FiscalCode.Found(code, "")).dispatched(15, detailSub)
	_, flaws := hl7id.ParseCX(sub)
	if i := slices.IndexFunc(flaws, isError); i >= 0 {
		p = p.because(&flaws[i])
	} else if fiscalcode.Compare(code).OnlyBySpecial {
		f := OnlySpecial.Found(code, "")
		p = p.because(&f).noted("special-codes")
	}
	j.add(p)
}

// specialForm says when only a setting of the gateway, which is not published, lets a fiscal code pass.
func (j *judge) specialForm(claim, value string) {
	code, checked, ok := hl7id.GatewayChecked(value)
	if ok && checked && !j.o.NoSpecialFiscalCodes && fiscalcode.Compare(code).OnlyBySpecial && !j.hasError(InPayload, claim) {
		j.add(found(InPayload, claim, SpecialForm.Found(code, "")).noted("special-codes"))
	}
}

func isError(f lint.Finding) bool { return f.Severity == lint.Error }

// lists checks the values of action_id, purpose_of_use and subject_role (TK-16 to TK-18).
func (j *judge) lists() {
	for i, c := range [...]struct {
		list   *codelist.List
		lookup func(*codelist.List, string) bool
	}{
		{codelist.Action, exactly}, {codelist.Purpose, ignoringCase}, {codelist.Role, exactly},
	} {
		name := c.list.Name
		text, null, ok := j.t.value(name)
		if !ok || null || text == "" || c.lookup(c.list, text) {
			continue
		}
		p := found(InPayload, name, NotListed.Found(text, c.list.Codes())).dispatched(16+i, detailIncorrect(name))
		j.add(p.because(nearCode(c.list, text)))
	}
}

func exactly(l *codelist.List, code string) bool {
	_, ok := l.Lookup(code)
	return ok
}

func ignoringCase(l *codelist.List, code string) bool {
	_, ok := l.LookupFold(code)
	return ok
}

// nearCode says which code was probably meant, nil when none is near.
func nearCode(l *codelist.List, text string) *lint.Finding {
	e, mistake, ok := l.Near(text)
	if !ok {
		return nil
	}
	f := mistakes[mistake].Found(text, e.Code)
	return &f
}

var mistakes = map[codelist.Mistake]*lint.Rule{
	codelist.OtherCase: MistakeCase, codelist.Blanks: MistakeBlank, codelist.NameForCode: MistakeName,
	codelist.Punctuation: MistakeSign, codelist.OneCharacter: MistakeCharacter, codelist.ForwardedForm: MistakeCharacter,
}

// organization checks subject_organization_id and subject_organization (TK-19 to TK-21).
func (j *judge) organization() {
	id, nullID, okID := j.t.value("subject_organization_id")
	name, nullName, okName := j.t.value("subject_organization")
	hasID, hasName := okID && !nullID && id != "", okName && !nullName && name != ""
	byID, found1 := codelist.Organization.Lookup(id)
	byName, found2 := codelist.Organization.ByName(name)
	if hasID && !found1 {
		p := found(InPayload, "subject_organization_id", NotOrganization.Found(id, "")).dispatched(19, detailIncorrect("subject_organization_id"))
		if e, ok := codelist.OrganizationByArc(strings.TrimFunc(id, lint.Invisible)); ok {
			r := LeadingZero
			if strings.TrimFunc(id, lint.Invisible) == e.Code {
				r = MistakeBlank
			}
			f := r.Found(id, e.Code)
			p = p.because(&f)
		} else if e, ok := codelist.Organization.ByName(id); ok {
			f := MistakeName.Found(id, e.Code)
			p = p.because(&f)
		}
		j.add(p)
	}
	if hasName && !found2 {
		p := found(InPayload, "subject_organization", NotDescription.Found(name, byID.Name))
		j.add(p.dispatched(20, detailIncorrect("subject_organization")).because(nearDescription(name)))
	}
	if !hasID || !hasName || !found1 || !found2 {
		return
	}
	if byID.Code != byName.Code {
		f := PairOrganization.Found(name, byID.Name).At(id, -1)
		j.add(found(InPayload, "subject_organization", f).dispatched(21, detailPair))
		return
	}
	if byID.OtherName != "" {
		j.add(found(InPayload, "subject_organization", OrganizationDisputed.Found(id+" "+byID.Name, byID.OtherName)).noted("organisation-names"))
	}
}

// nearDescription says which description was probably meant.
func nearDescription(name string) *lint.Finding {
	short := fold(name)
	if short == "" || len(name) > 100 {
		return nil
	}
	if e, ok := codelist.Organization.Lookup(strings.TrimFunc(name, lint.Invisible)); ok {
		f := CodeForName.Found(name, e.Name)
		return &f
	}
	for _, e := range codelist.Organization.All() {
		full := fold(e.Name)
		k := (*lint.Rule)(nil)
		switch {
		case jdk.EqualFold(strings.TrimFunc(name, lint.Invisible), e.Name):
			k = MistakeBlank
		case full == short:
			k = MistakeSign
		case full == "regione"+short, full == "pa"+short, full == strings.Replace(short, "provinciaautonomadi", "pa", 1):
			k = MistakeShort
		}
		if k != nil {
			f := k.Found(name, e.Name)
			return &f
		}
	}
	return nil
}

// coherence checks action_id and purpose_of_use against the operation (TK-22, TK-23).
func (j *judge) coherence() {
	op := j.o.Operation
	if op == fse.AnyOperation {
		return
	}
	if action, _, ok := j.t.value("action_id"); ok && exactly(codelist.Action, action) && !slices.Contains(actions(op), action) {
		f := ActionOperation.Found(action, strings.Join(actions(op), ", ")).At(string(op), -1)
		j.add(found(InPayload, "action_id", f).dispatched(22, detailAction))
	}
	purpose, _, ok := j.t.value("purpose_of_use")
	if !ok || !ignoringCase(codelist.Purpose, purpose) {
		return
	}
	for _, p := range purposes(op) {
		if jdk.EqualFold(p, purpose) {
			return
		}
	}
	f := PurposeOperation.Found(purpose, strings.Join(purposes(op), ", ")).At(string(op), -1)
	p := found(InPayload, "purpose_of_use", f)
	if jdk.EqualFold(purpose, "TREATMENT") && (op == fse.Replace || op == fse.ValidateAndReplace) {
		// The document wants UPDATE, the published code takes both.
		if !j.o.TreatmentInReplace {
			p.Group = lint.Standard
			j.add(p.noted("treatment-in-replace"))
		}
		return
	}
	j.add(p.dispatched(23, detailPurpose))
}
