package database

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
	"syscall"

	"github.com/fselint/fselint/internal/whole"
)

// Kind describes the files of one kind.
type Kind struct {
	Name        string   // what such a file is called in errors
	Application int32    // SQLite's application_id
	Version     int      // of its tables
	Schema      []string // statements that make tables, indexes and triggers
	MaxValue    int      // bytes of the longest value

	// Sealed are the tables whose rows have a seal, and its columns; see Seal.
	Sealed map[string]string

	Before  *Kind           // the version before, which can still be read; nil where there is none
	Upgrade func(*DB) error // fills what a file of that version lacks, its tables being made already
}

// Errors about a file as a whole.
var (
	ErrInUse = errors.New("in use by another process")
	ErrOther = errors.New("another kind of file, or a damaged one")
	ErrEmpty = errors.New("empty")
)

// VersionError says that a file was made by an older or newer program.
type VersionError struct {
	Name      string
	Got, Want int
}

func (e *VersionError) Error() string {
	age := "older"
	if e.Got > e.Want {
		age = "newer"
	}
	return fmt.Sprintf("the %s has version %d, this fselint knows version %d: it was made by an %s fselint", e.Name, e.Got, e.Want, age)
}

// Seal is the last column of a table with these columns: their checksum. Rows that are not what was written are found when a file
// is opened, and with Sealed when one is read.
func Seal(columns string) string { return `, seal INTEGER AS (` + checksumOf(columns) + `) STORED` }

// Sealed is an expression that is 1 when a row's seal fits these values, which stand for its columns.
func Sealed(seal, values string) string {
	return fmt.Sprintf(`coalesce(%s=%s, 0)`, seal, checksumOf(values))
}

func checksumOf(values string) string { return checksum + `(` + values + `)` }

// DB is an open file. Its methods follow database/sql; errors about the whole file are those of this package.
type DB struct {
	conn *sql.Conn
	db   *sql.DB
	kind *Kind
	path string // "" for memory
}

// Open connects to a file; query holds parameters of SQLite's URIs, such as mode=rwc.
func (k *Kind) Open(path, query string) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if strings.Contains(query, "mode=rwc") { // SQLite would make it readable by others
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, whole.Mode(path))
		if err != nil {
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: query}
	d, err := k.connect(u.String())
	if err == nil {
		d.path = filepath.FromSlash(path)
	}
	return d, err
}

// OpenMemory makes an empty database that lives as long as it is open.
func (k *Kind) OpenMemory() (*DB, error) { return k.connect(":memory:") }

