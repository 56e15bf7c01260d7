package hl7id

import (
	"strings"

	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/metadata/flaw"
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
func ParseCX(s string) (CX, []flaw.Flaw) {
	t, flaws := clean(s, idMarks)
	if t.s == "" {
		return CX{}, append(flaws, flaw.Flaw{Kind: &Empty, Pos: -1})
	}
	idEnd := strings.IndexByte(t.s, '^')
	if idEnd < 0 {
		if !strings.Contains(t.s, "&") {
			return CX{ID: t.s}, append(flaws, flaw.Flaw{Kind: &Bare, Pos: -1, Found: t.s, Expected: t.s + "^^^&" + string(oid.FiscalCode) + "&ISO"})
		}
		return CX{}, append(flaws, flaw.Flaw{Kind: &Shape, Pos: -1, Found: t.s, Expected: cxForm})
	}
	c := CX{ID: t.s[:idEnd]}
	o, end, more := authority(t, idEnd, "^^^", partID)
	flaws = append(flaws, more...)
	if end < 0 {
		return c, flaws
	}
	c.OID = o
	if end < len(t.s) {
		flaws = append(flaws, flaw.Flaw{Kind: &Trailing, Pos: t.pos(end), Found: t.s[end:]})
	}
	if c.ID == "" {
		return c, append(flaws, flaw.Flaw{Kind: &EmptyPart, Part: partID, Pos: t.pos(0)})
	}
	switch c.OID {
	case oid.FiscalCode:
		_, cf := fiscalcode.Parse(c.ID)
		flaws = append(flaws, prefixed(cf, t, partID)...)
	case oid.TEAM:
	default:
		if oid.Valid(string(c.OID)) {
			flaws = append(flaws, flaw.Flaw{Kind: &Authority, Part: "OID", Pos: -1, Found: string(c.OID)})
		}
	}
	return c, flaws
}

// prefixed moves flaws of the first part to the places of the whole and names the part where they do not.
func prefixed(flaws []flaw.Flaw, t text, part string) []flaw.Flaw {
	for i := range flaws {
		if p := flaws[i].Pos; p >= 0 && p < len(t.s) {
			flaws[i].Pos = t.pos(p)
		}
		if flaws[i].Part == "" {
			flaws[i].Part = part
		}
	}
	return flaws
}

// authority reads carets&OID&ISO from byte at of the text, behind part. It returns the OID and where the text goes on, -1 when
// that cannot be told.
func authority(t text, at int, carets, part string) (oid.OID, int, []flaw.Flaw) {
	var flaws []flaw.Flaw
	amp := strings.IndexByte(t.s[at:], '&')
	if amp < 0 {
		run := len(t.s[at:]) - len(strings.TrimLeft(t.s[at:], "^"))
		return "", -1, []flaw.Flaw{{Kind: &Carets, Part: part, Pos: t.pos(at), Found: t.s[at : at+run], Expected: carets + "&"}}
	}
	from := at + amp + 1
	if got := t.s[at : at+amp]; got != carets {
		f := flaw.Flaw{Kind: &Carets, Part: part, Pos: t.pos(at), Found: got, Expected: carets}
		if body := got[len(strings.TrimRight(got, "0123456789.")):]; strings.Contains(body, ".") {
			// Only the ampersand is missing or mistyped: the OID follows the carets.
			from = at + amp - len(body)
			f.Found, f.Expected = t.s[at:from], carets+"&"
		}
		flaws = append(flaws, f)
	}
	length := strings.IndexAny(t.s[from:], "&^")
	if length < 0 {
		length = len(t.s) - from
	}
	o, more := oid.Parse(t.s[from : from+length])
	for i := range more {
		if more[i].Pos >= 0 {
			more[i].Pos = t.pos(from + min(more[i].Pos, length))
		}
		more[i].Part = "OID"
	}
	flaws = append(flaws, more...)
	end := from + length
	next := strings.IndexByte(t.s[end:], '^')
	if next < 0 {
		next = len(t.s) - end
	}
	if got := t.s[end : end+next]; got != "&ISO" {
		flaws = append(flaws, flaw.Flaw{Kind: &ISO, Part: "ISO", Pos: t.pos(end), Found: got, Expected: "&ISO"})
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
