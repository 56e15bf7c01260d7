package structuremap_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas/structuremap"
)

// header is a library, body a map that uses it: small, with what the published ones are made of.
const header = `map "urn:header" = "H"
group Place(source cda : ClinicalDocument, target bundle : Bundle) {
  cda.place as p where (kind != 'virtual') -> bundle.entry as e, e.request = create('BackboneElement') as request, request.method = 'PUT', e.resource = create('Location') as loc then {
    p.id as id -> loc.identifier as identifier then {
      id.extension as ext -> identifier.value = ext then {
        p -> request.url = append('Location?identifier=', ext) "url";
      }"ext";
      id.root as r then {
        id.extension as ext -> loc.id = (r + '-' + ext) as uuid;
      }"r";
    }"id";
  }"place";
}`

const body = `map "urn:body" = "B"
conceptmap "St" { prefix s = "a" prefix t = "b"
  s:completed == t:final  // in words
  s:suspended == t:partial
  s:"active" == t:"registered"
}
uses "urn:x" alias Bundle as target
imports "urn:header"
group CdaToBundle(source cda : ClinicalDocument, target bundle : Bundle) {
  cda then Place(cda, bundle), Sections(cda, bundle) "all";
}
group Sections(source src, target bundle) {
  src where src.section.exists() then {
    src.section as s then Sections(s, bundle) "deeper";
  };
  src.obs as o -> bundle.entry as e, e.resource = create('Observation') as ob, e.request = create('X') as request, request.method = 'POST', request.url = 'Observation' then Obs(o, ob);
  src.shot as o -> bundle.entry as e, e.resource = create('Immunization') as im then {
    o.statusCode as st where (code = 'completed') -> im.status = 'completed';
    o.statusCode as st where (code = 'aborted') or (code = 'held') -> im.status = 'final';
  };
  src.drug as o -> bundle.entry as e, e.resource = create('MedicationStatement') as me then {
    o.statusCode -> me.status "raw";
    o.statusCode as st where (st.code = 'aborted') -> me.status = 'stopped';
  };
  src.odd as o then Missing(o), Obs(o);
}
group Obs(source o, target ob) {
  o.statusCode as s then { s.code as c -> ob.status = translate(c, '#St', 'code') "code"; } "status";
  o.value : PQ as v -> ob.value = create('Quantity') as q then { v.unit as u -> q.unit = u; };
  o.value : ST_dot_r2b as v -> ob.value = v;
}`

func program(tb testing.TB, body string) *structuremap.Program {
	tb.Helper()
	programs, defects := structuremap.Compile(map[string][]byte{"h.map": []byte(header), "b.map": []byte(body)})
	require.Empty(tb, defects)
	require.Len(tb, programs, 1)
	stored, err := structuremap.Load(programs["urn:body"].Store())
	require.NoError(tb, err)
	return stored
}

func run(tb testing.TB, p *structuremap.Program, cda string) []string {
	tb.Helper()
	doc, err := xmltree.Parse([]byte(`<d xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`+cda+`</d>`), xmltree.Limits{})
	require.NoError(tb, err)
	facts, complete := p.Run(doc)
	require.True(tb, complete)
	var list []string
	for _, f := range facts {
		list = append(list, strings.Join(strings.Fields(fmt.Sprintln(f.Kind, doc.Path(f.Node)[len("/d[1]"):], f.Resource, f.Property, f.Value)), " "))
	}
	return list
}

