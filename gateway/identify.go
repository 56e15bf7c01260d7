package gateway

import (
	"net/http"
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
)

// Identify returns the ids of the errors of the specification's table that an answer of the gateway, or of its front end, can mean:
// those with exactly its detail, else those whose detail is variable and fits, else all with its type and instance; none when the
// table has no such answer in the operation. The operation may be one of the status services, "status" and "status-search".
func Identify(op fse.Operation, typ, instance, detail string) []string {
	return Meaning(op, 0, typ, instance, detail)
}

// Meaning is Identify for an answer whose HTTP status is known, 0 for not known: it tells apart errors that are alike but for it, and
// names those that are told by nothing else.
//
// Source: specification digest, 06-errors §1 ("match on type and instance first") and §2.
func Meaning(op fse.Operation, status int, typ, instance, detail string) []string {
	best, ids := 0, []string(nil)
	consider := func(id string, p problem, known int) {
		s := likeness(id, p, typ, instance, detail)
		if s == 0 || slices.Contains(ids, id) {
			return
		}
		if status != 0 && known == status {
			s++ // one of two that are alike else
		}
		if s > best {
			best, ids = s, nil
		}
		if s == best {
			ids = append(ids, id)
		}
	}
	for _, id := range Order(fse.May2026, op) {
		consider(id, problems[id], problems[id].status[FamilyOf(op, id)])
	}
	for _, l := range later {
		if l.operations == nil || slices.Contains(l.operations, op) {
			consider(l.id, l.problem, l.status)
		}
	}
	if ids == nil && !strings.HasPrefix(strings.TrimPrefix(typ, "/"), "msg/") {
		ids = byStatus(status)
	}
	return ids
}

// byStatus names the errors of what stands before the gateway that have no body of their own.
func byStatus(status int) []string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return []string{"FE-06"}
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return []string{"FE-07"}
	}
	return nil
}

// likeness says how well an answer fits an error, 0 for not at all. Details weigh more than statuses do.
func likeness(id string, p problem, typ, instance, detail string) int {
	switch {
	case p.typ == "" && (p.detail == "" || typ != "" && typ != "about:blank"):
		return 0
	case p.typ == "": // only its detail is known
		if strings.Contains(detail, p.detail) {
			return 7
		}
		return 0
	case strings.HasSuffix(p.typ, "/*"):
		if strings.HasPrefix(typ, strings.TrimSuffix(p.typ, "*")) {
			return 2
		}
		return 0
	case strings.TrimPrefix(p.typ, "/") != strings.TrimPrefix(typ, "/"): // README 12.2.5 shows one without the slash
		return 0
	case strings.HasSuffix(p.instance, "/*"):
		if !strings.HasPrefix(instance, strings.TrimSuffix(p.instance, "*")) {
			return 0
		}
	case p.instance != instance && p.instance != "*":
		return 0
	}
	start, known := starts[id]
	switch {
	case p.detail != "" && p.detail == detail:
		return 7
	case known && strings.HasPrefix(detail, start), len(p.detail) > 3 && strings.HasPrefix(detail, p.detail):
		return 5
	case p.detail == "" && !known:
		return 3
	}
	return 1
}

// starts are the first words of details that depend on the document.
var starts = map[string]string{
	"RB-01": "Errore durante la conversione", "RB-02": "Parametro non riconosciuto", "RB-14": "Il campo atti clinici", "RB-17": "Il campo data ",
	"VA-01": "Errore in validazione: ", "VA-02": "Schema with version", "VA-05": "Schematron with template id root", "VA-08": "[",
	"VA-10": "È stato trovato almeno un dizionario presente in Blocklist", "VA-11": "È stata trovata almeno una versione non gestita",
	"VA-12": "Almeno uno dei seguenti vocaboli non è censito", "VA-15": "Nessuna mappa con id", "PB-06": "IniException",
}

// afterwards is an error that cannot be known before something is sent.
type afterwards struct {
	id         string
	operations []fse.Operation // nil for all
	status     int             // 0 where it varies
	problem
}

var (
	publications = []fse.Operation{fse.Create, fse.Replace, fse.ValidateAndCreate, fse.ValidateAndReplace}
	validations  = []fse.Operation{fse.Validation, fse.ValidateAndCreate, fse.ValidateAndReplace}
	statuses     = []fse.Operation{fse.StatusByWorkflow, fse.StatusByTrace}
)

