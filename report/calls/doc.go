// Package calls shows what was sent to the gateway and what came of it: single calls for people, the ledger as CSV, JSON lines and a
// workbook, and the evidence of the stage tests.
package calls

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)
