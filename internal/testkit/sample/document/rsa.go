package document

import "github.com/fselint/fselint/internal/testkit/markup"

// RSA is the report of an outpatient specialist, with all its sections.
func RSA() *markup.Element {
	return kind{
		abbreviation: "RSA", template: "~2.9.10.1.9.1", templateVersion: "1.1",
		code: "11488-4", display: "Nota di consulto", title: "Referto di specialistica ambulatoriale",
		people:    []*element{participant("REF")},
		events:    []*element{serviceEvent(coded("code", "PROG", "~2.9.5.1.4", "ActCode", "Programmato"))},
		encounter: encounter(coded("code", "AMB", "~5.4", "ActCode", "Ambulatoriale")),
		sections: []*element{
			section("29299-5", "Quesito diagnostico", entry(observation(loinc("code", "29298-7", "Motivo della visita"),
				status("completed"), cd(icd9("value", "250.00", "Diabete mellito tipo II"))))),
			section("11329-0", "Storia clinica", parts(
				entry(anamnesis(historyForm{})), entry(familyHistory(historyForm{})), allergies(allergyForm{}), currentTherapy())...),
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

// currentTherapy is the subsection on drugs that the patient takes.
func currentTherapy() *element {
	return section("10160-0", "Terapia farmacologica in atto", entry(el("substanceAdministration classCode=SBADM moodCode=EVN",
		refer("text", "S10160-0"), status("active"), el("effectiveTime xsi:type=IVL_TS", el("low value="+past)),
		el("doseQuantity value=1"),
		material("consumable", aic()))))
}

// advisedTherapy is a drug that the specialist advises.
func advisedTherapy() *element {
	return el("substanceAdministration classCode=SBADM moodCode=PRP",
		status("active"), el("effectiveTime xsi:type=IVL_TS", el("low value="+ended)),
		material("consumable", aic()),
		el("participant typeCode=PRF", el("participantRole", physician.id(), el("playingEntity", physician.name()))),
		relation("COMP", observation(loinc("code", "82810-3", "Confezione"), status("completed"), el("value xsi:type=PQ value=500 unit=mg"))),
		relation("COMP", el("supply classCode=SPLY moodCode=RQO", el("quantity value=2"))))
}
