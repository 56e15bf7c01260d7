package mutate_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/explain"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/mutate"
	"github.com/fselint/fselint/internal/testkit/shared"
)

var update = flag.Bool("update", false, "write the golden files")

func parse(tb testing.TB, src []byte) *xmltree.Doc {
	tb.Helper()
	doc, err := xmltree.Parse(src, xmltree.DefaultLimits())
	require.NoError(tb, err)
	return doc
}

func TestFire(t *testing.T) {
	base := []*xmltree.Doc{parse(t, []byte(`<r xmlns="urn:x" i="1"><a k="v">one</a><b><a k="w"/></b><n/></r>`))}
	for _, tc := range []struct{ name, context, test string }{
		{"one too few", "x:r", "count(x:a) = 1"},
		{"if present", "x:r", "count(x:z) = 0 or count(x:z/@k) = 1"},
		{"if present, with a value", "x:r", "count(x:z[@t='1']) = 0 or x:z/@t = '2'"},
		{"deep", "x:r", "not(x:b/x:c[@m='1' and x:d]/x:e)"},
		{"value", "x:a", "@k = 'v' or @k = 'w'"},
		{"value of two places", "x:r", "@i != x:b/x:a/@k"},
		{"number", "x:r", "@i < 5"},
		{"not a number", "x:r", "string(number(@i)) != 'NaN'"},
		{"regular expression", "x:r", "not(matches(@j, '^[A-Z]{3}[0-9](x|y)$'))"},
		{"length", "x:r", "string-length(@i) = 1"},
		{"if", "x:r", "if (x:z) then x:z/@k = '1' else true()"},
		{"text", "x:b", "string(x:a/@k)"},
		{"no context yet", "x:r/x:q[x:p/@v='7']/x:s", "@t"},
		{"no context yet, anywhere", "//*[contains(local-name(), 'Person')]/x:name", "x:given"},
		{"as many", "x:r", "count(//x:a[@k]) = count(//x:a)"},
		{"attribute", "@k", ". = 'v' or . = 'w'"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, err := schematron.Compile([]byte(schema(`<rule context="`+tc.context+`"><assert test="`+strings.ReplaceAll(tc.test, "<", "&lt;")+`">E</assert></rule>`)), schematron.ReadOptions{})
			require.NoError(t, err)
			m, err := mutate.New(s).Fire(context.Background(), s.Model.Asserts()[0], base)
			require.NoError(t, err)
			res, err := s.Run(context.Background(), parse(t, m.Source))
			require.NoError(t, err)
			assert.NotEmpty(t, res.Failures)
			t.Log(m.Edits)
		})
	}
}

func TestUnreached(t *testing.T) {
	base := []*xmltree.Doc{parse(t, []byte(`<r xmlns="urn:x"><a/></r>`))}
	for _, tc := range []struct{ rules, want string }{
		{`<rule context="//x:a"><assert test="1"/></rule><rule context="x:r/x:a"><assert test="0"/></rule>`, `the rule never fires: "//x:a" comes first`},
		{`<rule context="x:a"><assert test="1"/><assert test="count(x:b) >= 0"/></rule>`, "kept its outcome"},
		{`<rule context="x:a"><assert test="1"/></rule><rule context="x:a/.."><assert test="0"/></rule>`, ""},
	} {
		s, err := schematron.Compile([]byte(schema(tc.rules)), schematron.ReadOptions{})
		if tc.want == "" {
			continue
		}
		require.NoError(t, err)
		_, err = mutate.New(s).Fire(context.Background(), s.Model.Asserts()[1], base)
		assert.ErrorContains(t, err, tc.want)
	}
}

func schema(rules string) string {
	return `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="x" uri="urn:x"/><pattern>` + rules + `</pattern></schema>`
}

// bases returns, for each national schema, the valid documents of this repository that it is for, and some of the corpus.
func bases(t *testing.T, schemas map[string]*schematron.Schema) map[string][]*xmltree.Doc {
	t.Helper()
	var files []string
	for _, pattern := range []string{filepath.Join("..", "..", "..", "testdata", "cda", "*-valid.xml"), shared.Dir(t, "corpus", "probes", "*.xml")} {
		list, err := filepath.Glob(pattern)
		require.NoError(t, err)
		files = append(files, list...)
	}
	docs := map[string][]*xmltree.Doc{}
	for _, file := range files {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		doc, err := xmltree.Parse(src, xmltree.DefaultLimits())
		if err != nil {
			continue
		}
		if name := schemaOf(doc, schemas); name != "" && len(docs[name]) < 3 {
			docs[name] = append(docs[name], doc)
		}
	}
	empty := parse(t, []byte(`<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>`))
	for name := range schemas {
		docs[name] = append(docs[name], empty)
	}
	return docs
}

