package certificate

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"strconv"

	"github.com/fselint/fselint/lint"
)

// MaxSize is the number of bytes that Read looks at: a store with its chain has some ten thousand.
const MaxSize = 1 << 20

// maxCertificates is the number of certificates that are read from one file.
const maxCertificates = 100

// File is what a certificate file holds.
type File struct {
	Content      Content             // what the file is
	Certificates []*x509.Certificate // in the order of the file
	Leaf         *x509.Certificate   // the one that the file is about, nil when there is none
	Key          crypto.Signer       // the private key that was found beside it, nil when there is none
	Problems     []lint.Finding      // what hindered reading (CE-01, CE-06)
}

// Read reads certificates and keys from PEM, DER, base64 or PKCS#12. The passwords are tried one after the other on a PKCS#12,
// the empty one last, which counts as none. Read never fails: what it cannot use is named in Problems.
func Read(data []byte, passwords ...string) *File {
	f := &File{Content: Recognise(data[:min(len(data), MaxSize)])}
	if len(data) > MaxSize {
		f.refuse(TooLarge, strconv.Itoa(len(data)), strconv.Itoa(MaxSize))
		return f
	}
	f.read(data, slices.DeleteFunc(slices.Clone(passwords), func(p string) bool { return p == "" }), 0)
	f.chooseLeaf()
	if f.Leaf == nil && len(f.Problems) == 0 {
		f.refuseContent(data)
	}
	if f.Leaf != nil && f.Key != nil && !Matches(f.Leaf, f.Key.Public()) {
		f.Problems = append(f.Problems, about(KeyMismatch, "key", Name(f.Leaf), ""))
	}
	return f
}

func (f *File) refuse(r *lint.Rule, found, expected string) {
	f.Problems = append(f.Problems, about(r, "", found, expected))
}

// refuseContent says what the file is instead of a certificate.
func (f *File) refuseContent(data []byte) {
	r, ok := insteadOf[f.Content]
	if !ok {
		r = NotACertificate
	}
	p := about(r, "", "", "")
	p.Actual = f.Content.Text()
	if want := derLength(data); f.Content == Unrecognised && want > len(data) {
		p = about(Cut, "", strconv.Itoa(len(data)), strconv.Itoa(want))
	}
	f.Problems = append(f.Problems, p)
}

var insteadOf = map[Content]*lint.Rule{
	Nothing: EmptyFile, PKCS7: IsPKCS7, PrivateKey: IsPrivateKey, EncryptedKey: IsPrivateKey, PublicKey: IsPublicKey,
	Request: IsRequest, Revocations: IsRevocations, Keystore: IsKeystore, Token: IsToken, Markup: IsMarkup,
}

// derLength returns the length of the structure that begins with data by its own account, 0 when none does.
func derLength(data []byte) int {
	if len(data) < 4 || data[0] != 0x30 || data[1] != 0x82 {
		return 0
	}
	return 4 + int(data[2])<<8 + int(data[3])
}

func (f *File) read(data []byte, passwords []string, depth int) {
	text := trimText(data)
	switch {
	case len(text) == 0:
	case bytes.Contains(text, []byte("-----BEGIN ")):
		f.readPEM(text, passwords)
	case data[0] == 0x30 && recogniseDER(data) != Unrecognised:
		f.readDER(data, passwords)
	case depth < maxWrappings:
		if inner, ok := decodeBase64(text); ok {
			f.read(inner, passwords, depth+1)
		}
	}
}

func (f *File) readPEM(text []byte, passwords []string) {
	found := false
	for rest := text; len(f.Certificates) < maxCertificates; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		found = true
		if labelContent(block.Type) == EncryptedKey || block.Headers["DEK-Info"] != "" {
			continue // of use only to make tokens; its absence is said there
		}
		f.readDER(block.Bytes, passwords)
	}
	if !found {
		f.refuse(BadPEM, "", "")
	}
}

func (f *File) readDER(der []byte, passwords []string) {
	switch c := recogniseDER(der); c {
	case X509:
		cert, err := Parse(der)
		if err != nil {
			f.refuse(Malformed, err.Error(), "")
			return
		}
		f.Certificates = append(f.Certificates, cert)
	case PKCS12:
		f.readStore(der, passwords)
	case PrivateKey:
		if key := parseKey(der); key != nil && f.Key == nil {
			f.Key = key
		}
	}
}

// parseKey reads an unencrypted private key, nil when it cannot.
func parseKey(der []byte) crypto.Signer {
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		signer, _ := key.(crypto.Signer)
		return signer
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key
	}
	return nil
}

// chooseLeaf takes the certificate of the key; without one the first that has not issued another of the file.
func (f *File) chooseLeaf() {
	if f.Key != nil {
		for _, c := range f.Certificates {
			if Matches(c, f.Key.Public()) {
				f.Leaf = c
				return
			}
		}
	}
	for _, c := range f.Certificates {
		if !c.IsCA && !f.issued(c) {
			f.Leaf = c
			return
		}
	}
	if len(f.Certificates) > 0 {
		f.Leaf = f.Certificates[0]
	}
}

func (f *File) issued(issuer *x509.Certificate) bool {
	for _, c := range f.Certificates {
		if c != issuer && bytes.Equal(c.RawIssuer, issuer.RawSubject) {
			return true
		}
	}
	return false
}

// Matches tells whether a certificate is that of a public key.
func Matches(c *x509.Certificate, public crypto.PublicKey) bool {
	key, ok := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(public)
}
