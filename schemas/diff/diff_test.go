package diff_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/diff"
)

// catalogOf is a small catalog of our own made of some files.
func catalogOf(t testing.TB, files map[string]string) *schemas.Catalog {
	t.Helper()
	fsys := fstest.MapFS{"mongo-dump/schematron.json": {Data: []byte(`[{"name_schematron":"one.sch","template_id_root":"9.9.1","version":"1"}]`)}}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	c, err := schemas.OpenFS(fsys, "test")
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

func compared(t testing.TB, old, new map[string]string) []string {
	t.Helper()
	r, err := diff.Catalogs(context.Background(), catalogOf(t, old), catalogOf(t, new))
	require.NoError(t, err)
	return summary(r)
}

func sch(body string) map[string]string {
	return map[string]string{"schematron/one.sch": `<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" queryBinding="xslt2"><ns prefix="x" uri="urn:x"/>` + body + `</schema>`}
}

func rule(context string, asserts ...string) string {
	return `<rule context="` + context + `">` + strings.Join(asserts, "") + `</rule>`
}

// a is an assert of an identifier, a text and a test.
func a(id, text, test string) string {
	return `<assert test="` + test + `">` + id + `| ` + text + `</assert>`
}

func TestSchematrons(t *testing.T) {
	p := func(rules ...string) string { return "<pattern>" + strings.Join(rules, "") + "</pattern>" }
	for _, test := range []struct {
		name     string
		old, new string
		want     []string
	}{
		{"layout", p(rule("x:r", a("E-1", "one", "x:a and x:b"))), p(rule(" x:r ", a("E-1", " one\n", "x:a\n and x:b"))), nil},
		{
			"one identifier twice, one of them changed", p(rule("x:r", a("E-1", "one", "x:a"), a("E-1", "two", "x:b"))),
			p(rule("x:r", a("E-1", "one", "x:a"), a("E-1", "two", "x:c"))), []string{"assert-test one.sch E-1"},
		},
		{
			"one identifier twice, one of them gone", p(rule("x:r", a("E-1", "one", "x:a"), a("E-1", "two", "x:b"))),
			p(rule("x:r", a("E-1", "two", "x:b"))), []string{"assert-removed one.sch E-1"},
		},
		{
			"one identifier twice, in another order", p(rule("x:r", a("E-1", "one", "x:a"), a("E-1", "two", "x:b"))),
			p(rule("x:r", a("E-1", "two", "x:b"), a("E-1", "one", "x:a"))), nil,
		},
		{"renumbered", p(rule("x:r", a("E-1", "one", "x:a"))), p(rule("x:r", a("E-2", "one", "x:a"))), []string{"assert-reworded one.sch E-2"}},
		{
			"test and text", p(rule("x:r", a("E-1", "one", "x:a"))), p(rule("x:r", a("E-1", "two", "x:b"))),
			[]string{"assert-reworded one.sch E-1", "assert-test one.sch E-1"},
		},
		{
			"severity", p(rule("x:r", a("E-1", "one", "x:a"))), p(rule("x:r", `<report test="x:a">E-1| one</report>`)),
			[]string{"assert-severity one.sch E-1"},
		},
		{
			"role", p(rule("x:r", a("E-1", "one", "x:a"))), p(rule("x:r", `<assert role="warn" test="x:a">E-1| one</assert>`)),
			[]string{"assert-role one.sch E-1"},
		},
		{
			"the context of a rule", p(rule("x:r", a("E-1", "one", "x:a"), a("E-2", "two", "x:b"))),
			p(rule("x:s", a("E-1", "one", "x:a"), a("E-2", "two", "x:b"))), []string{"rule-context one.sch E-1, E-2"},
		},
		{
			"an assert moves to another rule", p(rule("x:r", a("E-1", "one", "x:a"), a("E-2", "two", "x:b")), rule("x:s", a("E-3", "three", "x:c"))),
			p(rule("x:r", a("E-1", "one", "x:a")), rule("x:s", a("E-2", "two", "x:b"), a("E-3", "three", "x:c"))), []string{"assert-moved one.sch E-2"},
		},
		{
			"a rule moves", p(rule("x:r", a("E-1", "one", "x:a")), rule("x:s", a("E-2", "two", "x:b")), rule("x:t", a("E-3", "three", "x:c"))),
			p(rule("x:t", a("E-3", "three", "x:c")), rule("x:r", a("E-1", "one", "x:a")), rule("x:s", a("E-2", "two", "x:b"))), []string{"rule-order one.sch x:t"},
		},
		{
			"a rule comes between", p(rule("x:r", a("E-1", "one", "x:a")), rule("x:t", a("E-3", "three", "x:c"))),
			p(rule("x:r", a("E-1", "one", "x:a")), rule("x:s", a("E-2", "two", "x:b")), rule("x:t", a("E-3", "three", "x:c"))), []string{"assert-added one.sch E-2"},
		},
		{
			"a rule without asserts", p(rule("x:r", a("E-1", "one", "x:a"))), p(rule("x:q"), rule("x:r", a("E-1", "one", "x:a"))),
			[]string{"rule-added one.sch x:q"},
		},
		{
			"variables", p(rule("x:r", `<let name="v" value="1"/><let name="w" value="1"/>`, a("E-1", "one", "$v"))),
			p(rule("x:r", `<let name="v" value="2"/><let name="u" value="1"/>`, a("E-1", "one", "$v"))),
			[]string{"let-added one.sch $u", "let-changed one.sch $v", "let-removed one.sch $w"},
		},
		{
			"a variable with a body", p(rule("x:r", `<let name="v"><xsl:value-of select="x:a"/></let>`, a("E-1", "one", "$v"))),
			p(rule("x:r", `<let name="v"><xsl:value-of select="x:b"/></let>`, a("E-1", "one", "$v"))), []string{"let-changed one.sch $v"},
		},
		{"a global variable", `<let name="g" value="1"/>` + p(rule("x:r", a("E-1", "one", "$g"))), `<let name="g" value="2"/>` + p(rule("x:r", a("E-1", "one", "$g"))), []string{"let-changed one.sch $g"}},
		{"a namespace", p(rule("x:r", a("E-1", "one", "x:a"))), `<ns prefix="y" uri="urn:y"/>` + p(rule("x:r", a("E-1", "one", "x:a"))), []string{"namespace-changed one.sch y"}},
		{"a computed part of the text", p(rule("x:r", a("E-1", `<value-of select="x:a"/>`, "x:a"))), p(rule("x:r", a("E-1", `<value-of select="x:b"/>`, "x:a"))), []string{"assert-reworded one.sch E-1"}},
		{"cannot be read any more", p(rule("x:r", a("E-1", "one", "x:a"))), "<pattern>", []string{"unreadable one.sch"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, compared(t, sch(test.old), sch(test.new)))
		})
	}
}