// schemaOf returns the schema that mentions the document's first template id.
func schemaOf(doc *xmltree.Doc, schemas map[string]*schematron.Schema) string {
	for n := doc.FirstChild(doc.DocumentElement()); n != xmltree.None; n = doc.NextSibling(n) {
		if doc.Kind(n) != xmltree.Element || doc.Local(doc.Name(n)) != "templateId" {
			continue
		}
		root, _ := doc.AttrValue(n, "root")
		for name, s := range schemas {
			for _, a := range s.Model.Asserts()[:10] {
				if strings.Contains(a.Test, "templateId[@root='"+root+"']") {
					return name
				}
			}
		}
		return ""
	}
	return ""
}

// TestNational makes a document for every assert and report of the national schemas and explains it. Those that none was
// found for, or no words, are listed in testdata/coverage.txt with the reason.
func TestNational(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	names, err := filepath.Glob(shared.Dir(t, "catalog", "schematron", "*.sch"))
	require.NoError(t, err)
	schemas := map[string]*schematron.Schema{}
	for _, name := range names {
		src, err := os.ReadFile(name)
		require.NoError(t, err)
		s, err := schematron.Compile(src, schematron.ReadOptions{Name: filepath.Base(name)})
		require.NoError(t, err)
		schemas[filepath.Base(name)] = s
	}
	docs := bases(t, schemas)
	var mu sync.Mutex
	report := map[string][]string{}
	var wg sync.WaitGroup
	work := make(chan string)
	for range 2 {
		wg.Go(func() {
			for name := range work {
				lines := cover(t, schemas[name], docs[name])
				mu.Lock()
				report[name] = lines
				mu.Unlock()
			}
		})
	}
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		work <- name
	}
	close(work)
	wg.Wait()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(report)) {
		fmt.Fprintf(&b, "%s\n", strings.Join(report[name], "\n"))
	}
	golden := filepath.Join("testdata", "coverage.txt")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
}

// explained checks that the mutant breaks its assert and that there are words for what was found.
func explained(t *testing.T, s *schematron.Schema, a *schematron.Assert, m *mutate.Mutant) bool {
	doc := parse(t, m.Source)
	res, err := s.Run(context.Background(), doc)
	if !assert.NoError(t, err) {
		return false
	}
	hits := append(res.Failures, res.Reports...)
	i := slices.IndexFunc(hits, func(h schematron.Hit) bool { return h.Assert == a })
	if !assert.GreaterOrEqual(t, i, 0) {
		return false
	}
	ok := true
	e := explain.New(s).Explain(context.Background(), doc, &hits[i])
	for lang, nothing := range map[string]string{"it": "Nulla", "en": "Nothing"} {
		for _, text := range []string{e.Requirement.In(lang), e.Found.In(lang), e.Fix.In(lang)} {
			assert.NotEmpty(t, text)
			assert.NotContains(t, text, "%!")
			assert.NotContains(t, text, "hl7:")
		}
		ok = ok && !strings.HasPrefix(e.Found.In(lang), nothing)
	}
	return ok
}

func cover(t *testing.T, s *schematron.Schema, docs []*xmltree.Doc) []string {
	g := mutate.New(s)
	lines := []string{""}
	asserts := s.Model.Asserts()
	fired := 0
	for _, a := range asserts {
		m, err := g.Fire(context.Background(), a, docs)
		if err == nil {
			fired++
			if !explained(t, s, a, m) {
				lines = append(lines, fmt.Sprintf("  %d %s: not explained: %s", a.Pos.Line, a.NationalID(), schematron.Normalise(a.Test)))
			}
			continue
		}
		lines = append(lines, fmt.Sprintf("  %d %s: %v", a.Pos.Line, a.NationalID(), err))
	}
	lines[0] = fmt.Sprintf("%s: %d of %d", s.Model.Name, fired, len(asserts))
	return lines
}
