package dashboard

import (
	"fmt"
	"strconv"
	"time"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/report/page"
)

// monthBars puts months on an axis of time, on which those without documents have their place too. Where there are more than a drawing
// has room for, few documents that are far from the others are left out and counted, and if that does not help the bars are years.
func (d *Dashboard) monthBars(list []overview.Group) (bars []page.Bar, outside int) {
	var months []overview.Group // those with a key, which rises
	var numbers []int
	total := 0
	for _, g := range list {
		if n, ok := monthNumber(g.Key); ok {
			months, numbers = append(months, g), append(numbers, n)
			total += g.Counts.Documents
		}
	}
	span := func() int { return numbers[len(numbers)-1] - numbers[0] + 1 }
	for len(months) > 2 && span() > page.MostColumns {
		last := len(months) - 1
		at := 0
		if numbers[last]-numbers[last-1] > numbers[1]-numbers[0] {
			at = last
		}
		if (outside+months[at].Counts.Documents)*100 > total {
			break
		}
		outside += months[at].Counts.Documents
		from, to := 1-min(at, 1), last+1-min(at, 1)
		months, numbers = months[from:to], numbers[from:to]
	}
	if len(months) == 0 {
		return nil, 0
	}
	name, unit := func(n int) string { return fmt.Sprintf("%04d-%02d", n/12, n%12+1) }, 1
	if span() > page.MostColumns {
		name, unit = func(n int) string { return fmt.Sprintf("%04d", n) }, 12
	}
	first, last := numbers[0]/unit, numbers[len(numbers)-1]/unit
	first = max(first, last-page.MostColumns+1)
	counts := make([]overview.Counts, last-first+1)
	for i, n := range numbers {
		if at := n/unit - first; at >= 0 {
			counts[at].Join(months[i].Counts)
		} else {
			outside += months[i].Counts.Documents
		}
	}
	for i := range counts {
		bars = append(bars, page.Bar{Label: name(first + i), At: float64(i) / float64(max(len(counts)-1, 1)), Room: 1 / float64(len(counts)),
			Parts: page.Verdicts(d.lang, counts[i].Count)})
	}
	return bars, outside
}

// monthNumber counts months from the year 0.
func monthNumber(key string) (int, bool) {
	if len(key) != len("2006-01") {
		return 0, false
	}
	year, err := strconv.Atoi(key[:4])
	month, err2 := strconv.Atoi(key[5:])
	return year*12 + month - 1, err == nil && err2 == nil
}

// auditBars puts audits on an axis at their times.
func (d *Dashboard) auditBars(past []overview.Past) []page.Bar {
	past = past[max(0, len(past)-page.MostColumns):]
	days := make(map[string]int)
	for _, p := range past {
		days[p.Finished.UTC().Format(time.DateOnly)]++
	}
	first := past[0].Finished
	whole := past[len(past)-1].Finished.Sub(first)
	var bars []page.Bar
	for i := range past {
		when := past[i].Finished.UTC()
		b := page.Bar{Label: when.Format(time.DateOnly), Full: when.Format("2006-01-02 15:04"), At: .5, Parts: page.Verdicts(d.lang, past[i].Total.Count)}
		if days[b.Label] > 1 {
			b.Label = b.Full
		}
		if whole > 0 {
			b.At = float64(when.Sub(first)) / float64(whole)
		}
		bars = append(bars, b)
	}
	return bars
}
