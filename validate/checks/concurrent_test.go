package checks

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/validate"
)

// TestWorkersAgree judges the corpus with many workers, from nothing compiled, and wants what one worker says. Under the race
// detector it watches all that documents share.
func TestWorkersAgree(t *testing.T) {
	paths, err := filepath.Glob(shared.Dir(t, "corpus", "*", "*.[xp][md][lf]"))
	require.NoError(t, err)
	if testing.Short() {
		paths = paths[:100]
	}
	judge := func(workers int) []string {
		var all []string
		bundles := func(yield func(*validate.Bundle) bool) {
			for _, p := range paths {
				if !yield(validate.File(p)) {
					return
				}
			}
		}
		require.NoError(t, nationalRunner(t).Run(context.Background(), bundles, workers, func(d *validate.Result) error {
			d.Elapsed = 0
			said, err := json.Marshal(d.Document) // texts in both languages: they are compared by what they say
			all = append(all, string(said))
			return err
		}))
		return all
	}
	one, many := judge(1), judge(8)
	require.Len(t, many, len(paths))
	for i := range one {
		assert.Equal(t, one[i], many[i], paths[i])
	}
}
