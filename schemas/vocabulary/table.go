package vocabulary

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/fselint/fselint/schemas/compiled"
)

const (
	rowSize  = 16
	slotSize = 4
	// maxProbes bounds the work that crafted codes with equal hashes can cause.
	maxProbes = 4096
)

// ErrDamaged is wrapped by every error that says that a table of a compiled file is not what was written.
var ErrDamaged = compiled.ErrDamaged

// Table holds the codes of one dictionary with their versions and descriptions. It is immutable and safe for
// concurrent use. A code that occurs twice under one version counts once, with its first description.
type Table struct {
	blob     []byte // text that the rows point into
	rows     []byte // rowSize bytes each
	slots    []byte // slotSize bytes each, a power of two of them: row number + 1, 0 when free
	versions []string
	section  *compiled.Section // nil when built in memory

}

// row is the decoded form of one entry of Table.rows.
type row struct {
	codeOff, descOff, descLen uint32
	codeLen, version          uint16
}

func (r row) put(b []byte) {
	binary.LittleEndian.PutUint32(b, r.codeOff)
	binary.LittleEndian.PutUint32(b[4:], r.descOff)
	binary.LittleEndian.PutUint32(b[8:], r.descLen)
	binary.LittleEndian.PutUint16(b[12:], r.codeLen)
	binary.LittleEndian.PutUint16(b[14:], r.version)
}

// Len returns the number of distinct (version, code) pairs.
func (t *Table) Len() int { return len(t.rows) / rowSize }

// Versions returns the versions that occur, in order of first occurrence; "" stands for none. It must not be modified.
func (t *Table) Versions() []string { return t.versions }

// Holds returns ErrNoVersion when there is no code of a version ("" for any).
func (t *Table) Holds(version string) error {
	if version != "" && !slices.Contains(t.versions, version) {
		return ErrNoVersion
	}
	return nil
}

// Has reports whether the dictionary holds code under version; an absent version ("") means under any version, as in
// the gateway's query. The error wraps ErrDamaged when the compiled file cannot be trusted.
func (t *Table) Has(version, code string) (bool, error) {
	_, found, err := t.find(version, code)
	return found, err
}

// Display returns the description of a code; see Has for version and error.
func (t *Table) Display(version, code string) (string, bool, error) {
	r, found, err := t.find(version, code)
	if err != nil || !found {
		return "", false, err
	}
	text, err := t.text(r.descOff, int(r.descLen))
	return string(text), err == nil, err
}

// Each calls yield for every row in the order of the dictionary's file until it returns false.
func (t *Table) Each(yield func(version, code, description string) bool) error {
	return t.scan(func(r row, code []byte) (bool, error) {
		text, err := t.text(r.descOff, int(r.descLen))
		if err != nil {
			return false, err
		}
		return yield(t.versions[r.version], string(code), string(text)), nil
	})
}

// scan visits the rows with their codes, which are views that end with the call.
func (t *Table) scan(visit func(r row, code []byte) (bool, error)) error {
	for i := range t.Len() {
		r, err := t.row(i)
		if err != nil {
			return err
		}
		code, err := t.text(r.codeOff, int(r.codeLen))
		if err != nil {
			return err
		}
		if more, err := visit(r, code); err != nil || !more {
			return err
		}
	}
	return nil
}

// find returns the first row of code under version (any version when it is "").
func (t *Table) find(version, code string) (row, bool, error) {
	if len(t.slots) == 0 || len(code) > math.MaxUint16 {
		return row{}, false, nil
	}
	wanted := -1
	if version != "" {
		if wanted = slices.Index(t.versions, version); wanted < 0 {
			return row{}, false, nil
		}
	}
	mask := uint32(len(t.slots)/slotSize - 1)
	best, bestRow := -1, row{}
	i := hashCode(code) & mask
	for range maxProbes {
		number, err := t.slot(i)
		if err != nil {
			return row{}, false, err
		}
		if number == 0 {
			return bestRow, best >= 0, nil
		}
		r, err := t.row(int(number) - 1)
		if err != nil {
			return row{}, false, err
		}
		if int(r.codeLen) == len(code) && (wanted < 0 || int(r.version) == wanted) {
			text, err := t.text(r.codeOff, len(code))
			if err != nil {
				return row{}, false, err
			}
			if string(text) == code {
				if wanted >= 0 {
					return r, true, nil
				}
				if best < 0 || int(number) < best {
					best, bestRow = int(number), r
				}
			}
		}
		i = (i + 1) & mask
	}
	return bestRow, best >= 0, nil
}

func (t *Table) slot(i uint32) (uint32, error) {
	at := int(i) * slotSize
	if t.section != nil {
		if err := t.section.Verify(at, slotSize); err != nil {
			return 0, err
		}
	}
	return binary.LittleEndian.Uint32(t.slots[at:]), nil
}

func (t *Table) row(i int) (row, error) {
	at := i * rowSize
	if at < 0 || at+rowSize > len(t.rows) {
		return row{}, fmt.Errorf("%w: no row %d", ErrDamaged, i)
	}
	if t.section != nil {
		if err := t.section.Verify(len(t.slots)+at, rowSize); err != nil {
			return row{}, err
		}
	}
	b := t.rows[at : at+rowSize]
	r := row{
		codeOff: binary.LittleEndian.Uint32(b), descOff: binary.LittleEndian.Uint32(b[4:]),
		descLen: binary.LittleEndian.Uint32(b[8:]), codeLen: binary.LittleEndian.Uint16(b[12:]),
		version: binary.LittleEndian.Uint16(b[14:]),
	}
	if int(r.version) >= len(t.versions) {
		return row{}, fmt.Errorf("%w: row %d has no such version", ErrDamaged, i)
	}
	return r, nil
}

// text is a span of the blob; it must not be kept beyond the call that asked for it.
func (t *Table) text(off uint32, n int) ([]byte, error) {
	end := int64(off) + int64(n)
	if end > int64(len(t.blob)) {
		return nil, fmt.Errorf("%w: text beyond its end", ErrDamaged)
	}
	if t.section != nil {
		if err := t.section.Verify(len(t.slots)+len(t.rows)+int(off), n); err != nil {
			return nil, err
		}
	}
	return t.blob[off:end], nil
}

// hashCode is FNV-1a with a final mix, so that the low bits of short numeric codes spread.
func hashCode[T string | []byte](code T) uint32 {
	h := uint32(2166136261)
	for i := range len(code) {
		h = (h ^ uint32(code[i])) * 16777619
	}
	return h ^ h>>15
}

// slotCount is the power of two that keeps the table at most half full.
func slotCount(rows int) int { return 1 << bits.Len(uint(max(rows, 4)*2-1)) }
