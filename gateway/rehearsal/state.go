package rehearsal

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/database"
)

// sealed are the tables and what of them their seals vouch for.
var sealed = map[string]string{
	"validation": "key, workflow, at", "document": "id, workflow, issuer, pdf, deleted, calls, at", "event": "id, workflow, trace, document, record",
}

// kind is the file in which the state can be kept.
var kind = database.Kind{
	Name: "state of the rehearsal gateway", Application: 0x66736c72, Version: 2, MaxValue: 1 << 20, Sealed: sealed,
	Schema: []string{
		`CREATE TABLE validation (key TEXT PRIMARY KEY, workflow TEXT NOT NULL, at INTEGER NOT NULL` + database.Seal(sealed["validation"]) + `)`,
		`CREATE TABLE document (id TEXT PRIMARY KEY, workflow TEXT NOT NULL, issuer TEXT NOT NULL, pdf TEXT NOT NULL, deleted INTEGER NOT NULL, calls INTEGER NOT NULL, at INTEGER NOT NULL` +
			database.Seal(sealed["document"]) + `)`,
		`CREATE TABLE event (id INTEGER PRIMARY KEY, workflow TEXT NOT NULL, trace TEXT NOT NULL, document TEXT NOT NULL, record TEXT NOT NULL` +
			database.Seal(sealed["event"]) + `)`,
		`CREATE INDEX event_workflow ON event(workflow)`,
		`CREATE INDEX event_trace ON event(trace)`,
		`CREATE INDEX event_document ON event(document)`,
	},
}

// Bounds of the state: the oldest give way.
const (
	maxRows        = 200_000 // of validations, and of documents
	maxEvents      = 1_000_000
	maxEventsInRAM = 100_000 // about 100 MB
	boundEvery     = 100     // calls: so many rows there may be more
)

// state is what the gateway remembers. It is safe for concurrent use.
type state struct {
	mu        sync.Mutex
	db        *database.DB
	maxEvents int
	calls     int
}

// openState opens a file, or memory when path is empty.
func openState(path string) (*state, error) {
	if path == "" {
		db, err := kind.OpenMemory()
		if err != nil {
			return nil, err
		}
		return prepared(&state{db: db, maxEvents: maxEventsInRAM})
	}
	db, err := kind.Open(path, "mode=rwc")
	if err != nil {
		return nil, err
	}
	return prepared(&state{db: db, maxEvents: maxEvents}, `PRAGMA journal_mode=WAL`, `PRAGMA synchronous=NORMAL`)
}

func prepared(s *state, settings ...string) (*state, error) {
	err := s.db.Execute(`PRAGMA locking_mode=EXCLUSIVE`)
	if err == nil {
		err = s.db.Prepare(true)
	}
	if err == nil {
		err = s.db.Indexes()
	}
	if err == nil {
		err = s.db.Execute(settings...)
	}
	if err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	return s, nil
}

func (s *state) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.db.Close()
}

