package report

import (
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/page"
	"github.com/fselint/fselint/validate"
)

// Grid is a table of what a document consists of and how each part stands, which the HTML page shows before all else: the test cases of a
// dossier, say.
type Grid struct {
	Title   lint.Text
	Columns []lint.Text // after the name
	Rows    []GridRow
}

// GridRow is one part.
type GridRow struct {
	Name  string
	About lint.Text
	Cells []GridCell
}

// GridCell is how a part stands in one respect.
type GridCell struct {
	State GridState
	Said  lint.Text // what stands there
}

// GridState sorts cells; a higher one weighs more.
type GridState int

// The states.
const (
	GridAbsent GridState = iota // nothing is wanted there
	GridSound
	GridOpen // nothing can be told
	GridWarning
	GridError
)

func (s GridState) String() string {
	return [...]string{"absent", "sound", "open", "warning", "error"}[s]
}

// GridFact is the grid of a result.
var GridFact = validate.NewFact[*Grid]("report.grid")

// mostGrid bounds the rows of a page.
const mostGrid = 2000

// htmlGrid is a grid in the words of the page.
type htmlGrid struct {
	ID, Title string
	Columns   []string
	Rows      []htmlGridRow
	Counts    map[string]int
}

type htmlGridRow struct {
	Name, About string
	State       GridState
	Cells       []htmlGridCell
}

type htmlGridCell struct {
	State GridState
	Said  string
}

func (h *htmlWriter) grid(g *Grid, id string) htmlGrid {
	v := htmlGrid{ID: id, Title: g.Title.In(h.o.Lang), Counts: map[string]int{}}
	for _, c := range g.Columns {
		v.Columns = append(v.Columns, c.In(h.o.Lang))
	}
	for _, r := range g.Rows[:min(len(g.Rows), mostGrid)] {
		row := htmlGridRow{Name: page.Plain(r.Name), About: r.About.In(h.o.Lang)}
		for _, c := range r.Cells {
			row.Cells = append(row.Cells, htmlGridCell{c.State, page.Plain(c.Said.In(h.o.Lang))})
			row.State = max(row.State, c.State)
		}
		v.Counts[row.State.String()]++
		v.Rows = append(v.Rows, row)
	}
	return v
}

// States lists the states that rows of the grid have, the heaviest first.
func (g htmlGrid) States() []string {
	var list []string
	for _, s := range []GridState{GridError, GridWarning, GridOpen, GridSound, GridAbsent} {
		if g.Counts[s.String()] > 0 {
			list = append(list, s.String())
		}
	}
	return list
}
