package fiscalcode

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// Rules lists the rules of this package.
func Rules() []*lint.Rule { return texts.Rules() }

// The rules. {part} is a part of the code in the words of the law: cognome, nome, anno, mese, giorno, luogo, controllo.
var (
	Empty       = texts.Rule("CF-EMPTY", lint.Error, lint.Standard, "")
	Blank       = texts.Rule("CF-BLANK", lint.Error, lint.Standard, "")
	Character   = texts.Rule("CF-CHARACTER", lint.Error, lint.Standard, "")
	LowerCase   = texts.Rule("CF-LOWER-CASE", lint.Error, lint.Standard, "")
	Length      = texts.Rule("CF-LENGTH", lint.Error, lint.Standard, "")
	LetterPlace = texts.Rule("CF-LETTER", lint.Error, lint.Standard, "")
	DigitPlace  = texts.Rule("CF-DIGIT", lint.Error, lint.Standard, "")
	Digit       = texts.Rule("CF-ONLY-DIGITS", lint.Error, lint.Standard, "")
	Month       = texts.Rule("CF-MONTH", lint.Error, lint.Standard, "")
	Day         = texts.Rule("CF-DAY", lint.Error, lint.Standard, "")
	NoSuchDay   = texts.Rule("CF-NO-SUCH-DAY", lint.Error, lint.Standard, "")
	Place       = texts.Rule("CF-PLACE", lint.Warning, lint.Advice, "")
	NameOrder   = texts.Rule("CF-NAME", lint.Warning, lint.Advice, "")
	CheckLetter = texts.Rule("CF-CHECK", lint.Error, lint.Gateway, "")
	CheckDigit  = texts.Rule("CF-CHECK-DIGIT", lint.Error, lint.Gateway, "")
	Sample      = texts.Rule("CF-SAMPLE", lint.Info, lint.Advice, "")
	Placeholder = texts.Rule("CF-PLACEHOLDER", lint.Error, lint.Standard, "")
)
