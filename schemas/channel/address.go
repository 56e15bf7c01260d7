package channel

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// ErrRefused is wrapped by errors about an address that must not be spoken to, or an answer that must not be taken.
var ErrRefused = texts.Error("refused", nil)

func refused(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrRefused, fmt.Sprintf(format, args...))
}

// parseAddress parses an absolute address, or a path of this machine, and refuses what must not be fetched.
func parseAddress(address string) (*url.URL, error) {
	if address != "" && !strings.Contains(address, "://") {
		path, err := filepath.Abs(address)
		return &url.URL{Scheme: "file", Path: filepath.ToSlash(path)}, err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if u.Scheme == "file" {
		if u.Host != "" && u.Host != "localhost" {
			return nil, refused("%s is not a file of this machine: file:///…", u.Redacted())
		}
		return u, nil
	}
	return u, allowed(u)
}

// Local says which file or folder of this machine an address means, ok being false when it means a server.
func Local(address string) (path string, ok bool) {
	u, err := parseAddress(address)
	if err != nil || u.Scheme != "file" {
		return "", false
	}
	return localPath(u), true
}

func localPath(u *url.URL) string {
	path := u.Path
	if len(path) > 2 && path[0] == '/' && path[2] == ':' { // file:///C:/…
		path = path[1:]
	}
	return filepath.FromSlash(path)
}

// allowed accepts https, and http to this machine.
func allowed(u *url.URL) error {
	switch {
	case u.Host == "" || u.Hostname() == "":
		return refused("%s is not the address of a server", u.Redacted())
	case u.Scheme == "https":
		return nil
	case u.Scheme != "http":
		return refused("%s: only https is spoken", u.Redacted())
	case !loopback(u.Hostname()):
		return refused("%s: http is spoken only to this machine; use https", u.Redacted())
	}
	return nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// maxRedirects is how often an answer may lead elsewhere.
const maxRedirects = 10

// checkRedirect holds every redirection to the rule of allowed, and keeps https from becoming http.
func checkRedirect(req *http.Request, via []*http.Request) error {
	from := via[len(via)-1].URL
	switch {
	case len(via) > maxRedirects:
		return refused("more than %d redirections", maxRedirects)
	case from.Scheme == "https" && req.URL.Scheme != "https":
		return refused("%s redirects to %s, which is not encrypted", from.Redacted(), req.URL.Redacted())
	}
	return allowed(req.URL)
}

// NewHTTPClient returns the client that is used where none is given: proxies from the environment (HTTPS_PROXY, HTTP_PROXY,
// NO_PROXY), bounds on every step, no transparent decompression. Whatever it is, the redirections that it follows are
// checked.
func NewHTTPClient() *http.Client {
	const step = 15 * time.Second
	return &http.Client{Transport: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: step}).DialContext,
		TLSHandshakeTimeout:    step,
		MaxResponseHeaderBytes: 1 << 20,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}}
}
