package xsd

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/fselint/fselint/internal/testkit/shared"

	"github.com/stretchr/testify/require"
)

// nationalSets are the two schema sets of the national catalog.
var nationalSets = []string{"POCD_MT000040UV02", "POCD_HD000040"}

var (
	nationalOnce    sync.Once
	nationalSchemas map[string]*Schema
	nationalErr     error
)

// national returns a compiled national schema set; it skips without the catalog or without cgo.
func national(tb testing.TB, set string) *Schema {
	tb.Helper()
	needEngine(tb)
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

func needEngine(tb testing.TB) {
	tb.Helper()
	if ok, reason := Available(); !ok {
		tb.Skip(reason)
	}
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

func TestCorpus(t *testing.T) {
	documents := corpus(t)
	valid, sameFirst, invalid := 0, 0, 0
	for _, d := range documents {
		s := national(t, d.TypeID)
		r, err := s.Validate(d.text, Options{})
		require.NoError(t, err, d.File)
		if r.Valid() != d.XSD.OK {
			t.Errorf("%s: valid %v, reference %v %v\n%+v %+v", d.File, r.Valid(), d.XSD.OK, d.XSD.Errors, r.Fatal, r.Errors)
			continue
		}
		if d.XSD.OK {
			valid++
			continue
		}
		if len(d.XSD.Errors) == 0 {
			continue
		}
		invalid++
		first := d.XSD.Errors[0]
		want, _, _ := strings.Cut(first.Msg, ":")
		if first.Sev == "fatal" {
			if r.Fatal == nil {
				t.Errorf("%s: fatal %q not found", d.File, first.Msg)
				continue
			}
			sameFirst++
			continue
		}
		if len(r.Errors) == 0 || r.Errors[0].Code != want || r.Errors[0].Line > first.Line {
			t.Errorf("%s: first error\n%d:%d %s, ours\n%+v", d.File, first.Line, first.Col, first.Msg, r.Errors)
			continue
		}
		sameFirst++
	}
	t.Logf("%d documents, %d valid, %d invalid of which %d with the same first code", len(documents), valid, invalid, sameFirst)
}
