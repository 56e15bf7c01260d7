package spreadsheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fselint/fselint/lint"
)

// Bounds: the template has some 300 kB, 3 MB unpacked.
const (
	MaxFile   = 32 << 20  // bytes of the file
	maxPart   = 48 << 20  // bytes of a part, unpacked
	maxParts  = 5_000     // parts of the file
	maxShared = 1_000_000 // texts that cells share
)

// container is the file: a ZIP archive of XML parts.
type container struct {
	parts map[string]*zip.File // by name in lower case
	book  string               // name of the part of the workbook
}

// Kinds of files that are no workbooks, by how they begin; the ids are messages.
var beginnings = []struct{ magic, kind string }{
	{"%PDF", "kind-pdf"},
	{"{\\rtf", "kind-rtf"},
	{"<", "kind-html"},
	{"\xEF\xBB\xBF<", "kind-html"},
}

// Fault is what keeps a file from being read as a workbook.
type Fault string

// The faults.
const (
	Foreign   Fault = "foreign"   // it is no workbook of this format
	Encrypted Fault = "encrypted" // it has a password
	Damaged   Fault = "damaged"   // parts of it are missing or broken
	TooLarge  Fault = "too-large" // it passes a bound
)

// Problem is the error of a file that cannot be read.
type Problem struct {
	Fault Fault
	What  lint.Text // what it is instead, what is wrong with it, or which bound it passes
}

func (p *Problem) Error() string { return p.Text().In("en") }

// Text says what the problem is.
func (p *Problem) Text() lint.Text {
	if p.Fault == Encrypted {
		return texts.Text("has-password", nil)
	}
	return p.What
}

func foreign(kind string) error { return &Problem{Foreign, texts.Text(kind, nil)} }

func tooLarge(what string, most int) error {
	return &Problem{TooLarge, texts.Text(what, lint.Values{"most": most})}
}

func damaged(why string) error { return &Problem{Damaged, texts.Text(why, nil)} }

// problem makes one of any error that reading a part of the file gives.
func problem(part string, err error) error {
	var p *Problem
	switch {
	case err == nil, errors.As(err, &p):
		return err
	case errors.Is(err, errTooLarge):
		return tooLarge("what-part", maxPart>>20)
	case errors.Is(err, errTooMany):
		return tooLarge("what-rows", maxRows)
	}
	return &Problem{Damaged, texts.Text("why-part", lint.Values{"part": part, "error": err.Error()})}
}

// ReadFile reads the bytes of a workbook. The error is that of the file system, or a *Problem where the file is too large.
func ReadFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err == nil && info.Size() > MaxFile {
		err = tooLarge("what-file", MaxFile>>20)
	}
	if err != nil {
		return nil, err
	}
	return fs.ReadFile(fsys, name)
}

// open opens the file.
func open(data []byte) (*container, error) {
	switch {
	case len(data) == 0:
		return nil, foreign("kind-empty")
	case len(data) > MaxFile:
		return nil, tooLarge("what-file", MaxFile>>20)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return nil, compound(data)
	}
	for _, b := range beginnings {
		if bytes.HasPrefix(data, []byte(b.magic)) {
			return nil, foreign(b.kind)
		}
	}
	if !bytes.HasPrefix(data, []byte("PK")) {
		if isText(data[:min(len(data), 4096)]) {
			return nil, foreign("kind-text")
		}
		return nil, foreign("kind-unknown")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, damaged("why-cut")
	}
	return parts(z)
}

func isText(data []byte) bool {
	return !bytes.ContainsFunc(data, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\r\n\f", r) })
}

// compound tells apart what Microsoft's compound files hold: a workbook with a password, or one of before 2007.
func compound(data []byte) error {
	var name []byte
	for _, c := range []byte("EncryptedPackage") {
		name = append(name, c, 0)
	}
	if bytes.Contains(data, name) {
		return &Problem{Fault: Encrypted}
	}
	return foreign("kind-xls")
}

// parts lists what is in the archive and finds the workbook in it.
func parts(z *zip.Reader) (*container, error) {
	if len(z.File) > maxParts {
		return nil, tooLarge("what-parts", maxParts)
	}
	c := &container{parts: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if c.parts[name] == nil {
			c.parts[name] = f
		}
	}
	for name, kind := range map[string]string{
		"content.xml": "kind-ods", "word/document.xml": "kind-docx", "index/document.iwa": "kind-numbers", "xl/workbook.bin": "kind-xlsb",
	} {
		if c.parts[name] != nil {
			return nil, foreign(kind)
		}
	}
	if len(z.File) == 0 {
		return nil, damaged("why-empty-archive")
	}
	if c.book = c.target("", "/officeDocument"); c.parts[c.book] == nil {
		if c.book = "xl/workbook.xml"; c.parts[c.book] == nil {
			return nil, foreign("kind-zip")
		}
	}
	return c, nil
}

// relation is what one part says of another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// relations of a part: its own file of them.
func (c *container) relations(part string) []relation {
	name := path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
	if part == "" {
		name = "_rels/.rels"
	}
	var x struct{ Relationship []relation }
	if err := c.decode(name, &x); err != nil {
		return nil
	}
	for i := range x.Relationship {
		target := x.Relationship[i].Target
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", path.Dir(part), target)
		}
		x.Relationship[i].Target = strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
	}
	return x.Relationship
}

