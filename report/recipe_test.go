package report

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/validate"
)

// count is a format as CONTRIBUTING.md tells how to add one.
type count struct {
	w io.Writer
	n int
}

func (c *count) Document(*validate.Result) error { c.n++; return nil }
func (c *count) Close() error                    { _, err := fmt.Fprintln(c.w, c.n); return err }

// TestFormatRecipe follows what CONTRIBUTING.md says of a new format: a type, and one line in the list of formats.
func TestFormatRecipe(t *testing.T) {
	text, err := os.ReadFile("../CONTRIBUTING.md")
	require.NoError(t, err)
	assert.Contains(t, string(text), "the list `formats` (report/formats.go)")

	formats["count"] = Format{Extension: ".count", open: func(w io.Writer, _ Options) Writer { return &count{w: w} }}
	defer delete(formats, "count")
	assert.Contains(t, Formats(), "count")
	var out strings.Builder
	w, err := New("count", &out, Options{})
	require.NoError(t, err)
	require.NoError(t, w.Document(&validate.Result{Document: &validate.Document{}}))
	require.NoError(t, w.Close())
	assert.Equal(t, "1\n", out.String())
}
