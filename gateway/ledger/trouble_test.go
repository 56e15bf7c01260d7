package ledger

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
)

func all(t *testing.T, l *Ledger) (list []*Entry) {
	for e, err := range l.Entries(Filter{}) {
		require.NoError(t, err)
		list = append(list, e)
	}
	return list
}

func TestAnsweredWithAnError(t *testing.T) {
	for _, c := range []struct {
		status    int
		typ, inst string
		detail    string
		want      State
	}{
		{400, "/msg/cda-match", "/cda-validation", "Il CDA non risulta validato", Refused},
		{404, "", "", "", Refused}, {408, "", "", "", Lost}, {413, "", "", "", Refused}, {429, "", "", "", Refused},
		{500, "/msg/generic-error", "", "java.lang.NullPointerException", Lost},
		{500, "/msg/generic-error", "", "Error while searching signature for file with name a.pdf", Refused},
		{500, "/msg/connection-refused", "/msg/connection-refused", "Connection refused", Refused},
		{500, "", "", "", Lost}, {501, "", "", "", Refused}, {502, "", "", "", Lost}, {503, "", "", "", Refused},
		{504, "/msg/generic-timeout", "", "Generic timeout.", Lost}, {599, "", "", "", Lost}, {307, "", "", "", Refused},
	} {
		a := &wire.Answer{Status: c.status, Problem: &wire.Problem{Type: c.typ, Instance: c.inst, Detail: c.detail}}
		e := &Entry{Attempt: Attempt{Operation: fse.ValidateAndCreate}, Outcomes: []Outcome{{Kind: Answered, Answer: a}}}
		assert.Equal(t, c.want, e.State(), "%d %s", c.status, c.detail)
	}
	mocked := &wire.Answer{Status: 500, Problem: &wire.Problem{Type: "/msg/mocked-service", Instance: "/msg/mocked-service"}}
	assert.Equal(t, Lost, (&Entry{Attempt: Attempt{Operation: fse.Delete}, Outcomes: []Outcome{{Kind: Answered, Answer: mocked}}}).State(), "it goes on all the same")
}

// TestDeletedWhileInUse wants nothing to be sent, and nothing lost, when somebody removes the ledger or puts another in its place.
func TestDeletedWhileInUse(t *testing.T) {
	for name, meddle := range map[string]func(path string) error{
		"deleted":  os.Remove,
		"replaced": func(path string) error { return os.Rename(path, path+".old") },
		"other": func(path string) error {
			return os.WriteFile(path+".new", nil, 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "l.db")
			l := opened(t, path)
			a := attempt("1^a")
			require.NoError(t, l.Begin(a))
			require.NoError(t, meddle(path))
			if name == "other" {
				require.NoError(t, os.Rename(path+".new", path))
			}
			assert.ErrorIs(t, l.Begin(attempt("1^b")), ErrGone)
			o := &Outcome{Attempt: a.ID, At: noon, Kind: Answered, Answer: &wire.Answer{Status: 202, CartID: "c-1"}}
			require.ErrorIs(t, l.Append(o), ErrGone)
			where, err := Rescue(path, a, o)
			require.NoError(t, err)
			assert.Equal(t, path+".rescued.jsonl", where)
			require.NoError(t, l.Close())
			for _, rest := range []string{"", "-wal", "-shm"} {
				if name != "replaced" {
					_ = os.Remove(path + rest)
				}
			}
			l = opened(t, path)
			list := all(t, l)
			require.Len(t, list, 1)
			assert.Equal(t, "c-1", list[0].Answer().CartID)
			assert.Equal(t, "1^a", list[0].Document)
		})
	}
}

// TestRescuedOfAnotherLedger does not give what was rescued to an attempt that has the same number by chance.
func TestRescuedOfAnotherLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	old := opened(t, path)
	a := attempt("1^old")
	require.NoError(t, old.Begin(a))
	_, err := Rescue(path, a, &Outcome{Attempt: a.ID, At: noon, Kind: Answered, Answer: &wire.Answer{Status: 202, CartID: "c-old"}})
	require.NoError(t, err)
	require.NoError(t, old.Close())
	side, err := os.ReadFile(sideFile(path))
	require.NoError(t, err)
	require.NoError(t, os.Remove(path))
	require.NoError(t, os.Remove(sideFile(path)))
	l := opened(t, path)
	require.NoError(t, l.Begin(attempt("1^new")))
	require.NoError(t, l.Close())
	require.NoError(t, os.WriteFile(sideFile(path), side, 0o600))

	list := all(t, opened(t, path))
	require.Len(t, list, 2)
	assert.Nil(t, list[0].Answer())
	assert.Equal(t, "1^old", list[1].Document)
	assert.Equal(t, "c-old", list[1].Answer().CartID)
}

// TestRescueBehindATornLine: a full disk cut the line before.
func TestRescueBehindATornLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	l := opened(t, path)
	a := attempt("1^a")
	require.NoError(t, l.Begin(a))
	require.NoError(t, os.WriteFile(sideFile(path), []byte(`{"id":1,"at":"2026-`), 0o600))
	_, err := Rescue(path, a, &Outcome{Attempt: 1, At: noon, Kind: Answered, Answer: &wire.Answer{Status: 202, CartID: "c-1"}})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	assert.Equal(t, "c-1", all(t, opened(t, path))[0].Answer().CartID)
}

