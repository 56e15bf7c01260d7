package rawjson

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// Rules lists the rules of this package.
func Rules() []*lint.Rule { return texts.Rules() }

// The rules. Those that end the reader carry the group gateway.
var (
	Nothing       = texts.Rule("JSON-EMPTY", lint.Error, lint.Gateway, "")
	BOM           = texts.Rule("JSON-BOM", lint.Error, lint.Gateway, "")
	UTF16         = texts.Rule("JSON-UTF16", lint.Error, lint.Gateway, "")
	NotUTF8       = texts.Rule("JSON-ENCODING", lint.Error, lint.Standard, "")
	TrailingComma = texts.Rule("JSON-TRAILING-COMMA", lint.Error, lint.Gateway, "")
	MissingComma  = texts.Rule("JSON-MISSING-COMMA", lint.Error, lint.Gateway, "")
	MissingColon  = texts.Rule("JSON-MISSING-COLON", lint.Error, lint.Gateway, "")
	MissingValue  = texts.Rule("JSON-MISSING-VALUE", lint.Error, lint.Gateway, "")
	SingleQuotes  = texts.Rule("JSON-QUOTES", lint.Error, lint.Gateway, "")
	UnquotedName  = texts.Rule("JSON-UNQUOTED", lint.Error, lint.Gateway, "")
	Comment       = texts.Rule("JSON-COMMENT", lint.Error, lint.Gateway, "")
	Control       = texts.Rule("JSON-CONTROL", lint.Error, lint.Gateway, "")
	BadEscape     = texts.Rule("JSON-ESCAPE", lint.Error, lint.Gateway, "")
	Unterminated  = texts.Rule("JSON-UNTERMINATED", lint.Error, lint.Gateway, "")
	BadNumber     = texts.Rule("JSON-NUMBER", lint.Error, lint.Gateway, "")
	BadLiteral    = texts.Rule("JSON-LITERAL", lint.Error, lint.Gateway, "")
	Unexpected    = texts.Rule("JSON-UNEXPECTED", lint.Error, lint.Gateway, "")
	Unclosed      = texts.Rule("JSON-UNCLOSED", lint.Error, lint.Gateway, "")
	TooDeep       = texts.Rule("JSON-DEPTH", lint.Error, lint.Gateway, "")
	Duplicate     = texts.Rule("JSON-DUPLICATE", lint.Error, lint.Standard, "")
	Surrogate     = texts.Rule("JSON-SURROGATE", lint.Warning, lint.Standard, "")
	Trailing      = texts.Rule("JSON-TRAILING", lint.Warning, lint.Standard, "")
)
