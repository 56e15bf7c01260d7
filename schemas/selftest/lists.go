package selftest

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
)

// compareSet compares the files of a schema set with the records of the gateway, where there are any of the set.
func (r *run) compareSet(typeID string, files map[string][]byte) {
	records, err := r.catalog.SchemaRecords()
	if err != nil {
		return // the list was named
	}
	records = slices.DeleteFunc(records, func(d schemas.Record) bool { return d.Hidden || d.Key != typeID })
	if len(records) == 0 {
		if r.files[r.dump("schema")] {
			r.add(kindSchemaUnlisted, path.Join("schema", typeID), typeID, texts.Text("no-record", nil))
		}
		return
	}
	recorded := map[string]bool{}
	for _, d := range records {
		name := path.Base(d.Name)
		if d.Root {
			name = schemas.RootSchema
		}
		file := path.Join("schema", typeID, name)
		recorded[name] = true
		content, err := d.Content()
		b, there := files[name]
		switch {
		case err != nil:
			r.add(kindListUnreadable, r.dump("schema"), typeID+" "+d.Name, lint.Same(err.Error()))
		case !there:
			r.add(kindSchemaMissing, file, name, lint.Same(r.dump("schema")))
		case len(content) > 0 && trimmed(content) != trimmed(b): // a list may be without contents
			d := r.add(kindSchemaDiffers, file, name, lint.Text{})
			d.Line, d.Detail = firstDifference(b, content)
		}
	}
	for name := range files {
		if !recorded[name] {
			r.add(kindSchemaUnlisted, path.Join("schema", typeID, name), name, lint.Same(r.dump("schema")))
		}
	}
}

// firstDifference says where a file and the content of its record begin to differ. Line ends do not count.
func firstDifference(file, record []byte) (line int, detail lint.Text) {
	a, b := lines(file), lines(record)
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || strings.TrimSpace(a[i]) != strings.TrimSpace(b[i]) {
			return min(i, len(a)-1) + 1, texts.Text("lines-differ", lint.Values{"line": i + 1, "file": len(a), "record": len(b)})
		}
	}
	return 0, texts.Text("blanks-differ", nil)
}

func lines(b []byte) []string { return strings.Split(strings.TrimSpace(string(b)), "\n") }

// types compares types of document, Schematrons and structure maps.
func (r *run) types(context.Context) {
	chosen, err := r.catalog.Schematrons()
	if err != nil {
		return
	}
	roots := map[string]bool{}
	for _, s := range chosen {
		roots[s.TemplateRoot] = true
		_, ok, known, err := r.catalog.Engine(s.TemplateRoot)
		if err == nil && known && !ok {
			r.add(kindTypeWithoutMap, r.dump("engines"), s.TemplateRoot, named(s.TemplateRoot, s.Name))
		}
	}
	if !r.catalog.Starter() && len(chosen) > 0 {
		for _, t := range fse.DocumentTypes() {
			if !roots[t.TemplateRoot] {
				r.add(kindTypeWithoutSchematron, r.dump("schematron"), t.TemplateRoot, named(t.TemplateRoot, ""))
			}
		}
	}
	maps, _, err := r.catalog.StructureMaps()
	if err != nil {
		return
	}
	seen := map[string]bool{}
	for _, m := range maps {
		for _, root := range m.Roots {
			if !roots[root] && !seen[root] {
				r.add(kindMapWithoutType, r.dump("engines"), root, named(root, m.URI))
			}
			seen[root] = true
		}
	}
}

// named describes a templateId root by its type of document and another name for it.
func named(root, other string) lint.Text {
	var parts []string
	if t, ok := fse.DocumentTypeByTemplate(root); ok {
		parts = append(parts, t.Abbr+", "+t.Name)
	}
	if other != "" {
		parts = append(parts, other)
	}
	return lint.Same(strings.Join(parts, "; "))
}
