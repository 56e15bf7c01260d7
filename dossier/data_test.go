package dossier

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

const sound = `{
  "appVendor": "Alfa srl", "appID": "LIS", "appVersion": "1.0",
  "results": [
    {"id": 147, "ts": "2026-11-30T10:00:00Z", "traceId": "0f3a5c7e9b1d2f40", "workflowInstanceId": "WII", "files": ["RSA_CT1.pdf"]},
    {"id": 32, "ts": "2026-11-30T10:05:00Z", "traceId": "af8f52af8f52af8f52af8f52af8f52af", "workflowInstanceId": "UNKNOWN_WORKFLOW_ID", "files": ["RSA_CT3.pdf"]}
  ]
}`

var workflow = "2.16.840.1.113883.2.9.2.90.4.4." + strings.Repeat("0a", 32) + ".0123456789^^^^urn:ihe:iti:xdw:2013:workflowInstanceId"

func TestData(t *testing.T) {
	d := ReadData([]byte(strings.ReplaceAll(sound, "WII", workflow)))
	assert.Empty(t, named(d.Findings))
	assert.Equal(t, "Alfa srl", d.Vendor.Text)
	assert.Equal(t, "LIS", d.Application.Text)
	assert.Equal(t, "1.0", d.Version.Text)
	require.Len(t, d.Results, 2)
	x := d.Of(147)
	assert.Equal(t, time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC), x.Time)
	assert.Equal(t, "RSA_CT1.pdf", x.Files[0].Text)
	assert.Equal(t, "/results/0/files/0", x.Files[0].Pointer)
	assert.Equal(t, 4, x.TraceID.Location().Line)
	assert.Equal(t, 58, x.TraceID.Location().Column)
	assert.Nil(t, d.Of(148))
}

