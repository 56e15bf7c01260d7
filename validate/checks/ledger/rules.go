package ledgercheck

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

var (
	ruleChanged      = texts.Rule("LED-CHANGED", lint.Error, lint.Gateway, "PB-01")
	ruleNotValidated = texts.Rule("LED-NOT-VALIDATED", lint.Warning, lint.Advice, "")
	ruleExpired      = texts.Rule("LED-EXPIRED", lint.Error, lint.Gateway, "PB-02")
	ruleUsed         = texts.Rule("LED-USED", lint.Error, lint.Gateway, "PB-01")
	ruleWorkflow     = texts.Rule("LED-WORKFLOW", lint.Error, lint.Gateway, "PB-01")
	ruleTwice        = texts.Rule("LED-TWICE", lint.Error, lint.Standard, "")
	ruleUnpublished  = texts.Rule("LED-UNPUBLISHED", lint.Warning, lint.Advice, "")
	ruleDeleted      = texts.Rule("LED-DELETED", lint.Error, lint.Gateway, "PB-06")
	ruleReplaced     = texts.Rule("LED-REPLACED", lint.Warning, lint.Advice, "")
	ruleForeign      = texts.Rule("LED-FOREIGN", lint.Warning, lint.Advice, "")
	ruleLost         = texts.Rule("LED-UNSETTLED", lint.Warning, lint.Advice, "")
)

var rules = []*lint.Rule{
	ruleChanged, ruleNotValidated, ruleExpired, ruleUsed, ruleWorkflow, ruleTwice, ruleUnpublished, ruleDeleted, ruleReplaced, ruleForeign, ruleLost,
}
