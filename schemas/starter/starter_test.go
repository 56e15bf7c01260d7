package starter_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/sample/document"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/schemas/xsd"
)

const (
	setUV = "POCD_MT000040UV02"
	setHD = "POCD_HD000040"
)

func open(tb testing.TB) *schemas.Catalog {
	tb.Helper()
	c, err := schemas.OpenFS(starter.FS(), "embedded")
	require.NoError(tb, err)
	return c
}

func compile(tb testing.TB, c *schemas.Catalog, set string) *xsd.Schema {
	tb.Helper()
	s, ok, err := c.SchemaSet(set)
	require.NoError(tb, err)
	require.True(tb, ok)
	schema, err := xsd.Compile(s.Files, s.Root)
	require.NoError(tb, err)
	return schema
}

func valid(tb testing.TB, s *xsd.Schema, doc []byte) bool {
	tb.Helper()
	tree, err := xmltree.Parse(doc, xmltree.Limits{})
	require.NoError(tb, err)
	r, err := s.Validate(tree, xsd.Options{})
	require.NoError(tb, err)
	return r.Valid()
}

func TestCatalog(t *testing.T) {
	c := open(t)
	assert.True(t, c.Starter())
	assert.Equal(t, schemas.IDStarter, c.ID())
	sets, err := c.SchemaSets()
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{setUV, setHD}, sets)
	infos, err := c.Schematrons()
	require.NoError(t, err)
	assert.Len(t, infos, 22)
	for _, info := range infos {
		s, ok, err := c.Schematron(info.TemplateRoot)
		require.NoError(t, err)
		require.True(t, ok)
		_, err = schematron.Compile(s.Content, schematron.ReadOptions{Name: s.Name})
		require.NoError(t, err)
	}
	v, err := c.Vocabulary()
	require.NoError(t, err)
	assert.Len(t, v.Dictionaries(), 2)
}

// TestSetsAgree keeps the two schema sets alike: they differ only in the name that selects them.
func TestSetsAgree(t *testing.T) {
	names, err := fs.Glob(starter.FS(), path.Join("schema", setUV, "*"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		a, err := fs.ReadFile(starter.FS(), name)
		require.NoError(t, err)
		b, err := fs.ReadFile(starter.FS(), path.Join("schema", setHD, path.Base(name)))
		require.NoError(t, err)
		assert.Equal(t, string(a), string(b), name)
	}
}

// reference is what the reference found in a document of the corpus.
type reference struct {
	File, TypeID string
	XSD          *struct{ OK bool }
	Schematron   *struct {
		Failed []struct{ ID string }
		Error  *string
	}
}

func corpus(tb testing.TB) (docs []reference, read func(reference) []byte) {
	tb.Helper()
	dir := shared.Dir(tb, "corpus")
	f, err := os.Open(filepath.Join(dir, "expected.jsonl"))
	require.NoError(tb, err)
	defer f.Close()
	for dec := json.NewDecoder(f); ; {
		var r reference
		err := dec.Decode(&r)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(tb, err)
		docs = append(docs, r)
	}
	return docs, func(r reference) []byte {
		data, err := os.ReadFile(filepath.Join(dir, "cda", r.File))
		require.NoError(tb, err)
		// The gateway reads what is not UTF-8 as replacement characters; the few documents in another encoding have
		// their letters replaced too, which no rule here looks at.
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
		return bytes.Replace(data, []byte(`encoding="iso-8859-1"`), []byte(`encoding="UTF-8"`), 1)
	}
}

// TestSchemaCorpus wants every document accepted that the national schemas accept.
func TestSchemaCorpus(t *testing.T) {
	docs, read := corpus(t)
	c := open(t)
	sets := map[string]*xsd.Schema{setUV: compile(t, c, setUV), setHD: compile(t, c, setHD)}
	accepted := 0
	for _, d := range docs {
		if set := sets[d.TypeID]; set != nil && d.XSD != nil && d.XSD.OK {
			tree, err := xmltree.Parse(read(d), xmltree.Limits{})
			require.NoError(t, err)
			r, err := set.Validate(tree, xsd.Options{})
			require.NoError(t, err)
			if assert.True(t, r.Valid(), "%s: %v", d.File, r.Errors) {
				accepted++
			}
		}
	}
	assert.Greater(t, accepted, 700)
}

// TestSchemaMutations damages headers, element by element, and compares with the national schemas: the starter must not
// refuse what they accept, and must notice nearly all that they refuse.
func TestSchemaMutations(t *testing.T) {
	national, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	c := open(t)
	refused, noticed := 0, 0
	for _, set := range []string{setUV, setHD} {
		theirs, ours := compile(t, national, set), compile(t, c, set)
		for _, name := range []string{"PSS", "VPS", "LETT_SCREENING"} {
			doc := bytes.Replace(document.All()[name].Bytes(), []byte(setUV), []byte(set), 1)
			require.True(t, valid(t, theirs, doc), "the undamaged %s", name)
			for i, m := range mutations(t, doc) {
				if i%4 > 0 {
					continue // enough of each kind
				}
				ok := valid(t, theirs, m)
				if valid(t, ours, m) {
					refused += count(!ok)
					continue
				}
				refused, noticed = refused+count(!ok), noticed+1
				require.False(t, ok, "refused here, accepted by the national schemas:\n%.3000s", m)
			}
		}
	}
	t.Logf("%d of %d damaged headers noticed", noticed, refused)
	assert.Greater(t, float64(noticed), 0.98*float64(refused))
}

// count is 1 for true.
func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// mutations removes, doubles and renames each element of the header, and empties and renames its first attribute.
func mutations(tb testing.TB, doc []byte) [][]byte {
	tb.Helper()
	dec := xml.NewDecoder(bytes.NewReader(doc))
	var starts []int64
	var out [][]byte
	splice := func(from, to int64, with string) {
		out = append(out, append(append(bytes.Clone(doc[:from]), with...), doc[to:]...))
	}
	for {
		before := dec.InputOffset()
		token, err := dec.Token()
		require.NoError(tb, err)
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "component" {
				return out
			}
			starts = append(starts, before)
			if start := string(doc[before:dec.InputOffset()]); len(starts) > 1 && len(token.Attr) > 0 {
				name := token.Attr[0].Name.Local
				splice(before, dec.InputOffset(), strings.Replace(start, name+`="`+token.Attr[0].Value+`"`, name+`=""`, 1))
				splice(before, dec.InputOffset(), strings.Replace(start, name+`="`, name+`x="`, 1))
			}
		case xml.EndElement:
			start := starts[len(starts)-1]
			starts = starts[:len(starts)-1]
			if len(starts) > 0 {
				whole := string(doc[start:dec.InputOffset()])
				splice(start, dec.InputOffset(), "")
				splice(start, start, whole)
			}
		}
	}
}

