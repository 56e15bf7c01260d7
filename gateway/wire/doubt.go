package wire

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// Doubt says why something that came back is not believed to be the gateway's answer: a proxy, a login page, a server at a wrong address
// answer too, and nobody knows then what the gateway did. It is "" for an answer.
type Doubt string

// The doubts.
const (
	DoubtRedirect Doubt = "redirect" // the call is sent elsewhere
	DoubtStatus   Doubt = "status"   // no status of the gateway
	DoubtBroken   Doubt = "broken"   // the body broke off
	DoubtType     Doubt = "type"     // the body is not JSON by its media type
	DoubtJSON     Doubt = "json"     // the body is no JSON object, or has nothing of what the gateway's have
	DoubtTrace    Doubt = "trace"    // no traceID
	DoubtWorkflow Doubt = "workflow" // no workflowInstanceId
	DoubtCart     Doubt = "cart"     // no X-CART-id
	DoubtEvents   Doubt = "events"   // no transactionData
)

// Text says it in words.
func (d Doubt) Text() lint.Text { return texts.Text("doubt."+string(d), nil) }

// untouched are the statuses of errors by which whoever sends them says that the call was not carried out, with or without a body: it
// was refused before it was read, or the server cannot do it now (RFC 9110 §15.5, RFC 6585).
var untouched = []int{
	http.StatusMethodNotAllowed, http.StatusProxyAuthRequired, http.StatusLengthRequired, http.StatusRequestEntityTooLarge,
	http.StatusRequestURITooLong, http.StatusExpectationFailed, http.StatusMisdirectedRequest, http.StatusUpgradeRequired,
	http.StatusTooManyRequests, http.StatusRequestHeaderFieldsTooLarge, http.StatusNotImplemented, http.StatusServiceUnavailable,
}

// Examine sets a.Doubt. broken says that the body did not come to its end; cart that the gateway stands behind CART, which puts an
// X-CART-id on every answer (01-overview §5, §7 to 9).
func (a *Answer) Examine(op fse.Operation, broken, cart bool) {
	a.Doubt = ""
	switch {
	case a.Status >= 300 && a.Status < 400:
		a.Doubt = DoubtRedirect
	case a.Status < 300:
		a.Doubt = a.success(op, broken, cart)
	case !slices.Contains(untouched, a.Status):
		a.Doubt = a.failure(broken)
	}
}

func (a *Answer) success(op fse.Operation, broken, cart bool) Doubt {
	switch {
	case !a.successful() || !Writes(op) && a.Status != http.StatusOK:
		return DoubtStatus
	case broken:
		return DoubtBroken
	case !a.isJSON():
		return DoubtType
	}
	members := a.members()
	switch {
	case members == nil:
		return DoubtJSON
	case !Writes(op):
		var events []Event
		if json.Unmarshal(members["transactionData"], &events) != nil || events == nil {
			return DoubtEvents
		}
	case a.TraceID == "":
		return DoubtTrace
	case op.SendsDocument() && a.WorkflowInstanceID == "":
		return DoubtWorkflow
	case cart && a.CartID == "":
		return DoubtCart
	}
	return ""
}

// failure looks at an error: RFC 7807 with the gateway's members, that of the front end, or that of the framework.
func (a *Answer) failure(broken bool) Doubt {
	switch {
	case broken:
		return DoubtBroken
	case !a.isJSON():
		return DoubtType
	}
	members := a.members()
	for _, name := range []string{"traceID", "govway_id", "type", "title", "error", "status"} {
		if text(members, name) != "" {
			return ""
		}
	}
	return DoubtJSON
}

func (a *Answer) isJSON() bool {
	return a.Type == "application/json" || a.Type == "application/problem+json"
}

// members are those of the body, nil when it is no JSON object.
func (a *Answer) members() map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(a.Body, &members) != nil {
		return nil
	}
	return members
}
