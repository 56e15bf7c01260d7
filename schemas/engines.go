package schemas

import (
	"errors"
	"io/fs"
	"slices"

	"github.com/fselint/fselint/schemas/internal/mongo"
	"github.com/fselint/fselint/schemas/structuremap"
)

// StructureMap is the transformation that the gateway applies to a type of document after its checks. A type without
// one is refused however good the document is.
type StructureMap struct {
	URI     string
	Version string
	Roots   []string // the templateId roots it serves
}

type dumpedEngine struct {
	Roots []struct {
		Roots   []string `json:"template_id_root"`
		URI     string   `json:"uri"`
		Version string   `json:"version"`
	} `json:"roots"`
	LastSync  mongo.Date `json:"last_sync"`
	Available *bool      `json:"available"`
	Expired   bool       `json:"expired"`
}

// engineList is the structure maps of the engine in force.
type engineList struct {
	Known bool           `json:"known"` // the catalog has a list of engines
	Maps  []StructureMap `json:"maps"`
}

// Engine returns the first structure map of the latest engine that serves a templateId root. ok is false when there is
// none; known is false when the catalog has no list of engines, so that nothing can be said.
func (c *Catalog) Engine(templateRoot string) (m StructureMap, ok, known bool, err error) {
	list, err := c.engines()
	if err != nil {
		return StructureMap{}, false, false, err
	}
	for _, m := range list.Maps {
		for _, root := range m.Roots {
			if root == templateRoot {
				return m, true, true, nil
			}
		}
	}
	return StructureMap{}, false, list.Known, nil
}

// Mapping returns what the structure map that serves a templateId root asks of documents, nil when there is no such map or the
// catalog does not hold its text. The version of a map is that of the catalog.
func (c *Catalog) Mapping(templateRoot string) (*structuremap.Program, error) {
	m, ok, _, err := c.Engine(templateRoot)
	if err != nil || !ok {
		return nil, err
	}
	if b, stored := c.compiled.section(compiledMapSection(m.URI)); stored {
		program, err := structuremap.Load(b)
		if err == nil {
			return program, nil
		}
		c.compiled.forget()
	}
	if c.compiled.lists != nil && !slices.Contains(c.compiled.file.Names(), compiledMapSection(m.URI)) {
		return nil, nil
	}
	files, err := c.MapFiles()
	if err != nil {
		return nil, err
	}
	programs, defects := structuremap.Compile(files, m.URI)
	if len(defects) > 0 {
		return nil, errors.New(defects[0])
	}
	return programs[m.URI], nil
}

// MapFiles reads the texts of the structure maps, by name.
func (c *Catalog) MapFiles() (map[string][]byte, error) {
	l, err := c.layout()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range l.maps {
		if files[name], err = c.read(name); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// readEngines takes the engine synchronised last among those that are available and not expired.
func (c *Catalog) readEngines() (*engineList, error) {
	if c.compiled.lists != nil {
		return c.compiled.lists.Engines, nil
	}
	var engines []dumpedEngine
	_, err := c.readDump("engines", &engines)
	if errors.Is(err, fs.ErrNotExist) {
		return &engineList{}, nil
	}
	if err != nil {
		return nil, err
	}
	latest := -1
	for i, e := range engines {
		if e.Expired || e.Available != nil && !*e.Available {
			continue
		}
		if latest < 0 || e.LastSync.After(engines[latest].LastSync.Time) {
			latest = i
		}
	}
	list := &engineList{Known: true}
	if latest >= 0 {
		for _, r := range engines[latest].Roots {
			list.Maps = append(list.Maps, StructureMap{URI: r.URI, Version: r.Version, Roots: r.Roots})
		}
	}
	return list, nil
}
