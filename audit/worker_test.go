package audit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// runner judges by the first byte: "x" fails, "p" panics, "s" takes its time. It counts what it judges.
func runner(t testing.TB, judged *atomic.Int64) *validate.Runner {
	t.Helper()
	rule := &lint.Rule{ID: "T-1", Severity: lint.Error, Group: lint.Gateway}
	unreadable := &lint.Rule{ID: "T-UNREADABLE", Severity: lint.Error, Group: lint.Advice}
	r, err := validate.New([]validate.Stage{{Name: "s"}}, []*validate.Check{{
		Name: "c", Stage: "s", Rules: []*lint.Rule{rule},
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			judged.Add(1)
			switch p.Data[0] {
			case 'x':
				p.Report(lint.Finding{Rule: rule, Message: lint.Same(strings.ToLower(filepath.Ext(p.Bundle.Path)))})
			case 'p':
				panic("p")
			case 's':
				time.Sleep(50 * time.Millisecond)
			}
			return nil
		}),
	}}, validate.Options{Failures: map[validate.FailureKind]*lint.Rule{validate.Unreadable: unreadable}})
	require.NoError(t, err)
	return r
}

func item(path, content string) Item {
	return Item{Path: path, Load: func(int64) ([]byte, Stat, error) { return []byte(content), Stat{}, nil }}
}

func collect(t testing.TB, w *Worker, items ...Item) map[string]*Result {
	t.Helper()
	out := map[string]*Result{}
	require.NoError(t, w.Run(t.Context(), slices.Values(items), func(r *Result) error {
		own := *r
		out[r.Path] = &own
		return nil
	}))
	return out
}

func TestWorkerJudgesContentOnce(t *testing.T) {
	for _, jobs := range []int{1, 4} {
		var n atomic.Int64
		w := &Worker{Judges: []Judge{{Basis{Tool: "1"}, runner(t, &n)}}, Jobs: jobs}
		known := map[Key]bool{}
		var mu sync.Mutex
		w.Known = func(k Key) bool {
			mu.Lock()
			defer mu.Unlock()
			return known[k]
		}
		var items []Item
		for i := range 100 {
			items = append(items, item(fmt.Sprintf("%d.xml", i), fmt.Sprintf("s%d", i%5)))
		}
		results := 0
		require.NoError(t, w.Run(t.Context(), slices.Values(items), func(r *Result) error {
			results++
			mu.Lock()
			defer mu.Unlock()
			known[r.Judgements[0].Key] = true
			if d := r.Judgements[0].Document; d != nil {
				assert.Equal(t, r.Path, d.Path)
			}
			return nil
		}))
		assert.Equal(t, 100, results)
		assert.EqualValues(t, 5, n.Load())
	}
}

// The same bytes under another kind of name are another document.
func TestWorkerFormCounts(t *testing.T) {
	var n atomic.Int64
	w := &Worker{Judges: []Judge{{Basis{Tool: "1"}, runner(t, &n)}}}
	got := collect(t, w, item("a.xml", "x"), item("a.pdf", "x"), item("b.PDF", "x"))
	assert.Equal(t, ".xml", got["a.xml"].Judgements[0].Document.Findings[0].Message.In("en"))
	assert.Equal(t, ".pdf", got["a.pdf"].Judgements[0].Document.Findings[0].Message.In("en"))
	assert.NotEqual(t, got["a.xml"].Content, got["a.pdf"].Content)
	assert.Equal(t, got["a.pdf"].Content, got["b.PDF"].Content)
}

func TestWorkerSeveralEditions(t *testing.T) {
	var n, m atomic.Int64
	old, other := Basis{Catalog: "old"}, Basis{Catalog: "new"}
	w := &Worker{Judges: []Judge{{old, runner(t, &n)}, {other, runner(t, &m)}}, Known: func(k Key) bool { return k.Basis == old.Fingerprint() }}
	got := collect(t, w, item("a.xml", "x"))["a.xml"]
	assert.Nil(t, got.Judgements[0].Document, "known")
	assert.Equal(t, validate.Defective, got.Judgements[1].Document.Verdict)
	assert.Equal(t, other.Fingerprint(), got.Judgements[1].Key.Basis)
	assert.Equal(t, [2]int64{0, 1}, [2]int64{n.Load(), m.Load()})
}

