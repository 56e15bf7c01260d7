package selftest

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/fselint/fselint/schemas/spreadsheet"
	"github.com/fselint/fselint/schemas/vocabulary"
)

// dictionaries reads every dictionary and judges its codes, and compares the folder with the list.
func (r *run) dictionaries(ctx context.Context) {
	set, err := r.catalog.Vocabulary()
	if err != nil {
		return // the list was named
	}
	listed := map[string][]string{} // versions by system
	allowed := map[string]bool{}
	dump := r.dump("dictionary")
	var systems []string
	for _, d := range set.Dictionaries() {
		if slices.Contains(listed[d.System], d.Version) {
			r.add(kindDictionaryTwice, dump, d.System, same("%s", versionName(d.Version)))
			continue
		}
		if listed[d.System] == nil {
			systems = append(systems, d.System)
		}
		listed[d.System] = append(listed[d.System], d.Version)
		allowed[d.System] = allowed[d.System] || d.AllowListed
	}
	for _, system := range systems {
		if !allowed[system] && !r.files[dictionaryFile(system)] {
			detail := Text{}
			if named := versionName(listed[system]...); named != versionName("") {
				detail = Text{"versione " + named, "version " + named}
			}
			r.add(kindDictionaryMissing, dump, system, detail)
		}
	}
	for file := range r.files {
		system, ok := strings.CutSuffix(path.Base(file), ".csv")
		if !ok || path.Dir(file) != "terminology" {
			continue
		}
		if listed[system] == nil && len(systems) > 0 {
			r.add(kindDictionaryUnlisted, file, system, same("%s", dump))
		}
		if ctx.Err() != nil {
			return
		}
		if !allowed[system] {
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
		r.add(kindDictionaryUnreadable, file, system, same("%v", err))
		return
	}
	// What decides verdicts is the table, so the table has the word.
	table, err := vocabulary.ReadCSV(b)
	if err != nil {
		r.add(kindDictionaryUnreadable, file, system, same("%v", err)).Line = lineOf(err)
		return
	}
	r.report.Tested.Dictionaries++
	r.report.Tested.Codes += table.Len()
	r.versions(file, system, listed, table.Versions())

	codes := r.rows(file, system, b)
	r.suspects(file, system, spreadsheet.Find(codes))
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
			r.add(kindVersionEmpty, file, system, Text{
				fmt.Sprintf("versione %s; il file ha %s", versionName(v), versionName(found...)),
				fmt.Sprintf("version %s; the file has %s", versionName(v), versionName(found...)),
			})
		}
	}
	for _, v := range found {
		if !slices.Contains(listed, v) {
			r.add(kindVersionUnlisted, file, system, Text{
				fmt.Sprintf("versione %s; l'elenco ha %s", versionName(v), versionName(listed...)),
				fmt.Sprintf("version %s; the list has %s", versionName(v), versionName(listed...)),
			})
		}
	}
}

// rows judges the rows of a file one by one, and returns the codes, those of all versions together: a version more or
// less does not change how the codes of a system look.
func (r *run) rows(file, system string, b []byte) []spreadsheet.Code {
	type key struct{ version, code string }
	type first struct {
		line        int
		description string
	}
	seen := map[key]first{}
	codes := []spreadsheet.Code{}
	twice := Defect{Kind: kindCodeTwice, File: file, Subject: system}
	blanks := Defect{Kind: kindCodeBlanks, File: file, Subject: system}
	empty := Defect{Kind: kindCodeEmpty, File: file, Subject: system}
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
		codes = append(codes, spreadsheet.Code{Line: row.Line, Code: row.Code, Description: row.Description})
		k := key{row.Version, row.Code}
		f, known := seen[k]
		if !known {
			seen[k] = first{row.Line, row.Description}
			continue
		}
		note := ""
		if f.description != row.Description {
			other++
			note = fmt.Sprintf(": %q, %q", f.description, row.Description)
		}
		twice.at(row.Line, "%s = %d%s", row.Code, f.line, note)
	}
	twice.Detail = Text{
		fmt.Sprintf("%d righe, %d con un'altra descrizione", twice.Count, other),
		fmt.Sprintf("%d rows, %d with another description", twice.Count, other),
	}
	blanks.Detail, empty.Detail = rowCount(blanks.Count), rowCount(empty.Count)
	for _, d := range []Defect{twice, blanks, empty} {
		r.repeated(d)
	}
	return codes
}

func rowCount(n int) Text {
	if n == 1 {
		return Text{"1 riga", "1 row"}
	}
	return Text{fmt.Sprintf("%d righe", n), fmt.Sprintf("%d rows", n)}
}

// visible is a code without blanks at its ends and without characters that cannot be seen.
func visible(code string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == '\u00a0' || c == unicode.ReplacementChar {
			return -1
		}
		return c
	}, code))
}

var damageKinds = map[spreadsheet.Damage]*Kind{
	spreadsheet.Date: kindCodeDate, spreadsheet.Serial: kindCodeDate, spreadsheet.Exponent: kindCodeNumber,
	spreadsheet.Zeros: kindCodeZeros, spreadsheet.Failed: kindCodeError,
}

// suspects adds what a spreadsheet has damaged, one defect for each kind.
func (r *run) suspects(file, system string, list []spreadsheet.Suspect) {
	byKind := map[*Kind]*Defect{}
	var order []*Defect
	for _, s := range list {
		k := damageKinds[s.Damage]
		d := byKind[k]
		if d == nil {
			d = &Defect{Kind: k, File: file, Subject: system}
			byKind[k] = d
			order = append(order, d)
		}
		was := ""
		if len(s.Was) > 0 {
			was = " ← " + strings.Join(s.Was[:min(3, len(s.Was))], " | ")
		}
		d.at(s.Line, "%s%s", s.Code.Code, was)
	}
	for _, d := range order {
		d.Detail = rowCount(d.Count)
		r.repeated(*d)
	}
}
