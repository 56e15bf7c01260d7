package document

import "github.com/fselint/fselint/internal/testkit/markup"

// LAB is a laboratory report: chemistry with specimen, range and a comment, microbiology with an organizer of cultures.
func LAB() *markup.Element {
	return kind{
		abbreviation: "LAB", template: "~2.9.10.1.1", templateVersion: "1.3",
		code: "11502-2", display: "Referto di laboratorio", title: "Referto di laboratorio",
		people: []*element{participant("REF")},
		events: []*element{serviceEvent(loinc("code", "18719-5", "Chimica"))},
		encounter: encounter(
			coded("code", "AMB", "~5.4", "ActCode", "Ambulatoriale")),
		sections: []*element{
			section("18719-5", "Chimica", labSubsection("2345-7", "Glucosio", labChemistry())),
			section("18725-2", "Microbiologia", labSubsection("630-4", "Coltura", labCulture())),
		},
	}.document()
}

func labSubsection(code, title string, e *element) *element {
	return section(code, title, entry(e))
}

func labChemistry() *element {
	return act(loinc("code", "2345-7", "Glucosio nel siero"),
		status("completed"),
		specimen("SER", "Siero"),
		relation("COMP", act(loinc("code", "33882-2", "Data di prelievo del campione"), at(began), specimen("SER", "Siero"))),
		relation("COMP", el("procedure classCode=PROC moodCode=EVN",
			loinc("code", "28029-7", "Prelievo"), at(began),
			coded("targetSiteCode", "LA", "~5.1052", "ActSite", "Braccio sinistro"))),
		relation("COMP", labResult("2345-7", "Glucosio", "95", "mg/dL", at(ended),
			coded("interpretationCode", "N", "~5.83", "ObservationInterpretation", "Normale"),
			coded("methodCode", "0001", "~5.84", "ObservationMethod", "Metodo"),
		)),
		relation("COMP", act(loinc("code", "48767-8", "Commento"), refer("text", "S2345-7"), status("completed"))),
		relation("COMP", el("observationMedia classCode=OBS moodCode=EVN",
			el("value mediaType=image/png representation=B64", "iVBORw0KGgo="))),
	)
}

func labResult(code, display, value, unit string, when *element, extra ...*element) *element {
	return observation(loinc("code", code, display), parts(status("completed"), when,
		el("value xsi:type=PQ value="+value+" unit="+unit), extra,
		el("referenceRange", el("observationRange",
			el("value xsi:type=IVL_PQ", el("low value=70 unit="+unit), el("high value=100 unit="+unit)),
			coded("interpretationCode", "N", "~5.83", "ObservationInterpretation", "Normale"))))...)
}

func specimen(code, display string) *element {
	return el("specimen typeCode=SPC", el("specimenRole classCode=SPEC",
		localID("CAMPIONE-1"),
		el("specimenPlayingEntity", coded("code", code, "~5.129", "SpecimenType", display))))
}

func labCulture() *element {
	return act(loinc("code", "630-4", "Urinocoltura"),
		status("completed"),
		specimen("UR", "Urina"),
		relation("COMP", el("organizer classCode=CLUSTER moodCode=EVN",
			loinc("code", "29576-6", "Antibiogramma"), status("completed"), at(ended),
			el("specimen typeCode=SPC", el("specimenRole classCode=SPEC", el("specimenPlayingEntity classCode=MIC",
				coded("code", "UR", "~5.129", "SpecimenType", "Urina")))),
			el("component typeCode=COMP", el("organizer classCode=BATTERY moodCode=EVN",
				loinc("code", "29576-6", "Antibiogramma"), status("completed"), at(ended),
				el("component typeCode=COMP", labResult("18906-8", "Ciprofloxacina", "80", "mg/L", at(ended))))),
			el("component typeCode=COMP", labResult("18769-0", "Conta delle colonie", "90", "mg/L", at(ended))))))
}
