package pades

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"errors"

	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/pades/cms"
)

// Wrapping says what a file is that holds a document, or stands in its place, where the document itself should be sent.
type Wrapping string

// Wrappings.
const (
	NotWrapped Wrapping = ""
	Base64     Wrapping = "base64" // text
	Envelope   Wrapping = "cms"    // a signed message, CAdES: a file .p7m
	WebPage    Wrapping = "html"
	UTF16      Wrapping = "utf16" // a PDF as text of two bytes a character
	Archive    Wrapping = "zip"
)

var (
	webPage = lazyregexp.New(`(?i)^(<\?xml[^>]*\?>\s*)?(<!--.{0,500}?-->\s*)*<(!doctype\s+html|html|head|body)\b`)
	dataURI = lazyregexp.New(`^data:[a-zA-Z0-9.+/-]+;base64,`)
	notText = lazyregexp.New(`[^A-Za-z0-9+/=\s_-]`)
	// signedData is the object identifier of SignedData (RFC 5652 5.1) in DER.
	signedData = []byte{0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02}
)

// peek is how much of a file is looked at to recognise it, in bytes: a multiple of four.
const peek = 4096

// WrappingOf recognises a file by its beginning; NotWrapped for a PDF and for what it does not know.
func WrappingOf(data []byte) Wrapping {
	head := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), peek)], []byte("\xEF\xBB\xBF")), " \t\r\n\"'")
	switch {
	case bytes.HasPrefix(data, []byte("%PDF")):
		return NotWrapped
	case webPage().Match(head):
		return WebPage
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return Archive
	case bytes.HasPrefix(head, []byte("\xFF\xFE%\x00P")), bytes.HasPrefix(head, []byte("\xFE\xFF\x00%\x00P")), bytes.HasPrefix(head, []byte("%\x00P\x00D\x00")):
		return UTF16
	case bytes.HasPrefix(head, []byte{0x30}) && bytes.Contains(head[:min(len(head), 24)], signedData),
		bytes.HasPrefix(head, []byte("-----BEGIN PKCS7")), bytes.HasPrefix(head, []byte("-----BEGIN CMS")):
		return Envelope
	}
	if inside, err := fromBase64(head); err == nil && (bytes.HasPrefix(inside, []byte("%PDF")) || WrappingOf(inside) != NotWrapped) {
		return Base64
	}
	return NotWrapped
}

var errNotWrapped = errors.New("not the base64 text of a file")

// fromBase64 decodes text, with line breaks and as a data URI too, as far as whole groups of four characters go.
func fromBase64(text []byte) ([]byte, error) {
	text = dataURI().ReplaceAll(bytes.Trim(text, " \t\r\n\"'"), nil)
	if len(text) < 16 || notText().Match(text) {
		return nil, errNotWrapped
	}
	text = bytes.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\r', '\n', '=':
			return -1
		case '-':
			return '+'
		case '_':
			return '/'
		}
		return r
	}, text)
	if len(text)%4 == 1 {
		text = text[:len(text)-1] // cut off
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(text)))
	n, err := base64.RawStdEncoding.Decode(out, text)
	return out[:n], err
}

// maxWrappings bounds envelopes within envelopes.
const maxWrappings = 8

// Unwrap takes a document out of base64 text and signed messages, one within the other too. It verifies nothing. What is not
// wrapped comes back as it is; an envelope without content (a detached signature) or damaged is an error.
func Unwrap(data []byte) ([]byte, error) {
	for range maxWrappings {
		switch WrappingOf(data) {
		case Base64:
			inside, err := fromBase64(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")))
			if err != nil {
				return nil, err
			}
			data = inside
		case Envelope:
			if block, _ := pem.Decode(data); block != nil {
				data = block.Bytes
			}
			message, err := cms.Parse(data)
			if err != nil {
				return nil, err
			}
			if data = message.Content(); len(data) == 0 {
				return nil, errors.New("the signature is detached: the envelope holds no document")
			}
		default:
			return data, nil
		}
	}
	return data, nil
}
