//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/report/calls"
)

// object runs a command and reads the one JSON object that it prints; nothing else may stand beside it.
func object(t *testing.T, cmd *exec.Cmd) (s calls.Submission, code int) {
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run()
	d := json.NewDecoder(&out)
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&s), "%s", errs.String())
	_, err := d.Token()
	require.ErrorIs(t, err, io.EOF, "one object")
	assert.Equal(t, calls.SubmissionSchema, s.Schema)
	return s, cmd.ProcessState.ExitCode()
}

// TestSubmitJSON sends with what a machine reads: accepted, refused, unknown, never sent, not allowed, and a question of status.
func TestSubmitJSON(t *testing.T) {
	s := newStage(t)
	id, pdf := s.document()
	with := func(format string, op fse.Operation, args ...string) *exec.Cmd {
		return s.submit(op, append([]string{"--format", format}, args...)...)
	}
	body := s.body(fse.ValidateAndCreate, id, "")
	got, code := object(t, with("json", fse.ValidateAndCreate, "--request", body, pdf))
	assert.Zero(t, code)
	assert.Equal(t, ledger.Accepted, got.Outcome)
	assert.EqualValues(t, 1, got.Attempt)
	assert.Empty(t, got.Reason)
	for _, v := range []string{got.CartID, got.TraceID, got.Workflow} {
		assert.NotEmpty(t, v)
	}
	var report struct {
		Schema    string
		Documents []struct{ Path, SHA256 string }
	}
	require.NoError(t, json.Unmarshal(got.Report, &report))
	require.Len(t, report.Documents, 1)
	assert.Equal(t, pdf, report.Documents[0].Path)

	status, code := object(t, with("json", fse.StatusByTrace, "--id", got.TraceID))
	assert.Zero(t, code)
	assert.NotEmpty(t, status.Events)
	assert.Equal(t, "null", string(status.Report))

	refused, code := object(t, with("jsonl", fse.Update, "--id", documentRoot+"NEVER", "--force", "to see", "--request", s.body(fse.Update, id, "")))
	assert.EqualValues(t, exitFindings, code)
	assert.Equal(t, ledger.Refused, refused.Outcome)
	assert.Equal(t, 404, refused.Status)
	assert.NotEmpty(t, refused.Type)

	broken := s.write("broken.json", []byte(`{}`))
	stopped, code := object(t, with("json", fse.Update, "--id", id, "--request", broken))
	assert.EqualValues(t, exitFindings, code)
	assert.Equal(t, ledger.Void, stopped.Outcome)
	assert.Contains(t, stopped.Reason, "not sent: ")
	assert.Zero(t, stopped.Attempt)
	assert.Empty(t, stopped.CartID)
	assert.NotEqual(t, "null", string(stopped.Report))

	s.faults(`[{"break":"after"}]`)
	lost, code := object(t, with("json", fse.Update, "--id", id, "--request", s.body(fse.Update, id, "")))
	assert.EqualValues(t, exitFault, code)
	assert.Equal(t, ledger.Lost, lost.Outcome)
	assert.NotEmpty(t, lost.Reason)
	assert.NotZero(t, lost.Attempt)

	s.faults(`[{"break":"answer"}]`)
	half, code := object(t, with("json", fse.Delete, "--id", id, "--force", "again"))
	assert.EqualValues(t, exitFault, code)
	assert.Equal(t, ledger.Lost, half.Outcome)
	assert.NotEmpty(t, half.CartID, "what came of an answer is shown")

	nowhere, code := object(t, with("json", fse.Delete, "--id", id, "--force", "again", "--base", "https://127.0.0.1:1/v1"))
	assert.EqualValues(t, exitFault, code)
	assert.Equal(t, ledger.Void, nowhere.Outcome)

	out, err := with("sarif", fse.Delete, "--id", id).CombinedOutput()
	require.Error(t, err)
	assert.True(t, strings.Contains(string(out), "--output sarif=FILE"), "%s", out)
}

// TestSubmitToStrangers sends to TLS servers that are no gateway: nothing that they say is booked as delivered or refused, and the document
// is not touched again before somebody knows.
func TestSubmitToStrangers(t *testing.T) {
	s := newStage(t)
	id := documentRoot + "STRANGE"
	for name, c := range map[string]struct {
		status                    int
		kind, body, cart, outcome string
		code                      int
	}{
		"a login page":                  {200, "text/html", "<html>Accedi</html>", "", "unknown", 3},
		"half an answer":                {200, "application/json", `{"traceID":"c25c21d7d5b`, "c", "unknown", 3},
		"an answer without X-CART-id":   {200, "application/json", `{"traceID":"c25c21d7d5bd4d92"}`, "", "unknown", 3},
		"nothing":                       {204, "", "", "c", "unknown", 3},
		"somewhere else":                {302, "text/html", "", "c", "unknown", 3},
		"a filter":                      {403, "text/html", "<html>no</html>", "", "unknown", 3},
		"an answer":                     {200, "application/json", `{"traceID":"c25c21d7d5bd4d92"}`, "c", "accepted", 0},
		"a refusal":                     {404, "application/problem+json", `{"type":"/msg/record-not-found","traceID":"c25c21d7d5bd4d92"}`, "c", "refused", 1},
		"a server that asks for a rest": {503, "text/html", "<html>later</html>", "", "refused", 1},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = nil
				for field, value := range map[string]string{"Content-Type": c.kind, "X-CART-id": c.cart, "Location": "https://login.example/"} {
					if value != "" {
						w.Header().Set(field, value)
					}
				}
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer server.Close()
			ca := s.write("stranger.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
			got, code := object(t, s.submit(fse.Delete, "--format", "json", "--id", id, "--force", "try", "--profile", "toscana", "--base", server.URL+"/gateway/v2", "--server-ca", ca))
			assert.EqualValues(t, c.outcome, got.Outcome)
			assert.Equal(t, c.code, code)
			assert.Equal(t, c.outcome == "unknown", got.Reason != "", got.Reason)
			if c.outcome != "unknown" {
				return
			}
			again, code := object(t, s.submit(fse.Delete, "--format", "json", "--id", id, "--profile", "toscana", "--base", server.URL+"/gateway/v2", "--server-ca", ca))
			assert.EqualValues(t, "not-sent", again.Outcome)
			assert.Equal(t, 1, code)
		})
	}
}
