package report

import (
	"strconv"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// noun is a word in singular and plural.
type noun struct{ one, many lint.Text }

// count is a number with its noun.
func (w noun) count(n int, lang string) string {
	if n == 1 {
		return "1 " + w.one.In(lang)
	}
	return strconv.Itoa(n) + " " + w.many.In(lang)
}

// words are the fixed texts of the formats for people.
var words = struct {
	starter, starterHint, expected, actual, fix, gateway, skipped, failed, answers, catalog, signature, absent, accepted lint.Text
	careful                                                                                                              lint.Text
	integrity, trust                                                                                                     map[string]lint.Text
	validator                                                                                                            lint.Text
	acceptedShort, digest, registry, notice, severity, rule, place, message, verdict, kind, answer                       lint.Text
	why, before, after, sources                                                                                          lint.Text
	annotationsLeft, moreFindings, moreDocuments, moreDetails, sarifLeft                                                 lint.Text // formats with one number
	documents, errors, warnings, infos, hidden                                                                           noun
	passed, warned, failedDocs, incomplete, faults                                                                       noun
	severities                                                                                                           map[lint.Severity]lint.Text
	verdicts                                                                                                             map[validate.Verdict]lint.Text
	groups                                                                                                               map[lint.Group]lint.Text
}{
	starter: lint.Text{
		IT: "giudicato con il catalogo di partenza incluso in fselint, non con quello nazionale: nessun documento può risultare superato",
		EN: "judged with the starter catalog that comes with fselint, not with the national one: no document can pass",
	},
	starterHint: lint.Text{
		IT: "importate il catalogo nazionale: fselint catalog import CARTELLA",
		EN: "import the national catalog: fselint catalog import FOLDER",
	},
	acceptedShort: lint.Text{IT: "accettato", EN: "accepted"},
	digest:        lint.Text{IT: "impronta", EN: "digest"},
	registry:      lint.Text{IT: "registro degli accreditati", EN: "registry of accredited software"},
	notice:        lint.Text{IT: "avvertenza", EN: "notice"},
	severity:      lint.Text{IT: "Gravità", EN: "Severity"},
	rule:          lint.Text{IT: "Regola", EN: "Rule"},
	place:         lint.Text{IT: "Posizione", EN: "Place"},
	message:       lint.Text{IT: "Messaggio", EN: "Message"},
	verdict:       lint.Text{IT: "Esito", EN: "Verdict"},
	kind:          lint.Text{IT: "Tipo", EN: "Type"},
	answer:        lint.Text{IT: "Risposta del gateway", EN: "Gateway's answer"},
	why:           lint.Text{IT: "perché", EN: "why"},
	before:        lint.Text{IT: "prima", EN: "before"},
	after:         lint.Text{IT: "dopo", EN: "after"},
	sources:       lint.Text{IT: "fonti", EN: "sources"},
	annotationsLeft: lint.Text{
		IT: "Altri rilievi, che GitHub non mostrerebbe: %d.",
		EN: "More findings, which GitHub would not show: %d.",
	},
	moreFindings:  lint.Text{IT: "Altri rilievi, qui omessi: %d.", EN: "More findings, left out here: %d."},
	moreDocuments: lint.Text{IT: "Altri documenti, qui omessi: %d.", EN: "More documents, left out here: %d."},
	moreDetails: lint.Text{
		IT: "Documenti i cui rilievi sono qui omessi per mancanza di spazio: %d. Il formato json li contiene tutti.",
		EN: "Documents whose findings are left out here for want of room: %d. The format json holds them all.",
	},
	sarifLeft: lint.Text{
		IT: "Rilievi omessi perché GitHub rifiuterebbe un file più grande: %d. Il formato json li contiene tutti.",
		EN: "Findings left out because GitHub would refuse a larger file: %d. The format json holds them all.",
	},
	expected:   lint.Text{IT: "atteso", EN: "expected"},
	actual:     lint.Text{IT: "trovato", EN: "found"},
	fix:        lint.Text{IT: "rimedio", EN: "fix"},
	gateway:    lint.Text{IT: "gateway", EN: "gateway"},
	validator:  lint.Text{IT: "validatore", EN: "validator"},
	skipped:    lint.Text{IT: "non eseguito", EN: "skipped"},
	failed:     lint.Text{IT: "non riuscito", EN: "failed"},
	answers:    lint.Text{IT: "il gateway risponderebbe", EN: "the gateway would answer"},
	absent:     lint.Text{IT: "non forniti, quindi non giudicati", EN: "not given, so not judged"},
	accepted:   lint.Text{IT: "il gateway accetterebbe", EN: "the gateway would accept"},
	catalog:    lint.Text{IT: "catalogo", EN: "catalog"},
	hidden:     noun{lint.Text{IT: "risultato nascosto dalle impostazioni del progetto", EN: "finding hidden by the project's settings"}, lint.Text{IT: "risultati nascosti dalle impostazioni del progetto", EN: "findings hidden by the project's settings"}},
	documents:  noun{lint.Text{IT: "documento", EN: "document"}, lint.Text{IT: "documenti", EN: "documents"}},
	passed:     noun{lint.Text{IT: "superato", EN: "passed"}, lint.Text{IT: "superati", EN: "passed"}},
	warned:     noun{lint.Text{IT: "con avvisi", EN: "with warnings"}, lint.Text{IT: "con avvisi", EN: "with warnings"}},
	failedDocs: noun{lint.Text{IT: "non superato", EN: "failed"}, lint.Text{IT: "non superati", EN: "failed"}},
	incomplete: noun{lint.Text{IT: "incompleto", EN: "incomplete"}, lint.Text{IT: "incompleti", EN: "incomplete"}},
	faults:     noun{lint.Text{IT: "non giudicabile", EN: "not judged"}, lint.Text{IT: "non giudicabili", EN: "not judged"}},
	errors:     noun{lint.Text{IT: "errore", EN: "error"}, lint.Text{IT: "errori", EN: "errors"}},
	warnings:   noun{lint.Text{IT: "avviso", EN: "warning"}, lint.Text{IT: "avvisi", EN: "warnings"}},
	infos:      noun{lint.Text{IT: "nota", EN: "note"}, lint.Text{IT: "note", EN: "notes"}},
	signature:  lint.Text{IT: "firma secondo il gateway", EN: "signature, as the gateway sees it"},
	careful:    lint.Text{IT: "firma secondo un lettore attento", EN: "signature, as careful readers see it"},
	integrity: map[string]lint.Text{
		"intact":        {IT: "integrità verificata", EN: "integrity verified"},
		"changed":       {IT: "documento cambiato dopo la firma", EN: "document changed after signing"},
		"broken":        {IT: "firma non integra", EN: "signature broken"},
		"indeterminate": {IT: "integrità non determinabile", EN: "integrity cannot be told"},
	},
	trust: map[string]lint.Text{
		"trusted":     {IT: "fiducia confermata", EN: "trusted"},
		"not trusted": {IT: "non fidato", EN: "not trusted"},
		"not judged":  {IT: "fiducia non giudicata", EN: "trust not judged"},
	},
	severities: map[lint.Severity]lint.Text{
		lint.Error: {IT: "errore", EN: "error"}, lint.Warning: {IT: "avviso", EN: "warning"}, lint.Info: {IT: "nota", EN: "note"},
	},
	verdicts: map[validate.Verdict]lint.Text{
		validate.Passed:     {IT: "SUPERATO", EN: "PASS"},
		validate.Warn:       {IT: "AVVISI", EN: "WARN"},
		validate.Fail:       {IT: "NON SUPERATO", EN: "FAIL"},
		validate.Incomplete: {IT: "INCOMPLETO", EN: "INCOMPLETE"},
		validate.Fault:      {IT: "NON GIUDICATO", EN: "FAULT"},
	},
	groups: map[lint.Group]lint.Text{
		lint.Standard: {IT: "il gateway lo accetta, la specifica no", EN: "the gateway accepts it, the specification does not"},
		lint.Advice:   {IT: "consiglio", EN: "advice"},
	},
}
