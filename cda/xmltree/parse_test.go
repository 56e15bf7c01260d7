package xmltree

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
)

// dump writes a tree back as a canonical text, so that tests can compare whole trees.
func dump(d *Doc) string {
	var b strings.Builder
	var walk func(n Node)
	walk = func(n Node) {
		switch d.Kind(n) {
		case Text:
			fmt.Fprintf(&b, "%q", d.Content(n))
			return
		case Comment:
			fmt.Fprintf(&b, "<!--%s-->", d.Content(n))
			return
		case ProcInst:
			fmt.Fprintf(&b, "<?%s|%s?>", d.Local(d.Name(n)), d.Content(n))
			return
		case Element:
			fmt.Fprintf(&b, "<%s", expanded(d, d.Name(n)))
			for a, end := d.Attrs(n); a < end; a++ {
				fmt.Fprintf(&b, " %s=%q", expanded(d, d.AttrName(a)), d.Value(a))
			}
			b.WriteByte('>')
		}
		for c := d.FirstChild(n); c != None; c = d.NextSibling(c) {
			walk(c)
		}
		if d.Kind(n) == Element {
			b.WriteString("</>")
		}
	}
	walk(Root)
	return b.String()
}

func expanded(d *Doc, n Name) string {
	if d.Space(n) == "" {
		return d.Local(n)
	}
	return "{" + d.Space(n) + "}" + d.Local(n)
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"one element", `<a/>`, `<a></>`},
		{"declaration and byte order mark", "\xef\xbb\xbf<?xml version='1.0' encoding=\"x-whatever\" standalone='yes' ?>\n<a></a >", `<a></>`},
		{"declaration without encoding", "<?xml version='1.0' standalone='no'?><a/>", `<a></>`},
		{"text and references", `<a>1 &lt; 2 &amp;&#38;&#x26; &quot;&apos;&gt;</a>`, `<a>"1 < 2 &&& \"'>"</>`},
		{"CDATA joins text", `<a>x<![CDATA[<b>&amp;]]>y<![CDATA[]]></a>`, `<a>"x<b>&amp;y"</>`},
		{"an empty CDATA section makes no node", `<a><![CDATA[]]></a>`, `<a></>`},
		{"comments divide text", `<a>x<!-- - -->y<?p  q ?>z</a>`, `<a>"x"<!-- - -->"y"<?p|q ?>"z"</>`},
		{"line ends", "<a b='1\r\n2\t3&#10;4'>x\r\ny\rz&#13;</a>", `<a b="1 2 3\n4">"x\ny\nz\r"</>`},
		{"line ends of XML 1.1", "<?xml version='1.1'?><a>x\u0085y\r\u0085z\u2028&#1;</a>", `<a>"x\ny\nz\n\x01"</>`},
		{"namespaces", `<a xmlns="u" xmlns:p="v" c="1" p:c="2"><p:b/><b xmlns=""><c/></b><d/></a>`,
			`<{u}a c="1" {v}c="2"><{v}b></><b><c></></><{u}d></></>`},
		{"a prefix bound anew", `<p:a xmlns:p="u"><p:a xmlns:p="v"/><p:a/></p:a>`, `<{u}a><{v}a></><{u}a></></>`},
		{"prefix xml", `<a xml:lang="it"/>`, `<a {http://www.w3.org/XML/1998/namespace}lang="it"></>`},
		{"a colon in the target of an instruction", `<?p:q r?><a><?s:t?></a>`, `<?p:q|r?><a><?s:t|?></>`},
		{"around the document element", "<!--a--> <?b?><c/>\n<!--d-->", `<!--a--><?b|?><c></><!--d-->`},
		{"names beyond ASCII", `<città è="ü"/>`, `<città è="ü"></>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Parse([]byte(c.src), Limits{})
			require.NoError(t, err)
			assert.Equal(t, c.want, dump(d))
		})
	}
}

func TestParseRefuses(t *testing.T) {
	deep := strings.Repeat("<a>", 30) + strings.Repeat("</a>", 30)
	for _, c := range []struct {
		src   string
		code  Code
		place string
	}{
		{"", CodeEmpty, "1:1"},
		{" \n ", CodeEmpty, "2:2"},
		{"x<a/>", CodeProlog, "1:1"},
		{" <?xml version='1.0'?><a/>", CodeProlog, "1:2"},
		{"<?xml encoding='UTF-8'?><a/>", CodeProlog, "1:7"},
		{"<?xml version='2.0'?><a/>", CodeProlog, "1:1"},
		{"<?xml version='1.0'encoding='UTF-8'?><a/>", CodeProlog, "1:20"},
		{"<?xml version='1.0' standalone='no'encoding='UTF-8'?><a/>", CodeProlog, "1:36"},
		{"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", CodeDoctype, "1:1"},
		{"<a>&nbsp;</a>", CodeEntity, "1:4"},
		{"<a>a & b</a>", CodeReference, "1:6"},
		{"<a>&amp</a>", CodeReference, "1:4"},
		{"<a>&#0;</a>", CodeReference, "1:4"},
		{"<a>&#xD800;</a>", CodeReference, "1:4"},
		{"<a>&#+5;</a>", CodeReference, "1:4"},
		{"<a b='&amp", CodeEnd, "1:6"},
		{"<a b='&amp' c=';'/>", CodeReference, "1:7"},
		{"<a>\x01</a>", CodeChar, "1:4"},
		{"<a>\xff</a>", CodeEncoding, "1:4"},
		{"<a>\ufffe</a>", CodeChar, "1:4"},
		{"<a>]]></a>", CodeMarkup, "1:4"},
		{"<a><b></a></b>", CodeTag, "1:7"},
		{"<a>\n <b>", CodeEnd, "2:5"},
		{"<a b=\"1\"", CodeEnd, "1:9"},
		{"<a b=1/>", CodeAttribute, "1:6"},
		{"<a b/>", CodeAttribute, "1:5"},
		{"<a b='<'/>", CodeAttribute, "1:7"},
		{"<a b='1'c='2'/>", CodeAttribute, "1:9"},
		{"<a b='1' b='2'/>", CodeDuplicate, "1:10"},
		{"<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", CodeDuplicate, "1:36"},
		{"<a xmlns:p='u' xmlns:p='v'/>", CodeDuplicate, "1:16"},
		{"<p:a/>", CodeNamespace, "1:2"},
		{"<a p:b='1'/>", CodeNamespace, "1:4"},
		{"<a xmlns:p=''/>", CodeNamespace, "1:4"},
		{"<a xmlns:xml='u'/>", CodeNamespace, "1:4"},
		{"<a xmlns:=''/>", CodeNamespace, "1:4"},
		{"<a xmlns:='u'/>", CodeNamespace, "1:4"},
		{"<a:b:c xmlns:a='u'/>", CodeNamespace, "1:2"},
		{"<a/><b/>", CodeTrailing, "1:5"},
		{"<a/>x", CodeTrailing, "1:5"},
		{"<a><!-- -- --></a>", CodeComment, "1:9"},
		{"<a><!-- ", CodeEnd, "1:4"},
		{"<1/>", CodeName, "1:2"},
		{"<a><</a>", CodeName, "1:5"},
		{"<a><?xml version='1.0'?></a>", CodeProlog, "1:4"},
		{"<a><!ELEMENT b></a>", CodeMarkup, "1:4"},
		{"<", CodeProlog, "1:1"},
		{"<a", CodeEnd, "1:3"},
		{"<a></a", CodeMarkup, "1:7"},
		{deep, CodeTooDeep, "1:61"},
		{"<a a='' b='' c='' d='' e=''/>", CodeAttributes, "1:24"},
	} {
		t.Run(fmt.Sprintf("%.30q", c.src), func(t *testing.T) {
			_, err := Parse([]byte(c.src), Limits{Depth: 20, Attributes: 4})
			var se *SyntaxError
			require.ErrorAs(t, err, &se)
			assert.Equal(t, c.code, se.Code, se.Text.In("en"))
			assert.Equal(t, c.place, fmt.Sprintf("%d:%d", se.Position.Line, se.Position.Column), se.Text.In("en"))
		})
	}
}

func TestPositionsAndPaths(t *testing.T) {
	src := "<a>\n  <bé c='1'\r\n   d='2'/>\r<bé>x<e/></bé>\n</a>"
	d, err := Parse([]byte(src), Limits{})
	require.NoError(t, err)
	second := d.NextSibling(d.NextSibling(d.FirstChild(d.DocumentElement())))
	second = d.NextSibling(second)
	require.Equal(t, "/a[1]/bé[2]", d.Path(second))
	assert.Equal(t, Position{Offset: strings.LastIndex(src, "<bé>"), Line: 4, Column: 1}, d.Pos(second))
	first := d.NextSibling(d.FirstChild(d.DocumentElement()))
	a, end := d.Attrs(first)
	require.Equal(t, Attr(2), end-a)
	assert.Equal(t, "/a[1]/bé[1]/@d", d.AttrPath(a+1))
	assert.Equal(t, 3, d.AttrPos(a+1).Line)
	assert.Equal(t, 4, d.AttrPos(a+1).Column)
	assert.Equal(t, 7, d.AttrValuePos(a+1).Column)
	assert.Equal(t, "   d='2'/>", d.Line(3))
	e := d.ElementAt(strings.Index(src, "<e/>") + 1)
	assert.Equal(t, "/a[1]/bé[2]/e[1]", d.Path(e))
	assert.Equal(t, "bé", d.QName(second))
	assert.Equal(t, "x", d.StringValue(second))
	assert.Equal(t, first, d.PrevSibling(d.PrevSibling(second)))
	assert.Equal(t, None, d.ElementAt(len(src)))
}

// TestRelease parses into the tables of other trees: nothing of those may show, and the strings that they gave stay.
func TestRelease(t *testing.T) {
	sources := []string{
		`<a xmlns="u" xmlns:p="v"><p:b p:c="1">x&amp;y</p:b><!--z--></a>`, "<a>\r\n<b c='d'/>\r\n</a>",
		`<p:a xmlns:p="w"><c xmlns="u"/></p:a>`, `<a/>`, `<a b="&lt;"/>`,
	}
	want := make([]string, len(sources))
	for i, src := range sources {
		d, err := Parse([]byte(src), Limits{})
		require.NoError(t, err)
		want[i] = dump(d)
	}
	for round := range 50 {
		i := round % len(sources)
		d, err := Parse([]byte(sources[i]), Limits{})
		require.NoError(t, err)
		assert.Equal(t, want[i], dump(d))
		name, value := d.Local(d.Name(d.DocumentElement())), d.StringValue(Root)
		kept := name + value
		assert.Equal(t, 1, d.Pos(d.DocumentElement()).Line)
		d.Release()
		_, err = Parse([]byte(`<x y="z">`), Limits{})
		require.Error(t, err, "what a failed parse used is used again too")
		assert.Equal(t, kept, name+value)
	}
}

func TestNamespace(t *testing.T) {
	d, err := Parse([]byte(`<a xmlns="u" xmlns:p="v"><b xmlns=""><c xmlns:p="w"/></b></a>`), Limits{})
	require.NoError(t, err)
	c := d.FirstChild(d.FirstChild(d.DocumentElement()))
	for prefix, want := range map[string]string{"p": "w", "xml": XMLNamespace, "": "", "q": ""} {
		got, ok := d.Namespace(c, prefix)
		assert.Equal(t, want, got)
		assert.Equal(t, want != "", ok)
	}
}

func corpus(tb testing.TB) [][]byte {
	files, err := filepath.Glob(shared.Dir(tb, "corpus", "cda", "*.xml"))
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	var docs [][]byte
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(tb, err)
		docs = append(docs, b)
	}
	return docs
}

func BenchmarkParse(b *testing.B) {
	docs := corpus(b)
	size := 0
	for _, d := range docs {
		size += len(d)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range docs {
			if _, err := Parse(src, Limits{}); err != nil {
				var se *SyntaxError
				if !errors.As(err, &se) {
					b.Fatal(err)
				}
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(docs)), "µs/doc")
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"<a b='c'>d&amp;<e/></a>", "<?xml version='1.1'?><a xmlns:p='u'><p:b p:c=''/><![CDATA[x]]></a>", "<a>\r\n</a>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := Parse(src, Limits{Depth: 50, Attributes: 50, Nodes: 5000, Bytes: 1 << 20})
		if err != nil {
			var se *SyntaxError
			if !errors.As(err, &se) || se.Position.Offset > len(src) || se.Position.Line < 1 || se.Position.Column < 1 {
				t.Fatalf("odd error %#v", err)
			}
			return
		}
		check(t, d)
	})
}

// check verifies what every tree promises.
func check(t *testing.T, d *Doc) {
	for n := Root + 1; int(n) < d.Len(); n++ {
		if p := d.Parent(n); p >= n || d.End(n) > d.End(p) || d.End(n) <= n {
			t.Fatalf("node %d: parent %d, end %d", n, p, d.End(n))
		}
		if d.Offset(n) < d.Offset(d.Parent(n)) || d.EndOffset(n) > d.EndOffset(d.Parent(n)) {
			t.Fatalf("node %d lies outside its parent", n)
		}
		_ = d.Path(n)
		_ = d.StringValue(n)
		for a, end := d.Attrs(n); a < end; a++ {
			if d.Owner(a) != n {
				t.Fatalf("attribute %d has owner %d, not %d", a, d.Owner(a), n)
			}
			_ = d.AttrQName(a)
		}
	}
}
