package gateway

import "fselint/validate"

// family is the group of operations that share HTTP status codes (06-errors, paragraph 1).
type family uint8

const (
	validation  family = iota // validation, and the first half of validate-and-create and validate-and-replace
	publication               // create, replace, and the second half of the combined operations
)

// problem is a row of the table of errors.
type problem struct {
	typ, title, instance, detail string
	status                       [2]int // by family; 0 where the family never gives it
}

const (
	typeSyntax     = "/msg/syntax"
	typeSemantic   = "/msg/semantic"
	typeVocabulary = "/msg/vocabulary"
	typeGeneric    = "/msg/generic-error"
	typeSign       = "/msg/sign-error"
	typeValidator  = "/msg/validator"

	titleSyntax     = "Errore di sintassi."
	titleSemantic   = "Errore semantico."
	titleVocabulary = "Errore vocabolario."
	titleGeneric    = "Errore generico."
	titleSign       = "Sign error"
	titleValidator  = "Errore di validazione"

	atValidation = "/validation/error"
)

// problems holds the errors that can be predicted from a document, by the id of the specification's table. A detail that
// depends on the document is empty here: the finding brings it.
var problems = map[string]problem{
	"PF-01": {"/msg/empty-file", "File vuoto.", "/empty-multipart-file", "File vuoto.", [2]int{400, 400}},
	"PF-02": {"/msg/document-type", "Il documento non è pdf.", "/multipart-file", "Il documento non è pdf.", [2]int{415, 400}},
	"PF-03": {typeGeneric, titleGeneric, "", "Error while searching signature for file with name", [2]int{500, 500}},
	"PF-04": {"/msg/cda-element", "Errore in fase di estrazione del CDA.", "/cda-extraction", "Error while extracting CDA from PDF document", [2]int{400, 400}},
	"PF-05": {typeGeneric, titleGeneric, "", "Error while reading extracted CDA using detected encode: UTF-8", [2]int{500, 500}},
	"PF-06": {typeSign, titleSign, typeSign, "Il pdf non risulta firmato", [2]int{400, 400}},
	"PF-07": {typeSign, titleSign, typeSign, "La firma del pdf non risulta valida", [2]int{400, 400}},
	"WI-01": {"/msg/workflow-id-error-extraction", "Errore in fase di estrazione del workflow id.", "/msg/workflow-id-error-extraction", "Errore durante l'estrazione del workflow instance id ", [2]int{400, 0}},
	"VA-01": {typeGeneric, titleGeneric, "", "Errore in validazione: ", [2]int{500, 0}},
	"VA-02": {typeSyntax, titleSyntax, atValidation, "", [2]int{400, 0}},
	"VA-03": {typeSyntax, titleSyntax, atValidation, "Error while executing validation on xsd schema", [2]int{400, 0}},
	"VA-04": {typeSyntax, titleSyntax, atValidation, "", [2]int{400, 0}},
	"VA-05": {typeSemantic, titleSemantic, atValidation, "", [2]int{422, 0}},
	"VA-07": {typeSemantic, titleSemantic, atValidation, "Error while executing validation on sch schematron", [2]int{422, 0}},
	"VA-08": {typeSemantic, titleSemantic, atValidation, "", [2]int{422, 0}},
	"VA-10": {typeVocabulary, titleVocabulary, atValidation, "", [2]int{400, 0}},
	"VA-11": {typeVocabulary, titleVocabulary, atValidation, "", [2]int{400, 0}},
	"VA-12": {typeVocabulary, titleVocabulary, atValidation, "", [2]int{400, 0}},
	"VA-13": {typeVocabulary, titleVocabulary, atValidation, "Non è stato trovato alcun dizionario gestito su FSE", [2]int{400, 0}},
	"VA-15": {typeValidator, titleValidator, "/cda-validation", "", [2]int{400, 0}},
	"PB-05": {typeGeneric, titleGeneric, "/request-invalid-date-format", "Errore durante la creazione risorse FHIR", [2]int{0, 400}},
}

var (
	fileFirst  = []string{"PF-01", "PF-02"}
	signature  = []string{"PF-03", "PF-06", "PF-07"}
	extraction = []string{"PF-04", "PF-05"}
	validator  = []string{"WI-01", "VA-01", "VA-02", "VA-03", "VA-04", "VA-05", "VA-07", "VA-08", "VA-13", "VA-10", "VA-11", "VA-12", "VA-15"}
	metadata   = []string{"PB-05"}
)

// Operation is a call of the gateway, by the name that the specification gives it.
type Operation string

// The operations that carry a document.
const (
	Validation         Operation = "validation"
	Create             Operation = "create"
	Replace            Operation = "replace"
	ValidateAndCreate  Operation = "validate-and-create"
	ValidateAndReplace Operation = "validate-and-replace"
)

// Operations lists the operations that Predict knows.
func Operations() []Operation {
	return []Operation{Validation, Create, Replace, ValidateAndCreate, ValidateAndReplace}
}

// order lists the errors of an operation as the gateway meets them.
func (op Operation) order() [][]string {
	switch op {
	case Validation:
		return [][]string{fileFirst, extraction, signature[:1], validator}
	case Create, Replace:
		return [][]string{fileFirst, signature, extraction, metadata}
	case ValidateAndCreate, ValidateAndReplace:
		return [][]string{fileFirst, signature, extraction, validator, metadata}
	}
	return nil
}

// Lookup returns the gateway's answer for an error of the specification's table in an operation, and whether the
// operation can give it. The detail is empty where it depends on the document.
func Lookup(op Operation, id string) (validate.Answer, bool) {
	for _, group := range op.order() {
		for _, known := range group {
			if known == id {
				p := problems[id]
				return validate.Answer{ID: id, Status: p.status[op.family(id)], Type: p.typ, Title: p.title, Instance: p.instance, Detail: p.detail}, true
			}
		}
	}
	return validate.Answer{}, false
}

// family of the error: the combined operations answer as validation until the metadata are prepared.
func (op Operation) family(id string) family {
	if op == Create || op == Replace || problems[id].status[validation] == 0 {
		return publication
	}
	return validation
}
