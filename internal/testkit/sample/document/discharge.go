package document

import "github.com/fselint/fselint/internal/testkit/markup"

// LDO is a letter of discharge from hospital, with all its sections.
func LDO() *markup.Element {
	return kind{
		abbreviation: "LDO", template: "~2.9.10.1.5", templateVersion: "1.2",
		code: "34105-7", display: "Lettera di dimissione ospedaliera", title: "Lettera di dimissione ospedaliera",
		people: []*element{participant("REF")},
		events: []*element{serviceEvent(coded("code", "PROG", "~2.9.5.1.4", "ActCode", "Programmato"))}, encounter: encounter(coded("code", "IMP", "~5.4", "ActCode", "Ricovero")),
		sections: []*element{
			section("46241-6", "Motivo del ricovero", entry(observation(loinc("code", "8646-2", "Diagnosi di accettazione"),
				status("completed"), cd(icd9("value", "410.00", "Infarto miocardico acuto"))))),
			section("47039-3", "Inquadramento clinico iniziale",
				section("11329-0", "Anamnesi", entry(anamnesis(historyForm{}))),
				section("29545-1", "Esame obiettivo"),
				section("42346-7", "Terapia in ingresso")),
			section("8648-8", "Decorso ospedaliero"),
			section("55109-3", "Complicanze", entry(observation(loinc("code", "75326-9", "Problema"), status("completed"),
				cd(icd9("value", "401.1", "Ipertensione benigna"))))),
			section("11493-4", "Riscontri ed accertamenti significativi"),
			section("34104-0", "Consulenza", entry(observedBy(loinc("code", "34104-0", "Consulenza")))),
			section("30954-2", "Esami eseguiti", entry(observedBy(loinc("code", "2345-7", "Glucosio")))),
			section("47519-4", "Procedure eseguite", entry(el("procedure classCode=PROC moodCode=EVN", icd9("code", "36.07", "Inserzione di stent"),
				at(began), relation("RSON", observation(icd9("code", "410.00", "Infarto miocardico acuto"), status("completed")))))),
			allergies(allergyForm{}),
			section("10160-0", "Terapia effettuata", entry(therapy("EVN"))),
			section("11535-2", "Condizioni alla dimissione", entry(observation(loinc("code", "8651-2", "Diagnosi di dimissione"),
				status("completed"), cd(icd9("value", "410.00", "Infarto miocardico acuto"))))),
			section("10183-2", "Terapia alla dimissione", entry(therapy("INT"))),
			section("18776-5", "Istruzioni di follow-up"),
		},
	}.document()
}

// observedBy is an observation with who made it and who took part.
func observedBy(code *element) *element {
	return observation(code, status("completed"), at(began), el("value xsi:type=ST", "Nella norma"), performedBy(reporter), helper("PRF"))
}

// helper is a person who takes part in an entry.
func helper(typeCode string) *element {
	return el("participant typeCode="+typeCode, el("participantRole", physician.id(), el("playingEntity", physician.name())))
}

// therapy is a drug that is taken (EVN) or to be taken (INT), going on.
func therapy(mood string) *element {
	return el("substanceAdministration classCode=SBADM moodCode="+mood,
		refer("text", "S10160-0"), status("active"), el("effectiveTime xsi:type=IVL_TS", el("low value="+past)),
		coded("routeCode", "PO", "~5.112", "RouteOfAdministration", "Orale"), el("doseQuantity value=1"),
		material("consumable", aic()), performedBy(reporter), helper("PRF"),
		relation("COMP", observation(loinc("code", "82810-3", "Confezione"), status("completed"), el("value xsi:type=PQ value=500 unit=mg"))),
		relation("COMP", el("supply classCode=SPLY moodCode="+mood, el("quantity value=2"))))
}

// RAD is a report of radiology, with all its sections.
func RAD() *markup.Element {
	return kind{
		abbreviation: "RAD", template: "~2.9.10.1.7.1", templateVersion: "1.1",
		code: "68604-8", display: "Referto radiologico", title: "Referto radiologico",
		patientIDs: []*element{localID("PAZIENTE-1")},
		people:     []*element{participant("REF")},
		events:     []*element{serviceEvent(coded("code", "PROG", "~2.9.5.1.4", "ActCode", "Programmato"))},
		encounter:  encounter(ambulatory()),
		sections: []*element{
			sectionOf(coded("code", "121181", "1.2.840.10008.2.16.4", "DCM", "DICOM Object Catalog"), "Catalogo DICOM",
				entry(act(coded("code", "113014", "1.2.840.10008.2.16.4", "DCM", "Studio")))),
			section("18785-6", "Quesito diagnostico", entry(observation(loinc("code", "29308-4", "Diagnosi"), status("completed"),
				cd(icd9("value", "784.0", "Cefalea"))))),
			section("11329-0", "Storia clinica", entry(anamnesis(historyForm{})), entry(familyHistory(historyForm{})), allergies(allergyForm{})),
			section("55114-3", "Precedenti esami eseguiti", entry(observation(icd9("code", "87.03", "TAC del capo"), status("completed"), at(past)))),
			section("55111-9", "Esame eseguito", entry(act(icd9("code", "87.03", "TAC del capo"), status("completed"), at(began)))),
			section("18782-3", "Referto"),
			section("55110-1", "Conclusioni"),
			attachments(),
			section("55109-3", "Complicanze", entry(observation(loinc("code", "75326-9", "Problema"), status("completed")))),
			section("18783-1", "Suggerimenti"),
		},
	}.document()
}
