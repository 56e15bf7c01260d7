package client

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

const (
	taken   = `{"traceID":"c25c21d7d5bd4d92","spanID":"c25c21d7d5bd4d92","workflowInstanceId":"2.16.840.1.113883.2.9.2.90^w"}`
	problem = `{"traceID":"c25c21d7d5bd4d92","type":"/msg/semantic","title":"Errore semantico.","status":422}`
	page    = `<!DOCTYPE html><html><body>Accedi alla rete</body></html>`
)

// said is what a server says.
type said struct {
	status      int
	contentType string
	body        string
	header      map[string]string
}

func (s said) handler(w http.ResponseWriter, _ *http.Request) {
	w.Header()["Content-Type"] = nil
	if s.contentType != "" {
		w.Header().Set("Content-Type", s.contentType)
	}
	for name, value := range s.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(s.status)
	_, _ = io.WriteString(w, s.body)
}

// TestOnlyAnswersCount sends to servers that stand where the gateway should be: what is not an answer of its own is neither delivered nor
// refused.
func TestOnlyAnswersCount(t *testing.T) {
	const json, problemJSON = "application/json", "application/problem+json"
	cart := map[string]string{"X-Cart-Id": "b7cad8e2-72c4-41ce-ac9a-24ff2b3f72a0"}
	for name, c := range map[string]struct {
		said
		service string
		op      fse.Operation
		doubt   wire.Doubt
		state   ledger.State
	}{
		"taken":                            {said{202, json, taken, nil}, "national", fse.ValidateAndCreate, "", ledger.Accepted},
		"taken, with a charset":            {said{202, "application/json; charset=UTF-8", taken, nil}, "national", fse.ValidateAndCreate, "", ledger.Accepted},
		"taken behind CART":                {said{202, json, taken, cart}, "toscana", fse.ValidateAndCreate, "", ledger.Accepted},
		"deleted":                          {said{200, json, `{"traceID":"t","spanID":"s"}`, cart}, "toscana", fse.Delete, "", ledger.Accepted},
		"deleted, with a warning":          {said{202, json, `{"traceID":"t","spanID":"s","warning":"w"}`, cart}, "toscana", fse.Delete, "", ledger.Accepted},
		"CART without its identifier":      {said{202, json, taken, nil}, "toscana", fse.ValidateAndCreate, wire.DoubtCart, ledger.Lost},
		"a blank for its identifier":       {said{202, json, taken, map[string]string{"X-CART-id": " "}}, "toscana", fse.ValidateAndCreate, wire.DoubtCart, ledger.Lost},
		"a login page":                     {said{200, "text/html", page, nil}, "national", fse.ValidateAndCreate, wire.DoubtType, ledger.Lost},
		"a login page from CART's side":    {said{200, "text/html", page, cart}, "toscana", fse.ValidateAndCreate, wire.DoubtType, ledger.Lost},
		"a page that claims to be JSON":    {said{200, json, page, nil}, "national", fse.ValidateAndCreate, wire.DoubtJSON, ledger.Lost},
		"JSON that claims to be text":      {said{202, "text/plain", taken, nil}, "national", fse.ValidateAndCreate, wire.DoubtType, ledger.Lost},
		"no content type":                  {said{202, "", taken, nil}, "national", fse.ValidateAndCreate, wire.DoubtType, ledger.Lost},
		"cut, and its length too":          {said{202, json, taken[:40], cart}, "toscana", fse.ValidateAndCreate, wire.DoubtJSON, ledger.Lost},
		"cut":                              {said{202, json, taken[:40], map[string]string{"Content-Length": "110", "X-CART-id": "c"}}, "toscana", fse.ValidateAndCreate, wire.DoubtBroken, ledger.Lost},
		"two objects":                      {said{202, json, taken + taken, nil}, "national", fse.ValidateAndCreate, wire.DoubtJSON, ledger.Lost},
		"a list":                           {said{202, json, "[" + taken + "]", nil}, "national", fse.ValidateAndCreate, wire.DoubtJSON, ledger.Lost},
		"null":                             {said{202, json, "null", nil}, "national", fse.ValidateAndCreate, wire.DoubtJSON, ledger.Lost},
		"an empty body":                    {said{202, json, "", cart}, "toscana", fse.ValidateAndCreate, wire.DoubtJSON, ledger.Lost},
		"somebody else's JSON":             {said{200, json, `{"ok":true}`, nil}, "national", fse.ValidateAndCreate, wire.DoubtTrace, ledger.Lost},
		"no traceID":                       {said{202, json, `{"spanID":"s","workflowInstanceId":"w"}`, cart}, "toscana", fse.ValidateAndCreate, wire.DoubtTrace, ledger.Lost},
		"no workflowInstanceId":            {said{202, json, `{"traceID":"t","spanID":"s"}`, cart}, "toscana", fse.ValidateAndCreate, wire.DoubtWorkflow, ledger.Lost},
		"no content":                       {said{204, "", "", cart}, "toscana", fse.ValidateAndCreate, wire.DoubtStatus, ledger.Lost},
		"no content for a deletion":        {said{204, "", "", nil}, "national", fse.Delete, wire.DoubtStatus, ledger.Lost},
		"another success":                  {said{206, json, taken, cart}, "toscana", fse.ValidateAndCreate, wire.DoubtStatus, ledger.Lost},
		"moved":                            {said{302, "text/html", page, map[string]string{"Location": "https://login.example/"}}, "national", fse.ValidateAndCreate, wire.DoubtRedirect, ledger.Lost},
		"moved, with an answer beside":     {said{307, json, taken, cart}, "toscana", fse.ValidateAndCreate, wire.DoubtRedirect, ledger.Lost},
		"not modified":                     {said{304, "", "", nil}, "national", fse.Delete, wire.DoubtRedirect, ledger.Lost},
		"refused":                          {said{422, problemJSON, problem, cart}, "toscana", fse.ValidateAndCreate, "", ledger.Refused},
		"refused by the front end":         {said{401, problemJSON, `{"type":"https://govway.org/x","status":401,"govway_id":"g"}`, nil}, "toscana", fse.ValidateAndCreate, "", ledger.Refused},
		"refused by the framework":         {said{400, json, `{"timestamp":"2026-01-31T10:00:00Z","status":400,"error":"Bad Request","path":"/v1"}`, cart}, "toscana", fse.Update, "", ledger.Refused},
		"a filter's page":                  {said{403, "text/html", page, nil}, "national", fse.ValidateAndCreate, wire.DoubtType, ledger.Lost},
		"another server's page":            {said{404, "text/html", page, nil}, "national", fse.Delete, wire.DoubtType, ledger.Lost},
		"an error of nobody":               {said{400, json, `{}`, nil}, "national", fse.Delete, wire.DoubtJSON, ledger.Lost},
		"too large for a proxy":            {said{413, "text/html", page, nil}, "national", fse.ValidateAndCreate, "", ledger.Refused},
		"asked to wait":                    {said{429, "text/html", page, map[string]string{"Retry-After": "9"}}, "national", fse.ValidateAndCreate, "", ledger.Refused},
		"gave up waiting":                  {said{504, "text/html", page, nil}, "national", fse.ValidateAndCreate, wire.DoubtType, ledger.Lost},
		"status":                           {said{200, json, `{"traceID":"t","transactionData":[]}`, nil}, "national", fse.StatusByTrace, "", ledger.Accepted},
		"status of nothing":                {said{200, json, `{"traceID":"t"}`, nil}, "national", fse.StatusByTrace, wire.DoubtEvents, ledger.Lost},
		"status, with another's success":   {said{202, json, `{"transactionData":[]}`, nil}, "national", fse.StatusByTrace, wire.DoubtStatus, ledger.Lost},
		"status, events of another shape":  {said{200, json, `{"transactionData":{"eventType":"x"}}`, nil}, "national", fse.StatusByTrace, wire.DoubtEvents, ledger.Lost},
		"status, a page in between":        {said{200, "text/html", page, nil}, "national", fse.StatusByTrace, wire.DoubtType, ledger.Lost},
		"status, a page that looks like a": {said{200, json, `"` + "x" + `"`, nil}, "national", fse.StatusByTrace, wire.DoubtJSON, ledger.Lost},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, c.handler)
			b.service = c.service
			answer, _, err := b.send(t, c.op)
			require.NoError(t, err)
			assert.Equal(t, c.doubt, answer.Doubt)
			all := b.entries(t)
			require.Len(t, all, 1)
			assert.Equal(t, c.state, all[0].State(), "as the ledger has it")
			if c.doubt != "" {
				assert.False(t, answer.OK())
				assert.NotEmpty(t, all[0].Outcomes[0].Reason)
			}
			assert.EqualValues(t, 1, b.calls.Load(), "nothing is followed or repeated")
		})
	}
}
