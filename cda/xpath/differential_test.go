package xpath_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/helium"
	"github.com/lestrrat-go/helium/xpath3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// The tests in this file and in generator_test.go compare this engine with the XPath 3.1 engine of helium, which passes
// the W3C test suite. Every difference must be one of knownDifferences.

// twin is one document in both engines.
type twin struct {
	doc      *xmltree.Doc
	names    *xpath.Names
	c        *xpath.Context
	ordinal  map[xmltree.Node]int // of elements, in document order
	node     []xmltree.Node       // by ordinal
	helium   *helium.Document
	hNode    []helium.Node // by ordinal
	hOrdinal map[helium.Node]int
	ns       map[string]string
	eval     xpath3.Evaluator
	cache    map[string]*xpath3.Expression
}

func newTwin(tb testing.TB, d *xmltree.Doc, names *xpath.Names, ns map[string]string) *twin {
	tb.Helper()
	h, err := helium.NewParser().Parse(context.Background(), d.Source())
	require.NoError(tb, err)
	t := &twin{doc: d, names: names, c: xpath.NewContext(names), helium: h, ns: ns,
		ordinal: map[xmltree.Node]int{}, hOrdinal: map[helium.Node]int{}, cache: map[string]*xpath3.Expression{}}
	for n := range xmltree.Node(d.Len()) {
		if d.Kind(n) == xmltree.Element {
			t.ordinal[n] = len(t.node)
			t.node = append(t.node, n)
		}
	}
	var walk func(n helium.Node)
	walk = func(n helium.Node) {
		if n.Type() == helium.ElementNode {
			t.hOrdinal[n] = len(t.hNode)
			t.hNode = append(t.hNode, n)
		}
		for ch := n.FirstChild(); ch != nil; ch = ch.NextSibling() {
			walk(ch)
		}
	}
	walk(h)
	require.Equal(tb, len(t.node), len(t.hNode))
	t.c.Clock = fixedClock
	t.eval = xpath3.NewEvaluator(xpath3.DefaultEvaluatorOptions).Namespaces(ns).CurrentTime(fixedClock()).
		ImplicitTimezone(fixedClock().Location())
	return t
}

// ours evaluates with this engine and checks that the effective boolean value agrees with the sequence.
func (t *twin) ours(tb testing.TB, e *xpath.Expr, at xpath.Item) string {
	items, err := e.Eval(t.c, at, nil)
	if err != nil {
		return t.failure(tb, err)
	}
	value, err := e.Bool(t.c, at)
	want, defined := booleanValue(items)
	if assert.Equal(tb, defined, err == nil, "effective boolean value of %s: %v", e.Source(), err) && defined {
		assert.Equal(tb, want, value, "effective boolean value of %s", e.Source())
	}
	var b strings.Builder
	for _, i := range items {
		b.WriteByte(' ')
		n, a, isNode := i.Node()
		switch v, _ := i.Atomic(); {
		case !isNode:
			fmt.Fprintf(&b, "%s(%s)", v.Type(), v)
		case a != xmltree.NoAttr:
			fmt.Fprintf(&b, "%d@%s=%s", t.ordinal[n], t.doc.AttrQName(a), t.doc.Value(a))
		case t.doc.Kind(n) == xmltree.Element:
			fmt.Fprintf(&b, "#%d", t.ordinal[n])
		case t.doc.Kind(n) == xmltree.Document:
			b.WriteString("doc")
		default:
			fmt.Fprintf(&b, "%s[%s]", [...]string{"", "", "text", "comment", "pi"}[t.doc.Kind(n)], t.doc.StringValue(n))
		}
	}
	return b.String()
}

func (t *twin) failure(tb testing.TB, err error) string {
	var e *xpath.Error
	if !errors.As(err, &e) {
		require.ErrorIs(tb, err, xpath.ErrBudget)
		return "!budget"
	}
	return "!" + e.Code
}

// booleanValue is written anew from XPath 2.0, 2.4.3.
func booleanValue(items []xpath.Item) (value, defined bool) {
	if len(items) == 0 {
		return false, true
	}
	if items[0].IsNode() {
		return true, true
	}
	if len(items) > 1 {
		return false, false
	}
	v, _ := items[0].Atomic()
	switch t := v.Type(); {
	case t.Textual():
		return v.Text() != "", true
	case t.Numeric():
		return v.Float() != 0 && !v.IsNaN(), true
	default:
		return v.IsTrue(), t.String() == "xs:boolean"
	}
}

