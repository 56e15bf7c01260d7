package token

import (
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/rawjson"
)

// registered returns a registered claim that must be a string, and reports when it is missing or cannot be one.
func (j *judge) registered(name string, order int) (string, bool) {
	v, ok := member(j.t.Payload, name)
	switch {
	case !ok || v.Kind == rawjson.Null || v.Kind == rawjson.String && v.Text == "":
		j.missingRegistered(name)
		return "", false
	case v.Kind == rawjson.Object || v.Kind == rawjson.Array || v.Kind == rawjson.Bool || v.Kind == rawjson.Number:
		if name == "aud" && v.Kind == rawjson.Array {
			return j.audienceList(v)
		}
		p := found(InPayload, name, ClaimType.Found(v.Kind.String(), "string"))
		if name == "jti" { // nothing is known of a check of its type
			p = p.in(lint.Standard)
		} else {
			p = p.nonconforming(order)
		}
		j.add(p)
		return "", false
	}
	return v.Text, v.Kind == rawjson.String
}

// missingRegistered reports a registered claim that is not there.
func (j *judge) missingRegistered(name string) {
	order := orderTimes
	switch name {
	case "aud":
		order = orderAudience
	case "iss", "jti":
		order = orderIssuer
	}
	j.add(j.lacks(name).nonconforming(order))
}

// lacks is a finding about a claim that is not there: its right value where that can be told, and why it is not found.
func (j *judge) lacks(name string) item {
	right := j.right(name)
	f := NoClaim.Found("", right)
	f.Values = lint.Values{"value": words.Text("its-value", nil)}
	if right != "" {
		f.Values["value"] = words.Text("value", lint.Values{"expected": f.Expected})
	}
	return found(InPayload, name, f).because(j.whyMissing(name))
}

// right is the right value of a claim, "" where the call and the other claims do not tell it.
func (j *judge) right(name string) string {
	tuscany := j.o.Profile == fse.Toscana
	switch name {
	case "iss":
		if j.t.signer != nil {
			own, _ := j.prefixes()
			return own + certificate.Name(j.t.signer)
		}
	case "aud":
		return strings.Join(j.o.audience(), ", ")
	case "patient_consent":
		return "true"
	case "action_id":
		return strings.Join(actions(j.o.Operation), ", ")
	case "purpose_of_use":
		return strings.Join(purposes(j.o.Operation), ", ")
	case "subject_organization":
		e, ok := codelist.Organization.Lookup(j.t.String("subject_organization_id"))
		if !ok && tuscany {
			return tuscanyName
		}
		return e.Name
	case "subject_organization_id":
		e, ok := codelist.Organization.ByName(j.t.String("subject_organization"))
		if !ok && tuscany {
			return tuscanyID
		}
		return e.Code
	case "attachment_hash":
		return j.o.Hash
	}
	return ""
}

// prefixes are those of iss: this token's, and that of the other one.
func (j *judge) prefixes() (own, other string) {
	if j.kind == Authentication {
		return prefixAuthentication, prefixSignature
	}
	return prefixSignature, prefixAuthentication
}

// whyMissing looks for a missing claim under another name, with no value, and in the other token.
func (j *judge) whyMissing(name string) *lint.Finding {
	if v, ok := member(j.t.Payload, name); ok {
		r := ClaimEmpty
		if v.Kind == rawjson.Null {
			r = ClaimNull
		}
		f := r.Found(v.Kind.String(), "")
		return &f
	}
	if f := j.otherName(j.t.Payload, name); f != nil {
		return f
	}
	if _, ok := member(j.t.Header, name); ok {
		f := ClaimInHeader.Found("", "")
		return &f
	}
	if j.o.Other != nil && j.kind == Signature {
		if _, ok := member(j.o.Other.Payload, name); ok {
			f := ClaimElsewhere.Found("", "")
			return &f
		}
	}
	return nil
}

// audienceList judges aud written as an array. The dispatcher cannot read one (TK-03); a front end may.
func (j *judge) audienceList(v *rawjson.Value) (string, bool) {
	if j.kind != Signature {
		j.add(found(InPayload, "aud", AudienceArray.Found("", "")))
	}
	if len(v.Items) == 1 && v.Items[0].Kind == rawjson.String {
		return v.Items[0].Text, true
	}
	return "", false
}

// audience judges aud: the base address of the service, with its version and without a slash at the end.
func (j *judge) audience() {
	aud, ok := j.registered("aud", orderAudience)
	if !ok {
		return
	}
	p, ok := j.judgeAudience(aud)
	if !ok {
		j.add(p)
	}
}

