package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ocsp"

	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/pades/sign"
)

// authority is a web server that notes every connection, even one without a request, and serves what an authority publishes.
type authority struct {
	url         string
	mu          sync.Mutex
	connections int
	requests    []string
	answers     map[string][]byte
}

type countingListener struct {
	net.Listener
	a *authority
}

func (l countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		l.a.mu.Lock()
		l.a.connections++
		l.a.mu.Unlock()
	}
	return c, err
}

func newAuthority(t *testing.T) *authority {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	a := &authority{url: "http://" + listener.Addr().String(), answers: map[string][]byte{}}
	server := &http.Server{Handler: http.HandlerFunc(a.serve)}
	go server.Serve(countingListener{listener, a}) // ends with an error when the server is closed
	t.Cleanup(func() { server.Close() })
	return a
}

func (a *authority) serve(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests = append(a.requests, r.Method+" "+r.URL.Path)
	if answer, ok := a.answers[r.URL.Path]; ok {
		_, _ = w.Write(answer)
		return
	}
	http.NotFound(w, r)
}

func (a *authority) seen() (connections int, requests []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.connections, append([]string(nil), a.requests...)
}

// publishedDocument is a signed document whose certificates name the authority's server for issuer, responder and lists, in a
// folder with the root that signed them.
func publishedDocument(t *testing.T) (a *authority, document, root string) {
	a = newAuthority(t)
	ca := trusttest.Root(t, "Radice Prova")
	sub := ca.Issue(t, "CA Prova", trusttest.CA(0), trusttest.Points("", a.url+"/root-ocsp", a.url+"/root.crl"))
	signer := sub.IssueFor(t, trusttest.NewRSA(t, 2048), "Rossi Maria", trusttest.Points(a.url+"/ca.cer", a.url+"/ocsp", a.url+"/ca.crl"))
	a.answers["/ca.cer"] = sub.DER()
	a.answers["/root.crl"] = ca.List(t, trusttest.Signed, trusttest.Until, nil)
	a.answers["/ca.crl"] = sub.List(t, trusttest.Signed, trusttest.Until, nil)
	a.answers["/ocsp"] = sub.Respond(t, sub, signer, ocsp.Response{Status: ocsp.Good, ThisUpdate: trusttest.Signed, NextUpdate: trusttest.Until})
	cda, err := os.ReadFile("../../testdata/cda/LAB-valid.xml")
	require.NoError(t, err)
	pdf, err := padestest.Sign(padestest.NewPDF(padestest.File{Name: "cda.xml", Data: cda}), padestest.Options{
		CMS: sign.CMS{Key: signer.Key, Certificate: signer.Cert, Chain: []*x509.Certificate{}}, Time: trusttest.Signed})
	require.NoError(t, err)
	dir := t.TempDir()
	document, root = filepath.Join(dir, "referto.pdf"), filepath.Join(dir, "root.pem")
	require.NoError(t, os.WriteFile(document, pdf, 0o600))
	require.NoError(t, os.WriteFile(root, ca.PEM(), 0o600))
	return a, document, root
}

// commands are the ones that look at certificates.
func commands(document, root string) map[string][]string {
	return map[string][]string{
		"signature":            {"signature", "--trust", root, document},
		"signature, no trust":  {"signature", document},
		"signature, as JSON":   {"signature", "--trust", root, "--format", "json", document},
		"check":                {"check", "--format", "json", document},
		"check, trust":         {"check", "--format", "json", "--trust", root, document},
		"online, but private":  {"signature", "--trust", root, "--online", document},
		"list of certificates": {"signature", "--trust", filepath.Dir(root), document},
	}
}

// TestNetwork runs the program as it is shipped on a document whose certificates name addresses.
func TestNetwork(t *testing.T) {
	program := buildProgram(t)
	t.Run("no connection", func(t *testing.T) { testNoNetwork(t, program) })
	t.Run("no network", func(t *testing.T) { testNetworkNamespace(t, program) })
}

// testNoNetwork counts connections: without --online it opens no connection, and nothing that certificates name inside the
// user's network is asked even with it.
func testNoNetwork(t *testing.T, program string) {
	a, document, root := publishedDocument(t)
	for name, args := range commands(document, root) {
		t.Run(name, func(t *testing.T) {
			out, _ := runProgram(t, exec.Command(program, args...))
			assert.NotEmpty(t, out)
		})
	}
	connections, requests := a.seen()
	assert.Zero(t, connections, "somebody was asked: %v", requests)
}

