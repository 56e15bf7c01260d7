package narrative

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
)

func render(t testing.TB, text string) string {
	doc, err := xmltree.Parse([]byte(`<ClinicalDocument><section>`+text+`</section></ClinicalDocument>`), xmltree.DefaultLimits())
	require.NoError(t, err)
	out, cut := HTML(doc, Options{Prefix: "n0-", Heading: 4, Lang: "en"})
	require.False(t, cut)
	return strings.TrimSuffix(strings.TrimPrefix(out, "<section>"), "</section>")
}

func TestElements(t *testing.T) {
	for in, want := range map[string]string{
		`<title>A &lt;b&gt;</title>`:                                                       `<h4>A &lt;b&gt;</h4>`,
		`<text>plain &amp; "x"</text>`:                                                     `<div class="text">plain &amp; &#34;x&#34;</div>`,
		`<text><paragraph ID="p1">a<br/>b</paragraph></text>`:                              `<div class="text"><div id="n0-p1" class="p">a<br>b</div></div>`,
		`<text><list listType="ordered"><caption>c</caption><item>i</item></list></text>`:  `<div class="text"><ol><li class="caption">c</li><li>i</li></ol></div>`,
		`<text><item>i</item><tr><td>x</td></tr></text>`:                                   `<div class="text"><div>i</div><div><div>x</div></div></div>`,
		`<text><content styleCode="Bold Lrule italics">c</content></text>`:                 `<div class="text"><span class="bold italics">c</span></div>`,
		`<text><linkHtml href="https://example.org/?a=1&amp;b=2">l</linkHtml></text>`:      `<div class="text"><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow" target="_blank">l</a></div>`,
		`<text><linkHtml href="javascript:alert(1)">l</linkHtml></text>`:                   `<div class="text"><span>l</span></div>`,
		`<text><linkHtml href=" JavaScript:alert(1)">l</linkHtml></text>`:                  `<div class="text"><span>l</span></div>`,
		`<text><linkHtml href="data:text/html,x">l</linkHtml></text>`:                      `<div class="text"><span>l</span></div>`,
		`<text><linkHtml href="//example.org">l</linkHtml></text>`:                         `<div class="text"><span>l</span></div>`,
		`<text><linkHtml href="#a b">l</linkHtml><content ID="a b">t</content></text>`:     `<div class="text"><a href="#n0-a%20b">l</a><span id="n0-a%20b">t</span></div>`,
		`<text><linkHtml href="#none">l</linkHtml></text>`:                                 `<div class="text"><span>l</span></div>`,
		`<text><script src="x">alert(1)</script></text>`:                                   `<div class="text"><span>alert(1)</span></div>`,
		`<text><content onclick="x" style="y" ID='"&gt;&lt;script&gt;'>c</content></text>`: `<div class="text"><span id="n0-%22%3E%3Cscript%3E">c</span></div>`,
		`<text><renderMultiMedia referencedObject="m&lt;1"/></text>`:                       `<div class="text"><span class="stand-in">image, not shown: m&lt;1</span></div>`,
		"<text>a\u202eb\u2066c</text>":                                                     "<div class=\"text\">a&lt;U+202E&gt;b&lt;U+2066&gt;c</div>",
		`<text><table><caption>c</caption><thead><tr><th colspan="2">h</th></tr></thead><tbody><tr><td rowspan="100000">d</td><td colspan="x">e</td></tr></tbody></table></text>`: `<div class="text"><div class="scroll" tabindex="0" role="group" aria-label="table"><table><caption>c</caption><thead><tr><th colspan="2">h</th></tr></thead><tbody><tr><td>d</td><td>e</td></tr></tbody></table></div></div>`,
	} {
		assert.Equal(t, want, render(t, in), in)
	}
}

