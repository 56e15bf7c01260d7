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
	ruleForeign    = texts.Rule("CHK-NOT-XLSX", lint.Error, lint.Accreditation, "")
	ruleEncrypted  = texts.Rule("CHK-ENCRYPTED", lint.Error, lint.Accreditation, "")
	ruleDamaged    = texts.Rule("CHK-DAMAGED", lint.Error, lint.Accreditation, "")
	ruleTooLarge   = texts.Rule("CHK-TOO-LARGE", lint.Error, lint.Accreditation, "")
	ruleProgram    = texts.Rule("CHK-PROGRAM", lint.Warning, lint.Accreditation, "")
	ruleMacros     = texts.Rule("CHK-MACROS", lint.Warning, lint.Accreditation, "")
	ruleFilter     = texts.Rule("CHK-FILTER", lint.Error, lint.Accreditation, "")
	ruleHidden     = texts.Rule("CHK-HIDDEN-ROWS", lint.Warning, lint.Accreditation, "")
	ruleMerged     = texts.Rule("CHK-MERGED", lint.Error, lint.Accreditation, "")
	ruleFormula    = texts.Rule("CHK-FORMULA", lint.Warning, lint.Accreditation, "")
	ruleErrorValue = texts.Rule("CHK-ERROR-VALUE", lint.Error, lint.Accreditation, "")
	ruleNumber     = texts.Rule("CHK-NUMBER", lint.Error, lint.Accreditation, "")
	ruleTimestamp  = texts.Rule("CHK-TIMESTAMP-DATE", lint.Error, lint.Accreditation, "")
)

// The template.
var (
	ruleSheetMissing   = texts.Rule("CHK-SHEET-MISSING", lint.Error, lint.Accreditation, "")
	ruleSheetRenamed   = texts.Rule("CHK-SHEET-RENAMED", lint.Error, lint.Accreditation, "")
	ruleNoHeader       = texts.Rule("CHK-NO-HEADER", lint.Error, lint.Accreditation, "")
	ruleColumnMissing  = texts.Rule("CHK-COLUMN-MISSING", lint.Error, lint.Accreditation, "")
	ruleColumnTwice    = texts.Rule("CHK-COLUMN-TWICE", lint.Error, lint.Accreditation, "")
	ruleVersionMissing = texts.Rule("CHK-VERSION-MISSING", lint.Error, lint.Accreditation, "")
	ruleLabelMissing   = texts.Rule("CHK-LABEL-MISSING", lint.Error, lint.Accreditation, "")
	ruleLabelEmpty     = texts.Rule("CHK-LABEL-EMPTY", lint.Error, lint.Accreditation, "")
	ruleID             = texts.Rule("CHK-ID", lint.Error, lint.Accreditation, "")
	ruleIDTwice        = texts.Rule("CHK-ID-TWICE", lint.Error, lint.Accreditation, "")
)

// The rows of the cases.
var (
	ruleApplicable       = texts.Rule("CHK-APPLICABLE", lint.Error, lint.Accreditation, "").Called("C009")
	ruleInvisible        = texts.Rule("CHK-INVISIBLE", lint.Error, lint.Accreditation, "")
	ruleYesNo            = texts.Rule("CHK-YES-NO", lint.Error, lint.Accreditation, "")
	ruleOutcome          = texts.Rule("CHK-OUTCOME", lint.Warning, lint.Accreditation, "")
	ruleEvidence         = texts.Rule("CHK-OK-CALL", lint.Error, lint.Accreditation, "").Called("C010")
	ruleHandlingOK       = texts.Rule("CHK-OK-HANDLING", lint.Error, lint.Accreditation, "")
	ruleCallKO           = texts.Rule("CHK-KO-CALL", lint.Error, lint.Accreditation, "").Called("C007")
	ruleHandling         = texts.Rule("CHK-KO-HANDLING", lint.Error, lint.Accreditation, "").Called("C007")
	ruleMessage          = texts.Rule("CHK-MESSAGE", lint.Error, lint.Accreditation, "").Called("C008")
	ruleTimeout          = texts.Rule("CHK-TIMEOUT-CALL", lint.Error, lint.Accreditation, "")
	ruleRationaleYes     = texts.Rule("CHK-RATIONALE-SI", lint.Error, lint.Accreditation, "")
	ruleRationaleMissing = texts.Rule("CHK-RATIONALE-MISSING", lint.Error, lint.Accreditation, "").Called("C011")
	ruleRationale        = texts.Rule("CHK-RATIONALE", lint.Error, lint.Accreditation, "").Called("C011")
	ruleOther            = texts.Rule("CHK-OTHER", lint.Error, lint.Accreditation, "").Called("C012")
	ruleOtherMissing     = texts.Rule("CHK-OTHER-MISSING", lint.Error, lint.Accreditation, "")
	ruleCallNo           = texts.Rule("CHK-NO-CALL", lint.Error, lint.Accreditation, "").Called("C004")
	ruleHandlingNo       = texts.Rule("CHK-NO-HANDLING", lint.Error, lint.Accreditation, "")
	ruleSelfCertified    = texts.Rule("CHK-SELF-CERTIFIED", lint.Error, lint.Accreditation, "")
)

// The checklist as a whole.
var (
	ruleMissing    = texts.Rule("CHK-ID-MISSING", lint.Error, lint.Accreditation, "").Called("F009")
	ruleNoOK       = texts.Rule("CHK-NO-OK", lint.Error, lint.Accreditation, "")
	ruleOutOfScope = texts.Rule("CHK-OUT-OF-SCOPE", lint.Error, lint.Accreditation, "")
	ruleMandatory  = texts.Rule("CHK-MANDATORY", lint.Error, lint.Accreditation, "")
	ruleType       = texts.Rule("CHK-TYPE", lint.Error, lint.Accreditation, "")
	ruleOld        = texts.Rule("CHK-VERSION-OLD", lint.Error, lint.Accreditation, "")
	ruleNewer      = texts.Rule("CHK-VERSION-NEWER", lint.Info, lint.Advice, "")
	ruleFixed      = texts.Rule("CHK-FIXED", lint.Error, lint.Accreditation, "")
	ruleAdded      = texts.Rule("CHK-ROW-ADDED", lint.Error, lint.Accreditation, "")
)

// Rules lists the rules of the package.
func Rules() []*lint.Rule { return texts.Rules() }
