package pades

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/shared"
)

// reference is a line of signature-expected.jsonl: what the gateway's own libraries decided about a file.
type reference struct {
	File     string
	Change   string
	Decision Decision
	Reason   Reason
	data     []byte
}

func references(tb testing.TB) []reference {
	dir := shared.Dir(tb, "corpus")
	f, err := os.Open(filepath.Join(dir, "signature-expected.jsonl"))
	require.NoError(tb, err)
	defer f.Close()
	var out []reference
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var r reference
		require.NoError(tb, json.Unmarshal(s.Bytes(), &r))
		r.data, err = os.ReadFile(filepath.Join(dir, "signature", r.File))
		require.NoError(tb, err)
		out = append(out, r)
	}
	require.NoError(tb, s.Err())
	return out
}

func decideBytes(data []byte) Judgement {
	f, err := pdffile.Open(data, pdffile.Limits{})
	if err != nil {
		return DecideOpenError(err)
	}
	return Decide(f, fse.July2025)
}

func TestDecideReference(t *testing.T) {
	all := references(t)
	require.Len(t, all, 100)
	for _, want := range all {
		t.Run(filepath.Base(want.File), func(t *testing.T) {
			got := decideBytes(want.data)
			assert.Equal(t, want.Decision, got.Decision, "%s: %+v", want.Change, got)
			assert.Equal(t, want.Reason, got.Reason, "%s: %s", want.Change, got.Detail)
		})
	}
}