// within runs do in one transaction, one at a time: all that it does is kept, or nothing when it fails.
func (s *state) within(do func(*tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if err := s.db.Execute(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	if err := do(&tx{s.db, s.maxEvents, s.calls}); err != nil {
		return errors.Join(err, s.db.Execute(`ROLLBACK`))
	}
	return s.db.Execute(`COMMIT`)
}

// tx is the state within a transaction.
type tx struct {
	db        *database.DB
	maxEvents int
	calls     int // transactions so far
}

// errNone says that there is no such thing.
var errNone = errors.New("not on record")

// record is a validation that a publication finds again.
type record struct {
	Workflow string
	At       time.Time
}

// validated remembers a validation; a later one of the same CDA takes its place.
func (t *tx) validated(key string, r record) error {
	if _, err := t.db.Exec(`INSERT OR REPLACE INTO validation (key, workflow, at) VALUES (?, ?, ?)`, key, r.Workflow, r.At.UnixNano()); err != nil {
		return err
	}
	return t.bound("validation", maxRows)
}

// validation returns the record of a validation; the error is errNone when there is none.
func (t *tx) validation(key string) (r record, err error) {
	var at int64
	err = t.row(`SELECT workflow, at FROM validation WHERE key=?`, key, &r.Workflow, &at)
	r.At = time.Unix(0, at)
	return r, err
}

// spend uses up a validation, if there is one.
func (t *tx) spend(key string) error {
	_, err := t.db.Exec(`DELETE FROM validation WHERE key=?`, key)
	return err
}

// Published is a document that was published.
type Published struct {
	ID       string    `json:"identificativoDoc"`
	Workflow string    `json:"workflowInstanceId"` // of its last publication
	Issuer   string    `json:"issuer"`             // organisation that published it last
	PDF      string    `json:"sha256"`
	Deleted  bool      `json:"deleted"` // the index does not have it: deleted, replaced, or refused there
	Calls    int       `json:"calls"`   // that changed it, its publication too
	At       time.Time `json:"at"`      // of the last
}

// put publishes a document, or changes one.
func (t *tx) put(p Published) error {
	_, err := t.db.Exec(`INSERT INTO document (id, workflow, issuer, pdf, deleted, calls, at) VALUES (?, ?, ?, ?, ?, 1, ?)
		ON CONFLICT(id) DO UPDATE SET workflow=excluded.workflow, issuer=excluded.issuer, pdf=excluded.pdf, deleted=excluded.deleted, calls=calls+1, at=excluded.at`,
		p.ID, p.Workflow, p.Issuer, p.PDF, p.Deleted, p.At.UnixNano())
	if err != nil {
		return err
	}
	return t.bound("document", maxRows)
}

// document returns a document, deleted ones too; the error is errNone when there is none.
func (t *tx) document(id string) (*Published, error) {
	p := &Published{ID: id}
	var at int64
	err := t.row(`SELECT workflow, issuer, pdf, deleted, calls, at FROM document WHERE id=?`, id, &p.Workflow, &p.Issuer, &p.PDF, &p.Deleted, &p.Calls, &at)
	p.At = time.Unix(0, at)
	return p, err
}

// happened remembers the events of one call.
func (t *tx) happened(events []wire.Event) error {
	if len(events) == 0 {
		return nil
	}
	values := make([]any, 0, 4*len(events))
	for _, e := range events {
		text, err := json.Marshal(e)
		if err != nil {
			return err
		}
		values = append(values, e.WorkflowID, e.TraceID, e.Document, text)
	}
	rows := strings.Repeat(", (?, ?, ?, ?)", len(events))[2:]
	if _, err := t.db.Exec(`INSERT INTO event (workflow, trace, document, record) VALUES `+rows, values...); err != nil {
		return err
	}
	return t.bound("event", t.maxEvents)
}

// seen tells whether there is an event of a document.
func (t *tx) seen(id string) (bool, error) {
	var n int
	err := t.row(`SELECT 1 FROM event WHERE document=? LIMIT 1`, id, &n)
	if errors.Is(err, errNone) {
		return false, nil
	}
	return err == nil, err
}

// Queries for events, oldest first, as many as an answer may hold (01-overview §7).
const (
	ofWorkflow = `SELECT record FROM event WHERE workflow=? ORDER BY id LIMIT 1000`
	ofTrace    = `SELECT record FROM event WHERE trace=? ORDER BY id LIMIT 1000`
)

// events returns the events that a query asks for.
func (t *tx) events(query, arg string) ([]wire.Event, error) {
	rows, err := t.db.Query(query, arg)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []wire.Event
	for rows.Next() {
		var text []byte
		var e wire.Event
		if err := rows.Scan(&text); err != nil {
			return nil, t.db.Explain(err)
		}
		if err := json.Unmarshal(text, &e); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, t.db.Explain(rows.Err())
}

// bound drops the oldest rows of a table beyond a number, once in a while.
func (t *tx) bound(table string, rows int) error {
	if t.calls%boundEvery != 0 {
		return nil
	}
	_, err := t.db.Exec(fmt.Sprintf(`DELETE FROM %[1]s WHERE rowid <= (SELECT max(rowid) FROM %[1]s) - ?`, table), rows)
	return err
}

// row reads one row; the error is errNone when there is none.
func (t *tx) row(query, arg string, into ...any) error {
	rows, err := t.db.Query(query, arg)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return t.db.Explain(err)
		}
		return errNone
	}
	if err := rows.Scan(into...); err != nil {
		return fmt.Errorf("read the state: %w", t.db.Explain(err))
	}
	return nil
}
