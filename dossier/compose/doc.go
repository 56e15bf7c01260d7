// Package compose makes dossiers of the accreditation: the folders to begin with, and data.json and report-checklist.xlsx from what the
// ledger recorded of the calls.
//
// It writes what is known and nothing else. A case without a recorded call has no result; a cell that only the supplier can fill stays
// empty, coloured and listed. What the supplier has written into the former checklist is taken over, evidence is not.
package compose

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)
