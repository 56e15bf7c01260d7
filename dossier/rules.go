package dossier

import (
	_ "embed"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// Rules lists the rules of this package.
func Rules() []*lint.Rule { return append(texts.Rules(), checklist.Rules()...) }

// The rules of data.json by itself.
var (
	ruleNoObject      = texts.Rule("DOS-OBJECT", lint.Error, lint.Standard, "")
	ruleName          = texts.Rule("DOS-NAME", lint.Error, lint.Standard, "")
	ruleUnknownName   = texts.Rule("DOS-UNKNOWN-NAME", lint.Warning, lint.Standard, "")
	ruleEmail         = texts.Rule("DOS-EMAIL", lint.Warning, lint.Standard, "")
	ruleRequired      = texts.Rule("DOS-REQUIRED", lint.Error, lint.Standard, "")
	ruleType          = texts.Rule("DOS-TYPE", lint.Error, lint.Standard, "")
	ruleInvisible     = texts.Rule("DOS-INVISIBLE", lint.Error, lint.Standard, "")
	ruleNoResults     = texts.Rule("DOS-NO-RESULTS", lint.Error, lint.Standard, "").Called("TEST_NON_PRESENTE")
	ruleID            = texts.Rule("DOS-ID", lint.Error, lint.Standard, "")
	ruleIDString      = texts.Rule("DOS-ID-STRING", lint.Warning, lint.Standard, "")
	ruleTwice         = texts.Rule("DOS-TWICE", lint.Error, lint.Standard, "")
	ruleTS            = texts.Rule("DOS-TS", lint.Error, lint.Standard, "")
	ruleTSForm        = texts.Rule("DOS-TS-FORM", lint.Warning, lint.Standard, "")
	ruleTrace         = texts.Rule("DOS-TRACE", lint.Error, lint.Standard, "").Called("AUDIT_REQUEST_NOT_FOUND")
	ruleTraceZero     = texts.Rule("DOS-TRACE-ZERO", lint.Error, lint.Standard, "").Called("AUDIT_REQUEST_NOT_FOUND")
	ruleTraceTwice    = texts.Rule("DOS-TRACE-TWICE", lint.Warning, lint.Standard, "")
	ruleSwapped       = texts.Rule("DOS-SWAPPED", lint.Error, lint.Standard, "").Called("AUDIT_REQUEST_NOT_FOUND")
	ruleFileEmpty     = texts.Rule("DOS-FILE-EMPTY", lint.Error, lint.Standard, "")
	ruleFilePath      = texts.Rule("DOS-FILE-PATH", lint.Error, lint.Standard, "")
	ruleFileExtension = texts.Rule("DOS-FILE-EXTENSION", lint.Error, lint.Standard, "")
)
