package store

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/internal/testkit/disk"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
)

var (
	rule  = &lint.Rule{ID: "T-1", Family: "T", Severity: lint.Error, Group: lint.Gateway}
	basis = Basis{Basis: audit.Basis{Catalog: "sha256:1", Tool: "v1"}, Run: report.Run{Version: "v1", Catalog: report.Catalog{ID: "national"}}}
	other = Basis{Basis: audit.Basis{Catalog: "sha256:2", Tool: "v1"}}
)

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(dir, []*lint.Rule{rule})
	require.NoError(t, err)
	return s
}

func content(b byte) *audit.Content { return &audit.Content{Sum: [32]byte{b}, Form: audit.XML} }

// stat is a file that was last changed long before it was read.
func stat() audit.Stat {
	return audit.Stat{Size: 3, ModTime: time.Unix(1000, 5), Read: time.Unix(2000, 0)}
}

func result(path string, c *audit.Content, verdict validate.Verdict, bases ...Basis) *audit.Result {
	r := &audit.Result{Path: path, Content: c, Stat: stat()}
	for _, e := range bases {
		d := &validate.Document{Path: path, Verdict: verdict, Findings: []lint.Finding{{Rule: rule, ID: "T-1", Severity: lint.Error}}}
		if verdict == validate.Fault {
			d.Fault = &validate.Failure{Kind: validate.TimedOut, Message: lint.Same("late")}
		}
		j := audit.Judgement{Document: d}
		if c != nil {
			j.Key = audit.Key{Content: *c, Basis: e.Fingerprint()}
		}
		r.Judgements = append(r.Judgements, j)
	}
	return r
}

type info struct {
	os.FileInfo
	size int64
	time time.Time
}

func (i info) Size() int64        { return i.size }
func (i info) ModTime() time.Time { return i.time }

func same() info { return info{size: 3, time: time.Unix(1000, 5)} }

func list(t testing.TB, s *Store, r *Run) []string {
	t.Helper()
	var out []string
	for d, err := range s.Documents(r) {
		require.NoError(t, err)
		line := d.Path
		for _, j := range d.Judgements {
			assert.Equal(t, d.Path, j.Path)
			line += " " + string(j.Verdict)
		}
		out = append(out, line)
	}
	return out
}

func begin(t testing.TB, s *Store, bases ...Basis) *Run {
	t.Helper()
	r, err := s.Begin(Run{Roots: []string{"in"}, Bases: bases, Started: time.Unix(1, 0).UTC()})
	require.NoError(t, err)
	return r
}

func TestStoreRoundTrip(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	r := begin(t, s, basis)
	require.NoError(t, s.Put(result("b", content(1), validate.Refused, basis)))
	require.NoError(t, s.Put(result("a\xff", nil, validate.Fault, basis)))
	shared := result("c", content(1), validate.Refused, basis)
	shared.Judgements[0].Shared = true
	require.NoError(t, s.Put(shared))
	assert.Equal(t, []string{"a\xff fault", "b refused", "c refused"}, list(t, s, r))
	require.NoError(t, s.Finish(report.Summary{Documents: 3}, time.Unix(9, 0).UTC()))
	require.NoError(t, s.Close())

	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "a closed audit is one file")

	read, err := Read(dir, []*lint.Rule{rule})
	require.NoError(t, err)
	defer read.Close()
	runs, err := read.Runs()
	require.NoError(t, err)
	require.Len(t, runs, 1)
	assert.Equal(t, 3, runs[0].Total.Documents)
	assert.Equal(t, 1, runs[0].Judged)
	assert.Equal(t, basis, runs[0].Bases[0])
	assert.Equal(t, []string{"a\xff fault", "b refused", "c refused"}, list(t, read, &runs[0]))
}

func TestUnchanged(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	begin(t, s, basis)
	require.NoError(t, s.Put(result("a", content(1), validate.Refused, basis)))
	recent := result("recent", content(2), validate.Refused, basis)
	recent.Stat.Read = recent.Stat.ModTime.Add(time.Second)
	require.NoError(t, s.Put(recent))
	require.NoError(t, s.Put(result("late", content(3), validate.Fault, basis)))
	require.NoError(t, s.Put(result("gone", nil, validate.Fault, basis)))
	unchanged := func(path string, i info) bool {
		ok, err := s.Unchanged(path, i)
		require.NoError(t, err)
		return ok
	}
	r := begin(t, s, basis)
	assert.Empty(t, list(t, s, r), "nothing belongs to a new run before it was met")
	assert.True(t, unchanged("a", same()))
	assert.False(t, unchanged("a", info{size: 4, time: time.Unix(1000, 5)}))
	assert.False(t, unchanged("a", info{size: 3, time: time.Unix(1000, 6)}))
	assert.False(t, unchanged("recent", same()), "a later change could have the same time")
	assert.False(t, unchanged("late", same()), "what may pass is tried again")
	assert.False(t, unchanged("gone", same()))
	assert.False(t, unchanged("unknown", same()))
	assert.Equal(t, []string{"a refused"}, list(t, s, r))

	begin(t, s, basis, other)
	assert.False(t, unchanged("a", same()), "a judgement is missing")
}

