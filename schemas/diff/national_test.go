package diff_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/diff"
)

// edited is a copy of the national catalog that a test may change.
type edited struct {
	t   *testing.T
	dir string
}

func edit(t *testing.T) edited {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "catalog")
	require.NoError(t, os.CopyFS(dir, os.DirFS(shared.Dir(t, "catalog"))))
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chmod(path, 0o755)
	}))
	return edited{t, dir}
}

func (e edited) path(name string) string { return filepath.Join(e.dir, filepath.FromSlash(name)) }

func (e edited) read(name string) string {
	b, err := os.ReadFile(e.path(name))
	require.NoError(e.t, err)
	return string(b)
}

func (e edited) write(name, content string) {
	require.NoError(e.t, os.WriteFile(e.path(name), []byte(content), 0o600))
}

// replace changes the one occurrence of a text.
func (e edited) replace(name, old, new string) {
	content := e.read(name)
	require.Equal(e.t, 1, strings.Count(content, old), "%s in %s", old, name)
	e.write(name, strings.Replace(content, old, new, 1))
}

// assertElement is the element of the assert whose text begins with an identifier.
func (e edited) assertElement(name, id string) string {
	re := regexp.MustCompile(`(?s)<(assert|report)\s[^<]*?>\s*` + regexp.QuoteMeta(id) + `\s*\|.*?</(assert|report)>`)
	found := re.FindAllString(e.read(name), -1)
	require.Len(e.t, found, 1, "%s in %s", id, name)
	return found[0]
}

// records changes the records of a dump.
func (e edited) records(collection string, change func(records []map[string]any) []map[string]any) {
	name := "mongo-dump/" + collection + ".json.gzip"
	z, err := gzip.NewReader(strings.NewReader(e.read(name)))
	require.NoError(e.t, err)
	b, err := io.ReadAll(z)
	require.NoError(e.t, err)
	var records []map[string]any
	require.NoError(e.t, json.Unmarshal(b, &records))
	b, err = json.Marshal(change(records))
	require.NoError(e.t, err)
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err = w.Write(b)
	require.NoError(e.t, err)
	require.NoError(e.t, w.Close())
	e.write(name, out.String())
}

func open(t testing.TB, dir string) *schemas.Catalog {
	t.Helper()
	c, err := schemas.Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

// summary is the changes in short: kind, subject, item, count.
func summary(r *diff.Result) []string {
	var list []string
	for _, c := range r.Changes {
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s", c.Kind, c.Subject, c.Item))
		if c.Count > 0 {
			line += fmt.Sprintf(" %d", c.Count)
			for _, e := range c.Examples {
				line += " " + e.Code
			}
		}
		list = append(list, line)
	}
	return list
}

// TestNationalEdits changes a copy of the national catalog in every way that counts, and finds exactly that.
func TestNationalEdits(t *testing.T) {
	e := edit(t)
	original := open(t, shared.Dir(t, "catalog"))
	const (
		lab   = "schematron/schematronFSE_LAB_v27.1.sch"
		rsa   = "schematron/schematron_RSA_v8.3.sch"
		icd   = "2.16.840.1.113883.6.103"
		atc   = "2.16.840.1.113883.6.73"
		role  = "2.16.840.1.113883.5.111"
		gone  = "2.16.840.1.113883.5.129"
		types = "schema/POCD_MT000040UV02/datatypes-base.xsd"
		root  = "2.16.840.1.113883.2.9.10.1.1"
	)
	reworded := e.assertElement(lab, "ERRORE-11")
	e.replace(lab, reworded, strings.Replace(reworded, "ERRORE-11|", "ERRORE-11| Da oggi:", 1))
	tested := e.assertElement(lab, "ERRORE-12")
	e.replace(lab, tested, strings.Replace(tested, `test="`, `test="true() and `, 1))
	removed := e.assertElement(rsa, "ERRORE-12")
	e.replace(rsa, removed, "")
	before := e.assertElement(rsa, "ERRORE-14")
	e.replace(rsa, before, `<report test="hl7:novelty">W999| una novità</report>`+before)
	e.write("schematron/schematron_VPS_v3.8.sch", strings.TrimSpace(e.read("schematron/schematron_VPS_v3.8.sch"))+"\n<!-- counts for nothing -->\n")
	e.write("terminology/"+atc+".csv", strings.TrimRight(e.read("terminology/"+atc+".csv"), "\r\n")+"\n\"\",Z99ZZ98,one,\n\"\",Z99ZZ99,two,\n")
	e.replace("terminology/"+icd+".csv", "\n\"\",00.01,", "\n\"\",01-gen,")
	require.NoError(t, os.Remove(e.path("terminology/"+gone+".csv")))
	e.records("dictionary", func(records []map[string]any) []map[string]any {
		for _, r := range records {
			if r["system"] == role {
				r["version"] = "2.3.0"
			}
		}
		return slices.DeleteFunc(records, func(r map[string]any) bool { return r["system"] == gone })
	})
	e.replace(types, `<xs:pattern value="[0-2](\.(0|[1-9][0-9]*))*"/>`, `<xs:pattern value="[0-2](\.[0-9]+)*"/>`)
	e.records("engines", func(records []map[string]any) []map[string]any {
		b, err := json.Marshal(records)
		require.NoError(t, err)
		require.Contains(t, string(b), `"`+root+`"`)
		b = bytes.ReplaceAll(b, []byte(`"`+root+`"`), []byte(`"`+root+`.77"`))
		var changed []map[string]any
		require.NoError(t, json.Unmarshal(b, &changed))
		return changed
	})

	r, err := diff.Catalogs(context.Background(), original, open(t, e.dir))
	require.NoError(t, err)
	assert.Equal(t, []string{
		"map-removed " + root,
		"map-added " + root + ".77",
		"assert-reworded schematronFSE_LAB_v27.1.sch ERRORE-11",
		"assert-test schematronFSE_LAB_v27.1.sch ERRORE-12",
		"assert-removed schematron_RSA_v8.3.sch ERRORE-12",
		"assert-added schematron_RSA_v8.3.sch W999",
		"declaration-changed POCD_MT000040UV02/datatypes-base.xsd simpleType oid/pattern",
		"version-removed " + role + " 2.2.0",
		"version-added " + role + " 2.3.0",
		"system-removed " + gone,
		"codes-added " + icd + " 1 01-gen",
		"codes-removed " + icd + " 1 00.01",
		"codes-added " + atc + " 2 Z99ZZ98 Z99ZZ99",
	}, summary(r))

	back, err := diff.Catalogs(context.Background(), open(t, e.dir), original)
	require.NoError(t, err)
	assert.Len(t, back.Changes, len(r.Changes), "as much changes one way as the other")

	again, err := diff.Catalogs(context.Background(), open(t, shared.Dir(t, "catalog")), original)
	require.NoError(t, err)
	assert.Empty(t, again.Changes)
}
