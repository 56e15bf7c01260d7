package validate

import (
	"fmt"
	"io"
	"os"

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
	// PathID is the identifier in the address of replace, update and delete, nil when it is not known.
	PathID *string
	// Mode is how the CDA lies in the PDF: ATTACHMENT, RESOURCE or "" for either.
	Mode string
}

// Application names a software as its vendor writes it in tokens and registry.
type Application struct{ Vendor, ID, Version string }

// TooLargeError says that a file exceeds the bound on input.
type TooLargeError struct{ Limit int64 }

func (e *TooLargeError) Error() string { return fmt.Sprintf("larger than %d bytes", e.Limit) }

// ReadError is an error of Load in words to people: why a document cannot be read.
type ReadError struct{ Reason lint.Text }

func (e *ReadError) Error() string { return e.Reason.In("en") }

// File is a bundle of one file of the file system.
func File(path string) *Bundle {
	return &Bundle{Path: path, Load: func(limit int64) ([]byte, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() && !info.Mode().IsDir() && info.Mode()&os.ModeNamedPipe == 0 {
			return nil, fmt.Errorf("open %s: not a regular file", path)
		}
		return ReadAll(f, info.Size(), limit)
	}}
}

// Bytes is a bundle of bytes in memory under a name.
func Bytes(path string, data []byte) *Bundle {
	return &Bundle{Path: path, Load: func(limit int64) ([]byte, error) {
		if int64(len(data)) > limit {
			return nil, &TooLargeError{limit}
		}
		return data, nil
	}}
}

// ReadAll reads r to its end, at most limit bytes; size is a hint.
func ReadAll(r io.Reader, size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, &TooLargeError{limit}
	}
	buf := make([]byte, 0, max(size, 0)+512)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if int64(len(buf)) > limit {
			return nil, &TooLargeError{limit}
		}
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return nil, err
		}
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
	}
}
