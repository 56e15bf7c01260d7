// Package certificate reads the certificates with which the FSE is called, and judges their common name and their content.
//
// A call needs two of them: A opens the channel, S signs both tokens (specification digest, 07-certificates, paragraph 1). What
// arrives in their place is often something else: Read takes PEM, DER, base64 and PKCS#12, Recognise says what a file is that
// is none of them. ParseCN takes a common name apart by the grammar of the Tuscan specification for private facilities
// (specifiche-privati-RT v1.2, paragraph 13.1) or by the other forms in use nationally, Judge checks the rest.
//
// Nothing here asks the network: revocation (CE-13) is not judged.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package certificate
