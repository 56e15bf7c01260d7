package channel_test

import (
	"archive/tar"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/schemas/channel"
)

func itoa(n int) string { return strconv.Itoa(n) }

// packedHeader is the beginning of an archive with one file of n bytes.
func packedHeader(t *testing.T, n int64) []byte {
	var b bytes.Buffer
	require.NoError(t, tar.NewWriter(&b).WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "schema/A/CDA.xsd", Mode: 0o644, Size: n}))
	return b.Bytes()
}

// always answers with a status.
func always(status int, retryAfter string) func(int, http.ResponseWriter, *http.Request) bool {
	return func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
		return true
	}
}

func TestStatus(t *testing.T) {
	for _, c := range []struct {
		status, requests int
		retryAfter       string
	}{
		{404, 1, ""}, {403, 1, ""}, {410, 1, ""}, {401, 1, ""}, {304, 1, ""}, {501, 1, ""}, {204, 1, ""},
		{500, 3, ""}, {502, 3, ""}, {503, 3, ""}, {429, 3, ""}, {408, 3, ""},
		{429, 1, "3600"}, {503, 1, time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)},
		{503, 3, "nonsense"}, {503, 3, "-1"}, {503, 3, "0"},
	} {
		t.Run(itoa(c.status)+" "+c.retryAfter, func(t *testing.T) {
			s := newSite(t, false)
			s.mischief = always(c.status, c.retryAfter)
			b := newBench(t, nil)
			b.Client.Attempts = 3
			assert.ErrorIs(t, b.refuse(s.URL+"/c", "", itoa(c.status)), channel.ErrStatus)
			assert.Equal(t, c.requests, s.requests())
		})
	}
}

// TestPatience waits as long as the server asks for, and goes on.
func TestPatience(t *testing.T) {
	s := newSite(t, false)
	s.put("/c", archive(t, "A", 10))
	s.mischief = func(n int, w http.ResponseWriter, r *http.Request) bool {
		return n < 3 && always(http.StatusTooManyRequests, "1")(n, w, r)
	}
	b := newBench(t, nil)
	var pauses []time.Duration
	b.Client.Notice = func(e channel.Event) { pauses = append(pauses, e.Pause) }
	b.update(s.URL + "/c")
	assert.Equal(t, []time.Duration{time.Second, time.Second}, pauses)
}

func TestOversized(t *testing.T) {
	t.Run("announced", func(t *testing.T) {
		s := newSite(t, false)
		s.mischief = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Length", itoa(1<<30))
			_, _ = w.Write([]byte("x"))
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		assert.ErrorIs(t, newBench(t, nil).refuse(s.URL+"/c", "", "1073741824"), channel.ErrTooLarge)
		assert.Equal(t, 1, s.requests())
	})
	t.Run("endless", func(t *testing.T) {
		s := newSite(t, false)
		s.mischief = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			for chunk := make([]byte, 1<<20); r.Context().Err() == nil; {
				if _, err := w.Write(chunk); err != nil {
					break
				}
			}
			return true
		}
		b := newBench(t, nil)
		_, err := b.Registry(t.Context(), s.URL+"/results.csv", "")
		assert.ErrorIs(t, err, channel.ErrTooLarge)
		assert.Equal(t, 1, s.requests())
	})
}

// TestTruncatedForEver never gets the whole: it gives up.
func TestTruncatedForEver(t *testing.T) {
	s := newSite(t, false)
	content := archive(t, "A", 1000)
	s.mischief = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Length", itoa(len(content)))
		_, _ = w.Write(content[:100])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	b := newBench(t, nil)
	b.refuse(s.URL+"/c", "", "unexpected EOF")
	assert.Equal(t, 5, s.requests())
}

func TestEncoded(t *testing.T) {
	s := newSite(t, false)
	s.mischief = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(archive(t, "A", 10))
		return true
	}
	assert.ErrorIs(t, newBench(t, nil).refuse(s.URL+"/c", "", "gzip"), channel.ErrRefused)
	assert.Equal(t, "identity", s.header(1, "Accept-Encoding"))
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"http://example.org/c":            "http is spoken only to this machine",
		"http://127.0.0.1.example.org/":   "http is spoken only to this machine",
		"http://192.168.0.1/c":            "http is spoken only to this machine",
		"ftp://example.org/c":             "only https",
		"file:///etc/passwd":              "not taken", // a file of this machine, but no catalog
		"/etc/passwd":                     "not taken",
		"file://server/share":             "not a file of this machine",
		"/dev/null":                       "neither a folder nor a file",
		"https:///c":                      "not the address of a server",
		"https://:443/c":                  "not the address of a server",
		"":                                "not the address of a server",
		"http://user:secret@example.org/": "http is spoken only to this machine",
		"https://exa mple.org/":           "invalid",
	} {
		err := newBench(t, nil).refuse(address, "", want)
		assert.NotContains(t, err.Error(), "secret")
	}
}

