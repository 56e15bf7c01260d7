package folder

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/audit/store"
	"github.com/fselint/fselint/internal/walk"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
)

var (
	rule       = &lint.Rule{ID: "T-1", Family: "T", Severity: lint.Error, Group: lint.Gateway}
	unreadable = &lint.Rule{ID: "T-UNREADABLE", Family: "T", Severity: lint.Error, Group: lint.Advice}
	rules      = []*lint.Rule{rule, unreadable}
)

// judge fails documents that hold a letter, and counts what it judges.
func judge(t testing.TB, letter string, judged *atomic.Int64) Judge {
	t.Helper()
	r, err := validate.New([]validate.Stage{{Name: "s"}}, []*validate.Check{{
		Name: "c", Stage: "s", Rules: []*lint.Rule{rule},
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			judged.Add(1)
			time.Sleep(time.Millisecond)
			if strings.Contains(string(p.Data), letter) {
				p.Report(lint.Finding{Rule: rule})
			}
			return nil
		}),
	}}, validate.Options{Failures: map[validate.FailureKind]*lint.Rule{validate.Unreadable: unreadable}})
	require.NoError(t, err)
	return Judge{Runner: r, Basis: store.Basis{
		Basis: audit.Basis{Catalog: letter}, Run: report.Run{Catalog: report.Catalog{Source: "catalog " + letter}},
	}}
}

// tree makes a folder with n documents: every third has an x.
func tree(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		write(t, filepath.Join(dir, fmt.Sprint(i%3), fmt.Sprintf("%03d.xml", i)), fmt.Sprint(i, []string{"x", "", ""}[i%3]))
	}
	return dir
}

func write(t testing.TB, path, content string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
}

func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	st, err := store.Open(dir, rules)
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	return st
}

// lines is a sink that keeps a line for every document.
type lines struct {
	root   string
	list   []string
	closed *overview.Overview
}

func (l *lines) Document(e *overview.Entry) error {
	line := strings.TrimPrefix(e.Path, l.root) + " " + string(e.Verdict)
	if e.Added {
		line += " added"
	}
	if e.Trend != nil && e.Trend.Verdict != nil {
		line += " was " + e.Trend.Verdict.Old
	}
	if e.Against != nil && e.Against.Verdict != nil {
		line += " becomes " + e.Against.Verdict.New
	}
	l.list = append(l.list, line)
	return nil
}

func (l *lines) Close(o *overview.Overview) error {
	l.closed = o
	return nil
}

func run(t testing.TB, st *store.Store, earlier *store.Store, root string, judges ...Judge) *lines {
	t.Helper()
	a := &Audit{Roots: []string{root}, Judges: judges}
	r, err := a.Judge(t.Context(), st)
	require.NoError(t, err)
	return show(t, st, earlier, r, root)
}

func show(t testing.TB, st, earlier *store.Store, r *store.Run, root string) *lines {
	t.Helper()
	l := &lines{root: root + string(filepath.Separator)}
	v := &View{Store: st, Run: r, Earlier: earlier, EarlierName: "before", Sinks: []overview.Sink{l}}
	o, err := v.Report(t.Context())
	require.NoError(t, err)
	require.Same(t, o, l.closed)
	require.NoError(t, st.Finish(o.Total, o.Finished))
	return l
}

func TestInterruptedEqualsWhole(t *testing.T) {
	root := tree(t, 120)
	var n, m atomic.Int64
	want := run(t, open(t, t.TempDir()), nil, root, judge(t, "x", &n))
	require.Len(t, want.list, 120)
	assert.Equal(t, 40, want.closed.Total.Failed)

	dir := t.TempDir()
	interruptions := 0
	for after := int64(10); ; after += 10 {
		st, err := store.Open(dir, rules)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		a := &Audit{Roots: []string{root}, Judges: []Judge{judge(t, "x", &m)}, Jobs: 2, Progress: &Progress{}}
		go func() {
			for a.Progress.Done.Load() < after && ctx.Err() == nil {
				time.Sleep(100 * time.Microsecond)
			}
			cancel()
		}()
		r, err := a.Judge(ctx, st)
		if err == nil {
			assert.Equal(t, want.list, show(t, st, nil, r, root).list)
			require.NoError(t, st.Close())
			break
		}
		require.ErrorIs(t, err, context.Canceled)
		interruptions++
		require.NoError(t, st.Close())
		cancel()
	}
	assert.Greater(t, interruptions, 3)
	assert.EqualValues(t, 120, m.Load(), "nothing is judged twice")
}

