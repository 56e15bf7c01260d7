//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
)

// unlike are the trouble reports that are answered otherwise than the case wants, with the reason.
var unlike = map[string]string{
	"25-supply-without-moodcode": "the cure is given, in the imperative that all cures have: aggiungete moodCode",
}

// TestTroubleReports tries what vendors reported in public: each has its cause and cure.
func TestTroubleReports(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	cases, catalog, registry := shared.Dir(t, "cases"), shared.Dir(t, "catalog"), shared.Dir(t, "registry", "results.csv")
	binary := binaryIn(t, t.TempDir())
	scripts, err := filepath.Glob(filepath.Join(cases, "[0-9]*", "run.sh"))
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	for _, script := range scripts {
		name := filepath.Base(filepath.Dir(script))
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), "sh", script)
			cmd.Env = append(os.Environ(), "SHOW=1", "LC_ALL=C.UTF-8", "FSELINT="+binary, "CATALOG="+catalog, "REGISTRY="+registry)
			out, _ := cmd.CombinedOutput() // it fails when its last line says so
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			passed := strings.HasPrefix(lines[len(lines)-1], "PASS")
			if reason, listed := unlike[name]; listed {
				assert.False(t, passed, "it is as the case wants now: strike it from the list (%s)", reason)
				return
			}
			assert.True(t, passed, "%s", out)
		})
	}
}
