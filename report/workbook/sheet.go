package workbook

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// sheet is a sheet of the workbook, with the rows that it takes from where they wait.
type sheet struct {
	name   string
	widths []float64
	parts  []part
	charts []placedChart
	part   string // name in the archive
	table  bool   // its first row is a header: frozen, filtered, printed on every page
}

// part is a number of rows, the next ones of a reader.
type part struct {
	from *rowReader
	n    int
}

type placedChart struct {
	cell  string
	chart *excelize.Chart
}

func (s *sheet) rows() int {
	total := 0
	for _, p := range s.parts {
		total += p.n
	}
	return total
}

const paperA4 = 9

// lay tells excelize everything about the sheet but its cells.
func (s *sheet) lay(f *excelize.File) error {
	last, err := excelize.CoordinatesToCellName(max(len(s.widths), 1), max(s.rows(), 1))
	if err != nil {
		return err
	}
	portrait, landscape, paper, wide, high, yes := "portrait", "landscape", paperA4, 1, 0, true
	page := &excelize.PageLayoutOptions{Size: &paper, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}
	if !s.table {
		page.Orientation = &portrait
	}
	narrow := 0.4 // inches
	for _, c := range s.charts {
		if err := f.AddChart(s.name, c.cell, c.chart); err != nil {
			return err
		}
	}
	err = errors.Join(
		f.SetSheetDimension(s.name, "A1:"+last),
		f.SetPageLayout(s.name, page),
		f.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{Left: &narrow, Right: &narrow, Top: &narrow, Bottom: new(0.6)}),
		f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddFooter: "&Lfselint&C&A&R&P / &N"}),
	)
	for i, w := range s.widths {
		name, e := excelize.ColumnNumberToName(i + 1)
		err = errors.Join(err, e, f.SetColWidth(s.name, name, name, w))
	}
	if s.table {
		title := &excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + s.name + "'!$1:$1", Scope: s.name}
		err = errors.Join(err, f.SetDefinedName(title), f.AutoFilter(s.name, "A1:"+last, nil),
			f.SetPanes(s.name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	}
	if s.table && len(s.charts) == 0 { // or texts that run over the last column make the page wider
		area := &excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("'%s'!%s", s.name, absolute(len(s.widths), s.rows())), Scope: s.name}
		err = errors.Join(err, f.SetDefinedName(area))
	}
	// AutoFilter forgets what was set before it.
	return errors.Join(err, f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &yes}))
}

// absolute is the range of so many columns and rows.
func absolute(columns, rows int) string {
	name, err := excelize.ColumnNumberToName(columns)
	if err != nil { // more columns than Excel has
		return ""
	}
	return fmt.Sprintf("$A$1:$%s$%d", name, rows)
}

var (
	dataBegins = []byte("<sheetData>")
	dataEnds   = []byte("</sheetData>")
)

// splice copies the sheet's part of the workbook with the rows in the place of the cells that it has.
func (s *sheet) splice(out io.Writer, skeleton []byte) error {
	before, rest, found := bytes.Cut(skeleton, dataBegins)
	_, after, found2 := bytes.Cut(rest, dataEnds)
	if !found || !found2 {
		return fmt.Errorf("the sheet %s has no place for rows", s.name)
	}
	w := bufio.NewWriterSize(out, 1<<16)
	_, _ = w.Write(before)
	_, _ = w.Write(dataBegins)
	number := 0
	for _, p := range s.parts {
		for range p.n {
			number++
			if err := p.from.write(w, number); err != nil {
				return err
			}
		}
	}
	_, _ = w.Write(dataEnds)
	_, _ = w.Write(after)
	return w.Flush()
}
