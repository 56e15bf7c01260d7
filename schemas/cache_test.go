package schemas_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/schemas"
)

// importState imports a variant of the sample.
func importState(tb testing.TB, dest, code string) *schemas.Imported {
	tb.Helper()
	im, err := schemas.Import(sampleFiles().with(files{"terminology/1.2.1.csv": "version,code\n," + code + "\n"}).write(tb), dest)
	require.NoError(tb, err)
	return im
}

func TestSideBySide(t *testing.T) {
	dest := t.TempDir()
	one, two := importState(t, dest, "ONE"), importState(t, dest, "TWO")
	list, err := schemas.List(dest)
	require.NoError(t, err)
	require.Len(t, list, 2)
	for _, c := range list {
		assert.NoError(t, c.Err)
		assert.Equal(t, c.Digest == two.Digest, c.Current)
		assert.Equal(t, "2026-01-02", c.Date)
		assert.NotZero(t, c.Bytes)
	}
	found, err := schemas.Find(dest, one.Digest[:len("sha256:")+8])
	require.NoError(t, err)
	assert.Equal(t, one.Dir, found.Dir)
	_, err = schemas.Find(dest, strings.Repeat("0", 64))
	assert.ErrorIs(t, err, digeststore.ErrUnknown)

	used, err := schemas.Use(t.Context(), dest, one.Digest)
	require.NoError(t, err)
	assert.True(t, used.Current)
	current, err := schemas.Current(dest)
	require.NoError(t, err)
	assert.Equal(t, one.Dir, current)

	damage(t, filepath.Join(two.Dir, "schematron", "one_v9.0.sch"))
	_, err = schemas.Use(t.Context(), dest, two.Digest)
	assert.ErrorIs(t, err, schemas.ErrDamaged, "what is used is read whole first")
	current, err = schemas.Current(dest)
	require.NoError(t, err)
	assert.Equal(t, one.Dir, current)
}

func TestPrune(t *testing.T) {
	dest := t.TempDir()
	var all []*schemas.Imported
	for _, code := range []string{"A", "B", "C", "D", "E"} {
		all = append(all, importState(t, dest, code))
	}
	opened, err := schemas.Open(all[0].Dir)
	require.NoError(t, err)
	broken := filepath.Join(dest, strings.Repeat("d", 64))
	require.NoError(t, os.Mkdir(broken, 0o755))
	state := func(pruned []schemas.Pruned) (removed, inUse int) {
		for _, p := range pruned {
			if p.Removed {
				removed++
			}
			if p.InUse {
				inUse++
			}
		}
		return removed, inUse
	}
	pruned, err := schemas.Prune(t.Context(), dest, 10, nil)
	require.NoError(t, err)
	removed, _ := state(pruned)
	assert.Equal(t, 1, removed)
	assert.NoDirExists(t, broken, "what is no catalog is of no use")

	pruned, err = schemas.Prune(t.Context(), dest, 0, []string{all[1].Digest})
	require.NoError(t, err)
	removed, inUse := state(pruned)
	assert.Equal(t, 2, removed)
	assert.Equal(t, 1, inUse)
	assert.DirExists(t, all[0].Dir, "open")
	assert.DirExists(t, all[1].Dir, "pinned")
	assert.DirExists(t, all[4].Dir, "current")
	useSampleSchematron(t, opened)
	require.NoError(t, opened.Close())

	pruned, err = schemas.Prune(t.Context(), dest, 0, nil)
	require.NoError(t, err)
	removed, _ = state(pruned)
	assert.Equal(t, 2, removed)
	left, err := schemas.List(dest)
	require.NoError(t, err)
	require.Len(t, left, 1)
	assert.Equal(t, all[4].Digest, left[0].Digest)
}

func useSampleSchematron(t *testing.T, c *schemas.Catalog) {
	t.Helper()
	s, ok, err := c.Schematron("9.9.1")
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, "<schema>nine</schema>", string(s.Content))
}

