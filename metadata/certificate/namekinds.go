package certificate

import "github.com/fselint/fselint/metadata/flaw"

// Kinds of flaw in a common name. {part} is the field by the name that the specification gives it.
var (
	CNEmpty        = flaw.Kind{Code: "cn-empty", Group: flaw.Standard, Severity: flaw.Error, IT: "il certificato non ha un common name", EN: "the certificate has no common name"}
	CNBlank        = flaw.Kind{Code: "cn-blank", Group: flaw.Standard, Severity: flaw.Error, IT: "spazio o carattere invisibile nel common name{at}", EN: "blank or invisible character in the common name{at}"}
	CNLong         = flaw.Kind{Code: "cn-long", Group: flaw.Standard, Severity: flaw.Error, IT: "il common name ha {found} caratteri: un certificato X.509 ne ammette {expected}", EN: "the common name has {found} characters: an X.509 certificate admits {expected}"}
	CNType         = flaw.Kind{Code: "cn-type", Group: flaw.Standard, Severity: flaw.Error, IT: "il common name \"{found}\" deve iniziare con A (autenticazione) o S (firma), maiuscola", EN: "the common name \"{found}\" must begin with A (authentication) or S (signature), a capital letter"}
	CNNumber       = flaw.Kind{Code: "cn-number", Group: flaw.Standard, Severity: flaw.Error, IT: "dopo la lettera del tipo serve il numero progressivo del certificato, senza zeri iniziali, e poi \"#\": qui c'è \"{found}\"", EN: "behind the letter of the type comes the progressive number of the certificate, without zeros in front, and then \"#\": here stands \"{found}\""}
	CNSeparator    = flaw.Kind{Code: "cn-separator", Group: flaw.Standard, Severity: flaw.Error, IT: "nel common name manca \"#\" dopo il numero, come in S1#090…", EN: "the common name has no \"#\" behind the number, as in S1#090…"}
	CNSecondHash   = flaw.Kind{Code: "cn-second-hash", Group: flaw.Standard, Severity: flaw.Error, IT: "dopo il primo \"#\" non ci sono separatori: ce n'è un altro{at}", EN: "there are no separators behind the first \"#\": another one stands{at}"}
	CNForm         = flaw.Kind{Code: "cn-form", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\" non ha la forma dei privati toscani: {expected}", EN: "\"{found}\" does not have the form of private facilities in Tuscany: {expected}"}
	CNOtherForm    = flaw.Kind{Code: "cn-other-form", Group: flaw.Standard, Severity: flaw.Error, IT: "\"{found}\" ha la forma di un certificato di {part}: in produzione ai privati toscani serve {expected}", EN: "\"{found}\" has the form of a certificate of {part}: in production private facilities in Tuscany need {expected}"}
	CNShort        = flaw.Kind{Code: "cn-short", Group: flaw.Standard, Severity: flaw.Error, IT: "dopo \"#\" ci sono {found} caratteri: ne servono almeno 24 (regione 3, partita IVA 11, tipo dominio 3, fornitore, comune 6)", EN: "behind \"#\" there are {found} characters: at least 24 are needed (region 3, VAT number 11, domain type 3, vendor, municipality 6)"}
	CNDigit        = flaw.Kind{Code: "cn-digit", Group: flaw.Standard, Severity: flaw.Error, IT: "{part}: \"{found}\"{at} deve essere una cifra", EN: "{part}: \"{found}\"{at} must be a digit"}
	CNRegion       = flaw.Kind{Code: "cn-region", Group: flaw.Standard, Severity: flaw.Error, IT: "CodRegione è {found}: per la Toscana è {expected}", EN: "CodRegione is {found}: for Tuscany it is {expected}"}
	CNVAT          = flaw.Kind{Code: "cn-vat", Group: flaw.Standard, Severity: flaw.Error, IT: "Piva/CF {found}: la cifra di controllo dovrebbe essere {expected}", EN: "Piva/CF {found}: the control digit should be {expected}"}
	CNVATEmpty     = flaw.Kind{Code: "cn-vat-placeholder", Group: flaw.Standard, Severity: flaw.Error, IT: "Piva/CF {found} è un segnaposto", EN: "Piva/CF {found} is a placeholder"}
	CNVATLength    = flaw.Kind{Code: "cn-vat-length", Group: flaw.Standard, Severity: flaw.Error, IT: "Piva/CF {found} non ha {expected} cifre", EN: "Piva/CF {found} does not have {expected} digits"}
	CNDomain       = flaw.Kind{Code: "cn-domain", Group: flaw.Standard, Severity: flaw.Error, IT: "TipDominio \"{found}\" non è tra i codici della tabella 44: {expected}", EN: "TipDominio \"{found}\" is not one of the codes of table 44: {expected}"}
	CNDomainNew    = flaw.Kind{Code: "cn-domain-new", Group: flaw.Advice, Severity: flaw.Warning, IT: "TipDominio {found} è solo nelle versioni recenti della tabella 44, non nel codice pubblicato del gateway", EN: "TipDominio {found} is only in recent versions of table 44, not in the published code of the gateway"}
	CNVendor       = flaw.Kind{Code: "cn-vendor", Group: flaw.Advice, Severity: flaw.Warning, IT: "Fornitore: \"{found}\"{at} non è una lettera o una cifra", EN: "Fornitore: \"{found}\"{at} is neither a letter nor a digit"}
	CNMunicipality = flaw.Kind{Code: "cn-municipality", Group: flaw.Advice, Severity: flaw.Warning, IT: "CodComune {found}: le prime tre cifre non sono di una provincia toscana (045-053, 100)", EN: "CodComune {found}: the first three digits are not those of a Tuscan province (045-053, 100)"}
	CNPairTail     = flaw.Kind{Code: "cn-pair", Group: flaw.Advice, Severity: flaw.Warning, IT: "i certificati A e S della coppia differiscono dopo \"#\": {found} e {expected}", EN: "the A and the S certificate of the pair differ behind \"#\": {found} and {expected}"}
	CNPairNumber   = flaw.Kind{Code: "cn-pair-number", Group: flaw.Advice, Severity: flaw.Info, IT: "i certificati A e S della coppia hanno numeri diversi: {found} e {expected}", EN: "the A and the S certificate of the pair have different numbers: {found} and {expected}"}
	CNPairRole     = flaw.Kind{Code: "cn-pair-role", Group: flaw.Advice, Severity: flaw.Warning, IT: "la coppia è fatta di un certificato A e uno S: qui ci sono {found} e {expected}", EN: "a pair is an A and an S certificate: here are {found} and {expected}"}
	CNOtherVAT     = flaw.Kind{Code: "cn-other-vat", Group: flaw.Advice, Severity: flaw.Warning, IT: "la partita IVA del common name è {found}, quella di identificativoDoc {expected}", EN: "the VAT number of the common name is {found}, that of identificativoDoc {expected}"}
	CNOtherClass   = flaw.Kind{Code: "cn-other-class", Group: flaw.Advice, Severity: flaw.Warning, IT: "TipDominio del common name è {found}, la classe del documento {expected}", EN: "TipDominio of the common name is {found}, the class of the document {expected}"}
)

const formOfRT = "(A|S) n # 090 PARTITAIVA TIP FORNITORE COMUNE"

var formNames = map[Form]string{HealthAuthority: "azienda sanitaria", Supplier: "fornitore nazionale", Other: "forma ignota"}
