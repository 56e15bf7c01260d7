package redact

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
)

//go:embed names.txt
var nameList string

// specified are the names that the specifications give to elements and attributes of a CDA, fields of a request, claims of a
// token and parts of a certificate.
var specified = sync.OnceValue(func() map[string]bool {
	names := make(map[string]bool)
	for line := range strings.Lines(nameList) {
		if !strings.HasPrefix(line, "#") {
			for _, n := range strings.Fields(line) {
				names[n] = true
			}
		}
	}
	return names
})

// object finds the number of an indirect object in a place of a PDF.
var object = lazyregexp.New(`\b(?:object|oggetto) ([0-9]{1,10})\b|\b([0-9]{1,10}) [0-9]{1,5} (?:obj|R)\b`)

// place shows a path as far as it consists of the specifications' names.
func place(l lint.Location) string {
	if l.Source == lint.SourcePDF {
		if m := object().FindStringSubmatch(l.Path); m != nil {
			return "object " + m[1] + m[2]
		}
		return ""
	}
	if l.Source == lint.SourceWorkbook {
		return cell(l.Path)
	}
	steps := strings.Split(l.Path, "/")
	for i, s := range steps {
		steps[i] = step(s)
	}
	return strings.Join(steps, "/")
}

// cell shows a place in a workbook: the sheets of the accreditation's template by their names, any other as an asterisk.
func cell(path string) string {
	sheet, ref, ok := strings.Cut(path, "!")
	if !ok || !cellRef().MatchString(ref) {
		return ""
	}
	if !slices.Contains(sheets, strings.Trim(sheet, "'")) {
		sheet = "*"
	}
	return sheet + "!" + ref
}

var (
	cellRef = lazyregexp.New(`^[A-Z]{1,3}[0-9]{1,7}$`)
	sheets  = []string{"Istruzioni Compilazione", "Prerequisiti", "TestCases", "LISTA VALORI", "Summary", "Sheet1"}
)

var index = lazyregexp.New(`^\[[0-9]{1,9}\]$`)

// step is one step of a path: a name with or without an index or an @, or the number of an element of an array.
func step(s string) string {
	name, rest := s, ""
	if i := strings.IndexByte(s, '['); i >= 0 && index().MatchString(s[i:]) {
		name, rest = s[:i], s[i:]
	}
	bare := strings.TrimPrefix(name, "@")
	switch {
	case bare == "", specified()[bare], len(bare) < 6 && strings.Trim(bare, "0123456789") == "":
		return s
	}
	return name[:len(name)-len(bare)] + "*" + rest
}