// TestDataFaults: each fault is found as what it is, at its place.
func TestDataFaults(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		want     []string // rule and what should stand there
		pointer  string
	}{
		"traceID":                    {`"traceId": "0f`, `"traceID": "0f`, []string{"DOS-NAME traceId"}, "/results/0/traceID"},
		"trace_id":                   {`"traceId": "0f`, `"trace_id": "0f`, []string{"DOS-NAME traceId"}, "/results/0/trace_id"},
		"timestamp":                  {`"ts": "2026-11-30T10:00`, `"timestamp": "2026-11-30T10:00`, []string{"DOS-NAME ts"}, "/results/0/timestamp"},
		"appId":                      {`"appID"`, `"appId"`, []string{"DOS-NAME appID"}, "/appId"},
		"a claim's name":             {`"appVendor"`, `"subject_application_vendor"`, []string{"DOS-NAME appVendor"}, "/subject_application_vendor"},
		"workflowInstanceID":         {`"workflowInstanceId": "WII"`, `"workflowInstanceID": "WII"`, []string{"DOS-NAME workflowInstanceId"}, "/results/0/workflowInstanceID"},
		"file":                       {`"files": ["RSA_CT1.pdf"]`, `"file": ["RSA_CT1.pdf"]`, []string{"DOS-NAME files"}, "/results/0/file"},
		"another field":              {`"id": 147`, `"esito": "OK", "id": 147`, []string{"DOS-UNKNOWN-NAME"}, "/results/0/esito"},
		"email":                      {`"appID"`, `"email": "a@b.it", "appID"`, []string{"DOS-EMAIL"}, "/email"},
		"no version":                 {`, "appVersion": "1.0"`, ``, []string{"DOS-REQUIRED"}, "/appVersion"},
		"an empty vendor":            {`"Alfa srl"`, `" "`, []string{"DOS-REQUIRED"}, "/appVendor"},
		"a null trace":               {`"0f3a5c7e9b1d2f40"`, `null`, []string{"DOS-REQUIRED"}, "/results/0/traceId"},
		"a version that is a number": {`"1.0"`, `1.0`, []string{"DOS-TYPE string"}, "/appVersion"},
		"results as an object":       {`"results": [`, `"results": {"x": [`, nil, ""},
		"one file as text":           {`["RSA_CT1.pdf"]`, `"RSA_CT1.pdf"`, []string{"DOS-TYPE array"}, "/results/0/files"},
		"files of numbers":           {`["RSA_CT1.pdf"]`, `[1]`, []string{"DOS-TYPE string"}, "/results/0/files/0"},
		"a result that is a number":  {`"results": [`, `"results": [147,`, []string{"DOS-TYPE object"}, "/results/0"},
		"a blank behind":             {`2f40"`, `2f40 "`, []string{"DOS-INVISIBLE 0f3a5c7e9b1d2f40"}, "/results/0/traceId"},
		"a no-break space":           {`Alfa srl`, "Alfa\u00a0srl", []string{"DOS-INVISIBLE Alfa srl"}, "/appVendor"},
		"a zero-width space":         {`"LIS"`, "\"LIS\u200b\"", []string{"DOS-INVISIBLE LIS"}, "/appID"},
		"id as text":                 {`147`, `"147"`, []string{"DOS-ID-STRING 147"}, "/results/0/id"},
		"id that is a name":          {`147`, `"RSA_CT1"`, []string{"DOS-ID"}, "/results/0/id"},
		"id that is a fraction":      {`147`, `147.5`, []string{"DOS-ID"}, "/results/0/id"},
		"a case twice":               {`"id": 32`, `"id": 147`, []string{"DOS-TWICE"}, "/results/1/id"},
		"a call twice":               {`af8f52af8f52af8f52af8f52af8f52af`, `0f3a5c7e9b1d2f40`, []string{"DOS-TRACE-TWICE"}, "/results/1/traceId"},
		"milliseconds":               {`10:00:00Z`, `10:00:00.123Z`, []string{"DOS-TS-FORM 2026-11-30T10:00:00Z"}, "/results/0/ts"},
		"an offset":                  {`10:00:00Z`, `11:00:00+01:00`, []string{"DOS-TS-FORM 2026-11-30T10:00:00Z"}, "/results/0/ts"},
		"hundredths":                 {`10:00:00Z`, `10:00:00:12Z`, []string{"DOS-TS-FORM 2026-11-30T10:00:00Z"}, "/results/0/ts"},
		"day first":                  {`2026-11-30T10:00:00Z`, `30/11/2026 11:00:00`, []string{"DOS-TS"}, "/results/0/ts"},
		"HL7":                        {`2026-11-30T10:00:00Z`, `20261130110000+0100`, []string{"DOS-TS 2026-11-30T10:00:00Z"}, "/results/0/ts"},
		"no zone":                    {`10:00:00Z`, `10:00:00`, []string{"DOS-TS"}, "/results/0/ts"},
		"no time":                    {`2026-11-30T10:00:00Z`, `ieri`, []string{"DOS-TS"}, "/results/0/ts"},
		"the 31st of November":       {`2026-11-30`, `2026-11-31`, []string{"DOS-TS"}, "/results/0/ts"},
		"a lost zero":                {`0f3a5c7e9b1d2f40`, `f3a5c7e9b1d2f40`, []string{"DOS-TRACE-ZERO 0f3a5c7e9b1d2f40"}, "/results/0/traceId"},
		"a lost zero of 32":          {`af8f52af8f52af8f52af8f52af8f52af`, `f8f52af8f52af8f52af8f52af8f52af`, []string{"DOS-TRACE-ZERO 0f8f52af8f52af8f52af8f52af8f52af"}, "/results/1/traceId"},
		"upper case":                 {`0f3a5c7e9b1d2f40`, `0F3A5C7E9B1D2F40`, []string{"DOS-TRACE 0f3a5c7e9b1d2f40"}, "/results/0/traceId"},
		"a UUID":                     {`0f3a5c7e9b1d2f40`, `6b29fc40-ca47-1067-b31d-00dd010662da`, []string{"DOS-TRACE"}, "/results/0/traceId"},
		"a number in its form":       {`0f3a5c7e9b1d2f40`, `1,23E+15`, []string{"DOS-TRACE"}, "/results/0/traceId"},
		"time and trace":             {`"2026-11-30T10:00:00Z", "traceId": "0f3a5c7e9b1d2f40"`, `"0f3a5c7e9b1d2f40", "traceId": "2026-11-30T10:00:00Z"`, []string{"DOS-SWAPPED"}, "/results/0/ts"},
		"trace and workflow":         {`"0f3a5c7e9b1d2f40", "workflowInstanceId": "WII"`, `"WII", "workflowInstanceId": "0f3a5c7e9b1d2f40"`, []string{"DOS-SWAPPED"}, "/results/0/traceId"},
		"a workflow cut off":         {`urn:ihe:iti:xdw:2013:workflowInstanceId`, `urn:ihe`, []string{"ID-WII-SUFFIX ^^^^urn:ihe:iti:xdw:2013:workflowInstanceId"}, "/results/0/workflowInstanceId"},
		"a path":                     {`"RSA_CT1.pdf"`, `"FILES/RSA_CT1.pdf"`, []string{"DOS-FILE-PATH RSA_CT1.pdf"}, "/results/0/files/0"},
		"a path of Windows":          {`"RSA_CT1.pdf"`, `"FILES\\RSA_CT1.pdf"`, []string{"DOS-FILE-PATH RSA_CT1.pdf"}, "/results/0/files/0"},
		"a CDA":                      {`"RSA_CT1.pdf"`, `"RSA_CT1.xml"`, []string{"DOS-FILE-EXTENSION *.pdf"}, "/results/0/files/0"},
		"no extension":               {`"RSA_CT1.pdf"`, `"RSA_CT1"`, []string{"DOS-FILE-EXTENSION RSA_CT1.pdf"}, "/results/0/files/0"},
		"an empty name":              {`"RSA_CT1.pdf"`, `""`, []string{"DOS-FILE-EMPTY"}, "/results/0/files/0"},
		"BOM": {`{
  "appVendor"`, "\ufeff{\n  \"appVendor\"", []string{"JSON-BOM"}, ""},
		"a comma too many": {`"1.0",`, `"1.0",,`, []string{"JSON-UNEXPECTED"}, ""},
		"a comma missing":  {`"1.0",`, `"1.0"`, []string{"JSON-MISSING-COMMA"}, ""},
		"single quotes":    {`"LIS"`, `'LIS'`, []string{`JSON-QUOTES "`}, ""},
		"a trailing comma": {`"RSA_CT1.pdf"]`, `"RSA_CT1.pdf",]`, []string{"JSON-TRAILING-COMMA ]"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := sound
			if !strings.Contains(c.old+c.new, "WII") {
				text = strings.ReplaceAll(text, "WII", workflow)
			}
			require.Contains(t, text, c.old)
			text = strings.ReplaceAll(strings.Replace(text, c.old, c.new, 1), "WII", workflow)
			fs := ReadData([]byte(text)).Findings
			if c.want == nil {
				assert.NotEmpty(t, fs)
				return
			}
			require.Equal(t, c.want, named(fs))
			assert.Equal(t, c.pointer, fs[0].Location.Path)
			assert.Positive(t, fs[0].Location.Line)
			assert.Positive(t, fs[0].Location.Column)
		})
	}
}

