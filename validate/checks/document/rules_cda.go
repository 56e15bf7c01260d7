package documentcheck

import "github.com/fselint/fselint/lint"

var (
	ruleEncoding = &lint.Rule{
		ID: "CDA-ENCODING", Family: "CDA", Severity: lint.Error, Group: lint.Gateway, Error: "PF-05",
		Title: lint.Text{IT: "la codifica del CDA non è riconoscibile", EN: "the encoding of the CDA cannot be established"},
		Why: lint.Text{
			IT: "il gateway legge la codifica dalla dichiarazione XML o dal BOM; un nome sconosciuto o una dichiarazione illeggibile finisce in un errore 500",
			EN: "the gateway takes the encoding from the XML declaration or the byte order mark; an unknown name or an unreadable declaration ends in a server error 500",
		},
		Fix:     lint.Text{IT: "scrivete il CDA in UTF-8 e dichiaratelo: <?xml version=\"1.0\" encoding=\"UTF-8\"?>", EN: "write the CDA in UTF-8 and declare it: <?xml version=\"1.0\" encoding=\"UTF-8\"?>"},
		Before:  `<?xml version="1.0" encoding="UTF8-ITA"?>`,
		After:   `<?xml version="1.0" encoding="UTF-8"?>`,
		Sources: []string{"04-pdf-cda §2", "06-errors PF-05"},
	}
	ruleMojibake = &lint.Rule{
		ID: "CDA-REENCODED", Family: "CDA", Severity: lint.Warning, Group: lint.Standard,
		Title: lint.Text{IT: "il validatore legge male i caratteri accentati", EN: "the validator misreads the characters beyond ASCII"},
		Why: lint.Text{
			IT: "il gateway decodifica il CDA con la codifica dichiarata, lo passa al validatore in UTF-8 e questo lo rilegge con la codifica dichiarata: ogni carattere accentato diventa due caratteri sbagliati",
			EN: "the gateway decodes the CDA as declared and hands it on in UTF-8, and the validator reads that with the declared encoding again: every accented character becomes two wrong ones",
		},
		Fix:     lint.Text{IT: "scrivete e dichiarate il CDA in UTF-8", EN: "write and declare the CDA in UTF-8"},
		Before:  `<?xml version="1.0" encoding="ISO-8859-1"?>`,
		After:   `<?xml version="1.0" encoding="UTF-8"?>`,
		Sources: []string{"05-validation §3-4"},
	}
	ruleBytes = &lint.Rule{
		ID: "CDA-BYTES", Family: "CDA", Severity: lint.Warning, Group: lint.Standard,
		Before: `UTF-8 declared, bytes 45 E0 ("à" in ISO-8859-1)`,
		After:  `UTF-8 declared, bytes 45 C3 A0`,
		Title:  lint.Text{IT: "il CDA contiene byte non validi per la sua codifica", EN: "the CDA contains bytes that are not valid in its encoding"},
		Why: lint.Text{
			IT: "il gateway li sostituisce in silenzio con U+FFFD: il testo clinico pubblicato è diverso da quello scritto",
			EN: "the gateway silently replaces them by U+FFFD: the clinical text that is published differs from what was written",
		},
		Fix:     lint.Text{IT: "producete il file nella codifica che dichiara; senza dichiarazione vale UTF-8", EN: "write the file in the encoding that it declares; without a declaration it is UTF-8"},
		Sources: []string{"04-pdf-cda §2"},
	}
	ruleNoTemplate = &lint.Rule{
		ID: "CDA-NO-TEMPLATE", Family: "CDA", Severity: lint.Error, Group: lint.Gateway, Error: "VA-01",
		Before: `<ClinicalDocument …><realmCode code="IT"/><typeId …/><id …/>`,
		After:  `<ClinicalDocument …><realmCode code="IT"/><typeId …/><templateId root="2.16.840.1.113883.2.9.10.1.1" extension="1.2"/><id …/>`,
		Title:  lint.Text{IT: "manca ClinicalDocument/templateId", EN: "ClinicalDocument/templateId is missing"},
		Why: lint.Text{
			IT: "il validatore sceglie lo Schematron con il primo templateId del documento; se non ne trova nessuno risponde con un errore 500",
			EN: "the validator picks the Schematron by the first templateId of the document; without one it answers with a server error 500",
		},
		Fix:     lint.Text{IT: "aggiungete il templateId nazionale del tipo di documento, prima di ogni altro templateId", EN: "add the national templateId of the document type, before any other templateId"},
		Sources: []string{"05-validation §1-2", "06-errors VA-01"},
	}
	ruleNoTypeID = &lint.Rule{
		ID: "CDA-NO-TYPEID", Family: "CDA", Severity: lint.Error, Group: lint.Gateway, Error: "VA-01",
		Before:  `<ClinicalDocument …><realmCode code="IT"/><templateId …/>`,
		After:   `<ClinicalDocument …><realmCode code="IT"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_MT000040UV02"/><templateId …/>`,
		Title:   lint.Text{IT: "manca ClinicalDocument/typeId", EN: "ClinicalDocument/typeId is missing"},
		Why:     lint.Text{IT: "il validatore sceglie lo schema XSD con typeId/@extension; senza typeId risponde con un errore 500", EN: "the validator picks the XML Schema by typeId/@extension; without a typeId it answers with a server error 500"},
		Fix:     lint.Text{IT: "aggiungete typeId come nell'esempio", EN: "add typeId as in the example"},
		Sources: []string{"05-validation §1-2", "06-errors VA-01"},
	}
	ruleDoctype = &lint.Rule{
		ID: "CDA-DOCTYPE", Family: "CDA", Severity: lint.Error, Group: lint.Gateway, Error: "VA-03",
		Title:   lint.Text{IT: "il CDA contiene una dichiarazione DOCTYPE", EN: "the CDA has a DOCTYPE declaration"},
		Why:     lint.Text{IT: "il gateway la rifiuta sempre, perché con le entità si possono leggere file e esaurire la memoria", EN: "the gateway always refuses it, because entities can read files and exhaust memory"},
		Fix:     lint.Text{IT: "togliete la dichiarazione DOCTYPE e sostituite le entità con i loro caratteri", EN: "remove the DOCTYPE declaration and write the characters in place of its entities"},
		Before:  `<!DOCTYPE ClinicalDocument [ … ]>`,
		After:   `<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument …>`,
		Sources: []string{"05-validation §3", "06-errors VA-03"},
	}
	ruleMalformed = &lint.Rule{
		ID: "CDA-MALFORMED", Family: "CDA", Severity: lint.Error, Group: lint.Gateway, Error: "VA-03",
		Title:   lint.Text{IT: "il CDA non è XML ben formato", EN: "the CDA is not well-formed XML"},
		Why:     lint.Text{IT: "il gateway risponde sempre con la stessa frase, senza dire dove", EN: "the gateway always answers with the same sentence and never says where"},
		Fix:     lint.Text{IT: "correggete il primo punto indicato e ripetete il controllo", EN: "mend the first place named here and check again"},
		Before:  `<title>Referto & allegati</title>`,
		After:   `<title>Referto &amp; allegati</title>`,
		Sources: []string{"05-validation §3", "06-errors VA-03"},
	}
	ruleLimit = &lint.Rule{
		ID: "CDA-LIMIT", Family: "CDA", Severity: lint.Error, Group: lint.Advice,
		Before:  `<a><a><a>… 2,001 levels`,
		After:   `at most 2,000 levels, or --max-depth 5000`,
		Title:   lint.Text{IT: "il CDA supera un limite di fselint", EN: "the CDA exceeds a limit of fselint"},
		Why:     lint.Text{IT: "i limiti su profondità, attributi e dimensione proteggono dai documenti ostili; nessun documento clinico reale si avvicina", EN: "limits on depth, attributes and size protect against hostile documents; no real clinical document comes near them"},
		Fix:     lint.Text{IT: "controllate come è stato prodotto il documento; se è legittimo alzate il limite", EN: "look at how the document was made; if it is legitimate raise the limit"},
		Sources: []string{"fselint"},
	}
	ruleNoID = &lint.Rule{
		ID: "CDA-NO-ID", Family: "CDA", Severity: lint.Error, Group: lint.Gateway, Error: "WI-01",
		Before:  `<templateId …/><code …/>`,
		After:   `<templateId …/><id root="2.16.840.1.113883.2.9.2.90.4.4" extension="12345678903.LAB.999.1"/><code …/>`,
		Title:   lint.Text{IT: "il CDA non ha alcun elemento id", EN: "the CDA has no id element"},
		Why:     lint.Text{IT: "dal primo id del CDA il gateway calcola il workflowInstanceId", EN: "the gateway computes the workflowInstanceId from the first id of the CDA"},
		Fix:     lint.Text{IT: "aggiungete ClinicalDocument/id con root ed extension", EN: "add ClinicalDocument/id with root and extension"},
		Sources: []string{"04-pdf-cda §5", "06-errors WI-01"},
	}
	ruleTime = &lint.Rule{
		ID: "CDA-TIME", Family: "CDA", Severity: lint.Error, Group: lint.Gateway, Error: "PB-05",
		Title:   lint.Text{IT: "effectiveTime non è in un formato che il gateway sa leggere", EN: "effectiveTime is not in a form that the gateway can read"},
		Why:     lint.Text{IT: "la pubblicazione fallisce quando il gateway prepara i metadati, con un messaggio generico", EN: "publication fails when the gateway prepares the metadata, with a generic message"},
		Fix:     lint.Text{IT: "scrivete data, ora con secondi e fuso: 20260131104500+0100", EN: "write date, time with seconds and zone: 20260131104500+0100"},
		Before:  `<effectiveTime value="202601"/>`,
		After:   `<effectiveTime value="20260131104500+0100"/>`,
		Sources: []string{"04-pdf-cda §7", "06-errors PB-05"},
	}
	ruleTimePrecision = &lint.Rule{
		ID: "CDA-TIME-PRECISION", Family: "CDA", Severity: lint.Warning, Group: lint.Standard,
		Title:   lint.Text{IT: "effectiveTime senza secondi: il documento sarà indicizzato a mezzanotte", EN: "effectiveTime without seconds: the document will be indexed at midnight"},
		Why:     lint.Text{IT: "il gateway ignora il testo dopo i formati che conosce: con precisione al minuto legge solo la data", EN: "the gateway ignores what follows a form that it knows: with minute precision it reads the date only"},
		Fix:     lint.Text{IT: "scrivete anche i secondi: 20260131104500+0100", EN: "write the seconds too: 20260131104500+0100"},
		Before:  `<effectiveTime value="202601311045+0100"/>`,
		After:   `<effectiveTime value="20260131104500+0100"/>`,
		Sources: []string{"04-pdf-cda §7"},
	}
)
