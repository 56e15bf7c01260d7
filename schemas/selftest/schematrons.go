package selftest

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
)

// schematrons compiles every Schematron that can be chosen and compares files and records.
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
			r.add(kindSchematronUnusable, file, info.TemplateRoot, lint.Same(err.Error()))
			continue
		}
		if s.FromDump {
			r.add(kindSchematronMissing, path.Join("schematron", info.Name), info.TemplateRoot, lint.Same(file))
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
		d := r.add(kindSchematronUnusable, file, s.TemplateRoot, lint.Same(err.Error()))
		var at *schematron.Error
		if errors.As(err, &at) {
			d.Line = at.Pos.Line
		}
		return
	}
	r.report.Tested.Schematrons++
	r.report.Tested.Asserts += len(schema.Model.Asserts())
	for _, e := range schema.Refusals() {
		r.add(kindSchematronRefused, file, s.TemplateRoot, lint.Same(e.Error())).Line = e.Pos.Line
	}
	r.repeatedIDs(file, schema.Model)
	r.unusedLets(file, schema)
}

// repeatedIDs finds national identifiers that several asserts share.
func (r *run) repeatedIDs(file string, m *schematron.Model) {
	byID := map[string]*Defect{}
	for _, a := range m.Asserts() {
		id := a.NationalID()
		if byID[id] == nil {
			byID[id] = &Defect{Kind: kindIDTwice, File: file, Subject: id}
		}
		byID[id].at(a.Pos.Line, "%s", schematron.Normalise(a.Rule.Context))
	}
	for _, d := range byID {
		if d.Count > 1 {
			d.Detail = texts.Text("asserts", lint.Values{"n": d.Count})
			r.repeated(d)
		}
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
			r.add(kindListUnreadable, dump, d.Name, lint.Same(err.Error()))
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
		// A list may be without contents.
		if b, err := r.catalog.File(name); err == nil && len(content) > 0 && trimmed(b) != trimmed(content) {
			line, detail := firstDifference(b, content)
			r.add(kindSchematronDiffers, name, d.Key, detail).Line = line
		}
	}
	for name := range r.files {
		if path.Dir(name) == "schematron" && !listed[path.Base(name)] {
			r.add(kindSchematronUnlisted, name, path.Base(name), lint.Same(dump))
		}
	}
}

func (r *run) recordTwice(dump string, first, second schemas.Record, content []byte) {
	d := r.add(kindRecordTwice, dump, second.Key, lint.Same(second.Name+" "+second.Version))
	if b, err := first.Content(); err == nil && trimmed(b) != trimmed(content) {
		d.Severity = lint.Warning
		d.Detail = texts.Text("other-content", lint.Values{"record": d.Detail})
	}
}

// unusedLets finds variables that no expression uses. The skeleton evaluates variables lazily, so such a one has no effect.
func (r *run) unusedLets(file string, s *schematron.Schema) {
	d := &Defect{Kind: kindLetUnused, File: file}
	for _, let := range s.UnusedLets() {
		d.at(let.Pos.Line, "$%s", let.Name)
		d.Subject = strings.TrimPrefix(d.Subject+", "+let.Name, ", ")
	}
	d.Detail = lint.Same(d.Subject)
	r.repeated(d)
}
