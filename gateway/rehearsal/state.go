package rehearsal

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"fselint/gateway/wire"
	"fselint/internal/database"
)

// kind is the file in which the state can be kept.
var kind = database.Kind{
	Name: "state of the rehearsal gateway", Application: 0x66736c72, Version: 1, MaxValue: 1 << 20,
	Schema: []string{
		`CREATE TABLE validation (key TEXT PRIMARY KEY, workflow TEXT NOT NULL, issuer TEXT NOT NULL, at INTEGER NOT NULL)`,
		`CREATE TABLE document (id TEXT PRIMARY KEY, workflow TEXT NOT NULL, issuer TEXT NOT NULL, pdf TEXT NOT NULL, deleted INTEGER NOT NULL, calls INTEGER NOT NULL, at INTEGER NOT NULL)`,
		`CREATE TABLE event (id INTEGER PRIMARY KEY, workflow TEXT NOT NULL, trace TEXT NOT NULL, record TEXT NOT NULL)`,
		`CREATE INDEX event_workflow ON event(workflow)`,
		`CREATE INDEX event_trace ON event(trace)`,
	},
}

// Bounds of the state: the oldest give way.
const (
	maxEvents      = 1_000_000
	maxValidations = 200_000
)

// state is what the gateway remembers. It is safe for concurrent use.
type state struct {
	mu sync.Mutex
	db *database.DB
}

// openState opens a file, or memory when path is empty.
func openState(path string) (*state, error) {
	open := kind.OpenMemory
	if path != "" {
		open = func() (*database.DB, error) { return kind.Open(path, "mode=rwc") }
	}
	db, err := open()
	if err != nil {
		return nil, err
	}
	if path != "" {
		err = db.Execute(`PRAGMA locking_mode=EXCLUSIVE`)
	}
	if err == nil {
		err = db.Prepare(true)
	}
	if err == nil && path != "" {
		err = db.Execute(`PRAGMA journal_mode=WAL`, `PRAGMA synchronous=NORMAL`)
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return &state{db: db}, nil
}

func (s *state) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.db.Close()
}

// record is a validation that a publication finds again.
type record struct {
	Workflow, Issuer string
	At               time.Time
}

// validated remembers a validation; a later one of the same CDA takes its place.
func (s *state) validated(key string, r record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write(func() error {
		if _, err := s.db.Exec(`INSERT OR REPLACE INTO validation (key, workflow, issuer, at) VALUES (?, ?, ?, ?)`, key, r.Workflow, r.Issuer, r.At.UnixNano()); err != nil {
			return err
		}
		_, err := s.db.Exec(`DELETE FROM validation WHERE rowid <= (SELECT max(rowid) FROM validation) - ?`, maxValidations)
		return err
	})
}

// errNone says that there is no such thing.
var errNone = errors.New("not on record")

// use takes a validation out of the records. check may refuse it, and it then stays.
func (s *state) use(key string, check func(record) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write(func() error {
		var r record
		var at int64
		err := s.row(`SELECT workflow, issuer, at FROM validation WHERE key=?`, []any{key}, &r.Workflow, &r.Issuer, &at)
		if err != nil {
			return err
		}
		r.At = time.Unix(0, at)
		if err := check(r); err != nil {
			return err
		}
		_, err = s.db.Exec(`DELETE FROM validation WHERE key=?`, key)
		return err
	})
}

// Published is a document that was published.
type Published struct {
	ID       string    `json:"identificativoDoc"`
	Workflow string    `json:"workflowInstanceId"`
	Issuer   string    `json:"issuer"`
	PDF      string    `json:"sha256"`
	Deleted  bool      `json:"deleted"`
	Calls    int       `json:"calls"` // that changed it, its publication too
	At       time.Time `json:"at"`
}

// put publishes a document, or changes one.
func (s *state) put(p Published) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.db.Exec(`INSERT INTO document (id, workflow, issuer, pdf, deleted, calls, at) VALUES (?, ?, ?, ?, ?, 1, ?)
		ON CONFLICT(id) DO UPDATE SET workflow=excluded.workflow, issuer=excluded.issuer, pdf=excluded.pdf, deleted=excluded.deleted, calls=calls+1, at=excluded.at`,
		p.ID, p.Workflow, p.Issuer, p.PDF, p.Deleted, p.At.UnixNano())
	return err
}

// document returns a document, deleted ones too; the error is errNone when there is none.
func (s *state) document(id string) (*Published, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &Published{ID: id}
	var at int64
	err := s.row(`SELECT workflow, issuer, pdf, deleted, calls, at FROM document WHERE id=?`, []any{id}, &p.Workflow, &p.Issuer, &p.PDF, &p.Deleted, &p.Calls, &at)
	p.At = time.Unix(0, at)
	return p, err
}

// happened remembers the events of one call.
func (s *state) happened(workflow, trace string, events []wire.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write(func() error {
		for _, e := range events {
			text, err := json.Marshal(e)
			if err != nil {
				return err
			}
			if _, err := s.db.Exec(`INSERT INTO event (workflow, trace, record) VALUES (?, ?, ?)`, workflow, trace, text); err != nil {
				return err
			}
		}
		_, err := s.db.Exec(`DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?`, maxEvents)
		return err
	})
}

// events returns the events of a workflow or of a trace, oldest first.
func (s *state) events(workflow, trace string) ([]wire.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	query, arg := `SELECT record FROM event WHERE workflow=? ORDER BY id LIMIT 1000`, workflow
	if trace != "" {
		query, arg = `SELECT record FROM event WHERE trace=? ORDER BY id LIMIT 1000`, trace
	}
	rows, err := s.db.Query(query, arg)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []wire.Event
	for rows.Next() {
		var text []byte
		var e wire.Event
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &e); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// write runs statements in one transaction.
func (s *state) write(do func() error) error {
	if err := s.db.Execute(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	if err := do(); err != nil {
		return errors.Join(err, s.db.Execute(`ROLLBACK`))
	}
	return s.db.Execute(`COMMIT`)
}

// row reads one row; the error is errNone when there is none.
func (s *state) row(query string, args []any, into ...any) error {
	rows, err := s.db.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return errors.Join(rows.Err(), errNone)
	}
	if err := rows.Scan(into...); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read the state: %w", err)
	}
	return nil
}
