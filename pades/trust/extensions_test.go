package trust_test

import (
	"crypto/x509/pkix"
	"encoding/asn1"
)

// delta marks a list as one of changes since list 1.
var delta = pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}

// issuingPoint is an IssuingDistributionPoint with one flag set.
func issuingPoint(tag byte) pkix.Extension {
	return pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 28}, Critical: true, Value: []byte{0x30, 3, tag, 1, 0xFF}}
}
