package signaturecheck

import (
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
)

type reasonText struct{ why, fix lint.Text }

// explain puts the reason of a refusal into words.
func explain(r pades.Reason) (why, fix lint.Text) {
	t, ok := reasons[r]
	if !ok {
		return lint.Same(string(r)), lint.Text{}
	}
	return t.why, t.fix
}

var signLast = lint.Text{IT: "firmate per ultimo, e non riscrivete né comprimete il PDF dopo la firma", EN: "sign last, and neither rewrite nor compress the PDF after signing"}

var reasons = map[pades.Reason]reasonText{
	pades.ReasonEmptyField: {
		lint.Text{IT: "un campo firma al primo livello è vuoto", EN: "a signature field at the top level is empty"},
		lint.Text{IT: "togliete i campi firma vuoti dal modello del PDF", EN: "remove empty signature fields from the PDF template"},
	},
	pades.ReasonGap: {
		lint.Text{IT: "tra i due intervalli di ByteRange non c'è una stringa esadecimale leggibile", EN: "there is no readable hexadecimal string between the two parts of ByteRange"},
		signLast,
	},
	pades.ReasonRanges: {
		lint.Text{IT: "gli intervalli di ByteRange non si possono leggere", EN: "the parts of ByteRange cannot be read"},
		signLast,
	},
	pades.ReasonCMS: {
		lint.Text{IT: "/Contents non è un messaggio CMS SignedData", EN: "/Contents is not a CMS SignedData message"},
		lint.Text{IT: "fate scrivere in /Contents un CMS SignedData in DER", EN: "have a CMS SignedData in DER written into /Contents"},
	},
	pades.ReasonNoSigner: {
		lint.Text{IT: "il CMS non ha alcun firmatario", EN: "the CMS has no signer"},
		lint.Text{IT: "rifate la firma: manca il SignerInfo", EN: "sign again: the SignerInfo is missing"},
	},
	pades.ReasonNoCertificate: {
		lint.Text{IT: "nel CMS manca il certificato del firmatario", EN: "the signer's certificate is not in the CMS"},
		lint.Text{IT: "configurate il software di firma perché includa il certificato del firmatario", EN: "make the signing software include the signer's certificate"},
	},
	pades.ReasonBadCertificate: {
		lint.Text{IT: "il certificato del firmatario non si può leggere", EN: "the signer's certificate cannot be read"},
		lint.Text{IT: "usate un certificato X.509 integro", EN: "use an intact X.509 certificate"},
	},
	pades.ReasonDate: {
		lint.Text{IT: "la data di firma /M manca o non è leggibile", EN: "the signing date /M is missing or unreadable"},
		lint.Text{IT: "scrivete /M come (D:20260131104500+01'00')", EN: "write /M as (D:20260131104500+01'00')"},
	},
	pades.ReasonVerification: {
		lint.Text{IT: "la verifica del CMS si interrompe", EN: "the verification of the CMS breaks off"},
		lint.Text{IT: "controllate gli attributi firmati (content-type, message-digest), gli algoritmi e la validità del certificato all'ora di firma", EN: "look at the signed attributes (content-type, message-digest), the algorithms, and the certificate's validity at the signing time"},
	},
	pades.ReasonDigestMismatch: {
		lint.Text{IT: "il contenuto è cambiato dopo la firma: l'impronta non corrisponde", EN: "the content changed after signing: the digest does not match"},
		signLast,
	},
	pades.ReasonSignatureWrong: {
		lint.Text{IT: "il valore della firma non corrisponde agli attributi firmati, che il gateway ordina prima di verificare", EN: "the signature value does not match the signed attributes, which the gateway sorts before it verifies"},
		lint.Text{IT: "aggiornate il software di firma: gli attributi firmati vanno codificati in DER, ordinati", EN: "update the signing software: signed attributes must be encoded in DER, sorted"},
	},
	pades.ReasonForm: {
		lint.Text{IT: "il modulo del PDF fa fallire il lettore del gateway", EN: "the form of the PDF makes the gateway's reader fail"},
		lint.Text{IT: "producete di nuovo il PDF senza campi modulo superflui", EN: "make the PDF again without needless form fields"},
	},
}
