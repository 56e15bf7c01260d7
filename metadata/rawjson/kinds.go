package rawjson

import "github.com/fselint/fselint/metadata/flaw"

// The kinds of defect. Those that end the reader carry the group gateway.
var (
	Nothing       = stop("json-empty", "il testo è vuoto", "the text is empty")
	BOM           = stop("json-bom", "il testo inizia con un byte order mark (U+FEFF)", "the text begins with a byte order mark (U+FEFF)")
	UTF16         = stop("json-utf16", "il testo è in UTF-16: serve UTF-8", "the text is in UTF-16: UTF-8 is needed")
	NotUTF8       = pass("json-encoding", flaw.Error, "{found} non è UTF-8: il carattere va perso", "{found} is not UTF-8: the character is lost")
	TrailingComma = stop("json-trailing-comma", "virgola di troppo prima di \"{expected}\"", "comma too many before \"{expected}\"")
	MissingComma  = stop("json-missing-comma", "manca una virgola prima di \"{found}\"", "a comma is missing before \"{found}\"")
	MissingColon  = stop("json-missing-colon", "mancano i due punti dopo il nome \"{found}\"", "the colon after the name \"{found}\" is missing")
	MissingValue  = stop("json-missing-value", "manca il valore di \"{found}\"", "the value of \"{found}\" is missing")
	SingleQuotes  = stop("json-quotes", "le stringhe vanno tra virgolette doppie diritte e non tra {found}", "strings stand between straight double quotes and not {found}")
	UnquotedName  = stop("json-unquoted", "il nome {found} va tra virgolette", "the name {found} needs quotes")
	Comment       = stop("json-comment", "i commenti non sono ammessi", "comments are not admitted")
	Control       = stop("json-control", "carattere di controllo {found} in una stringa: va scritto \"{expected}\"", "control character {found} in a string: write \"{expected}\"")
	BadEscape     = stop("json-escape", "\"{found}\" non è una sequenza ammessa in una stringa", "\"{found}\" is no escape sequence of a string")
	Unterminated  = stop("json-unterminated", "la stringa non è chiusa", "the string is not closed")
	BadNumber     = stop("json-number", "{found} non è un numero JSON", "{found} is not a JSON number")
	BadLiteral    = stop("json-literal", "{found} non è un valore JSON", "{found} is not a JSON value")
	Unexpected    = stop("json-unexpected", "\"{found}\" inatteso", "unexpected \"{found}\"")
	Unclosed      = stop("json-unclosed", "\"{found}\" non è chiusa da \"{expected}\"", "\"{found}\" is not closed by \"{expected}\"")
	TooDeep       = stop("json-depth", "più di {expected} livelli", "more than {expected} levels")
	Duplicate     = pass("json-duplicate", flaw.Error, "il nome \"{found}\" compare più volte: vale solo l'ultima", "the name \"{found}\" occurs more than once: only the last one counts")
	Surrogate     = pass("json-surrogate", flaw.Warning, "{found} è metà di un carattere", "{found} is half of a character")
	Trailing      = pass("json-trailing", flaw.Warning, "dopo il valore segue altro testo, che il gateway ignora: {found}", "more text follows the value, which the gateway ignores: {found}")
)

func stop(code, it, en string) flaw.Kind {
	return flaw.Kind{Code: code, Group: flaw.Gateway, Severity: flaw.Error, IT: it, EN: en}
}

func pass(code string, severity flaw.Severity, it, en string) flaw.Kind {
	return flaw.Kind{Code: code, Group: flaw.Standard, Severity: severity, IT: it, EN: en}
}
