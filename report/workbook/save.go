package workbook

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/xuri/excelize/v2"
)

// save writes the workbook to w. Excelize would build it in memory and in random order: it goes to a temporary file instead,
// and from there, sorted, to w, so that memory stays flat and the same rows make the same bytes.
func (b *Book) save(w io.Writer) (err error) {
	tmp, err := os.CreateTemp(b.o.TempDir, "fselint-*.xlsx")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tmp.Close(), os.Remove(tmp.Name())) }()
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(tmp) })
	if _, err := b.file.WriteTo(io.Discard); err != nil {
		return fmt.Errorf("build the workbook: %w", err)
	}
	size, err := tmp.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	return sortedZip(w, tmp, size)
}

// contentTypes is the name of the part that lists the types of all others, the only one in an order that changes.
const contentTypes = "[Content_Types].xml"

// sortedZip copies an archive with its entries in the order of their names, without compressing them again.
func sortedZip(w io.Writer, from io.ReaderAt, size int64) error {
	r, err := zip.NewReader(from, size)
	if err != nil {
		return fmt.Errorf("read the workbook back: %w", err)
	}
	slices.SortFunc(r.File, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	out := zip.NewWriter(w)
	for _, f := range r.File {
		if f.Name == contentTypes {
			err = sortedTypes(out, f)
		} else {
			err = out.Copy(f)
		}
		if err != nil {
			return err
		}
	}
	return out.Close()
}

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

func sortedTypes(out *zip.Writer, f *zip.File) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	var t types
	if err := xml.NewDecoder(in).Decode(&t); err != nil {
		return fmt.Errorf("read %s: %w", f.Name, err)
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
	w, err := out.Create(f.Name)
	if err != nil {
		return err
	}
	_, err = w.Write(append([]byte(xml.Header), sorted...))
	return err
}
