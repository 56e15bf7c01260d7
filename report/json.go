package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// The versions of the JSON form.
const (
	Schema   = "fselint/report/v2"
	SchemaV1 = "fselint/report/v1" // which had other values of verdict
)

type jsonRun struct {
	Tool     jsonTool      `json:"tool"`
	Catalog  jsonCatalog   `json:"catalog"`
	Registry *jsonRegistry `json:"registry,omitempty"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonCatalog struct {
	ID      string `json:"id"`
	Source  string `json:"source,omitempty"`
	Digest  string `json:"digest"`
	Date    string `json:"date,omitempty"`
	Starter bool   `json:"starter,omitempty"`
	Notice  string `json:"notice,omitempty"`
	// Unchecked are code systems that the gateway manages and whose codes the catalog lacks.
	Unchecked []string `json:"unchecked,omitempty"`
}

type jsonRegistry struct {
	Source string `json:"source"`
	Digest string `json:"digest"`
	Date   string `json:"date,omitempty"`
	Rows   int    `json:"rows"`
}

type jsonSummary struct {
	Documents  int `json:"documents"`
	Passed     int `json:"passed"`
	Warned     int `json:"warned"`
	Failed     int `json:"failed"`
	Incomplete int `json:"incomplete"`
	Faults     int `json:"faults"`
	*jsonVerdicts
	Findings map[string]int `json:"findings"`
}

// jsonVerdicts are the counts that version 2 adds.
type jsonVerdicts struct {
	Refused      int `json:"refused"`
	Defective    int `json:"defective"`
	Accepted     int `json:"accepted"`
	Undetermined int `json:"undetermined"`
}

type jsonDocument struct {
	Path         string          `json:"path"`
	SHA256       string          `json:"sha256,omitempty"`
	DocumentType string          `json:"documentType,omitempty"`
	TemplateID   string          `json:"templateId,omitempty"`
	TypeID       string          `json:"typeId,omitempty"`
	CDA          *jsonCDA        `json:"cda,omitempty"`
	Verdict      string          `json:"verdict"`
	Fault        string          `json:"fault,omitempty"`
	Validator    *jsonValidator  `json:"validator,omitempty"`
	Gateway      *jsonGateway    `json:"gateway,omitempty"`
	Signature    *jsonSignature  `json:"signature,omitempty"`
	Stages       []jsonStage     `json:"stages"`
	Findings     []jsonFinding   `json:"findings"`
	Hidden       int             `json:"hidden,omitempty"`  // by the project's settings or its baseline
	Catalog      *jsonCatalogRef `json:"catalog,omitempty"` // in jsonl, where there is no envelope
}

type jsonCatalogRef struct {
	ID      string `json:"id"`
	Digest  string `json:"digest"`
	Starter bool   `json:"starter,omitempty"`
}

type jsonCDA struct {
	SHA256 string `json:"sha256"`
	Mode   string `json:"mode"`
	Name   string `json:"name,omitempty"`
	Bytes  int    `json:"bytes"`
}

type jsonValidator struct {
	Result   string   `json:"result"`
	Messages []string `json:"messages"`
}

type jsonGateway struct {
	Operation string `json:"operation"`
	Accepted  bool   `json:"accepted"`
	Status    int    `json:"status,omitempty"`
	Type      string `json:"type,omitempty"`
	Title     string `json:"title,omitempty"`
	Instance  string `json:"instance,omitempty"`
	Detail    string `json:"detail,omitempty"`
	Warning   string `json:"warning,omitempty"`
	Finding   *int   `json:"finding,omitempty"`
	*jsonGatewayV2
}

// jsonGatewayV2 is what version 2 adds.
type jsonGatewayV2 struct {
	Scope       string   `json:"scope,omitempty"`
	Generation  string   `json:"generation,omitempty"`
	Unchecked   []string `json:"unchecked,omitempty"`
	Approximate bool     `json:"approximate,omitempty"`
	Or          *jsonOr  `json:"or,omitempty"` // seen for the same thing, by environment
	Wanted      bool     `json:"wanted,omitempty"`
}

type jsonOr struct {
	ID     string `json:"id"`
	Status int    `json:"status"`
	Type   string `json:"type"`
	Title  string `json:"title"`
}

type jsonSignature struct {
	Gateway    jsonDecision         `json:"gateway"`
	Integrity  string               `json:"integrity,omitempty"`
	Trust      string               `json:"trust"`
	Signatures []jsonSignatureField `json:"signatures"`
}

type jsonDecision struct {
	Decision string `json:"decision"`
	Reason   string `json:"reason"`
}

type jsonSignatureField struct {
	Field      string `json:"field"`
	Type       string `json:"type,omitempty"`
	Level      string `json:"level,omitempty"`
	Signer     string `json:"signer,omitempty"`
	Integrity  string `json:"integrity,omitempty"`
	Trust      string `json:"trust,omitempty"`
	Time       string `json:"time,omitempty"`
	TimeSource string `json:"timeSource,omitempty"`
	Changes    string `json:"changes,omitempty"`
}

type jsonStage struct {
	Name   string `json:"name"`
	State  string `json:"state"`
	Reason string `json:"reason,omitempty"`
}

type jsonFinding struct {
	Rule       string        `json:"rule"`
	ID         string        `json:"id"`
	NationalID string        `json:"nationalId,omitempty"`
	Severity   string        `json:"severity"`
	Group      string        `json:"group"`
	Stage      string        `json:"stage,omitempty"`
	Message    string        `json:"message"`
	Location   *jsonLocation `json:"location,omitempty"`
	Expected   string        `json:"expected,omitempty"`
	Actual     string        `json:"actual,omitempty"`
	Fix        string        `json:"fix,omitempty"`
	Notes      []string      `json:"notes,omitempty"`
	Error      *jsonError    `json:"error,omitempty"`
}

type jsonLocation struct {
	Source string `json:"source,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Path   string `json:"path,omitempty"`
}

