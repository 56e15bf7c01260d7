package xsd

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
)

// nationalSets are the two schema sets of the national catalog.
var nationalSets = []string{"POCD_MT000040UV02", "POCD_HD000040"}

var (
	nationalOnce    sync.Once
	nationalSchemas map[string]*Schema
	nationalErr     error
)

// national returns a compiled national schema set; it skips without the catalog.
func national(tb testing.TB, set string) *Schema {
	tb.Helper()
	dir := shared.Dir(tb, "catalog", "schema")
	nationalOnce.Do(func() {
		nationalSchemas = map[string]*Schema{}
		for _, name := range nationalSets {
			files, err := readSet(filepath.Join(dir, name))
			if err == nil {
				nationalSchemas[name], err = Compile(files, "CDA.xsd")
			}
			if err != nil {
				nationalErr = err
				return
			}
		}
	})
	require.NoError(tb, nationalErr)
	return nationalSchemas[set]
}

func readSet(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// reference is what the reference said about one document of the corpus.
type judged struct {
	File, Encoding, TypeID string
	XSD                    *struct {
		OK     bool
		Errors []struct {
			Line, Col int
			Msg, Sev  string
		}
	}
	text []byte
}

// corpus returns the documents that the reference judged, as text in UTF-8.
func corpus(tb testing.TB) []judged {
	tb.Helper()
	f, err := os.Open(shared.Dir(tb, "corpus", "expected.jsonl"))
	require.NoError(tb, err)
	defer f.Close()
	var all []judged
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var j judged
		require.NoError(tb, json.Unmarshal(lines.Bytes(), &j))
		if j.XSD == nil {
			continue
		}
		raw, err := os.ReadFile(shared.Dir(tb, "corpus", "cda", j.File))
		require.NoError(tb, err)
		j.text = bytes.ToValidUTF8(raw, []byte("\uFFFD")) // as the gateway decodes
		if strings.EqualFold(j.Encoding, "iso-8859-1") {
			j.text = []byte(latin1(raw))
		}
		all = append(all, j)
	}
	require.NoError(tb, lines.Err())
	return all
}

func latin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// parse reads a document; it must be well-formed.
func parse(tb testing.TB, text []byte) *xmltree.Doc {
	tb.Helper()
	doc, err := xmltree.Parse(text, xmltree.Limits{})
	require.NoError(tb, err)
	return doc
}

// TestCorpus holds verdicts and every code with its place against the reference.
func TestCorpus(t *testing.T) {
	valid, invalid := 0, 0
	for _, d := range corpus(t) {
		doc, err := xmltree.Parse(d.text, xmltree.Limits{})
		if err != nil {
			n := len(d.XSD.Errors)
			assert.True(t, n > 0 && d.XSD.Errors[n-1].Sev == "fatal", "%s: %v", d.File, err)
			continue
		}
		r, err := national(t, d.TypeID).Validate(doc, Options{})
		require.NoError(t, err, d.File)
		var want []string
		for _, e := range d.XSD.Errors {
			code, _, _ := strings.Cut(e.Msg, ":")
			want = append(want, fmt.Sprintf("%s@%d:%d", code, e.Line, e.Col))
		}
		if !assert.Equal(t, want, asReference(doc, r), d.File) {
			continue
		}
		if r.Valid() {
			valid++
		} else {
			invalid++
		}
	}
	t.Logf("%d valid, %d invalid", valid, invalid)
}
