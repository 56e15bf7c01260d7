// Package nameconstraint applies the name constraints of an authority (RFC 5280 4.2.1.10) to a certificate below it.
//
// crypto/x509 has them too, but not for themselves, and it does not compare directory names.
package nameconstraint
