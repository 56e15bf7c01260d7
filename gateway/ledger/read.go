package ledger

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"io/fs"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// Filter picks attempts; what is zero picks all.
type Filter struct {
	Since      time.Time
	Operation  fse.Operation
	Document   string // identificativoDoc
	PathID     string // identifier in the address
	Validation string // hash of the CDA by which validations are found again
	ID         int64
	Newest     bool // the newest first
	Damaged    bool // also attempts that are not what was written, marked as such; without it they are an error
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1"}, []any{}
	add := func(condition string, arg any) {
		conditions, args = append(conditions, condition), append(args, arg)
	}
	if !f.Since.IsZero() {
		add("a.at>=?", stamp(f.Since))
	}
	if f.Operation != "" {
		add("a.operation=?", string(f.Operation))
	}
	if f.Document != "" {
		add("a.document=?", f.Document)
	}
	if f.PathID != "" {
		add("a.path=?", f.PathID)
	}
	if f.Validation != "" {
		add("a.cda=?", f.Validation)
	}
	if f.ID != 0 {
		add("a.id=?", f.ID)
	}
	return strings.Join(conditions, " AND "), args
}

// Entries yields attempts in the order in which they were made or the reverse, each with its outcomes. It reads as it goes, whatever the
// size of the ledger; no other method may be called meanwhile. An error ends it.
func (l *Ledger) Entries(f Filter) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if err := l.each(f, yield); err != nil {
			yield(nil, err)
		}
	}
}

func (l *Ledger) each(f Filter, yield func(*Entry, error) bool) error {
	if !f.Damaged {
		if err := l.indexes(); err != nil {
			return err
		}
	}
	where, args := f.where()
	order := "a.id"
	if f.Newest {
		order = "a.id DESC"
	}
	rows, err := l.db.Query(l.selection()+` WHERE `+where+` ORDER BY `+order+`, o.id`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var e *Entry
	for rows.Next() {
		a, o := linked{row: newRow(attemptColumns)}, linked{row: newRow(outcomeColumns)}
		if err := rows.Scan(append(a.places(), o.places()...)...); err != nil {
			return l.db.Explain(err)
		}
		id, err := strconv.ParseInt(string(a.row[0]), 10, 64)
		if err != nil {
			return l.db.Explain(err)
		}
		if e == nil || e.ID != id {
			if e != nil && !yield(e, nil) {
				return nil
			}
			e = &Entry{}
			err := a.read("a", l.chained, &e.Attempt)
			if e.ID, e.link = id, a.head(); err != nil && !e.damage(f) {
				return texts.Error("attempt-ledger", lint.Values{"id": int(id), "err": err})
			}
		}
		if o.row.missing() {
			continue
		}
		var outcome Outcome
		if err := o.read("o", l.chained, &outcome); err != nil && !e.damage(f) {
			return texts.Error("an-outcome-attempt-ledger", lint.Values{"id": int(id), "err": err})
		}
		e.Outcomes, e.link = append(e.Outcomes, outcome), o.head()
	}
	if err := rows.Err(); err != nil {
		return l.db.Explain(err)
	}
	if e != nil {
		yield(e, nil)
	}
	return nil
}

// selection asks for attempts and outcomes, each with its link and the link before.
func (l *Ledger) selection() string {
	if !l.chained {
		return `SELECT ` + attemptColumns + `, NULL, NULL, NULL, ` + outcomeColumns + `, NULL, NULL, NULL FROM attempt a LEFT JOIN outcome o ON o.attempt=a.id`
	}
	return `SELECT ` + attemptColumns + `, ka.seq, ka.hash, pa.hash, ` + outcomeColumns + `, ko.seq, ko.hash, po.hash FROM attempt a
		LEFT JOIN link ka ON ka.source='a' AND ka.entry=a.id LEFT JOIN link pa ON pa.seq=ka.seq-1
		LEFT JOIN outcome o ON o.attempt=a.id
		LEFT JOIN link ko ON ko.source='o' AND ko.entry=o.id LEFT JOIN link po ON po.seq=ko.seq-1`
}

// linked is a row with its link and the link before.
type linked struct {
	row
	number       sql.NullInt64
	seal, before []byte
}

func (r *linked) places() []any { return append(r.row.places(), &r.number, &r.seal, &r.before) }

func (r *linked) head() Head { return Head{r.number.Int64, r.seal} }

// read reads the record of a row that is what its link vouches for.
func (r *linked) read(table string, chained bool, into any) error {
	if chained && !bytes.Equal(r.row.seal(r.before, table), r.seal) {
		return errChanged
	}
	return json.Unmarshal(r.record(), into)
}

// damage marks an entry that is not what was written, where such ones are wanted.
func (e *Entry) damage(f Filter) bool {
	e.Damaged = true
	return f.Damaged
}

// Entry returns one attempt; the error wraps fs.ErrNotExist when there is none.
func (l *Ledger) Entry(id int64) (*Entry, error) {
	for e, err := range l.Entries(Filter{ID: id}) {
		return e, err
	}
	return nil, texts.Error("attempt", lint.Values{"id": int(id), "errnotexist": fs.ErrNotExist})
}

// History returns all attempts about a document, by its identificativoDoc, oldest first.
func (l *Ledger) History(document string) ([]*Entry, error) {
	var all []*Entry
	if document == "" {
		return nil, texts.Error("no-identifier-document", nil)
	}
	for e, err := range l.Entries(Filter{Document: document}) {
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}
