package documentcheck

import "github.com/fselint/fselint/lint"

var (
	ruleMissing = &lint.Rule{
		ID: "PDF-MISSING", Family: "PDF", Severity: lint.Error, Group: lint.Gateway, Error: "FE-11",
		Before:  `curl -F requestBody=@body.json …`,
		After:   `curl -F requestBody=@body.json -F file=@referto.pdf …`,
		Title:   lint.Text{IT: "manca il documento: la parte file della richiesta", EN: "the document is missing: the part file of the request"},
		Why:     lint.Text{IT: "l'operazione vuole una richiesta multipart con le parti requestBody e file", EN: "the operation wants a multipart request with the parts requestBody and file"},
		Fix:     lint.Text{IT: "allegate il PDF come parte di nome file", EN: "attach the PDF as the part named file"},
		Sources: []string{"01-overview §6", "06-errors FE-11"},
	}
	ruleEmpty = &lint.Rule{
		ID: "PDF-EMPTY", Family: "PDF", Severity: lint.Error, Group: lint.Gateway, Error: "PF-01",
		Before:  `referto.pdf: 0 bytes`,
		After:   `referto.pdf: 48213 bytes`,
		Title:   lint.Text{IT: "il file è vuoto", EN: "the file is empty"},
		Why:     lint.Text{IT: "il gateway rifiuta un file di zero byte prima di ogni altro controllo", EN: "the gateway refuses a file of no bytes before any other check"},
		Fix:     lint.Text{IT: "controllate come il file viene letto e allegato alla richiesta", EN: "look at how the file is read and attached to the request"},
		Sources: []string{"04-pdf-cda §1", "06-errors PF-01"},
	}
	ruleNotPDF = &lint.Rule{
		ID: "PDF-NOT-PDF", Family: "PDF", Severity: lint.Error, Group: lint.Gateway, Error: "PF-02",
		Before:  `JVBERi0xLjcK…`,
		After:   `%PDF-1.7 …`,
		Title:   lint.Text{IT: "il file non comincia con %PDF", EN: "the file does not begin with %PDF"},
		Why:     lint.Text{IT: "il gateway confronta i primi quattro byte: non tollera nulla prima, nemmeno un BOM o una riga vuota", EN: "the gateway compares the first four bytes: it tolerates nothing before them, not even a byte order mark or an empty line"},
		Fix:     lint.Text{IT: "inviate il PDF così com'è, senza byte davanti e non in base64", EN: "send the PDF as it is, with no bytes before it and not in base64"},
		Sources: []string{"04-pdf-cda §1", "06-errors PF-02"},
	}
	ruleDamaged = &lint.Rule{
		ID: "PDF-DAMAGED", Family: "PDF", Severity: lint.Error, Group: lint.Gateway, Error: "PF-04",
		Before:  `%PDF-1.7 … (the second half is missing)`,
		After:   `%PDF-1.7 … %%EOF`,
		Title:   lint.Text{IT: "il PDF non si apre", EN: "the PDF does not open"},
		Why:     lint.Text{IT: "il lettore del gateway non riesce ad aprire il file, e quindi non trova né il CDA né la firma", EN: "the gateway's reader cannot open the file, and so finds neither CDA nor signature"},
		Fix:     lint.Text{IT: "producete di nuovo il PDF; controllate che non venga troncato o trattato come testo lungo il percorso", EN: "make the PDF again; see that it is not cut off, or treated as text, on its way"},
		Sources: []string{"04-pdf-cda §1", "06-errors PF-03, PF-04"},
	}
	rulePassword = &lint.Rule{
		ID: "PDF-PASSWORD", Family: "PDF", Severity: lint.Error, Group: lint.Gateway, Error: "PF-04",
		Before:  `a PDF that asks for a password`,
		After:   `the same PDF without protection`,
		Title:   lint.Text{IT: "il PDF chiede una password", EN: "the PDF needs a password"},
		Why:     lint.Text{IT: "il gateway non ha password: non può leggere il file", EN: "the gateway has no password: it cannot read the file"},
		Fix:     lint.Text{IT: "togliete la cifratura dal PDF", EN: "remove the encryption from the PDF"},
		Sources: []string{"04-pdf-cda §1", "06-errors PF-03, PF-04"},
	}
	ruleEncrypted = &lint.Rule{
		ID: "PDF-ENCRYPTED", Family: "PDF", Severity: lint.Warning, Group: lint.Standard,
		Before:  `trailer << /Encrypt 12 0 R … >>`,
		After:   `trailer << … >>`,
		Title:   lint.Text{IT: "il PDF è cifrato, anche se si apre senza password", EN: "the PDF is encrypted, though it opens without a password"},
		Why:     lint.Text{IT: "il gateway lo legge, ma PAdES e PDF/A non ammettono la cifratura", EN: "the gateway reads it, but PAdES and PDF/A do not admit encryption"},
		Fix:     lint.Text{IT: "togliete la cifratura dal PDF", EN: "remove the encryption from the PDF"},
		Sources: []string{"04-pdf-cda §4 SG-18"},
	}
	ruleRepaired = &lint.Rule{
		ID: "PDF-REPAIRED", Family: "PDF", Severity: lint.Warning, Group: lint.Advice,
		Before:  `startxref 0`,
		After:   `startxref (the offset of xref)`,
		Title:   lint.Text{IT: "il PDF ha una struttura danneggiata, che il lettore deve ricostruire", EN: "the structure of the PDF is damaged, and the reader has to rebuild it"},
		Why:     lint.Text{IT: "lettori diversi ricostruiscono in modo diverso: il documento può aprirsi qui e non altrove", EN: "readers rebuild in different ways: the document may open here and not elsewhere"},
		Fix:     lint.Text{IT: "controllate il generatore del PDF e ogni passaggio che lo riscrive", EN: "look at the generator of the PDF and at every step that rewrites it"},
		Sources: []string{"04-pdf-cda §2"},
	}
	ruleNoCDA = &lint.Rule{
		ID: "PDF-NO-CDA", Family: "PDF", Severity: lint.Error, Group: lint.Gateway, Error: "PF-04",
		Before: `/Names [(referto.xml) 12 0 R]`,
		After:  `/Names [(cda.xml) 12 0 R]`,
		Title:  lint.Text{IT: "il gateway non trova il CDA nel PDF", EN: "the gateway does not find the CDA in the PDF"},
		Why: lint.Text{
			IT: "cerca un allegato di nome cda.xml nel primo livello dell'albero dei nomi, oppure la risorsa XFA datasets",
			EN: "it looks for an attachment named cda.xml in the first level of the name tree, or for the XFA resource datasets",
		},
		Fix:     lint.Text{IT: "incorporate il CDA come allegato di nome cda.xml (minuscolo), unico, nell'albero EmbeddedFiles", EN: "embed the CDA as an attachment named cda.xml (lower case), the only one, in the EmbeddedFiles tree"},
		Sources: []string{"04-pdf-cda §2", "06-errors PF-04"},
	}
	ruleNotFirst = &lint.Rule{
		ID: "PDF-CDA-NOT-FIRST", Family: "PDF", Severity: lint.Warning, Group: lint.Standard,
		Before:  `/Names [(a.txt) 11 0 R (cda.xml) 12 0 R]`,
		After:   `/Names [(cda.xml) 12 0 R]`,
		Title:   lint.Text{IT: "cda.xml non è il primo allegato", EN: "cda.xml is not the first attachment"},
		Why:     lint.Text{IT: "la documentazione vuole il CDA nella prima voce; il codice pubblicato accetta anche le altre", EN: "the documentation wants the CDA in the first entry; the published code accepts others too"},
		Fix:     lint.Text{IT: "allegate il CDA per primo", EN: "attach the CDA first"},
		Sources: []string{"04-pdf-cda §2", "00-open-questions OQ-10"},
	}
	ruleSeveral = &lint.Rule{
		ID: "PDF-CDA-SEVERAL", Family: "PDF", Severity: lint.Warning, Group: lint.Standard,
		Before:  `/Names [(cda.xml) 11 0 R (cda2.xml) 12 0 R]`,
		After:   `/Names [(cda.xml) 11 0 R]`,
		Title:   lint.Text{IT: "più di un CDA nel PDF", EN: "more than one CDA in the PDF"},
		Why:     lint.Text{IT: "quale CDA venga preso dipende dalla modalità e dall'ordine: si rischia di pubblicare quello sbagliato", EN: "which one is taken depends on mode and order: the wrong one may be published"},
		Fix:     lint.Text{IT: "lasciate un solo CDA", EN: "leave one CDA only"},
		Sources: []string{"04-pdf-cda §2", "00-open-questions UK-12"},
	}
	ruleName = &lint.Rule{
		ID: "PDF-CDA-NAME", Family: "PDF", Severity: lint.Warning, Group: lint.Standard,
		Before:  `/Names [(CDA2) << /UF (cda.xml) … >>]`,
		After:   `/Names [(cda.xml) << /UF (cda.xml) … >>]`,
		Title:   lint.Text{IT: "nome dell'allegato e nome del file differiscono", EN: "attachment name and file name differ"},
		Why:     lint.Text{IT: "basta che uno dei due sia cda.xml; altri lettori guardano l'altro", EN: "it is enough that one of them is cda.xml; other readers look at the other"},
		Fix:     lint.Text{IT: "usate cda.xml per entrambi", EN: "use cda.xml for both"},
		Sources: []string{"04-pdf-cda §2"},
	}
)
