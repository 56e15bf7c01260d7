package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/database"
)

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

func opened(t *testing.T, path string) *Ledger {
	l, err := Open(t.Context(), path)
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

func attempt(doc string) *Attempt {
	return &Attempt{At: noon, Service: "national", Environment: "stage", Operation: fse.Create, Document: doc, Base: "https://a", Channel: Token{ID: "j", Expires: noon}, PDF: "ab"}
}

func TestLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	l := opened(t, path)
	a, b := attempt("1^a"), attempt("1^b")
	b.At, b.Operation, b.Validation = noon.Add(time.Hour), fse.Delete, "k"
	require.NoError(t, l.Begin(a))
	require.NoError(t, l.Begin(b))
	assert.Equal(t, []int64{1, 2}, []int64{a.ID, b.ID})
	answer := wire.ReadAnswer(202, map[string][]string{"X-Cart-Id": {"c-1"}}, []byte(`{"traceID":"t","workflowInstanceId":"w"}`), noon)
	require.NoError(t, l.Append(&Outcome{Attempt: 1, At: noon, Kind: Answered, Answer: answer}))
	require.NoError(t, l.Append(&Outcome{Attempt: 2, At: noon, Kind: Unknown, Reason: "reset"}))
	assert.ErrorIs(t, l.Append(&Outcome{Attempt: 9, At: noon, Kind: Unknown}), fs.ErrNotExist)

	read := func(f Filter) (ids []int64) {
		r, err := Read(path)
		require.NoError(t, err)
		defer r.Close()
		assert.ErrorIs(t, r.Begin(attempt("x")), ErrReadOnly)
		assert.ErrorIs(t, r.Append(&Outcome{}), ErrReadOnly)
		for e, err := range r.Entries(f) {
			require.NoError(t, err)
			ids = append(ids, e.ID)
		}
		return ids
	}
	assert.Equal(t, []int64{1, 2}, read(Filter{}), "while another has it open for writing")
	assert.Equal(t, []int64{2}, read(Filter{Since: noon.Add(time.Minute)}))
	assert.Equal(t, []int64{2}, read(Filter{Operation: fse.Delete}))
	assert.Equal(t, []int64{1}, read(Filter{Document: "1^a"}))
	assert.Equal(t, []int64{2}, read(Filter{Validation: "k"}))

	e, err := l.Entry(1)
	require.NoError(t, err)
	want := *a
	assert.Equal(t, want, e.Attempt)
	assert.Equal(t, Accepted, e.State())
	assert.Equal(t, "c-1", e.Answer().CartID)
	workflow, trace := e.Identifiers()
	assert.Equal(t, []string{"w", "t"}, []string{workflow, trace})
	_, err = l.Entry(7)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	history, err := l.History("1^b")
	require.NoError(t, err)
	require.Len(t, history, 1)
	assert.Equal(t, Lost, history[0].State())
	_, err = l.History("")
	assert.Error(t, err)

	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
}

func TestState(t *testing.T) {
	ok, no := &wire.Answer{Status: 202}, &wire.Answer{Status: 400}
	for name, c := range map[string]struct {
		outcomes []Outcome
		want     State
	}{
		"nothing known":     {nil, Lost},
		"accepted":          {[]Outcome{{Kind: Answered, Answer: ok}}, Accepted},
		"refused":           {[]Outcome{{Kind: Answered, Answer: no}}, Refused},
		"given up waiting":  {[]Outcome{{Kind: Answered, Answer: &wire.Answer{Status: 504}}}, Lost},
		"not sent":          {[]Outcome{{Kind: NotSent}}, Void},
		"asked in vain":     {[]Outcome{{Kind: Unknown}, {Kind: Asked, Answer: no}}, Lost},
		"settled, done":     {[]Outcome{{Kind: Unknown}, {Kind: Settled, Done: true}}, Accepted},
		"settled, not done": {[]Outcome{{Kind: Unknown}, {Kind: Settled}}, Refused},
	} {
		assert.Equal(t, c.want, (&Entry{Outcomes: c.outcomes}).State(), name)
	}
}

