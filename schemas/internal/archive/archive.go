// Package archive opens zip and tar archives as read-only file systems and refuses those that must not be opened: names that lead out,
// links, special files, colliding names, sizes beyond the limits.
package archive

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// OpenArchive opens an archive as a file system, by its content whatever its name: zip, tar, tar compressed by gzip. A
// zip or tar is read in place; a compressed tar has to be decompressed and held in memory.
func OpenArchive(file string, limits Limits) (fs.FS, io.Closer, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	var fsys fs.FS
	if err == nil {
		fsys, err = Read(f, info.Size(), limits)
	}
	if err != nil {
		_ = f.Close()
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	return fsys, f, nil
}

// Read is OpenArchive for what is no file; r is read as long as the file system is used.
func Read(r io.ReaderAt, size int64, limits Limits) (fs.FS, error) {
	f := io.NewSectionReader(r, 0, size)
	head := make([]byte, 4)
	if _, err := f.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, err
	}
	b := newArchive(limits)
	var err error
	switch {
	case string(head) == "PK\x03\x04" || string(head) == "PK\x05\x06":
		err = b.zip(f, size)
	case head[0] == 0x1f && head[1] == 0x8b:
		err = b.tarGzip(bufio.NewReader(f))
	default:
		err = b.tar(f)
	}
	if err != nil {
		return nil, err
	}
	return b.fsys, nil
}

// archiveBuilder collects entries and refuses what cannot be a catalog.
type archiveBuilder struct {
	fsys   *ArchiveFS
	folded map[string]string // case-folded path to path
	limits Limits
	files  int
	total  int64
}

func newArchive(limits Limits) *archiveBuilder {
	root := &entry{name: ".", dir: true}
	return &archiveBuilder{
		fsys: &ArchiveFS{entries: map[string]*entry{".": root}}, folded: map[string]string{}, limits: limits,
	}
}

// CleanName checks the name of an entry and returns it without "./" in front and "/" behind.
func CleanName(name string) (string, error) {
	shown := name
	if len(shown) > 80 {
		shown = shown[:80] + "…"
	}
	for strings.HasPrefix(name, "./") {
		name = name[2:]
	}
	name = strings.TrimSuffix(name, "/")
	switch {
	case name == "" || name == ".":
		return ".", nil
	case len(name) > 1024:
		return "", UnsafeError("entry name %q is too long", shown)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < 0x20 || r == 0x7F }):
		return "", UnsafeError("entry name %q has characters that no file name should have", shown)
	case strings.ContainsAny(name, `\:*?"<>|`):
		return "", UnsafeError("entry name %q has a character that some system gives a meaning to", shown)
	case !fs.ValidPath(name):
		return "", UnsafeError("entry name %q leads out of the archive", shown)
	}
	for element := range strings.SplitSeq(name, "/") {
		if strings.HasSuffix(element, ".") || strings.HasSuffix(element, " ") {
			return "", UnsafeError("entry name %q ends in a dot or blank, which some systems drop", shown)
		}
	}
	return name, nil
}

// claim registers a path and the directories above it, and refuses collisions.
func (b *archiveBuilder) claim(name string, dir bool) (*entry, error) {
	if e := b.fsys.entries[name]; e != nil {
		if e.dir && dir {
			return e, nil
		}
		return nil, UnsafeError("entry %q occurs twice", name)
	}
	if b.files++; b.files > b.limits.Files {
		return nil, UnsafeError("more than %d entries", b.limits.Files)
	}
	parent, err := b.claim(path.Dir(name), true)
	if err != nil {
		return nil, err
	}
	folded := strings.ToLower(norm.NFC.String(name))
	if other, taken := b.folded[folded]; taken {
		return nil, UnsafeError("entries %q and %q differ in letter case only", other, name)
	}
	b.folded[folded] = name
	e := &entry{name: path.Base(name), dir: dir}
	b.fsys.entries[name] = e
	parent.names = append(parent.names, name)
	return e, nil
}

