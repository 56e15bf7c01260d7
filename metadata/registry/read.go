package registry

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

// Bounds on what is read. The real file has 580 rows in 50 KB; the bounds leave two orders of magnitude.
const (
	maxBytes = 16 << 20 // bytes of the file
	maxRows  = 100_000  // data rows
	maxKey   = 512      // bytes of a vendor, application or version
	maxCell  = 64 << 10 // bytes of any other cell
)

// Errors that [Read] and [Open] wrap.
var (
	ErrTooLarge = texts.Error("registry-larger-than-list-accredited-software", nil)
	ErrColumns  = texts.Error("registry-lacks-column", nil)
	ErrFormat   = texts.Error("registry-not-well-formed-csv-in", nil)
)

// Row is one line of the registry as it stands, nothing trimmed or folded.
type Row struct {
	Line               int       // line in the file, the header being line 1
	Vendor             string    // column Fornitore
	EquivalentVendors  []string  // column Nomi fornitori equivalenti
	Application        string    // column Applicativo
	Version            string    // column Versione
	EquivalentVersions []string  // column Versioni Equivalenti
	DocumentTypes      []string  // column Tipo Documento: LAB, RSA, ...
	Services           []string  // column Servizio: VALIDATION
	Date               time.Time // column Data validazione, midnight UTC; zero where the cell holds no ISO date
	GatewayVersion     string    // column Versione Gateway
}

// Problem is something odd in the file that does not prevent its use.
type Problem struct {
	Line int    // 1 for the header
	Text string // what is odd and what follows from it
}

// Registry is the list of accredited software. It is immutable and safe for concurrent use.
type Registry struct {
	Rows     []Row
	Latest   time.Time // newest validation date in the file; zero if it has none
	Digest   string    // "sha256:" and the lower-case hexadecimal digest of the file's bytes
	Problems []Problem

	byApplication map[string][]int // exact application -> indexes of rows
	index         nearIndex
}

// Count returns the number of rows.
func (r *Registry) Count() int { return len(r.Rows) }

// Open reads the registry from a file in the form of results.csv.
func Open(path string) (*Registry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, texts.Error("open-registry", lint.Values{"err": err})
	}
	defer f.Close()
	r, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// Read reads the registry in the form of results.csv: UTF-8 with or without byte order mark, comma separated, a header
// row that names the columns in any order, further columns ignored. Errors wrap ErrTooLarge, ErrColumns or ErrFormat
// and name the line.
func Read(src io.Reader) (*Registry, error) {
	data, err := io.ReadAll(io.LimitReader(src, maxBytes+1))
	if err != nil {
		return nil, texts.Error("read-registry", lint.Values{"err": err})
	}
	if len(data) > maxBytes {
		return nil, texts.Error("over-bytes", lint.Values{"errtoolarge": ErrTooLarge, "maxbytes": maxBytes})
	}
	sum := sha256.Sum256(data)
	r := &Registry{Digest: "sha256:" + hex.EncodeToString(sum[:])}
	text, err := plainText(data)
	if err != nil {
		return nil, err
	}
	if err := r.readRows(text); err != nil {
		return nil, err
	}
	r.byApplication = make(map[string][]int)
	for i, row := range r.Rows {
		r.byApplication[row.Application] = append(r.byApplication[row.Application], i)
	}
	return r, nil
}

// plainText strips a byte order mark and refuses what cannot be CSV in UTF-8.
func plainText(data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		return nil, texts.Error("line-1-file-utf-16-save", lint.Values{"errformat": ErrFormat})
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return nil, texts.Error("line-nul-byte", lint.Values{"errformat": ErrFormat, "value": lineAt(data, i)})
	}
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && size <= 1 {
			return nil, texts.Error("line-byte-0x-not-utf-8", lint.Values{"errformat": ErrFormat, "value": lineAt(data, i), "data": fmt.Sprintf("%02X", data[i])})
		}
		i += size
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, texts.Error("line-1-file-empty", lint.Values{"errcolumns": ErrColumns})
	}
	return data, nil
}

