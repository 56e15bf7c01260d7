// Package online fetches what certificates point at: issuers, lists of revoked certificates, OCSP responses.
//
// The addresses come from documents and are hostile. Only http, on the usual ports, to public addresses, is spoken; redirects stay
// within that, sizes and times are bounded. Nothing else of fselint's trust opens a connection.
package online
