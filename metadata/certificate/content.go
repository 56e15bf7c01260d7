package certificate

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/fselint/fselint/lint"
)

// Content is what a file or value holds.
type Content uint8

// The contents that are told apart.
const (
	Unrecognised Content = iota
	Nothing              // no bytes, or white space only
	X509                 // a certificate
	PKCS12               // a store with certificate and key (.p12, .pfx)
	PKCS7                // a bundle of certificates (.p7b), or a signature
	PrivateKey           // unencrypted
	EncryptedKey         // a private key under a password
	PublicKey            // a bare public key
	Request              // a certificate signing request (.csr)
	Revocations          // a CRL
	Keystore             // a Java keystore (JKS, JCEKS)
	Token                // a JWT
	Markup               // HTML or XML
	JSON
	PDF
	Archive // ZIP, gzip
	Picture // PNG, JPEG, GIF
	Words   // other text
)

var contentNames = [...]string{
	"unrecognised", "nothing", "x509", "pkcs12", "pkcs7", "private-key", "encrypted-key", "public-key", "request", "revocations",
	"keystore", "token", "markup", "json", "pdf", "archive", "picture", "words",
}

// Text is the content in words.
func (c Content) Text() lint.Text { return texts.Text("content-"+contentNames[c], nil) }

func (c Content) String() string { return c.Text().In("en") }

// Recognise says what the bytes are, looking through PEM armour and base64. It looks at structure only: the content may still
// be damaged. Of a PEM file with several blocks the first decides, a certificate before all others.
func Recognise(data []byte) Content { return recognise(data, 0) }

const maxWrappings = 3 // base64 of base64 of PEM happens, more does not

func recognise(data []byte, depth int) Content {
	text := trimText(data)
	switch {
	case len(text) == 0:
		return Nothing
	case bytes.HasPrefix(data, []byte{0xFE, 0xED, 0xFE, 0xED}), bytes.HasPrefix(data, []byte{0xCE, 0xCE, 0xCE, 0xCE}):
		return Keystore
	case beginning(data) != Unrecognised:
		return beginning(data)
	case bytes.Contains(text, []byte("-----BEGIN ")):
		return recognisePEM(text)
	case data[0] == 0x30:
		if c := recogniseDER(data); c != Unrecognised {
			return c
		}
	}
	if depth < maxWrappings {
		if inner, ok := decodeBase64(text); ok {
			if c := recognise(inner, depth+1); c != Unrecognised && c != Words {
				return c
			}
		}
	}
	return recogniseText(text)
}

// beginnings are what files of other kinds begin with.
var beginnings = []struct {
	start   string
	content Content
}{
	{"%PDF-", PDF}, {"PK\x03\x04", Archive}, {"PK\x05\x06", Archive}, {"\x1f\x8b", Archive}, {"\x89PNG", Picture}, {"\xff\xd8\xff", Picture}, {"GIF8", Picture},
}

func beginning(data []byte) Content {
	for _, b := range beginnings {
		if bytes.HasPrefix(data, []byte(b.start)) {
			return b.content
		}
	}
	return Unrecognised
}

func recognisePEM(text []byte) Content {
	first := Unrecognised
	for rest := text; ; {
		i := bytes.Index(rest, []byte("-----BEGIN "))
		if i < 0 {
			return first
		}
		rest = rest[i+len("-----BEGIN "):]
		label, _, _ := strings.Cut(string(rest[:min(len(rest), 64)]), "-----")
		c := labelContent(label)
		if c == PrivateKey && bytes.Contains(rest[:min(len(rest), 200)], []byte("Proc-Type: 4,ENCRYPTED")) {
			c = EncryptedKey
		}
		if c == X509 {
			return X509
		}
		if first == Unrecognised {
			first = c
		}
	}
}

func labelContent(label string) Content {
	switch {
	case label == "CERTIFICATE", label == "X509 CERTIFICATE", label == "TRUSTED CERTIFICATE":
		return X509
	case strings.HasSuffix(label, "CERTIFICATE REQUEST"):
		return Request
	case label == "ENCRYPTED PRIVATE KEY":
		return EncryptedKey
	case strings.HasSuffix(label, "PRIVATE KEY"):
		return PrivateKey
	case strings.HasSuffix(label, "PUBLIC KEY"):
		return PublicKey
	case strings.HasPrefix(label, "PKCS7"), label == "CMS":
		return PKCS7
	case strings.HasPrefix(label, "PKCS12"):
		return PKCS12
	case label == "X509 CRL":
		return Revocations
	}
	return Words
}

