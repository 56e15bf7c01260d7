package ledger

import (
	"encoding/json"
	"io/fs"
	"iter"
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
	where, args := f.where()
	order := "a.id"
	if f.Newest {
		order = "a.id DESC"
	}
	rows, err := l.db.Query(`SELECT a.id, a.record, o.record FROM attempt a LEFT JOIN outcome o ON o.attempt=a.id WHERE `+where+` ORDER BY `+order+`, o.id`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var e *Entry
	for rows.Next() {
		var id int64
		var attempt, outcome []byte
		if err := rows.Scan(&id, &attempt, &outcome); err != nil {
			return l.db.Explain(err)
		}
		if e == nil || e.ID != id {
			if e != nil && !yield(e, nil) {
				return nil
			}
			e = &Entry{}
			if err := json.Unmarshal(attempt, &e.Attempt); err != nil {
				return texts.Error("attempt-ledger", lint.Values{"id": int(id), "err": err})
			}
			e.ID = id
		}
		if outcome == nil {
			continue
		}
		var o Outcome
		if err := json.Unmarshal(outcome, &o); err != nil {
			return texts.Error("an-outcome-attempt-ledger", lint.Values{"id": int(id), "err": err})
		}
		e.Outcomes = append(e.Outcomes, o)
	}
	if err := rows.Err(); err != nil {
		return l.db.Explain(err)
	}
	if e != nil {
		yield(e, nil)
	}
	return nil
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
