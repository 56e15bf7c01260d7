package channel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
)

// The addresses where the ministry publishes.
const (
	// DefaultCatalog is the forge's archive of the repository it-fse-catalogs, and DefaultUAT that of its other line.
	DefaultCatalog = "https://github.com/ministero-salute/it-fse-catalogs/archive/refs/heads/main.tar.gz"
	DefaultUAT     = "https://github.com/ministero-salute/it-fse-catalogs/archive/refs/heads/feature/terminology-uat.tar.gz"
	// DefaultRegistry is the list of accredited software of the repository it-fse-accreditati.
	DefaultRegistry = "https://raw.githubusercontent.com/ministero-salute/it-fse-accreditati/main/RESULTS/results.csv"
)

// Bounds in bytes on what is fetched.
const (
	maxArchive  = 512 << 20
	maxRegistry = 16 << 20
)

// Updater brings the cache up to date. All fields but Test, Client and Line are required.
type Updater struct {
	Client      Client
	CatalogDir  string // see schemas.CacheDir
	RegistryDir string // see registry.CacheDir
	WorkDir     string // for downloads; see WorkDir
	// AuthorityDir is where certificates of the ministry's authorities are kept, see certificate.AuthorityDir; "" for nowhere.
	AuthorityDir string
	Line         schemas.Line // in which the catalog becomes the current one; "" for the main line
	// Test judges a catalog before it becomes the current one; an error refuses it.
	Test func(*schemas.Catalog) error
}

// WorkDir is where downloads are kept until they have arrived: fselint/download in the user's cache directory.
func WorkDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", texts.Error("user-cache-directory", lint.Values{"err": err})
	}
	return filepath.Join(dir, "fselint", "download"), nil
}

// Outcome is what an update did.
type Outcome struct {
	Digest   string // of what is current now
	Previous string // of what was current before, "" for nothing
	// Unchanged says that the server has nothing other than what was fetched last time, or than what was wanted.
	Unchanged bool
	Source    string // the address without a password
	Imported  *schemas.Imported
	Registry  *registry.Registry // after an update of the registry, when it was fetched, or came with the catalog
	// Named is the registry that the channel's manifest names, "" when there is none; NamedDigest what it must have.
	Named, NamedDigest string
	// Authorities are those whose certificates came with the catalog.
	Authorities []certificate.Authority
	// Local says that the channel is a folder or file of this machine, so that nothing was asked of a server.
	Local bool
}

// Changed reports whether something else is current now.
func (o *Outcome) Changed() bool { return o.Digest != o.Previous }

// Catalog fetches a channel and makes its catalog the current one. digest is the only one accepted, "" for any. Whatever goes
// wrong, what was current stays it.
func (u *Updater) Catalog(ctx context.Context, channel, digest string) (*Outcome, error) {
	address, release, err := u.begin(ctx, channel, digest)
	if err != nil {
		return nil, texts.Error("update-catalog", lint.Values{"err": err})
	}
	defer release()
	o := &Outcome{Source: address.Redacted()}
	if current, err := u.Line.Current(u.CatalogDir); err == nil && current != "" {
		o.Previous = "sha256:" + filepath.Base(current)
	}
	if err := u.catalog(ctx, address, digest, o, true); err != nil {
		return nil, texts.Error("update-catalog", lint.Values{"err": err})
	}
	return o, nil
}

// begin checks the address and the digest, and keeps other updates away.
func (u *Updater) begin(ctx context.Context, address, digest string) (*url.URL, func(), error) {
	parsed, err := parseAddress(address)
	if err != nil {
		return nil, nil, err
	}
	if digest != "" {
		if err := checkDigest(digest); err != nil {
			return nil, nil, err
		}
	}
	release, err := digeststore.At(u.WorkDir).Lock(ctx)
	return parsed, release, err
}

