package wire

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"mime/multipart"
	"net/http"
	"net/textproto"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// Header fields of requests and answers (01-overview §5, §9).
const (
	HeaderSignature = "FSE-JWT-Signature"
	HeaderCallback  = "X-Callback-Url"
	HeaderCart      = "X-CART-id"
)

// Names of the parts of a multipart request (01-overview §6).
const (
	PartRequest = "requestBody"
	PartFile    = "file"
)

// Request is one call, complete: what is written to the network follows from it alone.
type Request struct {
	Operation      fse.Operation
	Base           string // base address of the service
	ID             string // identifier in the path, where the operation has one
	Authentication string // token, without "Bearer "
	Signature      string // token; none for the status services
	Body           []byte // JSON, where the operation sends one
	File           []byte // the PDF, where the operation sends one
	FileName       string // its name in the multipart; "document.pdf" when empty: names of files may name people
	Callback       string // address for notifications, or ""
	Boundary       string // of the multipart; made up when empty
}

// Content returns the bytes that are sent and their content type, nil for operations without a body.
func (r *Request) Content() (body []byte, contentType string, err error) {
	switch {
	case r.Operation.SendsDocument():
		return r.multipart()
	case r.Operation == fse.Update:
		return r.Body, "application/json", nil
	}
	return nil, "", nil
}

func (r *Request) multipart() ([]byte, string, error) {
	if r.File == nil || r.Body == nil {
		return nil, "", texts.Error("needs-document-and-request-body", lint.Values{"operation": r.Operation})
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if r.Boundary == "" {
		r.Boundary = "fselint" + hex.EncodeToString(random(16))
	}
	if err := w.SetBoundary(r.Boundary); err != nil {
		return nil, "", err
	}
	name := r.FileName
	if name == "" {
		name = "document.pdf"
	}
	for _, part := range []struct {
		disposition, contentType string
		data                     []byte
	}{
		{multipart.FileContentDisposition(PartFile, name), "application/pdf", r.File},
		{`form-data; name="` + PartRequest + `"`, "application/json", r.Body},
	} {
		p, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {part.disposition}, "Content-Type": {part.contentType}})
		if err == nil {
			_, err = p.Write(part.data)
		}
		if err != nil {
			return nil, "", err
		}
	}
	err := w.Close() // before the bytes are taken: it writes the last boundary
	return b.Bytes(), w.FormDataContentType(), err
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return b
}

// HTTP makes the request for net/http. The tokens must be single lines.
func (r *Request) HTTP(ctx context.Context) (*http.Request, error) {
	method, address, err := Address(r.Base, r.Operation, r.ID)
	if err != nil {
		return nil, err
	}
	body, contentType, err := r.Content()
	if err != nil {
		return nil, err
	}
	if r.Authentication == "" || r.Signature == "" && Writes(r.Operation) {
		return nil, texts.Error("a-token-missing", nil)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body == nil {
		req.Body, req.GetBody, req.ContentLength = http.NoBody, nil, 0
	}
	req.Header.Set("Authorization", "Bearer "+r.Authentication)
	req.Header.Set("Accept", "application/json, application/problem+json")
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if Writes(r.Operation) {
		map[string][]string(req.Header)[HeaderSignature] = []string{r.Signature} // spelt as the specification does
	}
	if r.Callback != "" {
		req.Header.Set(HeaderCallback, r.Callback)
	}
	return req, nil
}

// Digest is the SHA-256 of bytes in hexadecimal, as attachment_hash has it.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