// later are the errors of the specification's table that depend on what only the gateway knows, and those of the front end to the
// status services, which take no signature token. "*" is any instance, a type or instance ending in "/*" begins so.
var later = []afterwards{
	{"FE-02", statuses, 401, problems["FE-02"]},
	{"FE-03", statuses, 400, problems["FE-03"]},
	{"FE-04", nil, 401, problem{detail: "token claim is in the future"}}, // its body is not known: the words tell
	{"FE-05", statuses, 403, problems["FE-05"]},
	{"FE-13", nil, 502, problems["FE-13"]},
	{"FE-08", nil, 504, problem{typ: "mw/io_error", instance: "*"}},
	{"FE-09", nil, 500, problem{typ: "mw/internal_error", instance: "*"}},
	{"FE-10", nil, 0, problem{typ: "mw/*"}},
	{"RB-03", []fse.Operation{fse.Update}, 400, problem{detail: "JSON parse error"}},
	{"VA-06", validations, 422, problem{typ: "/msg/semantic", instance: "/validation/error", detail: "Invalid schematron"}},
	{"VA-14", validations, 400, problem{typ: "/msg/validator", instance: "/cda-validation", detail: "Nessun engine disponibile"}},
	{"VA-16", validations, 500, problem{typ: "/msg/connection-refused", instance: "/msg/connection-refused", detail: "Connection refused"}},
	{"PB-04", publications, 400, problem{typ: "/msg/generic-error", instance: "/request-invalid-date-format"}},
	{"PB-04", publications, 400, problem{typ: "/msg/fhir-mapping-type", instance: "/fhir-resource"}},
	{"PB-06", []fse.Operation{fse.Replace, fse.ValidateAndReplace, fse.Update, fse.Delete}, 404, problem{typ: "/msg/record-not-found", detail: "IniException: "}},
	{"PB-07", []fse.Operation{fse.Replace, fse.ValidateAndReplace, fse.Update, fse.Delete}, 0, problem{typ: "/msg/ini-error", instance: "/msg/service-error/*"}},
	{"PB-08", []fse.Operation{fse.Update, fse.Delete}, 404, problem{typ: "/msg/eds-error", instance: "/msg/eds-document-missing", detail: "Document cannot be found on the Server FHIR"}},
	{"PB-09", publications, 504, problem{typ: "/msg/generic-timeout", detail: "Generic timeout."}},
	{"PB-11", []fse.Operation{fse.Replace, fse.ValidateAndReplace}, 404, problem{typ: "/msg/record-not-found", instance: "/record-not-found"}},
	{"PB-12", []fse.Operation{fse.Update, fse.Delete}, 500, problem{typ: "/msg/mocked-service", instance: "/msg/mocked-service"}},
	{"ST-01", statuses, 400, problem{typ: "/msg/wii", instance: "/invalid-id", detail: "Il wii non è valido"}},
	{"ST-02", statuses, 401, problem{typ: "/msg/mandatory-element-token", instance: "/missing-jwt", detail: "Token JWT non valido."}},
	{"ST-03", statuses, 400, problem{typ: "/msg/record-not-found", instance: "*"}},
	{"ST-04", statuses, 401, problem{typ: "/msg/unauthorized", instance: "/msg/invalid-issuer-sub", detail: "Mismatch sub/issuer"}},
	{"GE-01", nil, 500, problem{typ: "/msg/generic-error"}},
	{"GE-02", nil, 503, problem{typ: "/msg/not-implemented", instance: "*"}},
}

// Warnings returns the ids of the table's warnings that the text of an acceptance holds, in the order of the table.
func Warnings(text string) []string {
	var ids []string
	extract := "Attenzione, non è stata selezionata la modalità di estrazione del CDA"
	for _, w := range []struct{ id, part string }{
		{"PF-08", "[SIGN_WARN"}, {"PF-09", "[WARNING_EXTRACT]"}, {"PF-10", extract}, {"VA-09", "[W"}, {"PB-13", "transazione presa in carico"},
	} {
		rest := text
		switch w.id {
		case "PF-10":
			rest = strings.ReplaceAll(text, "[WARNING_EXTRACT]"+extract, "")
		case "VA-09":
			rest = strings.ReplaceAll(text, "[WARNING_EXTRACT]", "")
		}
		if strings.Contains(rest, w.part) {
			ids = append(ids, w.id)
		}
	}
	return ids
}
