package report

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// entry is what formats that list problems by file and line say of one: a finding, or that a document was not accepted although no
// finding says why.
type entry struct {
	severity     lint.Severity
	rule         string
	line, column int    // in the file itself; 1 where the finding is in a part of it, or in another
	in           string // the part and the place in it, where they are not the file's own
	finding      *lint.Finding
	headline     string
}

// entries lists them. Without notes those of severity info are left out.
func entries(d *validate.Document, o Options) []entry {
	var list []entry
	severity := lint.Info
	switch {
	case d.Verdict == validate.Fault:
		severity = lint.Error
	case d.Worst() == lint.Error: // that is in the list
	case d.Verdict == validate.Refused:
		severity = lint.Error
	case d.Verdict == validate.Undetermined:
		severity = lint.Warning
	}
	if severity > lint.Info {
		list = append(list, entry{severity: severity, rule: string(d.Verdict), line: 1, column: 1, headline: Headline(d, o.Lang)})
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Severity == lint.Info && !o.Notes {
			continue
		}
		e := entry{severity: f.Severity, rule: f.Name(), line: 1, column: 1, finding: f}
		if inFile(d, f.Location) {
			e.line, e.column = f.Location.Line, max(f.Location.Column, 1)
		} else {
			e.in = place(f.Location)
		}
		list = append(list, e)
	}
	return list
}

// message says what is wrong; full adds what was expected and found, and the fix.
func (e *entry) message(lang string, full bool) string {
	switch {
	case e.finding == nil:
		return bounded(e.headline, 1000)
	case full:
		s := sentence(e.finding, lang)
		if e.in != "" {
			s += " (" + bounded(e.in, 500) + ")"
		}
		return s
	}
	return bounded(e.finding.Message.In(lang), 1000)
}

// fingerprint knows a finding again when something was inserted above it: by rule, place without positions, and the text there. A
// number follows that tells equal ones apart, which seen counts.
func fingerprint(d *validate.Document, f *lint.Finding, seen map[string]int) string {
	const most = 80
	l := f.Location
	text, from := sourceLine(d, l)
	if at := l.Column - from; text != "" && at >= 0 {
		runes := []rune(text)
		at = min(at, len(runes))
		text = strings.Join(strings.Fields(string(runes[at:min(at+most, len(runes))])), " ")
	} else {
		text = lines().ReplaceAllString(f.Actual.In("en"), "")
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{f.ID, l.Source, positions().ReplaceAllString(l.Path, ""), text}, "\x00")))
	hash := hex.EncodeToString(sum[:8])
	seen[hash]++
	return hash + ":" + strconv.Itoa(seen[hash])
}
