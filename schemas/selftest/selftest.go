package selftest

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/xsd"
)

// Run tests a catalog. A catalog that is defective, or that cannot be read in parts, is no error: that is what the report
// says. The error is the cause of the end of ctx, or that not even the names of the catalog's files can be read.
func Run(ctx context.Context, c *schemas.Catalog) (*Report, error) {
	files, err := c.Files()
	if err != nil {
		return nil, err
	}
	r := &run{catalog: c, files: map[string]bool{}, report: &Report{}}
	for _, name := range files {
		r.files[name] = true
	}
	if r.report.Digest, err = c.Digest(); err != nil {
		r.add(kindFileUnreadable, "", "", lint.Same(err.Error()))
	}
	for _, step := range []func(context.Context){
		r.lists, r.schemaSets, r.schematrons, r.dictionaries, r.types,
	} {
		if step(ctx); ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	r.report.sort()
	return r.report, nil
}

// run is one self-test.
type run struct {
	catalog *schemas.Catalog
	files   map[string]bool
	report  *Report
}

// add appends a defect, which may be completed through the result until the next is added.
func (r *run) add(k *lint.Rule, file, subject string, detail lint.Text) *Defect {
	r.report.Defects = append(r.report.Defects, Defect{
		Kind: k, Severity: k.Severity, File: file, Subject: subject, Detail: detail, Count: 1,
	})
	return &r.report.Defects[len(r.report.Defects)-1]
}

// repeated appends defects whose places were counted by at, where there are any.
func (r *run) repeated(list ...*Defect) {
	for _, d := range list {
		if d.Count > 0 {
			d.Severity, d.Line = d.Kind.Severity, d.Places[0].Line
			r.report.Defects = append(r.report.Defects, *d)
		}
	}
}

// dump is the path of the dump of a collection, for people: the published name when there is none.
func (r *run) dump(collection string) string {
	for _, ext := range []string{".json.gzip", ".json.gz", ".json"} {
		if name := "mongo-dump/" + collection + ext; r.files[name] {
			return name
		}
	}
	return "mongo-dump/" + collection + ".json.gzip"
}

// lists reads each list by itself, so that one that is damaged does not hide the others.
func (r *run) lists(context.Context) {
	for _, l := range []struct {
		collection string
		severity   lint.Severity
		read       func() error
	}{
		{"schematron", lint.Error, func() error { _, err := r.catalog.Schematrons(); return err }},
		{"dictionary", lint.Error, func() error { _, err := r.catalog.Vocabulary(); return err }},
		{"engines", lint.Warning, func() error { _, _, err := r.catalog.StructureMaps(); return err }},
		{"schema", lint.Info, func() error { _, err := r.catalog.SchemaRecords(); return err }},
	} {
		name := r.dump(l.collection)
		if !r.files[name] {
			if !r.catalog.Starter() || l.severity == lint.Error { // the starter is its own source
				r.add(kindListMissing, name, l.collection, texts.Text("list-"+l.collection, nil)).Severity = l.severity
			}
			continue
		}
		if err := l.read(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			r.add(kindListUnreadable, name, l.collection, lint.Same(err.Error()))
		}
	}
}

// schemaSets compiles every schema set and compares its files with the gateway's records.
func (r *run) schemaSets(ctx context.Context) {
	names, err := r.catalog.SchemaSets()
	if err != nil {
		return // the list was named
	}
	if len(names) == 0 {
		r.add(kindNoSchemaSet, "schema", "", texts.Text("no-folder", nil))
	}
	for _, name := range names {
		if ctx.Err() != nil {
			return
		}
		folder := path.Join("schema", name)
		set, ok, err := r.catalog.SchemaSet(name)
		switch {
		case err != nil:
			r.add(kindSetUnusable, folder, name, lint.Same(err.Error()))
			continue
		case !ok:
			r.add(kindSetUnusable, folder, name, texts.Text("no-root", lint.Values{"file": schemas.RootSchema}))
			continue
		}
		_, err = xsd.Compile(set.Files, set.Root)
		if err != nil {
			r.add(kindSetUnusable, folder, name, lint.Same(err.Error()))
		} else {
			r.report.Tested.SchemaSets++
		}
		if !set.FromDump {
			r.compareSet(name, set.Files)
		}
	}
}

// trimmed is the content of a file as far as it counts: the dump has some files with other blanks at their ends.
func trimmed(b []byte) string { return strings.TrimSpace(string(b)) }
