package schemacheck

import (
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/xsd"
)

// Rules with an id of their own; all others are made from kinds.
var ruleNoSchema = &lint.Rule{
	ID: "XSD-NO-SCHEMA", Family: "XSD", Severity: lint.Error, Group: lint.Gateway, Error: "VA-02",
	Title:   lint.Text{IT: "nessuno schema per questo typeId/@extension", EN: "no schema for this typeId/@extension"},
	Why:     lint.Text{IT: "il validatore sceglie lo schema confrontando esattamente typeId/@extension", EN: "the validator picks the schema by an exact comparison of typeId/@extension"},
	Fix:     lint.Text{IT: "usate POCD_MT000040UV02 (tutti gli esempi pubblicati) o POCD_HD000040", EN: "use POCD_MT000040UV02 (as all published samples do) or POCD_HD000040"},
	Before:  `<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040UV02"/>`,
	After:   `<typeId root="2.16.840.1.113883.1.3" extension="POCD_MT000040UV02"/>`,
	Sources: []string{"05-validation §2", "06-errors VA-02"},
}

// kinds are the kinds of schema violation with the title and remedy of each.
var kinds = []struct {
	kind       xsd.Kind
	title, fix lint.Text
}{
	{xsd.UnknownRoot, lint.Text{IT: "l'elemento radice non è ClinicalDocument nel namespace urn:hl7-org:v3", EN: "the document element is not ClinicalDocument in the namespace urn:hl7-org:v3"},
		lint.Text{IT: "usate <ClinicalDocument xmlns=\"urn:hl7-org:v3\">", EN: "use <ClinicalDocument xmlns=\"urn:hl7-org:v3\">"}},
	{xsd.UnexpectedElement, lint.Text{IT: "elemento fuori posto", EN: "element out of place"},
		lint.Text{IT: "rispettate l'ordine e la molteplicità degli elementi dello schema", EN: "keep the order and the number of elements that the schema asks for"}},
	{xsd.MissingElement, lint.Text{IT: "manca un elemento obbligatorio", EN: "a required element is missing"},
		lint.Text{IT: "aggiungete l'elemento indicato", EN: "add the element named here"}},
	{xsd.ElementNotAllowed, lint.Text{IT: "elemento dentro un elemento che non ne ammette", EN: "element inside an element that takes none"},
		lint.Text{IT: "togliete l'elemento", EN: "remove the element"}},
	{xsd.TextNotAllowed, lint.Text{IT: "testo dove sono ammessi solo elementi", EN: "text where only elements may be"},
		lint.Text{IT: "togliete il testo o spostatelo nell'elemento giusto", EN: "remove the text or move it into the right element"}},
	{xsd.ContentNotAllowed, lint.Text{IT: "contenuto in un elemento che deve essere vuoto", EN: "content in an element that must be empty"},
		lint.Text{IT: "lasciate vuoto l'elemento", EN: "leave the element empty"}},
	{xsd.AttributeNotAllowed, lint.Text{IT: "attributo non previsto", EN: "attribute not allowed"},
		lint.Text{IT: "togliete l'attributo o correggetene il nome", EN: "remove the attribute or mend its name"}},
	{xsd.MissingAttribute, lint.Text{IT: "manca un attributo obbligatorio", EN: "a required attribute is missing"},
		lint.Text{IT: "aggiungete l'attributo indicato", EN: "add the attribute named here"}},
	{xsd.BadPattern, lint.Text{IT: "valore in una forma non ammessa", EN: "value in a form that is not allowed"},
		lint.Text{IT: "scrivete il valore nella forma richiesta", EN: "write the value in the required form"}},
	{xsd.BadChoice, lint.Text{IT: "valore non compreso tra quelli ammessi", EN: "value that is none of the allowed ones"},
		lint.Text{IT: "usate uno dei valori ammessi", EN: "use one of the allowed values"}},
	{xsd.BadLength, lint.Text{IT: "valore troppo corto o troppo lungo", EN: "value too short or too long"},
		lint.Text{IT: "date al valore la lunghezza richiesta; un attributo vuoto va tolto", EN: "give the value the required length; remove an attribute that would be empty"}},
	{xsd.BadRange, lint.Text{IT: "numero fuori dai limiti", EN: "number out of range"},
		lint.Text{IT: "usate un numero entro i limiti", EN: "use a number within the limits"}},
	{xsd.BadDatatype, lint.Text{IT: "valore del tipo sbagliato", EN: "value of the wrong type"},
		lint.Text{IT: "usate un valore del tipo richiesto", EN: "use a value of the required type"}},
	{xsd.BadFixed, lint.Text{IT: "valore diverso dall'unico ammesso", EN: "value other than the only one allowed"},
		lint.Text{IT: "usate il valore fisso, o togliete l'attributo", EN: "use the fixed value, or remove the attribute"}},
	{xsd.UnknownType, lint.Text{IT: "xsi:type indica un tipo sconosciuto", EN: "xsi:type names an unknown type"},
		lint.Text{IT: "usate un tipo di dato HL7 (CD, PQ, ST, …) con il prefisso giusto", EN: "use an HL7 data type (CD, PQ, ST, …) with the right prefix"}},
	{xsd.UnrelatedType, lint.Text{IT: "xsi:type indica un tipo non ammesso qui", EN: "xsi:type names a type that may not stand here"},
		lint.Text{IT: "usate un tipo derivato da quello dell'elemento", EN: "use a type derived from the element's own"}},
	{xsd.AbstractType, lint.Text{IT: "manca xsi:type, o indica un tipo astratto", EN: "xsi:type is missing, or names an abstract type"},
		lint.Text{IT: "aggiungete xsi:type con un tipo concreto (CD, PQ, ST, …)", EN: "add xsi:type with a concrete type (CD, PQ, ST, …)"}},
	{xsd.BadNil, lint.Text{IT: "xsi:nil usato in modo non ammesso", EN: "xsi:nil used where it may not be"},
		lint.Text{IT: "usate nullFlavor al posto di xsi:nil", EN: "use nullFlavor instead of xsi:nil"}},
	{xsd.DuplicateID, lint.Text{IT: "identificatore ID ripetuto", EN: "ID given twice"},
		lint.Text{IT: "date a ogni elemento della narrativa un ID diverso", EN: "give every element of the narrative an ID of its own"}},
	{xsd.UnresolvedReference, lint.Text{IT: "riferimento a un ID che non esiste", EN: "reference to an ID that does not exist"},
		lint.Text{IT: "aggiungete l'ID o correggete il riferimento", EN: "add the ID or mend the reference"}},
	{xsd.Other, lint.Text{IT: "violazione dello schema", EN: "violation of the schema"},
		lint.Text{IT: "correggete il punto indicato", EN: "mend the place named here"}},
}

