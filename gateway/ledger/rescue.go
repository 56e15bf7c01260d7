package ledger

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"fselint/internal/store"
)

// Rescue keeps an outcome that Append could not store: in a file beside the ledger, or, where that fails too, in the folder for
// temporary files. It returns where. The next Open takes in what lies beside the ledger.
func Rescue(path string, o *Outcome) (string, error) {
	line, err := json.Marshal(o)
	if err != nil {
		return "", err
	}
	line = append(line, '\n')
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
		store.SyncDir(dirOf(path))
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
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, kind.MaxValue)
	for lines.Scan() {
		var o Outcome
		if json.Unmarshal(lines.Bytes(), &o) != nil {
			continue
		}
		if l.has(&o) {
			continue
		}
		if err := l.append(&o); err != nil {
			return errors.Join(fmt.Errorf("take in %s: %w", side, err), l.db.Execute(`ROLLBACK`))
		}
	}
	if err := errors.Join(lines.Err(), l.db.Execute(`COMMIT`)); err != nil {
		return fmt.Errorf("take in %s: %w", side, err)
	}
	return os.Rename(side, fmt.Sprintf("%s.taken-%d", side, time.Now().UnixNano())) // kept: it may hold the only trace of something
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
