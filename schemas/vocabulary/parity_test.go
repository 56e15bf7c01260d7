package vocabulary_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/vocabulary"
)

// reference is what the reference recorded about the terminology of one document.
type reference struct {
	File        string
	Encoding    string
	Terminology *struct {
		OK          bool
		N           int
		Message     string
		Unchecked   map[string]int
		Unknown     map[string]int
		AllowListed map[string]int
	}
}

func references(tb testing.TB, file string) []reference {
	tb.Helper()
	f, err := os.Open(shared.Dir(tb, "corpus", file))
	require.NoError(tb, err)
	defer f.Close()
	var list []reference
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var r reference
		require.NoError(tb, json.Unmarshal(lines.Bytes(), &r))
		list = append(list, r)
	}
	require.NoError(tb, lines.Err())
	return list
}

// document parses a corpus document; nil when it is not well-formed, which the gateway refuses before the vocabulary.
func document(tb testing.TB, dir string, r reference) *xmltree.Doc {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join(shared.Dir(tb, "corpus", dir), r.File))
	require.NoError(tb, err)
	switch {
	case strings.EqualFold(r.Encoding, "ISO-8859-1"):
		var text strings.Builder
		for _, c := range b {
			text.WriteRune(rune(c))
		}
		b = []byte(text.String())
	case !strings.EqualFold(r.Encoding, "UTF-8"):
		return nil
	}
	text := strings.TrimPrefix(strings.ToValidUTF8(string(b), "\uFFFD"), "\uFEFF")
	doc, err := xmltree.Parse([]byte(text), xmltree.Limits{})
	if err != nil {
		return nil
	}
	return doc
}

func national(tb testing.TB) *vocabulary.Set {
	tb.Helper()
	cat, err := schemas.Open(shared.Dir(tb, "catalog"))
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = cat.Close() })
	set, err := cat.Vocabulary()
	require.NoError(tb, err)
	return set
}

func TestAgreesWithTheReference(t *testing.T) {
	set := national(t)
	for _, c := range []struct{ expected, dir string }{{"expected.jsonl", "cda"}, {"probes-expected.jsonl", "probes"}} {
		judged, skipped := 0, 0
		for _, r := range references(t, c.expected) {
			doc := document(t, c.dir, r)
			if doc == nil || r.Terminology == nil {
				skipped++
				continue
			}
			judged++
			want := r.Terminology
			codes := vocabulary.Extract(doc, nil)
			got := set.Judge(codes)
			assert.Equal(t, want.N, len(codes), "%s: codes", r.File)
			assert.Equal(t, want.OK, got.OK, r.File)
			assert.Equal(t, want.Message, got.Message, r.File)
			assert.Equal(t, want.AllowListed, counts(got.AllowListed), "%s: allow-listed", r.File)
			// The reference stops counting where the gateway stops.
			if got.Failed != vocabulary.StepBlockList {
				assert.Equal(t, want.Unknown, counts(got.Unknown), "%s: unknown", r.File)
				if got.Failed != vocabulary.StepVersion {
					assert.Equal(t, want.Unchecked, counts(got.Unchecked), "%s: unchecked", r.File)
				}
			}
		}
		t.Logf("%s: %d judged, %d without a judgement to compare (not well-formed, or not of the encodings read here)", c.dir, judged, skipped)
		assert.Greater(t, judged, skipped)
	}
}

func counts(groups []vocabulary.Group) map[string]int {
	var m map[string]int
	for _, g := range groups {
		if m == nil {
			m = map[string]int{}
		}
		name := g.System
		if name == "" {
			name = "null"
		}
		m[name] = len(g.Codes)
	}
	return m
}
