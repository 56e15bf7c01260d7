// Package campaign runs the test cases of an accreditation: what a case wants of a call, a plan of many of them, what the ledger tells
// of each, and the table of outcomes.
//
// Source: specification digest, 08-accreditation-dossier §4.2-4.3 and §5.
package campaign

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)
