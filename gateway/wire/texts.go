package wire

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// Rules lists the rules about how a call is sent.
func Rules() []*lint.Rule { return texts.Rules() }

var (
	ruleMessage         = texts.Rule("HTTP-MESSAGE", lint.Error, lint.Standard, "")
	ruleAddress         = texts.Rule("HTTP-ADDRESS", lint.Error, lint.Gateway, "")
	ruleMethod          = texts.Rule("HTTP-METHOD", lint.Error, lint.Gateway, "")
	ruleEscape          = texts.Rule("HTTP-ESCAPE", lint.Error, lint.Standard, "")
	ruleFieldTwice      = texts.Rule("HTTP-FIELD-TWICE", lint.Error, lint.Standard, "")
	ruleLength          = texts.Rule("HTTP-LENGTH", lint.Error, lint.Standard, "")
	ruleContentType     = texts.Rule("HTTP-CONTENT-TYPE", lint.Error, lint.Gateway, "FE-12")
	ruleCharset         = texts.Rule("HTTP-CHARSET", lint.Error, lint.Gateway, "FE-12")
	ruleBoundary        = texts.Rule("HTTP-BOUNDARY", lint.Error, lint.Gateway, "FE-12")
	ruleBoundaries      = texts.Rule("HTTP-BOUNDARY-TWICE", lint.Error, lint.Gateway, "FE-12")
	ruleBoundaryForm    = texts.Rule("HTTP-BOUNDARY-FORM", lint.Error, lint.Gateway, "FE-12")
	ruleBoundaryUnused  = texts.Rule("HTTP-BOUNDARY-UNUSED", lint.Error, lint.Gateway, "FE-12")
	ruleUnfinished      = texts.Rule("HTTP-UNFINISHED", lint.Error, lint.Gateway, "FE-12")
	ruleLines           = texts.Rule("HTTP-LINES", lint.Error, lint.Gateway, "FE-12")
	rulePartHeader      = texts.Rule("HTTP-PART-HEADER", lint.Error, lint.Gateway, "FE-12")
	ruleSemicolon       = texts.Rule("HTTP-SEMICOLON", lint.Error, lint.Gateway, "FE-12")
	ruleQuotes          = texts.Rule("HTTP-QUOTES", lint.Error, lint.Gateway, "FE-12")
	rulePartName        = texts.Rule("HTTP-PART-NAME", lint.Error, lint.Gateway, "")
	rulePartUnknown     = texts.Rule("HTTP-PART-UNKNOWN", lint.Warning, lint.Standard, "")
	rulePartTwice       = texts.Rule("HTTP-PART-TWICE", lint.Error, lint.Standard, "")
	ruleFilename        = texts.Rule("HTTP-FILENAME", lint.Error, lint.Gateway, "FE-11")
	ruleRequestFilename = texts.Rule("HTTP-REQUEST-FILENAME", lint.Error, lint.Gateway, "RB-01")
	rulePartType        = texts.Rule("HTTP-PART-TYPE", lint.Warning, lint.Standard, "")
	rulePartCoding      = texts.Rule("HTTP-PART-CODING", lint.Error, lint.Standard, "")
)