func TestWorkerFaults(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
		return path
	}
	fine, large := write("fine.xml", "x"), write("large.xml", "0123456789")
	missing, folder := filepath.Join(dir, "missing.xml"), filepath.Join(dir, "folder.xml")
	require.NoError(t, os.Mkdir(folder, 0o755))
	var n atomic.Int64
	w := &Worker{Judges: []Judge{{Basis{}, runner(t, &n)}}, MaxInput: 5}
	got := collect(t, w, File(fine), File(large), File(missing), File(folder), item("panic.xml", "p"), Unreadable("gone", errors.New("no such folder")))
	fault := func(path string) string {
		d := got[path].Judgements[0].Document
		require.NotNil(t, d.Fault, path)
		assert.Equal(t, validate.Fault, d.Verdict)
		assert.True(t, Transient(d))
		return d.Fault.Message.In("en")
	}
	assert.Equal(t, validate.Defective, got[fine].Judgements[0].Document.Verdict)
	assert.EqualValues(t, 1, got[fine].Stat.Size)
	assert.Equal(t, "the file is larger than 5 bytes (--max-input)", fault(large))
	assert.Equal(t, "cannot be read: no such file or directory", fault(missing))
	assert.Contains(t, fault(folder), "not a regular file")
	assert.Contains(t, fault("panic.xml"), "panic: p")
	assert.Equal(t, "cannot be read: no such folder", fault("gone"))
	assert.Nil(t, got[missing].Content)
	assert.NotNil(t, got["panic.xml"].Content)
	assert.Equal(t, "T-UNREADABLE", got[missing].Judgements[0].Document.Findings[0].ID)
}

// A file that grows while it is read is not judged: what was read never existed.
func TestFileChangesWhileRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.xml")
	require.NoError(t, os.WriteFile(path, make([]byte, 1<<20), 0o644))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		for {
			select {
			case <-stop:
				return
			default:
				_, _ = f.Write([]byte("more"))
			}
		}
	})
	var seen error
	for range 1000 {
		if _, _, err := load(path, 1<<30); err != nil {
			seen = err
			break
		}
	}
	close(stop)
	wg.Wait()
	var reading *validate.ReadError
	require.ErrorAs(t, seen, &reading)
	assert.Contains(t, reading.Reason.In("en"), "changed while it was being read")
}

func TestWorkerFinishesWhatItHas(t *testing.T) {
	var n atomic.Int64
	w := &Worker{Judges: []Judge{{Basis{}, runner(t, &n)}}, Jobs: 2}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	endless := func(yield func(Item) bool) {
		for i := 0; yield(item(fmt.Sprint(i, ".xml"), fmt.Sprint("s", i))); i++ {
		}
	}
	results := 0
	err := w.Run(ctx, endless, func(r *Result) error {
		if results++; results == 3 {
			cancel()
		}
		assert.Nil(t, r.Judgements[0].Document.Fault, "nothing is given up half way")
		return nil
	})
	assert.ErrorIs(t, err, context.Canceled)
	assert.EqualValues(t, n.Load(), results, "everything that was judged is handed over")
}

func TestWorkerStopsAtAnError(t *testing.T) {
	var n atomic.Int64
	w := &Worker{Judges: []Judge{{Basis{}, runner(t, &n)}}, Jobs: 2}
	full := errors.New("disk full")
	endless := func(yield func(Item) bool) {
		for i := 0; yield(item(fmt.Sprint(i, ".xml"), fmt.Sprint("x", i))); i++ {
		}
	}
	assert.ErrorIs(t, w.Run(t.Context(), endless, func(*Result) error { return full }), full)
	assert.Less(t, n.Load(), int64(20))
}

func TestFingerprint(t *testing.T) {
	a, b := Basis{Catalog: "ab", Tool: "c"}, Basis{Catalog: "a", Tool: "bc"}
	assert.NotEqual(t, a.Fingerprint(), b.Fingerprint())
	assert.Equal(t, a.Fingerprint(), Basis{Catalog: "ab", Tool: "c"}.Fingerprint())
}

// TestClockGoesBack: a file that was changed after it was read, by the clock, is read again.
func TestClockGoesBack(t *testing.T) {
	read := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	assert.True(t, Stat{ModTime: read.Add(-time.Hour), Read: read}.Tells())
	assert.False(t, Stat{ModTime: read.Add(time.Hour), Read: read}.Tells())
	assert.False(t, Stat{ModTime: read, Read: read}.Tells())
}
