package signaturecheck

import (
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
	"github.com/fselint/fselint/pades/revision"
	"github.com/fselint/fselint/pades/trust"
)

// steps are the steps of the gateway in words, as pades counts them.
var steps = map[int]lint.Text{
	1: {IT: "passo 1, cerca se il PDF è firmato", EN: "step 1, it looks whether the PDF is signed"},
	2: {IT: "passo 2, percorre i campi al primo livello del modulo", EN: "step 2, it goes through the fields at the top level of the form"},
	3: {IT: "passo 3, legge il CMS dal vuoto di /ByteRange", EN: "step 3, it reads the CMS from the gap of /ByteRange"},
	4: {IT: "passo 4, cerca firmatario, certificato e data /M", EN: "step 4, it looks for signer, certificate and the date /M"},
	5: {IT: "passo 5, controlla attributi, algoritmi e impronta", EN: "step 5, it checks attributes, algorithms and digest"},
	6: {IT: "passo 6, ordina gli attributi firmati prima di verificarli", EN: "step 6, it sorts the signed attributes before it verifies them"},
	7: {IT: "passo 7, verifica il valore della firma", EN: "step 7, it verifies the signature value"},
}

// others says why other readers show as intact what the gateway refuses for a reason.
var others = map[pades.Reason]lint.Text{
	pades.ReasonSignatureWrong: {
		IT: "Acrobat e altri lettori verificano gli attributi firmati così come sono scritti e danno la firma per integra; il gateway li ordina prima di verificarli, e la rifiuta",
		EN: "Acrobat and other readers verify the signed attributes as they were sent and show this signature as intact; the gateway sorts them first and refuses it",
	},
	pades.ReasonGap: {
		IT: "altri lettori prendono il CMS da /Contents e danno la firma per integra; il gateway lo legge dal vuoto di /ByteRange, che deve cominciare con «<» e non avere spazi né a capo tra le cifre",
		EN: "other readers take the CMS from /Contents and show this signature as intact; the gateway reads it from the gap of /ByteRange, which must begin with \"<\" and have neither blanks nor line breaks among the digits",
	},
	pades.ReasonCMS: {
		IT: "altri lettori prendono il CMS da /Contents e danno la firma per integra; il gateway lo legge dal vuoto di /ByteRange, dove non comincia al posto giusto",
		EN: "other readers take the CMS from /Contents and show this signature as intact; the gateway reads it from the gap of /ByteRange, where it does not begin at the right place",
	},
	pades.ReasonDate: {
		IT: "altri lettori danno la firma per integra anche senza una /M leggibile; il gateway la pretende",
		EN: "other readers show this signature as intact even without a readable /M; the gateway insists on it",
	},
	pades.ReasonVerification: {
		IT: "altri lettori danno la firma per integra: impronta e valore sono giusti; il gateway si ferma per ciò che è scritto qui sopra",
		EN: "other readers show this signature as intact: digest and value are right; the gateway stops at what is said above",
	},
	pades.ReasonBadCertificate: {
		IT: "altri lettori danno la firma per integra; il gateway non riesce a leggere il certificato",
		EN: "other readers show this signature as intact; the gateway cannot read the certificate",
	},
}

// otherStamp is used for a document time stamp, whatever the reason.
var otherStamp = lint.Text{
	IT: "è una marca temporale di documento, che altri lettori danno per integra; il gateway la tratta come una firma e la rifiuta",
	EN: "it is a document time stamp, which other readers show as intact; the gateway treats it as a signature and refuses it",
}

// otherFields is used where the gateway stumbles over a field that has no signature.
var otherFields = lint.Text{
	IT: "altri lettori non badano ai campi senza firma e danno per integra la firma che c'è",
	EN: "other readers do not mind fields without a signature and show the one that is there as intact",
}

// othersDefault is used for a refusal of an intact signature without words of its own.
var othersDefault = lint.Text{
	IT: "altri lettori danno questa firma per integra: impronta e valore sono giusti",
	EN: "other readers show this signature as intact: digest and value are right",
}

