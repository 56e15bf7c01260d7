package schemas

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Missing is one thing that the lists name and the catalog lacks, or the other way round.
type Missing struct {
	Kind   string // "list", "schema set", "schematron", "dictionary", "structure map"
	Name   string // collection, set, file or templateId root, code system
	Effect string // what that means for a check
}

// SetStatus is one schema set.
type SetStatus struct {
	TypeID string
	Files  int
	Bytes  int64
	// Differs are the files whose record in the dump has another content, beyond white space around it; the file is used.
	Differs []string
}

// SchematronStatus is one Schematron that can be chosen.
type SchematronStatus struct {
	SchematronInfo
	FromDump bool // there is no file, the record's content is used
	Differs  bool // file and record differ; the file is used
	Map      string
}

// DictionaryStatus is one managed dictionary in one version.
type DictionaryStatus struct {
	System, Version string
	AllowListed     bool
	Codes           int   // of all versions in its file
	Err             error // why its codes cannot be checked; nil for allow-listed ones
	Own             bool  // see Catalog.Added
}

// Status is what a catalog holds.
type Status struct {
	ID, Source, Digest, Date, Commit string
	Kind                             Kind
	Starter                          bool
	SchemaSets                       []SetStatus
	Schematrons                      []SchematronStatus
	Dictionaries                     []DictionaryStatus
	Missing                          []Missing
	// Compiled says why the compiled file of an imported catalog is not used, nil when it is or when there should be none.
	Compiled error
}

// Status reads the whole catalog and says what is there, what is not, and where files and dumps differ.
func (c *Catalog) Status() (*Status, error) {
	st := &Status{ID: c.id, Source: c.source, Kind: c.kind, Starter: c.Starter(), Commit: c.Commit(), Date: c.Date()}
	v, err := c.vocabulary()
	if err != nil {
		return nil, err
	}
	st.Compiled = c.compiled.reason
	if st.Digest, err = c.Digest(); err != nil {
		return nil, err
	}
	if st.SchemaSets, err = c.setStatus(); err != nil {
		return nil, err
	}
	if st.Schematrons, err = c.schematronStatus(); err != nil {
		return nil, err
	}
	added := c.Added()
	for _, d := range v.Dictionaries() {
		s := DictionaryStatus{System: d.System, Version: d.Version, AllowListed: d.AllowListed}
		s.Own = slices.Contains(added, d.System)
		if t, err := v.Table(d.System); err == nil {
			s.Codes = t.Len()
		}
		if !d.AllowListed {
			s.Err = v.Checks(d.System, d.Version)
		}
		st.Dictionaries = append(st.Dictionaries, s)
	}
	slices.SortStableFunc(st.Dictionaries, func(a, b DictionaryStatus) int { return strings.Compare(a.System, b.System) })
	st.Missing, err = c.Missing()
	return st, err
}

func (c *Catalog) setStatus() ([]SetStatus, error) {
	names, err := c.SchemaSets()
	if err != nil {
		return nil, err
	}
	var sets []SetStatus
	for _, name := range names {
		set, _, err := c.SchemaSet(name)
		if err != nil {
			return nil, err
		}
		s := SetStatus{TypeID: name, Files: len(set.Files)}
		dumped := map[string][]byte{}
		if !set.FromDump {
			if dumped, err = c.dumpedSet(name); err != nil {
				return nil, err
			}
		}
		for file, b := range set.Files {
			s.Bytes += int64(len(b))
			if d, found := dumped[file]; found && !bytes.Equal(bytes.TrimSpace(b), bytes.TrimSpace(d)) {
				s.Differs = append(s.Differs, file)
			}
		}
		slices.Sort(s.Differs)
		sets = append(sets, s)
	}
	return sets, nil
}

func (c *Catalog) schematronStatus() ([]SchematronStatus, error) {
	infos, err := c.Schematrons()
	if err != nil {
		return nil, err
	}
	dumped, text, err := c.dumpedSchematrons()
	if err != nil {
		return nil, err
	}
	var list []SchematronStatus
	for _, info := range infos {
		s, _, err := c.Schematron(info.TemplateRoot)
		if err != nil {
			return nil, err
		}
		m, _, _, err := c.Engine(info.TemplateRoot)
		if err != nil {
			return nil, err
		}
		status := SchematronStatus{SchematronInfo: info, FromDump: s.FromDump, Map: m.URI}
		for _, d := range dumped {
			if s.FromDump || d.Name != info.Name || d.Root != info.TemplateRoot || d.Version != info.Version || d.Deleted {
				continue
			}
			content, err := text.Content(d.Content)
			if err != nil {
				return nil, fmt.Errorf("schematron dump: %s: %w", d.Name, err)
			}
			status.Differs = status.Differs || !bytes.Equal(content, s.Content)
		}
		list = append(list, status)
	}
	return list, nil
}

