package document

import "github.com/fselint/fselint/internal/testkit/markup"

// RAP is a report of pathological anatomy, with all its sections.
func RAP() *markup.Element {
	return kind{
		abbreviation: "RAP", template: "~2.9.10.1.8.1", templateVersion: "1.0",
		code: "11526-1", display: "Pathology study", title: "Referto di anatomia patologica",
		people:    []*element{participant("REF")},
		encounter: encounter(ambulatory()),
		sections: []*element{
			pathologyHistory(),
			section("29300-1", "Procedura", template("142"), authoredBy(physician), entry(sampling()), pathologyComment("29300-1")),
			section("22634-0", "Osservazione macroscopica", template("149"), entry(battery(loinc("code", "22634-0", "Macroscopia"), finding("22634-0"))), pathologyComment("22634-0")),
			section("22635-7", "Osservazione microscopica", template("193"), entry(battery(loinc("code", "102034-6", "Microscopia"), finding("22635-7"))), pathologyComment("22635-7")),
			section("33755-0", "Stato del margine", template("190"), entry(observation(loinc("code", "33738-6", "Margine"), template("196"), status("completed"),
				relation("COMP", pathologyNote("33755-0")))), pathologyComment("33755-0")),
			section("22639-9", "Analisi supplementari", template("197"), entry(battery(loinc("code", "22639-9", "Analisi supplementari"), finding("22639-9"))), pathologyComment("22639-9")),
			section("85691-4", "Riferimenti diagnostici", template("211"), pathologyComment("85691-4")),
			section("22637-3", "Diagnosi", template("176"),
				entry(battery(loinc("code", "29308-4", "Diagnosi"), finding("22637-3"))),
				entry(battery(loinc("code", "22036-8", "Esame istologico"), finding("22637-3"), finding("22637-3"))),
				entry(battery(loinc("code", "22640-7", "Stadiazione"), finding("22637-3"), staging(), tumourSize())),
				pathologyComment("22637-3")),
			section("62385-0", "Suggerimenti", template("220")),
		},
	}.document()
}

// pathologyComment is an entry of comment in a section, pathologyNote one within another entry.
func pathologyComment(sectionCode string) *element {
	return entry(act(loinc("code", "48767-8", "Commento"), template("279"), refer("text", "S"+sectionCode)))
}

func pathologyNote(sectionCode string) *element {
	return act(loinc("code", "48767-8", "Commento"), template("166"), refer("text", "S"+sectionCode), status("completed"))
}

func battery(code *element, observations ...*element) *element {
	o := el("organizer classCode=BATTERY moodCode=EVN", code, status("completed"))
	for _, ob := range observations {
		o.Children = append(o.Children, el("component typeCode=COMP", ob))
	}
	return o
}

// snomed is a code of SNOMED, which the pathologists' templates ask for.
func snomed(name, code, display string) *element {
	return coded(name, code, "~6.96", "SNOMED CT", display)
}

// finding is the general observation of a pathologist, with specimen, picture and comment.
func finding(sectionCode string) *element {
	return observation(loinc("code", "33746-9", "Reperto"), template("150"), status("completed"),
		el("value xsi:type=ST", "Reperto di esempio"),
		snomed("targetSiteCode", "39937001", "Cute"),
		el("specimen", el("specimenRole classCode=SPEC", template("174"), localID("CAMPIONE-1"))),
		relation("COMP", el("observationMedia classCode=OBS moodCode=EVN", template("209"),
			el("value mediaType=image/png representation=B64", "iVBORw0KGgo="))),
		relation("COMP", pathologyNote(sectionCode)))
}

// sampling is the procedure by which the material was taken.
func sampling() *element {
	return clinical("procedure classCode=PROC moodCode=EVN", template("143"),
		loinc("code", "29300-1", "Biopsia"), status("completed"), at(began),
		snomed("methodCode", "86273004", "Biopsia"), snomed("approachSiteCode", "39937001", "Cute"), snomed("targetSiteCode", "39937001", "Cute"),
		el("specimen", el("specimenRole classCode=SPEC", template("259"), localID("CAMPIONE-1"))),
		relation("COMP", el("supply classCode=SPLY moodCode=EVN", template("251"), localID("CONTENITORE-1"),
			loinc("code", "74384-9", "Contenitore"), status("completed"))),
		relation("COMP", finding("29300-1")),
		relation("COMP", el("observationMedia classCode=OBS moodCode=EVN", template("257"),
			el("value mediaType=image/png representation=B64", "iVBORw0KGgo="))),
		relation("COMP", pathologyNote("29300-1")))
}

