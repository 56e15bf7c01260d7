// Package dossier judges the folder with which software is accredited for the FSE: data.json, report-checklist.xlsx, the PDFs of the
// test cases and versions.json, each for itself and against the others, as the preliminary look and the automatic tests of the
// accreditation do.
//
// Every artefact becomes one judged document (validate.Result), so that reports, baseline, redaction and exit codes are those of any
// other document. Rules carry the authority's own code, where it has one (lint.Rule.Code).
//
// Source: specification digest, 08-accreditation-dossier.
package dossier
