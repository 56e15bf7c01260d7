package document

// historyForm is what the types do differently in a patient's and his family's history: templates, mostly.
type historyForm struct {
	problem, chronicity, state      *element // templates of the patient's problem and of what is said of it
	family, relative, onset, death  *element // templates of the family's history
	chronicitySystem, clinicalState string   // code systems of the answers; LOINC when empty
	section                         string   // code of the section whose narrative is referred to; 11329-0 when empty
}

func (f historyForm) narrative(name string) *element {
	if f.section != "" {
		return refer(name, "S"+f.section)
	}
	return refer(name, "S11329-0")
}

// answer is a coded answer, under LOINC or the given code system.
func answer(code, system, display string) *element {
	if system == "" {
		return cd(loinc("value", code, display))
	}
	return cd(el("value code=" + code + " codeSystem=" + system + " displayName='" + display + "'"))
}

// anamnesis is a problem in the patient's history, over by now, with chronicity and clinical status.
func anamnesis(f historyForm) *element {
	return observation(loinc("code", "75326-9", "Problema"), f.problem,
		f.narrative("text"), status("completed"), lowHigh(past, "20210301"),
		el("value xsi:type=CD code=401.1 codeSystem=~6.103 codeSystemName=ICD-9-CM displayName='Ipertensione benigna'",
			f.narrative("originalText")),
		relation("REFR", observation(loinc("code", "89261-2", "Cronicità"), f.chronicity, status("completed"),
			answer("LA28752-6", f.chronicitySystem, "Cronico"))),
		relation("REFR", observation(loinc("code", "33999-4", "Stato clinico"), f.state, status("completed"),
			answer("LA18632-2", f.clinicalState, "Inattivo"))))
}

// familyHistory is what a relative had, with his ages at onset and death.
func familyHistory(f historyForm) *element {
	age := func(low string) *element {
		return el("value xsi:type=IVL_PQ", el("low value="+low+" unit=a"), el("high value="+low+" unit=a"))
	}
	return clinical("organizer classCode=CLUSTER moodCode=EVN", f.family,
		loinc("code", "10157-6", "Anamnesi familiare"), status("completed"), at(past),
		el("subject", el("relatedSubject classCode=PRS", coded("code", "FTH", "~5.111", "RoleCode", "Padre"),
			el("subject", relative.name(), el("administrativeGenderCode code=M codeSystem=~5.1")))),
		el("component typeCode=COMP", observation(loinc("code", "75315-2", "Condizione familiare"), f.relative, f.narrative("text"),
			status("completed"), at(past), cd(icd9("value", "410.00", "Infarto miocardico acuto")),
			relation("SUBJ", observation(loinc("code", "35267-4", "Età di insorgenza"), f.onset, status("completed"), age("60"))),
			relation("SUBJ", observation(loinc("code", "39016-1", "Età del decesso"), f.death, status("completed"), age("80"))))))
}

// allergyForm is what the types do differently with allergies.
type allergyForm struct {
	section                                                *element // template of the section
	act, reaction, manifestation, severity, state, comment *element // templates
	unnamed                                                bool     // the act has no code
	ids                                                    bool     // the act has an identifier
	severityCode                                           *element // SEV of HL7 when nil
	clinicalState                                          string   // code system of the status; LOINC when empty
	extra                                                  *element // a further element of the section
}

// allergies is the section on allergies, with reaction, severity, status and a comment.
func allergies(f allergyForm) *element {
	code := coded("code", "CONC", "~5.6", "ActClass", "Problema")
	if f.unnamed {
		code = el("code nullFlavor=NA")
	}
	severity := f.severityCode
	if severity == nil {
		severity = coded("code", "SEV", "~5.4", "ActCode", "Gravità")
	}
	var id *element
	if f.ids {
		id = localID("ALLERGIA-1")
	}
	reaction := observation(loinc("code", "52473-6", "Allergia"), f.reaction,
		refer("text", "S48765-2"), status("completed"), since(past),
		cd(coded("value", "DALG", "~5.4", "ActCode", "Allergia a farmaci")),
		allergen(atc("code", "J01CA04", "Amoxicillina")),
		el("entryRelationship typeCode=MFST", observation(loinc("code", "75321-0", "Manifestazione"), f.manifestation,
			status("completed"), lowHigh(past, "20200305"), cd(icd9("value", "708.0", "Orticaria allergica")))),
		relation("SUBJ", observation(severity, f.severity, refer("text", "S48765-2"), status("completed"),
			cd(coded("value", "L", "~5.1063", "SeverityObservation", "Lieve")))),
		relation("REFR", observation(loinc("code", "33999-4", "Stato"), f.state, status("completed"),
			answer("LA16666-2", f.clinicalState, "Attivo"))),
		relation("SUBJ", act(loinc("code", "48767-8", "Commento"), f.comment, refer("text", "S48765-2"), status("completed"))))
	return section("48765-2", "Allergie", parts(f.section,
		entry(act(code, f.act, id, status("active"), since(past), relation("SUBJ", reaction))), f.extra)...)
}
