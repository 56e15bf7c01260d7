package checklist

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/dossier/spreadsheet"
)

// Filling is what goes into a template. What is empty is left as it is there.
type Filling struct {
	Supplier, Application, Vendor, Release string
	Rows                                   map[int]map[Column]string // by case
	Open                                   []string                  // cells of the cases to be coloured, for people to fill in
}

// openColor is the colour of cells that are left open.
const openColor = "FFF2CC"

// ErrNoTemplate is the error of Fill when the workbook cannot be read as a template; Read tells why.
var ErrNoTemplate = errors.New("not a template of the checklist")

// Fill writes values into a template and returns the new workbook; all else stays as the template has it. Values are written as text,
// for no spreadsheet to make a number or a date of them. Cases that the template lacks are an error.
func Fill(template []byte, f Filling) ([]byte, error) {
	c, _ := Read(template) // also bounds what the library below is given
	if c == nil {
		return nil, ErrNoTemplate
	}
	book, err := excelize.OpenReader(bytes.NewReader(template), excelize.Options{
		UnzipXMLSizeLimit: spreadsheet.MaxFile, UnzipSizeLimit: 8 * spreadsheet.MaxFile,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoTemplate, err)
	}
	defer book.Close()
	w := filler{book, c}
	if err := errors.Join(w.labels(f), w.rows(f.Rows), w.mark(f.Open)); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		return nil, fmt.Errorf("write the workbook: %w", err)
	}
	return out.Bytes(), nil
}

type filler struct {
	book *excelize.File
	*Checklist
}

func (w filler) labels(f Filling) error {
	var errs []error
	for _, l := range []struct {
		cell  Cell
		value string
	}{{w.Supplier, f.Supplier}, {w.Application, f.Application}, {w.Vendor, f.Vendor}, {w.Release, f.Release}} {
		if l.value != "" && l.cell.Ref != "" {
			errs = append(errs, w.book.SetCellStr(l.cell.Sheet, l.cell.Ref, l.value))
		}
	}
	return errors.Join(errs...)
}

func (w filler) rows(rows map[int]map[Column]string) error {
	var errs []error
	for _, id := range sortedKeys(rows) {
		row, ok := w.Row(id)
		if !ok {
			errs = append(errs, fmt.Errorf("the template has no case %d", id))
			continue
		}
		for _, col := range Columns() {
			if value, cell := rows[id][col], row.Cell(col); value != "" && cell.Ref != "" {
				errs = append(errs, w.book.SetCellStr(cell.Sheet, cell.Ref, value))
			}
		}
	}
	return errors.Join(errs...)
}

// mark colours cells, with everything else of their looks kept.
func (w filler) mark(cells []string) error {
	styles := map[int]int{}
	for _, ref := range slices.Compact(slices.Sorted(slices.Values(cells))) {
		old, err := w.book.GetCellStyle(w.cases, ref)
		if err != nil {
			return err
		}
		marked, ok := styles[old]
		if !ok {
			style, err := w.book.GetStyle(old)
			if err != nil {
				return err
			}
			style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{openColor}}
			if marked, err = w.book.NewStyle(style); err != nil {
				return err
			}
			styles[old] = marked
		}
		if err := w.book.SetCellStyle(w.cases, ref, ref, marked); err != nil {
			return err
		}
	}
	return nil
}