func TestKnown(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	begin(t, s, basis)
	known := func(c *audit.Content, e Basis) bool {
		ok, err := s.Known(audit.Key{Content: *c, Basis: e.Fingerprint()})
		require.NoError(t, err)
		return ok
	}
	assert.False(t, known(content(1), basis))
	require.NoError(t, s.Put(result("a", content(1), validate.Refused, basis)))
	require.NoError(t, s.Put(result("late", content(3), validate.Fault, basis)))
	assert.True(t, known(content(1), basis))
	assert.True(t, known(content(3), basis), "once in a run is enough")
	assert.False(t, known(&audit.Content{Sum: content(1).Sum, Form: audit.PDF}, basis))
	begin(t, s, other)
	assert.False(t, known(content(1), other))
	begin(t, s, basis)
	assert.True(t, known(content(1), basis))
	assert.False(t, known(content(3), basis))
}

func TestFinishDropsWhatIsGone(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	begin(t, s, basis)
	require.NoError(t, s.Put(result("a", content(1), validate.Refused, basis)))
	require.NoError(t, s.Put(result("b", content(2), validate.Refused, basis)))
	require.NoError(t, s.Finish(report.Summary{}, time.Unix(2, 0)))
	r := begin(t, s, basis)
	ok, err := s.Unchanged("b", same())
	require.NoError(t, err)
	require.True(t, ok)
	require.NoError(t, s.Finish(report.Summary{}, time.Unix(3, 0)))
	assert.Equal(t, []string{"b refused"}, list(t, s, r))
	n, err := s.number(`SELECT count(*) FROM document`)
	require.NoError(t, err)
	assert.EqualValues(t, 1, n)
}

func TestTwoBases(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	begin(t, s, basis)
	require.NoError(t, s.Put(result("a", content(1), validate.Refused, basis)))
	r := begin(t, s, basis, other)
	second := result("a", content(1), validate.Accepted, basis, other)
	second.Judgements[0].Document = nil // known
	require.NoError(t, s.Put(second))
	require.NoError(t, s.Put(result("gone", nil, validate.Fault, basis, other)))
	assert.Equal(t, []string{"a refused accepted", "gone fault fault"}, list(t, s, r))
	assert.Equal(t, [2]int{1, 1}, [2]int{s.run.Judged, s.run.Reused})
}

func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	_, err := Open(dir, nil)
	assert.ErrorIs(t, err, ErrInUse)
	_, err = Read(dir, nil)
	assert.Error(t, err)
	begin(t, s, basis)
	require.NoError(t, s.Close())
	_, err = Read(dir, nil)
	assert.ErrorIs(t, err, ErrUnfinished)
	require.NoError(t, open(t, dir).Close())
}

func TestRefuses(t *testing.T) {
	_, err := Read(t.TempDir(), nil)
	assert.ErrorIs(t, err, ErrNone)
	alter := func(t *testing.T, statements ...string) string {
		dir := t.TempDir()
		s := open(t, dir)
		begin(t, s, basis)
		require.NoError(t, s.Finish(report.Summary{}, time.Unix(2, 0)))
		require.NoError(t, s.Close())
		db, err := sql.Open("sqlite", filepath.Join(dir, FileName))
		require.NoError(t, err)
		defer db.Close()
		for _, st := range statements {
			_, err := db.Exec(st)
			require.NoError(t, err)
		}
		return dir
	}
	for name, test := range map[string]struct {
		statements []string
		want       any
	}{
		"newer":       {[]string{`PRAGMA user_version=9`}, &VersionError{}},
		"older":       {[]string{`PRAGMA user_version=0`}, &VersionError{}},
		"foreign":     {[]string{`PRAGMA application_id=7`}, ErrNotAudit},
		"trigger":     {[]string{`CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM document; END`}, ErrNotAudit},
		"other table": {[]string{`DROP TABLE run`, `CREATE TABLE run (id INTEGER PRIMARY KEY, about TEXT)`}, ErrNotAudit},
		"view":        {[]string{`DROP TABLE document`, `CREATE VIEW document AS SELECT 1`}, ErrNotAudit},
	} {
		t.Run(name, func(t *testing.T) {
			dir := alter(t, test.statements...)
			for _, f := range []func(string, []*lint.Rule) (*Store, error){Open, Read} {
				_, err := f(dir, nil)
				if want, ok := test.want.(*VersionError); ok {
					assert.ErrorAs(t, err, &want)
				} else {
					assert.ErrorIs(t, err, test.want.(error))
				}
			}
		})
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, FileName), []byte("not a database at all, but long enough to be looked at as one, is it not? "), 0o644))
	_, err = Open(dir, nil)
	assert.ErrorIs(t, err, ErrNotAudit)
	bad := alter(t, `UPDATE run SET about='{"Bases":[1,2,3]}'`)
	_, err = Read(bad, nil)
	assert.ErrorIs(t, err, ErrNotAudit)
}

