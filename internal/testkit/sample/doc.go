// Package sample makes the sample documents that ship with fselint: a valid CDA of every document type, CDAs with one
// defect each, and PDFs that carry them in both ways, signed with a key that everybody may know.
//
// Everything is of this project's own making and about people who do not exist. The same version of the package makes the
// same bytes; testdata/generate writes them, and a test of this package fails when the files in testdata are not what
// it makes.
package sample
