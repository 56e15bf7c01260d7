package schemas_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// files is a catalog by path.
type files map[string]string

// sampleFiles is a small catalog of our own: two types of document, one in the folder and one in the dump only.
func sampleFiles() files {
	dumped := base64.StdEncoding.EncodeToString([]byte("<schema>dumped</schema>" + strings.Repeat(" ", 3000)))
	return files{
		"COMMIT":                      "0123456789abcdef0123456789abcdef01234567 2026-01-02 03:04:05 +0100\n",
		"LICENCE.txt":                 "free",
		"schema/TYPE_A/CDA.xsd":       "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>",
		"schema/TYPE_A/parts.xsd":     "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' id='parts'/>",
		"schema/TYPE_A/notes.md":      "not a schema",
		"schema/ROOTLESS/parts.xsd":   "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>",
		"schematron/one_v9.0.sch":     "<schema>nine</schema>",
		"schematron/one_v27.1.sch":    "<schema>twenty-seven</schema>",
		"schematron/unlisted.sch":     "<schema/>",
		"terminology/1.2.1.csv":       "version,code,description\r\n,A,Alpha\r\n,B,Beta\r\n",
		"terminology/1.2.2.csv":       "version,code,description\n1.0,X,Ex\n2.0,Y,Why\n",
		"terminology/1.2.7.csv":       "version,code\n,\"broken\n",
		"terminology/1.2.8.csv":       "version,code\n,U\n",
		"terminology/terminology.csv": "a,b\n",
		"mongo-dump/config_data.json": "[]",
		"mongo-dump/dictionary.json": `[
			{"system": "1.2.1", "version": null, "creation_date": {"$date": "2024-01-02T03:04:05.6Z"}, "release_date": null, "whitelist": false, "deleted": false},
			{"system": "1.2.2", "version": "1.0", "release_date": {"$date": {"$numberLong": "1577836800000"}}, "whitelist": false, "deleted": false},
			{"system": "1.2.2", "version": "2.0", "release_date": "2025-01-01", "whitelist": false, "deleted": false},
			{"system": "1.2.3", "version": "5", "whitelist": false, "deleted": false},
			{"system": "1.2.4", "version": "5", "whitelist": false, "deleted": true},
			{"system": "1.2.7", "version": null, "whitelist": false, "deleted": false},
			{"system": "1.2.9", "version": null, "whitelist": true, "deleted": false}]`,
		"mongo-dump/engines.json": `[
			{"roots": [{"template_id_root": ["9.9.1"], "uri": "old", "version": "1"}], "last_sync": {"$date": "2024-01-01T00:00:00Z"}, "available": true},
			{"roots": [{"template_id_root": ["9.9.7", "9.9.1"], "uri": "first", "version": "2"}, {"template_id_root": ["9.9.1"], "uri": "second"}], "last_sync": {"$date": "2025-01-01T00:00:00Z"}, "available": true},
			{"roots": [], "last_sync": {"$date": "2026-01-01T00:00:00Z"}, "available": false}]`,
		"mongo-dump/schematron.json": fmt.Sprintf(`[
			{"name_schematron": "one_v27.1.sch", "template_id_root": "9.9.1", "version": "27.1", "deleted": false, "content_schematron": {"$binary": {"base64": "%[1]s", "subType": "00"}}},
			{"name_schematron": "one_v9.0.sch", "template_id_root": "9.9.1", "version": "9.0", "deleted": false, "content_schematron": {"$binary": {"base64": "PHNjaGVtYT5uaW5lPC9zY2hlbWE+", "subType": "00"}}},
			{"name_schematron": "gone.sch", "template_id_root": "9.9.1", "version": "99", "deleted": true, "content_schematron": {"$binary": {"base64": ""}}},
			{"name_schematron": "bound.sch", "template_id_root": "9.9.1", "version": "99", "system": "S", "deleted": false, "content_schematron": {"$binary": {"base64": ""}}},
			{"name_schematron": "two.sch", "template_id_root": "9.9.2", "version": "1.0", "deleted": false, "last_update_date": {"$date": "2025-05-05T00:00:00Z"}, "content_schematron": {"$binary": {"base64": "%[1]s", "subType": "00"}}}]`, dumped),
	}
}

func (f files) with(changes files) files {
	out := files{}
	for name, content := range f {
		out[name] = content
	}
	for name, content := range changes {
		if content == "" {
			delete(out, name)
		} else {
			out[name] = content
		}
	}
	return out
}

func (f files) names() []string {
	var names []string
	for name := range f {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (f files) fs() fs.FS {
	m := fstest.MapFS{}
	for name, content := range f {
		m[name] = &fstest.MapFile{Data: []byte(content), Mode: 0o644}
	}
	return m
}

// write lays the catalog out in a directory and returns it.
func (f files) write(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	for name, content := range f {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(tb, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(tb, os.WriteFile(path, []byte(content), 0o644))
	}
	return dir
}

func save(tb testing.TB, name string, b []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	require.NoError(tb, os.WriteFile(path, b, 0o644))
	return path
}

func (f files) zip(tb testing.TB, leading string) string {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range f.names() {
		w, err := z.Create(leading + name)
		require.NoError(tb, err)
		_, err = w.Write([]byte(f[name]))
		require.NoError(tb, err)
	}
	require.NoError(tb, z.Close())
	return save(tb, "catalog.zip", b.Bytes())
}

func (f files) tarBytes(tb testing.TB, leading string) []byte {
	tb.Helper()
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	require.NoError(tb, t.WriteHeader(&tar.Header{Typeflag: tar.TypeXGlobalHeader, Name: "pax_global_header", PAXRecords: map[string]string{"comment": "0123"}}))
	if leading != "" {
		require.NoError(tb, t.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: leading, Mode: 0o755}))
	}
	for _, name := range f.names() {
		require.NoError(tb, t.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: leading + name, Mode: 0o644, Size: int64(len(f[name]))}))
		_, err := t.Write([]byte(f[name]))
		require.NoError(tb, err)
	}
	require.NoError(tb, t.Close())
	return b.Bytes()
}

func gzipped(tb testing.TB, b []byte) []byte {
	tb.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, err := z.Write(b)
	require.NoError(tb, err)
	require.NoError(tb, z.Close())
	return out.Bytes()
}