var causes = map[profile.Cause]lint.Text{
	profile.FormatFailure: {IT: "il dizionario o il CMS non sono quelli di una firma", EN: "dictionary or CMS are not those of a signature"},
	profile.HashFailure:   {IT: "i byte firmati sono cambiati", EN: "the signed bytes changed"},
	profile.CryptoFailure: {IT: "il valore della firma è sbagliato", EN: "the signature value is wrong"},
	profile.NoCertificate: {IT: "manca il certificato del firmatario", EN: "the signer's certificate is missing"},
	profile.UnknownMethod: {IT: "un algoritmo o una chiave che qui non si sa verificare", EN: "an algorithm or key that cannot be verified here"},
	profile.BoundExceeded: {IT: "il documento supera un limite di fselint", EN: "the document exceeds a limit of fselint"},
}

var geometry = map[profile.GeometryProblem]lint.Text{
	profile.NoByteRange:      {IT: "/ByteRange manca o non è un array", EN: "/ByteRange is missing or no array"},
	profile.NotFourNumbers:   {IT: "/ByteRange non ha quattro numeri", EN: "/ByteRange does not have four numbers"},
	profile.NotIntegers:      {IT: "i numeri di /ByteRange non sono interi scritti direttamente", EN: "the numbers of /ByteRange are not integers written in place"},
	profile.OutsideFile:      {IT: "un intervallo esce dal file", EN: "a range leaves the file"},
	profile.NotFromStart:     {IT: "il primo intervallo non comincia dal primo byte", EN: "the first range does not begin with the first byte"},
	profile.RangesOverlap:    {IT: "gli intervalli si sovrappongono", EN: "the ranges overlap"},
	profile.GapNotContents:   {IT: "il vuoto non è esattamente la stringa esadecimale con le sue parentesi", EN: "the gap is not exactly the hexadecimal string with its brackets"},
	profile.GapOtherContents: {IT: "il vuoto contiene una stringa diversa da /Contents", EN: "the gap holds another string than /Contents"},
	profile.GapWhiteSpace:    {IT: "nella stringa di /Contents ci sono spazi o a capo, che il gateway non legge", EN: "the string of /Contents has blanks or line breaks, which the gateway does not read"},
}

var attacks = map[revision.AttackKind]lint.Text{
	revision.UniversalForgery:  {IT: "universal signature forgery: mancano le voci che un lettore deve verificare, così non verifica nulla", EN: "universal signature forgery: what a reader has to verify is missing, so that it verifies nothing"},
	revision.SignatureWrapping: {IT: "signature wrapping: il contenuto vero è spostato fuori dai byte firmati", EN: "signature wrapping: the real content was moved out of the signed bytes"},
	revision.IncrementalSaving: {IT: "incremental saving attack: una revisione aggiunta dopo la firma cambia il contenuto", EN: "incremental saving attack: a revision appended after signing changes the content"},
	revision.ShadowHide:        {IT: "shadow attack «hide»: un contenuto che copriva quello firmato è stato tolto", EN: "shadow attack \"hide\": content that covered the signed one was taken away"},
	revision.ShadowReplace:     {IT: "shadow attack «replace»: un carattere o il valore di un campo è stato sostituito", EN: "shadow attack \"replace\": a font or a field's value was replaced"},
	revision.ShadowHideReplace: {IT: "shadow attack «hide-and-replace»: un secondo contenuto, preparato e nascosto nella revisione firmata, ha preso il posto del primo", EN: "shadow attack \"hide-and-replace\": a second content, prepared and hidden in the signed revision, took the place of the first"},
	revision.EvilAnnotation:    {IT: "evil annotation attack: annotazioni aggiunte a un documento certificato coprono il contenuto", EN: "evil annotation attack: annotations added to a certified document cover its content"},
	revision.SneakySignature:   {IT: "sneaky signature attack: un campo firma aggiunto a un documento certificato ne copre il contenuto", EN: "sneaky signature attack: a signature field added to a certified document covers its content"},
}

var tails = map[revision.Tail]lint.Text{
	revision.TailBlank:    {IT: "seguono solo spazi", EN: "only white space follows"},
	revision.TailHarmless: {IT: "seguono byte senza oggetti, che i lettori ignorano", EN: "bytes without objects follow, which readers pass over"},
	revision.TailUnlisted: {IT: "seguono oggetti che nessuna tabella elenca: alcuni lettori li trovano", EN: "objects follow that no table lists: some readers find them"},
	revision.TailUpdates:  {IT: "seguono altre revisioni", EN: "further revisions follow"},
}

