package schemas

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"sync"

	"github.com/fselint/fselint/schemas/internal/archive"
)

// fileSum is the digest of one file of a catalog.
type fileSum struct {
	Path string
	Sum  [sha256.Size]byte
}

// catalogSum digests the list of files, which must be sorted by path. See the package documentation.
func catalogSum(files []fileSum) [sha256.Size]byte {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%x  %s\n", f.Sum, f.Path)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func (c *Catalog) computeDigest() (string, error) {
	if c.manifest != nil {
		return digestText(c.manifest.sum()), nil
	}
	l, err := c.layout()
	if err != nil {
		return "", err
	}
	files := make([]fileSum, len(l.judged))
	errs := make([]error, len(l.judged))
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				var b []byte
				b, errs[i] = archive.ReadFile(c.fsys, l.judged[i], c.limits.File)
				files[i] = fileSum{l.judged[i], sumOf(b)}
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return "", fmt.Errorf("digest of %s: %w", c.source, err)
		}
	}
	return digestText(catalogSum(files)), nil
}

func digestText(sum [sha256.Size]byte) string { return "sha256:" + hex.EncodeToString(sum[:]) }
