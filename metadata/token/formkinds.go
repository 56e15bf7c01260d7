package token

import "github.com/fselint/fselint/metadata/flaw"

// Kinds of flaw in the form of a token. {part} is header, payload or signature.
var (
	TooLarge    = flaw.Kind{Code: "jwt-too-large", Group: flaw.Gateway, Severity: flaw.Error, IT: "il token ha {found} byte: nessun server ne accetta {expected} in un'intestazione", EN: "the token has {found} bytes: no server takes {expected} in a header"}
	UTF16       = flaw.Kind{Code: "jwt-file-utf16", Group: flaw.Advice, Severity: flaw.Warning, IT: "il file del token è in UTF-16 (così scrive la redirezione di PowerShell): chi lo invia tale e quale invia byte sbagliati", EN: "the token file is in UTF-16 (as PowerShell redirection writes it): sent as it is, its bytes are wrong"}
	BOM         = flaw.Kind{Code: "jwt-file-bom", Group: flaw.Advice, Severity: flaw.Warning, IT: "il file del token inizia con un byte order mark, che non va inviato", EN: "the token file begins with a byte order mark, which must not be sent"}
	BearerTwice = flaw.Kind{Code: "jwt-bearer-twice", Group: flaw.Gateway, Severity: flaw.Error, IT: "\"Bearer\" compare due volte", EN: "\"Bearer\" stands there twice"}
	BearerForm  = flaw.Kind{Code: "jwt-bearer-form", Group: flaw.Gateway, Severity: flaw.Error, IT: "\"{found}\" davanti al token: va scritto \"{expected}\" con un solo spazio", EN: "\"{found}\" in front of the token: write \"{expected}\" with a single blank"}
	BearerExtra = flaw.Kind{Code: "jwt-bearer-extra", Group: flaw.Standard, Severity: flaw.Warning, IT: "FSE-JWT-Signature contiene il token da solo, senza \"Bearer\"", EN: "FSE-JWT-Signature holds the bare token, without \"Bearer\""}
	WrongField  = flaw.Kind{Code: "jwt-wrong-field", Group: flaw.Standard, Severity: flaw.Error, IT: "il token sta nell'intestazione {found}: va in {expected}", EN: "the token stands in the header field {found}: it belongs into {expected}"}
	Quoted      = flaw.Kind{Code: "jwt-quoted", Group: flaw.Gateway, Severity: flaw.Error, IT: "il token è tra virgolette ({found}): va inviato senza", EN: "the token stands between quotation marks ({found}): it is sent without"}
	LineBreak   = flaw.Kind{Code: "jwt-line-break", Group: flaw.Gateway, Severity: flaw.Error, IT: "il token va a capo{at}: deve essere su una riga sola", EN: "the token has a line break{at}: it must be a single line"}
	Blank       = flaw.Kind{Code: "jwt-blank", Group: flaw.Gateway, Severity: flaw.Error, IT: "spazio o carattere invisibile nel token{at}", EN: "blank or invisible character in the token{at}"}
	Encrypted   = flaw.Kind{Code: "jwt-encrypted", Group: flaw.Gateway, Severity: flaw.Error, IT: "il token ha {found} parti: è cifrato (JWE), il gateway attende un token firmato (JWS) di {expected}", EN: "the token has {found} parts: it is encrypted (JWE), the gateway expects a signed token (JWS) of {expected}"}
	Unsigned    = flaw.Kind{Code: "jwt-unsigned", Group: flaw.Gateway, Severity: flaw.Error, IT: "il token ha due parti: manca la firma", EN: "the token has two parts: the signature is missing"}
	Segments    = flaw.Kind{Code: "jwt-segments", Group: flaw.Gateway, Severity: flaw.Error, IT: "il token ha {found} parti separate da punti: devono essere {expected} (forse due token di seguito)", EN: "the token has {found} parts between full stops: they must be {expected} (perhaps two tokens in a row)"}
	NoToken     = flaw.Kind{Code: "jwt-no-token", Group: flaw.Gateway, Severity: flaw.Error, IT: "non è un token: mancano i punti tra header, payload e firma", EN: "this is no token: the full stops between header, payload and signature are missing"}

	IsJSON        = flaw.Kind{Code: "is-json", Group: flaw.Gateway, Severity: flaw.Error, IT: "è JSON, forse le sole claim prima della firma", EN: "it is JSON, perhaps the bare claims before signing"}
	IsCertificate = flaw.Kind{Code: "is-certificate", Group: flaw.Gateway, Severity: flaw.Error, IT: "è un certificato o una chiave", EN: "it is a certificate or a key"}
	IsMarkup      = flaw.Kind{Code: "is-markup", Group: flaw.Gateway, Severity: flaw.Error, IT: "è HTML o XML", EN: "it is HTML or XML"}

	EmptySegment     = flaw.Kind{Code: "jwt-empty-segment", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part}: la parte è vuota", EN: "{part}: the part is empty"}
	PercentEncoded   = flaw.Kind{Code: "jwt-percent", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part}: \"{found}\"{at}, il token è stato codificato come in un indirizzo", EN: "{part}: \"{found}\"{at}, the token was encoded as in an address"}
	Padded           = flaw.Kind{Code: "jwt-padding", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part}: \"{found}\" in fondo: base64url in un token non ha riempimento", EN: "{part}: \"{found}\" at the end: base64url in a token has no padding"}
	StandardAlphabet = flaw.Kind{Code: "jwt-alphabet", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part}: \"{found}\"{at} è del base64 ordinario: un token usa base64url, con \"-\" e \"_\" al posto di \"+\" e \"/\"", EN: "{part}: \"{found}\"{at} belongs to ordinary base64: a token uses base64url, with \"-\" and \"_\" for \"+\" and \"/\""}
	NotBase64        = flaw.Kind{Code: "jwt-character", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part}: \"{found}\"{at} non è base64url", EN: "{part}: \"{found}\"{at} is not base64url"}
	CutSegment       = flaw.Kind{Code: "jwt-cut", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part}: {found} caratteri non sono una lunghezza possibile in base64url: ne manca almeno uno", EN: "{part}: {found} characters are no possible length in base64url: at least one is missing"}
	SurplusBits      = flaw.Kind{Code: "jwt-surplus-bits", Group: flaw.Standard, Severity: flaw.Warning, IT: "{part}: l'ultimo carattere \"{found}\" porta bit di troppo: la parte è stata modificata o troncata a mano", EN: "{part}: the last character \"{found}\" carries surplus bits: the part was changed or cut by hand"}
	NotObject        = flaw.Kind{Code: "jwt-not-object", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part}: deve essere un oggetto JSON, è {found}", EN: "{part}: must be a JSON object, is {found}"}
	AfterJSON        = flaw.Kind{Code: "jwt-after-json", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part}: dopo l'oggetto JSON segue altro: {found}", EN: "{part}: more follows the JSON object: {found}"}
)
