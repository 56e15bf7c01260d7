package page

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
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
	Full  string  // the label at length, as it is read out; Label when empty
	At    float64 // the place on the axis, from 0 to 1
	Room  float64 // the part of the axis that it has for itself, 0 where it is a moment
	Parts []Part
}

// words says what a bar shows, "" where it shows nothing.
func (b *Bar) words() string {
	said := words(b.Parts)
	if said == "" {
		return ""
	}
	return cmp.Or(b.Full, b.Label) + ": " + said
}

func (b *Bar) total() int {
	n := 0
	for _, p := range b.Parts {
		n += p.Count
	}
	return n
}

// open begins a drawing; id is unique on its page.
func open(b *strings.Builder, id, title, text, class string, width, height int, fit string) {
	fmt.Fprintf(b, `<svg class="%[7]s" role="img" aria-labelledby="%[1]s-t %[1]s-d" viewBox="0 0 %[2]d %[3]d" preserveAspectRatio="%[6]s"><title id="%[1]s-t">%[4]s</title><desc id="%[1]s-d">%[5]s</desc>`,
		template.HTMLEscapeString(id), width, height, template.HTMLEscapeString(title), template.HTMLEscapeString(text), fit, class)
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
	open(&b, id, title, words(parts), "chart", width, height, "none")
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

// Widths of a chart's drawing: one for wide windows, one for narrow ones, in which the letters of the other would be too small.
const (
	chartWide   = 600
	chartNarrow = 350
)

// MostColumns is how many bars Columns draws.
const MostColumns = 60

// Columns draws stacked columns, such as months, at their places on an axis of time, with a scale on the left. More than 60 bars are cut
// to the last 60. Bars of the same width as their room stand side by side; those that are too near each other to be told apart are
// moved, and a line leads from each to its place. The drawing comes in two widths, of which the style sheet shows one.
func Columns(id, title string, bars []Bar) template.HTML {
	bars = bars[max(0, len(bars)-MostColumns):]
	wide := columns{id: id, title: title, bars: bars, width: chartWide, class: "wide"}
	narrow := columns{id: id + "-narrow", title: title, bars: bars, width: chartNarrow, class: "narrow"}
	return wide.draw() + narrow.draw()
}

// columns is one drawing.
type columns struct {
	id, title, class string
	bars             []Bar
	width            int
	b                strings.Builder
}

const (
	chartHeight = 220
	chartLeft   = 44 // the scale
	chartBottom = 30 // the labels
	chartTop    = 8
	chartFloor  = chartHeight - chartBottom
	barGap      = 2.0
	letter      = 6.4 // width of one in a label
)

func (c *columns) draw() template.HTML {
	most := 1
	var text []string
	for i := range c.bars {
		most = max(most, c.bars[i].total())
		if label := c.bars[i].words(); label != "" {
			text = append(text, label)
		}
	}
	step := nice(most)
	ceiling := (most + step - 1) / step * step
	open(&c.b, c.id, c.title, strings.Join(text, "; "), "chart "+c.class, c.width, chartHeight, "xMidYMid")
	inner := float64(chartFloor - chartTop)
	for v := 0; v <= ceiling; v += step {
		y := chartFloor - inner*float64(v)/float64(ceiling)
		fmt.Fprintf(&c.b, `<path class="axis" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`, chartLeft, y, c.width, chartLeft-6, y+4, Short(v))
	}
	room := float64(c.width - chartLeft)
	w := 8.0
	if n := len(c.bars); n > 0 && c.bars[0].Room > 0 {
		w = min(max(c.bars[0].Room*room*.76, 2), 46)
	}
	w = min(w, max(room/float64(max(len(c.bars), 1))-barGap, 1))
	places := make([]float64, len(c.bars)) // of the middles
	for i := range c.bars {
		places[i] = chartLeft + w/2 + c.bars[i].At*(room-w)
	}
	shown := spread(places, w+barGap, chartLeft+w/2, float64(c.width)-w/2)
	for i := range c.bars {
		c.bar(&c.bars[i], shown[i]-w/2, w, inner/float64(ceiling))
		if math.Abs(shown[i]-places[i]) > .5 {
			fmt.Fprintf(&c.b, `<path class="lead" d="M%.1f %dL%.1f %d"/>`, shown[i], chartFloor, places[i], chartFloor+6)
		}
	}
	c.labels(places)
	c.b.WriteString("</svg>")
	return template.HTML(c.b.String())
}

func (c *columns) bar(b *Bar, x, w, scale float64) {
	y := float64(chartFloor)
	if b.total() == 0 {
		return
	}
	c.b.WriteString("<g><title>" + template.HTMLEscapeString(b.words()) + "</title>")
	for _, p := range b.Parts {
		if p.Count == 0 {
			continue
		}
		h := scale * float64(p.Count)
		y -= h
		fmt.Fprintf(&c.b, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`, template.HTMLEscapeString(p.Class), x, y, w, max(h, .6))
	}
	c.b.WriteString("</g>")
}

// labels writes below the axis what has room: the first and the last, and between them those that touch no other.
func (c *columns) labels(places []float64) {
	var ends float64 // of the label before
	write := func(i int) {
		half := float64(len([]rune(c.bars[i].Label))) * letter / 2
		x := min(max(places[i], half), float64(c.width)-half)
		ends = x + half + letter
		fmt.Fprintf(&c.b, `<path class="axis" d="M%.1f %dv5"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`, places[i], chartFloor, x, chartHeight-8,
			template.HTMLEscapeString(c.bars[i].Label))
	}
	last := len(c.bars) - 1
	if last < 0 {
		return
	}
	lastBegins := float64(c.width) - float64(len([]rune(c.bars[last].Label)))*letter - letter
	lastBegins = min(lastBegins, places[last]-float64(len([]rune(c.bars[last].Label)))*letter/2-letter)
	for i := range c.bars[:last] {
		half := float64(len([]rune(c.bars[i].Label))) * letter / 2
		if i == 0 || places[i]-half >= ends && places[i]+half <= lastBegins {
			write(i)
		}
	}
	if last == 0 || lastBegins >= ends-letter {
		write(last)
	}
}

// spread moves places, which rise, apart until none is nearer to the next than gap, and none is beyond from and to.
func spread(places []float64, gap, from, to float64) []float64 {
	out := slices.Clone(places)
	for i := range out {
		if i > 0 {
			from = out[i-1] + gap
		}
		out[i] = max(out[i], from)
	}
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = min(out[i], to)
		to = out[i] - gap
	}
	return out
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
