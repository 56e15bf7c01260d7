package rehearsal

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/testkit/checktest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

// family is the column of the table that an error of an operation is in.
func family(op fse.Operation, id string) string {
	switch gateway.FamilyOf(op, id) {
	case gateway.FamilyPlain:
		return "http_status_plain_family"
	case gateway.FamilyPublication:
		return "http_status_publication_family"
	}
	return "http_status_validation_family"
}

// TestErrorTable plays every row of the table that a document or its parts can cause, in both generations: what the checks predict,
// what the rehearsal answers, and the table must agree.
func TestErrorTable(t *testing.T) {
	table := shared.ErrorTable(t)
	for _, g := range fse.Generations() {
		t.Run(g.String(), func(t *testing.T) {
			o := options(national(t))
			o.Call.Generation = g
			b := newBench(t, o)
			b.publish(t, "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0000")
			predict := predictor(t, o)
			for _, c := range checktest.Cases() {
				if c.ID != "FE-01" { // the handshake: TestMutualTLS
					t.Run(c.ID, func(t *testing.T) { b.play(t, &c, g, table, predict) })
				}
			}
		})
	}
}

// earlier are the rows before which another comes in the gateway's order, or before the gateway altogether.
var earlier = map[string]string{"TK-01": "TK-01", "TK-02": "FE-02", "TK-03": "FE-02", "WI-01": "TK-28"}

func (b *bench) play(t *testing.T, c *checktest.Case, g fse.Generation, table map[string]map[string]string, predict func(*checktest.Submission) *validate.GatewayAnswer) {
	id := c.ID
	if c.Later {
		id = earlier[id]
	}
	if g == fse.July2025 && c.Older != "" {
		id = c.Older
	}
	s := checktest.New(t, c.Op)
	c.Edit(t, s)
	predicted := predict(s)
	a := b.submit(t, c.Op, c.Edit)
	if id == "-" {
		require.Less(t, a.Status, 300, "%v", a.members)
		require.True(t, predicted != nil && predicted.Accepted, "%+v", predicted)
		return
	}
	compare(t, a, c.Op, id, table[id])
	if predicted.Accepted { // only the gateway's memory tells
		require.Equal(t, []string{validate.Recorded}, predicted.Unchecked)
		require.Equal(t, "PB-01", id)
		return
	}
	if !c.Later { // the rehearsal has headers where the check has files
		assert.Equal(t, id, predicted.Answer.ID)
	}
	if c.Later || id == "FE-11" || id == "RB-03" || predicted.Answer.ID == "PB-10" {
		return // what stands before the gateway has words of its own
	}
	assert.Equal(t, predicted.Answer.Status, a.Status)
	assert.Equal(t, predicted.Answer.Type, a.Problem.Type)
	assert.Equal(t, predicted.Answer.Title, a.Problem.Title)
	assert.Equal(t, predicted.Answer.Instance, a.Problem.Instance)
	assert.Equal(t, predicted.Answer.Detail, a.Problem.Detail)
}

// predictor returns what check predicts with the settings of a server.
func predictor(t *testing.T, o Options) func(*checktest.Submission) *validate.GatewayAnswer {
	compiled := checks.Compile(o.Catalog)
	return func(s *checktest.Submission) *validate.GatewayAnswer {
		call := o.Call
		call.Operation, call.Environment = s.Op, o.Environment
		runner, err := checks.NewRunner(checks.Config{Catalog: o.Catalog, Compiled: compiled, Call: call})
		require.NoError(t, err)
		return runner.Document(t.Context(), s.Bundle(t)).Gateway
	}
}

// compare holds an answer against a row.
func compare(t *testing.T, a *answer, op fse.Operation, id string, row map[string]string) {
	get := func(name string) string {
		return strings.NewReplacer("(framework default)", "about:blank", "not published", "", " (as reported)", "").Replace(strings.TrimPrefix(row[name], "-"))
	}
	require.NotNil(t, a.Problem, "%v", a.members)
	assert.Equal(t, get("type"), a.Problem.Type)
	if id != "RB-03" {
		assert.Equal(t, get("title"), a.Problem.Title)
		assert.Equal(t, get("instance"), a.Problem.Instance)
	}
	status, err := strconv.Atoi(strings.Fields(get(family(op, id)) + " 0")[0])
	require.NoError(t, err)
	if status != 0 {
		assert.Equal(t, status, a.Status)
	}
	front := strings.HasPrefix(id, "FE-") && id != "FE-11" || id == "RB-03"
	assert.Equal(t, !front, a.TraceID != "" && a.SpanID != "", "trace identifiers")
	assert.Equal(t, front && id != "RB-03", a.GovwayID != "", "govway_id")
	_, hasStatus := a.members["status"]
	assert.Equal(t, gateway.FamilyOf(op, id) != gateway.FamilyPlain || front, hasStatus, "member status")
	assert.NotEmpty(t, a.header.Get(headerRule), "every refusal names its rule")
	wantWorkflow := !front && gateway.FamilyOf(op, id) == gateway.FamilyValidation && op != fse.Update && a.Status < http.StatusInternalServerError
	assert.Equal(t, wantWorkflow, a.WorkflowInstanceID != "", "workflowInstanceId")
	if wantWorkflow && id != "VA-03" { // a CDA that is not well-formed: the identifier in it is not read
		known := strings.HasPrefix(id, "VA-") || op == fse.Validation && againstCDA[id]
		assert.Equal(t, known, a.WorkflowInstanceID != wire.UnknownWorkflow, a.WorkflowInstanceID)
	}
	detail := get("detail")
	for _, described := range []string{"dynamic", "list of", "comma-joined", "framework text", "downstream text", "not recorded"} {
		if strings.Contains(detail, described) {
			return
		}
	}
	if detail != a.Problem.Detail { // the table leaves blanks in it
		fixed := strings.FieldsFunc(detail+"{", func(r rune) bool { return strings.ContainsRune("{<[(", r) })[0]
		assert.True(t, strings.HasPrefix(a.Problem.Detail, strings.TrimSpace(fixed)), "detail %q, the table has %q", a.Problem.Detail, detail)
	}
}

// publish puts a document on record.
func (b *bench) publish(tb testing.TB, id string, edits ...func(testing.TB, *checktest.Submission)) *answer {
	a := b.submit(tb, fse.ValidateAndCreate, append(edits, checktest.SetField("identificativoDoc", id))...)
	require.Equal(tb, 202, a.Status, "%v", a.members)
	return a
}

// TestAnswersAreTheTables compares the rows that only a gateway with a memory gives.
func TestAnswersAreTheTables(t *testing.T) {
	table := shared.ErrorTable(t)
	for id, a := range answers {
		row := table[id]
		require.NotNil(t, row, id)
		if !strings.Contains(row["instance"], "<") {
			assert.Equal(t, strings.TrimPrefix(row["instance"], "-"), a.Instance, id)
		}
		assert.Equal(t, row["type"], a.Type, id)
		assert.Equal(t, row["title"], a.Title, id)
		if d := row["detail"]; !strings.HasPrefix(a.Detail, "rehearsal") && !strings.ContainsAny(d, "+{") {
			assert.Equal(t, d, a.Detail, id)
		}
		statuses := []string{row["http_status_validation_family"], row["http_status_publication_family"], row["http_status_plain_family"]}
		if statuses[0] != "from INI" {
			assert.Contains(t, statuses, strconv.Itoa(a.Status), id)
		}
	}
}
