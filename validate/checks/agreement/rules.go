package agreementcheck

import "github.com/fselint/fselint/lint"

func text(it, en string) lint.Text { return lint.Text{IT: it, EN: en} }

var (
	ruleHash = &lint.Rule{
		ID: "XCK-HASH", Family: "XCK", Severity: lint.Error, Group: lint.Gateway, Error: "PB-03",
		Before:  `"attachment_hash": SHA-256 of the PDF before it was signed`,
		After:   `"attachment_hash": SHA-256 of the PDF that is sent`,
		Title:   text("attachment_hash non è l'impronta del PDF inviato", "attachment_hash is not the digest of the PDF that is sent"),
		Why:     text("il gateway confronta attachment_hash con lo SHA-256 dei byte del PDF firmato; se differiscono la validazione è già consumata e va ripetuta", "the gateway compares attachment_hash with the SHA-256 of the bytes of the signed PDF; when they differ the validation is spent and must be done again"),
		Fix:     text("calcolate lo SHA-256 (64 cifre esadecimali) del file PDF firmato, byte per byte come viene inviato", "compute the SHA-256 (64 hexadecimal digits) of the signed PDF file, byte for byte as it is sent"),
		Sources: []string{"02-jwt §8", "06-errors PB-03"},
	}
	ruleNoType = &lint.Rule{
		ID: "XCK-NO-TYPE", Family: "XCK", Severity: lint.Error, Group: lint.Gateway, Error: "TK-26",
		Before:  `<ClinicalDocument …><id …/><title>`,
		After:   `<ClinicalDocument …><id …/><code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/><title>`,
		Title:   text("il CDA non ha un elemento code con cui confrontare resource_hl7_type", "the CDA has no code element to compare resource_hl7_type with"),
		Why:     text("il gateway confronta resource_hl7_type con il primo elemento code del CDA", "the gateway compares resource_hl7_type with the first code element of the CDA"),
		Fix:     text("aggiungete ClinicalDocument/code", "add ClinicalDocument/code"),
		Sources: []string{"02-jwt §7", "06-errors TK-26"},
	}
	ruleType = &lint.Rule{
		ID: "XCK-TYPE", Family: "XCK", Severity: lint.Error, Group: lint.Gateway, Error: "TK-27",
		Before:  `"resource_hl7_type": "('68604-8^^2.16.840.1.113883.6.1')" for <code code="11502-2" …/>`,
		After:   `"resource_hl7_type": "('11502-2^^2.16.840.1.113883.6.1')" for <code code="11502-2" …/>`,
		Title:   text("resource_hl7_type non corrisponde al codice del CDA", "resource_hl7_type differs from the code of the CDA"),
		Why:     text("il confronto è esatto, parentesi e apostrofi compresi, con il primo elemento code del CDA", "the comparison is exact, parentheses and apostrophes included, with the first code element of the CDA"),
		Fix:     text("scrivete il valore atteso", "write the expected value"),
		Sources: []string{"02-jwt §7", "06-errors TK-27"},
	}
	ruleNoPatient = &lint.Rule{
		ID: "XCK-NO-PATIENT", Family: "XCK", Severity: lint.Error, Group: lint.Gateway, Error: "TK-28",
		Before:  `<patientRole><patient>…`,
		After:   `<patientRole><id root="2.16.840.1.113883.2.9.4.3.2" extension="RSSMRA80A01H501U"/><patient>…`,
		Title:   text("il CDA non ha un identificativo del paziente con cui confrontare person_id", "the CDA has no patient identifier to compare person_id with"),
		Why:     text("il gateway cerca patientRole/id", "the gateway looks for patientRole/id"),
		Fix:     text("aggiungete recordTarget/patientRole/id con root ed extension", "add recordTarget/patientRole/id with root and extension"),
		Sources: []string{"02-jwt §6", "06-errors TK-28"},
	}
	rulePatient = &lint.Rule{
		ID: "XCK-PATIENT", Family: "XCK", Severity: lint.Error, Group: lint.Gateway, Error: "TK-29",
		Before:  `"person_id": "rssmra80a01h501u^^^&2.16…&ISO"`,
		After:   `"person_id": "RSSMRA80A01H501U^^^&2.16…&ISO"`,
		Title:   text("person_id non è il paziente del CDA", "person_id is not the patient of the CDA"),
		Why:     text("la parte di person_id prima di ^ deve essere uguale, maiuscole comprese, all'extension di un patientRole/id con root", "the part of person_id before ^ must equal, case included, the extension of a patientRole/id that has a root"),
		Fix:     text("usate lo stesso identificativo nel token e nel CDA", "use the same identifier in token and CDA"),
		Sources: []string{"02-jwt §6", "06-errors TK-29"},
	}
	rulePerson = &lint.Rule{
		ID: "XCK-PERSON", Family: "XCK", Severity: lint.Error, Group: lint.Gateway, Error: "TK-30",
		Before:  `"person_id": "RSSMRA80A01H501X^^^&2.16…&ISO"`,
		After:   `"person_id": "RSSMRA80A01H501U^^^&2.16…&ISO"`,
		Title:   text("il codice fiscale in person_id non è corretto", "the fiscal code in person_id is not right"),
		Why:     text("il gateway controlla lunghezza e carattere di controllo, salvo che il paziente sia identificato con la tessera TEAM", "the gateway checks length and check character, unless the patient is identified by a TEAM card"),
		Fix:     text("correggete il codice fiscale nel token e nel CDA", "mend the fiscal code in token and CDA"),
		Sources: []string{"02-jwt §6", "06-errors TK-30"},
	}
	rulePersonOID = &lint.Rule{
		ID: "XCK-PERSON-OID", Family: "XCK", Severity: lint.Warning, Group: lint.Standard,
		Before:  `"person_id": "…^^^&2.16.840.1.113883.2.9.4.3.18&ISO"`,
		After:   `"person_id": "…^^^&2.16.840.1.113883.2.9.4.3.2&ISO"`,
		Title:   text("l'OID in person_id non è la root dell'id del paziente nel CDA", "the OID in person_id is not the root of the patient's id in the CDA"),
		Why:     text("il gateway non li confronta, ma dicono due cose diverse della stessa persona", "the gateway does not compare them, but they say different things of the same person"),
		Fix:     text("usate lo stesso OID", "use the same OID"),
		Sources: []string{"02-jwt §6"},
	}
	ruleRegion = &lint.Rule{
		ID: "XCK-REGION", Family: "XCK", Severity: lint.Warning, Group: lint.Standard,
		Before:  `<id root="2.16.840.1.113883.2.9.2.80.4.4" …/> and "subject_organization_id": "090"`,
		After:   `<id root="2.16.840.1.113883.2.9.2.90.4.4" …/> and "subject_organization_id": "090"`,
		Title:   text("la regione nell'id del CDA non è quella del token", "the region in the id of the CDA is not that of the token"),
		Why:     text("gli OID regionali contengono il codice dell'organizzazione che invia", "regional OIDs contain the code of the organisation that sends"),
		Fix:     text("allineate ClinicalDocument/id/@root e subject_organization_id", "make ClinicalDocument/id/@root and subject_organization_id agree"),
		Sources: []string{"04-pdf-cda §7"},
	}
	ruleAccess = &lint.Rule{
		ID: "XCK-ACCESS", Family: "XCK", Severity: lint.Error, Group: lint.Standard,
		Before:  `<confidentialityCode code="V" …/> and "attiCliniciRegoleAccesso": []`,
		After:   `<confidentialityCode code="V" …/> and "attiCliniciRegoleAccesso": ["P99"]`,
		Title:   text("CDA con riservatezza V senza regola di accesso P99 o P00", "CDA of confidentiality V without an access rule P99 or P00"),
		Why:     text("il gateway lo accetta, poi INI lo rifiuta con l'errore R227", "the gateway accepts it and then INI refuses it with error R227"),
		Fix:     text("aggiungete P99 (oscura) o P00 ad attiCliniciRegoleAccesso, oppure usate confidentialityCode N", "add P99 (hide) or P00 to attiCliniciRegoleAccesso, or use confidentialityCode N"),
		Sources: []string{"support issues 2304, 2521"},
	}
	ruleDocumentID = &lint.Rule{
		ID: "XCK-DOCUMENT-ID", Family: "XCK", Severity: lint.Warning, Group: lint.Advice,
		Before:  `"identificativoDoc": "2.16…^1" and <id root="2.16…" extension="2"/>`,
		After:   `"identificativoDoc": "2.16…^1" and <id root="2.16…" extension="1"/>`,
		Title:   text("identificativoDoc e ClinicalDocument/id differiscono", "identificativoDoc and ClinicalDocument/id differ"),
		Why:     text("il gateway non li confronta mai, ma allora l'indice e il documento non concordano", "the gateway never compares them, but then index and document disagree"),
		Fix:     text("usate root^extension dell'id del CDA come identificativoDoc", "use root^extension of the CDA's id as identificativoDoc"),
		Sources: []string{"03-request-body §2"},
	}
	ruleDocumentType = &lint.Rule{
		ID: "XCK-DOCUMENT-TYPE", Family: "XCK", Severity: lint.Error, Group: lint.Standard,
		Before:  `"identificativoDoc": "…^12345678903.RAD.999.1" for a LAB`,
		After:   `"identificativoDoc": "…^12345678903.LAB.999.1" for a LAB`,
		Title:   text("il tipo in identificativoDoc non è quello del CDA", "the type in identificativoDoc is not that of the CDA"),
		Why:     text("la specifica toscana vuole in identificativoDoc l'abbreviazione del tipo di documento", "the Tuscan specification wants the abbreviation of the document type in identificativoDoc"),
		Fix:     text("scrivete l'abbreviazione del documento inviato", "write the abbreviation of the document that is sent"),
		Sources: []string{"specifiche-privati-RT v1.2 §14", "03-request-body §2"},
	}
	ruleVAT = &lint.Rule{
		ID: "XCK-VAT", Family: "XCK", Severity: lint.Warning, Group: lint.Standard,
		Before:  `"identificativoDoc": "…^00743110157.LAB.999.1" and CN=S1#09012345678903…`,
		After:   `"identificativoDoc": "…^12345678903.LAB.999.1" and CN=S1#09012345678903…`,
		Title:   text("la partita IVA in identificativoDoc non è quella del certificato", "the VAT number in identificativoDoc is not that of the certificate"),
		Why:     text("la struttura che invia e quella a cui è intestato il certificato devono essere la stessa", "the facility that sends and the one that the certificate belongs to must be the same"),
		Fix:     text("usate la partita IVA della struttura del certificato", "use the VAT number of the facility of the certificate"),
		Sources: []string{"07 §1.1 CN-07"},
	}

	all = []*lint.Rule{
		ruleHash, ruleNoType, ruleType, ruleNoPatient, rulePatient, rulePerson, rulePersonOID, ruleRegion, ruleAccess,
		ruleDocumentID, ruleDocumentType, ruleVAT,
	}
)
