package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fselint/fselint/internal/database"
	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

const kindID = 0x66736c67

// kind is the ledger's file. Triggers keep what was written.
var kind = database.Kind{
	Name: "ledger", Application: kindID, Version: 2, MaxValue: 64 << 20, Before: &unchained, Upgrade: chainAll,
	Schema: append(slices.Clone(unchained.Schema), chainSchema...),
}

// chainSchema is what version 2 has beside version 1. SQLite's REPLACE removes rows without asking the triggers about it, so that
// nothing may come in under a number that is taken.
var chainSchema = []string{
	`CREATE TABLE link (seq INTEGER PRIMARY KEY, source TEXT NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL)`,
	`CREATE UNIQUE INDEX link_entry ON link(source, entry)`,
	`CREATE TRIGGER link_kept BEFORE UPDATE ON link BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END`,
	`CREATE TRIGGER link_stays BEFORE DELETE ON link BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END`,
	`CREATE TRIGGER attempt_new BEFORE INSERT ON attempt WHEN EXISTS (SELECT 1 FROM attempt WHERE id=NEW.id) BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END`,
	`CREATE TRIGGER outcome_new BEFORE INSERT ON outcome WHEN EXISTS (SELECT 1 FROM outcome WHERE id=NEW.id) BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END`,
	`CREATE TRIGGER link_new BEFORE INSERT ON link WHEN EXISTS (SELECT 1 FROM link WHERE seq=NEW.seq OR source=NEW.source AND entry=NEW.entry) BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END`,
}

// unchained is the ledger's file as it was made before there were links.
var unchained = database.Kind{
	Name: "ledger", Application: kindID, Version: 1, MaxValue: 64 << 20,
	Schema: []string{
		`CREATE TABLE attempt (id INTEGER PRIMARY KEY, at TEXT NOT NULL, operation TEXT NOT NULL, document TEXT NOT NULL, path TEXT NOT NULL, workflow TEXT NOT NULL, cda TEXT NOT NULL, record TEXT NOT NULL)`,
		`CREATE TABLE outcome (id INTEGER PRIMARY KEY, attempt INTEGER NOT NULL REFERENCES attempt(id), at TEXT NOT NULL, kind TEXT NOT NULL, cart TEXT NOT NULL, record TEXT NOT NULL)`,
		`CREATE INDEX attempt_document ON attempt(document)`,
		`CREATE INDEX attempt_path ON attempt(path)`,
		`CREATE INDEX attempt_cda ON attempt(cda)`,
		`CREATE INDEX outcome_attempt ON outcome(attempt)`,
		`CREATE TRIGGER attempt_kept BEFORE UPDATE ON attempt BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END`,
		`CREATE TRIGGER attempt_stays BEFORE DELETE ON attempt BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END`,
		`CREATE TRIGGER outcome_kept BEFORE UPDATE ON outcome BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END`,
		`CREATE TRIGGER outcome_stays BEFORE DELETE ON outcome BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END`,
	},
}

// Ledger is an open ledger. It is safe for concurrent use.
type Ledger struct {
	mu      sync.Mutex
	db      *database.DB
	path    string
	file    os.FileInfo // the file that is open, which path must go on naming
	release func()
	write   bool
	chained bool // it has links: it is of version 2
	indexed bool // its indexes lead to what they index
}

// Errors of methods.
var (
	ErrReadOnly = texts.Error("the-ledger-was-opened-for-reading", nil)
	errChanged  = texts.Error("changed", nil)
	ErrGone     = texts.Error("the-ledger-was-deleted-or-replaced", nil)
)

// Open opens a ledger for writing and makes it where there is none, readable by its owner alone. It waits for another process
// that writes until ctx ends. What a side file holds (see Rescue) is taken in. Errors wrap database.ErrInUse, database.ErrOther or
// are a *database.VersionError when the file is not a ledger of this version.
func Open(ctx context.Context, path string) (*Ledger, error) {
	h, err := Hold(ctx, path)
	if err != nil {
		return nil, err
	}
	return h.Open()
}

// Held keeps others from writing to a ledger, which need not be there yet.
type Held struct {
	path    string
	release func()
}

// Hold waits until nobody else writes, or ctx ends: what is read from now on stays true until Release, or the closing of the ledger.
func Hold(ctx context.Context, path string) (*Held, error) {
	release, err := digeststore.LockFile(ctx, path+".lock")
	if err != nil {
		return nil, texts.Error("open-ledger", lint.Values{"path": path, "err": err})
	}
	return &Held{path, sync.OnceFunc(release)}, nil
}

// Path is where the ledger lies.
func (h *Held) Path() string { return h.path }

// Release lets others write, once the ledger that was opened is closed, or where none was.
func (h *Held) Release() { h.release() }

// Open is the function Open for the one who holds it.
func (h *Held) Open() (*Ledger, error) {
	l, err := open(h.path, h.release)
	if err != nil {
		h.release()
		return nil, texts.Error("open-ledger", lint.Values{"path": h.path, "err": err})
	}
	return l, nil
}

