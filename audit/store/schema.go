package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// FileName is the database in the folder of an audit.
const FileName = "audit.db"

const (
	applicationID = 0x66736c74 // "fslt"
	schemaVersion = 1
)

// schema makes the tables. A database whose tables read otherwise is refused, so that nothing foreign (a trigger, a view) runs.
var schema = []string{
	`CREATE TABLE edition (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, about TEXT NOT NULL)`,
	`CREATE TABLE run (id INTEGER PRIMARY KEY, about TEXT NOT NULL)`,
	`CREATE TABLE judgement (id INTEGER PRIMARY KEY, content BLOB NOT NULL, form INTEGER NOT NULL, edition INTEGER NOT NULL, run INTEGER NOT NULL, passing INTEGER NOT NULL, document BLOB NOT NULL, UNIQUE (content, form, edition))`,
	`CREATE TABLE document (path BLOB PRIMARY KEY, run INTEGER NOT NULL, size INTEGER NOT NULL, changed INTEGER NOT NULL, content BLOB, form INTEGER NOT NULL, fault BLOB) WITHOUT ROWID`,
}

// Errors about a database as a whole.
var (
	ErrInUse      = errors.New("the audit is in use by another process")
	ErrNotAudit   = errors.New("not an audit database, or a damaged one")
	ErrUnfinished = errors.New("the audit is not finished")
	ErrNone       = errors.New("there is no audit")
)

// VersionError says that a database was made by an older or newer fselint with another form of the database.
type VersionError struct{ Got int }

func (e *VersionError) Error() string {
	age := "older"
	if e.Got > schemaVersion {
		age = "newer"
	}
	return fmt.Sprintf("the audit database has version %d, this fselint knows version %d: it was made by an %s fselint", e.Got, schemaVersion, age)
}

// Exists reports whether a folder holds an audit.
func Exists(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, FileName))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// connect opens the database of a folder on one connection.
func connect(dir, query string) (*sql.DB, *sql.Conn, error) {
	path, err := filepath.Abs(filepath.Join(dir, FileName))
	if err != nil {
		return nil, nil, err
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: query}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(context.Background())
	if err != nil {
		db.Close()
		return nil, nil, clear(err)
	}
	_, err = sqlite.Limit(conn, sqlite3.SQLITE_LIMIT_LENGTH, maxDocument)
	if err == nil {
		err = execute(conn, `PRAGMA trusted_schema=OFF`, `PRAGMA cell_size_check=ON`, `PRAGMA mmap_size=0`, `PRAGMA cache_size=-16000`)
	}
	if err != nil {
		conn.Close()
		db.Close()
		return nil, nil, clear(err)
	}
	return db, conn, nil
}

func execute(conn *sql.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := conn.ExecContext(context.Background(), s); err != nil {
			return clear(err)
		}
	}
	return nil
}

// clear turns the database's errors that concern the whole file into those of this package.
func clear(err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrInUse
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w: %v", ErrNotAudit, err)
	}
	return err
}

// number asks for one number.
func number(conn *sql.Conn, query string, args ...any) (int64, error) {
	var n int64
	err := conn.QueryRowContext(context.Background(), query, args...).Scan(&n)
	return n, clear(err)
}

// prepareSchema makes the tables of an empty database, or checks those of one that has some.
func prepareSchema(conn *sql.Conn, create bool) error {
	id, err := number(conn, `PRAGMA application_id`)
	if err != nil {
		return err
	}
	version, err := number(conn, `PRAGMA user_version`)
	if err != nil {
		return err
	}
	tables, err := number(conn, `SELECT count(*) FROM sqlite_schema`)
	if err != nil {
		return err
	}
	switch {
	case id == 0 && version == 0 && tables == 0 && create:
		statements := slices.Concat([]string{`BEGIN EXCLUSIVE`}, schema,
			[]string{fmt.Sprintf(`PRAGMA application_id=%d`, applicationID), fmt.Sprintf(`PRAGMA user_version=%d`, schemaVersion), `COMMIT`})
		return execute(conn, statements...)
	case id == 0 && version == 0 && tables == 0:
		return ErrUnfinished
	case id != applicationID:
		return ErrNotAudit
	case version != schemaVersion:
		return &VersionError{int(version)}
	}
	return checkSchema(conn)
}

// checkSchema wants exactly the tables of this version, and a sound file.
func checkSchema(conn *sql.Conn) error {
	rows, err := conn.QueryContext(context.Background(), `SELECT coalesce(sql, '') FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid LIMIT 100`)
	if err != nil {
		return clear(err)
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return clear(err)
		}
		got = append(got, s)
	}
	if err := rows.Err(); err != nil {
		return clear(err)
	}
	if !slices.Equal(got, schema) {
		return fmt.Errorf("%w: other tables than an audit's", ErrNotAudit)
	}
	var word string
	if err := conn.QueryRowContext(context.Background(), `PRAGMA quick_check(1)`).Scan(&word); err != nil {
		return clear(err)
	}
	if word != "ok" {
		return fmt.Errorf("%w: %s", ErrNotAudit, word)
	}
	return nil
}
