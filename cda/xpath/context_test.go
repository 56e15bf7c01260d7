package xpath_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/cda/xpath/syntax"
	"github.com/fselint/fselint/internal/testkit/work"
)

type fixture struct {
	t      *testing.T
	doc    *xmltree.Doc
	static *xpath.Static
	c      *xpath.Context
}

func newFixture(t *testing.T, vars ...string) *fixture {
	names := xpath.NewNames()
	return &fixture{t, parse(t, sample), &xpath.Static{Namespaces: namespaces, Vars: vars, Names: names}, xpath.NewContext(names)}
}

func (f *fixture) compile(source string) *xpath.Expr {
	e, err := xpath.Compile(source, f.static)
	require.NoError(f.t, err)
	return e
}

func (f *fixture) root() xpath.Item { return xpath.NodeItem(f.doc.DocumentElement()) }

func (f *fixture) reset() { f.c.Reset(context.Background(), f.doc) }

func (f *fixture) eval(source string) (string, error) {
	items, err := f.compile(source).Eval(f.c, f.root(), nil)
	return show(f.doc, items), err
}

func TestVariablesAreLazy(t *testing.T) {
	f := newFixture(t, "bad", "a", "a", "calls")
	bad, as := f.compile("1 div 0"), f.compile("h:a")
	f.reset()
	f.c.Let(0, bad, f.root())
	f.c.Let(1, bad, f.root())
	f.c.Let(2, as, f.root()) // hides slot 1
	calls := 0
	f.c.LetFunc(3, func(c *xpath.Context, dst []xpath.Item) ([]xpath.Item, error) {
		calls++
		s, err := as.String(c, f.root())
		return append(dst, xpath.UntypedItem(s)), err
	})
	got, err := f.eval("if (count($a) = 3) then $a[2] else $bad")
	require.NoError(t, err)
	assert.Equal(t, "#a2", got)
	for range 2 {
		_, err = f.eval("($a, $bad)")
		var e *xpath.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, "FOAR0001", e.Code)
		assert.Equal(t, "1 div 0", e.Source, "the error is that of the variable")
	}
	assert.Zero(t, calls)
	got, err = f.eval("($calls, string-length($calls), $calls = 'onetwo threefour five')")
	require.NoError(t, err)
	assert.Equal(t, "'onetwo threefour five' 21 true", got)
	assert.Equal(t, 1, calls)
	value, err := f.c.Var(3)
	require.NoError(t, err)
	assert.Len(t, value, 1)
	_, err = f.c.Var(0)
	require.Error(t, err)
}

func TestVariablesInsidePredicatesKeepTheFocus(t *testing.T) {
	f := newFixture(t, "v", "w")
	v, w := f.compile("for $x in h:a return $x[@id = current()/h:a/@id]/@n"), f.compile("(h:a, h:g)[last()]")
	f.reset()
	f.c.Let(0, v, f.root())
	f.c.Let(1, w, f.root())
	got, err := f.eval("for $x in h:a return ($x[@n = $v][position() = last()], $w, string($x/@id))")
	require.NoError(t, err)
	assert.Equal(t, "#a1 g 'a1' #a2 g 'a2' #a3 g 'a3'", got)
}

func TestCircularVariables(t *testing.T) {
	f := newFixture(t, "a", "b")
	a, b := f.compile("$b + 1"), f.compile("$a + 1")
	f.reset()
	f.c.Let(0, a, f.root())
	f.c.Let(1, b, f.root())
	_, err := f.eval("$a")
	var e *xpath.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "XTDE0640", e.Code)
	p, err := xpath.CompilePattern("h:a[$a]", f.static)
	require.NoError(t, err)
	f.reset()
	f.c.Let(0, a, f.root())
	f.c.Let(1, b, f.root())
	matched := 0
	for n := range xmltree.Node(f.doc.Len()) {
		if _, err := p.Matches(f.c, xpath.NodeItem(n)); err != nil {
			matched++
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "XTDE0640", e.Code)
		}
	}
	assert.Equal(t, 4, matched, "a pattern does not recover from a circle")
}

func TestUnboundVariable(t *testing.T) {
	f := newFixture(t, "v")
	f.reset()
	f.c.LetItems(0, xpath.StringItem("x"))
	got, err := f.eval("$v")
	require.NoError(t, err)
	assert.Equal(t, "'x'", got)
	f.reset()
	_, err = f.eval("$v")
	require.Error(t, err, "Reset forgets variables")
}

func TestValueOf(t *testing.T) {
	f := newFixture(t)
	f.reset()
	for source, want := range map[string]string{
		"h:a/@id": "a1 a2 a3", "()": "", "1.50": "1.5", "(1, 'b', true())": "1 b true", "h:e": "  blank  space ", "comment()": "inside", "h:a[1]": "onetwo",
	} {
		got, err := f.compile(source).String(f.c, f.root())
		require.NoError(t, err)
		assert.Equal(t, want, got, source)
	}
	got, err := f.compile("concat(position(), '/', last(), ' ', name(current()))").StringIn(f.c, xpath.Focus{Item: f.root(), Position: 2, Size: 5})
	require.NoError(t, err)
	assert.Equal(t, "2/5 r", got)
}

