package selftest

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/schemas"
)

// schematrons compiles every Schematron that can be chosen, looks for rules that cannot work, and compares files and
// records.
func (r *run) schematrons(ctx context.Context) {
	chosen, err := r.catalog.Schematrons()
	if err != nil {
		return // the list was named
	}
	done := map[string]bool{}
	for _, info := range chosen {
		if ctx.Err() != nil {
			return
		}
		s, _, err := r.catalog.Schematron(info.TemplateRoot)
		file := path.Join("schematron", info.Name)
		if s.FromDump {
			file = r.dump("schematron")
		}
		if err != nil {
			r.add(kindSchematronUnusable, file, info.TemplateRoot, same("%v", err))
			continue
		}
		if s.FromDump {
			r.add(kindSchematronMissing, path.Join("schematron", info.Name), info.TemplateRoot, same("%s", file))
		}
		if key := file + "\x00" + info.Name; !done[key] {
			done[key] = true
			r.schematron(file, s)
		}
	}
	r.compareSchematrons()
}

func (r *run) schematron(file string, s schemas.Schematron) {
	schema, err := schematron.Compile(s.Content, schematron.ReadOptions{Name: s.Name})
	if err != nil {
		d := r.add(kindSchematronUnusable, file, s.TemplateRoot, same("%v", err))
		var at *schematron.Error
		if errors.As(err, &at) {
			d.Line = at.Pos.Line
		}
		return
	}
	r.report.Tested.Schematrons++
	r.report.Tested.Asserts += len(schema.Model.Asserts())
	r.repeatedIDs(file, schema.Model)
	r.unusedLets(file, schema)
	r.deadRules(file, schema)
}

// repeatedIDs finds national identifiers that several asserts share.
func (r *run) repeatedIDs(file string, m *schematron.Model) {
	asserts := map[string][]*schematron.Assert{}
	var order []string
	for _, a := range m.Asserts() {
		id := a.NationalID()
		if asserts[id] = append(asserts[id], a); len(asserts[id]) == 2 {
			order = append(order, id)
		}
	}
	for _, id := range order {
		d := Defect{Kind: kindIDTwice, File: file, Subject: id}
		for _, a := range asserts[id] {
			d.at(a.Pos.Line, "%s", schematron.Normalise(a.Rule.Context))
		}
		d.Detail = Text{fmt.Sprintf("%d controlli", d.Count), fmt.Sprintf("%d asserts", d.Count)}
		r.repeated(d)
	}
}

// compareSchematrons compares the folder with the records.
func (r *run) compareSchematrons() {
	records, err := r.catalog.SchematronRecords()
	if err != nil {
		return
	}
	dump := r.dump("schematron")
	listed := map[string]bool{}
	for i, d := range records {
		listed[d.Name] = true
		if d.Hidden {
			continue
		}
		content, err := d.Content()
		if err != nil {
			r.add(kindListUnreadable, dump, d.Name, same("%v", err))
			continue
		}
		first := slices.IndexFunc(records, func(e schemas.Record) bool {
			return !e.Hidden && e.Key == d.Key && e.Version == d.Version
		})
		if first < i {
			r.recordTwice(dump, records[first], d, content)
			continue
		}
		name := path.Join("schematron", d.Name)
		if !r.files[name] {
			continue
		}
		if b, err := r.catalog.File(name); err == nil && len(content) > 0 && trimmed(b) != trimmed(content) { // a list may be without contents
			line, detail := firstDifference(b, content)
			r.add(kindSchematronDiffers, name, d.Key, detail).Line = line
		}
	}
	for name := range r.files {
		if path.Dir(name) == "schematron" && !listed[path.Base(name)] {
			r.add(kindSchematronUnlisted, name, path.Base(name), same("%s", dump))
		}
	}
}

func (r *run) recordTwice(dump string, first, second schemas.Record, content []byte) {
	d := r.add(kindRecordTwice, dump, second.Key, same("%s %s", second.Name, second.Version))
	if b, err := first.Content(); err == nil && trimmed(b) != trimmed(content) {
		d.Severity = Warning
		d.Detail = Text{d.Detail.IT + ", con contenuti diversi", d.Detail.EN + ", with different contents"}
	}
}

// unusedLets finds variables that no expression uses. The skeleton evaluates variables lazily, so such a one has no effect.
func (r *run) unusedLets(file string, s *schematron.Schema) {
	d := Defect{Kind: kindLetUnused, File: file}
	for _, let := range s.UnusedLets() {
		d.at(let.Pos.Line, "$%s", let.Name)
		d.Subject = strings.TrimPrefix(d.Subject+", "+let.Name, ", ")
	}
	if d.Count > 0 {
		d.Detail = same("%s", d.Subject)
	}
	r.repeated(d)
}
