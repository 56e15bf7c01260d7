package dashboard

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/browser"
)

// TestHeavyBrowser measures a dashboard of 100,000 documents: the time to the first paint, and from a filter's change to the new rows on
// the screen.
func TestHeavyBrowser(t *testing.T) {
	if os.Getenv("FSELINT_HEAVY") == "" {
		t.Skip("heavy: set FSELINT_HEAVY=1")
	}
	p := browser.Open(t, build(t, t.TempDir(), "it", 100_000, nil))
	p.Wait(`document.documentElement.classList.contains("ready")`)
	t.Logf("first paint %d ms", browser.Eval[int](p, `Math.round(performance.getEntriesByName("first-contentful-paint")[0].startTime)`))
	change := func(what, id, value string) {
		p.Do(fmt.Sprintf(`window.took = 0; const s = document.getElementById(%q), from = performance.now();
			s.value = %q; if (s.value !== %[2]q) throw new Error("no such choice"); s.dispatchEvent(new Event(s.tagName === "INPUT" ? "input" : "change"));
			const look = () => document.querySelector("#list").ariaBusy === "true" || window.took ? setTimeout(look) : requestAnimationFrame(() => setTimeout(() => window.took = performance.now() - from));
			setTimeout(look)`, id, value))
		p.Wait(`window.took > 0`)
		t.Logf("%s: %d ms, %s", what, browser.Eval[int](p, `Math.round(window.took)`), browser.Eval[string](p, `document.getElementById("shown").textContent`))
		p.Do(`document.getElementById("reset").click()`)
		p.Wait(`document.querySelector("#list").ariaBusy !== "true"`)
	}
	for range 2 { // at once, while the list is still being fetched, and again
		change("by answer", "f-answer", "=422 /msg/vocabulary")
		change("by group", "f-group", "=gateway")
		change("by rule", "f-rule", "=VOC-CODE")
		change("by folder", "f-folder", "=archivio/0033")
		change("search", "q", "004567")
		require.Eventually(t, func() bool { return len(p.Requests()) > 100_000/listRows }, time.Minute, 50*time.Millisecond)
	}
}
