// Package token judges the two tokens of a call of the FSE gateway as they would be sent, and makes them.
//
// A call carries an authentication token (header Authorization) and a signature token (header FSE-JWT-Signature), both JWS in
// compact form (specification digest, 02-jwt). Parse takes the text apart and never fails. Judge says what is wrong with it: first
// with the form, the header, the certificate in x5c, the signature, the times, the audience and the issuer, which the front
// end checks without saying what it found; then with the claims, in the order in which the dispatcher checks them; then with
// what nobody refuses but the specification forbids, or experience advises against.
//
// A item names the error of the gateway that it leads to and its place in the order of the gateway's checks: the first
// problem with an error, by Order, is the gateway's answer. Its text names the cause where one can be told: the claim stands in
// the other token, the name ends in a blank, local time was taken for UTC, the x5c holds a whole PKCS#12.
//
// The dispatcher reads the payload with a lenient reader (package gson); the front end is taken to be strict.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package token