func TestOnlyGrows(t *testing.T) {
	l := opened(t, filepath.Join(t.TempDir(), "l.db"))
	require.NoError(t, l.Begin(attempt("a")))
	require.NoError(t, l.Append(&Outcome{Attempt: 1, At: noon, Kind: Unknown}))
	for _, s := range []string{`UPDATE attempt SET document='x'`, `DELETE FROM attempt`, `UPDATE outcome SET kind='x'`, `DELETE FROM outcome`} {
		_, err := l.db.Exec(s)
		assert.ErrorContains(t, err, "the ledger only grows", s)
	}
}

func TestOneWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	l := opened(t, path)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := Open(ctx, path)
	assert.ErrorContains(t, err, "another process is at work")
	require.NoError(t, l.Close())
	opened(t, path)
}

func TestRescue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	l := opened(t, path)
	a := attempt("a")
	require.NoError(t, l.Begin(a))
	o := &Outcome{Attempt: 1, At: noon, Kind: Answered, Answer: &wire.Answer{Status: 202, CartID: "c-7"}}
	where, err := Rescue(path, a, o)
	require.NoError(t, err)
	assert.Equal(t, path+".rescued.jsonl", where)
	require.NoError(t, addLine(where, []byte(`{"attempt":1,"ki`))) // a crash in the middle of a line
	require.NoError(t, l.Close())

	for range 2 { // the second time as if the renaming of the side file had not happened
		l = opened(t, path)
		e, err := l.Entry(1)
		require.NoError(t, err)
		require.Len(t, e.Outcomes, 1)
		assert.Equal(t, "c-7", e.Outcomes[0].Answer.CartID)
		require.NoError(t, l.Close())
		taken, err := filepath.Glob(path + ".rescued.jsonl.taken-*")
		require.NoError(t, err)
		require.NotEmpty(t, taken)
		require.NoError(t, os.Rename(taken[0], where))
	}
}

func TestOtherFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	_, err := Read(filepath.Join(dir, "nowhere"))
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = Open(t.Context(), write("text", strings.Repeat("not a database ", 100)))
	assert.ErrorIs(t, err, database.ErrOther)
	_, err = Read(write("empty", ""))
	assert.ErrorIs(t, err, database.ErrEmpty)

	other := database.Kind{Name: "other", Application: 7, Version: 1, MaxValue: 1 << 20, Schema: []string{`CREATE TABLE t (a)`}}
	db, err := other.Open(filepath.Join(dir, "other"), "mode=rwc")
	require.NoError(t, err)
	require.NoError(t, db.Prepare(true))
	require.NoError(t, db.Close())
	_, err = Open(t.Context(), filepath.Join(dir, "other"))
	assert.ErrorIs(t, err, database.ErrOther)

	newer := filepath.Join(dir, "newer")
	l := opened(t, newer)
	require.NoError(t, l.db.Execute(`PRAGMA user_version=3`))
	require.NoError(t, l.Close())
	_, err = Open(t.Context(), newer)
	var version *database.VersionError
	assert.True(t, errors.As(err, &version), "%v", err)

	planted := filepath.Join(dir, "planted")
	l = opened(t, planted)
	require.NoError(t, l.db.Execute(`DROP TRIGGER outcome_stays`))
	require.NoError(t, l.Close())
	_, err = Open(t.Context(), planted)
	assert.ErrorIs(t, err, database.ErrOther, "its guard is gone")
}

func BenchmarkBegin(b *testing.B) {
	l, err := Open(b.Context(), filepath.Join(b.TempDir(), "l.db"))
	require.NoError(b, err)
	defer l.Close()
	for b.Loop() {
		require.NoError(b, l.Begin(attempt("a")))
	}
}

