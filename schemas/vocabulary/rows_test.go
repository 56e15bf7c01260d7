package vocabulary_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/schemas/vocabulary"
)

func TestRows(t *testing.T) {
	src := "\xEF\xBB\xBFversion,code,description\r\n1,A,\"two\nlines\"\r\n1,A,again\r\n\r\n,,no code\r\n2,\"B\"\"\",\r\n"
	var got []vocabulary.Row
	for r, err := range vocabulary.Rows([]byte(src)) {
		require.NoError(t, err)
		got = append(got, r)
	}
	assert.Equal(t, []vocabulary.Row{
		{2, "1", "A", "two\nlines"}, {4, "1", "A", "again"}, {6, "", "", "no code"}, {7, "2", `B"`, ""},
	}, got)

	for _, bad := range []string{"", "a,b\n", "version,code\n1\n", "version,code\n1,\"x\n", "version,code\n1,\"x\"y\n"} {
		_, want := vocabulary.ReadCSV([]byte(bad))
		require.Error(t, want)
		var err error
		for _, e := range vocabulary.Rows([]byte(bad)) {
			err = e
		}
		assert.EqualError(t, err, want.Error(), "%q", bad)
	}
}
