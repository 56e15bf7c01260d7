package request

import "github.com/fselint/fselint/metadata/flaw"

func gateway(code, it, en string) flaw.Kind {
	return flaw.Kind{Code: code, Group: flaw.Gateway, Severity: flaw.Error, IT: it, EN: en}
}

func standard(code, it, en string) flaw.Kind {
	return flaw.Kind{Code: code, Group: flaw.Standard, Severity: flaw.Error, IT: it, EN: en}
}

func advice(code, it, en string) flaw.Kind {
	return flaw.Kind{Code: code, Group: flaw.Advice, Severity: flaw.Warning, IT: it, EN: en}
}

// Kinds about the body as a whole and about reading it.
var (
	Absent       = gateway("req-absent", "manca la parte requestBody", "the part requestBody is missing")
	NotObject    = gateway("req-not-object", "serve un oggetto JSON, non {found}", "a JSON object is needed, not {found}")
	NullBody     = gateway("req-null-body", "il corpo è null: il gateway va in errore", "the body is null: the gateway fails on it")
	UnknownField = gateway("req-unknown-field", "campo sconosciuto", "unknown field")
	NearField    = gateway("req-unknown-field", "campo sconosciuto: forse {expected}", "unknown field: perhaps {expected}")
	OtherField   = gateway("req-misplaced-field", "non è un campo di questa operazione", "not a field of this operation")
	WrongType    = gateway("req-type", "serve {expected}, non {found}", "{expected} needed, not {found}")
	Coerced      = standard("req-coerced", "serve {expected}, non {found}: il gateway lo converte", "{expected} needed, not {found}: the gateway converts it")
	Position     = standard("req-position", "il gateway legge {found} come posizione nell'elenco, cioè {expected}: va scritto il valore", "the gateway reads {found} as a position in the list, which is {expected}: write the value")
	Blanks       = standard("req-blanks", "\"{found}\" ha spazi attorno, che il gateway taglia: va scritto {expected}", "\"{found}\" has blanks around it, which the gateway cuts: write {expected}")
	Literal      = gateway("req-literal", "\"{found}\" non è un valore ammesso ({expected})", "\"{found}\" is not an admitted value ({expected})")
	NearLiteral  = gateway("req-literal", "\"{found}\" non è un valore ammesso: forse {expected}", "\"{found}\" is not an admitted value: perhaps {expected}")
	CaseLiteral  = gateway("req-literal-case", "\"{found}\" va scritto {expected}, con queste maiuscole e minuscole", "\"{found}\" is written {expected}, with these capital and small letters")
	NotPublished = flaw.Kind{Code: "req-literal-unpublished", Group: flaw.Gateway, Severity: flaw.Warning, IT: "{found} è nei documenti dalla versione 2.16, ma il codice pubblicato del gateway non lo conosce e rifiuterebbe il corpo", EN: "{found} is in the documents since version 2.16, but the published code of the gateway does not know it and would refuse the body"}
	NullField    = flaw.Kind{Code: "req-null", Group: flaw.Standard, Severity: flaw.Warning, IT: "null: il campo va omesso", EN: "null: leave the field out"}
	NullElement  = standard("req-null-element", "un elemento dell'elenco è null", "an element of the list is null")
	TooLong      = standard("req-too-long", "{found} caratteri: al più {expected}", "{found} characters: at most {expected}")
	TooMany      = standard("req-too-many", "{found} elementi: al più {expected}", "{found} elements: at most {expected}")
	Refused      = gateway("req-refused", "il gateway rifiuta \"{found}\"", "the gateway refuses \"{found}\"")
)

// Kinds about fields that must or must not be there.
var (
	Missing         = gateway("req-missing", "il campo è obbligatorio", "the field is required")
	MissingNull     = gateway("req-missing", "il campo è obbligatorio, e null vale come assente", "the field is required, and null counts as absent")
	MissingEmpty    = gateway("req-missing", "il campo è obbligatorio, e la stringa vuota vale come assente", "the field is required, and an empty string counts as absent")
	WantedMissing   = standard("req-wanted", "il campo è obbligatorio per i documenti; senza, l'aggiornamento può finire in un errore 500", "the documents require the field; without it the update may end in an error 500")
	ModeMissing     = flaw.Kind{Code: "req-mode-missing", Group: flaw.Gateway, Severity: flaw.Warning, IT: "manca: il gateway cerca il CDA prima come risorsa e poi come allegato, e avvisa", EN: "missing: the gateway looks for the CDA first as a resource and then as an attachment, and warns"}
	WorkflowMissing = advice("req-workflow-missing", "manca: una parte dei documenti lo vuole, e lega la pubblicazione alla sua validazione", "missing: part of the documents require it, and it ties the publication to its validation")
	WorkflowPresent = gateway("req-workflow-present", "non va indicato: il gateway lo confronta con quello che ha appena generato e risponde che il CDA non risulta validato", "must not be given: the gateway compares it with the one that it has just made and answers that the CDA has not been validated")
	WorkflowEmpty   = standard("req-workflow-empty", "vuoto: il campo va omesso", "empty: leave the field out")
	PriorityField   = advice("req-priorita", "il campo è in dismissione: va tolto", "the field is being withdrawn: remove it")
)

