package rehearsal

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/pki"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/httpserver"
	"github.com/fselint/fselint/internal/testkit/checktest"
	"github.com/fselint/fselint/lint"
)

// TestMalformedRequests: whatever is wrong with a request gets an answer, and the next one is served.
func TestMalformedRequests(t *testing.T) {
	o := options(embedded(t))
	o.MaxBody = 1 << 20
	b := newBench(t, o)
	bundle := checktest.New(t, fse.ValidateAndCreate).Bundle(t)
	const part = "Content-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n"
	for name, c := range map[string]struct {
		method, path, contentType string
		body                      string
		status                    int
	}{
		"no content type":       {"POST", "/documents/validate-and-create", "", "x", 400},
		"wrong content type":    {"POST", "/documents/validate-and-create", "application/json", "{}", 400},
		"no boundary":           {"POST", "/documents/validate-and-create", "multipart/form-data", "x", 400},
		"broken content type":   {"POST", "/documents/validate-and-create", "multipart/form-data; boundary=\"", "x", 400},
		"multipart of a kind":   {"POST", "/documents/validate-and-create", "multipart/mixed; boundary=b", "--b--", 400},
		"empty":                 {"POST", "/documents/validate-and-create", "multipart/form-data; boundary=b", "", 400},
		"no boundary in it":     {"POST", "/documents/validate-and-create", "multipart/form-data; boundary=b", "nothing", 400},
		"ends early":            {"POST", "/documents/validate-and-create", "multipart/form-data; boundary=b", "--b\r\n" + part + "%PDF", 400},
		"ends in a header":      {"POST", "/documents/validate-and-create", "multipart/form-data; boundary=b", "--b\r\nContent-Disp", 400},
		"no parts":              {"POST", "/documents/validate-and-create", "multipart/form-data; boundary=b", "--b--\r\n", 400},
		"many parts":            {"POST", "/documents/validate-and-create", "multipart/form-data; boundary=b", strings.Repeat("--b\r\n"+part+"\r\n", 100) + "--b--", 400},
		"part with a flood":     {"POST", "/documents/validate-and-create", "multipart/form-data; boundary=b", "--b\r\n" + strings.Repeat("A: b\r\n", 50_000) + "\r\n\r\n--b--", 400},
		"too large":             {"POST", "/documents/validate-and-create", "multipart/form-data; boundary=b", "--b\r\n" + part + strings.Repeat("x", 2<<20), 413},
		"update without a type": {"PUT", "/documents/a%5Eb/metadata", "", "{}", 400},
		"update without a body": {"PUT", "/documents/a%5Eb/metadata", "application/json", "", 400},
		"update too large":      {"PUT", "/documents/a%5Eb/metadata", "application/json", strings.Repeat(" ", 2<<20), 413},
		"other method":          {"PATCH", "/documents", "", "", 405},
		"nowhere":               {"GET", "/documents/%00", "", "", 405},
		"no operation":          {"GET", "/other", "", "", 404},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest(c.method, b.base+c.path, strings.NewReader(c.body))
			require.NoError(t, err)
			r.Header.Set("Authorization", "Bearer "+string(bundle.Parts[lint.SourceAuthenticationToken]))
			r.Header.Set(wire.HeaderSignature, string(bundle.Parts[lint.SourceSignatureToken]))
			if c.contentType != "" {
				r.Header.Set("Content-Type", c.contentType)
			}
			a := b.do(t, r)
			assert.Equal(t, c.status, a.Status, "%v", a.members)
			assert.NotContains(t, string(a.Body), "<script>")
		})
	}
	assert.Equal(t, http.StatusAccepted, b.submit(t, fse.ValidateAndCreate).Status)
	assert.EqualValues(t, held*o.MaxBody, b.left.Load(), "all that was held is given back")
}

