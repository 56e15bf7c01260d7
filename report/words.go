package report

import (
	"strconv"

	"github.com/fselint/fselint/validate"
)

// noun is a word in singular and plural.
type noun struct{ one, many validate.Text }

// count is a number with its noun.
func (w noun) count(n int, lang string) string {
	if n == 1 {
		return "1 " + w.one.In(lang)
	}
	return strconv.Itoa(n) + " " + w.many.In(lang)
}

// words are the fixed texts of the formats for people.
var words = struct {
	starter, starterHint, expected, actual, fix, gateway, skipped, failed, answers, catalog, signature, absent, accepted validate.Text
	careful                                                                                                              validate.Text
	integrity, trust                                                                                                     map[string]validate.Text
	validator                                                                                                            validate.Text
	acceptedShort, digest, registry, notice, severity, rule, place, message, verdict, kind, answer                       validate.Text
	why, before, after, sources                                                                                          validate.Text
	annotationsLeft, moreFindings, moreDocuments, moreDetails, sarifLeft                                                 validate.Text // formats with one number
	documents, errors, warnings, infos, hidden                                                                           noun
	passed, warned, failedDocs, incomplete, faults                                                                       noun
	severities                                                                                                           map[validate.Severity]validate.Text
	verdicts                                                                                                             map[validate.Verdict]validate.Text
	groups                                                                                                               map[validate.Group]validate.Text
}{
	starter: validate.Text{
		IT: "giudicato con il catalogo di partenza incluso in fselint, non con quello nazionale: nessun documento può risultare superato",
		EN: "judged with the starter catalog that comes with fselint, not with the national one: no document can pass",
	},
	starterHint: validate.Text{
		IT: "importate il catalogo nazionale: fselint catalog import CARTELLA",
		EN: "import the national catalog: fselint catalog import FOLDER",
	},
	acceptedShort: validate.Text{IT: "accettato", EN: "accepted"},
	digest:        validate.Text{IT: "impronta", EN: "digest"},
	registry:      validate.Text{IT: "registro degli accreditati", EN: "registry of accredited software"},
	notice:        validate.Text{IT: "avvertenza", EN: "notice"},
	severity:      validate.Text{IT: "Gravità", EN: "Severity"},
	rule:          validate.Text{IT: "Regola", EN: "Rule"},
	place:         validate.Text{IT: "Posizione", EN: "Place"},
	message:       validate.Text{IT: "Messaggio", EN: "Message"},
	verdict:       validate.Text{IT: "Esito", EN: "Verdict"},
	kind:          validate.Text{IT: "Tipo", EN: "Type"},
	answer:        validate.Text{IT: "Risposta del gateway", EN: "Gateway's answer"},
	why:           validate.Text{IT: "perché", EN: "why"},
	before:        validate.Text{IT: "prima", EN: "before"},
	after:         validate.Text{IT: "dopo", EN: "after"},
	sources:       validate.Text{IT: "fonti", EN: "sources"},
	annotationsLeft: validate.Text{
		IT: "Altri rilievi, che GitHub non mostrerebbe: %d.",
		EN: "More findings, which GitHub would not show: %d.",
	},
	moreFindings:  validate.Text{IT: "Altri rilievi, qui omessi: %d.", EN: "More findings, left out here: %d."},
	moreDocuments: validate.Text{IT: "Altri documenti, qui omessi: %d.", EN: "More documents, left out here: %d."},
	moreDetails: validate.Text{
		IT: "Documenti i cui rilievi sono qui omessi per mancanza di spazio: %d. Il formato json li contiene tutti.",
		EN: "Documents whose findings are left out here for want of room: %d. The format json holds them all.",
	},
	sarifLeft: validate.Text{
		IT: "Rilievi omessi perché GitHub rifiuterebbe un file più grande: %d. Il formato json li contiene tutti.",
		EN: "Findings left out because GitHub would refuse a larger file: %d. The format json holds them all.",
	},
	expected:   validate.Text{IT: "atteso", EN: "expected"},
	actual:     validate.Text{IT: "trovato", EN: "found"},
	fix:        validate.Text{IT: "rimedio", EN: "fix"},
	gateway:    validate.Text{IT: "gateway", EN: "gateway"},
	validator:  validate.Text{IT: "validatore", EN: "validator"},
	skipped:    validate.Text{IT: "non eseguito", EN: "skipped"},
	failed:     validate.Text{IT: "non riuscito", EN: "failed"},
	answers:    validate.Text{IT: "il gateway risponderebbe", EN: "the gateway would answer"},
	absent:     validate.Text{IT: "non forniti, quindi non giudicati", EN: "not given, so not judged"},
	accepted:   validate.Text{IT: "il gateway accetterebbe", EN: "the gateway would accept"},
	catalog:    validate.Text{IT: "catalogo", EN: "catalog"},
	hidden:     noun{validate.Text{IT: "risultato nascosto dalle impostazioni del progetto", EN: "finding hidden by the project's settings"}, validate.Text{IT: "risultati nascosti dalle impostazioni del progetto", EN: "findings hidden by the project's settings"}},
	documents:  noun{validate.Text{IT: "documento", EN: "document"}, validate.Text{IT: "documenti", EN: "documents"}},
	passed:     noun{validate.Text{IT: "superato", EN: "passed"}, validate.Text{IT: "superati", EN: "passed"}},
	warned:     noun{validate.Text{IT: "con avvisi", EN: "with warnings"}, validate.Text{IT: "con avvisi", EN: "with warnings"}},
	failedDocs: noun{validate.Text{IT: "non superato", EN: "failed"}, validate.Text{IT: "non superati", EN: "failed"}},
	incomplete: noun{validate.Text{IT: "incompleto", EN: "incomplete"}, validate.Text{IT: "incompleti", EN: "incomplete"}},
	faults:     noun{validate.Text{IT: "non giudicabile", EN: "not judged"}, validate.Text{IT: "non giudicabili", EN: "not judged"}},
	errors:     noun{validate.Text{IT: "errore", EN: "error"}, validate.Text{IT: "errori", EN: "errors"}},
	warnings:   noun{validate.Text{IT: "avviso", EN: "warning"}, validate.Text{IT: "avvisi", EN: "warnings"}},
	infos:      noun{validate.Text{IT: "nota", EN: "note"}, validate.Text{IT: "note", EN: "notes"}},
	signature:  validate.Text{IT: "firma secondo il gateway", EN: "signature, as the gateway sees it"},
	careful:    validate.Text{IT: "firma secondo un lettore attento", EN: "signature, as careful readers see it"},
	integrity: map[string]validate.Text{
		"intact":        {IT: "integrità verificata", EN: "integrity verified"},
		"changed":       {IT: "documento cambiato dopo la firma", EN: "document changed after signing"},
		"broken":        {IT: "firma non integra", EN: "signature broken"},
		"indeterminate": {IT: "integrità non determinabile", EN: "integrity cannot be told"},
	},
	trust: map[string]validate.Text{
		"trusted":     {IT: "fiducia confermata", EN: "trusted"},
		"not trusted": {IT: "non fidato", EN: "not trusted"},
		"not judged":  {IT: "fiducia non giudicata", EN: "trust not judged"},
	},
	severities: map[validate.Severity]validate.Text{
		validate.Error: {IT: "errore", EN: "error"}, validate.Warning: {IT: "avviso", EN: "warning"}, validate.Info: {IT: "nota", EN: "note"},
	},
	verdicts: map[validate.Verdict]validate.Text{
		validate.Passed:     {IT: "SUPERATO", EN: "PASS"},
		validate.Warn:       {IT: "AVVISI", EN: "WARN"},
		validate.Fail:       {IT: "NON SUPERATO", EN: "FAIL"},
		validate.Incomplete: {IT: "INCOMPLETO", EN: "INCOMPLETE"},
		validate.Fault:      {IT: "NON GIUDICATO", EN: "FAULT"},
	},
	groups: map[validate.Group]validate.Text{
		validate.Standard: {IT: "il gateway lo accetta, la specifica no", EN: "the gateway accepts it, the specification does not"},
		validate.Advice:   {IT: "consiglio", EN: "advice"},
	},
}
