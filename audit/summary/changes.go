package summary

import (
	"encoding/json"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate/compare"
)

// Changes is a sink that writes one difference a line.
type Changes struct {
	File *whole.File
	Pick func(*overview.Entry) *compare.Difference
	Lang string
}

// Document implements overview.Sink.
func (c *Changes) Document(e *overview.Entry) error {
	d := c.Pick(e)
	if d == nil || d.Equal() {
		return nil
	}
	enc := json.NewEncoder(c.File)
	enc.SetEscapeHTML(false)
	return enc.Encode(report.NewDifference(d, c.Lang, nil))
}

// Close implements overview.Sink.
func (c *Changes) Close(_ *overview.Overview) error { return c.File.Close() }
