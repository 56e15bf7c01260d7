package trust

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"syscall"
	"time"
)

// ClientOptions change what a client may do.
type ClientOptions struct {
	// Timeout bounds one request with its redirects, ten seconds when zero.
	Timeout time.Duration
	// MaxBytes bounds one answer, 32 MB when zero.
	MaxBytes int64
	// AllowPrivate lets the client reach private and local addresses, on any port. It is for tests.
	AllowPrivate bool
}

// Client is a Fetcher for addresses that come from documents and are hostile. Only http, on the usual ports, to public addresses, is
// spoken; redirects stay within that, sizes and times are bounded. It is safe for concurrent use. It asks the same only once an hour,
// failures included: a thousand documents of one authority cause one request for its list, and a server that does not answer is waited
// for once.
type Client struct {
	options ClientOptions
	http    *http.Client

	mu    sync.Mutex
	known map[string]*fetched
	kept  int64 // bytes in known
}

// fetched is what came of one request.
type fetched struct {
	once  sync.Once
	asked time.Time
	data  []byte
	err   error
}

// maxAnswers and maxKept bound what is remembered, maxAge for how long.
const (
	maxAge     = time.Hour
	maxAnswers = 10_000
	maxKept    = 128 << 20
)

const maxRedirects = 3

// ErrRefused is wrapped by the errors about addresses that are not asked.
var ErrRefused = errors.New("address refused")

// NewClient returns a client. It opens no connection until it is asked for something.
func NewClient(o ClientOptions) *Client {
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 32 << 20
	}
	c := &Client{options: o, known: map[string]*fetched{}}
	dialer := &net.Dialer{Timeout: o.Timeout, Control: c.control}
	c.http = &http.Client{
		Timeout: o.Timeout,
		Transport: &http.Transport{
			// no proxy: what is asked for is decided by the address that is really connected to
			Proxy:                  nil,
			DialContext:            dialer.DialContext,
			MaxResponseHeaderBytes: 64 << 10,
			DisableKeepAlives:      true,
			TLSHandshakeTimeout:    o.Timeout,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return fmt.Errorf("more than %d redirects", maxRedirects)
			}
			if req.URL.Scheme != via[0].URL.Scheme {
				return fmt.Errorf("%w: redirect from %s to %s", ErrRefused, via[0].URL.Scheme, req.URL.Scheme)
			}
			return c.examine(req.URL)
		},
	}
	return c
}

// control looks at the address that is about to be connected to, after the name was resolved: a public name may point at a
// private address.
func (c *Client) control(_, address string, _ syscall.RawConn) error {
	if c.options.AllowPrivate {
		return nil
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if ip := at.Addr().Unmap().WithZone(""); !public(ip) {
		return fmt.Errorf("%w: %s is no public address", ErrRefused, ip)
	}
	return nil
}

// special are ranges that netip does not name: shared, protocol assignments, documentation, benchmarks, reserved, translated and
// tunnelled IPv6 (RFC 6890).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("fec0::/10"), netip.MustParsePrefix("::/96"),
}

// public tells whether an address is one of the open network.
func public(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// examine refuses addresses by what is written in them.
func (c *Client) examine(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%w: scheme %q", ErrRefused, u.Scheme)
	}
	if u.Host == "" || u.User != nil {
		return fmt.Errorf("%w: no host, or a user's name in it", ErrRefused)
	}
	if port := u.Port(); !c.options.AllowPrivate && port != "" && port != "80" && port != "443" && port != "8080" {
		return fmt.Errorf("%w: port %s", ErrRefused, port)
	}
	return nil
}

// Get returns the content of an address.
func (c *Client) Get(ctx context.Context, address string) ([]byte, error) {
	return c.do(ctx, http.MethodGet, address, "", nil)
}

// Post sends body to an address and returns the answer.
func (c *Client) Post(ctx context.Context, address, contentType string, body []byte) ([]byte, error) {
	return c.do(ctx, http.MethodPost, address, contentType, body)
}

// do answers from memory or asks. What is remembered is forgotten altogether when it becomes too much.
func (c *Client) do(ctx context.Context, method, address, contentType string, body []byte) ([]byte, error) {
	key := method + " " + address + "\x00" + string(body)
	c.mu.Lock()
	if c.kept > maxKept || len(c.known) >= maxAnswers {
		c.known, c.kept = map[string]*fetched{}, 0
	}
	a := c.known[key]
	if a == nil || time.Since(a.asked) > maxAge {
		a = &fetched{asked: time.Now()}
		c.known[key] = a
	}
	c.mu.Unlock()
	a.once.Do(func() {
		a.data, a.err = c.request(ctx, method, address, contentType, body)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.kept += int64(len(a.data)); ctx.Err() != nil {
			delete(c.known, key) // that somebody lost patience says nothing about the address
		}
	})
	return a.data, a.err
}

func (c *Client) request(ctx context.Context, method, address, contentType string, body []byte) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: no address", ErrRefused)
	}
	if err := c.examine(u); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	req.Header.Set("User-Agent", "fselint")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, c.options.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > c.options.MaxBytes {
		return nil, fmt.Errorf("more than %d bytes", c.options.MaxBytes)
	}
	return data, nil
}
