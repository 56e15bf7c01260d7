package vocabulary_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/schemas/vocabulary"
)

var bracketed = regexp.MustCompile(`\[[^\]]*\]`)

// damageBlob changes the last byte of the first section of an index.
func damageBlob(tb testing.TB, path string) {
	tb.Helper()
	b, err := os.ReadFile(path)
	require.NoError(tb, err)
	at := bytes.Index(b, []byte(",A,one"))
	require.Positive(tb, at)
	b[at+1] = 'Z'
	require.NoError(tb, os.WriteFile(path, b, 0o600))
}

// FuzzReadCSV compares with encoding/csv wherever that accepts the input, and looks up every code that was read.
func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("version,code,description,release_date\r\n1.0,A,\"x, \"\"y\"\"\",2020-01-01\r\n"))
	f.Add([]byte("code,version\nA,\n\n\"B\",1"))
	f.Add([]byte("\xEF\xBB\xBFversion,code\n\"\",\"#\"\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		tab, err := vocabulary.ReadCSV(slices.Clone(src))
		if err != nil {
			return
		}
		type key struct{ version, code string }
		got := map[key]bool{}
		require.NoError(t, tab.Each(func(v, c, d string) bool {
			require.False(t, got[key{v, c}], "twice")
			got[key{v, c}] = true
			found, err := tab.Has(v, c)
			require.NoError(t, err)
			require.True(t, found)
			return true
		}))
		if bytes.ContainsRune(src, '\r') || bytes.HasPrefix(src, []byte("\xEF\xBB\xBF")) {
			return // encoding/csv rewrites line ends in quotes and keeps the mark
		}
		r := csv.NewReader(bytes.NewReader(src))
		r.FieldsPerRecord = -1
		records, err := r.ReadAll()
		if err != nil || len(records) == 0 {
			return
		}
		version, code := -1, -1
		for i, name := range slices.Backward(records[0]) {
			switch {
			case strings.EqualFold(strings.TrimSpace(name), "version"):
				version = i
			case strings.EqualFold(strings.TrimSpace(name), "code"):
				code = i
			}
		}
		want := map[key]bool{}
		for _, r := range records[1:] {
			if r[code] != "" {
				want[key{r[version], r[code]}] = true
			}
		}
		require.Equal(t, want, got)
	})
}

// FuzzJudge extracts and judges whatever is well-formed.
func FuzzJudge(f *testing.F) {
	f.Add([]byte(`<a><observation><code code="89261-2"/><value code="L" codeSystem="1.2.1"/></observation><c codeSystem="1.999" code="&#65;"/></a>`))
	f.Add([]byte("<a code='\t\r\n' codeSystem=' 1.2.2'\ncodeSystemVersion='2.0'/>"))
	f.Add([]byte(`<a><title><!--</title><observation><code code="89261-2"/> --></title><?x ><value code="&#x80;"/></observation>?></a>`))
	set := sample()
	f.Fuzz(func(t *testing.T, src []byte) {
		doc, err := xmltree.Parse(src, xmltree.Limits{})
		if err != nil {
			return
		}
		codes := vocabulary.Extract(doc, nil)
		o := set.Judge(codes)
		require.Equal(t, len(o.Problems) == 0, o.OK)
		require.Equal(t, o.OK, o.Message == "")
		for _, p := range o.Problems {
			set.Near(codes[p.Code].System, p.Version, codes[p.Code].Code)
		}
	})
}
