package cms

import (
	"bytes"
	"time"

	"github.com/fselint/fselint/pades/internal/ber"
)

// examine finds what makes the reference refuse a certificate that it can read: BouncyCastle when it makes an
// X509Certificate, and then JDK 17 (sun.security.x509.X509CertImpl), which the gateway asks for names and dates.
func (c *Certificate) examine(outer, inner AlgorithmIdentifier, validity *ber.Node) error {
	if err := c.examineExtensions(); err != nil {
		return err
	}
	for _, a := range []AlgorithmIdentifier{outer, inner, c.KeyAlgorithm} {
		if !a.strict {
			return badCertificate("a malformed algorithm identifier")
		}
	}
	for _, n := range []*Name{c.Issuer, c.Subject} {
		if err := n.check(); err != nil {
			return err
		}
	}
	if c.walksOn && c.Version != 3 {
		return badCertificate("extensions in a certificate of version %d", c.Version)
	}
	if c.oddVersion {
		return badCertificate("a version with a wrong tag")
	}
	if c.looseOID {
		return badCertificate("an extension with a malformed type")
	}
	if outer.OID != inner.OID || !bytes.Equal(effectiveParameters(outer), effectiveParameters(inner)) {
		return badCertificate("the two signature algorithms differ")
	}
	if c.Issuer.empty() {
		return badCertificate("an empty issuer name")
	}
	if c.Subject.empty() && (c.Version == 1 || c.walksOn && !c.hasCriticalAlternativeName()) {
		return badCertificate("an empty subject name")
	}
	if len(validity.Children) != 2 {
		return badCertificate("a validity that is not of two times")
	}
	var ok [2]bool
	c.NotBefore, ok[0] = strictASN1Time(validity.Children[0])
	c.NotAfter, ok[1] = strictASN1Time(validity.Children[1])
	if !ok[0] || !ok[1] {
		return badCertificate("the validity holds no time")
	}
	if c.keyErr != nil {
		return c.keyErr
	}
	if c.key != nil {
		return c.key.acceptable()
	}
	return nil
}

// effectiveParameters are the parameters with NULL counted as absent.
func effectiveParameters(a AlgorithmIdentifier) []byte {
	if a.withoutParameters() {
		return nil
	}
	return a.Parameters
}

const (
	oidKeyUsage         = "2.5.29.15"
	oidBasicConstraints = "2.5.29.19"
	oidAlternativeName  = "2.5.29.17"
)

func (c *Certificate) examineExtensions() error {
	if e, ok := c.extensions[oidBasicConstraints]; ok && !wellFormedConstraints(e.value) {
		return badCertificate("malformed basic constraints")
	}
	if e, ok := c.extensions[oidKeyUsage]; ok {
		n, err := ber.ReadAll(e.value)
		if err != nil || !n.Is(ber.TagBitString) {
			return badCertificate("malformed key usage")
		}
	}
	for oid, e := range c.extensions {
		kind, known := knownExtensions[oid]
		if !known || !e.critical {
			continue // the JDK ignores errors in extensions that are not critical
		}
		n, err := ber.Read(e.value)
		if err != nil || !n.Is(kind) {
			return badCertificate("a critical extension %s that cannot be read", oid)
		}
	}
	return nil
}

func wellFormedConstraints(value []byte) bool {
	n, err := ber.ReadAll(value)
	if err != nil || !n.Is(ber.TagSequence) {
		return false
	}
	switch a, b := n.Child(0), n.Child(1); {
	case a == nil:
		return true
	case a.Is(ber.TagBoolean):
		return b == nil || b.Is(ber.TagInteger)
	default:
		return b == nil && a.Is(ber.TagInteger)
	}
}

// knownExtensions are those that the JDK parses, with the type of their value.
var knownExtensions = map[string]int{
	"2.5.29.14": ber.TagOctetString, "2.5.29.15": ber.TagBitString, "2.5.29.16": ber.TagSequence,
	"2.5.29.17": ber.TagSequence, "2.5.29.18": ber.TagSequence, "2.5.29.19": ber.TagSequence,
	"2.5.29.30": ber.TagSequence, "2.5.29.31": ber.TagSequence, "2.5.29.32": ber.TagSequence,
	"2.5.29.33": ber.TagSequence, "2.5.29.35": ber.TagSequence, "2.5.29.36": ber.TagSequence,
	"2.5.29.37": ber.TagSequence, "2.5.29.54": ber.TagInteger,
	"1.3.6.1.5.5.7.1.1": ber.TagSequence, "1.3.6.1.5.5.7.1.11": ber.TagSequence,
	"2.16.840.1.113730.1.1": ber.TagBitString,
}

func (c *Certificate) hasCriticalAlternativeName() bool {
	e, ok := c.extensions[oidAlternativeName]
	if !ok || !e.critical {
		return false
	}
	n, err := ber.Read(e.value)
	return err == nil && len(n.Children) > 0
}

// strictASN1Time reads a time of a certificate as the JDK does: seconds may be missing, an offset may stand for Z, a
// generalized time may have a fraction.
func strictASN1Time(n *ber.Node) (time.Time, bool) {
	text := string(n.Content)
	if n.Is(ber.TagUTCTime) {
		if len(text) < 2 {
			return time.Time{}, false
		}
		if text[0] < '5' {
			text = "20" + text
		} else {
			text = "19" + text
		}
	}
	t, rest, ok := timeDigits(text)
	if !ok {
		return time.Time{}, false
	}
	if n.Is(ber.TagGeneralizedTime) {
		if rest, ok = cutFraction(rest); !ok {
			return time.Time{}, false
		}
	}
	if t[1] < 1 || t[1] > 12 || t[2] < 1 || t[2] > 31 || t[3] > 23 || t[4] > 59 || t[5] > 59 {
		return time.Time{}, false
	}
	when := time.Date(t[0], time.Month(t[1]), t[2], t[3], t[4], t[5], 0, time.UTC)
	if rest == "Z" {
		return when, true
	}
	offset, ok := zoneDigits(rest)
	return when.Add(-offset), ok && len(rest) == 5
}

// cutFraction removes a fraction of a second, which must have digits.
func cutFraction(s string) (string, bool) {
	if s == "" || s[0] != '.' && s[0] != ',' {
		return s, true
	}
	i := 1
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[i:], i > 1
}

// timeDigits reads year, month, day, hour, minute and, if it is there, second.
func timeDigits(s string) (t [6]int, rest string, ok bool) {
	for i := range t {
		width := 2
		if i == 0 {
			width = 4
		}
		v, ok := decimal(s, width)
		if !ok {
			return t, s, i == 5
		}
		t[i], s = v, s[width:]
	}
	return t, s, true
}

func decimal(s string, width int) (int, bool) {
	if len(s) < width {
		return 0, false
	}
	v := 0
	for _, b := range []byte(s[:width]) {
		if b < '0' || b > '9' {
			return 0, false
		}
		v = v*10 + int(b-'0')
	}
	return v, true
}

// zoneDigits reads +hhmm or -hhmm.
func zoneDigits(s string) (time.Duration, bool) {
	if len(s) < 5 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	h, ok1 := decimal(s[1:], 2)
	m, ok2 := decimal(s[3:], 2)
	d := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	if s[0] == '-' {
		d = -d
	}
	return d, ok1 && ok2 && h < 24 && m < 60
}
