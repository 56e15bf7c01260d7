package vocabulary

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Dictionary is one managed code system in one version, as the catalog lists it (collection dictionary of the
// gateway's database). Deleted entries are not part of the list.
type Dictionary struct {
	System      string
	Version     string // "" when the dictionary has none
	AllowListed bool   // every code of the system is accepted
	Released    time.Time
	Created     time.Time // zero when absent, like Released
}

// OpenTable gives the codes of a managed system, or nil when the catalog does not hold them. A Set calls it at most
// once per system, except that it is called again with fresh set when the table it gave turned out to be damaged: the
// codes must then come from their source, not from an index.
type OpenTable func(system string, fresh bool) (*Table, error)

// Set is the managed dictionaries. It is safe for concurrent use.
type Set struct {
	systems map[string]*managed
	list    []Dictionary
	open    OpenTable
	near    nearCache
}

// managed is one code system with its lazily opened codes.
type managed struct {
	system      string
	versions    []string
	newest      string
	allowListed bool

	once  sync.Once
	state atomic.Pointer[tableState]
	fix   sync.Mutex
}

type tableState struct {
	table *Table
	err   error
	fresh bool
}

// NewSet prepares the managed dictionaries in the order of the catalog's list, which decides between equally new
// versions. Nothing is opened yet.
func NewSet(list []Dictionary, open OpenTable) *Set {
	s := &Set{systems: make(map[string]*managed, len(list)), list: slices.Clone(list), open: open}
	bySystem := map[string][]Dictionary{}
	for _, d := range list {
		bySystem[d.System] = append(bySystem[d.System], d)
	}
	for system, entries := range bySystem {
		m := &managed{system: system, newest: newest(entries)}
		for _, d := range entries {
			m.allowListed = m.allowListed || d.AllowListed
			if !slices.Contains(m.versions, d.Version) {
				m.versions = append(m.versions, d.Version)
			}
		}
		s.systems[system] = m
	}
	return s
}

// newest is the version that the gateway fills in: the latest by release date when the first entry has one, else by
// creation date when the first entry has one, else that of the last entry. Undated entries come last; of equal dates
// the first wins.
func newest(entries []Dictionary) string {
	date := func(d Dictionary) time.Time { return d.Released }
	if entries[0].Released.IsZero() {
		date = func(d Dictionary) time.Time { return d.Created }
		if entries[0].Created.IsZero() {
			return entries[len(entries)-1].Version
		}
	}
	best := entries[0]
	for _, d := range entries[1:] {
		if date(d).After(date(best)) {
			best = d
		}
	}
	return best.Version
}

// Dictionaries returns the managed list the Set was made from. It must not be modified.
func (s *Set) Dictionaries() []Dictionary { return s.list }

// Manages reports whether a code system is managed, and whether it is allow-listed.
func (s *Set) Manages(system string) (managed, allowListed bool) {
	m := s.systems[system]
	return m != nil, m != nil && m.allowListed
}

// Versions returns the managed versions of a system ("" for none) and the one that is filled in where a document
// gives no version. It must not be modified.
func (s *Set) Versions(system string) (versions []string, newest string) {
	if m := s.systems[system]; m != nil {
		return m.versions, m.newest
	}
	return nil, ""
}

// Table returns the codes of a managed system, nil with the reason when there are none to look at: ErrNoCodes, or what
// prevented reading them.
func (s *Set) Table(system string) (*Table, error) {
	m := s.systems[system]
	if m == nil {
		return nil, ErrNoCodes
	}
	st := s.tableOf(m)
	return st.table, st.err
}

// Why a system that is managed cannot be judged.
var (
	// ErrNoCodes says that the catalog does not hold its codes.
	ErrNoCodes = errors.New("the catalog does not hold the codes of this dictionary")
	// ErrNoVersion, which wraps ErrNoCodes, says that it holds codes, but none of the version that is looked up.
	ErrNoVersion = fmt.Errorf("%w: those it holds are of other versions", ErrNoCodes)
)

// Checks returns nil when codes of a managed system in a version ("" for any) can be looked up, else why they cannot:
// ErrNoCodes, ErrNoVersion, or what prevented reading them.
func (s *Set) Checks(system, version string) error {
	t, err := s.Table(system)
	if err != nil {
		return err
	}
	return t.Holds(version)
}

// Display returns the description of a code in the version that would be looked up ("" means the newest).
func (s *Set) Display(system, version, code string) (string, bool) {
	m := s.systems[system]
	if m == nil {
		return "", false
	}
	var text string
	var found bool
	err := s.with(m, func(t *Table) (err error) {
		text, found, err = t.Display(m.resolve(version), code)
		return err
	})
	return text, found && err == nil
}

func (m *managed) resolve(version string) string {
	if version == "" {
		return m.newest
	}
	return version
}

// Blocked reports whether a code system is on the gateway's block list: one of its arcs is exactly 999 or 9999.
func Blocked(system string) bool {
	if !strings.Contains(system, "999") {
		return false
	}
	for arc := range strings.SplitSeq(system, ".") {
		if arc == "999" || arc == "9999" {
			return true
		}
	}
	return false
}

func (s *Set) tableOf(m *managed) *tableState {
	if st := m.state.Load(); st != nil {
		return st
	}
	m.once.Do(func() { m.state.Store(s.load(m, false)) })
	return m.state.Load()
}

func (s *Set) load(m *managed, fresh bool) *tableState {
	st := &tableState{fresh: fresh}
	if s.open != nil {
		st.table, st.err = s.open(m.system, fresh)
	}
	// A file whose rows hold no code says nothing about codes: to refuse them all would be a guess.
	if st.err == nil && (st.table == nil || st.table.Len() == 0) {
		st.err = ErrNoCodes
	}
	if st.err != nil {
		st.table = nil
	}
	return st
}

// with runs a look-up on the codes of m. When they prove damaged they are opened afresh, once per process, and the
// look-up is repeated.
func (s *Set) with(m *managed, look func(*Table) error) error {
	st := s.tableOf(m)
	if st.err != nil {
		return st.err
	}
	err := look(st.table)
	if !errors.Is(err, ErrDamaged) {
		return err
	}
	m.fix.Lock()
	if cur := m.state.Load(); cur == st && !st.fresh {
		m.state.Store(s.load(m, true))
	}
	m.fix.Unlock()
	if st = m.state.Load(); st.err != nil {
		return st.err
	}
	return look(st.table)
}
