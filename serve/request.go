package serve

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/serve/upload"
	"github.com/fselint/fselint/validate"
)

// Bounds of one request.
const (
	mostFiles = 2000
	mostField = 4096 // bytes of a field that is no file
)

// readRequest takes files and settings from a request: a form (multipart/form-data) with any number of files, or one document as the
// body. Settings stand in the address, or are fields of the form; fields count more.
func readRequest(r *http.Request, body []byte) (*upload.Request, error) {
	settings := r.URL.Query()
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var files []upload.File
	switch {
	case err == nil && kind == "multipart/form-data":
		if files, err = readForm(body, params["boundary"], settings); err != nil {
			return nil, err
		}
	case err == nil && kind == "application/x-www-form-urlencoded" && len(body) > 0:
		return nil, lint.Hinted(texts.Error("url-encoded", nil), texts.Text("send-a-form", nil))
	case len(body) > 0:
		name := settings.Get("name")
		settings.Del("name")
		files = []upload.File{{Name: name, Data: body}}
	}
	return settle(settings, files)
}

// readForm returns the files of a form and sets its fields.
func readForm(body []byte, boundary string, settings url.Values) ([]upload.File, error) {
	var files []upload.File
	if boundary == "" || !bytes.Contains(body, []byte("--"+boundary+"--")) { // a reader takes a form that breaks off for a whole one
		return nil, lint.Hinted(texts.Error("form-breaks-off", nil), texts.Text("send-a-form", nil))
	}
	form := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, lint.Hinted(texts.Error("bad-form", lint.Values{"err": err}), texts.Text("send-a-form", nil))
		}
		if len(files) == mostFiles {
			return nil, texts.Error("too-many-files", lint.Values{"n": mostFiles})
		}
		data, err := io.ReadAll(part) // of a body that is in memory already
		if err != nil {
			return nil, lint.Hinted(texts.Error("bad-form", lint.Values{"err": err}), texts.Text("send-a-form", nil))
		}
		if name := fileName(part); name != "" {
			files = append(files, upload.File{Name: name, Data: data})
			continue
		}
		if len(data) > mostField {
			return nil, texts.Error("field-too-long", lint.Values{"field": strconv.Quote(part.FormName()), "n": mostField})
		}
		settings.Set(part.FormName(), string(data))
	}
}

// fileName is the name of a file with its folders, which FileName leaves out; "" for a field.
func fileName(p *multipart.Part) string {
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return params["filename"]
}

// settle reads the settings of a request, and refuses those that it does not know: a mistyped one would change the judgement unseen.
func settle(settings url.Values, files []upload.File) (*upload.Request, error) {
	r := &upload.Request{Files: files}
	var software validate.Application
	known := map[string]*string{
		"operation": &r.Call.Operation, "profile": &r.Call.Profile, "environment": &r.Call.Environment, "gateway": &r.Call.Generation, "at": &r.Call.At,
		"id": &r.ID, "mode": &r.Mode, "format": &r.Format, "lang": &r.Lang,
		"vendor": &software.Vendor, "application": &software.ID, "app-version": &software.Version,
	}
	for name, values := range settings {
		to, ok := known[name]
		if !ok || len(values) != 1 {
			return nil, lint.Hinted(texts.Error("unknown-setting", lint.Values{"name": strconv.Quote(name)}), texts.Text("settings", nil))
		}
		*to = values[0]
	}
	switch r.Mode {
	case "", "ATTACHMENT", "RESOURCE":
	default:
		return nil, texts.Error("unknown-mode", lint.Values{"mode": strconv.Quote(r.Mode)})
	}
	if software != (validate.Application{}) {
		if software.Vendor == "" || software.ID == "" || software.Version == "" {
			return nil, texts.Error("software-in-full", nil)
		}
		r.Software = &software
	}
	if r.Format == "" {
		r.Format = "json"
	}
	return r, nil
}
