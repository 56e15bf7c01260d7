package hl7id

import (
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/oid"
)

// XON names an organisation in a catalog.
type XON struct {
	Name string
	OID  oid.OID // of the catalog
	Code string  // in the catalog
}

// String writes the XON in its only right form.
func (x XON) String() string { return x.Name + "^^^^^&" + string(x.OID) + "&ISO^^^^" + x.Code }

const (
	xonForm  = "NAME^^^^^&OID&ISO^^^^CODE"
	partName = "XON.1"
	partCode = "XON.10"
)

// catalogs are the catalogs of facilities with the digits of their codes.
var catalogs = map[oid.OID]struct {
	digits   int
	expected string
}{
	oid.STS: {12, "12"}, // region 3, ASL 3, STS 6
	oid.HSP: {6, "6"},
}

// Region returns the region that an STS code begins with.
func (x XON) Region() (string, bool) {
	if x.OID != oid.STS || len(x.Code) != catalogs[oid.STS].digits {
		return "", false
	}
	return x.Code[:3], true
}

// ParseXON reads a claim locality.
func ParseXON(s string) (XON, []lint.Finding) {
	t, flaws := clean(s, idMarks)
	if t.s == "" {
		return XON{}, append(flaws, Empty.Found("", ""))
	}
	nameEnd := strings.IndexByte(t.s, '^')
	if nameEnd < 0 {
		return XON{Name: t.s}, append(flaws, Shape.Found(t.s, xonForm))
	}
	x := XON{Name: t.s[:nameEnd]}
	if strings.TrimSpace(x.Name) == "" {
		flaws = append(flaws, EmptyPart.Found("", "").At(partName, t.pos(0)))
	}
	o, end, more := authority(t, nameEnd, "^^^^^", partName)
	flaws = append(flaws, more...)
	if end < 0 {
		return x, flaws
	}
	x.OID = o
	rest := t.s[end:]
	x.Code = strings.TrimLeft(rest, "^")
	carets := rest[:len(rest)-len(x.Code)]
	switch {
	case carets != "^^^^" || strings.Contains(x.Code, "^"):
		last := strings.LastIndexByte(rest, '^') + 1
		flaws = append(flaws, Carets.Found(rest[:last], "^^^^").At("ISO", t.pos(end)))
		x.Code = rest[last:]
	case x.Code == "":
		flaws = append(flaws, EmptyPart.Found("", "").At(partCode, t.pos(len(t.s))))
	case strings.Contains(x.Code, "&"):
		at := strings.IndexByte(x.Code, '&')
		flaws = append(flaws, Trailing.Found(x.Code[at:], "").At(partCode, t.pos(len(t.s)-len(x.Code)+at)))
	default:
		flaws = append(flaws, facility(x, t)...)
	}
	return x, flaws
}

// facility judges a code in its catalog.
func facility(x XON, t text) []lint.Finding {
	if !oid.Valid(string(x.OID)) {
		return nil
	}
	catalog, ok := catalogs[x.OID]
	if !ok {
		return []lint.Finding{Catalog.Found(string(x.OID), string(oid.STS)+", HSP "+string(oid.HSP)).At("OID", -1)}
	}
	if len(x.Code) != catalog.digits || strings.Trim(x.Code, "0123456789") != "" {
		return []lint.Finding{CodeLength.Found(x.Code, catalog.expected).At(partCode, t.pos(len(t.s)-len(x.Code)))}
	}
	return nil
}

// GatewayXON tells whether the gateway's expression for locality matches: a name without a caret, five carets, an ampersand, an OID
// without one, "&ISO", four carets, a code without either. Name, OID and code may be empty.
func GatewayXON(s string) bool {
	_, rest, ok := strings.Cut(s, "^")
	if !ok {
		return false
	}
	rest, ok = strings.CutPrefix(rest, "^^^^&")
	if !ok {
		return false
	}
	_, rest, ok = strings.Cut(rest, "&")
	if !ok {
		return false
	}
	code, ok := strings.CutPrefix(rest, "ISO^^^^")
	return ok && !strings.ContainsAny(code, "^&")
}
