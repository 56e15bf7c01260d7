package schemas

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/schemas/compiled"
	"github.com/fselint/fselint/schemas/structuremap"
	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/schemas/xsd"
)

// compiledFile is what an imported catalog is compiled into. Its sections:
//
//	lists                          JSON (lists): what the dumps say, decoded and decided
//	schema/…, schematron/…         the files as they are, by their paths
//	compiled/schema/<type>         a schema set as xsd stores it: a process that checks one document compiles nothing
//	dump/schema/<type>/<file>      files of schema sets that only the dump has
//	dump/schematron/<templateId>   Schematrons that only the dump has
//	compiled/map/<address>         a structure map, as far as documents are judged by it, as structuremap stores it
//	terminology/<oid>              the codes of a dictionary, as vocabulary.Table lays them out
//
// Its key is the digest of the catalog.
const compiledFile = "catalog.fselint"

const listsSection = "lists"

// lists is what checks need of the dumps.
type lists struct {
	Schematrons  []schematronRecord `json:"schematrons"`
	Dictionaries *dictionaryList    `json:"dictionaries"`
	Engines      *engineList        `json:"engines"`
	DumpedSets   []string           `json:"dumped_sets,omitempty"` // types whose schema set only the dump has
	Defects      []string           `json:"defects,omitempty"`     // dictionaries that cannot be read
}

// compilation is the compiled file of an open catalog, or why there is none.
type compilation struct {
	file     *compiled.File
	lists    *lists
	path     string
	reason   error
	distrust sync.Once
}

// openCompiled opens the compiled file of an imported catalog if it is whole and belongs to it.
func openCompiled(file string, m *manifest) (*compilation, error) {
	f, err := compiled.Open(file)
	if err != nil {
		return nil, err
	}
	comp := &compilation{file: f, path: file, lists: &lists{}}
	if err := comp.load(m); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return comp, nil
}

func (comp *compilation) load(m *manifest) error {
	if comp.file.Key() != m.sum() {
		return fmt.Errorf("%w: made from another catalog", compiled.ErrDamaged)
	}
	section := comp.file.Section(listsSection)
	if section == nil {
		return fmt.Errorf("%w: no lists", compiled.ErrDamaged)
	}
	b, err := section.Bytes()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, comp.lists); err != nil {
		return fmt.Errorf("%w: lists: %w", compiled.ErrDamaged, err)
	}
	if comp.lists.Dictionaries == nil || comp.lists.Engines == nil {
		return fmt.Errorf("%w: lists are missing", compiled.ErrDamaged)
	}
	return nil
}

// useCompiled opens the compiled file, made again from the originals when it is stale or damaged. Where that cannot be
// done, in a folder that must not be written to, everything comes from the originals, which is slower and no less
// right; the reason is for Status.
func (c *Catalog) useCompiled() {
	if c.originals {
		return
	}
	file := filepath.Join(c.dir, compiledFile)
	comp, err := openCompiled(file, c.manifest)
	if err != nil {
		if why := c.rebuild(file); why != nil {
			c.compiled.reason = fmt.Errorf("%w; it could not be made again: %w", err, why)
			return
		}
		if comp, err = openCompiled(file, c.manifest); err != nil {
			c.compiled.reason = err
			return
		}
	}
	c.compiled = comp
	c.onClose(comp.file)
}

// section returns a copy of a section, ok being false when there is none to use. A damaged one makes the file be
// forgotten, so that the next opening makes it again.
func (comp *compilation) section(name string) (b []byte, ok bool) {
	if comp.file == nil {
		return nil, false
	}
	s := comp.file.Section(name)
	if s == nil {
		return nil, false
	}
	b, err := s.Bytes()
	if err != nil {
		comp.forget()
		return nil, false
	}
	return b, true
}

// table returns the codes of a dictionary, nil when there are none to use.
func (comp *compilation) table(system string) *vocabulary.Table {
	if comp.file == nil {
		return nil
	}
	s := comp.file.Section("terminology/" + system)
	if s == nil {
		return nil
	}
	t, err := vocabulary.OpenSection(s)
	if err != nil {
		comp.forget()
		return nil
	}
	return t
}

// forget removes the compiled file: something in it was damaged.
func (comp *compilation) forget() {
	if comp.file != nil {
		comp.distrust.Do(func() { _ = os.Remove(comp.path) })
	}
}

// rebuild makes the compiled file again and puts it in place by renaming.
func (c *Catalog) rebuild(file string) error {
	plain, err := Open(c.dir, WithLimits(c.limits), fromOriginals())
	if err != nil {
		return err
	}
	defer plain.Close()
	f, err := whole.CreateAs(file, "."+compiledFile+"-*")
	if err != nil {
		return err
	}
	defer f.Discard()
	f.Public = true
	if _, err := plain.compile(context.Background(), f); err != nil {
		return err
	}
	return f.Keep()
}

// fromOriginals opens an imported catalog without its compiled file.
func fromOriginals() Option { return func(c *Catalog) { c.originals = true } }

