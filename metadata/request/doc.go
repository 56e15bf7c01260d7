// Package request reads the JSON request body of a call to the gateway and says, for each operation, what is wrong with it: what
// the gateway answers, in its own order, and what breaks the specification although the gateway does not see it.
//
// Read keeps everything as it was written, with its place, and binds it as the gateway's reader does (which takes a number for
// the position of a literal, text for numbers and literals with blanks around them). Judge returns the problems: those that the
// gateway refuses first, by the step in which it does, each with its error of the specification and its exact words.
//
// Source: specification digest, 03-request-body and rows RB-01 to RB-23, PF-09, PF-10 and PB-10 of 06-errors; where sources
// disagree, the defaults of 00-open-questions. The binding was compared with Jackson 2.14, the dates with OpenJDK 17.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package request
