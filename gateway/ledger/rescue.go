package ledger

import (
	"bytes"
	"context"
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

// Rescue keeps an outcome that Append could not store, with its attempt: in a file beside the ledger, for which room was set aside
// when the ledger was opened, or, where that fails too, in the folder for temporary files. It returns where. The next Open takes in
// what lies beside the ledger.
func Rescue(path string, a *Attempt, o *Outcome) (string, error) {
	line, err := json.Marshal(&Entry{Attempt: *a, Outcomes: []Outcome{*o}})
	if err != nil {
		return "", err
	}
	line = slices.Concat([]byte{'\n'}, line, []byte{'\n'}) // a line of its own even behind one that a full disk cut off
	side := sideFile(path)
	if _, err := os.Stat(side); errors.Is(err, fs.ErrNotExist) {
		_ = os.Rename(reserveFile(path), side)
	}
	err = addLine(side, line)
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

// Rescued tells whether outcomes wait beside a ledger to be taken in.
func Rescued(path string) bool {
	_, err := os.Stat(sideFile(path))
	return err == nil
}

// TakeIn takes in what waits beside a ledger, if anything does, as the next Open would.
func TakeIn(ctx context.Context, path string) error {
	if !Rescued(path) {
		return nil
	}
	l, err := Open(ctx, path)
	if err == nil {
		err = l.Close()
	}
	if err != nil && Rescued(path) {
		return err
	}
	return nil
}

func sideFile(path string) string { return path + ".rescued.jsonl" }

func reserveFile(path string) string { return path + ".reserve" }

// reserved is how many bytes are set aside for what comes when the disk is full: an answer with its attempt takes a few thousand.
const reserved = 128 << 10

// maxRescued bounds what is read of a side file: some thousand of the largest answers.
const maxRescued = 1 << 30

// reserve sets room aside: a file of line feeds that becomes the side file, and is written over, when the disk is full.
func reserve(path string) error {
	name := reserveFile(path)
	if info, err := os.Stat(name); err == nil && info.Size() == reserved {
		return nil
	}
	if err := os.WriteFile(name, bytes.Repeat([]byte{'\n'}, reserved), 0o600); err != nil {
		_ = os.Remove(name) // half of it would be taken for all
		return err
	}
	return nil
}

// addLine writes a line behind the last one of a side file: into the room that is left there, else at its end.
func addLine(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	data, err := whole.ReadAll(f, 0, maxRescued)
	if err == nil {
		end := len(bytes.TrimRight(data, "\n"))
		_, err = f.WriteAt(line, int64(min(end+1, len(data)))) // behind the line feed of the last one
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		whole.SyncDir(filepath.Dir(path))
	}
	return err
}

// takeIn stores what a side file holds, in one transaction, and sets the file aside. A line that was cut off by a crash is
// left in it.
func (l *Ledger) takeIn() error {
	side := sideFile(l.path)
	data, err := whole.Read(side, maxRescued)
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
	whole.SyncDir(filepath.Dir(side))
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
