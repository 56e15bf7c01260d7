package document

import "github.com/fselint/fselint/internal/testkit/markup"

// vps is a template of the emergency department's record.
func vps(number string) *element { return el("templateId root=~2.9.10.1.6." + number) }

// VPS is the record of an emergency department, with all its sections.
func VPS() *markup.Element {
	visit := encounter(coded("code", "EMER", "~5.4", "ActCode", "Pronto soccorso"))
	participantAt := len(visit.Children) - 1 // before the location
	visit.Children = append(visit.Children[:participantAt:participantAt],
		el("encounterParticipant typeCode=ADM", reporter.entity()), visit.Children[participantAt])
	return kind{
		abbreviation: "VPS", template: "~2.9.10.1.6.1", templateVersion: "1.0",
		code: "59258-4", display: "Verbale di Pronto Soccorso", title: "Verbale di pronto soccorso",
		people:    []*element{participant("REF")},
		events:    []*element{serviceEvent(coded("code", "DIR", "~2.9.5.1.4", "ActCode", "Diretto"))},
		related:   []*element{parent("XFRM", "PRECEDENTE-1"), parent("RPLC", "PRECEDENTE-2")},
		encounter: visit,
		sections: []*element{
			section("11459-5", "Modalità di trasporto", vps("20"), entry(act(el("code code=1 codeSystem=~2.9.6.1.54.6"), vps("40"), status("completed"),
				el("participant typeCode=ORG", el("participantRole", el("code code=1 codeSystem=~2.9.6.1.54.1")))))),
			section("46239-0", "Motivo della visita", vps("42"),
				entry(observation(loinc("code", "56817-0", "Problema principale"), vps("37"), status("completed"), cd(el("value code=01 codeSystem=~2.9.6.1.54.2")))),
				entry(observation(loinc("code", "29298-7", "Causa di accesso"), vps("87"), status("completed"), el("value xsi:type=ST", "Causa di esempio")))),
			section("54094-8", "Triage", vps("21"), entry(observation(loinc("code", "11283-9", "Codice di triage"), vps("39"), status("completed"), at(began),
				cd(el("value code=2 codeSystem=~2.9.6.1.54.4")), performedBy(reporter)))),
			emergencyHistory(),
			section("46240-8", "Osservazione breve", vps("50"), entry(briefObservation())),
			section("8648-8", "Decorso", vps("23"), authoredBy(physician)),
			section("55109-3", "Complicanze", authoredBy(physician), entry(observation(loinc("code", "75326-9", "Problema"), template("323"), status("completed"),
				cd(icd9("value", "401.1", "Ipertensione benigna"))))),
			section("62387-6", "Interventi e procedure", vps("26"), entry(act(icd9("code", "89.52", "Elettrocardiogramma"), vps("62"), status("completed"), at(began),
				performedBy(reporter), helper("REF")))),
			section("30954-2", "Accertamenti", vps("27"), entry(clinical("organizer classCode=BATTERY moodCode=EVN", vps("45"), loinc("code", "2345-7", "Glucosio"),
				status("completed"), performedBy(reporter), helper("REF"),
				el("component typeCode=COMP", observation(loinc("code", "2345-7", "Glucosio"), vps("46"), status("completed"), at(began),
					el("value xsi:type=PQ value=95 unit=mg/dL")))))),
			section("8716-3", "Parametri vitali", vps("28"), entry(clinical("organizer classCode=CLUSTER moodCode=EVN", vps("90"), loinc("code", "85353-1", "Parametri vitali"),
				status("completed"), performedBy(reporter), helper("REF"),
				el("component typeCode=COMP", observation(loinc("code", "8480-6", "Pressione sistolica"), vps("91"), status("completed"), at(began),
					el("value xsi:type=PQ value=120 unit=mm[Hg]"), performedBy(reporter), helper("REF")))))),
			section("29549-3", "Terapia somministrata", vps("29"), entry(emergencyDrug("EVN", "completed", performedBy(reporter)))),
			discharge(),
			section("18776-5", "Piano di cura", vps("34"), authoredBy(physician), entry(clinical("act classCode=ACT moodCode=INT", vps("62"),
				icd9("code", "89.7", "Visita generale"), status("active"), authoredBy(physician), prescribed()))),
			section("75311-1", "Terapia prescritta", vps("74"), authoredBy(physician), entry(emergencyDrug("INT", "active", nil, prescribed()))),
		},
	}.document()
}

// prescribed refers to a prescription.
func prescribed() *element {
	return el("reference typeCode=REFR", el("externalAct classCode=ACT moodCode=EVN", vps("89"), prescriptionNumber()))
}