func TestRedirects(t *testing.T) {
	safe, plain := newSite(t, true), newSite(t, false)
	for _, s := range []*site{safe, plain} {
		s.put("/c", archive(t, "A", 10))
		s.mischief = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			if to := r.URL.Query().Get("to"); to != "" {
				http.Redirect(w, r, to, http.StatusFound)
				return true
			}
			if r.URL.Path == "/loop" {
				http.Redirect(w, r, "/loop", http.StatusFound)
				return true
			}
			return false
		}
	}
	to := func(from *site, target string) string { return from.URL + "/x?to=" + url.QueryEscape(target) }
	for name, address := range map[string]string{
		"same host":           to(safe, "/c"),
		"from http to https":  to(plain, safe.URL+"/c"),
		"twice":               to(safe, to(safe, "/c")),
		"http on one machine": to(plain, plain.URL+"/c"),
	} {
		t.Run(name, func(t *testing.T) { newBench(t, safe.Client()).update(address) })
	}
	for name, c := range map[string]struct{ address, want string }{
		"from https to http": {to(safe, plain.URL+"/c"), "not encrypted"},
		"same host, http":    {to(safe, strings.Replace(safe.URL, "https", "http", 1)+"/c"), "not encrypted"},
		"elsewhere by http":  {to(plain, "http://example.org/c"), "http is spoken only"},
		"file":               {to(plain, "file:///etc/passwd"), "not the address of a server"},
		"for ever":           {safe.URL + "/loop", "more than 10 redirections"},
	} {
		t.Run(name, func(t *testing.T) {
			before := plain.requests()
			assert.ErrorIs(t, newBench(t, safe.Client()).refuse(c.address, "", c.want), channel.ErrRefused)
			assert.LessOrEqual(t, plain.requests(), before+1)
		})
	}
}

// TestUntrusted speaks to a server whose certificate nobody vouches for.
func TestUntrusted(t *testing.T) {
	s := newSite(t, true)
	s.put("/c", archive(t, "A", 10))
	newBench(t, nil).refuse(s.URL+"/c", "", "certificate")
	assert.Zero(t, s.requests())
}

// TestProxy reaches a server that only the proxy can reach.
func TestProxy(t *testing.T) {
	s := newSite(t, true)
	s.put("/c", archive(t, "A", 10))
	var tunnels atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Host != "example.com:443" || r.Header.Get("Proxy-Authorization") == "" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		tunnels.Add(1)
		tunnel(t, w, s.Listener.Addr().String())
	}))
	defer proxy.Close()
	address, err := url.Parse(proxy.URL)
	require.NoError(t, err)
	address.User = url.UserPassword("user", "secret")
	transport := s.Client().Transport.(*http.Transport).Clone()
	transport.Proxy = http.ProxyURL(address)
	transport.MaxConnsPerHost = 1 // it would dial anew while a connection is coming back
	transport.DialContext = nil   // the test server's own client takes every name for its server
	b := newBench(t, &http.Client{Transport: transport})
	b.update("https://example.com/c")
	assert.EqualValues(t, 1, tunnels.Load())
	b.Client.Attempts = 1
	err = b.refuse("https://example.org/c", "", "Forbidden")
	assert.NotContains(t, err.Error(), "secret")
}

// tunnel joins a client with a server, as a proxy does on CONNECT.
func tunnel(t *testing.T, w http.ResponseWriter, to string) {
	server, err := net.Dial("tcp", to)
	if !assert.NoError(t, err) {
		return
	}
	w.WriteHeader(http.StatusOK)
	client, _, err := w.(http.Hijacker).Hijack()
	if !assert.NoError(t, err) {
		return
	}
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	_, _ = io.Copy(client, server)
	_ = client.Close()
}
