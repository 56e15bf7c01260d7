package certificate

import "github.com/fselint/fselint/metadata/flaw"

// Kinds of flaw in a certificate file.
var (
	NotACertificate = flaw.Kind{Code: "cert-unrecognised", Group: flaw.Standard, Severity: flaw.Error, IT: "il file non contiene un certificato: si attende PEM, DER o PKCS#12", EN: "the file holds no certificate: PEM, DER or PKCS#12 is expected"}
	EmptyFile       = flaw.Kind{Code: "cert-empty", Group: flaw.Standard, Severity: flaw.Error, IT: "il file del certificato è vuoto", EN: "the certificate file is empty"}
	TooLarge        = flaw.Kind{Code: "cert-too-large", Group: flaw.Standard, Severity: flaw.Error, IT: "{found} byte sono troppi per un certificato (al più {expected})", EN: "{found} bytes are too many for a certificate (at most {expected})"}
	BadPEM          = flaw.Kind{Code: "cert-pem", Group: flaw.Standard, Severity: flaw.Error, IT: "il PEM è danneggiato: mancano la riga END, gli a capo o dei caratteri base64", EN: "the PEM is damaged: its END line, its line breaks or base64 characters are missing"}
	Cut             = flaw.Kind{Code: "cert-cut", Group: flaw.Standard, Severity: flaw.Error, IT: "il file è troncato: ha {found} byte, la struttura che contiene ne annuncia {expected}", EN: "the file is cut off: it has {found} bytes, the structure in it announces {expected}"}
	Malformed       = flaw.Kind{Code: "cert-malformed", Group: flaw.Standard, Severity: flaw.Error, IT: "il certificato è danneggiato e non si legge come X.509 ({found})", EN: "the certificate is damaged and cannot be read as X.509 ({found})"}
	StoreLocked     = flaw.Kind{Code: "cert-store-locked", Group: flaw.Standard, Severity: flaw.Error, IT: "il PKCS#12 è protetto: serve la password", EN: "the PKCS#12 is protected: a password is needed"}
	StorePassword   = flaw.Kind{Code: "cert-store-password", Group: flaw.Standard, Severity: flaw.Error, IT: "la password del PKCS#12 è sbagliata", EN: "the password of the PKCS#12 is wrong"}
	StoreBroken     = flaw.Kind{Code: "cert-store", Group: flaw.Standard, Severity: flaw.Error, IT: "il PKCS#12 non si apre ({found}): estrarre il certificato con openssl pkcs12 -in FILE -nokeys", EN: "the PKCS#12 cannot be opened ({found}): extract the certificate with openssl pkcs12 -in FILE -nokeys"}
	StoreCost       = flaw.Kind{Code: "cert-store-cost", Group: flaw.Standard, Severity: flaw.Error, IT: "il PKCS#12 chiede {found} iterazioni prima di aprirsi: più di {expected} non si eseguono", EN: "the PKCS#12 asks for {found} iterations before it opens: more than {expected} are not made"}
	IsRequest       = flaw.Kind{Code: "cert-request", Group: flaw.Standard, Severity: flaw.Error, IT: "è una richiesta di certificato (CSR): serve il certificato che la CA ha rilasciato per essa", EN: "this is a certificate signing request (CSR): what is needed is the certificate that the CA issued for it"}
	IsPKCS7         = flaw.Kind{Code: "cert-pkcs7", Group: flaw.Standard, Severity: flaw.Error, IT: "è un PKCS#7: estrarre il certificato con openssl pkcs7 -print_certs", EN: "this is a PKCS#7: extract the certificate with openssl pkcs7 -print_certs"}
	IsPrivateKey    = flaw.Kind{Code: "cert-private-key", Group: flaw.Standard, Severity: flaw.Error, IT: "è la chiave privata, che non va mai inviata: serve il certificato", EN: "this is the private key, which must never be sent: the certificate is needed"}
	IsPublicKey     = flaw.Kind{Code: "cert-public-key", Group: flaw.Standard, Severity: flaw.Error, IT: "è una chiave pubblica senza certificato", EN: "this is a public key without a certificate"}
	IsRevocations   = flaw.Kind{Code: "cert-crl", Group: flaw.Standard, Severity: flaw.Error, IT: "è una lista di revoca (CRL), non un certificato", EN: "this is a revocation list (CRL), not a certificate"}
	IsKeystore      = flaw.Kind{Code: "cert-jks", Group: flaw.Standard, Severity: flaw.Error, IT: "è un keystore Java: convertirlo con keytool -importkeystore -deststoretype PKCS12", EN: "this is a Java keystore: convert it with keytool -importkeystore -deststoretype PKCS12"}
	IsToken         = flaw.Kind{Code: "cert-token", Group: flaw.Standard, Severity: flaw.Error, IT: "è un token JWT, non un certificato", EN: "this is a JWT, not a certificate"}
	IsMarkup        = flaw.Kind{Code: "cert-markup", Group: flaw.Standard, Severity: flaw.Error, IT: "è una pagina HTML o XML, forse salvata al posto del certificato", EN: "this is an HTML or XML page, perhaps saved in place of the certificate"}
	KeyMismatch     = flaw.Kind{Code: "cert-key-mismatch", Group: flaw.Standard, Severity: flaw.Error, IT: "la chiave privata non è quella del certificato {found}", EN: "the private key is not that of the certificate {found}"}
)

var insteadOf = map[Content]*flaw.Kind{
	Nothing: &EmptyFile, PKCS7: &IsPKCS7, PrivateKey: &IsPrivateKey, EncryptedKey: &IsPrivateKey, PublicKey: &IsPublicKey,
	Request: &IsRequest, Revocations: &IsRevocations, Keystore: &IsKeystore, Token: &IsToken, Markup: &IsMarkup,
}
