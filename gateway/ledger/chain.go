package ledger

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/fselint/fselint/internal/database"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

// Every row of the ledger has a link: its number in the order of writing and a digest over the digest of the link before and over
// all that the row holds. Whoever changes, removes or puts in a row breaks the chain at that place, unless every later link is
// made anew, which the head (kept beside the ledger, and wherever a person noted it) gives away.

// attemptColumns and outcomeColumns are what a link vouches for, in this order.
const (
	attemptColumns = `a.id, a.at, a.operation, a.document, a.path, a.workflow, a.cda, a.record`
	outcomeColumns = `o.id, o.attempt, o.at, o.kind, o.cart, o.record`
)

// row is one row as it is stored: its columns, all nil where there is no such row.
type row [][]byte

func (r row) missing() bool  { return r[0] == nil }
func (r row) record() []byte { return r[len(r)-1] }

// seal is the digest of a link: of the link before, of the table's letter, and of each column behind its length.
func (r row) seal(before []byte, table string) []byte {
	h := sha256.New()
	io.WriteString(h, "fselint ledger 1\n")
	h.Write(before)
	io.WriteString(h, table)
	var size [8]byte
	for _, column := range r {
		binary.BigEndian.PutUint64(size[:], uint64(len(column)))
		h.Write(size[:])
		h.Write(column)
	}
	return h.Sum(nil)
}

// Head is the newest link of a chain: who knows it can tell later whether anything up to there was changed.
type Head struct {
	Rows int64 // how many rows there are: attempts and outcomes
	Seal []byte
}

func (h Head) String() string { return fmt.Sprintf("%d-%x", h.Rows, h.Seal) }

// ParseHead reads what String wrote.
func ParseHead(s string) (Head, error) {
	count, digest, _ := strings.Cut(strings.TrimSpace(s), "-")
	rows, err := strconv.ParseInt(count, 10, 64)
	seal, second := hex.DecodeString(digest)
	if err != nil || second != nil || rows < 0 || rows > 0 && len(seal) != sha256.Size {
		return Head{}, texts.Error("no-head", lint.Values{"text": strconv.Quote(s)})
	}
	return Head{rows, seal}, nil
}

// Head returns the newest link; a ledger of version 1 has none.
func (l *Ledger) Head() (Head, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head()
}

func (l *Ledger) head() (Head, error) { return l.linkAt(`ORDER BY seq DESC LIMIT 1`) }

func (l *Ledger) linkAt(which string, args ...any) (h Head, err error) {
	if !l.chained {
		return Head{}, nil
	}
	rows, err := l.db.Query(`SELECT seq, hash FROM link `+which, args...)
	if err != nil {
		return Head{}, err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&h.Rows, &h.Seal)
	}
	return h, l.db.Explain(errors.Join(err, rows.Err()))
}

// chain gives the row that was just written its link.
func (l *Ledger) chain(table, columns string, id int64) error {
	head, err := l.head()
	if err != nil {
		return err
	}
	rows, err := l.db.Query(`SELECT `+columns+` FROM `+table+` `+table[:1]+` WHERE id=?`, id)
	if err != nil {
		return err
	}
	r, err := scanRow(rows, columns)
	if err != nil {
		return l.db.Explain(err)
	}
	_, err = l.db.Exec(`INSERT INTO link (seq, source, entry, hash) VALUES (?, ?, ?, ?)`, head.Rows+1, table[:1], id, r.seal(head.Seal, table[:1]))
	return err
}

func scanRow(rows *sql.Rows, columns string) (row, error) {
	defer rows.Close()
	if !rows.Next() {
		return nil, errors.Join(rows.Err(), fs.ErrNotExist)
	}
	r := newRow(columns)
	return r, rows.Scan(r.places()...)
}

func newRow(columns string) row { return make(row, strings.Count(columns, ",")+1) }

func (r row) places() []any {
	places := make([]any, len(r))
	for i := range r {
		places[i] = &r[i]
	}
	return places
}

// one does what belongs together: all of it is stored, or nothing.
func (l *Ledger) one(do func() error) error {
	if err := l.db.Execute(`SAVEPOINT one`); err != nil {
		return err
	}
	err := do()
	if err == nil {
		err = l.db.Execute(`RELEASE one`)
	}
	if err != nil {
		_ = l.db.Execute(`ROLLBACK TO one`, `RELEASE one`)
	}
	return err
}

