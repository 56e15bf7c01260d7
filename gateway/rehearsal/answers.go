package rehearsal

import "github.com/fselint/fselint/lint"

// answers are the rows of the specification's table of errors that only a gateway with a memory gives, or what lies behind it: the
// checks of a document cannot know them. Where the table leaves a text open it is fselint's.
var answers = map[string]lint.Answer{
	"PB-01": {Type: "/msg/cda-match", Title: "Errore in fase di recupero dell'esito della verifica.", Instance: "/cda-validation", Detail: "Il CDA non risulta validato", Status: 400},
	"PB-02": {Type: "/msg/max-day-limit-exceed", Title: "Error: document exceeded the maximum period to be published.", Instance: "/msg/max-day-limit-exceed", Detail: "Error: cannot publish documents older than 5 days", Status: 400},
	"PB-04": {Type: "/msg/generic-error", Title: "Errore generico.", Instance: "/request-invalid-date-format", Detail: "rehearsal: the transformation failed", Status: 400},
	"PB-06": {Type: "/msg/record-not-found", Title: "Record non trovato.", Detail: "IniException: rehearsal: the index does not have the document", Status: 404},
	"PB-07": {Type: "/msg/ini-error", Title: "Ini error.", Instance: "/msg/service-error/ini", Detail: "rehearsal: error of INI", Status: 500},
	"PB-08": {Type: "/msg/eds-error", Title: "Eds error.", Instance: "/msg/eds-document-missing", Detail: "Document cannot be found on the Server FHIR", Status: 404},
	"PB-09": {Type: "/msg/generic-timeout", Title: "Generic timeout.", Detail: "Generic timeout.", Status: 504},
	"PB-11": {Type: "/msg/record-not-found", Title: "Record non trovato.", Instance: "/record-not-found", Detail: "rehearsal: no event of this document", Status: 404},
	"PB-12": {Type: "/msg/mocked-service", Title: "Mock enabled, this exception won't stop continuing to process the request.", Instance: "/msg/mocked-service", Detail: "{INI Error Message: rehearsal, EDS Error Message: rehearsal}", Status: 500},
	"VA-06": {Type: "/msg/semantic", Title: "Errore semantico.", Instance: "/validation/error", Detail: "Invalid schematron", Status: 422},
	"VA-13": {Type: "/msg/vocabulary", Title: "Errore vocabolario.", Instance: "/validation/error", Detail: "Non è stato trovato alcun dizionario gestito su FSE", Status: 400},
	"VA-14": {Type: "/msg/validator", Title: "Errore di validazione", Instance: "/cda-validation", Detail: "Nessun engine disponibile", Status: 400},
	"VA-16": {Type: "/msg/connection-refused", Title: "Connection refused", Instance: "/msg/connection-refused", Detail: "Connection refused", Status: 500},
	"ST-01": {Type: "/msg/wii", Title: "Campo worflow instance id non valido", Instance: "/invalid-id", Detail: "Il wii non è valido", Status: 400},
	"ST-02": {Type: "/msg/mandatory-element-token", Title: "Token JWT non valido.", Instance: "/missing-jwt", Detail: "Token JWT non valido.", Status: 401},
	"ST-03": {Type: "/msg/record-not-found", Title: "Record non trovato.", Instance: "/record-not-found", Detail: "/msg/record-not-found", Status: 400},
	"ST-04": {Type: "/msg/unauthorized", Title: "Unauthorized access", Instance: "/msg/invalid-issuer-sub", Detail: "Mismatch sub/issuer", Status: 401},
	"GE-01": {Type: "/msg/generic-error", Title: "Errore generico.", Detail: "rehearsal: unforeseen error", Status: 500},
	"GE-02": {Type: "/msg/not-implemented", Title: "Not implemented", Detail: "rehearsal: not implemented", Status: 503},
}

// timeoutSimulation is what the combined operations answer to CRASH_TIMEOUT: the exception is thrown outside the handler that would
// make a time-out of it (09-gateway-2026-05 §8).
var timeoutSimulation = lint.Answer{
	ID: "VA-16", Type: "/msg/connection-refused", Title: "Timeout simulation", Instance: "/msg/connection-refused", Detail: "Timeout simulation", Status: 500,
}

// bodyStatus is what the member status says where it differs from the status of HTTP.
var bodyStatus = map[string]int{"ST-02": 400, "ST-03": 404}

// PB-13: the index refused a deletion or an update for now, and the gateway tries again.
const (
	retried      = "PB-13"
	retryWarning = "Attenzione, transazione presa in carico. Nuovo tentativo in corso"
)
