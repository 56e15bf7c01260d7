package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What tests of pages rely on: that the browser's complaints are heard.
func TestProblemsAreHeard(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.WriteFile(path, []byte(`<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="script-src 'sha256-AbI0YyUDzDzIj7f5ra5KqmsBe+EvJWl26CAhh2mJlWA=' 'unsafe-eval'; img-src *">
<p style="color: #999">faint</p><p style="color: #555">clear</p><img src="http://127.0.0.1:1/x.png"><p onclick="x()">a</p><table class="data"></table><button aria-controls="x">x</button><output id="shown"></output><script>throw new Error("boom")</script>`), 0o644))
	p := Open(t, path)
	p.Do(`console.error("said"); setTimeout(() => { throw new Error("thrown") })`)
	p.Wait(`true`)
	assert.Eventually(t, func() bool {
		all := strings.Join(p.Problems(), "\n")
		return strings.Contains(all, `console: "said"`) && strings.Contains(all, "thrown") && strings.Contains(all, "request: http://127.0.0.1:1/x.png") &&
			strings.Contains(all, "Content Security Policy")
	}, waiting, step, "%q", p.Problems())
	low := p.LowContrast()
	require.Len(t, low, 1)
	assert.Contains(t, low[0], "faint")
	all := strings.Join(p.Inaccessible(), "\n")
	for _, want := range []string{"no language", "no title", "not one main", "handler in attribute: <p onclick", "table without a name", "control of nothing: x", "count that is unheard", "no skip link first"} {
		assert.Contains(t, all, want)
	}
}
