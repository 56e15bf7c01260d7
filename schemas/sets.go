package schemas

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fselint/fselint/schemas/internal/mongo"
	"github.com/fselint/fselint/schemas/xsd"
)

// RootSchema is the file that every schema set starts from.
const RootSchema = "CDA.xsd"

// SchemaSet is the files of one schema set by bare name; they refer to each other by it.
type SchemaSet struct {
	TypeID   string // the typeId/@extension it serves
	Files    map[string][]byte
	Root     string // RootSchema
	FromDump bool   // taken from the dump, because the folder schema has none of that name
}

// SchemaSet returns the schema set whose name equals a typeId/@extension exactly; ok is false when there is none, or
// when it lacks RootSchema. A set is taken as a whole either from its folder or from the dump.
func (c *Catalog) SchemaSet(typeIDExtension string) (set SchemaSet, ok bool, err error) {
	l, err := c.layout()
	if err != nil {
		return SchemaSet{}, false, err
	}
	set = SchemaSet{TypeID: typeIDExtension, Root: RootSchema, Files: map[string][]byte{}}
	names := l.sets[typeIDExtension]
	if len(names) == 0 {
		set.FromDump = true
		set.Files, err = c.onlyDumpedSet(typeIDExtension)
	}
	for _, name := range names {
		if set.Files[path.Base(name)], err = c.read(name); err != nil {
			break
		}
	}
	if err != nil {
		return SchemaSet{}, false, fmt.Errorf("schema set %s: %w", typeIDExtension, err)
	}
	if _, ok = set.Files[RootSchema]; !ok {
		return SchemaSet{}, false, nil
	}
	return set, true, nil
}

// Schema returns the compiled schema set for a typeId/@extension, as SchemaSet finds it: from the compiled file of an
// imported catalog, else compiled from the files.
func (c *Catalog) Schema(typeIDExtension string) (schema *xsd.Schema, ok bool, err error) {
	if b, found := c.compiled.section(compiledSetSection(typeIDExtension)); found {
		if schema, err = xsd.Load(b); err == nil {
			return schema, true, nil
		}
		c.compiled.forget()
	}
	set, ok, err := c.SchemaSet(typeIDExtension)
	if err != nil || !ok {
		return nil, false, err
	}
	schema, err = xsd.Compile(set.Files, set.Root)
	return schema, true, err
}

// SchemaSets returns the names of the sets that lie in the catalog's folder, sorted, or those of the dump when there is
// no folder.
func (c *Catalog) SchemaSets() ([]string, error) {
	l, err := c.layout()
	if err != nil {
		return nil, err
	}
	var names []string
	for set := range l.sets {
		names = append(names, set)
	}
	if len(names) == 0 && c.compiled.lists != nil {
		return c.compiled.lists.DumpedSets, nil
	}
	if len(names) == 0 {
		records, _, err := c.schemaRecords()
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if !r.Deleted {
				names = append(names, r.TypeID)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// schemaRecord is one document of the dump of schemas.
type schemaRecord struct {
	Name    string       `json:"name_schema"`
	TypeID  string       `json:"type_id_extension"`
	Root    bool         `json:"root_schema"`
	Deleted bool         `json:"deleted"`
	Content mongo.Binary `json:"content_schema"`
}

func (c *Catalog) schemaRecords() ([]schemaRecord, *mongo.DumpText, error) {
	var records []schemaRecord
	text, err := c.readDump("schema", &records)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	return records, text, err
}

// onlyDumpedSet is dumpedSet for a type without a folder, which the compiled file knows.
func (c *Catalog) onlyDumpedSet(typeID string) (map[string][]byte, error) {
	known := c.compiled.lists
	if known == nil {
		return c.dumpedSet(typeID)
	}
	if !slices.Contains(known.DumpedSets, typeID) {
		return nil, nil
	}
	files, prefix := map[string][]byte{}, dumpedSetSection(typeID)
	for _, section := range c.compiled.file.Names() {
		name, ok := strings.CutPrefix(section, prefix)
		if !ok {
			continue
		}
		if files[name], ok = c.compiled.section(section); !ok {
			return c.dumpedSet(typeID)
		}
	}
	return files, nil
}

func (c *Catalog) dumpedSet(typeID string) (map[string][]byte, error) {
	records, text, err := c.schemaRecords()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, r := range records {
		if r.Deleted || r.TypeID != typeID {
			continue
		}
		name := path.Base(r.Name)
		if r.Root {
			name = RootSchema
		}
		if files[name], err = text.Content(r.Content); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name, err)
		}
	}
	return files, nil
}