func TestRun(t *testing.T) {
	p := program(t, body)
	kind := func(k structuremap.FactKind, rest string) string { return fmt.Sprint(int(k)) + " " + rest }
	for name, c := range map[string]struct {
		cda  string
		want []string
	}{
		"nothing":              {cda: `<other/>`},
		"a place under its id": {cda: `<place kind="a"><id root="1.2" extension="x-1"/></place>`},
		"no id":                {`<place kind="a"><name/></place>`, []string{kind(structuremap.NoIdentifier, "/place[1] Location")}},
		"no root":              {`<place kind="a"><id extension="x"/></place>`, []string{kind(structuremap.NoIdentifier, "/place[1] Location")}},
		"no extension, twice": {
			`<place kind="a"><id root="1.2"/></place><place kind="b"><id nullFlavor="UNK"/></place>`,
			[]string{kind(structuremap.NoIdentifier, "/place[1] Location"), kind(structuremap.NoIdentifier, "/place[2] Location")},
		},
		"the condition does not hold":  {cda: `<place kind="virtual"/>`},
		"a condition without its name": {cda: `<place/>`},
		"the second id serves":         {cda: `<place kind="a"><id root="1.2"/><id root="1.2" extension="x"/></place>`},
		"an id that FHIR does not take": {
			`<place kind="a"><id root="1.2" extension="a b"/></place>`, []string{kind(structuremap.BadIdentifier, "/place[1]/id[1] Location 1.2-a b")},
		},
		"an id that is too long": {
			`<place kind="a"><id root="1.2" extension="` + strings.Repeat("9", 61) + `"/></place>`,
			[]string{kind(structuremap.BadIdentifier, "/place[1]/id[1] Location 1.2-"+strings.Repeat("9", 61))},
		},
		"codes that FHIR knows": {cda: `<obs><statusCode code="completed"/></obs><obs><statusCode code="active"/></obs><obs/>`},
		"a code that it does not know": {
			`<section><section><obs><statusCode code="suspended"/></obs></section></section>`,
			[]string{kind(structuremap.BadCode, "/section[1]/section[1]/obs[1]/statusCode[1] Observation status partial")},
		},
		"a code without a translation": {`<obs><statusCode code="new"/></obs>`, []string{kind(structuremap.NoCode, "/obs[1]/statusCode[1] Observation status new")}},
		"a literal":                    {`<shot><statusCode code="held"/></shot>`, []string{kind(structuremap.BadCode, "/shot[1]/statusCode[1] Immunization status final")}},
		"no rule for the code": {
			`<shot><statusCode code="active"/></shot>`, []string{kind(structuremap.NoCode, "/shot[1]/statusCode[1] Immunization status active")},
		},
		"a copy": {
			`<drug><statusCode code="held"/></drug>`, []string{kind(structuremap.BadCode, "/drug[1]/statusCode[1] MedicationStatement status held")},
		},
		"a copy put right": {
			`<drug><statusCode code="aborted"/></drug>`, []string{kind(structuremap.Corrected, "/drug[1]/statusCode[1] MedicationStatement status aborted")},
		},
		"a copy that is right": {cda: `<drug><statusCode code="active"/></drug>`},
		"types":                {cda: `<obs><value xsi:type="PQ"/><value xsi:type="ST.r2b"/><value nullFlavor="UNK"/></obs>`},
		"a type that no rule takes": {
			`<obs xmlns:h="u"><value xsi:type="h:REAL"/></obs>`, []string{kind(structuremap.NotTaken, "/obs[1]/value[1] REAL")},
		},
		"calls that cannot be": {`<odd/>`, []string{kind(structuremap.Broken, "/odd[1] Missing"), kind(structuremap.Broken, "/odd[1] Obs")}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, run(t, p, c.cda)) })
	}
}

func TestDefects(t *testing.T) {
	for name, text := range map[string]string{
		"no address":             `group CdaToBundle(source a, target b) {}`,
		"a text without end":     `map "urn:x" = 'x`,
		"a comment without end":  `map "urn:x" = "x" /* …`,
		"no name of a group":     `map "urn:x" = "x" group (source a) {}`,
		"no end of a group":      `map "urn:x" = "x" group CdaToBundle(source a, target b) { a.b as c -> b.c;`,
		"no semicolon":           `map "urn:x" = "x" group CdaToBundle(source a, target b) { a.b as c a.d }`,
		"an unknown function":    `map "urn:x" = "x" group CdaToBundle(source a, target b) { a.b as c where d.trace('x') -> b.status = 'final'; }`,
		"too deep":               `map "urn:x" = "x" group CdaToBundle(source a, target b) ` + strings.Repeat(`{ a then `, 1000),
		"an expression too deep": `map "urn:x" = "x" group CdaToBundle(source a, target b) { a where ` + strings.Repeat(`(`, 1000),
	} {
		t.Run(name, func(t *testing.T) {
			programs, defects := structuremap.Compile(map[string][]byte{"x.map": []byte(text)})
			assert.Empty(t, programs)
			assert.Len(t, defects, 1)
		})
	}
}

