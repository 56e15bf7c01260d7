package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate/checks"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

func sample(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "cda", name))
	require.NoError(t, err)
	return string(data)
}

// raw talks to a server in bytes.
func raw(t *testing.T, messages string) string {
	t.Helper()
	editor, server := net.Pipe()
	served := make(chan error, 1)
	go func() { served <- Serve(context.Background(), Options{Lang: "en", Open: starterEngine}, server) }()
	go func() {
		_, _ = io.WriteString(editor, messages)
		time.Sleep(50 * time.Millisecond) // answers to what was understood
		_ = editor.Close()
	}()
	answers, _ := io.ReadAll(editor)
	<-served
	return string(answers)
}

func frame(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

// TestMessages: what comes before initialize, after shutdown, unknown or malformed is answered with an error; the server never falls.
func TestMessages(t *testing.T) {
	initialize := frame(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`)
	for name, c := range map[string]struct{ in, want string }{
		"before initialize": {frame(`{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}`), "-32002"},
		"twice":             {initialize + initialize, "-32600"},
		"unknown method":    {initialize + frame(`{"jsonrpc":"2.0","id":2,"method":"fselint/unknown","params":{}}`), "-32601"},
		"not offered":       {initialize + frame(`{"jsonrpc":"2.0","id":2,"method":"textDocument/rename","params":{}}`), "-32601"},
		"after shutdown": {
			initialize + frame(`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`) + frame(`{"jsonrpc":"2.0","id":3,"method":"shutdown"}`), "-32600",
		},
		"wrong parameters": {initialize + frame(`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":[7]}`), `"error"`},
		"no document": {
			initialize + frame(`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///a"},"position":{"line":0,"character":0}}}`),
			`"result":null`,
		},
		"no length":  {"Content-Type: x\r\n\r\n{}", ""},
		"bad length": {"Content-Length: 99999999999999999999\r\n\r\n{}", ""},
		"cut off":    {"Content-Length: 1000\r\n\r\n{", ""},
		"no JSON":    {frame("nonsense"), ""},
	} {
		t.Run(name, func(t *testing.T) { assert.Contains(t, raw(t, c.in), c.want) })
	}
}

// TestEnd: the protocol wants another exit status where shutdown was never asked for.
func TestEnd(t *testing.T) {
	c := connect(t, Options{Lang: "en", Open: starterEngine}, &protocol.InitializeParams{})
	require.NoError(t, c.server.Exit(context.Background()))
	assert.ErrorIs(t, <-c.served, ErrNoShutdown)
	c = connect(t, Options{Lang: "en", Open: starterEngine}, &protocol.InitializeParams{})
	require.NoError(t, c.conn.Close())
	assert.ErrorIs(t, <-c.served, ErrNoShutdown)
}

// TestNoCatalog: the user is told, and nothing is judged.
func TestNoCatalog(t *testing.T) {
	c := connect(t, Options{Lang: "en", Open: func() (*Engine, error) { return nil, errors.New("no catalog here") }}, &protocol.InitializeParams{})
	c.open("a.xml", sample(t, "RSA-valid.xml"))
	assert.Contains(t, <-c.messages, "no catalog here")
	h, err := c.server.Hover(context.Background(), &protocol.HoverParams{TextDocumentPositionParams: c.in(protocol.Position{})})
	require.NoError(t, err)
	assert.Nil(t, h)
	c.leave()
}

// TestManyChanges: of a thousand changes in a row the last text is judged, whatever they say of places that are not there.
func TestManyChanges(t *testing.T) {
	c := connect(t, Options{Lang: "en", Open: starterEngine, Wait: 20 * time.Millisecond}, &protocol.InitializeParams{})
	c.open("a.xml", sample(t, "RSA-valid.xml"))
	c.diagnostics()
	for i := range 1000 {
		at := protocol.Position{Line: uint32(i * 7 % 900), Character: uint32(i * 13 % 200)}
		c.change(protocol.Range{Start: at, End: protocol.Position{Line: 1 << 31, Character: 1 << 31}}, c.text.data[c.text.offset(at):]+" ")
	}
	c.change(protocol.Range{End: protocol.Position{Line: 1 << 30}}, "<ClinicalDocument>")
	found := c.diagnostics()
	assert.Contains(t, fmt.Sprint(found), "CDA-MALFORMED")
	require.NoError(t, c.server.DidClose(context.Background(), &protocol.DidCloseTextDocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: c.uri}}))
	for p := range c.published {
		if _, versioned := p.Version.Get(); !versioned {
			assert.Empty(t, p.Diagnostics, "what is closed has no findings")
			break
		}
	}
	c.leave()
}

