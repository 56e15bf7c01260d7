package document

import "github.com/fselint/fselint/internal/testkit/markup"

// nre is the number of an electronic prescription (numero ricetta elettronica).
const nre = "1200A4000000001"

func prescriptionNumber() *element {
	return el("id root=~2.9.4.3.9 extension=" + nre + " assigningAuthorityName='Ministero delle Finanze'")
}

// prescriptionKind says in the document's code what kind of prescription it is.
func prescriptionKind(code, qualifier string) []*element {
	return []*element{el("translation code="+code+" codeSystem=~2.9.5.2.1",
		el("qualifier", el("name code="+qualifier+" codeSystem=~2.9.5.2.1"), el("value code=N codeSystem=~2.9.5.2.1")))}
}

// prescriptionPeople are a substitute physician, for a time, and the one who guarantees the exemption.
func prescriptionPeople() []*element {
	return []*element{
		prescriptionParty("PROV", el("code code=APR codeSystem=~2.9.5.1.111"),
			el("functionCode code=FULINRD codeSystem=~2.9.5.1.88"), el("time", el("low value=20260101"), el("high value=20261231"))),
		prescriptionParty("GUAR", el("code code=001 codeSystem=~2.9.5.1.111")),
		prescriptionParty("GUAR", el("code code=003 codeSystem=~2.9.5.1.111")),
		prescriptionParty("PROV", el("code code=004 codeSystem=~2.9.5.1.111")),
	}
}

func prescriptionParty(class string, code *element, before ...*element) *element {
	return el("participant typeCode=IND contextControlCode=OP", before, el("associatedEntity classCode="+class,
		physician.id(), code, address("WP"), phone("WP"),
		el("associatedPerson classCode=PSN determinerCode=INSTANCE", physician.name()),
		organization("scopingOrganization classCode=ORG determinerCode=INSTANCE", el("asOrganizationPartOf classCode=PART",
			el("id root=~2.9.4.1.1 extension=120 assigningAuthorityName='Ministero della Salute'")))))
}

// exemption is the section that says that the patient pays.
func exemption(content ...*element) *element {
	return section("57827-8", "Esenzioni", parts(prescriptionNumber(), content, entry(act(
		el("code code=NE codeSystem=~2.9.5.2.2 displayName='Non esente'", refer("originalText", "S57827-8")))))...)
}

// remark is the section of remarks to the prescription.
func remark(content ...*element) *element {
	return section("48767-8", "Annotazioni", parts(prescriptionNumber(), content)...)
}

func remarkEntry(content ...*element) *element {
	return entry(act(loinc("code", "48767-8", "Annotazioni"), parts(refer("text", "S48767-8"), content)...))
}

func ambulatory() *element { return coded("code", "AMB", "~5.4", "ActCode", "Ambulatoriale") }

// PrF is a prescription of drugs at the expense of the national health service.
func PrF() *markup.Element {
	return kind{
		abbreviation: "PrF", template: "~2.9.10.1.2.1", templateVersion: "4.0",
		code: "57833-6", display: "Prescrizione Farmaceutica", title: "Prescrizione farmaceutica",
		codeTranslation: prescriptionKind("PRESC_FARMA", "TR"), identifier: prescriptionNumber(),
		people: prescriptionPeople(), orders: []*element{}, encounter: encounter(ambulatory()),
		sections: []*element{
			exemption(),
			section("57828-6", "Prescrizioni", prescriptionNumber(), entry(prescribedPack()), entry(prescribedSubstance())),
			remark(remarkEntry()),
			section("51851-4", "Messaggio regionale"),
			section("8716-3", "Parametri vitali", template("263")),
			section("48765-2", "Allergie", template("265")),
			section("47420-5", "Valutazione funzionale", template("270")),
		},
	}.document()
}

