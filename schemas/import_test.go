package schemas_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/vocabulary"
)

func TestImport(t *testing.T) {
	dest := t.TempDir()
	f := sampleFiles()
	im, err := schemas.Import(f.zip(t, "lead/"), dest)
	require.NoError(t, err)
	assert.Equal(t, digestOf(f), im.Digest)
	assert.Equal(t, filepath.Join(dest, strings.TrimPrefix(im.Digest, "sha256:")), im.Dir)
	assert.False(t, im.Reused)
	assert.Equal(t, 3, im.Dictionaries)
	assert.Equal(t, 5, im.Codes)
	require.Len(t, im.Defects, 1)
	assert.Contains(t, im.Defects[0], "terminology/1.2.7.csv")
	current, err := schemas.Current(dest)
	require.NoError(t, err)
	assert.Equal(t, im.Dir, current)
	licence, err := os.ReadFile(filepath.Join(im.Dir, "LICENCE.txt"))
	require.NoError(t, err)
	assert.Equal(t, "free", string(licence))
	_, err = os.Stat(filepath.Join(im.Dir, "mongo-dump", "config_data.json"))
	assert.ErrorIs(t, err, os.ErrNotExist, "only what is read is copied")

	again, err := schemas.Import(f.write(t), dest)
	require.NoError(t, err)
	assert.True(t, again.Reused)
	assert.Equal(t, im.Dir, again.Dir)

	other, err := schemas.Import(f.with(files{"terminology/1.2.1.csv": "version,code\n,C\n"}).write(t), dest)
	require.NoError(t, err)
	assert.NotEqual(t, im.Digest, other.Digest)
	current, err = schemas.Current(dest)
	require.NoError(t, err)
	assert.Equal(t, other.Dir, current)

	// An imported catalog can be imported in turn.
	moved, err := schemas.Import(im.Dir, t.TempDir())
	require.NoError(t, err)
	assert.Equal(t, im.Digest, moved.Digest)

	names, err := os.ReadDir(dest)
	require.NoError(t, err)
	assert.Len(t, names, 4, "two catalogs, the pointer and the lock, nothing left over")
}

func TestImportReplacesDamaged(t *testing.T) {
	dest, src := t.TempDir(), sampleFiles().write(t)
	im, err := schemas.Import(src, dest)
	require.NoError(t, err)
	damage(t, filepath.Join(im.Dir, "schematron", "one_v9.0.sch"))
	c := open(t, im.Dir)
	_, ok, err := c.Schematron("9.9.1")
	assert.NoError(t, err, "the compiled file is whole")
	assert.True(t, ok)
	require.NoError(t, c.Close())
	require.NoError(t, os.Remove(filepath.Join(im.Dir, "catalog.fselint")))
	c = open(t, im.Dir)
	_, _, err = c.Schematron("9.9.1")
	assert.ErrorIs(t, err, schemas.ErrDamaged)
	st, err := c.Status()
	assert.Nil(t, st)
	assert.ErrorIs(t, err, schemas.ErrDamaged)
	require.NoError(t, c.Close())
	again, err := schemas.Import(src, dest)
	require.NoError(t, err)
	assert.False(t, again.Reused)
	_, ok, err = open(t, again.Dir).Schematron("9.9.1")
	assert.NoError(t, err)
	assert.True(t, ok)
}

// damage changes one byte in the middle of a file.
func damage(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	b[len(b)/2] ^= 1
	require.NoError(t, os.WriteFile(path, b, 0o644))
}

// TestDamagedCompiled damages the compiled file in every way: the answers stay the same, and the file is made again.
func TestDamagedCompiled(t *testing.T) {
	im, err := schemas.Import(sampleFiles().write(t), t.TempDir())
	require.NoError(t, err)
	path := filepath.Join(im.Dir, "catalog.fselint")
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	other, err := schemas.Import(sampleFiles().with(files{"terminology/1.2.1.csv": "version,code\n,C\n"}).write(t), t.TempDir())
	require.NoError(t, err)
	foreign, err := os.ReadFile(filepath.Join(other.Dir, "catalog.fselint"))
	require.NoError(t, err)
	older := bytes.Clone(good)
	older[8]++
	cases := map[string][]byte{"empty": {}, "cut": good[:len(good)-1], "another catalog's": foreign, "of another format": older, "absent": nil}
	for _, inside := range []string{"<schema>nine", "xs:schema", ",A,Alpha", "9.9.1", "dumped"} {
		changed := bytes.Clone(good)
		at := bytes.Index(good, []byte(inside))
		require.Positive(t, at, inside)
		changed[at] ^= 1 // in a section: noticed when it is used
		cases["changed in "+inside] = changed
	}
	for name, b := range cases {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.RemoveAll(path))
			if b != nil {
				require.NoError(t, os.WriteFile(path, b, 0o644))
			}
			for range 2 {
				c := open(t, im.Dir)
				useSample(t, c)
				st, err := c.Status()
				require.NoError(t, err)
				assert.NoError(t, st.Compiled)
				_ = c.Close()
			}
			now, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.True(t, bytes.Equal(good, now), "made again, the same bytes")
			left, err := filepath.Glob(filepath.Join(im.Dir, ".*"))
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
}

