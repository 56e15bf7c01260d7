// Package dossiertest makes dossiers of the national accreditation for tests: workbooks with the sheets and columns of the authority's
// templates, filled or not, and whole folders, sound or broken in one chosen way. Everything in them is our own; only names of sheets,
// columns, fields and cases are facts.
package dossiertest
