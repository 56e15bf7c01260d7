package schemas_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/schemas"
)

// TestHostileArchives puts one bad entry each beside a good one, in every kind of archive.
func TestHostileArchives(t *testing.T) {
	for name, c := range map[string]struct {
		entries []string
		link    bool
		want    string
	}{
		"parent":            {entries: []string{"../x"}, want: "leads out of the archive"},
		"parent inside":     {entries: []string{"schema/../../x"}, want: "leads out of the archive"},
		"absolute":          {entries: []string{"/etc/x"}, want: "leads out of the archive"},
		"empty element":     {entries: []string{"schema//x"}, want: "leads out of the archive"},
		"backslash":         {entries: []string{`schema\..\x`}, want: "gives a meaning"},
		"drive":             {entries: []string{"C:x"}, want: "gives a meaning"},
		"control":           {entries: []string{"schema/a\nb"}, want: "no file name should have"},
		"not UTF-8":         {entries: []string{"schema/a\xff"}, want: "no file name should have"},
		"trailing dot":      {entries: []string{"schema/x."}, want: "ends in a dot"},
		"long":              {entries: []string{strings.Repeat("d/", 600) + "x"}, want: "too long"},
		"twice":             {entries: []string{"schema/A/CDA.xsd"}, want: "occurs twice"},
		"differ by case":    {entries: []string{"schema/A/cda.XSD"}, want: "differ in letter case only"},
		"folder by case":    {entries: []string{"SCHEMA/x"}, want: "differ in letter case only"},
		"composed":          {entries: []string{"schematron/\u00e8", "schematron/e\u0300"}, want: "differ in letter case only"},
		"file as folder":    {entries: []string{"schema/A/CDA.xsd/x"}, want: "occurs twice"},
		"folder as file":    {entries: []string{"schema/A"}, want: "occurs twice"},
		"link":              {entries: []string{"schematron/x.sch"}, link: true, want: "link or special file"},
		"too many":          {entries: []string{"1", "2", "3", "4", "5", "6"}, want: "more than 8 entries"},
		"too large":         {entries: []string{"large"}, want: "the limit is 1000"},
		"too much together": {entries: []string{"most1", "most2", "most3"}, want: "in all"},
	} {
		t.Run(name, func(t *testing.T) {
			limits := schemas.Limits{Files: 8, File: 1000, Total: 2000}
			check := func(path string) {
				t.Helper()
				opened, err := schemas.Open(path, schemas.WithLimits(limits))
				if assert.Error(t, err) {
					assert.ErrorIs(t, err, schemas.ErrUnsafe)
					assert.ErrorContains(t, err, c.want)
				} else {
					_ = opened.Close()
				}
				dir := t.TempDir()
				_, err = schemas.Import(path, dir, schemas.WithLimits(limits))
				assert.Error(t, err)
				left, err := os.ReadDir(dir)
				assert.NoError(t, err)
				assert.Empty(t, left)
			}
			check(save(t, "x.zip", hostileZip(t, c.entries, c.link)))
			archive := hostileTar(t, c.entries, c.link)
			check(save(t, "x.tar", archive))
			check(save(t, "x.tgz", gzipped(t, archive)))
		})
	}
}

func contentOf(entry string) []byte {
	switch {
	case entry == "large":
		return make([]byte, 1001)
	case strings.HasPrefix(entry, "most"):
		return make([]byte, 900)
	}
	return []byte("x")
}

func hostileZip(t *testing.T, entries []string, link bool) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range append([]string{"schema/A/CDA.xsd"}, entries...) {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		h.SetMode(0o644)
		if link && name != "schema/A/CDA.xsd" {
			h.SetMode(fs.ModeSymlink | 0o777)
		}
		w, err := z.CreateHeader(h)
		require.NoError(t, err)
		_, err = w.Write(contentOf(name))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func hostileTar(t *testing.T, entries []string, link bool) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range append([]string{"schema/A/CDA.xsd"}, entries...) {
		content := contentOf(name)
		h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, Size: int64(len(content))}
		if link && name != "schema/A/CDA.xsd" {
			h = &tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: "/etc/passwd"}
			content = nil
		}
		if !utf8.ValidString(name) || strings.Contains(name, "\n") {
			h.Format = tar.FormatGNU
		}
		require.NoError(t, w.WriteHeader(h))
		_, err := w.Write(content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// TestBombs opens what decompresses to far more than it says or than is allowed.
func TestBombs(t *testing.T) {
	limits := schemas.Limits{Files: 10, File: 1 << 20, Total: 2 << 20}
	t.Run("gzip", func(t *testing.T) {
		_, err := schemas.Open(save(t, "b.gz", gzipped(t, make([]byte, 64<<20))), schemas.WithLimits(limits))
		assert.Error(t, err)
	})
	t.Run("tar.gz", func(t *testing.T) {
		archive := files{"schema/A/CDA.xsd": strings.Repeat("\x00", 64<<20)}.tarBytes(t, "")
		_, err := schemas.Open(save(t, "b.tgz", gzipped(t, archive)), schemas.WithLimits(limits))
		assert.ErrorIs(t, err, schemas.ErrUnsafe)
	})
	t.Run("zip that lies", func(t *testing.T) {
		path := files{"schema/A/CDA.xsd": strings.Repeat("\x00", 8<<20)}.zip(t, "")
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		size := []byte{0, 0, 0x80, 0}
		require.Equal(t, 2, bytes.Count(b, size), "in the descriptor and in the directory")
		require.NoError(t, os.WriteFile(path, bytes.ReplaceAll(b, size, []byte{9, 0, 0, 0}), 0o600))
		c := open(t, path, schemas.WithLimits(limits))
		_, _, err = c.SchemaSet("A")
		assert.Error(t, err)
	})
	t.Run("dump", func(t *testing.T) {
		dump := string(gzipped(t, []byte("["+strings.Repeat(" ", 8<<20)+"]")))
		c := open(t, files{"mongo-dump/dictionary.json.gzip": dump}.write(t), schemas.WithLimits(limits))
		_, err := c.Vocabulary()
		assert.ErrorIs(t, err, schemas.ErrUnsafe)
	})
}

// FuzzOpen opens whatever it is given as an archive and asks for all that is in it.
func FuzzOpen(f *testing.F) {
	sample := files{"schema/A/CDA.xsd": "<x/>", "terminology/1.2.csv": "version,code\n,A\n", "mongo-dump/dictionary.json": `[{"system": "1.2"}]`}
	for _, path := range []string{sample.zip(f, "lead/")} {
		b, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Add(sample.tarBytes(f, "lead/"))
	f.Add(gzipped(f, sample.tarBytes(f, "")))
	path := f.TempDir() + "/archive"
	f.Fuzz(func(t *testing.T, b []byte) {
		require.NoError(t, os.WriteFile(path, b, 0o600))
		c, err := schemas.Open(path, schemas.WithLimits(schemas.Limits{Files: 100, File: 1 << 20, Total: 4 << 20}))
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = c.Status()
		_, _, _ = c.SchemaSet("A")
	})
}
