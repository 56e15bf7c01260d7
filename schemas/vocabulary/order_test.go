package vocabulary_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/schemas/vocabulary"
)

var shownVersion = regexp.MustCompile(`CodeSystem: (\S+) v([^,\s]+), `)

// TestJavaOrder replays cases whose groups were made by a JDK.
func TestJavaOrder(t *testing.T) {
	b, err := os.ReadFile("testdata/java-order.tsv")
	require.NoError(t, err)
	cases := 0
	for line := range strings.Lines(string(b)) {
		input, want, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue
		}
		cases++
		versions := map[string]string{}
		for _, m := range shownVersion.FindAllStringSubmatch(want, -1) {
			versions[m[1]] = m[2]
		}
		var codes []vocabulary.Code
		for entry := range strings.SplitSeq(strings.TrimSuffix(input, ";"), ";") {
			p := strings.Split(entry, "|")
			codes = append(codes, vocabulary.Code{Code: p[0], System: p[1], Version: p[2]})
			if p[2] != "" {
				versions[p[1]] = p[2]
			}
		}
		var list []vocabulary.Dictionary
		seen := map[string]bool{}
		for _, c := range codes {
			if !seen[c.System] {
				seen[c.System] = true
				list = append(list, vocabulary.Dictionary{System: c.System, Version: versions[c.System]})
			}
		}
		set := vocabulary.NewSet(list, func(system string, _ bool) (*vocabulary.Table, error) {
			return vocabulary.ReadCSV([]byte("version,code\n" + versions[system] + ",OK1\n"))
		})
		assert.Equal(t, "Almeno uno dei seguenti vocaboli non è censito: "+want, set.Judge(codes).Message)
	}
	assert.Equal(t, 6, cases)
}
