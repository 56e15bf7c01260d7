package xpath_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

func fuzzSeeds(f *testing.F) {
	for _, s := range []string{
		"count(h:a[@id='x']/h:b)=1", "for $x in 1 to 3 return $x + $v", "some $x in //h:b satisfies matches($x, '^[a-z]+$', 'i')",
		"if (h:a) then 'x' else xs:date('2024-01-01') + xs:dayTimeDuration('P1D')", "//h:a[last()]/ancestor::*[2] | @*", "replace('a', '(a)|b{2,3}', '$1')",
		"h:a/(h:b, h:c)[position() mod 2 = 1]", "deep-equal((1, 2.5, 3e0), (//node() except //text()))", "1 (: a (: b :) :) instance of xs:integer?",
		"'a' cast as xs:QName", "h:r//h:a[1]/@id", "*:b[preceding-sibling::node()[1]]", "distinct-values(tokenize($v, '\\s|[\\p{L}-[a-z]]'))",
	} {
		f.Add(s)
	}
	g := &generator{r: rand.New(rand.NewPCG(3, 3))}
	for range 60 {
		f.Add(g.any())
	}
}

func FuzzCompile(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, source string) {
		st := &xpath.Static{Namespaces: namespaces, Vars: []string{"v"}, Names: xpath.NewNames()}
		e, err := xpath.Compile(source, st)
		var static *xpath.Error
		if err != nil {
			if !errors.As(err, &static) || static.Offset < 0 || static.Offset > len(source) {
				t.Fatalf("%q: %#v", source, err)
			}
		} else {
			e.Syntax().Walk(func(s *syntax.Node) bool {
				if s.Start < 0 || s.End < s.Start || s.End > len(source) {
					t.Fatalf("%q: node of kind %d at %d..%d", source, s.Kind, s.Start, s.End)
				}
				return true
			})
		}
		if _, err := xpath.CompilePattern(source, st); err != nil && !errors.As(err, &static) {
			t.Fatalf("%q: %v", source, err)
		}
	})
}

// FuzzEval evaluates whatever compiles, as expression and as pattern, on a small document within a small budget.
func FuzzEval(f *testing.F) {
	fuzzSeeds(f)
	doc, err := xmltree.Parse([]byte(sample), xmltree.DefaultLimits())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, source string) {
		names := xpath.NewNames()
		st := &xpath.Static{Namespaces: namespaces, Vars: []string{"v"}, Names: names}
		c := xpath.NewContext(names)
		c.Clock = fixedClock
		c.MaxSteps = 300_000
		known := func(err error) {
			var e *xpath.Error
			if err != nil && !errors.As(err, &e) && !errors.Is(err, xpath.ErrBudget) {
				t.Fatalf("%q: %v", source, err)
			}
		}
		if e, err := xpath.Compile(source, st); err == nil {
			c.Reset(context.Background(), doc)
			c.LetItems(0, xpath.UntypedItem("a b"))
			for _, n := range []xmltree.Node{xmltree.Root, doc.DocumentElement(), xmltree.Node(doc.Len() - 1)} {
				items, err := e.Eval(c, xpath.NodeItem(n), nil)
				known(err)
				value, boolErr := e.Bool(c, xpath.NodeItem(n))
				known(boolErr)
				want, defined := booleanValue(items)
				if err == nil && !errors.Is(boolErr, xpath.ErrBudget) && (defined != (boolErr == nil) || defined && want != value) {
					t.Fatalf("%q: value %s, effective boolean value %v, %v", source, show(doc, items), value, boolErr)
				}
				_, err = e.String(c, xpath.NodeItem(n))
				known(err)
			}
		}
		if p, err := xpath.CompilePattern(source, st); err == nil {
			c.Reset(context.Background(), doc)
			c.LetItems(0, xpath.UntypedItem("a b"))
			for n := range xmltree.Node(doc.Len()) {
				_, err := p.Matches(c, xpath.NodeItem(n))
				known(err)
			}
		}
	})
}
