package dashboard

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

// texts are the fixed texts of the page. Those whose names begin with js are for its script.
var texts = lint.NewCatalog(data)
