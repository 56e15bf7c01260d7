// Package browser opens fselint's HTML pages in headless Chromium for tests, and collects what the browser complains of.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Page is a tab with one page of the disk.
type Page struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	problems []string
	requests []string
	own      []string // beginnings of the addresses that the page itself is served from
}

// Open opens a file. Without Chromium the test is skipped, in CI it fails. The browser ends with the test.
func Open(t testing.TB, path string) *Page {
	t.Helper()
	program := find()
	if program == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("chromium is not installed")
		}
		t.Skip("chromium is not installed")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		bounded, done := context.WithTimeout(ctx, 10*time.Second)
		_ = chromedp.Cancel(bounded)
		done()
		end()
	})
	p := &Page{t: t, ctx: ctx}
	require.NoError(t, chromedp.Do(ctx))
	require.NoError(t, chromedp.Listen(ctx, p.event))
	for _, enable := range []cdp.Command[cdp.Empty, cdp.Empty]{log.Enable, audits.Enable} {
		_, err := chromedp.Call(ctx, enable, cdp.Empty{})
		require.NoError(t, err)
	}
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	p.Size(1400, 1000)
	p.Media("", "light")
	p.Goto(path)
	return p
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	return ""
}

func (p *Page) event(ev any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		p.problems = append(p.problems, "exception: "+text)
	case *runtime.EventConsoleAPICalled:
		for _, a := range e.Args {
			p.problems = append(p.problems, "console: "+string(a.Value)+a.Description)
		}
	case *log.EventEntryAdded:
		p.problems = append(p.problems, fmt.Sprintf("log: %s %s", e.Entry.Level, e.Entry.Text))
	case *audits.EventIssueAdded:
		if e.Issue != nil && e.Issue.Code == audits.InspectorIssueCodeContentSecurityPolicyIssue {
			p.problems = append(p.problems, fmt.Sprintf("content security policy: %+v", e.Issue.Details.ContentSecurityPolicyIssueDetails))
		}
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	}
}

// Goto opens another file in the same tab, or what an address serves.
func (p *Page) Goto(path string) {
	p.t.Helper()
	address := p.address(path)
	if address == "" {
		abs, err := filepath.Abs(path)
		require.NoError(p.t, err)
		address = "file://" + abs
	}
	ctx, cancel := context.WithTimeout(p.ctx, 60*time.Second)
	defer cancel()
	require.NoError(p.t, chromedp.Do(ctx, chromedp.Navigate(address)))
}

// Size sets the size of the window in CSS pixels.
func (p *Page) Size(width, height int64) {
	p.t.Helper()
	require.NoError(p.t, chromedp.Do(p.ctx, chromedp.EmulateViewport(width, height)))
}

// Media sets the medium ("" or "print") and the preferred colour scheme; motion is reduced.
func (p *Page) Media(medium, scheme string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium, Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	require.NoError(p.t, err)
}

// Eval returns the value of an expression of JavaScript.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 60*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	require.NoError(p.t, err, expression)
	return v
}

// Do runs statements of JavaScript.
func (p *Page) Do(statements string) {
	p.t.Helper()
	Eval[bool](p, "(() => {"+statements+"; return true; })()")
}

const (
	waiting = 60 * time.Second
	step    = 50 * time.Millisecond
)

// Wait waits until an expression is true, for at most a minute.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	require.Eventually(p.t, func() bool { return Eval[bool](p, "!!("+expression+")") }, waiting, step, expression)
}

// Keys types keys into what has the focus.
func (p *Page) Keys(keys string) {
	p.t.Helper()
	require.NoError(p.t, chromedp.Do(p.ctx, chromedp.KeyEvent(keys)))
}

// PDF prints the page.
func (p *Page) PDF() []byte {
	p.t.Helper()
	b, err := chromedp.Run(p.ctx, chromedp.PrintToPDF())
	require.NoError(p.t, err)
	return b
}

// Problems returns what the browser complained of: console messages, exceptions, violations of the content security policy,
// and requests other than for files of this disk.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := append([]string(nil), p.problems...)
	for _, r := range p.requests {
		if !strings.HasPrefix(r, "file://") && !slices.ContainsFunc(p.own, func(own string) bool { return strings.HasPrefix(r, own) }) {
			list = append(list, "request: "+r)
		}
	}
	return list
}

// Requests returns the addresses that were asked for.
func (p *Page) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.requests...)
}