func TestOtherMethods(t *testing.T) {
	b := newBench(t, options(embedded(t)))
	ask := func(method, address string) *http.Response {
		r, err := http.NewRequest(method, address, nil)
		require.NoError(t, err)
		resp, err := b.client.Do(r)
		require.NoError(t, err)
		resp.Body.Close()
		return resp
	}
	resp := ask(http.MethodOptions, b.base+"/documents/a%5Eb")
	assert.Equal(t, []any{http.StatusNoContent, "PUT, DELETE, OPTIONS"}, []any{resp.StatusCode, resp.Header.Get("Allow")})
	resp = ask(http.MethodTrace, b.base+"/documents")
	assert.Equal(t, []any{http.StatusMethodNotAllowed, "POST, OPTIONS"}, []any{resp.StatusCode, resp.Header.Get("Allow")})
	assert.Equal(t, http.StatusOK, ask(http.MethodHead, b.base+"/status").StatusCode)
	assert.Equal(t, http.StatusOK, ask(http.MethodHead, b.url+"/openapi.json").StatusCode)
	for _, base := range bases {
		assert.Equal(t, http.StatusOK, ask(http.MethodGet, b.url+base+"/status").StatusCode, base)
	}
}

// TestNoScript: the words that the gateway takes out of details never come back.
func TestNoScript(t *testing.T) {
	b := newBench(t, options(embedded(t)))
	a := b.submit(t, fse.ValidateAndCreate, checktest.SetField("attiCliniciRegoleAccesso", []string{"<script>alert(1)</script>"}))
	assert.Equal(t, "Il campo atti clinici alert(1) non è consentito", a.Problem.Detail)
}

// TestCrowd: requests that together are too large are told to come again.
func TestCrowd(t *testing.T) {
	o := options(embedded(t))
	o.MaxBody = 1 << 20
	b := newBench(t, o)
	b.left.Store(1000)
	a := b.submit(t, fse.ValidateAndCreate)
	assert.Equal(t, []any{http.StatusServiceUnavailable, time.Second}, []any{a.Status, a.RetryAfter})
	assert.EqualValues(t, 1000, b.left.Load())
}

// TestParallelCalls: of identical calls at the same time one publication finds the validation, and every call has its answer.
func TestParallelCalls(t *testing.T) {
	b := newBench(t, options(national(t)))
	require.Equal(t, http.StatusCreated, b.submit(t, fse.Validation).Status)
	s := checktest.New(t, fse.Create).Bundle(t)
	var accepted, refused atomic.Int32
	var all sync.WaitGroup
	for range 32 {
		r := b.request(t, fse.Create, s)
		all.Go(func() {
			resp, err := b.client.Do(r)
			if !assert.NoError(t, err) {
				return
			}
			defer resp.Body.Close()
			switch resp.StatusCode {
			case http.StatusAccepted:
				accepted.Add(1)
			case http.StatusBadRequest:
				refused.Add(1)
			}
		})
	}
	all.Wait()
	assert.Equal(t, []int32{1, 31}, []int32{accepted.Load(), refused.Load()})
}

// quick is a server on a plain listener with short times, as the command has it with long ones.
func quick(t *testing.T, connections int) (address string, handler *Server) {
	s, err := New(options(embedded(t)))
	require.NoError(t, err)
	h := httpserver.New(s, connections)
	h.ReadHeaderTimeout, h.ReadTimeout, h.IdleTimeout = 300*time.Millisecond, 600*time.Millisecond, 300*time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go h.Serve(l)
	t.Cleanup(func() {
		require.NoError(t, h.Close())
		require.NoError(t, s.Close())
	})
	return l.Addr().String(), s
}

// TestSlowClients: a header or a body that trickles is cut off.
func TestSlowClients(t *testing.T) {
	address, s := quick(t, 10)
	for name, start := range map[string]string{
		"nothing":      "",
		"header":       "POST /v1/documents HTTP/1.1\r\nHost: x\r\n",
		"body":         "POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\n",
		"chunked body": "PUT /v1/documents/a%5Eb/metadata HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", address)
			require.NoError(t, err)
			defer conn.Close()
			_, err = io.WriteString(conn, start)
			require.NoError(t, err)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			go func() {
				for ctx.Err() == nil {
					if _, err := io.WriteString(conn, "X"); err != nil {
						return
					}
					time.Sleep(50 * time.Millisecond)
				}
			}()
			require.NoError(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
			_, err = io.Copy(io.Discard, conn)
			var timeout net.Error
			assert.False(t, errors.As(err, &timeout) && timeout.Timeout(), "the server never ended it")
		})
	}
	t.Cleanup(func() { assert.EqualValues(t, held*int64(defaultBody), s.left.Load()) })
}

