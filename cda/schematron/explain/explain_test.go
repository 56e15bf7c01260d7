package explain_test

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/explain"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden explains every hit of a small schema on a small document, in both languages.
func TestGolden(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("testdata", "rules.sch"))
	require.NoError(t, err)
	s, err := schematron.Compile(src, schematron.ReadOptions{Name: "rules.sch"})
	require.NoError(t, err)
	src, err = os.ReadFile(filepath.Join("testdata", "document.xml"))
	require.NoError(t, err)
	doc, err := xmltree.Parse(src, xmltree.DefaultLimits())
	require.NoError(t, err)
	res, err := s.Run(context.Background(), doc)
	require.NoError(t, err)
	require.Nil(t, res.Err)
	hits := append(res.Failures, res.Reports...)
	assert.Len(t, hits, len(s.Model.Asserts()), "every assert of the sample should fire once")
	x := explain.New(s)
	var b strings.Builder
	for i := range hits {
		h := &hits[i]
		fmt.Fprintf(&b, "%s\n", h.NationalID)
		e := x.Explain(context.Background(), doc, h)
		for _, lang := range []explain.Lang{explain.Italian, explain.English} {
			d := explain.Describe(s, h.Assert, lang)
			assert.Equal(t, d.Requirement, e.Requirement.In(string(lang)))
			if lang == explain.Italian {
				fmt.Fprintf(&b, "  context  %s\n  test     %s\n", d.Context, d.Test)
			}
			fmt.Fprintf(&b, "  %s needs %s\n     found %s\n     fix   %s\n", lang, e.Requirement.In(string(lang)), e.Found.In(string(lang)), e.Fix.In(string(lang)))
		}
	}
	golden := filepath.Join("testdata", "explanations.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
}

func TestConcurrently(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("testdata", "rules.sch"))
	require.NoError(t, err)
	s, err := schematron.Compile(src, schematron.ReadOptions{})
	require.NoError(t, err)
	src, err = os.ReadFile(filepath.Join("testdata", "document.xml"))
	require.NoError(t, err)
	doc, err := xmltree.Parse(src, xmltree.DefaultLimits())
	require.NoError(t, err)
	x := explain.New(s)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			res, err := s.Run(context.Background(), doc)
			if !assert.NoError(t, err) {
				return
			}
			for i := range res.Failures {
				assert.NotEmpty(t, x.Explain(context.Background(), doc, &res.Failures[i]).Found.In("en"))
			}
		})
	}
	wg.Wait()
}

func national(t testing.TB) map[string]*schematron.Schema {
	t.Helper()
	files, err := filepath.Glob(shared.Dir(t, "catalog", "schematron", "*.sch"))
	require.NoError(t, err)
	schemas := map[string]*schematron.Schema{}
	for _, file := range files {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		s, err := schematron.Compile(src, schematron.ReadOptions{Name: filepath.Base(file)})
		require.NoError(t, err)
		schemas[filepath.Base(file)] = s
	}
	return schemas
}

// sound checks what every sentence must be like.
func sound(t *testing.T, what, s string) {
	t.Helper()
	if s == "" || strings.Contains(s, "%!") || strings.Contains(s, "\x00") || !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "…") {
		t.Errorf("%s: %q", what, s)
	}
}

func TestDescribeNational(t *testing.T) {
	for name, s := range national(t) {
		for _, a := range s.Model.Asserts() {
			for _, lang := range []explain.Lang{explain.Italian, explain.English} {
				d := explain.Describe(s, a, lang)
				sound(t, fmt.Sprint(name, " ", a.NationalID(), " ", lang), d.Requirement)
				assert.NotEmpty(t, d.Test)
				assert.NotContains(t, d.Test, "hl7:")
				assert.NotContains(t, d.Context, "hl7:")
			}
		}
	}
}

func TestExplainCorpus(t *testing.T) {
	schemas := national(t)
	again := map[*schematron.Schema]*explain.Explainer{}
	for _, s := range schemas {
		again[s] = explain.New(s)
	}
	eachHit(t, schemas, func(file string, s *schematron.Schema, doc *xmltree.Doc, h *schematron.Hit) {
		first := explain.New(s).Explain(context.Background(), doc, h)
		second := again[s].Explain(context.Background(), doc, h) // which knows the assert
		for _, lang := range []string{"it", "en"} {
			what := fmt.Sprint(file, " ", h.NationalID, " ", lang)
			for i, text := range []lint.Text{first.Requirement, first.Found, first.Fix} {
				sound(t, what, text.In(lang))
				assert.Equal(t, text.In(lang), []lint.Text{second.Requirement, second.Found, second.Fix}[i].In(lang), what)
			}
		}
	})
}

// TestAfterwards puts explanations into words when the document is gone and its memory belongs to others.
func TestAfterwards(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("testdata", "rules.sch"))
	require.NoError(t, err)
	s, err := schematron.Compile(src, schematron.ReadOptions{})
	require.NoError(t, err)
	src, err = os.ReadFile(filepath.Join("testdata", "document.xml"))
	require.NoError(t, err)
	doc, err := xmltree.Parse(src, xmltree.DefaultLimits())
	require.NoError(t, err)
	res, err := s.Run(context.Background(), doc)
	require.NoError(t, err)
	x := explain.New(s)
	var list []explain.Explanation
	var want []string
	for i := range res.Failures {
		e := x.Explain(context.Background(), doc, &res.Failures[i])
		list, want = append(list, e), append(want, e.Found.In("en")+e.Fix.In("it"))
	}
	doc.Release()
	for i := range src {
		src[i] = '?'
	}
	for i, e := range list {
		assert.Equal(t, want[i], e.Found.In("en")+e.Fix.In("it"))
	}
}

// eachHit calls f with every hit on the corpus.
func eachHit(tb testing.TB, schemas map[string]*schematron.Schema, f func(string, *schematron.Schema, *xmltree.Doc, *schematron.Hit)) {
	tb.Helper()
	expected, err := os.Open(shared.Dir(tb, "corpus", "expected.jsonl"))
	require.NoError(tb, err)
	defer expected.Close()
	lines := bufio.NewScanner(expected)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var ref struct {
			File       string
			Schematron struct{ File string }
		}
		require.NoError(tb, json.Unmarshal(lines.Bytes(), &ref))
		src, err := os.ReadFile(shared.Dir(tb, "corpus", "cda", ref.File))
		require.NoError(tb, err)
		doc, err := xmltree.Parse(src, xmltree.DefaultLimits())
		if err != nil {
			continue
		}
		s := schemas[ref.Schematron.File]
		res, err := s.Run(context.Background(), doc)
		require.NoError(tb, err)
		for _, list := range [][]schematron.Hit{res.Failures, res.Reports} {
			for i := range list {
				f(ref.File, s, doc, &list[i])
			}
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	type entry struct {
		s   *schematron.Schema
		doc *xmltree.Doc
		hit *schematron.Hit
	}
	var list []entry
	explainers := map[*schematron.Schema]*explain.Explainer{}
	eachHit(b, national(b), func(_ string, s *schematron.Schema, doc *xmltree.Doc, h *schematron.Hit) {
		list = append(list, entry{s, doc, h})
		explainers[s] = explain.New(s)
	})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e := list[i%len(list)]
		said := explainers[e.s].Explain(context.Background(), e.doc, e.hit)
		said.Requirement.In("it")
		said.Found.In("it")
		said.Fix.In("it")
	}
}
