// Package checklist reads, judges and fills report-checklist.xlsx, the workbook of the national accreditation.
//
// Read turns a workbook into a Checklist: rows, cells and where they stand, found by the texts of the header and not by their place,
// since the columns differ from one version of the template to the next. Workbooks are foreign bytes: sizes, rows and columns are
// bounded, and what cannot be read is a finding, never a checklist that looks empty.
//
// Findings that the authority knows by a code of its own (C007, F009, …) carry it as NationalID and as the value "code"; their path is
// the cell as spreadsheets write it, TestCases!K12.
//
// Sources: it-fse-accreditamento, README and Test Case/README; the threads named in rules.yaml.
package checklist
