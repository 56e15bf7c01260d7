package schematron_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
)

// reference is what the reference validator said of one document.
type reference struct {
	File       string
	Encoding   string
	Schematron *struct {
		File    string
		Error   string
		Fired   int
		Failed  []referenceHit
		Reports []referenceHit
	}
}

type referenceHit struct{ ID, Location, Text string }

func (h referenceHit) String() string { return h.ID + " " + h.Location + " " + h.Text }

// document is a corpus document that is well-formed, with its reference.
type document struct {
	reference
	doc *xmltree.Doc
}

// corpus returns the well-formed documents of a set that the reference ran a schema on.
func corpus(tb testing.TB, set, expected string) []document {
	tb.Helper()
	f, err := os.Open(shared.Dir(tb, "corpus", expected))
	require.NoError(tb, err)
	defer f.Close()
	var list []document
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var ref reference
		require.NoError(tb, json.Unmarshal(lines.Bytes(), &ref))
		if ref.Schematron == nil {
			continue
		}
		src, err := os.ReadFile(shared.Dir(tb, "corpus", set, ref.File))
		require.NoError(tb, err)
		doc, err := decode(tb, src)
		if err != nil {
			// The reference runs Schematron on a document with a DOCTYPE too, but the gateway has then refused it.
			var syntax *xmltree.SyntaxError
			doctype := errors.As(err, &syntax) && syntax.Code == xmltree.CodeDoctype
			assert.True(tb, doctype || ref.Schematron.Error != "", "%s: %v", ref.File, err)
			continue
		}
		list = append(list, document{ref, doc})
	}
	require.NoError(tb, lines.Err())
	return list
}

var schemas struct {
	sync.Mutex
	compiled map[string]*schematron.Schema
}

// national returns a compiled schema of the national catalog.
func national(tb testing.TB, name string) *schematron.Schema {
	tb.Helper()
	schemas.Lock()
	defer schemas.Unlock()
	if s, ok := schemas.compiled[name]; ok {
		return s
	}
	src, err := os.ReadFile(shared.Dir(tb, "catalog", "schematron", name))
	require.NoError(tb, err)
	s, err := schematron.Compile(src, schematron.ReadOptions{Name: name})
	require.NoError(tb, err)
	if schemas.compiled == nil {
		schemas.compiled = map[string]*schematron.Schema{}
	}
	schemas.compiled[name] = s
	return s
}

// catalog returns the file names of the national schemas.
func catalog(tb testing.TB) []string {
	tb.Helper()
	names, err := filepath.Glob(shared.Dir(tb, "catalog", "schematron", "*.sch"))
	require.NoError(tb, err)
	require.NotEmpty(tb, names)
	for i := range names {
		names[i] = filepath.Base(names[i])
	}
	return names
}

func TestParity(t *testing.T) {
	for _, set := range []struct {
		dir, expected string
		least         int
	}{{"cda", "expected.jsonl", 878}, {"probes", "probes-expected.jsonl", 20}} {
		t.Run(set.dir, func(t *testing.T) {
			list := corpus(t, set.dir, set.expected)
			assert.GreaterOrEqual(t, len(list), set.least)
			for _, d := range list {
				if diff := compare(t, d); len(diff) > 0 {
					t.Errorf("%s (%s):\n\t%s", d.File, d.Schematron.File, diff)
				}
			}
		})
	}
}

// compare runs the schema on a document and returns how the outcome differs from the reference's.
func compare(t *testing.T, d document) []string {
	t.Helper()
	res, err := national(t, d.Schematron.File).Run(context.Background(), d.doc)
	require.NoError(t, err, d.File)
	var diff []string
	if (res.Err != nil) != (d.Schematron.Error != "") {
		diff = append(diff, fmt.Sprintf("error %v, reference %q", res.Err, d.Schematron.Error))
	} else if res.Fired != d.Schematron.Fired {
		diff = append(diff, fmt.Sprintf("fired %d, reference %d", res.Fired, d.Schematron.Fired))
	}
	diff = append(diff, compareHits("failure", res.Failures, d.Schematron.Failed, d.doc)...)
	return append(diff, compareHits("report", res.Reports, d.Schematron.Reports, d.doc)...)
}

func compareHits(kind string, own []schematron.Hit, ref []referenceHit, doc *xmltree.Doc) []string {
	count := map[string]int{}
	for _, h := range own {
		count[referenceHit{h.NationalID, h.Path(doc), schematron.Normalise(h.Text)}.String()]++
	}
	for _, h := range ref {
		count[h.String()]--
	}
	var diff []string
	for _, k := range slices.Sorted(maps.Keys(count)) {
		if n := count[k]; n > 0 {
			diff = append(diff, fmt.Sprintf("%d extra %s %s", n, kind, k))
		} else if n < 0 {
			diff = append(diff, fmt.Sprintf("%d missing %s %s", -n, kind, k))
		}
	}
	return diff
}

// TestOrder checks that the hits come in the reference's order, which its lists keep.
func TestOrder(t *testing.T) {
	for _, d := range corpus(t, "cda", "expected.jsonl") {
		res, err := national(t, d.Schematron.File).Run(context.Background(), d.doc)
		require.NoError(t, err)
		for _, pair := range []struct {
			own []schematron.Hit
			ref []referenceHit
		}{{res.Failures, d.Schematron.Failed}, {res.Reports, d.Schematron.Reports}} {
			if !assert.Len(t, pair.own, len(pair.ref), d.File) {
				continue
			}
			for i, h := range pair.own {
				assert.Equal(t, pair.ref[i].ID, h.NationalID, d.File)
				assert.Equal(t, pair.ref[i].Location, h.Path(d.doc), d.File)
			}
		}
	}
}

func TestConcurrentRuns(t *testing.T) {
	list := corpus(t, "cda", "expected.jsonl")
	list = list[:min(len(list), 100)]
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, d := range list {
				assert.Empty(t, compare(t, d), d.File)
			}
		})
	}
	wg.Wait()
}
