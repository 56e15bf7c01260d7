package document

import "github.com/fselint/fselint/internal/testkit/markup"

// pss is a template of the patient summary.
func pss(number string) *element { return el("templateId root=~2.9.10.1.4." + number) }

// PSS is a patient summary by the general practitioner, with all its sections.
func PSS() *markup.Element {
	return kind{
		abbreviation: "PSS", template: "~2.9.10.1.4.1.1", templateVersion: "1.5",
		code: "60591-5", display: "Profilo Sanitario Sintetico", title: "Profilo sanitario sintetico",
		authorCode: el("code code=MMG codeSystem=~2.9.77.22.11.13 displayName='Medico di medicina generale'"),
		informants: []*element{el("informant typeCode=INF", el("relatedEntity classCode=PRS", phone("HP"), relative.as("relatedPerson")))},
		people:     []*element{participant("IND")},
		events:     []*element{serviceEvent(coded("code", "GENRL", "~2.9.77.22.11.14", "Incontro", "Generale"))},
		related:    []*element{parent("XFRM", "PRECEDENTE-1"), parent("RPLC", "PRECEDENTE-2")},
		encounter:  encounter(ambulatory()),
		sections: append([]*element{
			allergies(allergyForm{section: pss("2.1"), act: pss("3.1.1"), reaction: pss("3.1.3"), manifestation: pss("3.1.5.1"),
				severity: pss("3.1.5.3"), state: pss("3.1.6"), comment: pss("3.1.7"), unnamed: true, ids: true, extra: entry(noAllergies())}),
			section("10160-0", "Terapie farmacologiche", pss("2.2"), entry(summaryDrug())),
			section("11369-6", "Vaccinazioni", pss("2.3"), entry(summaryVaccine())),
			section("11450-4", "Problemi", pss("2.4"), entry(summaryProblem())),
			section("10157-6", "Anamnesi familiare", pss("2.16"), entry(familyHistory(historyForm{
				family: pss("3.16.1"), relative: pss("3.16.2"), onset: pss("3.16.3"), death: pss("3.16.3"), section: "10157-6"}))),
			section("29762-2", "Stile di vita", pss("2.6"), entry(observation(loinc("code", "72166-2", "Fumo"), pss("3.6.1"), localID("FUMO-1"),
				refer("text", "S29762-2"), status("completed"), el("effectiveTime", el("low value="+past)),
				cd(el("value code=LA18978-9 codeSystem=~6.1", refer("originalText", "S29762-2")))))),
			section("10162-6", "Gravidanze e parti", pss("2.7"), entry(observation(loinc("code", "11996-6", "Gravidanze"), pss("3.7.1"), localID("GRAVIDANZA-1"),
				status("completed"), el("value xsi:type=INT value=0")))),
		}, summaryCare()...),
	}.document()
}

// noAllergies says that none is known; it stands beside a real one only so that all rules find something to judge.
func noAllergies() *element {
	return act(el("code nullFlavor=NA"), pss("3.1.1"), localID("ALLERGIA-2"), status("completed"), lowHigh(past, "20210301"),
		relation("SUBJ", observation(coded("code", "OINT", "~5.4", "ActCode", "Intolleranza"), pss("3.1.4"), localID("ALLERGIA-3"),
			status("completed"), since(past), cd(coded("value", "no-known-allergies", "~11.22.9", "AbsentOrUnknown", "Nessuna nota")))))
}

func summaryProduct(templateID *element, extra ...*element) *element {
	return el("consumable", el("manufacturedProduct classCode=MANU", templateID,
		clinical("manufacturedMaterial classCode=MMAT determinerCode=KIND", parts(aic(), extra)...)))
}

func summaryDrug() *element {
	return clinical("substanceAdministration classCode=SBADM moodCode=EVN", pss("3.2.1"), localID("TERAPIA-1"),
		refer("text", "S10160-0"), status("active"), el("effectiveTime xsi:type=IVL_TS", el("low value="+past)),
		coded("routeCode", "PO", "~5.112", "RouteOfAdministration", "Orale"), summaryProduct(pss("3.2.2")))
}