func (b *archiveBuilder) file(name string, size int64, modTime time.Time, open func() (io.ReadCloser, error)) error {
	if size < 0 || size > b.limits.File {
		return UnsafeError("entry %q has %d bytes, the limit is %d", name, size, b.limits.File)
	}
	if b.total += size; b.total > b.limits.Total {
		return UnsafeError("more than %d bytes in all", b.limits.Total)
	}
	e, err := b.claim(name, false)
	if err != nil {
		return err
	}
	e.size, e.modTime, e.open = size, modTime, open
	return nil
}

func (b *archiveBuilder) zip(f io.ReaderAt, size int64) error {
	z, err := zip.NewReader(f, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return fmt.Errorf("not a readable zip: %w", err)
	}
	b.fsys.commitOf(z.Comment)
	for _, zf := range z.File {
		name, err := CleanName(zf.Name)
		if err != nil {
			return err
		}
		mode := zf.Mode()
		switch {
		case mode.IsDir():
			_, err = b.claim(name, true)
		case !mode.IsRegular():
			err = UnsafeError("entry %q is a link or special file", name)
		case zf.UncompressedSize64 > uint64(b.limits.File):
			err = UnsafeError("entry %q has %d bytes, the limit is %d", name, zf.UncompressedSize64, b.limits.File)
		default:
			err = b.file(name, int64(zf.UncompressedSize64), zf.Modified, zf.Open)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tarGzip decompresses into memory. The limit on the total is enforced on what is really decompressed.
func (b *archiveBuilder) tarGzip(r io.Reader) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("not a readable gzip: %w", err)
	}
	return b.tarEntries(&capped{r: z, left: b.limits.Total + int64(b.limits.Files)*1024 + 1<<20},
		func(t *tar.Reader, size int64) (func() (io.ReadCloser, error), error) {
			content, err := ReadAll(t, size, b.limits.File)
			if err != nil {
				return nil, err
			}
			return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }, nil
		})
}

// tar notes where each entry lies, to read it in place later.
func (b *archiveBuilder) tar(f *io.SectionReader) error {
	return b.tarEntries(f, func(_ *tar.Reader, size int64) (func() (io.ReadCloser, error), error) {
		at, err := f.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		return func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(f, at, size)), nil }, nil
	})
}

// tarEntries adds every entry; content is called with the reader at the entry's first byte.
func (b *archiveBuilder) tarEntries(
	r io.Reader, content func(t *tar.Reader, size int64) (func() (io.ReadCloser, error), error),
) error {
	t := tar.NewReader(r)
	for first := true; ; first = false {
		h, err := t.Next()
		if err == io.EOF {
			if first {
				return errors.New("an empty file is no archive")
			}
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return fmt.Errorf("not a readable tar: %w", err)
		}
		if h.Typeflag == tar.TypeXGlobalHeader {
			b.fsys.commitOf(h.PAXRecords["comment"])
			continue
		}
		name, err := CleanName(h.Name)
		if err != nil {
			return err
		}
		switch {
		case h.Typeflag == tar.TypeDir:
			_, err = b.claim(name, true)
		case h.Typeflag != tar.TypeReg:
			err = UnsafeError("entry %q is a link or special file", name)
		case h.Size > b.limits.File:
			err = UnsafeError("entry %q has %d bytes, the limit is %d", name, h.Size, b.limits.File)
		default:
			err = b.tarFile(t, h, name, content)
		}
		if err != nil {
			return err
		}
	}
}

func (b *archiveBuilder) tarFile(
	t *tar.Reader, h *tar.Header, name string, content func(*tar.Reader, int64) (func() (io.ReadCloser, error), error),
) error {
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return UnsafeError("entry %q is a sparse file", name)
		}
	}
	if err := b.file(name, h.Size, h.ModTime, nil); err != nil {
		return err
	}
	open, err := content(t, h.Size)
	if err != nil {
		return fmt.Errorf("entry %q: %w", name, err)
	}
	b.fsys.entries[name].open = open
	return nil
}

// capped fails once more bytes were read than allowed.
type capped struct {
	r    io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return n, UnsafeError("the archive decompresses to more than the limit")
	}
	return n, err
}
