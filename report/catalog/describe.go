package catalog

import (
	"sync"
	"time"

	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/schemas"
)

// Describe says what documents are judged with: the version of fselint, the catalog, and the registry, nil for none, with its
// source. The digest of the catalog and its list of Schematrons are worked out while the first document is being judged.
func Describe(version string, c *schemas.Catalog, source string, open func() (*registry.Registry, error)) func() report.Run {
	digest := make(chan string, 1)
	go func() {
		_, _ = c.Schematrons() // kept by the catalog; who needs it hears of the error
		d, err := c.Digest()
		if err != nil {
			d = "unknown: " + err.Error()
		}
		digest <- d
	}()
	return sync.OnceValue(func() report.Run {
		run := report.Run{Version: version, Catalog: report.Catalog{
			ID: c.ID(), Source: c.Source(), Date: c.Date(), Starter: c.Starter(), Unchecked: c.Unchecked(), Digest: <-digest,
		}}
		if open == nil {
			return run
		}
		if r, err := open(); err == nil {
			run.Registry = &report.Registry{Source: source, Digest: r.Digest, Rows: r.Count()}
			if !r.Latest.IsZero() {
				run.Registry.Date = r.Latest.Format(time.DateOnly)
			}
		}
		return run
	})
}
