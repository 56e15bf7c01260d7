// Package rules shows rules: as a list, for machines, as documentation, and each with all that is known of it.
package rules

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)
