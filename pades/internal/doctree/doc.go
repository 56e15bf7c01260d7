// Package doctree reads the trees of a PDF - pages, form fields, names - into lists and maps, however they are nested.
//
// Time and memory are bounded whatever the file: trees that are too deep, too large or circular are cut.
package doctree

const (
	maxDepth = 64
	maxNodes = 100_000
	// maxVisits bounds the entries that are followed: hostile files share large arrays among many nodes.
	maxVisits = 1_000_000
)
