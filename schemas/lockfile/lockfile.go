// Package lockfile reads and writes fselint.lock, the file that pins the catalog and the registry of accredited software
// by digest, so that a check gives the same verdicts everywhere until somebody moves the pin.
//
// The file is JSON and belongs into version control:
//
//	{
//	 "schema": "fselint/lock/v1",
//	 "catalog": {"digest": "sha256:…", "source": "https://…", "date": "2026-08-22", "commit": "…"},
//	 "registry": {"digest": "sha256:…", "source": "https://…", "date": "2026-08-20"}
//	}
//
// Only the digests decide; the rest tells people what they are of. Members that this version does not know are ignored,
// unless they are almost one that it knows; a schema that it does not know is refused.
package lockfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
)

// Name is the name of the file, in the folder of the project.
const Name = "fselint.lock"

// Schema is the version of the file that this package reads and writes.
const Schema = "fselint/lock/v1"

// maxBytes bounds the file; a real one has less than 1 KB.
const maxBytes = 64 << 10

// Errors that the functions wrap.
var (
	// ErrFormat says that a file is not a lock file of this version.
	ErrFormat = texts.Error("not-lock-file-that-this-version", nil)
	// ErrMismatch says that something has another digest than the one pinned.
	ErrMismatch = texts.Error("not-what-lock-file-pins", nil)
)

// Pin is one thing by digest.
type Pin struct {
	Digest string `json:"digest"`           // "sha256:" and 64 lower-case hexadecimal digits
	Source string `json:"source,omitempty"` // where it came from: an address or a path
	Date   string `json:"date,omitempty"`   // YYYY-MM-DD
	Commit string `json:"commit,omitempty"` // of the published repository
}

// Check compares the digest of what is at hand with the one pinned; what names the thing in the error, which wraps
// ErrMismatch.
func (p *Pin) Check(what, digest string) error {
	if p.Digest != digest {
		return texts.Error("pinned-here", lint.Values{"what": what, "errmismatch": ErrMismatch, "digest": p.Digest, "digest2": digest})
	}
	return nil
}

// Lock is the content of the file. Registry is nil when none is pinned.
type Lock struct {
	Schema   string `json:"schema"`
	Catalog  Pin    `json:"catalog"`
	Registry *Pin   `json:"registry,omitempty"`
}

// Open reads a lock file. The error wraps fs.ErrNotExist when there is none, ErrFormat when it is not one.
func Open(path string) (*Lock, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, texts.Error("lock-file", lint.Values{"err": err})
	}
	defer f.Close()
	l, err := Read(f)
	if err != nil {
		return nil, texts.Error("lock-file-2", lint.Values{"path": path, "err": err})
	}
	return l, nil
}

// Read reads the content of a lock file.
func Read(src io.Reader) (*Lock, error) {
	b, err := io.ReadAll(io.LimitReader(src, maxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxBytes {
		return nil, texts.Error("over-bytes", lint.Values{"errformat": ErrFormat, "maxbytes": maxBytes})
	}
	l := &Lock{}
	if err := json.Unmarshal(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), l); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if err := misspelt(b, "catalog", "registry"); err != nil {
		return nil, err
	}
	return l, l.validate()
}

// misspelt refuses a member that is almost one of these: what it pins would not be pinned.
func misspelt(b []byte, members ...string) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), &all); err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	for name := range all {
		for _, member := range members {
			if _, _, ok := near.Compare([]byte(name), []byte(member), 2); ok && !strings.EqualFold(name, member) {
				return texts.Error("misspelt", lint.Values{"errformat": ErrFormat, "name": strconv.Quote(name), "member": strconv.Quote(member)})
			}
		}
	}
	return nil
}

func (l *Lock) validate() error {
	if l.Schema != Schema {
		return texts.Error("schema-expected", lint.Values{"errformat": ErrFormat, "schema": fmt.Sprintf("%.40q", l.Schema), "schema2": strconv.Quote(Schema)})
	}
	pins := map[string]*Pin{"catalog": &l.Catalog}
	if l.Registry != nil {
		pins["registry"] = l.Registry
	}
	for what, p := range pins {
		if name, ok := strings.CutPrefix(p.Digest, "sha256:"); !ok || !digeststore.ValidName(name) {
			return texts.Error("is-not-digest-such-as-sha256", lint.Values{"errformat": ErrFormat, "what": what, "digest": fmt.Sprintf("%.80q", p.Digest)})
		}
	}
	return nil
}

// Write replaces a lock file by renaming. It sets the schema; a lock that Read would refuse is an error.
func (l *Lock) Write(path string) error {
	l.Schema = Schema
	if err := l.validate(); err != nil {
		return err
	}
	b, err := json.MarshalIndent(l, "", " ")
	if err != nil {
		return err
	}
	if err := digeststore.WriteFile(path, append(b, '\n')); err != nil {
		return texts.Error("lock-file", lint.Values{"err": err})
	}
	return nil
}
