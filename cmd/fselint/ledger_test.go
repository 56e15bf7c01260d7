package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	_ "modernc.org/sqlite"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/report/calls"
)

var sentAt = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

// command runs a command in this process and returns what it writes.
func command(t testing.TB, args ...string) string {
	var out, errs bytes.Buffer
	require.Zero(t, run(t.Context(), args, strings.NewReader(""), &out, &errs), "%v: %s", args, errs.String())
	return out.String()
}

// hostileLedger holds what a hostile gateway answers and a hostile body names.
func hostileLedger(t *testing.T, hostile string) string {
	path := filepath.Join(t.TempDir(), "l.db")
	l, err := ledger.Open(t.Context(), path)
	require.NoError(t, err)
	defer l.Close()
	a := &ledger.Attempt{At: sentAt, Service: "national", Environment: "stage", Operation: fse.Create, Document: hostile, Vendor: hostile, Application: hostile,
		Signature: ledger.Token{Issuer: "integrity:" + hostile}, Forced: hostile}
	require.NoError(t, l.Begin(a))
	body, err := json.Marshal(map[string]any{"traceID": hostile, "type": hostile, "detail": hostile, "warning": hostile, "transactionData": []map[string]string{{"eventType": hostile, "message": hostile}}})
	require.NoError(t, err)
	require.NoError(t, l.Append(&ledger.Outcome{Attempt: 1, At: sentAt, Kind: ledger.Answered, Reason: hostile, Answer: wire.ReadAnswer(400, map[string][]string{"X-Cart-Id": {hostile}}, body, sentAt)}))
	b := *a
	b.Operation = fse.Delete
	require.NoError(t, l.Begin(&b))
	require.NoError(t, l.Append(&ledger.Outcome{Attempt: 2, At: sentAt, Kind: ledger.Answered, Answer: wire.ReadAnswer(200, map[string][]string{"X-Cart-Id": {hostile}}, body, sentAt)}))
	require.NoError(t, l.Append(&ledger.Outcome{Attempt: 2, At: sentAt, Kind: ledger.Settled, Done: true, By: "status", Reason: hostile}))
	return path
}

func TestLedgerOfHostileValues(t *testing.T) {
	const hostile = "=HYPERLINK(\"x\")\x1b[2J\r\n| <b>\u202e\ufffd"
	path := hostileLedger(t, hostile)
	for _, lang := range []string{"it", "en"} {
		for _, args := range [][]string{{"list"}, {"show", "1"}, {"show", "2"}, {"export", "--checklist", "-"}} {
			out := command(t, append([]string{"ledger", "--lang", lang, "--ledger", path}, args...)...)
			for _, r := range out {
				assert.True(t, r == '\n' || unicode.IsPrint(r), "%v: %q", args, out)
			}
			assert.Contains(t, out, "HYPERLINK")
		}
	}
	assert.Contains(t, command(t, "ledger", "show", "--ledger", path, "--lang", "it", "2"), "eseguito (status)")
	assert.Contains(t, command(t, "ledger", "show", "--ledger", path, "--lang", "en", "2"), "done (status)")

	for _, args := range [][]string{{"--format", "csv"}, {"--checklist", "--format", "csv"}} {
		out := command(t, append([]string{"ledger", "export", "--ledger", path, "-"}, args...)...)
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		require.NoError(t, err)
		for _, row := range rows {
			for _, v := range row {
				assert.False(t, strings.HasPrefix(v, "="), "a spreadsheet would calculate %q", v)
			}
		}
	}

	lines := strings.Split(strings.TrimSpace(command(t, "ledger", "export", "--ledger", path, "--format", "jsonl", "-")), "\n")
	require.Len(t, lines, 2)
	var e struct {
		State ledger.State `json:"state"`
		ledger.Entry
	}
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &e))
	assert.Equal(t, ledger.Refused, e.State)
	assert.Equal(t, hostile, e.Document, "jsonl has everything as it is")
	assert.Equal(t, hostile, e.Outcomes[0].Answer.TraceID)

	file := filepath.Join(t.TempDir(), "l.xlsx")
	command(t, "ledger", "export", "--ledger", path, file)
	book, err := excelize.OpenFile(file)
	require.NoError(t, err)
	defer book.Close()
	rows, err := book.GetRows("ledger")
	require.NoError(t, err)
	require.Len(t, rows, 3)
	assert.Equal(t, calls.Columns, rows[0])
	assert.Contains(t, rows[1][6], "=HYPERLINK", "as text")
	formula, err := book.GetCellFormula("ledger", "G2")
	require.NoError(t, err)
	assert.Empty(t, formula)
}

// TestTicketAboutProduction: nothing that can say something about a patient goes out by accident.
func TestTicketAboutProduction(t *testing.T) {
	path := emptyLedger(t)
	l, err := ledger.Open(t.Context(), path)
	require.NoError(t, err)
	require.NoError(t, l.Begin(&ledger.Attempt{At: sentAt, Service: "toscana", Environment: "production", Operation: fse.Create, Document: "2.16^PRVPNT80A41H501Y", Vendor: "Prova", Application: "APP"}))
	answer := wire.ReadAnswer(400, map[string][]string{"X-Cart-Id": {"c-1"}}, []byte(`{"type":"/msg/semantic","detail":"PRVPNT80A41H501Y"}`), sentAt)
	require.NoError(t, l.Append(&ledger.Outcome{Attempt: 1, At: sentAt, Kind: ledger.Answered, Answer: answer}))
	require.NoError(t, l.Close())
	ticket := []string{"ticket", "--ledger", path, "--environment", "production", "--attempt", "1", "--facility", "A", "--details", "B"}
	said := command(t, ticket...)
	assert.Contains(t, said, "Cc: cartdesk@regione.toscana.it")
	assert.Contains(t, said, "X-CART-id: c-1")
	assert.Contains(t, said, "sono stati omessi")
	assert.NotContains(t, said, "PRVPNT80A41H501Y")
	assert.Contains(t, command(t, append(ticket, "--redact=false")...), "PRVPNT80A41H501Y")
}

