package schemas

import (
	"errors"
	"fmt"
	"slices"

	"github.com/fselint/fselint/internal/digeststore"
)

// Line is one of the lines in which the ministry publishes the catalog. Which environment of the gateway runs which is
// nowhere documented: MainLine is what counts, the other an early warning.
type Line string

// The lines, by the branches of the repository.
const (
	MainLine Line = "main" // branch main
	UATLine  Line = "uat"  // branch feature/terminology-uat
)

// Lines lists the lines.
func Lines() []Line { return []Line{MainLine, UATLine} }

// ErrNoLine is wrapped by errors that say that nothing of a line was imported yet.
var ErrNoLine = errors.New("no catalog of this line is here")

// ParseLine reads the name of a line; "" is MainLine.
func ParseLine(name string) (Line, bool) {
	if name == "" {
		return MainLine, true
	}
	return Line(name), slices.Contains(Lines(), Line(name))
}

// store is the folder of imported catalogs with the pointer of the line. The catalogs themselves lie side by side.
func (l Line) store(destDir string) *digeststore.Store {
	if l == MainLine || l == "" {
		return digeststore.At(destDir)
	}
	return digeststore.At(destDir).Beside(string(l))
}

// Current returns the directory of the catalog that is current in its line, in a directory of imported catalogs; "" when there
// is none.
func (l Line) Current(destDir string) (string, error) { return current(l.store(destDir)) }

// Locate finds the catalog to use as the function Locate does. Of a line other than MainLine only what flag names or what was
// imported in that line will do; the error wraps ErrNoLine when there is nothing.
func (l Line) Locate(flag string, env func(string) string) (path string, origin Origin, err error) {
	if l == MainLine || l == "" || flag != "" {
		return Locate(flag, env)
	}
	path, err = l.imported()
	return path, OriginCache, err
}

// imported is Current in CacheDir, an error when there is none.
func (l Line) imported() (path string, err error) {
	dir, err := CacheDir()
	if err != nil {
		return "", err
	}
	if path, err = l.Current(dir); err == nil && path == "" {
		err = fmt.Errorf("%s: %w", l, ErrNoLine)
	}
	return path, err
}
