package schemas

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/schemas/internal/mongo"
)

// Schematron is the rules for one type of document.
type Schematron struct {
	TemplateRoot string
	Name         string // file name
	Version      string
	Updated      time.Time // zero when the list does not say
	Content      []byte
	FromDump     bool // the content is the dump's, because the folder schematron lacks the file
}

// schematronRecord is one document of the dump of Schematrons, without its content.
type schematronRecord struct {
	Name    string    `json:"name"`
	Root    string    `json:"root"`
	Version string    `json:"version"`
	Updated time.Time `json:"updated,omitzero"`
	// Hidden records are never chosen: deleted, or made for one sending system.
	Hidden bool `json:"hidden,omitempty"`
}

type dumpedSchematron struct {
	Name    string       `json:"name_schematron"`
	Root    string       `json:"template_id_root"`
	Version string       `json:"version"`
	System  *string      `json:"system"`
	Deleted bool         `json:"deleted"`
	Updated mongo.Date   `json:"last_update_date"`
	Content mongo.Binary `json:"content_schematron"`
}

type schematronList struct {
	records []schematronRecord
	chosen  map[string]schematronRecord // by templateId root
}

// Schematron returns the Schematron that the gateway applies to documents whose first templateId has this root: the
// root exactly, not deleted, not bound to a system, the highest version compared as text, the first of equal ones. ok is
// false when there is none. The content is the file's of that name in the folder schematron, else the record's own.
func (c *Catalog) Schematron(templateRoot string) (s Schematron, ok bool, err error) {
	list, err := c.schematrons()
	if err != nil {
		return Schematron{}, false, err
	}
	r, ok := list.chosen[templateRoot]
	if !ok {
		return Schematron{}, false, nil
	}
	s = Schematron{TemplateRoot: r.Root, Name: r.Name, Version: r.Version, Updated: r.Updated}
	l, err := c.layout()
	if err != nil {
		return Schematron{}, false, err
	}
	if file, exists := l.schematrons[r.Name]; exists {
		s.Content, err = c.read(file)
	} else {
		s.FromDump = true
		s.Content, err = c.dumpedContent(r)
	}
	if err != nil {
		return Schematron{}, false, fmt.Errorf("schematron %s: %w", r.Name, err)
	}
	return s, true, nil
}

// SchematronInfo is one Schematron that Catalog.Schematron would return.
type SchematronInfo struct{ TemplateRoot, Name, Version string }

// Schematrons lists the Schematrons that can be chosen, sorted by file name.
func (c *Catalog) Schematrons() ([]SchematronInfo, error) {
	list, err := c.schematrons()
	if err != nil {
		return nil, err
	}
	var infos []SchematronInfo
	for _, r := range list.chosen {
		infos = append(infos, SchematronInfo{TemplateRoot: r.Root, Name: r.Name, Version: r.Version})
	}
	slices.SortFunc(infos, func(a, b SchematronInfo) int {
		return strings.Compare(a.Name+"\x00"+a.TemplateRoot, b.Name+"\x00"+b.TemplateRoot)
	})
	return infos, nil
}

func (c *Catalog) readSchematrons() (*schematronList, error) {
	if c.compiled.lists != nil {
		return chooseSchematrons(c.compiled.lists.Schematrons), nil
	}
	dumped, _, err := c.dumpedSchematrons()
	if err != nil {
		return nil, err
	}
	records := make([]schematronRecord, len(dumped))
	for i, d := range dumped {
		records[i] = schematronRecord{
			Name: d.Name, Root: d.Root, Version: d.Version, Updated: d.Updated.Time,
			Hidden: d.Deleted || d.System != nil,
		}
	}
	return chooseSchematrons(records), nil
}

func chooseSchematrons(records []schematronRecord) *schematronList {
	list := &schematronList{records: records, chosen: make(map[string]schematronRecord, len(records))}
	for _, r := range records {
		if best, found := list.chosen[r.Root]; !r.Hidden && (!found || r.Version > best.Version) {
			list.chosen[r.Root] = r
		}
	}
	return list
}

func (c *Catalog) dumpedSchematrons() ([]dumpedSchematron, *mongo.DumpText, error) {
	var dumped []dumpedSchematron
	text, err := c.readDump("schematron", &dumped)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	return dumped, text, err
}

// dumpedContent reads the dump again: it is needed only where a file is missing.
func (c *Catalog) dumpedContent(r schematronRecord) ([]byte, error) {
	if b, ok := c.compiled.section("dump/schematron/" + r.Root); ok {
		return b, nil
	}
	dumped, text, err := c.dumpedSchematrons()
	if err != nil {
		return nil, err
	}
	for _, d := range dumped {
		if d.Name == r.Name && d.Root == r.Root && d.Version == r.Version && !d.Deleted && d.System == nil {
			return text.Content(d.Content)
		}
	}
	return nil, fs.ErrNotExist
}
