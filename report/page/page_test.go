package page

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPolicyNamesWhatThePageHas(t *testing.T) {
	p := Page{Lang: "it", Title: "<T>", Style: "a { color: red }", Script: "let a = 1;"}
	var b bytes.Buffer
	require.NoError(t, p.Head(&b))
	require.NoError(t, p.Foot(&b))
	got := b.String()
	for _, s := range []string{baseStyle + p.Style, baseScript, p.Script} {
		assert.Contains(t, got, digest(s))
		assert.Contains(t, got, ">"+s+"</")
	}
	assert.Contains(t, got, "default-src 'none'")
	assert.Contains(t, got, "trusted-types 'none'\"")
	assert.NotContains(t, got, "unsafe")
	assert.NotContains(t, got, "'self'")
	assert.Contains(t, got, "<title>&lt;T&gt;</title>")
	assert.Contains(t, got, "Vai al contenuto")

	p.DataDir, p.Lang = true, "en"
	b.Reset()
	require.NoError(t, p.Head(&b))
	assert.Contains(t, b.String(), "'self' file:;")
	assert.Contains(t, b.String(), "trusted-types fselint\"")
	assert.Contains(t, string(p.Tools()), "Theme: dark")
}

func TestDataCannotEndItsBlock(t *testing.T) {
	var b bytes.Buffer
	evil := "</script><!--\u2028&"
	require.NoError(t, Data(&b, "a\"b", evil))
	assert.Equal(t, 1, strings.Count(b.String(), "</script>"))
	open, rest, _ := strings.Cut(b.String(), ">")
	assert.Equal(t, `<script type="application/json" id="a&#34;b"`, open)
	text, _, _ := strings.Cut(rest, "</script>")
	assert.NotContains(t, text, "\u2028")
	var back string
	require.NoError(t, json.Unmarshal([]byte(text), &back))
	assert.Equal(t, evil, back)
	assert.Error(t, Data(&b, "x", func() {}))
}

func TestPlain(t *testing.T) {
	assert.Equal(t, "a\tb\nè😀", Plain("a\tb\nè😀"))
	assert.Equal(t, "\uFFFDx\uFFFD\uFFFD\uFFFD", Plain("\x1bx\u202e\u2066\u0085"))
}

func TestShort(t *testing.T) {
	for n, want := range map[int]string{0: "0", 9999: "9999", 10_000: "10k", 12_500: "12.5k", 1_000_000: "1M", 2_500_000: "2.5M"} {
		assert.Equal(t, want, Short(n))
	}
}

func TestNice(t *testing.T) {
	for most, want := range map[int]int{1: 1, 4: 1, 5: 2, 17: 5, 100: 50, 399: 100, 1_000_000: 500_000} {
		assert.Equal(t, want, nice(most))
	}
}

func TestCharts(t *testing.T) {
	parts := []Part{{"fail", "<f>", 3}, {"pass", "p", 1}, {"warn", "w", 0}}
	share := string(Share("s", "T&", parts))
	assert.Contains(t, share, `<title id="s-t">T&amp;</title><desc id="s-d">&lt;f&gt; 3, p 1</desc>`)
	assert.Contains(t, share, `<rect class="fail gap" x="0.0" y="0" width="750.0" height="12"/><rect class="pass gap" x="750.0" y="0" width="250.0" height="12"/>`)
	assert.NotContains(t, share, "warn")
	assert.NotContains(t, string(Share("s", "T", nil)), "rect")

	columns := string(Columns("c", "T", []Bar{{"2026-01", parts}, {"2026-02", nil}}))
	assert.Contains(t, columns, "2026-01: &lt;f&gt; 3, p 1")
	assert.Equal(t, 2, strings.Count(columns, "<rect"))
	assert.NotContains(t, string(Columns("c", "T", nil)), "NaN")
	assert.LessOrEqual(t, strings.Count(string(Columns("c", "T", make([]Bar, 1000))), "<g>"), 60)
	assert.NotContains(t, string(Meter(parts, 0)), "rect")
	assert.Contains(t, string(Meter(parts, 12)), `width="30.0"`)
}
