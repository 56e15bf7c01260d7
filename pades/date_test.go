package pades

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
)

// TestParseDateReference compares with the recorded answers of the reference.
func TestParseDateReference(t *testing.T) {
	f, err := os.Open(shared.Dir(t, "corpus", "signature-dates.jsonl"))
	require.NoError(t, err)
	defer f.Close()
	lines := 0
	for s := bufio.NewScanner(f); s.Scan(); lines++ {
		var want struct {
			M        string
			Parsed   string
			Accepted bool
		}
		require.NoError(t, json.Unmarshal(s.Bytes(), &want))
		got, ok := ParseDate(want.M, time.Now())
		assert.Equal(t, want.Accepted, ok, "%q", want.M)
		if ok {
			assert.Equal(t, want.Parsed, got.Format(time.RFC3339), "%q", want.M)
		}
	}
	assert.Equal(t, 92, lines)
}
