package document

import "github.com/fselint/fselint/internal/testkit/markup"

// vaccineTemplate is a template of the vaccination documents.
func vaccineTemplate(number string) *element { return el("templateId root=~2.9.10.1.11." + number) }

// CertVacc is a vaccination certificate: a vaccination that was given and one that was left out.
func CertVacc() *markup.Element {
	return kind{
		abbreviation: "CERT_VACC", template: "~2.9.10.1.11.1.2", templateVersion: "1.1",
		code: "82593-5", display: "Immunization summary report", title: "Certificato vaccinale",
		people: []*element{participant("REF")}, encounter: encounter(ambulatory()),
		sections: []*element{section("11369-6", "Vaccinazioni", vaccineTemplate("3.2"), entry(vaccination()), entry(omission()))},
	}.document()
}

// SingVacc is the record of one vaccination that was given.
func SingVacc() *markup.Element { return singleVaccination("SING_VACC", vaccination()) }

// SingVaccOmitted is the record of one vaccination that was left out.
func SingVaccOmitted() *markup.Element { return singleVaccination("SING_VACC_OMITTED", omission()) }

func singleVaccination(abbreviation string, what *element) *markup.Element {
	return kind{
		abbreviation: abbreviation, template: "~2.9.10.1.11.1.1", templateVersion: "1.1",
		code: "87273-9", display: "Immunization note", title: "Scheda della singola vaccinazione",
		people: []*element{participant("REF")}, encounter: encounter(ambulatory()),
		sections: []*element{section("11369-6", "Vaccinazione", vaccineTemplate("3.1"), entry(what))},
	}.document()
}

// vaccination was given: with dose number, coverage, risk, condition, disease and reaction.
func vaccination() *element {
	return clinical("substanceAdministration classCode=SBADM moodCode=EVN", vaccineTemplate("4.1"), localID("VACCINO-1"),
		status("completed"), at(began),
		coded("routeCode", "IM", "~5.112", "RouteOfAdministration", "Intramuscolare"),
		coded("approachSiteCode", "LA", "~5.1052", "ActSite", "Braccio sinistro"),
		el("doseQuantity value=1"),
		vaccine(), place(),
		el("entryRelationship typeCode=SUBJ inversionInd=true", vaccineFact("4.3", "30973-2", "Numero della dose", el("value xsi:type=INT value=1"))),
		relation("REFR", vaccineFact("4.4", "59778-1", "Data della prossima dose", el("value xsi:type=TS value=20270115"))),
		relation("REFR", vaccineFact("4.4", "30980-7", "Periodo di copertura", el("value xsi:type=IVL_TS", el("low value=20260115"), el("high value=20270115")))),
		relation("RSON", vaccineFact("4.5", "95715-9", "Categoria a rischio", cd(el("value code=01 codeSystem=~2.9.6.1.56.2")))),
		el("entryRelationship typeCode=RSON inversionInd=false", vaccineFact("4.6", "59785-6", "Condizione sanitaria", cd(icd9("value", "250.00", "Diabete mellito tipo II")))),
		relation("RSON", vaccineFact("4.9", "75323-6", "Malattia", cd(icd9("value", "487.1", "Influenza")))),
		relation("CAUS", vaccineFact("4.8", "31044-1", "Reazione", cd(icd9("value", "708.0", "Orticaria allergica")))))
}

// omission was left out: with the disease, the condition and the reason.
func omission() *element {
	return clinical("substanceAdministration classCode=SBADM moodCode=EVN negationInd=true", vaccineTemplate("4.2"), localID("VACCINO-2"),
		status("cancelled"), at(began), vaccine(), place(),
		relation("RSON", vaccineFact("4.9", "75323-6", "Malattia", cd(icd9("value", "487.1", "Influenza")))),
		relation("RSON", vaccineFact("4.7", "59784-9", "Malattia già contratta", cd(icd9("value", "487.1", "Influenza")))),
		relation("RSON", observation(loinc("code", "85714-4", "Motivo"), vaccineTemplate("4.10"), status("completed"), lowHigh(began, ended))))
}

func vaccineFact(templateNumber, code, display string, value *element) *element {
	return observation(loinc("code", code, display), vaccineTemplate(templateNumber), status("completed"), value)
}

func vaccine() *element {
	return el("consumable typeCode=CSM", el("manufacturedProduct classCode=MANU",
		el("manufacturedMaterial classCode=MMAT determinerCode=KIND", aic(), el("lotNumberText", "LOTTO-1")),
		el("manufacturerOrganization", el("name", "Fabbricante di Esempio"))))
}

func place() *element {
	return el("participant typeCode=LOC", el("participantRole classCode=ROL", localID("SEDE-1")))
}
