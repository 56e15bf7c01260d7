package diff

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

// TestKindsHaveTitles reads the sources, so that a kind without words cannot be added.
func TestKindsHaveTitles(t *testing.T) {
	ids := texts.IDs()
	require.Greater(t, len(ids), 30)
	for _, id := range ids {
		k := Term(id)
		assert.NotEmpty(t, k.Title("it"), id)
		assert.NotEmpty(t, k.Title("en"), id)
		assert.NotEqual(t, k.Title("it"), k.Title("en"), id)
	}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	used := map[string]bool{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`"([a-z]+-[a-z-]+|unreadable)"`).FindAllSubmatch(source, -1) {
			assert.Contains(t, ids, string(m[1]))
			used[string(m[1])] = true
		}
	}
	assert.Len(t, used, len(ids)-len(areas), "every kind is used, and every one that is used has words")
}
