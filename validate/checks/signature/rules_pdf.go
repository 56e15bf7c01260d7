package signaturecheck

import "github.com/fselint/fselint/lint"

// Rules about how the signature stands in the PDF (EN 319 142-1 5.3 and 5.4, ISO 32000-1 12.8).
var (
	ruleSubFilter = &lint.Rule{
		ID: "SIG-SUBFILTER", Family: "SIG", Severity: lint.Warning, Group: lint.Standard,
		Title:   lint.Text{IT: "nessuna firma è PAdES: manca /SubFilter /ETSI.CAdES.detached", EN: "no signature is PAdES: there is no /SubFilter /ETSI.CAdES.detached"},
		Why:     lint.Text{IT: "le specifiche chiedono documenti firmati in PAdES; adbe.pkcs7.detached è la firma PDF di prima, senza i requisiti di EN 319 142-1. Il gateway non guarda, i profili regionali sì", EN: "the specifications ask for documents signed with PAdES; adbe.pkcs7.detached is the older PDF signature, without what EN 319 142-1 requires. The gateway does not look, regional profiles do"},
		Fix:     lint.Text{IT: "nel software di firma scegliete PAdES (baseline) anziché la firma PDF semplice o «PKCS#7»", EN: "choose PAdES (baseline) in the signing software instead of the plain or \"PKCS#7\" PDF signature"},
		Before:  "/SubFilter /adbe.pkcs7.detached",
		After:   "/SubFilter /ETSI.CAdES.detached",
		Sources: []string{"04-pdf-cda §4 SG-01", "EN 319 142-1 §5.1, §6.3"},
	}
	ruleFilter = &lint.Rule{
		ID: "SIG-FILTER", Family: "SIG", Severity: lint.Info, Group: lint.Advice,
		Title:   lint.Text{IT: "il gestore della firma (/Filter) non è quello consueto", EN: "the signature handler (/Filter) is not the usual one"},
		Why:     lint.Text{IT: "alcuni lettori verificano solo firme con /Filter /Adobe.PPKLite e tacciono sulle altre", EN: "some readers verify only signatures with /Filter /Adobe.PPKLite and say nothing of others"},
		Fix:     lint.Text{IT: "fate scrivere /Filter /Adobe.PPKLite", EN: "have /Filter /Adobe.PPKLite written"},
		Before:  "/Type /Sig /Filter /Adobe.PPKMS",
		After:   "/Type /Sig /Filter /Adobe.PPKLite",
		Sources: []string{"04-pdf-cda §4 SG-02", "ISO 32000-1 table 252"},
	}
	ruleByteRange = &lint.Rule{
		ID: "SIG-BYTERANGE", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "/ByteRange non copre tutto tranne la stringa /Contents", EN: "/ByteRange does not cover everything but the string of /Contents"},
		Why:     lint.Text{IT: "ciò che sta fuori dagli intervalli si può cambiare senza toccare la firma: è la porta degli attacchi di signature wrapping. Il gateway non lo controlla", EN: "what lies outside the ranges can be changed without touching the signature: the door to signature wrapping. The gateway does not look"},
		Fix:     lint.Text{IT: "quattro numeri interi: da 0 fino a prima di «<», poi da dopo «>» fino alla fine del file", EN: "four integers: from 0 up to before \"<\", then from behind \">\" to the end of the file"},
		Before:  "/ByteRange [10 830 9032 560]",
		After:   "/ByteRange [0 840 9034 566]",
		Sources: []string{"04-pdf-cda §4 SG-03", "EN 319 142-1 §5.3", "ISO 32000-1 §12.8.1"},
	}
	ruleCoverage = &lint.Rule{
		ID: "SIG-COVERAGE", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "l'ultima firma non arriva alla fine del file", EN: "the last signature does not reach the end of the file"},
		Why:     lint.Text{IT: "dopo i byte firmati ce ne sono altri, che nessuna firma protegge. Il gateway li accetta, altri lettori avvertono", EN: "more bytes follow the signed ones, and no signature protects them. The gateway accepts them, other readers warn"},
		Fix:     lint.Text{IT: "firmate per ultimo e non aggiungete nulla al file dopo la firma", EN: "sign last and append nothing to the file after signing"},
		Before:  "%%EOF <end of the signed bytes> 12 0 obj … %%EOF",
		After:   "%%EOF <end of the signed bytes and of the file>",
		Sources: []string{"04-pdf-cda §4 SG-04", "EN 319 142-1 §5.3"},
	}
	ruleChanged = &lint.Rule{
		ID: "SIG-CHANGED", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "il documento è stato cambiato dopo la firma, in un modo che la firma non permette", EN: "the document was changed after signing, in a way that the signature does not permit"},
		Why:     lint.Text{IT: "una revisione successiva mostra altro da ciò che è stato firmato. Il gateway non confronta le revisioni: accetta, e usa l'ultima", EN: "a later revision shows something else than what was signed. The gateway does not compare revisions: it accepts, and uses the last one"},
		Fix:     lint.Text{IT: "dopo la firma sono permessi solo altre firme, marche temporali e dati di validazione (DSS); ogni altra modifica va fatta prima", EN: "after signing only further signatures, time stamps and validation data (DSS) are permitted; make every other change before"},
		Before:  "signature → cda.xml replaced → sent",
		After:   "final cda.xml → signature → sent",
		Sources: []string{"04-pdf-cda §4 SG-05", "ISO 32000-2 §12.8.2.2"},
	}
	ruleAttack = &lint.Rule{
		ID: "SIG-ATTACK", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "il documento ha la forma di un attacco noto alle firme PDF", EN: "the document has the form of a published attack on PDF signatures"},
		Why:     lint.Text{IT: "chi guarda il documento può vedere altro da ciò che il firmatario ha visto, e molti lettori non se ne accorgono", EN: "who looks at the document may see something else than the signer saw, and many readers do not notice"},
		Fix:     lint.Text{IT: "non usate questo file: chiedete al firmatario l'originale e cercate chi l'ha modificato", EN: "do not use this file: ask the signer for the original and find out who changed it"},
		Before:  "signed revision + hidden content made visible later",
		After:   "one revision, signed last",
		Sources: []string{"04-pdf-cda §4 SG-05", "Mladenov et al., 1 Trillion Dollar Refund, CCS 2019", "Mainka et al., Shadow Attacks, NDSS 2021"},
	}
	ruleDate = &lint.Rule{
		ID: "SIG-DATE", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "la data di firma /M manca o non è plausibile", EN: "the signing date /M is missing or not plausible"},
		Why:     lint.Text{IT: "PAdES mette l'ora di firma in /M, e il gateway rifiuta una firma la cui /M non sa leggere", EN: "PAdES keeps the signing time in /M, and the gateway refuses a signature whose /M it cannot read"},
		Fix:     lint.Text{IT: "scrivete l'ora di firma vera, nella forma dei PDF e con il fuso orario", EN: "write the true signing time, in the form of PDF and with its time zone"},
		Before:  "/M (2026-01-31 10:45)",
		After:   "/M (D:20260131104500+01'00')",
		Sources: []string{"04-pdf-cda §4 SG-09", "04a-gateway-signature step 4", "EN 319 142-1 §5.3", "ISO 32000-1 §7.9.4"},
	}
	ruleDocTimeStamp = &lint.Rule{
		ID: "SIG-DOC-TIMESTAMP", Family: "SIG", Severity: lint.Warning, Group: lint.Advice,
		Title:   lint.Text{IT: "una marca temporale di documento occupa un campo firma", EN: "a document time stamp occupies a signature field"},
		Why:     lint.Text{IT: "il gateway la verifica come fosse una firma, non ci riesce e rifiuta il documento: PAdES B-LTA non passa, anche se è il livello più alto", EN: "the gateway verifies it as if it were a signature, fails and refuses the document: PAdES B-LTA does not pass, although it is the highest level"},
		Fix:     lint.Text{IT: "inviate il documento al livello B-T o B-LT; aggiungete la marca di archivio alla copia che conservate", EN: "send the document at level B-T or B-LT; add the archive time stamp to the copy that you keep"},
		Before:  "/Type /DocTimeStamp /SubFilter /ETSI.RFC3161",
		After:   "id-aa-signatureTimeStampToken (1.2.840.113549.1.9.16.2.14)",
		Sources: []string{"04-pdf-cda §4 SG-16", "04a-gateway-signature", "EN 319 142-1 §5.4.3"},
	}
	ruleNested = &lint.Rule{
		ID: "SIG-NESTED", Family: "SIG", Severity: lint.Warning, Group: lint.Advice,
		Title:   lint.Text{IT: "il gateway non vede questa firma", EN: "the gateway does not see this signature"},
		Why:     lint.Text{IT: "il gateway verifica solo i campi elencati direttamente in /AcroForm /Fields: una firma annidata o posta solo su una pagina non viene verificata", EN: "the gateway verifies only fields listed in /AcroForm /Fields itself: a signature that is nested or only on a page is not verified"},
		Fix:     lint.Text{IT: "elencate il campo firma in /AcroForm /Fields, senza campo padre", EN: "list the signature field in /AcroForm /Fields, without a parent field"},
		Before:  "/AcroForm << /Fields [5 0 R] >>   5 0 obj << /T (signatures) /Kids [6 0 R] >>",
		After:   "/AcroForm << /Fields [6 0 R] >>",
		Sources: []string{"04-pdf-cda §4 SG-17", "04a-gateway-signature step 2"},
	}
	ruleEncrypted = &lint.Rule{
		ID: "SIG-ENCRYPTED", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "il PDF firmato è cifrato", EN: "the signed PDF is encrypted"},
		Why:     lint.Text{IT: "un documento sanitario da conservare deve potersi aprire e verificare senza password; PDF/A e i profili di firma non ammettono la cifratura. Il gateway la accetta se la password è vuota", EN: "a health document that is kept must open and verify without a password; PDF/A and the signature profiles do not admit encryption. The gateway accepts it when the password is empty"},
		Fix:     lint.Text{IT: "togliete la cifratura, poi firmate", EN: "remove the encryption, then sign"},
		Before:  "trailer << /Root 1 0 R /Encrypt 9 0 R >>",
		After:   "trailer << /Root 1 0 R >>",
		Sources: []string{"04-pdf-cda §4 SG-18"},
	}
	ruleCDAOutside = &lint.Rule{
		ID: "SIG-CDA-OUTSIDE", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "la firma non copre il CDA che il gateway usa", EN: "the signature does not cover the CDA that the gateway uses"},
		Why:     lint.Text{IT: "il CDA è stato incorporato o sostituito dopo la firma: il gateway lo prende dall'ultima revisione e lo accetta, ma nessuno lo ha firmato", EN: "the CDA was embedded or replaced after signing: the gateway takes it from the last revision and accepts it, but nobody has signed it"},
		Fix:     lint.Text{IT: "incorporate il CDA definitivo, poi firmate", EN: "embed the final CDA, then sign"},
		Before:  "signature → attachment cda.xml",
		After:   "attachment cda.xml → signature",
		Sources: []string{"04-pdf-cda §2, §4 SG-19"},
	}
	ruleBroken = &lint.Rule{
		ID: "SIG-BROKEN", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "la firma non è integra, anche se il gateway non rifiuta il documento per questa", EN: "the signature is not intact, although the gateway does not refuse the document because of it"},
		Why:     lint.Text{IT: "il gateway si ferma al primo livello del modulo, conta l'ultima firma e guarda un solo firmatario; gli altri lettori le verificano tutte", EN: "the gateway stays at the top level of the form, lets the last signature decide and looks at one signer; other readers verify them all"},
		Fix:     lint.Text{IT: "togliete la firma guasta o firmate di nuovo il documento definitivo", EN: "remove the broken signature or sign the final document again"},
		Before:  "/Fields [broken, good] → OK",
		After:   "/Fields [good]",
		Sources: []string{"04a-gateway-signature steps 2, 4 and 7", "EN 319 102-1 §5.1.3"},
	}
)
