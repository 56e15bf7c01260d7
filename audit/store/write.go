package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// A batch is what one transaction stores.
const (
	batchResults = 512
	batchTime    = time.Second
)

type batch struct {
	open    bool
	results int
	since   time.Time
}

// statements are compiled once: every document needs them.
type statements struct {
	find, mark, known, put, judge *sql.Stmt
}

func (s *Store) prepare() error {
	for query, to := range map[string]**sql.Stmt{
		`SELECT size, changed, content, form FROM document WHERE path=?`:              &s.stmt.find,
		`UPDATE document SET run=? WHERE path=?`:                                      &s.stmt.mark,
		`SELECT transient, run FROM judgement WHERE content=? AND form=? AND basis=?`: &s.stmt.known,
		`INSERT INTO document (path, run, size, changed, content, form, fault) VALUES (?, ?, ?, ?, ?, ?, ?)
		 ON CONFLICT (path) DO UPDATE SET run=excluded.run, size=excluded.size, changed=excluded.changed, content=excluded.content, form=excluded.form, fault=excluded.fault`: &s.stmt.put,
		`INSERT INTO judgement (content, form, basis, run, transient, document) VALUES (?, ?, ?, ?, ?, ?)
		 ON CONFLICT (content, form, basis) DO UPDATE SET run=excluded.run, transient=excluded.transient, document=excluded.document`: &s.stmt.judge,
	} {
		stmt, err := s.db.Statement(query)
		if err != nil {
			return own(err)
		}
		*to = stmt
	}
	return nil
}

func (st *statements) close() {
	for _, s := range []*sql.Stmt{st.find, st.mark, st.known, st.put, st.judge} {
		if s != nil {
			s.Close()
		}
	}
}

// Unchanged reports whether the file at a path is as it was when it was read, by size and time, and all judgements that the run
// needs are there; the path then belongs to the run and need not be read.
func (s *Store) Unchanged(path string, info fs.FileInfo) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var size, changed int64
	var sum []byte
	var form uint8
	err := s.stmt.find.QueryRow([]byte(path)).Scan(&size, &changed, &sum, &form)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, s.explain(err)
	case len(sum) != len(audit.Content{}.Sum) || changed == 0 || size != info.Size() || changed != info.ModTime().UnixNano():
		return false, nil
	}
	content := audit.Content{Sum: [32]byte(sum), Form: audit.Form(form)}
	reused := 0
	for fingerprint := range s.ids {
		transient, run, err := s.made(audit.Key{Content: content, Basis: fingerprint})
		if err != nil || run == 0 || transient && run != s.run.id {
			return false, err
		}
		if run != s.run.id {
			reused++
		}
	}
	if err := s.begin(); err != nil {
		return false, err
	}
	if _, err := s.stmt.mark.Exec(s.run.id, []byte(path)); err != nil {
		return false, s.explain(err)
	}
	s.run.Reused += reused
	return true, s.count()
}

// Known reports whether a judgement is stored that need not be made again.
func (s *Store) Known(key audit.Key) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known(key)
}

func (s *Store) known(key audit.Key) (bool, error) {
	transient, run, err := s.made(key)
	return run != 0 && (!transient || run == s.run.id), err // what may pass is tried once in every run
}

// made says which run made a judgement, 0 when there is none.
func (s *Store) made(key audit.Key) (transient bool, run int64, err error) {
	basis, ok := s.ids[key.Basis]
	if !ok {
		return false, 0, texts.Error("edition-not-this-run", lint.Values{"edition": key.Basis})
	}
	err = s.stmt.known.QueryRow(key.Sum[:], key.Form, basis).Scan(&transient, &run)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return transient, run, s.explain(err)
}

// Put stores a result. It is safe from the next commit on, which follows within a second of further calls; see Flush.
func (s *Store) Put(r *audit.Result) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.begin(); err != nil {
		return err
	}
	var sum, fault []byte
	var form audit.Form
	var changed int64
	if r.Content == nil {
		var err error
		if fault, err = encode(r.Judgements[0].Document); err != nil {
			return err
		}
	} else {
		sum, form = r.Content.Sum[:], r.Content.Form
		for _, j := range r.Judgements {
			if err := s.judgement(r, j); err != nil {
				return err
			}
		}
	}
	if r.Stat.Tells() {
		changed = r.Stat.ModTime.UnixNano()
	}
	if _, err := s.stmt.put.Exec([]byte(r.Path), s.run.id, r.Stat.Size, changed, sum, form, fault); err != nil {
		return s.explain(err)
	}
	return s.count()
}

func (s *Store) judgement(r *audit.Result, j audit.Judgement) error {
	if j.Shared && j.Document != nil {
		return nil // its first path stores it
	}
	if j.Document == nil {
		_, run, err := s.made(j.Key)
		if run != s.run.id { // otherwise it is a copy of another document of this run
			s.run.Reused++
		}
		return err
	}
	s.run.Judged++
	data, err := encode(j.Document)
	if err != nil {
		d := *j.Document
		d.Findings, d.Gateway, d.Verdict = nil, nil, validate.Fault
		d.Fault = &validate.Failure{Kind: validate.Broken, Message: lint.Same(err.Error())}
		if data, err = encode(&d); err != nil {
			return fmt.Errorf("%s: %w", r.Path, err)
		}
	}
	_, err = s.stmt.judge.Exec(j.Key.Sum[:], j.Key.Form, s.ids[j.Key.Basis], s.run.id, audit.Transient(j.Document), data)
	return s.explain(err)
}

// Flush makes everything safe that was put.
func (s *Store) Flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commit()
}

func (s *Store) begin() error {
	if s.batch.open {
		return nil
	}
	if err := s.execute(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	s.batch = batch{open: true, since: time.Now()}
	return nil
}

// count commits when the batch is large or old enough.
func (s *Store) count() error {
	if s.batch.results++; s.batch.results >= batchResults || time.Since(s.batch.since) > batchTime {
		return s.commit()
	}
	return nil
}

func (s *Store) commit() error {
	if !s.batch.open {
		return nil
	}
	s.batch.open = false
	return s.execute(`COMMIT`)
}

// ConflictError says that a path is there already with another content.
type ConflictError struct{ Path string }

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s: two parts have it with different contents", e.Path)
}

// Adopt stores a document of another audit with the same bases. A later run will read the file again.
func (s *Store) Adopt(d *Document) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(d.Judgements) != len(s.run.bases) {
		return texts.Error("judgements-editions", lint.Values{"path": d.Path, "n": len(d.Judgements), "n2": len(s.run.bases)})
	}
	if err := s.begin(); err != nil {
		return err
	}
	var sum, fault []byte
	var form audit.Form
	if d.Content != nil {
		sum, form = d.Content.Sum[:], d.Content.Form
	}
	var size, changed int64
	var there []byte
	var thereForm audit.Form
	err := s.stmt.find.QueryRow([]byte(d.Path)).Scan(&size, &changed, &there, &thereForm)
	if err == nil && (!bytes.Equal(there, sum) || thereForm != form) {
		return &ConflictError{d.Path}
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s.explain(err)
	}
	for i, j := range d.Judgements {
		data, err := encode(j)
		if err != nil {
			return err
		}
		if d.Content == nil {
			fault = data
		} else if _, err := s.stmt.judge.Exec(sum, form, s.run.bases[i], s.run.id, audit.Transient(j), data); err != nil {
			return s.explain(err)
		}
	}
	if _, err := s.stmt.put.Exec([]byte(d.Path), s.run.id, 0, 0, sum, form, fault); err != nil {
		return s.explain(err)
	}
	return s.count()
}
