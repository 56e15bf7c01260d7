package rehearsal

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
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

// kept is a text that stays in a body when it is empty.
type kept string

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

// refuse is the answer to an error of the table, in the form of its family: with or without status and workflowInstanceId (06-errors §1).
func (x *exchange) refuse(a *lint.Answer, workflow string) *reply {
	switch {
	case a.ID == "FE-11": // the dispatcher's framework
	case strings.HasPrefix(a.ID, "FE-"):
		return x.frontEnd(a)
	case a.ID == "RB-03":
		return x.framework(a.Status, "Failed to read request")
	}
	status := a.Status
	if s := bodyStatus[a.ID]; s != 0 {
		status = s
	}
	b := body{
		{"traceID", x.trace}, {"spanID", x.span}, {"type", a.Type}, {"title", a.Title}, {"detail", noScript.Replace(a.Detail)},
		{"status", status}, {"instance", a.Instance},
	}
	x.toldByRow(a.ID)
	_, memory := answers[a.ID]
	switch family := gateway.FamilyOf(x.op, a.ID); {
	case a.Status == http.StatusNotFound, a.Status >= http.StatusInternalServerError: // handlers of their own: a status, no workflow
	case family == gateway.FamilyPlain:
		b = slices.DeleteFunc(b, func(m member) bool { return m.name == "status" })
	case family == gateway.FamilyValidation && a.Status != http.StatusInternalServerError && (!memory || workflow != ""):
		if workflow == "" && x.op != fse.Update {
			workflow = wire.UnknownWorkflow
		}
		b = append(b, member{"workflowInstanceId", workflow})
	}
	return &reply{a.Status, problemMedia, b.encode()}
}

// refuseWith answers with an error that only a gateway with a memory gives.
func (x *exchange) refuseWith(id string) *reply {
	a := answers[id]
	a.ID = id
	return x.refuse(&a, "")
}

// frontEnd is the form of errors before the gateway itself.
func (x *exchange) frontEnd(a *lint.Answer) *reply {
	status := a.Status
	if status == 0 {
		status = http.StatusUnauthorized // a real front end breaks off the handshake
	}
	detail := a.Detail
	if a.ID == "FE-12" { // its library goes on in words of its own
		detail = strings.TrimSuffix(detail, "\n") + "\nrehearsal: " + x.why.fix.In("en")
	}
	b := body{{"type", a.Type}, {"title", a.Title}, {"status", status}, {"detail", detail}, {"govway_id", uuid()}}
	return &reply{status, problemMedia, b.encode()}
}

// framework is the answer of what the gateway is built with, in the general form of RFC 7807.
func (x *exchange) framework(status int, detail string) *reply {
	b := body{{"type", "about:blank"}, {"title", http.StatusText(status)}, {"status", status}, {"detail", noScript.Replace(detail)}}
	return &reply{status, problemMedia, b.encode()}
}

// failure is the answer to an unforeseen error (GE-01).
func (x *exchange) failure(status int, detail string) *reply {
	a := answers["GE-01"]
	if x.why.rule == "" {
		x.told("GE-01", "GE-01", lint.Values{"id": lint.Value(detail)})
	}
	b := body{{"traceID", x.trace}, {"spanID", x.span}, {"type", a.Type}, {"title", a.Title}, {"detail", noScript.Replace(detail)}, {"status", status}}
	return &reply{status, problemMedia, b.encode()}
}

// accept is the answer of success. Create and replace have a warning even when it is empty (01-overview §7).
func (c *call) accept(status int, warning string) *reply {
	b := body{{"traceID", c.trace}, {"spanID", c.span}, {"workflowInstanceId", c.workflow}, {"warning", warning}}
	if c.op == fse.Create || c.op == fse.Replace {
		b[len(b)-1].value = kept(warning)
	}
	return &reply{status, "application/json", b.encode()}
}

// send writes a reply and returns its status.
func (x *exchange) send(p *reply) int {
	h := x.w.Header()
	if x.why.rule != "" {
		h.Set(headerRule, x.why.rule)
	}
	if p.media != "" {
		h.Set("Content-Type", p.media)
		h.Set("Content-Length", strconv.Itoa(len(p.body)))
	}
	x.w.WriteHeader(p.status)
	_, _ = x.w.Write(p.body) // the caller may be gone
	return p.status
}
