package gateway

import (
	"slices"

	"github.com/fselint/fselint/lint"
)

// Family is the group of operations that share HTTP status codes and the form of errors (06-errors, paragraph 1).
type Family uint8

// The families.
const (
	FamilyValidation  Family = iota // validation, metadata update, and the first half of the combined operations
	FamilyPublication               // create, replace, and the second half of the combined operations
	FamilyPlain                     // delete, and the path identifier of metadata update
)

// problem is a row of the table of errors.
type problem struct {
	typ, title, instance, detail string
	status                       [3]int // by family; 0 where the family never gives it
}

// problems holds the errors that can be known before anything is sent, by the id of the specification's table. A detail
// that depends on the document is empty here: the finding brings it. The texts are the gateway's own, slips included.
var problems = map[string]problem{
	"FE-01": {"", "", "", "", [3]int{0, 0, 0}},
	"FE-02": {"https://govway.org/handling-errors/401/TokenAuthenticationFailed.html", "TokenAuthenticationFailed", "", "Invalid token", [3]int{401, 401, 401}},
	"FE-03": {"https://govway.org/handling-errors/400/InteroperabilityInvalidRequest.html", "InteroperabilityInvalidRequest", "", "Received request is not conform to the required interoperability profile", [3]int{400, 400, 400}},
	"FE-04": {"", "", "", "'iat' token claim is in the future", [3]int{401, 401, 401}},
	"FE-05": {"AuthorizationContentDeny", "AuthorizationContentDeny", "", "", [3]int{403, 403, 403}},
	"FE-11": {"/msg/generic-error", "Errore generico.", "", "", [3]int{400, 400, 0}},
	"FE-12": {"https://govway.org/handling-errors/400/InvalidRequestContent.html", "InvalidRequestContent", "", "Request content not conform to API specification", [3]int{400, 400, 400}},
	"FE-13": {"https://govway.org/handling-errors/502/InvalidResponse.html", "InvalidResponse", "", "Invalid response received from the API Implementation", [3]int{502, 502, 502}},
	"TK-01": {"/msg/missing-token", "Token non fornito.", "/missing-jwt", "Attenzione il jwt fornito risulta essere vuoto", [3]int{403, 400, 400}},
	"TK-02": {"/msg/mandatory-element-token", "Token JWT non valido.", "/jwt-mandatory-field-missing", "Token JWT non valido.", [3]int{403, 403, 401}},
	"TK-03": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo jwt payload non è valorizzato", [3]int{403, 403, 403}},
	"TK-04": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo patient_consent non è valorizzato", [3]int{403, 403, 403}},
	"TK-05": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo action_id non è valorizzato", [3]int{403, 403, 403}},
	"TK-06": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo locality non è valorizzato", [3]int{403, 403, 403}},
	"TK-07": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo person_id non è valorizzato", [3]int{403, 403, 403}},
	"TK-08": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo purpose_of_use non è valorizzato", [3]int{403, 403, 403}},
	"TK-09": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo subject_organization non è valorizzato", [3]int{403, 403, 403}},
	"TK-10": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo subject_organization_id non è valorizzato", [3]int{403, 403, 403}},
	"TK-11": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo subject_role non è valorizzato", [3]int{403, 403, 403}},
	"TK-12": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo subject_application_id non è valorizzato", [3]int{403, 403, 403}},
	"TK-13": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo subject_application_vendor non è valorizzato", [3]int{403, 403, 403}},
	"TK-14": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo subject_application_version non è valorizzato", [3]int{403, 403, 403}},
	"TK-15": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "Il codice fiscale nel campo sub non è corretto", [3]int{403, 403, 403}},
	"TK-16": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "Il campo action_id non è corretto", [3]int{403, 403, 403}},
	"TK-17": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "Il campo purpose_of_use non è corretto", [3]int{403, 403, 403}},
	"TK-18": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "Il campo subject_role non è corretto", [3]int{403, 403, 403}},
	"TK-19": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "Il campo subject_organization_id non è corretto", [3]int{403, 403, 403}},
	"TK-20": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "Il campo subject_organization non è corretto", [3]int{403, 403, 403}},
	"TK-21": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "I campi subject_organization_id e subject_organization non sono coerenti", [3]int{403, 403, 403}},
	"TK-22": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "Il campo action_id non è coerente con le operazioni richieste", [3]int{403, 403, 403}},
	"TK-23": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "Il campo purpose_of_use non coerente con operazione richiesta", [3]int{403, 403, 403}},
	"TK-24": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "Il campo Locality non è valorizzato correttamente", [3]int{403, 403, 403}},
	"TK-25": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-missing", "Il campo resource_hl7_type non è valorizzato", [3]int{403, 403, 403}},
	"TK-26": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-document-type", "JWT payload: non è stato possibile verificare la tipologia del CDA", [3]int{403, 403, 0}},
	"TK-27": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-document-type", "JWT payload: Tipologia documento diversa dalla tipologia di CDA (code - codesystem)", [3]int{403, 403, 0}},
	"TK-28": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-person-id", "JWT payload: non è stato possibile verificare il codice fiscale del paziente presente nel CDA", [3]int{403, 403, 0}},
	"TK-29": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-person-id", "JWT payload: Person id presente nel JWT differente dal codice fiscale del paziente previsto sul CDA", [3]int{403, 403, 0}},
	"TK-30": {"/msg/jwt-validation", "Campo token JWT non valido.", "/jwt-mandatory-field-malformed", "Il codice fiscale nel campo person_id non è corretto", [3]int{403, 403, 0}},
	"RB-01": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "", [3]int{400, 400, 0}},
	"RB-02": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "", [3]int{400, 400, 0}},
	"RB-03": {"", "", "", "", [3]int{400, 0, 400}},
	"RB-04": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "Il campo activity deve essere valorizzato.", [3]int{400, 0, 0}},
	"RB-05": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "Il campo identificativo documento deve essere valorizzato.", [3]int{400, 400, 0}},
	"RB-06": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "Il campo identificativo rep deve essere valorizzato.", [3]int{400, 400, 0}},
	"RB-07": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "Il campo tipo documento liv alto deve essere valorizzato.", [3]int{400, 400, 0}},
	"RB-08": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "Il campo assetto organizzativo deve essere valorizzato.", [3]int{400, 400, 0}},
	"RB-09": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "Il campo tipo attivita clinica deve essere valorizzato.", [3]int{400, 400, 0}},
	"RB-10": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "Il campo identificativo sottomissione deve essere valorizzato.", [3]int{400, 400, 0}},
	"RB-11": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "Il campo tipologia struttura deve essere valorizzato.", [3]int{400, 400, 0}},
	"RB-12": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "Valorizzare correttamente il campo descriptions rispettando la forma: [CODICE]^[Descrizione]^[OID]", [3]int{400, 400, 0}},
	"RB-13": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "Valorizzare correttamente il campo descriptions rispettando i valori di riferimento per gli OID", [3]int{400, 400, 0}},
	"RB-14": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "", [3]int{400, 400, 0}},
	"RB-15": {"/msg/invalid-format", "Formato campo non valido.", "/request-invalid-date-format", "Il campo data inizio deve essere valorizzato correttamente", [3]int{400, 400, 0}},
	"RB-16": {"/msg/invalid-format", "Formato campo non valido.", "/request-invalid-date-format", "Il campo data fine deve essere valorizzato correttamente", [3]int{400, 400, 0}},
	"RB-17": {"/msg/mandatory-element", "Campo obbligatorio non presente.", "/request-missing-field", "", [3]int{400, 0, 0}},
	"RB-18": {"/msg/id-doc", "Campo id documento non valido", "/invalid-id", "L'identificativo documento non è valido", [3]int{400, 400, 0}},
	"RB-19": {"/msg/id-doc", "Campo id documento non valido", "/invalid-req-id", "L'identificativo documento fornito in richiesta non è valido", [3]int{0, 400, 0}},
	"RB-20": {"/msg/id-doc", "Campo id documento non valido", "/invalid-id", "L'identificativo documento non è valido", [3]int{0, 0, 400}},
	"RB-21": {"/msg/generic-error", "Errore generico.", "/request-invalid-date-format", "Error: Invalid format for repositoryUniqueId", [3]int{0, 400, 0}},
	"RB-22": {"/msg/cda-match", "Errore in fase di recupero dell'esito della verifica.", "/cda-validation", "Il CDA non risulta validato", [3]int{0, 400, 0}},
	"RB-23": {"/msg/validator", "Errore di validazione", "/msg/validator", "", [3]int{400, 400, 400}},
	"PF-01": {"/msg/empty-file", "File vuoto.", "/empty-multipart-file", "File vuoto.", [3]int{400, 400, 0}},
	"PF-02": {"/msg/document-type", "Il documento non è pdf.", "/multipart-file", "Il documento non è pdf.", [3]int{415, 400, 0}},
	"PF-03": {"/msg/generic-error", "Errore generico.", "", "Error while searching signature for file with name", [3]int{500, 500, 0}},
	"PF-04": {"/msg/cda-element", "Errore in fase di estrazione del CDA.", "/cda-extraction", "Error while extracting CDA from PDF document", [3]int{400, 400, 0}},
	"PF-05": {"/msg/generic-error", "Errore generico.", "", "Error while reading extracted CDA using detected encode: UTF-8", [3]int{500, 500, 0}},
	"PF-06": {"/msg/sign-error", "Sign error", "/msg/sign-error", "Il pdf non risulta firmato", [3]int{400, 400, 0}},
	"PF-07": {"/msg/sign-error", "Sign error", "/msg/sign-error", "La firma del pdf non risulta valida", [3]int{400, 400, 0}},
	"WI-01": {"/msg/workflow-id-error-extraction", "Errore in fase di estrazione del workflow id.", "/msg/workflow-id-error-extraction", "Errore durante l'estrazione del workflow instance id ", [3]int{400, 0, 0}},
	"VA-01": {"/msg/generic-error", "Errore generico.", "", "Errore in validazione: ", [3]int{500, 0, 0}},
	"VA-02": {"/msg/syntax", "Errore di sintassi.", "/validation/error", "", [3]int{400, 0, 0}},
	"VA-03": {"/msg/syntax", "Errore di sintassi.", "/validation/error", "Error while executing validation on xsd schema", [3]int{400, 0, 0}},
	"VA-04": {"/msg/syntax", "Errore di sintassi.", "/validation/error", "", [3]int{400, 0, 0}},
	"VA-05": {"/msg/semantic", "Errore semantico.", "/validation/error", "", [3]int{422, 0, 0}},
	"VA-07": {"/msg/semantic", "Errore semantico.", "/validation/error", "Error while executing validation on sch schematron", [3]int{422, 0, 0}},
	"VA-08": {"/msg/semantic", "Errore semantico.", "/validation/error", "", [3]int{422, 0, 0}},
	"VA-10": {"/msg/vocabulary", "Errore vocabolario.", "/validation/error", "", [3]int{400, 0, 0}},
	"VA-11": {"/msg/vocabulary", "Errore vocabolario.", "/validation/error", "", [3]int{400, 0, 0}},
	"VA-12": {"/msg/vocabulary", "Errore vocabolario.", "/validation/error", "", [3]int{400, 0, 0}},
	"VA-13": {"/msg/vocabulary", "Errore vocabolario.", "/validation/error", "Non è stato trovato alcun dizionario gestito su FSE", [3]int{400, 0, 0}},
	"VA-15": {"/msg/validator", "Errore di validazione", "/cda-validation", "", [3]int{400, 0, 0}},
	"PB-01": {"/msg/cda-match", "Errore in fase di recupero dell'esito della verifica.", "/cda-validation", "Il CDA non risulta validato", [3]int{0, 400, 0}},
	"PB-02": {"/msg/max-day-limit-exceed", "Error: document exceeded the maximum period to be published.", "/msg/max-day-limit-exceed", "Error: cannot publish documents older than 5 days", [3]int{0, 400, 0}},
	"PB-03": {"/msg/document-hash", "Verifica hash fallita.", "/jwt-hash-match", "Verifica hash fallita.", [3]int{0, 400, 0}},
	"PB-05": {"/msg/generic-error", "Errore generico.", "/request-invalid-date-format", "Errore durante la creazione risorse FHIR", [3]int{0, 400, 0}},
	"PB-06": {"/msg/record-not-found", "Record non trovato.", "", "IniException: ", [3]int{404, 404, 404}},
	"GE-01": {"/msg/generic-error", "Errore generico.", "", "", [3]int{500, 500, 500}},
	"PB-10": {"/msg/simulation-error", "Simulation Error.", "/msg/simulation-error", "Inserire una string randomica dopo l'id documento", [3]int{400, 400, 0}},
}