// compile writes the compiled file from what the catalog holds.
func (c *Catalog) compile(ctx context.Context, out io.WriteSeeker) (*compilationStats, error) {
	l, err := c.layout()
	if err != nil {
		return nil, err
	}
	cc := &compiler{c: c, w: compiled.NewWriter(out)}
	for _, name := range l.judged {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err := cc.file(name); err != nil {
			return nil, err
		}
	}
	if err := cc.dumped(l); err != nil {
		return nil, err
	}
	if err := cc.schemas(ctx, l); err != nil {
		return nil, err
	}
	if err := cc.maps(); err != nil {
		return nil, err
	}
	return &cc.stats, cc.finish()
}

// schemas adds every schema set in its compiled form. It notes the first that cannot be compiled, or not within the bounds
// of package xsd: that shall be known when a catalog is imported, not when the first document needs it.
func (cc *compiler) schemas(ctx context.Context, l *layout) error {
	for _, typeID := range slices.Concat(sortedKeys(l.sets), cc.lists.DumpedSets) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		set, ok, err := cc.c.SchemaSet(typeID)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		schema, err := xsd.Compile(set.Files, set.Root)
		if err != nil {
			if cc.stats.unusable == nil {
				cc.stats.unusable = fmt.Errorf("%s: %w", typeID, err)
			}
			continue
		}
		if err := cc.w.Add(compiledSetSection(typeID), nil, schema.Store()); err != nil {
			return err
		}
	}
	return nil
}

// maps adds every structure map in its compiled form. One that cannot be read is a defect.
func (cc *compiler) maps() error {
	files, err := cc.c.MapFiles()
	if err != nil {
		return err
	}
	programs, defects := structuremap.Compile(files)
	cc.stats.defects = append(cc.stats.defects, defects...)
	for _, address := range sortedKeys(programs) {
		if err := cc.w.Add(compiledMapSection(address), nil, programs[address].Store()); err != nil {
			return err
		}
	}
	return nil
}

func compiledMapSection(address string) string { return "compiled/map/" + address }

func compiledSetSection(typeID string) string { return "compiled/schema/" + typeID }

// compilationStats counts what was compiled.
type compilationStats struct {
	dictionaries, codes int
	defects             []string
	unusable            error // why a schema set cannot be compiled, with file and line
}

type compiler struct {
	c     *Catalog
	w     *compiled.Writer
	lists lists
	stats compilationStats
}

// file adds a file as it is, or as a table when it is a dictionary. One that cannot be read is a defect.
func (cc *compiler) file(name string) error {
	dir := path.Dir(name)
	if dir == dumpDir || dir == mapDir {
		return nil
	}
	b, err := cc.c.read(name)
	if err != nil {
		return err
	}
	if dir != "terminology" {
		return cc.w.Add(name, nil, b)
	}
	t, err := vocabulary.ReadCSV(b)
	if err != nil {
		cc.stats.defects = append(cc.stats.defects, fmt.Sprintf("%s: %v", name, err))
		return nil
	}
	cc.stats.dictionaries++
	cc.stats.codes += t.Len()
	return t.Write(cc.w, strings.TrimSuffix(name, ".csv"))
}

// dumped adds what only the dumps have.
func (cc *compiler) dumped(l *layout) error {
	list, err := cc.c.schematrons()
	if err != nil {
		return err
	}
	cc.lists.Schematrons = list.records
	infos, err := cc.c.Schematrons()
	if err != nil {
		return err
	}
	for _, info := range infos {
		if l.schematrons[info.Name] != "" {
			continue
		}
		s, _, err := cc.c.Schematron(info.TemplateRoot)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := cc.w.Add("dump/schematron/"+info.TemplateRoot, nil, s.Content); err != nil {
			return err
		}
	}
	return cc.dumpedSets(l)
}

func (cc *compiler) dumpedSets(l *layout) error {
	records, _, err := cc.c.schemaRecords()
	if err != nil {
		return err
	}
	for _, r := range records {
		if !r.Deleted && len(l.sets[r.TypeID]) == 0 && !slices.Contains(cc.lists.DumpedSets, r.TypeID) {
			cc.lists.DumpedSets = append(cc.lists.DumpedSets, r.TypeID)
		}
	}
	slices.Sort(cc.lists.DumpedSets)
	for _, typeID := range cc.lists.DumpedSets {
		files, err := cc.c.dumpedSet(typeID)
		if err != nil {
			return err
		}
		for _, name := range sortedKeys(files) {
			if err := cc.w.Add(dumpedSetSection(typeID)+name, nil, files[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

func dumpedSetSection(typeID string) string { return "dump/schema/" + typeID + "/" }

func (cc *compiler) finish() error {
	var err error
	if cc.lists.Dictionaries, err = cc.c.dictionaries(); err != nil {
		return err
	}
	if cc.lists.Engines, err = cc.c.engines(); err != nil {
		return err
	}
	cc.lists.Defects = cc.stats.defects
	b, err := json.Marshal(&cc.lists)
	if err != nil {
		return err
	}
	if err := cc.w.Add(listsSection, nil, b); err != nil {
		return err
	}
	return cc.w.Close(cc.c.manifest.sum())
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
