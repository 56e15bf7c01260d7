package oid

import (
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

// OID is an object identifier in dotted form. It is well formed when it comes from Parse without flaws.
type OID string

// Identifiers of the FSE.
const (
	FiscalCode   OID = "2.16.840.1.113883.2.9.4.3.2"     // codice fiscale, Ministry of Economy and Finance
	TEAM         OID = "2.16.840.1.113883.2.9.4.3.7"     // European health insurance card, foreign
	STP          OID = "2.16.840.1.113883.2.9.4.3.17"    // foreigner temporarily present
	ENI          OID = "2.16.840.1.113883.2.9.4.3.18"    // European citizen not registered
	SistemaTS    OID = "2.16.840.1.113883.2.9.4.3.8"     // documents of Sistema TS
	STS          OID = "2.16.840.1.113883.2.9.4.1.3"     // catalog STS.11 of facilities
	HSP          OID = "2.16.840.1.113883.2.9.4.1.2"     // catalog HSP.11 of hospitals
	LOINC        OID = "2.16.840.1.113883.6.1"           // code system of document types
	Conservation OID = "2.16.840.1.113883.2.9.3.3.6.1.7" // conservazioneANorma
	Regions      OID = "2.16.840.1.113883.2.9.2"         // below it an arc for each region
	Italy        OID = "2.16.840.1.113883.2.9"           // HL7 Italia
)

const separatorIDs = "," // what people write for a full stop

// Parse reads an OID. The result is the text without what can be taken away safely (blanks around it, "urn:oid:"), so that it
// can be looked at further; flaws is empty when s itself is well formed.
func Parse(s string) (OID, []lint.Finding) {
	if wellFormed(s) {
		return OID(s), nil
	}
	return parse(s)
}

func parse(s string) (OID, []lint.Finding) {
	var flaws []lint.Finding
	rest, pos := s, 0
	for rest != "" {
		r, size := utf8.DecodeRuneInString(rest)
		if !lint.Invisible(r) {
			break
		}
		flaws = append(flaws, Blank.Found(rest[:size], "").At("", pos))
		rest, pos = rest[size:], pos+1
	}
	trimmed := strings.TrimRightFunc(rest, lint.Invisible)
	if trimmed != rest {
		flaws = append(flaws, Blank.Found(rest[len(trimmed):], "").At("", pos+utf8.RuneCountInString(trimmed)))
	}
	rest = trimmed
	for _, prefix := range []string{"urn:oid:", "oid:"} {
		if len(rest) >= len(prefix) && strings.EqualFold(rest[:len(prefix)], prefix) {
			flaws = append(flaws, URN.Found(rest[:len(prefix)], "").At("", pos))
			rest, pos = rest[len(prefix):], pos+len(prefix)
			break
		}
	}
	if rest == "" {
		return "", append(flaws, Empty.Found("", ""))
	}
	return OID(rest), append(flaws, arcFlaws(rest, pos)...)
}

// arcFlaws judges the arcs of s, which begins at character pos of the whole value.
func arcFlaws(s string, pos int) []lint.Finding {
	var flaws []lint.Finding
	arcs := strings.Split(s, ".")
	bad := false
	for i, arc := range arcs {
		f, ok := arcFlaw(arc, pos)
		if ok && i == 0 && len(arcs) > 1 && (len(arc) > 1 || arc > "2") {
			f, ok = FirstArc.Found(arc, "2").At("", pos), false
		}
		if ok && i == 1 && !bad && arcs[0] < "2" && (len(arc) > 2 || len(arc) == 2 && arc > "39") {
			f, ok = SecondArc.Found(arc, "").At("", pos), false
		}
		if !ok {
			flaws, bad = append(flaws, f), true
		}
		pos += utf8.RuneCountInString(arc) + 1
	}
	if len(arcs) == 1 && !bad {
		flaws = append(flaws, SingleArc.Found(s, ""))
	}
	return flaws
}

func arcFlaw(arc string, pos int) (lint.Finding, bool) {
	if arc == "" {
		return EmptyArc.Found("", "").At("", pos), false
	}
	for i, r := range arc {
		at := pos + utf8.RuneCountInString(arc[:i])
		switch {
		case r >= '0' && r <= '9':
		case lint.Invisible(r):
			return Blank.Found(string(r), "").At("", at), false
		case strings.ContainsRune(separatorIDs, r):
			return Character.Found(string(r), ".").At("", at), false
		default:
			return Character.Found(string(r), "").At("", at), false
		}
	}
	if arc[0] == '0' && len(arc) > 1 {
		want := strings.TrimLeft(arc, "0")
		if want == "" {
			want = "0"
		}
		return LeadingZero.Found(arc, want).At("", pos), false
	}
	return lint.Finding{}, true
}

// wellFormed is the fast path: nothing is built for a value without flaws.
func wellFormed(s string) bool {
	arcs, start := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != '.' {
			if s[i] < '0' || s[i] > '9' {
				return false
			}
			continue
		}
		arc := s[start:i]
		switch {
		case arc == "", len(arc) > 1 && arc[0] == '0':
			return false
		case arcs == 0 && (len(arc) > 1 || arc > "2"):
			return false
		case arcs == 1 && s[0] < '2' && (len(arc) > 2 || len(arc) == 2 && arc > "39"):
			return false
		}
		arcs, start = arcs+1, i+1
	}
	return arcs > 1
}

// Valid tells whether s is a well formed OID.
func Valid(s string) bool { return wellFormed(s) }

// Arcs returns the arcs.
func (o OID) Arcs() []string {
	if o == "" {
		return nil
	}
	return strings.Split(string(o), ".")
}

// Last returns the last arc.
func (o OID) Last() string { return string(o[strings.LastIndexByte(string(o), '.')+1:]) }

// Under tells whether the OID lies below root: arc by arc, so that 1.23 does not lie below 1.2. An OID does not lie below itself.
func (o OID) Under(root OID) bool {
	_, ok := o.Below(root)
	return ok
}

// Below returns what follows root and a full stop.
func (o OID) Below(root OID) (string, bool) {
	rest, ok := strings.CutPrefix(string(o), string(root))
	if !ok || !strings.HasPrefix(rest, ".") {
		return "", false
	}
	return rest[1:], true
}

// Region returns the arc of the region in an OID below 2.16.840.1.113883.2.9.2, as written there.
func (o OID) Region() (string, bool) {
	rest, ok := o.Below(Regions)
	if !ok {
		return "", false
	}
	arc, _, _ := strings.Cut(rest, ".")
	return arc, true
}

// TestArc returns the first arc that is 999 or 9999: the terminology check refuses every code system with one as a test
// identifier (error VA-10). The region arc of the Ministry is 999 too: callers ask only for code systems.
func (o OID) TestArc() (string, bool) {
	rest := string(o)
	for rest != "" {
		var arc string
		arc, rest, _ = strings.Cut(rest, ".")
		if arc == "999" || arc == "9999" {
			return arc, true
		}
	}
	return "", false
}