func TestAbsentFocus(t *testing.T) {
	f := newFixture(t)
	f.reset()
	for _, source := range []string{".", "h:a", "/", "@id", "position()", "last()", "name()", "string()", "//h:a", "current()"} {
		_, err := f.compile(source).Eval(f.c, xpath.Item{}, nil)
		var e *xpath.Error
		require.ErrorAs(t, err, &e, source)
		assert.Contains(t, []string{"XPDY0002", "XTDE1360"}, e.Code, source)
	}
}

func TestBounds(t *testing.T) {
	f := newFixture(t)
	f.c.MaxSteps = 2_000_000
	for _, source := range []string{
		"1 to 1000000000", "sum(1 to 1000000000)", "for $a in 1 to 100000, $b in 1 to 100000 return $a",
		"some $a in 1 to 100000, $b in 1 to 100000 satisfies $a + $b = 0",
		"string-join(for $a in 1 to 100000000 return 'x', '')",
		"count(//node()" + strings.Repeat("/../descendant::node()", 60) + "/preceding::node()/following::node()[position() mod 3 = 1]) * 0 + count(for $i in 1 to 1000000 return //node())",
		"distinct-values(for $i in 1 to 10000000 return $i)",
		"(1 to 1000000)[. = (1 to 1000000)]",
		strings.Repeat("replace(", 60) + "'aaaaaaaaaaaaaaaaaaaaaa'" + strings.Repeat(", 'a', 'aaaaaaaaaaaaaaaa')", 60),
		"string-length(" + strings.Repeat("concat((for $x in ", 30) + "'0123456789012345678901234567890123456789'" + strings.Repeat(" return concat($x, $x, $x, $x, $x, $x, $x, $x)), '')", 30) + ")",
	} {
		f.reset()
		work.Within(t, 1<<30, func() {
			_, err := f.compile(source).Eval(f.c, f.root(), nil)
			require.ErrorIs(t, err, xpath.ErrBudget, source[:min(80, len(source))])
		})
	}
	f.reset()
	got, err := f.eval("count(//node())")
	require.NoError(t, err, "a Reset refills the budget")
	assert.Equal(t, "27", got)
}

