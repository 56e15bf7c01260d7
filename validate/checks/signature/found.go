package signaturecheck

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
)

// details are those of the gateway's decisions, which package pades words in English alone, in Italian.
var details = map[string]string{
	"the file is no PDF":                   "il file non è un PDF",
	"the document needs a password":        "il documento chiede una password",
	"the document cannot be opened":        "il documento non si può aprire",
	"the document has no form (/AcroForm)": "il documento non ha un modulo (/AcroForm)",
	"the form has no signature field":      "il modulo non ha alcun campo firma",
	"no signature field has a value (/V)":  "nessun campo firma ha un valore (/V)",

	"the value (/V) of a signature field is no dictionary":                        "il valore (/V) di un campo firma non è un dizionario",
	"no signature field stands at the top level of the form, so none is verified": "nessun campo firma sta al primo livello del modulo, e nessuno è verificato",
	"a signature field at the top level of the form has no signature":             "un campo firma al primo livello del modulo non ha firma",
	"the ByteRange has fewer than three numbers":                                  "/ByteRange ha meno di tre numeri",
	"the CMS has no signer":                                              "il CMS non ha alcun firmatario",
	"the signing date (/M) is missing":                                   "la data di firma (/M) manca",
	"the message-digest attribute is not the digest of the signed bytes": "l'attributo message-digest non è l'impronta dei byte firmati",
	"the signature value is wrong":                                       "il valore della firma è sbagliato",
	"the signature value is right over the signed attributes as sent, but not once they are sorted and encoded in DER": "il valore della firma è giusto sugli attributi firmati così come sono scritti, ma non su quelli ordinati e codificati in DER",
}

// foundAround are the words around a value in details that have one.
var foundAround = strings.NewReplacer(
	"the signing date (/M) ", "la data di firma (/M) ",
	" is in no form that the gateway reads", " non è in una forma che il gateway legge",
	"the gap of the byte range holds no CMS", "nel vuoto di /ByteRange non c'è un CMS",
	"the gap of the byte range holds ", "nel vuoto di /ByteRange c'è ",
	" where hexadecimal digits should be", " al posto di cifre esadecimali",
	"the range from ", "l'intervallo che parte da ",
	" begins behind the end of the file", " comincia oltre la fine del file",
	" ends before it begins", ", finisce prima di cominciare",
)

// Found says what the gateway found where it decided; zero where there is nothing to say.
func Found(j *pades.Judgement) lint.Text {
	if j.Detail == "" {
		return lint.Text{}
	}
	if it := details[j.Detail]; it != "" {
		return lint.Text{IT: it, EN: j.Detail}
	}
	it := foundAround.Replace(j.Detail)
	if j.Reason == pades.ReasonRanges {
		it = strings.Replace(it, " to ", " e arriva a ", 1)
	}
	return lint.Text{IT: it, EN: j.Detail}
}

// gapBlanks is what to do about hexadecimal digits with blanks among them.
var gapBlanks = texts.Text("fix-range-gap-white-space", nil)

// Remedy says what to change so that the gateway accepts; zero where it does already. r may be nil.
func Remedy(j *pades.Judgement, r *profile.Report) lint.Text {
	switch j.Decision {
	case pades.NotSigned:
		return ruleUnsigned.Fix
	case pades.ServerError:
		return ruleUnreadable.Fix
	case pades.OK:
		return lint.Text{}
	}
	s := decisive(j, r)
	switch {
	case s == nil:
	case s.Kind == profile.DocumentTimeStamp:
		return ruleDocTimeStamp.Fix // nothing that could be changed in it would make it a signature
	case j.Reason == pades.ReasonGap && slices.Contains(s.Geometry.Problems, profile.GapWhiteSpace):
		return gapBlanks
	}
	return cure(j.Reason)
}

// cure says what to do about the reason of a refusal, zero where that is not known.
func cure(r pades.Reason) lint.Text {
	if id := wordID("cure", r); texts.Has(id) {
		return texts.Text(id, nil)
	}
	return lint.Text{}
}
