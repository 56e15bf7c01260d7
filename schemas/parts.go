package schemas

import (
	"io/fs"
	"slices"

	"github.com/fselint/fselint/schemas/internal/mongo"
)

// Files lists the paths of the files that the digest covers, sorted.
func (c *Catalog) Files() ([]string, error) {
	l, err := c.layout()
	if err != nil {
		return nil, err
	}
	return slices.Clone(l.judged), nil
}

// File reads one of Files as it is stored; that of an imported catalog is compared with what was imported. The error wraps
// fs.ErrNotExist for any other path.
func (c *Catalog) File(name string) ([]byte, error) {
	l, err := c.layout()
	if err != nil {
		return nil, err
	}
	if _, found := slices.BinarySearch(l.judged, name); !found {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return c.read(name)
}

// Record is one document of the dumps that hold contents: a file of a schema set, or a Schematron.
type Record struct {
	Name    string // file name as the record has it
	Key     string // typeId/@extension of a schema file, templateId root of a Schematron
	Version string // of a Schematron
	Root    bool   // a schema file that its set starts from
	// Hidden records are never used: deleted, or made for one sending system.
	Hidden bool

	content mongo.Binary
	text    *mongo.DumpText
}

// Content decodes what the record holds.
func (r *Record) Content() ([]byte, error) { return r.text.Content(r.content) }

// SchemaRecords returns the dump of schema files in its order; none when there is no dump. It stays in memory as long as
// a record does.
func (c *Catalog) SchemaRecords() ([]Record, error) {
	dumped, text, err := c.schemaRecords()
	if err != nil {
		return nil, err
	}
	records := make([]Record, len(dumped))
	for i, d := range dumped {
		records[i] = Record{Name: d.Name, Key: d.TypeID, Root: d.Root, Hidden: d.Deleted, content: d.Content, text: text}
	}
	return records, nil
}

// SchematronRecords returns the dump of Schematrons in its order; see SchemaRecords.
func (c *Catalog) SchematronRecords() ([]Record, error) {
	dumped, text, err := c.dumpedSchematrons()
	if err != nil {
		return nil, err
	}
	records := make([]Record, len(dumped))
	for i, d := range dumped {
		records[i] = Record{
			Name: d.Name, Key: d.Root, Version: d.Version, Hidden: d.Deleted || d.System != nil, content: d.Content, text: text,
		}
	}
	return records, nil
}

// StructureMaps returns the maps of the latest engine in their order; known is false when the catalog has no list of
// engines.
func (c *Catalog) StructureMaps() (maps []StructureMap, known bool, err error) {
	list, err := c.engines()
	if err != nil {
		return nil, false, err
	}
	return slices.Clone(list.Maps), list.Known, nil
}
