package request

import (
	"slices"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/metadata/codelist"
)

// reader is the class that the gateway converts the body to, as its error messages name it.
func reader(op fse.Operation) string {
	const dtos = "it.finanze.sanita.fse2.ms.gtw.dispatcher.dto.request."
	switch op {
	case fse.Validation:
		return dtos + "ValidationCDAReqDTO"
	case fse.Replace, fse.ValidateAndReplace:
		return dtos + "PublicationUpdateReqDTO"
	}
	return dtos + "PublicationCreationReqDTO"
}

// Unreadable are the gateway's words to a body that it cannot convert.
func Unreadable(op fse.Operation) string {
	return "Errore durante la conversione da json a oggetto " + reader(op)
}

// column is the place of the operation in a field's uses.
func column(op fse.Operation) int {
	for i, o := range fse.Operations() {
		if o == op {
			return i
		}
	}
	return -1
}

// Use is what an operation does with a field.
type Use byte

// Uses, by the letters of the specification's table.
const (
	None       Use = '-' // not a field of the operation
	Required   Use = 'R' // required, and the gateway insists
	Wanted     Use = 'r' // required by the documents, not enforced
	Optional   Use = 'O'
	Forbidden  Use = 'X' // read, but must be absent
	Deprecated Use = 'D' // read, to be removed
)

type shape uint8

const (
	text shape = iota
	literal
	textList
	literalList
	boolean
)

// field is a field of the body. uses are those of the operations but delete, in the order of Operations.
type field struct {
	name     string
	shape    shape
	list     *codelist.List // of literals, and of the codes of attiCliniciRegoleAccesso
	maxChars int            // of a text or of each element, 0 for no limit
	maxItems int
	uses     string
	text     func(*Body) *Text  // of a text or literal
	texts    func(*Body) *Texts // of a list
}

// Names of the fields.
const (
	fActivity      = "activity"
	fFormat        = "healthDataFormat"
	fMode          = "mode"
	fWorkflow      = "workflowInstanceId"
	fDoc           = "identificativoDoc"
	fRep           = "identificativoRep"
	fClass         = "tipoDocumentoLivAlto"
	fSetting       = "assettoOrganizzativo"
	fActivityClass = "tipoAttivitaClinica"
	fSubmission    = "identificativoSottomissione"
	fFacility      = "tipologiaStruttura"
	fEvents        = "attiCliniciRegoleAccesso"
	fStart         = "dataInizioPrestazione"
	fEnd           = "dataFinePrestazione"
	fConservation  = "conservazioneANorma"
	fDescriptions  = "descriptions"
	fAdministr     = "administrativeRequest"
	fPriority      = "priorita"
)

var fields = []field{
	{fActivity, literal, codelist.Activity, 0, 0, "R-----", func(b *Body) *Text { return &b.Activity }, nil},
	{fFormat, literal, codelist.HealthDataFormat, 0, 0, "OOOOO-", func(b *Body) *Text { return &b.HealthDataFormat }, nil},
	{fMode, literal, codelist.Mode, 0, 0, "OOOOO-", func(b *Body) *Text { return &b.Mode }, nil},
	{fWorkflow, text, nil, 256, 0, "-OOXX-", func(b *Body) *Text { return &b.WorkflowInstanceID }, nil},
	{fDoc, text, nil, 256, 0, "-RRRR-", func(b *Body) *Text { return &b.IdentificativoDoc }, nil},
	{fRep, text, nil, 100, 0, "-RRRR-", func(b *Body) *Text { return &b.IdentificativoRep }, nil},
	{fClass, literal, codelist.HighLevelDoc, 0, 0, "-RRRRR", func(b *Body) *Text { return &b.TipoDocumentoLivAlto }, nil},
	{fSetting, literal, codelist.PracticeSetting, 0, 0, "-RRRRr", func(b *Body) *Text { return &b.AssettoOrganizzativo }, nil},
	{fFacility, literal, codelist.HealthcareFacility, 0, 0, "-RRRRr", func(b *Body) *Text { return &b.TipologiaStruttura }, nil},
	{fActivityClass, literal, codelist.ClinicalActivity, 0, 0, "-RRRRr", func(b *Body) *Text { return &b.TipoAttivitaClinica }, nil},
	{fSubmission, text, nil, 100, 0, "-RRRRr", func(b *Body) *Text { return &b.IdentificativoSottomissione }, nil},
	{fEvents, textList, codelist.EventCode, 1000, 100, "-OOOOO", nil, func(b *Body) *Texts { return &b.AttiCliniciRegoleAccesso }},
	{fStart, text, nil, 100, 0, "-OOOOO", func(b *Body) *Text { return &b.DataInizioPrestazione }, nil},
	{fEnd, text, nil, 100, 0, "-OOOOO", func(b *Body) *Text { return &b.DataFinePrestazione }, nil},
	{fConservation, text, nil, 100, 0, "-OOOOO", func(b *Body) *Text { return &b.ConservazioneANorma }, nil},
	{fDescriptions, textList, nil, 1000, 100, "-OOOOO", nil, func(b *Body) *Texts { return &b.Descriptions }},
	{fAdministr, literalList, codelist.AdministrativeRequest, 0, 1000, "-OOOOO", nil, func(b *Body) *Texts { return &b.AdministrativeRequest }},
	{fPriority, boolean, nil, 0, 0, "-D-D--", nil, nil},
}

var fieldIndex = func() map[string]int {
	m := make(map[string]int, len(fields))
	for i := range fields {
		m[fields[i].name] = i
	}
	return m
}()

// FieldUse returns what the operation does with a field; None also for a name that no operation has.
func FieldUse(op fse.Operation, name string) Use {
	i, ok := fieldIndex[name]
	column := column(op)
	if !ok || column < 0 || column >= len(fields[i].uses) {
		return None
	}
	return Use(fields[i].uses[column])
}

// FieldNames lists the fields of the body, of all operations.
func FieldNames() []string {
	names := make([]string, len(fields))
	for i := range fields {
		names[i] = fields[i].name
	}
	return names
}

// fieldsOf lists the fields that an operation has.
func fieldsOf(op fse.Operation) []string {
	return slices.DeleteFunc(FieldNames(), func(name string) bool { return FieldUse(op, name) == None || FieldUse(op, name) == Forbidden })
}
