package agreementcheck

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

var (
	ruleHash         = texts.Rule("XCK-HASH", lint.Error, lint.Gateway, "PB-03")
	ruleNoType       = texts.Rule("XCK-NO-TYPE", lint.Error, lint.Gateway, "TK-26")
	ruleType         = texts.Rule("XCK-TYPE", lint.Error, lint.Gateway, "TK-27")
	ruleNoPatient    = texts.Rule("XCK-NO-PATIENT", lint.Error, lint.Gateway, "TK-28")
	ruleCarets       = texts.Rule("XCK-PERSON-CARETS", lint.Error, lint.Gateway, "GE-01")
	rulePatient      = texts.Rule("XCK-PATIENT", lint.Error, lint.Gateway, "TK-29")
	rulePerson       = texts.Rule("XCK-PERSON", lint.Error, lint.Gateway, "TK-30")
	rulePersonOID    = texts.Rule("XCK-PERSON-OID", lint.Warning, lint.Standard, "")
	ruleRegion       = texts.Rule("XCK-REGION", lint.Warning, lint.Standard, "")
	ruleAccess       = texts.Rule("XCK-ACCESS", lint.Error, lint.Standard, "")
	ruleDocumentID   = texts.Rule("XCK-DOCUMENT-ID", lint.Warning, lint.Advice, "")
	ruleDocumentType = texts.Rule("XCK-DOCUMENT-TYPE", lint.Error, lint.Standard, "")
	ruleVAT          = texts.Rule("XCK-VAT", lint.Warning, lint.Standard, "")
)
