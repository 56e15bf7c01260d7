package document

import "fselint/internal/sample/markup"

// RSA is the report of an outpatient specialist, with all its sections.
func RSA() *markup.Element {
	return kind{
		abbreviation: "RSA", template: "~2.9.10.1.9.1", templateVersion: "1.1",
		code: "11488-4", display: "Nota di consulto", title: "Referto di specialistica ambulatoriale",
		people:    []*element{participant("REF", "PROV")},
		events:    []*element{serviceEvent(coded("code", "PROG", "~2.9.5.1.4", "ActCode", "Programmato"))},
		encounter: encounter(coded("code", "AMB", "~5.4", "ActCode", "Ambulatoriale")),
		sections: []*element{
			section("29299-5", "Quesito diagnostico", entry(observation(loinc("code", "29298-7", "Motivo della visita"),
				status("completed"), cd(icd9("value", "250.00", "Diabete mellito tipo II"))))),
			section("11329-0", "Storia clinica", parts(
				entry(anamnesis()), entry(familyHistory()), allergies(), currentTherapy())...),
			section("30954-2", "Precedenti esami eseguiti", entry(observation(loinc("code", "2345-7", "Glucosio"),
				status("completed"), at(past), el("value xsi:type=PQ value=120 unit=mg/dL")))),
			section("29545-1", "Esame obiettivo"),
			section("62387-6", "Prestazioni", entry(el("act classCode=ACT moodCode=EVN",
				icd9("code", "89.7", "Visita generale"), at(began),
				relation("COMP", el("procedure classCode=PROC moodCode=EVN", icd9("code", "89.52", "Elettrocardiogramma"), at(began))),
				relation("COMP", el("substanceAdministration classCode=SBADM moodCode=EVN",
					atc("code", "N02BE01", "Paracetamolo"), status("completed"), material("consumable", atc("code", "N02BE01", "Paracetamolo")))),
				relation("COMP", observation(loinc("code", "8480-6", "Pressione sistolica"), status("completed"), at(began),
					el("value xsi:type=PQ value=120 unit=mm[Hg]")))))),
			section("93126-1", "Confronto con precedenti esami"),
			section("47045-0", "Referto"),
			section("29548-5", "Diagnosi", entry(observation(loinc("code", "29308-4", "Diagnosi"), status("completed"),
				cd(icd9("value", "250.00", "Diabete mellito tipo II"))))),
			section("55110-1", "Conclusioni"),
			section("62385-0", "Suggerimenti per il medico prescrittore"),
			section("80615-8", "Accertamenti e controlli consigliati", entry(el("act classCode=ACT moodCode=PRP",
				icd9("code", "89.52", "Elettrocardiogramma"), at(ended)))),
			section("93341-6", "Terapia farmacologica consigliata", entry(advisedTherapy())),
		},
	}.document()
}

// anamnesis is a problem in the patient's history, with chronicity and clinical status.
func anamnesis() *element {
	return observation(loinc("code", "75326-9", "Problema"),
		refer("text", "S11329-0"), status("completed"), lowHigh(past, "20210301"),
		el("value xsi:type=CD code=401.1 codeSystem=~6.103 codeSystemName=ICD-9-CM displayName='Ipertensione benigna'",
			refer("originalText", "S11329-0")),
		relation("REFR", observation(loinc("code", "89261-2", "Cronicità"), status("completed"),
			cd(loinc("value", "LA28752-6", "Cronico")))),
		relation("REFR", observation(loinc("code", "33999-4", "Stato clinico"), status("completed"),
			cd(loinc("value", "LA18632-2", "Inattivo")))))
}

// familyHistory is what a relative had, with ages at onset and death.
func familyHistory() *element {
	return el("organizer classCode=CLUSTER moodCode=EVN",
		loinc("code", "10157-6", "Anamnesi familiare"), status("completed"), at(past),
		el("subject", el("relatedSubject classCode=PRS", coded("code", "FTH", "~5.111", "RoleCode", "Padre"),
			el("subject", el("administrativeGenderCode code=M codeSystem=~5.1")))),
		el("component typeCode=COMP", observation(loinc("code", "75315-2", "Condizione familiare"),
			status("completed"), at(past), cd(icd9("value", "410.00", "Infarto miocardico acuto")),
			relation("SUBJ", observation(loinc("code", "35267-4", "Età di insorgenza"), status("completed"), el("value xsi:type=INT value=60"))),
			relation("SUBJ", observation(loinc("code", "39016-1", "Età del decesso"), status("completed"), el("value xsi:type=INT value=80"))))))
}

// allergies is the subsection on allergies, with reactions, severity, status and a comment.
func allergies() *element {
	return section("48765-2", "Allergie", entry(act(coded("code", "CONC", "~5.6", "ActClass", "Problema"),
		status("active"), since(past),
		relation("SUBJ", observation(loinc("code", "52473-6", "Allergia"),
			refer("text", "S48765-2"), status("completed"), since(past),
			cd(coded("value", "DALG", "~5.4", "ActCode", "Allergia a farmaci")),
			agent(atc("code", "J01CA04", "Amoxicillina")),
			el("entryRelationship typeCode=MFST inversionInd=true", observation(loinc("code", "75321-0", "Reazione"), status("completed"), since(past),
				cd(icd9("value", "708.0", "Orticaria allergica")))),
			relation("SUBJ", observation(coded("code", "SEV", "~5.4", "ActCode", "Gravità"), refer("text", "S48765-2"), status("completed"),
				cd(coded("value", "L", "~5.1063", "SeverityObservation", "Lieve")))),
			relation("REFR", observation(loinc("code", "33999-4", "Stato"), status("completed"), cd(loinc("value", "LA16666-2", "Attivo")))),
			relation("SUBJ", act(loinc("code", "48767-8", "Commento"), refer("text", "S48765-2"), status("completed"))))))))
}

// currentTherapy is the subsection on drugs that the patient takes.
func currentTherapy() *element {
	return section("10160-0", "Terapia farmacologica in atto", entry(el("substanceAdministration classCode=SBADM moodCode=EVN",
		refer("text", "S10160-0"), status("active"), el("effectiveTime xsi:type=IVL_TS", el("low value="+past)),
		el("doseQuantity value=1"),
		material("consumable", aic("code")))))
}

// advisedTherapy is a drug that the specialist advises.
func advisedTherapy() *element {
	return el("substanceAdministration classCode=SBADM moodCode=PRP",
		status("active"), el("effectiveTime xsi:type=IVL_TS", el("low value="+ended)),
		material("consumable", aic("code")),
		el("participant typeCode=PRF", el("participantRole", physician.id(), el("playingEntity", physician.name()))),
		relation("COMP", observation(loinc("code", "82810-3", "Confezione"), status("completed"), el("value xsi:type=PQ value=500 unit=mg"))),
		relation("COMP", el("supply classCode=SPLY moodCode=RQO", el("quantity value=2"))))
}
