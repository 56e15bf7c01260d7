// Package oid reads object identifiers in dotted form and says what is wrong with them.
//
// The syntax is that of ISO/IEC 9834-1 as HL7 uses it: arcs of decimal digits without zeros in front, parted by full stops, the
// first 0, 1 or 2 and the second below 40 under 0 and 1. The package also knows the branches of the tree that the FSE uses
// (specification digest, 02-jwt §5-6 and 03-request-body §2-4) and the test arcs that the terminology check refuses
// (05-validation).
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package oid
