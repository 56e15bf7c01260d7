package schemas

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/fselint/fselint/schemas/internal/mongo"

	"github.com/fselint/fselint/schemas/vocabulary"
)

type dumpedDictionary struct {
	System    string     `json:"system"`
	Version   string     `json:"version"` // null is read as ""
	Created   mongo.Date `json:"creation_date"`
	Released  mongo.Date `json:"release_date"`
	WhiteList bool       `json:"whitelist"`
	Deleted   bool       `json:"deleted"`
}

// dictionaryList is the managed dictionaries.
type dictionaryList struct {
	List   []vocabulary.Dictionary `json:"list"`
	Latest time.Time               `json:"latest,omitzero"` // of all their dates
}

// Vocabulary returns the managed dictionaries. Only their list is read; the codes of a dictionary are opened when a
// document needs them. A catalog without a list of dictionaries manages none.
func (c *Catalog) Vocabulary() (*vocabulary.Set, error) { return c.vocabulary() }

func (c *Catalog) readDictionaries() (*dictionaryList, error) {
	if c.compiled.lists != nil {
		return c.compiled.lists.Dictionaries, nil
	}
	var dumped []dumpedDictionary
	if _, err := c.readDump("dictionary", &dumped); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	list := &dictionaryList{List: make([]vocabulary.Dictionary, 0, len(dumped))}
	for _, d := range dumped {
		for _, t := range []time.Time{d.Created.Time, d.Released.Time} {
			if t.After(list.Latest) {
				list.Latest = t
			}
		}
		if d.Deleted || d.System == "" {
			continue
		}
		list.List = append(list.List, vocabulary.Dictionary{
			System: d.System, Version: d.Version, AllowListed: d.WhiteList, Released: d.Released.Time, Created: d.Created.Time,
		})
	}
	return list, nil
}

func (c *Catalog) readVocabulary() (*vocabulary.Set, error) {
	list, err := c.dictionaries()
	if err != nil {
		return nil, err
	}
	return vocabulary.NewSet(list.List, func(system string, fresh bool) (*vocabulary.Table, error) {
		if fresh {
			c.compiled.forget()
		} else if t := c.compiled.table(system); t != nil {
			return t, nil
		}
		return c.readDictionary(system)
	}), nil
}

// dictionaryPath is where the codes of a system lie in a catalog.
func dictionaryPath(system string) string { return "terminology/" + system + ".csv" }

// Added lists the code systems whose files are not the published ones but the user's own; see ImportOptions.Dictionaries.
func (c *Catalog) Added() []string {
	if c.manifest != nil {
		return slices.Clone(c.manifest.Added)
	}
	return slices.Clone(c.exported.Catalog.Added)
}

// Dictionary returns the codes of a system, managed or not. The error wraps vocabulary.ErrNoCodes when the catalog has no
// file of them.
func (c *Catalog) Dictionary(system string) (*vocabulary.Table, error) {
	t := c.compiled.table(system)
	if t == nil {
		var err error
		if t, err = c.readDictionary(system); err != nil {
			return nil, err
		}
	}
	if t == nil {
		return nil, fmt.Errorf("%s: %w", system, vocabulary.ErrNoCodes)
	}
	return t, nil
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

// sumOf is the SHA-256 of some bytes.
func sumOf(b []byte) [sha256.Size]byte { return sha256.Sum256(b) }
