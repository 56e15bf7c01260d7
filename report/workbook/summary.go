package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// styles are the numbers of the styles in the workbook.
type styles struct {
	header, title, percent, note int
	verdicts                     map[validate.Verdict]int
	severities                   map[lint.Severity]int
}

func newStyles(f *excelize.File) (styles, error) {
	s := styles{verdicts: make(map[validate.Verdict]int), severities: make(map[lint.Severity]int)}
	var failed error
	style := func(x *excelize.Style) int {
		id, err := f.NewStyle(x)
		if err != nil {
			failed = err
		}
		return id
	}
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	s.header = style(&excelize.Style{Font: font("FFFFFF", 11, true), Fill: fill("1F3A5F")})
	s.title = style(&excelize.Style{Font: font("1F3A5F", 13, true)})
	s.note = style(&excelize.Style{Font: font("B71C1C", 11, true)})
	s.percent = style(&excelize.Style{NumFmt: 10})
	for _, v := range verdicts {
		s.verdicts[v.verdict] = style(&excelize.Style{Fill: fill(v.pale)})
	}
	s.severities[lint.Error] = style(&excelize.Style{Font: font("B71C1C", 11, false)})
	s.severities[lint.Warning] = style(&excelize.Style{Font: font("8A5A00", 11, false)})
	return s, failed
}

// font is the workbook's font: what leaves the family out gets another one from some readers.
func font(color string, size float64, bold bool) *excelize.Font {
	return &excelize.Font{Family: "Calibri", Size: size, Color: color, Bold: bold}
}

// page is a sheet that is written line by line; the first error stays.
type page struct {
	b    *Book
	rows *rows
	sheet
	err error
}

func (b *Book) newPage(name string, widths ...float64) *page {
	return &page{b: b, rows: b.newRows(), sheet: sheet{name: b.say(name), widths: widths}}
}

func (p *page) line(values ...any) {
	for i, v := range values {
		if s, ok := v.(string); ok {
			values[i], _ = cellText(s)
		}
	}
	if p.err == nil {
		p.err = p.rows.add(values)
	}
}

// blank leaves lines empty up to one with a number.
func (p *page) blank(upTo int) {
	for p.rows.n < upTo {
		p.line()
	}
}

// done returns the finished sheet.
func (p *page) done() (*sheet, error) {
	if p.err != nil {
		return nil, p.err
	}
	r, err := p.rows.reader()
	p.parts = []part{{r, p.rows.n}}
	return &p.sheet, err
}

func (p *page) header(titles ...string) {
	cells := make([]any, len(titles))
	for i, t := range titles {
		cells[i] = excelize.Cell{StyleID: p.b.styles.header, Value: p.b.say(t)}
	}
	p.line(cells...)
}

func (p *page) chart(cell string, c *excelize.Chart) {
	p.charts = append(p.charts, placedChart{cell, c})
}

// ref is a range of rows in a column of the sheet.
func (p *page) ref(column string, from, to int) string {
	return fmt.Sprintf("'%s'!$%s$%d:$%s$%d", p.name, column, from, column, to)
}

// summary writes the first sheet: properties, verdicts with a chart, tables by type and application, notes.
func (b *Book) summary(properties []Property) (*sheet, error) {
	p := b.newPage("summary", 46, 14, 12, 12, 14, 16, 12)
	p.line(excelize.Cell{StyleID: b.styles.title, Value: "fselint"})
	for _, x := range properties {
		p.line(x.Name, x.Value)
	}
	p.notes()
	p.line()
	p.header("verdict", "documents", "share")
	first := p.rows.n + 1
	for _, v := range verdicts {
		n := b.counts.verdicts[v.verdict]
		share := 0.0
		if b.counts.documents > 0 {
			share = float64(n) / float64(b.counts.documents)
		}
		p.line(excelize.Cell{StyleID: b.styles.verdicts[v.verdict], Value: b.say(string(v.verdict))}, n, excelize.Cell{StyleID: b.styles.percent, Value: share})
	}
	p.chart(fmt.Sprintf("I%d", 2), b.verdictChart(p, first))
	p.line(b.say("total"), b.counts.documents)
	p.line()
	p.header("severity", "findings")
	for _, s := range []lint.Severity{lint.Error, lint.Warning, lint.Info} {
		p.line(b.say(s.String()), b.counts.severities[s])
	}
	if b.counts.documents > 0 {
		p.byName("verdicts-by-document-type", b.counts.types)
		p.byName("verdicts-by-application", b.counts.applications)
	}
	return p.done()
}

// axisFont is readable; the library's own is a pale grey.
var axisFont = excelize.Font{Color: "404040", Size: 9}

// whole shows the numbers of an axis without decimals.
var whole = excelize.ChartNumFmt{CustomNumFmt: "0"}

