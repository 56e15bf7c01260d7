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
	for _, system := range both(systems(old), systems(new)) {
		wasManaged, wasAllowed := old.Manages(system)
		isManaged, isAllowed := new.Manages(system)
		put := func(kind Kind) { c.add(Change{Area: Dictionaries, Kind: kind, Subject: system}) }
		switch {
		case !wasManaged:
			put(SystemAdded)
			continue
		case !isManaged:
			put(SystemRemoved)
			continue
		case isAllowed && !wasAllowed:
			put(AllowListed)
		case wasAllowed && !isAllowed:
			put(NotAllowListed)
		}
		c.versions(system, old, new)
		if wasAllowed && isAllowed {
			continue
		}
		if err := c.codes(system); err != nil {
			return err
		}
		if c.ctx.Err() != nil {
			return nil
		}
	}
	return nil
}

// systems are the managed code systems, once each.
func systems(s *vocabulary.Set) []string {
	var list []string
	for _, d := range s.Dictionaries() {
		list = append(list, d.System)
	}
	return both(list, nil)
}

// versions compares the managed versions of a system and which one counts as the newest.
func (c *comparison) versions(system string, oldSet, newSet *vocabulary.Set) {
	old, oldNewest := oldSet.Versions(system)
	new, newNewest := newSet.Versions(system)
	for _, v := range both(old, new) {
		if !slices.Contains(old, v) {
			c.add(Change{Area: Dictionaries, Kind: VersionAdded, Subject: system, Item: v})
		}
		if !slices.Contains(new, v) {
			c.add(Change{Area: Dictionaries, Kind: VersionRemoved, Subject: system, Item: v})
		}
	}
	// What came or went explains itself; the newest of the same versions does not.
	if oldNewest != newNewest && slices.Contains(old, newNewest) && slices.Contains(new, oldNewest) {
		c.add(Change{Area: Dictionaries, Kind: NewestVersion, Subject: system, Old: oldNewest, New: newNewest})
	}
}

// codes compares the files of codes of a system.
func (c *comparison) codes(system string) error {
	old, oldErr := codesFile(c.old, system)
	new, newErr := codesFile(c.new, system)
	gone := func(err error) bool { return errors.Is(err, fs.ErrNotExist) }
	switch {
	case gone(oldErr) && gone(newErr):
		return nil
	case gone(oldErr) && newErr == nil:
		c.add(Change{Area: Dictionaries, Kind: CodesAvailable, Subject: system})
		return nil
	case gone(newErr) && oldErr == nil:
		c.add(Change{Area: Dictionaries, Kind: CodesMissing, Subject: system})
		return nil
	case oldErr == nil && newErr == nil && bytes.Equal(old, new):
		return nil
	}
	var oldTable, newTable *vocabulary.Table
	if oldErr == nil {
		oldTable, oldErr = vocabulary.ReadCSV(old)
	}
	if newErr == nil {
		newTable, newErr = vocabulary.ReadCSV(new)
	}
	if oldErr != nil || newErr != nil {
		c.unreadable(Dictionaries, system, oldErr, newErr)
		return nil
	}
	return c.tables(system, oldTable, newTable)
}

func codesFile(c *schemas.Catalog, system string) ([]byte, error) {
	return c.File("terminology/" + system + ".csv")
}

// tables compares the codes of a system. Where both files hold one version, a code is the same whatever the versions are
// called; else it is looked up in its own version.
func (c *comparison) tables(system string, old, new *vocabulary.Table) error {
	inOld, inNew := displaysOf(old), displaysOf(new)
	label := func(_, code string) string { return code }
	if len(old.Versions()) != 1 || len(new.Versions()) != 1 {
		inOld, inNew = displaysByVersion(old), displaysByVersion(new)
		label = func(version, code string) string {
			if version == "" {
				return code
			}
			return code + " (" + version + ")"
		}
	}
	added := Change{Area: Dictionaries, Kind: CodesAdded, Subject: system}
	removed := Change{Area: Dictionaries, Kind: CodesRemoved, Subject: system}
	changed := Change{Area: Dictionaries, Kind: DisplaysChanged, Subject: system}
	var failed error
	err := new.Each(func(version, code, description string) bool {
		was, found, err := inOld(version, code)
		switch {
		case err != nil:
			failed = err
		case !found:
			added.count(Example{Code: label(version, code), New: description})
		case was != description:
			changed.count(Example{label(version, code), was, description})
		}
		return failed == nil
	})
	err = errors.Join(err, old.Each(func(version, code, description string) bool {
		_, found, err := inNew(version, code)
		if failed = errors.Join(failed, err); failed == nil && !found {
			removed.count(Example{Code: label(version, code), Old: description})
		}
		return failed == nil
	}))
	for _, change := range []Change{removed, added, changed} {
		if change.Count > 0 {
			c.add(change)
		}
	}
	return errors.Join(err, failed)
}

// displays looks up the description of a code.
type displays func(version, code string) (string, bool, error)

// displaysOf looks up in a table of one version.
func displaysOf(t *vocabulary.Table) displays {
	return func(_, code string) (string, bool, error) { return t.Display("", code) }
}

// displaysByVersion looks up in exactly one of several versions; no version, to a table, means any of them.
func displaysByVersion(t *vocabulary.Table) displays {
	unversioned := map[string]string{}
	err := t.Each(func(version, code, description string) bool {
		if version == "" {
			unversioned[code] = description
		}
		return true
	})
	return func(version, code string) (string, bool, error) {
		if version == "" {
			d, found := unversioned[code]
			return d, found, err
		}
		return t.Display(version, code)
	}
}

func (c *Change) count(e Example) {
	c.Count++
	if len(c.Examples) < MaxExamples {
		c.Examples = append(c.Examples, e)
	}
}
