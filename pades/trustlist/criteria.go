package trustlist

import "slices"

// Qualification says which of a service's certificates the qualifiers are about (TS 119 612 5.5.9.2).
type Qualification struct {
	// Qualifiers are the last parts of their addresses: "QCForESig", "QCWithQSCD", "NotQualified".
	Qualifiers []string
	Criteria   Criteria
}

// Facts are what criteria ask about a certificate.
type Facts struct {
	// KeyUsage has the bits by the names of TS 119 612: "digitalSignature", "nonRepudiation", "crlSign".
	KeyUsage map[string]bool
	// Policies, ExtendedKeyUsage, SubjectAttributes and Statements are object identifiers.
	Policies, ExtendedKeyUsage, SubjectAttributes, Statements []string
}

// Criteria are conditions on a certificate, of which all, at least one, or none must hold.
type Criteria struct {
	// Assert is "all", "atLeastOne" or "none".
	Assert string
	// KeyUsages are sets of bits that must be as given, Policies sets of policies that must all be there.
	KeyUsages []map[string]bool
	Policies  [][]string
	// ExtendedKeyUsages, SubjectAttributes and Statements are sets of which all must be there.
	ExtendedKeyUsages, SubjectAttributes, Statements [][]string
	Nested                                           []Criteria
	// Unknown tells that there is a condition that is not understood.
	Unknown bool
}

// Applies tells whether the qualification is about a certificate; known is false when that cannot be told.
func (q *Qualification) Applies(f Facts) (applies, known bool) { return q.Criteria.hold(f) }

func (c *Criteria) hold(f Facts) (holds, known bool) {
	var outcomes []bool
	known = !c.Unknown
	for _, set := range c.KeyUsages {
		ok := true
		for bit, want := range set {
			ok = ok && f.KeyUsage[bit] == want
		}
		outcomes = append(outcomes, ok)
	}
	for _, group := range []struct {
		sets [][]string
		have []string
	}{{c.Policies, f.Policies}, {c.ExtendedKeyUsages, f.ExtendedKeyUsage}, {c.SubjectAttributes, f.SubjectAttributes}, {c.Statements, f.Statements}} {
		for _, set := range group.sets {
			ok := true
			for _, oid := range set {
				ok = ok && slices.Contains(group.have, oid)
			}
			outcomes = append(outcomes, ok)
		}
	}
	for i := range c.Nested {
		ok, sure := c.Nested[i].hold(f)
		if !sure {
			known = false
			continue
		}
		outcomes = append(outcomes, ok)
	}
	some, every := slices.Contains(outcomes, true), !slices.Contains(outcomes, false)
	switch c.Assert {
	case "atLeastOne":
		return some, known || some
	case "none":
		return !some, known || some
	}
	return every, known || !every
}
