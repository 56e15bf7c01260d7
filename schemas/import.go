package schemas

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"fselint/schemas/vocabulary"
)

// Imported is what an import did.
type Imported struct {
	Digest       string // "sha256:…"
	Dir          string // where the catalog now lies
	Reused       bool   // the same catalog was there already, whole
	Files        int
	Bytes        int64
	Dictionaries int // with codes in the index
	Codes        int // in all of them
	// Defects are dictionaries that cannot be read; their codes will not be checked.
	Defects []string
}

// Import copies a catalog, a directory or an archive, into destDir (CacheDir when ""), checks it, builds its dictionary
// index and makes it the current one. Until the very end nothing that was there changes: the new catalog appears under
// its digest by one rename, and becomes current by another. Links in a directory are refused, as in an archive.
func Import(src, destDir string, options ...Option) (*Imported, error) {
	if destDir == "" {
		var err error
		if destDir, err = CacheDir(); err != nil {
			return nil, err
		}
	}
	c, err := Open(src, options...)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := os.MkdirAll(destDir, 0o755); err != nil {
		return nil, fmt.Errorf("import catalog: %w", err)
	}
	sweep(destDir)
	now := time.Now().UTC().Truncate(time.Second)
	im := &importer{c: c, manifest: manifest{Format: manifestFormat, Source: c.source, Imported: now}}
	if im.dir, err = os.MkdirTemp(destDir, tempPrefix+"*"); err != nil {
		return nil, fmt.Errorf("import catalog: %w", err)
	}
	defer os.RemoveAll(im.dir) // gone by then when all went well
	if err := im.run(); err != nil {
		return nil, fmt.Errorf("import catalog %s: %w", src, err)
	}
	if err := im.install(destDir); err != nil {
		return nil, fmt.Errorf("import catalog %s: %w", src, err)
	}
	return &im.result, nil
}

const tempPrefix = ".import-"

// sweep removes what imports that were killed have left.
func sweep(destDir string) {
	const abandoned = 24 * time.Hour
	entries, _ := os.ReadDir(destDir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), tempPrefix) && time.Since(info.ModTime()) > abandoned {
			_ = os.RemoveAll(filepath.Join(destDir, e.Name()))
		}
	}
}

type importer struct {
	c        *Catalog
	dir      string
	manifest manifest
	result   Imported
}

func (im *importer) run() error {
	l, err := im.c.layout()
	if err != nil {
		return err
	}
	if err := im.checkNames(l); err != nil {
		return err
	}
	index, err := os.Create(filepath.Join(im.dir, indexFile))
	if err != nil {
		return err
	}
	err = im.copyAll(l, vocabulary.NewIndexWriter(index))
	if err := errors.Join(err, index.Sync(), index.Close()); err != nil {
		return err
	}
	if err := im.writeManifest(); err != nil {
		return err
	}
	return verifyImported(im.dir, im.manifest.Digest)
}

// checkNames refuses names that another system would not take, collide, or are links.
func (im *importer) checkNames(l *layout) error {
	folded := map[string]string{}
	dirs := map[string]bool{}
	for _, name := range slices.Concat(l.judged, l.beside) {
		if clean, err := cleanName(name); err != nil || clean != name {
			return errors.Join(unsafeError("name %q", name), err)
		}
		key := strings.ToLower(norm.NFC.String(name))
		if other, taken := folded[key]; taken {
			return unsafeError("%q and %q differ in letter case only", other, name)
		}
		folded[key] = name
		for at := name; at != "." && !dirs[at]; at = path.Dir(at) {
			dirs[at] = true
			info, err := fs.Lstat(im.c.fsys, at)
			if err != nil {
				return err
			}
			if !info.IsDir() && !info.Mode().IsRegular() {
				return unsafeError("%s is a link or special file", at)
			}
		}
	}
	return nil
}

