package main

import (
	"archive/zip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestVSCode: the extension has its words in both languages, and starts what there is.
func TestVSCode(t *testing.T) {
	dir := filepath.Join("..", "..", "packaging", "vscode")
	manifest, err := os.ReadFile(filepath.Join(dir, "package.json"))
	require.NoError(t, err)
	for _, file := range []string{"package.nls.json", "package.nls.it.json"} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		require.NoError(t, err)
		var words map[string]string
		require.NoError(t, json.Unmarshal(data, &words), file)
		for _, key := range regexp.MustCompile(`"%(\w+)%"`).FindAllStringSubmatch(string(manifest), -1) {
			assert.NotEmpty(t, words[key[1]], "%s: %s", file, key[1])
			delete(words, key[1])
		}
		assert.Empty(t, words, file)
	}
	var m struct {
		Main        string
		Contributes struct {
			Commands      []struct{ Command string }
			Configuration struct{ Properties map[string]any }
		}
	}
	require.NoError(t, json.Unmarshal(manifest, &m))
	script, err := os.ReadFile(filepath.Join(dir, m.Main))
	require.NoError(t, err)
	for _, c := range m.Contributes.Commands {
		assert.Contains(t, string(script), `"`+c.Command+`"`)
	}
	for name := range m.Contributes.Configuration.Properties {
		assert.Contains(t, string(script), `get("`+strings.TrimPrefix(name, "fselint.")+`")`)
	}
	assert.Contains(t, string(script), `"lsp"`)
	cmd, _, err := newRoot("en").Find([]string{"lsp"})
	require.NoError(t, err)
	assert.Equal(t, "lsp", cmd.Name())
}

// TestVSCodePackage packages the extension. It needs npm and its registry, which a machine may lack, and is tried on demand.
func TestVSCodePackage(t *testing.T) {
	if os.Getenv("FSELINT_HEAVY") == "" {
		t.Skip("FSELINT_HEAVY is not set")
	}
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), filepath.Join("..", "..", "scripts", "vscode"), "v1.2.3", dir).CombinedOutput()
	require.NoError(t, err, string(out))
	packed, err := zip.OpenReader(filepath.Join(dir, "fselint-1.2.3.vsix"))
	require.NoError(t, err)
	defer packed.Close()
	var names []string
	for _, f := range packed.File {
		names = append(names, f.Name)
	}
	assert.Subset(t, names, []string{"extension/extension.js", "extension/package.json", "extension/node_modules/vscode-languageclient/node.js"})
}
