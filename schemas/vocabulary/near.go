package vocabulary

import (
	"strings"
	"sync"

	"github.com/fselint/fselint/internal/near"
)

// Suggestion is a known code near to one that is not known.
type Suggestion struct {
	near.Match
	Display string
}

// LikeStart is the likeness of a known code that the code begins with.
const LikeStart = near.Edit + 1

const (
	// maxSuggestions is how many suggestions are worth showing.
	maxSuggestions = 5
	// maxNearCode is the longest code for which neighbours are sought; the longest managed one is shorter.
	maxNearCode = 64
	// nearCacheSize bounds the memory of answers: the same wrong code tends to recur across documents.
	nearCacheSize = 512
)

// Near returns known codes of a system that resemble code, best first, at most five; version is as for Display. It reads all codes
// of the dictionary; answers are remembered.
func (s *Set) Near(system, version, code string) []Suggestion {
	m := s.systems[system]
	if m == nil || code == "" || len(code) > maxNearCode {
		return nil
	}
	key := nearKey{system, m.resolve(version), code}
	if found, ok := s.near.get(key); ok {
		return found
	}
	var found []Suggestion
	err := s.with(m, func(t *Table) (err error) {
		found, err = nearest(t, key.version, code)
		return err
	})
	if err != nil {
		return nil
	}
	s.near.put(key, found)
	return found
}

// All returns the codes of a system in its order, nil when there are more than most; version is as for Display.
func (s *Set) All(system, version string, most int) []Suggestion {
	m := s.systems[system]
	if m == nil {
		return nil
	}
	wanted := m.resolve(version)
	var all []Suggestion
	err := s.with(m, func(t *Table) error {
		if t.Len() > most*len(t.Versions()) {
			return nil
		}
		return t.Each(func(v, code, description string) bool {
			if v == wanted {
				all = append(all, Suggestion{near.Match{Value: strings.Clone(code)}, strings.Clone(description)})
			}
			return true
		})
	})
	if err != nil || len(all) > most {
		return nil
	}
	return all
}

type nearKey struct{ system, version, code string }

type nearCache struct {
	mu    sync.Mutex
	known map[nearKey][]Suggestion
}

func (c *nearCache) get(k nearKey) ([]Suggestion, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.known[k]
	return found, ok
}

func (c *nearCache) put(k nearKey, found []Suggestion) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= nearCacheSize {
		c.known = make(map[nearKey][]Suggestion)
	}
	// The texts may be views of a document, which must not be kept.
	c.known[nearKey{strings.Clone(k.system), strings.Clone(k.version), strings.Clone(k.code)}] = found
}

func nearest(t *Table, version, code string) ([]Suggestion, error) {
	search := near.New(code, maxSuggestions)
	err := t.scan(func(r row, known []byte) (bool, error) {
		if len(known) <= maxNearCode && (version == "" || t.versions[r.version] == version) {
			search.Consider(known)
		}
		return true, nil
	})
	matches := search.Best()
	// Without any, the longest known code of at least three characters that the code begins with.
	for n := len(code) - 1; err == nil && len(matches) == 0 && n >= 3; n-- {
		var found bool
		if found, err = t.Has(version, code[:n]); found {
			matches = []near.Match{{Value: strings.Clone(code[:n]), Likeness: LikeStart}}
		}
	}
	var list []Suggestion
	for _, m := range matches {
		display, _, failed := t.Display(version, m.Value)
		if failed != nil {
			err = failed
		}
		list = append(list, Suggestion{m, display})
	}
	return list, err
}
