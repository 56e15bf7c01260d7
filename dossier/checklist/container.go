package checklist

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
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

// open opens the file. A finding tells what it is when it is no workbook.
func open(data []byte) (*container, *lint.Finding) {
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
		return nil, damaged(texts.Text("why-cut", nil))
	}
	return parts(z)
}

func isText(data []byte) bool {
	return !bytes.ContainsFunc(data, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\r\n\f", r) })
}

// compound tells apart what Microsoft's compound files hold: a workbook with a password, or one of before 2007.
func compound(data []byte) *lint.Finding {
	utf16 := func(s string) []byte {
		b := make([]byte, 0, 2*len(s))
		for _, c := range []byte(s) {
			b = append(b, c, 0)
		}
		return b
	}
	if bytes.Contains(data, utf16("EncryptedPackage")) {
		return &lint.Finding{Rule: ruleEncrypted}
	}
	return foreign("kind-xls")
}

// parts lists what is in the archive and finds the workbook in it.
func parts(z *zip.Reader) (*container, *lint.Finding) {
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
		return nil, damaged(texts.Text("why-empty-archive", nil))
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

// sheetOf is a sheet as the workbook lists it.
type sheetOf struct {
	Name  string `xml:"name,attr"`
	State string `xml:"state,attr"`
	RID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
	RIDs  string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"` // in the strict form of the format
}

// book is the workbook: its sheets, and what all of them share.
type book struct {
	*container
	sheets  []sheetOf
	d1904   bool
	shared  []string
	dates   []bool // by style: a number in it is a date
	program string
	macros  bool
}

func (c *container) read() (*book, error) {
	b := &book{container: c}
	var x struct {
		Properties struct {
			D1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []sheetOf `xml:"sheets>sheet"`
	}
	if err := c.decode(c.book, &x); err != nil {
		return nil, partError(c.book, err)
	}
	b.sheets, b.d1904 = x.Sheets, isTrue(x.Properties.D1904)
	for _, step := range []struct {
		part string
		read func(*xml.Decoder) error
	}{
		{c.target(c.book, "/sharedStrings"), b.readShared},
		{c.target(c.book, "/styles"), b.readStyles},
		{c.target("", "/extended-properties"), b.readProgram},
	} {
		if err := c.with(step.part, step.read); err != nil {
			return nil, partError(step.part, err)
		}
	}
	b.macros = c.parts["xl/vbaproject.bin"] != nil
	return b, nil
}

func partError(part string, err error) error { return fmt.Errorf("%s: %w", part, err) }

func (b *book) readShared(d *xml.Decoder) error {
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "si" {
			var text richText
			if err := d.DecodeElement(&text, &e); err != nil {
				return err
			}
			if len(b.shared) >= maxShared {
				return errTooMany
			}
			b.shared = append(b.shared, text.text())
		}
	}
}

func (b *book) readStyles(d *xml.Decoder) error {
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

func (b *book) readProgram(d *xml.Decoder) error {
	var x struct{ Application string }
	if err := d.Decode(&x); err != nil {
		return err
	}
	b.program = strings.TrimSpace(x.Application)
	return nil
}

// sheet reads a sheet, and the filters of the tables on it.
func (b *book) sheet(s sheetOf) (*grid, error) {
	g := &grid{name: s.Name, cells: map[int]map[int]Cell{}, hidden: map[int]bool{}}
	part := ""
	for _, r := range b.relations(b.book) {
		if r.ID == s.RID || r.ID == s.RIDs && s.RIDs != "" {
			part = r.Target
		}
	}
	if b.parts[part] == nil {
		return nil, errors.New("sheet " + strconv.Quote(s.Name) + " has no content")
	}
	reader := &sheetReader{grid: g, strings: b.shared, dates: b.dates, d1904: b.d1904}
	if err := b.with(part, reader.read); err != nil {
		return g, partError(part, err)
	}
	for _, r := range b.relations(part) {
		if strings.HasSuffix(r.Type, "/table") {
			if err := b.with(r.Target, reader.read); err != nil {
				return g, partError(r.Target, err)
			}
		}
	}
	return g, nil
}
