package codelist

import _ "embed"

// HighLevelDoc is tipoDocumentoLivAlto, also the domain types of the common name of a certificate. Three of the nineteen are not
// in the published gateway code.
var HighLevelDoc = newList("tipoDocumentoLivAlto", highLevelDoc, func(fields []string) Entry {
	return Entry{Code: fields[0], Name: fields[1], Unlisted: len(fields) > 2}
})

// DomainType is TipDominio of the common name of a certificate: the codes of HighLevelDoc (specifiche-privati-RT v1.2, 13.1).
var DomainType = &List{Name: "TipDominio", load: HighLevelDoc.load, upper: HighLevelDoc.upper}

// LOINCDocType holds the LOINC codes of documents with the class that goes with each (correlation table of the integration
// document, 15.4). Four of them have no LOINC code yet and stand under a placeholder.
var LOINCDocType = newList("resource_hl7_type", loincDocType, func(fields []string) Entry {
	return Entry{Code: fields[0], Name: fields[1], Class: fields[2]}
})

// LOINCPlaceholder is the code of the document types without one.
const LOINCPlaceholder = "[LOINC_CODE]"

// Correlation returns the class that tipoDocumentoLivAlto must have for a LOINC code. known is false when the code is on no
// list, class is empty when it is known but has no pair.
func Correlation(loinc string) (class string, known bool) {
	if loinc == LOINCPlaceholder {
		return "", false
	}
	e, ok := LOINCDocType.Lookup(loinc)
	return e.Class, ok
}

//go:embed lists/high-level-doc.txt
var highLevelDoc string

//go:embed lists/loinc-doc-type.txt
var loincDocType string