func TestCancellation(t *testing.T) {
	f := newFixture(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	f.c.Reset(ctx, f.doc)
	_, err := f.compile("some $a in 1 to 100000, $b in 1 to 100000 satisfies $a + $b = 0").Bool(f.c, f.root())
	require.ErrorIs(t, err, context.DeadlineExceeded)
	cause := errors.New("enough")
	ctx2, cancel2 := context.WithCancelCause(context.Background())
	cancel2(cause)
	f.c.Reset(ctx2, f.doc)
	_, err = f.compile("count(1 to 5) = 5").Bool(f.c, f.root())
	require.ErrorIs(t, err, cause)
}

func TestNestingIsBounded(t *testing.T) {
	f := newFixture(t)
	f.reset()
	deep := func(n int, open, middle, closing string) string {
		return strings.Repeat(open, n) + middle + strings.Repeat(closing, n)
	}
	for _, s := range [][3]string{{"(", "1", ")"}, {"not(", "1", ")"}, {"h:a[", "1", "]"}, {"if (1) then ", "1", " else 2"}, {"for $x in 1 return ", "1", ""}, {"(: ", "", " :)"}, {"-(", "1", ")"}} {
		_, err := xpath.Compile(deep(100_000, s[0], s[1], s[2]), f.static)
		require.Error(t, err, s[0])
		if s[0] != "(: " {
			e := f.compile(deep(200, s[0], s[1], s[2]))
			_, err = e.Eval(f.c, f.root(), nil)
			require.NoError(t, err, s[0])
		}
	}
	_, err := xpath.Compile("1"+strings.Repeat(" + 1", 50_000), f.static)
	require.Error(t, err)
	for _, long := range []string{
		"1" + strings.Repeat(" + 1", 3000), "false()" + strings.Repeat(" or false()", 50_000), "1" + strings.Repeat(", 1", 50_000), strings.Repeat("-", 50_000) + "1",
		"." + strings.Repeat("/.", 50_000), "h:a" + strings.Repeat(" | h:a", 2000), "h:a" + strings.Repeat("[1]", 3000), "/" + strings.Repeat("*/", 20_000) + "*",
	} {
		_, err := f.compile(long).Eval(f.c, f.root(), nil)
		require.NoError(t, err)
	}
	_, err = xpath.Compile(strings.Repeat(" ", 2<<20), f.static)
	require.Error(t, err)
}

func TestDeepDocument(t *testing.T) {
	const depth = 1900
	d := parse(t, strings.Repeat("<a>", depth)+"x"+strings.Repeat("</a>", depth))
	for expr, want := range map[string]string{
		"count(//a)": "1900", "count(//a/ancestor::a)": "1899", "string((//a)[last()])": "'x'", "count(//a//a//a)": "1898", "deep-equal(/a, /a/.)": "true", "count(//a[not(a)]/ancestor-or-self::*)": "1900",
		"count(//..//..//..)": "1901", "deep-equal(/a, /a/a)": "false",
	} {
		got, err := evaluate(t, d, expr)
		require.NoError(t, err, expr)
		assert.Equal(t, want, got, expr)
	}
}

func TestConcurrentUse(t *testing.T) {
	f := newFixture(t, "v")
	e := f.compile("h:a[matches(@id, concat('^', $v, '$'))][@n = ('1', '2', '3')]/h:b[contains(., 'o')]")
	p, err := xpath.CompilePattern("h:a[@id = $v]", f.static)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for _, v := range []string{"a1", "a2", "a3", "a4"} {
		wg.Go(func() {
			c := xpath.NewContext(f.static.Names)
			for range 200 {
				c.Reset(context.Background(), f.doc)
				c.LetItems(0, xpath.StringItem(v))
				_, err := e.Bool(c, f.root())
				assert.NoError(t, err)
				matches := 0
				for n := range xmltree.Node(f.doc.Len()) {
					ok, err := p.Matches(c, xpath.NodeItem(n))
					assert.NoError(t, err)
					if ok {
						matches++
					}
				}
				assert.Equal(t, 1, matches)
			}
		})
	}
	wg.Wait()
}

func TestCommonExpressionsDoNotAllocate(t *testing.T) {
	f := newFixture(t, "v")
	v := f.compile("h:a")
	p, err := xpath.CompilePattern("h:r/h:a[@id='a2'][h:b]", f.static)
	require.NoError(t, err)
	f.reset()
	f.c.Let(0, v, f.root())
	for _, source := range []string{
		"count(h:a[h:b[.='one']]/h:b)=2 or count(h:a)=0", "count(//h:a[@id='a4']/h:b) = 1", "count($v[@id='a1' or @id='b' or @id='c' or @id='d']/h:b) = 2",
		"not(h:a[@n='1']) and count(h:a/..) = 1", "h:a/@id = 'a3'", "contains(h:a[1]/@id, 'a') and string-length(h:d) = 10", "matches(h:d, '^[0-9-]+$')",
		"number(h:f) > 3", "h:a[last()]/@id = 'a3'", "every $x in h:a satisfies $x/@id", "(h:g | h:d)", "h:f >= 12", "if (h:a) then h:g else h:d", "exists(h:a[2]/preceding-sibling::*)",
	} {
		e := f.compile(source)
		allocs := testing.AllocsPerRun(20, func() {
			_, err := e.Bool(f.c, f.root())
			assert.NoError(t, err)
		})
		assert.Zero(t, allocs, source)
	}
	allocs := testing.AllocsPerRun(20, func() {
		for n := range xmltree.Node(f.doc.Len()) {
			_, err := p.Matches(f.c, xpath.NodeItem(n))
			assert.NoError(t, err)
		}
	})
	assert.Zero(t, allocs)
	assert.Zero(t, testing.AllocsPerRun(20, f.reset))
}

func TestSyntaxIsExposed(t *testing.T) {
	f := newFixture(t, "v")
	e := f.compile(" count(h:a[@id = 'x']/h:b ) = 1 or $v ")
	s := e.Syntax()
	require.Equal(t, syntax.SynOr, s.Kind)
	require.Len(t, s.Args, 2)
	compare := s.Args[0]
	assert.Equal(t, syntax.SynCompare, compare.Kind)
	assert.Equal(t, "=", compare.Op)
	assert.Equal(t, "count(h:a[@id = 'x']/h:b ) = 1", compare.Text(e.Source()))
	call := compare.Args[0]
	assert.Equal(t, syntax.SynCall, call.Kind)
	assert.Equal(t, "count", call.Op)
	path := call.Args[0]
	assert.Equal(t, syntax.SynPath, path.Kind)
	assert.Equal(t, "h:a[@id = 'x']/h:b", path.Text(e.Source()))
	assert.Equal(t, "a", path.Args[0].Test.Local)
	assert.Equal(t, "h", path.Args[0].Test.Prefix)
	assert.Equal(t, syntax.AxisAttribute, path.Args[0].Args[0].Args[0].Axis)
	assert.Equal(t, "x", path.Args[0].Args[0].Args[1].Value.Text())
	assert.Equal(t, syntax.SynVar, s.Args[1].Kind)
	assert.Equal(t, "v", s.Args[1].Op)
}

func TestErrorsSayWhere(t *testing.T) {
	f := newFixture(t)
	f.reset()
	_, err := f.compile("true() and contains(h:a, 'x')").Bool(f.c, f.root())
	var e *xpath.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, 11, e.Offset)
	assert.Equal(t, `A sequence of more than one item is not allowed as the first argument of fn:contains() ("onetwo", "threefour", ...)`, e.Msg)
	_, err = f.compile("1 + h:f + h:e").Eval(f.c, f.root(), nil)
	require.ErrorAs(t, err, &e)
	assert.Equal(t, `Cannot convert string "  blank  space " to double`, e.Msg)
	assert.Contains(t, err.Error(), "FORG0001 at offset")
}
