package document

import "github.com/fselint/fselint/internal/testkit/markup"

// TPI is the card of a person who carries an implant.
func TPI() *markup.Element {
	return kind{
		abbreviation: "TPI", template: "~2.9.10.1.17.1", templateVersion: "1.1",
		code: "101881-1", display: "Tessera portatore di impianto", title: "Tessera Portatore di Impianto",
		encounter: encounter(ambulatory()),
		sections: []*element{section("74720-4", "Impianto", template("733"),
			entry(clinical("organizer classCode=CLUSTER moodCode=EVN", template("757"),
				loinc("code", "74720-4", "Impianto"), refer("text", "S74720-4"), status("completed"),
				el("component typeCode=COMP", implant()),
				el("component typeCode=COMP", observation(loinc("code", "20228-3", "Sede anatomica"), template("758"),
					status("completed"), cd(el("value code=LA codeSystem=~5.1052 codeSystemName=ActSite", refer("originalText", "S74720-4"))))))))},
	}.document()
}

func implant() *element {
	maker := el("manufacturerOrganization", el("name", "Fabbricante di Esempio"), phone("WP"), address("WP"))
	return clinical("supply classCode=SPLY moodCode=EVN", template("753"), localID("IMPIANTO-1"),
		loinc("code", "74711-3", "Identificativo del dispositivo"), status("completed"),
		el("effectiveTime xsi:type=IVL_TS", el("low value=20250110"), el("high value=20350110")),
		el("product", el("manufacturedProduct classCode=MANU", template("754"),
			el("manufacturedMaterial classCode=MMAT determinerCode=KIND", template("755"),
				el("code code=C010101 codeSystem=~2.9.6.1.48"), el("name", "Dispositivo di esempio"), el("lotNumberText", "LOTTO-1")), maker)),
		el("participant typeCode=LOC", el("participantRole", el("playingEntity", el("name", "Sala operatoria di esempio")))),
		el("participant typeCode=DEV", el("participantRole", el("playingDevice", el("manufacturerModelName", "Modello di esempio")))),
		relation("REFR", attached("677")),
		relation("COMP", observation(loinc("code", "104959-2", "Compatibilità con la risonanza"), template("761"),
			status("completed"), cd(loinc("value", "LA9634-2", "Assente")))))
}

// clinicalRecordSections are the sections of a clinical record with their templates.
var clinicalRecordSections = []struct{ code, template, title string }{
	{"47039-3", "851", "Inquadramento clinico"}, {"48765-2", "852", "Allergie"}, {"84172-6", "853", "Valutazioni"},
	{"8716-3", "854", "Parametri vitali"}, {"83734-4", "855", "Piano di cura"}, {"101541-1", "856", "Diario assistenziale"},
	{"59284-0", "865", "Consenso informato"}, {"11487-6", "857", "Verbali"}, {"11506-3", "849", "Diario clinico"},
	{"108277-5", "847", "Trasfusioni"}, {"46215-0", "846", "Ferite"}, {"51848-0", "845", "Valutazione iniziale"},
	{"70007-0", "843", "Contenzione"}, {"80754-5", "842", "Scale di valutazione"}, {"34750-0", "841", "Cartella anestesiologica"},
	{"34848-2", "864", "Cartella chirurgica"}, {"15508-5", "863", "Parto"}, {"104920-4", "862", "Verbale operatorio"},
	{"8650-4", "861", "Disposizioni"}, {"68674-1", "860", "Riabilitazione"},
}

// CC is a clinical record: a frame of scanned sections and of references to other documents.
func CC() *markup.Element {
	sections := []*element{
		section("67851-6", "Accettazione", authoredBy(physician)),
		section("11502-2", "Referto di laboratorio", template("848"), entry(act(loinc("code", "55107-7", "Allegato"), template("850"),
			relation("COMP", observation(loinc("code", "2345-7", "Glucosio"), status("completed"))), externalDocument()))),
	}
	for _, s := range clinicalRecordSections {
		sections = append(sections, section(s.code, s.title, template(s.template), entry(
			el("observationMedia classCode=OBS moodCode=EVN", template("866"),
				el("value mediaType=application/pdf representation=B64", "JVBERi0xLjQK")))))
	}
	return kind{
		abbreviation: "CC", template: "~2.9.10.1.18.1", templateVersion: "1.0",
		code: "100971-1", display: "Cartella clinica", title: "Cartella Clinica",
		encounter: encounter(ambulatory()), sections: sections,
	}.document()
}
