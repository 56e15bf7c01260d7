package revision_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/work"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/revision"
)

// FuzzAnalyze looks for documents that end the analysis with a panic, take too long, or break what a Report promises.
func FuzzAnalyze(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s.Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := pdffile.Open(data, pdffile.Limits{MaxDecodeBytes: 1 << 20, MaxObjects: 10_000})
		if err != nil {
			return
		}
		var report revision.Report
		work.Within(t, 1<<30, func() {
			report = revision.Limits{Steps: 100_000}.Analyze(file, revision.Of(pades.Decide(file, fse.May2026).Signatures))
		})
		end := int64(0)
		for _, r := range report.Revisions {
			assert.Equal(t, end, r.Start)
			assert.Greater(t, r.End, r.Start)
			end = r.End
		}
		assert.Equal(t, int64(len(data)), end)
		for _, c := range report.Signatures {
			assert.NotEmpty(t, c.State)
			assert.LessOrEqual(t, c.End, int64(len(data)))
			assert.LessOrEqual(t, len(c.Changes), 200)
			allowed := false
			for _, ch := range c.Changes {
				assert.False(t, allowed && !ch.Allowed, "changes that are not allowed come first")
				allowed = ch.Allowed
				assert.NotEmpty(t, ch.Detail)
			}
		}
	})
}