// threads are the public threads (it-fse-support) in which answers of the front end were seen.
var threads = map[string][]int{
	"FE-03": {340, 768, 864, 948, 1625},
	"FE-12": {52, 83, 113, 199, 250, 262, 312, 500, 601, 605, 611, 665, 1346, 1441, 2714},
	"FE-13": {273, 359, 503},
}

// Threads returns the numbers of the public threads (it-fse-support) that an answer of the front end was seen in.
func Threads(id string) []int { return slices.Clone(threads[id]) }

// FrontEnd returns an answer of the front end, which is the same in every operation.
func FrontEnd(id string) lint.Answer {
	p := problems[id]
	return lint.Answer{ID: id, Status: p.status[FamilyValidation], Type: p.typ, Title: p.title, Detail: p.detail}
}

// either are the answers of the dispatcher in whose place the front end was seen to refuse, because the body breaks the OpenAPI
// description: which of the two comes depends on environment and month.
var either = map[string]string{
	"RB-01": "FE-12", "RB-03": "FE-12", "RB-04": "FE-12", "RB-05": "FE-12", "RB-06": "FE-12", "RB-07": "FE-12", "RB-08": "FE-12", "RB-09": "FE-12",
	"RB-10": "FE-12", "RB-11": "FE-12", "FE-11": "FE-13",
}
