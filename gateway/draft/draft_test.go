package draft

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/metadata/request"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

func value(fields []Field, name string) any {
	for _, f := range fields {
		if f.Name == name {
			return f.Value
		}
	}
	return nil
}

// TestSamples drafts from every sample: what comes out is JSON that the gateway's reader takes, and what is not marked is right.
func TestSamples(t *testing.T) {
	samples, err := filepath.Glob("../../testdata/cda/*-valid.xml")
	require.NoError(t, err)
	require.NotEmpty(t, samples)
	for _, path := range samples {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, profile := range []fse.Profile{fse.National, fse.Toscana} {
			o := Options{Profile: profile, Now: noon, Lang: "it", PDF: pdffile.DefaultLimits(), Certificate: "S1#09012345678903REFPROVA048017"}
			o.Application.Vendor, o.Application.ID, o.Application.Version = "Prova", "APP", "1"
			d, err := New(data, o)
			require.NoError(t, err, path)
			assert.Contains(t, value(d.Claims, "person_id"), "PRVPNT80A41H501Y^^^&", path)
			assert.Regexp(t, `^\('.+\^\^2\.16\..+'\)$`, value(d.Claims, "resource_hl7_type"), path)
			var claims, body map[string]any
			require.NoError(t, json.Unmarshal(JSON(d.Claims), &claims), path)
			require.NoError(t, json.Unmarshal(JSON(d.Body), &body), path)
			_, marked := Marked(JSON(d.Body))
			assert.Equal(t, len(Open(d.Body)) > 0, marked, path)
			for _, f := range Open(d.Body) {
				require.True(t, d.Set(f.Name, request.Read(nil).Field(f.Name).Value+"x"))
			}
			bad := request.Judge(fse.ValidateAndCreate, request.Read(JSON(d.Body)), request.Context{Profile: profile, Now: noon})
			for _, f := range bad {
				assert.NotContains(t, []string{"REQ-UNKNOWN-FIELD", "REQ-TYPE", "REQ-MISSING", "REQ-DATE", "REQ-DATE-FORM"}, f.Rule.ID, "%s: %v", path, f.Message)
			}
		}
	}
}

// TestNothingKnown: what a CDA does not tell is marked, in both languages, and marks are found again.
func TestNothingKnown(t *testing.T) {
	for _, lang := range []string{"it", "en"} {
		d, err := New([]byte(`<?xml version="1.0" encoding="ISO-8859-1"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>`), Options{Now: noon, Lang: lang})
		require.NoError(t, err)
		assert.Len(t, Open(d.Claims), 9)
		f, ok := Marked(JSON(d.Claims))
		assert.True(t, ok)
		assert.NotEmpty(t, f.Name)
	}
	for _, src := range []string{"", "%PDF-1.7", "<a/>", "<ClinicalDocument", "{}"} {
		_, err := New([]byte(src), Options{Now: noon})
		assert.Error(t, err, src)
	}
	for _, src := range []string{"", "[]", "null", `{"a":"b"}`, `{"a":["<b>"]}`, `{"a":"1 < 2"}`} {
		_, ok := Marked([]byte(src))
		assert.False(t, ok, src)
	}
}

// TestHostileValues: nothing of a document breaks out of the place that it is put into.
func TestHostileValues(t *testing.T) {
	d, err := New([]byte(`<ClinicalDocument xmlns="urn:hl7-org:v3"><code code="&quot;},{" codeSystem="&#10;"/><recordTarget><patientRole>
<id root="2.16.840.1.113883.2.9.4.3.2" extension="&quot;&amp;&#x202e;^"/></patientRole></recordTarget></ClinicalDocument>`), Options{Now: noon})
	require.NoError(t, err)
	assert.True(t, json.Valid(JSON(d.Claims)), "%s", JSON(d.Claims))
}

func TestProjectFile(t *testing.T) {
	var got struct{ Defaults map[string]string }
	data := Project([]Setting{{Name: "profile", Value: "toscana"}, {Name: "claims", Value: "a: #b.json"}, {Name: "certificate", Example: "s1.p12", About: "signature"}}, "it")
	require.NoError(t, yaml.Unmarshal(data, &got), "%s", data)
	assert.Equal(t, map[string]string{"profile": "toscana", "claims": "a: #b.json"}, got.Defaults)
	assert.Contains(t, string(data), "# certificate: s1.p12")
}

func TestWorkflows(t *testing.T) {
	for _, c := range Systems {
		text := string(c.Workflow([]string{"docs", "it's here", "$(rm -rf /)"}))
		assert.Contains(t, text, `docs 'it'\''s here' '$(rm -rf /)'`, c.Name)
		assert.NotContains(t, text, "@PATHS@")
		assert.Contains(t, text, "--require-catalog")
		if strings.HasSuffix(c.File, "yml") {
			var any map[string]any
			assert.NoError(t, yaml.Unmarshal(c.Workflow([]string{"docs"}), &any), c.Name)
		}
		assert.Equal(t, c.Name, FindCI(c.Name).Name)
	}
}

func FuzzNew(f *testing.F) {
	f.Add([]byte(`<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="2.16.840.1.113883.2.9.2.120.4.4" extension="1"/></ClinicalDocument>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := New(data, Options{Now: noon, Lang: "it", PDF: pdffile.DefaultLimits()})
		if err == nil && !json.Valid(JSON(d.Claims)) {
			t.Fatalf("%s", JSON(d.Claims))
		}
	})
}
