package fiscalcode

import "github.com/fselint/fselint/metadata/flaw"

// The kinds of flaw. {part} is a part of the code in the words of the law: cognome, nome, anno, mese, giorno, luogo, controllo.
var (
	Empty       = flaw.Kind{Code: "cf-empty", Group: flaw.Standard, Severity: flaw.Error, IT: "codice fiscale vuoto", EN: "empty fiscal code"}
	Blank       = flaw.Kind{Code: "cf-blank", Group: flaw.Standard, Severity: flaw.Error, IT: "spazio nel codice fiscale{at}", EN: "blank in the fiscal code{at}"}
	Character   = flaw.Kind{Code: "cf-character", Group: flaw.Standard, Severity: flaw.Error, IT: "il carattere \"{found}\"{at} non esiste nei codici fiscali", EN: "\"{found}\"{at} is no character of a fiscal code"}
	LowerCase   = flaw.Kind{Code: "cf-lower-case", Group: flaw.Standard, Severity: flaw.Error, IT: "lettera minuscola \"{found}\"{at}: il codice fiscale va in maiuscolo", EN: "small letter \"{found}\"{at}: a fiscal code is written in capitals"}
	Length      = flaw.Kind{Code: "cf-length", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\" non ha la lunghezza di un codice fiscale: ne servono {expected} caratteri (16 per una persona, STP o ENI, 11 cifre per un numero)", EN: "\"{found}\" does not have the length of a fiscal code: {expected} characters are needed (16 for a person, STP or ENI, 11 digits for a number)"}
	LetterPlace = flaw.Kind{Code: "cf-letter", Group: flaw.Standard, Severity: flaw.Error, IT: "{part}: \"{found}\"{at} deve essere una lettera", EN: "{part}: \"{found}\"{at} must be a letter"}
	DigitPlace  = flaw.Kind{Code: "cf-digit", Group: flaw.Standard, Severity: flaw.Error, IT: "{part}: \"{found}\"{at} deve essere una cifra, o per omocodia una tra L M N P Q R S T U V", EN: "{part}: \"{found}\"{at} must be a digit, or for omocodia one of L M N P Q R S T U V"}
	Digit       = flaw.Kind{Code: "cf-only-digits", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\"{at} deve essere una cifra", EN: "\"{found}\"{at} must be a digit"}
	Month       = flaw.Kind{Code: "cf-month", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\"{at} non è la lettera di un mese ({expected})", EN: "\"{found}\"{at} is not the letter of a month ({expected})"}
	Day         = flaw.Kind{Code: "cf-day", Group: flaw.Standard, Severity: flaw.Error, IT: "giorno di nascita {found}{at}: va da 01 a 31 per gli uomini e da 41 a 71 per le donne", EN: "day of birth {found}{at}: it goes from 01 to 31 for men and from 41 to 71 for women"}
	NoSuchDay   = flaw.Kind{Code: "cf-no-such-day", Group: flaw.Standard, Severity: flaw.Error, IT: "il mese di nascita non ha il giorno {found}", EN: "the month of birth has no day {found}"}
	Place       = flaw.Kind{Code: "cf-place", Group: flaw.Advice, Severity: flaw.Warning, IT: "nessun luogo ha il codice {found}", EN: "no place has the code {found}"}
	NameOrder   = flaw.Kind{Code: "cf-name", Group: flaw.Advice, Severity: flaw.Warning, IT: "{part} \"{found}\": le tre lettere sono prima consonanti, poi vocali, poi X", EN: "{part} \"{found}\": the three letters are consonants first, then vowels, then X"}
	CheckLetter = flaw.Kind{Code: "cf-check", Group: flaw.Gateway, Severity: flaw.Error, IT: "il carattere di controllo è \"{found}\" ma per i primi 15 caratteri dovrebbe essere \"{expected}\"", EN: "the check character is \"{found}\" but for the first 15 characters it should be \"{expected}\""}
	CheckDigit  = flaw.Kind{Code: "cf-check-digit", Group: flaw.Gateway, Severity: flaw.Error, IT: "la cifra di controllo è {found} ma per le prime 10 cifre dovrebbe essere {expected}", EN: "the control digit is {found} but for the first 10 digits it should be {expected}"}
	Placeholder = flaw.Kind{Code: "cf-placeholder", Group: flaw.Standard, Severity: flaw.Error, IT: "{found} è un segnaposto, non un codice", EN: "{found} is a placeholder, not a code"}
)
