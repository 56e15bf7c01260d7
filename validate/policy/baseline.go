package policy

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strconv"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// BaselineSchema names the version of the baseline file.
const BaselineSchema = "fselint/baseline/v1"

// Baseline is a list of known findings: those of a path with the same fingerprint stay hidden, as many as were known. A finding
// that changes (other place by path, other value) has another fingerprint and comes back. The file holds no values of documents.
type Baseline struct {
	dir   string
	known map[string]map[string]*entry // by path and fingerprint
}

type entry struct {
	Path        string `json:"path"`
	ID          string `json:"id"`
	Fingerprint string `json:"fingerprint"`
	Count       int    `json:"count"`
}

type baselineFile struct {
	Schema   string  `json:"schema"`
	Findings []entry `json:"findings"`
}

// NewBaseline returns an empty baseline for documents whose paths are kept relative to dir, the folder of the baseline's file.
func NewBaseline(dir string) *Baseline {
	return &Baseline{dir: dir, known: make(map[string]map[string]*entry)}
}

// ReadBaseline reads a baseline file that lies in dir.
func ReadBaseline(data []byte, dir string) (*Baseline, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var file baselineFile
	if err := d.Decode(&file); err != nil {
		return nil, texts.Error("read-baseline", lint.Values{"err": err})
	}
	if file.Schema != BaselineSchema {
		return nil, texts.Error("read-baseline-schema-this-fselint-reads", lint.Values{"schema": strconv.Quote(file.Schema), "baselineschema": strconv.Quote(BaselineSchema)})
	}
	b := NewBaseline(dir)
	for _, e := range file.Findings {
		if e.Path == "" || e.Fingerprint == "" || e.Count < 1 {
			return nil, texts.Error("read-baseline-finding-without-path-fingerprint", nil)
		}
		b.add(e)
	}
	return b, nil
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
	for i := range d.Findings {
		f := &d.Findings[i]
		b.add(entry{Path: relative(b.dir, d.Path), ID: f.ID, Fingerprint: f.Fingerprint(), Count: 1})
	}
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
	file := baselineFile{Schema: BaselineSchema, Findings: []entry{}}
	for _, of := range b.known {
		for _, e := range of {
			file.Findings = append(file.Findings, *e)
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
type remaining map[string]int

// of returns what is known of a document, nil when nothing is.
func (b *Baseline) of(file string) remaining {
	if b == nil {
		return nil
	}
	known := b.known[relative(b.dir, file)]
	if len(known) == 0 {
		return nil
	}
	left := make(remaining, len(known))
	for fingerprint, e := range known {
		left[fingerprint] = e.Count
	}
	return left
}

// take uses up one known finding.
func (r remaining) take(f *lint.Finding) bool {
	if len(r) == 0 {
		return false
	}
	for _, id := range ids(f) {
		known := *f
		known.ID = id
		if fingerprint := known.Fingerprint(); r[fingerprint] > 0 {
			r[fingerprint]--
			return true
		}
	}
	return false
}