// target is the part to which another has a relation of a type, by the end of its name; "" for none.
func (c *container) target(part, kind string) string {
	list := c.relations(part)
	if i := slices.IndexFunc(list, func(r relation) bool { return strings.HasSuffix(r.Type, kind) }); i >= 0 {
		return list[i].Target
	}
	return ""
}

var errTooLarge = errors.New("too large")

// with opens a part for f. One that is not there has no content.
func (c *container) with(name string, f func(*xml.Decoder) error) error {
	part := c.parts[name]
	if part == nil {
		return nil
	}
	if part.UncompressedSize64 > maxPart {
		return errTooLarge
	}
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return f(xml.NewDecoder(io.LimitReader(r, maxPart)))
}

func (c *container) decode(name string, into any) error {
	return c.with(name, func(d *xml.Decoder) error { return d.Decode(into) })
}

// Sheet is a sheet as the workbook lists it.
type Sheet struct {
	Name string `xml:"name,attr"`
	RID  string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
	RIDs string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"` // in the strict form of the format
}

// Book is a workbook: its sheets, and what all of them share.
type Book struct {
	Sheets  []Sheet
	Program string // that wrote it, as it calls itself; may be empty
	Macros  bool
	in      *container
	d1904   bool
	shared  []string
	dates   []bool // by style: a number in it is a date
}

// Open opens a workbook. Errors are of the type *Problem.
func Open(data []byte) (*Book, error) {
	c, err := open(data)
	if err != nil {
		return nil, err
	}
	b := &Book{in: c, Macros: c.parts["xl/vbaproject.bin"] != nil}
	for _, step := range []struct {
		part string
		read func(*xml.Decoder) error
	}{
		{c.book, b.readBook},
		{c.target(c.book, "/sharedStrings"), b.readShared},
		{c.target(c.book, "/styles"), b.readStyles},
		{c.target("", "/extended-properties"), b.readProgram},
	} {
		if err := problem(step.part, c.with(step.part, step.read)); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *Book) readBook(d *xml.Decoder) error {
	var x struct {
		Properties struct {
			D1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []Sheet `xml:"sheets>sheet"`
	}
	err := d.Decode(&x)
	b.Sheets, b.d1904 = x.Sheets, isTrue(x.Properties.D1904)
	return err
}

func (b *Book) readShared(d *xml.Decoder) error {
	return elements(d, func(e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		var text richText
		if err := d.DecodeElement(&text, &e); err != nil {
			return err
		}
		if len(b.shared) >= maxShared {
			return errTooMany
		}
		b.shared = append(b.shared, text.text())
		return nil
	})
}

// elements goes through the elements of a document; one that is decoded on the way is passed over.
func elements(d *xml.Decoder, each func(xml.StartElement) error) error {
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := each(e); err != nil {
				return err
			}
		}
	}
}

func (b *Book) readStyles(d *xml.Decoder) error {
	var x struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := d.Decode(&x); err != nil {
		return err
	}
	dates := map[int]bool{}
	for _, f := range x.Formats {
		dates[f.ID] = isDateFormat(f.Code)
	}
	for _, s := range x.Styles {
		date, own := dates[s.Format]
		builtin := s.Format >= 14 && s.Format <= 22 || s.Format >= 27 && s.Format <= 36 || s.Format >= 45 && s.Format <= 58
		b.dates = append(b.dates, date || !own && builtin && s.Format != 48 && s.Format != 49)
	}
	return nil
}

// isDateFormat tells whether a number's format shows a date: it has a letter of dates outside quotes, brackets and escapes.
func isDateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '\\', '_', '*':
			i++
		case '"', '[':
			end := strings.IndexByte(code[i+1:], map[byte]byte{'"': '"', '[': ']'}[c])
			if end < 0 {
				return false
			}
			i += end + 1
		case 'd', 'D', 'm', 'M', 'y', 'Y', 'h', 'H':
			return true
		}
	}
	return false
}

func (b *Book) readProgram(d *xml.Decoder) error {
	var x struct{ Application string }
	if err := d.Decode(&x); err != nil {
		return err
	}
	b.Program = strings.TrimSpace(x.Application)
	return nil
}

// Read reads a sheet, and the filters of the tables on it. Errors are of the type *Problem.
func (b *Book) Read(s Sheet) (*Grid, error) {
	part := ""
	for _, r := range b.in.relations(b.in.book) {
		if r.ID == s.RID && s.RID != "" || r.ID == s.RIDs && s.RIDs != "" {
			part = r.Target
		}
	}
	if b.in.parts[part] == nil {
		return nil, problem(s.Name, errors.New("no such part"))
	}
	g := &Grid{Name: s.Name, Cells: map[int]map[int]Cell{}, Hidden: map[int]bool{}}
	reader := &sheetReader{Grid: g, strings: b.shared, dates: b.dates, d1904: b.d1904}
	if err := b.in.with(part, reader.read); err != nil {
		return nil, problem(part, err)
	}
	for _, r := range b.in.relations(part) {
		if strings.HasSuffix(r.Type, "/table") {
			if err := b.in.with(r.Target, reader.read); err != nil {
				return nil, problem(r.Target, err)
			}
		}
	}
	return g, nil
}
