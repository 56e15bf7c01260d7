// Package rawjson reads JSON as it was written: with the place of everything, with every member of an object in its order and
// however often it occurs, and on through mistakes that would end another reader.
//
// The result says what a strict reader makes of the text (where it stops, which of several equal names it keeps) and what the
// text probably means, so that a program can report the syntax and the contents together. The strict reader is the gateway's:
// Jackson with its default settings, which ignores what follows the value, keeps the last of equal names, and reads the body of
// some operations from a string and of others from bytes (specification digest, 03-request-body §1). Its behaviour was compared
// with Jackson 2.14.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package rawjson