// TestImportsAtOnce imports the same and other catalogs at once, while others open what is current.
func TestImportsAtOnce(t *testing.T) {
	dest := t.TempDir()
	importState(t, dest, "FIRST")
	sources := map[string]string{}
	for _, code := range []string{"A", "B"} {
		sources[code] = sampleFiles().with(files{"terminology/1.2.1.csv": "version,code\n," + code + "\n"}).write(t)
	}
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		for _, src := range sources {
			writers.Go(func() {
				_, err := schemas.Import(src, dest)
				assert.NoError(t, err)
			})
		}
	}
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				dir, err := schemas.Current(dest)
				if !assert.NoError(t, err) {
					return
				}
				c, err := schemas.Open(dir)
				if !assert.NoError(t, err) {
					return
				}
				_, _, err = c.Schematron("9.9.1")
				assert.NoError(t, err)
				assert.NoError(t, c.Close())
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	left, err := filepath.Glob(filepath.Join(dest, ".import-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestImportOptions(t *testing.T) {
	dest, src := t.TempDir(), sampleFiles().write(t)
	_, err := schemas.ImportWith(t.Context(), src, dest, schemas.ImportOptions{Digest: "sha256:" + strings.Repeat("0", 64)})
	assert.ErrorIs(t, err, schemas.ErrDigest)
	_, err = schemas.ImportWith(t.Context(), src, dest, schemas.ImportOptions{Test: func(*schemas.Catalog) error { return os.ErrInvalid }})
	assert.ErrorIs(t, err, os.ErrInvalid)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = schemas.ImportWith(gone, src, dest, schemas.ImportOptions{})
	assert.ErrorIs(t, err, context.Canceled)
	current, err := schemas.Current(dest)
	require.NoError(t, err)
	assert.Empty(t, current)
	im, err := schemas.ImportWith(t.Context(), src, dest, schemas.ImportOptions{Source: "https://example.org/c", Digest: digestOf(sampleFiles())})
	require.NoError(t, err)
	list, err := schemas.List(dest)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, "https://example.org/c", list[0].Source)
	assert.Equal(t, im.Digest, list[0].Digest)
}

func TestExport(t *testing.T) {
	reg := &schemas.ExportedRegistry{Content: []byte("a,b\n"), Digest: digestOfBytes("a,b\n"), Source: "https://example.org/r", Date: "2026-01-01"}
	export := func(c *schemas.Catalog, reg *schemas.ExportedRegistry) []byte {
		t.Helper()
		var b bytes.Buffer
		require.NoError(t, c.Export(&b, reg))
		return b.Bytes()
	}
	src := sampleFiles().write(t)
	im, err := schemas.Import(src, t.TempDir())
	require.NoError(t, err)
	fromDirectory, fromImport := export(open(t, src), reg), export(open(t, im.Dir), reg)
	assert.True(t, bytes.Equal(fromDirectory, fromImport), "the same state gives the same bytes")
	zipped := export(open(t, sampleFiles().zip(t, "lead/")), reg)
	assert.True(t, bytes.Equal(fromDirectory, zipped))

	path := save(t, "export.tar", fromImport)
	c := open(t, path)
	travelled, err := c.ExportedRegistry()
	require.NoError(t, err)
	assert.Equal(t, reg, travelled)
	again, err := schemas.Import(path, t.TempDir())
	require.NoError(t, err)
	assert.Equal(t, im.Digest, again.Digest)
	assert.True(t, bytes.Equal(fromImport, export(open(t, again.Dir), reg)), "and comes back as it went")
	none, err := open(t, save(t, "bare.tar", export(c, nil))).ExportedRegistry()
	require.NoError(t, err)
	assert.Nil(t, none)

	assert.ErrorIs(t, c.Export(&bytes.Buffer{}, &schemas.ExportedRegistry{Content: []byte("x"), Digest: reg.Digest}), schemas.ErrDigest)
	for name, change := range map[string][2]string{
		"catalog":     {"<schema>nine", "<schema>mine"},
		"code":        {",A,Alpha", ",Z,Alpha"},
		"note":        {`"digest": "sha256:`, `"digest": "sha256:f`},
		"schema":      {"fselint/export/v1", "fselint/export/v9"},
		"not a note":  {`"schema"`, `{schema"`},
		"only a name": {"terminology/1.2.1.csv", "terminology/1.2.0.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := bytes.Replace(fromImport, []byte(change[0]), []byte(change[1]), 1)
			require.NotEqual(t, fromImport, changed)
			dest := t.TempDir()
			_, err := schemas.Import(save(t, "x.tar", changed), dest)
			assert.Error(t, err)
			current, err := schemas.Current(dest)
			require.NoError(t, err)
			assert.Empty(t, current)
		})
	}
	changed := bytes.Replace(fromImport, []byte("a,b\n"), []byte("a,c\n"), 1)
	_, err = open(t, save(t, "x.tar", changed)).ExportedRegistry()
	assert.ErrorIs(t, err, schemas.ErrDamaged)
}

func digestOfBytes(s string) string { return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(s))) }
