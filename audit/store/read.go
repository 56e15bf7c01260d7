package store

import (
	"encoding/hex"
	"fmt"
	"iter"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/internal/database"
	"github.com/fselint/fselint/validate"
)

// Document is one path of a run with its judgements.
type Document struct {
	Path    string
	Content *audit.Content // nil when the file could not be read
	// Judgements are those of the run's bases, in their order. They may be shared with nobody.
	Judgements []*validate.Document
}

// Documents yields the documents of the last finished or the running run in the order of their paths, byte by byte. No other
// method may be called meanwhile. A document that cannot be read from the database ends it with an error.
func (s *Store) Documents(r *Run) iter.Seq2[*Document, error] {
	return func(yield func(*Document, error) bool) {
		if err := s.each(r, yield); err != nil {
			yield(nil, err)
		}
	}
}

func (s *Store) each(r *Run, yield func(*Document, error) bool) error {
	first, second := r.bases[0], r.bases[len(r.bases)-1]
	// An index can lead to the judgement of another document: it must be sealed as that of this one.
	rows, err := s.query(`SELECT d.path, d.content, d.form, d.fault, iif(`+of("a")+`, a.document, NULL), iif(`+of("b")+`, b.document, NULL) FROM document d
		LEFT JOIN judgement a ON a.content=d.content AND a.form=d.form AND a.basis=?
		LEFT JOIN judgement b ON b.content=d.content AND b.form=d.form AND b.basis=?
		WHERE d.run=? ORDER BY d.path`, first, second, first, second, r.id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var path, sum, fault []byte
		var blobs [2][]byte
		var form uint8
		if err := rows.Scan(&path, &sum, &form, &fault, &blobs[0], &blobs[1]); err != nil {
			return s.explain(err)
		}
		if sum == nil {
			blobs = [2][]byte{fault, fault}
		}
		d, err := s.document(string(path), sum, form, blobs[:len(r.bases)])
		if err != nil {
			return err
		}
		if !yield(d, nil) {
			return nil
		}
	}
	return s.explain(rows.Err())
}

// of is an expression that is 1 when a judgement is that of the document d with a basis, which is a parameter.
func of(judgement string) string {
	j := judgement + "."
	return database.Sealed(j+"seal", j+"id, d.content, d.form, ?, "+j+"run, "+j+"transient, "+j+"document")
}

func (s *Store) document(path string, sum []byte, form uint8, blobs [][]byte) (*Document, error) {
	out := &Document{Path: path}
	if len(sum) == len(audit.Content{}.Sum) {
		out.Content = &audit.Content{Sum: [32]byte(sum), Form: audit.Form(form)}
	}
	for _, b := range blobs {
		d, err := s.rules.decode(b)
		if err != nil {
			return nil, fmt.Errorf("%w: %s", err, path)
		}
		if out.Content != nil && d.SHA256 != "" && d.SHA256 != hex.EncodeToString(sum) {
			return nil, fmt.Errorf("%w: %s", errDamaged, path)
		}
		d.Path = path
		out.Judgements = append(out.Judgements, d)
	}
	return out, nil
}

// Distinct counts the documents of a run that differ in content or form.
func (s *Store) Distinct(r *Run) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.number(`SELECT count(*) FROM (SELECT DISTINCT content, form FROM document WHERE run=? AND content IS NOT NULL)`, r.id)
	return int(n), err
}

// Same reports whether two values are about the same run of one audit.
func (r *Run) Same(other *Run) bool { return r.id == other.id }
