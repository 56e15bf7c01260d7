// Package spreadsheet reads workbooks of Excel (Office Open XML) that others have made: values, formulas, dates, what is hidden, filtered
// and merged, each cell with its place.
//
// Workbooks are foreign bytes. Sizes, rows and columns are bounded, the XML of a sheet is gone over once, and only cells with content are
// kept: a row number of a million costs nothing. What is no workbook is told apart (Problem).
package spreadsheet