// catalog fetches an archive, or a manifest and then the archive that it names.
func (u *Updater) catalog(ctx context.Context, address *url.URL, digest string, o *Outcome, mayBeManifest bool) error {
	if address.Scheme == "file" {
		return u.local(ctx, address, digest, o, mayBeManifest)
	}
	p := openPart(u.WorkDir, address)
	seen := u.seen(p, func(digest string) bool {
		c, err := schemas.Find(u.CatalogDir, digest)
		return err == nil && c.Digest == digest
	})
	f, err := u.Client.fetch(ctx, p, maxArchive, seen.validators)
	if err != nil {
		return err
	}
	if f.unchanged {
		_ = p.discard() // of a run that ended between taking it over and this
		if err := wanted(digest, seen.Digest); err != nil {
			return err
		}
		o.Unchanged = true
		return u.use(ctx, seen.Digest, o, func() error {
			_ = os.Remove(u.seenFile(p)) // damaged: fetch it again
			return u.catalog(ctx, address, digest, o, mayBeManifest)
		})
	}
	defer p.discard()
	head, err := readHead(f.path)
	if err != nil {
		return err
	}
	if mayBeManifest && isManifest(head) {
		return u.fromManifest(ctx, f.path, address, digest, o)
	}
	if err := u.take(ctx, f.path, digest, o); err != nil {
		return err
	}
	return u.remember(p, f.validators, o.Digest)
}

// take imports what has arrived.
func (u *Updater) take(ctx context.Context, path, digest string, o *Outcome) (err error) {
	o.Imported, err = schemas.ImportWith(ctx, path, u.CatalogDir, schemas.ImportOptions{
		Source: o.Source, Digest: digest, Line: u.Line, Test: u.Test,
	})
	if err != nil {
		return texts.Error("what-sent-not-taken", lint.Values{"source": o.Source, "err": err})
	}
	o.Digest = o.Imported.Digest
	return nil
}

// localRegistries are where a folder that serves as a channel may have the registry.
var localRegistries = []string{"results.csv", "RESULTS/results.csv", "registry/results.csv"}

// local takes a catalog from a folder or file of this machine, or from what a manifest there names.
func (u *Updater) local(ctx context.Context, address *url.URL, digest string, o *Outcome, mayBeManifest bool) error {
	path := localPath(address)
	o.Source, o.Local = path, true
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		for _, name := range localRegistries {
			if file := filepath.Join(path, filepath.FromSlash(name)); o.Named == "" && fileSize(file) > 0 {
				o.Named = file
			}
		}
	case !info.Mode().IsRegular():
		return refused("%s is neither a folder nor a file", path)
	case mayBeManifest:
		head, err := readHead(path)
		if err != nil {
			return err
		}
		if isManifest(head) {
			return u.fromManifest(ctx, path, address, digest, o)
		}
	}
	if err := u.take(ctx, path, digest, o); err != nil {
		return err
	}
	o.Unchanged = o.Imported.Reused
	return u.carried(ctx, path, o)
}

// carried takes what lies beside a catalog: certificates of authorities, and the registry that travels in an exported file.
func (u *Updater) carried(ctx context.Context, path string, o *Outcome) error {
	c, err := schemas.Open(path)
	if err != nil {
		return err
	}
	defer c.Close()
	if u.AuthorityDir != "" {
		if o.Authorities, err = KeepAuthorities(u.AuthorityDir, c.FS()); err != nil {
			return err
		}
	}
	reg, err := c.ExportedRegistry()
	if err != nil || reg == nil {
		return err
	}
	o.Registry, err = registry.OpenCache(u.RegistryDir).Import(ctx, bytes.NewReader(reg.Content), orElse(reg.Source, path), reg.Digest)
	return err
}

// use makes a catalog of the cache current; when it proves damaged, instead is called.
func (u *Updater) use(ctx context.Context, digest string, o *Outcome, instead func() error) error {
	if o.Previous == digest {
		if _, err := schemas.Find(u.CatalogDir, digest); err == nil {
			o.Digest = digest
			return nil
		}
	}
	if _, err := u.Line.Use(ctx, u.CatalogDir, digest); err != nil {
		o.Unchanged = false
		return instead()
	}
	o.Digest = digest
	return nil
}

// fromManifest goes on with the archive that a manifest names, unless it is here already.
func (u *Updater) fromManifest(ctx context.Context, path string, from *url.URL, digest string, o *Outcome) error {
	b, err := readSmall(path)
	if err != nil {
		return err
	}
	m, err := readManifest(b, from)
	if err != nil {
		return err
	}
	if m.Catalog.Digest != "" {
		if err := wanted(digest, m.Catalog.Digest); err != nil {
			return err
		}
		digest = m.Catalog.Digest
	}
	o.Named, o.NamedDigest = m.Registry.URL, m.Registry.Digest
	next, err := parseAddress(m.Catalog.URL)
	if err != nil {
		return err
	}
	o.Source = next.Redacted()
	fetch := func() error { return u.catalog(ctx, next, digest, o, false) }
	if digest != "" {
		if c, err := schemas.Find(u.CatalogDir, digest); err == nil {
			o.Unchanged = true
			return u.use(ctx, c.Digest, o, fetch)
		}
	}
	return fetch()
}

