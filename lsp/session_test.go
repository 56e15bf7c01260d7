package lsp

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate/checks"
)

var update = flag.Bool("update", false, "write the golden transcripts")

func starterEngine() (*Engine, error) {
	catalog, err := schemas.OpenFS(starter.FS(), "starter")
	if err != nil {
		return nil, err
	}
	runner, err := checks.NewRunner(checks.Config{Catalog: catalog})
	return &Engine{Catalog: catalog, Runner: runner}, err
}

// client is an editor: it keeps the text as the server ought to have it, and what the server published.
type client struct {
	protocol.UnimplementedClient
	t         testing.TB
	server    protocol.Server
	conn      jsonrpc2.Conn
	served    chan error
	published chan *protocol.PublishDiagnosticsParams
	messages  chan string

	uri     uri.URI
	version int32
	text    *text
	last    []protocol.Diagnostic
	actions []protocol.CommandOrCodeAction
}

func (c *client) PublishDiagnostics(_ context.Context, p *protocol.PublishDiagnosticsParams) error {
	c.published <- p
	return nil
}

func (c *client) ShowMessage(_ context.Context, p *protocol.ShowMessageParams) error {
	c.messages <- p.Message
	return nil
}

// connect starts a server and a client that talk through a pipe.
func connect(t testing.TB, o Options, p *protocol.InitializeParams) *client {
	t.Helper()
	editor, server := net.Pipe()
	c := &client{t: t, served: make(chan error, 1), published: make(chan *protocol.PublishDiagnosticsParams, 100), messages: make(chan string, 100)}
	go func() { c.served <- Serve(context.Background(), o, server) }()
	c.conn = jsonrpc2.NewConn(jsonrpc2.NewHeaderStream(editor), jsonrpc2.WithCodec(codec{}))
	c.conn.Go(context.Background(), protocol.ClientHandler(c, jsonrpc2.MethodNotFoundHandler))
	c.server = protocol.ServerDispatcher(c.conn)
	result, err := c.server.Initialize(context.Background(), p)
	require.NoError(t, err)
	require.NoError(t, c.server.Initialized(context.Background(), &protocol.InitializedParams{}))
	c.text = newText("", result.Capabilities.PositionEncoding != protocol.PositionEncodingKindUTF8)
	return c
}

// leave ends the session as the protocol wants it.
func (c *client) leave() {
	require.NoError(c.t, c.server.Shutdown(context.Background()))
	require.NoError(c.t, c.server.Exit(context.Background()))
	require.NoError(c.t, <-c.served)
	_ = c.conn.Close()
}

func (c *client) open(name, data string) {
	c.uri, c.version, c.text = uri.File("/"+name), 1, newText(data, c.text.wide)
	require.NoError(c.t, c.server.DidOpen(context.Background(), &protocol.DidOpenTextDocumentParams{
		TextDocument: protocol.TextDocumentItem{URI: c.uri, LanguageID: "xml", Version: 1, Text: data},
	}))
}

// change sends one edit.
func (c *client) change(r protocol.Range, with string) {
	change := &protocol.TextDocumentContentChangePartial{Range: r, Text: with}
	c.version++
	c.text = c.text.edit(change)
	require.NoError(c.t, c.server.DidChange(context.Background(), &protocol.DidChangeTextDocumentParams{
		TextDocument:   protocol.VersionedTextDocumentIdentifier{Version: c.version, TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: c.uri}},
		ContentChanges: []protocol.TextDocumentContentChangeEvent{change},
	}))
}

// diagnostics waits for those of the text as it is now.
func (c *client) diagnostics() []protocol.Diagnostic {
	for {
		select {
		case p := <-c.published:
			if v, _ := p.Version.Get(); p.URI == c.uri && v == c.version {
				c.last = p.Diagnostics
				return p.Diagnostics
			}
		case <-time.After(time.Minute):
			c.t.Fatal("no diagnostics came")
		}
	}
}

// place is the position of a needle in the text: its beginning, or where "|" stands in it.
func (c *client) place(needle string) protocol.Position {
	before, after, marked := strings.Cut(needle, "|")
	at := strings.Index(c.text.data, before+after)
	if !marked {
		before = ""
	}
	require.GreaterOrEqual(c.t, at, 0, "%s is not in the text", needle)
	return c.text.position(at + len(before))
}

func (c *client) in(p protocol.Position) protocol.TextDocumentPositionParams {
	return protocol.TextDocumentPositionParams{TextDocument: protocol.TextDocumentIdentifier{URI: c.uri}, Position: p}
}

