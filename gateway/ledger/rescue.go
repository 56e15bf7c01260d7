package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

// Rescue keeps an outcome that Append could not store, with its attempt: in a file beside the ledger, or, where that fails too, in
// the folder for temporary files. It returns where. The next Open takes in what lies beside the ledger.
func Rescue(path string, a *Attempt, o *Outcome) (string, error) {
	line, err := json.Marshal(&Entry{Attempt: *a, Outcomes: []Outcome{*o}})
	if err != nil {
		return "", err
	}
	line = slices.Concat([]byte{'\n'}, line, []byte{'\n'}) // a line of its own even behind one that a full disk cut off
	side := sideFile(path)
	err = appendLine(side, line)
	if err == nil {
		return side, nil
	}
	f, second := os.CreateTemp("", "fselint-ledger-*.jsonl")
	if second != nil {
		return "", errors.Join(err, second)
	}
	_, second = f.Write(line)
	return f.Name(), errors.Join(second, f.Sync(), f.Close())
}

func sideFile(path string) string { return path + ".rescued.jsonl" }

func dirOf(path string) string { return filepath.Dir(path) }

func appendLine(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(line)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		whole.SyncDir(dirOf(path))
	}
	return err
}

// takeIn stores what a side file holds, in one transaction, and sets the file aside. A line that was cut off by a crash is
// left in it.
func (l *Ledger) takeIn() error {
	side := sideFile(l.path)
	data, err := os.ReadFile(side)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := l.db.Execute(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	for line := range bytes.Lines(data) {
		var e Entry
		if json.Unmarshal(line, &e) != nil || e.At.IsZero() {
			continue
		}
		if err := l.takeEntry(&e); err != nil {
			return errors.Join(texts.Error("take-in", lint.Values{"side": side, "err": err}), l.db.Execute(`ROLLBACK`))
		}
	}
	if err := l.db.Execute(`COMMIT`); err != nil {
		return texts.Error("take-in", lint.Values{"side": side, "err": err})
	}
	return os.Rename(side, fmt.Sprintf("%s.taken-%d", side, time.Now().UnixNano())) // kept: it may hold the only trace of something
}

// takeEntry stores the outcomes of an attempt, and the attempt too where this ledger does not have it: it may be a new one in the
// place of one that was deleted.
func (l *Ledger) takeEntry(e *Entry) error {
	record, err := e.record()
	if err != nil {
		return err
	}
	e.ID, err = l.db.Number(`SELECT coalesce(min(id), 0) FROM attempt WHERE at=? AND record=?`, stamp(e.At), record)
	if err == nil && e.ID == 0 {
		err = l.begin(&e.Attempt)
	}
	for i := range e.Outcomes {
		o := &e.Outcomes[i]
		o.Attempt = e.ID
		if err == nil && !l.has(o) {
			err = l.append(o)
		}
	}
	return err
}

// has tells whether the very same outcome is there: a crash may come between the commit and the renaming of the side file.
func (l *Ledger) has(o *Outcome) bool {
	record, err := json.Marshal(o)
	if err != nil {
		return false
	}
	n, err := l.db.Number(`SELECT count(*) FROM outcome WHERE attempt=? AND at=? AND record=?`, o.Attempt, stamp(o.At), record)
	return err == nil && n > 0
}
