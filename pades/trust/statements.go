package trust

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"slices"
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
	// OIDs are the object identifiers of all statements, those of QcType included, sorted.
	OIDs []string
}

var qcTypes = map[string]string{"0.4.0.1862.1.6.1": "esign", "0.4.0.1862.1.6.2": "eseal", "0.4.0.1862.1.6.3": "web"}

// ReadStatements reads those of a certificate.
func ReadStatements(c *x509.Certificate) Statements {
	i := slices.IndexFunc(c.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(oidStatements) })
	if i < 0 {
		return Statements{}
	}
	s := Statements{Present: true}
	var list []struct {
		ID   asn1.ObjectIdentifier
		Info asn1.RawValue `asn1:"optional"`
	}
	if rest, err := asn1.Unmarshal(c.Extensions[i].Value, &list); err != nil || len(rest) > 0 {
		s.Malformed = true
	}
	for _, one := range list {
		s.OIDs = append(s.OIDs, one.ID.String())
		if err := s.read(one.ID.String(), one.Info.FullBytes); err != nil {
			s.Malformed = true
		}
	}
	slices.Sort(s.OIDs)
	return s
}

func (s *Statements) read(oid string, info []byte) (err error) {
	switch oid {
	case "0.4.0.1862.1.1":
		s.Compliance = true
	case "0.4.0.1862.1.4":
		s.Device = true
	case "0.4.0.1862.1.2":
		var limit struct { // MonetaryValue: amount times ten to the exponent
			Currency         asn1.RawValue
			Amount, Exponent int
		}
		_, err = asn1.Unmarshal(info, &limit)
		s.Limit = fmt.Sprintf("%d", limit.Amount)
		if limit.Exponent > 0 {
			s.Limit += fmt.Sprintf("e%d", limit.Exponent)
		}
		s.Limit += " " + string(limit.Currency.Bytes)
	case "0.4.0.1862.1.3":
		_, err = asn1.Unmarshal(info, &s.RetentionYears)
	case "0.4.0.1862.1.6":
		var types []asn1.ObjectIdentifier
		_, err = asn1.Unmarshal(info, &types)
		for _, t := range types {
			if name := qcTypes[t.String()]; name != "" {
				s.Types, s.OIDs = append(s.Types, name), append(s.OIDs, t.String())
			}
		}
	case "0.4.0.1862.1.7":
		_, err = asn1.Unmarshal(info, &s.Countries)
	}
	return err
}