// Missing lists what the catalog lacks although its lists name it, and files that no list names. It reads the lists
// only.
func (c *Catalog) Missing() ([]Missing, error) {
	l, err := c.layout()
	if err != nil {
		return nil, err
	}
	var missing []Missing
	for _, collection := range []string{"dictionary", "engines", "schematron"} {
		if l.dumps[collection] == "" {
			missing = append(missing, Missing{"list", collection, listEffects[collection]})
		}
	}
	sets, err := c.SchemaSets()
	if err != nil {
		return nil, err
	}
	if len(sets) == 0 {
		missing = append(missing, Missing{"schema set", "", "no document can be checked against its XML Schema"})
	}
	if missing, err = c.missingSchematrons(l, missing); err != nil {
		return nil, err
	}
	return c.missingDictionaries(l, missing)
}

var listEffects = map[string]string{
	"dictionary": "no code system is managed, so no code can be checked",
	"engines":    "whether a type of document has a structure map cannot be said",
	"schematron": "no Schematron can be chosen by templateId",
}

func (c *Catalog) missingSchematrons(l *layout, missing []Missing) ([]Missing, error) {
	list, err := c.schematrons()
	if err != nil {
		return nil, err
	}
	infos, err := c.Schematrons()
	if err != nil {
		return nil, err
	}
	for _, info := range infos {
		if l.schematrons[info.Name] == "" {
			missing = append(missing, Missing{"schematron", info.Name, "the content of the dump is used"})
		}
		_, ok, known, err := c.Engine(info.TemplateRoot)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if known && !ok {
			effect := "documents of this type (" + info.Name + ") are refused after all checks"
			missing = append(missing, Missing{"structure map", info.TemplateRoot, effect})
		}
	}
	var unlisted []string
	for name := range l.schematrons {
		if !slices.ContainsFunc(list.records, func(r schematronRecord) bool { return r.Name == name }) {
			unlisted = append(unlisted, name)
		}
	}
	slices.Sort(unlisted)
	for _, name := range unlisted {
		missing = append(missing, Missing{"schematron", name, "no list names this file, it is never used"})
	}
	return missing, nil
}

// Unchecked returns the code systems that the gateway manages and whose codes the catalog lacks, sorted; none of the starter, which
// lacks almost all, nor where the catalog cannot be read.
func (c *Catalog) Unchecked() []string {
	l, err := c.layout()
	if err != nil || c.Starter() {
		return nil
	}
	absent, _, err := c.unheld(l)
	if err != nil {
		return nil
	}
	return absent
}

// unheld returns the managed code systems without codes and, as a set, all that are managed.
func (c *Catalog) unheld(l *layout) (absent []string, listed map[string]bool, err error) {
	v, err := c.Vocabulary()
	if err != nil {
		return nil, nil, err
	}
	listed = map[string]bool{}
	for _, d := range v.Dictionaries() {
		if !listed[d.System] && !d.AllowListed && l.dictionary[d.System] == "" {
			absent = append(absent, d.System)
		}
		listed[d.System] = true
	}
	slices.Sort(absent)
	return absent, listed, nil
}

func (c *Catalog) missingDictionaries(l *layout, missing []Missing) ([]Missing, error) {
	absent, listed, err := c.unheld(l)
	if err != nil {
		return nil, err
	}
	var unlisted []string
	for system, file := range l.dictionary {
		if !listed[system] {
			unlisted = append(unlisted, path.Base(file))
		}
	}
	slices.Sort(unlisted)
	for _, system := range absent {
		missing = append(missing, Missing{"dictionary", system, "its codes cannot be checked"})
	}
	for _, file := range unlisted {
		missing = append(missing, Missing{"dictionary", file, "no list names this file, its code system counts as unknown"})
	}
	return missing, nil
}
