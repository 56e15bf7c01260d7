package complete

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
)

const head = `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<realmCode code="IT"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_MT000040UV02"/>`

// at completes where "|" stands.
func at(t testing.TB, text string, catalog *schemas.Catalog) List {
	t.Helper()
	before, after, marked := strings.Cut(text, "|")
	require.True(t, marked, text)
	l, err := At([]byte(before+after), len(before), catalog)
	require.NoError(t, err)
	return l
}

func labels(l List) []string {
	all := []string{}
	for _, i := range l.Items {
		all = append(all, i.Label)
	}
	return all
}

// TestNational completes what authors write, by the national schema set and dictionaries.
func TestNational(t *testing.T) {
	catalog, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, catalog.Close()) })
	const observation = head + `<component><structuredBody><component><section><entry><observation classCode="OBS" moodCode="EVN">`
	for _, c := range []struct {
		name, text string
		want       []string // come first, in this order
		without    string
	}{
		{"next element", head + "|", []string{"templateId", "id"}, "realmCode"},
		{"after a bracket", head + "<|", []string{"templateId", "id"}, "title"},
		{"a name that is begun", head + "<templateId root='1'/><i|", []string{"templateId", "id"}, ""},
		{"before what follows", head + "<|<id root='1'/></ClinicalDocument>", []string{"templateId", "id"}, ""},
		{"after a wrong element", head + "<colour/><|", []string{"templateId", "id"}, "colour"},
		{"deep", head + "<recordTarget><patientRole><patient><|", []string{"realmCode", "typeId", "templateId", "id", "name"}, ""},
		{"end tag", observation + "</|", []string{"/observation"}, ""},
		{"attributes", head + "<id |", []string{"root", "extension"}, "code"},
		{"attribute that is there", head + `<id root="1" |/>`, []string{"extension"}, "root"},
		{"attribute before others", head + `<id |root="1"/>`, []string{"extension"}, ""},
		{"required attributes first", head + `<component><structuredBody><component><section><entry><observation |`, []string{"moodCode"}, ""},
		{"enumeration", head + `<component><structuredBody><component><section><entry><observation classCode="|`, []string{"OBS"}, ""},
		{"data types", observation + `<code code="x"/><value xsi:type="|`, []string{"AD", "ADXP"}, ""},
		{"template", head + `<templateId root="|"/>`, []string{"2.16.840.1.113883.2.9.10.1.1"}, ""},
		{"code of a dictionary", observation + `<code code="x"/><value xsi:type="CD" code="250.0|" codeSystem="2.16.840.1.113883.6.103"/>`, []string{"250.0", "250.00", "250.01"}, ""},
		{"code by its name", observation + `<value xsi:type="CD" code="diabete mell|" codeSystem="2.16.840.1.113883.6.103"/>`, nil, ""},
		{"within a comment", head + `<!-- <|`, []string{}, "templateId"},
		{"within character data", head + `<![CDATA[ <|`, []string{}, "templateId"},
		{"within a declaration", `<?xml |`, []string{}, "version"},
		{"nothing open", `|`, []string{}, ""},
		{"prefix", `<h:ClinicalDocument xmlns:h="urn:hl7-org:v3"><h:realmCode/><h:typeId root="" extension="POCD_MT000040UV02"/><|`, []string{"h:templateId", "h:id"}, "templateId"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := labels(at(t, c.text, catalog))
			require.GreaterOrEqual(t, len(got), len(c.want), "%v", got)
			assert.Equal(t, c.want, append(c.want[:0:0], got[:len(c.want)]...))
			if c.without != "" {
				assert.NotContains(t, got, c.without)
			}
		})
	}
	assert.Contains(t, labels(at(t, head+`<confidentialityCode code="N" codeSystem="|"/>`, catalog)), "2.16.840.1.113883.5.25")
	l := at(t, observation+`<value xsi:type="CD" code="|" codeSystem="2.16.840.1.113883.6.103"/>`, catalog)
	assert.Len(t, l.Items, Most, "a large dictionary is bounded")
	assert.True(t, l.More)
	l = at(t, observation+`<value xsi:type="CD" code="DIABETE MELLITO|" codeSystem="2.16.840.1.113883.6.103"/>`, catalog)
	assert.NotEmpty(t, l.Items, "a code is found by its name")
}

func TestPlain(t *testing.T) {
	for snippet, want := range map[string]string{`id root="$1"/>$0`: `id root=""/>`, `a\$1\}\\`: `a$1}\`, `$`: `$`} {
		assert.Equal(t, want, Item{Text: snippet}.Plain())
	}
}

// FuzzLocate reads any text up to any place: the skeleton is a document, or holds nothing, and the range is around the place.
func FuzzLocate(f *testing.F) {
	f.Add(head+"<id root='<a b=\"c", 30)
	f.Add("<a x:y='1' x:y='2'><b></c><!-- -->", 20)
	f.Add("</a><?x?><![CDATA[<]]><é é=\"\x00\"", 31)
	f.Fuzz(func(t *testing.T, text string, offset int) {
		p := locate([]byte(text), offset)
		if p.from > p.to || p.from < 0 || p.to > len(text) {
			t.Fatalf("%d to %d of %q", p.from, p.to, text)
		}
		if len(p.skeleton) > 8*len(text)+100 {
			t.Fatalf("%d bytes became %d", len(text), len(p.skeleton))
		}
		if doc, err := xmltree.Parse(p.skeleton, xmltree.Limits{}); err == nil {
			depth := 0
			for n := doc.DocumentElement(); n != xmltree.None; depth++ {
				last := xmltree.None
				for c := doc.FirstChild(n); c != xmltree.None; c = doc.NextSibling(c) {
					last = c
				}
				n = last
			}
			if depth < len(p.open) {
				t.Fatalf("%d open elements, a skeleton of depth %d: %s", len(p.open), depth, p.skeleton)
			}
		}
	})
}
