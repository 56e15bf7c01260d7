package schemas_test

import (
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/vocabulary"
)

func open(tb testing.TB, path string, options ...schemas.Option) *schemas.Catalog {
	tb.Helper()
	c, err := schemas.Open(path, options...)
	require.NoError(tb, err)
	tb.Cleanup(func() { assert.NoError(tb, c.Close()) })
	return c
}

// TestForms opens the same catalog in every form and expects the same of it.
func TestForms(t *testing.T) {
	f := sampleFiles()
	const leading = "catalogs-0123456789abcdef0123456789abcdef01234567/"
	imported, err := schemas.Import(f.write(t), t.TempDir())
	require.NoError(t, err)
	nested := filepath.Join(t.TempDir(), "only")
	require.NoError(t, os.Rename(f.write(t), nested))
	for name, path := range map[string]string{
		"directory":              f.write(t),
		"directory within one":   filepath.Dir(nested),
		"zip":                    f.zip(t, ""),
		"zip within a folder":    f.zip(t, leading),
		"tar":                    save(t, "c.tar", f.tarBytes(t, "")),
		"tar from here":          save(t, "c.tar", f.tarBytes(t, "./")),
		"tar.gz":                 save(t, "c.tgz", gzipped(t, f.tarBytes(t, leading))),
		"tar.gz by another name": save(t, "catalog.bin", gzipped(t, f.tarBytes(t, leading))),
		"imported":               imported.Dir,
	} {
		t.Run(name, func(t *testing.T) { checkSample(t, open(t, path)) })
	}
	t.Run("embedded", func(t *testing.T) {
		c, err := schemas.OpenFS(f.fs(), "embedded")
		require.NoError(t, err)
		checkSample(t, c)
		assert.Equal(t, schemas.KindEmbedded, c.Kind())
	})
}

func checkSample(t *testing.T, c *schemas.Catalog) {
	t.Helper()
	assert.Equal(t, "national", c.ID())
	assert.False(t, c.Starter())
	assert.Equal(t, "0123456789abcdef0123456789abcdef01234567", c.Commit())
	assert.Equal(t, "2026-01-02", c.Date())
	digest, err := c.Digest()
	require.NoError(t, err)
	assert.Equal(t, digestOf(sampleFiles()), digest)

	sets, err := c.SchemaSets()
	require.NoError(t, err)
	assert.Equal(t, []string{"ROOTLESS", "TYPE_A"}, sets)
	set, ok, err := c.SchemaSet("TYPE_A")
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, schemas.SchemaSet{
		TypeID: "TYPE_A", Root: "CDA.xsd",
		Files: map[string][]byte{"CDA.xsd": []byte("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>"), "parts.xsd": []byte("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' id='parts'/>")},
	}, set)
	for _, name := range []string{"ROOTLESS", "type_a", "TYPE_B", "", ".", "..", "../schema/TYPE_A", "TYPE_A/"} {
		_, ok, err := c.SchemaSet(name)
		assert.NoError(t, err, name)
		assert.False(t, ok, name)
	}

	sch, ok, err := c.Schematron("9.9.1")
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, "9.0", sch.Version, "the highest as text")
	assert.Equal(t, "<schema>nine</schema>", string(sch.Content))
	assert.False(t, sch.FromDump)
	sch, ok, err = c.Schematron("9.9.2")
	require.NoError(t, err)
	assert.True(t, ok)
	assert.True(t, sch.FromDump)
	assert.Equal(t, "<schema>dumped</schema>", strings.TrimSpace(string(sch.Content)))
	assert.Equal(t, 2025, sch.Updated.Year())
	_, ok, err = c.Schematron("9.9")
	assert.NoError(t, err)
	assert.False(t, ok)

	m, ok, known, err := c.Engine("9.9.1")
	require.NoError(t, err)
	assert.True(t, ok && known)
	assert.Equal(t, "first", m.URI)
	_, ok, known, err = c.Engine("9.9.2")
	require.NoError(t, err)
	assert.True(t, !ok && known)

	v, err := c.Vocabulary()
	require.NoError(t, err)
	o := v.Judge([]vocabulary.Code{
		{Code: "A", System: "1.2.1"}, {Code: "Y", System: "1.2.2"}, {Code: "X", System: "1.2.2"}, {Code: "Q", System: "1.2.3"},
		{Code: "Q", System: "1.2.4"}, {Code: "Q", System: "1.2.7"}, {Code: "U", System: "1.2.8"}, {Code: "Q", System: "1.2.9"},
	})
	assert.Equal(t, "Almeno uno dei seguenti vocaboli non è censito: [CodeSystem: 1.2.2 v2.0, Codes: X]", o.Message)
	require.Len(t, o.Unknown, 2, "one deleted, one in no list")
	require.Len(t, o.Unchecked, 2)
	assert.ErrorIs(t, o.Unchecked[0].Err, vocabulary.ErrNoCodes)
	assert.ErrorContains(t, o.Unchecked[1].Err, "never ends")

	missing, err := c.Missing()
	require.NoError(t, err)
	assert.Equal(t, []schemas.Missing{
		{Kind: "structure map", Name: "9.9.2", Effect: "documents of this type (two.sch) are refused after all checks"},
		{Kind: "schematron", Name: "two.sch", Effect: "the content of the dump is used"},
		{Kind: "schematron", Name: "unlisted.sch", Effect: "no list names this file, it is never used"},
		{Kind: "dictionary", Name: "1.2.3", Effect: "its codes cannot be checked"},
		{Kind: "dictionary", Name: "1.2.8.csv", Effect: "no list names this file, its code system counts as unknown"},
	}, sortedMissing(missing))

	st, err := c.Status()
	require.NoError(t, err)
	assert.NoError(t, st.Compiled)
	assert.Equal(t, digest, st.Digest)
	require.Len(t, st.Dictionaries, 6)
	assert.Equal(t, 2, st.Dictionaries[0].Codes)
	assert.ErrorContains(t, st.Dictionaries[4].Err, "never ends")
	assert.NoError(t, st.Dictionaries[5].Err)
	require.Len(t, st.Schematrons, 2)
	assert.False(t, st.Schematrons[0].Differs)
}