func TestSectionsNest(t *testing.T) {
	got := render(t, `<title>A</title><component><section><title>B</title><text>t</text></section></component>`)
	assert.Equal(t, `<h4>A</h4><section><h5>B</h5><div class="text">t</div></section>`, got)
	doc, err := xmltree.Parse([]byte(`<ClinicalDocument><nonXMLBody><text mediaType="application/pdf">AAAA</text></nonXMLBody></ClinicalDocument>`), xmltree.DefaultLimits())
	require.NoError(t, err)
	out, _ := HTML(doc, Options{Heading: 4, Lang: "it"})
	assert.Equal(t, `<p class="stand-in">corpo non XML, non mostrato application/pdf</p>`, out)
	doc, err = xmltree.Parse([]byte(`<a/>`), xmltree.DefaultLimits())
	require.NoError(t, err)
	out, _ = HTML(doc, Options{Heading: 4})
	assert.Empty(t, out)
}

func TestBounds(t *testing.T) {
	deep := strings.Repeat("<content>", 500) + "end" + strings.Repeat("</content>", 500)
	got := render(t, "<text>"+deep+"</text>")
	assert.Contains(t, got, "end")
	assert.LessOrEqual(t, strings.Count(got, "<span>"), deepest)
	nested := strings.Repeat("<section>", 400) + "<title>end</title>" + strings.Repeat("</section>", 400)
	assert.Contains(t, render(t, nested), "end")

	doc, err := xmltree.Parse([]byte(`<a><section><text>`+strings.Repeat("<paragraph>abcdefgh</paragraph>", 10000)+`</text></section></a>`), xmltree.DefaultLimits())
	require.NoError(t, err)
	out, cut := HTML(doc, Options{Heading: 4, Most: 1000})
	assert.True(t, cut)
	assert.Less(t, len(out), 1200)
	assert.True(t, strings.HasSuffix(out, "</div></section>"))
}

func TestSamples(t *testing.T) {
	files, err := filepath.Glob("../../testdata/cda/*.xml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		doc, err := xmltree.Parse(b, xmltree.DefaultLimits())
		require.NoError(t, err)
		out, _ := HTML(doc, Options{Prefix: "n-", Heading: 4})
		assert.Contains(t, out, "<section><h4>", f)
		checkSafe(t, out)
	}
}

// tag is every tag that the renderer may write; whatever else begins with < is a leak.
var tag = regexp.MustCompile(`^</?(?:section|h[1-6]|div|p|span|br|sub|sup|ul|ol|li|table|thead|tbody|tfoot|tr|th|td|caption|small|a)` +
	`(?: id="[^"<>&]*(?:&[#a-z0-9]+;[^"<>&]*)*")?(?: (?:class="[a-z -]+"|tabindex="0"|role="group"|aria-label="table"|(?:col|row)span="\d+"|href="(?:https?:|#)[^"<>]*"|rel="noopener noreferrer nofollow"|target="_blank"))*>`)

func checkSafe(t testing.TB, out string) {
	for at := strings.IndexByte(out, '<'); at >= 0; {
		m := tag.FindString(out[at:])
		require.NotEmpty(t, m, "%.80s", out[at:])
		next := strings.IndexByte(out[at+len(m):], '<')
		if next < 0 {
			break
		}
		at += len(m) + next
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		`<a><section><title>t</title><text><table><tr><td>x</td></tr></table></text></section></a>`,
		`<section><text><linkHtml href="javascript:x">y</linkHtml><content ID="&quot;&gt;"/></text></section>`,
		`<section><text><linkHtml href="http://a/&quot;&gt;&lt;script&gt;"><linkHtml href="#x"/></linkHtml></text></section>`,
		`<nonXMLBody><text mediaType="&lt;script&gt;"/></nonXMLBody>`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := xmltree.Parse(b, xmltree.DefaultLimits())
		if err != nil {
			return
		}
		out, _ := HTML(doc, Options{Prefix: "n-", Heading: 4, Most: 1 << 16})
		checkSafe(t, out)
	})
}

func BenchmarkHTML(b *testing.B) {
	src, err := os.ReadFile("../../testdata/cda/LAB-valid.xml")
	require.NoError(b, err)
	doc, err := xmltree.Parse(src, xmltree.DefaultLimits())
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		HTML(doc, Options{Heading: 4})
	}
}