// chainAll gives links to what a ledger without them holds: first all attempts, then all outcomes.
func chainAll(db *database.DB) error {
	l := &Ledger{db: db, chained: true}
	for _, t := range []struct{ table, columns string }{{"attempt", attemptColumns}, {"outcome", outcomeColumns}} {
		last, err := db.Number(`SELECT coalesce(max(id), 0) FROM ` + t.table)
		for id := int64(0); err == nil && id < last; {
			if id, err = db.Number(`SELECT min(id) FROM `+t.table+` WHERE id>?`, id); err == nil {
				err = l.chain(t.table, t.columns, id)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Fault is a place where the ledger is not what was written.
type Fault struct {
	Link int64 // number in the order of writing, 0 for the whole ledger
	Err  error // what is wrong with it
}

// Verify reads the whole ledger and returns its head and every place where a row was changed, removed, put in or put in the place of
// another. known are heads noted at other times, which the chain must pass through; the one beside the ledger is always asked for.
func (l *Ledger) Verify(known ...Head) (Head, []Fault, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.chained {
		return Head{}, []Fault{{0, texts.Error("without-chain", nil)}}, nil
	}
	faults, err := l.sound()
	if err != nil {
		return Head{}, nil, err
	}
	head, broken, err := l.links()
	if err != nil {
		return Head{}, nil, err
	}
	faults = append(faults, broken...)
	rows, err := l.db.Number(`SELECT (SELECT count(*) FROM attempt) + (SELECT count(*) FROM outcome)`)
	if err != nil {
		return Head{}, nil, err
	}
	if links, err := l.db.Number(`SELECT count(*) FROM link`); err != nil || links != rows {
		faults = append(faults, Fault{0, texts.Error("rows-without-link", lint.Values{"rows": int(rows), "links": int(links)})})
	}
	kept, err := readHead(l.path)
	switch {
	case err == nil:
		known = append(known, kept)
	case !errors.Is(err, fs.ErrNotExist):
		faults = append(faults, Fault{0, texts.Error("head-unreadable", lint.Values{"file": headFile(l.path), "err": err})})
	}
	for _, h := range known {
		if err := l.passes(h); err != nil {
			faults = append(faults, Fault{h.Rows, err})
		}
	}
	return head, faults, nil
}

// sound asks SQLite for pages and indexes that contradict each other.
func (l *Ledger) sound() (faults []Fault, err error) {
	rows, err := l.db.Query(`PRAGMA integrity_check(20)`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var word string
		if err := rows.Scan(&word); err != nil {
			return nil, l.db.Explain(err)
		}
		if word != "ok" {
			faults = append(faults, Fault{0, errors.New(word)})
		}
	}
	return faults, l.db.Explain(rows.Err())
}

// links follows the chain. Each link is judged by the one before as it is stored, so that one change is one fault.
func (l *Ledger) links() (head Head, faults []Fault, err error) {
	rows, err := l.db.Query(`SELECT k.seq, k.source, k.hash, ` + attemptColumns + `, ` + outcomeColumns + ` FROM link k
		LEFT JOIN attempt a ON k.source='a' AND a.id=k.entry LEFT JOIN outcome o ON k.source='o' AND o.id=k.entry ORDER BY k.seq`)
	if err != nil {
		return Head{}, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var table string
		var seal []byte
		a, o := newRow(attemptColumns), newRow(outcomeColumns)
		if err := rows.Scan(append(append([]any{&seq, &table, &seal}, a.places()...), o.places()...)...); err != nil {
			return Head{}, nil, l.db.Explain(err)
		}
		r := a
		if table == "o" {
			r = o
		}
		switch {
		case seq != head.Rows+1:
			faults = append(faults, Fault{seq, texts.Error("links-missing", lint.Values{"from": int(head.Rows + 1), "to": int(seq - 1)})})
		case r.missing():
			faults = append(faults, Fault{seq, texts.Error("row-removed", lint.Values{"link": int(seq)})})
		case !bytes.Equal(r.seal(head.Seal, table), seal):
			faults = append(faults, Fault{seq, texts.Error("row-changed", lint.Values{"link": int(seq), "row": named(table, r)})})
		}
		head = Head{seq, seal}
	}
	return head, faults, l.db.Explain(rows.Err())
}

// named says which row it is: the number of its attempt.
func named(table string, r row) string {
	if table == "o" {
		return string(r[1])
	}
	return string(r[0])
}

// passes tells whether the chain goes through a head that was noted.
func (l *Ledger) passes(h Head) error {
	if h.Rows == 0 || !l.chained {
		return nil
	}
	got, err := l.linkAt(`WHERE seq=?`, h.Rows)
	switch {
	case err != nil:
		return err
	case got.Rows == 0:
		return texts.Error("rows-lost", lint.Values{"head": h})
	case !bytes.Equal(got.Seal, h.Seal):
		return texts.Error("another-chain", lint.Values{"head": h})
	}
	return nil
}

func headFile(path string) string { return path + ".head" }

func readHead(path string) (Head, error) {
	f, err := os.Open(headFile(path))
	if err != nil {
		return Head{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, 200))
	if err != nil {
		return Head{}, err
	}
	return ParseHead(string(data))
}

// note writes the head down beside the ledger. Where that fails (a full disk) the older one that stays is true as well.
func (l *Ledger) note() {
	if head, err := l.head(); err == nil {
		_ = whole.Write(headFile(l.path), func(w io.Writer) error {
			_, err := fmt.Fprintln(w, head)
			return err
		})
	}
}

// continues wants the ledger to hold what its head file says it held: rows that got lost would be sent again. A ledger that was
// just made begins anew; the head of the one before is set aside.
func (l *Ledger) continues(fresh bool) error {
	kept, err := readHead(l.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case fresh:
		return os.Rename(headFile(l.path), headFile(l.path)+".before")
	case err == nil:
		err = l.passes(kept)
	}
	if err != nil {
		return texts.Error("not-continued", lint.Values{"err": err, "file": headFile(l.path)})
	}
	return nil
}
