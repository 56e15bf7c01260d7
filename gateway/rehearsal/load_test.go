package rehearsal

import (
	"bytes"
	"io"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/checktest"
)

// BenchmarkValidateAndCreate publishes a signed document over TLS, on as many connections as there are processors: with the state
// in memory, and in a file.
func BenchmarkValidateAndCreate(b *testing.B) {
	for name, path := range map[string]string{"memory": "", "file": "state.db"} {
		b.Run(name, func(b *testing.B) {
			o := options(national(b))
			if path != "" {
				o.StateFile = filepath.Join(b.TempDir(), path)
			}
			s := newBench(b, o)
			bundle := checktest.New(b, fse.ValidateAndCreate).Bundle(b)
			first := s.request(b, fse.ValidateAndCreate, bundle)
			body, err := io.ReadAll(first.Body)
			require.NoError(b, err)
			call := func() int {
				r := first.Clone(b.Context())
				r.Body = io.NopCloser(bytes.NewReader(body))
				resp, err := s.client.Do(r)
				if err != nil {
					return 0
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				return resp.StatusCode
			}
			require.Equal(b, http.StatusAccepted, call()) // compiles what it needs
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if status := call(); status != http.StatusAccepted {
						b.Errorf("status %d", status)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
		})
	}
}
