package channel

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/lint"
)

// validators tell whether a file is still the same (RFC 9110, paragraphs 8.8 and 13).
type validators struct {
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
}

func validatorsOf(h http.Header) validators {
	return validators{ETag: h.Get("ETag"), Modified: h.Get("Last-Modified")}
}

// ask makes a request conditional.
func (v validators) ask(h http.Header) {
	if v.ETag != "" {
		h.Set("If-None-Match", v.ETag)
	}
	if v.Modified != "" {
		h.Set("If-Modified-Since", v.Modified)
	}
}

// partState is what must be known of a file of which only the beginning is here.
type partState struct {
	URL string `json:"url"`
	validators
	total int64
}

type partStateJSON struct {
	URL string `json:"url"`
	validators
	Total int64 `json:"total"`
}

// resumeBy is the validator for If-Range, which must be a strong one; "" when there is none.
func (s partState) resumeBy() string {
	if strings.HasPrefix(s.ETag, `"`) {
		return s.ETag
	}
	return ""
}

// part is a file on its way, in the folder of downloads.
type part struct {
	url   *url.URL
	path  string // of the bytes; beside it lies what must be known of them
	state partState
}

// openPart finds what an earlier download of the same address has left.
func openPart(dir string, u *url.URL) *part {
	sum := sha256.Sum256([]byte(u.String()))
	p := &part{url: u, path: filepath.Join(dir, hex.EncodeToString(sum[:8])+".part")}
	var saved partStateJSON
	if b, err := os.ReadFile(p.path + ".json"); err == nil && json.Unmarshal(b, &saved) == nil && saved.URL == p.shown() {
		p.state = partState{saved.URL, saved.validators, saved.Total}
	}
	return p
}

// shown is the address without a password.
func (p *part) shown() string { return p.url.Redacted() }

func (p *part) size() int64 { return fileSize(p.path) }

// resumable is the number of bytes that are here and can be continued.
func (p *part) resumable() int64 {
	n := p.size()
	if p.state.resumeBy() == "" || p.state.total >= 0 && n >= p.state.total {
		return 0
	}
	return n
}

// start forgets what is here and notes what the coming bytes belong to. total is -1 when it is not known.
func (p *part) start(v validators, total int64) error {
	if err := p.discard(); err != nil {
		return err
	}
	p.state = partState{p.shown(), v, total}
	b, err := json.Marshal(partStateJSON{p.state.URL, p.state.validators, total})
	if err != nil {
		return err
	}
	return digeststore.WriteFile(p.path+".json", b)
}

// append adds bytes behind the first n and returns how many there are then.
func (p *part) append(r io.Reader, n, limit int64) (int64, error) {
	f, err := os.OpenFile(p.path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if _, err := f.Seek(n, io.SeekStart); err != nil {
		return 0, err
	}
	if err := f.Truncate(n); err != nil {
		return 0, err
	}
	more, err := io.Copy(f, io.LimitReader(r, limit-n+1))
	if n += more; n > limit {
		return n, errors.Join(texts.Error("over-bytes", lint.Values{"errtoolarge": ErrTooLarge, "limit": int(limit)}), p.discard())
	}
	return n, errors.Join(err, f.Close())
}

// discard removes what is here.
func (p *part) discard() error {
	p.state = partState{}
	var errs []error
	for _, file := range []string{p.path, p.path + ".json"} {
		if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
