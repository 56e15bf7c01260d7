package token

import (
	"strings"
	"unicode"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/rawjson"
)

// judge collects what is found in one token.
type judge struct {
	t     *Token
	o     *Options
	kind  Kind
	items []item
	bad   map[string]bool // claims and header members with an error already
	named map[string]bool // names that were explained as misspellings of a missing one
}

// add reports an item; the place of its claim is filled in.
func (j *judge) add(p item) {
	if p.claim != "" && p.Location.Line == 0 {
		d := j.t.Payload
		if p.place == InHeader {
			d = j.t.Header
		}
		if v, ok := member(d, p.claim); ok {
			p.Location.Line, p.Location.Column = d.Position(v.Start)
		}
	}
	if p.Severity == lint.Error {
		j.bad[string(p.place)+p.claim] = true
	}
	j.items = append(j.items, p)
}

func (j *judge) hasError(place Place, claim string) bool { return j.bad[string(place)+claim] }

// Members of the header that have a meaning.
var headerMembers = []string{"alg", "typ", "x5c", "kid"}

// header judges the members of the header.
func (j *judge) header() {
	d := j.t.Header
	if d == nil || d.Root.Kind != rawjson.Object {
		return
	}
	j.algorithm()
	j.typ()
	j.x5c()
	if v, ok := member(d, "kid"); ok && v.Kind != rawjson.String {
		j.add(found(InHeader, "kid", MemberType.Found(v.Kind.String(), "string")).as(lint.Warning))
	}
	if _, ok := member(d, "crit"); ok {
		j.add(found(InHeader, "crit", Critical.Found("", "")).invalid(orderHeader))
	}
	reported := 0
	for i := range d.Root.Members {
		m := &d.Root.Members[i]
		if near := nearest(m.Name, headerMembers); near != "" && near != m.Name && !j.named[m.Name] && reported < maxStray {
			reported++
			j.add(found(InHeader, m.Name, NearName.Found(m.Name, near)))
		}
	}
}

// text returns a member of the header that must be a string. It reports when it is absent or something else.
func (j *judge) text(name string) (string, bool) {
	v, ok := member(j.t.Header, name)
	switch {
	case !ok || v.Kind == rawjson.Null:
		p := found(InHeader, name, NoMember.Found("", "")).invalid(orderHeader)
		j.add(p.because(j.otherName(j.t.Header, name)))
	case v.Kind != rawjson.String:
		j.add(found(InHeader, name, MemberType.Found(v.Kind.String(), "string")).invalid(orderHeader))
	default:
		return v.Text, true
	}
	return "", false
}

// otherName looks for a name that was probably meant to be the missing one.
func (j *judge) otherName(d *rawjson.Document, name string) *lint.Finding {
	if d == nil {
		return nil
	}
	for i := range d.Root.Members {
		if m := d.Root.Members[i].Name; m != name && nearest(m, []string{name}) == name {
			j.named[m] = true
			k := OtherName
			if strings.TrimFunc(m, lint.Invisible) == name {
				k = NameBlank
			}
			f := k.Found(m, name).At(name, -1)
			return &f
		}
	}
	return nil
}

// nearest returns the name of the list that a name is, or was probably meant to be; "" for none.
func nearest(name string, list []string) string {
	if len(name) > 100 {
		return ""
	}
	folded := fold(name)
	for _, n := range list {
		if fold(n) == folded {
			return n
		}
	}
	if folded == "xc5" { // so the table of the national document calls x5c
		for _, n := range list {
			if n == "x5c" {
				return n
			}
		}
	}
	return ""
}

// fold keeps letters and digits, in small letters.
func fold(name string) string {
	plain := true
	for i := 0; i < len(name) && plain; i++ {
		plain = name[i] >= 'a' && name[i] <= 'z' || name[i] >= '0' && name[i] <= '9'
	}
	if plain {
		return name
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// algorithm judges alg: RS256, RS384 and RS512 are admitted.
func (j *judge) algorithm() {
	alg, ok := j.text("alg")
	if !ok {
		return
	}
	report := func(k *lint.Rule) {
		j.add(found(InHeader, "alg", k.Found(alg, "RS256, RS384, RS512")).invalid(orderHeader))
	}
	switch upper := strings.ToUpper(strings.TrimFunc(alg, lint.Invisible)); {
	case alg == "RS256" || alg == "RS384" || alg == "RS512":
	case alg == "RS383":
		// The national document prints it; the front end can hardly know an algorithm that does not exist.
		j.add(found(InHeader, "alg", AlgMisprint.Found(alg, "RS384")).noted("rs383"))
	case upper == "NONE" || alg == "":
		report(AlgNone)
	case strings.HasPrefix(upper, "HS"):
		report(AlgSecret)
	case upper == "RS256" || upper == "RS384" || upper == "RS512":
		report(AlgSpelling)
	default:
		report(AlgOther)
	}
}

func (j *judge) typ() {
	typ, ok := j.text("typ")
	if ok && typ != "JWT" {
		j.add(found(InHeader, "typ", Typ.Found(typ, "JWT")).invalid(orderHeader))
	}
}
