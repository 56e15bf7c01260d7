// Package lsp is a language server for CDA documents: what fselint finds in them while they are written, explanations, repairs, and
// what may be written next.
//
// It speaks the Language Server Protocol 3.17 (microsoft.github.io/language-server-protocol) over one connection.
package lsp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
)

// Engine judges documents. Its catalog stays open until another one takes its place.
type Engine struct {
	Catalog *schemas.Catalog
	Runner  *validate.Runner
}

// inUse is an engine with those that judge by it at the moment.
type inUse struct {
	Engine
	users sync.WaitGroup
}

// close lets go of the catalog when nobody judges by it any more. No user may come then.
func (e *inUse) close() {
	e.users.Wait()
	_ = e.Catalog.Close()
}

// Options are what a server works with.
type Options struct {
	Version string // of fselint
	Lang    string // of messages, where the editor names none: it or en
	// Open makes the engine. It is called again when a document is opened, so that a catalog that was brought in meanwhile counts.
	Open func() (*Engine, error)
	// Wait is how long after the last change a document is judged.
	Wait time.Duration
	// MaxText bounds a document, in bytes; larger ones are not judged.
	MaxText int
}

// Bounds that hold where Options name none.
const (
	defaultWait    = 100 * time.Millisecond
	defaultMaxText = 16 << 20
)

// ErrNoShutdown says that the editor ended the connection without saying that it would.
var ErrNoShutdown = errors.New("the connection ended without shutdown")

// Serve answers an editor until it ends the connection or the context does. The error is ErrNoShutdown, which the protocol wants to be an
// exit status of 1, or about the connection.
func Serve(ctx context.Context, o Options, editor io.ReadWriteCloser) error {
	if o.Wait == 0 {
		o.Wait = defaultWait
	}
	if o.MaxText == 0 {
		o.MaxText = defaultMaxText
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{Options: o, ctx: ctx, stop: cancel, documents: map[uri.URI]*document{}, questions: map[jsonrpc2.ID]context.CancelFunc{}, lang: o.Lang, wide: true}
	conn := jsonrpc2.NewConn(jsonrpc2.NewHeaderStream(editor), jsonrpc2.WithCodec(codec{}))
	s.editor = protocol.ClientDispatcher(conn)
	conn.Go(ctx, s.handler())
	select {
	case <-conn.Done():
	case <-ctx.Done():
	}
	cancel()
	_ = editor.Close() // the reader may be waiting for it
	<-conn.Done()
	s.close()
	if err := conn.Err(); err != nil && !s.exited() {
		return err
	}
	if !s.down {
		return ErrNoShutdown
	}
	return nil
}

// codec reads and writes the protocol's types. What is read must not point into the buffer of the connection: protocol.Unmarshal takes care
// of that for most types and not for those that begin with a choice.
type codec struct{}

func (codec) Marshal(v any) ([]byte, error)      { return protocol.Marshal(v) }
func (codec) Unmarshal(data []byte, v any) error { return protocol.Unmarshal(bytes.Clone(data), v) }

// server is the state of one connection.
type server struct {
	protocol.UnimplementedServer
	Options
	ctx    context.Context //nolint:containedctx // of the connection
	stop   context.CancelFunc
	editor protocol.Client

	mu        sync.Mutex
	documents map[uri.URI]*document
	questions map[jsonrpc2.ID]context.CancelFunc
	engine    *inUse
	lang      string
	wide      bool // positions count UTF-16 units
	snippets  bool // the editor knows them
	ready     bool // initialize was answered
	down      bool // shutdown was asked for
	left      bool // exit was
}

// handler passes requests on: what changes documents in the order in which it comes, questions at the same time.
func (s *server) handler() jsonrpc2.Handler {
	next := protocol.ServerHandler(s, jsonrpc2.MethodNotFoundHandler)
	return func(ctx context.Context, req *jsonrpc2.Request) (_ any, err error) {
		defer func() {
			if fault := recover(); fault != nil { // of one question; the session goes on
				err = jsonrpc2.NewError(jsonrpc2.InternalError, fmt.Sprint(fault))
			}
		}()
		method := req.Method()
		s.mu.Lock()
		ready, down := s.ready, s.down
		s.mu.Unlock()
		switch {
		case method == protocol.MethodExit:
			s.mu.Lock()
			s.left = true
			s.mu.Unlock()
			s.stop()
			return nil, nil
		case down:
			return nil, jsonrpc2.ErrInvalidRequest
		case !ready && method != protocol.MethodInitialize:
			return nil, jsonrpc2.NewError(serverNotInitialized, "initialize comes first")
		case ready && method == protocol.MethodInitialize:
			return nil, jsonrpc2.ErrInvalidRequest
		}
		switch method {
		case protocol.MethodCancelRequest:
			s.cancelled(req.Params())
			return nil, nil
		case protocol.MethodTextDocumentHover, protocol.MethodTextDocumentCompletion, protocol.MethodTextDocumentCodeAction:
			jsonrpc2.Async(ctx)
			own, done := s.asked(req.ID())
			defer done()
			return next(own, req)
		}
		return next(s.ctx, req)
	}
}

// asked is the context of a question, which the editor can cancel. The library's own, which it takes back when the question is answered,
// must not be handed to anything that may look at it later.
func (s *server) asked(id jsonrpc2.ID) (context.Context, func()) {
	ctx, cancel := context.WithCancel(s.ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.questions[id] = cancel
	return ctx, func() {
		cancel()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.questions, id)
	}
}

// cancelled ends a question that the editor no longer wants answered.
func (s *server) cancelled(params []byte) {
	var p protocol.CancelParams
	if protocol.Unmarshal(params, &p) != nil {
		return
	}
	var id jsonrpc2.ID
	switch given := p.ID.(type) {
	case protocol.Integer:
		id = jsonrpc2.NewNumberID(int64(given))
	case protocol.String:
		id = jsonrpc2.NewStringID(string(given))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.questions[id]; cancel != nil {
		cancel()
	}
}

// serverNotInitialized is the code of the protocol for a request before initialize.
const serverNotInitialized = -32002

func (s *server) exited() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left || s.ctx.Err() != nil
}

// options are what the editor may say of the user's wishes.
type options struct {
	Lang string `json:"lang"`
}

// Initialize agrees on what both sides can do.
func (s *server) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready = true
	encoding := protocol.PositionEncodingKindUTF16
	if g := p.Capabilities.General; g != nil {
		for _, e := range g.PositionEncodings {
			if e == protocol.PositionEncodingKindUTF8 {
				encoding, s.wide = e, false
			}
		}
	}
	if p.Locale != nil {
		s.speak(*p.Locale)
	}
	var wishes options
	if len(p.InitializationOptions) > 0 && protocol.Unmarshal(p.InitializationOptions, &wishes) == nil {
		s.speak(wishes.Lang)
	}
	s.snippets = snippetsKnown(p.Capabilities)
	return &protocol.InitializeResult{
		ServerInfo: protocol.ServerInfo{Name: "fselint", Version: protocol.NewOptional(s.Version)},
		Capabilities: protocol.ServerCapabilities{
			PositionEncoding: encoding,
			TextDocumentSync: &protocol.TextDocumentSyncOptions{
				OpenClose: new(true), Change: new(protocol.TextDocumentSyncKindIncremental),
			},
			HoverProvider:      protocol.Boolean(true),
			CodeActionProvider: &protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix}},
			CompletionProvider: &protocol.CompletionOptions{TriggerCharacters: []string{"<", "/", " ", `"`, "'"}},
		},
	}, nil
}

