package rehearsal

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"fselint/gateway"
	"fselint/validate"
)

// reply is an answer that is ready to be written.
type reply struct {
	status int
	media  string
	body   []byte
}

const problemMedia = "application/problem+json"

// body is a JSON object whose members keep their order; empty ones are left out.
type body []member

type member struct {
	name  string
	value any
}

func (b body) encode() []byte {
	var out bytes.Buffer
	out.WriteByte('{')
	first := true
	for _, m := range b {
		if m.value == "" || m.value == nil || m.value == 0 {
			continue
		}
		if !first {
			out.WriteByte(',')
		}
		first = false
		out.WriteString(strconv.Quote(m.name) + ":")
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(m.value) // texts, numbers and lists of plain values
		out.Truncate(out.Len() - 1)
	}
	out.WriteByte('}')
	return out.Bytes()
}

// noScript removes what the gateway removes from details (01-overview §8).
var noScript = strings.NewReplacer("<script>", "", "</script>", "")

// refuse is the answer to an error of the table, in the form of its family: with or without status and workflowInstanceId.
func (x *exchange) refuse(a *validate.Answer, workflow string) *reply {
	if strings.HasPrefix(a.ID, "FE-") && a.ID != "FE-11" {
		return x.frontEnd(a)
	}
	b := body{
		{"traceID", x.trace}, {"spanID", x.span}, {"type", a.Type}, {"title", a.Title}, {"detail", noScript.Replace(a.Detail)},
		{"status", a.Status}, {"instance", a.Instance},
	}
	switch x.op.Family(a.ID) {
	case gateway.FamilyPlain:
		b = slices.DeleteFunc(b, func(m member) bool { return m.name == "status" })
	case gateway.FamilyValidation:
		if workflow == "" && x.op != gateway.Update {
			workflow = "UNKNOWN_WORKFLOW_ID"
		}
		b = append(b, member{"workflowInstanceId", workflow})
	}
	return &reply{a.Status, problemMedia, b.encode()}
}

// frontEnd is the form of errors before the gateway itself.
func (x *exchange) frontEnd(a *validate.Answer) *reply {
	status := a.Status
	if status == 0 {
		status = http.StatusUnauthorized // a real front end breaks off the handshake
	}
	b := body{{"type", a.Type}, {"title", a.Title}, {"status", status}, {"detail", a.Detail}, {"govway_id", uuid()}}
	return &reply{status, problemMedia, b.encode()}
}

// failure is the answer of the framework around the gateway.
func (x *exchange) failure(status int, detail string) *reply {
	b := body{
		{"traceID", x.trace}, {"spanID", x.span}, {"type", "/msg/generic-error"}, {"title", "Errore generico."},
		{"detail", noScript.Replace(detail)}, {"status", status},
	}
	return &reply{status, problemMedia, b.encode()}
}

// special are errors of the table that only a gateway with a memory gives.
type special struct {
	typ, title, instance, detail string
	status                       int
	bodyStatus                   int // where the body says otherwise; -1 for none
}

var (
	notValidated = special{"/msg/cda-match", "Errore in fase di recupero dell'esito della verifica.", "/cda-validation", "Il CDA non risulta validato", 400, 0}
	tooOld       = special{"/msg/max-day-limit-exceed", "Error: document exceeded the maximum period to be published.", "/msg/max-day-limit-exceed", "Error: cannot publish documents older than 5 days", 400, 0}
	notFound     = special{"/msg/record-not-found", "Record non trovato.", "", "IniException: document not found", 404, 0}
	neverSeen    = special{"/msg/record-not-found", "Record non trovato.", "/record-not-found", "document never seen", 404, 0}
	timedOut     = special{"/msg/generic-timeout", "Generic timeout.", "", "Generic timeout.", 504, 0}
	badWorkflow  = special{"/msg/wii", "Campo worflow instance id non valido", "/invalid-id", "Il wii non è valido", 400, 0}
	noToken      = special{"/msg/mandatory-element-token", "Token JWT non valido.", "/missing-jwt", "Token JWT non valido.", 401, 400}
	noEvents     = special{"/msg/record-not-found", "Record non trovato.", "/record-not-found", "/msg/record-not-found", 400, 404}
	otherIssuer  = special{"/msg/unauthorized", "Unauthorized access", "/msg/invalid-issuer-sub", "Mismatch sub/issuer", 401, 0}
)

// error answers with a special error.
func (x *exchange) error(e *special) *reply {
	inBody := e.status
	if e.bodyStatus > 0 {
		inBody = e.bodyStatus
	}
	if x.op == gateway.Delete {
		inBody = 0
	}
	b := body{{"traceID", x.trace}, {"spanID", x.span}, {"type", e.typ}, {"title", e.title}, {"detail", e.detail}, {"status", inBody}, {"instance", e.instance}}
	return &reply{e.status, problemMedia, b.encode()}
}

// accept is the answer of success.
func (x *exchange) accept(status int, workflow, warning string) *reply {
	b := body{{"traceID", x.trace}, {"spanID", x.span}, {"workflowInstanceId", workflow}, {"warning", warning}}
	return &reply{status, "application/json", b.encode()}
}

// send writes a reply and returns its status.
func (x *exchange) send(p *reply) int {
	x.w.Header().Set("Content-Type", p.media)
	x.w.Header().Set("Content-Length", strconv.Itoa(len(p.body)))
	x.w.WriteHeader(p.status)
	_, _ = x.w.Write(p.body) // the caller may be gone
	return p.status
}

func (x *exchange) json(status int, v any) int {
	data, err := json.Marshal(v)
	if err != nil {
		return x.plain(http.StatusInternalServerError)
	}
	return x.send(&reply{status, "application/json", data})
}

func (x *exchange) plain(status int) int {
	return x.send(&reply{status, "text/plain; charset=utf-8", []byte(http.StatusText(status) + "\n")})
}