// judgeAudience compares a value of aud with the accepted addresses.
func (j *judge) judgeAudience(aud string) (item, bool) {
	want := j.o.audience()
	for _, url := range want {
		if aud == url {
			return item{}, true
		}
	}
	flawed := func(k *lint.Rule) item {
		return found(InPayload, "aud", k.Found(aud, strings.Join(want, ", ")))
	}
	custom := len(j.o.Audience) > 0
	if j.o.Profile == fse.Toscana && !custom {
		// The regional specification prints addresses with a slash, and tokens with the national address.
		bare := strings.TrimSuffix(aud, "/")
		for _, url := range want {
			if bare == url {
				return flawed(AudienceSlash).as(lint.Warning).noted("aud-slash"), false
			}
		}
		for _, url := range BaseURLs(fse.National, j.o.Environment) {
			if bare == url {
				return flawed(AudienceNational).as(lint.Warning).noted("aud-national"), false
			}
		}
	}
	p := flawed(Audience).nonconforming(orderAudience)
	for _, url := range want {
		if k := whyAudience(aud, url); k != nil {
			p = p.is(k)
			p.Expected = lint.Known(url).Text()
			return p, false
		}
	}
	for _, profile := range []fse.Profile{fse.National, fse.Toscana} {
		for _, url := range BaseURLs(profile, fse.AnyEnvironment) {
			if !custom && strings.TrimSuffix(aud, "/") == url {
				p = p.is(AudienceEnvironment)
				if profile != j.o.Profile {
					p = p.is(AudienceProfile)
				}
			}
		}
	}
	return p, false
}

// whyAudience says how a value of aud differs from the address that was probably meant; nil when it resembles it in nothing.
func whyAudience(aud, url string) *lint.Rule {
	bare := strings.TrimRight(aud, "/")
	cut := strings.LastIndexByte(url, '/')
	_, address, _ := strings.Cut(url, "://")
	_, given, schemed := strings.Cut(bare, "://")
	switch {
	case bare == url:
		return AudienceSlash
	case strings.TrimFunc(aud, lint.Invisible) == url || strings.TrimFunc(aud, lint.Invisible) == url+"/":
		return AudienceBlank
	case bare == url[:cut]:
		return AudienceVersion
	case len(bare) == len(url) && bare[:cut+1] == url[:cut+1] && strings.HasPrefix(bare[cut+1:], "v"):
		return AudienceOtherVersion
	case strings.HasPrefix(aud, url+"/"):
		return AudienceOperation
	case strings.EqualFold(bare, url):
		return AudienceCase
	case bare == address || schemed && given == address:
		return AudienceScheme
	}
	return nil
}

// issuer judges iss: prefix and common name of x5c[0].
func (j *judge) issuer() {
	iss, ok := j.registered("iss", orderIssuer)
	if !ok {
		return
	}
	own, other := j.prefixes()
	name := ""
	if j.t.signer != nil {
		name = certificate.Name(j.t.signer)
	}
	if iss == tsIssuer && j.kind == Signature {
		j.add(found(InPayload, "iss", IssuerTS.Found(iss, "")))
	}
	if strings.HasPrefix(iss, own) && (name == "" || iss[len(own):] == name) {
		return
	}
	expected := own + name
	if name == "" {
		expected = own + "CN"
	}
	p := found(InPayload, "iss", j.whyIssuer(iss, own, other, name).Found(iss, expected))
	if p.Rule == IssuerBackslash {
		j.add(p.refused("FE-05", "", orderIssuer))
		return
	}
	p = p.nonconforming(orderIssuer)
	if p.Rule == IssuerNumber {
		p = p.noted("iss-number")
	}
	j.add(p)
}

const tsIssuer = "integrity:S1#TS" // the health card system

// whyIssuer says what is wrong with an iss that is not own + name.
func (j *judge) whyIssuer(iss, own, other, name string) *lint.Rule {
	rest, prefixed := strings.CutPrefix(iss, own)
	cn := certificate.ParseCN(rest)
	switch {
	case strings.Contains(iss, `\`):
		return IssuerBackslash
	case strings.HasPrefix(iss, other):
		return IssuerOtherToken
	case !prefixed && (iss == name || name == "" && certificate.ParseCN(iss).Form != certificate.NoForm):
		return IssuerNoPrefix
	case !prefixed && strings.HasPrefix(strings.ToLower(iss), own[:len(own)-1]),
		prefixed && strings.TrimFunc(rest, lint.Invisible) == name && name != "":
		return IssuerPrefix
	case !prefixed:
		return IssuerNoPrefix
	case strings.EqualFold(rest, name):
		return IssuerCase
	case strings.HasSuffix(name, "#"+rest):
		return IssuerNumber
	case strings.ReplaceAll(strings.ReplaceAll(rest, "%23", "#"), "&#35;", "#") == name:
		return IssuerEscaped
	case strings.Contains(rest, "CN=") || strings.Contains(rest, "cn="):
		return IssuerDN
	case cn.Role == certificate.Authentication && len(name) > 1 && rest[1:] == name[1:]:
		return IssuerRole
	}
	return IssuerName
}
