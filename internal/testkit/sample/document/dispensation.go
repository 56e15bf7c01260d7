package document

import "github.com/fselint/fselint/internal/testkit/markup"

// ErF is a dispensation of drugs at the expense of the national health service.
func ErF() *markup.Element {
	return kind{
		abbreviation: "ErF", template: "~2.9.10.1.13.1.1", templateVersion: "1.0",
		code: "60593-1", display: "Erogazione Farmaceutica", title: "Erogazione farmaceutica",
		people: []*element{participant("REF")}, encounter: encounter(ambulatory()),
		related: []*element{parent("XFRM", "PRECEDENTE-1"), parent("RPLC", "PRECEDENTE-2")},
		sections: []*element{section("60590-7", "Farmaci erogati", template("294"),
			entry(dispensedPack()), entry(dispensedMaterial()))},
	}.document()
}

func dispensedPack() *element {
	return clinical("supply classCode=SPLY moodCode=EVN", template("295"), localID("RIGA-1"), status("completed"),
		el("effectiveTime value="+written), el("quantity value=1"), labeledDrug("product"),
		relation("COMP", act(el("code nullFlavor=NI"), template("296"),
			relation("RSON", observation(el("code code=1 codeSystem=~2.9.6.1.53"), template("297"),
				relation("COMP", el("substanceAdministration classCode=SBADM moodCode=RQO", material("consumable", aic()))))))),
		relation("COMP", observation(el("code nullFlavor=NI"), template("326"), el("value xsi:type=MO value=5.00 currency=EUR"))))
}

func dispensedMaterial() *element {
	return clinical("supply classCode=SPLY moodCode=EVN", template("295"), localID("RIGA-2"), status("completed"),
		el("effectiveTime value="+written), el("quantity value=1"), material("product", aic()))
}

// ErFNoSSN is a dispensation of drugs at the patient's expense.
func ErFNoSSN() *markup.Element {
	return kind{
		abbreviation: "ErF_NoSSN", template: "~2.9.10.1.13.2.1", templateVersion: "1.0",
		code: "60593-1", display: "Erogazione Farmaceutica", title: "Erogazione farmaceutica non a carico del SSN",
		related:   []*element{parent("XFRM", "PRECEDENTE-1"), parent("RPLC", "PRECEDENTE-2")},
		encounter: encounter(ambulatory()),
		sections: []*element{
			section("60590-7", "Farmaci erogati", template("936"), entry(privateDispensation())),
			section("51851-4", "Messaggio regionale", template("816")),
			section("48767-8", "Annotazioni", template("815")),
		},
	}.document()
}

func privateDispensation() *element {
	money := func(value string) *element { return el("value xsi:type=MO value=" + value + " currency=EUR") }
	return clinical("supply classCode=SPLY moodCode=EVN", template("937"), localID("RIGA-1"), status("completed"),
		el("effectiveTime value="+written), el("quantity value=1"), labeledDrug("product", localID("CONFEZIONE-1")),
		relation("COMP", act(el("code code=S codeSystem=~3.1937.777.63.11.16"), template("938"),
			relation("RSON", observation(el("code code=1 codeSystem=~2.9.6.1.53"), template("939"),
				relation("COMP", el("substanceAdministration classCode=SBADM moodCode=RQO", labeledDrug("consumable"))))))),
		relation("SUBJ", act(loinc("code", "48767-8", "Annotazioni"), template("818"), refer("text", "S48767-8"))),
		relation("COMP", observation(loinc("code", "92033-0", "Prezzo"), template("829"), money("5.00"))),
		relation("COMP", observation(el("code code=surcharge codeSystem=~4.642.3.3093"), template("830"), money("1.00"))),
		relation("COMP", observation(el("code code=1 codeSystem=~3.1937.777.63.11.25"), template("813"))))
}

// ErS is the delivery of a prescribed specialist service.
func ErS() *markup.Element {
	return kind{
		abbreviation: "ErS", template: "~2.9.10.1.13.1.2", templateVersion: "1.0",
		code: "81223-0", display: "Erogazione Specialistica", title: "Erogazione specialistica",
		people:   []*element{participant("REF")},
		related:  []*element{parent("XFRM", "PRECEDENTE-1"), parent("APND", "PRECEDENTE-2")},
		sections: []*element{section("103146-7", "Prestazioni erogate", template("299"), entry(deliveredService()))},
	}.document()
}

func deliveredService() *element {
	return clinical("observation classCode=OBS moodCode=EVN", template("300"), localID("PRESTAZIONE-1"),
		icd9("code", "89.52", "Elettrocardiogramma"), status("completed"), at(began), el("repeatNumber value=1"),
		el("participant typeCode=LOC", el("participantRole classCode=ROL", template("304"),
			el("scopingEntity classCode=ENT", el("code code=H codeSystem=~2.9.6.3.1.1")))),
		relation("COMP", act(el("code nullFlavor=NI"), template("302"),
			relation("COMP", clinical("observation classCode=OBS moodCode=RQO", template("329"), icd9("code", "89.52", "Elettrocardiogramma"))))),
		relation("COMP", observation(el("code nullFlavor=NI"), template("327"), el("value xsi:type=MO value=36.15 currency=EUR"))),
		relation("COMP", observation(el("code nullFlavor=NI"), template("328"), lowHigh(began, ended))))
}