func TestTrendAndAgainst(t *testing.T) {
	root := tree(t, 6)
	var n, m atomic.Int64
	before := t.TempDir()
	st, err := store.Open(before, rules)
	require.NoError(t, err)
	run(t, st, nil, root, judge(t, "x", &n))
	require.NoError(t, st.Close())

	write(t, filepath.Join(root, "0", "000.xml"), "mended")
	write(t, filepath.Join(root, "1", "001.xml"), "x now")
	require.NoError(t, os.Remove(filepath.Join(root, "2", "002.xml")))
	require.NoError(t, os.Remove(filepath.Join(root, "2", "005.xml")))
	write(t, filepath.Join(root, "1", "new.xml"), "y")
	earlier, err := store.Read(before, rules)
	require.NoError(t, err)
	defer earlier.Close()
	after := open(t, t.TempDir())
	l := run(t, after, earlier, root, judge(t, "x", &n), judge(t, "y", &m))
	assert.Equal(t, []string{
		"0/000.xml accepted was defective",
		"0/003.xml defective becomes accepted",
		"1/001.xml defective was accepted becomes accepted",
		"1/004.xml accepted",
		"1/new.xml accepted added becomes defective",
	}, l.list)
	trend, against := l.closed.Trend, l.closed.Against
	assert.Equal(t, []int{2, 2, 1, 2}, []int{trend.Same, trend.Different, trend.Added, trend.Removed})
	assert.Equal(t, 6, trend.Total.Documents)
	assert.Equal(t, "catalog y", against.Name)
	assert.Equal(t, []int{2, 3}, []int{against.Same, against.Different})
	assert.Len(t, l.closed.Past, 1)

	judged := n.Load() + m.Load()
	again := run(t, after, nil, root, judge(t, "x", &n))
	assert.Equal(t, judged, n.Load()+m.Load(), "what is stored is used")
	assert.Nil(t, again.closed.Against)
	assert.Len(t, again.closed.Past, 2)
}

func TestUnreadable(t *testing.T) {
	root := tree(t, 3)
	require.NoError(t, os.Symlink("nowhere", filepath.Join(root, "1", "gone.xml")))
	var n atomic.Int64
	st := open(t, t.TempDir())
	l := run(t, st, nil, root, judge(t, "x", &n))
	assert.Equal(t, []string{"0/000.xml defective", "1/001.xml accepted", "1/gone.xml fault", "2/002.xml accepted"}, l.list)
	write(t, filepath.Join(root, "1", "nowhere"), "x") // it is there now
	l = run(t, st, nil, root, judge(t, "x", &n))
	assert.Contains(t, l.list, "1/gone.xml defective")
	l = run(t, st, nil, filepath.Join(root, "none"), judge(t, "x", &n))
	assert.Len(t, l.list, 1)
	assert.Equal(t, 1, l.closed.Total.Faults)
}

func TestHooksSeeEveryDocument(t *testing.T) {
	root := tree(t, 4)
	var n atomic.Int64
	st := open(t, t.TempDir())
	r, err := (&Audit{Roots: []string{root}, Judges: []Judge{judge(t, "x", &n), judge(t, "y", &n)}}).Judge(t.Context(), st)
	require.NoError(t, err)
	var adjusted, seen int
	l := &lines{}
	v := &View{Store: st, Run: r, Sinks: []overview.Sink{l},
		Adjust: func(*validate.Document) { adjusted++ },
		Seen:   func(d *validate.Document) { assert.Contains(t, d.Path, root); seen++ },
		Redact: func(d *validate.Document, number int) *validate.Document {
			return &validate.Document{Path: fmt.Sprint(number), Verdict: d.Verdict}
		},
	}
	_, err = v.Report(t.Context())
	require.NoError(t, err)
	assert.Equal(t, [2]int{8, 8}, [2]int{adjusted, seen})
	assert.Equal(t, []string{"1 defective becomes accepted", "2 defective becomes accepted", "3 accepted", "4 accepted"}, l.list)
}

func TestMergeEqualsWhole(t *testing.T) {
	root := tree(t, 60)
	var n atomic.Int64
	want := run(t, open(t, t.TempDir()), nil, root, judge(t, "x", &n), judge(t, "y", &n))
	var parts []*store.Store
	var names []string
	for i := 1; i <= 3; i++ {
		dir := t.TempDir()
		st, err := store.Open(dir, rules)
		require.NoError(t, err)
		a := &Audit{Roots: []string{root}, Shard: walk.Shard{Index: i, Count: 3}, Judges: []Judge{judge(t, "x", &n), judge(t, "y", &n)}}
		r, err := a.Judge(t.Context(), st)
		require.NoError(t, err)
		show(t, st, nil, r, root)
		require.NoError(t, st.Close())
		part, err := store.Read(dir, rules)
		require.NoError(t, err)
		defer part.Close()
		parts, names = append(parts, part), append(names, dir)
	}
	into := open(t, t.TempDir())
	r, err := Merge(into, parts, names)
	require.NoError(t, err)
	got := show(t, into, nil, r, root)
	assert.Equal(t, want.list, got.list)
	assert.Equal(t, want.closed.Total, got.closed.Total)
	assert.Equal(t, want.closed.Against, got.closed.Against)
	_, err = Merge(open(t, t.TempDir()), parts[1:], names[1:])
	assert.ErrorContains(t, err, "part 1/3 is missing")
}

func BenchmarkJudgeAndReport(b *testing.B) {
	root := tree(b, 300)
	var n atomic.Int64
	for b.Loop() {
		run(b, open(b, b.TempDir()), nil, root, judge(b, "x", &n))
	}
	b.ReportMetric(float64(b.N*300)/b.Elapsed().Seconds(), "docs/s")
}