// TestEvidence: an accreditation wants the gateway's own time, and the workflowInstanceId that an error does not tell.
func TestEvidence(t *testing.T) {
	const long, short = "0123456789abcdef0123456789abcdef", "0123456789abcdef"
	refused := wire.ReadAnswer(400, nil, []byte(`{"type":"/msg/vocabulary","traceID":"`+long+`","workflowInstanceId":"UNKNOWN_WORKFLOW_ID"}`), noon)
	status := func(trace, workflow, date string) *wire.Answer {
		return &wire.Answer{Status: 200, Transaction: []wire.Event{
			{Type: "VALIDATION", Date: "2026-01-31T08:00:00Z", TraceID: "of another call", WorkflowID: "w-other"},
			{Type: "VALIDATION", Date: date, TraceID: trace, WorkflowID: workflow},
		}}
	}
	told := noon.Add(-2 * time.Second)
	for name, c := range map[string]struct {
		outcomes []Outcome
		want     Evidence
	}{
		"nothing":  {nil, Evidence{}},
		"answered": {[]Outcome{{At: noon, Kind: Answered, Answer: refused}}, Evidence{Trace: long, At: noon}},
		"looked up": {[]Outcome{{At: noon, Kind: Answered, Answer: refused}, {At: noon, Kind: Asked, Answer: status(short, "w-1", "2026-01-31T12:59:58+0100")}},
			Evidence{Workflow: "w-1", Trace: long, At: told}},
		"no time": {[]Outcome{{At: noon, Kind: Answered, Answer: refused}, {At: noon, Kind: Asked, Answer: status(long, "w-1", "yesterday")}},
			Evidence{Workflow: "w-1", Trace: long, At: noon}},
		"of another": {[]Outcome{{At: noon, Kind: Answered, Answer: refused}, {At: noon, Kind: Asked, Answer: status("x", "w-1", "2026-01-31T12:59:58Z")}},
			Evidence{Trace: long, At: noon}},
		"lost and found": {[]Outcome{{At: noon, Kind: Unknown}, {At: noon, Kind: Settled, Done: true, Answer: status("offered", "w-1", "2026-01-31T11:59:58.000Z")}},
			Evidence{Workflow: "w-1", Trace: "offered", At: told}},
		"unknown there too": {[]Outcome{{At: noon, Kind: Answered, Answer: refused}, {At: noon, Kind: Asked, Answer: status(long, wire.UnknownWorkflow, "2026-01-31T11:59:58.000+00:00")}},
			Evidence{Trace: long, At: told}},
	} {
		t.Run(name, func(t *testing.T) {
			e := &Entry{Attempt: Attempt{Trace: "offered"}, Outcomes: c.outcomes}
			got := e.Evidence()
			assert.True(t, c.want.At.Equal(got.At), got.At)
			assert.Equal(t, [2]string{c.want.Workflow, c.want.Trace}, [2]string{got.Workflow, got.Trace})
		})
	}
}

// TestClockGoesBack: the order of a ledger is that of writing, whatever the clock says.
func TestClockGoesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	for i := range 5 { // each as by a command of its own
		l, err := Open(t.Context(), path)
		require.NoError(t, err)
		a := attempt(fmt.Sprint("1^", i))
		a.At = noon.Add(-time.Duration(i) * 24 * time.Hour)
		require.NoError(t, l.Begin(a))
		require.NoError(t, l.Append(&Outcome{Attempt: a.ID, At: a.At.Add(-time.Hour), Kind: NotSent, Reason: "r"}))
		require.NoError(t, l.Close())
	}
	l := opened(t, path)
	list := all(t, l)
	require.Len(t, list, 5)
	for i, e := range list {
		assert.Equal(t, fmt.Sprint("1^", i), e.Document)
		assert.Len(t, e.Outcomes, 1)
	}
	_, faults, err := l.Verify()
	require.NoError(t, err)
	assert.Empty(t, faults)
}
