package rehearsal

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate/checks"
)

// organisation is the part of an issuer by which the status service tells whose events are whose: what stands between the first
// two "#", at most three characters of it (02-jwt §10).
func organisation(issuer string) string {
	_, rest, _ := strings.Cut(issuer, "#")
	rest, _, _ = strings.Cut(rest, "#")
	return rest[:min(len(rest), 3)]
}

// finals are the events that an operation ends with when it fails, in its first half and in its second.
var finals = map[fse.Operation][2]string{
	fse.Validation:         {"VALIDATION", "VALIDATION"},
	fse.Create:             {"PUBLICATION", "PUBLICATION"},
	fse.ValidateAndCreate:  {"VALIDATION_FOR_PUBLICATION", "PUBLICATION"},
	fse.Replace:            {"REPLACE", "REPLACE"},
	fse.ValidateAndReplace: {"VALIDATION_FOR_REPLACE", "REPLACE"},
	fse.Update:             {"INI_UPDATE", "INI_UPDATE"},
	fse.Delete:             {"INI_DELETE", "INI_DELETE"},
}

// failed records that the call ended with an error.
func (c *call) failed(a *lint.Answer) {
	names := finals[c.op]
	if names[0] != names[1] && (gateway.FamilyOf(c.op, a.ID) == gateway.FamilyPublication || a.ID == "PB-09" || a.ID == "PB-11") {
		c.happens(names[0], names[1])
	} else {
		c.happens(names[0])
	}
	status := "BLOCKING_ERROR"
	if a.Type == "/msg/generic-timeout" { // tables/error_types
		status = "NON_BLOCKING_ERROR"
	}
	c.fails(status, a.Detail)
}

// fails turns the last event into a failure.
func (c *call) fails(status, message string) {
	const most = 50_000 // characters (01-overview §7)
	if r := []rune(message); len(r) > most {
		message = string(r[:most])
	}
	last := &c.events[len(c.events)-1]
	last.Status, last.Message = status, message
}

// eventTime is the form of times in events, one of the two that were seen (01-overview §7).
const eventTime = "2006-01-02T15:04:05.000Z07:00"

// happens records events of the call, each a success.
func (c *call) happens(types ...string) {
	now := c.now()
	for _, t := range types {
		c.events = append(c.events, wire.Event{
			Type: t, Date: now.Format(eventTime), Status: "SUCCESS", Document: bounded(c.document(), 256),
			Subject: bounded(c.token.String("sub"), 100), SubjectRole: bounded(c.token.String("subject_role"), 100),
			Organization: bounded(c.token.String("subject_organization"), 100), Activity: bounded(c.body.TipoAttivitaClinica.Value, 100),
			WorkflowID: bounded(c.workflow, 256), TraceID: c.trace, Issuer: bounded(c.token.String("iss"), 100),
			ExpiringDate: now.AddDate(0, 0, 20).Format(eventTime),
		})
	}
}

// bounded cuts a text of a caller to the characters that an event may have.
func bounded(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// status answers the two status services (ST-01 to ST-04). The subject of the caller, or its issuer, says whose events it may see:
// a subject as the documents want it says nothing of the kind (OQ-12).
func (x *exchange) status() *reply {
	auth := token.Parse([]byte(x.r.Header.Get("Authorization")))
	if auth.Empty() || !auth.Bearer {
		return x.refuseWith("ST-02")
	}
	if a := x.frontDoor(auth); a != nil {
		return x.frontEnd(a)
	}
	own := organisation(auth.String("sub"))
	if own == "" {
		own = organisation(auth.String("iss"))
	}
	byWorkflow := x.op == fse.StatusByWorkflow
	query := ofTrace
	if byWorkflow {
		query = ofWorkflow
		if own == "" {
			return x.refuseWith("ST-02")
		}
		if x.id == wire.UnknownWorkflow {
			return x.refuseWith("ST-01")
		}
	}
	var events []wire.Event
	err := x.state.within(func(t *tx) (err error) {
		events, err = t.events(query, x.id)
		return err
	})
	switch {
	case err != nil:
		return x.failure(http.StatusInternalServerError, err.Error())
	case len(events) == 0:
		return x.refuseWith("ST-03")
	case byWorkflow && !slices.ContainsFunc(events, func(e wire.Event) bool { return organisation(e.Issuer) == own }):
		return x.refuseWith("ST-04")
	}
	b := body{{"traceID", x.trace}, {"spanID", x.span}, {"transactionData", events}}
	return &reply{http.StatusOK, "application/json", b.encode()}
}

// frontDoor judges the one token of the status services as the front end does, nil when it lets it pass.
func (x *exchange) frontDoor(auth *token.Token) *lint.Answer {
	c := checks.Call{Profile: x.o.Profile, Environment: x.o.Environment, At: x.o.Call.At, Roots: x.o.Call.Roots, Single: x.o.Call.Single}
	o := c.Token()
	o.Kind = token.Authentication
	p, ok := token.First(auth.Judge(o))
	if !ok || !strings.HasPrefix(p.Error, "FE-") {
		return nil
	}
	a, _ := gateway.Lookup(fse.Validation, p.Error)
	return &a
}

// Document returns what the gateway has on record under an identificativoDoc, nil when nothing.
func (s *Server) Document(id string) (p *Published, err error) {
	err = s.state.within(func(t *tx) (err error) {
		if p, err = t.document(id); err == errNone {
			p, err = nil, nil
		}
		return err
	})
	return p, err
}

// pause waits, or returns early when the caller is gone.
func pause(done <-chan struct{}, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}
