package cms

import (
	"github.com/fselint/fselint/pades/internal/ber"
)

// ParseCertificate reads one certificate that stands alone, in DER or BER, as leniently as those of a message. What the JDK
// would refuse is said by Usable. Data after the certificate is refused.
func ParseCertificate(der []byte) (*Certificate, error) {
	n, err := ber.ReadAll(der)
	if err != nil {
		return nil, err
	}
	return readCertificate(n)
}

// ParseName reads a distinguished name that stands alone.
func ParseName(der []byte) (*Name, error) {
	n, err := ber.ReadAll(der)
	if err != nil {
		return nil, err
	}
	return readName(n)
}

// Raw is the encoding of the name as it was read.
func (n *Name) Raw() []byte { return n.node.Raw }

// Equal compares names apart from letter case, kinds of strings and blanks that do not count; malformed names are equal to
// nothing but themselves.
func (n *Name) Equal(other *Name) bool {
	same, err := n.equal(other)
	return err == nil && same
}

// Extension returns the content of the extension with that object identifier, and whether it is marked critical.
func (c *Certificate) Extension(oid string) (value []byte, critical, ok bool) {
	e, ok := c.extensions[oid]
	return e.value, e.critical, ok
}