func summaryVaccine() *element {
	return clinical("substanceAdministration classCode=SBADM moodCode=EVN", pss("3.3.1"), localID("VACCINO-1"),
		coded("code", "IMMUNIZ", "~5.4", "ActCode", "Vaccinazione"), refer("text", "S11369-6"), status("completed"), at(past),
		summaryProduct(pss("3.3.2"), el("lotNumberText", "LOTTO-1")),
		relation("REFR", observation(loinc("code", "59781-5", "Periodo di copertura"), pss("3.3.3"), status("completed"),
			el("value xsi:type=IVL_TS", el("low value="+past), el("high value=20300301")))),
		relation("SUBJ", observation(loinc("code", "30973-2", "Numero della dose"), pss("3.3.4"), status("completed"), el("value xsi:type=INT value=1"))),
		relation("CAUS", observation(loinc("code", "75321-0", "Reazione"), pss("3.1.5.1"), status("completed"), since(past),
			cd(el("value code=708.0 codeSystem=~6.103", refer("originalText", "S11369-6"))))),
		relation("COMP", act(loinc("code", "48767-8", "Commento"), pss("3.1.7"), refer("text", "S11369-6"), status("completed"))))
}

func summaryProblem() *element {
	return act(el("code nullFlavor=NA"), pss("3.4.1"), localID("PROBLEMA-1"), status("active"), since(past),
		relation("SUBJ", observation(loinc("code", "75326-9", "Problema"), pss("3.4.2"), localID("PROBLEMA-2"), refer("text", "S11450-4"),
			status("completed"), since(past), cd(icd9("value", "401.1", "Ipertensione benigna")),
			relation("SUBJ", observation(coded("code", "SEV", "~5.4", "ActCode", "Gravità"), pss("3.4.4"), status("completed"),
				cd(coded("value", "L", "~5.1063", "SeverityObservation", "Lieve")))),
			relation("REFR", observation(loinc("code", "33999-4", "Stato clinico"), pss("3.1.6"), status("completed"), answer("LA16666-2", "", "Attivo"))),
			relation("REFR", observation(loinc("code", "89261-2", "Cronicità"), pss("3.4.5"), status("completed"), answer("LA28752-6", "", "Cronico"))),
			relation("SUBJ", act(loinc("code", "48767-8", "Commento"), pss("3.1.7"), status("completed"))))),
		relation("REFR", act(el("code nullFlavor=NA"), pss("3.4.3"), localID("PROBLEMA-3"), status("active"))))
}

// summaryCare are the sections on measurements, care and plans.
func summaryCare() []*element {
	vital := func(id string) *element {
		return observation(loinc("code", "8302-2", "Altezza"), pss("3.8.2"), localID(id), status("completed"), at(past), el("value xsi:type=PQ value=175 unit=cm"))
	}
	return []*element{
		section("8716-3", "Parametri vitali", pss("2.8"), entry(vital("PARAMETRO-1")), entry(clinical("organizer classCode=CLUSTER moodCode=EVN",
			pss("3.8.1"), status("completed"), el("component typeCode=COMP", vital("PARAMETRO-2"))))),
		section("46264-8", "Protesi e impianti", pss("2.9"), entry(clinical("supply classCode=SPLY moodCode=EVN", pss("3.9.1"), localID("IMPIANTO-1"),
			el("code code=C010101 codeSystem=~2.9.6.1.48"), at(past)))),
		section("18776-5", "Piani di cura", parts(pss("2.10"), summaryPlans())...),
		section("47519-4", "Trattamenti e procedure", pss("2.11"), entry(summaryProcedure())),
		section("46240-8", "Visite e ricoveri", pss("2.12"), entry(summaryEncounter("VISITA-1"))),
		section("47420-5", "Stato funzionale", pss("2.13"), entry(functionalStatus())),
		section("30954-2", "Indagini diagnostiche", pss("2.14"), entry(clinical("organizer classCode=BATTERY moodCode=EVN", pss("3.14.1"),
			loinc("code", "2345-7", "Glucosio"), status("completed"), el("component typeCode=COMP", observation(loinc("code", "2345-7", "Glucosio"),
				pss("3.14.2"), localID("ESAME-1"), status("completed"), at(past), el("value xsi:type=PQ value=95 unit=mg/dL"),
				coded("interpretationCode", "A", "~5.83", "ObservationInterpretation", "Anormale"),
				el("referenceRange", el("observationRange", el("value xsi:type=IVL_PQ", el("low value=70 unit=mg/dL"), el("high value=100 unit=mg/dL"))))))))),
		section("42348-3", "Dichiarazioni anticipate", pss("2.15")),
		section("57827-8", "Esenzioni", pss("2.17"), entry(act(el("code code=NE codeSystem=~2.9.5.2.2"), pss("3.17.1"), status("active"), since(past),
			relation("SUBJ", act(loinc("code", "48767-8", "Commento"), pss("3.1.7"), refer("text", "S57827-8"), status("completed")))))),
		sectionOf(el("code code=PSSIT99 codeSystem=~2.9.5.2.8 displayName='Reti di patologia'"), "Reti di patologia", pss("2.18"),
			entry(clinical("act classCode=PCPR moodCode=EVN", pss("3.18.1"), localID("RETE-1"), el("code nullFlavor=NA"), status("active"), since(past),
				relation("SUBJ", act(loinc("code", "48767-8", "Commento"), pss("3.1.7"), refer("text", "SPSSIT99"), status("completed")))))),
	}
}