// Kinds about values.
var (
	EventUnknown    = gateway("req-event", "\"{found}\" non è tra i codici ammessi", "\"{found}\" is not one of the admitted codes")
	EventNear       = gateway("req-event", "\"{found}\" non è tra i codici ammessi: forse {expected}", "\"{found}\" is not one of the admitted codes: perhaps {expected}")
	EventCase       = advice("req-event-case", "\"{found}\" passa, ma il codice si scrive {expected}", "\"{found}\" passes, but the code is written {expected}")
	EventTwice      = advice("req-event-twice", "{found} è ripetuto", "{found} is repeated")
	HideAndUnhide   = advice("req-hide-unhide", "P99 (oscura) e P00 (rimuove l'oscuramento) insieme si contraddicono", "P99 (hides) and P00 (unhides) together contradict each other")
	HidePurpose     = advice("req-hide-purpose", "{found} cambia l'oscuramento: lo scopo dovrebbe essere {expected}", "{found} changes the hiding of the document: the purpose should be {expected}")
	DescriptionForm = gateway("req-description-form", "\"{found}\" non ha la forma CODICE^Descrizione^OID", "\"{found}\" does not have the form CODICE^Descrizione^OID")
	DescriptionNull = gateway("req-description-null", "un elemento è null: il gateway va in errore", "an element is null: the gateway fails on it")
	DescriptionOID  = gateway("req-description-oid", "\"{found}\" non è tra gli OID ammessi ({expected})", "\"{found}\" is not one of the admitted OIDs ({expected})")
	DescriptionArea = flaw.Kind{Code: "req-description-region", Group: flaw.Gateway, Severity: flaw.Warning, IT: "{found} è un catalogo regionale ammesso, ma il codice pubblicato del gateway non riesce mai a riconoscerlo e lo rifiuta", EN: "{found} is an admitted regional catalog, but the published code of the gateway can never recognise it and refuses it"}
	DescriptionMark = standard("req-description-mark", "\"{found}\" non è un OID: è il modo in cui il gateway scrive la regione", "\"{found}\" is not an OID: it is how the gateway writes the region")
	DescriptionPart = standard("req-description-part", "in \"{found}\" manca {expected}", "in \"{found}\" {expected} is missing")
	DateUnreadable  = gateway("req-date", "\"{found}\" non si legge come AAAAMMGGhhmmss", "\"{found}\" cannot be read as YYYYMMDDhhmmss")
	DateDropped     = standard("req-date-dropped", "\"{found}\" passa il primo controllo, ma non è una data esistente: il gateway toglie il campo senza dirlo", "\"{found}\" passes the first check, but is no date that exists: the gateway drops the field without a word")
	DateForm        = standard("req-date-form", "\"{found}\" arriva così com'è all'indice: servono esattamente 14 cifre AAAAMMGGhhmmss", "\"{found}\" is passed to the index as it is: exactly 14 digits YYYYMMDDhhmmss are needed")
	DateOrder       = standard("req-date-order", "{found} è prima dell'inizio {expected}", "{found} is before the start {expected}")
	DateFuture      = advice("req-date-future", "{found} è nel futuro", "{found} is in the future")
	DateGap         = advice("req-date-gap", "{found} non esiste in Italia: quella notte si passa all'ora legale, e un gateway che usa l'ora italiana toglie il campo senza dirlo", "{found} does not exist in Italy: that night summer time begins, and a gateway on Italian time drops the field without a word")
	Conservation    = flaw.Kind{Code: "req-conservation", Group: flaw.Standard, Severity: flaw.Warning, IT: "\"{found}\": l'unico valore che ha un significato è {expected}", EN: "\"{found}\": the only value with a meaning is {expected}"}
	Implausible     = advice("req-implausible", "{found} non è plausibile per una struttura privata", "{found} is not plausible for a private facility")
)

// Kinds about the agreement of values with each other and with what the caller knows.
var (
	OtherRepository = standard("req-repository-differs", "CODREP {found} non è il repository di identificativoRep ({expected})", "CODREP {found} is not the repository of identificativoRep ({expected})")
	OtherRegion     = standard("req-region-differs", "la regione {found} non è quella del token ({expected})", "region {found} is not that of the token ({expected})")
	RegionsDiffer   = advice("req-regions-differ", "la regione {found} non è quella di identificativoDoc ({expected})", "region {found} is not that of identificativoDoc ({expected})")
	ClassDiffers    = gateway("req-class", "{found} non è la classe del tipo di documento: va {expected}", "{found} is not the class of the document type: {expected} is")
	SamePath        = advice("req-path-same", "il nuovo identificativo è uguale a quello sostituito: se sia ammesso non è detto", "the new identifier is that of the document being replaced: whether that is admitted is not stated")
	Simulation      = gateway("req-simulation", "\"{found}\" è solo un prefisso di simulazione: va seguito da altro testo", "\"{found}\" is only a simulation prefix: other text must follow")
)

// jsonNames are the kinds of JSON values in both languages; they are used for {found} and {expected}, so they stay the words of JSON.
var shapeNames = [...]string{text: "string", literal: "string", textList: "array", literalList: "array", boolean: "boolean"}
