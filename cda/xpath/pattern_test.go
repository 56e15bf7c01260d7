package xpath_test

import (
	"context"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

// matching returns the ids or names of the nodes that a pattern matches, attributes included.
func matching(t *testing.T, d *xmltree.Doc, source string) string {
	t.Helper()
	names := xpath.NewNames()
	p, err := xpath.CompilePattern(source, &xpath.Static{Namespaces: namespaces, Vars: []string{"v"}, Names: names})
	require.NoError(t, err)
	c := xpath.NewContext(names)
	c.Reset(context.Background(), d)
	c.LetItems(0, xpath.StringItem("a2"))
	var items []xpath.Item
	try := func(i xpath.Item) {
		ok, err := p.Matches(c, i)
		require.NoError(t, err)
		if ok {
			items = append(items, i)
		}
	}
	for n := range xmltree.Node(d.Len()) {
		try(xpath.NodeItem(n))
		if d.Kind(n) == xmltree.Element {
			first, last := d.Attrs(n)
			for a := first; a < last; a++ {
				try(xpath.AttrItem(d, a))
			}
		}
	}
	return show(d, items)
}

func TestPatterns(t *testing.T) {
	d := parse(t, sample)
	for _, r := range []row{
		{"/", "doc"},
		{"/h:r", "#r0"},
		{"/h:a", ""},
		{"h:a", "#a1 #a2 #a3 #a4"},
		{"//h:a", "#a1 #a2 #a3 #a4"},
		{"/h:r/h:a", "#a1 #a2 #a3"},
		{"h:a/h:a", "#a4"},
		{"h:r//h:b", "b b b b"},
		{"/h:r//h:a", "#a1 #a2 #a3 #a4"},
		{"//h:a//h:b", "b b b b"},
		{"h:a[1]", "#a1 #a4"},
		{"h:a[2]", "#a2"},
		{"h:r/h:a[last()]", "#a3"},
		{"h:a[@n]", "#a1 #a2 #a3"},
		{"h:a[@n='2']", "#a2"},
		{"h:a[@id=$v]", "#a2"},
		{"h:a[@n=2]", "#a2"}, // the errors for @n='x' make the pattern not match
		{"h:a[@n][2]", "#a2"},
		{"h:a[2][@n]", "#a2"},
		{"h:a[position()=1]/h:b[2]", "b"},
		{"h:d | h:g", "d g"},
		{"*", "#r0 #a1 b b c #a2 b o:b #a3 #a4 b d e f g"},
		{"o:*", "o:b"},
		{"*:b", "b b b o:b b"},
		{"h:a/*[2]", "b o:b"},
		{"node()", "comment #r0 pi #a1 b text b text c #a2 b text o:b text comment #a3 #a4 b text d text e text f text g text"},
		{"text()", "text text text text text text text text text"},
		{"h:b/text()", "text text text text"},
		{"comment()", "comment comment"},
		{"processing-instruction()", "pi"},
		{"@id", "@id @id @id @id @id"},
		{"h:a/@id", "@id @id @id @id"},
		{"@*[.='2']", "@n"},
		{"attribute::o:k", "@o:k"},
		{"document-node()", "doc"},
		{"element(h:d)", "d"},
		{"h:a[not(ancestor::h:a)]", "#a1 #a2 #a3"},
		{"h:r/descendant::h:a[4]", "#a4"},
		{"h:a[string-length(@n) > 0 or h:b]", "#a1 #a2 #a3 #a4"},
		{"h:a[current()/@id='a1']", "#a1"},
		{"//*[self::h:d or self::h:e]", "d e"},
	} {
		t.Run(r.expr, func(t *testing.T) { assert.Equal(t, r.want, matching(t, d, r.expr)) })
	}
}

func TestPatternErrors(t *testing.T) {
	for _, r := range []row{
		{"h:a/..", "XTSE0340"}, {"ancestor::h:a", "XTSE0340"}, {"$v", "XTSE0340"}, {"id('x')", "XTSE0340"},
		{"h:a/string()", "XTSE0340"}, {"(h:a | h:b)", "XTSE0340"}, {"h:a[", "XPST0003"}, {"h:a |", "XPST0003"},
		{"zz:a", "XPST0081"}, {"h:a[$nope]", "XPST0008"}, {"", "XPST0003"}, {"h:a, h:b", "XPST0003"}, {"1", "XTSE0340"}, {".", "XTSE0340"},
	} {
		t.Run(r.expr, func(t *testing.T) {
			_, err := xpath.CompilePattern(r.expr, &xpath.Static{Namespaces: namespaces, Vars: []string{"v"}, Names: xpath.NewNames()})
			var e *xpath.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, r.want, e.Code, e.Msg)
		})
	}
}

func TestTargets(t *testing.T) {
	for _, r := range []row{
		{"h:a", "a"}, {"/h:r/h:a[1] | h:b | //h:a", "a b"}, {"*", "any"}, {"/", "root"}, {"@id", "other"}, {"node()", "any other"},
		{"h:a | /", "a root"}, {"text()", "other"}, {"o:*", "any"}, {"element()", "any"}, {"document-node()", "root"},
	} {
		names := xpath.NewNames()
		p, err := xpath.CompilePattern(r.expr, &xpath.Static{Namespaces: namespaces, Names: names})
		require.NoError(t, err)
		var got []string
		for _, id := range p.Targets().Elements {
			_, local := names.Name(id)
			got = append(got, local)
		}
		sort.Strings(got)
		for _, f := range []struct {
			set  bool
			name string
		}{{p.Targets().AnyElement, "any"}, {p.Targets().Root, "root"}, {p.Targets().Other, "other"}} {
			if f.set {
				got = append(got, f.name)
			}
		}
		assert.Equal(t, r.want, strings.Join(got, " "), r.expr)
	}
}

func TestPatternErrorHook(t *testing.T) {
	d := parse(t, sample)
	names := xpath.NewNames()
	p, err := xpath.CompilePattern("h:a[@n=5]", &xpath.Static{Namespaces: namespaces, Names: names})
	require.NoError(t, err)
	c := xpath.NewContext(names)
	c.Reset(context.Background(), d)
	var codes []string
	c.OnPatternError = func(e *xpath.Error) { codes = append(codes, e.Code) }
	for n := range xmltree.Node(d.Len()) {
		ok, err := p.Matches(c, xpath.NodeItem(n))
		require.NoError(t, err)
		assert.False(t, ok)
	}
	assert.Equal(t, []string{"FORG0001"}, codes)
}