// staging and tumourSize describe a tumour.
func staging() *element {
	return observation(loinc("code", "59541-3", "TNM"), template("217"), status("completed"),
		relation("COMP", observation(loinc("code", "21899-0", "Stadio"), template("218"), status("completed"), cd(snomed("value", "58790005", "Stadio T1")))),
		relation("COMP", observation(loinc("code", "21900-6", "Linfonodi"), template("222"), status("completed"),
			cd(snomed("value", "62455006", "Stadio N0")), snomed("targetSiteCode", "39937001", "Cute"))))
}

func tumourSize() *element {
	size := func() *element {
		return el("value xsi:type=IVL_PQ", el("low value=1 unit=cm"), el("high value=2 unit=cm"))
	}
	return observation(loinc("code", "33728-7", "Dimensione"), template("226"), status("completed"), size(),
		snomed("targetSiteCode", "39937001", "Cute"),
		relation("COMP", observation(loinc("code", "85351-5", "Estensione"), template("214"), status("completed"), size())),
		relation("COMP", pathologyNote("22637-3")))
}

// pathologyHistory is what is known of the patient.
func pathologyHistory() *element {
	history := historyForm{
		problem: template("135"), chronicity: template("136"), state: template("137"), chronicitySystem: "~2.9.77.22.11.10", clinicalState: "~2.9.77.22.11.7",
		family: template("138"), relative: template("144"), onset: template("145"), death: template("152"),
	}
	allergy := allergyForm{
		section: template("155"), act: template("156"), reaction: template("157"), manifestation: template("163"), severity: template("164"),
		state: template("165"), comment: template("166"), unnamed: true, clinicalState: "~2.9.77.22.11.7",
		severityCode: loinc("code", "82606-5", "Gravità"), extra: pathologyComment("48765-2"),
	}
	drug := func() *element {
		return clinical("substanceAdministration classCode=SBADM moodCode=EVN", template("170"),
			el("consumable typeCode=CSM", el("manufacturedProduct classCode=MANU", template("171"),
				el("manufacturedMaterial classCode=MMAT determinerCode=KIND", template("172"), aic()))))
	}
	excision := func() *element {
		return clinical("procedure classCode=PROC moodCode=EVN", template("183"), icd9("code", "86.11", "Biopsia di cute"), at(past))
	}
	return section("22636-5", "Notizie cliniche", template("132"),
		section("11329-0", "Anamnesi", template("282"), entry(anamnesis(history)), entry(familyHistory(history)), pathologyComment("11329-0")),
		section("42349-1", "Quesito diagnostico", template("130"), entry(observation(loinc("code", "29308-4", "Diagnosi"), template("131"),
			status("completed"), cd(icd9("value", "250.00", "Diabete mellito tipo II")))), pathologyComment("42349-1")),
		allergies(allergy),
		section("67803-7", "Precedenti esami", template("167"), entry(observation(loinc("code", "2345-7", "Glucosio"), template("168"),
			status("completed"), el("value xsi:type=ST", "Nella norma"))), pathologyComment("67803-7")),
		section("8677-7", "Terapia pregressa", template("169"), entry(drug()), pathologyComment("8677-7")),
		section("103567-4", "Terapia oncologica pregressa", template("175"), entry(drug()), entry(excision()), pathologyComment("103567-4")),
		section("47519-4", "Procedure pregresse", template("180"), entry(excision()), pathologyComment("47519-4")),
		section("55114-3", "Indagini radiologiche", template("184"), entry(observation(loinc("code", "24627-2", "TAC del torace"), template("186"),
			refer("text", "S55114-3"), status("completed"), el("value xsi:type=ST", "Nella norma"))), pathologyComment("55114-3")))
}
