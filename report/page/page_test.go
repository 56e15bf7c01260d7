package page

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
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
	assert.Equal(t, "<U+001B>x<U+202E><U+2066><U+0085>", Plain("\x1bx\u202e\u2066\u0085"))
	assert.Equal(t, "<U+200B><U+FEFF><U+E0041><U+2028>\u00a0\ufffd", Plain("\u200b\ufeff\U000E0041\u2028\u00a0\xff"))
}

func TestShort(t *testing.T) {
	for n, want := range map[int]string{0: "0", 9999: "9999", 10_000: "10k", 12_500: "12.5k", 1_000_000: "1M", 2_500_000: "2.5M"} {
		assert.Equal(t, want, Short(n))
	}
}

func TestSpread(t *testing.T) {
	assert.Equal(t, []float64{0, 80, 90, 100}, spread([]float64{0, 99, 99.5, 100}, 10, 0, 100))
	assert.Equal(t, []float64{0, 10, 50}, spread([]float64{0, 1, 50}, 10, 0, 100))
	assert.Empty(t, spread(nil, 1, 0, 1))
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

	columns := string(Columns("c", "T", []Bar{{Label: "2026-01", Parts: parts, Room: .5}, {Label: "2026-02", At: 1, Room: .5}}))
	assert.Contains(t, columns, "2026-01: &lt;f&gt; 3, p 1")
	assert.Equal(t, 2*2, strings.Count(columns, "<rect"), "in two widths")
	assert.Equal(t, 2*2, strings.Count(columns, "middle\">2026-0"), "a month without documents has its place")
	assert.NotContains(t, string(Columns("c", "T", nil)), "NaN")
	assert.LessOrEqual(t, strings.Count(string(Columns("c", "T", make([]Bar, 1000))), "<g>"), 60)
	var near []Bar
	for _, at := range []float64{0, .997, 1} { // the last two a day apart, the first a year before
		near = append(near, Bar{Label: "2026-11-30", Full: "2026-11-30 10:00", At: at, Parts: parts[:1]})
	}
	columns = string(Columns("c", "T", near))
	assert.Equal(t, 2, strings.Count(columns, `class="lead"`), "the one that was moved is led to its place, in both widths")
	assert.Contains(t, columns, "<title>2026-11-30 10:00: &lt;f&gt; 3</title>")
	assert.NotContains(t, string(Meter(parts, 0)), "rect")
	assert.Contains(t, string(Meter(parts, 12)), `width="30.0"`)
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1\u202f000", 1234567: "1\u202f234\u202f567", -1234: "-1\u202f234", -123: "-123"} {
		assert.Equal(t, want, Number(n))
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		n, total int
		want     string
	}{{0, 0, ""}, {0, 5, "0%"}, {5, 5, "100%"}, {1, 3, "33,3%"}, {1, 2, "50,0%"}, {1, 100_000, "<0,1%"}, {99_999, 100_000, ">99,9%"}, {3, 2000, "0,2%"}} {
		assert.Equal(t, c.want, Percent("it", c.n, c.total), c)
	}
	assert.Equal(t, "33.3%", Percent("en", 1, 3))
}

func TestWordsOfVerdicts(t *testing.T) {
	assert.Empty(t, texts.Check())
	assert.Equal(t, "rifiutato", Words("it")["verdict.refused"])
	assert.NotContains(t, Words("en"), "count.refused")
	parts := Verdicts("it", func(v validate.Verdict) int {
		return map[validate.Verdict]int{validate.Refused: 1, validate.Accepted: 2}[v]
	})
	assert.Equal(t, Part{"refused", "rifiutato", 1}, parts[0])
	assert.Equal(t, Part{"accepted", "accettati", 2}, parts[4])
	assert.Equal(t, Part{"info", "notes", 0}, Severities("en", [lint.Error + 1]int{})[2])
	assert.Equal(t, "difettosi", Funcs("it")["plural"].(func(any) string)("defective"))
	assert.Empty(t, Group("it", "odd"))
	assert.Empty(t, AllRows("it", "x", shortRows))
	assert.Contains(t, AllRows("it", "x", shortRows+1), `aria-controls="x" aria-expanded="false">Mostra tutto (11)<`)
	tiles := string(Tiles("en", []Part{{"refused", "refused", 1}, {"fault", "not judged", 0}}, "f", 4))
	assert.Contains(t, tiles, `data-choose="f" data-value="=refused"><b>1</b>`)
	assert.Contains(t, tiles, "25.0%")
	assert.NotContains(t, tiles, "not judged")
	assert.Equal(t, `<span class="badge odd&lt;">`+string(Icon("odd<"))+`odd&lt;</span>`, string(Badge("en", "odd<")))
	assert.Equal(t, "sha256:012345678901", Digest("sha256:0123456789012345"))
	assert.Equal(t, "x", Digest("x"))
}