// TestCatalogChanges: what was brought in meanwhile counts from the next document on, also for those that are open.
func TestCatalogChanges(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, starter.FS()))
	open := func() (*Engine, error) {
		catalog, err := schemas.Open(dir)
		if err != nil {
			return nil, err
		}
		runner, err := checks.NewRunner(checks.Config{Catalog: catalog})
		return &Engine{Catalog: catalog, Runner: runner}, err
	}
	c := connect(t, Options{Lang: "en", Open: open, Wait: time.Millisecond}, &protocol.InitializeParams{})
	c.open("a.xml", sample(t, "LAB-valid.xml"))
	assert.NotContains(t, fmt.Sprint(c.diagnostics()), "XSD-NO-SCHEMA")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "schema")))
	require.NoError(t, c.server.DidChangeConfiguration(context.Background(), &protocol.DidChangeConfigurationParams{}))
	assert.Contains(t, fmt.Sprint(c.diagnostics()), "XSD-NO-SCHEMA")
	c.leave()
}

// TestLineEnds: repairs are offered whatever ends the lines.
func TestLineEnds(t *testing.T) {
	for _, end := range []string{"\n", "\r\n"} {
		c := connect(t, Options{Lang: "en", Open: starterEngine, Wait: time.Millisecond}, &protocol.InitializeParams{})
		text := strings.Replace(sample(t, "LAB-valid.xml"), "versionNumber value=", "versionNumber valeu=", 1)
		c.open("a.xml", strings.ReplaceAll(text, "\n", end))
		c.diagnostics()
		at := c.place("val|eu=")
		list, err := c.server.CodeAction(context.Background(), &protocol.CodeActionParams{
			TextDocument: protocol.TextDocumentIdentifier{URI: c.uri}, Range: protocol.Range{Start: at, End: at},
		})
		require.NoError(t, err)
		assert.NotEmpty(t, list, "%q", end)
		c.actions = list
		c.apply("Rename valeu to value")
		for _, d := range c.diagnostics() {
			assert.NotEqual(t, protocol.DiagnosticSeverityError, d.Severity)
		}
		c.leave()
	}
}

// TestTooLarge says so, and answers.
func TestTooLarge(t *testing.T) {
	c := connect(t, Options{Lang: "it", Open: starterEngine, Wait: time.Millisecond, MaxText: 1 << 20}, &protocol.InitializeParams{})
	c.open("a.xml", "<ClinicalDocument>"+strings.Repeat("x", 1<<20))
	assert.Contains(t, fmt.Sprint(c.diagnostics()), "supera i 1 MiB")
	r, err := c.server.Completion(context.Background(), &protocol.CompletionParams{TextDocumentPositionParams: c.in(protocol.Position{})})
	require.NoError(t, err)
	assert.Nil(t, r)
	c.leave()
}

// TestUTF8 agrees on bytes with an editor that counts them.
func TestUTF8(t *testing.T) {
	p := &protocol.InitializeParams{}
	p.Capabilities.General = &protocol.GeneralClientCapabilities{
		PositionEncodings: []protocol.PositionEncodingKind{protocol.PositionEncodingKindUTF16, protocol.PositionEncodingKindUTF8},
	}
	c := connect(t, Options{Lang: "en", Open: starterEngine, Wait: time.Millisecond}, p)
	assert.False(t, c.text.wide)
	c.open("a.xml", `<ClinicalDocument><!-- 𝒳è --><a b="&x;"/></ClinicalDocument>`)
	var at []protocol.Position
	for _, d := range c.diagnostics() {
		if d.Code == protocol.String("CDA-MALFORMED") {
			assert.Contains(t, string(d.CodeDescription.Href), "https://", "what the rule rests on")
			at = append(at, d.Range.Start)
		}
	}
	assert.Equal(t, []protocol.Position{{Character: uint32(strings.Index(c.text.data, "&x;"))}}, at)
	c.leave()
}

