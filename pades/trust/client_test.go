package trust_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ocsp"

	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/pades/trust"
)

// site answers like the servers of an authority and notes what it was asked for.
type site struct {
	*httptest.Server
	mu      sync.Mutex
	asked   []string
	answers map[string]func(body []byte) []byte
}

func newSite(tb testing.TB) *site {
	s := &site{answers: map[string]func([]byte) []byte{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.asked = append(s.asked, r.Method+" "+r.URL.Path)
		answer := s.answers[r.URL.Path]
		s.mu.Unlock()
		if answer == nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(answer(body))
	}))
	tb.Cleanup(s.Close)
	return s
}

func (s *site) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

// published is a signer whose certificate says where everything is.
func published(t *testing.T) (root, sub, signer *trusttest.Identity, s *site) {
	s = newSite(t)
	root = trusttest.Root(t, "Radice")
	sub = root.Issue(t, "CA", trusttest.CA(0), trusttest.Points("", "", s.URL+"/root.crl"))
	signer = sub.Issue(t, "Rossi Maria", trusttest.Points(s.URL+"/ca.cer", s.URL+"/ocsp", s.URL+"/ca.crl"))
	serve := func(path string, data []byte) { s.answers[path] = func([]byte) []byte { return data } }
	serve("/ca.cer", sub.DER())
	serve("/root.crl", root.List(t, trusttest.Signed, trusttest.Until, nil))
	serve("/ca.crl", sub.List(t, trusttest.Signed, trusttest.Until, nil))
	return root, sub, signer, s
}

func ask(root, signer *trusttest.Identity, f trust.Fetcher) trust.Answer {
	s := trust.New(trust.Options{Fetcher: f, Now: func() time.Time { return trusttest.Signed.AddDate(0, 1, 0) }})
	if err := s.Add("root.der", root.DER()); err != nil {
		panic(err)
	}
	return trust.Judge(context.Background(), trust.Question{Certificate: signer.DER(), At: trusttest.Signed}, s)
}

func TestFetch(t *testing.T) {
	root, sub, signer, site := published(t)
	client := trust.NewClient(trust.ClientOptions{AllowPrivate: true})
	site.answers["/ocsp"] = func(body []byte) []byte {
		request, err := ocsp.ParseRequest(body) // golang.org/x/crypto understands what is asked
		if assert.NoError(t, err) {
			assert.Equal(t, signer.Cert.SerialNumber, request.SerialNumber)
		}
		return sub.Respond(t, sub, signer, ocsp.Response{Status: ocsp.Good, ThisUpdate: trusttest.Signed})
	}
	a := ask(root, signer, client)
	require.Equal(t, trust.Trusted, a.Word, "%s %v", a.Detail, a.Notes)
	assert.Equal(t, []string{"GET /ca.cer", "POST /ocsp", "GET /root.crl"}, site.requests())
	assert.Equal(t, site.URL+"/ca.cer", a.Links[1].Origin)
	assert.Equal(t, site.URL+"/ocsp", a.Links[0].Revocation.Origin)
}

// TestOnce: many documents of one authority cause one request for each thing.
func TestOnce(t *testing.T) {
	root, _, signer, site := published(t)
	client := trust.NewClient(trust.ClientOptions{AllowPrivate: true})
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() { assert.Equal(t, trust.Trusted, ask(root, signer, client).Word) })
	}
	wait.Wait()
	assert.Len(t, site.requests(), 4, "%v", site.requests())
}

// TestFallback: a responder that does not answer leaves the list.
func TestFallback(t *testing.T) {
	root, _, signer, site := published(t)
	a := ask(root, signer, trust.NewClient(trust.ClientOptions{AllowPrivate: true}))
	require.Equal(t, trust.Trusted, a.Word, "%s %v", a.Detail, a.Notes)
	assert.Equal(t, []string{"GET /ca.cer", "POST /ocsp", "GET /ca.crl", "GET /root.crl"}, site.requests())
	require.NotEmpty(t, a.Notes)
	assert.Equal(t, trust.NoteFetch, a.Notes[0].Kind)
}

// TestOffline: without a fetcher nobody is asked.
func TestOffline(t *testing.T) {
	root, _, signer, site := published(t)
	a := ask(root, signer, nil)
	assert.Equal(t, trust.IssuerMissing, a.Reason)
	assert.Empty(t, site.requests())
}

// TestPrivate: what a document names inside the user's own network is not asked.
func TestPrivate(t *testing.T) {
	root, _, signer, site := published(t)
	client := trust.NewClient(trust.ClientOptions{})
	a := ask(root, signer, client)
	assert.Equal(t, trust.IssuerMissing, a.Reason)
	assert.Empty(t, site.requests())
	for _, address := range []string{
		"http://127.0.0.1/", "http://127.1.2.3/", "http://[::1]/", "http://10.0.0.1/", "http://172.16.3.4/", "http://192.168.1.1/", "http://169.254.169.254/latest",
		"http://100.64.0.1/", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
		"http://localhost/", "http://224.0.0.1/", "http://255.255.255.255/",
		"ftp://example.com/a", "file:///etc/passwd", "ldap://example.com/cn=CRL", "http://", "http://user@example.com/", "http://example.com:22/", "gopher://x", "\x00", "",
	} {
		_, err := client.Get(context.Background(), address)
		require.ErrorIs(t, err, trust.ErrRefused, address)
	}
}

func TestBounds(t *testing.T) {
	site := newSite(t)
	site.answers["/large"] = func([]byte) []byte { return bytes.Repeat([]byte("x"), 2000) }
	slow := make(chan struct{})
	t.Cleanup(func() { close(slow) })
	site.answers["/slow"] = func([]byte) []byte { <-slow; return nil }
	client := trust.NewClient(trust.ClientOptions{AllowPrivate: true, MaxBytes: 1000, Timeout: 200 * time.Millisecond})
	_, err := client.Get(context.Background(), site.URL+"/large")
	require.ErrorContains(t, err, "more than 1000 bytes")
	_, err = client.Get(context.Background(), site.URL+"/slow")
	require.Error(t, err, "it does not wait for an answer that only comes when the test has ended")
	_, err = client.Get(context.Background(), site.URL+"/absent")
	require.ErrorContains(t, err, "status 404")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = client.Get(ctx, site.URL+"/not asked before")
	require.ErrorIs(t, err, context.Canceled)
}

func TestRedirects(t *testing.T) {
	var target string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/end") {
			_, _ = w.Write([]byte("here"))
			return
		}
		http.Redirect(w, r, target, http.StatusFound)
	}))
	defer s.Close()
	for to, ok := range map[string]bool{"/end": true, "/again": false, "https://127.0.0.1:1/": false, "file:///etc/passwd": false, "ldap://x/": false} {
		target = to
		client := trust.NewClient(trust.ClientOptions{AllowPrivate: true}) // one that remembers nothing
		data, err := client.Get(context.Background(), s.URL+"/start")
		if ok {
			require.NoError(t, err, to)
			assert.Equal(t, "here", string(data))
			continue
		}
		require.Error(t, err, to)
	}
}