// TestEndless holds that a map that calls itself ends.
func TestEndless(t *testing.T) {
	p := program(t, `map "urn:body" = "B"
group CdaToBundle(source cda, target bundle) { cda then CdaToBundle(cda, bundle); cda.a -> bundle.status = 'x'; }`)
	doc, err := xmltree.Parse([]byte(`<a><a/></a>`), xmltree.Limits{})
	require.NoError(t, err)
	_, complete := p.Run(doc)
	assert.False(t, complete)
}

func TestLoadDamaged(t *testing.T) {
	stored := program(t, body).Store()
	for n := range stored {
		if p, err := structuremap.Load(stored[:n]); err == nil {
			assert.NotNil(t, p)
		}
	}
	_, err := structuremap.Load(nil)
	assert.Error(t, err)
}

func TestOutline(t *testing.T) {
	lines, err := structuremap.Outline([]byte(body))
	require.NoError(t, err)
	assert.Equal(t, "partial", lines[structuremap.Line{Aspect: structuremap.Translation, Name: "St", Item: "suspended"}])
	assert.Equal(t, "PQ, ST.r2b", lines[structuremap.Line{Aspect: structuremap.Types, Name: "Obs", Item: "value"}])
	assert.Equal(t, "completed, final", lines[structuremap.Line{Aspect: structuremap.Codes, Name: "Sections", Item: "im.status"}])
	others, err := structuremap.Outline([]byte(strings.Replace(body, "as v -> ob.value = v", "as v->ob.value=v // otherwise laid out\n", 1)))
	require.NoError(t, err)
	assert.Equal(t, lines, others, "white space and comments are no change")
	places, err := structuremap.Outline([]byte(header))
	require.NoError(t, err)
	assert.Equal(t, "1", places[structuremap.Line{Aspect: structuremap.Puts, Name: "Place", Item: "Location"}])
}

func published(tb testing.TB, catalog string) map[string][]byte {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(shared.Dir(tb, catalog, "transform"), "*.map"))
	require.NoError(tb, err)
	texts := map[string][]byte{}
	for _, f := range files {
		texts[filepath.Base(f)], err = os.ReadFile(f)
		require.NoError(tb, err)
	}
	return texts
}

// TestPublishedMaps holds that every published map is read whole.
func TestPublishedMaps(t *testing.T) {
	for catalog, n := range map[string]int{"catalog": 22, "catalog-uat": 23} {
		texts := published(t, catalog)
		assert.Len(t, texts, n)
		programs, defects := structuremap.Compile(texts)
		assert.Empty(t, defects)
		assert.Len(t, programs, n-1, "all but the data types")
	}
}

func FuzzCompile(f *testing.F) {
	f.Add([]byte(header))
	f.Add([]byte(body))
	doc, err := xmltree.Parse([]byte(`<d><place kind="a"><id root="1"/></place><obs><statusCode code="suspended"/></obs></d>`), xmltree.Limits{})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _ = structuremap.Outline(text)
		programs, _ := structuremap.Compile(map[string][]byte{"h.map": []byte(header), "x.map": text})
		for _, p := range programs {
			p.Run(doc)
			if loaded, err := structuremap.Load(p.Store()); err != nil || string(loaded.Store()) != string(p.Store()) {
				t.Fatal("what is stored is not what is loaded")
			}
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add(program(f, body).Store())
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = structuremap.Load(b) })
}

func BenchmarkCompile(b *testing.B) {
	texts := published(b, "catalog")
	for b.Loop() {
		structuremap.Compile(texts)
	}
}

func BenchmarkLoad(b *testing.B) {
	programs, _ := structuremap.Compile(published(b, "catalog"))
	stored := programs["http://salute.gov.it/ig/cda-fhir-maps/StructureMap/verbalePS"].Store()
	b.SetBytes(int64(len(stored)))
	for b.Loop() {
		_, err := structuremap.Load(stored)
		require.NoError(b, err)
	}
}
