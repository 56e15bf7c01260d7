package vocabulary

import (
	"errors"
	"fmt"
	"math/bits"

	"github.com/fselint/fselint/schemas/compiled"
)

// tableNote says how the section of a table is divided; what is left of it is the blob.
type tableNote struct {
	Versions []string `json:"versions"`
	Slots    int      `json:"slots"` // bytes
	Rows     int      `json:"rows"`  // bytes
}

// Write adds the table to a compiled file as one section. A table that was itself read from a file is refused.
func (t *Table) Write(w *compiled.Writer, section string) error {
	if t.section != nil {
		return errors.New("a table of a compiled file cannot be written again")
	}
	return w.Add(section, tableNote{Versions: t.versions, Slots: len(t.slots), Rows: len(t.rows)}, t.slots, t.rows, t.blob)
}

// OpenSection makes a table of a section of a compiled file. It is a view of the file: nothing may use it after the file
// was closed. What is looked at is verified first. The error wraps ErrDamaged when the section is no table.
func OpenSection(s *compiled.Section) (*Table, error) {
	var note tableNote
	if err := s.Note(&note); err != nil {
		return nil, err
	}
	t, err := divide(s.Raw(), note)
	if err != nil {
		return nil, err
	}
	t.section = s
	return t, nil
}

// divide cuts a section into the parts of a table.
func divide(data []byte, note tableNote) (*Table, error) {
	if note.Slots < 0 || note.Rows < 0 || note.Slots > len(data) || note.Rows > len(data)-note.Slots {
		return nil, fmt.Errorf("%w: a table lies outside its section", ErrDamaged)
	}
	n := note.Slots / slotSize
	if note.Slots%slotSize != 0 || note.Rows%rowSize != 0 || bits.OnesCount(uint(n)) > 1 || n <= note.Rows/rowSize && note.Rows > 0 {
		return nil, fmt.Errorf("%w: a table has an impossible shape", ErrDamaged)
	}
	rows := data[note.Slots:]
	t := &Table{slots: data[:note.Slots], rows: rows[:note.Rows], blob: rows[note.Rows:], versions: note.Versions}
	return t, nil
}