var parts = map[revision.What]lint.Text{
	revision.PartCatalog: {IT: "catalogo", EN: "catalog"}, revision.PartPages: {IT: "albero delle pagine", EN: "page tree"},
	revision.PartPage: {IT: "pagina", EN: "page"}, revision.PartContent: {IT: "contenuto della pagina", EN: "content of the page"},
	revision.PartResource: {IT: "risorsa della pagina", EN: "resource of the page"}, revision.PartFont: {IT: "carattere", EN: "font"},
	revision.PartAnnotation: {IT: "annotazione", EN: "annotation"}, revision.PartAppearance: {IT: "aspetto di un campo o annotazione", EN: "appearance of a field or annotation"},
	revision.PartForm: {IT: "modulo", EN: "form"}, revision.PartField: {IT: "campo", EN: "field"},
	revision.PartValue: {IT: "valore del campo", EN: "value of the field"}, revision.PartSigField: {IT: "campo firma", EN: "signature field"},
	revision.PartSignature: {IT: "dizionario di firma", EN: "signature dictionary"}, revision.PartAttachment: {IT: "allegato", EN: "attachment"},
	revision.PartCDA: {IT: "CDA", EN: "CDA"}, revision.PartNames: {IT: "albero dei nomi", EN: "name tree"},
	revision.PartAction: {IT: "azione", EN: "action"}, revision.PartLayers: {IT: "livelli (contenuto opzionale)", EN: "layers (optional content)"},
	revision.PartStructure: {IT: "struttura", EN: "structure"}, revision.PartMetadata: {IT: "metadati", EN: "metadata"},
	revision.PartDSS: {IT: "dati di validazione (DSS)", EN: "validation data (DSS)"}, revision.PartExtensions: {IT: "estensioni", EN: "extensions"},
	revision.PartPermissions: {IT: "permessi", EN: "permissions"}, revision.PartOther: {IT: "altro oggetto", EN: "other object"},
	revision.PartUnlisted: {IT: "oggetto che nessuna tabella elenca", EN: "object that no table lists"}, revision.PartCrossRef: {IT: "tabella dei riferimenti", EN: "cross-reference"},
	revision.PartFreed: {IT: "oggetto dichiarato libero", EN: "object declared free"}, revision.PartEncryption: {IT: "cifratura", EN: "encryption"},
	revision.PartDocumentRoot: {IT: "radice del documento", EN: "root of the document"},
}

var happened = map[string]lint.Text{
	revision.Added: {IT: "aggiunto", EN: "added"}, revision.Removed: {IT: "tolto", EN: "removed"}, revision.Changed: {IT: "cambiato", EN: "changed"},
}

var forbidden = map[revision.Reason]lint.Text{
	revision.FieldLocked: {IT: "il campo è bloccato dalla firma", EN: "the signature locks the field"},
	revision.CertifiedNo: {IT: "la certificazione non permette alcun cambiamento", EN: "the certification permits no change"},
}

var cdaStates = map[revision.CDAState]lint.Text{
	revision.CDAInside:  {IT: "il CDA è quello firmato", EN: "the CDA is the one that was signed"},
	revision.CDAChanged: {IT: "il documento firmato ha un CDA diverso da quello che il gateway usa", EN: "the signed document has another CDA than the one that the gateway uses"},
	revision.CDAOutside: {IT: "il documento firmato non ha alcun CDA: è stato incorporato dopo", EN: "the signed document has no CDA: it was embedded later"},
	revision.CDAUnknown: {IT: "il documento firmato non si può leggere, e non si sa quale CDA avesse", EN: "the signed document cannot be read, so that its CDA is not known"},
	revision.CDAMoved:   {IT: "il CDA ha gli stessi byte di quello firmato, ma sta in un oggetto scritto dopo la firma", EN: "the CDA has the same bytes as the signed one, but stands in an object written after signing"},
}

