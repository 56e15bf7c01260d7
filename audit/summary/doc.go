// Package summary says what an audit came to: on standard output, for people and for machines, and as a list of what changed.
package summary

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)
