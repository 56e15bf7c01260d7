package schemas

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fselint/fselint/schemas/internal/mongo"
)

// layout is the files of a catalog by what they are for. Paths are relative to the catalog, slash-separated.
type layout struct {
	sets        map[string][]string // typeId extension to the paths of its schema files, sorted
	schematrons map[string]string   // file name to path
	dictionary  map[string]string   // code system to path
	maps        []string            // structure maps
	dumps       map[string]string   // collection to path
	judged      []string            // all of these, sorted: what the digest covers
	beside      []string            // COMMIT, the licences and the starter's mark: copied, but without influence
}

// collections are the dumps that are read.
var collections = []string{"dictionary", "engines", "schema", "schematron"}

func (c *Catalog) readLayout() (*layout, error) {
	names, err := c.fileNames()
	if err != nil {
		return nil, err
	}
	l := &layout{
		sets: map[string][]string{}, schematrons: map[string]string{}, dictionary: map[string]string{}, dumps: map[string]string{},
	}
	slices.Sort(names)
	for _, name := range names {
		l.add(name)
	}
	for _, collection := range collections {
		for _, name := range dumpNames(collection) {
			if _, found := slices.BinarySearch(names, name); found {
				l.dumps[collection] = name
				l.judged = append(l.judged, name)
				break
			}
		}
	}
	slices.Sort(l.judged)
	return l, nil
}

func (l *layout) add(name string) {
	dir, file := path.Split(name)
	dir = strings.TrimSuffix(dir, "/")
	switch {
	case path.Dir(dir) == "schema" && path.Ext(file) == ".xsd":
		set := path.Base(dir)
		l.sets[set] = append(l.sets[set], name)
	case dir == "schematron" && path.Ext(file) == ".sch":
		l.schematrons[file] = name
	case dir == "terminology" && isOID(strings.TrimSuffix(file, ".csv")) && path.Ext(file) == ".csv":
		l.dictionary[strings.TrimSuffix(file, ".csv")] = name
	case dir == mapDir && path.Ext(file) == ".map":
		l.maps = append(l.maps, name)
	case dir == "" && (file == "COMMIT" || file == starterMark || path.Ext(file) == ".txt"):
		l.beside = append(l.beside, name)
		return
	default:
		return
	}
	l.judged = append(l.judged, name)
}

// isOID accepts digits and dots: the folder also holds a list that is no dictionary.
func isOID(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.") == ""
}

// fileNames lists what lies in the catalog's folders.
func (c *Catalog) fileNames() ([]string, error) {
	if c.manifest != nil {
		return c.manifest.names(), nil
	}
	names, err := c.filesIn(".")
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{"schematron", "terminology", mapDir, dumpDir} {
		files, err := c.filesIn(dir)
		if err != nil {
			return nil, err
		}
		names = append(names, files...)
	}
	sets, err := c.readDir("schema")
	if err != nil {
		return nil, err
	}
	for _, set := range sets {
		if !set.IsDir() {
			continue
		}
		files, err := c.filesIn("schema/" + set.Name())
		if err != nil {
			return nil, err
		}
		names = append(names, files...)
	}
	return names, nil
}

func (c *Catalog) filesIn(dir string) ([]string, error) {
	entries, err := c.readDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		// A link is judged by what it leads to when it is read.
		if e.Type().IsRegular() || e.Type()&fs.ModeSymlink != 0 {
			names = append(names, path.Join(dir, e.Name()))
		}
	}
	return names, nil
}

// readDir lists a folder; one that is not there is empty.
func (c *Catalog) readDir(dir string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(c.fsys, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return entries, err
}

// dumpFile is the path of the dump of a collection, "" when there is none.
func (c *Catalog) dumpFile(collection string) string {
	l, err := c.layout()
	if err != nil {
		return ""
	}
	return l.dumps[collection]
}

// dumpDir is the folder of the dumps.
const dumpDir = "mongo-dump"

// mapDir is the folder of the structure maps.
const mapDir = "transform"

// dumpNames lists the file names under which a dump may lie, the published one first.
func dumpNames(collection string) []string {
	base := dumpDir + "/" + collection
	return []string{base + ".json.gzip", base + ".json.gz", base + ".json"}
}

// readDump reads a dump into records, a pointer to a slice. Contents of files are not decoded, since they make up nearly
// all of a dump: they become references into the text that is returned. The error is fs.ErrNotExist when there is
// no such dump.
func (c *Catalog) readDump(collection string, records any) (*mongo.DumpText, error) {
	name := c.dumpFile(collection)
	if name == "" {
		return nil, fmt.Errorf("%s/%s: %w", dumpDir, collection, fs.ErrNotExist)
	}
	b, err := c.read(name)
	if err != nil {
		return nil, err
	}
	text, err := mongo.ParseDump(b, c.limits.File, records)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return text, nil
}