type jsonError struct {
	ID       string `json:"id"`
	Status   int    `json:"status"`
	Type     string `json:"type"`
	Instance string `json:"instance"`
}

// mostText bounds a text that the gateway would return, in bytes: it repeats what the document says, however long.
const mostText = 64 << 10

// cut cuts a text that is longer, and says how long it was.
func cut(s string) string { return cutTo(s, mostText) }

func cutTo(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(s[:most], ""), len(s))
}

func documentView(d *validate.Document, o Options) *jsonDocument {
	lang := o.Lang
	v := &jsonDocument{
		Path: d.Path, SHA256: d.SHA256, DocumentType: d.DocumentType, TemplateID: d.TemplateID, TypeID: d.TypeID,
		Verdict: o.verdict(d), Hidden: d.Hidden, Stages: make([]jsonStage, 0, len(d.Stages)), Findings: make([]jsonFinding, 0, len(d.Findings)),
	}
	if d.Fault != nil {
		v.Fault = d.Fault.Message.In(lang)
	}
	if d.CDA != nil {
		v.CDA = &jsonCDA{d.CDA.SHA256, d.CDA.Mode, d.CDA.Name, d.CDA.Bytes}
	}
	if d.Validator != nil {
		v.Validator = &jsonValidator{Result: d.Validator.Result, Messages: make([]string, len(d.Validator.Messages))}
		for i, m := range d.Validator.Messages {
			v.Validator.Messages[i] = cut(m)
		}
	}
	if g := d.Gateway; g != nil && (o.Schema != SchemaV1 || !g.Accepted || g.Scope == validate.OfSubmission) {
		v.Gateway = &jsonGateway{Operation: g.Operation, Accepted: g.Accepted, Status: g.Answer.Status, Type: g.Answer.Type,
			Title: g.Answer.Title, Instance: g.Answer.Instance, Detail: g.Answer.Detail, Warning: g.Warning}
		if g.Finding >= 0 {
			v.Gateway.Finding = &g.Finding
		}
		if o.Schema != SchemaV1 {
			v.Gateway.jsonGatewayV2 = &jsonGatewayV2{string(g.Scope), g.Generation, g.Unchecked, g.Approximate, nil, g.Wanted}
			if or := g.Answer.Or; or != nil {
				v.Gateway.Or = &jsonOr{or.ID, or.Status, or.Type, or.Title}
			}
		}
	}
	if s := d.Signature; s != nil {
		v.Signature = signatureView(s)
	}
	for _, s := range d.Stages {
		v.Stages = append(v.Stages, jsonStage{s.Name, string(s.State), s.Reason.In(lang)})
	}
	for i := range d.Findings {
		v.Findings = append(v.Findings, findingView(&d.Findings[i], lang))
	}
	return v
}

func signatureView(s *validate.Signature) *jsonSignature {
	v := &jsonSignature{Gateway: jsonDecision{s.Decision, s.Reason}, Integrity: s.Integrity, Trust: cmp.Or(s.Trust, "not judged"), Signatures: []jsonSignatureField{}}
	for _, f := range s.Signatures {
		field := jsonSignatureField{Field: f.Field, Type: f.Type, Level: f.Level, Signer: f.Signer, Integrity: f.Integrity, Trust: f.Trust,
			TimeSource: f.TimeSource, Changes: f.Changes}
		if !f.Time.IsZero() {
			field.Time = f.Time.UTC().Format(time.RFC3339)
		}
		v.Signatures = append(v.Signatures, field)
	}
	return v
}

