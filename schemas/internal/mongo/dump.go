// Package mongo reads exports of MongoDB collections in extended JSON, as the national catalog publishes the gateway's own lists: an
// array of documents, or one document after the other, plain or compressed.
package mongo

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/fselint/fselint/schemas/internal/archive"
)

// ParseDump decodes a dump of at most limit bytes into records, a pointer to a slice. Contents of files, which make up nearly all of a
// dump, are not decoded: they become references into the text that is returned.
func ParseDump(b []byte, limit int64, records any) (*DumpText, error) {
	b, err := inflate(b, limit)
	if err != nil {
		return nil, err
	}
	short, text, err := elide(b)
	if err != nil {
		return nil, err
	}
	if err := decodeDocuments(short, records); err != nil {
		return nil, err
	}
	return text, nil
}

// decodeDocuments accepts an array as well as a plain sequence of documents.
func decodeDocuments(b []byte, records any) error {
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")))
	if len(b) > 0 && b[0] != '[' {
		joined := []byte{'['}
		d := json.NewDecoder(bytes.NewReader(b))
		for {
			var doc json.RawMessage
			if err := d.Decode(&doc); err == io.EOF {
				break
			} else if err != nil {
				return err
			}
			if len(joined) > 1 {
				joined = append(joined, ',')
			}
			joined = append(joined, doc...)
		}
		b = append(joined, ']')
	}
	return json.Unmarshal(b, records)
}

// inflate decompresses what is compressed, whatever the file is called.
func inflate(b []byte, limit int64) ([]byte, error) {
	if len(b) < 2 || b[0] != 0x1f || b[1] != 0x8b {
		return b, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return archive.ReadAll(z, int64(len(b))*8, limit)
}

// DumpText holds the long strings that were taken out of a dump.
type DumpText struct{ strings [][]byte }

// longString is the length from which a string is taken out: names, versions and URIs are much shorter.
const longString = 2048

// elidedMark starts the stand-in of a string taken out; no name or version holds a control character.
const elidedMark = '\x01'

// elide replaces long strings by their number. JSON is only scanned for strings here; the decoder that follows judges it.
func elide(b []byte) (short []byte, text *DumpText, err error) {
	text = &DumpText{}
	short = make([]byte, 0, min(len(b), 1<<16))
	for {
		open := bytes.IndexByte(b, '"')
		if open < 0 {
			return append(short, b...), text, nil
		}
		end := stringEnd(b[open+1:])
		if end < 0 {
			return nil, nil, errors.New("a string never ends")
		}
		end += open + 1
		if end-open <= longString {
			short = append(short, b[:end+1]...)
		} else {
			short = append(short, b[:open]...)
			short = append(short, `"\u0001`...)
			short = strconv.AppendInt(short, int64(len(text.strings)), 10)
			short = append(short, '"')
			text.strings = append(text.strings, b[open+1:end])
		}
		b = b[end+1:]
	}
}

// stringEnd returns the offset of the quote that ends a string, or -1.
func stringEnd(b []byte) int {
	for from := 0; ; {
		n := bytes.IndexByte(b[from:], '"')
		if n < 0 {
			return -1
		}
		end := from + n
		slashes := 0
		for end-slashes > 0 && b[end-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return end
		}
		from = end + 1
	}
}

// Binary is a BSON binary: {"$binary": {"base64": …}}, the older {"$binary": …, "$type": …}, or a string of base 64.
type Binary struct{ base64 string }

// UnmarshalJSON implements json.Unmarshaler.
func (x *Binary) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		x.base64 = s
		return nil
	}
	var outer struct {
		Binary json.RawMessage `json:"$binary"`
	}
	if err := json.Unmarshal(b, &outer); err != nil {
		return err
	}
	var inner struct {
		Base64 string `json:"base64"`
	}
	switch {
	case len(outer.Binary) == 0:
		return errors.New("not a binary")
	case outer.Binary[0] == '"':
		return json.Unmarshal(outer.Binary, &x.base64)
	}
	err := json.Unmarshal(outer.Binary, &inner)
	x.base64 = inner.Base64
	return err
}

// Content decodes a binary of this dump.
func (t *DumpText) Content(x Binary) ([]byte, error) {
	text := []byte(x.base64)
	if len(text) > 0 && text[0] == elidedMark {
		i, err := strconv.Atoi(string(text[1:]))
		if err != nil || i < 0 || i >= len(t.strings) {
			return nil, errors.New("content is not base 64")
		}
		text = bytes.ReplaceAll(t.strings[i], []byte(`\/`), []byte("/"))
	}
	out := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(out, text)
	if err != nil {
		return nil, fmt.Errorf("content is not base 64: %w", err)
	}
	return out[:n], nil
}

// Date is a BSON date: {"$date": "2026-04-09T12:48:53.694Z"}, {"$date": {"$numberLong": "…"}}, milliseconds, a plain
// string, or null.
type Date struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (d *Date) UnmarshalJSON(b []byte) error {
	switch {
	case string(b) == "null":
		return nil
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		return d.parse(s)
	case b[0] == '{':
		var object struct {
			Date json.RawMessage `json:"$date"`
			Long string          `json:"$numberLong"`
		}
		if err := json.Unmarshal(b, &object); err != nil {
			return err
		}
		if object.Long != "" {
			return d.UnmarshalJSON([]byte(object.Long))
		}
		if len(object.Date) == 0 {
			return errors.New("not a date")
		}
		if object.Date[0] == '{' && bytes.Contains(object.Date, []byte("$date")) {
			return errors.New("not a date")
		}
		return d.UnmarshalJSON(object.Date)
	}
	ms, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return fmt.Errorf("not a date: %.40q", b)
	}
	d.Time = time.UnixMilli(ms).UTC()
	return nil
}

func (d *Date) parse(s string) error {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			d.Time = t.UTC()
			return nil
		}
	}
	return fmt.Errorf("not a date: %.40q", s)
}