// useSample asks the sample catalog for all that it holds.
func useSample(t *testing.T, c *schemas.Catalog) {
	t.Helper()
	v, err := c.Vocabulary()
	require.NoError(t, err)
	o := v.Judge([]vocabulary.Code{{Code: "A", System: "1.2.1"}, {Code: "B", System: "1.2.1"}, {Code: "C", System: "1.2.1"}})
	assert.Equal(t, "Almeno uno dei seguenti vocaboli non è censito: [CodeSystem: 1.2.1, Codes: C]", o.Message)
	s, ok, err := c.Schematron("9.9.1")
	assert.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, "<schema>nine</schema>", string(s.Content))
	s, ok, err = c.Schematron("9.9.2")
	assert.NoError(t, err)
	assert.True(t, ok && s.FromDump)
	assert.Equal(t, "<schema>dumped</schema>", strings.TrimSpace(string(s.Content)))
	set, ok, err := c.SchemaSet("TYPE_A")
	assert.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>", string(set.Files["CDA.xsd"]))
	m, ok, known, err := c.Engine("9.9.1")
	assert.NoError(t, err)
	assert.True(t, ok && known)
	assert.Equal(t, "first", m.URI)
	assert.Equal(t, "2026-01-02", c.Date())
}

// TestReadOnlyCache opens a catalog without its compiled file where none can be written.
func TestReadOnlyCache(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("nothing is read-only here")
	}
	im, err := schemas.Import(sampleFiles().write(t), t.TempDir())
	require.NoError(t, err)
	require.NoError(t, os.Remove(filepath.Join(im.Dir, "catalog.fselint")))
	require.NoError(t, os.Chmod(im.Dir, 0o555))
	t.Cleanup(func() { _ = os.Chmod(im.Dir, 0o755) })
	c := open(t, im.Dir)
	useSample(t, c)
	st, err := c.Status()
	require.NoError(t, err)
	assert.ErrorContains(t, st.Compiled, "could not be made again")
}

func TestDamagedManifest(t *testing.T) {
	im, err := schemas.Import(sampleFiles().write(t), t.TempDir())
	require.NoError(t, err)
	path := filepath.Join(im.Dir, "fselint-catalog.json")
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, bad := range []string{"", "{", "{}", strings.Replace(string(good), im.Digest, "sha256:00", 1), strings.Replace(string(good), `"path": "schema`, `"path": "../schema`, 1)} {
		require.NoError(t, os.WriteFile(path, []byte(bad), 0o644))
		_, err := schemas.Open(im.Dir)
		assert.Error(t, err)
	}
}

func TestLocate(t *testing.T) {
	cache := t.TempDir()
	switch runtime.GOOS {
	case "linux":
		t.Setenv("XDG_CACHE_HOME", cache)
	case "windows":
		t.Setenv("LocalAppData", cache)
	default:
		t.Setenv("HOME", cache)
	}
	none := func(string) string { return "" }
	path, origin, err := schemas.Locate("", none)
	require.NoError(t, err)
	assert.Equal(t, schemas.OriginStarter, origin)
	assert.Empty(t, path)

	im, err := schemas.Import(sampleFiles().write(t), "")
	require.NoError(t, err)
	path, origin, err = schemas.Locate("", none)
	require.NoError(t, err)
	assert.Equal(t, schemas.OriginCache, origin)
	assert.Equal(t, im.Dir, path)

	env := func(name string) string { return map[string]string{schemas.EnvCatalog: "/from/env"}[name] }
	path, origin, err = schemas.Locate("", env)
	require.NoError(t, err)
	assert.Equal(t, schemas.OriginEnv, origin)
	assert.Equal(t, "/from/env", path)
	path, origin, err = schemas.Locate("/from/flag", env)
	require.NoError(t, err)
	assert.Equal(t, schemas.OriginFlag, origin)
	assert.Equal(t, "/from/flag", path)

	pointer := filepath.Join(filepath.Dir(im.Dir), "current")
	for _, bad := range []string{"", "../..", strings.Repeat("a", 64)} {
		require.NoError(t, os.WriteFile(pointer, []byte(bad), 0o644))
		_, _, err = schemas.Locate("", none)
		assert.Error(t, err, "a pointer to nothing must not fall back to the starter: %q", bad)
	}
}

func TestImportNational(t *testing.T) {
	dir := shared.Dir(t, "catalog")
	im, err := schemas.Import(dir, t.TempDir())
	require.NoError(t, err)
	assert.Empty(t, im.Defects)
	assert.Equal(t, 64, im.Dictionaries)
	digest, err := open(t, dir).Digest()
	require.NoError(t, err)
	assert.Equal(t, digest, im.Digest)
}

