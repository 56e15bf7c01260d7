// Package selftest judges a catalog without any document: whether every part of it can be used, and which defects it has
// that change verdicts.
//
//	report, err := selftest.Run(ctx, catalog)
//	if report.Count(lint.Error) > 0 { … } // some verdicts cannot be given with this catalog
//
// What is tested: every schema set compiles; every Schematron is read and compiles; every dictionary is read; the lists of
// the dump and the folders name the same things with the same contents; codes are codes and not what a spreadsheet made of
// them; every type of document has a Schematron and a structure map.
//
// A defect is reported only where it is certain, or, for what a spreadsheet does, where the other codes of the same
// dictionary leave no other reading.
package selftest
