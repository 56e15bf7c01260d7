package vocabulary

import (
	"fmt"
	"iter"
)

// Row is one row of a dictionary file. Code may be empty, unlike in a Table, and codes may repeat.
type Row struct {
	Line                       int // from 1
	Version, Code, Description string
}

// Rows reads a dictionary file row by row, by the rules of ReadCSV but keeping what a Table drops, for those who judge the
// file itself. It yields at most one error, as the last.
func Rows(src []byte) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		b := builder{scanner: scanner{src: src, line: 1}}
		b.pos = len(byteOrderMark(src))
		if err := b.readColumns(); err != nil {
			yield(Row{}, err)
			return
		}
		for {
			fields, err := b.record()
			switch {
			case err != nil:
				yield(Row{}, fmt.Errorf("line %d: %w", b.line, err))
				return
			case fields == nil:
				return
			case len(fields) <= b.columns.code || len(fields) <= b.columns.version:
				yield(Row{}, fmt.Errorf("line %d: the row has %d fields only", b.recordLine, len(fields)))
				return
			}
			r := Row{
				Line: b.recordLine, Version: string(fields[b.columns.version].bytes(src)), Code: string(fields[b.columns.code].bytes(src)),
			}
			if d := b.columns.description; d >= 0 && d < len(fields) {
				r.Description = string(fields[d].bytes(src))
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}
