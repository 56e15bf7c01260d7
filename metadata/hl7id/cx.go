package hl7id

import (
	"cmp"
	"strings"

	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/metadata/oid"
)

// CX identifies a person or an organisation: an identifier and who assigned it.
type CX struct {
	ID  string
	OID oid.OID
}

// String writes the CX in its only right form.
func (c CX) String() string { return c.ID + "^^^&" + string(c.OID) + "&ISO" }

const (
	cxForm = "ID^^^&OID&ISO"
	partID = "ID"
)

// ParseCX reads a claim sub or person_id: ID^^^&OID&ISO. Where the OID is that of the fiscal code the ID is judged by the official
// rule, its flaws have the part ID.
func ParseCX(s string) (CX, []lint.Finding) {
	t, flaws := clean(s, idMarks)
	if t.s == "" {
		return CX{}, append(flaws, Empty.Found("", ""))
	}
	idEnd := strings.IndexByte(t.s, '^')
	if idEnd < 0 {
		if !strings.Contains(t.s, "&") {
			return CX{ID: t.s}, append(flaws, Bare.Found(t.s, t.s+"^^^&"+string(oid.FiscalCode)+"&ISO"))
		}
		return CX{}, append(flaws, Shape.Found(t.s, cxForm))
	}
	c := CX{ID: t.s[:idEnd]}
	o, end, more := authority(t, idEnd, "^^^", partID)
	flaws = append(flaws, more...)
	if end < 0 {
		return c, flaws
	}
	c.OID = o
	if end < len(t.s) {
		flaws = append(flaws, Trailing.Found(t.s[end:], "").At("", t.pos(end)))
	}
	if c.ID == "" {
		return c, append(flaws, EmptyPart.Found("", "").At(partID, t.pos(0)))
	}
	switch c.OID {
	case oid.FiscalCode:
		code, cf := fiscalcode.Parse(c.ID)
		flaws = append(flaws, t.moved(cf, partID, 0, len(c.ID))...)
		if own, ok := ownOIDs[code.Form]; ok {
			flaws = append(flaws, OwnAuthority.Found(string(c.OID), string(own)).At("OID", -1))
		}
	case oid.STP, oid.ENI:
		code, cf := fiscalcode.Parse(c.ID)
		flaws = append(flaws, t.moved(cf, partID, 0, len(c.ID))...)
		if own := cmp.Or(ownOIDs[code.Form], oid.FiscalCode); own != c.OID {
			flaws = append(flaws, OwnAuthority.Found(string(c.OID), string(own)).At("OID", -1))
		}
	case oid.TEAM:
	default:
		if oid.Valid(string(c.OID)) {
			flaws = append(flaws, Authority.Found(string(c.OID), "").At("OID", -1))
		}
	}
	return c, flaws
}

// ownOIDs are the OIDs of codes that are not fiscal codes, though they stand in their place.
var ownOIDs = map[fiscalcode.Form]oid.OID{fiscalcode.STP: oid.STP, fiscalcode.ENI: oid.ENI}

// authority reads carets&OID&ISO from byte at of the text, behind part. It returns the OID and where the text goes on, -1 when
// that cannot be told.
func authority(t text, at int, carets, part string) (oid.OID, int, []lint.Finding) {
	var flaws []lint.Finding
	amp := strings.IndexByte(t.s[at:], '&')
	if amp < 0 {
		run := len(t.s[at:]) - len(strings.TrimLeft(t.s[at:], "^"))
		return "", -1, []lint.Finding{Carets.Found(t.s[at:at+run], carets+"&").At(part, t.pos(at))}
	}
	from := at + amp + 1
	if got := t.s[at : at+amp]; got != carets {
		wrong, want := got, carets
		if body := got[len(strings.TrimRight(got, "0123456789.")):]; strings.Contains(body, ".") {
			// Only the ampersand is missing or mistyped: the OID follows the carets.
			from = at + amp - len(body)
			wrong, want = t.s[at:from], carets+"&"
		}
		flaws = append(flaws, Carets.Found(wrong, want).At(part, t.pos(at)))
	}
	length := strings.IndexAny(t.s[from:], "&^")
	if length < 0 {
		length = len(t.s) - from
	}
	o, more := oid.Parse(t.s[from : from+length])
	flaws = append(flaws, t.moved(more, "OID", from, length)...)
	end := from + length
	next := strings.IndexByte(t.s[end:], '^')
	if next < 0 {
		next = len(t.s) - end
	}
	if got := t.s[end : end+next]; got != "&ISO" {
		flaws = append(flaws, ISO.Found(got, "&ISO").At("ISO", t.pos(end)))
	}
	return o, end + next, flaws
}

// GatewayFiscalCode tells whether the gateway lets a claim sub, or a person_id that it checks, pass: the fiscal code before "^^^" is
// checked when nothing follows or when the MEF OID does; with any other OID everything passes. allowSpecial is its setting.
func GatewayFiscalCode(claim string, allowSpecial bool) bool {
	code, checked, ok := GatewayChecked(claim)
	return ok && (!checked || fiscalcode.Gateway(code, allowSpecial).OK)
}

// GatewayChecked returns what the gateway takes for the fiscal code in a CX, and whether it checks it. ok is false where it
// finds nothing at all and refuses the claim.
func GatewayChecked(claim string) (code string, checked, ok bool) {
	chunks := jdk.Split(claim, "^^^")
	switch len(chunks) {
	case 0:
		return "", false, false
	case 1:
		return chunks[0], true, true
	}
	info := jdk.Split(chunks[1], "&")
	return chunks[0], len(info) > 1 && info[1] == string(oid.FiscalCode), true
}

// GatewayPerson returns what the gateway compares with the patient's id in the CDA: person_id up to its first caret. ok is false
// for a value of carets only, on which it fails with an unforeseen error.
func GatewayPerson(personID string) (id string, ok bool) {
	chunks := jdk.Split(personID, "^")
	if len(chunks) == 0 {
		return "", false
	}
	return chunks[0], true
}