// copyAll copies every file and puts the dictionaries into the index on the way.
func (im *importer) copyAll(l *layout, index *vocabulary.IndexWriter) error {
	var sums []fileSum
	for _, name := range slices.Sorted(slices.Values(slices.Concat(l.judged, l.beside))) {
		b, err := im.c.read(name)
		if err != nil {
			return err
		}
		if im.result.Bytes += int64(len(b)); im.result.Bytes > im.c.limits.Total {
			return unsafeError("more than %d bytes in all", im.c.limits.Total)
		}
		if err := writeSynced(filepath.Join(im.dir, filepath.FromSlash(name)), b); err != nil {
			return err
		}
		sum := sumOf(b)
		e := manifestEntry{Path: name, Size: int64(len(b)), SHA256: hex.EncodeToString(sum[:])}
		if e.Beside = slices.Contains(l.beside, name); !e.Beside {
			sums = append(sums, fileSum{name, sum})
		}
		im.manifest.Files = append(im.manifest.Files, e)
		if path.Dir(name) == "terminology" {
			if err := im.addDictionary(index, name, b); err != nil {
				return err
			}
		}
	}
	im.result.Files = len(im.manifest.Files)
	im.manifest.total = catalogSum(sums)
	im.manifest.Digest = digestText(im.manifest.total)
	im.result.Digest = im.manifest.Digest
	return index.Close(im.manifest.total)
}

func (im *importer) addDictionary(index *vocabulary.IndexWriter, name string, b []byte) error {
	t, err := vocabulary.ReadCSV(b)
	if err != nil {
		im.result.Defects = append(im.result.Defects, fmt.Sprintf("%s: %v", name, err))
		return nil
	}
	im.result.Dictionaries++
	im.result.Codes += t.Len()
	return index.Add(strings.TrimSuffix(path.Base(name), ".csv"), t)
}

// writeManifest reads the lists, which makes sure that they can be read, and keeps what is costly to read again.
func (im *importer) writeManifest() error {
	if _, err := im.c.vocabulary(); err != nil {
		return err
	}
	if _, err := im.c.engines(); err != nil {
		return err
	}
	if _, _, err := im.c.schemaRecords(); err != nil {
		return err
	}
	list, err := im.c.schematrons()
	if err != nil {
		return err
	}
	im.manifest.Schematrons = list.records
	b, err := json.MarshalIndent(&im.manifest, "", " ")
	if err != nil {
		return err
	}
	return writeSynced(filepath.Join(im.dir, manifestFile), b)
}

func writeSynced(file string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

// verifyImported reads an imported catalog whole: every file against the manifest, the index with every code.
func verifyImported(dir, digest string) error {
	c, err := Open(dir)
	if err != nil {
		return err
	}
	defer c.Close()
	if c.manifest == nil || c.manifest.Digest != digest {
		return fmt.Errorf("%s: %w: not the catalog %s", dir, ErrDamaged, digest)
	}
	for _, e := range c.manifest.Files {
		if _, err := c.read(e.Path); err != nil {
			return err
		}
	}
	ix, err := c.openIndex()
	if err != nil {
		return err
	}
	for _, system := range ix.Systems() {
		if err := ix.Table(system).Each(func(string, string, string) bool { return true }); err != nil {
			return fmt.Errorf("%s: dictionary %s: %w", indexFile, system, err)
		}
	}
	return nil
}

// install gives the catalog its final name and makes it current.
func (im *importer) install(destDir string) error {
	name := strings.TrimPrefix(im.manifest.Digest, "sha256:")
	final := filepath.Join(destDir, name)
	im.result.Dir = final
	if err := os.Chmod(im.dir, 0o755); err != nil {
		return err
	}
	switch _, err := os.Lstat(final); {
	case err == nil && verifyImported(final, im.manifest.Digest) == nil:
		im.result.Reused = true
	case err == nil:
		// Something damaged bears the name: put it aside, then the sound one in its place.
		aside := im.dir + "-replaced"
		if err := os.Rename(final, aside); err != nil {
			return err
		}
		defer os.RemoveAll(aside)
		fallthrough
	default:
		if err := os.Rename(im.dir, final); err != nil {
			// Another import of the same catalog may have been faster.
			if verifyImported(final, im.manifest.Digest) != nil {
				return err
			}
			im.result.Reused = true
		}
	}
	syncDir(destDir)
	return setCurrent(destDir, name)
}

// syncDir makes a rename last; systems that cannot do that for a directory are left to do as they please.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// validName reports whether s can be the folder of an imported catalog.
func validName(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && s == strings.ToLower(s)
}