// TestLargestAnswer is stored, rescued or not, though JSON takes six bytes for each of its characters.
func TestLargestAnswer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	l := opened(t, path)
	a := attempt("1^a")
	require.NoError(t, l.Begin(a))
	body := []byte(`{"type":"/msg/x","detail":"` + strings.Repeat("<", wire.MaxAnswer-40) + `"}`)
	answer := wire.ReadAnswer(400, nil, body, noon)
	require.Len(t, answer.Problem.Detail, wire.MaxAnswer-40)
	require.NoError(t, l.Append(&Outcome{Attempt: 1, At: noon, Kind: Answered, Answer: answer}))
	_, err := Rescue(path, a, &Outcome{Attempt: 1, At: noon.Add(1), Kind: Answered, Answer: answer})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	l = opened(t, path)
	n, err := l.db.Number(`SELECT count(*) FROM outcome`)
	require.NoError(t, err)
	assert.EqualValues(t, 2, n)
}

// TestCopiedWhileInUse takes copies of the files while they are written to: each is a ledger that once was, or is refused.
func TestCopiedWhileInUse(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "l.db")
	l := opened(t, path)
	require.NoError(t, l.Begin(attempt("1^0")))
	var writer sync.WaitGroup
	defer writer.Wait()
	done := make(chan struct{})
	writer.Go(func() {
		defer close(done)
		for n := 1; n < 100; n++ {
			a := attempt(fmt.Sprintf("1^%d", n))
			if assert.NoError(t, l.Begin(a)) {
				assert.NoError(t, l.Append(&Outcome{Attempt: a.ID, At: noon, Kind: Answered, Answer: &wire.Answer{Status: 202, CartID: fmt.Sprint("c-", n)}}))
			}
		}
	})
	whole, busy := 0, true
	for n := 0; busy; n++ {
		select {
		case <-done:
			busy = false // the last copy is one at rest
		default:
		}
		copied := filepath.Join(dir, fmt.Sprintf("copy-%d.db", n))
		for _, suffix := range []string{"", "-wal"} {
			data, err := os.ReadFile(path + suffix)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(copied+suffix, data, 0o600))
		}
		r, err := Read(copied)
		if err != nil {
			continue // torn: refused
		}
		whole++
		last := int64(0)
		for e, err := range r.Entries(Filter{}) {
			require.NoError(t, err)
			require.Equal(t, last+1, e.ID, "without a gap")
			require.Equal(t, fmt.Sprintf("1^%d", last), e.Document)
			if a := e.Answer(); a != nil {
				require.Equal(t, fmt.Sprint("c-", last), a.CartID)
			}
			last = e.ID
		}
		require.NoError(t, r.Close())
	}
	assert.Positive(t, whole)
}

// TestReadersDoNotDisturb reads while another writes, and the other way round.
func TestReadersDoNotDisturb(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	l := opened(t, path)
	require.NoError(t, l.Begin(attempt("1^a")))
	r, err := Read(path)
	require.NoError(t, err)
	defer r.Close()
	for e, err := range r.Entries(Filter{}) {
		require.NoError(t, err)
		require.NoError(t, l.Append(&Outcome{Attempt: e.ID, At: noon, Kind: Unknown}), "while a reader is in the middle")
	}
	assert.Len(t, all(t, r)[0].Outcomes, 1)
}

// TestNowhereToWrite says so and leaves nothing behind.
func TestNowhereToWrite(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(t.Context(), filepath.Join(dir, "no", "such", "folder", "l.db"))
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = Open(t.Context(), dir)
	assert.Error(t, err)
	if os.Getuid() == 0 {
		t.Log("file modes do not bind this user: read-only files are not tried")
		return
	}
	path := filepath.Join(dir, "l.db")
	require.NoError(t, opened(t, path).Close())
	require.NoError(t, os.Chmod(path, 0o400))
	_, err = Open(t.Context(), path)
	assert.ErrorIs(t, err, fs.ErrPermission)
	require.NoError(t, os.Chmod(dir, 0o500))
	defer os.Chmod(dir, 0o700)
	l, err := Read(path)
	require.NoError(t, err, "an archive can be read")
	require.NoError(t, l.Close())
}

func TestFilters(t *testing.T) {
	l := opened(t, filepath.Join(t.TempDir(), "l.db"))
	for i, path := range []string{"", "1^x", "1^x"} {
		a := attempt(fmt.Sprintf("1^%d", i))
		a.PathID = path
		require.NoError(t, l.Begin(a))
	}
	ids := func(f Filter) (list []int64) {
		for e, err := range l.Entries(f) {
			require.NoError(t, err)
			list = append(list, e.ID)
		}
		return list
	}
	assert.Equal(t, []int64{2, 3}, ids(Filter{PathID: "1^x"}))
	assert.Equal(t, []int64{3, 2, 1}, ids(Filter{Newest: true}))
	assert.Equal(t, []int64{3, 2}, ids(Filter{PathID: "1^x", Newest: true}))
}

// FuzzTakeIn reads side files of any content: whatever they hold, the ledger opens.
func FuzzTakeIn(f *testing.F) {
	line, err := os.ReadFile("testdata/rescued.jsonl")
	require.NoError(f, err)
	f.Add(line)
	f.Add([]byte("\n{\"at\":\"2026-01-31T12:00:00Z\",\"outcomes\":[{}]}\n{"))
	f.Add(bytes.Repeat([]byte("{"), 1000))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "l.db")
		require.NoError(t, os.WriteFile(sideFile(path), data, 0o600))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		l, err := Open(ctx, path)
		require.NoError(t, err)
		before := len(all(t, l))
		require.NoError(t, l.Close())
		require.NoError(t, os.WriteFile(sideFile(path), data, 0o600))
		l, err = Open(ctx, path)
		require.NoError(t, err)
		assert.Len(t, all(t, l), before, "the same once more changes nothing")
		require.NoError(t, l.Close())
	})
}