func TestTypes(t *testing.T) {
	list := func(rows ...string) map[string]string {
		return map[string]string{"mongo-dump/schematron.json": "[" + strings.Join(rows, ",") + "]"}
	}
	row := func(name, root, version string) string {
		return fmt.Sprintf(`{"name_schematron":%q,"template_id_root":%q,"version":%q,"content_schematron":"PHNjaGVtYS8+"}`, name, root, version)
	}
	assert.Equal(t, []string{"schematron-version 9.9.1", "type-removed 9.9.2", "type-added 9.9.3"},
		compared(t, list(row("a.sch", "9.9.1", "1"), row("b.sch", "9.9.2", "1")), list(row("a2.sch", "9.9.1", "2"), row("b.sch", "9.9.3", "1"))))
}

func TestDictionaries(t *testing.T) {
	list := func(rows, codes string) map[string]string {
		f := map[string]string{"mongo-dump/dictionary.json": "[" + rows + "]"}
		if codes != "" {
			f["terminology/1.2.csv"] = "version,code,description\n" + codes
		}
		return f
	}
	const plain = `{"system":"1.2"}`
	for _, test := range []struct {
		name     string
		old, new map[string]string
		want     []string
	}{
		{"order and repeats", list(plain, ",A,a\n,B,b\n"), list(plain, ",B,b\n,A,a\n,A,a\n"), nil},
		{"codes", list(plain, ",A,a\n,B,b\n"), list(plain, ",B,bb\n,C,c\n"), []string{"codes-added 1.2 1 C", "codes-removed 1.2 1 A", "displays-changed 1.2 1 B"}},
		{
			"another version of the same codes", list(`{"system":"1.2","version":"1"}`, "1,A,a\n1,B,b\n"), list(`{"system":"1.2","version":"2"}`, "2,A,a\n2,C,c\n"),
			[]string{"codes-added 1.2 1 C", "codes-removed 1.2 1 B", "version-removed 1.2 1", "version-added 1.2 2"},
		},
		{
			"several versions", list(`{"system":"1.2","version":"1"},{"system":"1.2","version":"2"}`, "1,A,a\n2,A,a\n"),
			list(`{"system":"1.2","version":"1"},{"system":"1.2","version":"2"}`, "1,A,a\n2,B,b\n,A,a\n"),
			[]string{"codes-added 1.2 2 B (2) A", "codes-removed 1.2 1 A (2)"},
		},
		{"a list that is empty now", list(plain, ",A,a\n"), list(plain, "\n"), []string{"codes-removed 1.2 1 A"}},
		{"codes are gone", list(plain, ",A,a\n"), list(plain, ""), []string{"codes-missing 1.2"}},
		{"codes are there", list(plain, ""), list(plain, ",A,a\n"), []string{"codes-available 1.2"}},
		{"a system comes", list("", ""), list(plain, ",A,a\n"), []string{"system-added 1.2"}},
		{"a system goes", list(plain, ",A,a\n"), list("", ",A,a\n"), []string{"system-removed 1.2"}},
		{"allow-listed", list(plain, ",A,a\n"), list(`{"system":"1.2","whitelist":true}`, ",A,a\n"), []string{"allow-listed 1.2"}},
		{"no longer", list(`{"system":"1.2","whitelist":true}`, ",A,a\n"), list(plain, ",A,a\n"), []string{"not-allow-listed 1.2"}},
		{
			"another newest", list(`{"system":"1.2","version":"1","release_date":"2025-01-01"},{"system":"1.2","version":"2","release_date":"2024-01-01"}`, "1,A,a\n"),
			list(`{"system":"1.2","version":"1","release_date":"2023-01-01"},{"system":"1.2","version":"2","release_date":"2024-01-01"}`, "1,A,a\n"), []string{"newest-version 1.2"},
		},
		{"damaged", list(plain, ",A,a\n"), list(plain, ",\"A,a\n"), []string{"unreadable 1.2"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, compared(t, test.old, test.new))
		})
	}
}

