// Package registry reads the national list of accredited software (results.csv of it-fse-accreditati) and says
// whether a vendor, application and version are on it.
//
// The gateway's operators compare the three values character by character: length, case, blanks, underscores, full
// stops and commas count (specifiche-privati-RT v1.2, paragraph 12). So does [Registry.Match]. Where nothing is equal
// it looks for the rows that are nearly equal and names every differing character, because a blank turned into an
// underscore, a "V." before a version or a Cyrillic letter cannot be seen by eye.
//
// The package knows nothing of documents: the caller says which document type it is asking for.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package registry
