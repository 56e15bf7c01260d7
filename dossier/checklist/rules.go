package checklist

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// The workbook as a file.
var (
	ruleForeign    = texts.Rule("CHK-NOT-XLSX", lint.Error, lint.Standard, "")
	ruleEncrypted  = texts.Rule("CHK-ENCRYPTED", lint.Error, lint.Standard, "")
	ruleDamaged    = texts.Rule("CHK-DAMAGED", lint.Error, lint.Standard, "")
	ruleTooLarge   = texts.Rule("CHK-TOO-LARGE", lint.Error, lint.Standard, "")
	ruleProgram    = texts.Rule("CHK-PROGRAM", lint.Warning, lint.Standard, "")
	ruleMacros     = texts.Rule("CHK-MACROS", lint.Warning, lint.Standard, "")
	ruleFilter     = texts.Rule("CHK-FILTER", lint.Error, lint.Standard, "")
	ruleHidden     = texts.Rule("CHK-HIDDEN-ROWS", lint.Warning, lint.Standard, "")
	ruleMerged     = texts.Rule("CHK-MERGED", lint.Error, lint.Standard, "")
	ruleFormula    = texts.Rule("CHK-FORMULA", lint.Warning, lint.Standard, "")
	ruleErrorValue = texts.Rule("CHK-ERROR-VALUE", lint.Error, lint.Standard, "")
	ruleNumber     = texts.Rule("CHK-NUMBER", lint.Error, lint.Standard, "")
	ruleTimestamp  = texts.Rule("CHK-TIMESTAMP-DATE", lint.Error, lint.Standard, "")
)

// The template.
var (
	ruleSheetMissing   = texts.Rule("CHK-SHEET-MISSING", lint.Error, lint.Standard, "")
	ruleSheetRenamed   = texts.Rule("CHK-SHEET-RENAMED", lint.Error, lint.Standard, "")
	ruleNoHeader       = texts.Rule("CHK-NO-HEADER", lint.Error, lint.Standard, "")
	ruleColumnMissing  = texts.Rule("CHK-COLUMN-MISSING", lint.Error, lint.Standard, "")
	ruleColumnTwice    = texts.Rule("CHK-COLUMN-TWICE", lint.Error, lint.Standard, "")
	ruleVersionMissing = texts.Rule("CHK-VERSION-MISSING", lint.Error, lint.Standard, "")
	ruleLabelMissing   = texts.Rule("CHK-LABEL-MISSING", lint.Error, lint.Standard, "")
	ruleLabelEmpty     = texts.Rule("CHK-LABEL-EMPTY", lint.Error, lint.Standard, "")
	ruleID             = texts.Rule("CHK-ID", lint.Error, lint.Standard, "")
	ruleIDTwice        = texts.Rule("CHK-ID-TWICE", lint.Error, lint.Standard, "")
)

// Rules lists the rules of the package.
func Rules() []*lint.Rule { return texts.Rules() }