func summaryPlans() []*element {
	return []*element{
		entry(clinical("observation classCode=OBS moodCode=RQO", pss("3.10.1"), localID("PIANO-1"), loinc("code", "2345-7", "Glucosio"), status("active"), at("20260301"))),
		entry(clinical("substanceAdministration classCode=SBADM moodCode=RQO", pss("3.10.2"), localID("PIANO-2"), status("active"),
			el("effectiveTime xsi:type=IVL_TS", el("low value=20260301")), summaryProduct(pss("3.2.2"), el("templateId root=~10.22.4.3")))),
		entry(clinical("procedure classCode=PROC moodCode=RQO", pss("3.10.3"), localID("PIANO-3"), icd9("code", "89.52", "Elettrocardiogramma"), status("active"), at("20260301"))),
		entry(clinical("encounter classCode=ENC moodCode=RQO", pss("3.10.4"), localID("PIANO-4"), ambulatory(), status("active"), at("20260301"))),
		entry(clinical("act classCode=ACT moodCode=RQO", pss("3.10.5"), localID("PIANO-5"), icd9("code", "89.7", "Visita generale"), status("active"), at("20260301"))),
	}
}

func summaryEncounter(id string) *element {
	return clinical("encounter classCode=ENC moodCode=EVN", pss("3.12.1"), localID(id), ambulatory(), refer("text", "S46240-8"),
		lowHigh(began, ended), el("performer typeCode=PRF", el("time", el("low value="+began), el("high value="+ended)), reporter.entity()))
}

func summaryProcedure() *element {
	return clinical("procedure classCode=PROC moodCode=EVN", pss("3.11.1"), localID("PROCEDURA-1"), icd9("code", "36.07", "Inserzione di stent"),
		status("completed"), lowHigh(began, ended),
		relation("RSON", observation(icd9("code", "410.00", "Infarto miocardico acuto"), localID("DIAGNOSI-1"), status("completed"))),
		relation("RSON", summaryEncounter("VISITA-2")))
}

func functionalStatus() *element {
	return clinical("organizer classCode=CLUSTER moodCode=EVN", pss("3.14.1"), status("completed"),
		el("component typeCode=COMP", observation(loinc("code", "75246-9", "Capacità motoria"), pss("3.14.2"), status("completed"), since(past),
			cd(loinc("value", "LA4270-0", "Autonomo")))),
		el("component typeCode=COMP", observation(coded("code", "ASSERTION", "~5.4", "ActCode", "Asserzione"), pss("3.14.3"), status("completed"), since(past),
			cd(coded("value", "GENRL", "~2.9.77.22.11.14", "Assistenza", "Generale")))),
		el("component typeCode=COMP", observation(loinc("code", "8693-4", "Stato mentale"), pss("3.14.4"), status("normal"), since(past),
			cd(loinc("value", "LA6743-4", "Orientato")))))
}
