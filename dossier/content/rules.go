package content

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// failed is what the authority calls all of these.
const failed = "VERIFICA_NON_SUPERATA"

var (
	ruleSection  = texts.Rule("CONT-SECTION", lint.Error, lint.Accreditation, "").Called(failed)
	ruleMissing  = texts.Rule("CONT-MISSING", lint.Error, lint.Accreditation, "").Called(failed)
	ruleValue    = texts.Rule("CONT-VALUE", lint.Error, lint.Accreditation, "").Called(failed)
	ruleAlike    = texts.Rule("CONT-ALIKE", lint.Warning, lint.Accreditation, "").Called(failed)
	ruleNotFirst = texts.Rule("CONT-NOT-FIRST", lint.Warning, lint.Accreditation, "").Called(failed)
	ruleDate     = texts.Rule("CONT-DATE", lint.Error, lint.Accreditation, "").Called(failed)
	ruleList     = texts.Rule("CONT-LIST", lint.Warning, lint.Advice, "")
)

// Rules lists the rules of the package.
func Rules() []*lint.Rule { return texts.Rules() }
