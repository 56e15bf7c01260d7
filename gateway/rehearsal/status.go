package rehearsal

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"fselint/gateway"
	"fselint/gateway/wire"
	"fselint/metadata/token"
)

// simulations are the prefixes of identificativoDoc that the national accreditation knows (tables/simulation_prefixes).
var simulations = []string{"CRASH_TIMEOUT", "SKIP_VALIDATION", "CRASH_WF_EDS", "CRASH_INI", "CRASH_EDS"}

// simulated finds the prefix with which the number of a document begins.
func simulated(document string) string {
	_, number, _ := strings.Cut(document, "^")
	for _, prefix := range simulations {
		if strings.HasPrefix(document, prefix) || strings.HasPrefix(number, prefix) {
			return prefix
		}
	}
	return ""
}

// organisation is the part of an issuer by which the status service tells whose events are whose: three characters behind "#".
func organisation(issuer string) string {
	_, rest, ok := strings.Cut(issuer, "#")
	if !ok || len(rest) < 3 {
		return ""
	}
	return rest[:3]
}

// failed records that the call ended with an error.
func (c *call) failed(message string) {
	final := map[gateway.Operation]string{
		gateway.Validation: "VALIDATION", gateway.Create: "PUBLICATION", gateway.ValidateAndCreate: "VALIDATION_FOR_PUBLICATION",
		gateway.Replace: "REPLACE", gateway.ValidateAndReplace: "VALIDATION_FOR_REPLACE", gateway.Update: "INI_UPDATE", gateway.Delete: "INI_DELETE",
	}
	c.happens(final[c.op])
	last := &c.events[len(c.events)-1]
	last.Status, last.Message = "BLOCKING_ERROR", message
}

// happens records events of the call, each a success.
func (c *call) happens(types ...string) {
	now := c.o.Now()
	for _, t := range types {
		c.events = append(c.events, wire.Event{
			Type: t, Date: now.Format("2006-01-02T15:04:05.000Z07:00"), Status: "SUCCESS", Document: c.document(),
			Subject: c.token.String("sub"), SubjectRole: c.token.String("subject_role"), Organization: c.token.String("subject_organization"),
			Activity: c.body.TipoAttivitaClinica.Value, WorkflowID: c.workflow, TraceID: c.trace, Issuer: c.token.String("iss"),
			ExpiringDate: now.AddDate(0, 0, 20).Format("2006-01-02T15:04:05.000Z07:00"),
		})
	}
}

// status answers the two status services (ST-01 to ST-04). The subject of the caller, or its issuer, says whose events it may see.
func (x *exchange) status() *reply {
	auth := token.Parse([]byte(x.r.Header.Get("Authorization")))
	if auth.Empty() || !auth.Bearer {
		return x.error(&noToken)
	}
	own := organisation(auth.String("sub"))
	if own == "" {
		own = organisation(auth.String("iss"))
	}
	if own == "" && x.op == wire.StatusByWorkflow {
		return x.error(&noToken)
	}
	if x.op == wire.StatusByWorkflow && x.id == "UNKNOWN_WORKFLOW_ID" {
		return x.error(&badWorkflow)
	}
	workflow, trace := x.id, ""
	if x.op == wire.StatusByTrace {
		workflow, trace = "", x.id
	}
	events, err := x.state.events(workflow, trace)
	switch {
	case err != nil:
		return x.failure(http.StatusInternalServerError, err.Error())
	case len(events) == 0:
		return x.error(&noEvents)
	case x.op == wire.StatusByWorkflow && !slices.ContainsFunc(events, func(e wire.Event) bool { return organisation(e.Issuer) == own }):
		return x.error(&otherIssuer)
	}
	b := body{{"traceID", x.trace}, {"spanID", x.span}, {"transactionData", events}}
	return &reply{http.StatusOK, "application/json", b.encode()}
}

// Document returns what the gateway has on record under an identificativoDoc, nil when nothing.
func (s *Server) Document(id string) (*Published, error) {
	p, err := s.state.document(id)
	if errors.Is(err, errNone) {
		return nil, nil
	}
	return p, err
}

// pause waits, or returns early when the caller is gone.
func pause(done <-chan struct{}, d time.Duration) {
	if d <= 0 {
		return
	}
	select {
	case <-done:
	case <-time.After(d):
	}
}
