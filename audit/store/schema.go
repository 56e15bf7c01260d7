package store

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fselint/fselint/internal/database"
)

// FileName is the database in the folder of an audit.
const FileName = "audit.db"

// sealed are the tables and what of them their seals vouch for.
var sealed = map[string]string{
	"basis": "id, fingerprint, about", "run": "id, about",
	"judgement": "id, content, form, basis, run, transient, document",
	"document":  "path, run, size, changed, content, form, fault",
}

var kind = database.Kind{
	Name:        "audit database",
	Application: 0x66736c74, // "fslt"
	Version:     3,
	MaxValue:    maxDocument,
	Sealed:      sealed,
	Schema: []string{
		`CREATE TABLE basis (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, about TEXT NOT NULL` + database.Seal(sealed["basis"]) + `)`,
		`CREATE TABLE run (id INTEGER PRIMARY KEY, about TEXT NOT NULL` + database.Seal(sealed["run"]) + `)`,
		`CREATE TABLE judgement (id INTEGER PRIMARY KEY, content BLOB NOT NULL, form INTEGER NOT NULL, basis INTEGER NOT NULL, run INTEGER NOT NULL, transient INTEGER NOT NULL, document BLOB NOT NULL` +
			database.Seal(sealed["judgement"]) + `, UNIQUE (content, form, basis))`,
		`CREATE TABLE document (path BLOB PRIMARY KEY, run INTEGER NOT NULL, size INTEGER NOT NULL, changed INTEGER NOT NULL, content BLOB, form INTEGER NOT NULL, fault BLOB` +
			database.Seal(sealed["document"]) + `) WITHOUT ROWID`,
	},
}

// Errors about a database as a whole.
var (
	ErrInUse      = texts.Error("the-audit-in-use-by-another", nil)
	ErrNotAudit   = texts.Error("not-audit-database-or-damaged-one", nil)
	ErrUnfinished = texts.Error("the-audit-not-finished", nil)
	ErrNone       = texts.Error("there-no-audit", nil)
)

// VersionError says that a database was made by an older or newer fselint with another form of the database.
type VersionError = database.VersionError

// Exists reports whether a folder holds an audit.
func Exists(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, FileName))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// connect opens the database of a folder; query holds parameters of SQLite's URIs.
func (s *Store) connect(query string) error {
	db, err := kind.Open(filepath.Join(s.dir, FileName), query)
	if err != nil {
		return own(err)
	}
	s.db = db
	return s.execute(`PRAGMA cache_size=-16000`)
}

func (s *Store) execute(statements ...string) error { return own(s.db.Execute(statements...)) }

// number asks for one number.
func (s *Store) number(query string, args ...any) (int64, error) {
	n, err := s.db.Number(query, args...)
	return n, own(err)
}

func (s *Store) query(query string, args ...any) (*sql.Rows, error) {
	rows, err := s.db.Query(query, args...)
	return rows, own(err)
}

// explain is for errors of statements and rows.
func (s *Store) explain(err error) error { return own(s.db.Explain(err)) }

// own turns errors that concern the whole file into those of this package.
func own(err error) error {
	switch {
	case errors.Is(err, database.ErrInUse):
		return ErrInUse
	case errors.Is(err, database.ErrEmpty):
		return ErrUnfinished
	case errors.Is(err, database.ErrOther):
		_, detail, _ := strings.Cut(err.Error(), database.ErrOther.Error())
		return fmt.Errorf("%w%s", ErrNotAudit, detail)
	}
	return err
}
