// Package shared finds the reference data that the tests compare against: the national catalog, the registry of
// accredited software, the specification tables and the corpus of real documents. They are other people's data and
// are not part of this repository.
package shared

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir returns the folder that holds catalog, registry, spec and corpus: $FSELINT_SHARED, or the folder "shared" beside
// the checkout. Where there is none the test is skipped with the reason; it fails when CI=true, so that a pipeline
// cannot lose its reference unnoticed. Any elem is joined to the path.
func Dir(tb testing.TB, elem ...string) string {
	tb.Helper()
	dir := find()
	if dir == "" {
		const reason = "the reference data (folder shared beside the checkout, or $FSELINT_SHARED) is not here"
		if os.Getenv("CI") == "true" {
			tb.Fatal(reason)
		}
		tb.Skip(reason)
	}
	return filepath.Join(append([]string{dir}, elem...)...)
}

func find() string {
	if dir := os.Getenv("FSELINT_SHARED"); dir != "" {
		return dir
	}
	candidate := filepath.Join(filepath.Dir(Root()), "shared")
	if _, err := os.Stat(filepath.Join(candidate, "catalog")); err == nil {
		return candidate
	}
	return ""
}

// Root returns the folder of the checkout that the tests run in, "." when there is none.
func Root() string {
	wd, err := os.Getwd()
	if err != nil {
		return "."
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return "."
		}
	}
}
