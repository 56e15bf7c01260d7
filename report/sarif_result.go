package report

import (
	"net/url"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// sarifView makes the results of one document.
type sarifView struct {
	s    *sarifWriter
	d    *validate.Document
	seen map[string]int // fingerprints, to tell equal ones apart

	run    int // the run that the artifacts below belong to, 0 for none
	file   sarifArtifactLocation
	cda    sarifArtifactLocation
	nested bool // the document is a PDF with a CDA in it
}

var sarifLevels = [...]string{lint.Info: "note", lint.Warning: "warning", lint.Error: "error"}

// semantic is a version that GitHub compares (Semantic Versioning 2.0.0, without the rarer forms).
var semantic = lazyregexp.New(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

func (v *sarifView) result(f *lint.Finding) *sarifResult {
	lang := v.s.o.Lang
	r := &sarifResult{
		RuleID: f.ID, RuleIndex: v.s.rule(f), Level: sarifLevels[f.Severity], Message: sarifMessage{Text: sarifText(sentence(f, lang))},
		Fingerprints: map[string]string{"primaryLocationLineHash": fingerprint(v.d, f, v.seen)},
		Properties: sarifResultProperties{Group: string(f.Group), Stage: f.Stage, NationalID: f.NationalID,
			Expected: bounded(f.Expected.In(lang), 2000), Actual: bounded(f.Actual.In(lang), 2000), Fix: bounded(f.Fix.In(lang), 2000)},
	}
	if a := f.Answer; a != nil {
		r.Properties.Gateway = &jsonError{a.ID, a.Status, a.Type, a.Instance}
	}
	v.locate(r, f.Location)
	if fix := f.Fix.In(lang); fix != "" {
		at := r.Locations[0].Physical
		point := sarifRegion{StartLine: at.Region.StartLine, StartColumn: at.Region.StartColumn, EndLine: at.Region.StartLine, EndColumn: at.Region.StartColumn}
		r.Fixes = []sarifFix{{Description: sarifMessage{Text: sarifText(bounded(fix, 2000))},
			Changes: []sarifChange{{Artifact: at.Artifact, Replacements: []sarifReplacement{{Deleted: point}}}}}}
	}
	return r
}

// locate sets the places of a result. The first one is the file, because GitHub shows results in files of the repository only;
// where line and column count in something inside of it, the exact place is a related one.
func (v *sarifView) locate(r *sarifResult, l lint.Location) {
	file := v.document()
	main := sarifLocation{Logical: logical(l)}
	switch {
	case l.Line > 0 && l.Source == lint.SourceCDA && v.nested:
		id := 1
		main.Physical = &sarifPhysical{Artifact: file, Region: fileStart()}
		r.Related = []sarifLocation{{ID: &id, Physical: &sarifPhysical{Artifact: v.cda, Region: region(v.d, l), Context: context(v.d, l)}, Logical: main.Logical,
			Message: &sarifMessage{Text: sarifText(bounded(place(l), 1000))}}}
		r.Message.Text += " (" + sarifText("cda:"+strconv.Itoa(l.Line)+":"+strconv.Itoa(l.Column)) + ")"
	case inFile(v.d, l):
		main.Physical = &sarifPhysical{Artifact: file, Region: region(v.d, l), Context: context(v.d, l)}
	default:
		main.Physical = &sarifPhysical{Artifact: file, Region: fileStart()}
	}
	r.Locations = []sarifLocation{main}
}

// fileStart is the region of what has no line of its own: GitHub asks for one.
func fileStart() *sarifRegion {
	return &sarifRegion{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 2}
}

// region is the word at the place of a finding: a tag up to its name's end, a value up to the next space or quote.
func region(d *validate.Document, l lint.Location) *sarifRegion {
	column := max(l.Column, 1)
	r := &sarifRegion{StartLine: l.Line, StartColumn: column, EndLine: l.Line, EndColumn: column + 1}
	text, from := sourceLine(d, l)
	line := []rune(text)
	at := column - from
	if at < 0 || at >= len(line) {
		return r
	}
	end := at + 1
	for end < len(line) && !unicode.IsSpace(line[end]) && !strings.ContainsRune(`<>"'`, line[end]) {
		end++
	}
	if end < len(line) && line[at] == '<' && line[end] == '>' {
		end++
	}
	r.EndColumn = from + end
	r.Snippet = &sarifMessage{Text: string(line[at:end])}
	return r
}

// context is the line around the place of a finding, or what is known of it.
func context(d *validate.Document, l lint.Location) *sarifRegion {
	text, from := sourceLine(d, l)
	if text == "" {
		return nil
	}
	return &sarifRegion{StartLine: l.Line, StartColumn: from, EndLine: l.Line, EndColumn: from + utf8.RuneCountInString(text), Snippet: &sarifMessage{Text: text}}
}

// logical names the element, attribute, member or claim of a place.
func logical(l lint.Location) []sarifLogical {
	if l.Source == "" && l.Path == "" {
		return nil
	}
	out := sarifLogical{Full: bounded(l.Path, 2000), Name: bounded(path.Base(l.Path), 200)}
	switch {
	case l.Path == "":
		out.Full, out.Name = l.Source, ""
	case l.Source != lint.SourceCDA:
		out.Full, out.Kind = l.Source+" "+out.Full, "member"
	case strings.HasPrefix(out.Name, "@"):
		out.Kind = "attribute"
	default:
		out.Kind = "element"
	}
	return []sarifLogical{out}
}

// document returns where the document is among the artifacts of the run, and puts it there first.
func (v *sarifView) document() sarifArtifactLocation {
	if v.run == v.s.runs {
		return v.file
	}
	s, d := v.s, v.d
	v.run = s.runs
	v.nested = d.CDA != nil && d.CDA.Mode != "FILE"
	uri := artifactURI(s.base, d.Path)
	key := strings.Join([]string{uri, d.SHA256, strconv.FormatBool(v.nested)}, "\x00")
	index, known := s.artifactIndex[key]
	if !known { // a document may be given twice, an artifact be listed once
		index = len(s.artifacts)
		s.artifactIndex[key] = index
		s.artifacts = append(s.artifacts, artifact(d, uri, s.o))
	}
	v.file = sarifArtifactLocation{URI: uri, Index: index}
	if v.nested {
		inner := nestedCDA(d, index)
		v.cda = sarifArtifactLocation{URI: inner.Location.URI, Index: index + 1}
		if !known {
			s.artifacts = append(s.artifacts, inner)
		}
	}
	return v.file
}

func artifact(d *validate.Document, uri string, o Options) sarifArtifact {
	a := sarifArtifact{Location: sarifArtifactURI{uri}, Roles: []string{"analysisTarget"}, Properties: &sarifArtifactProperties{o.verdict(d), Headline(d, o.Lang)}}
	if d.SHA256 != "" {
		a.Hashes = map[string]string{"sha-256": d.SHA256}
	}
	switch {
	case d.CDA == nil:
	case d.CDA.Mode == "FILE":
		a.MIMEType, a.Length = "text/xml", d.CDA.Bytes
	default:
		a.MIMEType = "application/pdf"
	}
	return a
}

// nestedCDA is the CDA in a PDF; its address begins with a slash, as that of what lies in another artifact (3.24.3).
func nestedCDA(d *validate.Document, parent int) sarifArtifact {
	name := strings.TrimLeft(printable(d.CDA.Name), "/")
	if name == "" {
		name = "cda.xml"
	}
	a := sarifArtifact{Location: sarifArtifactURI{(&url.URL{Path: "/" + name}).EscapedPath()}, Parent: &parent, MIMEType: "text/xml", Length: d.CDA.Bytes}
	if d.CDA.SHA256 != "" {
		a.Hashes = map[string]string{"sha-256": d.CDA.SHA256}
	}
	return a
}

// artifactURI is the address of a file: relative where it lies below the working folder, percent-encoded.
func artifactURI(base, p string) string {
	if p == "-" {
		return "stdin"
	}
	p = relative(base, p)
	if filepath.IsAbs(filepath.FromSlash(p)) {
		if !strings.HasPrefix(p, "/") {
			p = "/" + p // a drive
		}
		return (&url.URL{Scheme: "file", Path: p}).String()
	}
	return (&url.URL{Path: p}).String()
}

// What changes in paths and texts when something is inserted above.
var (
	positions = lazyregexp.New(`\[\d+\]`)
	lines     = lazyregexp.New(`\(line [^)]*\)`)
)

var (
	sarifBraces   = strings.NewReplacer("{", "{{", "}", "}}")
	sarifBrackets = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`)
)

// sarifText escapes what a message gives a meaning (3.11.5 placeholders, 3.11.6 embedded links).
func sarifText(s string) string {
	s = sarifBraces.Replace(s)
	if strings.Contains(s, "](") {
		s = sarifBrackets.Replace(s)
	}
	return s
}
