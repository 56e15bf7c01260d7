package trustlist

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"
)

// TestCanonicalForms compares canonical forms of random documents with those of libxml2, where its program xmllint is installed. Namespaces
// have no "&": libxml2 leaves it as it is, which is no well-formed XML. Comments outside the document element are nothing that a reference
// within the document signs, so that there are none.
func TestCanonicalForms(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint (libxml2-utils) is not installed; the signed lists in testdata are compared all the same")
	}
	file := filepath.Join(t.TempDir(), "a.xml")
	random := rand.New(rand.NewPCG(612, 2))
	for round := range 60 {
		g := generator{random: random, scope: []string{""}}
		g.document()
		require.NoError(t, os.WriteFile(file, []byte(g.out.String()), 0o600))
		for flag, m := range map[string]method{"--c14n": {}, "--exc-c14n": {Algorithm: "http://www.w3.org/2001/10/xml-exc-c14n#"}} {
			want, err := exec.Command(xmllint, flag, file).Output()
			require.NoError(t, err)
			if got := canonicalDocument(t, g.out.String(), m); string(want) != string(got) {
				t.Fatalf("round %d, %s of\n%s\nwant\n%s\ngot\n%s", round, flag, g.out.String(), want, got)
			}
		}
	}
}

// canonicalDocument is the whole document with its comments.
func canonicalDocument(t *testing.T, text string, m method) []byte {
	doc := etree.NewDocument()
	require.NoError(t, doc.ReadFromBytes(normalise([]byte(text))))
	v := &verifier{root: doc.Root()}
	for _, token := range doc.Child {
		if p, ok := token.(*etree.ProcInst); ok {
			v.around(p)
		}
	}
	form, err := canonical(doc.Root(), m, true)
	require.NoError(t, err, text)
	return slices.Concat(v.before, form, v.after)
}

// generator writes random documents with what canonicalisation cares about.
type generator struct {
	random *rand.Rand
	out    strings.Builder
	scope  []string // prefixes that are bound
}

func (g *generator) pick(list ...string) string { return list[g.random.IntN(len(list))] }

func (g *generator) document() {
	g.out.WriteString(g.pick("", `<?xml version="1.0" encoding="UTF-8"?>`+"\n") + g.pick("", "<?pi?>\n", "<?a b ?>"))
	g.element(0)
	g.out.WriteString(g.pick("", "\n", "\n<?pi data?>", "<?x?>\n"))
}

func (g *generator) element(depth int) {
	scope := len(g.scope)
	attributes := map[string]string{}
	for range g.random.IntN(4) {
		prefix := g.pick("a", "b", "c")
		attributes["xmlns:"+prefix] = g.pick("urn:1", "urn:2", "urn:3", "urn:4")
		g.scope = append(g.scope, prefix)
	}
	if g.random.IntN(3) == 0 {
		attributes["xmlns"] = g.pick("", "urn:1", "urn:default")
	}
	names := map[string]bool{}
	for range g.random.IntN(4) {
		local := g.pick("x", "y", "Z")
		if name := prefixed(g.pick(g.scope...), local); !names[local] { // two prefixes may be bound to the same namespace
			names[local] = true
			attributes[name] = g.pick("1", "a  b", "&#9;&#10;&#13;", "&lt;&amp;&quot;'", "\tè\n", "&gt;")
		}
	}
	if g.random.IntN(5) == 0 {
		attributes["xml:lang"] = "it"
	}
	name := prefixed(g.pick(g.scope...), g.pick("p", "q"))
	g.out.WriteString("<" + name)
	for key, value := range attributes { // in any order
		fmt.Fprintf(&g.out, "%s%s=\"%s\"", g.pick(" ", "\n  "), key, value)
	}
	if children := g.random.IntN(4); children > 0 && depth < 4 {
		g.out.WriteString(">")
		for range children {
			g.out.WriteString(g.pick("", "text", " \r\n ", "&amp;&lt;&gt;\"", "<![CDATA[<&>]]>", "&#13;", "<!-- c -->", "<?p  i ?>", "à😀", "]]&gt;"))
			g.element(depth + 1)
		}
		g.out.WriteString(g.pick("", "end") + "</" + name + g.pick(">", " >"))
	} else {
		g.out.WriteString(g.pick("/>", " />", "></"+name+">"))
	}
	g.scope = g.scope[:scope]
}

func prefixed(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}
