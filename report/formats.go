package report

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Format is an output format.
type Format struct {
	Name      string
	Extension string // of its files, with the dot
	Binary    bool   // must not go to a terminal
	lines     bool   // read by people, in a log too: it must not command who runs it
	open      func(io.Writer, Options) Writer
}

// formats are all formats, by name.
var formats = map[string]Format{
	"azure":      {Extension: ".txt", open: newAzure},
	"checkstyle": {Extension: ".xml", open: newCheckstyle},
	"csv":        {Extension: ".csv", open: newCSV},
	"gitlab":     {Extension: ".json", open: newGitLab},
	"tap":        {Extension: ".tap", open: newTAP},
	"concise":    {Extension: ".txt", lines: true, open: newConcise},
	"github":     {Extension: ".txt", open: newGitHub},
	"html":       {Extension: ".html", open: newHTML},
	"json":       {Extension: ".json", open: newJSON},
	"jsonl":      {Extension: ".jsonl", open: newJSONL},
	"junit":      {Extension: ".xml", open: newJUnit},
	"markdown":   {Extension: ".md", lines: true, open: newMarkdown},
	"sarif":      {Extension: ".sarif", open: newSARIF},
	"text":       {Extension: ".txt", lines: true, open: newText},
	"xlsx":       {Extension: ".xlsx", Binary: true, open: newXLSX},
}

// mediaTypes are those of reports, by the extension of their files.
var mediaTypes = map[string]string{
	".json": "application/json", ".jsonl": "application/jsonl", ".sarif": "application/sarif+json", ".html": "text/html; charset=utf-8",
	".xml": "application/xml", ".md": "text/markdown; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8",
	".tap": "text/plain; charset=utf-8", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// MediaType is the content type of a report.
func (f Format) MediaType() string { return mediaTypes[f.Extension] }

// Formats returns the names of the formats, sorted.
func Formats() []string {
	names := make([]string, 0, len(formats))
	for name := range formats {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Lookup returns a format by name; the error lists the names there are.
func Lookup(name string) (Format, error) {
	f, ok := formats[name]
	if !ok {
		return Format{}, texts.Error("unknown-format", lint.Values{"name": strconv.Quote(name), "known": strings.Join(Formats(), ", ")})
	}
	f.Name = name
	return f, nil
}

// New returns a writer of the format. Who does not come to Close (an interrupted run) calls Discard.
func (f Format) New(w io.Writer, o Options) Writer {
	if o.Run == nil {
		o.Run = func() Run { return Run{} }
	}
	if f.lines {
		w = lint.QuietWriter(w)
	}
	return bounding{f.open(w, o)}
}

// New returns a writer for a format by name.
func New(format string, w io.Writer, o Options) (Writer, error) {
	f, err := Lookup(format)
	if err != nil {
		return nil, err
	}
	return f.New(w, o), nil
}

// Discard releases what a writer keeps outside memory (temporary files) without completing its report. After Close it does
// nothing.
func Discard(w Writer) {
	if d, ok := w.(interface{ discard() }); ok {
		d.discard()
	}
}

// mostHeader bounds what a report repeats of a document's header, in bytes: the values of an attacker can be as long as the document.
const mostHeader = 4096

// bounding cuts what documents say of themselves before a format sees it.
type bounding struct{ Writer }

func (b bounding) Document(d *validate.Result) error {
	header := []string{d.DocumentType, d.TypeID, d.TemplateID, ""}
	if d.CDA != nil {
		header[3] = d.CDA.Name
	}
	long := func(s string) bool { return len(s) > mostHeader }
	deep := func(f lint.Finding) bool { return long(f.Location.Path) }
	told := d.Gateway != nil && len(d.Gateway.Answer.Detail) > mostText
	if !told && !slices.ContainsFunc(header, long) && !slices.ContainsFunc(d.Findings, deep) {
		return b.Writer.Document(d)
	}
	result, document := *d, *d.Document
	result.Document = &document
	for i, field := range []*string{&document.DocumentType, &document.TypeID, &document.TemplateID} {
		*field = cutTo(header[i], mostHeader)
	}
	if told {
		answer := *d.Gateway
		answer.Answer.Detail = cut(answer.Answer.Detail)
		document.Gateway = &answer
	}
	document.Findings = slices.Clone(d.Findings)
	for i := range document.Findings {
		path := &document.Findings[i].Location.Path
		*path = cutTo(*path, mostHeader)
	}
	if d.CDA != nil {
		info := *d.CDA
		info.Name = cutTo(info.Name, mostHeader)
		document.CDA = &info
	}
	return b.Writer.Document(&result)
}

func (b bounding) discard() { Discard(b.Writer) }
