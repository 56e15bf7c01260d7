package workbook

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
)

// save writes the workbook to w. Excelize makes all but the cells: those are put into its sheets on the way, with their texts in one list,
// so that memory stays flat and a text that is said ten thousand times is written once. Parts are sorted: the same rows make the same bytes.
func (b *Book) save(w io.Writer) error {
	var skeleton bytes.Buffer
	if err := b.file.Write(&skeleton); err != nil {
		return fmt.Errorf("build the workbook: %w", err)
	}
	r, err := zip.NewReader(bytes.NewReader(skeleton.Bytes()), int64(skeleton.Len()))
	if err != nil {
		return fmt.Errorf("read the workbook back: %w", err)
	}
	// The list of texts comes last: the sheets say which ones it has.
	slices.SortFunc(r.File, func(a, b *zip.File) int {
		return cmp.Or(cmp.Compare(isStrings(a), isStrings(b)), cmp.Compare(a.Name, b.Name))
	})
	out := zip.NewWriter(w)
	for _, f := range r.File {
		if err := b.part(out, f); err != nil {
			return err
		}
	}
	return out.Close()
}

const stringsPart = "xl/sharedStrings.xml"

func isStrings(f *zip.File) int {
	if f.Name == stringsPart {
		return 1
	}
	return 0
}

// part copies a part of the workbook, with rows, texts and order put in.
func (b *Book) part(out *zip.Writer, f *zip.File) error {
	i := slices.IndexFunc(b.sheets, func(s *sheet) bool { return s.part == f.Name })
	if i < 0 && f.Name != stringsPart && f.Name != contentTypes {
		return out.Copy(f)
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	w, err := out.Create(f.Name)
	if err != nil {
		return err
	}
	switch f.Name {
	case stringsPart:
		return b.strings.write(w)
	case contentTypes:
		return sortedTypes(w, in)
	}
	content, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	return b.sheets[i].splice(w, content)
}

// contentTypes is the name of the part that lists the types of all others, the only one in an order that changes.
const contentTypes = "[Content_Types].xml"

// types is the content of that part (ECMA-376 part 2, 10.1.2.2).
type types struct {
	XMLName   xml.Name   `xml:"http://schemas.openxmlformats.org/package/2006/content-types Types"`
	Defaults  []partType `xml:"Default"`
	Overrides []partType `xml:"Override"`
}

type partType struct {
	Extension string `xml:",attr,omitempty"`
	PartName  string `xml:",attr,omitempty"`
	Type      string `xml:"ContentType,attr"`
}

func sortedTypes(w io.Writer, in io.Reader) error {
	var t types
	if err := xml.NewDecoder(in).Decode(&t); err != nil {
		return fmt.Errorf("read %s: %w", contentTypes, err)
	}
	order := func(a, b partType) int {
		return cmp.Or(cmp.Compare(a.Extension, b.Extension), cmp.Compare(a.PartName, b.PartName))
	}
	slices.SortFunc(t.Defaults, order)
	slices.SortFunc(t.Overrides, order)
	sorted, err := xml.Marshal(t)
	if err != nil {
		return err
	}
	_, err = w.Write(append([]byte(xml.Header), sorted...))
	return err
}