// TestRulesCorpus wants no rule to fail in a document in which no national rule fails.
func TestRulesCorpus(t *testing.T) {
	docs, read := corpus(t)
	s := rules(t)
	judged := 0
	for _, d := range docs {
		if d.Schematron == nil || d.Schematron.Error != nil || len(d.Schematron.Failed) > 0 {
			continue
		}
		tree, err := xmltree.Parse(read(d), xmltree.DefaultLimits())
		if err != nil {
			continue // a document that the schema stage refuses
		}
		r, err := s.Run(context.Background(), tree)
		require.NoError(t, err)
		require.Nil(t, r.Err)
		judged++
		for _, f := range r.Failures {
			t.Errorf("%s: %s", d.File, f.Text)
		}
	}
	assert.Greater(t, judged, 150)
}

func rules(tb testing.TB) *schematron.Schema {
	tb.Helper()
	sch, ok, err := open(tb).Schematron("2.16.840.1.113883.2.9.10.1.1")
	require.NoError(tb, err)
	require.True(tb, ok)
	s, err := schematron.Compile(sch.Content, schematron.ReadOptions{Name: sch.Name})
	require.NoError(tb, err)
	return s
}

func TestRules(t *testing.T) {
	s := rules(t)
	for name, doc := range document.All() {
		assert.Empty(t, ids(t, s, doc.Bytes()), name)
	}
	lab := document.LAB().Bytes()
	for name, c := range map[string]struct{ old, new, id string }{
		"two patients":     {"</recordTarget>", "</recordTarget><recordTarget/>", "FSELINT-H1"},
		"confidentiality":  {`confidentialityCode code="N"`, `confidentialityCode code="X"`, "FSELINT-H2"},
		"not signed":       {`signatureCode code="S"`, `signatureCode code="I"`, "FSELINT-H3"},
		"fiscal code":      {`extension="PRVPNT80`, `extension="PRVPNT8`, "FSELINT-H4"},
		"code of the type": {`code="11502-2"`, `code="11488-4"`, "FSELINT-H5"},
		"realm":            {`realmCode code="IT"`, `realmCode code="US"`, "FSELINT-W1"},
		"language":         {`<languageCode code="it-IT"/>`, ``, "FSELINT-W2"},
		"title":            {`<title>Referto di laboratorio</title>`, ``, "FSELINT-W3"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(string(lab), c.old, c.new, 1)
			require.NotEqual(t, string(lab), changed)
			assert.Equal(t, []string{c.id}, ids(t, s, []byte(changed)))
		})
	}
}

func ids(tb testing.TB, s *schematron.Schema, doc []byte) []string {
	tb.Helper()
	tree, err := xmltree.Parse(doc, xmltree.DefaultLimits())
	require.NoError(tb, err)
	r, err := s.Run(context.Background(), tree)
	require.NoError(tb, err)
	require.Nil(tb, r.Err)
	var out []string
	for _, h := range append(r.Failures, r.Reports...) {
		out = append(out, h.NationalID)
	}
	return out
}

func TestVocabulary(t *testing.T) {
	v, err := open(t).Vocabulary()
	require.NoError(t, err)
	lab := document.LAB().Bytes()
	for want, change := range map[bool][2]string{true: {"", ""}, false: {`code="M" codeSystem="2.16.840.1.113883.5.1"`, `code="m" codeSystem="2.16.840.1.113883.5.1"`}} {
		tree, err := xmltree.Parse([]byte(strings.Replace(string(lab), change[0], change[1], 1)), xmltree.DefaultLimits())
		require.NoError(t, err)
		assert.Equal(t, want, v.Judge(vocabulary.Extract(tree, nil)).OK)
	}
}
