package pdffile_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"fselint/cda/pdffile"
	"fselint/internal/shared"
)

func TestCorpusOpens(t *testing.T) {
	list, err := os.Open(shared.Dir(t, "corpus", "pdf-expected.jsonl"))
	require.NoError(t, err)
	defer list.Close()
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		var want struct {
			File      string
			Opens     bool
			Encrypted *bool
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &want))
		t.Run(want.File, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(shared.Dir(t, "corpus", "pdf"), want.File))
			require.NoError(t, err)
			f, err := pdffile.Open(data, pdffile.Limits{})
			require.Equal(t, want.Opens, err == nil, "%v", err)
			if err == nil && want.Encrypted != nil {
				assert.Equal(t, *want.Encrypted, f.Encrypted())
			}
		})
	}
	require.NoError(t, lines.Err())
}
