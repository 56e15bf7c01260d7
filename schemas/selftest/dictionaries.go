package selftest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/vocabulary"
)

// dictionaries reads every dictionary and judges its codes, and compares the folder with the list.
func (r *run) dictionaries(ctx context.Context) {
	set, err := r.catalog.Vocabulary()
	if err != nil {
		return // the list was named
	}
	listed := map[string][]string{} // versions by system
	dump := r.dump("dictionary")
	for _, d := range set.Dictionaries() {
		if slices.Contains(listed[d.System], d.Version) {
			r.add(kindDictionaryTwice, dump, d.System, lint.Same(versionName(d.Version)))
			continue
		}
		listed[d.System] = append(listed[d.System], d.Version)
	}
	for system, versions := range listed {
		if _, allowed := set.Manages(system); allowed || r.files[dictionaryFile(system)] {
			continue
		}
		detail := lint.Text{}
		if named := versionName(versions...); named != versionName("") {
			detail = texts.Text("version", lint.Values{"versions": named})
		}
		r.add(kindDictionaryMissing, dump, system, detail)
	}
	for file := range r.files {
		system, ok := strings.CutSuffix(path.Base(file), ".csv")
		if !ok || path.Dir(file) != "terminology" {
			continue
		}
		if listed[system] == nil && len(listed) > 0 {
			r.add(kindDictionaryUnlisted, file, system, lint.Same(dump))
		}
		if ctx.Err() != nil {
			return
		}
		if _, allowed := set.Manages(system); !allowed {
			r.dictionary(file, system, listed[system])
		}
	}
}

func dictionaryFile(system string) string { return "terminology/" + system + ".csv" }

// versionName names versions for people.
func versionName(versions ...string) string {
	named := slices.Clone(versions)
	for i, v := range named {
		if v == "" {
			named[i] = "—"
		}
	}
	return strings.Join(named, ", ")
}

// dictionary judges one file of codes.
func (r *run) dictionary(file, system string, listed []string) {
	b, err := r.catalog.File(file)
	if err != nil {
		r.add(kindDictionaryUnreadable, file, system, lint.Same(err.Error()))
		return
	}
	// What decides verdicts is the table, so the table has the word.
	table, err := vocabulary.ReadCSV(b)
	if err != nil {
		r.add(kindDictionaryUnreadable, file, system, lint.Same(err.Error())).Line = lineOf(err)
		return
	}
	r.report.Tested.Dictionaries++
	r.report.Tested.Codes += table.Len()
	if table.Len() > 0 {
		r.versions(file, system, listed, table.Versions())
	}
	r.suspects(file, system, find(r.rows(file, system, b)))
}

// lineOf takes the line from the words of an error of ReadCSV, which begins with it, 0 when there is none.
func lineOf(err error) (line int) {
	for ; err != nil; err = errors.Unwrap(err) {
		if _, scanErr := fmt.Sscanf(err.Error(), "line %d:", &line); scanErr == nil {
			return line
		}
	}
	return 0
}

// versions compares the versions in a file with those of the list.
func (r *run) versions(file, system string, listed, found []string) {
	if listed == nil {
		return
	}
	for _, v := range listed {
		// Codes declared without a version are looked up in all versions.
		if !slices.Contains(found, v) && v != "" {
			r.add(kindVersionEmpty, file, system, versionText("version-file", v, found))
		}
	}
	for _, v := range found {
		if !slices.Contains(listed, v) {
			r.add(kindVersionUnlisted, file, system, versionText("version-list", v, listed))
		}
	}
}

func versionText(id, version string, others []string) lint.Text {
	return texts.Text(id, lint.Values{"version": versionName(version), "versions": versionName(others...)})
}

// rows judges the rows of a file one by one, and returns the codes, those of all versions together: a version more or
// less does not change how the codes of a system look.
func (r *run) rows(file, system string, b []byte) []entry {
	type key struct{ version, code string }
	seen := map[key]vocabulary.Row{}
	var codes []entry
	twice := &Defect{Kind: kindCodeTwice, File: file, Subject: system}
	blanks := &Defect{Kind: kindCodeBlanks, File: file, Subject: system}
	empty := &Defect{Kind: kindCodeEmpty, File: file, Subject: system}
	other := 0
	for row, err := range vocabulary.Rows(b) {
		if err != nil {
			break // ReadCSV has found it sound
		}
		if row.Code == "" {
			empty.at(row.Line, "%s", row.Description)
			continue
		}
		if visible(row.Code) != row.Code {
			blanks.at(row.Line, "%q", row.Code)
		}
		codes = append(codes, entry{row.Line, row.Code, row.Description})
		k := key{row.Version, row.Code}
		first, known := seen[k]
		switch {
		case !known:
			seen[k] = row
		case first.Description == row.Description:
			twice.at(row.Line, "%s = %d", row.Code, first.Line)
		default:
			other++
			twice.at(row.Line, "%s = %d: %q, %q", row.Code, first.Line, first.Description, row.Description)
		}
	}
	twice.Detail = texts.Text("rows-other", lint.Values{"n": twice.Count, "other": other})
	blanks.Detail, empty.Detail = rowCount(blanks.Count), rowCount(empty.Count)
	if empty.Count >= len(codes) { // not rows between codes: the codes were lost
		r.empty(empty)
		empty = &Defect{}
	}
	r.repeated(twice, blanks, empty)
	return codes
}

// empty reports a dictionary most of whose rows hold no code, or that has no rows at all.
func (r *run) empty(d *Defect) {
	if d.Kind = kindDictionaryEmpty; d.Count == 0 {
		r.add(d.Kind, d.File, d.Subject, rowCount(0))
		return
	}
	r.repeated(d)
}

func rowCount(n int) lint.Text { return texts.Text("rows", lint.Values{"n": n}) }

// visible is a code without blanks at its ends and without characters that cannot be seen.
func visible(code string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == '\u00a0' || c == unicode.ReplacementChar {
			return -1
		}
		return c
	}, code))
}

// suspects adds what a spreadsheet has damaged, one defect for each kind.
func (r *run) suspects(file, system string, list []suspect) {
	byKind := map[*lint.Rule]*Defect{}
	for _, s := range list {
		d := byKind[s.kind]
		if d == nil {
			d = &Defect{Kind: s.kind, File: file, Subject: system}
			byKind[s.kind] = d
		}
		was := ""
		if len(s.was) > 0 {
			was = " ← " + strings.Join(s.was[:min(3, len(s.was))], " | ")
		}
		d.at(s.line, "%s%s", s.code, was)
		d.Detail = rowCount(d.Count)
	}
	r.repeated(slices.Collect(maps.Values(byKind))...)
}
