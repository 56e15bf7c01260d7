package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// layers say what the packages below a folder may import of this module, besides each other: folders. The longest one that fits
// a package counts. Every package may import the vocabulary, lint and fse, and internal/lazyregexp.
var layers = map[string][]string{
	"lint":              {},
	"fse":               {},
	"cda":               {"internal/jdk"},
	"pades":             {"cda", "internal/whole"},
	"metadata":          {"internal/jdk", "internal/near", "internal/digeststore", "internal/whole"},
	"schemas":           {"cda", "internal/jdk", "internal/near", "metadata", "internal/digeststore", "internal/whole"},
	"validate":          {"internal/pool", "internal/near", "internal/whole"},
	"validate/checks":   {"validate", "gateway", "cda", "pades", "metadata", "schemas"},
	"gateway":           {"validate", "cda", "metadata", "internal/near", "internal/digeststore", "internal/whole", "internal/database"},
	"dossier":           {"validate", "gateway", "cda", "metadata", "schemas", "report", "internal"},
	"gateway/rehearsal": {"gateway", "validate", "cda", "metadata", "schemas", "internal/database", "internal/httpserver"},
	"report":            {"validate", "cda/xmltree", "internal/whole"},
	"report/signature":  {"validate/checks/signature", "pades"},
	"report/catalog":    {"report", "validate", "schemas", "metadata/registry"},
	"report/rules":      {"report/page", "validate", "cda", "gateway", "schemas", "validate/checks/schematron"},
	"report/calls":      {"report/page", "report/workbook", "gateway", "metadata/hl7id"},
	"audit":             {"validate", "report", "internal/pool", "internal/progress", "internal/walk", "internal/whole", "internal/database"},
	"serve": {
		"validate", "report", "cda", "pades", "metadata", "schemas", "gateway/meaning", "gateway/wire", "internal/httpserver", "dossier",
	},
	"lsp":              {"validate", "cda", "schemas", "internal/near"},
	"internal/testkit": {""},
	"internal":         {"cda", "pades"},
	"cmd":              {""},
	"testdata":         {""},
}

func layerOf(pkg string) string {
	for ; pkg != "."; pkg = path.Dir(pkg) {
		if _, ok := layers[pkg]; ok {
			return pkg
		}
	}
	return ""
}

// packages lists the folders with Go code that is no test, and what each imports of this module.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	list := map[string][]string{}
	root := os.DirFS(filepath.Join("..", ".."))
	require.NoError(t, fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		src, err := fs.ReadFile(root, file)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := path.Dir(file)
		if list[pkg] == nil {
			list[pkg] = []string{} // there even when it imports nothing
		}
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if own, ok := strings.CutPrefix(name, "github.com/fselint/fselint/"); ok {
				list[pkg] = append(list[pkg], own)
			}
		}
		return nil
	}))
	require.Greater(t, len(list), 50)
	return list
}

func TestArchitectureImports(t *testing.T) {
	below := func(pkg, folder string) bool {
		return folder == "" || pkg == folder || strings.HasPrefix(pkg, folder+"/")
	}
	for pkg, imports := range packages(t) {
		layer := layerOf(pkg)
		if !assert.NotEmpty(t, layer, "%s belongs to no layer", pkg) {
			continue
		}
		for _, imported := range imports {
			allowed := slices.Contains([]string{"lint", "fse", "internal/lazyregexp"}, imported) || below(imported, layer) ||
				slices.ContainsFunc(layers[layer], func(folder string) bool { return below(imported, folder) })
			assert.True(t, allowed, "%s imports %s", pkg, imported)
		}
	}
}

func TestArchitecturePage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "dev", "architecture.md"))
	require.NoError(t, err)
	for pkg := range packages(t) {
		if pkg == "testdata/generate" {
			continue // stands there as the command that it is
		}
		rows := 0
		for line := range strings.Lines(string(page)) {
			if folders, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " |"); ok && strings.HasPrefix(line, "| `") && strings.Contains(folders, "`"+pkg+"`") {
				rows++
			}
		}
		assert.Equal(t, 1, rows, "rows of docs/dev/architecture.md about %s", pkg)
	}
}

// TestModulesOfTests: SECURITY.md names every module that is required and in no build.
func TestModulesOfTests(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command: the modules of the program cannot be listed")
	}
	linked, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", ".").Output()
	require.NoError(t, err)
	direct, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{if not (or .Indirect .Main)}}{{.Path}}{{end}}", "all").Output()
	require.NoError(t, err)
	page, err := os.ReadFile("../../SECURITY.md")
	require.NoError(t, err)
	_, list, _ := strings.Cut(string(page), "used by tests alone")
	used := strings.Fields(string(linked))
	for _, module := range strings.Fields(string(direct)) {
		name := strings.TrimPrefix(module, "github.com/")
		if major := path.Base(name); len(major) > 1 && major[0] == 'v' && strings.Trim(major[1:], "0123456789") == "" {
			name = path.Dir(name)
		}
		assert.NotEqual(t, slices.Contains(used, module), strings.Contains(list, name), "%s: in the list when it is in no build", module)
	}
}
