// Package hl7id reads the structured identifiers of the FSE: CX and XON values of the tokens, resource_hl7_type, and the document,
// repository, submission and workflow identifiers of a submission.
//
// Every Parse function returns a typed value and the flaws of the text, each with its place. A mistake that people make (a dollar
// for a caret, an ampersand escaped for XML, missing apostrophes, blanks pasted along) is named and then read as if it had been
// written rightly, so that the rest is judged too. The functions whose name begins with Gateway answer what the gateway answers,
// which is less.
//
// Source: specification digest, 02-jwt §5-8, 03-request-body §2-4 and 04-pdf-cda §5.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package hl7id
