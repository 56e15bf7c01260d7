package workbook

import "github.com/fselint/fselint/validate"

// words are the fixed texts of the workbook.
var words = struct {
	summary, documents, findings, problems, verdict, share, byType, byApplication, other, none, total, files, count validate.Text
	cut, split, dropped, topRules, documentsWith, severity, group, rule, example, fix                               validate.Text
}{
	summary:       validate.Text{IT: "Riepilogo", EN: "Summary"},
	documents:     validate.Text{IT: "Documenti", EN: "Documents"},
	findings:      validate.Text{IT: "Rilievi", EN: "Findings"},
	problems:      validate.Text{IT: "Problemi", EN: "Top problems"},
	verdict:       validate.Text{IT: "Esito", EN: "Verdict"},
	share:         validate.Text{IT: "Quota", EN: "Share"},
	byType:        validate.Text{IT: "Esiti per tipo di documento", EN: "Verdicts by document type"},
	byApplication: validate.Text{IT: "Esiti per applicativo", EN: "Verdicts by application"},
	other:         validate.Text{IT: "(altri)", EN: "(others)"},
	none:          validate.Text{IT: "(sconosciuto)", EN: "(unknown)"},
	total:         validate.Text{IT: "Totale", EN: "Total"},
	files:         validate.Text{IT: "Documenti", EN: "Documents"},
	count:         validate.Text{IT: "Rilievi", EN: "Findings"},
	cut: validate.Text{
		IT: "testi troppo lunghi per una cella, tagliati dove compare " + cutMark,
		EN: "texts too long for a cell, cut where they end in " + cutMark,
	},
	split:         validate.Text{IT: "fogli, perché uno solo non basta: ", EN: "sheets, because one does not hold them: "},
	dropped:       validate.Text{IT: "righe per cui non c'era più posto: usate il formato jsonl", EN: "rows that there was no more room for: use the format jsonl"},
	topRules:      validate.Text{IT: "Le regole più violate (documenti)", EN: "The rules most often broken (documents)"},
	documentsWith: validate.Text{IT: "Documenti interessati", EN: "Documents concerned"},
	severity:      validate.Text{IT: "Gravità", EN: "Severity"},
	group:         validate.Text{IT: "Gruppo", EN: "Group"},
	rule:          validate.Text{IT: "Regola", EN: "Rule"},
	example:       validate.Text{IT: "Esempio di messaggio", EN: "Example of a message"},
	fix:           validate.Text{IT: "Rimedio", EN: "Fix"},
}

var documentColumns = []column{
	{validate.Text{IT: "Percorso", EN: "Path"}, 50},
	{validate.Text{IT: "Esito", EN: "Verdict"}, 14},
	{validate.Text{IT: "Tipo", EN: "Type"}, 8},
	{validate.Text{IT: "typeId", EN: "typeId"}, 20},
	{validate.Text{IT: "Applicativo", EN: "Application"}, 24},
	{validate.Text{IT: "Risposta del gateway", EN: "Gateway's answer"}, 40},
	{validate.Text{IT: "Validatore", EN: "Validator"}, 20},
	{validate.Text{IT: "Firma", EN: "Signature"}, 14},
	{validate.Text{IT: "Errori", EN: "Errors"}, 9},
	{validate.Text{IT: "Avvisi", EN: "Warnings"}, 9},
	{validate.Text{IT: "Note", EN: "Notes"}, 9},
	{validate.Text{IT: "Osservazioni", EN: "Remarks"}, 50},
	{validate.Text{IT: "SHA-256", EN: "SHA-256"}, 20},
}

var findingColumns = []column{
	{validate.Text{IT: "Percorso", EN: "Path"}, 40},
	{validate.Text{IT: "Tipo", EN: "Type"}, 8},
	{validate.Text{IT: "Gravità", EN: "Severity"}, 10},
	{validate.Text{IT: "Gruppo", EN: "Group"}, 10},
	{validate.Text{IT: "Regola", EN: "Rule"}, 24},
	{validate.Text{IT: "Fase", EN: "Stage"}, 12},
	{validate.Text{IT: "Parte", EN: "Part"}, 12},
	{validate.Text{IT: "Riga", EN: "Line"}, 8},
	{validate.Text{IT: "Colonna", EN: "Column"}, 8},
	{validate.Text{IT: "Posizione", EN: "Location"}, 40},
	{validate.Text{IT: "Messaggio", EN: "Message"}, 60},
	{validate.Text{IT: "Atteso", EN: "Expected"}, 30},
	{validate.Text{IT: "Trovato", EN: "Found"}, 30},
	{validate.Text{IT: "Rimedio", EN: "Fix"}, 50},
	{validate.Text{IT: "Errore del gateway", EN: "Gateway's error"}, 12},
	{validate.Text{IT: "Stato HTTP", EN: "HTTP status"}, 10},
}

// verdicts lists the verdicts as the sheets show them, with the colour of a bright and of a pale field.
var verdicts = []struct {
	verdict      validate.Verdict
	name         validate.Text
	bright, pale string
}{
	{validate.Passed, validate.Text{IT: "superato", EN: "pass"}, "2E7D32", "DDF0DE"},
	{validate.Warn, validate.Text{IT: "avvisi", EN: "warn"}, "F9A825", "FFF4D6"},
	{validate.Fail, validate.Text{IT: "non superato", EN: "fail"}, "C62828", "FADBD9"},
	{validate.Incomplete, validate.Text{IT: "incompleto", EN: "incomplete"}, "757575", "E8E8E8"},
	{validate.Fault, validate.Text{IT: "non giudicato", EN: "fault"}, "6A1B9A", "ECDDF3"},
}

func verdictName(v validate.Verdict) validate.Text {
	for i := range verdicts {
		if verdicts[i].verdict == v {
			return verdicts[i].name
		}
	}
	return validate.Same(string(v))
}

func severityName(s validate.Severity) validate.Text {
	switch s {
	case validate.Error:
		return validate.Text{IT: "errore", EN: "error"}
	case validate.Warning:
		return validate.Text{IT: "avviso", EN: "warning"}
	}
	return validate.Text{IT: "nota", EN: "note"}
}
