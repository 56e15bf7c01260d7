package schemas

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"fselint/schemas/vocabulary"
)

type dumpedDictionary struct {
	System    string `json:"system"`
	Version   string `json:"version"` // null is read as ""
	Created   date   `json:"creation_date"`
	Released  date   `json:"release_date"`
	WhiteList bool   `json:"whitelist"`
	Deleted   bool   `json:"deleted"`
}

// vocabularySet is the managed dictionaries with the index that serves their codes, if any.
type vocabularySet struct {
	set    *vocabulary.Set
	index  *vocabulary.Index
	reason error // why an imported catalog's index is not used
	latest time.Time
}

// Vocabulary returns the managed dictionaries. Only their list is read; the codes of a dictionary are opened when a
// document needs them. A catalog without a list of dictionaries manages none.
func (c *Catalog) Vocabulary() (*vocabulary.Set, error) {
	v, err := c.vocabulary()
	if err != nil {
		return nil, err
	}
	return v.set, nil
}

func (c *Catalog) readVocabulary() (*vocabularySet, error) {
	var dumped []dumpedDictionary
	if _, err := c.readDump("dictionary", &dumped); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	v := &vocabularySet{}
	list := make([]vocabulary.Dictionary, 0, len(dumped))
	for _, d := range dumped {
		for _, t := range []time.Time{d.Created.Time, d.Released.Time} {
			if t.After(v.latest) {
				v.latest = t
			}
		}
		if d.Deleted || d.System == "" {
			continue
		}
		list = append(list, vocabulary.Dictionary{
			System: d.System, Version: d.Version, AllowListed: d.WhiteList, Released: d.Released.Time, Created: d.Created.Time,
		})
	}
	v.index, v.reason = c.openIndex()
	v.set = vocabulary.NewSet(list, func(system string, fresh bool) (*vocabulary.Table, error) {
		if v.index != nil && !fresh {
			if t := v.index.Table(system); t != nil {
				return t, nil
			}
		}
		return c.readDictionary(system)
	})
	return v, nil
}

// readDictionary builds the codes of a system from its file; nil when there is none.
func (c *Catalog) readDictionary(system string) (*vocabulary.Table, error) {
	l, err := c.layout()
	if err != nil {
		return nil, err
	}
	name, exists := l.dictionary[system]
	if !exists {
		return nil, nil
	}
	b, err := c.read(name)
	if err != nil {
		return nil, err
	}
	t, err := vocabulary.ReadCSV(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

// indexFile is the dictionary index of an imported catalog.
const indexFile = "vocabulary.idx"

// openIndex opens the index of an imported catalog if it is whole and belongs to it. Otherwise the codes come from
// their files, which is slower and no less right; the reason is for Status.
func (c *Catalog) openIndex() (*vocabulary.Index, error) {
	if c.manifest == nil {
		return nil, nil
	}
	ix, err := vocabulary.OpenIndex(filepath.Join(c.dir, indexFile))
	if err != nil {
		return nil, err
	}
	if ix.Catalog() != c.manifest.sum() {
		_ = ix.Close()
		return nil, fmt.Errorf("%s: %w: made from another catalog", indexFile, vocabulary.ErrDamaged)
	}
	c.onClose(ix)
	return ix, nil
}

// sumOf is the SHA-256 of some bytes.
func sumOf(b []byte) [sha256.Size]byte { return sha256.Sum256(b) }
