package hl7id

import "github.com/fselint/fselint/metadata/flaw"

// The kinds of flaw. {part} names the component.
var (
	Empty      = flaw.Kind{Code: "id-empty", Group: flaw.Standard, Severity: flaw.Error, IT: "valore vuoto", EN: "empty value"}
	Blank      = flaw.Kind{Code: "id-blank", Group: flaw.Standard, Severity: flaw.Error, IT: "spazio o carattere invisibile{at}", EN: "blank or invisible character{at}"}
	Dollar     = flaw.Kind{Code: "id-dollar", Group: flaw.Standard, Severity: flaw.Error, IT: "\"$\"{at} al posto di \"^\"", EN: "\"$\"{at} in place of \"^\""}
	Escaped    = flaw.Kind{Code: "id-escaped", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\"{at} va scritto \"{expected}\": la forma protetta vale solo in un altro formato", EN: "\"{found}\"{at} must be written \"{expected}\": the escaped form belongs to another format"}
	Typography = flaw.Kind{Code: "id-typography", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\"{at} al posto di \"{expected}\"", EN: "\"{found}\"{at} in place of \"{expected}\""}

	Shape     = flaw.Kind{Code: "id-shape", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\" non ha la forma {expected}", EN: "\"{found}\" does not have the form {expected}"}
	Carets    = flaw.Kind{Code: "id-carets", Group: flaw.Standard, Severity: flaw.Error, IT: "dopo {part} ci vuole \"{expected}\" e non \"{found}\"", EN: "{part} is followed by \"{expected}\" and not by \"{found}\""}
	ISO       = flaw.Kind{Code: "id-iso", Group: flaw.Standard, Severity: flaw.Error, IT: "dopo l'OID ci vuole \"{expected}\" e non \"{found}\"", EN: "the OID is followed by \"{expected}\" and not by \"{found}\""}
	Trailing  = flaw.Kind{Code: "id-trailing", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\"{at} è di troppo", EN: "\"{found}\"{at} is too much"}
	EmptyPart = flaw.Kind{Code: "id-empty-part", Group: flaw.Standard, Severity: flaw.Error, IT: "{part} è vuoto", EN: "{part} is empty"}
	Bare      = flaw.Kind{Code: "id-bare", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\" va seguito da chi l'ha assegnato: {expected}", EN: "\"{found}\" must be followed by who assigned it: {expected}"}
	Authority = flaw.Kind{Code: "id-authority", Group: flaw.Advice, Severity: flaw.Info, IT: "{found} non è tra gli OID che identificano una persona nei documenti pubblicati", EN: "{found} is not among the OIDs that the published documents use for a person"}

	Catalog    = flaw.Kind{Code: "xon-catalog", Group: flaw.Advice, Severity: flaw.Warning, IT: "{found} non è il catalogo STS ({expected})", EN: "{found} is not the STS catalog ({expected})"}
	CodeLength = flaw.Kind{Code: "xon-code-length", Group: flaw.Advice, Severity: flaw.Warning, IT: "il codice struttura \"{found}\" non ha {expected} cifre", EN: "the facility code \"{found}\" does not have {expected} digits"}

	Parentheses = flaw.Kind{Code: "type-parentheses", Group: flaw.Gateway, Severity: flaw.Error, IT: "mancano le parentesi: {expected}", EN: "the parentheses are missing: {expected}"}
	Apostrophes = flaw.Kind{Code: "type-apostrophes", Group: flaw.Gateway, Severity: flaw.Error, IT: "mancano gli apostrofi: {expected}", EN: "the apostrophes are missing: {expected}"}
	SeveralType = flaw.Kind{Code: "type-list", Group: flaw.Gateway, Severity: flaw.Error, IT: "un solo tipo è ammesso", EN: "only one type is admitted"}
	LOINCForm   = flaw.Kind{Code: "type-loinc-form", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\" non ha la forma di un codice LOINC (cifre, trattino, cifra di controllo)", EN: "\"{found}\" does not have the form of a LOINC code (digits, hyphen, check digit)"}
	LOINCCheck  = flaw.Kind{Code: "type-loinc-check", Group: flaw.Standard, Severity: flaw.Error, IT: "il codice LOINC {found} ha una cifra di controllo sbagliata: dovrebbe essere {expected}", EN: "the LOINC code {found} has a wrong check digit: it should be {expected}"}
	NotLOINC    = flaw.Kind{Code: "type-system", Group: flaw.Standard, Severity: flaw.Error, IT: "{found} non è l'OID di LOINC ({expected})", EN: "{found} is not the OID of LOINC ({expected})"}

	NoCaret       = flaw.Kind{Code: "doc-no-caret", Group: flaw.Gateway, Severity: flaw.Error, IT: "manca \"^\" tra l'OID e il numero del documento", EN: "\"^\" between the OID and the number of the document is missing"}
	ManyCarets    = flaw.Kind{Code: "doc-many-carets", Group: flaw.Standard, Severity: flaw.Error, IT: "più di un \"^\"", EN: "more than one \"^\""}
	NoExtension   = flaw.Kind{Code: "doc-no-extension", Group: flaw.Gateway, Severity: flaw.Error, IT: "manca il numero del documento dopo \"^\"", EN: "the number of the document after \"^\" is missing"}
	Root          = flaw.Kind{Code: "id-root", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\" non ha la forma {expected}", EN: "\"{found}\" does not have the form {expected}"}
	Branch        = flaw.Kind{Code: "id-branch", Group: flaw.Standard, Severity: flaw.Error, IT: "dopo la regione ci vuole {expected} e non {found}", EN: "the region is followed by {expected} and not by {found}"}
	UnknownRegion = flaw.Kind{Code: "id-region", Group: flaw.Standard, Severity: flaw.Error, IT: "{found} non è l'arco di una regione", EN: "{found} is not the arc of a region"}
	Arcs          = flaw.Kind{Code: "id-arcs", Group: flaw.Standard, Severity: flaw.Warning, IT: "\"{found}\" dopo {expected} non è fatto di archi di un OID", EN: "\"{found}\" after {expected} is not made of arcs of an OID"}

	PrivateShape  = flaw.Kind{Code: "rt-shape", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\" non ha la forma PIVA.TIPO.CODREP.ID", EN: "\"{found}\" does not have the form PIVA.TIPO.CODREP.ID"}
	NotTuscany    = flaw.Kind{Code: "rt-region", Group: flaw.Standard, Severity: flaw.Error, IT: "l'arco della regione è {found}: per la Toscana è {expected}", EN: "the arc of the region is {found}: that of Tuscany is {expected}"}
	PrivateType   = flaw.Kind{Code: "rt-type", Group: flaw.Standard, Severity: flaw.Error, IT: "TIPO \"{found}\" non è tra {expected}", EN: "TIPO \"{found}\" is not one of {expected}"}
	PrivateOther  = flaw.Kind{Code: "rt-type-unlisted", Group: flaw.Standard, Severity: flaw.Warning, IT: "TIPO \"{found}\" ha casi di prova nazionali ma la specifica regionale elenca solo {expected}", EN: "TIPO \"{found}\" has national test cases but the regional specification lists only {expected}"}
	CodRepLiteral = flaw.Kind{Code: "rt-codrep-literal", Group: flaw.Standard, Severity: flaw.Error, IT: "CODREP è il segnaposto dell'esempio: va sostituito con {expected}", EN: "CODREP is the placeholder of the example: replace it with {expected}"}
	CodRep        = flaw.Kind{Code: "rt-codrep", Group: flaw.Standard, Severity: flaw.Error, IT: "repository \"{found}\": sono ammessi {expected}", EN: "repository \"{found}\": {expected} are admitted"}

	TooLong   = flaw.Kind{Code: "id-too-long", Group: flaw.Standard, Severity: flaw.Error, IT: "{found} caratteri, al più {expected}", EN: "{found} characters, at most {expected}"}
	Suffix    = flaw.Kind{Code: "wii-suffix", Group: flaw.Standard, Severity: flaw.Error, IT: "deve finire con \"{expected}\"", EN: "must end in \"{expected}\""}
	Hash      = flaw.Kind{Code: "wii-hash", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\" non è fatto di 64 cifre esadecimali minuscole", EN: "\"{found}\" is not made of 64 small hexadecimal digits"}
	Random    = flaw.Kind{Code: "wii-random", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\" non è fatto di 10 cifre esadecimali minuscole", EN: "\"{found}\" is not made of 10 small hexadecimal digits"}
	BadEscape = flaw.Kind{Code: "path-escape", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\"{at} non è una codifica percentuale valida", EN: "\"{found}\"{at} is not a valid percent-encoding"}
	Twice     = flaw.Kind{Code: "path-twice", Group: flaw.Standard, Severity: flaw.Error, IT: "codificato due volte: \"{found}\" dopo la prima decodifica", EN: "encoded twice: \"{found}\" after decoding once"}
	Raw       = flaw.Kind{Code: "path-raw", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\"{at} va codificato come \"{expected}\" in un indirizzo", EN: "\"{found}\"{at} must be encoded as \"{expected}\" in an address"}
)