// verdictChart has a series for every verdict, because only series can have colours of their own.
func (b *Book) verdictChart(p *page, first int) *excelize.Chart {
	c := &excelize.Chart{
		Type:      excelize.Col,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: b.say("verdict")}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		XAxis:     excelize.ChartAxis{Font: axisFont},
		YAxis:     excelize.ChartAxis{Font: axisFont, NumFmt: whole},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true},
		Dimension: excelize.ChartDimension{Width: 520, Height: 280},
	}
	for i, v := range verdicts {
		row := first + i
		c.Series = append(c.Series, excelize.ChartSeries{
			Name: fmt.Sprintf("'%s'!$A$%d", p.name, row), Categories: p.ref("B", first-1, first-1), Values: p.ref("B", row, row),
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{v.bright}},
		})
	}
	return c
}

// byName writes a table of verdicts by name, with a stacked chart beside it, unless no document has a name.
func (p *page) byName(title string, n names) {
	const most, rowHeight = 20, 20
	if len(n) == 1 && n[""] != nil {
		return
	}
	p.line()
	p.line(excelize.Cell{StyleID: p.b.styles.title, Value: p.b.say(title)})
	top := p.rows.n
	heads := []string{""}
	for _, v := range verdicts {
		heads = append(heads, string(v.verdict))
	}
	p.header(append(heads, "total")...)
	head, list := p.rows.n, n.top(most)
	for _, c := range list {
		name := c.name
		switch name {
		case others:
			name = p.b.say("others")
		case "":
			name = p.b.say("unknown")
		}
		values := []any{name}
		for _, v := range verdicts {
			values = append(values, c.verdicts[v.verdict])
		}
		p.line(append(values, c.total)...)
	}
	chart := &excelize.Chart{
		Type: excelize.BarStacked, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: p.b.say(title)}}},
		Legend: excelize.ChartLegend{Position: "bottom"}, YAxis: excelize.ChartAxis{Font: axisFont, NumFmt: whole}, XAxis: excelize.ChartAxis{ReverseOrder: true, Font: axisFont},
		Dimension: excelize.ChartDimension{Width: 520, Height: uint(120 + 22*len(list))},
	}
	for i, v := range verdicts {
		column := string(rune('B' + i))
		chart.Series = append(chart.Series, excelize.ChartSeries{
			Name: fmt.Sprintf("'%s'!$%s$%d", p.name, column, head), Categories: p.ref("A", head+1, p.rows.n), Values: p.ref(column, head+1, p.rows.n),
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{v.bright}},
		})
	}
	at := max(top, 18) // below the chart of the verdicts
	p.chart(fmt.Sprintf("I%d", at), chart)
	p.blank(at + (120+22*len(list))/rowHeight) // what follows starts below the chart
}

// notes says what is not in the cells as it came, and why: Excel's limits and the workbook's own.
func (p *page) notes() {
	for _, t := range []*table{p.b.documents, p.b.findings} {
		note := func(n int, id string, more ...string) {
			text := fmt.Sprintf("%s: %d %s%s", t.name, n, p.b.say(id), strings.Join(more, ", "))
			p.line(excelize.Cell{StyleID: p.b.styles.note, Value: text})
		}
		if n := len(t.sheets); n > 1 {
			var names []string
			for _, s := range t.sheets {
				names = append(names, s.name)
			}
			note(n, "sheets-because-one-does-not-hold", names...)
		}
		if t.dropped > 0 {
			note(t.dropped, "rows-not-here-"+t.id)
		}
		if t.cut > 0 {
			note(t.cut, "texts-too-long-for-cell-cut")
		}
	}
}

// problems writes the rules that were broken, the worst first, with a chart of those that concern most documents.
func (b *Book) problems() (*sheet, error) {
	const charted = 15
	p := b.newPage("top-problems", 28, 10, 10, 22, 10, 14, 70, 70)
	p.table = true
	p.header("rule", "severity", "group", "documents-concerned", "share", "findings", "example-message", "fix")
	list := b.counts.problems()
	for _, k := range list {
		share := 0.0
		if b.counts.documents > 0 {
			share = float64(k.documents) / float64(b.counts.documents)
		}
		p.line(k.id, excelize.Cell{StyleID: b.styles.severities[k.severity], Value: b.say(k.severity.String())}, string(k.group), k.documents,
			excelize.Cell{StyleID: b.styles.percent, Value: share}, k.findings, k.example, k.fix)
	}
	if len(list) == 0 {
		return p.done()
	}
	last := min(len(list), charted) + 1
	p.chart("J2", &excelize.Chart{
		Type:      excelize.Bar,
		Series:    []excelize.ChartSeries{{Name: fmt.Sprintf("'%s'!$D$1", p.name), Categories: p.ref("A", 2, last), Values: p.ref("D", 2, last), Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"C62828"}}}},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: b.say("the-rules-most-often-broken-documents")}}},
		Legend:    excelize.ChartLegend{Position: "none"},
		XAxis:     excelize.ChartAxis{ReverseOrder: true, Font: axisFont},
		YAxis:     excelize.ChartAxis{Font: axisFont, NumFmt: whole},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true},
		Dimension: excelize.ChartDimension{Width: 640, Height: uint(120 + 26*last)},
	})
	return p.done()
}
