package channel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/fselint/fselint/lint"
)

// Client fetches files. The zero value is ready for use.
type Client struct {
	HTTP      *http.Client  // nil for NewHTTPClient; its CheckRedirect is replaced
	UserAgent string        // "" for "fselint"
	Attempts  int           // in a row without progress; 0 for 5
	Pause     time.Duration // before the second attempt, doubled each time; 0 for a second
	Patience  time.Duration // longest pause, also when the server asks for a longer one; 0 for a minute
	Stall     time.Duration // time without a byte after which an attempt is given up; 0 for 30 seconds
	// Notice, when not nil, is told of pauses and resumptions.
	Notice func(Event)
}

// Event is something that happens while a file is fetched.
type Event struct {
	URL    string
	Err    error         // what ended an attempt; nil when bytes are taken from an earlier one
	Pause  time.Duration // until the next attempt
	Resume int64         // bytes that need not be fetched again
}

// Errors that Fetch wraps, besides ErrRefused.
var (
	ErrTooLarge = texts.Error("larger-than-it-may-be", nil)
	ErrStalled  = texts.Error("no-byte-arrived-for-too-long", nil)
	ErrStatus   = texts.Error("the-server-answered", nil)
)

// fetched is a file that has arrived, or the news that it has not changed.
type fetched struct {
	path       string
	unchanged  bool
	validators validators
}

// errAgain says that an attempt ended in a way that makes the next one start anew, without a pause.
var errAgain = texts.Error("starting-again", nil)

// statusError is an answer that is no file.
type statusError struct {
	status string
	resp   *http.Response
}

func (e *statusError) Error() string { return ErrStatus.Error() + " " + e.status }
func (e *statusError) Unwrap() error { return ErrStatus }

// fetch gets a file of at most limit bytes into the folder of p. When known has validators, an unchanged file is not
// fetched. It returns once the file is there whole, as far as the server said how long it is.
func (c *Client) fetch(ctx context.Context, p *part, limit int64, known validators) (*fetched, error) {
	failures := 0
	for {
		before := p.size()
		f, err := c.attempt(ctx, p, limit, known)
		if err == nil {
			return f, nil
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("%s: %w", p.shown(), context.Cause(ctx))
		}
		const progress = 64 << 10
		if p.size() >= before+progress {
			failures = 0
		}
		failures++
		pause, retry := c.pause(ctx, err, failures)
		if !retry {
			return nil, fmt.Errorf("%s: %w", p.shown(), err)
		}
		c.notice(Event{URL: p.shown(), Err: err, Pause: pause, Resume: p.size()})
		select {
		case <-ctx.Done():
			return nil, texts.Error("after", lint.Values{"shown": p.shown(), "ctx": context.Cause(ctx), "err": err})
		case <-time.After(pause):
		}
	}
}

// pause says whether another attempt makes sense, and when.
func (c *Client) pause(ctx context.Context, err error, failures int) (time.Duration, bool) {
	var disk *fs.PathError
	if errors.Is(err, ErrRefused) || errors.Is(err, ErrTooLarge) || errors.As(err, &disk) || failures >= orElse(c.Attempts, 5) {
		return 0, false
	}
	if errors.Is(err, errAgain) {
		return 0, true
	}
	var answer *statusError
	var resp *http.Response
	if errors.As(err, &answer) {
		resp, err = answer.resp, nil
		if again := resp.StatusCode == http.StatusRequestTimeout; again {
			return orElse(c.Pause, time.Second), true
		}
	} else if errors.Is(err, ErrStalled) || errors.Is(err, io.ErrUnexpectedEOF) {
		return orElse(c.Pause, time.Second), true
	}
	if retry, _ := retryablehttp.DefaultRetryPolicy(ctx, resp, err); !retry {
		return 0, false
	}
	patience := orElse(c.Patience, time.Minute)
	pause := retryablehttp.DefaultBackoff(orElse(c.Pause, time.Second), patience, failures-1, resp)
	return max(pause, 0), pause <= patience
}

func orElse[T comparable](v, instead T) T {
	var zero T
	if v == zero {
		return instead
	}
	return v
}

