package lsp

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/lsp/complete"
	"github.com/fselint/fselint/lsp/fix"
	"github.com/fselint/fselint/schemas"
)

// Hover explains what was found at a place, and what the code there means.
func (s *server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	j := s.current(ctx, p.TextDocument.URI)
	if j == nil {
		return nil, nil
	}
	defer j.release()
	at := j.text.offset(p.Position)
	var parts []string
	if display := j.display(at); display != "" {
		parts = append(parts, display)
	}
	var found protocol.Range
	for i := range j.findings {
		f := &j.findings[i]
		if from, to := j.rangeOf(f); f.Location.Line > 0 && from <= at && at <= to {
			parts = append(parts, explain(f, s.language()))
			found = j.text.span(from, to)
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	h := &protocol.Hover{Contents: &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: strings.Join(parts, "\n\n---\n\n")}}
	if found != (protocol.Range{}) {
		h.Range = &found
	}
	return h, nil
}

func (s *server) language() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lang
}

// display is what a dictionary says of the code of the element whose start tag a place is in.
func (j *judgement) display(at int) string {
	doc, set := j.source.Doc, j.source.Vocabulary
	if doc == nil || set == nil {
		return ""
	}
	n := doc.ElementAt(at)
	if n == xmltree.None || strings.ContainsAny(j.text.data[doc.Offset(n):at], ">") {
		return ""
	}
	code, _ := doc.AttrValue(n, "code")
	system, _ := doc.AttrValue(n, "codeSystem")
	version, _ := doc.AttrValue(n, "codeSystemVersion")
	display, ok := set.Display(system, version, code)
	if !ok {
		return ""
	}
	return "`" + code + "` " + plain(display)
}

// explain is all that is known of a finding, as Markdown.
func explain(f *lint.Finding, lang string) string {
	var b strings.Builder
	b.WriteString("**" + f.Name() + "** " + plain(f.Rule.Title.In(lang)) + "\n")
	line := func(id, text string) {
		if text != "" {
			b.WriteString("\n" + texts.In(lang, id, lint.Values{"text": plain(text)}) + "\n")
		}
	}
	b.WriteString("\n" + plain(f.Message.In(lang)) + "\n")
	line("expected", f.Expected.In(lang))
	line("found", f.Actual.In(lang))
	line("fix", f.Fix.In(lang))
	for _, n := range f.Notes {
		b.WriteString("\n" + plain(n.In(lang)) + "\n")
	}
	line("why", f.Rule.Why.In(lang))
	if a := f.Answer; a != nil {
		line("gateway", strings.TrimSpace(a.ID+" "+a.Title))
	}
	if sources := f.Rule.SourceLines(); len(sources) > 0 {
		b.WriteString("\n" + texts.In(lang, "sources", lint.Values{"text": strings.Join(sources, "; ")}) + "\n")
	}
	return b.String()
}

// plain keeps text of documents and rules from being Markdown.
func plain(text string) string {
	var b strings.Builder
	for _, r := range lint.QuietLines(text) {
		if strings.ContainsRune("\\`*_{}[]<>()#+!|~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// CodeAction offers the repairs of what was found in a range.
func (s *server) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	if only := p.Context.Only; len(only) > 0 && !slices.ContainsFunc(only, func(k protocol.CodeActionKind) bool {
		return k == "" || k == protocol.CodeActionKindQuickFix
	}) {
		return nil, nil
	}
	j := s.current(ctx, p.TextDocument.URI)
	if j == nil {
		return nil, nil
	}
	defer j.release()
	if j.source.Doc == nil {
		return nil, nil
	}
	lang, kind := s.language(), protocol.CodeActionKindQuickFix
	first, last := j.text.offset(p.Range.Start), j.text.offset(p.Range.End)
	var list []protocol.CommandOrCodeAction
	for i := range j.findings {
		f := &j.findings[i]
		from, to := j.rangeOf(f)
		if to < first || last < from || ctx.Err() != nil {
			continue
		}
		fixes := j.source.For(f)
		for _, repair := range fixes {
			a := &protocol.CodeAction{Title: repair.Title.In(lang), Kind: &kind, Edit: j.edit(repair), Diagnostics: []protocol.Diagnostic{j.diagnostic(f, lang)}}
			if len(fixes) == 1 {
				a.IsPreferred = new(true)
			}
			list = append(list, a)
		}
	}
	return list, nil
}

func (j *judgement) edit(f fix.Fix) *protocol.WorkspaceEdit {
	var edits []protocol.TextEdit
	for _, e := range f.Edits {
		edits = append(edits, protocol.TextEdit{Range: j.text.span(e.From, e.To), NewText: e.New})
	}
	return &protocol.WorkspaceEdit{Changes: map[uri.URI][]protocol.TextEdit{j.uri: edits}}
}

var kinds = map[complete.Kind]protocol.CompletionItemKind{
	complete.Element: protocol.CompletionItemKindStruct, complete.End: protocol.CompletionItemKindStruct,
	complete.Attribute: protocol.CompletionItemKindProperty, complete.Value: protocol.CompletionItemKindEnumMember, complete.Code: protocol.CompletionItemKindConstant,
}

// Completion says what may be written at a place.
func (s *server) Completion(_ context.Context, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	t := s.textOf(p.TextDocument.URI)
	if t == nil || len(t.data) > s.MaxText {
		return nil, nil
	}
	engine := s.use()
	if engine == nil {
		return nil, nil
	}
	defer engine.users.Done()
	return completion(t, t.offset(p.Position), engine.Catalog, s.snippets)
}

func completion(t *text, at int, catalog *schemas.Catalog, snippets bool) (protocol.CompletionResult, error) {
	l, err := complete.At([]byte(t.data), at, catalog)
	if err != nil {
		return nil, err
	}
	list := &protocol.CompletionList{IsIncomplete: l.More, Items: []protocol.CompletionItem{}}
	where := t.span(l.From, l.To)
	for i, item := range l.Items {
		c := protocol.CompletionItem{
			Label: item.Label, Kind: kinds[item.Kind], SortText: protocol.NewOptional(order(i)), FilterText: protocol.NewOptional(item.Match),
			TextEdit: &protocol.TextEdit{Range: where, NewText: item.Plain()},
		}
		if snippets {
			c.InsertTextFormat = protocol.InsertTextFormatSnippet
			c.TextEdit = &protocol.TextEdit{Range: where, NewText: item.Text}
		}
		if item.Detail != "" {
			c.Detail = protocol.NewOptional(item.Detail)
		}
		list.Items = append(list.Items, c)
	}
	return list, nil
}

// order is a text by which items keep their order.
func order(i int) string {
	return string([]byte{'0' + byte(i/100%10), '0' + byte(i/10%10), '0' + byte(i%10)})
}
