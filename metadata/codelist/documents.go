package codelist

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

const highLevelDoc = `
WOR|Documento di workflow
REF|Referto
LDO|Lettera di dimissione
RIC|Richiesta
SUM|Sommario
TAC|Taccuino
PRS|Prescrizione
PRE|Prestazioni
ESE|Esenzione
PDC|Piano di cura
VAC|Vaccino
CER|Certificato DGC
VRB|Verbale
CON|Documento di consenso
CNT|Documento di controllo
CRT|Certificato amministrativo
LET|Lettera|unlisted
PRO|Promemoria|unlisted
COL|Collezione di documenti|unlisted
`

const loincDocType = `
57833-6|Prescrizione farmaceutica|PRS
60591-5|Profilo Sanitario Sintetico|SUM
11502-2|Referto di Laboratorio|REF
57829-4|Prescrizione per prodotto o apparecchiature mediche|PRS
34105-7|Lettera di dimissione ospedaliera|LDO
18842-5|Lettera di dimissione non ospedaliera|LDO
59258-4|Verbale di pronto soccorso|VRB
68604-8|Referto di radiologia|REF
11526-1|Referto di anatomia patologica|REF
59284-0|Documento dei consensi|CON
28653-4|Certificato di malattia|
57832-8|Prescrizione diagnostica o specialistica|PRS
29304-3|Erogazione farmaceutica|PRE
11488-4|Referto specialistico|REF
57827-8|Documento di esenzione|ESE
81223-0|Erogazione specialistica|PRE
18776-5|Piano terapeutico|PDC
97500-3|Certificazione verde Covid-19|CER
87273-9|Scheda singola vaccinazione|VAC
82593-5|Certificato vaccinale|VAC
97499-8|Certificato di guarigione da Covid-19|CER
55750-4|Resoconto relativo alla sicurezza del paziente|SUM
68814-3|Bilanci di salute pediatrici|CNT
103140-0|Allegato del paziente|TAC
102033-8|Documento di rete di patologia|
103144-2|Medical equipment dispensed.brief|PRE
103145-9|Medical equipment dispensed.extended|PRE
103146-7|Specialist care dispensed.brief|PRE
103147-5|Specialist care dispensed.extended|PRE
101136-0|Lettera di fine trattamento|LET
101134-5|Promemoria di appuntamento|PRO
101133-7|Consenso alla donazione di organo e/o tessuto|CON
100971-1|Cartella clinica|COL
53576-5|Dati di taccuino|TAC
101881-1|Tessera portatori di impianto|SUM
108276-7|Lettera di invito per screening o altri percorsi di prevenzione|LET
[LOINC_CODE]|Lettera di invito per vaccinazione|LET
[LOINC_CODE]|Relazione di Telemonitoraggio|CNT
75496-0|Referto di Televisita|REF
85208-7|Referto di Teleconsulto|REF
[LOINC_CODE]|Referto di Teleassistenza|REF
[LOINC_CODE]|Report settimanale di telemonitoraggio|CNT
104531-9|Certificato amministrativo|CRT
`