// examples show each kind before and after.
var examples = map[xsd.Kind][2]string{
	xsd.UnknownRoot:         {`<ClinicalDocument xmlns="urn:hl7-org:V3">`, `<ClinicalDocument xmlns="urn:hl7-org:v3">`},
	xsd.UnexpectedElement:   {`<code …/><id …/>`, `<id …/><code …/>`},
	xsd.MissingElement:      {`<assignedCustodian/>`, `<assignedCustodian><representedCustodianOrganization>…</representedCustodianOrganization></assignedCustodian>`},
	xsd.ElementNotAllowed:   {`<languageCode code="it-IT"><b/></languageCode>`, `<languageCode code="it-IT"/>`},
	xsd.TextNotAllowed:      {`<patientRole>paziente<id …/>`, `<patientRole><id …/>`},
	xsd.ContentNotAllowed:   {`<confidentialityCode code="N">normale</confidentialityCode>`, `<confidentialityCode code="N"/>`},
	xsd.AttributeNotAllowed: {`<id root="2.16.840.1" value="1"/>`, `<id root="2.16.840.1" extension="1"/>`},
	xsd.MissingAttribute:    {`<typeId root="2.16.840.1.113883.1.3"/>`, `<typeId root="2.16.840.1.113883.1.3" extension="POCD_MT000040UV02"/>`},
	xsd.BadPattern:          {`<effectiveTime value="2026-01-31"/>`, `<effectiveTime value="20260131"/>`},
	xsd.BadChoice:           {`<observation classCode="OBS" moodCode="evn">`, `<observation classCode="OBS" moodCode="EVN">`},
	xsd.BadLength:           {`<id root="2.16.840.1" extension=""/>`, `<id root="2.16.840.1" nullFlavor="NI"/>`},
	xsd.BadRange:            {`<td colspan="-1">`, `<td colspan="1">`},
	xsd.BadDatatype:         {`<versionNumber value="1.0"/>`, `<versionNumber value="1"/>`},
	xsd.BadFixed:            {`<typeId root="2.16.840.1" …/>`, `<typeId root="2.16.840.1.113883.1.3" …/>`},
	xsd.UnknownType:         {`<value xsi:type="Quantity" …/>`, `<value xsi:type="PQ" value="5" unit="mg"/>`},
	xsd.UnrelatedType:       {`<effectiveTime xsi:type="PQ" …/>`, `<effectiveTime xsi:type="IVL_TS">…`},
	xsd.AbstractType:        {`<value value="5" unit="mg"/>`, `<value xsi:type="PQ" value="5" unit="mg"/>`},
	xsd.BadNil:              {`<id xsi:nil="true"/>`, `<id nullFlavor="NI"/>`},
	xsd.DuplicateID:         {`<content ID="r1">a</content><content ID="r1">b</content>`, `<content ID="r1">a</content><content ID="r2">b</content>`},
	xsd.UnresolvedReference: {`<footnoteRef IDREF="n1"/>`, `<footnote ID="n1">…</footnote> … <footnoteRef IDREF="n1"/>`},
	xsd.Other:               {`a document that differs from the schema`, `the same in the form of the published samples`},
}

var ruleOf = func() map[xsd.Kind]*lint.Rule {
	m := make(map[xsd.Kind]*lint.Rule, len(kinds))
	for _, k := range kinds {
		m[k.kind] = &lint.Rule{
			ID: "XSD-" + strings.ToUpper(string(k.kind)), Family: "XSD", Severity: lint.Error, Group: lint.Gateway, Error: "VA-04",
			Title: k.title, Fix: k.fix, Before: examples[k.kind][0], After: examples[k.kind][1],
			Why: lint.Text{
				IT: "un solo errore di schema basta perché il gateway rifiuti il documento; risponde senza riga né percorso",
				EN: "a single violation of the schema makes the gateway refuse the document; it answers without line or path",
			},
			Sources: []string{"05-validation §3", "06-errors VA-04"},
		}
	}
	return m
}()

func rules() []*lint.Rule {
	all := []*lint.Rule{ruleNoSchema}
	for _, k := range kinds {
		all = append(all, ruleOf[k.kind])
	}
	return all
}
