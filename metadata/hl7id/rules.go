package hl7id

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// Rules lists the rules of this package.
func Rules() []*lint.Rule { return texts.Rules() }

// The rules. {part} names the component.
var (
	Empty         = texts.Rule("ID-EMPTY", lint.Error, lint.Standard, "")
	Blank         = texts.Rule("ID-BLANK", lint.Error, lint.Standard, "")
	Dollar        = texts.Rule("ID-DOLLAR", lint.Error, lint.Standard, "")
	Escaped       = texts.Rule("ID-ESCAPED", lint.Error, lint.Standard, "")
	Typography    = texts.Rule("ID-TYPOGRAPHY", lint.Error, lint.Standard, "")
	Shape         = texts.Rule("ID-SHAPE", lint.Error, lint.Standard, "")
	Carets        = texts.Rule("ID-CARETS", lint.Error, lint.Standard, "")
	ISO           = texts.Rule("ID-ISO", lint.Error, lint.Standard, "")
	Trailing      = texts.Rule("ID-TRAILING", lint.Error, lint.Standard, "")
	EmptyPart     = texts.Rule("ID-EMPTY-PART", lint.Error, lint.Standard, "")
	Bare          = texts.Rule("ID-BARE", lint.Error, lint.Standard, "")
	OwnAuthority  = texts.Rule("ID-OWN-AUTHORITY", lint.Warning, lint.Advice, "")
	Authority     = texts.Rule("ID-AUTHORITY", lint.Info, lint.Advice, "")
	Catalog       = texts.Rule("ID-XON-CATALOG", lint.Warning, lint.Advice, "")
	CodeLength    = texts.Rule("ID-XON-CODE-LENGTH", lint.Warning, lint.Advice, "")
	Parentheses   = texts.Rule("ID-TYPE-PARENTHESES", lint.Error, lint.Gateway, "")
	Apostrophes   = texts.Rule("ID-TYPE-APOSTROPHES", lint.Error, lint.Gateway, "")
	SeveralType   = texts.Rule("ID-TYPE-LIST", lint.Error, lint.Gateway, "")
	LOINCForm     = texts.Rule("ID-TYPE-LOINC-FORM", lint.Error, lint.Standard, "")
	LOINCCheck    = texts.Rule("ID-TYPE-LOINC-CHECK", lint.Error, lint.Standard, "")
	NotLOINC      = texts.Rule("ID-TYPE-SYSTEM", lint.Error, lint.Standard, "")
	NoCaret       = texts.Rule("ID-DOC-NO-CARET", lint.Error, lint.Gateway, "")
	ManyCarets    = texts.Rule("ID-DOC-MANY-CARETS", lint.Error, lint.Standard, "")
	NoExtension   = texts.Rule("ID-DOC-NO-EXTENSION", lint.Error, lint.Gateway, "")
	Root          = texts.Rule("ID-ROOT", lint.Error, lint.Standard, "")
	Branch        = texts.Rule("ID-BRANCH", lint.Error, lint.Standard, "")
	UnknownRegion = texts.Rule("ID-REGION", lint.Error, lint.Standard, "")
	Arcs          = texts.Rule("ID-ARCS", lint.Warning, lint.Standard, "")
	PrivateShape  = texts.Rule("ID-RT-SHAPE", lint.Error, lint.Standard, "")
	NotTuscany    = texts.Rule("ID-RT-REGION", lint.Error, lint.Standard, "")
	PrivateType   = texts.Rule("ID-RT-TYPE", lint.Error, lint.Standard, "")
	PrivateOther  = texts.Rule("ID-RT-TYPE-UNLISTED", lint.Warning, lint.Standard, "")
	CodRepLiteral = texts.Rule("ID-RT-CODREP-LITERAL", lint.Error, lint.Standard, "")
	CodRep        = texts.Rule("ID-RT-CODREP", lint.Error, lint.Standard, "")
	TooLong       = texts.Rule("ID-TOO-LONG", lint.Error, lint.Standard, "")
	Suffix        = texts.Rule("ID-WII-SUFFIX", lint.Error, lint.Standard, "")
	Hash          = texts.Rule("ID-WII-HASH", lint.Error, lint.Standard, "")
	Random        = texts.Rule("ID-WII-RANDOM", lint.Error, lint.Standard, "")
	BadEscape     = texts.Rule("ID-PATH-ESCAPE", lint.Error, lint.Standard, "")
	Twice         = texts.Rule("ID-PATH-TWICE", lint.Error, lint.Standard, "")
	Raw           = texts.Rule("ID-PATH-RAW", lint.Error, lint.Standard, "")
)