// play runs a script of a session and returns its transcript.
func (c *client) play(script string, files map[string]string) string {
	var b strings.Builder
	ctx := context.Background()
	for line := range strings.Lines(script) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		fmt.Fprintln(&b, "> "+line)
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "open":
			data, there := files[rest]
			if !there {
				sample, err := os.ReadFile(filepath.Join("..", "testdata", "cda", rest))
				require.NoError(c.t, err)
				data = string(sample)
			}
			c.open(rest, data)
			c.show(&b, c.diagnostics())
		case "replace": // OLD => NEW
			from, to, _ := strings.Cut(rest, " => ")
			at := c.place(from)
			c.change(protocol.Range{Start: at, End: c.text.position(c.text.offset(at) + len(from))}, to)
			c.show(&b, c.diagnostics())
		case "type": // NEW at NEEDLE, one character after the other
			new, needle, _ := strings.Cut(rest, " at ")
			for _, r := range new {
				at := c.place(needle)
				c.change(protocol.Range{Start: at, End: at}, string(r))
				before, after, _ := strings.Cut(needle, "|")
				needle = before + string(r) + "|" + after
			}
			c.show(&b, c.diagnostics())
		case "hover":
			h, err := c.server.Hover(ctx, &protocol.HoverParams{TextDocumentPositionParams: c.in(c.place(rest))})
			require.NoError(c.t, err)
			if h == nil {
				fmt.Fprintln(&b, "nothing")
				continue
			}
			fmt.Fprintln(&b, h.Contents.(*protocol.MarkupContent).Value)
		case "actions":
			at := c.place(rest)
			list, err := c.server.CodeAction(ctx, &protocol.CodeActionParams{
				TextDocument: protocol.TextDocumentIdentifier{URI: c.uri}, Range: protocol.Range{Start: at, End: at},
			})
			require.NoError(c.t, err)
			c.actions = list
			for _, a := range list {
				fmt.Fprintln(&b, a.(*protocol.CodeAction).Title)
			}
		case "apply":
			c.apply(rest)
			c.show(&b, c.diagnostics())
		case "complete":
			r, err := c.server.Completion(ctx, &protocol.CompletionParams{TextDocumentPositionParams: c.in(c.place(rest))})
			require.NoError(c.t, err)
			list := r.(*protocol.CompletionList)
			for _, i := range list.Items[:min(len(list.Items), 8)] {
				detail, _ := i.Detail.Get()
				fmt.Fprintf(&b, "%s  %s  %q\n", i.Label, detail, i.TextEdit.(*protocol.TextEdit).NewText)
			}
			if len(list.Items) > 8 || list.IsIncomplete {
				fmt.Fprintln(&b, "…")
			}
		case "line":
			p := c.place(rest)
			fmt.Fprintln(&b, strings.Split(c.text.data, "\n")[p.Line])
		default:
			c.t.Fatalf("%s is no step", word)
		}
	}
	return b.String()
}

// apply carries out the action with a title.
func (c *client) apply(title string) {
	for _, a := range c.actions {
		action := a.(*protocol.CodeAction)
		if action.Title != title {
			continue
		}
		edits := action.Edit.Changes[c.uri]
		for i := len(edits) - 1; i >= 0; i-- { // all are meant for the text before
			c.change(edits[i].Range, edits[i].NewText)
		}
		return
	}
	c.t.Fatalf("no action %q", title)
}

func (c *client) show(b *strings.Builder, list []protocol.Diagnostic) {
	if len(list) == 0 {
		fmt.Fprintln(b, "nothing found")
	}
	for _, d := range list {
		from, to := c.text.offset(d.Range.Start), c.text.offset(d.Range.End)
		message := strings.ReplaceAll(string(d.Message.(protocol.String)), "\n", "\n    ")
		fmt.Fprintf(b, "%d:%d %v %v %q\n    %s\n", d.Range.Start.Line+1, d.Range.Start.Character+1, d.Severity, d.Code, c.text.data[from:to], message)
	}
}

// TestSessions plays sessions of an editor.
func TestSessions(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			require.NoError(t, err)
			contents := map[string]string{}
			for _, f := range archive.Files {
				contents[f.Name] = string(f.Data)
			}
			for lang, want := range map[string]string{"en": "want", "it": "want-it"} {
				if _, there := contents[want]; !there {
					continue
				}
				p := &protocol.InitializeParams{}
				p.Locale = new(lang)
				c := connect(t, Options{Lang: "en", Open: starterEngine, Wait: time.Millisecond}, p)
				got := c.play(string(archive.Comment), contents)
				c.leave()
				if *update {
					for i := range archive.Files {
						if archive.Files[i].Name == want {
							archive.Files[i].Data = []byte(got)
						}
					}
					continue
				}
				assert.Equal(t, contents[want], got)
			}
			if *update {
				require.NoError(t, os.WriteFile(path, txtar.Format(archive), 0o600))
			}
		})
	}
}
