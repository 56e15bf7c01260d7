package qcstatements

import (
	"fmt"
	"slices"

	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/internal/ber"
)

// Statements are what a certificate says about itself (qcStatements: RFC 3739 3.2.6, ETSI EN 319 412-5). They are claims of its
// issuer, worth as much as the issuer.
type Statements struct {
	// Present tells that there are any, Malformed that they cannot be read.
	Present, Malformed bool
	// Compliance is QcCompliance: issued as a qualified certificate. Device is QcSSCD: the key is in a qualified device.
	Compliance, Device bool
	// Types are those of QcType: "esign", "eseal", "web".
	Types []string
	// Countries are those of QcCClegislation, empty for the EU.
	Countries []string
	// RetentionYears is QcRetentionPeriod, 0 when absent. Limit is QcLimitValue, "" when absent: "500 EUR".
	RetentionYears int
	Limit          string
	// Others are the object identifiers of further statements.
	Others []string
}

// Object identifiers of statements.
const (
	oidCompliance  = "0.4.0.1862.1.1"
	oidLimit       = "0.4.0.1862.1.2"
	oidRetention   = "0.4.0.1862.1.3"
	oidDevice      = "0.4.0.1862.1.4"
	oidQcType      = "0.4.0.1862.1.6"
	oidLegislation = "0.4.0.1862.1.7"
)

var qcTypes = map[string]string{"0.4.0.1862.1.6.1": "esign", "0.4.0.1862.1.6.2": "eseal", "0.4.0.1862.1.6.3": "web"}

// Read reads those of a certificate.
func Read(c *cms.Certificate) Statements {
	value, _, ok := c.Extension("1.3.6.1.5.5.7.1.3")
	if !ok {
		return Statements{}
	}
	s := Statements{Present: true}
	list, err := ber.ReadAll(value)
	if err != nil || !list.Is(ber.TagSequence) {
		s.Malformed = true
		return s
	}
	for _, n := range list.Children {
		if !n.Is(ber.TagSequence) || !n.Child(0).Is(ber.TagOID) {
			s.Malformed = true
			continue
		}
		s.read(cms.OID(n.Child(0).Content), n.Child(1))
	}
	return s
}

func (s *Statements) read(oid string, info *ber.Node) {
	switch oid {
	case oidCompliance:
		s.Compliance = true
	case oidDevice:
		s.Device = true
	case oidQcType:
		for _, t := range children(info) {
			if name := qcTypes[oidText(t)]; name != "" {
				s.Types = append(s.Types, name)
			}
		}
	case oidLegislation:
		for _, t := range children(info) {
			s.Countries = append(s.Countries, string(t.Content))
		}
	case oidRetention:
		if info.Is(ber.TagInteger) {
			s.RetentionYears = info.Small()
		}
	case oidLimit:
		s.readLimit(info)
	default:
		s.Others = append(s.Others, oid)
	}
}

// readLimit reads a MonetaryValue: currency, amount, exponent of ten.
func (s *Statements) readLimit(info *ber.Node) {
	parts := children(info)
	if len(parts) != 3 || !parts[1].Is(ber.TagInteger) || !parts[2].Is(ber.TagInteger) {
		s.Malformed = true
		return
	}
	currency := string(parts[0].Content)
	if parts[0].Is(ber.TagInteger) {
		currency = fmt.Sprintf("currency %d", parts[0].Small())
	}
	s.Limit = fmt.Sprintf("%d", parts[1].Small())
	if exponent := parts[2].Small(); exponent > 0 {
		s.Limit += fmt.Sprintf("e%d", exponent)
	}
	s.Limit += " " + currency
}

func children(n *ber.Node) []*ber.Node {
	if n == nil {
		return nil
	}
	return n.Children
}

func oidText(n *ber.Node) string {
	if !n.Is(ber.TagOID) {
		return ""
	}
	return cms.OID(n.Content)
}

// Has tells whether QcType names that kind.
func (s Statements) Has(kind string) bool {
	for _, t := range s.Types {
		if t == kind {
			return true
		}
	}
	return false
}

// OIDs lists the object identifiers of the statements, those of QcType included, sorted.
func (s Statements) OIDs() []string {
	all := slices.Clone(s.Others)
	for oid, there := range map[string]bool{oidCompliance: s.Compliance, oidDevice: s.Device, oidQcType: len(s.Types) > 0,
		oidLegislation: len(s.Countries) > 0, oidLimit: s.Limit != "", oidRetention: s.RetentionYears > 0} {
		if there {
			all = append(all, oid)
		}
	}
	for oid, name := range qcTypes {
		if s.Has(name) {
			all = append(all, oid)
		}
	}
	slices.Sort(all)
	return all
}
