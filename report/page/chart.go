package page

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// Part is one share of a bar.
type Part struct {
	Class string // of the colour: a verdict or a severity
	Label string
	Count int
}

// Bar is one bar of a chart with the parts it is stacked from.
type Bar struct {
	Label string
	Parts []Part
}

func (b *Bar) total() int {
	n := 0
	for _, p := range b.Parts {
		n += p.Count
	}
	return n
}

// open begins a drawing; id is unique on its page.
func open(b *strings.Builder, id, title, text string, width, height int, fit string) {
	fmt.Fprintf(b, `<svg class="chart" role="img" aria-labelledby="%[1]s-t %[1]s-d" viewBox="0 0 %[2]d %[3]d" preserveAspectRatio="%[6]s"><title id="%[1]s-t">%[4]s</title><desc id="%[1]s-d">%[5]s</desc>`,
		template.HTMLEscapeString(id), width, height, template.HTMLEscapeString(title), template.HTMLEscapeString(text), fit)
}

func words(parts []Part) string {
	var list []string
	for _, p := range parts {
		if p.Count > 0 {
			list = append(list, p.Label+" "+strconv.Itoa(p.Count))
		}
	}
	return strings.Join(list, ", ")
}

// Share draws one horizontal bar whose parts are the shares of a whole.
func Share(id, title string, parts []Part) template.HTML {
	const width, height = 1000, 12
	whole := Bar{Parts: parts}
	total := whole.total()
	var b strings.Builder
	open(&b, id, title, words(parts), width, height, "none")
	x := 0.0
	for _, p := range parts {
		if p.Count == 0 || total == 0 {
			continue
		}
		w := float64(p.Count) * width / float64(total)
		fmt.Fprintf(&b, `<rect class="%s gap" x="%.1f" y="0" width="%.1f" height="%d"/>`, template.HTMLEscapeString(p.Class), x, max(w, 2), height)
		x += w
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// Columns draws stacked columns, such as months, with a scale on the left. More than 60 bars are cut to the last 60.
func Columns(id, title string, bars []Bar) template.HTML {
	const width, height, left, bottom, top = 760, 220, 44, 24, 8
	bars = bars[max(0, len(bars)-60):]
	most := 1
	var text []string
	for i := range bars {
		most = max(most, bars[i].total())
		text = append(text, bars[i].Label+": "+words(bars[i].Parts))
	}
	step := nice(most)
	ceiling := (most + step - 1) / step * step
	var b strings.Builder
	open(&b, id, title, strings.Join(text, "; "), width, height, "xMidYMid")
	inner := float64(height - top - bottom)
	for v := 0; v <= ceiling; v += step {
		y := float64(height-bottom) - inner*float64(v)/float64(ceiling)
		fmt.Fprintf(&b, `<path class="axis" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`, left, y, width, left-6, y+4, Short(v))
	}
	slot := float64(width-left) / float64(max(len(bars), 1))
	every := (len(bars) + 11) / 12
	for i := range bars {
		x := float64(left) + slot*float64(i) + slot*.14
		w := min(slot*.72, 46)
		x += (slot*.72 - w) / 2
		y := float64(height - bottom)
		b.WriteString("<g><title>" + template.HTMLEscapeString(bars[i].Label+": "+words(bars[i].Parts)) + "</title>")
		for _, p := range bars[i].Parts {
			if p.Count == 0 {
				continue
			}
			h := inner * float64(p.Count) / float64(ceiling)
			y -= h
			fmt.Fprintf(&b, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`, template.HTMLEscapeString(p.Class), x, y, w, max(h, .6))
		}
		b.WriteString("</g>")
		if i%every == 0 {
			fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%s</text>`, x+w/2, height-7, template.HTMLEscapeString(bars[i].Label))
		}
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// Meter draws one small horizontal bar that is as long as its count is of most; it is decoration beside the number.
func Meter(parts []Part, most int) template.HTML {
	const width = 120
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="chart meter" aria-hidden="true" focusable="false" viewBox="0 0 %d 10" preserveAspectRatio="none">`, width)
	x := 0.0
	for _, p := range parts {
		if p.Count == 0 || most == 0 {
			continue
		}
		w := float64(p.Count) * width / float64(most)
		fmt.Fprintf(&b, `<rect class="%s" x="%.1f" y="0" width="%.1f" height="10"/>`, template.HTMLEscapeString(p.Class), x, max(w, .8))
		x += w
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// nice is the step of a scale of about four lines up to most.
func nice(most int) int {
	step := 1
	for {
		for _, f := range []int{1, 2, 5} {
			if step*f*4 >= most {
				return step * f
			}
		}
		step *= 10
	}
}

// Short writes a count in a few characters: 950, 12k, 1.5M.
func Short(n int) string {
	switch {
	case n >= 1e6:
		return strings.Replace(strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64), ".0", "", 1) + "M"
	case n >= 1e4:
		return strings.Replace(strconv.FormatFloat(float64(n)/1e3, 'f', 1, 64), ".0", "", 1) + "k"
	}
	return strconv.Itoa(n)
}