// prescribedPack is a packaged drug with all that may be said of its prescription.
func prescribedPack() *element {
	return el("substanceAdministration classCode=SBADM moodCode=RQO",
		el("effectiveTime xsi:type=IVL_TS", el("low value=20260115"), el("high value=20260125")),
		el("effectiveTime xsi:type=PIVL_TS", el("period value=8 unit=h")),
		el("effectiveTime xsi:type=EIVL_TS", el("event code=AC codeSystem=~5.139")),
		el("doseQuantity", el("low value=1 unit={compressa}"), el("high value=2 unit={compressa}")),
		labeledDrug("consumable"),
		supplied("COMP"),
		relation("RSON", el("observation classCode=OBS moodCode=EVN", icd9("code", "784.0", "Cefalea"))),
		el("entryRelationship typeCode=RSON", template("77.1"),
			observation(loinc("code", "29548-5", "Diagnosi"), refer("text", "S57828-6"), status("completed"))),
		el("entryRelationship typeCode=SUBJ inversionInd=true", notReplaceable()),
		relation("REFR", act(el("code code=1 codeSystem=~2.9.6.1.24"))),
		relation("SUBJ", act(loinc("code", "48767-8", "Annotazioni"), refer("text", "S48767-8"))))
}

// prescribedSubstance is a substance by its ATC class, for a time whose beginning is not said.
func prescribedSubstance() *element {
	code := atc("code", "N02BE01", "Paracetamolo")
	code.Children = append(code.Children, refer("originalText", "S57828-6"))
	return el("substanceAdministration classCode=SBADM moodCode=RQO",
		el("effectiveTime xsi:type=IVL_TS", el("width value=10 unit=d")),
		el("effectiveTime nullFlavor=UNK"),
		material("consumable", code, el("name", "Paracetamolo"), el("formCode code=10219000 codeSystem=0.4.0.127.0.16.1.1.2.1")),
		supplied("COMP"))
}

func labeledDrug(role string, before ...*element) *element {
	return el(role, clinical("manufacturedProduct classCode=MANU", parts(before,
		el("manufacturedLabeledDrug classCode=MMAT determinerCode=KIND", aic(), el("name", "Farmaco di esempio")))...))
}

func supplied(typeCode string, content ...*element) *element {
	return relation(typeCode, clinical("supply classCode=SPLY moodCode=RQO",
		parts(content, el("independentInd value=false"), el("quantity value=2"))...))
}

// notReplaceable says why the drug must not be replaced by an equivalent one.
func notReplaceable(content ...*element) *element {
	return observation(el("code code=N codeSystem=~3.1937.777.63.11.26"), parts(content,
		relation("RSON", observation(el("code code=1 codeSystem=~2.9.6.1.52"), parts(reasonTemplate(content))...)))...)
}

// reasonTemplate is the template of the reason, where the observation has one.
func reasonTemplate(observation []*element) *element {
	if len(observation) == 0 {
		return nil
	}
	return template("796")
}

// PrFNoSSN is a prescription of drugs at the patient's expense.
func PrFNoSSN() *markup.Element {
	return kind{
		abbreviation: "PrF_NoSSN", template: "~2.9.10.1.3.1", templateVersion: "1.1",
		code: "57833-6", display: "Prescrizione Farmaceutica", title: "Prescrizione farmaceutica non a carico del SSN",
		codeTranslation: prescriptionKind("PRESC_FARMA", "TR"), identifier: prescriptionNumber(),
		people: prescriptionPeople(), orders: []*element{}, encounter: encounter(ambulatory()),
		sections: []*element{
			exemption(template("773")),
			section("57828-6", "Prescrizioni", prescriptionNumber(), template("775"), entry(privatePack())),
			remark(template("777"), remarkEntry(template("778"))),
			section("51851-4", "Messaggio regionale", template("779")),
			section("8716-3", "Parametri vitali", template("780")),
			section("48765-2", "Allergie", template("781")),
			section("47420-5", "Valutazione funzionale", template("782")),
		},
	}.document()
}

