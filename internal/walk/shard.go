package walk

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/fselint/fselint/lint"
)

// Shard is one part, Index from 1, of the Count parts of a tree. The zero value is the whole.
type Shard struct{ Index, Count int }

// ParseShard reads "2/8".
func ParseShard(s string) (Shard, error) {
	i, n, ok := strings.Cut(s, "/")
	index, err1 := strconv.Atoi(i)
	count, err2 := strconv.Atoi(n)
	if !ok || err1 != nil || err2 != nil || count < 1 || index < 1 || index > count {
		return Shard{}, texts.Error("is-not-one-several-parts-such", lint.Values{"s": strconv.Quote(s)})
	}
	return Shard{index, count}, nil
}

func (s Shard) String() string {
	if s.Count == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Count)
}

// Has reports whether a path below a root, with slashes, belongs to this part. Every path belongs to exactly one of Count parts.
func (s Shard) Has(rel string) bool {
	if s.Count <= 1 {
		return true
	}
	h := fnv.New64a()
	h.Write([]byte(rel))
	sum := h.Sum64()
	sum ^= sum >> 33 // FNV spreads the last characters little
	sum *= 0xff51afd7ed558ccd
	sum ^= sum >> 33
	return int(sum%uint64(s.Count)) == s.Index-1
}
