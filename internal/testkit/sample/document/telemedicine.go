package document

import "github.com/fselint/fselint/internal/testkit/markup"

// Televisita is the report of a visit at a distance.
func Televisita() *markup.Element {
	return telemedicine(kind{
		abbreviation: "TELEVISITA", template: "~2.9.10.1.16.1.1", templateVersion: "1.0",
		code: "75496-0", display: "Telehealth note", title: "Referto di televisita",
	})
}

// Teleconsulto is the report of physicians who conferred at a distance.
func Teleconsulto() *markup.Element {
	return telemedicine(kind{
		abbreviation: "TELECONSULTO", template: "~2.9.10.1.16.2.1", templateVersion: "1.0",
		code: "85208-7", display: "Nota di teleconsulto (teleconsultation note)", title: "Relazione collaborativa di teleconsulto",
	})
}

// Teleassistenza is the final report of assistance at a distance.
func Teleassistenza() *markup.Element {
	return telemedicine(kind{
		abbreviation: "TELEASSISTENZA", template: "~2.9.10.1.16.4.1", templateVersion: "1.0",
		code: "75496-0", display: "Telehealth note", title: "Relazione finale di teleassistenza",
	})
}

// telemedicine adds what the three types have in common: nearly everything.
func telemedicine(k kind) *markup.Element {
	k.people = []*element{participant("REF")}
	k.events = []*element{serviceEvent(coded("code", "PROG", "~2.9.5.1.4", "ActCode", "Programmato"))}
	k.encounter = encounter(ambulatory())
	history := historyForm{
		problem: template("650"), chronicity: template("136"), state: template("137"),
		family: template("651"), relative: template("144"), onset: template("145"), death: template("152"),
	}
	allergy := allergyForm{
		section: template("652"), act: template("716"), reaction: template("717"), manifestation: template("163"),
		severity: template("164"), state: template("165"), comment: template("166"), unnamed: true,
		severityCode: loinc("code", "82606-5", "Gravità"),
	}
	k.sections = []*element{
		section("29299-5", "Quesito diagnostico", template("648"), entry(observation(loinc("code", "29298-7", "Motivo della visita"),
			status("completed"), cd(icd9("value", "250.00", "Diabete mellito tipo II"))))),
		section("11329-0", "Storia clinica", template("649"), entry(anamnesis(history)), entry(familyHistory(history)), allergies(allergy),
			section("10160-0", "Terapia farmacologica in atto", template("653"), entry(el("substanceAdministration classCode=SBADM moodCode=EVN",
				status("active"), el("effectiveTime xsi:type=IVL_TS", el("low value="+past)), remoteDrug())))),
		section("30954-2", "Precedenti esami eseguiti", template("656"),
			entry(observation(loinc("code", "2345-7", "Glucosio"), status("completed"), el("value xsi:type=ST", "Nella norma"))), entry(picture())),
		section("29545-1", "Esame obiettivo", template("669")),
		section("62387-6", "Prestazioni", template("657"), entry(picture()), entry(remoteService())),
		section("93126-1", "Confronto con precedenti esami", template("694")),
		section("47045-0", "Referto", template("695")),
		section("29548-5", "Diagnosi", template("696"), entry(observation(loinc("code", "29308-4", "Diagnosi"), status("completed"),
			cd(icd9("value", "250.00", "Diabete mellito tipo II"))))),
		section("55110-1", "Conclusioni", template("698")),
		section("62385-0", "Suggerimenti", template("699")),
		section("80615-8", "Accertamenti e controlli consigliati", template("701"), entry(el("act classCode=ACT moodCode=PRP",
			icd9("code", "89.52", "Elettrocardiogramma"), at(ended)))),
		section("93341-6", "Terapia farmacologica consigliata", template("702"), entry(clinical("substanceAdministration classCode=SBADM moodCode=INT",
			template("718"), status("active"), el("effectiveTime xsi:type=IVL_TS", el("low value="+ended)), remoteDrug(), helper("PRF"),
			relation("COMP", observation(loinc("code", "82810-3", "Confezione"), status("completed"), el("value xsi:type=REAL value=500"))),
			relation("COMP", el("supply classCode=SPLY moodCode=RQO", el("quantity value=2")))))),
	}
	return k.document()
}

func picture() *element {
	return el("observationMedia classCode=OBS moodCode=EVN", el("value mediaType=image/png representation=B64", "iVBORw0KGgo="))
}

func remoteDrug() *element {
	return el("consumable", el("manufacturedProduct classCode=MANU", el("templateId root=~2.9.10.1.6.53"),
		el("manufacturedMaterial classCode=MMAT determinerCode=KIND", aic())))
}

// remoteService is what was done at a distance: measured, treated, given, each with the device and a comment.
func remoteService() *element {
	device := el("participant typeCode=DEV", el("participantRole classCode=MANU", el("playingDevice",
		el("code code=C010101 codeSystem=~2.9.6.1.48"))))
	comment := relation("COMP", act(loinc("code", "48767-8", "Commento"), refer("text", "S62387-6")))
	return act(icd9("code", "89.7", "Visita generale"), at(began),
		relation("COMP", observation(loinc("code", "8480-6", "Ora di inizio"), template("703"), status("completed"), at(began))),
		relation("COMP", observation(loinc("code", "8480-6", "Ora di fine"), template("704"), status("completed"), at(ended))),
		relation("COMP", observation(loinc("code", "8480-6", "Pressione sistolica"), status("completed"), at(began),
			el("value xsi:type=PQ value=120 unit=mm[Hg]"), device, comment)),
		relation("COMP", el("procedure classCode=PROC moodCode=EVN",
			el("code code=89.52 codeSystem=~6.103 codeSystemName=ICD-9-CM", refer("originalText", "S62387-6")), at(began), device, comment)),
		relation("COMP", el("substanceAdministration classCode=SBADM moodCode=EVN", status("completed"), remoteDrug(), device, comment)),
		relation("COMP", act(icd9("code", "89.7", "Visita generale"), at(began), device, comment)))
}
