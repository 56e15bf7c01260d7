package codelist

import _ "embed"

// HighLevelDoc is tipoDocumentoLivAlto, also the domain types of the common name of a certificate. Three of the nineteen are
// only in the gateway's code since May 2026.
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

// former is the code of a document type that the gateway's code of May 2026 does not have any more.
const former = "28653-4"

// Class returns the class that tipoDocumentoLivAlto must have for a document type, by the table of the gateway's code of May 2026. known
// is false when that code does not have the type; class is empty when it has it in no pair. Of the types without a code the first counts.
func Class(loinc string) (class string, known bool) {
	for _, e := range LOINCDocType.All() {
		if e.Code == loinc && loinc != former {
			return e.Class, true
		}
	}
	return "", false
}

//go:embed lists/high-level-doc.txt
var highLevelDoc string

//go:embed lists/loinc-doc-type.txt
var loincDocType string
