package hl7id

import (
	"strings"

	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/oid"
)

// ResourceType is the claim resource_hl7_type: the code of the document with its code system.
type ResourceType struct {
	Code   string
	System oid.OID
}

// String writes the claim as the gateway builds it from the CDA and compares it.
func (r ResourceType) String() string { return "('" + r.Code + "^^" + string(r.System) + "')" }

// ParseResourceType reads a claim resource_hl7_type: ('CODE^^CODESYSTEM'), parentheses and apostrophes included.
func ParseResourceType(s string) (ResourceType, []lint.Finding) {
	t, flaws := clean(s, typeMarks)
	if t.s == "" {
		return ResourceType{}, append(flaws, Empty.Found("", ""))
	}
	from, to := 0, len(t.s)
	frame := func(open, shut byte, k *lint.Rule) {
		hasOpen, hasShut := from < to && t.s[from] == open, from < to && t.s[to-1] == shut && to-1 > from
		// A sign in the place of the right one is taken for it, so that what follows is read where it stands.
		if hasOpen || to-from > 1 && sign(t.s[from]) {
			from++
		}
		if hasShut || to-from > 1 && sign(t.s[to-1]) {
			to--
		}
		if !hasOpen || !hasShut {
			flaws = append(flaws, k.Found(s, ""))
		}
	}
	first := len(flaws)
	frame('(', ')', Parentheses)
	if from < to && t.s[from] == '"' {
		flaws = append(flaws, Typography.Found(`"`, "'").At("", t.pos(from)))
		from++
		if to > from && t.s[to-1] == '"' {
			to--
		}
	} else {
		frame('\'', '\'', Apostrophes)
	}
	r, more := typeBody(t, from, to)
	flaws = append(flaws, more...)
	for i := range flaws[first:] {
		if f := &flaws[first+i]; f.Rule == Parentheses || f.Rule == Apostrophes {
			f.Expected = lint.Value(r.String())
		}
	}
	return r, flaws
}

// sign tells whether c is neither part of a code nor one of the marks.
func sign(c byte) bool {
	return c > ' ' && c < 0x7F && !('0' <= c && c <= '9') && !('A' <= c && c <= 'Z') && !('a' <= c && c <= 'z') && c != '\'' && c != '^' && c != '"'
}

func typeBody(t text, from, to int) (ResourceType, []lint.Finding) {
	body := t.s[from:to]
	if i := strings.IndexAny(body, ",;|"); i >= 0 {
		first := strings.Trim(body[:i], "'() ")
		code, system, _ := strings.Cut(first, "^^")
		return ResourceType{code, oid.OID(system)}, []lint.Finding{SeveralType.Found(body, "").At("", t.pos(from+i))}
	}
	flaws := blanksIn(t, from, to, "")
	caret := strings.IndexByte(body, '^')
	if caret < 0 {
		return ResourceType{Code: body}, append(flaws, Shape.Found(t.s, "('CODE^^CODESYSTEM')"))
	}
	last := strings.LastIndexByte(body, '^') + 1
	r := ResourceType{Code: body[:caret]}
	if body[caret:last] != "^^" {
		flaws = append(flaws, Carets.Found(body[caret:last], "^^").At("CODE", t.pos(from+caret)))
	}
	system, more := oid.Parse(body[last:])
	more = t.moved(more, "CODESYSTEM", from+last, to-from-last)
	r.System = system
	if len(flaws) > 0 && flaws[0].Rule == Blank {
		more = nil // the blank has been named
	}
	if len(more) == 0 && system != oid.LOINC && len(flaws) == 0 {
		more = []lint.Finding{NotLOINC.Found(string(system), string(oid.LOINC)).At("CODESYSTEM", t.pos(from+last))}
	}
	flaws = append(flaws, more...)
	if len(flaws) == 0 {
		flaws = loinc(r.Code, t.pos(from))
	}
	return r, flaws
}

// loinc judges the form and the check digit (modulus 10) of a LOINC code.
func loinc(code string, pos int) []lint.Finding {
	number, check, ok := strings.Cut(code, "-")
	if !ok || number == "" || len(number) > 7 || len(check) != 1 || strings.Trim(number+check, "0123456789") != "" {
		return []lint.Finding{LOINCForm.Found(code, "").At("CODE", pos)}
	}
	sum, double := 0, true
	for i := len(number) - 1; i >= 0; i-- {
		d := int(number[i] - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum, double = sum+d, !double
	}
	if want := byte('0' + (10-sum%10)%10); want != check[0] {
		return []lint.Finding{LOINCCheck.Found(code, string(want)).At("CODE", pos+len(number)+1)}
	}
	return nil
}

// typeFrame are the characters that the gateway takes out of resource_hl7_type before it looks at its code.
var typeFrame = strings.NewReplacer("(", "", ")", "", "'", "")

// GatewayType returns the code that the gateway's correlation takes from resource_hl7_type, "" where it finds none: without parentheses
// and apostrophes, up to the first caret.
func GatewayType(claim string) string {
	code, _, _ := strings.Cut(typeFrame.Replace(jdk.Trim(claim)), "^")
	if jdk.Trim(code) == "" {
		return ""
	}
	return code
}
