package vocabulary

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/bits"
)

// Index is an open index file. Its tables are views of it: nothing may use them after Close.
type Index struct {
	catalog [sha256.Size]byte
	tables  map[string]*Table
	systems []string
	release func() error
}

// OpenIndex opens an index file, by memory map where the system has one. Everything but the sections is verified at
// once, the sections page by page when they are used. The error wraps ErrDamaged when the file is not a whole index of
// this format, in which case it has to be made again.
func OpenIndex(path string) (*Index, error) {
	data, release, err := mapFile(path)
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	ix, err := parseIndex(data)
	if err != nil {
		_ = release()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	ix.release = release
	return ix, nil
}

// Catalog returns the SHA-256 that names the catalog the index was made from.
func (ix *Index) Catalog() [sha256.Size]byte { return ix.catalog }

// Table returns the codes of a dictionary, nil when the index has none.
func (ix *Index) Table(system string) *Table { return ix.tables[system] }

// Systems returns the dictionaries in the order in which they were written.
func (ix *Index) Systems() []string { return ix.systems }

// Close releases the file. No table of the index may be in use or used later.
func (ix *Index) Close() error {
	if ix.release == nil {
		return nil
	}
	release := ix.release
	ix.release = nil
	return release()
}

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

func parseIndex(data []byte) (*Index, error) {
	if len(data) < indexHeaderSize || string(data[:8]) != indexMagic {
		return nil, damaged("not an index file")
	}
	if format := binary.LittleEndian.Uint32(data[8:]); format != indexFormat {
		return nil, damaged("format %d, this program reads %d", format, indexFormat)
	}
	if size := binary.LittleEndian.Uint32(data[12:]); size != pageSize {
		return nil, damaged("pages of %d bytes", size)
	}
	if size := binary.LittleEndian.Uint64(data[16:]); size != uint64(len(data)) {
		return nil, damaged("%d bytes where %d were written", len(data), size)
	}
	at := binary.LittleEndian.Uint64(data[24:])
	dirLen := uint64(binary.LittleEndian.Uint32(data[32:]))
	sumsLen := uint64(binary.LittleEndian.Uint32(data[36:]))
	if at < indexHeaderSize || at > uint64(len(data)) || dirLen+sumsLen != uint64(len(data))-at {
		return nil, damaged("the directory lies outside the file")
	}
	if sha256.Sum256(data[at:]) != [sha256.Size]byte(data[40:]) {
		return nil, damaged("the digest of the directory differs")
	}
	var dir indexDirectory
	if err := json.Unmarshal(data[at:at+dirLen], &dir); err != nil {
		return nil, damaged("directory: %v", err)
	}
	ix := &Index{catalog: [sha256.Size]byte(data[72:]), tables: make(map[string]*Table, len(dir.Dictionaries))}
	if err := ix.sections(data[:at], dir, data[at+dirLen:]); err != nil {
		return nil, err
	}
	return ix, nil
}

// sections makes a table of every entry; sums are the page digests that follow each other in the same order.
func (ix *Index) sections(data []byte, dir indexDirectory, sums []byte) error {
	for _, e := range dir.Dictionaries {
		if e.Slots < 0 || e.Rows < 0 || e.Blob < 0 || e.Slots > len(data) || e.Rows > len(data) || e.Blob > len(data) ||
			e.Offset < indexHeaderSize || e.Offset > int64(len(data)) || int64(e.size()) > int64(len(data))-e.Offset {
			return damaged("dictionary %s lies outside the file", e.System)
		}
		n := e.Slots / slotSize
		if e.Slots%slotSize != 0 || e.Rows%rowSize != 0 || bits.OnesCount(uint(n)) > 1 || n <= e.Rows/rowSize && e.Rows > 0 {
			return damaged("dictionary %s has an impossible shape", e.System)
		}
		need := pageCount(e.size()) * sha256.Size
		if need > len(sums) {
			return damaged("digests are missing")
		}
		section := data[e.Offset : e.Offset+int64(e.size())]
		ix.tables[e.System] = &Table{
			slots: section[:e.Slots], rows: section[e.Slots : e.Slots+e.Rows], blob: section[e.Slots+e.Rows:],
			versions: e.Versions, pages: newPages(section, sums[:need]),
		}
		ix.systems = append(ix.systems, e.System)
		sums = sums[need:]
	}
	if len(sums) != 0 || len(ix.tables) != len(dir.Dictionaries) {
		return damaged("the directory does not add up")
	}
	return nil
}
