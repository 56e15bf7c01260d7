package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// severities counts the findings of a document.
func severities(d *validate.Document) [lint.Error + 1]int {
	var s Summary
	s.Add(d)
	return s.Findings
}

// answerWords says in a few words what the gateway would answer, "" where that is not known.
func answerWords(d *validate.Document, lang string) string {
	g := d.Gateway
	switch {
	case g == nil:
		return ""
	case g.Accepted:
		return strings.TrimSpace(word(lang, "accepted-short") + " " + g.Warning)
	}
	if g.Answer.Status == 0 {
		return word(lang, "refused-short")
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", g.Answer.Status, g.Answer.Type, g.Answer.Detail))
}

// fact is a line about the run.
type fact struct {
	key   string // for machines
	name  lint.Text
	value string
}

// provenance says what the documents were judged with.
func provenance(o Options) []fact {
	r := o.Run()
	facts := []fact{
		{"fselint.version", lint.Same("fselint"), r.Version},
		{"catalog.id", texts.Text("catalog", nil), strings.TrimSpace(r.Catalog.ID + " " + r.Catalog.Date)},
		{"catalog.digest", texts.Text("digest", nil), r.Catalog.Digest},
	}
	if r.Registry != nil {
		facts = append(facts, fact{"registry.source", texts.Text("registry", nil), strings.TrimSpace(r.Registry.Source + " " + r.Registry.Date)},
			fact{"registry.digest", texts.Text("digest", nil), r.Registry.Digest})
	}
	if len(r.Catalog.Unchecked) > 0 {
		facts = append(facts, fact{"catalog.unchecked", texts.Text("unchecked", nil), strings.Join(r.Catalog.Unchecked, ", ")})
	}
	if r.Catalog.Starter {
		facts = append(facts, fact{"notice", texts.Text("notice", nil), word(o.Lang, "starter")})
	}
	return facts
}

// place names the place of a finding within its document: cda:120:9, token:signature /aud.
func place(l lint.Location) string {
	s := l.Source
	if l.Line > 0 {
		s += ":" + strconv.Itoa(l.Line) + ":" + strconv.Itoa(l.Column)
	}
	return strings.TrimSpace(s + " " + l.Path)
}

// inFile reports whether line and column of a location count in the document's own file: they do in a bare CDA and in a file of JSON, not in a
// CDA that lies in a PDF nor in a token.
func inFile(d *validate.Document, l lint.Location) bool {
	return l.Line > 0 && (l.Source == lint.SourceJSON || l.Source == lint.SourceCDA && d.CDA != nil && d.CDA.Mode == "FILE")
}

// sourceLine is the line of the source that a location is on and the column of its first character; "" when there is none. Lines
// that are too long to go with every finding are looked up in the document, and only what is near the column is taken.
func sourceLine(d *validate.Document, l lint.Location) (string, int) {
	if l.Line <= 0 {
		return "", 1
	}
	if l.Snippet != "" {
		if text, from := around(l.Snippet, l.Column); text != "" {
			return text, from
		}
		return l.Snippet, 1
	}
	if d.CDA == nil || l.Source != lint.SourceCDA || l.Column <= 0 {
		return "", 1
	}
	line, rest, more := cutLine(d.CDA.Text)
	for n := 1; n < l.Line; n++ {
		if !more {
			return "", 1
		}
		line, rest, more = cutLine(rest)
	}
	return around(line, l.Column)
}

// cutLine cuts the first line off a text. A line ends as in XML (2.11): with a line feed, a carriage return, or both.
func cutLine(text string) (line, rest string, more bool) {
	at := strings.IndexAny(text, "\r\n")
	if at < 0 {
		return text, "", false
	}
	rest = text[at+1:]
	if text[at] == '\r' {
		rest = strings.TrimPrefix(rest, "\n")
	}
	return text[:at], rest, true
}

// around cuts a line to what is near a column and returns the column that the cut begins at.
func around(line string, column int) (string, int) {
	const near = 200
	first, start, n := max(column-near, 1), -1, 0
	for i := range line {
		n++
		if n == first {
			start = i
		}
		if n > column+near {
			return line[start:i], first
		}
	}
	if start < 0 || column > n+1 {
		return "", 1 // the line is another one
	}
	return line[start:], first
}

// sentence is a finding in one line: message, expected, found, notes, fix.
func sentence(f *lint.Finding, lang string) string {
	parts := []string{stop(f.Message.In(lang))}
	add := func(label string, t lint.Text) {
		if s := t.In(lang); s != "" {
			parts = append(parts, stop(title(word(lang, label))+": "+s))
		}
	}
	add("expected", f.Expected)
	add("actual", f.Actual)
	for _, n := range f.Notes {
		parts = append(parts, stop(n.In(lang)))
	}
	add("fix", f.Fix)
	return bounded(strings.Join(parts, " "), 4000)
}

// stop ends a sentence.
func stop(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:;") {
		return s
	}
	return s + "."
}

// title begins a label with a capital; labels are of our own making and begin with ASCII.
func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// relative makes a path relative to a folder when it is below it, with slashes: code hosts know files by their place in the
// repository.
func relative(base, path string) string {
	clean := filepath.Clean(path)
	if filepath.IsAbs(clean) && base != "" {
		if rel, err := filepath.Rel(base, clean); err == nil && filepath.IsLocal(rel) {
			clean = rel
		}
	}
	return filepath.ToSlash(clean)
}

// workingDirectory is the folder that relative paths start from, "" when it is not known.
func workingDirectory() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}

// remark says what the other columns do not: why a document was not judged, and what is missing for an answer.
func remark(d *validate.Document, lang string) string {
	var parts []string
	if d.Fault != nil {
		parts = append(parts, d.Fault.Message.In(lang))
	}
	return strings.Join(append(parts, missing(d, lang)...), "; ")
}
