package channel_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/channel"
)

const list = "Fornitore,Applicativo,Versione,Tipo Documento,Data validazione\nACME srl,LIS,1.0,LAB,2026-01-02\n"

// archive is a small catalog of a state as a forge would pack it; filling makes it larger.
func archive(tb testing.TB, state string, filling int) []byte {
	tb.Helper()
	random := make([]byte, filling)
	for i := range random {
		random[i] = 'a' + byte(rand.IntN(26)) //nolint:gosec // any bytes that do not compress well
	}
	return packed(tb, map[string]string{
		"schema/TYPE_A/CDA.xsd":       `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>`,
		"mongo-dump/dictionary.json":  `[{"system": "1.2.1", "version": null}]`,
		"terminology/1.2.1.csv":       "version,code,description\n," + state + ",x\n",
		"schematron/filling.sch":      "<!--" + string(random) + "-->",
		"mongo-dump/config_data.json": "[]",
	})
}

func packed(tb testing.TB, files map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	t := tar.NewWriter(z)
	require.NoError(tb, t.WriteHeader(&tar.Header{Typeflag: tar.TypeXGlobalHeader, Name: "pax_global_header", PAXRecords: map[string]string{"comment": strings.Repeat("c0", 20)}}))
	for name, content := range files {
		require.NoError(tb, t.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "it-fse-catalogs-main/" + name, Mode: 0o644, Size: int64(len(content))}))
		_, err := t.Write([]byte(content))
		require.NoError(tb, err)
	}
	require.NoError(tb, t.Close())
	require.NoError(tb, z.Close())
	return b.Bytes()
}

// site is a server of files that does on request what servers and networks do.
type site struct {
	*httptest.Server
	mu       sync.Mutex
	files    map[string][]byte
	asked    []*http.Request
	mischief func(n int, w http.ResponseWriter, r *http.Request) bool // true when it has answered the n-th request
}

func newSite(t *testing.T, encrypted bool) *site {
	s := &site{files: map[string][]byte{}}
	if encrypted {
		s.Server = httptest.NewTLSServer(s)
	} else {
		s.Server = httptest.NewServer(s)
	}
	s.Config.ErrorLog = nil
	t.Cleanup(s.Close)
	return s
}

func etagOf(content []byte) string { return fmt.Sprintf(`"%x"`, sha256.Sum256(content)) }

// ServeHTTP serves files with validators and ranges.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	content, ok := s.files[r.URL.Path]
	s.asked = append(s.asked, r)
	n := len(s.asked)
	mischief := s.mischief
	s.mu.Unlock()
	if mischief != nil && mischief(n, w, r) {
		return
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("ETag", etagOf(content))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

func (s *site) put(path string, content []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[path] = content
}

func (s *site) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

func (s *site) header(n int, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[n-1].Header.Get(name)
}

// bench is a cache of its own with an updater that has little patience.
type bench struct {
	*channel.Updater
	t *testing.T
}

func newBench(t *testing.T, client *http.Client) *bench {
	dir := t.TempDir()
	return &bench{t: t, Updater: &channel.Updater{
		Client:     channel.Client{HTTP: client, Pause: time.Millisecond, Patience: 2 * time.Second, Stall: 5 * time.Second},
		CatalogDir: dir + "/catalog", RegistryDir: dir + "/registry", WorkDir: dir + "/download",
	}}
}

// update must succeed.
func (b *bench) update(address string) *channel.Outcome {
	b.t.Helper()
	o, err := b.Catalog(b.t.Context(), address, "")
	require.NoError(b.t, err)
	require.Equal(b.t, o.Digest, b.current())
	return o
}

// refuse must fail, and leave what was current as it is, whole.
func (b *bench) refuse(address, digest, want string) error {
	b.t.Helper()
	before := b.current()
	_, err := b.Catalog(b.t.Context(), address, digest)
	require.ErrorContains(b.t, err, want)
	require.Equal(b.t, before, b.current())
	if before != "" {
		_, err := schemas.Use(b.t.Context(), b.CatalogDir, before)
		require.NoError(b.t, err, "what is current must be whole")
	}
	return err
}

func (b *bench) current() string {
	b.t.Helper()
	list, err := schemas.List(b.CatalogDir)
	require.NoError(b.t, err)
	for _, c := range list {
		if c.Current {
			return c.Digest
		}
	}
	return ""
}