func recogniseText(text []byte) Content {
	if !utf8.Valid(text) {
		return Unrecognised
	}
	for _, r := range string(text) {
		if !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return Unrecognised
		}
	}
	switch {
	case bytes.HasPrefix(text, []byte("eyJ")) && bytes.Count(text, []byte(".")) >= 2:
		return Token
	case text[0] == '<':
		return Markup
	case text[0] == '{' || text[0] == '[':
		return JSON
	}
	return Words
}

var (
	oidPKCS7     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7}
	oidSignature = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02" // signedData
)

// recogniseDER tells structures apart by the types of their first members.
func recogniseDER(data []byte) Content {
	var outer cryptobyte.String
	in := cryptobyte.String(data)
	if !in.ReadASN1(&outer, cbasn1.SEQUENCE) {
		if bytes.Contains(data[:min(len(data), 40)], []byte(oidSignature)) {
			return PKCS7 // indefinite lengths, as some bundles have
		}
		return Unrecognised
	}
	switch {
	case outer.PeekASN1Tag(cbasn1.OBJECT_IDENTIFIER):
		var oid asn1.ObjectIdentifier
		if outer.ReadASN1ObjectIdentifier(&oid) && len(oid) > len(oidPKCS7) && oid[:len(oidPKCS7)].Equal(oidPKCS7) {
			return PKCS7
		}
		return Unrecognised
	case outer.PeekASN1Tag(cbasn1.INTEGER):
		return recogniseNumbered(outer)
	case outer.PeekASN1Tag(cbasn1.SEQUENCE):
		return recogniseSigned(outer)
	}
	return Unrecognised
}

// recogniseNumbered tells apart what begins with a version: keys and PKCS#12.
func recogniseNumbered(in cryptobyte.String) Content {
	var version int
	if !in.ReadASN1Integer(&version) {
		return Unrecognised
	}
	switch {
	case version == 3 && in.PeekASN1Tag(cbasn1.SEQUENCE):
		return PKCS12
	case in.PeekASN1Tag(cbasn1.SEQUENCE), in.PeekASN1Tag(cbasn1.INTEGER), in.PeekASN1Tag(cbasn1.OCTET_STRING):
		return PrivateKey
	}
	return Unrecognised
}

// recogniseSigned tells apart what begins with a sequence: certificates, requests, lists, encrypted and public keys.
func recogniseSigned(in cryptobyte.String) Content {
	var first cryptobyte.String
	if !in.ReadASN1(&first, cbasn1.SEQUENCE) {
		return Unrecognised
	}
	switch {
	case in.PeekASN1Tag(cbasn1.BIT_STRING):
		return PublicKey
	case in.PeekASN1Tag(cbasn1.OCTET_STRING):
		return EncryptedKey
	}
	if first.PeekASN1Tag(cbasn1.Tag(0).Constructed().ContextSpecific()) {
		return X509
	}
	var number []byte
	if !first.PeekASN1Tag(cbasn1.INTEGER) {
		if first.PeekASN1Tag(cbasn1.SEQUENCE) {
			return Revocations
		}
		return Unrecognised
	}
	var next cryptobyte.String
	var tag cbasn1.Tag
	if !first.ReadASN1Integer(&number) || !first.ReadASN1(&next, cbasn1.SEQUENCE) {
		return Unrecognised
	}
	// After the number and one sequence (name or algorithm): a request goes on with the key, a list with a date, a certificate of
	// version 1 with the issuer and then the dates.
	if !first.ReadAnyASN1(&next, &tag) {
		return Unrecognised
	}
	switch {
	case tag == cbasn1.UTCTime || tag == cbasn1.GeneralizedTime:
		return Revocations
	case tag != cbasn1.SEQUENCE:
		return Unrecognised
	case first.PeekASN1Tag(cbasn1.SEQUENCE):
		if first.ReadASN1(&next, cbasn1.SEQUENCE) && (next.PeekASN1Tag(cbasn1.UTCTime) || next.PeekASN1Tag(cbasn1.GeneralizedTime)) {
			return X509
		}
		return Revocations
	case first.PeekASN1Tag(cbasn1.UTCTime), first.PeekASN1Tag(cbasn1.GeneralizedTime):
		return Revocations
	}
	return Request
}

// trimText removes what editors and copying put around a text.
func trimText(data []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")))
}

// decodeBase64 decodes base64 of either alphabet, with line feeds and with or without padding.
func decodeBase64(text []byte) ([]byte, bool) {
	const least = 16 // shorter words are words
	compact := make([]byte, 0, len(text))
	for _, c := range text {
		switch c {
		case '\r', '\n', ' ', '\t', '=':
		case '-':
			compact = append(compact, '+')
		case '_':
			compact = append(compact, '/')
		default:
			compact = append(compact, c)
		}
	}
	if len(compact) < least {
		return nil, false
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(compact)))
	n, err := base64.RawStdEncoding.Decode(out, compact)
	return out[:n], err == nil
}