// testNetworkNamespace runs it where there is no network at all: the output must be the same to the byte.
func testNetworkNamespace(t *testing.T, program string) {
	wrap := namespace(t)
	_, document, root := publishedDocument(t)
	for name, args := range commands(document, root) {
		if strings.HasPrefix(name, "online") {
			continue // the reason why nobody could be asked differs
		}
		t.Run(name, func(t *testing.T) {
			want, wantCode := runProgram(t, exec.Command(program, args...))
			inside := append(append([]string{}, wrap[1:]...), program)
			got, code := runProgram(t, exec.Command(wrap[0], append(inside, args...)...))
			assert.Equal(t, want, got)
			assert.Equal(t, wantCode, code)
		})
	}
}

// namespace returns the command that runs another without a network. Where that is not possible the test is skipped; it fails when CI=true.
func namespace(t *testing.T) []string {
	t.Helper()
	give := func(reason string) {
		if os.Getenv("CI") == "true" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
	if runtime.GOOS != "linux" {
		give("network namespaces are of Linux")
	}
	for _, wrap := range [][]string{{"unshare", "-n", "--"}, {"unshare", "-r", "-n", "--"}} {
		out, err := exec.Command(wrap[0], append(append([]string{}, wrap[1:]...), "cat", "/proc/net/dev")...).Output()
		if err == nil && strings.Count(string(out), ":") == 1 && strings.Contains(string(out), "lo:") {
			return wrap
		}
	}
	give("a network namespace cannot be made here (unshare -n, unshare -rn)")
	return nil
}

// TestOnline: with --online the server is asked for what is missing, and the answers count.
func TestOnline(t *testing.T) {
	a, document, root := publishedDocument(t)
	allowPrivate = true
	t.Cleanup(func() { allowPrivate = false })
	var out, errs bytes.Buffer
	run(context.Background(), []string{"signature", "--lang", "en", "--trust", root, "--online", document}, strings.NewReader(""), &out, &errs)
	_, requests := a.seen()
	assert.Equal(t, []string{"GET /ca.cer", "POST /ocsp", "POST /root-ocsp", "GET /root.crl"}, requests)
	assert.Empty(t, errs.String())
	assert.Contains(t, out.String(), "referto.pdf: integrity verified, trusted\n")
}

// TestTrustedList: the report says what vouches for the signer, and what the list itself is worth.
func TestTrustedList(t *testing.T) {
	_, document, root := publishedDocument(t)
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return path
	}
	block, _ := pem.Decode(must(os.ReadFile(root)))
	ca, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	lister := trusttest.Root(t, "Firma della lista")
	list := write("lista.xml", trusttest.TrustedList{Services: []trusttest.Service{
		{Type: "CA/QC", Status: "granted", Since: trusttest.From, Identity: &trusttest.Identity{Cert: ca}}}}.Sign(t, lister))
	named := write("signer.pem", lister.PEM())
	allowPrivate = true
	t.Cleanup(func() { allowPrivate = false })
	show := func(lang string, args ...string) string {
		var out, errs bytes.Buffer
		run(context.Background(), append([]string{"signature", "--lang", lang, "--online", "--trust", list}, append(args, document)...), strings.NewReader(""), &out, &errs)
		assert.Empty(t, errs.String())
		return out.String()
	}
	out := show("en")
	assert.Contains(t, out, "integrity verified, trust not judged\n")
	assert.Contains(t, out, "the trusted list is authentic to its own embedded key only: name its signer with --trust-list-signer (C=IT, O=Prova, CN=Firma della lista)")
	out = show("it", "--trust-list-signer", named)
	assert.Contains(t, out, "fiducia confermata")
	assert.Contains(t, out, "lista di fiducia IT: Test Agency")
	assert.Contains(t, out, "firma verificata, firmatario indicato dall'utente")
	assert.Contains(t, out, "certificato non qualificato secondo la lista di fiducia")
	out = show("en", "--trust", named, "--format", "json")
	assert.Contains(t, out, `"signerNamed":true`)
	assert.Contains(t, out, `"source":"ocsp"`)
}

func must(data []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return data
}

func runProgram(t *testing.T, cmd *exec.Cmd) (string, int) {
	t.Helper()
	cmd.Env = append(os.Environ(), "LANG=C", "LC_ALL=C", "HOME="+t.TempDir(), "XDG_CACHE_HOME="+t.TempDir())
	var out bytes.Buffer
	cmd.Stdout = &out
	err := cmd.Run()
	if _, ended := err.(*exec.ExitError); err != nil && !ended {
		t.Fatal(err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// buildProgram builds the command as it is shipped.
func buildProgram(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "fselint")
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}