func emergencyDrug(mood, state string, performer *element, after ...*element) *element {
	return clinical("substanceAdministration classCode=SBADM moodCode="+mood, parts(vps("52"), status(state),
		el("effectiveTime xsi:type=IVL_TS", el("low value="+began), el("high value="+ended)),
		el("consumable", el("manufacturedProduct classCode=MANU", vps("53"), el("manufacturedMaterial classCode=MMAT determinerCode=KIND", aic()))),
		performer, helper("REF"),
		relation("COMP", observation(loinc("code", "82810-3", "Confezione"), template("922"), status("completed"), el("value xsi:type=PQ value=500 unit=mg"))),
		relation("COMP", observation(loinc("code", "82810-3", "Grammatura"), template("921"), status("completed"), el("value xsi:type=PQ value=1 unit=g"))),
		relation("COMP", clinical("supply classCode=SPLY moodCode=RQO", template("924"), el("quantity value=1"))), after)...)
}

// emergencyHistory is the first look at the patient.
func emergencyHistory() *element {
	history := historyForm{problem: template("316"), family: template("317"), relative: template("931")}
	allergy := allergyForm{section: vps("33"), act: template("319"), reaction: template("320"), manifestation: template("163"), severity: template("321"),
		state: template("916"), comment: template("920"), unnamed: true}
	withAuthor := allergies(allergy)
	section48765 := withAuthor.Children[0]
	for i, c := range section48765.Children {
		if c.Name == "entry" {
			section48765.Children = append(section48765.Children[:i:i], append([]*element{authoredBy(physician)}, section48765.Children[i:]...)...)
			break
		}
	}
	return section("78337-3", "Inquadramento clinico iniziale", vps("56"), authoredBy(physician),
		section("11329-0", "Anamnesi", vps("55"), authoredBy(physician), entry(anamnesis(history)), entry(familyHistory(history))),
		section("29545-1", "Esame obiettivo", vps("58"), authoredBy(physician)),
		section("42346-7", "Terapia in ingresso", vps("57"), authoredBy(physician)),
		withAuthor,
		section("11450-4", "Problemi aperti", vps("59"), authoredBy(physician)))
}

// ward is a place where a patient is taken to.
func ward(codeSystem string) *element {
	return el("participant typeCode=LOC", el("participantRole classCode=SDLOC", vps("64"), localID("REPARTO-1"), el("code code=01 codeSystem="+codeSystem)))
}

func briefObservation() *element {
	return clinical("encounter classCode=ENC moodCode=EVN", vps("51"), coded("code", "EMER", "~5.4", "ActCode", "Pronto soccorso"), lowHigh(began, ended),
		helper("ADM"), helper("ATND"), helper("DIS"), ward("~2.9.1.11.1.2.10"),
		relation("SUBJ", act(loinc("code", "48767-8", "Commento"), vps("47"), refer("text", "S46240-8"))))
}

// discharge says how the patient left: outcome, diagnosis, where he went and why.
func discharge() *element {
	reason := func() *element {
		return relation("RSON", observation(el("code code=01 codeSystem=~2.9.1.11.1.2.13"), vps("68"), status("completed")))
	}
	return section("28574-2", "Dimissione", vps("24"),
		entry(act(el("code code=dimissione codeSystem=~2.9.5.1.4"), vps("66"), status("completed"), at(ended), performedBy(reporter),
			relation("COMP", observation(loinc("code", "29308-4", "Diagnosi"), vps("70"), status("completed"), cd(icd9("value", "784.0", "Cefalea")))),
			relation("COMP", observation(loinc("code", "11302-7", "Esito"), vps("69"), status("completed"), cd(el("value code=2 codeSystem=~2.9.6.1.54.5")))),
			relation("COMP", clinical("encounter classCode=ENC moodCode=EVN", vps("67"), localID("RICOVERO-1"), el("code code=IMP codeSystem=~2.9.1.11.1.2.9"), at(ended),
				ward("~2.9.1.11.1.2.11"), reason())),
			relation("COMP", clinical("act classCode=TRNS moodCode=EVN", vps("92"), el("code nullFlavor=NA"), at(ended), ward("~2.9.1.11.1.2.11"), reason())))),
		entry(observation(loinc("code", "75328-5", "Prognosi"), vps("66"), status("completed"), at(ended), el("value xsi:type=ST", "Prognosi di esempio"))),
		entry(observation(loinc("code", "11283-9", "Appropriatezza"), vps("72"), status("completed"), at(ended), cd(el("value code=3 codeSystem=~2.9.6.1.54.4")))),
		entry(observation(loinc("code", "31211-6", "Data del decesso"), vps("86"), status("completed"), at(ended))),
		entry(observation(loinc("code", "45477-7", "Autopsia"), vps("73"), status("completed"), el("value xsi:type=BL value=false"))))
}
