package policy

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strconv"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Schemas of the baseline file: the one that is written, and the one before, whose fingerprints are made without a secret.
const (
	BaselineSchema    = "fselint/baseline/v2"
	oldBaselineSchema = "fselint/baseline/v1"
)

// Baseline is a list of known findings: those of a path with the same fingerprint stay hidden, as many as were known. A finding that
// changes has another fingerprint and comes back.
type Baseline struct {
	dir   string
	form  BaselineForm
	old   bool                         // it was read from a file of version 1
	known map[string]map[string]*entry // by path and fingerprint
}

// BaselineForm says what a baseline's file tells of documents.
type BaselineForm struct {
	// Key is the secret that fingerprints are made with. Without one they are made of rule and place alone: a finding whose value
	// changes stays hidden, and nobody can find a value by trying.
	Key []byte
	// NoPaths leaves out the paths of documents, which can name people: what is known of one document is known of every one.
	NoPaths bool
}

type entry struct {
	Path        string `json:"path,omitempty"`
	ID          string `json:"id"`
	Fingerprint string `json:"fingerprint"`
	Count       int    `json:"count"`
	Sum         string `json:"sum,omitempty"` // of the others: what was damaged would hide something else
}

// sum is the checksum of an entry, in hexadecimal.
func (e entry) sum() string {
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE(fmt.Appendf(nil, "%q %q %q %d", e.Path, e.ID, e.Fingerprint, e.Count)))
}

type baselineFile struct {
	Schema   string  `json:"schema"`
	Key      string  `json:"key,omitempty"` // tells which secret it was made with, not the secret
	NoPaths  bool    `json:"noPaths,omitempty"`
	Findings []entry `json:"findings"`
}

// ErrKey says that a baseline was made with a secret that is not at hand.
var ErrKey = texts.Error("baseline-key", nil)

// NewBaseline returns an empty baseline for documents whose paths are kept relative to dir, the folder of the baseline's file.
func NewBaseline(dir string, form BaselineForm) *Baseline {
	return &Baseline{dir: dir, form: form, known: make(map[string]map[string]*entry)}
}

// ReadBaseline reads a baseline file that lies in dir and was made with key. The error wraps ErrKey when it was made with another one.
func ReadBaseline(data []byte, dir string, key []byte) (*Baseline, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var file baselineFile
	if err := d.Decode(&file); err != nil {
		return nil, texts.Error("read-baseline", lint.Values{"err": err})
	}
	b := NewBaseline(dir, BaselineForm{NoPaths: file.NoPaths})
	switch {
	case file.Schema == oldBaselineSchema && file.Key == "" && !file.NoPaths:
		b.old = true
	case file.Schema != BaselineSchema:
		return nil, texts.Error("read-baseline-schema-this-fselint-reads", lint.Values{"schema": strconv.Quote(file.Schema), "baselineschema": strconv.Quote(BaselineSchema)})
	case file.Key != "":
		if b.form.Key = key; len(key) == 0 || file.Key != b.form.mark() {
			return nil, texts.Error("read-baseline", lint.Values{"err": ErrKey})
		}
	}
	for _, e := range file.Findings {
		if e.Path == "" != file.NoPaths || e.Fingerprint == "" || e.Count < 1 {
			return nil, texts.Error("read-baseline-finding-without-path-fingerprint", nil)
		}
		if !b.old && e.Sum != e.sum() {
			return nil, texts.Error("read-baseline-damaged", lint.Values{"id": e.ID, "path": e.Path})
		}
		b.add(e)
	}
	return b, nil
}

// mark recognises a secret without telling it.
func (f BaselineForm) mark() string {
	if len(f.Key) == 0 {
		return ""
	}
	h := hmac.New(sha256.New, f.Key)
	h.Write([]byte(BaselineSchema))
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Old tells whether the baseline was read from a file whose fingerprints give values away to whoever tries.
func (b *Baseline) Old() bool { return b.old }

func (b *Baseline) fingerprint(f *lint.Finding) string {
	if len(b.form.Key) > 0 {
		return f.Fingerprint(hmac.New(sha256.New, b.form.Key), true)
	}
	return f.Fingerprint(sha256.New(), b.old)
}

// path is the name under which the findings of a document are kept.
func (b *Baseline) path(file string) string {
	if b.form.NoPaths {
		return ""
	}
	return relative(b.dir, file)
}

func (b *Baseline) add(e entry) {
	of := b.known[e.Path]
	if of == nil {
		of = make(map[string]*entry)
		b.known[e.Path] = of
	}
	if old := of[e.Fingerprint]; old != nil {
		old.Count += e.Count
		return
	}
	of[e.Fingerprint] = &e
}

// Add takes the findings of a document into the baseline. It must not run beside other methods.
func (b *Baseline) Add(d *validate.Document) {
	counts := make(map[string]int)
	for i := range d.Findings {
		b.take(d, &d.Findings[i], counts)
	}
}

func (b *Baseline) take(d *validate.Document, f *lint.Finding, counts map[string]int) {
	e := entry{Path: b.path(d.Path), ID: f.ID, Fingerprint: b.fingerprint(f), Count: 1}
	if counts[e.Fingerprint]++; b.form.NoPaths { // of the document that has most
		if old := b.known[""][e.Fingerprint]; old != nil && old.Count >= counts[e.Fingerprint] {
			return
		}
	}
	b.add(e)
}

// Keep takes in those findings of a document that older knows; it returns how many it does not know. It must not run beside other methods.
func (b *Baseline) Keep(d *validate.Document, older *Baseline) (unknown int) {
	counts := make(map[string]int)
	left := older.of(d.Path)
	for i := range d.Findings {
		f := &d.Findings[i]
		if left.take(f) {
			b.take(d, f, counts)
		} else {
			unknown++
		}
	}
	return unknown
}

// Len returns the number of findings in the baseline.
func (b *Baseline) Len() int {
	n := 0
	for _, of := range b.known {
		for _, e := range of {
			n += e.Count
		}
	}
	return n
}

// Write writes the baseline's file: sorted by path, id and fingerprint, the same bytes for the same findings.
func (b *Baseline) Write(w io.Writer) error {
	file := baselineFile{Schema: BaselineSchema, Key: b.form.mark(), NoPaths: b.form.NoPaths, Findings: []entry{}}
	if b.old {
		file.Schema = oldBaselineSchema
	}
	for _, of := range b.known {
		for _, e := range of {
			own := *e
			if own.Sum = ""; !b.old {
				own.Sum = own.sum()
			}
			file.Findings = append(file.Findings, own)
		}
	}
	slices.SortFunc(file.Findings, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(file)
}

// remaining counts the known findings of one document that were not met yet, by fingerprint.
type remaining struct {
	of   *Baseline
	left map[string]int
}

// of returns what is known of a document, nothing where nothing is.
func (b *Baseline) of(file string) remaining {
	if b == nil {
		return remaining{}
	}
	known := b.known[b.path(file)]
	if len(known) == 0 {
		return remaining{}
	}
	left := make(map[string]int, len(known))
	for fingerprint, e := range known {
		left[fingerprint] = e.Count
	}
	return remaining{b, left}
}

// take uses up one known finding.
func (r remaining) take(f *lint.Finding) bool {
	if len(r.left) == 0 {
		return false
	}
	for _, id := range ids(f) {
		known := *f
		known.ID = id
		if fingerprint := r.of.fingerprint(&known); r.left[fingerprint] > 0 {
			r.left[fingerprint]--
			return true
		}
	}
	return false
}
