package schemas

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/schemas/internal/archive"
)

// exportNote is the file in an exported archive that says what was exported.
const exportNote = "fselint-export.json"

const exportSchema = "fselint/export/v1"

// exported is the content of that file. The digests let an import tell that the archive is what was exported.
type exported struct {
	Schema   string        `json:"schema"`
	Catalog  exportedPart  `json:"catalog"`
	Registry *exportedPart `json:"registry,omitempty"`
}

type exportedPart struct {
	Digest string `json:"digest"`
	Source string `json:"source,omitempty"`
	Commit string `json:"commit,omitempty"`
	Date   string `json:"date,omitempty"`
	// Added are dictionaries of the user's own in a catalog.
	Added []string `json:"added,omitempty"`
}

// readExported reads the note of an exported archive; other catalogs have none.
func (c *Catalog) readExported() error {
	const noteLimit = 64 << 10
	b, err := archive.ReadFile(c.fsys, exportNote, noteLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, &c.exported); err != nil {
		return fmt.Errorf("%s: %w: %w", exportNote, ErrDamaged, err)
	}
	if c.exported.Schema != exportSchema {
		return fmt.Errorf("%s: %w: schema %.40q, this program reads %q", exportNote, ErrDamaged, c.exported.Schema, exportSchema)
	}
	if c.commit.hash == "" {
		c.commit = commitInfo{hash: c.exported.Catalog.Commit, date: c.exported.Catalog.Date}
	}
	return nil
}

// exportRegistry is where an exported archive holds the registry of accredited software.
const exportRegistry = "registry/results.csv"

// ExportedRegistry is a registry of accredited software that travels with an exported catalog.
type ExportedRegistry struct {
	Content []byte
	Digest  string // "sha256:…" of Content
	Source  string // where it is from
	Date    string // YYYY-MM-DD, "" when unknown
}

// authorityFolder is where an exported archive holds certificates of authorities.
const authorityFolder = "ca/"

// Export writes a catalog, and a registry with it when there is one, as one uncompressed tar for networks without a
// way out; authorities are certificates that travel along. The same catalog, registry and authorities give the same bytes,
// whenever and wherever they are written, as long as the same is known of where they were published. What is read is verified as Open has it. Import takes the file like any
// other archive, and refuses it when its content is not what was exported.
func (c *Catalog) Export(w io.Writer, reg *ExportedRegistry, authorities ...Authority) error {
	digest, err := c.Digest()
	if err != nil {
		return err
	}
	note := exported{Schema: exportSchema, Catalog: exportedPart{
		Digest: digest, Source: addressOf(c.published()), Commit: c.commit.hash, Date: c.commit.date, Added: c.Added(),
	}}
	if reg != nil {
		if sum := digestText(sumOf(reg.Content)); sum != reg.Digest {
			return fmt.Errorf("%w: the registry is %s, not %s", ErrDigest, sum, reg.Digest)
		}
		note.Registry = &exportedPart{Digest: reg.Digest, Source: addressOf(reg.Source), Date: reg.Date}
	}
	first, err := json.MarshalIndent(note, "", " ")
	if err != nil {
		return err
	}
	out := tar.NewWriter(w)
	if err := putEntry(out, exportNote, append(first, '\n')); err != nil {
		return err
	}
	l, err := c.layout()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(slices.Values(slices.Concat(l.judged, l.beside))) {
		b, err := c.read(name)
		if err != nil {
			return err
		}
		if err := putEntry(out, name, b); err != nil {
			return err
		}
	}
	if reg != nil {
		if err := putEntry(out, exportRegistry, reg.Content); err != nil {
			return err
		}
	}
	for _, a := range authorities {
		if err := putEntry(out, authorityFolder+a.Name, a.PEM); err != nil {
			return err
		}
	}
	return out.Close()
}

// Authority is the certificate of a certification authority that travels with an exported catalog.
type Authority struct {
	Name string // of its file
	PEM  []byte
}

// FS is what the catalog lies in, its leading folder entered, for what else is there: certificates of authorities.
func (c *Catalog) FS() fs.FS { return c.fsys }

// addressOf keeps an address and drops a path, which means nothing elsewhere.
func addressOf(source string) string {
	if strings.HasPrefix(source, "https://") {
		return source
	}
	return ""
}

// putEntry writes a file with nothing about it that could differ from one day to the next.
func putEntry(w *tar.Writer, name string, content []byte) error {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(content)), Mode: 0o644, ModTime: time.Unix(0, 0)}
	if err := w.WriteHeader(h); err != nil {
		return err
	}
	_, err := w.Write(content)
	return err
}

// published is where the catalog was published, as far as it is known.
func (c *Catalog) published() string {
	switch {
	case c.manifest != nil:
		return c.manifest.Source
	case c.exported.Catalog.Source != "":
		return c.exported.Catalog.Source
	}
	return c.source
}

// ExportedRegistry returns the registry that travels with an exported catalog, nil when there is none. The error wraps
// ErrDamaged when it is not what was exported.
func (c *Catalog) ExportedRegistry() (*ExportedRegistry, error) {
	p := c.exported.Registry
	if p == nil || p.Digest == "" {
		return nil, nil
	}
	b, err := archive.ReadFile(c.fsys, exportRegistry, c.limits.File)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if sum := digestText(sumOf(b)); sum != p.Digest {
		return nil, fmt.Errorf("%s: %w: exported as %s, it is %s", exportRegistry, ErrDamaged, p.Digest, sum)
	}
	return &ExportedRegistry{Content: b, Digest: p.Digest, Source: p.Source, Date: p.Date}, nil
}