func TestDataOfAnotherShape(t *testing.T) {
	for text, want := range map[string][]string{
		"":   {"JSON-EMPTY"},
		"[]": {"DOS-OBJECT"}, `"x"`: {"DOS-OBJECT"}, "null": {"DOS-OBJECT"},
		"PK\x03\x04": {"JSON-LITERAL", "JSON-TRAILING"},
		"{}":         {"DOS-REQUIRED", "DOS-REQUIRED", "DOS-REQUIRED", "DOS-REQUIRED"},
		`{"appVendor": "a", "appID": "b", "appVersion": "c", "results": []}`: {"DOS-NO-RESULTS"},
	} {
		assert.Equal(t, want, named(ReadData([]byte(text)).Findings), text)
	}
	many := ReadData([]byte(`{"results": [` + strings.Repeat(`{},`, 100_000) + `{}]}`))
	assert.Less(t, len(many.Findings), 1000)
}

// named are the findings by rule, and what should stand there.
func named(fs []lint.Finding) []string {
	var names []string
	for i := range fs {
		fs[i].Complete()
		names = append(names, strings.TrimSpace(fs[i].ID+" "+fs[i].Expected.In("en")))
	}
	return names
}

func FuzzReadData(f *testing.F) {
	f.Add([]byte(sound))
	for _, pattern := range []string{"testdata/*.json"} {
		files, _ := filepath.Glob(pattern)
		for _, name := range files {
			if b, err := os.ReadFile(name); err == nil {
				f.Add(b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := ReadData(data)
		for i := range d.Findings {
			d.Findings[i].Complete()
			assert.NotEmpty(t, d.Findings[i].Message.In("it"))
		}
		for _, x := range d.Results {
			assert.GreaterOrEqual(t, x.Case, 0)
		}
	})
}