func (k *Kind) connect(name string) (*DB, error) {
	prepare()
	db, err := sql.Open(driver, name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(context.Background())
	if err != nil {
		db.Close()
		return nil, k.explain(err)
	}
	d := &DB{conn: conn, db: db, kind: k}
	if err = limit(conn, k.MaxValue); err == nil {
		// Seals need a schema that is trusted; nothing of one is run before it is known to be ours (check).
		err = d.Execute(`PRAGMA trusted_schema=ON`, `PRAGMA cell_size_check=ON`, `PRAGMA mmap_size=0`)
	}
	if err != nil {
		d.Close()
		return nil, k.explain(err)
	}
	return d, nil
}

// Close closes the file.
func (d *DB) Close() error { return errors.Join(d.conn.Close(), d.db.Close()) }

// Execute runs statements without results.
func (d *DB) Execute(statements ...string) error {
	for _, s := range statements {
		if _, err := d.Exec(s); err != nil {
			return err
		}
	}
	return nil
}

// Exec runs one statement with arguments.
func (d *DB) Exec(statement string, args ...any) (sql.Result, error) {
	r, err := d.conn.ExecContext(context.Background(), statement, args...)
	return r, d.explain(err)
}

// Query asks for rows. The caller closes them, and explains their error with Explain.
func (d *DB) Query(query string, args ...any) (*sql.Rows, error) {
	rows, err := d.conn.QueryContext(context.Background(), query, args...)
	return rows, d.explain(err)
}

// Statement compiles a statement. The caller closes it, and explains its errors with Explain.
func (d *DB) Statement(query string) (*sql.Stmt, error) {
	s, err := d.conn.PrepareContext(context.Background(), query)
	return s, d.explain(err)
}

// Number asks for one number.
func (d *DB) Number(query string, args ...any) (int64, error) {
	var n int64
	err := d.conn.QueryRowContext(context.Background(), query, args...).Scan(&n)
	return n, d.explain(err)
}

// Explain turns an error of SQLite that concerns the whole file into one of this package.
func (d *DB) Explain(err error) error { return d.explain(err) }

func (d *DB) explain(err error) error {
	if err = d.kind.explain(err); errors.Is(err, syscall.ENOSPC) {
		return &os.PathError{Op: "write", Path: d.path, Err: syscall.ENOSPC}
	}
	return err
}

func (k *Kind) explain(err error) error {
	if is := meaning(err); is != nil {
		return fmt.Errorf("%s: %w", k.Name, is)
	}
	return err
}

// Prepare makes the tables of an empty file when create is set, and checks those of one that has some. A file of the version
// before is made into one of this version when create is set, else left as it is.
func (d *DB) Prepare(create bool) error {
	id, err := d.Number(`PRAGMA application_id`)
	if err != nil {
		return err
	}
	version, err := d.Number(`PRAGMA user_version`)
	if err != nil {
		return err
	}
	tables, err := d.Number(`SELECT count(*) FROM sqlite_schema`)
	if err != nil {
		return err
	}
	k := d.kind
	switch {
	case id == 0 && version == 0 && tables == 0 && create:
		return d.Execute(slices.Concat([]string{`BEGIN EXCLUSIVE`}, k.Schema,
			[]string{fmt.Sprintf(`PRAGMA application_id=%d`, k.Application), fmt.Sprintf(`PRAGMA user_version=%d`, k.Version), `COMMIT`})...)
	case id == 0 && version == 0 && tables == 0:
		return fmt.Errorf("%s: %w", k.Name, ErrEmpty)
	case id != int64(k.Application):
		return fmt.Errorf("%s: %w", k.Name, ErrOther)
	case k.Before != nil && version == int64(k.Before.Version):
		if err := d.check(k.Before.Schema); err != nil || !create {
			return err
		}
		return d.upgrade()
	case version != int64(k.Version):
		return &VersionError{k.Name, int(version), k.Version}
	}
	return d.check(k.Schema)
}

// upgrade makes a file of the version before into one of this version, whose tables are those and some more.
func (d *DB) upgrade() error {
	k := d.kind
	err := d.Execute(slices.Concat([]string{`BEGIN EXCLUSIVE`}, k.Schema[len(k.Before.Schema):], []string{fmt.Sprintf(`PRAGMA user_version=%d`, k.Version)})...)
	if err == nil {
		err = k.Upgrade(d)
	}
	if err == nil {
		return d.Execute(`COMMIT`)
	}
	return errors.Join(err, d.Execute(`ROLLBACK`))
}

// check wants exactly the tables of this version, and a sound file.
func (d *DB) check(schema []string) error {
	rows, err := d.Query(`SELECT coalesce(sql, '') FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid LIMIT 100`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return d.Explain(err)
		}
		got = append(got, s)
	}
	if err := rows.Err(); err != nil {
		return d.Explain(err)
	}
	if !slices.Equal(got, schema) {
		return fmt.Errorf("%s: %w: it has other tables", d.kind.Name, ErrOther)
	}
	if err := d.sound(`PRAGMA quick_check(1)`); err != nil {
		return err
	}
	return d.unsealed()
}

// Indexes wants indexes to lead to what they index, for answers that come from them alone. It takes some two times as long as opening
// the file did.
func (d *DB) Indexes() error { return d.sound(`PRAGMA integrity_check(1)`) }

func (d *DB) sound(check string) error {
	var word string
	if err := d.conn.QueryRowContext(context.Background(), check).Scan(&word); err != nil {
		return d.Explain(err)
	}
	if word != "ok" {
		return fmt.Errorf("%s: %w: %s", d.kind.Name, ErrOther, word)
	}
	return nil
}

// unsealed wants every row to be what was written.
func (d *DB) unsealed() error {
	for table, columns := range d.kind.Sealed {
		n, err := d.Number(`SELECT EXISTS (SELECT 1 FROM ` + table + ` WHERE NOT ` + Sealed("seal", columns) + `)`)
		if err != nil {
			return err
		}
		if n != 0 {
			return fmt.Errorf("%s: %w: %s", d.kind.Name, ErrOther, table)
		}
	}
	return nil
}
