// Package trust says whether the certificate behind a signature can be trusted at a given time, offline.
//
// A Store holds what the user has named: certificates, lists of revoked certificates, OCSP responses, trusted lists. A
// Question holds what the document brings along. Judge looks for a path from the certificate to an anchor (RFC 5280 6),
// then for the revocation state of every certificate on it (RFC 5280 6.3, RFC 6960), both as of the time of the signature,
// and says one of three words, as ETSI EN 319 102-1 5.1.3 does: trusted, not trusted, not judged. What cannot be known is not
// judged; nothing is trusted by default, neither the system's certificates nor those of the document.
//
// Paths, certificates and lists are the business of crypto/x509, responses that of golang.org/x/crypto/ocsp. What they refuse to judge is
// not judged; what they leave out stands here, one exception in one place: directory names in name constraints, the issuer that a
// response is about, the reasons why there is no path.
//
// Nothing here opens a connection unless the user wants one: Client, a Fetcher, then gets what certificates point at.
package trust
