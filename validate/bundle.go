package validate

import (
	"errors"
	"io"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

// Bundle is one submission as the user gave it: the document and whatever goes with it.
type Bundle struct {
	Path string // as the user named it; "-" for standard input
	// Load returns the bytes of the document, which nobody changes afterwards; it fails when there are more than limit. It is nil for
	// an operation that sends no document (metadata update, delete).
	Load func(limit int64) ([]byte, error)
	// Parts are what goes with the document, as bytes by source: lint.SourceSignatureToken, lint.SourceAuthenticationToken,
	// lint.SourceRequest, lint.SourceCertificate. What the user did not give is absent.
	Parts map[string][]byte
	// Application is the accredited software, nil when the user named none.
	Application *Application
	// Sent is what is wrong with how the parts were sent, where they come from a raw request.
	Sent []lint.Finding
	// PathID is the identifier in the address of replace, update and delete, nil when it is not known.
	PathID *string
	// Mode is how the CDA lies in the PDF: ATTACHMENT, RESOURCE or "" for either.
	Mode string
}

// Application names a software as its vendor writes it in tokens and registry.
type Application struct{ Vendor, ID, Version string }

// TooLargeError says that a file exceeds the bound on input.
type TooLargeError = whole.TooLargeError

// ReadError is an error of Load in words to people: why a document cannot be read.
type ReadError struct{ Reason lint.Text }

func (e *ReadError) Error() string { return e.Reason.In("en") }

// File is a bundle of one file of the file system, or of a pipe.
func File(path string) *Bundle {
	return &Bundle{Path: path, Load: func(limit int64) ([]byte, error) {
		data, err := whole.Read(path, limit)
		return data, Reading(err)
	}}
}

// Found is a bundle of a file that was found in a folder: of a pipe there nobody asked to wait for who writes to it.
func Found(path string) *Bundle {
	return &Bundle{Path: path, Load: func(limit int64) ([]byte, error) {
		data, _, err := whole.ReadFile(path, limit)
		return data, Reading(err)
	}}
}

// Reading puts into words to people why a file is not judged that was written to while it was being read.
func Reading(err error) error {
	if errors.Is(err, whole.ErrChanged) {
		return &ReadError{Reason: texts.Text("the-file-changed-while-it-was", nil)}
	}
	return err
}

// Bytes is a bundle of bytes in memory under a name.
func Bytes(path string, data []byte) *Bundle {
	return &Bundle{Path: path, Load: func(limit int64) ([]byte, error) {
		if int64(len(data)) > limit {
			return nil, &TooLargeError{Limit: limit}
		}
		return data, nil
	}}
}

// ReadAll reads r to its end, at most limit bytes; size is a hint.
func ReadAll(r io.Reader, size, limit int64) ([]byte, error) { return whole.ReadAll(r, size, limit) }