// theirs evaluates with helium.
func (t *twin) theirs(source string, at helium.Node, vars map[string]xpath3.Sequence) (string, xpath3.Sequence) {
	e, ok := t.cache[source]
	if !ok {
		var err error
		if e, err = xpath3.NewCompiler().Compile(source); err != nil {
			return "!" + heliumCode(err), nil
		}
		t.cache[source] = e
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r, err := t.eval.Variables(vars).Evaluate(ctx, e, at)
	if err != nil {
		return "!" + heliumCode(err), nil
	}
	var b strings.Builder
	seq := r.Sequence()
	if seq == nil {
		return "", nil
	}
	for i := range seq.Len() {
		b.WriteByte(' ')
		switch item := seq.Get(i).(type) {
		case xpath3.AtomicValue:
			s, err := xpath3.AtomicToString(item)
			if err != nil {
				s = err.Error()
			}
			fmt.Fprintf(&b, "%s(%s)", item.TypeName, s)
		case xpath3.NodeItem:
			b.WriteString(t.heliumNode(item.Node))
		default:
			fmt.Fprintf(&b, "%T", item)
		}
	}
	return b.String(), seq
}

func (t *twin) heliumNode(n helium.Node) string {
	switch n.Type() {
	case helium.ElementNode:
		return fmt.Sprintf("#%d", t.hOrdinal[n])
	case helium.AttributeNode:
		return fmt.Sprintf("%d@%s=%s", t.hOrdinal[n.Parent()], n.Name(), n.Content())
	case helium.DocumentNode:
		return "doc"
	case helium.CommentNode:
		return fmt.Sprintf("comment[%s]", n.Content())
	case helium.ProcessingInstructionNode:
		return fmt.Sprintf("pi[%s]", n.Content())
	}
	return fmt.Sprintf("text[%s]", n.Content())
}

func heliumCode(err error) string {
	var e *xpath3.XPathError
	if errors.As(err, &e) {
		return e.Code
	}
	return err.Error()
}

// underscore finds values that Go's notation of numbers allows and XML Schema's does not.
var underscore = regexp.MustCompile(`"[0-9]+_[0-9]+"`)

// TestDifferentialCatalog evaluates every expression of the national Schematrons on nodes of corpus documents. Set
// FSELINT_DIFFERENTIAL to the number of documents per Schematron; one is the default.
func TestDifferentialCatalog(t *testing.T) {
	perFile := 1
	if n, err := fmt.Sscan(os.Getenv("FSELINT_DIFFERENTIAL"), &perFile); n == 1 {
		require.NoError(t, err)
	}
	documents := map[string][]corpusEntry{}
	all := corpus(t)
	for _, e := range all {
		documents[e.Schematron.File] = append(documents[e.Schematron.File], e)
	}
	evaluated := 0
	for _, f := range catalogFiles(t) {
		entries := documents[f.name]
		if len(entries) == 0 { // no document of the type: any will do to compare engines
			entries = all[:min(perFile, len(all))]
		}
		stride := max(1, len(entries)/perFile)
		for i := 0; i < len(entries) && i/stride < perFile; i += stride {
			if d := corpusDoc(t, entries[i]); d != nil {
				evaluated += compareFile(t, &f, d)
			} else {
				t.Logf("%s is not UTF-8, so left out", entries[i].File)
			}
		}
	}
	t.Logf("%d evaluations agree", evaluated)
	assert.Greater(t, evaluated, 3000)
}

// compareFile evaluates contexts, lets, tests and selects of a Schematron on one document.
func compareFile(t *testing.T, f *catalogFile, d *xmltree.Doc) (evaluated int) {
	names := xpath.NewNames()
	tw := newTwin(t, d, names, f.namespaces)
	compile := func(source string, vars []string) *xpath.Expr {
		e, err := xpath.Compile(source, &xpath.Static{Namespaces: f.namespaces, Vars: vars, Names: names})
		require.NoError(t, err)
		return e
	}
	compare := func(e *xpath.Expr, ordinal int, vars map[string]xpath3.Sequence) (xpath3.Sequence, bool) {
		at, hAt := xpath.NodeItem(xmltree.Root), helium.Node(tw.helium)
		if ordinal >= 0 {
			at, hAt = xpath.NodeItem(tw.node[ordinal]), tw.hNode[ordinal]
		}
		got := tw.ours(t, e, at)
		want, seq := tw.theirs(e.Source(), hAt, vars)
		evaluated++
		if want != got && strings.Contains(e.Source(), "number(") && underscore.Match(d.Source()) {
			t.Logf("%s: helium takes 1_0 for a number, which xs:double does not", f.name)
			return seq, !strings.HasPrefix(want, "!")
		}
		assert.Equal(t, want, got, "%s: %s", f.name, e.Source())
		return seq, !strings.HasPrefix(want, "!")
	}
	var globals []string
	for _, l := range f.lets {
		globals = append(globals, l.name)
	}
	type scopedRule struct {
		catalogRule
		context *xpath.Expr
		pattern *xpath.Pattern
		lets    []*xpath.Expr
		tests   []*xpath.Expr
	}
	var lets []*xpath.Expr
	for _, l := range f.lets {
		lets = append(lets, compile(l.value, globals))
	}
	var rules []scopedRule
	for _, pattern := range f.patterns {
		for _, r := range pattern {
			p, err := xpath.CompilePattern(r.context, &xpath.Static{Namespaces: f.namespaces, Vars: globals, Names: names})
			require.NoError(t, err)
			s := scopedRule{catalogRule: r, context: compile(asPath(r.context), globals), pattern: p}
			vars := append([]string(nil), globals...)
			for _, l := range r.lets {
				value := l.value
				if value == "" {
					value = "xs:untypedAtomic('xslt')"
				}
				s.lets = append(s.lets, compile(value, vars))
				vars = append(vars, l.name)
			}
			for _, test := range append(r.tests, r.selects...) {
				s.tests = append(s.tests, compile(test, vars))
			}
			rules = append(rules, s)
		}
	}
	tw.c.Reset(context.Background(), tw.doc)
	outer := map[string]xpath3.Sequence{}
	for i, e := range lets {
		tw.c.Let(i, e, xpath.NodeItem(xmltree.Root))
	}
	for i, e := range lets {
		seq, ok := compare(e, -1, outer)
		require.True(t, ok, "a variable of the schema fails: %s", e.Source())
		outer[globals[i]] = seq
	}
	for i := range rules {
		r := &rules[i]
		compare(r.context, -1, outer)
		nodes, err := r.context.Eval(tw.c, xpath.NodeItem(xmltree.Root), nil)
		require.NoError(t, err)
		var matched []xpath.Item
		for _, n := range tw.node {
			ok, err := r.pattern.Matches(tw.c, xpath.NodeItem(n))
			require.NoError(t, err)
			if ok {
				matched = append(matched, xpath.NodeItem(n))
			}
		}
		assert.Equal(t, nodes, matched, "pattern and path: %s", r.catalogRule.context)
		contexts := []int{0, i % len(tw.node)} // also where the rule does not apply
		for _, n := range nodes[:min(2, len(nodes))] {
			if at, _, ok := n.Node(); ok {
				contexts = append(contexts, tw.ordinal[at])
			}
		}
		for _, ordinal := range contexts {
			vars := map[string]xpath3.Sequence{}
			for k, v := range outer {
				vars[k] = v
			}
			failed := map[string]bool{}
			for j, e := range r.lets {
				tw.c.Let(len(globals)+j, e, xpath.NodeItem(tw.node[ordinal]))
			}
			for j, e := range r.lets {
				if mentions(e, failed) {
					continue
				}
				seq, ok := compare(e, ordinal, vars)
				if failed[r.catalogRule.lets[j].name] = !ok; ok {
					vars[r.catalogRule.lets[j].name] = seq
				}
			}
			for _, e := range r.tests {
				if !mentions(e, failed) {
					compare(e, ordinal, vars)
				}
			}
		}
	}
	return evaluated
}

// mentions reports whether an expression uses a variable whose evaluation failed; such a variable has no value to give
// to helium, which knows no lazy ones.
func mentions(e *xpath.Expr, failed map[string]bool) (found bool) {
	e.Syntax().Walk(func(s *syntax.Node) bool {
		found = found || s.Kind == syntax.SynVar && failed[s.Op]
		return true
	})
	return found
}

// asPath turns a match pattern into a path that selects what it matches.
func asPath(pattern string) string {
	var paths []string
	for _, p := range strings.Split(pattern, "|") { // no catalog pattern has a bar in a literal or predicate
		if p = strings.TrimSpace(p); !strings.HasPrefix(p, "/") {
			p = "//" + p
		}
		paths = append(paths, p)
	}
	return strings.Join(paths, " | ")
}
