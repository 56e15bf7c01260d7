package trust

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"strings"
)

// crypto/x509 applies name constraints to addresses and hosts, but not to directory names (RFC 5280 4.2.1.10), which are what
// constrains authorities for persons: it calls the extension unhandled. They are compared here.

// directories are the directory names that an authority may, or may not, certify below.
type directories struct{ permitted, excluded []pkix.RDNSequence }

// directoryConstraints reads those of c, nil when there are none or when other names are constrained that nobody compares.
func directoryConstraints(c *certificate) *directories {
	type subtree struct{ Base asn1.RawValue }
	var list struct {
		Permitted []subtree `asn1:"optional,tag:0"`
		Excluded  []subtree `asn1:"optional,tag:1"`
	}
	if rest, err := asn1.Unmarshal(c.extension(oidNameConstraints), &list); err != nil || len(rest) > 0 {
		return nil
	}
	d := &directories{}
	for _, group := range []struct {
		from []subtree
		to   *[]pkix.RDNSequence
	}{{list.Permitted, &d.permitted}, {list.Excluded, &d.excluded}} {
		for _, s := range group.from {
			switch s.Base.Tag {
			case 4: // directoryName
				var name pkix.RDNSequence
				if rest, err := asn1.Unmarshal(s.Base.Bytes, &name); err != nil || len(rest) > 0 {
					return nil
				}
				*group.to = append(*group.to, name)
			case 1, 2, 6, 7: // x509 compares them
			default:
				return nil
			}
		}
	}
	return d
}

// allow tells whether a certificate may have its name.
func (d *directories) allow(c *certificate) bool {
	var name pkix.RDNSequence
	if _, err := asn1.Unmarshal(c.RawSubject, &name); err != nil {
		return false
	}
	allowed := len(d.permitted) == 0 || len(name) == 0
	for _, base := range d.permitted {
		allowed = allowed || below(base, name)
	}
	for _, base := range d.excluded {
		allowed = allowed && !below(base, name)
	}
	return allowed
}

// below tells whether a name begins with all of base, apart from letter case and blanks.
func below(base, name pkix.RDNSequence) bool {
	if len(base) > len(name) {
		return false
	}
	for i := range base {
		if len(base[i]) != len(name[i]) {
			return false
		}
		for k, a := range base[i] {
			if b := name[i][k]; !a.Type.Equal(b.Type) || plain(a.Value) != plain(b.Value) {
				return false
			}
		}
	}
	return true
}

func plain(value any) string {
	return strings.ToLower(strings.Join(strings.Fields(fmt.Sprint(value)), " "))
}

// nameChecks applies the constraints of c to the directory names of all certificates below it, except self-issued authorities.
func nameChecks(c *certificate, below []*certificate) []Finding {
	d := directoryConstraints(c)
	if d == nil {
		return nil
	}
	var found []Finding
	for i, b := range below {
		if i > 0 && bytes.Equal(b.RawSubject, b.RawIssuer) || d.allow(b) {
			continue
		}
		found = append(found, finding(NotTrusted, NameConstraint, c.name(), b.name(), "does not allow the name of "+b.name()))
	}
	return found
}
