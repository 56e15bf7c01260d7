package redact_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/report/redact"
	"github.com/fselint/fselint/validate"
)

const seed = "RossiMario"

var rule = &lint.Rule{ID: "CDA-TIME", Family: "CDA", Title: lint.Text{IT: "titolo", EN: "title"}, Fix: lint.Text{IT: "rimedio", EN: "mend it"}}

// fill puts the seed into every text below v, and a number into every number, so that a field that is added later is covered too.
func fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(seed)
	case reflect.Int, reflect.Int64, reflect.Int8:
		v.SetInt(1)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*lint.Rule]() {
			v.Set(reflect.ValueOf(rule))
			return
		}
		if depth > 12 {
			return // a finding may be the cause of another, and so on
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), depth+1)
		fill(v.Index(1), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), depth+1)
			}
		}
	}
}

// fixed are fields whose values the program makes up itself, whatever the document holds.
func fixed(d *validate.Document) {
	d.SHA256, d.DocumentType, d.Verdict = strings.Repeat("ab", 32), "LAB", validate.Refused
	d.CDA.SHA256, d.CDA.Mode = strings.Repeat("cd", 32), "ATTACHMENT"
	d.Validator.Result, d.Gateway.Operation = "SEMANTIC_ERROR", "validation"
	d.Gateway.Scope, d.Gateway.Generation = validate.OfDocument, "2026-05"
	d.Validator.Public = []string{"", "ERRORE-1| …"}
	d.Gateway.Answer.ID, d.Gateway.Answer.Type, d.Gateway.Answer.Title, d.Gateway.Answer.Instance = "VA-08", "/msg/semantic", "Errore", "/x"
	if or := d.Gateway.Answer.Or; or != nil {
		or.ID, or.Type, or.Title, or.Instance = "FE-12", "/t", "Titolo", "/i"
	}
	d.Signature.Decision, d.Signature.Reason = "OK", "ok"
	d.Fault.Kind = validate.Broken
	for i := range d.Stages {
		d.Stages[i].Name, d.Stages[i].State = fmt.Sprint("stage", i), validate.Failed
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		f.ID, f.Severity, f.Group, f.Stage, f.Error = "CDA-TIME", lint.Error, lint.Gateway, "cda", "PB-05"
		f.Public, f.Location.Source = lint.Text{}, "cda"
		f.Answer.ID, f.Answer.Type, f.Answer.Title, f.Answer.Instance = "PB-05", "/t", "Titolo", "/i"
		if or := f.Answer.Or; or != nil {
			or.ID, or.Type, or.Title, or.Instance = "FE-12", "/t", "Titolo", "/i"
		}
	}
}

var all = redact.Options{Values: true, Paths: true}

func TestNothingPersonalInAnyFormat(t *testing.T) {
	var d validate.Document
	fill(reflect.ValueOf(&d).Elem(), 0)
	fixed(&d)
	run := report.Run{Version: "1", Catalog: report.Catalog{ID: "national", Source: "/home/" + seed, Digest: "sha256:0"}, Registry: &report.Registry{Source: "/home/" + seed, Digest: "sha256:1"}}
	for _, format := range report.Formats() {
		for _, lang := range []string{"it", "en"} {
			var plain, shown bytes.Buffer
			write := func(out *bytes.Buffer, run report.Run, wrap func(report.Writer) report.Writer) {
				w, err := report.New(format, out, report.Options{Run: func() report.Run { return run }, Lang: lang, Notes: true})
				require.NoError(t, err)
				w = wrap(w)
				require.NoError(t, w.Document(&validate.Result{Document: &d}))
				require.NoError(t, w.Close())
			}
			write(&plain, run, func(w report.Writer) report.Writer { return w })
			write(&shown, all.Run(run), all.Writer)
			assert.Contains(t, unpacked(t, plain.Bytes()), seed, format)
			assert.NotContains(t, strings.ToLower(unpacked(t, shown.Bytes())), strings.ToLower(seed), "%s %s", format, lang)
		}
	}
}

// unpacked is a report as text: of one that is an archive (xlsx), all its parts.
func unpacked(t *testing.T, data []byte) string {
	if !bytes.HasPrefix(data, []byte("PK")) {
		return string(data)
	}
	var all strings.Builder
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	for _, f := range r.File {
		part, err := f.Open()
		require.NoError(t, err)
		_, err = io.Copy(&all, part)
		require.NoError(t, err)
	}
	return all.String()
}

var reasons = lint.NewCatalog(`unreadable: {en: "unreadable: {why}", it: "non si legge: {why}"}`)