// TestPositions: places of every line end and alphabet survive the way there and back.
func TestPositions(t *testing.T) {
	for _, wide := range []bool{true, false} {
		x := newText("a𝒳è\r\nb\rc\n\n𝒳", wide)
		assert.Len(t, x.lines, 5)
		for at, r := range x.data {
			if r != '\n' && r != '\r' {
				assert.Equal(t, at, x.offset(x.position(at)), "%v %d", wide, at)
			}
		}
		assert.Equal(t, len(x.data), x.offset(protocol.Position{Line: 99}))
		assert.Equal(t, len("a𝒳è"), x.offset(protocol.Position{Character: 99}), "the end of its line")
		assert.Equal(t, 1, x.offset(protocol.Position{Character: 2}), "within a character is its beginning")
	}
}

// TestEncodings: a document is judged as the editor will save it.
func TestEncodings(t *testing.T) {
	for _, charset := range []string{"ISO-8859-1", "windows-1252", "UTF-8", "utf-8", "nonsense"} {
		c := connect(t, Options{Lang: "en", Open: starterEngine, Wait: time.Millisecond}, &protocol.InitializeParams{})
		text := strings.Replace(sample(t, "RSA-valid.xml"), `encoding="UTF-8"`, `encoding="`+charset+`"`, 1)
		c.open("a.xml", strings.Replace(text, "<title>", "<title>è ", 1))
		for _, d := range c.diagnostics() {
			if charset != "nonsense" {
				assert.NotEqual(t, protocol.DiagnosticSeverityError, d.Severity, "%s: %v", charset, d.Message)
			}
		}
		c.leave()
	}
}

// FuzzEdits applies a change of an editor: nothing falls, and what both sides make of it is the same.
func FuzzEdits(f *testing.F) {
	f.Add("a𝒳\r\nb", uint32(0), uint32(1), uint32(1), uint32(1), "è\n", true)
	f.Add("", uint32(7), uint32(7), uint32(0), uint32(0), "x", false)
	f.Fuzz(func(t *testing.T, data string, l1, c1, l2, c2 uint32, with string, wide bool) {
		x := newText(data, wide)
		y := x.edit(&protocol.TextDocumentContentChangePartial{
			Range: protocol.Range{Start: protocol.Position{Line: l1, Character: c1}, End: protocol.Position{Line: l2, Character: c2}}, Text: with,
		})
		if !strings.Contains(y.data, with) || len(y.data) > len(data)+len(with) {
			t.Fatalf("%q became %q", data, y.data)
		}
		for at := range y.data {
			if back := y.offset(y.position(at)); back > at {
				t.Fatalf("%d became %d of %q", at, back, y.data)
			}
		}
	})
}

// FuzzMessages hands a server bytes as an editor's: it ends, and nothing falls.
func FuzzMessages(f *testing.F) {
	f.Add([]byte(frame(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`)))
	f.Add([]byte(frame(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`) +
		frame(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a","languageId":"xml","version":1,"text":"<ClinicalDocument>"}}}`) +
		frame(`{"jsonrpc":"2.0","id":2,"method":"textDocument/completion","params":{"textDocument":{"uri":"file:///a"},"position":{"line":0,"character":9}}}`)))
	f.Fuzz(func(_ *testing.T, in []byte) {
		editor, server := net.Pipe()
		go func() {
			_, _ = editor.Write(in)
			_ = editor.Close()
		}()
		go func() { _, _ = io.Copy(io.Discard, editor) }()
		_ = Serve(context.Background(), Options{Lang: "en", Wait: time.Hour, Open: starterEngine}, server)
	})
}

// BenchmarkType judges a document of 100 KB with the national catalog, as after every change.
func BenchmarkType(b *testing.B) {
	catalog, err := schemas.Open(shared.Dir(b, "catalog"))
	require.NoError(b, err)
	defer catalog.Close()
	runner, err := checks.NewRunner(checks.Config{Catalog: catalog})
	require.NoError(b, err)
	s := &server{engine: &inUse{Engine: Engine{Catalog: catalog, Runner: runner}}, Options: Options{MaxText: defaultMaxText}}
	text := sample(b, "LAB-valid.xml")
	section := text[strings.Index(text, "<entry"):strings.Index(text, "</entry>")] + "</entry>"
	for len(text) < 100_000 {
		text = strings.Replace(text, "</entry>", "</entry>"+section, 1)
	}
	t := newText(text, true)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		j := s.judge(context.Background(), uri.File("/a.xml"), t)
		_ = j.diagnostics("it")
		j.release()
	}
}
