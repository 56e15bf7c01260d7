package certificate

import (
	"strings"

	"github.com/fselint/fselint/metadata/codelist"
)

// Role is the use for which a certificate was issued: the first letter of its common name.
type Role byte

// The roles.
const (
	NoRole         Role = 0
	Authentication Role = 'A' // TLS client certificate
	Signature      Role = 'S' // signs both tokens
)

func (r Role) String() string {
	if r == NoRole {
		return ""
	}
	return string(rune(r))
}

// Form is the grammar that a common name follows.
type Form string

// The forms. Other has a role, a number and "#", but follows none of the known forms behind it.
const (
	RTPrivati       Form = "rt-privati"        // private facility of Tuscany: region, VAT number, domain type, vendor, municipality
	HealthAuthority Form = "health-authority"  // region and authority, three digits each, and a code
	Supplier        Form = "national-supplier" // 111 and the name of a software supplier, for accreditation
	Other           Form = "other"
	NoForm          Form = "none" // not even the role and number in front of "#"
)

// CN is a common name taken apart. Fields that its form does not have are empty.
type CN struct {
	Text         string
	Form         Form
	Role         Role
	Number       string // progressive number of the certificate
	Region       string // three digits
	VAT          string // VAT number or numeric fiscal code of the facility, 11 digits
	Domain       string // TipDominio, a code of the class table
	Vendor       string // Fornitore
	Municipality string // ISTAT code, six digits
	Authority    string // health authority: its three digits
	Code         string // health authority, supplier, other: what follows
}

// Widths of the fixed fields, which are cut from the left and, the municipality, from the right: the vendor between them may end
// in digits.
const (
	regionWidth       = 3
	vatWidth          = 11
	domainWidth       = 3
	municipalityWidth = 6
	fixedWidth        = regionWidth + vatWidth + domainWidth
	leastRT           = fixedWidth + 1 + municipalityWidth
	maxCN             = 64 // upper bound of the common name in X.520
)

const supplierRegion = "111" // stands in place of the region in certificates for accreditation

// ParseCN takes a common name apart by the form that it resembles most. It never fails: a name like nothing known has the form
// none.
func ParseCN(s string) CN {
	cn := CN{Text: s, Form: NoForm}
	head, rest, ok := strings.Cut(s, "#")
	if !ok || len(head) < 2 || !digits(head[1:]) || head[0] != 'A' && head[0] != 'S' {
		return cn
	}
	cn.Role, cn.Number, cn.Form = Role(head[0]), head[1:], Other
	vat, ok := looksRT(rest)
	switch {
	case ok:
		cn.Form = RTPrivati
		cn.Region, rest = rest[:regionWidth], rest[regionWidth:]
		cn.VAT, rest = rest[:vat], rest[vat:]
		cn.Domain, rest = rest[:domainWidth], rest[domainWidth:]
		cn.Vendor, cn.Municipality = rest[:len(rest)-municipalityWidth], rest[len(rest)-municipalityWidth:]
	case strings.HasPrefix(rest, supplierRegion):
		cn.Form, cn.Region = Supplier, supplierRegion
		cn.Code = strings.TrimPrefix(rest[len(supplierRegion):], "#")
	case len(rest) > 6 && digits(rest[:6]) && knownRegion(rest[:3]):
		cn.Form, cn.Region, cn.Authority, cn.Code = HealthAuthority, rest[:3], rest[3:6], rest[6:]
	default:
		cn.Code = rest
	}
	return cn
}

// looksRT tells whether what follows "#" is meant to be the form of private facilities, and how many characters of it are the
// VAT number: eleven, unless a domain type stands a little before or behind its place because digits are missing or too many.
func looksRT(rest string) (vat int, ok bool) {
	if len(rest) < leastRT-2 || !ascii(rest) || strings.Contains(rest, "#") {
		return 0, false
	}
	run := 0
	for run < len(rest) && rest[run] >= '0' && rest[run] <= '9' {
		run++
	}
	const width = regionWidth + vatWidth
	if run != width && run >= width-2 && run <= width+2 && len(rest) > run+domainWidth+municipalityWidth {
		if _, known := codelist.DomainType.Lookup(rest[run : run+domainWidth]); known {
			return run - regionWidth, true
		}
	}
	if len(rest) < leastRT {
		return 0, false
	}
	wrong := 0
	for i := range len(rest) {
		digitPlace := i < width || i >= len(rest)-municipalityWidth
		if digitPlace && (rest[i] < '0' || rest[i] > '9') {
			wrong++
		}
	}
	_, known := codelist.DomainType.Lookup(rest[width:fixedWidth])
	return vatWidth, known && wrong <= 4 || wrong <= 2 && !digits(rest[width:fixedWidth])
}

func knownRegion(code string) bool {
	_, ok := codelist.Organization.Lookup(code)
	return ok
}

// IssuerCode returns what the gateway's status service compares: up to three characters between the first and the second "#".
func (cn CN) IssuerCode() string {
	parts := strings.Split(cn.Text, "#")
	if len(parts) < 2 {
		return ""
	}
	return parts[1][:min(3, len(parts[1]))]
}

// digits tells whether s is one or more decimal digits.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
