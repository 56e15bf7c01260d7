package channel_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/channel"
	"github.com/fselint/fselint/schemas/vocabulary"
)

const (
	loinc = "2.16.840.1.113883.6.1"
	drugs = "2.16.840.1.113883.2.9.6.1.5"

	loincCodes = 105_000
	drugCodes  = 150_000
	emptyRows  = 2_000 // beside the drugs
)

// whole is the repository as it is published: with both large dictionaries, in exactly their form, and with what else lies there.
func whole() map[string]string {
	var l, d strings.Builder
	l.WriteString("version,code,description,release_date\n")
	for i := range loincCodes {
		fmt.Fprintf(&l, "2.82,%d-%d,\"Substance %d [Mass/volume] in Serum, Plasma or Blood by \"\"method %d\"\"\",2026-04-16\n", i+1, i%10, i, i%7)
	}
	d.WriteString("version,code,description,release_date\n")
	for i := range drugCodes {
		if i%(drugCodes/emptyRows) == 0 {
			d.WriteString("\"\",,,\n")
		}
		fmt.Fprintf(&d, "\"\",%09d,\"MEDICINALE %d*20CPR RIV 1,5MG\",\n", i, i)
	}
	return map[string]string{
		"README.md":                           "# Catalogs\n",
		"schema/TYPE_A/CDA.xsd":               `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>`,
		"transform/one.map":                   "map",
		"terminology/terminology.csv":         "oid,name\n",
		"terminology/" + loinc + ".csv":       l.String(),
		"terminology/" + drugs + ".csv":       d.String(),
		"terminology/2.16.840.1.1.csv":        "version,code,description,release_date\r\n\"\",A,x,\r\n",
		"mongo-dump/config_data.json":         "[]",
		"mongo-dump/dictionary.json":          `[{"system": "` + loinc + `", "version": "2.82", "release_date": {"$date": "2026-04-16T00:00:00Z"}}, {"system": "` + drugs + `", "version": null, "release_date": null}, {"system": "2.16.840.1.1", "version": null}]`,
		".github/workflows/publish.yml":       "on: push\n",
		"mongo-dump/engines.json":             `[{"roots": [], "available": true}]`,
		"mongo-dump/schematron.json":          `[]`,
		"mongo-dump/schema.json":              `[]`,
		"mongo-dump/transform.json.gzip.part": "",
	}
}

func writeFolder(t *testing.T, files map[string]string) string {
	dir := t.TempDir()
	for name, content := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	}
	return dir
}

// TestWholeRepository: an update and an import of the whole repository give complete vocabulary, both large dictionaries
// included.
func TestWholeRepository(t *testing.T) {
	files := whole()
	s := newSite(t, false)
	s.put("/main.tar.gz", packed(t, files))
	folder := writeFolder(t, files)
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(folder)}).String()
	digests := map[string]bool{}
	for name, get := range map[string]func(b *bench) string{
		"update": func(b *bench) string { return b.update(s.URL + "/main.tar.gz").Digest },
		"folder": func(b *bench) string { return b.update(folder).Digest },
		"file":   func(b *bench) string { return b.update(address).Digest },
		"import": func(b *bench) string {
			im, err := schemas.Import(folder, b.CatalogDir)
			require.NoError(t, err)
			assert.Equal(t, loincCodes+drugCodes+1, im.Codes)
			return im.Digest
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			digests[get(b)] = true
			complete(t, b.CatalogDir)
		})
	}
	assert.Len(t, digests, 1, "they are one state")
}

// complete looks codes up in the current catalog: nothing is unchecked, what is there is found and nothing else.
func complete(t *testing.T, cache string) {
	current, err := schemas.Current(cache)
	require.NoError(t, err)
	c, err := schemas.Open(current)
	require.NoError(t, err)
	defer c.Close()
	st, err := c.Status()
	require.NoError(t, err)
	for _, d := range st.Dictionaries {
		assert.NoError(t, d.Err, d.System)
	}
	set, err := c.Vocabulary()
	require.NoError(t, err)
	o := set.Judge([]vocabulary.Code{
		{System: loinc, Code: "1-0"}, {System: loinc, Version: "2.82", Code: "105000-9"}, {System: drugs, Code: "000000000"}, {System: drugs, Code: "000149999"},
	})
	assert.True(t, o.OK, o.Message)
	assert.Empty(t, o.Unchecked)
	o = set.Judge([]vocabulary.Code{{System: loinc, Code: "105001-0"}, {System: drugs, Code: "000150000"}, {System: drugs, Code: "0"}})
	assert.Len(t, o.Problems, 3)
	text, ok := set.Display(loinc, "", "7-6")
	assert.True(t, ok)
	assert.Equal(t, `Substance 6 [Mass/volume] in Serum, Plasma or Blood by "method 6"`, text)
}

// TestLocalChannels: manifests, archives and folders of this machine, the registry beside them, and what is no channel.
func TestLocalChannels(t *testing.T) {
	dir := t.TempDir()
	put := func(name string, content []byte) string {
		file := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, content, 0o644))
		return file
	}
	tarball, manifest := put("c.tar.gz", archive(t, "A", 10)), []byte(`{"schema": "fselint/channel/v1", "catalog": {"url": "c.tar.gz"}, "registry": {"url": "r.csv"}}`)
	registryFile := put("r.csv", []byte(list))
	b := newBench(t, nil)
	first := b.update(tarball)
	assert.True(t, first.Local && first.Changed())
	again := b.update(put("channel.json", manifest))
	assert.False(t, again.Changed())
	named, ok := channel.Local(again.Named)
	require.True(t, ok)
	assert.Equal(t, registryFile, named)
	reg, err := b.Registry(t.Context(), again.Named, "")
	require.NoError(t, err)
	assert.Equal(t, 1, reg.Registry.Count())

	folder := writeFolder(t, map[string]string{"terminology/1.2.1.csv": "version,code\n,B\n", "RESULTS/results.csv": list})
	assert.Equal(t, filepath.Join(folder, "RESULTS", "results.csv"), b.update(folder).Named)

	c, err := schemas.Open(folder)
	require.NoError(t, err)
	defer c.Close()
	r, err := registry.Read(strings.NewReader(list))
	require.NoError(t, err)
	var exported bytes.Buffer
	require.NoError(t, c.Export(&exported, &schemas.ExportedRegistry{Content: []byte(list), Digest: r.Digest}))
	assert.Equal(t, r.Digest, b.update(put("fse.tar", exported.Bytes())).Registry.Digest, "a registry travels along")

	b.refuse(put("nothing.tar", bytes.Repeat([]byte("x"), 2048)), "", "not taken")
	b.refuse(filepath.Join(dir, "absent"), "", "absent")
	b.refuse(put("out.json", []byte(`{"schema": "fselint/channel/v1", "catalog": {"url": "http://example.org/c"}}`)), "", "https")
	_, err = b.Registry(t.Context(), dir, "")
	assert.ErrorIs(t, err, channel.ErrRefused)
	s := newSite(t, false)
	s.put("/m.json", []byte(`{"schema": "fselint/channel/v1", "catalog": {"url": "file://`+tarball+`"}}`))
	b.refuse(s.URL+"/m.json", "", "not the address of a server")
}
