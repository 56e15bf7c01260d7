package lsp

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)
