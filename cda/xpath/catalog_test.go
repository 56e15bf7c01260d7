package xpath_test

import (
	"bufio"
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/internal/testkit/shared"
)

// catalogLet is a variable; value is empty where its body is XSLT.
type catalogLet struct{ name, value string }

// catalogRule is a rule with what is in scope: the variables of the schema, of its pattern and its own.
type catalogRule struct {
	context string
	lets    []catalogLet
	tests   []string
	selects []string
}

type catalogFile struct {
	name       string
	namespaces map[string]string
	lets       []catalogLet // of the schema and its patterns
	patterns   [][]catalogRule
}

// catalogFiles reads the national Schematrons just far enough to have their expressions.
func catalogFiles(tb testing.TB) []catalogFile {
	tb.Helper()
	dir := shared.Dir(tb, "catalog", "schematron")
	paths, err := filepath.Glob(filepath.Join(dir, "*.sch"))
	require.NoError(tb, err)
	require.NotEmpty(tb, paths)
	sort.Strings(paths)
	files := make([]catalogFile, 0, len(paths))
	for _, p := range paths {
		f, err := os.Open(p)
		require.NoError(tb, err)
		files = append(files, readSchematron(tb, filepath.Base(p), f))
		require.NoError(tb, f.Close())
	}
	return files
}

func readSchematron(tb testing.TB, name string, r io.Reader) catalogFile {
	file := catalogFile{name: name, namespaces: map[string]string{
		"xs": "http://www.w3.org/2001/XMLSchema", "xsi": "http://www.w3.org/2001/XMLSchema-instance"}}
	var rule *catalogRule
	d := xml.NewDecoder(bufio.NewReader(r))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return file
		}
		require.NoError(tb, err, name)
		switch t := token.(type) {
		case xml.StartElement:
			attr := map[string]string{}
			for _, a := range t.Attr {
				attr[a.Name.Local] = a.Value
			}
			switch t.Name.Local {
			case "ns":
				file.namespaces[attr["prefix"]] = attr["uri"]
			case "pattern":
				file.patterns = append(file.patterns, nil)
			case "rule":
				rule = &catalogRule{context: attr["context"]}
			case "let":
				let := catalogLet{attr["name"], attr["value"]}
				if rule != nil {
					rule.lets = append(rule.lets, let)
				} else {
					file.lets = append(file.lets, let)
				}
			case "assert", "report":
				rule.tests = append(rule.tests, attr["test"])
			case "value-of":
				if rule != nil {
					rule.selects = append(rule.selects, attr["select"])
				}
			}
		case xml.EndElement:
			if t.Name.Local == "rule" {
				last := len(file.patterns) - 1
				file.patterns[last] = append(file.patterns[last], *rule)
				rule = nil
			}
		}
	}
}

// compiledRule and compiledFile are the least that runs a Schematron.
type compiledRule struct {
	pattern *xpath.Pattern
	lets    []*xpath.Expr // nil where the body is XSLT
	base    int
	tests   []*xpath.Expr
	sources []string
}

type compiledFile struct {
	names    *xpath.Names
	lets     []*xpath.Expr
	patterns [][]compiledRule
}

func compileFile(tb testing.TB, f *catalogFile) *compiledFile {
	out := &compiledFile{names: xpath.NewNames()}
	var globals []string
	for _, l := range f.lets {
		globals = append(globals, l.name)
	}
	compile := func(source string, vars []string) *xpath.Expr {
		e, err := xpath.Compile(source, &xpath.Static{Namespaces: f.namespaces, Vars: vars, Names: out.names})
		require.NoError(tb, err)
		return e
	}
	for _, l := range f.lets {
		out.lets = append(out.lets, compile(l.value, globals))
	}
	for _, rules := range f.patterns {
		var compiled []compiledRule
		for _, r := range rules {
			vars := append([]string(nil), globals...)
			c := compiledRule{base: len(globals)}
			for _, l := range r.lets {
				var e *xpath.Expr
				if l.value != "" {
					e = compile(l.value, vars)
				}
				c.lets = append(c.lets, e)
				vars = append(vars, l.name)
			}
			var err error
			c.pattern, err = xpath.CompilePattern(r.context, &xpath.Static{Namespaces: f.namespaces, Vars: globals, Names: out.names})
			require.NoError(tb, err)
			for _, t := range r.tests {
				c.tests = append(c.tests, compile(t, vars))
			}
			for _, s := range r.selects {
				compile(s, vars)
			}
			c.sources = r.tests
			compiled = append(compiled, c)
		}
		out.patterns = append(out.patterns, compiled)
	}
	return out
}

// run evaluates every test for the first rule of each pattern that matches an element, and calls each with the result.
func (f *compiledFile) run(tb testing.TB, c *xpath.Context, d *xmltree.Doc, each func(r *compiledRule, test int, n xmltree.Node, ok bool, err error)) {
	c.Reset(context.Background(), d)
	root := xpath.NodeItem(xmltree.Root)
	for i, l := range f.lets {
		c.Let(i, l, root)
	}
	byName := make([][]*compiledRule, d.Names())
	for _, rules := range f.patterns {
		clear(byName)
		for i := range rules {
			for _, id := range rules[i].pattern.Targets().Elements {
				if n := c.Bound(id); n != xmltree.NoName {
					byName[n] = append(byName[n], &rules[i])
				}
			}
			if rules[i].pattern.Targets().AnyElement {
				for n := range byName {
					byName[n] = append(byName[n], &rules[i])
				}
			}
		}
		for n := range xmltree.Node(d.Len()) {
			if d.Kind(n) != xmltree.Element {
				continue
			}
			for _, r := range byName[d.Name(n)] {
				item := xpath.NodeItem(n)
				if ok, err := r.pattern.Matches(c, item); err != nil {
					tb.Fatal(err)
				} else if !ok {
					continue
				}
				for i, l := range r.lets {
					if l == nil {
						c.LetItems(r.base+i, xpath.UntypedItem("xslt"))
					} else {
						c.Let(r.base+i, l, item)
					}
				}
				for i, t := range r.tests {
					ok, err := t.Bool(c, item)
					each(r, i, n, ok, err)
				}
				break
			}
		}
	}
}

type corpusEntry struct {
	File       string
	Schematron struct{ File string }
}

// corpus returns the corpus documents that have a Schematron.
func corpus(tb testing.TB) []corpusEntry {
	tb.Helper()
	data, err := os.Open(shared.Dir(tb, "corpus", "expected.jsonl"))
	require.NoError(tb, err)
	defer func() { require.NoError(tb, data.Close()) }()
	var out []corpusEntry
	for d := json.NewDecoder(data); d.More(); {
		var e corpusEntry
		require.NoError(tb, d.Decode(&e))
		if e.Schematron.File != "" {
			out = append(out, e)
		}
	}
	return out
}

func corpusDoc(tb testing.TB, e corpusEntry) *xmltree.Doc {
	source, err := os.ReadFile(corpusPath(tb, e))
	require.NoError(tb, err)
	d, err := xmltree.Parse(source, xmltree.DefaultLimits())
	if err != nil {
		return nil
	}
	return d
}

func TestCatalogCompiles(t *testing.T) {
	for _, f := range catalogFiles(t) {
		compileFile(t, &f)
	}
}

func corpusPath(tb testing.TB, e corpusEntry) string {
	return shared.Dir(tb, "corpus", "cda", e.File)
}
