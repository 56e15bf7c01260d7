package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/testkit/disk"
)

// TestFullDisk answers come when the disk has any room left between nothing and enough: none is lost, and the next command has it.
func TestFullDisk(t *testing.T) {
	for free := 0; free <= 64<<10; free += 4 << 10 {
		t.Run(fmt.Sprintf("%d KB", free>>10), func(t *testing.T) {
			dir := disk.Small(t, 1<<20)
			path := filepath.Join(dir, "l.db")
			l, err := Open(t.Context(), path)
			require.NoError(t, err)
			var sent []*Attempt
			for i := range 4 {
				a := attempt(fmt.Sprintf("1^%d", i))
				require.NoError(t, l.Begin(a))
				sent = append(sent, a)
			}
			filler := disk.Fill(t, dir, free)
			for i, a := range sent {
				answer := wire.ReadAnswer(400, map[string][]string{"X-Cart-Id": {fmt.Sprint("c-", i)}}, []byte(`{"type":"/msg/x","detail":"`+strings.Repeat("d", 5000)+`"}`), noon)
				o := &Outcome{Attempt: a.ID, At: noon, Kind: Answered, Answer: answer}
				if err := l.Append(o); err != nil {
					where, err := Rescue(path, a, o)
					require.NoError(t, err)
					assert.Equal(t, sideFile(path), where, "beside the ledger")
				}
			}
			later := attempt("1^later")
			begun := l.Begin(later)
			_ = l.Close() // may fail
			if l, err := Open(t.Context(), path); err == nil {
				require.NoError(t, l.Close())
			} // else nothing can be sent, for want of room to write it down
			require.NoError(t, os.Remove(filler))
			l = opened(t, path)
			list := all(t, l)
			if begun == nil {
				require.Equal(t, "1^later", list[len(list)-1].Document)
				list = list[:len(list)-1]
			}
			require.Len(t, list, len(sent))
			for i, e := range list {
				require.NotNil(t, e.Answer(), "attempt %d", e.ID)
				assert.Equal(t, fmt.Sprint("c-", i), e.Answer().CartID)
			}
			_, faults, err := l.Verify()
			require.NoError(t, err)
			assert.Empty(t, faults)
			require.NoError(t, l.Close())
		})
	}
}
