package xpath_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

var namespaces = map[string]string{
	"h": "urn:h", "o": "urn:o", "xs": "http://www.w3.org/2001/XMLSchema", "fn": "http://www.w3.org/2005/xpath-functions",
}

// sample is the document of the table tests.
const sample = `<?xml version="1.0"?><!--before--><r xmlns="urn:h" xmlns:o="urn:o" id="r0" n="3"><?pi data?>` +
	`<a id="a1" n="1"><b>one</b><b>two</b><c/></a>` +
	`<a id="a2" n="2"><b>three</b><o:b o:k="v">four</o:b></a><!--inside-->` +
	`<a id="a3" n="x"><a id="a4"><b>five</b></a></a>` +
	`<d>2024-02-29</d><e>  blank  space </e><f>12.5</f><g/>tail</r>`

func parse(tb testing.TB, source string) *xmltree.Doc {
	tb.Helper()
	d, err := xmltree.Parse([]byte(source), xmltree.DefaultLimits())
	require.NoError(tb, err)
	return d
}

func fixedClock() time.Time {
	return time.Date(2024, 5, 6, 7, 8, 9, 500_000_000, time.FixedZone("", 2*3600))
}

// show writes a sequence: atomic values by their string, strings quoted, nodes by name or id.
func show(d *xmltree.Doc, items []xpath.Item) string {
	var parts []string
	for _, i := range items {
		n, a, isNode := i.Node()
		v, _ := i.Atomic()
		switch {
		case !isNode && v.Type().Textual():
			parts = append(parts, "'"+v.String()+"'")
		case !isNode:
			parts = append(parts, v.String())
		case a != xmltree.NoAttr:
			parts = append(parts, "@"+d.AttrQName(a))
		default:
			id, ok := d.AttrValue(n, "id")
			switch {
			case d.Kind(n) != xmltree.Element:
				parts = append(parts, [...]string{"doc", "", "text", "comment", "pi"}[d.Kind(n)])
			case ok:
				parts = append(parts, "#"+id)
			default:
				parts = append(parts, d.QName(n))
			}
		}
	}
	return strings.Join(parts, " ")
}

// evaluate evaluates an expression with the document element as the context item.
func evaluate(tb testing.TB, d *xmltree.Doc, source string) (string, error) {
	tb.Helper()
	names := xpath.NewNames()
	e, err := xpath.Compile(source, &xpath.Static{Namespaces: namespaces, Names: names})
	if err != nil {
		return "", err
	}
	c := xpath.NewContext(names)
	c.Clock = fixedClock
	c.Reset(context.Background(), d)
	items, err := e.Eval(c, xpath.NodeItem(d.DocumentElement()), nil)
	if err != nil {
		return "", err
	}
	return show(d, items), nil
}

type row struct{ expr, want string }

// check runs a table; a wanted value that begins with "!" is an error code.
func check(t *testing.T, rows []row) {
	d := parse(t, sample)
	for _, r := range rows {
		t.Run(r.expr, func(t *testing.T) {
			got, err := evaluate(t, d, r.expr)
			if code, fails := strings.CutPrefix(r.want, "!"); fails {
				var e *xpath.Error
				require.True(t, errors.As(err, &e), "want error %s, got value %q, error %v", code, got, err)
				assert.Equal(t, code, e.Code, e.Error())
				assert.Equal(t, r.expr, e.Source)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, r.want, got)
		})
	}
}
