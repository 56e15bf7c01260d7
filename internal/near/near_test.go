package near

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		value, known string
		limit        int
		want         Likeness
		distance     int
	}{
		{"a10.1", "A10.1", 0, Case, 0},
		{" a 10.1", "A10.1", 0, Blanks, 0},
		{"A10.1\u00a0\u200b", "A10.1", 0, Blanks, 0},
		{"125", "12.5", 0, Punctuation, 0},
		{"à1", "À1", 0, Case, 0},
		{"YX-7", "XY-7", 1, Edit, 1},
		{"YX-7", "XY-7", 0, 0, 0},
		{"kitten", "sitting", 3, Edit, 3},
		{"kitten", "sitting", 2, 0, 0},
		{"ABCD", "abxcd", 1, Edit, 1},
		{"ca", "abc", 3, Edit, 3}, // a swapped pair is not edited again
		{"...", "---", 3, Edit, 3},
		{"", "a", 1, Edit, 1},
	} {
		l, d, ok := Compare([]byte(c.value), []byte(c.known), c.limit)
		name := fmt.Sprintf("%q %q %d", c.value, c.known, c.limit)
		assert.Equal(t, c.want != 0, ok, name)
		if ok {
			assert.Equal(t, c.want, l, name)
			assert.Equal(t, c.distance, d, name)
		}
	}
}

func TestSearchKeepsTheBest(t *testing.T) {
	s := New("abcdef", 3)
	for _, known := range []string{"abcdxx", "abcdeX", "ABCDEF", "zzz", "abc-def", "abcdeX", "abcdey", "ab cdef"} {
		s.Consider([]byte(known))
	}
	assert.Equal(t, []Match{{"ABCDEF", Case, 0}, {"ab cdef", Blanks, 0}, {"abc-def", Punctuation, 0}}, s.Best())
}

// TestEditsMissNothing compares with the whole table of optimal string alignment.
func TestEditsMissNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	alphabet := "0123456789AaBbzZ.-_ \xc3\xa8"
	word := func() []byte {
		b := make([]byte, 1+random.IntN(9))
		for i := range b {
			b[i] = alphabet[random.IntN(len(alphabet))]
		}
		return b
	}
	for range 200_000 {
		a, b := word(), word()
		if random.IntN(2) == 0 { // something near
			b = slices.Clone(a)
			for range random.IntN(3) {
				b[random.IntN(len(b))] = alphabet[random.IntN(len(alphabet))]
			}
		}
		want := alignment(a, b)
		for limit := range 3 {
			if got := edits(a, b, limit); min(got, limit+1) != min(want, limit+1) {
				t.Fatalf("%q and %q are %d edits apart, not %d (limit %d)", a, b, want, got, limit)
			}
		}
	}
}

func lowered(b []byte) []byte {
	out := slices.Clone(b)
	for i := range out {
		out[i] = lower(out[i])
	}
	return out
}

func alignment(a, b []byte) int {
	a, b = lowered(a), lowered(b)
	cost := make([][]int, len(a)+1)
	for i := range cost {
		cost[i] = make([]int, len(b)+1)
		for j := range cost[i] {
			switch {
			case i == 0 || j == 0:
				cost[i][j] = i + j
			case a[i-1] == b[j-1]:
				cost[i][j] = cost[i-1][j-1]
			default:
				cost[i][j] = 1 + min(cost[i-1][j-1], cost[i-1][j], cost[i][j-1])
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					cost[i][j] = min(cost[i][j], cost[i-2][j-2]+1)
				}
			}
		}
	}
	return cost[len(a)][len(b)]
}

func FuzzCompare(f *testing.F) {
	f.Add("A10.1", "a 101", 2)
	f.Fuzz(func(t *testing.T, a, b string, limit int) {
		limit = min(max(limit, 0), 2)
		l, d, ok := Compare([]byte(a), []byte(b), limit)
		back, e, okBack := Compare([]byte(b), []byte(a), limit)
		assert.Equal(t, ok, okBack, "what resembles is alike both ways")
		if ok {
			assert.Equal(t, l, back)
			assert.Equal(t, d, e)
			assert.LessOrEqual(t, d, limit)
		}
	})
}
