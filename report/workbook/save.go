package workbook

import (
	"archive/zip"
	"cmp"
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

// sortedZip copies an archive with its entries in the order of their names, without compressing them again.
func sortedZip(w io.Writer, from io.ReaderAt, size int64) error {
	r, err := zip.NewReader(from, size)
	if err != nil {
		return fmt.Errorf("read the workbook back: %w", err)
	}
	slices.SortFunc(r.File, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	out := zip.NewWriter(w)
	for _, f := range r.File {
		if err := out.Copy(f); err != nil {
			return err
		}
	}
	return out.Close()
}