// useAsCheck asks for what a check of one document asks for.
func useAsCheck(tb testing.TB, path string) {
	c, err := schemas.Open(path)
	require.NoError(tb, err)
	_, ok, err := c.SchemaSet("POCD_MT000040UV02")
	require.NoError(tb, err)
	require.True(tb, ok)
	_, ok, err = c.Schematron("2.16.840.1.113883.2.9.10.1.9.1")
	require.NoError(tb, err)
	require.True(tb, ok)
	_, _, _, err = c.Engine("2.16.840.1.113883.2.9.10.1.9.1")
	require.NoError(tb, err)
	v, err := c.Vocabulary()
	require.NoError(tb, err)
	v.Judge([]vocabulary.Code{{Code: "401.9", System: "2.16.840.1.113883.6.103"}, {Code: "N", System: "2.16.840.1.113883.5.25"}})
	require.NoError(tb, c.Close())
}

func BenchmarkOpenAndUse(b *testing.B) {
	dir := shared.Dir(b, "catalog")
	im, err := schemas.Import(dir, b.TempDir())
	require.NoError(b, err)
	for _, c := range []struct{ name, path string }{{"directory", dir}, {"imported", im.Dir}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				useAsCheck(b, c.path)
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	dir := shared.Dir(b, "catalog")
	for b.Loop() {
		c, err := schemas.Open(dir)
		require.NoError(b, err)
		require.NoError(b, c.Close())
	}
}

func BenchmarkDigest(b *testing.B) {
	dir := shared.Dir(b, "catalog")
	for b.Loop() {
		c, err := schemas.Open(dir)
		require.NoError(b, err)
		_, err = c.Digest()
		require.NoError(b, err)
		require.NoError(b, c.Close())
	}
}

// BenchmarkImport is an import of the published catalog with a LOINC of 120,000 and a drug list of 150,000 codes added.
func BenchmarkImport(b *testing.B) {
	dir := b.TempDir()
	require.NoError(b, os.CopyFS(dir, os.DirFS(shared.Dir(b, "catalog"))))
	for system, n := range map[string]int{"2.16.840.1.113883.6.1": 120_000, "2.16.840.1.113883.2.9.6.1.5": 150_000} {
		var csv strings.Builder
		csv.WriteString("version,code,description,release_date\n")
		version := map[bool]string{true: "2.82"}[n == 120_000]
		for i := range n {
			fmt.Fprintf(&csv, "%s,%d-%d,\"Substance %d [Mass/volume] in serum or plasma, by method %d\",2026-04-16\n", version, i, i%10, i, i%7)
		}
		require.NoError(b, os.WriteFile(filepath.Join(dir, "terminology", system+".csv"), []byte(csv.String()), 0o644))
	}
	var last *schemas.Imported
	b.Run("import", func(b *testing.B) {
		for b.Loop() {
			var err error
			last, err = schemas.Import(dir, b.TempDir())
			require.NoError(b, err)
		}
	})
	if last == nil {
		return
	}
	last, err := schemas.Import(dir, b.TempDir())
	require.NoError(b, err)
	for _, c := range []struct{ name, path string }{{"cold from directory", dir}, {"cold from import", last.Dir}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c, err := schemas.Open(c.path)
				require.NoError(b, err)
				v, err := c.Vocabulary()
				require.NoError(b, err)
				o := v.Judge([]vocabulary.Code{{Code: "777-7", System: "2.16.840.1.113883.6.1"}, {Code: "149999-9", System: "2.16.840.1.113883.2.9.6.1.5"}})
				require.True(b, o.OK && len(o.Unchecked) == 0)
				require.NoError(b, c.Close())
			}
		})
	}
}

// TestImportComplete refuses what cannot be compiled, and names every part with its place.
func TestImportComplete(t *testing.T) {
	dest := t.TempDir()
	_, err := schemas.ImportWith(t.Context(), sampleFiles().write(t), dest, schemas.ImportOptions{Complete: true})
	require.ErrorIs(t, err, schemas.ErrIncomplete)
	for _, want := range []string{"terminology/1.2.7.csv: line ", "schematron/one_v9.0.sch:1:"} {
		assert.ErrorContains(t, err, want)
	}
	current, err := schemas.Current(dest)
	require.NoError(t, err)
	assert.Empty(t, current)

	im, err := schemas.Import(sampleFiles().write(t), dest)
	require.NoError(t, err)
	assert.Len(t, im.Unusable, 3, "a dictionary and two Schematrons")

	// Nothing that was there changes where time runs out.
	_, err = schemas.ImportWith(t.Context(), sampleFiles().with(files{"terminology/1.2.1.csv": "version,code\n,C\n"}).write(t), dest, schemas.ImportOptions{Time: 1})
	require.ErrorIs(t, err, schemas.ErrCompileTime)
	current, err = schemas.Current(dest)
	require.NoError(t, err)
	assert.Equal(t, im.Dir, current)
}
