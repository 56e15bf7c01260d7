package main

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
)

// TestSubmitDiskFillsUp lets the disk fill up while the gateway works: the answer is shown, and kept where there is room.
func TestSubmitDiskFillsUp(t *testing.T) {
	s := newStage(t)
	id := s.published()
	for _, c := range []struct {
		room uint64 // bytes to which files may still grow
		side bool
	}{{8000, true}, {0, false}} {
		s.faults(`[{"delay":"700ms"}]`)
		before, calls := len(s.entries()), s.truth(id).Calls
		cmd := s.submit(fse.Update, "--id", id, "--request", s.body(fse.Update, id, ""), "--force", "again")
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		require.NoError(t, cmd.Start())
		require.Eventually(t, func() bool { return len(s.entries()) > before }, time.Minute, 5*time.Millisecond)
		require.NoError(t, unix.Prlimit(cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: c.room, Max: c.room}, nil))
		assert.ErrorContains(t, cmd.Wait(), "exit status 3", out.String())
		assert.Equal(t, calls+1, s.truth(id).Calls)
		m := cartLine.FindSubmatch(out.Bytes())
		require.NotNil(t, m, "%s", out.String())
		side, err := os.ReadFile(s.ledger() + ".rescued.jsonl")
		last := s.entries()[before]
		assert.Equal(t, ledger.Lost, last.State())
		if c.side {
			require.NoError(t, err)
			assert.Contains(t, string(side), string(m[1]))
			assert.Contains(t, out.String(), "l.db.rescued.jsonl")
			s.published() // takes the side file in
			assert.Equal(t, ledger.Accepted, s.entries()[before].State())
			assert.Equal(t, string(m[1]), s.entries()[before].Answer().CartID)
			continue
		}
		assert.NotContains(t, string(side), string(m[1]))
		assert.Contains(t, out.String(), "keep what is shown here")
		text, err := s.resolve("--grace", "0s") // finds out, but for the X-CART-id, which was shown
		require.NoError(t, err, text)
		assert.Equal(t, ledger.Accepted, s.entries()[before].State())
	}
}