// Words for people about the results of packages pades/profile and pades/trust, used by the command that shows signatures too.
var (
	Integrities = map[profile.Integrity]lint.Text{
		profile.Intact:        {IT: "integrità verificata", EN: "integrity verified"},
		profile.Broken:        {IT: "firma non integra", EN: "signature broken"},
		profile.Indeterminate: {IT: "integrità non determinabile", EN: "integrity cannot be told"},
		profile.Altered:       {IT: "documento cambiato dopo la firma", EN: "document changed after signing"},
	}
	Trusts = map[trust.Word]lint.Text{
		trust.Trusted:    {IT: "fiducia confermata", EN: "trusted"},
		trust.NotTrusted: {IT: "non fidato", EN: "not trusted"},
		trust.NotJudged:  {IT: "fiducia non giudicata", EN: "trust not judged"},
	}
	TimeSources = map[profile.TimeSource]lint.Text{
		profile.FromTimeStamp:         {IT: "marca temporale", EN: "time stamp"},
		profile.FromDocumentTimeStamp: {IT: "marca temporale di documento", EN: "document time stamp"},
		profile.FromM:                 {IT: "orologio del firmatario, /M", EN: "the signer's clock, /M"},
		profile.FromAttribute:         {IT: "orologio del firmatario, signing-time", EN: "the signer's clock, signing-time"},
	}
)

// Part, Happened and the functions below put the words of package revision into both languages.
func Part(w revision.What) lint.Text { return named(parts, w) }

// Happened says what happened to a part.
func Happened(kind string) lint.Text { return named(happened, kind) }

// Attack names an attack.
func Attack(k revision.AttackKind) lint.Text { return named(attacks, k) }

// TailText says what follows the signed bytes.
func TailText(t revision.Tail) lint.Text { return named(tails, t) }

// CDAText says where the CDA stands.
func CDAText(s revision.CDAState) lint.Text { return named(cdaStates, s) }

// CauseText says why a signature is not intact.
func CauseText(c profile.Cause) lint.Text { return named(causes, c) }

// GeometryText says what is wrong with a byte range.
func GeometryText(g profile.GeometryProblem) lint.Text { return named(geometry, g) }

// StampText says what is wrong with a time stamp, "" when nothing is.
func StampText(t *profile.TimeStamp) lint.Text {
	switch {
	case t.Cause == profile.HashFailure && !t.ImprintMatches:
		return lint.Text{IT: "l'impronta non è quella di ciò che dovrebbe marcare", EN: "its imprint is not that of what it should stamp"}
	case t.Integrity != profile.Intact:
		return CauseText(t.Cause)
	case t.Authority() != nil && !t.Purpose:
		return lint.Text{IT: "il certificato della TSA non è destinato (solo) alle marche temporali", EN: "the authority's certificate is not (only) for time stamps"}
	}
	return lint.Text{}
}

// ReasonText puts the reason of the gateway's decision into words.
func ReasonText(r pades.Reason) lint.Text {
	if t, ok := accepted[r]; ok {
		return t
	}
	why, _ := explain(r)
	return why
}

// accepted are the words for reasons that refuse nothing, or not for what the signature is.
var accepted = map[pades.Reason]lint.Text{
	pades.ReasonOK:          {IT: "il valore della firma è giusto", EN: "the signature value is right"},
	pades.ReasonNoTopLevel:  {IT: "nessun campo firma al primo livello del modulo: non verifica nulla", EN: "no signature field at the top level of the form: it verifies nothing"},
	pades.ReasonNoSignature: {IT: "nessuna firma nel modulo", EN: "no signature in the form"},
	pades.ReasonException:   {IT: "il documento o il suo modulo non si possono leggere", EN: "the document or its form cannot be read"},
	pades.ReasonBound:       {IT: "il documento supera un limite di fselint", EN: "the document exceeds a limit of fselint"},
}

// StepText names a step of the gateway.
func StepText(step int) lint.Text { return steps[step] }

// named returns the words for a kind, the kind itself where there are none.
func named[K ~string](m map[K]lint.Text, k K) lint.Text {
	if t, ok := m[k]; ok {
		return t
	}
	return lint.Same(string(k))
}
