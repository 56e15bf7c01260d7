// Package workbook writes judgements as an Excel workbook: summary, documents, findings and top problems.
//
// It takes plain rows one at a time and keeps only counts of them, so that memory does not grow with the number of rows:
// the sheets of documents and findings go to temporary files beyond a few megabytes, and from there into the workbook.
//
//	book, err := workbook.New(workbook.Options{Lang: "it"})
//	defer book.Close()
//	err = book.Document(workbook.DocumentRow{Path: "referto.pdf", Verdict: validate.Refused, Errors: 1})
//	err = book.Finding(workbook.FindingRow{Path: "referto.pdf", ID: "CDA-DOCTYPE", Severity: lint.Error})
//	err = book.Write(out, workbook.Property{Name: "catalog", Value: "sha256:…"})
//
// Excel's limits hold: a sheet that is full is continued on another one, a text that is too long for a cell is cut, and the
// summary says so. Text is always written as text: a value that begins with "=" is no formula.
package workbook