func lineAt(data []byte, offset int) int { return 1 + bytes.Count(data[:offset], []byte{'\n'}) }

func (r *Registry) readRows(text []byte) error {
	cr := csv.NewReader(bytes.NewReader(text))
	cr.FieldsPerRecord = -1 // the count is checked below, with a message that says what was expected
	cr.ReuseRecord = true
	header, err := cr.Read()
	if err != nil {
		return formatError(err)
	}
	line, _ := cr.FieldPos(0)
	cols, problems, err := findColumns(header, line)
	if err != nil {
		return err
	}
	r.Problems = problems
	width := len(header)
	for {
		record, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return formatError(err)
		}
		line, _ := cr.FieldPos(0)
		if len(record) != width {
			return texts.Error("line-fields-where-header-has", lint.Values{"errformat": ErrFormat, "line": line, "n": len(record), "width": width})
		}
		if len(r.Rows) == maxRows {
			return texts.Error("line-over-rows", lint.Values{"errtoolarge": ErrTooLarge, "line": line, "maxrows": maxRows})
		}
		if err := r.addRow(cols, record, line); err != nil {
			return err
		}
	}
}

func formatError(err error) error {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return texts.Error("line-column", lint.Values{"errformat": ErrFormat, "line": pe.Line, "column": pe.Column, "err": pe.Err})
	}
	return fmt.Errorf("%w: %w", ErrFormat, err)
}

func (r *Registry) addRow(cols columns, record []string, line int) error {
	row := Row{
		Line: line, Vendor: cols.get(record, colVendor), Application: cols.get(record, colApplication),
		Version: cols.get(record, colVersion), GatewayVersion: cols.get(record, colGateway),
		EquivalentVendors:  splitList(cols.get(record, colVendors)),
		EquivalentVersions: splitList(cols.get(record, colVersions)),
		DocumentTypes:      splitList(cols.get(record, colTypes)),
		Services:           splitList(cols.get(record, colServices)),
	}
	for i, cell := range record {
		if len(cell) > maxCell {
			return texts.Error("line-field-has-bytes", lint.Values{"errtoolarge": ErrTooLarge, "line": line, "i": i + 1, "n": len(cell)})
		}
	}
	keys := slices.Concat([]string{row.Vendor, row.Application, row.Version}, row.EquivalentVendors, row.EquivalentVersions)
	for _, key := range keys {
		if len(key) > maxKey {
			return texts.Error("line-name-or-version-bytes", lint.Values{"errtoolarge": ErrTooLarge, "line": line, "n": len(key)})
		}
	}
	if row.Vendor == "" || row.Application == "" || row.Version == "" {
		r.problem(line, "vendor, application or version is empty: the row matches nothing and is left out")
		return nil
	}
	if len(row.DocumentTypes) == 0 {
		r.problem(line, "no document type: the row covers none")
	}
	if date := strings.TrimSpace(cols.get(record, colDate)); cols[colDate] >= 0 {
		day, err := time.Parse(time.DateOnly, date)
		if err != nil {
			r.problem(line, fmt.Sprintf("validation date %.40q is not of the form 2006-01-02: the row has no date", date))
		}
		row.Date = day
		if day.After(r.Latest) {
			r.Latest = day
		}
	}
	r.Rows = append(r.Rows, row)
	return nil
}

// problem notes an oddity; a file that is odd all over is noted only as far as a reader would read.
func (r *Registry) problem(line int, text string) {
	if len(r.Problems) < 100 {
		r.Problems = append(r.Problems, Problem{line, text})
	}
}

// splitList splits the cells that hold lists. Names are written with comma and blank between them, document types and
// services with a comma alone; nothing is quoted inside a list, so no part can hold a comma.
func splitList(cell string) []string {
	if cell == "" {
		return nil
	}
	var parts []string
	for part := range strings.SplitSeq(cell, ",") {
		if part = strings.Trim(part, " \t\r\n"); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