func open(path string, release func()) (*Ledger, error) {
	_, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) // SQLite would make it readable by others
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	db, err := kind.Open(path, "mode=rw")
	if err != nil {
		return nil, err
	}
	l := &Ledger{db: db, path: path, file: info, release: release, write: true, chained: true}
	err = db.Execute(`PRAGMA busy_timeout=5000`) // a reader may be at work
	if err == nil {
		err = db.Prepare(true)
	}
	if err == nil { // before the first call: one that an index does not lead to would be sent again
		err = l.indexes()
	}
	if err == nil {
		err = l.continues(fresh)
	}
	if err == nil { // every commit is on the disk before it returns
		err = db.Execute(`PRAGMA journal_mode=WAL`, `PRAGMA synchronous=FULL`, `PRAGMA fullfsync=ON`)
	}
	if err == nil {
		whole.SyncDir(filepath.Dir(path))
		err = l.takeIn()
	}
	if err == nil {
		l.note()
		err = reserve(path)
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return l, nil
}

// Read opens a ledger for reading; it does not wait for a writer and does not disturb it.
func Read(path string) (*Ledger, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	db, err := read(path, "mode=ro")
	if info, missing := os.Stat(path + "-wal"); err != nil && (missing != nil || info.Size() == 0) {
		// In a folder that cannot be written to SQLite finds no place for its lock; where nobody is at work it needs none.
		if still, second := read(path, "mode=ro&immutable=1"); second == nil {
			db, err = still, nil
		}
	}
	if err != nil {
		return nil, texts.Error("open-ledger", lint.Values{"path": path, "err": err})
	}
	version, err := db.Number(`PRAGMA user_version`)
	if err != nil {
		return nil, errors.Join(texts.Error("open-ledger", lint.Values{"path": path, "err": err}), db.Close())
	}
	return &Ledger{db: db, path: path, chained: version == int64(kind.Version)}, nil
}

func read(path, query string) (*database.DB, error) {
	db, err := kind.Open(path, query)
	if err != nil {
		return nil, err
	}
	err = db.Execute(`PRAGMA busy_timeout=5000`)
	if err == nil {
		err = db.Prepare(false)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// indexes wants indexes to lead to what they index; once is enough.
func (l *Ledger) indexes() error {
	if l.indexed {
		return nil
	}
	err := l.db.Indexes()
	l.indexed = err == nil
	return err
}

// Close closes the ledger and lets others write.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.db.Close()
	if l.release != nil {
		l.release()
	}
	return err
}

// there tells whether the ledger's name still leads to the open file: a file that was deleted takes what is written to it along.
func (l *Ledger) there() error {
	info, err := os.Stat(l.path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	if !os.SameFile(info, l.file) {
		return ErrGone
	}
	return nil
}

// Begin writes down an attempt before it is sent. When it returns without an error the attempt is on the disk; ID is set.
func (l *Ledger) Begin(a *Attempt) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.write {
		return ErrReadOnly
	}
	if err := l.begin(a); err != nil {
		return texts.Error("write-attempt-down", lint.Values{"err": err})
	}
	if err := l.there(); err != nil {
		return err
	}
	l.note()
	return nil
}

func (l *Ledger) begin(a *Attempt) error {
	record, err := a.record()
	if err != nil {
		return err
	}
	return l.one(func() error {
		r, err := l.db.Exec(`INSERT INTO attempt (at, operation, document, path, workflow, cda, record) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			stamp(a.At), string(a.Operation), a.Document, a.PathID, a.Workflow, a.Validation, record)
		if err != nil {
			return err
		}
		if a.ID, err = r.LastInsertId(); err != nil {
			return err
		}
		return l.chain("attempt", attemptColumns, a.ID)
	})
}

// record is an attempt as it is stored: its number is that of its row.
func (a Attempt) record() ([]byte, error) {
	a.ID = 0
	return json.Marshal(a)
}

// Append adds what became of an attempt. When it fails, the caller must not lose the outcome: see Rescue.
func (l *Ledger) Append(o *Outcome) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.write {
		return ErrReadOnly
	}
	if err := l.append(o); err != nil {
		return texts.Error("write-outcome-down", lint.Values{"err": err})
	}
	if err := l.there(); err != nil {
		return err
	}
	l.note()
	return nil
}

func (l *Ledger) append(o *Outcome) error {
	record, err := json.Marshal(o)
	if err != nil {
		return err
	}
	cart := ""
	if o.Answer != nil {
		cart = o.Answer.CartID
	}
	return l.one(func() error {
		r, err := l.db.Exec(`INSERT INTO outcome (attempt, at, kind, cart, record) SELECT id, ?, ?, ?, ? FROM attempt WHERE id=?`,
			stamp(o.At), string(o.Kind), cart, record, o.Attempt)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n != 1 {
			return texts.Error("there-no-attempt", lint.Values{"attempt": int(o.Attempt), "err": errors.Join(err, fs.ErrNotExist)})
		}
		id, err := r.LastInsertId()
		if err != nil {
			return err
		}
		return l.chain("outcome", outcomeColumns, id)
	})
}

// stamp writes a time so that text sorts as time does.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000000Z") }
