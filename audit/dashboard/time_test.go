package dashboard

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/audit/overview"
)

func months(list ...overview.Group) []overview.Group { return list }

func month(key string, documents int) overview.Group {
	return overview.Group{Key: key, Counts: overview.Counts{Documents: documents, Accepted: documents}}
}

func TestMonthsAreOnATrueAxis(t *testing.T) {
	d := &Dashboard{lang: "it"}
	for _, c := range []struct {
		name        string
		months      []overview.Group
		first, last string
		bars        int
		outside     int
	}{
		{"empty months have their place", months(month("2025-11", 3), month("2026-03", 1), month("", 9)), "2025-11", "2026-03", 5, 0},
		{"none", months(month("", 9)), "", "", 0, 0},
		{"one", months(month("2026-01", 1)), "2026-01", "2026-01", 1, 0},
		{"a few that are far away", months(month("0001-01", 1), month("2025-01", 500), month("2026-01", 500), month("9999-12", 1)), "2025-01", "2026-01", 13, 2},
		{"years, where months are too many", months(month("2010-05", 400), month("2018-01", 500), month("2026-01", 500)), "2010", "2026", 17, 0},
		{"the last sixty years", months(month("1900-05", 400), month("2018-01", 500), month("2026-01", 500)), "1967", "2026", 60, 400},
	} {
		bars, outside := d.monthBars(c.months)
		assert.Len(t, bars, c.bars, c.name)
		assert.Equal(t, c.outside, outside, c.name)
		drawn, total := 0, 0
		for i, b := range bars {
			for _, part := range b.Parts {
				drawn += part.Count
			}
			assert.InDelta(t, float64(i)/float64(max(len(bars)-1, 1)), b.At, 1e-9)
		}
		for _, m := range c.months {
			if m.Key != "" {
				total += m.Counts.Documents
			}
		}
		assert.Equal(t, total, drawn+outside, c.name)
		if len(bars) > 0 {
			assert.Equal(t, []string{c.first, c.last}, []string{bars[0].Label, bars[len(bars)-1].Label}, c.name)
		}
	}
}

func TestAuditsAreAtTheirTimes(t *testing.T) {
	d := &Dashboard{lang: "en"}
	at := func(s string) overview.Past {
		when, _ := time.Parse(time.DateTime, s)
		return overview.Past{Finished: when}
	}
	bars := d.auditBars([]overview.Past{at("2025-11-30 08:00:00"), at("2026-11-29 08:00:00"), at("2026-11-30 08:00:00"), at("2026-11-30 20:00:00")})
	assert.Equal(t, "2026-11-29", bars[1].Label)
	assert.Equal(t, "2026-11-30 08:00", bars[2].Label, "two of one day are told apart")
	assert.Equal(t, []float64{0, 1}, []float64{bars[0].At, bars[3].At})
	assert.InDelta(t, 364/365.5, bars[1].At, 1e-9)
	assert.InDelta(t, .5, d.auditBars([]overview.Past{at("2026-11-30 08:00:00")})[0].At, 1e-9)
}