func (c *Client) notice(e Event) {
	if c.Notice != nil {
		c.Notice(e)
	}
}

// attempt is one request.
func (c *Client) attempt(ctx context.Context, p *part, limit int64, known validators) (*fetched, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := orElse(c.Stall, 30*time.Second)
	watch := time.AfterFunc(stall, func() { cancel(ErrStalled) })
	defer watch.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", orElse(c.UserAgent, "fselint"))
	req.Header.Set("Accept-Encoding", "identity") // positions must count the bytes that are kept
	from := p.resumable()
	if from > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
		req.Header.Set("If-Range", p.state.resumeBy())
	} else {
		known.ask(req.Header)
	}
	resp, err := c.client().Do(req)
	if err != nil {
		return nil, stalled(ctx, err)
	}
	defer resp.Body.Close()
	f, err := c.take(p, resp, from, limit, func() { watch.Reset(stall) })
	return f, stalled(ctx, err)
}

// stalled names the cause where the watch ended an attempt.
func stalled(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), ErrStalled) {
		return ErrStalled
	}
	return err
}

func (c *Client) client() *http.Client {
	base := c.HTTP
	if base == nil {
		base = defaultClient
	}
	checked := *base
	checked.CheckRedirect = checkRedirect
	return &checked
}

var defaultClient = NewHTTPClient()

// take judges an answer and appends its body to the part.
func (c *Client) take(p *part, resp *http.Response, from, limit int64, alive func()) (*fetched, error) {
	var total int64
	switch resp.StatusCode {
	case http.StatusNotModified:
		if resp.Request.Header.Get("If-None-Match")+resp.Request.Header.Get("If-Modified-Since") == "" {
			return nil, &statusError{resp.Status, resp}
		}
		return &fetched{unchanged: true}, nil
	case http.StatusOK:
		from, total = 0, resp.ContentLength
	case http.StatusPartialContent:
		var ok bool
		if total, ok = continues(resp, from, p.state.total); !ok {
			return nil, errors.Join(errAgain, p.discard())
		}
		c.notice(Event{URL: p.shown(), Resume: from})
	case http.StatusRequestedRangeNotSatisfiable:
		return nil, errors.Join(errAgain, p.discard())
	default:
		return nil, &statusError{resp.Status, resp}
	}
	if e := resp.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, refused("the server encodes as %q what was asked for plainly", e)
	}
	if total > limit {
		return nil, texts.Error("bytes-limit", lint.Values{"errtoolarge": ErrTooLarge, "total": int(total), "limit": int(limit)})
	}
	if from == 0 {
		if err := p.start(validatorsOf(resp.Header), total); err != nil {
			return nil, err
		}
	}
	size, err := p.append(&watched{resp.Body, alive}, from, limit)
	switch {
	case err != nil:
		return nil, err
	case total >= 0 && size < total:
		return nil, texts.Error("of-bytes", lint.Values{"errunexpectedeof": io.ErrUnexpectedEOF, "size": int(size), "total": int(total)})
	}
	return &fetched{path: p.path, validators: p.state.validators}, nil
}

// continues checks that a partial answer starts where the part ends and is of the same length, which it returns; -1 when
// the server does not say.
func continues(resp *http.Response, from, known int64) (total int64, ok bool) {
	span, found := strings.CutPrefix(resp.Header.Get("Content-Range"), "bytes ")
	first, rest, dashed := strings.Cut(span, "-")
	_, length, slashed := strings.Cut(rest, "/")
	if n, err := strconv.ParseInt(first, 10, 64); !found || !dashed || !slashed || from == 0 || err != nil || n != from {
		return 0, false
	}
	if length == "*" {
		return known, true
	}
	total, err := strconv.ParseInt(length, 10, 64)
	return total, err == nil && total >= from && (known < 0 || total == known)
}

// watched tells that something is arriving.
type watched struct {
	io.Reader
	alive func()
}

// Read implements io.Reader.
func (w *watched) Read(b []byte) (int, error) {
	n, err := w.Reader.Read(b)
	if n > 0 {
		w.alive()
	}
	return n, err
}

// fileSize is the length of a file, 0 when it is not there.
func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