func TestDocument(t *testing.T) {
	answer := func(detail string) *lint.Answer {
		return &lint.Answer{ID: "VA-08", Status: 422, Detail: detail}
	}
	d := &validate.Document{
		Path: "/home/mario/Rossi Mario RSSMRA80A01H501U.PDF", TemplateID: "2.16.840.1.113883.2.9.10.1.1", TypeID: "POCD_MT000040UV02",
		CDA: &validate.CDAInfo{Mode: "ATTACHMENT", Name: "CDA.xml", Bytes: 3},
		Validator: validate.NewValidator("X",
			validate.Message{Text: "ERRORE-1|  nome Rossi", Public: "ERRORE-1| nome {name}"},
			validate.Message{Text: "cvc-datatype-valid.1.2.1: 'Rossi'", Public: "cvc-datatype-valid.1.2.1: …"}, validate.Message{Text: "Rossi"}),
		Gateway: &validate.GatewayAnswer{Finding: 0, Answer: *answer("[ERRORE-1|  nome Rossi]")},
		Stages:  []validate.StageState{{Name: "cda", State: validate.Skipped, Reason: reasons.Text("unreadable", lint.Values{"why": "Rossi"})}},
		Findings: []lint.Finding{
			{Rule: rule, ID: "SCH-LAB-ERRORE-1", NationalID: "ERRORE-1", Message: lint.Same("ERRORE-1| nome Rossi"), Public: lint.Same("ERRORE-1| nome {name}"), Answer: answer(""),
				Location: lint.Location{Source: "cda", Line: 3, Column: 4, Path: "/ClinicalDocument[1]/Rossi[2]/@extension", Snippet: "<Rossi>"}},
			{Rule: rule, ID: "CDA-TIME", NationalID: "Mario Rossi", Answer: answer("Il campo"), Location: lint.Location{Source: "token:signature", Path: "rossi"}},
			{Rule: rule, Location: lint.Location{Source: "request", Path: "/attiCliniciRegoleAccesso/0"}},
			{Rule: rule, Location: lint.Location{Source: "pdf", Path: "Firma Rossi, object 12"}},
			{Rule: rule, Location: lint.Location{Source: "cda", Path: "/RSSMRA80A01H501U"}},
		},
	}
	assert.Equal(t, d.Path, redact.Options{Values: true}.Document(d, 7).Path)
	assert.Equal(t, "title", redact.Options{Values: true}.Document(d, 7).Findings[1].Message.In("en"))
	assert.Equal(t, d.Findings, redact.Options{Paths: true}.Document(d, 7).Findings)
	assert.Equal(t, "document-7.pdf", redact.Options{Paths: true}.Document(d, 7).Path)
	c := all.Document(d, 7)
	assert.Equal(t, "document-7.pdf", c.Path)
	assert.Equal(t, d.TemplateID, c.TemplateID)
	assert.Equal(t, "CDA.xml", c.CDA.Name)
	assert.Equal(t, []string{"ERRORE-1| nome {name}", "cvc-datatype-valid.1.2.1: …", "…"}, c.Validator.Messages)
	assert.Equal(t, "ERRORE-1| nome {name}", c.Gateway.Answer.Detail)
	assert.Equal(t, "unreadable: …", c.Stages[0].Reason.In("en"))
	assert.Equal(t, lint.Location{Source: "cda", Line: 3, Column: 4, Path: "/ClinicalDocument[1]/*[2]/@extension"}, c.Findings[0].Location)
	assert.Equal(t, "ERRORE-1", c.Findings[0].NationalID)
	assert.Empty(t, c.Findings[1].NationalID)
	assert.Equal(t, "title", c.Findings[1].Message.In("en"))
	assert.Equal(t, "*", c.Findings[1].Location.Path)
	assert.Equal(t, "Il campo", c.Findings[1].Answer.Detail, "the table's words")
	assert.Equal(t, "/attiCliniciRegoleAccesso/0", c.Findings[2].Location.Path)
	assert.Equal(t, "object 12", c.Findings[3].Location.Path)
	assert.Equal(t, "/*", c.Findings[4].Location.Path)
	assert.Equal(t, "mend it", c.Findings[0].Fix.In("en"))
	assert.Contains(t, d.Findings[0].Location.Snippet, "Rossi", "the original is left as it is")

	d.TemplateID, d.TypeID = "Rossi", "Mario"
	d.Gateway = &validate.GatewayAnswer{Finding: -1, Accepted: true, Warning: "W001 Rossi", Answer: *answer("Rossi")}
	c = all.Document(d, 1)
	assert.Equal(t, "…", c.TemplateID+c.TypeID[len("…"):])
	assert.Equal(t, "…", c.Gateway.Warning)
	assert.Equal(t, "…", c.Gateway.Answer.Detail)
}
