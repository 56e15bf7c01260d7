package channel

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzManifest reads manifests; the addresses of one that is accepted may be spoken to.
func FuzzManifest(f *testing.F) {
	from, err := url.Parse("https://example.org/a/channel.json")
	require.NoError(f, err)
	f.Add([]byte(`{"schema": "fselint/channel/v1", "catalog": {"url": "c.tar.gz"}, "registry": {"url": "../r.csv", "digest": ""}}`))
	f.Add([]byte(`{"schema": "fselint/channel/v1", "catalog": {"url": "//host:x/%zz"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := readManifest(b, from)
		if err != nil {
			return
		}
		u, err := parseAddress(m.Catalog.URL)
		require.NoError(t, err)
		require.Equal(t, "https", u.Scheme)
	})
}

// FuzzContentRange continues a download only where it ended.
func FuzzContentRange(f *testing.F) {
	f.Add("bytes 5-9/10", int64(5), int64(10))
	f.Add("bytes 5-9/*", int64(5), int64(-1))
	f.Add("bytes */10", int64(5), int64(10))
	f.Fuzz(func(t *testing.T, value string, from, known int64) {
		resp := &http.Response{Header: http.Header{"Content-Range": {value}}}
		if total, ok := continues(resp, from, known); ok && known >= 0 {
			require.Equal(t, known, total)
		}
	})
}
