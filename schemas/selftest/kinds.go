package selftest

// The kinds of defects.
var (
	kindFileUnreadable = &Kind{
		"file-unreadable", Error,
		Text{"il catalogo non si legge tutto", "the catalog cannot be read whole"},
		Text{"importatelo di nuovo", "import it again"},
	}
	kindListMissing = &Kind{
		"list-missing", Error,
		Text{"manca un elenco del gateway", "a list of the gateway is missing"},
		Text{"il catalogo non è completo: scaricatelo di nuovo", "the catalog is not whole: get it again"},
	}
	kindListUnreadable = &Kind{
		"list-unreadable", Error,
		Text{"un elenco del gateway non si legge", "a list of the gateway cannot be read"},
		Text{"ciò che dipende dall'elenco non si può giudicare", "what depends on the list cannot be judged"},
	}
	kindNoSchemaSet = &Kind{
		"schema-set-missing", Error,
		Text{"non c'è nessun insieme di schemi", "there is no schema set"},
		Text{"nessun documento si può controllare con il suo schema XML", "no document can be checked against its XML Schema"},
	}
	kindSetUnusable = &Kind{
		"schema-set-unusable", Error,
		Text{"un insieme di schemi non si compila", "a schema set does not compile"},
		Text{"i documenti con questo typeId non si possono giudicare", "documents with this typeId cannot be judged"},
	}
	kindSchemaDiffers = &Kind{
		"schema-differs", Warning,
		Text{"un file di schema differisce da quello del gateway", "a schema file differs from the gateway's"},
		Text{"fselint usa il file; il gateway potrebbe giudicare diversamente", "fselint uses the file; the gateway may judge otherwise"},
	}
	kindSchemaUnlisted = &Kind{
		"schema-unlisted", Warning,
		Text{"un file di schema non è nell'elenco del gateway", "a schema file is not in the gateway's list"},
		Text{"fselint usa il file; il gateway potrebbe non averlo", "fselint uses the file; the gateway may not have it"},
	}
	kindSchemaMissing = &Kind{
		"schema-missing", Warning,
		Text{"un file di schema del gateway manca nella cartella", "a schema file of the gateway is missing in the folder"},
		Text{"fselint usa la cartella così com'è; il gateway potrebbe giudicare diversamente", "fselint uses the folder as it is; the gateway may judge otherwise"},
	}
	kindSchematronUnusable = &Kind{
		"schematron-unusable", Error,
		Text{"uno Schematron non si compila", "a Schematron does not compile"},
		Text{"i documenti di questo tipo non si possono giudicare", "documents of this type cannot be judged"},
	}
	kindSchematronDiffers = &Kind{
		"schematron-differs", Warning,
		Text{"uno Schematron differisce da quello del gateway", "a Schematron differs from the gateway's"},
		Text{"fselint usa il file; il gateway potrebbe giudicare diversamente", "fselint uses the file; the gateway may judge otherwise"},
	}
	kindSchematronUnlisted = &Kind{
		"schematron-unlisted", Warning,
		Text{"nessuna riga dell'elenco nomina questo Schematron", "no row of the list names this Schematron"},
		Text{"non viene mai usato", "it is never used"},
	}
	kindSchematronMissing = &Kind{
		"schematron-missing", Info,
		Text{"l'elenco nomina uno Schematron che non è nella cartella", "the list names a Schematron that is not in the folder"},
		Text{"si usa il contenuto della riga", "the content of the row is used"},
	}
	kindRecordTwice = &Kind{
		"record-twice", Info,
		Text{"l'elenco ha due righe per lo stesso templateId e la stessa versione", "the list has two rows for one templateId and version"},
		Text{"vale la prima", "the first counts"},
	}
	kindTypeWithoutSchematron = &Kind{
		"type-without-schematron", Warning,
		Text{"un tipo di documento non ha Schematron", "a type of document has no Schematron"},
		Text{"i documenti di questo tipo sono rifiutati (VA-05)", "documents of this type are refused (VA-05)"},
	}
	kindTypeWithoutMap = &Kind{
		"type-without-map", Warning,
		Text{"un tipo di documento non ha una mappa nel motore", "a type of document has no map in the engine"},
		Text{"i documenti di questo tipo sono rifiutati dopo tutti i controlli (VA-15)", "documents of this type are refused after all checks (VA-15)"},
	}
	kindMapWithoutType = &Kind{
		"map-without-schematron", Info,
		Text{"il motore ha una mappa per un templateId senza Schematron", "the engine has a map for a templateId without a Schematron"},
		Text{"la mappa non viene mai usata", "the map is never used"},
	}
	kindDictionaryUnreadable = &Kind{
		"dictionary-unreadable", Error,
		Text{"un dizionario non si legge", "a dictionary cannot be read"},
		Text{"i suoi codici non si possono controllare", "its codes cannot be checked"},
	}
	kindDictionaryMissing = &Kind{
		"dictionary-missing", Warning,
		Text{"un dizionario gestito non ha il file dei codici", "a managed dictionary has no file of codes"},
		Text{"i suoi codici non si possono controllare (VOC-UNCHECKED); il gateway li controlla", "its codes cannot be checked (VOC-UNCHECKED); the gateway checks them"},
	}
	kindDictionaryUnlisted = &Kind{
		"dictionary-unlisted", Warning,
		Text{"nessuna riga dell'elenco nomina questo dizionario", "no row of the list names this dictionary"},
		Text{"il suo sistema di codifica conta come sconosciuto: qualunque codice è accettato", "its code system counts as unknown: any code is accepted"},
	}
	kindDictionaryTwice = &Kind{
		"dictionary-twice", Info,
		Text{"l'elenco ha due righe per lo stesso sistema e la stessa versione", "the list has two rows for one system and version"},
		Text{"nessuno", "none"},
	}
	kindVersionEmpty = &Kind{
		"version-without-codes", Warning,
		Text{"una versione gestita non ha codici nel file", "a managed version has no codes in the file"},
		Text{"ogni codice dichiarato con questa versione è rifiutato", "every code declared with this version is refused"},
	}
	kindVersionUnlisted = &Kind{
		"version-unlisted", Info,
		Text{"il file ha codici di una versione che l'elenco non ha", "the file has codes of a version that the list lacks"},
		Text{"questa versione, se dichiarata, è rifiutata", "this version is refused where it is declared"},
	}
	kindCodeTwice = &Kind{
		"code-twice", Info,
		Text{"codici ripetuti nella stessa versione", "codes repeated in one version"},
		Text{"nessun verdetto cambia; vale la prima descrizione", "no verdict changes; the first description counts"},
	}
	kindCodeDate = &Kind{
		"code-date", Warning,
		Text{"codici diventati date in un foglio di calcolo", "codes that a spreadsheet turned into dates"},
		Text{"il codice giusto è rifiutato", "the right code is refused"},
	}
	kindCodeNumber = &Kind{
		"code-number", Warning,
		Text{"codici diventati numeri in un foglio di calcolo", "codes that a spreadsheet turned into numbers"},
		Text{"il codice giusto è rifiutato", "the right code is refused"},
	}
	kindCodeZeros = &Kind{
		"code-zeros", Warning,
		Text{"codici che hanno perso gli zeri iniziali", "codes that lost their leading zeros"},
		Text{"il codice giusto è rifiutato", "the right code is refused"},
	}
	kindCodeError = &Kind{
		"code-error", Warning,
		Text{"codici sostituiti da un errore di foglio di calcolo", "codes replaced by a spreadsheet's error value"},
		Text{"il codice giusto è rifiutato", "the right code is refused"},
	}
	kindCodeBlanks = &Kind{
		"code-blanks", Warning,
		Text{"codici con spazi all'inizio o alla fine, o con caratteri invisibili", "codes with blanks at an end, or with invisible characters"},
		Text{"il codice scritto senza è rifiutato", "the code written without them is refused"},
	}
	kindCodeEmpty = &Kind{
		"code-empty", Info,
		Text{"righe senza codice", "rows without a code"},
		Text{"nessuno", "none"},
	}
	kindRuleNever = &Kind{
		"rule-never-fires", Warning,
		Text{"una regola Schematron non può mai scattare", "a Schematron rule can never fire"},
		Text{"ciò che chiede non viene mai controllato", "what it asks for is never checked"},
	}
	kindAssertNever = &Kind{
		"assert-never-fails", Warning,
		Text{"un controllo Schematron non può mai dare esito", "a Schematron assert can never report anything"},
		Text{"ciò che chiede non viene mai controllato", "what it asks for is never checked"},
	}
	kindAssertAlways = &Kind{
		"assert-always-fails", Warning,
		Text{"un controllo Schematron dà sempre esito", "a Schematron assert always reports"},
		Text{"ogni documento in cui la regola scatta lo riceve", "every document in which the rule fires gets it"},
	}
	kindLetUnused = &Kind{
		"let-unused", Info,
		Text{"una variabile Schematron non è mai usata", "a Schematron variable is never used"},
		Text{"nessuno", "none"},
	}
	kindIDTwice = &Kind{
		"assert-id-twice", Info,
		Text{"più controlli Schematron con lo stesso identificativo", "several Schematron asserts with one identifier"},
		Text{"il messaggio del gateway non dice quale è fallito", "the gateway's message does not say which one failed"},
	}
)
