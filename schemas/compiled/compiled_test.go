package compiled

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var large = bytes.Repeat([]byte("0123456789"), 10_000)

func sampleFile(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "x")
	f, err := os.Create(path)
	require.NoError(tb, err)
	w := NewWriter(f)
	require.NoError(tb, w.Add("empty", nil))
	require.NoError(tb, w.Add("large", map[string]int{"n": 7}, large[:5], nil, large[5:]))
	require.NoError(tb, w.Add("small", nil, []byte("text")))
	require.ErrorContains(tb, w.Add("small", nil), "twice")
	require.NoError(tb, w.Close(sha256.Sum256([]byte("key"))))
	require.NoError(tb, f.Close())
	return path
}

func TestFile(t *testing.T) {
	f, err := Open(sampleFile(t))
	require.NoError(t, err)
	assert.Equal(t, sha256.Sum256([]byte("key")), f.Key())
	assert.Equal(t, []string{"empty", "large", "small"}, f.Names())
	assert.Nil(t, f.Section("other"))
	for name, want := range map[string][]byte{"empty": {}, "large": large, "small": []byte("text")} {
		b, err := f.Section(name).Bytes()
		require.NoError(t, err)
		assert.Equal(t, len(want), f.Section(name).Size())
		assert.True(t, bytes.Equal(want, b))
	}
	var note struct{ N int }
	require.NoError(t, f.Section("large").Note(&note))
	assert.Equal(t, 7, note.N)
	assert.ErrorIs(t, f.Section("small").Note(&note), ErrDamaged)
	for _, span := range [][2]int{{-1, 1}, {0, -1}, {0, 5}, {5, 0}, {1 << 62, 1 << 62}} {
		assert.ErrorIs(t, f.Section("small").Verify(span[0], span[1]), ErrDamaged)
	}
	require.NoError(t, f.Close())
	require.NoError(t, f.Close(), "twice")
}

// TestEveryByteCounts changes each byte of the header and the directory, and some of the sections, one at a time: either
// the file does not open or the section does not read, and what reads is what was written.
func TestEveryByteCounts(t *testing.T) {
	good, err := os.ReadFile(sampleFile(t))
	require.NoError(t, err)
	at := int(binary.LittleEndian.Uint64(good[24:]))
	for i := range good {
		if i > headerSize+20 && i < at-20 && i%4099 != 0 {
			continue
		}
		b := bytes.Clone(good)
		b[i] ^= 0x10
		f, err := parse(b)
		if err != nil {
			assert.ErrorIs(t, err, ErrDamaged)
			continue
		}
		if i >= 72 && i < headerSize {
			assert.NotEqual(t, sha256.Sum256([]byte("key")), f.Key())
			continue
		}
		_, errLarge := f.Section("large").Bytes()
		_, errSmall := f.Section("small").Bytes()
		if errLarge == nil && errSmall == nil {
			t.Fatalf("byte %d changed and nobody noticed", i)
		}
	}
	for n := range len(good) {
		if n < 300 || n%997 == 0 {
			_, err := parse(good[:n])
			assert.ErrorIs(t, err, ErrDamaged, "cut to %d", n)
		}
	}
}

// TestOnlyWhatIsTouched reads a sound page beside a damaged one.
func TestOnlyWhatIsTouched(t *testing.T) {
	b, err := os.ReadFile(sampleFile(t))
	require.NoError(t, err)
	b[headerSize+2*pageSize] ^= 1
	f, err := parse(b)
	require.NoError(t, err)
	s := f.Section("large")
	assert.NoError(t, s.Verify(0, 2*pageSize))
	assert.ErrorIs(t, s.Verify(0, 2*pageSize+1), ErrDamaged)
	assert.NoError(t, s.Verify(3*pageSize, 1))
}

func TestOpenNothing(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(filepath.Join(dir, "absent"))
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = Open(dir)
	assert.Error(t, err)
	empty := filepath.Join(dir, "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	_, err = Open(empty)
	assert.ErrorIs(t, err, ErrDamaged)
}

// FuzzParse opens damaged files, also such as have the right digest of a wrong directory, and reads all there is.
func FuzzParse(f *testing.F) {
	good, err := os.ReadFile(sampleFile(f))
	require.NoError(f, err)
	f.Add(good, []byte(nil))
	f.Add(good[:len(good)-10], []byte(nil))
	f.Add(good, []byte(`[{"name":"a","offset":112,"size":5}]`))
	f.Add(good, []byte(`[{"name":"a","offset":9223372036854775807,"size":9223372036854775807}]`))
	f.Fuzz(func(t *testing.T, b, dir []byte) {
		if len(b) >= headerSize && len(dir) > 0 {
			b = append(bytes.Clone(b), dir...)
			copy(b, magic)
			binary.LittleEndian.PutUint32(b[8:], format)
			binary.LittleEndian.PutUint32(b[12:], pageSize)
			binary.LittleEndian.PutUint64(b[16:], uint64(len(b)))
			binary.LittleEndian.PutUint64(b[24:], uint64(len(b)-len(dir)))
			binary.LittleEndian.PutUint32(b[32:], uint32(len(dir)))
			binary.LittleEndian.PutUint32(b[36:], 0)
			sum := sha256.Sum256(dir)
			copy(b[40:], sum[:])
		}
		file, err := parse(b)
		if err != nil {
			return
		}
		for _, name := range file.Names() {
			_, _ = file.Section(name).Bytes()
			_ = file.Section(name).Note(new(any))
			_ = file.Section(name).Verify(len(b), 1)
		}
	})
}
