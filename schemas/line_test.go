package schemas_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/schemas"
)

// TestLines: every line has a current catalog of its own, and none is pruned.
func TestLines(t *testing.T) {
	dest := t.TempDir()
	for name, want := range map[string]schemas.Line{"": schemas.MainLine, "main": schemas.MainLine, "uat": schemas.UATLine} {
		line, ok := schemas.ParseLine(name)
		assert.True(t, ok, name)
		assert.Equal(t, want, line)
	}
	_, ok := schemas.ParseLine("test")
	assert.False(t, ok)

	digest := map[schemas.Line]string{}
	for _, l := range schemas.Lines() {
		current, err := l.Current(dest)
		require.NoError(t, err)
		assert.Empty(t, current)
		f := sampleFiles().with(files{"terminology/1.2.1.csv": "version,code\n," + string(l) + "\n"})
		im, err := schemas.ImportWith(t.Context(), f.write(t), dest, schemas.ImportOptions{Line: l})
		require.NoError(t, err)
		digest[l] = im.Digest
		current, err = l.Current(dest)
		require.NoError(t, err)
		assert.Equal(t, im.Dir, current)
	}
	older, err := schemas.ImportWith(t.Context(), sampleFiles().write(t), dest, schemas.ImportOptions{Line: schemas.UATLine})
	require.NoError(t, err)
	_, err = schemas.UATLine.Use(t.Context(), dest, digest[schemas.UATLine])
	require.NoError(t, err)
	pruned, err := schemas.Prune(t.Context(), dest, 0, nil)
	require.NoError(t, err)
	for _, p := range pruned {
		assert.Equal(t, p.Digest == older.Digest, p.Removed, p.Digest)
	}
	list, err := schemas.List(dest)
	require.NoError(t, err)
	require.Len(t, list, 2)
	for _, c := range list {
		require.Len(t, c.Lines, 1)
		assert.Equal(t, digest[c.Lines[0]], c.Digest)
		assert.Equal(t, c.Lines[0] == schemas.MainLine, c.Current)
	}

	none := func(string) string { return "" }
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	_, origin, err := schemas.MainLine.Locate("", none)
	assert.NoError(t, err)
	assert.Equal(t, schemas.OriginStarter, origin)
	for _, flag := range []string{"", "uat"} {
		_, _, err = schemas.UATLine.Locate(flag, none)
		assert.ErrorIs(t, err, schemas.ErrNoLine, flag)
	}
	path, _, err := schemas.UATLine.Locate(dest, none)
	assert.NoError(t, err)
	assert.Equal(t, dest, path)
}