func TestSets(t *testing.T) {
	const schema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="xs:string"/></xs:schema>`
	old := map[string]string{"schema/A/CDA.xsd": schema, "schema/A/more.xsd": schema, "schema/B/CDA.xsd": schema}
	new := map[string]string{
		"schema/A/CDA.xsd": strings.Replace(schema, "xs:string", "xs:token", 1), "schema/A/other.xsd": schema, "schema/C/CDA.xsd": schema,
	}
	assert.Equal(t, []string{
		"declaration-changed A/CDA.xsd element a", "file-removed A/more.xsd", "file-added A/other.xsd", "set-removed B", "set-added C",
	}, compared(t, old, new))
	assert.Equal(t, []string{"unreadable A/CDA.xsd"}, compared(t, map[string]string{"schema/A/CDA.xsd": schema}, map[string]string{"schema/A/CDA.xsd": "<x"}))
}

func TestRegistries(t *testing.T) {
	read := func(rows ...string) *registry.Registry {
		r, err := registry.Read(strings.NewReader(strings.Join(append([]string{
			"Fornitore,Nomi fornitori equivalenti,Applicativo,Versione,Versioni Equivalenti,Tipo Documento,Servizio,Data validazione,Versione Gateway",
		}, rows...), "\n") + "\n"))
		require.NoError(t, err)
		return r
	}
	old := read("ACME,,LIS,1.0,,LAB,VALIDATION,2025-01-01,1.0", "ACME,,LIS,1.0,,RAD,VALIDATION,2025-01-01,1.0", "Gone,,X,1,,LAB,VALIDATION,2025-01-01,1.0")
	new := read("New,,X,1,,LAB,VALIDATION,2025-01-01,1.0", "ACME,,LIS,1.0,,RAD,VALIDATION,2025-06-01,1.0", "ACME,,LIS,1.0,,LAB,VALIDATION,2025-01-01,1.0")
	var got []string
	for _, c := range diff.Registries(old, new) {
		got = append(got, fmt.Sprintf("%s %s: %s -> %s", c.Kind, c.Subject, c.Old, c.New))
	}
	assert.Equal(t, []string{
		`software-changed "ACME" "LIS" "1.0": RAD; VALIDATION; 2025-01-01; 1.0 -> RAD; VALIDATION; 2025-06-01; 1.0`,
		`software-removed "Gone" "X" "1": LAB; VALIDATION; 2025-01-01; 1.0 -> `,
		`software-added "New" "X" "1":  -> LAB; VALIDATION; 2025-01-01; 1.0`,
	}, got)
	assert.Empty(t, diff.Registries(old, old))
}

// large is a dictionary of the size of LOINC, every hundredth code another when changed.
func large(changed bool) string {
	var b strings.Builder
	b.WriteString("version,code,description\n")
	for i := range 120_000 {
		if changed && i%100 == 0 {
			fmt.Fprintf(&b, "2.82,X%d,\"A code of the size that codes have there, %d\"\n", i, i)
			continue
		}
		fmt.Fprintf(&b, "2.82,%d-%d,\"A code of the size that codes have there, %d\"\n", i, i%10, i)
	}
	return b.String()
}

func BenchmarkLarge(b *testing.B) {
	list := map[string]string{"mongo-dump/dictionary.json": `[{"system":"1.2","version":"2.82"}]`, "terminology/1.2.csv": large(false)}
	old := catalogOf(b, list)
	list["terminology/1.2.csv"] = large(true)
	new := catalogOf(b, list)
	b.ReportAllocs()
	for b.Loop() {
		r, err := diff.Catalogs(context.Background(), old, new)
		require.NoError(b, err)
		require.Equal(b, 1200, r.Changes[0].Count)
		require.Len(b, r.Changes[0].Examples, diff.MaxExamples)
	}
}

// BenchmarkNational compares the national catalog with a copy in which every file differs a little.
func BenchmarkNational(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "catalog")
	require.NoError(b, os.CopyFS(dir, os.DirFS(shared.Dir(b, "catalog"))))
	require.NoError(b, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		end := map[string]string{".sch": "<!-- -->", ".xsd": "<!-- -->", ".csv": "\n,ZZ-99,one more,\n"}[filepath.Ext(path)]
		if err != nil || end == "" {
			return err
		}
		content, err := os.ReadFile(path)
		require.NoError(b, err)
		require.NoError(b, os.Remove(path))
		return os.WriteFile(path, append(content, end...), 0o600)
	}))
	old, new := open(b, shared.Dir(b, "catalog")), open(b, dir)
	b.ReportAllocs()
	for b.Loop() {
		r, err := diff.Catalogs(context.Background(), old, new)
		require.NoError(b, err)
		require.NotEmpty(b, r.Changes)
	}
}