func findingView(f *lint.Finding, lang string) jsonFinding {
	v := jsonFinding{
		Rule: f.Rule.Family, ID: f.ID, NationalID: f.NationalID, Severity: f.Severity.String(), Group: string(f.Group), Stage: f.Stage,
		Message: f.Message.In(lang), Expected: f.Expected.In(lang), Actual: f.Actual.In(lang), Fix: f.Fix.In(lang),
	}
	for _, n := range f.Notes {
		v.Notes = append(v.Notes, n.In(lang))
	}
	if l := f.Location; l != (lint.Location{}) {
		v.Location = &jsonLocation{l.Source, l.Line, l.Column, l.Path}
	}
	if a := f.Answer; a != nil {
		v.Error = &jsonError{a.ID, a.Status, a.Type, a.Instance}
	}
	return v
}

func runView(o Options) jsonRun {
	c := o.Run().Catalog
	v := jsonRun{
		Tool:    jsonTool{"fselint", o.Run().Version},
		Catalog: jsonCatalog{ID: c.ID, Source: c.Source, Digest: c.Digest, Date: c.Date, Starter: c.Starter, Unchecked: c.Unchecked},
	}
	if c.Starter {
		v.Catalog.Notice = word(o.Lang, "starter")
	}
	if r := o.Run().Registry; r != nil {
		v.Registry = (*jsonRegistry)(r)
	}
	return v
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	err := encode(&b, v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// encode writes a value as one line, which cannot command who reads it in a log.
func encode(b *bytes.Buffer, v any) error {
	from := b.Len()
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	line := b.Bytes()[from:]
	if quiet := lint.QuietJSON(line); len(quiet) > len(line) { // an escape is longer than what it stands for
		b.Truncate(from)
		b.Write(quiet)
	}
	return nil
}

// jsonWriter writes one object; the documents are streamed and the summary follows them.
type jsonWriter struct {
	w       io.Writer
	o       Options
	summary Summary
	byV1    map[string]int // documents by the values of version 1
}

func newJSON(w io.Writer, o Options) Writer { return &jsonWriter{w: w, o: o, byV1: map[string]int{}} }

func (j *jsonWriter) head() error {
	run, err := marshal(runView(j.o))
	if err != nil {
		return err
	}
	_, err = io.WriteString(j.w, `{"schema":"`+j.o.schema()+`",`+string(run[1:len(run)-1])+`,"documents":[`)
	return err
}

func (j *jsonWriter) Document(d *validate.Result) error {
	separator := ",\n"
	if j.summary.Documents == 0 {
		if err := j.head(); err != nil {
			return err
		}
		separator = "\n"
	}
	j.summary.Add(d.Document)
	j.byV1[d.VerdictV1()]++
	b, err := marshal(documentView(d.Document, j.o))
	if err != nil {
		return err
	}
	_, err = j.w.Write(append([]byte(separator), b...))
	return err
}

func (j *jsonWriter) Close() error {
	if j.summary.Documents == 0 {
		if err := j.head(); err != nil {
			return err
		}
	}
	b, err := marshal(j.counts())
	if err != nil {
		return err
	}
	_, err = io.WriteString(j.w, "\n],\"summary\":"+string(b)+"}\n")
	return err
}

func (j *jsonWriter) counts() jsonSummary {
	s := j.summary
	findings := map[string]int{"error": s.Findings[lint.Error], "warning": s.Findings[lint.Warning], "info": s.Findings[lint.Info]}
	if n := j.byV1; j.o.Schema == SchemaV1 {
		return jsonSummary{s.Documents, n[validate.PassV1], n[validate.WarnV1], n[validate.FailV1], n[validate.IncompleteV1], n[validate.FaultV1], nil, findings}
	}
	verdicts := &jsonVerdicts{s.Refused, s.Defective, s.Accepted, s.Undetermined}
	return jsonSummary{s.Documents, s.Passed, s.Warned, s.Failed, s.Incomplete, s.Faults, verdicts, findings}
}

// schema is the version that was asked for.
func (o Options) schema() string { return cmp.Or(o.Schema, Schema) }

// verdict is that of a document in the words of the version.
func (o Options) verdict(d *validate.Document) string {
	if o.Schema == SchemaV1 {
		return d.VerdictV1()
	}
	return string(d.Verdict)
}

// jsonlWriter writes one document a line.
type jsonlWriter struct {
	w    io.Writer
	o    Options
	line bytes.Buffer // of the last document, used again
}

func newJSONL(w io.Writer, o Options) Writer { return &jsonlWriter{w: w, o: o} }

func (j *jsonlWriter) Document(d *validate.Result) error {
	v := documentView(d.Document, j.o)
	c := j.o.Run().Catalog
	v.Catalog = &jsonCatalogRef{c.ID, c.Digest, c.Starter}
	j.line.Reset()
	if err := encode(&j.line, v); err != nil {
		return err
	}
	_, err := j.w.Write(j.line.Bytes())
	return err
}

func (j *jsonlWriter) Close() error { return nil }