// Registry fetches the registry of accredited software and makes it the current one; see Catalog.
func (u *Updater) Registry(ctx context.Context, address, digest string) (*Outcome, error) {
	parsed, release, err := u.begin(ctx, address, digest)
	if err != nil {
		return nil, texts.Error("update-registry", lint.Values{"err": err})
	}
	defer release()
	o := &Outcome{Source: parsed.Redacted()}
	if err := u.registry(ctx, parsed, digest, o); err != nil {
		return nil, texts.Error("update-registry", lint.Values{"err": err})
	}
	return o, nil
}

func (u *Updater) registry(ctx context.Context, address *url.URL, digest string, o *Outcome) error {
	cache := registry.OpenCache(u.RegistryDir)
	if current, ok, err := cache.Current(); err == nil && ok {
		o.Previous = current.Digest
	}
	if address.Scheme == "file" {
		o.Source, o.Local = localPath(address), true
		return u.takeRegistry(ctx, cache, o.Source, digest, o)
	}
	p := openPart(u.WorkDir, address)
	seen := u.seen(p, func(digest string) bool {
		c, err := cache.Find(digest)
		if err == nil {
			_, err = registry.OpenCached(c)
		}
		return err == nil
	})
	f, err := u.Client.fetch(ctx, p, maxRegistry, seen.validators)
	if err != nil {
		return err
	}
	if f.unchanged {
		_ = p.discard()
		if err := wanted(digest, seen.Digest); err != nil {
			return err
		}
		o.Unchanged, o.Digest = true, seen.Digest
		_, err := cache.Use(ctx, seen.Digest)
		return err
	}
	defer p.discard()
	if err := u.takeRegistry(ctx, cache, f.path, digest, o); err != nil {
		return err
	}
	return u.remember(p, f.validators, o.Digest)
}

func (u *Updater) takeRegistry(ctx context.Context, cache *registry.Cache, path, digest string, o *Outcome) error {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() { // opening a pipe would wait
		return errors.Join(err, refused("%s is not a file", path))
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if o.Registry, err = cache.Import(ctx, file, o.Source, digest); err != nil {
		return texts.Error("what-sent-not-taken", lint.Values{"source": o.Source, "err": err})
	}
	o.Digest = o.Registry.Digest
	return nil
}

// wanted compares a digest with the one that is demanded, if any.
func wanted(demanded, digest string) error {
	if demanded != "" && demanded != digest {
		return texts.Error("the-channel-has-not", lint.Values{"errdigest": schemas.ErrDigest, "digest": digest, "demanded": demanded})
	}
	return nil
}

// seen is what an address had when it was last fetched.
type seen struct {
	URL string `json:"url"`
	validators
	Digest string `json:"digest"` // of the catalog or registry that it became
}

func (u *Updater) seenFile(p *part) string { return strings.TrimSuffix(p.path, ".part") + ".seen.json" }

// seen returns what is known of an address, nothing when what it became is no longer here.
func (u *Updater) seen(p *part, here func(digest string) bool) seen {
	var s seen
	b, err := os.ReadFile(u.seenFile(p))
	if err != nil || json.Unmarshal(b, &s) != nil || s.URL != p.shown() || checkDigest(s.Digest) != nil || !here(s.Digest) {
		return seen{}
	}
	return s
}

func (u *Updater) remember(p *part, v validators, digest string) error {
	b, err := json.Marshal(seen{p.shown(), v, digest})
	if err != nil {
		return err
	}
	return digeststore.WriteFile(u.seenFile(p), b)
}

// readHead reads the first bytes of a file, enough to tell a manifest from an archive.
func readHead(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, 64)
	n, err := io.ReadFull(f, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], err
}

// readSmall reads a manifest.
func readSmall(path string) ([]byte, error) {
	b, err := whole.Read(path, maxManifest)
	var large *whole.TooLargeError
	if errors.As(err, &large) {
		return nil, texts.Error("the-channel-s-manifest-over-bytes", lint.Values{"errtoolarge": ErrTooLarge, "maxmanifest": maxManifest})
	}
	return b, err
}