func privatePack() *element {
	return clinical("substanceAdministration classCode=SBADM moodCode=RQO",
		template("776"), localID("RIGA-1"),
		el("effectiveTime xsi:type=IVL_TS", el("low value=20260115"), el("high value=20260125")),
		el("effectiveTime xsi:type=PIVL_TS", el("period value=8 unit=h")),
		el("effectiveTime xsi:type=EIVL_TS", el("event code=AC codeSystem=~5.139")),
		el("doseQuantity", el("low value=1 unit={compressa}"), el("high value=2 unit={compressa}")),
		labeledDrug("consumable"),
		supplied("COMP", template("800")),
		relation("RSON", observation(loinc("code", "29308-4", "Diagnosi"), template("798"), cd(icd9("value", "784.0", "Cefalea")))),
		el("entryRelationship typeCode=SUBJ inversionInd=true", notReplaceable(template("795"))),
		el("entryRelationship typeCode=SUBJ inversionInd=true", observation(atc("code", "N02", "Analgesici"), template("797"),
			el("value xsi:type=BL value=false"))),
		relation("SUBJ", el("observationMedia classCode=OBS moodCode=EVN", template("802"),
			el("value xsi:type=ED mediaType=image/png representation=B64", "iVBORw0KGgo="))),
		relation("SUBJ", act(loinc("code", "48767-8", "Annotazioni"), template("803"))),
		relation("SUBJ", act(loinc("code", "48767-8", "Annotazioni"), template("804"))),
		relation("REFR", act(el("code code=1 codeSystem=~2.9.6.1.24"), template("801"))))
}

// PrS is a prescription of specialist services.
func PrS() *markup.Element {
	return kind{
		abbreviation: "PrS", template: "~2.9.10.1.2.2", templateVersion: "2.7",
		code: "57832-8", display: "Prescrizione Specialistica", title: "Prescrizione specialistica",
		codeTranslation: prescriptionKind("PRESC_SPEC", "TP"), identifier: prescriptionNumber(),
		people: prescriptionPeople(), orders: []*element{}, encounter: encounter(ambulatory()),
		sections: []*element{
			exemption(),
			section("57828-6", "Prescrizioni", prescriptionNumber(), entry(prescribedService())),
			remark(remarkEntry()),
			section("51851-4", "Messaggio regionale"),
			section("8716-3", "Parametri vitali", template("263")),
			section("48765-2", "Allergie", template("265")),
			section("47420-5", "Valutazione funzionale", template("270")),
		},
	}.document()
}

func prescribedService() *element {
	priority := el("priorityCode code=R codeSystem=~5.7 displayName=Routine", el("translation code=P codeSystem=~2.9.5.2.3"))
	return el("observation classCode=OBS moodCode=RQO",
		icd9("code", "89.52", "Elettrocardiogramma"), priority, el("repeatNumber value=1"),
		el("participant typeCode=LOC", el("participantRole classCode=LOCE", el("scopingEntity classCode=ENT", el("code code=H codeSystem=~2.9.6.3.1.1")))),
		el("entryRelationship typeCode=SUBJ inversionInd=true",
			act(loinc("code", "48767-8", "Annotazioni"), template("274"), refer("text", "S48767-8"))),
		relation("REFR", clinical("encounter classCode=ENC moodCode=INT", template("276"), coded("code", "AMB", "~5.4", "ActCode", "Ambulatoriale"))),
		relation("REFR", clinical("encounter classCode=ENC moodCode=INT", template("281"), coded("code", "AMB", "~5.4", "ActCode", "Ambulatoriale"))),
		relation("REFR", act(el("code code=1 codeSystem=~2.9.6.3.1.3"), template("275"))),
		relation("AUTH", act(el("code code=1 codeSystem=~2.9.6.1.54", el("translation code=1 codeSystem=~2.9.6.1.54",
			el("qualifier", el("name code=Q codeSystem=~2.9.6.1.55"), el("value code=1 codeSystem=~2.9.6.1.55")))), template("278"))),
		relation("COMP", clinical("observation classCode=OBS moodCode=RQO", template("277"),
			icd9("code", "89.52", "Elettrocardiogramma"), el("repeatNumber value=2"))))
}
