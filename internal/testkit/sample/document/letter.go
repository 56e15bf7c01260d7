package document

import "github.com/fselint/fselint/internal/testkit/markup"

// LetteraScreening is an invitation to a screening.
func LetteraScreening() *markup.Element {
	return kind{
		abbreviation: "LETT_SCREENING", template: "~2.9.10.1.14.1", templateVersion: "1.0",
		code: "108276-7", display: "Lettera di invito screening", title: "Lettera di invito screening e altri percorsi di prevenzione",
		people: []*element{el("participant typeCode=VRF", el("functionCode code=PCP codeSystem=~2.9.5.88"),
			el("associatedEntity classCode=PROV", physician.id(), el("associatedPerson", physician.name())))},
		events: []*element{
			serviceEvent(loinc("code", "108276-7", "Lettera di invito screening")),
			serviceEvent(loinc("code", "112070-8", "Percorso di screening")),
		},
		encounter: encounter(ambulatory()),
		sections: []*element{
			section("112071-6", "Invito", template("941"),
				entry(appointment("APT", refer("originalText", "S112071-6"))),
				entry(act(loinc("code", "108273-4", "Screening"), template("614"), el("text", "Invito allo screening"),
					el("entryRelationship typeCode=COMP", clinical("procedure classCode=PROC moodCode=INT", template("623"), icd9("code", "87.37", "Mammografia")))))),
			attachments(template("676"), entry(attached("677"))),
		},
	}.document()
}

// LetteraVaccinazione is an invitation to a vaccination.
func LetteraVaccinazione() *markup.Element {
	return kind{
		abbreviation: "LETT_VACC", template: "~2.9.10.1.15.1", templateVersion: "1.0",
		code: "111490-9", display: "Lettera di invito per vaccinazione", title: "Lettera di invito per vaccinazione",
		events:    []*element{serviceEvent(loinc("code", "111490-9", "Lettera di invito per vaccinazione"))},
		encounter: encounter(ambulatory()),
		sections: []*element{
			section("112069-0", "Invito", template("944"),
				entry(appointment("APT", nil)),
				entry(act(loinc("code", "112072-4", "Vaccinazione"), template("945"), el("text", "Invito alla vaccinazione"),
					el("entryRelationship typeCode=RSON inversionInd=false", observation(loinc("code", "75323-6", "Malattia"), template("675"),
						cd(el("value code=487.1 codeSystem=~6.103", refer("originalText", "S112069-0"))),
						el("entryRelationship typeCode=RSON inversionInd=false",
							observation(loinc("code", "30973-2", "Numero della dose"), template("672"), el("value xsi:type=INT value=1")))))))),
			attachments(template("680"), entry(attached("679"))),
		},
	}.document()
}

// appointment is where and when the invited person is expected.
func appointment(mood string, originalText *element) *element {
	code := ambulatory()
	code.Children = parts(originalText)
	return el("encounter classCode=ENC moodCode="+mood, code, status("active"), at("20260220090000+0100"),
		relation("COMP", observation(coded("code", "ASSERTION", "~5.4", "ActCode", "Asserzione"), status("completed"))))
}

// attachments is the section that points to other documents.
func attachments(content ...*element) *element { return section("55107-7", "Allegati", content...) }

// attached is an act that stands for an attached document.
func attached(templateNumber string) *element {
	return act(loinc("code", "55107-7", "Allegato"), template(templateNumber), externalDocument())
}

func externalDocument() *element {
	return el("reference typeCode=REFR", el("externalDocument classCode=DOC",
		el("id root=~2.9.2.120.4.4 extension=ALLEGATO-1"), loinc("code", "11502-2", "Referto di laboratorio")))
}
