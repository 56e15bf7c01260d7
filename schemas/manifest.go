package schemas

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/schemas/internal/archive"
)

// manifestFile marks an imported catalog and says what it consists of.
const manifestFile = "fselint-catalog.json"

const manifestFormat = 1

// ErrDamaged is wrapped by errors that say that an imported catalog is not what was imported; importing it again helps.
var ErrDamaged = errors.New("damaged catalog")

// manifest is the list of an imported catalog's files with their digests, and where they came from.
type manifest struct {
	Format    int             `json:"format"`
	Digest    string          `json:"digest"`
	Source    string          `json:"source"`
	Imported  time.Time       `json:"imported"`
	Commit    string          `json:"commit,omitempty"`    // the published state
	Published string          `json:"published,omitempty"` // its day, YYYY-MM-DD
	Date      string          `json:"date,omitempty"`      // what Catalog.Date says
	Added     []string        `json:"added,omitempty"`     // what Catalog.Added says
	Files     []manifestEntry `json:"files"`               // sorted by path
	Sum       string          `json:"sum,omitempty"`       // digeststore.Checksum; "" in one of an older version

	total [sha256.Size]byte
}

type manifestEntry struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Beside bool   `json:"beside,omitempty"` // not covered by the digest
}

// readManifest returns nil when the catalog was not imported.
func readManifest(fsys fs.FS) (*manifest, error) {
	const manifestLimit = 16 << 20
	b, err := archive.ReadFile(fsys, manifestFile, manifestLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m := &manifest{}
	if err := json.Unmarshal(b, m); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", manifestFile, ErrDamaged, err)
	}
	if m.Format != manifestFormat {
		return nil, fmt.Errorf("%s: format %d, this program reads %d: import the catalog again",
			manifestFile, m.Format, manifestFormat)
	}
	if sum := m.Sum; sum != "" {
		m.Sum = ""
		if got, err := digeststore.Checksum(m); err != nil || got != sum {
			return nil, fmt.Errorf("%s: %w: it is not what was written", manifestFile, ErrDamaged)
		}
	}
	var sums []fileSum
	for i, e := range m.Files {
		sum, err := hex.DecodeString(e.SHA256)
		if err != nil || len(sum) != sha256.Size || !fs.ValidPath(e.Path) || i > 0 && e.Path <= m.Files[i-1].Path {
			return nil, fmt.Errorf("%s: %w: entry %q", manifestFile, ErrDamaged, e.Path)
		}
		if !e.Beside {
			sums = append(sums, fileSum{e.Path, [sha256.Size]byte(sum)})
		}
	}
	if m.total = catalogSum(sums); digestText(m.total) != m.Digest {
		return nil, fmt.Errorf("%s: %w: the digest is not that of the files", manifestFile, ErrDamaged)
	}
	return m, nil
}

func (m *manifest) sum() [sha256.Size]byte { return m.total }

func (m *manifest) names() []string {
	names := make([]string, len(m.Files))
	for i, e := range m.Files {
		names[i] = e.Path
	}
	return names
}

func (m *manifest) find(name string) (manifestEntry, bool) {
	i, found := slices.BinarySearchFunc(m.Files, name, func(e manifestEntry, name string) int {
		return strings.Compare(e.Path, name)
	})
	if !found {
		return manifestEntry{}, false
	}
	return m.Files[i], true
}

// check compares the content of a file with what was imported.
func (m *manifest) check(name string, content []byte) error {
	e, found := m.find(name)
	if !found {
		return fmt.Errorf("%w: %s was not imported", ErrDamaged, name)
	}
	sum := sumOf(content)
	if hex.EncodeToString(sum[:]) != e.SHA256 {
		return fmt.Errorf("%w: %s is not what was imported", ErrDamaged, name)
	}
	return nil
}