func snippetsKnown(c protocol.ClientCapabilities) bool {
	if c.TextDocument == nil || c.TextDocument.Completion == nil || c.TextDocument.Completion.CompletionItem == nil {
		return false
	}
	known := c.TextDocument.Completion.CompletionItem.SnippetSupport
	return known != nil && *known
}

// speak takes a language of the editor, such as it or it-IT; others leave it as it is.
func (s *server) speak(lang string) {
	switch lang, _, _ = strings.Cut(strings.ReplaceAll(lang, "_", "-"), "-"); strings.ToLower(lang) {
	case "it":
		s.lang = "it"
	case "en":
		s.lang = "en"
	}
}

// Initialized, DidSave, SetTrace and DidChangeConfiguration need no answer.
func (s *server) Initialized(context.Context, *protocol.InitializedParams) error { return nil }

// DidSave is no news: the text is known.
func (s *server) DidSave(context.Context, *protocol.DidSaveTextDocumentParams) error { return nil }

// SetTrace is heard and changes nothing.
func (s *server) SetTrace(context.Context, *protocol.SetTraceParams) error { return nil }

// DidChangeConfiguration judges all open documents anew.
func (s *server) DidChangeConfiguration(context.Context, *protocol.DidChangeConfigurationParams) error {
	s.reopen()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.documents {
		s.schedule(d, 0)
	}
	return nil
}

// Shutdown ends the judging.
func (s *server) Shutdown(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = true
	for _, d := range s.documents {
		d.forget()
	}
	return nil
}

// reopen makes the engine, or makes it anew where the catalog is another one; what cannot be opened is told to the user.
func (s *server) reopen() {
	made, err := s.Open()
	if err != nil {
		s.show(err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.engine
	if old == nil {
		s.engine = &inUse{Engine: *made}
		return
	}
	have, err1 := old.Catalog.Digest()
	now, err2 := made.Catalog.Digest()
	if err1 == nil && err2 == nil && have == now {
		_ = made.Catalog.Close()
		return
	}
	s.engine = &inUse{Engine: *made}
	go old.close()
}

// show tells the user what went wrong.
func (s *server) show(err error) {
	words := lint.Spoken(err, s.lang)
	if h, ok := errors.AsType[interface {
		error
		Hint() lint.Text
	}](err); ok {
		words += ": " + h.Hint().In(s.lang)
	}
	_ = s.editor.ShowMessage(s.ctx, &protocol.ShowMessageParams{Type: protocol.MessageTypeError, Message: words})
}

func (s *server) close() {
	s.mu.Lock()
	for _, d := range s.documents {
		d.forget()
	}
	engine := s.engine
	s.engine = nil
	s.mu.Unlock()
	if engine != nil {
		engine.close()
	}
}
