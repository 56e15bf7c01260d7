package token

import "github.com/fselint/fselint/metadata/flaw"

// Kinds of flaw in the header of a token. {part} is a member, or an element of x5c.
var (
	NoMember   = flaw.Kind{Code: "jwt-header-missing", Group: flaw.Gateway, Severity: flaw.Error, IT: "nell'header del token manca {part}", EN: "{part} is missing in the header of the token"}
	MemberType = flaw.Kind{Code: "jwt-header-type", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} nell'header deve essere di tipo {expected}, è {found}", EN: "{part} in the header must be a {expected}, is {found}"}
	NearName   = flaw.Kind{Code: "jwt-name", Group: flaw.Standard, Severity: flaw.Warning, IT: "il nome \"{found}\" non è \"{expected}\": non viene letto", EN: "the name \"{found}\" is not \"{expected}\": it is not read"}
	OtherName  = flaw.Kind{Code: "other-name", Group: flaw.Gateway, Severity: flaw.Error, IT: "c'è invece \"{found}\", e i nomi contano lettera per lettera", EN: "there is \"{found}\" instead, and names count letter by letter"}
	NameBlank  = flaw.Kind{Code: "name-blank", Group: flaw.Gateway, Severity: flaw.Error, IT: "il nome è scritto con uno spazio di troppo, \"{found}\"", EN: "the name is written with a blank too many, \"{found}\""}
	Critical   = flaw.Kind{Code: "jwt-crit", Group: flaw.Gateway, Severity: flaw.Error, IT: "l'header chiede con crit estensioni che il gateway non conosce", EN: "the header demands with crit extensions that the gateway does not know"}

	AlgMisprint = flaw.Kind{Code: "jwt-alg-rs383", Group: flaw.Standard, Severity: flaw.Warning, IT: "{found} è un refuso del documento nazionale: l'algoritmo si chiama {expected}", EN: "{found} is a misprint of the national document: the algorithm is called {expected}"}
	AlgNone     = flaw.Kind{Code: "jwt-alg-none", Group: flaw.Gateway, Severity: flaw.Error, IT: "alg \"{found}\": il token non è firmato, serve uno tra {expected}", EN: "alg \"{found}\": the token is not signed, one of {expected} is needed"}
	AlgSecret   = flaw.Kind{Code: "jwt-alg-hmac", Group: flaw.Gateway, Severity: flaw.Error, IT: "alg {found} firma con un segreto condiviso: serve la chiave del certificato di firma, con uno tra {expected}", EN: "alg {found} signs with a shared secret: the key of the signature certificate is needed, with one of {expected}"}
	AlgSpelling = flaw.Kind{Code: "jwt-alg-spelling", Group: flaw.Gateway, Severity: flaw.Error, IT: "alg \"{found}\" va scritto esattamente come uno tra {expected}", EN: "alg \"{found}\" must be written exactly as one of {expected}"}
	AlgOther    = flaw.Kind{Code: "jwt-alg", Group: flaw.Gateway, Severity: flaw.Error, IT: "alg {found} non è ammesso: serve uno tra {expected}", EN: "alg {found} is not admitted: one of {expected} is needed"}
	Typ         = flaw.Kind{Code: "jwt-typ", Group: flaw.Gateway, Severity: flaw.Error, IT: "typ \"{found}\" deve essere {expected}", EN: "typ \"{found}\" must be {expected}"}

	X5CNotArray   = flaw.Kind{Code: "x5c-not-array", Group: flaw.Gateway, Severity: flaw.Error, IT: "x5c deve essere un array di stringhe, anche con un solo certificato: è {found}", EN: "x5c must be an array of strings, even with a single certificate: it is {found}"}
	X5CEmpty      = flaw.Kind{Code: "x5c-empty", Group: flaw.Gateway, Severity: flaw.Error, IT: "x5c è un array vuoto", EN: "x5c is an empty array"}
	X5CElement    = flaw.Kind{Code: "x5c-element", Group: flaw.Gateway, Severity: flaw.Error, IT: "x5c contiene un valore di tipo {found} al posto di una stringa", EN: "x5c holds a value of type {found} in place of a string"}
	X5CSeveral    = flaw.Kind{Code: "x5c-several", Group: flaw.Advice, Severity: flaw.Info, IT: "x5c contiene {found} certificati: conta il primo, e nella pratica basta quello", EN: "x5c holds {found} certificates: the first counts, and in practice it is enough"}
	X5COrder      = flaw.Kind{Code: "x5c-order", Group: flaw.Gateway, Severity: flaw.Error, IT: "x5c inizia con la CA {found}: per primo va il certificato di firma, {expected}", EN: "x5c begins with the CA {found}: the signature certificate comes first, {expected}"}
	X5CPEM        = flaw.Kind{Code: "x5c-pem", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} contiene il file PEM: vanno tolte le righe BEGIN e END e gli a capo, resta solo il base64", EN: "{part} holds the PEM file: remove the BEGIN and END lines and the line breaks, only the base64 remains"}
	X5CBase64PEM  = flaw.Kind{Code: "x5c-base64-pem", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} è il base64 del file PEM: il PEM è già base64, basta il testo tra le righe BEGIN e END senza a capo", EN: "{part} is the base64 of the PEM file: PEM is base64 already, the text between the BEGIN and END lines without line breaks is enough"}
	X5CTwice      = flaw.Kind{Code: "x5c-twice", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} è stato codificato in base64 due volte", EN: "{part} was encoded in base64 twice"}
	X5CBreaks     = flaw.Kind{Code: "x5c-breaks", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} contiene a capo o spazi{at}: il base64 del certificato va su una riga sola", EN: "{part} holds line breaks or blanks{at}: the base64 of the certificate is a single line"}
	X5CAlphabet   = flaw.Kind{Code: "x5c-alphabet", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} usa base64url (\"{found}\"{at}): in x5c, diversamente dal resto del token, va il base64 ordinario con \"+\" e \"/\"", EN: "{part} uses base64url (\"{found}\"{at}): x5c, unlike the rest of a token, holds ordinary base64 with \"+\" and \"/\""}
	X5CPadding    = flaw.Kind{Code: "x5c-padding", Group: flaw.Standard, Severity: flaw.Warning, IT: "il riempimento del base64 in {part} è \"{found}\" e dovrebbe essere \"{expected}\"", EN: "the padding of the base64 in {part} is \"{found}\" and should be \"{expected}\""}
	X5CNotBase64  = flaw.Kind{Code: "x5c-not-base64", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} non è base64: \"{found}\"", EN: "{part} is not base64: \"{found}\""}
	X5CMalformed  = flaw.Kind{Code: "x5c-malformed", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} è un certificato danneggiato o troncato ({found})", EN: "{part} is a certificate that is damaged or cut off ({found})"}
	X5CNothing    = flaw.Kind{Code: "x5c-nothing", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} è vuoto", EN: "{part} is empty"}
	X5CStore      = flaw.Kind{Code: "x5c-pkcs12", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} contiene l'intero PKCS#12, con la chiave privata: va messo il solo certificato, e quel PKCS#12 va considerato compromesso", EN: "{part} holds the whole PKCS#12, private key included: put in the certificate alone, and regard that PKCS#12 as compromised"}
	X5CBundle     = flaw.Kind{Code: "x5c-pkcs7", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} contiene un PKCS#7 (.p7b): va estratto il certificato", EN: "{part} holds a PKCS#7 (.p7b): extract the certificate"}
	X5CPrivateKey = flaw.Kind{Code: "x5c-private-key", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} contiene la chiave PRIVATA: va messo il certificato, e la chiave va considerata compromessa e sostituita", EN: "{part} holds the PRIVATE key: put in the certificate, and regard the key as compromised and replace it"}
	X5CPublicKey  = flaw.Kind{Code: "x5c-public-key", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} contiene la sola chiave pubblica: va messo il certificato", EN: "{part} holds the bare public key: put in the certificate"}
	X5CRequest    = flaw.Kind{Code: "x5c-csr", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} contiene la richiesta (CSR): va messo il certificato rilasciato dalla CA", EN: "{part} holds the request (CSR): put in the certificate that the CA issued"}
	X5COther      = flaw.Kind{Code: "x5c-other", Group: flaw.Gateway, Severity: flaw.Error, IT: "{part} non contiene un certificato X.509", EN: "{part} holds no X.509 certificate"}
)
