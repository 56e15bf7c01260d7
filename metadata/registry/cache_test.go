package registry_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/metadata/registry"
)

const cacheHeader = "Fornitore,Applicativo,Versione,Tipo Documento,Data validazione\n"

func TestCache(t *testing.T) {
	c := registry.OpenCache(t.TempDir())
	_, ok, err := c.Current()
	require.NoError(t, err)
	assert.False(t, ok)
	keep := func(row string) *registry.Registry {
		t.Helper()
		r, err := c.Import(t.Context(), strings.NewReader(cacheHeader+row+"\n"), "from "+row, "")
		require.NoError(t, err)
		return r
	}
	one := keep("ACME,LIS,1.0,LAB,2026-01-01")
	two := keep("ACME,LIS,2.0,LAB,2026-01-02")
	current, ok, err := c.Current()
	require.NoError(t, err)
	require.True(t, ok)
	assert.Equal(t, two.Digest, current.Digest)
	assert.Equal(t, "from ACME,LIS,2.0,LAB,2026-01-02", current.Source)
	assert.Equal(t, "2026-01-02", current.Date)
	assert.False(t, current.Imported.IsZero())
	r, err := registry.OpenCached(current)
	require.NoError(t, err)
	assert.True(t, r.Match("ACME", "LIS", "2.0").Found())

	used, err := c.Use(t.Context(), one.Digest[:20])
	require.NoError(t, err)
	assert.Equal(t, one.Digest, used.Digest)
	current, _, err = c.Current()
	require.NoError(t, err)
	assert.Equal(t, one.Digest, current.Digest)
	_, err = c.Use(t.Context(), "ffffffff")
	assert.Error(t, err)

	list, err := c.List()
	require.NoError(t, err)
	assert.Len(t, list, 2)
	removed, err := c.Prune(t.Context(), 0, []string{two.Digest})
	require.NoError(t, err)
	assert.Empty(t, removed, "pinned and current")
	removed, err = c.Prune(t.Context(), 1, nil)
	require.NoError(t, err)
	assert.Empty(t, removed)
	removed, err = c.Prune(t.Context(), 0, nil)
	require.NoError(t, err)
	require.Len(t, removed, 1)
	assert.Equal(t, two.Digest, removed[0].Digest)
	list, err = c.List()
	require.NoError(t, err)
	assert.Len(t, list, 1)
}

func TestCacheRefuses(t *testing.T) {
	c := registry.OpenCache(t.TempDir())
	good, err := c.Import(t.Context(), strings.NewReader(cacheHeader+"A,B,1,LAB,2026-01-01\n"), "", "")
	require.NoError(t, err)
	for name, bad := range map[string]string{"empty": "", "header only": cacheHeader, "web page": "<html></html>", "other columns": "a,b\n1,2\n"} {
		_, err := c.Import(t.Context(), strings.NewReader(bad), "", "")
		assert.Error(t, err, name)
	}
	_, err = c.Import(t.Context(), strings.NewReader(cacheHeader+"A,B,2,LAB,2026-01-01\n"), "", good.Digest)
	assert.ErrorContains(t, err, good.Digest)
	current, ok, err := c.Current()
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, good.Digest, current.Digest)

	require.NoError(t, os.WriteFile(current.Path, []byte(cacheHeader+"X,B,1,LAB,2026-01-01\n"), 0o644))
	_, err = registry.OpenCached(current)
	assert.ErrorIs(t, err, registry.ErrDamaged)
	_, err = c.Use(t.Context(), good.Digest)
	assert.ErrorIs(t, err, registry.ErrDamaged)
	require.NoError(t, os.Remove(current.Path))
	_, _, err = c.Current()
	assert.ErrorIs(t, err, registry.ErrDamaged, "a pointer to nothing is not the same as none")
}
