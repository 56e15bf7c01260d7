package vocabulary_test

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/schemas/compiled"
	"github.com/fselint/fselint/schemas/vocabulary"
)

func table(tb testing.TB, csv string) *vocabulary.Table {
	tb.Helper()
	t, err := vocabulary.ReadCSV([]byte(csv))
	require.NoError(tb, err)
	return t
}

func TestReadCSV(t *testing.T) {
	for name, c := range map[string]struct {
		csv  string
		want [][3]string
	}{
		"as published":         {"version,code,description,release_date\r\n1.0,A,first,2020-01-01\r\n1.0,B,\"x, y\",\r\n", [][3]string{{"1.0", "A", "first"}, {"1.0", "B", "x, y"}}},
		"no version":           {"version,code,description\n\"\",A,first\n,B,second\n", [][3]string{{"", "A", "first"}, {"", "B", "second"}}},
		"byte order mark":      {"\xEF\xBB\xBFversion,code\n1,A\n", [][3]string{{"1", "A", ""}}},
		"columns in any order": {"description,Code , VERSION\nfirst,A,1\n", [][3]string{{"1", "A", "first"}}},
		"doubled quotes":       {"version,code,description\n1,\"a\"\"b\",\"say \"\"x\"\"\"\n", [][3]string{{"1", `a"b`, `say "x"`}}},
		"line end in quotes":   {"version,code,description\n1,A,\"one\r\ntwo\"\n1,B,three", [][3]string{{"1", "A", "one\r\ntwo"}, {"1", "B", "three"}}},
		"no code":              {"version,code\n1,\n1,A\n", [][3]string{{"1", "A", ""}}},
		"empty lines":          {"\nversion,code\n\n1,A\n\r\n1,B\n\n", [][3]string{{"1", "A", ""}, {"1", "B", ""}}},
		"first of two":         {"version,code,description\n1,A,x\n1,A,y\n2,A,z\n", [][3]string{{"1", "A", "x"}, {"2", "A", "z"}}},
		"blanks count":         {"version,code\n1, A\n1,A\n1,a\n", [][3]string{{"1", " A", ""}, {"1", "A", ""}, {"1", "a", ""}}},
		"header only":          {"version,code\n", nil},
		"quote inside":         {"version,code,description\n1,A,5\" tube\n", [][3]string{{"1", "A", `5" tube`}}},
		"lone carriage return": {"version,code,description\n1,A,x\ry\n", [][3]string{{"1", "A", "x\ry"}}},
	} {
		t.Run(name, func(t *testing.T) {
			var got [][3]string
			tab := table(t, c.csv)
			require.NoError(t, tab.Each(func(v, code, d string) bool {
				got = append(got, [3]string{v, code, d})
				return true
			}))
			assert.Equal(t, c.want, got)
			assert.Equal(t, len(c.want), tab.Len())
			for _, w := range c.want {
				found, err := tab.Has(w[0], w[1])
				assert.NoError(t, err)
				assert.True(t, found, w)
			}
		})
	}
	for name, c := range map[string]struct{ csv, want string }{
		"empty":             {"", "empty file"},
		"another list":      {"a,b\n1,2\n", "not a dictionary"},
		"endless quote":     {"version,code\n1,\"A\n1,B\n", "line 2: a quoted field never ends"},
		"text after quote":  {"version,code\n1,A\n1,\"A\"x\n", "line 3: text after a closing quote"},
		"row too short":     {"version,code\n1,A\n2\n", "line 3: the row has 1 fields only"},
		"endless in header": {"\"version,code\n", "line 1: a quoted field never ends"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := vocabulary.ReadCSV([]byte(c.csv))
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestLookup(t *testing.T) {
	tab := table(t, "version,code,description\n1,A,one\n2,A,two\n2,B,three\n")
	for _, c := range []struct {
		version, code, display string
		found                  bool
	}{
		{"1", "A", "one", true}, {"2", "A", "two", true}, {"", "A", "one", true}, {"", "B", "three", true},
		{"1", "B", "", false}, {"3", "A", "", false}, {"1", "a", "", false}, {"1", "A ", "", false}, {"", "", "", false},
	} {
		display, found, err := tab.Display(c.version, c.code)
		assert.NoError(t, err)
		assert.Equal(t, c.found, found, c)
		assert.Equal(t, c.display, display, c)
	}
	assert.Equal(t, []string{"1", "2"}, tab.Versions())
}

// TestManyCodes reads every code of a large index back, so across pages.
func TestManyCodes(t *testing.T) {
	path := synthetic(t, 5_000)
	ix, err := openIndex(path)
	require.NoError(t, err)
	defer ix.Close()
	assert.Equal(t, 5_000, ix.Table("1.2").Len())
	n := 0
	require.NoError(t, ix.Table("1.2").Each(func(v, code, d string) bool {
		got, found, err := ix.Table("1.2").Display(v, code)
		n++
		return assert.NoError(t, err) && assert.True(t, found) && assert.Equal(t, d, got)
	}))
	assert.Equal(t, 5_000, n)
}

func writeIndex(tb testing.TB, path string, tables map[string]*vocabulary.Table) {
	tb.Helper()
	f, err := os.Create(path)
	require.NoError(tb, err)
	w := compiled.NewWriter(f)
	var systems []string
	for s := range tables {
		systems = append(systems, s)
	}
	slices.Sort(systems)
	for _, s := range systems {
		require.NoError(tb, tables[s].Write(w, s))
	}
	require.NoError(tb, w.Close(sha256.Sum256([]byte("catalog"))))
	require.NoError(tb, f.Close())
}

// index is a compiled file that holds nothing but tables.
type index struct {
	*compiled.File
	tables map[string]*vocabulary.Table
}

func openIndex(path string) (*index, error) {
	f, err := compiled.Open(path)
	if err != nil {
		return nil, err
	}
	ix := &index{f, map[string]*vocabulary.Table{}}
	for _, name := range f.Names() {
		if ix.tables[name], err = vocabulary.OpenSection(f.Section(name)); err != nil {
			return nil, err
		}
	}
	return ix, nil
}

func (ix *index) Table(system string) *vocabulary.Table { return ix.tables[system] }

func sampleIndex(tb testing.TB) string {
	path := filepath.Join(tb.TempDir(), "vocabulary.idx")
	writeIndex(tb, path, map[string]*vocabulary.Table{
		"1.2": table(tb, "version,code,description\n1,A,one\n2,A,two\n2,B,\"a \"\"quoted\"\" one\"\n"),
		"1.3": table(tb, "version,code,description\n"),
		"1.4": table(tb, "version,code,description\n,X,ex\n"),
	})
	return path
}

func TestIndex(t *testing.T) {
	ix, err := openIndex(sampleIndex(t))
	require.NoError(t, err)
	defer ix.Close()
	assert.Equal(t, []string{"1.2", "1.3", "1.4"}, ix.Names())
	assert.Equal(t, sha256.Sum256([]byte("catalog")), ix.Key())
	assert.Nil(t, ix.Table("1.5"))
	display, found, err := ix.Table("1.2").Display("", "B")
	assert.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, `a "quoted" one`, display)
	found, err = ix.Table("1.3").Has("", "B")
	assert.NoError(t, err)
	assert.False(t, found)
	again, err := os.Create(filepath.Join(t.TempDir(), "again"))
	require.NoError(t, err)
	defer again.Close()
	assert.Error(t, ix.Table("1.2").Write(compiled.NewWriter(again), "again"))
}

// TestDamage changes every byte of an index in turn: either it is not opened, or a look-up says so, or the byte does not
// matter to that look-up.
func TestDamage(t *testing.T) {
	good, err := os.ReadFile(sampleIndex(t))
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "damaged.idx")
	for i := range good {
		bad := slices.Clone(good)
		bad[i] ^= 0x55
		require.NoError(t, os.WriteFile(path, bad, 0o600))
		ix, err := openIndex(path)
		if err != nil {
			assert.ErrorIs(t, err, vocabulary.ErrDamaged)
			continue
		}
		sound := 0
		for _, system := range ix.Names() {
			if err := ix.Table(system).Each(func(string, string, string) bool { return true }); err == nil {
				_, err = ix.Table(system).Has("", "A")
				if err == nil {
					sound++
				}
			} else {
				assert.ErrorIs(t, err, vocabulary.ErrDamaged)
			}
		}
		catalogByte := i >= 72 && i < 104
		if !catalogByte {
			assert.Less(t, sound, 3, "byte %d", i)
		}
		require.NoError(t, ix.Close())
	}
	for _, n := range []int{0, 1, 50, 103, 104, len(good) - 1} {
		require.NoError(t, os.WriteFile(path, good[:n], 0o600))
		_, err := openIndex(path)
		assert.ErrorIs(t, err, vocabulary.ErrDamaged, "%d bytes", n)
	}
}
