package lint

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var sample = NewCatalog(`# a comment
greeting: {en: "hello {name}", it: "ciao {name}"}
count:
  en: {one: "{n} document", other: "{n} documents"}
  it: {one: "{n} documento", other: "{n} documenti"}
same: PUT documents/{id}
PDF-X:
  title: {en: a title, it: un titolo}
  message: {en: "{found} for {expected}", it: "{found} invece di {expected}"}
  why: {en: because, it: perché}
  fix: {en: "write {expected}", it: "scrivete {expected}"}
  before: |
    {"a": 1}

    b
  after: c
  sources: [rfc7519 4.1.4, support 887, readme §8.1]
  formerly: [PDF-Y]
`)

func TestText(t *testing.T) {
	assert.Equal(t, "hello {name}", sample.In("en", "greeting", nil), "a name without a value stays")
	assert.Equal(t, "ciao {n}", sample.In("it", "greeting", Values{"name": "{n}", "n": 2}), "values are not filled again")
	assert.Equal(t, "1 documento", sample.In("it", "count", Values{"n": 1}))
	assert.Equal(t, "0 documents", sample.In("en", "count", Values{"n": 0}))
	assert.Equal(t, "1000000 documenti", sample.In("it", "count", Values{"n": 1000000}))
	assert.Equal(t, "PUT documents/{id}", sample.In("it", "same", nil))
	assert.Equal(t, "ciao x", sample.In("it", "greeting", Values{"name": "x", "n": 1}), "no count changes it")
	assert.Equal(t, "nothing", sample.In("it", "nothing", nil), "an id that is not there shows itself")
	assert.Equal(t, "ciao 1 documento", sample.In("it", "greeting", Values{"name": sample.Text("count", Values{"n": 1})}))
	assert.Equal(t, "ciao", Text{IT: "ciao", EN: "hello"}.In("it"))
	assert.True(t, Text{}.IsZero())
	assert.False(t, sample.Text("same", nil).IsZero())
}

func TestPublic(t *testing.T) {
	assert.Equal(t, "hello …", sample.Text("greeting", Values{"name": "Rossi"}).Public().In("en"))
	assert.Equal(t, "hello sub", sample.Text("greeting", Values{"name": Known("sub")}).Public().In("en"))
	assert.Equal(t, "hello 3 documents", sample.Text("greeting", Values{"name": sample.Text("count", Values{"n": 3})}).Public().In("en"))
	assert.True(t, Same("Rossi").Public().IsZero())
}

func TestRule(t *testing.T) {
	r := sample.Rule("PDF-X", Error, Gateway, "PF-01")
	assert.Equal(t, "PDF", r.Family)
	assert.Equal(t, "un titolo", r.Title.In("it"))
	before, after := r.Example("en")
	assert.Equal(t, "{\"a\": 1}\n\nb", before)
	assert.Equal(t, "c", after)
	assert.Equal(t, []string{"PDF-Y"}, r.Formerly())
	assert.Equal(t, []Source{
		{"RFC 7519", "§4.1.4", "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4"},
		{"it-fse-support, issue 887", "", "https://github.com/ministero-salute/it-fse-support/issues/887"},
		{"Ministero della Salute, integrazione con il Gateway FSE 2.0 (README)", "§8.1", "https://github.com/ministero-salute/it-fse-support/blob/main/doc/integrazione-gateway/README.md"},
	}, r.References())
	assert.Equal(t, "write …", r.Fix.In("en"), "a blank to be filled in")
	empty := Finding{Rule: r, Actual: Same("y")}
	empty.Complete()
	assert.Equal(t, "y for …", empty.Message.In("en"))
	f := Finding{Rule: r, Expected: Same("x"), Actual: Same("{expected}")}
	f.Complete()
	assert.Equal(t, "{expected} invece di x", f.Message.In("it"))
	assert.Equal(t, "write x", f.Fix.In("en"))
	assert.Equal(t, "PF-01", f.Error)
}

func TestCheck(t *testing.T) {
	assert.Empty(t, sample.Check())
	assert.Empty(t, documents.Check())
	assert.Empty(t, own.Check())
	for name, data := range map[string]string{
		"no Italian":   "a: {en: x}\n",
		"other values": "a: {en: \"{x}\", it: \"{y}\"}\n",
		"no YAML":      "a: [\n",
		"comma":        "a: {en: x, and y, it: z}\n",
		"twice":        "a: b\na: c\n",
		"odd type":     "a: {en: [x], it: y}\n",
	} {
		assert.NotEmpty(t, NewCatalog(data).Check(), name)
	}
}

func BenchmarkText(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sample.In("it", "greeting", Values{"name": "x"})
	}
}
