package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
)

// Form is what a document claims to be by its name. It is part of a key because the judgement depends on it: a file named .pdf is
// judged as the PDF that it claims to be.
type Form uint8

// The forms.
const (
	Unnamed Form = iota // the name says nothing; the first bytes decide
	PDF
	XML
)

// FormOf returns the form of a name.
func FormOf(path string) Form {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".pdf":
		return PDF
	case ".xml":
		return XML
	}
	return Unnamed
}

// Content names what is judged.
type Content struct {
	Sum  [sha256.Size]byte // SHA-256 of the file
	Form Form
}

// Basis names what documents are judged with. Judgements of equal bases are equal.
type Basis struct {
	Catalog  string // digest of the catalog
	Tool     string // version of fselint
	Settings string // whatever else the verdict depends on, in a canonical form
}

// Fingerprint is the SHA-256 of a basis in hexadecimal.
func (e Basis) Fingerprint() string {
	h := sha256.New()
	for _, s := range []string{e.Catalog, e.Tool, e.Settings} {
		fmt.Fprintf(h, "%d:%s\n", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Key names a judgement.
type Key struct {
	Content
	Basis string // its Fingerprint
}
