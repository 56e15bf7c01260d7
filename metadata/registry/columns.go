package registry

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fselint/fselint/lint"
)

// column is one of the columns that the package reads.
type column int

const (
	colVendor column = iota
	colVendors
	colApplication
	colVersion
	colVersions
	colTypes
	colServices
	colDate
	colGateway
	numColumns
)

// columnNames holds the header names of results.csv. The second name of the equivalent versions is the one that
// specifiche-privati-RT uses.
var columnNames = [numColumns][]string{
	colVendor:      {"Fornitore"},
	colVendors:     {"Nomi fornitori equivalenti"},
	colApplication: {"Applicativo"},
	colVersion:     {"Versione"},
	colVersions:    {"Versioni Equivalenti", "Versione equivalente"},
	colTypes:       {"Tipo Documento"},
	colServices:    {"Servizio"},
	colDate:        {"Data validazione"},
	colGateway:     {"Versione Gateway"},
}

// absentColumn says what follows when a column is not there; a column that is not listed cannot be done without.
// Older files had no equivalent names.
var absentColumn = map[column]string{
	colVendors:  "equivalent vendor names cannot be recognised",
	colVersions: "equivalent versions cannot be recognised",
	colServices: "the validated services are not known",
	colDate:     "the age of the list is not known",
	colGateway:  "the gateway version is not known",
}

// columns holds the position of each column in a record, -1 where the file has no such column.
type columns [numColumns]int

func (c columns) get(record []string, col column) string {
	if c[col] < 0 {
		return ""
	}
	return record[c[col]]
}

// findColumns locates the columns by name, case and surrounding blanks aside.
func findColumns(header []string, line int) (columns, []Problem, error) {
	var cols columns
	var missing []string
	var problems []Problem
	for col := range numColumns {
		cols[col] = -1
		for i, name := range header {
			if !named(name, columnNames[col]) {
				continue
			}
			if cols[col] >= 0 {
				return cols, nil, texts.Error("line-two-columns-named", lint.Values{"errformat": ErrFormat, "line": line, "columnnames": strconv.Quote(columnNames[col][0])})
			}
			cols[col] = i
		}
		if cols[col] >= 0 {
			continue
		}
		if effect, ok := absentColumn[col]; ok {
			problems = append(problems, Problem{line, fmt.Sprintf("no column %q: %s", columnNames[col][0], effect)})
			continue
		}
		missing = append(missing, fmt.Sprintf("%q", columnNames[col][0]))
	}
	if len(missing) == 0 {
		return cols, problems, nil
	}
	err := texts.Error("line-no-column-in-header", lint.Values{"errcolumns": ErrColumns, "line": line, "missing": strings.Join(missing, ", "), "header": fmt.Sprintf("%.200q", strings.Join(header, ","))})
	if len(header) == 1 && strings.Contains(header[0], ";") {
		err = texts.Error("the-separator-semicolon-comma-expected", lint.Values{"err": err})
	}
	return cols, nil, err
}

func named(cell string, names []string) bool {
	for _, name := range names {
		if strings.EqualFold(strings.TrimSpace(cell), name) {
			return true
		}
	}
	return false
}
