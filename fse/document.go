package fse

// DocumentType is one document type.
type DocumentType struct {
	Abbr         string // LAB, RSA, …
	Name         string // in Italian
	LOINC        string // ClinicalDocument/code/@code
	TemplateRoot string // root of the first templateId
	Class        string // tipoDocumentoLivAlto by the class/type correlation, "" where there is none
	Accredited   bool   // the registry of accredited software has this type
}

// DocumentTypes lists the types.
func DocumentTypes() []DocumentType { return append([]DocumentType(nil), types...) }

// DocumentTypeByTemplate returns the type with the given templateId root.
func DocumentTypeByTemplate(root string) (DocumentType, bool) {
	for _, t := range types {
		if t.TemplateRoot == root {
			return t, true
		}
	}
	return DocumentType{}, false
}

var types = []DocumentType{
	{"LAB", "Referto di laboratorio", "11502-2", "2.16.840.1.113883.2.9.10.1.1", "REF", true},
	{"RAD", "Referto di radiologia", "68604-8", "2.16.840.1.113883.2.9.10.1.7.1", "REF", true},
	{"LDO", "Lettera di dimissione ospedaliera", "34105-7", "2.16.840.1.113883.2.9.10.1.5", "LDO", true},
	{"RSA", "Referto di specialistica ambulatoriale", "11488-4", "2.16.840.1.113883.2.9.10.1.9.1", "REF", true},
	{"RAP", "Referto di anatomia patologica", "11526-1", "2.16.840.1.113883.2.9.10.1.8.1", "REF", true},
	{"VPS", "Verbale di pronto soccorso", "59258-4", "2.16.840.1.113883.2.9.10.1.6.1", "VRB", true},
	{"PSS", "Profilo sanitario sintetico", "60591-5", "2.16.840.1.113883.2.9.10.1.4.1.1", "SUM", true},
	{"SING_VACC", "Scheda della singola vaccinazione", "87273-9", "2.16.840.1.113883.2.9.10.1.11.1.1", "VAC", true},
	{"CERT_VACC", "Certificato vaccinale", "82593-5", "2.16.840.1.113883.2.9.10.1.11.1.2", "VAC", true},
	{"CC", "Cartella clinica", "100971-1", "2.16.840.1.113883.2.9.10.1.18.1", "COL", false},
	{"ErF", "Erogazione farmaceutica", "60593-1", "2.16.840.1.113883.2.9.10.1.13.1.1", "", false},
	{"ErF_NoSSN", "Erogazione farmaceutica non SSN", "60593-1", "2.16.840.1.113883.2.9.10.1.13.2.1", "", false},
	{"ErS", "Erogazione specialistica", "81223-0", "2.16.840.1.113883.2.9.10.1.13.1.2", "PRE", false},
	{"LETT_SCREENING", "Lettera di invito a screening", "108276-7", "2.16.840.1.113883.2.9.10.1.14.1", "LET", false},
	{"LETT_VACC", "Lettera di invito a vaccinazione", "111490-9", "2.16.840.1.113883.2.9.10.1.15.1", "", false},
	{"PrF", "Prescrizione farmaceutica", "57833-6", "2.16.840.1.113883.2.9.10.1.2.1", "PRS", false},
	{"PrF_NoSSN", "Prescrizione farmaceutica non SSN", "57833-6", "2.16.840.1.113883.2.9.10.1.3.1", "PRS", false},
	{"PrS", "Prescrizione specialistica", "57832-8", "2.16.840.1.113883.2.9.10.1.2.2", "PRS", false},
	{"TELEASSISTENZA", "Relazione finale di teleassistenza", "75496-0", "2.16.840.1.113883.2.9.10.1.16.4.1", "REF", false},
	{"TELECONSULTO", "Relazione collaborativa di teleconsulto", "85208-7", "2.16.840.1.113883.2.9.10.1.16.2.1", "REF", false},
	{"TELEVISITA", "Referto di televisita", "75496-0", "2.16.840.1.113883.2.9.10.1.16.1.1", "REF", false},
	{"TPI", "Tessera portatore di impianto", "101881-1", "2.16.840.1.113883.2.9.10.1.17.1", "SUM", false},
}
