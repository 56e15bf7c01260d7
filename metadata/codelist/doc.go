// Package codelist holds the value lists of the request body and of the tokens: codes, short names, and what the published
// gateway does with each.
//
// A list is looked up exactly as the gateway does (constant names, case and all, or ignoring case where it does so), and Near
// explains a value that is not on it: other case, blanks, the name or the forwarded form in place of the code, one character off.
//
// Source: specification digest, tables (facts; the names are those of the code systems, shortened): affinity domain of the
// national integration document 2.22, compared by a test with the tables when they are at hand.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package codelist