func TestLongCellsAreCut(t *testing.T) {
	path := hostileLedger(t, strings.Repeat("à", 40000))
	file := filepath.Join(t.TempDir(), "l.xlsx")
	command(t, "ledger", "export", "--ledger", path, file)
	book, err := excelize.OpenFile(file)
	require.NoError(t, err)
	defer book.Close()
	value, err := book.GetCellValue("ledger", "G2")
	require.NoError(t, err)
	assert.Len(t, []rune(value), 32_767, "what Excel takes in a cell")
	assert.True(t, strings.HasSuffix(value, "… [+]"))
}

// largeLedger makes a ledger of n calls, in one transaction: call by call would take minutes of waiting for the disk.
func largeLedger(t testing.TB, n int) string {
	path := emptyLedger(t)
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer db.Close()
	attempt, err := json.Marshal(ledger.Attempt{At: sentAt, Service: "national", Environment: "stage", Operation: fse.ValidateAndCreate, Document: "9^a", Signature: ledger.Token{Issuer: "integrity:S1#A"}})
	require.NoError(t, err)
	answer := wire.ReadAnswer(202, map[string][]string{"X-Cart-Id": {"c"}}, []byte(`{"warning":"`+strings.Repeat("w", 1000)+`"}`), sentAt)
	outcome, err := json.Marshal(ledger.Outcome{At: sentAt, Kind: ledger.Answered, Answer: answer})
	require.NoError(t, err)
	for _, s := range []string{ // as an older fselint made it, without links
		`DROP TRIGGER attempt_new`, `DROP TRIGGER outcome_new`, `DROP TABLE link`, `PRAGMA user_version=1`,
	} {
		_, err := db.Exec(s)
		require.NoError(t, err)
	}
	const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?) `
	for _, s := range []struct {
		statement string
		record    []byte
	}{
		{`INSERT INTO attempt (id, at, operation, document, path, workflow, cda, record) ` + numbers + `SELECT i, '2026-01-31T12:00:00.000000000Z', 'validate-and-create', '9^a', '', '', '', ? FROM n`, attempt},
		{`INSERT INTO outcome (attempt, at, kind, cart, record) ` + numbers + `SELECT i, '2026-01-31T12:00:00.000000000Z', 'answered', 'c', ? FROM n`, outcome},
	} {
		_, err := db.Exec(s.statement, n, s.record)
		require.NoError(t, err)
	}
	return path
}

// emptyLedger is a ledger without calls.
func emptyLedger(t testing.TB) string {
	path := filepath.Join(t.TempDir(), "registro n° 1.db")
	l, err := ledger.Open(t.Context(), path)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return path
}

// gauge counts lines and notes the most memory in use while it is written to.
type gauge struct {
	lines int
	heap  uint64
	n     int
}

func (g *gauge) Write(p []byte) (int, error) {
	g.lines += bytes.Count(p, []byte("\n"))
	if g.n++; g.n%100 == 0 {
		runtime.GC() // what is left of other tests in this process would double as garbage
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		g.heap = max(g.heap, m.HeapAlloc)
	}
	return len(p), nil
}

// TestLedgerOfAnySizeStreams: 100,000 calls, some 250 MB of records, go through a few megabytes; so do exports, of fewer calls.
func TestLedgerOfAnySizeStreams(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const n, all = 10_000, 100_000
	path := largeLedger(t, n)
	l, err := ledger.Open(t.Context(), path) // gives it links
	require.NoError(t, err)
	require.NoError(t, l.Close())
	for _, c := range []struct {
		path  string
		args  []string
		lines int
	}{
		{largeLedger(t, all), []string{"list"}, all},
		{path, []string{"export", "--format", "csv", "-"}, n + 1},
		{path, []string{"export", "--format", "jsonl", "-"}, n},
	} {
		runtime.GC()
		var before runtime.MemStats // of tests that ran earlier in this process
		runtime.ReadMemStats(&before)
		g := &gauge{}
		begin := time.Now()
		require.Zero(t, run(t.Context(), append([]string{"ledger", "--ledger", c.path}, c.args...), strings.NewReader(""), g, io.Discard), c.args)
		assert.Equal(t, c.lines, g.lines, c.args)
		assert.Less(t, int64(g.heap)-int64(before.HeapAlloc), int64(24<<20), c.args)
		t.Logf("%v: %v, %d MB", c.args, time.Since(begin).Round(time.Millisecond), g.heap>>20)
	}
	file := filepath.Join(t.TempDir(), "l.xlsx")
	begin := time.Now()
	command(t, "ledger", "export", "--ledger", path, file)
	t.Logf("xlsx: %v", time.Since(begin).Round(time.Millisecond))
	book, err := excelize.OpenFile(file)
	require.NoError(t, err)
	defer book.Close()
	rows, err := book.Rows("ledger")
	require.NoError(t, err)
	got := 0
	for rows.Next() {
		got++
	}
	assert.Equal(t, n+1, got)
}

func BenchmarkLedgerList(b *testing.B) {
	path := largeLedger(b, 10_000)
	for b.Loop() {
		out := bufio.NewWriter(io.Discard)
		require.Zero(b, run(b.Context(), []string{"ledger", "list", "--ledger", path}, strings.NewReader(""), out, io.Discard))
	}
}
