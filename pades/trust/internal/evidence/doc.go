// Package evidence reads what tells whether certificates were revoked: lists of revoked certificates (RFC 5280 5) and OCSP
// responses (RFC 6960). It verifies no signature.
//
// x509.ParseRevocationList makes a value of every entry; golang.org/x/crypto/ocsp rests on crypto/x509, which refuses Brainpool keys,
// and compares serial numbers only, not the issuer that a response is about.
package evidence
