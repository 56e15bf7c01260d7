package documentcheck

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// The rules of the file and what is embedded in it.
var (
	ruleMissing    = texts.Rule("PDF-MISSING", lint.Error, lint.Gateway, "FE-11")
	ruleEmpty      = texts.Rule("PDF-EMPTY", lint.Error, lint.Gateway, "PF-01")
	ruleNotPDF     = texts.Rule("PDF-NOT-PDF", lint.Error, lint.Gateway, "PF-02")
	ruleDamaged    = texts.Rule("PDF-DAMAGED", lint.Error, lint.Gateway, "PF-04")
	rulePassword   = texts.Rule("PDF-PASSWORD", lint.Error, lint.Gateway, "PF-04")
	ruleEncrypted  = texts.Rule("PDF-ENCRYPTED", lint.Warning, lint.Standard, "")
	ruleRepaired   = texts.Rule("PDF-REPAIRED", lint.Warning, lint.Advice, "")
	ruleCycle      = texts.Rule("PDF-CYCLE", lint.Error, lint.Gateway, "GE-01")
	ruleNoCDA      = texts.Rule("PDF-NO-CDA", lint.Error, lint.Gateway, "PF-04")
	ruleGeneration = texts.Rule("PDF-GENERATION", lint.Warning, lint.Advice, "")
	ruleNotFirst   = texts.Rule("PDF-CDA-NOT-FIRST", lint.Warning, lint.Standard, "")
	ruleSeveral    = texts.Rule("PDF-CDA-SEVERAL", lint.Warning, lint.Standard, "")
	ruleName       = texts.Rule("PDF-CDA-NAME", lint.Warning, lint.Standard, "")
)

// The rules of the CDA before schema and Schematron.
var (
	ruleEncoding      = texts.Rule("CDA-ENCODING", lint.Error, lint.Gateway, "PF-05")
	ruleMojibake      = texts.Rule("CDA-REENCODED", lint.Warning, lint.Standard, "")
	ruleBytes         = texts.Rule("CDA-BYTES", lint.Warning, lint.Standard, "")
	ruleNoTemplate    = texts.Rule("CDA-NO-TEMPLATE", lint.Error, lint.Gateway, "VA-01")
	ruleNoTypeID      = texts.Rule("CDA-NO-TYPEID", lint.Error, lint.Gateway, "VA-01")
	ruleDoctype       = texts.Rule("CDA-DOCTYPE", lint.Error, lint.Gateway, "VA-03")
	ruleMalformed     = texts.Rule("CDA-MALFORMED", lint.Error, lint.Gateway, "VA-03")
	ruleLimit         = texts.Rule("CDA-LIMIT", lint.Error, lint.Advice, "")
	ruleNoID          = texts.Rule("CDA-NO-ID", lint.Error, lint.Gateway, "WI-01")
	ruleNoCode        = texts.Rule("CDA-NO-CODE", lint.Error, lint.Gateway, "GE-01")
	ruleTime          = texts.Rule("CDA-TIME", lint.Error, lint.Gateway, "PB-05")
	ruleTimePrecision = texts.Rule("CDA-TIME-PRECISION", lint.Warning, lint.Standard, "")
	ruleOrderForm     = texts.Rule("CDA-ORDER-FORM", lint.Warning, lint.Advice, "")
	ruleOrderRoot     = texts.Rule("CDA-ORDER-ROOT", lint.Warning, lint.Advice, "")
	ruleOrders        = texts.Rule("CDA-ORDER-SEVERAL", lint.Warning, lint.Advice, "")
)
