package workbook

import (
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// words are the fixed texts of the workbook.
var words = struct {
	summary, documents, findings, problems, verdict, share, byType, byApplication, other, none, total, files, count lint.Text
	cut, split, dropped, topRules, documentsWith, severity, group, rule, example, fix                               lint.Text
}{
	summary:       lint.Text{IT: "Riepilogo", EN: "Summary"},
	documents:     lint.Text{IT: "Documenti", EN: "Documents"},
	findings:      lint.Text{IT: "Rilievi", EN: "Findings"},
	problems:      lint.Text{IT: "Problemi", EN: "Top problems"},
	verdict:       lint.Text{IT: "Esito", EN: "Verdict"},
	share:         lint.Text{IT: "Quota", EN: "Share"},
	byType:        lint.Text{IT: "Esiti per tipo di documento", EN: "Verdicts by document type"},
	byApplication: lint.Text{IT: "Esiti per applicativo", EN: "Verdicts by application"},
	other:         lint.Text{IT: "(altri)", EN: "(others)"},
	none:          lint.Text{IT: "(sconosciuto)", EN: "(unknown)"},
	total:         lint.Text{IT: "Totale", EN: "Total"},
	files:         lint.Text{IT: "Documenti", EN: "Documents"},
	count:         lint.Text{IT: "Rilievi", EN: "Findings"},
	cut: lint.Text{
		IT: "testi troppo lunghi per una cella, tagliati dove compare " + cutMark,
		EN: "texts too long for a cell, cut where they end in " + cutMark,
	},
	split:         lint.Text{IT: "fogli, perché uno solo non basta: ", EN: "sheets, because one does not hold them: "},
	dropped:       lint.Text{IT: "righe per cui non c'era più posto: usate il formato jsonl", EN: "rows that there was no more room for: use the format jsonl"},
	topRules:      lint.Text{IT: "Le regole più violate (documenti)", EN: "The rules most often broken (documents)"},
	documentsWith: lint.Text{IT: "Documenti interessati", EN: "Documents concerned"},
	severity:      lint.Text{IT: "Gravità", EN: "Severity"},
	group:         lint.Text{IT: "Gruppo", EN: "Group"},
	rule:          lint.Text{IT: "Regola", EN: "Rule"},
	example:       lint.Text{IT: "Esempio di messaggio", EN: "Example of a message"},
	fix:           lint.Text{IT: "Rimedio", EN: "Fix"},
}

var documentColumns = []column{
	{lint.Text{IT: "Percorso", EN: "Path"}, 50},
	{lint.Text{IT: "Esito", EN: "Verdict"}, 14},
	{lint.Text{IT: "Tipo", EN: "Type"}, 8},
	{lint.Text{IT: "typeId", EN: "typeId"}, 20},
	{lint.Text{IT: "Applicativo", EN: "Application"}, 24},
	{lint.Text{IT: "Risposta del gateway", EN: "Gateway's answer"}, 40},
	{lint.Text{IT: "Validatore", EN: "Validator"}, 20},
	{lint.Text{IT: "Firma", EN: "Signature"}, 14},
	{lint.Text{IT: "Errori", EN: "Errors"}, 9},
	{lint.Text{IT: "Avvisi", EN: "Warnings"}, 9},
	{lint.Text{IT: "Note", EN: "Notes"}, 9},
	{lint.Text{IT: "Osservazioni", EN: "Remarks"}, 50},
	{lint.Text{IT: "SHA-256", EN: "SHA-256"}, 20},
}

var findingColumns = []column{
	{lint.Text{IT: "Percorso", EN: "Path"}, 40},
	{lint.Text{IT: "Tipo", EN: "Type"}, 8},
	{lint.Text{IT: "Gravità", EN: "Severity"}, 10},
	{lint.Text{IT: "Gruppo", EN: "Group"}, 10},
	{lint.Text{IT: "Regola", EN: "Rule"}, 24},
	{lint.Text{IT: "Fase", EN: "Stage"}, 12},
	{lint.Text{IT: "Parte", EN: "Part"}, 12},
	{lint.Text{IT: "Riga", EN: "Line"}, 8},
	{lint.Text{IT: "Colonna", EN: "Column"}, 8},
	{lint.Text{IT: "Posizione", EN: "Location"}, 40},
	{lint.Text{IT: "Messaggio", EN: "Message"}, 60},
	{lint.Text{IT: "Atteso", EN: "Expected"}, 30},
	{lint.Text{IT: "Trovato", EN: "Found"}, 30},
	{lint.Text{IT: "Rimedio", EN: "Fix"}, 50},
	{lint.Text{IT: "Errore del gateway", EN: "Gateway's error"}, 12},
	{lint.Text{IT: "Stato HTTP", EN: "HTTP status"}, 10},
}

// verdicts lists the verdicts as the sheets show them, with the colour of a bright and of a pale field.
var verdicts = []struct {
	verdict      validate.Verdict
	name         lint.Text
	bright, pale string
}{
	{validate.Passed, lint.Text{IT: "superato", EN: "pass"}, "2E7D32", "DDF0DE"},
	{validate.Warn, lint.Text{IT: "avvisi", EN: "warn"}, "F9A825", "FFF4D6"},
	{validate.Fail, lint.Text{IT: "non superato", EN: "fail"}, "C62828", "FADBD9"},
	{validate.Incomplete, lint.Text{IT: "incompleto", EN: "incomplete"}, "757575", "E8E8E8"},
	{validate.Fault, lint.Text{IT: "non giudicato", EN: "fault"}, "6A1B9A", "ECDDF3"},
}

func verdictName(v validate.Verdict) lint.Text {
	for i := range verdicts {
		if verdicts[i].verdict == v {
			return verdicts[i].name
		}
	}
	return lint.Same(string(v))
}

func severityName(s lint.Severity) lint.Text {
	switch s {
	case lint.Error:
		return lint.Text{IT: "errore", EN: "error"}
	case lint.Warning:
		return lint.Text{IT: "avviso", EN: "warning"}
	}
	return lint.Text{IT: "nota", EN: "note"}
}
