package diff

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"

	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/vocabulary"
)

// dictionaries compares the managed code systems, their versions and their codes. The codes of one system are in memory at
// a time.
func (c *comparison) dictionaries() error {
	old, err := c.old.Vocabulary()
	if err != nil {
		return err
	}
	new, err := c.new.Vocabulary()
	if err != nil {
		return err
	}
	was, is := allowed(old), allowed(new)
	for _, system := range both(was, is) {
		kind := came(system, was, is, "system-added", "system-removed")
		both := kind == ""
		switch {
		case both && is[system] && !was[system]:
			kind = "allow-listed"
		case both && was[system] && !is[system]:
			kind = "not-allow-listed"
		}
		if kind != "" {
			c.add(Change{Area: Dictionaries, Kind: kind, Subject: system})
		}
		if !both {
			continue
		}
		c.versions(system, old, new)
		if was[system] && is[system] {
			continue
		}
		if err := c.codes(system); err != nil || c.ctx.Err() != nil {
			return err
		}
	}
	return nil
}

// allowed says of each managed code system whether it is allow-listed.
func allowed(s *vocabulary.Set) map[string]bool {
	systems := map[string]bool{}
	for _, d := range s.Dictionaries() {
		_, systems[d.System] = s.Manages(d.System)
	}
	return systems
}

// versions compares the managed versions of a system and which one counts as the newest.
func (c *comparison) versions(system string, oldSet, newSet *vocabulary.Set) {
	old, oldNewest := oldSet.Versions(system)
	new, newNewest := newSet.Versions(system)
	without := func(list, others []string, kind Term) {
		for _, v := range list {
			if !slices.Contains(others, v) {
				c.add(Change{Area: Dictionaries, Kind: kind, Subject: system, Item: v})
			}
		}
	}
	without(new, old, "version-added")
	without(old, new, "version-removed")
	// What came or went explains itself; the newest of the same versions does not.
	if oldNewest != newNewest && slices.Contains(old, newNewest) && slices.Contains(new, oldNewest) {
		c.add(Change{Area: Dictionaries, Kind: "newest-version", Subject: system, Old: oldNewest, New: newNewest})
	}
}

// codes compares the files of codes of a system.
func (c *comparison) codes(system string) error {
	old, oldErr := codesFile(c.old, system)
	new, newErr := codesFile(c.new, system)
	oldGone, newGone := errors.Is(oldErr, fs.ErrNotExist), errors.Is(newErr, fs.ErrNotExist)
	switch {
	case oldGone && newGone:
		return nil
	case oldGone && newErr == nil:
		c.add(Change{Area: Dictionaries, Kind: "codes-available", Subject: system})
		return nil
	case newGone && oldErr == nil:
		c.add(Change{Area: Dictionaries, Kind: "codes-missing", Subject: system})
		return nil
	case oldErr == nil && newErr == nil && bytes.Equal(old, new):
		return nil
	}
	oldTable, oldErr := readTable(old, oldErr)
	newTable, newErr := readTable(new, newErr)
	if oldErr != nil || newErr != nil {
		c.unreadable(Dictionaries, system, oldErr, newErr)
		return nil
	}
	return c.tables(system, oldTable, newTable)
}

func codesFile(c *schemas.Catalog, system string) ([]byte, error) {
	return c.File("terminology/" + system + ".csv")
}

func readTable(file []byte, err error) (*vocabulary.Table, error) {
	if err != nil {
		return nil, err
	}
	return vocabulary.ReadCSV(file)
}

// tables compares the codes of a system. Where both files hold one version, a code is the same whatever the versions are
// called.
func (c *comparison) tables(system string, old, new *vocabulary.Table) error {
	versioned := len(old.Versions()) != 1 || len(new.Versions()) != 1
	was, oldErr := codesOf(old, versioned)
	is, newErr := codesOf(new, versioned)
	added := Change{Area: Dictionaries, Kind: "codes-added", Subject: system}
	removed := Change{Area: Dictionaries, Kind: "codes-removed", Subject: system}
	changed := Change{Area: Dictionaries, Kind: "displays-changed", Subject: system}
	for _, code := range is.order {
		o, known := was.display[code]
		switch n := is.display[code]; {
		case !known:
			added.count(Example{Code: code, New: n})
		case o != n:
			changed.count(Example{code, o, n})
		}
	}
	for _, code := range was.order {
		if _, known := is.display[code]; !known {
			removed.count(Example{Code: code, Old: was.display[code]})
		}
	}
	for _, change := range []Change{removed, added, changed} {
		if change.Count > 0 {
			c.add(change)
		}
	}
	return errors.Join(oldErr, newErr)
}

// codes are the codes of a dictionary in its order, with their descriptions.
type codes struct {
	order   []string
	display map[string]string
}

// codesOf reads the codes of a table: "10-7", and where versions count "10-7 (2.0)".
func codesOf(t *vocabulary.Table, versioned bool) (codes, error) {
	list := codes{order: make([]string, 0, t.Len()), display: make(map[string]string, t.Len())}
	err := t.Each(func(version, code, description string) bool {
		if versioned && version != "" {
			code += " (" + version + ")"
		}
		if _, known := list.display[code]; !known {
			list.order = append(list.order, code)
			list.display[code] = description
		}
		return true
	})
	return list, err
}

func (c *Change) count(e Example) {
	c.Count++
	if len(c.Examples) < MaxExamples {
		c.Examples = append(c.Examples, e)
	}
}