func TestHeaderFlood(t *testing.T) {
	address, _ := quick(t, 10)
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	go func() {
		_, _ = io.WriteString(conn, "GET /v1/status HTTP/1.1\r\nHost: x\r\n")
		for range 200_000 {
			if _, err := io.WriteString(conn, "X-Flood: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"); err != nil {
				return
			}
		}
	}()
	line := make([]byte, 12)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
	_, err = io.ReadFull(conn, line)
	if err == nil {
		assert.Equal(t, "HTTP/1.1 431", string(line))
	}
}

// TestIdleConnections: of connections beyond the bound those that say nothing are closed, so that a caller gets in at once.
func TestIdleConnections(t *testing.T) {
	address, _ := quick(t, 50)
	before := runtime.NumGoroutine()
	var idle []net.Conn
	for range 1100 {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err != nil {
			break // the system's queue is full
		}
		idle = append(idle, conn)
	}
	// Goroutines of closed connections end when they are scheduled.
	assert.Eventually(t, func() bool { return runtime.NumGoroutine()-before < 150 }, time.Minute, 10*time.Millisecond)
	client := &http.Client{Timeout: time.Minute}
	resp, err := client.Get("http://" + address + "/v1/status")
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	for _, c := range idle {
		c.Close()
	}
}

// TestMutualTLS: without a certificate of the authority there is no connection (FE-01).
func TestMutualTLS(t *testing.T) {
	now := time.Now()
	authority, err := pki.NewAuthority(now)
	require.NoError(t, err)
	server, err := authority.Server(now, "127.0.0.1")
	require.NoError(t, err)
	system, err := authority.System("A1#TEST", now)
	require.NoError(t, err)
	stranger, err := pki.NewAuthority(now)
	require.NoError(t, err)
	foreign, err := stranger.System("A1#TEST", now)
	require.NoError(t, err)
	s, err := New(options(embedded(t)))
	require.NoError(t, err)
	defer s.Close()
	h := httpserver.New(s, 10)
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go h.Serve(tls.NewListener(plain, &tls.Config{
		Certificates: []tls.Certificate{pair(server)}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool(authority), MinVersion: tls.VersionTLS12,
	}))
	defer h.Close()
	for name, c := range map[string]struct {
		id *pki.Identity
		ok bool
	}{"none": {nil, false}, "of another authority": {foreign, false}, "right": {system, true}} {
		config := &tls.Config{RootCAs: pool(authority)}
		if c.id != nil {
			config.Certificates = []tls.Certificate{pair(c.id)}
		}
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
		resp, err := client.Get(fmt.Sprintf("https://%s/v1/status", plain.Addr()))
		assert.Equal(t, c.ok, err == nil, "%s: %v", name, err)
		if err == nil {
			resp.Body.Close()
		}
	}
}

// TestMetered: what a request held is given back, whatever became of it.
func TestMetered(t *testing.T) {
	for size, ok := range map[int]bool{1 << 10: true, 1 << 17: false} {
		var left atomic.Int64
		left.Store(1 << 16)
		m := &metered{Reader: bytes.NewReader(make([]byte, size)), left: &left}
		_, err := wire.ReadSent(m, "application/json", fse.Update)
		assert.Equal(t, ok, err == nil, size)
		m.release()
		assert.EqualValues(t, 1<<16, left.Load())
	}
}

func pair(id *pki.Identity) tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{id.Certificate.Raw, id.Issuer.Raw}, PrivateKey: id.Key}
}

func pool(id *pki.Identity) *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(id.Certificate)
	return p
}
