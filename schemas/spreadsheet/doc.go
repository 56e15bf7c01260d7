// Package spreadsheet recognises codes that a spreadsheet program has turned into something else: "1-8" into "8-Jan", into
// the number of that day (44204), "1E5" into "1,00E+05", "043" into "43".
//
// A form alone proves nothing: some code systems have codes that look like dates. So a code is a suspect only where the
// other codes of the same system leave no other reading; each rule says at its place what it asks of them. What cannot be
// told apart from a sound code is passed over.
package spreadsheet
