package selftest

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/fselint/fselint/cda/schematron/dead"
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
	r.grammars = sync.OnceValue(r.grammarsOf)
	for _, name := range files {
		r.files[name] = true
	}
	if r.report.Digest, err = c.Digest(); err != nil {
		r.add(kindFileUnreadable, "", "", same("%v", err))
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
	catalog  *schemas.Catalog
	files    map[string]bool
	report   *Report
	grammars func() []dead.Grammar // of all schema sets
}

// add appends a defect, which may be completed through the result until the next is added.
func (r *run) add(k *Kind, file, subject string, detail Text) *Defect {
	r.report.Defects = append(r.report.Defects, Defect{
		Kind: k, Severity: k.Severity, File: file, Subject: subject, Detail: detail, Count: 1,
	})
	return &r.report.Defects[len(r.report.Defects)-1]
}

// repeated appends a defect whose places were counted by at, if there are any.
func (r *run) repeated(d Defect) {
	if d.Count == 0 {
		return
	}
	d.Severity = d.Kind.Severity
	d.Line = d.Places[0].Line
	r.report.Defects = append(r.report.Defects, d)
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
		severity   Severity
		effect     Text
		read       func() error
	}{
		{"schematron", Error, Text{
			"senza, nessuno Schematron si può scegliere", "without it no Schematron can be chosen",
		}, func() error { _, err := r.catalog.Schematrons(); return err }},
		{"dictionary", Error, Text{
			"senza, nessun sistema di codifica è gestito e nessun codice si può controllare", "without it no code system is managed and no code can be checked",
		}, func() error { _, err := r.catalog.Vocabulary(); return err }},
		{"engines", Warning, Text{
			"senza, non si può dire se un tipo di documento ha una mappa", "without it nothing can be said about structure maps",
		}, func() error { _, _, err := r.catalog.StructureMaps(); return err }},
		{"schema", Info, Text{
			"senza, i file degli schemi non si possono confrontare con quelli del gateway", "without it the schema files cannot be compared with the gateway's",
		}, func() error { _, err := r.catalog.SchemaRecords(); return err }},
	} {
		name := r.dump(l.collection)
		if !r.files[name] {
			if !r.catalog.Starter() || l.severity == Error { // the starter is its own source
				r.add(kindListMissing, name, l.collection, l.effect).Severity = l.severity
			}
			continue
		}
		if err := l.read(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			r.add(kindListUnreadable, name, l.collection, same("%v", err))
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
		r.add(kindNoSchemaSet, "schema", "", Text{"la cartella schema è vuota", "the folder schema is empty"})
	}
	for _, name := range names {
		if ctx.Err() != nil {
			return
		}
		folder := path.Join("schema", name)
		set, ok, err := r.catalog.SchemaSet(name)
		switch {
		case err != nil:
			r.add(kindSetUnusable, folder, name, same("%v", err))
			continue
		case !ok:
			r.add(kindSetUnusable, folder, name, Text{"manca " + schemas.RootSchema, schemas.RootSchema + " is missing"})
			continue
		}
		_, err = xsd.Compile(set.Files, set.Root)
		switch {
		case errors.Is(err, xsd.ErrUnavailable):
			r.report.Tested.NoSchemaEngine = true
		case err != nil:
			r.add(kindSetUnusable, folder, name, same("%v", err))
		default:
			r.report.Tested.SchemaSets++
		}
		if !set.FromDump {
			r.compareSet(name, set.Files)
		}
	}
}

// trimmed is the content of a file as far as it counts: the dump has some files with other blanks at their ends.
func trimmed(b []byte) string { return strings.TrimSpace(string(b)) }
