package channel

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/lint"
)

// manifestSchema is the version of manifests that this package reads.
const manifestSchema = "fselint/channel/v1"

// maxManifest bounds a manifest in bytes.
const maxManifest = 64 << 10

// manifest is the file that a channel may publish instead of an archive.
type manifest struct {
	Schema   string       `json:"schema"`
	Catalog  manifestPart `json:"catalog"`
	Registry manifestPart `json:"registry"`
}

type manifestPart struct {
	URL    string `json:"url"`
	Digest string `json:"digest"`
}

// isManifest tells a manifest from an archive by its first bytes.
func isManifest(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n"), []byte("{"))
}

// readManifest reads a manifest that was fetched from an address, and makes its addresses absolute.
func readManifest(b []byte, from *url.URL) (*manifest, error) {
	m := &manifest{}
	if err := json.Unmarshal(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), m); err != nil {
		return nil, refused("the channel's manifest cannot be read: %v", err)
	}
	if m.Schema != manifestSchema {
		return nil, refused("the channel's manifest has the schema %.40q, this version reads %q", m.Schema, manifestSchema)
	}
	if m.Catalog.URL == "" {
		return nil, refused("the channel's manifest names no catalog")
	}
	for what, part := range map[string]*manifestPart{"catalog": &m.Catalog, "registry": &m.Registry} {
		if err := part.resolve(from); err != nil {
			return nil, texts.Error("the-channel-s-manifest", lint.Values{"what": what, "err": err})
		}
	}
	return m, nil
}

func (p *manifestPart) resolve(from *url.URL) error {
	if p.URL == "" {
		return nil
	}
	u, err := from.Parse(p.URL)
	if err != nil {
		return refused("%v", err)
	}
	if from.Scheme == "https" && u.Scheme != "https" {
		return refused("%s is not encrypted, the manifest was", u.Redacted())
	}
	p.URL = u.String()
	if p.Digest != "" {
		if err := checkDigest(p.Digest); err != nil {
			return err
		}
	}
	if from.Scheme == "file" && u.Scheme == "file" {
		return nil
	}
	return allowed(u)
}

// checkDigest accepts "sha256:" and 64 lower-case hexadecimal digits.
func checkDigest(digest string) error {
	if name, ok := strings.CutPrefix(digest, "sha256:"); !ok || !digeststore.ValidName(name) {
		return refused("%.80q is not a digest such as sha256:…, with 64 lower-case hexadecimal digits", digest)
	}
	return nil
}
