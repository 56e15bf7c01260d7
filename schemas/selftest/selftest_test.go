package selftest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/selftest"
	"github.com/fselint/fselint/schemas/starter"
)

const sound = `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="x" uri="urn:x"/>
<pattern><rule context="x:r"><assert test="x:a">E-1| an a is missing</assert></rule></pattern></schema>`

const schemaFile = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x" elementFormDefault="qualified">
<xs:element name="r"><xs:complexType><xs:sequence><xs:element name="a" type="xs:string" minOccurs="0" maxOccurs="9"/></xs:sequence></xs:complexType></xs:element>
</xs:schema>`

// files is a small sound catalog of our own by path.
func files() map[string]string {
	content := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	var codes strings.Builder
	codes.WriteString("version,code,description\n")
	for i := range 30 {
		fmt.Fprintf(&codes, "1.0,10%02d-7,code %d\n", i, i)
	}
	return map[string]string{
		"schema/TYPE/CDA.xsd":        schemaFile,
		"schematron/one.sch":         sound,
		"terminology/1.2.3.csv":      codes.String(),
		"mongo-dump/dictionary.json": `[{"system":"1.2.3","version":"1.0","whitelist":false,"deleted":false}]`,
		"mongo-dump/engines.json":    `[{"roots":[{"template_id_root":["9.9.1"],"uri":"map","version":"1"}],"last_sync":{"$date":"2026-01-01T00:00:00Z"},"available":true}]`,
		"mongo-dump/schematron.json": `[{"name_schematron":"one.sch","template_id_root":"9.9.1","version":"1","deleted":false,"content_schematron":{"$binary":{"base64":"` + content(sound) + `","subType":"00"}}}]`,
		"mongo-dump/schema.json":     `[{"name_schema":"CDA.xsd","type_id_extension":"TYPE","root_schema":true,"deleted":false,"content_schema":{"$binary":{"base64":"` + content(schemaFile) + `","subType":"00"}}}]`,
		"starter":                    "", // so that not every national type of document is missed
	}
}

func run(t *testing.T, files map[string]string) *selftest.Report {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	c, err := schemas.OpenFS(fsys, "test")
	require.NoError(t, err)
	defer c.Close()
	r, err := selftest.Run(context.Background(), c)
	require.NoError(t, err)
	return r
}

// brief is the defects in short.
func brief(r *selftest.Report) []string {
	var list []string
	for _, d := range r.Defects {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s:%d %s", d.Severity, d.Kind.ID, d.File, d.Line, d.Subject)))
	}
	return list
}

func TestPlanted(t *testing.T) {
	rules := func(body string) string { return strings.Replace(sound, "<pattern>", body+"<pattern>", 1) }
	dump := func(f map[string]string, s string) { // the record follows the file
		f["mongo-dump/schematron.json"] = strings.Replace(f["mongo-dump/schematron.json"],
			base64.StdEncoding.EncodeToString([]byte(sound)), base64.StdEncoding.EncodeToString([]byte(s)), 1)
		f["schematron/one.sch"] = s
	}
	for _, test := range []struct {
		name string
		edit func(f map[string]string)
		want []string
	}{
		{name: "nothing", edit: func(map[string]string) {}},
		{name: "a schema that does not compile", edit: func(f map[string]string) {
			f["schema/TYPE/CDA.xsd"] = strings.Replace(schemaFile, "xs:string", "xs:strong", 1)
		}, want: []string{"error schema-set-unusable schema/TYPE:0 TYPE", "warning schema-differs schema/TYPE/CDA.xsd:2 CDA.xsd"}},
		{name: "a schema without its root", edit: func(f map[string]string) {
			f["schema/TYPE/other.xsd"] = schemaFile
			delete(f, "schema/TYPE/CDA.xsd")
		}, want: []string{"error schema-set-unusable schema/TYPE:0 TYPE"}},
		{name: "no schemas", edit: func(f map[string]string) {
			delete(f, "schema/TYPE/CDA.xsd")
			f["mongo-dump/schema.json"] = "[]"
		}, want: []string{"error schema-set-missing schema:0"}},
		{name: "a schema file too many", edit: func(f map[string]string) { f["schema/TYPE/more.xsd"] = schemaFile },
			want: []string{"warning schema-unlisted schema/TYPE/more.xsd:0 more.xsd"}},
		{name: "a schema file too few", edit: func(f map[string]string) {
			f["mongo-dump/schema.json"] = strings.Replace(f["mongo-dump/schema.json"], "[{", `[{"name_schema":"more.xsd","type_id_extension":"TYPE","content_schema":""},{`, 1)
		}, want: []string{"warning schema-missing schema/TYPE/more.xsd:0 more.xsd"}},
		{name: "a Schematron that does not compile", edit: func(f map[string]string) { dump(f, strings.Replace(sound, `test="x:a"`, `test="x:a["`, 1)) },
			want: []string{"error schematron-unusable schematron/one.sch:2 9.9.1"}},
		{name: "a Schematron that the gateway cannot compile", edit: func(f map[string]string) {
			dump(f, strings.Replace(sound, `test="x:a"`, `test="x:a != '}foo{'"`, 1))
		}, want: []string{"error schematron-refused schematron/one.sch:2 9.9.1"}},
		{name: "another content in the dump", edit: func(f map[string]string) {
			f["schematron/one.sch"] = strings.Replace(sound, "missing", "absent", 1)
		}, want: []string{"warning schematron-differs schematron/one.sch:2 9.9.1"}},
		{name: "a file that nobody lists", edit: func(f map[string]string) { f["schematron/two.sch"] = sound },
			want: []string{"warning schematron-unlisted schematron/two.sch:0 two.sch"}},
		{name: "a row without a file", edit: func(f map[string]string) { delete(f, "schematron/one.sch") },
			want: []string{"info schematron-missing schematron/one.sch:0 9.9.1"}},
		{name: "a variable that nobody uses", edit: func(f map[string]string) { dump(f, rules(`<let name="v" value="1"/>`)) },
			want: []string{"info let-unused schematron/one.sch:2 v"}},
		{name: "one identifier twice", edit: func(f map[string]string) {
			dump(f, strings.Replace(sound, "</assert>", `</assert><assert test="count(x:a) = 2">E-1| x</assert>`, 1))
		}, want: []string{"info assert-id-twice schematron/one.sch:2 E-1"}},
		{name: "one row twice", edit: func(f map[string]string) {
			row := strings.Trim(f["mongo-dump/schematron.json"], "[]")
			f["mongo-dump/schematron.json"] = "[" + row + "," + row + "]"
		}, want: []string{"info record-twice mongo-dump/schematron.json:0 9.9.1"}},
		{name: "a type without a map", edit: func(f map[string]string) {
			f["mongo-dump/engines.json"] = strings.Replace(f["mongo-dump/engines.json"], "9.9.1", "9.9.2", 1)
		}, want: []string{"warning type-without-map mongo-dump/engines.json:0 9.9.1", "info map-without-schematron mongo-dump/engines.json:0 9.9.2"}},
		{name: "types without a Schematron", edit: func(f map[string]string) { delete(f, "starter") },
			want: []string{"22 type-without-schematron"}},
		{name: "a dictionary that cannot be read", edit: func(f map[string]string) { f["terminology/1.2.3.csv"] = "version,code\n1,A\n1,\"B\n" },
			want: []string{"error dictionary-unreadable terminology/1.2.3.csv:3 1.2.3"}},
		{name: "a dictionary without codes", edit: func(f map[string]string) { delete(f, "terminology/1.2.3.csv") },
			want: []string{"warning dictionary-missing mongo-dump/dictionary.json:0 1.2.3"}},
		{name: "a dictionary that nobody lists", edit: func(f map[string]string) { f["terminology/1.2.4.csv"] = "version,code\n,A\n" },
			want: []string{"warning dictionary-unlisted terminology/1.2.4.csv:0 1.2.4"}},
		{name: "another version", edit: func(f map[string]string) {
			f["mongo-dump/dictionary.json"] = strings.Replace(f["mongo-dump/dictionary.json"], `"1.0"`, `"1.1"`, 1)
		}, want: []string{"warning version-without-codes terminology/1.2.3.csv:0 1.2.3", "info version-unlisted terminology/1.2.3.csv:0 1.2.3"}},
		{name: "rows without codes", edit: func(f map[string]string) {
			f["terminology/1.2.3.csv"] = "version,code,description,release_date\n" + strings.Repeat("\"\",,,\n", 3000)
		}, want: []string{"error dictionary-empty terminology/1.2.3.csv:2 1.2.3"}},
		{name: "more rows without codes than with", edit: func(f map[string]string) {
			f["terminology/1.2.3.csv"] = "version,code,description\n1.0,A,x\n\"\",,\n\"\",,\n"
		}, want: []string{"error dictionary-empty terminology/1.2.3.csv:3 1.2.3"}},
		{name: "a header alone", edit: func(f map[string]string) { f["terminology/1.2.3.csv"] = "version,code,description\n" },
			want: []string{"error dictionary-empty terminology/1.2.3.csv:0 1.2.3"}},
		{name: "what a spreadsheet does", edit: func(f map[string]string) {
			f["terminology/1.2.3.csv"] += "1.0,8-Jan,x\n1.0,44204,x\n1.0,\"1,23E+05\",x\n1.0,#NOME?,x\n1.0,1029-7 ,x\n1.0,1000-7,x\n1.0,,x\n"
		}, want: []string{
			"warning code-blanks terminology/1.2.3.csv:36 1.2.3", "warning code-date terminology/1.2.3.csv:32 1.2.3",
			"warning code-number terminology/1.2.3.csv:34 1.2.3", "warning code-error terminology/1.2.3.csv:35 1.2.3",
			"info code-twice terminology/1.2.3.csv:37 1.2.3", "info code-empty terminology/1.2.3.csv:38 1.2.3",
		}},
		{name: "damaged lists", edit: func(f map[string]string) {
			f["mongo-dump/dictionary.json"], f["mongo-dump/engines.json"] = "[{", "]"
		}, want: []string{"error list-unreadable mongo-dump/dictionary.json:0 dictionary", "error list-unreadable mongo-dump/engines.json:0 engines"}},
		{name: "lists that are not there", edit: func(f map[string]string) {
			delete(f, "starter")
			delete(f, "mongo-dump/dictionary.json")
			delete(f, "mongo-dump/engines.json")
			delete(f, "mongo-dump/schematron.json")
			delete(f, "mongo-dump/schema.json")
		}, want: []string{
			"error list-missing mongo-dump/dictionary.json.gzip:0 dictionary", "error list-missing mongo-dump/schematron.json.gzip:0 schematron",
			"warning list-missing mongo-dump/engines.json.gzip:0 engines", "warning schematron-unlisted schematron/one.sch:0 one.sch",
			"info list-missing mongo-dump/schema.json.gzip:0 schema",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := files()
			test.edit(f)
			got := brief(run(t, f))
			if len(test.want) == 1 && strings.HasPrefix(test.want[0], "22 ") {
				assert.Len(t, got, 22)
				return
			}
			assert.ElementsMatch(t, test.want, got)
		})
	}
}

func TestStarterIsSound(t *testing.T) {
	c, err := schemas.OpenFS(starter.FS(), "embedded")
	require.NoError(t, err)
	defer c.Close()
	r, err := selftest.Run(context.Background(), c)
	require.NoError(t, err)
	// The gateway has no map for one type; the starter says the same.
	assert.Equal(t, []string{"warning type-without-map mongo-dump/engines.json:0 2.16.840.1.113883.2.9.10.1.16.1.1"}, serious(r))
}

// TestKindsAreDocumented reads the declarations, so that a kind that no document explains cannot be added.
func TestKindsAreDocumented(t *testing.T) {
	source, err := os.ReadFile("kinds.go")
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "catalog.md"))
	require.NoError(t, err)
	found := regexp.MustCompile(`kind\("([a-z-]+)", lint\.(?:Error|Warning|Info)\)`).FindAllSubmatch(source, -1)
	require.Greater(t, len(found), 30)
	for _, m := range found {
		assert.True(t, bytes.Contains(text, []byte("`"+string(m[1])+"`")), "%s", m[1])
	}
}

func TestCancelled(t *testing.T) {
	c, err := schemas.OpenFS(starter.FS(), "embedded")
	require.NoError(t, err)
	defer c.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = selftest.Run(ctx, c)
	assert.ErrorIs(t, err, context.Canceled)
}

// own are the defects of the national catalog that the tests were written with, those without effect left out.
var own = []string{
	"warning code-zeros terminology/2.16.840.1.113883.6.103.csv:6947 2.16.840.1.113883.6.103",
	"warning dictionary-missing mongo-dump/dictionary.json.gzip:0 2.16.840.1.113883.2.9.6.1.5",
	"warning dictionary-missing mongo-dump/dictionary.json.gzip:0 2.16.840.1.113883.6.1",
	"warning type-without-map mongo-dump/engines.json.gzip:0 2.16.840.1.113883.2.9.10.1.16.1.1",
}

// serious leaves out what changes no verdict.
func serious(r *selftest.Report) []string {
	var list []string
	for _, line := range brief(r) {
		if !strings.HasPrefix(line, "info") {
			list = append(list, line)
		}
	}
	return list
}

// TestNational finds the catalog's own defects and, in a copy, exactly those planted beyond them.
func TestNational(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "catalog")
	require.NoError(t, os.CopyFS(dir, os.DirFS(shared.Dir(t, "catalog"))))
	test := func() *selftest.Report {
		c, err := schemas.Open(dir)
		require.NoError(t, err)
		defer c.Close()
		r, err := selftest.Run(context.Background(), c)
		require.NoError(t, err)
		return r
	}
	assert.ElementsMatch(t, own, serious(test()))

	edit := func(name string, change func(string) string) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		after := change(string(b))
		require.NotEqual(t, string(b), after, name)
		require.NoError(t, os.Remove(file))
		require.NoError(t, os.WriteFile(file, []byte(after), 0o600))
	}
	replace := func(old, new string) func(string) string {
		return func(s string) string {
			require.Equal(t, 1, strings.Count(s, old), old)
			return strings.Replace(s, old, new, 1)
		}
	}
	line := func(name, text string) int {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		require.NoError(t, err)
		before, _, found := strings.Cut(string(b), text)
		require.True(t, found, text)
		return strings.Count(before, "\n") + 1
	}
	const icd, atc = "terminology/2.16.840.1.113883.6.103.csv", "terminology/2.16.840.1.113883.6.73.csv"
	edit(icd, replace("\n\"\",00.01,", "\n\"\",01-gen,"))
	edit(atc, replace("\n\"\",A01AA,", "\n\"\",44197,"))
	edit("terminology/2.16.840.1.113883.2.9.6.1.54.2.csv", func(s string) string { return strings.Replace(s, ",01,", ",1,", 1) })
	edit("schematron/schematronFSE_ErS_1.1.sch", func(s string) string { return s + " " + "<" })
	edit("schematron/schematron_RSA_v8.3.sch", func(s string) string {
		return strings.Replace(s, "</rule>", "</rule>\n<rule context=\"hl7:ClinicalDocument/hl7:patient\"><assert test=\"hl7:id\">E| x</assert></rule>", 1)
	})
	require.NoError(t, os.Remove(filepath.Join(dir, "terminology", "2.16.840.1.113883.5.129.csv")))
	edit("mongo-dump/engines.json.gzip", func(s string) string {
		z, err := gzip.NewReader(strings.NewReader(s))
		require.NoError(t, err)
		b, err := io.ReadAll(z)
		require.NoError(t, err)
		b = bytes.ReplaceAll(b, []byte(`"2.16.840.1.113883.2.9.10.1.1"`), []byte(`"2.16.840.1.113883.2.9.10.1.9.1"`))
		require.True(t, json.Valid(b))
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, err = w.Write(b)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		return out.String()
	})
	rsa := "schematron/schematron_RSA_v8.3.sch"
	got := serious(test())
	for i, g := range got {
		// The lines at the end of a file are its own business.
		if strings.HasPrefix(g, "error schematron-unusable") || strings.HasPrefix(g, "warning schematron-differs") {
			got[i] = strings.Join(strings.Fields(g)[:2], " ") + " " + strings.Split(strings.Fields(g)[2], ":")[0]
		}
	}
	assert.ElementsMatch(t, append([]string{
		fmt.Sprintf("warning code-date %s:%d 2.16.840.1.113883.6.103", icd, line(icd, "01-gen")),
		fmt.Sprintf("warning code-date %s:%d 2.16.840.1.113883.6.73", atc, line(atc, ",44197,")),
		"warning code-zeros terminology/2.16.840.1.113883.2.9.6.1.54.2.csv:2 2.16.840.1.113883.2.9.6.1.54.2",
		"error schematron-unusable schematron/schematronFSE_ErS_1.1.sch", "warning schematron-differs schematron/schematronFSE_ErS_1.1.sch",
		"warning schematron-differs " + rsa,
		"warning dictionary-missing mongo-dump/dictionary.json.gzip:0 2.16.840.1.113883.5.129",
		"warning type-without-map mongo-dump/engines.json.gzip:0 2.16.840.1.113883.2.9.10.1.1",
	}, own...), got)
}

func BenchmarkNational(b *testing.B) {
	c, err := schemas.Open(shared.Dir(b, "catalog"))
	require.NoError(b, err)
	defer c.Close()
	b.ReportAllocs()
	for b.Loop() {
		_, err := selftest.Run(context.Background(), c)
		require.NoError(b, err)
	}
}
