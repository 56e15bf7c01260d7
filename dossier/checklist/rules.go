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

// The rows of the cases.
var (
	ruleApplicable       = texts.Rule("CHK-APPLICABLE", lint.Error, lint.Standard, "").Called("C009")
	ruleInvisible        = texts.Rule("CHK-INVISIBLE", lint.Error, lint.Standard, "")
	ruleYesNo            = texts.Rule("CHK-YES-NO", lint.Error, lint.Standard, "")
	ruleOutcome          = texts.Rule("CHK-OUTCOME", lint.Warning, lint.Standard, "")
	ruleEvidence         = texts.Rule("CHK-OK-CALL", lint.Error, lint.Standard, "").Called("C010")
	ruleHandlingOK       = texts.Rule("CHK-OK-HANDLING", lint.Error, lint.Standard, "")
	ruleCallKO           = texts.Rule("CHK-KO-CALL", lint.Error, lint.Standard, "").Called("C007")
	ruleHandling         = texts.Rule("CHK-KO-HANDLING", lint.Error, lint.Standard, "").Called("C007")
	ruleMessage          = texts.Rule("CHK-MESSAGE", lint.Error, lint.Standard, "").Called("C008")
	ruleTimeout          = texts.Rule("CHK-TIMEOUT-CALL", lint.Error, lint.Standard, "")
	ruleRationaleYes     = texts.Rule("CHK-RATIONALE-SI", lint.Error, lint.Standard, "")
	ruleRationaleMissing = texts.Rule("CHK-RATIONALE-MISSING", lint.Error, lint.Standard, "").Called("C011")
	ruleRationale        = texts.Rule("CHK-RATIONALE", lint.Error, lint.Standard, "").Called("C011")
	ruleOther            = texts.Rule("CHK-OTHER", lint.Error, lint.Standard, "").Called("C012")
	ruleOtherMissing     = texts.Rule("CHK-OTHER-MISSING", lint.Error, lint.Standard, "")
	ruleCallNo           = texts.Rule("CHK-NO-CALL", lint.Error, lint.Standard, "").Called("C004")
	ruleHandlingNo       = texts.Rule("CHK-NO-HANDLING", lint.Error, lint.Standard, "")
	ruleSelfCertified    = texts.Rule("CHK-SELF-CERTIFIED", lint.Error, lint.Standard, "")
)

// The checklist as a whole.
var (
	ruleMissing    = texts.Rule("CHK-ID-MISSING", lint.Error, lint.Standard, "").Called("F009")
	ruleNoOK       = texts.Rule("CHK-NO-OK", lint.Error, lint.Standard, "")
	ruleOutOfScope = texts.Rule("CHK-OUT-OF-SCOPE", lint.Error, lint.Standard, "")
	ruleMandatory  = texts.Rule("CHK-MANDATORY", lint.Error, lint.Standard, "")
	ruleType       = texts.Rule("CHK-TYPE", lint.Error, lint.Standard, "")
	ruleOld        = texts.Rule("CHK-VERSION-OLD", lint.Error, lint.Standard, "")
	ruleNewer      = texts.Rule("CHK-VERSION-NEWER", lint.Info, lint.Advice, "")
	ruleFixed      = texts.Rule("CHK-FIXED", lint.Error, lint.Standard, "")
	ruleAdded      = texts.Rule("CHK-ROW-ADDED", lint.Error, lint.Standard, "")
)

// Rules lists the rules of the package.
func Rules() []*lint.Rule { return texts.Rules() }
