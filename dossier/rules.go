package dossier

import (
	_ "embed"
	"slices"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/content"
	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// Rules lists the rules of this package.
func Rules() []*lint.Rule { return slices.Concat(texts.Rules(), checklist.Rules(), content.Rules()) }

// The rules of data.json by itself.
var (
	ruleNoObject      = texts.Rule("DOS-OBJECT", lint.Error, lint.Accreditation, "")
	ruleName          = texts.Rule("DOS-NAME", lint.Error, lint.Accreditation, "")
	ruleUnknownName   = texts.Rule("DOS-UNKNOWN-NAME", lint.Warning, lint.Accreditation, "")
	ruleEmail         = texts.Rule("DOS-EMAIL", lint.Warning, lint.Accreditation, "")
	ruleRequired      = texts.Rule("DOS-REQUIRED", lint.Error, lint.Accreditation, "")
	ruleType          = texts.Rule("DOS-TYPE", lint.Error, lint.Accreditation, "")
	ruleInvisible     = texts.Rule("DOS-INVISIBLE", lint.Error, lint.Accreditation, "")
	ruleNoResults     = texts.Rule("DOS-NO-RESULTS", lint.Error, lint.Accreditation, "").Called("TEST_NON_PRESENTE")
	ruleID            = texts.Rule("DOS-ID", lint.Error, lint.Accreditation, "")
	ruleIDString      = texts.Rule("DOS-ID-STRING", lint.Warning, lint.Accreditation, "")
	ruleTwice         = texts.Rule("DOS-TWICE", lint.Error, lint.Accreditation, "")
	ruleTS            = texts.Rule("DOS-TS", lint.Error, lint.Accreditation, "")
	ruleTSForm        = texts.Rule("DOS-TS-FORM", lint.Warning, lint.Accreditation, "")
	ruleFuture        = texts.Rule("DOS-TS-FUTURE", lint.Error, lint.Accreditation, "")
	ruleTrace         = texts.Rule("DOS-TRACE", lint.Error, lint.Accreditation, "").Called("AUDIT_REQUEST_NOT_FOUND")
	ruleTraceZero     = texts.Rule("DOS-TRACE-ZERO", lint.Error, lint.Accreditation, "").Called("AUDIT_REQUEST_NOT_FOUND")
	ruleTraceTwice    = texts.Rule("DOS-TRACE-TWICE", lint.Warning, lint.Accreditation, "")
	ruleSwapped       = texts.Rule("DOS-SWAPPED", lint.Error, lint.Accreditation, "").Called("AUDIT_REQUEST_NOT_FOUND")
	ruleFileEmpty     = texts.Rule("DOS-FILE-EMPTY", lint.Error, lint.Accreditation, "")
	ruleFilePath      = texts.Rule("DOS-FILE-PATH", lint.Error, lint.Accreditation, "")
	ruleFileExtension = texts.Rule("DOS-FILE-EXTENSION", lint.Error, lint.Accreditation, "")
)