// TestDamaged reads databases with flipped bytes: they are refused or read, and nothing else happens.
func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	begin(t, s, basis)
	for i := range 300 {
		require.NoError(t, s.Put(result(fmt.Sprintf("%03d.xml", i), content(byte(i)), validate.Refused, basis)))
	}
	require.NoError(t, s.Finish(report.Summary{}, time.Unix(2, 0)))
	require.NoError(t, s.Close())
	whole, err := os.ReadFile(filepath.Join(dir, FileName))
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 400 {
		data := append([]byte(nil), whole...)
		for range 1 + random.IntN(20) {
			data[random.IntN(len(data))] = byte(random.IntN(256))
		}
		if random.IntN(10) == 0 {
			data = data[:random.IntN(len(data))]
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, FileName), data, 0o644))
		s, err := Read(dir, nil)
		if err != nil {
			refused++
			continue
		}
		runs, err := s.Runs()
		require.NoError(t, err)
		for _, err := range s.Documents(&runs[len(runs)-1]) {
			if err != nil {
				refused++
			}
		}
		require.NoError(t, s.Close())
	}
	assert.Positive(t, refused)
}

// TestFlippedBits flips single bits of a database: whoever reads it, or goes on with the audit, gets what was written, or an error.
func TestFlippedBits(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	r := begin(t, s, basis, other)
	var results []*audit.Result
	for i := range 40 {
		results = append(results, result(fmt.Sprintf("%02d.xml", i), content(byte(i)), validate.Verdicts[i%len(validate.Verdicts)], basis, other))
	}
	results = append(results, result("40.xml", nil, validate.Fault, basis, other))
	for _, result := range results {
		require.NoError(t, s.Put(result))
	}
	want := list(t, s, r)
	require.NoError(t, s.Finish(report.Summary{Documents: len(results)}, time.Unix(9, 0)))
	require.NoError(t, s.Close())
	read := func(s *Store) (lines []string, err error) {
		runs, err := s.Runs()
		if err != nil {
			return nil, err
		}
		last := &runs[len(runs)-1]
		for d, err := range s.Documents(last) {
			if err != nil {
				return nil, err
			}
			lines = append(lines, fmt.Sprint(d.Path, " ", d.Judgements[0].Verdict, " ", d.Judgements[1].Verdict))
		}
		return append(lines, fmt.Sprint(last.Roots, last.Total.Documents)), nil
	}
	resume := func(s *Store) error {
		if _, err := s.Begin(Run{Roots: []string{"in"}, Bases: []Basis{basis, other}}); err != nil {
			return err
		}
		for _, result := range results {
			if ok, err := s.Unchanged(result.Path, same()); ok || err != nil {
				if err != nil {
					return err
				}
				continue
			}
			if err := s.Put(result); err != nil {
				return err
			}
		}
		return s.Finish(report.Summary{Documents: len(results)}, time.Unix(9, 0))
	}
	want = append(want, fmt.Sprint([]string{"in"}, len(results)))
	found := 0
	disk.Flips(t, dir, FileName, disk.Number(200, 3000), func(where string) {
		s, err := Read(dir, []*lint.Rule{rule})
		var got []string
		if err == nil {
			got, err = read(s)
			require.NoError(t, s.Close())
		}
		if err == nil {
			assert.Equal(t, want, got, where)
		}
		reading := err
		if s, err = Open(dir, []*lint.Rule{rule}); err == nil {
			if err = resume(s); err == nil {
				got, err = read(s)
			}
			_ = s.Close()
		}
		if err == nil {
			assert.Equal(t, want, got, "resumed: %s", where)
		}
		if reading != nil && err != nil {
			found++
		}
	})
	t.Log(found, "found by both")
	assert.Positive(t, found)
}

func BenchmarkPut(b *testing.B) {
	s := open(b, b.TempDir())
	defer s.Close()
	begin(b, s, basis)
	i := 0
	for b.Loop() {
		c := &audit.Content{Form: audit.XML}
		c.Sum[0], c.Sum[1], c.Sum[2], c.Sum[3] = byte(i*37), byte(i), byte(i>>8), byte(i>>16)
		require.NoError(b, s.Put(result(fmt.Sprintf("%d.xml", i), c, validate.Refused, basis)))
		i++
	}
}
