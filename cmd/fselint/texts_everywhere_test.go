package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
)

var (
	// messageUse is a message that a program asks a catalog called texts for.
	messageUse = regexp.MustCompile(`\btexts\.(?:Text|Error)\("([^"]+)",|\btexts\.In\([^,\n]+, "([^"]+)",`)
	// pair is a text in both languages that stands in a program.
	pair = regexp.MustCompile(`\b(IT|EN):\s*("|fmt\.)|\bsay\("[^"]*", "`)
)

// TestTextsAreData: every message that a program asks for is in the catalog beside it, and none stands in a program.
func TestTextsAreData(t *testing.T) {
	catalogs := map[string]*lint.Catalog{}
	catalog := func(dir string) *lint.Catalog {
		if c, ok := catalogs[dir]; ok {
			return c
		}
		var all strings.Builder
		for _, name := range []string{"messages.yaml", "rules.yaml"} {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err == nil {
				all.Write(b)
			}
		}
		catalogs[dir] = lint.NewCatalog(all.String())
		return catalogs[dir]
	}
	require.NoError(t, filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range messageUse.FindAllStringSubmatch(string(b), -1) {
			assert.True(t, catalog(filepath.Dir(path)).Has(m[1]+m[2]), "%s: no message %s", path, m[1]+m[2])
		}
		if dir := filepath.Base(filepath.Dir(path)); dir != "lint" {
			for _, m := range pair.FindAllString(string(b), -1) {
				t.Errorf("%s: %s: texts are data, in the file beside the package", path, m)
			}
		}
		return nil
	}))
}
