package lsp

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/lsp/fix"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	schemacheck "github.com/fselint/fselint/validate/checks/schema"
	schematroncheck "github.com/fselint/fselint/validate/checks/schematron"
)

// document is one that is open in the editor.
type document struct {
	uri     uri.URI
	version int32
	text    *text
	timer   *time.Timer
	cancel  context.CancelFunc // of the judging at the moment, nil for none
}

// forget ends what is still to be done with a document.
func (d *document) forget() {
	if d.timer != nil {
		d.timer.Stop()
	}
	if d.cancel != nil {
		d.cancel()
	}
}

// DidOpen judges a document at once.
func (s *server) DidOpen(_ context.Context, p *protocol.DidOpenTextDocumentParams) error {
	s.reopen()
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.documents[p.TextDocument.URI]; old != nil {
		old.forget()
	}
	d := &document{uri: p.TextDocument.URI, version: p.TextDocument.Version, text: newText(p.TextDocument.Text, s.wide)}
	s.documents[d.uri] = d
	s.schedule(d, 0)
	return nil
}

// DidChange takes the changes in their order and judges when no more come for a while.
func (s *server) DidChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.documents[p.TextDocument.URI]
	if d == nil {
		return fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	for _, change := range p.ContentChanges {
		d.text = d.text.edit(change)
	}
	d.version = p.TextDocument.Version
	s.schedule(d, s.Wait)
	return nil
}

// DidClose takes the findings away.
func (s *server) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.documents[p.TextDocument.URI]; d != nil {
		d.forget()
		delete(s.documents, d.uri)
		return s.editor.PublishDiagnostics(s.ctx, &protocol.PublishDiagnosticsParams{URI: d.uri, Diagnostics: []protocol.Diagnostic{}})
	}
	return nil
}

// schedule judges a document after a while, unless another change comes first. The caller holds the lock.
func (s *server) schedule(d *document, after time.Duration) {
	d.forget()
	if s.down || s.engine == nil {
		return
	}
	ctx, cancel := context.WithCancel(s.ctx)
	d.cancel = cancel
	t, version := d.text, d.version
	d.timer = time.AfterFunc(after, func() {
		defer cancel()
		j := s.judge(ctx, d.uri, t)
		if j == nil || ctx.Err() != nil { // the end, or there is a newer text
			j.release()
			return
		}
		defer j.release()
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.documents[d.uri] != d || d.text != t {
			return
		}
		_ = s.editor.PublishDiagnostics(s.ctx, &protocol.PublishDiagnosticsParams{
			URI: d.uri, Version: protocol.NewOptional(version), Diagnostics: j.diagnostics(s.lang),
		})
	})
}

// judgement is what was found in a text.
type judgement struct {
	text     *text
	uri      uri.URI
	findings []lint.Finding // those about places of the text
	source   fix.Source
	done     func()
	tooLarge int // bytes up to which texts are judged, 0 where this one was
}

func (j *judgement) release() {
	if j != nil {
		j.done()
	}
}

// current judges the text that a document has now, for a question of the editor; nil where the document is not open.
func (s *server) current(ctx context.Context, u uri.URI) *judgement {
	t := s.textOf(u)
	if t == nil {
		return nil
	}
	return s.judge(ctx, u, t)
}

// textOf is the text of a document, nil where it is not open.
func (s *server) textOf(u uri.URI) *text {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.documents[u]; d != nil {
		return d.text
	}
	return nil
}

// use returns the engine for somebody who says when it is no longer needed; nil where there is none.
func (s *server) use() *inUse {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.engine != nil {
		s.engine.users.Add(1)
	}
	return s.engine
}

