package walk

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func tree(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(f), 0o644))
	}
	return dir
}

func rels(s iter.Seq[Entry]) []string {
	var out []string
	for e := range s {
		rel := e.Rel
		if e.Err != nil {
			rel += " !"
		}
		out = append(out, rel)
	}
	return out
}

func TestWalkOrder(t *testing.T) {
	dir := tree(t, "b.xml", "a/2.pdf", "a/1.XML", "a/x.txt", "a/sub/0.pdf", "c.pdf", "B.xml", "z/deep/er/1.pdf")
	require.NoError(t, os.Symlink("..", filepath.Join(dir, "a", "loop")))
	require.NoError(t, os.Symlink("../b.xml", filepath.Join(dir, "a", "link.xml")))
	require.NoError(t, os.Symlink("nowhere", filepath.Join(dir, "dangling.pdf")))
	want := []string{"B.xml", "a/1.XML", "a/2.pdf", "a/link.xml", "a/sub/0.pdf", "b.xml", "c.pdf", "dangling.pdf", "z/deep/er/1.pdf"}
	for _, window := range []int{1, 2, 3, 100} {
		t.Run(fmt.Sprint(window), func(t *testing.T) {
			assert.Equal(t, want, rels(Walk(t.Context(), []string{dir}, Options{Match: IsDocument, Window: window})))
		})
	}
}

func TestWalkManyNames(t *testing.T) {
	dir := t.TempDir()
	var want []string
	for i := range 5000 {
		name := fmt.Sprintf("%05d.xml", (i*7919)%5000)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o644))
		want = append(want, fmt.Sprintf("%05d.xml", i))
	}
	assert.Equal(t, want, rels(Walk(t.Context(), []string{dir}, Options{Window: 300})))
}

func TestWalkRoots(t *testing.T) {
	dir := tree(t, "a.txt", "d/1.xml")
	file, folder, missing := filepath.Join(dir, "a.txt"), filepath.Join(dir, "d"), filepath.Join(dir, "none")
	assert.Equal(t, []string{". !", "a.txt", "1.xml"}, rels(Walk(t.Context(), []string{missing, file, folder}, Options{Match: IsDocument})))
}

func TestWalkUnreadableFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
	dir := tree(t, "a/1.xml", "b/1.xml", "c/1.xml")
	require.NoError(t, os.Chmod(filepath.Join(dir, "b"), 0))
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "b"), 0o755) })
	assert.Equal(t, []string{"a/1.xml", "b !", "c/1.xml"}, rels(Walk(t.Context(), []string{dir}, Options{Match: IsDocument})))
}

// A folder that vanishes while the walk is in it is reported, and the walk goes on.
func TestWalkVanishing(t *testing.T) {
	dir := tree(t, "a/1.xml", "a/sub/1.xml", "b/1.xml")
	var got []string
	for e := range Walk(t.Context(), []string{dir}, Options{Match: IsDocument}) {
		if e.Rel == "a/1.xml" {
			require.NoError(t, os.RemoveAll(filepath.Join(dir, "a", "sub")))
		}
		got = append(got, fmt.Sprintf("%s %t", e.Rel, e.Err != nil))
	}
	assert.Equal(t, []string{"a/1.xml false", "a/sub true", "b/1.xml false"}, got)
}

func TestWalkStops(t *testing.T) {
	dir := tree(t, "1.xml", "2.xml", "3.xml")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for range Walk(ctx, []string{dir}, Options{}) {
		n++
		cancel()
	}
	assert.Equal(t, 1, n)
	for range Walk(t.Context(), []string{dir}, Options{}) {
		break
	}
}

func TestShards(t *testing.T) {
	seen := map[string]int{}
	sizes := make([]int, 4)
	for i := range 4000 {
		rel := fmt.Sprintf("dir/%d.xml", i)
		for part := 1; part <= 4; part++ {
			if (Shard{part, 4}).Has(rel) {
				seen[rel]++
				sizes[part-1]++
			}
		}
		assert.Equal(t, 1, seen[rel])
	}
	for _, n := range sizes {
		assert.InDelta(t, 1000, n, 120)
	}
	assert.True(t, Shard{}.Has("x"))
	// The place of a path is part of the contract: parts made by different versions must fit.
	assert.Equal(t, []bool{false, false, true}, []bool{Shard{1, 3}.Has("a/b.pdf"), Shard{2, 3}.Has("a/b.pdf"), Shard{3, 3}.Has("a/b.pdf")})
}

func TestParseShard(t *testing.T) {
	s, err := ParseShard("2/8")
	require.NoError(t, err)
	assert.Equal(t, Shard{2, 8}, s)
	assert.Equal(t, "2/8", s.String())
	assert.Empty(t, Shard{}.String())
	for _, bad := range []string{"", "1", "0/2", "3/2", "-1/2", "a/b", "1/0", "1/2/3"} {
		_, err := ParseShard(bad)
		assert.Error(t, err, bad)
	}
}

func BenchmarkWalk(b *testing.B) {
	dir := b.TempDir()
	for i := range 20_000 {
		require.NoError(b, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.xml", i)), nil, 0o644))
	}
	for b.Loop() {
		n := 0
		for range Walk(b.Context(), []string{dir}, Options{Match: IsDocument}) {
			n++
		}
		require.Equal(b, 20_000, n)
	}
	b.ReportMetric(float64(b.N)*20_000/b.Elapsed().Seconds(), "files/s")
}
