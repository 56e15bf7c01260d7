// Package draft writes what a project begins with: claims and request body as far as a document tells them, each value that it does not
// tell marked with what it must be; the project file; and the workflow of a CI system.
package draft

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)
