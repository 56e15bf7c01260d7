// Package meaning knows what people hold in their hands when something went wrong: answers of the gateway, of its front end and of
// regional middleware, codes of the index, of the accreditation, of Tuscany, events, messages of the test container. It says what each
// means, whose side it is on, what to look at first, which rules find it beforehand and whom to write to.
//
// The knowledge is data: errors.yaml about the errors of the gateway's table, codes.yaml about everything else, each with its public
// sources and how sure it is. What is only seen in threads says so.
package meaning

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

var (
	//go:embed errors.yaml
	errorData string
	//go:embed codes.yaml
	codeData string
	//go:embed messages.yaml
	messageData string

	errors = lint.NewCatalog(errorData)
	codes  = lint.NewCatalog(codeData)
	texts  = lint.NewCatalog(messageData)
)
