package ledgercheck

import "github.com/fselint/fselint/lint"

// Notes that findings share.
var (
	onlySigner = lint.Text{
		IT: "tra validazione e pubblicazione possono cambiare solo i valori e i testi dentro legalAuthenticator; altrove conta anche uno spazio",
		EN: "between validation and publication only values and texts inside legalAuthenticator may change; elsewhere even a blank counts",
	}
	onlyVerifica = lint.Text{
		IT: "activity VERIFICA non lascia traccia presso il gateway: per pubblicare serve activity VALIDATION",
		EN: "activity VERIFICA leaves nothing at the gateway: publishing needs activity VALIDATION",
	}
)

var whyValidated = lint.Text{
	IT: "create e replace vogliono una validazione dello stesso CDA, non usata e di non più di cinque giorni; il gateway dice solo \"Il CDA non risulta validato\"",
	EN: "create and replace want a validation of the very same CDA, unused and no more than five days old; the gateway only says \"Il CDA non risulta validato\"",
}

var again = lint.Text{IT: "validate di nuovo il CDA che pubblicate, poi pubblicatelo senza toccarlo", EN: "validate the CDA that you publish again, then publish it untouched"}

var (
	ruleChanged = &lint.Rule{
		ID: "LED-CHANGED", Family: "LED", Severity: lint.Error, Group: lint.Gateway, Error: "PB-01",
		Title: lint.Text{IT: "il CDA è cambiato dopo la validazione", EN: "the CDA was changed after its validation"},
		Why:   whyValidated, Fix: again,
		Before: "validate → reformat the CDA → create", After: "reformat the CDA → validate → create",
		Sources: []string{"04-pdf-cda §6", "06-errors PB-01"},
	}
	ruleNotValidated = &lint.Rule{
		ID: "LED-NOT-VALIDATED", Family: "LED", Severity: lint.Warning, Group: lint.Advice,
		Title: lint.Text{IT: "il registro non ha una validazione di questo CDA", EN: "the ledger has no validation of this CDA"},
		Why:   whyValidated, Fix: again,
		Before: "create", After: "validation (activity VALIDATION) → create",
		Sources: []string{"04-pdf-cda §6", "05-validation §7", "06-errors PB-01"},
	}
	ruleExpired = &lint.Rule{
		ID: "LED-EXPIRED", Family: "LED", Severity: lint.Error, Group: lint.Gateway, Error: "PB-02",
		Title: lint.Text{IT: "la validazione ha più di cinque giorni", EN: "the validation is more than five days old"},
		Why:   whyValidated, Fix: again,
		Before: "validated on the 1st, published on the 7th", After: "validated and published on the same day",
		Sources: []string{"04-pdf-cda §6", "06-errors PB-02"},
	}
	ruleUsed = &lint.Rule{
		ID: "LED-USED", Family: "LED", Severity: lint.Error, Group: lint.Gateway, Error: "PB-01",
		Title: lint.Text{IT: "la validazione è già stata usata", EN: "the validation was used already"},
		Why: lint.Text{
			IT: "una validazione vale per una sola pubblicazione, e la consuma anche una che il gateway rifiuta per attachment_hash o per i metadati",
			EN: "a validation serves one publication, and one that the gateway refuses for attachment_hash or metadata uses it up too",
		},
		Fix:    again,
		Before: "validation → create refused (PB-03) → create", After: "validation → create refused (PB-03) → validation → create",
		Sources: []string{"04-pdf-cda §6", "06-errors PB-01, PB-03"},
	}
	ruleWorkflow = &lint.Rule{
		ID: "LED-WORKFLOW", Family: "LED", Severity: lint.Error, Group: lint.Gateway, Error: "PB-01",
		Title: lint.Text{IT: "workflowInstanceId non è quello della validazione di questo CDA", EN: "workflowInstanceId is not that of this CDA's validation"},
		Why: lint.Text{
			IT: "il gateway cerca la validazione dal CDA e poi confronta workflowInstanceId: se è un altro risponde che il CDA non risulta validato",
			EN: "the gateway looks for the validation by the CDA and then compares workflowInstanceId: when it is another one, it says that the CDA was not validated",
		},
		Fix:    lint.Text{IT: "usate il workflowInstanceId che la validazione di questo CDA ha restituito, o toglietelo", EN: "use the workflowInstanceId that the validation of this CDA returned, or leave it out"},
		Before: `"workflowInstanceId": that of another document`, After: `"workflowInstanceId": that of this document`,
		Sources: []string{"03-request-body §1", "04-pdf-cda §5", "06-errors PB-01"},
	}
	ruleTwice = &lint.Rule{
		ID: "LED-TWICE", Family: "LED", Severity: lint.Error, Group: lint.Standard,
		Title:  lint.Text{IT: "con questo identificativoDoc è già stato pubblicato un documento", EN: "a document was published with this identificativoDoc already"},
		Why:    lint.Text{IT: "identificativoDoc identifica un solo documento: sostituzione, aggiornamento e cancellazione lo trovano solo da quello", EN: "identificativoDoc identifies one document: replacement, update and deletion find it by nothing else"},
		Fix:    lint.Text{IT: "date al documento un identificativo nuovo; per correggerne uno pubblicato usate replace", EN: "give the document an identifier of its own; use replace to correct one that was published"},
		Before: "create …^1, create …^1", After: "create …^1, create …^2",
		Sources: []string{"03-request-body §2"},
	}
	ruleUnpublished = &lint.Rule{
		ID: "LED-UNPUBLISHED", Family: "LED", Severity: lint.Warning, Group: lint.Advice,
		Title:  lint.Text{IT: "il registro non conosce il documento che l'indirizzo nomina", EN: "the ledger does not know the document that the address names"},
		Why:    lint.Text{IT: "se non è mai stato pubblicato, l'indice risponde che il documento non esiste (404)", EN: "when it was never published, the index answers that there is no such document (404)"},
		Fix:    lint.Text{IT: "usate l'identificativoDoc con cui il documento è stato pubblicato", EN: "use the identificativoDoc with which the document was published"},
		Before: "delete …^10", After: "delete …^01",
		Sources: []string{"03-request-body §2", "06-errors PB-06"},
	}
	ruleDeleted = &lint.Rule{
		ID: "LED-DELETED", Family: "LED", Severity: lint.Error, Group: lint.Gateway, Error: "PB-06",
		Title:  lint.Text{IT: "il documento è stato cancellato", EN: "the document was deleted"},
		Why:    lint.Text{IT: "dopo la cancellazione l'indice non lo trova più (404)", EN: "after its deletion the index finds it no more (404)"},
		Fix:    lint.Text{IT: "pubblicate il documento di nuovo", EN: "publish the document anew"},
		Before: "delete …^1, replace …^1", After: "delete …^1, create …^2",
		Sources: []string{"06-errors PB-06"},
	}
	ruleReplaced = &lint.Rule{
		ID: "LED-REPLACED", Family: "LED", Severity: lint.Warning, Group: lint.Advice,
		Title:  lint.Text{IT: "il documento è stato sostituito", EN: "the document was replaced"},
		Why:    lint.Text{IT: "nell'indice vale il documento che lo ha sostituito: quello vecchio può non essere più trovato (404)", EN: "in the index the document that took its place counts: the old one may not be found any more (404)"},
		Fix:    lint.Text{IT: "usate l'identificativoDoc del documento che lo ha sostituito", EN: "use the identificativoDoc of the document that took its place"},
		Before: "replace …^1 by …^2, delete …^1", After: "replace …^1 by …^2, delete …^2",
		Sources: []string{"03-request-body §2", "06-errors PB-06"},
	}
	ruleForeign = &lint.Rule{
		ID: "LED-FOREIGN", Family: "LED", Severity: lint.Warning, Group: lint.Advice,
		Title:  lint.Text{IT: "il documento è stato pubblicato da un altro applicativo o con un altro certificato", EN: "the document was published by another application or with another certificate"},
		Why:    lint.Text{IT: "chi sostituisce, aggiorna o cancella un documento altrui risponde di quello che cambia", EN: "who replaces, updates or deletes somebody else's document answers for what changes"},
		Fix:    lint.Text{IT: "controllate che il documento sia quello giusto, o inviate dall'applicativo che lo ha pubblicato", EN: "make sure that it is the right document, or send from the application that published it"},
		Before: "published by APP-1, deleted by APP-2", After: "published and deleted by APP-1",
		Sources: []string{"02-jwt", "03-request-body §2"},
	}
	ruleLost = &lint.Rule{
		ID: "LED-UNSETTLED", Family: "LED", Severity: lint.Warning, Group: lint.Advice,
		Title:  lint.Text{IT: "dell'ultima chiamata su questo documento non si sa l'esito", EN: "it is not known what became of the last call about this document"},
		Why:    lint.Text{IT: "se la chiamata era arrivata, inviare di nuovo pubblica o cambia due volte", EN: "when that call arrived, sending again publishes or changes it twice"},
		Fix:    lint.Text{IT: "fselint ledger resolve chiede l'esito al servizio di stato", EN: "fselint ledger resolve asks the status service"},
		Before: "create (time-out) → create", After: "create (time-out) → ledger resolve → create",
		Sources: []string{"01-overview §9"},
	}
)

var rules = []*lint.Rule{
	ruleChanged, ruleNotValidated, ruleExpired, ruleUsed, ruleWorkflow, ruleTwice, ruleUnpublished, ruleDeleted, ruleReplaced, ruleForeign, ruleLost,
}
