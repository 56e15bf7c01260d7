// Package trust says whether the certificate behind a signature can be trusted at a given time, offline.
//
// A Store holds what the user has named: certificates, lists of revoked certificates, OCSP responses, trusted lists. A
// Question holds what the document brings along. Judge looks for a path from the certificate to an anchor (RFC 5280 6),
// then for the revocation state of every certificate on it (RFC 5280 6.3, RFC 6960), both as of the time of the signature,
// and says one of three words, as ETSI EN 319 102-1 5.1.3 does: trusted, not trusted, not judged. What cannot be known is not
// judged; nothing is trusted by default, neither the system's certificates nor those of the document.
//
// crypto/x509 does not serve: it refuses Brainpool keys and certificates with odd encodings, fails on SHA-1 where a reason
// is wanted, and stops at the first reason. golang.org/x/crypto/ocsp rests on it and compares serial numbers only, not the
// issuer that a response is about. Signatures are verified by package cms.
//
// The package never opens a connection. A Fetcher, when the user wants one, is given from outside.
package trust
