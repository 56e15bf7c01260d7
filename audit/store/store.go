package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/internal/database"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
)

// Run is one audit: what was looked at and what it came to.
type Run struct {
	Roots    []string // folders, as they were named
	Shard    string   // "2/8", "" for the whole
	Bases    []Basis
	Started  time.Time
	Finished time.Time // zero while it is not finished
	Total    report.Summary
	Judged   int // judgements made in this run
	Reused   int // paths, times bases, whose judgement an earlier run made
	id       int64
	bases    []int64 // ids
}

// maxBases is how many bases a run can have: the catalog in use, and another to compare with.
const maxBases = 2

// Basis is what documents are judged with, for the keys and for people.
type Basis struct {
	audit.Basis
	Run report.Run
}

// Store is an open database. It is safe for concurrent use, but for Documents.
type Store struct {
	mu    sync.Mutex
	dir   string
	db    *database.DB
	rules rules
	write bool
	run   *Run             // the one that is being made
	ids   map[string]int64 // of its bases, by fingerprint
	batch batch
	stmt  statements
}

// Open opens the database of a folder for writing, and makes both where there are none. It fails with ErrInUse when another
// process has it open; ErrNotAudit, *VersionError when it is not what it should be. rules are those that findings can refer to.
func Open(dir string, rules []*lint.Rule) (*Store, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	s := &Store{dir: dir, rules: indexRules(rules), write: true}
	err := s.connect("mode=rwc")
	if err == nil {
		// Exclusive: the lock is that of the audit as well, and no file is shared with others, which network file systems cannot do.
		err = s.execute(`PRAGMA locking_mode=EXCLUSIVE`, `BEGIN EXCLUSIVE`, `COMMIT`)
	}
	if err == nil {
		err = own(s.db.Prepare(true))
	}
	if err == nil {
		err = s.execute(`PRAGMA journal_mode=WAL`, `PRAGMA synchronous=NORMAL`)
	}
	if err == nil {
		err = s.prepare()
	}
	if err != nil {
		s.release()
		return nil, err
	}
	return s, nil
}

// Read opens the database of a folder with a finished audit for reading. It fails with ErrNone, ErrUnfinished, ErrInUse,
// ErrNotAudit or *VersionError.
func Read(dir string, rules []*lint.Rule) (*Store, error) {
	if _, err := os.Stat(filepath.Join(dir, FileName)); errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	} else if err != nil {
		return nil, err
	}
	if info, err := os.Stat(filepath.Join(dir, FileName+"-wal")); err == nil && info.Size() > 0 {
		return nil, ErrUnfinished // or in use; either way somebody has to finish it
	}
	s := &Store{dir: dir, rules: indexRules(rules)}
	err := s.connect("mode=ro&immutable=1")
	if err == nil {
		err = own(s.db.Prepare(false))
	}
	if err == nil {
		err = s.prepare()
	}
	if err == nil {
		var runs []Run
		if runs, err = s.Runs(); err == nil && (len(runs) == 0 || runs[len(runs)-1].Finished.IsZero()) {
			err = ErrUnfinished
		}
	}
	if err != nil {
		s.release()
		return nil, err
	}
	return s, nil
}

// Discard closes the database and removes it.
func (s *Store) Discard() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.release()
	for _, suffix := range []string{"", "-wal", "-journal"} {
		_ = os.Remove(filepath.Join(s.dir, FileName+suffix))
	}
}

func (s *Store) release() {
	s.stmt.close()
	if s.db != nil {
		_ = s.db.Close()
	}
}

// Close stores what waits to be stored and closes the database. It then is one file that can be copied.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	if s.write {
		if err = s.commit(); err == nil {
			err = s.execute(`PRAGMA journal_mode=DELETE`)
		}
	}
	s.release()
	return err
}

// Runs returns the audits of the folder, oldest first; the last may be unfinished.
func (s *Store) Runs() ([]Run, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows, err := s.query(`SELECT id, about FROM run ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var runs []Run
	for rows.Next() {
		var r Run
		var about []byte
		if err := rows.Scan(&r.id, &about); err != nil {
			return nil, s.explain(err)
		}
		id := r.id
		if err := json.Unmarshal(about, &r); err != nil || len(r.Bases) == 0 || len(r.Bases) > maxBases {
			return nil, texts.Error("run", lint.Values{"errnotaudit": ErrNotAudit, "id": int(id)})
		}
		r.Total.Current()
		runs = append(runs, r)
	}
	if err := rows.Err(); err != nil {
		return nil, s.explain(err)
	}
	for i := range runs {
		for _, e := range runs[i].Bases {
			n, err := s.number(`SELECT id FROM basis WHERE fingerprint=?`, e.Fingerprint())
			if err != nil {
				return nil, texts.Error("run-2", lint.Values{"errnotaudit": ErrNotAudit, "id": int(runs[i].id), "err": err})
			}
			runs[i].bases = append(runs[i].bases, n)
		}
	}
	return runs, nil
}

// Begin starts a run. What was stored for its bases before is used. The run that it returns changes until Finish.
func (s *Store) Begin(r Run) (*Run, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(r.Bases) == 0 || len(r.Bases) > maxBases {
		return nil, texts.Error("a-run-with-editions", lint.Values{"n": len(r.Bases)})
	}
	s.ids = map[string]int64{}
	r.bases = nil
	for _, e := range r.Bases {
		id, err := s.basis(e)
		if err != nil {
			return nil, err
		}
		s.ids[e.Fingerprint()] = id
		r.bases = append(r.bases, id)
	}
	about, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	r.id, err = s.number(`INSERT INTO run (about) VALUES (?) RETURNING id`, about)
	if err != nil {
		return nil, err
	}
	s.run = &r
	return s.run, nil
}

// basis stores a basis, or finds it.
func (s *Store) basis(e Basis) (int64, error) {
	about, err := json.Marshal(e)
	if err != nil {
		return 0, err
	}
	return s.number(`INSERT INTO basis (fingerprint, about) VALUES (?, ?) ON CONFLICT (fingerprint) DO UPDATE SET about=excluded.about RETURNING id`, e.Fingerprint(), about)
}

// Finish ends the run: paths that it did not meet are dropped, and its sums are stored.
func (s *Store) Finish(total report.Summary, finished time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.commit(); err != nil {
		return err
	}
	r := s.run
	r.Total, r.Finished = total, finished
	about, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := s.execute(`BEGIN IMMEDIATE`, fmt.Sprintf(`DELETE FROM document WHERE run<>%d`, r.id)); err != nil {
		return err
	}
	if _, err := s.db.Exec(`UPDATE run SET about=? WHERE id=?`, about, r.id); err != nil {
		return own(err)
	}
	return s.execute(`COMMIT`)
}