func sortedMissing(m []schemas.Missing) []schemas.Missing {
	// By name the order of kinds does not matter; the list itself goes by kind.
	for i := range m {
		for j := i + 1; j < len(m); j++ {
			if m[i].Kind == "schematron" && m[j].Kind == "structure map" {
				m[i], m[j] = m[j], m[i]
			}
		}
	}
	return m
}

// digestOf makes a digest in the manner of sha256sum, from the judged files.
func digestOf(f files) string {
	var lines strings.Builder
	for _, name := range f.names() {
		switch {
		case !strings.Contains(name, "/"), strings.HasSuffix(name, ".md"), name == "terminology/terminology.csv", strings.Contains(name, "config_data"):
			continue
		}
		fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256([]byte(f[name])), name)
	}
	return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(lines.String())))
}

func TestNational(t *testing.T) {
	c := open(t, shared.Dir(t, "catalog"))
	assert.Equal(t, "2026-08-22", c.Date())
	assert.Equal(t, "72228d846c4008653914486b704646abf7941d7a", c.Commit())
	sets, err := c.SchemaSets()
	require.NoError(t, err)
	assert.Equal(t, []string{"POCD_HD000040", "POCD_MT000040UV02"}, sets)

	f, err := os.Open(shared.Dir(t, "spec", "tables", "document_types.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, row := range rows[1:] {
		get := func(name string) string { return row[column[name]] }
		s, ok, err := c.Schematron(get("template_id_root"))
		require.NoError(t, err)
		assert.True(t, ok, get("abbreviation"))
		assert.Equal(t, get("schematron_file"), s.Name)
		assert.Equal(t, get("schematron_version"), s.Version)
		assert.False(t, s.FromDump)
		m, ok, known, err := c.Engine(get("template_id_root"))
		require.NoError(t, err)
		assert.True(t, known)
		assert.Equal(t, get("engine_map") != "", ok, get("abbreviation"))
		if ok {
			assert.Equal(t, get("engine_map"), m.URI[strings.LastIndex(m.URI, "/")+1:])
			assert.Equal(t, get("engine_map_version"), m.Version)
		}
	}
	st, err := c.Status()
	require.NoError(t, err)
	assert.Len(t, st.Schematrons, 22)
	for _, s := range st.Schematrons {
		assert.False(t, s.Differs, s.Name)
	}
	for _, s := range st.SchemaSets {
		assert.Empty(t, s.Differs, s.TypeID)
	}
	assert.Len(t, st.Dictionaries, 66)
	assert.Equal(t, []schemas.Missing{
		{Kind: "structure map", Name: "2.16.840.1.113883.2.9.10.1.16.1.1", Effect: "documents of this type (schematron_Referto_Televisita_v1.0.sch) are refused after all checks"},
		{Kind: "dictionary", Name: "2.16.840.1.113883.2.9.6.1.5", Effect: "its codes cannot be checked"},
		{Kind: "dictionary", Name: "2.16.840.1.113883.6.1", Effect: "its codes cannot be checked"},
	}, st.Missing)

	codes := map[string]int{}
	for _, d := range st.Dictionaries {
		codes[d.System] = d.Codes
	}
	assert.Equal(t, 8343, codes["2.16.840.1.113883.2.9.6.1.48"])
	assert.Equal(t, 20695, codes["2.16.840.1.113883.6.103"], "one of the 20,696 rows is double")
}

func TestSparseCatalogs(t *testing.T) {
	t.Run("nothing", func(t *testing.T) {
		_, err := schemas.Open(t.TempDir())
		assert.ErrorIs(t, err, schemas.ErrNotCatalog)
		_, err = schemas.Open(filepath.Join(t.TempDir(), "absent"))
		assert.ErrorIs(t, err, os.ErrNotExist)
		_, err = schemas.Open(save(t, "x.txt", []byte("hello")))
		assert.Error(t, err)
		_, err = schemas.Open(save(t, "x.txt", nil))
		assert.Error(t, err)
	})
	t.Run("schemas only", func(t *testing.T) {
		c := open(t, files{"schema/A/CDA.xsd": "<x/>"}.write(t))
		_, ok, err := c.Schematron("1")
		assert.NoError(t, err)
		assert.False(t, ok)
		_, _, known, err := c.Engine("1")
		assert.NoError(t, err)
		assert.False(t, known)
		v, err := c.Vocabulary()
		require.NoError(t, err)
		assert.Equal(t, vocabulary.StepDictionaries, v.Judge(nil).Failed)
		assert.Empty(t, c.Date())
		missing, err := c.Missing()
		require.NoError(t, err)
		assert.Len(t, missing, 3)
		_, err = c.Status()
		assert.NoError(t, err)
	})
	t.Run("dumps only", func(t *testing.T) {
		c := open(t, files{"mongo-dump/schema.json": `[
			{"name_schema": "root.xsd", "type_id_extension": "T", "root_schema": true, "deleted": false, "content_schema": {"$binary": "PHgvPg==", "$type": "00"}},
			{"name_schema": "part.xsd", "type_id_extension": "T", "root_schema": false, "deleted": false, "content_schema": {"$binary": {"base64": "PHkvPg=="}}},
			{"name_schema": "part.xsd", "type_id_extension": "U", "root_schema": false, "deleted": true, "content_schema": {"$binary": {"base64": "PHkvPg=="}}}]`}.write(t))
		set, ok, err := c.SchemaSet("T")
		require.NoError(t, err)
		assert.True(t, ok && set.FromDump)
		assert.Equal(t, map[string][]byte{"CDA.xsd": []byte("<x/>"), "part.xsd": []byte("<y/>")}, set.Files)
		_, ok, err = c.SchemaSet("U")
		assert.NoError(t, err)
		assert.False(t, ok)
		sets, err := c.SchemaSets()
		assert.NoError(t, err)
		assert.Equal(t, []string{"T"}, sets)
	})
	t.Run("starter", func(t *testing.T) {
		assert.True(t, open(t, sampleFiles().with(files{"starter": "yes"}).write(t)).Starter())
		assert.True(t, open(t, sampleFiles().write(t), schemas.AsStarter()).Starter())
	})
	t.Run("date without COMMIT", func(t *testing.T) {
		c := open(t, sampleFiles().with(files{"COMMIT": ""}).zip(t, "x-0123456789abcdef0123456789abcdef01234567/"))
		assert.Equal(t, "2025-01-01", c.Date(), "the latest of the dictionaries")
		assert.Equal(t, "0123456789abcdef0123456789abcdef01234567", c.Commit())
	})
	t.Run("broken dump", func(t *testing.T) {
		for _, dump := range []string{`[{"system": 5}]`, `[{"system": "1"`, `["`, "\x1f\x8bnot gzip", `[{"creation_date": true}]`, `[{"creation_date": {"$date": {"$date": "x"}}}]`} {
			c := open(t, sampleFiles().with(files{"mongo-dump/dictionary.json": dump}).write(t))
			_, err := c.Vocabulary()
			assert.ErrorContains(t, err, "mongo-dump/dictionary.json", dump)
			_, err = schemas.Import(c.Source(), t.TempDir())
			assert.Error(t, err, "such a catalog must not become the current one")
		}
	})
	t.Run("one document after the other", func(t *testing.T) {
		c := open(t, sampleFiles().with(files{"mongo-dump/dictionary.json": "{\"system\": \"1.2.1\"}\n{\"system\": \"1.2.2\", \"version\": \"1.0\"}\n"}).write(t))
		v, err := c.Vocabulary()
		require.NoError(t, err)
		assert.Len(t, v.Dictionaries(), 2)
	})
	t.Run("differing", func(t *testing.T) {
		c := open(t, sampleFiles().with(files{"schematron/one_v9.0.sch": "<schema>changed</schema>"}).write(t))
		s, _, err := c.Schematron("9.9.1")
		require.NoError(t, err)
		assert.Equal(t, "<schema>changed</schema>", string(s.Content))
		st, err := c.Status()
		require.NoError(t, err)
		assert.True(t, st.Schematrons[0].Differs)
	})
}

func TestLinksLeadNowhere(t *testing.T) {
	dir := sampleFiles().write(t)
	secret := save(t, "secret", []byte("version,code\n,S\n"))
	if err := os.Symlink(secret, filepath.Join(dir, "terminology", "1.2.3.csv")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	c := open(t, dir)
	v, err := c.Vocabulary()
	require.NoError(t, err)
	_, err = v.Table("1.2.3")
	assert.ErrorContains(t, err, "1.2.3.csv")
	_, err = schemas.Import(dir, t.TempDir())
	assert.ErrorIs(t, err, schemas.ErrUnsafe)
}
