package trustlist

import (
	"encoding/xml"
	"slices"
)

// Qualification says which of a service's certificates the qualifiers are about (TS 119 612 5.5.9.2), in the form of the list.
type Qualification struct {
	Qualifiers []qualifier `xml:"Qualifiers>Qualifier"`
	Criteria   *criteria   `xml:"CriteriaList"`
}

type qualifier struct {
	URI text `xml:"uri,attr"`
}

// Facts are what criteria ask about a certificate.
type Facts struct {
	// KeyUsage has the bits by the names of TS 119 612: "digitalSignature", "nonRepudiation", "crlSign".
	KeyUsage map[string]bool
	// Policies, ExtendedKeyUsage, SubjectAttributes and Statements are object identifiers.
	Policies, ExtendedKeyUsage, SubjectAttributes, Statements []string
}

// criteria are conditions on a certificate, of which all, at least one, or none must hold.
type criteria struct {
	Assert    string `xml:"assert,attr"` // "all", "atLeastOne" or "none"
	KeyUsages []struct {
		Bits []struct {
			Name  string `xml:"name,attr"`
			Value text   `xml:",chardata"`
		} `xml:"KeyUsageBit"`
	} `xml:"KeyUsage"`
	Policies    []set      `xml:"PolicySet"`
	Nested      []criteria `xml:"CriteriaList"`
	Other       []others   `xml:"otherCriteriaList"`
	Description []struct{} `xml:"Description"`
	Unknown     []struct{} `xml:",any"`
}

// others are criteria from the schema of additional ones.
type others struct {
	ExtendedKeyUsages []set      `xml:"ExtendedKeyUsage"`
	SubjectAttributes []set      `xml:"CertSubjectDNAttribute"`
	Statements        []set      `xml:"QcStatementSet"`
	Unknown           []struct{} `xml:",any"`
}

// set are object identifiers that must all be there.
type set struct {
	oids []string
	info bool // a statement is asked for together with its content, of which nothing is known here
}

// UnmarshalXML collects the identifiers (xades:Identifier) at whatever depth, written with or without urn:oid:.
func (s *set) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "Identifier" {
				var oid text
				if err := d.DecodeElement(&oid, &t); err != nil {
					return err
				}
				s.oids = append(s.oids, oid.tail())
				continue
			}
			s.info = s.info || t.Name.Local == "QcStatementInfo"
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// Names are the last parts of the qualifiers' addresses: "QCForESig", "QCWithQSCD", "NotQualified".
func (q *Qualification) Names() []string {
	var out []string
	for _, one := range q.Qualifiers {
		out = append(out, one.URI.tail())
	}
	return out
}

// Applies tells whether the qualification is about a certificate; known is false when that cannot be told.
func (q *Qualification) Applies(f Facts) (applies, known bool) {
	if q.Criteria == nil {
		return false, false
	}
	return q.Criteria.hold(f)
}

func (c *criteria) hold(f Facts) (holds, known bool) {
	var outcomes []bool
	known = len(c.Unknown) == 0
	for _, usage := range c.KeyUsages {
		ok := true
		for _, bit := range usage.Bits {
			ok = ok && f.KeyUsage[bit.Name] == (bit.Value == "true" || bit.Value == "1")
		}
		outcomes = append(outcomes, ok)
	}
	contain := func(sets []set, have []string) {
		for _, s := range sets {
			missing := slices.ContainsFunc(s.oids, func(oid string) bool { return !slices.Contains(have, oid) })
			outcomes = append(outcomes, !missing)
			known = known && !s.info
		}
	}
	contain(c.Policies, f.Policies)
	for _, o := range c.Other {
		known = known && len(o.Unknown) == 0
		contain(o.ExtendedKeyUsages, f.ExtendedKeyUsage)
		contain(o.SubjectAttributes, f.SubjectAttributes)
		contain(o.Statements, f.Statements)
	}
	for i := range c.Nested {
		ok, sure := c.Nested[i].hold(f)
		if known = known && sure; sure {
			outcomes = append(outcomes, ok)
		}
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
