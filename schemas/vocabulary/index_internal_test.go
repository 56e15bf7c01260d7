package vocabulary

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func indexBytes(tb testing.TB, csvs ...string) []byte {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "x.idx")
	f, err := os.Create(path)
	require.NoError(tb, err)
	w := NewIndexWriter(f)
	for i, csv := range csvs {
		t, err := ReadCSV([]byte(csv))
		require.NoError(tb, err)
		require.NoError(tb, w.Add(string(rune('a'+i)), t))
		require.Error(tb, w.Add(string(rune('a'+i)), t), "twice")
	}
	require.NoError(tb, w.Close(sha256.Sum256(nil)))
	require.NoError(tb, f.Close())
	b, err := os.ReadFile(path)
	require.NoError(tb, err)
	return b
}

// readWhole touches everything an index offers.
func readWhole(ix *Index) {
	for _, system := range ix.Systems() {
		tab := ix.Table(system)
		_ = tab.Each(func(v, c, _ string) bool {
			_, _ = tab.Has(v, c)
			return true
		})
		_, _, _ = tab.Display("", "A")
		_, _ = nearest(tab, "", "A10")
	}
}

// FuzzIndex reads damaged index files, also such as have the digests of what was damaged.
func FuzzIndex(f *testing.F) {
	good := indexBytes(f, "version,code,description\n1,A,one\n2,A,two\n", "version,code\n")
	f.Add(good, false)
	f.Add(good, true)
	f.Add(good[:len(good)-10], false)
	f.Add([]byte(indexMagic), true)
	f.Fuzz(func(t *testing.T, b []byte, trusted bool) {
		ix, err := parseIndex(b)
		if err != nil {
			return
		}
		if trusted { // an index made with ill will has right digests
			for _, tab := range ix.tables {
				for i := range tab.pages.seen {
					tab.pages.seen[i].Store(^uint32(0))
				}
			}
		}
		readWhole(ix)
	})
}

// FuzzSections gives the shape of the sections to the fuzzer, beyond what the digest of the directory would let through.
func FuzzSections(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789"), int64(0), 16, 16, 10)
	f.Fuzz(func(t *testing.T, data []byte, offset int64, slots, rows, blob int) {
		padded := append(make([]byte, indexHeaderSize), data...)
		entry := indexEntry{System: "a", Versions: []string{""}, Offset: indexHeaderSize + offset, Slots: slots, Rows: rows, Blob: blob}
		sums := make([]byte, sha256.Size*pageCount(len(data)))
		ix := &Index{tables: map[string]*Table{}}
		if ix.sections(padded, indexDirectory{Dictionaries: []indexEntry{entry}}, sums) != nil {
			return
		}
		for _, tab := range ix.tables {
			tab.pages = nil
		}
		readWhole(ix)
	})
}
