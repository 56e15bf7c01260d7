package rehearsal

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/internal/testkit/checktest"
	"github.com/fselint/fselint/internal/testkit/shared"
)

// errorRows reads the specification's table of errors.
func errorRows(t *testing.T) map[string]map[string]string {
	f, err := os.Open(shared.Dir(t, "spec", "tables", "errors.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	table := map[string]map[string]string{}
	for _, row := range rows[1:] {
		r := map[string]string{}
		for i, name := range rows[0] {
			r[name] = row[i]
		}
		table[r["id"]] = r
	}
	return table
}

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

// TestErrorTable plays every row of the table that a document or its parts can cause, and compares status and body.
func TestErrorTable(t *testing.T) {
	table := errorRows(t)
	b := newBench(t, options(national(t)))
	b.publish(t, "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0000")
	// What stands before another error in the gateway's order, or before the gateway altogether.
	first := map[string]string{"TK-01": "TK-01", "TK-02": "FE-02", "TK-03": "FE-02", "WI-01": "TK-28"}
	for _, c := range checktest.Cases() {
		if c.ID == "FE-01" {
			continue // the handshake: TestMutualTLS
		}
		t.Run(c.ID, func(t *testing.T) {
			id := c.ID
			if c.Later {
				require.Contains(t, first, id)
				id = first[id]
			}
			a := b.submit(t, c.Op, c.Edit)
			compare(t, a, c.Op, id, table[id])
		})
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
	wantWorkflow := !front && gateway.FamilyOf(op, id) == gateway.FamilyValidation && op != fse.Update
	assert.Equal(t, wantWorkflow, a.WorkflowInstanceID != "", "workflowInstanceId")
	if wantWorkflow && id != "VA-03" { // a CDA that is not well-formed: the identifier in it is not read
		assert.Equal(t, strings.HasPrefix(id, "VA-"), a.WorkflowInstanceID != unknownWorkflow, a.WorkflowInstanceID)
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
	table := errorRows(t)
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