// judge runs the engine, nil where there is none. A text that is no CDA has no findings.
func (s *server) judge(ctx context.Context, u uri.URI, t *text) *judgement {
	engine := s.use()
	if engine == nil {
		return nil
	}
	j := &judgement{text: t, uri: u, done: engine.users.Done}
	data := []byte(t.data)
	if len(data) > s.MaxText {
		j.tooLarge = s.MaxText
		return j
	}
	if !cda.HasElement(data, "ClinicalDocument") {
		return j
	}
	r := engine.Runner.Document(ctx, validate.Bytes(below(u), encode(data)))
	j.done = func() {
		r.Release()
		engine.users.Done()
	}
	for _, f := range r.Findings {
		if f.Location.Source == lint.SourceCDA {
			j.findings = append(j.findings, f)
		}
	}
	if r.Facts == nil {
		return j
	}
	j.source.Doc, _ = documentcheck.Tree.Lookup(r)
	if j.source.Doc != nil && string(j.source.Doc.Source()) != t.data {
		j.source.Doc = nil // a text that cannot be compared by place
	}
	j.source.Schema, _ = schemacheck.Set.Lookup(r)
	if o, ok := schematroncheck.Judgement.Lookup(r); ok {
		j.source.Schematron = o.Schema
	}
	j.source.Vocabulary, _ = engine.Catalog.Vocabulary()
	return j
}

// below is the path of a document, from the folder in which the server runs where it lies there: as the exceptions of a project file name it.
func below(u uri.URI) string {
	path := u.FsPath()
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return path
}

// rangeOf is the part of the text that a finding is about: the value of an attribute, the name of a start tag, else the rest of the word.
func (j *judgement) rangeOf(f *lint.Finding) (from, to int) {
	if f.Location.Line == 0 {
		return 0, 0
	}
	from = fix.Offset([]byte(j.text.data), f.Location)
	if doc := j.source.Doc; doc != nil {
		if a := j.source.Attribute(f.Location); a != xmltree.NoAttr {
			_, to = j.source.Value(a)
			return doc.AttrPos(a).Offset, min(to+1, len(j.text.data))
		}
	}
	for to = from; to < len(j.text.data); to++ {
		if c := j.text.data[to]; to > from && (c == '<' || c == '>' || c == ' ' || c == '\n' || c == '\r' || c == '\t') {
			break
		}
	}
	return from, to
}

var severities = map[lint.Severity]protocol.DiagnosticSeverity{
	lint.Error: protocol.DiagnosticSeverityError, lint.Warning: protocol.DiagnosticSeverityWarning, lint.Info: protocol.DiagnosticSeverityInformation,
}

func (j *judgement) diagnostics(lang string) []protocol.Diagnostic {
	list := []protocol.Diagnostic{}
	if j.tooLarge > 0 {
		list = append(list, protocol.Diagnostic{
			Severity: protocol.DiagnosticSeverityInformation, Source: protocol.NewOptional("fselint"),
			Message: protocol.String(texts.In(lang, "too-large", lint.Values{"mib": j.tooLarge >> 20})),
		})
	}
	for i := range j.findings {
		list = append(list, j.diagnostic(&j.findings[i], lang))
	}
	return list
}

func (j *judgement) diagnostic(f *lint.Finding, lang string) protocol.Diagnostic {
	from, to := j.rangeOf(f)
	d := protocol.Diagnostic{
		Range: j.text.span(from, to), Severity: severities[f.Severity], Code: protocol.String(f.Name()),
		Source: protocol.NewOptional("fselint"), Message: protocol.String(words(f, lang)),
	}
	for _, r := range f.Rule.References() {
		if d.CodeDescription.Href == "" {
			d.CodeDescription.Href = uri.URI(r.URL)
		}
	}
	if c := f.Cause; c != nil && c.Location.Source == lint.SourceCDA && c.Location.Line > 0 {
		from, to := j.rangeOf(c)
		d.RelatedInformation = []protocol.DiagnosticRelatedInformation{{
			Location: protocol.Location{URI: j.uri, Range: j.text.span(from, to)}, Message: c.Message.In(lang),
		}}
	}
	return d
}

// words are a finding on a few lines: what is wrong, what is wanted, what to do.
func words(f *lint.Finding, lang string) string {
	say := f.Message.In(lang)
	for _, line := range []struct{ id, text string }{
		{"expected", f.Expected.In(lang)}, {"found", f.Actual.In(lang)}, {"fix", f.Fix.In(lang)},
	} {
		if line.text != "" {
			say += "\n" + texts.In(lang, line.id, lint.Values{"text": line.text})
		}
	}
	return say
}
