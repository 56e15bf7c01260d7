// Package content compares documents of OK cases with what the authority's published lists want of them: the sheets of
// CDA2_…_OK.xlsx in the folder "Test Case", one sheet a case, one row a place in the document.
//
// It looks as the automatic tests do: at an HTML-like tree that takes anything for markup, by paths of child elements, letter case
// aside; the first element of a path counts, and sections are found by their attribute ID. The lists are prose in parts; what cannot be
// read of them is told (Lists.Problems), not guessed.
//
// Sources: it-fse-accreditamento, Test Case; it-fse-gtw-tools, gtw-certifier; the threads named in rules.yaml.
package content
