package schemafile

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/fselint/fselint/internal/lazyregexp"
)

// maxSchema bounds the size of one schema file, in bytes; the largest national one has 164 KB.
const maxSchema = 16 << 20

var declaredEncoding = lazyregexp.New(`^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']`)

// decode returns the text of a schema file as UTF-8: by its byte order mark, else by the encoding it declares, else as
// UTF-8, which the XML parser then checks.
func decode(src []byte) ([]byte, error) {
	if len(src) > maxSchema {
		return nil, fmt.Errorf("the schema has %d bytes, more than %d", len(src), maxSchema)
	}
	switch {
	case bytes.HasPrefix(src, []byte("\xef\xbb\xbf")):
		return src[3:], nil
	case bytes.HasPrefix(src, []byte("\xfe\xff")), bytes.HasPrefix(src, []byte("\xff\xfe")):
		return transcode(src, unicode.UTF16(unicode.BigEndian, unicode.UseBOM))
	}
	m := declaredEncoding().FindSubmatch(src[:min(len(src), 200)])
	if m == nil {
		return src, nil
	}
	switch name := strings.ToUpper(string(m[1])); name {
	case "UTF-8", "UTF8", "US-ASCII", "ASCII":
		return src, nil
	case "ISO-8859-1", "ISO_8859-1", "LATIN1":
		return transcode(src, charmap.ISO8859_1)
	case "ISO-8859-15":
		return transcode(src, charmap.ISO8859_15)
	case "WINDOWS-1252", "CP1252":
		return transcode(src, charmap.Windows1252)
	default:
		return nil, fmt.Errorf("unsupported encoding %s", m[1])
	}
}

func transcode(src []byte, from encoding.Encoding) ([]byte, error) {
	text, err := from.NewDecoder().Bytes(src)
	if err != nil {
		return nil, fmt.Errorf("decoding the schema: %w", err)
	}
	return text, nil
}
