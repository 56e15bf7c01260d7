package cms

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/fselint/fselint/pades/internal/ber"
)

// Name is a distinguished name.
type Name struct {
	node *ber.Node
	rdns [][]nameAttribute

	malformed bool // an attribute is no pair of type and value
	loose     bool // an attribute is one only for BouncyCastle
}

type nameAttribute struct {
	oid   string
	value *ber.Node
}

// readName reads a Name. What is wrong inside its relative names shows only when they are compared (Equal) or when the
// certificate is used (check), as in the reference.
func readName(n *ber.Node) (*Name, error) {
	if !n.Is(ber.TagSequence) {
		return nil, shape("no distinguished name")
	}
	name := &Name{node: n}
	for _, rdn := range n.Children {
		if !rdn.Is(ber.TagSet) {
			return nil, shape("a relative distinguished name that is no set")
		}
		var attrs []nameAttribute
		for _, a := range rdn.Children {
			if !a.Is(ber.TagSequence) || len(a.Children) < 2 || !a.Children[0].Is(ber.TagOID) {
				name.malformed = true
				continue
			}
			attrs = append(attrs, nameAttribute{dotted(a.Children[0].Content), a.Children[1]})
			name.loose = name.loose || len(a.Children) > 2 || !strictOID(a.Children[0].Content)
		}
		name.rdns = append(name.rdns, attrs)
	}
	return name, nil
}

// check says why the JDK cannot read the name.
func (n *Name) check() error {
	if n.malformed || n.loose {
		return badCertificate("a malformed name")
	}
	return nil
}

// empty tells that the name has no attribute.
func (n *Name) empty() bool {
	for _, rdn := range n.rdns {
		if len(rdn) > 0 {
			return false
		}
	}
	return true
}

// equal compares as BouncyCastle's BCStyle: letter case, the kind of string, blanks at the ends and repeated blanks do
// not count; the order of the relative names does not either. Malformed names can only be equal byte by byte: an attempt to
// compare them otherwise fails.
func (n *Name) equal(other *Name) (bool, error) {
	if bytes.Equal(n.node.DER(), other.node.DER()) {
		return true, nil
	}
	if len(n.rdns) != len(other.rdns) {
		return false, nil
	}
	if n.malformed || other.malformed {
		return false, shape("a malformed name")
	}
	used := make([]bool, len(other.rdns))
	for _, rdn := range n.rdns {
		found := false
		for i, o := range other.rdns {
			if !used[i] && sameRDN(rdn, o) {
				used[i], found = true, true
				break
			}
		}
		if !found {
			return false, nil
		}
	}
	return true, nil
}

func sameRDN(a, b []nameAttribute) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].oid != b[i].oid || a[i].canonical() != b[i].canonical() {
			return false
		}
	}
	return true
}

func (a nameAttribute) canonical() string {
	text, ok := stringValue(a.value)
	if !ok {
		return "#" + hex.EncodeToString(a.value.DER())
	}
	lower := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
	lower = strings.Trim(lower, " ")
	for strings.Contains(lower, "  ") {
		lower = strings.ReplaceAll(lower, "  ", " ")
	}
	return lower
}

// stringValue returns the text of an ASN.1 string.
func stringValue(n *ber.Node) (string, bool) {
	if n.Class != ber.Universal || n.Constructed {
		return "", false
	}
	switch n.Tag {
	case 12: // UTF8String
		return strings.ToValidUTF8(string(n.Content), "\uFFFD"), true
	case 18, 19, 20, 21, 22, 25, 26, 27: // one octet a character
		runes := make([]rune, len(n.Content))
		for i, b := range n.Content {
			runes[i] = rune(b)
		}
		return string(runes), true
	case ber.TagBMPString:
		units := make([]uint16, len(n.Content)/2)
		for i := range units {
			units[i] = uint16(n.Content[2*i])<<8 | uint16(n.Content[2*i+1])
		}
		return string(utf16.Decode(units)), true
	}
	return "", false
}

var nameKeywords = map[string]string{
	"2.5.4.3": "CN", "2.5.4.4": "SURNAME", "2.5.4.5": "SERIALNUMBER", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
	"2.5.4.9": "STREET", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "T", "2.5.4.42": "GIVENNAME",
	"2.5.4.46": "DNQ", "2.5.4.97": "organizationIdentifier", "0.9.2342.19200300.100.1.25": "DC",
	"0.9.2342.19200300.100.1.1": "UID", "1.2.840.113549.1.9.1": "E",
}

// String writes the name as in the certificate, first part first: "C=IT, O=Prova, CN=Rossi Mario".
func (n *Name) String() string {
	var b strings.Builder
	for i, rdn := range n.rdns {
		if i > 0 {
			b.WriteString(", ")
		}
		for j, a := range rdn {
			if j > 0 {
				b.WriteString("+")
			}
			key := nameKeywords[a.oid]
			if key == "" {
				key = a.oid
			}
			text, ok := stringValue(a.value)
			if !ok {
				text = "#" + hex.EncodeToString(a.value.DER())
			} else if strings.ContainsAny(text, ",+\"\\<>;\n\r") {
				text = strconv.Quote(text)
			}
			b.WriteString(key + "=" + text)
		}
	}
	return b.String()
}

// Get returns the value of the first attribute with that object identifier, "" when there is none.
func (n *Name) Get(oid string) string {
	for _, rdn := range n.rdns {
		for _, a := range rdn {
			if a.oid == oid {
				text, _ := stringValue(a.value)
				return text
			}
		}
	}
	return ""
}
