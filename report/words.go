package report

import "fselint/validate"

// words are the fixed texts of the formats for people.
var words = struct {
	starter, starterHint, expected, actual, fix, gateway, skipped, failed, noObjection, answers, catalog, line, of            validate.Text
	documents, document, passed, warned, failedDocs, incomplete, faults, errors, warnings, infos, validator, absent, national validate.Text
	verdicts                                                                                                                  map[validate.Verdict]validate.Text
	groups                                                                                                                    map[validate.Group]validate.Text
}{
	starter: validate.Text{
		IT: "giudicato con il catalogo di partenza incluso in fselint, non con quello nazionale: nessun documento può risultare superato",
		EN: "judged with the starter catalog that comes with fselint, not with the national one: no document can pass",
	},
	starterHint: validate.Text{
		IT: "importate il catalogo nazionale: fselint catalog import CARTELLA",
		EN: "import the national catalog: fselint catalog import FOLDER",
	},
	expected:    validate.Text{IT: "atteso", EN: "expected"},
	actual:      validate.Text{IT: "trovato", EN: "found"},
	fix:         validate.Text{IT: "rimedio", EN: "fix"},
	gateway:     validate.Text{IT: "gateway", EN: "gateway"},
	validator:   validate.Text{IT: "validatore", EN: "validator"},
	skipped:     validate.Text{IT: "non eseguito", EN: "skipped"},
	failed:      validate.Text{IT: "non riuscito", EN: "failed"},
	absent:      validate.Text{IT: "non fornito", EN: "not given"},
	noObjection: validate.Text{IT: "nessuna obiezione dagli stadi eseguiti", EN: "no objection from the stages that ran"},
	answers:     validate.Text{IT: "il gateway risponderebbe", EN: "the gateway would answer"},
	catalog:     validate.Text{IT: "catalogo", EN: "catalog"},
	documents:   validate.Text{IT: "documenti", EN: "documents"},
	document:    validate.Text{IT: "documento", EN: "document"},
	passed:      validate.Text{IT: "superati", EN: "passed"},
	warned:      validate.Text{IT: "con avvisi", EN: "with warnings"},
	failedDocs:  validate.Text{IT: "rifiutati", EN: "failed"},
	incomplete:  validate.Text{IT: "incompleti", EN: "incomplete"},
	faults:      validate.Text{IT: "non giudicabili", EN: "not judged"},
	errors:      validate.Text{IT: "errori", EN: "errors"},
	warnings:    validate.Text{IT: "avvisi", EN: "warnings"},
	infos:       validate.Text{IT: "note", EN: "notes"},
	verdicts: map[validate.Verdict]validate.Text{
		validate.Passed:     {IT: "SUPERATO", EN: "PASS"},
		validate.Warn:       {IT: "AVVISI", EN: "WARN"},
		validate.Fail:       {IT: "RIFIUTATO", EN: "FAIL"},
		validate.Incomplete: {IT: "INCOMPLETO", EN: "INCOMPLETE"},
		validate.Fault:      {IT: "NON GIUDICATO", EN: "FAULT"},
	},
	groups: map[validate.Group]validate.Text{
		validate.Standard: {IT: "il gateway lo accetta, la specifica no", EN: "the gateway accepts it, the specification does not"},
		validate.Advice:   {IT: "consiglio", EN: "advice"},
	},
}
