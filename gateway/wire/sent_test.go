package wire

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// raw makes a request as a person writes one down, with CR LF.
func raw(lines ...string) string { return strings.Join(lines, "\r\n") }

const (
	line     = "POST /gateway/v2/documents/validate-and-create HTTP/1.1\r\nHost: a\r\n"
	typeLine = "Content-Type: multipart/form-data; boundary=x1\r\n"
	filePart = "--x1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"referto.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\n%%EOF\r\n"
	bodyPart = "--x1\r\nContent-Disposition: form-data; name=\"requestBody\"\r\nContent-Type: application/json\r\n\r\n{\"mode\":\"ATTACHMENT\"}\r\n"
	last     = "--x1--\r\n"
	sound    = line + typeLine + "\r\n" + filePart + bodyPart + last
)

func idsOf(list []lint.Finding) (ids []string) {
	for i := range list {
		ids = append(ids, list[i].Rule.ID)
	}
	return ids
}

// TestEveryRule has an input for every rule, and what it does to the parts.
func TestEveryRule(t *testing.T) {
	swap := func(pairs ...string) string {
		out := strings.NewReplacer(pairs...).Replace(sound)
		require.NotEqual(t, sound, out)
		return out
	}
	put := func(path, head, body string) string {
		return "PUT " + path + " HTTP/1.1\r\nHost: a\r\n" + head + "\r\n" + body
	}
	const metadata = "/v1/documents/2.16.840.1.113883.2.9.2.90.4.4%5E1/metadata"
	reported := map[string]bool{}
	for _, c := range []struct {
		name, request string
		rules         string // blank separated
		error, or     string // of the first
		detail        string
		file, body    bool // arrive
	}{
		{"sound", sound, "", "", "", "", true, true},
		{"lines of the head in LF", strings.Replace(sound, line+typeLine+"\r\n", strings.ReplaceAll(line+typeLine+"\r\n", "\r", ""), 1), "", "", "", "", true, true},
		{"HTTP/2", swap("HTTP/1.1", "HTTP/2"), "", "", "", "", true, true},
		{"preamble and epilogue", swap("\r\n\r\n--x1", "\r\n\r\nhello\r\n--x1", last, last+"bye"), "", "", "", "", true, true},
		{"a longer boundary in a part", swap("%%EOF", "%%EOF\r\n--x12"), "", "", "", "", true, true},
		{"chunked", line + typeLine + "Transfer-Encoding: chunked\r\n\r\n" + chunked(filePart+bodyPart+last), "", "", "", "", true, true},

		{"no request", `{"mode":"ATTACHMENT"}`, "HTTP-MESSAGE", "", "", "", false, false},
		{"nothing", "", "HTTP-MESSAGE", "", "", "", false, false},
		{"documents left out", "POST /gateway/v2/validate-and-create HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP-ADDRESS", "", "", "", false, false},
		{"no such path", "PUT /v1/documents/a/b/c HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP-ADDRESS", "", "", "", false, false},
		{"method", swap("POST ", "PUT ", "/validate-and-create", "/validation"), "", "", "", "", true, true}, // replaces the document "validation"
		{"other method", swap("POST ", "PATCH "), "HTTP-METHOD", "", "", "", true, true},
		{"caret", "DELETE /v1/documents/1.2^3 HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP-ESCAPE", "", "", "", false, false},
		{"two tokens", swap("Host: a\r\n", "Host: a\r\nFSE-JWT-Signature: a\r\nFSE-JWT-Signature: b\r\n"), "HTTP-FIELD-TWICE", "", "", "", true, true},
		{"length", swap("Host: a\r\n", "Host: a\r\nContent-Length: 12\r\n"), "HTTP-LENGTH", "", "", "", true, true},
		{"chunks that end early", line + typeLine + "Transfer-Encoding: chunked\r\n\r\nff\r\n" + filePart, "HTTP-LENGTH HTTP-UNFINISHED", "", "", "", false, false},

		{"JSON where a form is wanted", line + "Content-Type: application/json\r\n\r\n{}", "HTTP-CONTENT-TYPE", "FE-12", "",
			"Request content not conform to API specification: Validation error(s) :\nContent type 'application/json' is not allowed for body content. (code: 203)\n", false, false},
		{"update as urlencoded", put(metadata, "Content-Type: application/x-www-form-urlencoded\r\n", "{}"), "HTTP-CONTENT-TYPE", "FE-12", "",
			"Request content not conform to API specification: Validation error(s) :\nContent type 'application/x-www-form-urlencoded' is not allowed for body content. (code: 203)\n", false, false},
		{"update as a form", put(metadata, typeLine, bodyPart+last), "HTTP-CONTENT-TYPE", "FE-12", "", "", false, false},
		{"update without a type", put(metadata+"-iti-57", "", "{}"), "HTTP-CONTENT-TYPE", "FE-12", "", "", false, false},
		{"update", put(metadata+"-iti-57", "Content-Type: application/json; charset=utf-8\r\n", "{}"), "", "", "", "", false, true},
		{"charset first", swap("multipart/form-data; boundary=x1", "multipart/form-data;charset=UTF-8;boundary=x1"), "HTTP-CHARSET", "FE-12", "",
			"Request content not conform to API specification: UTF-8;boundary=x1", true, true},
		{"charset last", swap("boundary=x1", "boundary=x1; charset=UTF-8"), "", "", "", "", true, true},
		{"no boundary", swap("; boundary=x1", ""), "HTTP-BOUNDARY", "FE-12", "", "", false, false},
		{"empty boundary", swap("boundary=x1", `boundary=""`), "HTTP-BOUNDARY", "FE-12", "", "", false, false},
		{"two boundaries", swap("boundary=x1", "boundary=x1; boundary=x2"), "HTTP-BOUNDARY-TWICE", "FE-12", "", "", false, false},
		{"long boundary", strings.ReplaceAll(sound, "x1", strings.Repeat("x", 71)), "HTTP-BOUNDARY-FORM", "FE-12", "", "", false, false},
		{"strange boundary", strings.ReplaceAll(strings.Replace(sound, "boundary=x1", `boundary="x<1"`, 1), "--x1", "--x<1"), "HTTP-BOUNDARY-FORM", "FE-12", "", "", false, false},
		{"other boundary", swap("boundary=x1", "boundary=x2"), "HTTP-BOUNDARY-UNUSED", "FE-12", "", "", false, false},
		{"no end", swap(last, ""), "HTTP-UNFINISHED", "FE-12", "", "", true, false},
		{"no parts", line + typeLine + "\r\n" + last, "HTTP-UNFINISHED", "FE-12", "", "", false, false},
		{"no body", line + typeLine + "\r\n", "HTTP-UNFINISHED", "FE-12", "", "", false, false},
		{"many parts", line + typeLine + "\r\n" + strings.Repeat(bodyPart, 40) + last, "HTTP-UNFINISHED HTTP-PART-TWICE", "FE-12", "", "", false, true},
		{"LF", line + typeLine + "\r\n" + strings.ReplaceAll(filePart+bodyPart+last, "\r", ""), "HTTP-LINES", "FE-12", "", "", true, true},
		{"no empty line", swap("application/json\r\n\r\n", "application/json\r\n"), "HTTP-PART-HEADER", "FE-12", "", "", true, true},
		{"no empty line before the PDF", swap("application/pdf\r\n\r\n", "application/pdf\r\n"), "HTTP-PART-HEADER", "FE-12", "", "", true, true},
		{"semicolon", swap(`name="requestBody"`, `name="requestBody";`), "HTTP-SEMICOLON", "FE-12", "", "", true, true},
		{"semicolons", swap(`form-data; name="file"`, `form-data;; name="file"`), "HTTP-SEMICOLON", "FE-12", "", "", true, true},
		{"no quotes", swap(`name="requestBody"`, `name=requestBody`), "HTTP-QUOTES", "FE-12", "RB-01", "", true, true},
		{"filename without quotes", swap(`"referto.pdf"`, `referto.pdf`), "HTTP-QUOTES", "FE-12", "RB-01", "", true, true},
		{"filename as RFC 5987 has it", swap(`filename="referto.pdf"`, `filename*=UTF-8''referto.pdf`), "", "", "", "", true, true},
		{"quoted semicolon", swap(`"referto.pdf"`, `"re;\"fer;to.pdf"`), "", "", "", "", true, true},
		{"file.pdf", swap(`name="file"`, `name="file.pdf"`), "HTTP-PART-NAME", "FE-11", "FE-13", FileMissing, false, true},
		{"documento", swap(`name="file"`, `name="documento"`), "HTTP-PART-NAME", "FE-11", "FE-13", FileMissing, false, true},
		{"requestbody", swap(`name="requestBody"`, `name="requestbody"`), "HTTP-PART-NAME", "RB-01", "FE-12", "", true, false},
		{"no name", swap(`; name="requestBody"`, ``), "HTTP-PART-NAME", "RB-01", "FE-12", "", true, false},
		{"one more part", swap(bodyPart, bodyPart+strings.Replace(bodyPart, "requestBody", "note", 1)), "HTTP-PART-UNKNOWN", "", "", "", true, true},
		{"file twice", swap(filePart, filePart+filePart), "HTTP-PART-TWICE", "", "", "", true, true},
		{"no filename", swap(`; filename="referto.pdf"`, ``), "HTTP-FILENAME", "FE-11", "FE-13", FileMissing, false, true},
		{"request as a file", swap(`name="requestBody"`, `name="requestBody"; filename="blob"`), "HTTP-REQUEST-FILENAME", "RB-01", "",
			"Errore durante la conversione da json a oggetto it.finanze.sanita.fse2.ms.gtw.dispatcher.dto.request.PublicationCreationReqDTO", true, false},
		{"no types", swap("Content-Type: application/json\r\n", "", "Content-Type: application/pdf\r\n", ""), "HTTP-PART-TYPE HTTP-PART-TYPE", "", "", "", true, true},
		{"text", swap("application/json", "text/plain"), "HTTP-PART-TYPE", "", "", "", true, true},
		{"base64", swap("application/pdf\r\n", "application/pdf\r\nContent-Transfer-Encoding: base64\r\n"), "HTTP-PART-CODING", "", "", "", true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			call := ReadCall([]byte(c.request))
			require.Equal(t, c.rules, strings.Join(idsOf(call.Findings), " "))
			assert.Equal(t, []bool{c.file, c.body}, []bool{call.File != nil, len(call.Request) > 0}, "parts")
			for i := range call.Findings {
				f := &call.Findings[i]
				reported[f.Rule.ID] = true
				assert.Equal(t, lint.SourceHTTP, f.Location.Source)
				f.Complete()
				assert.NotRegexp(t, `\{(found|expected)`, f.Message.In("it")+f.Fix.In("it"), f.Rule.ID)
			}
			if c.error == "" {
				return
			}
			f := call.Findings[0]
			assert.Equal(t, []string{c.error, c.or}, []string{f.Error, f.Or})
			if c.detail != "" {
				assert.Equal(t, c.detail, f.Detail)
			}
			assert.NotEmpty(t, f.Detail)
		})
	}
	for _, r := range Rules() {
		assert.True(t, reported[r.ID], "no input here breaks %s", r.ID)
	}
}

// chunked writes a body in two chunks.
func chunked(body string) string {
	half := len(body) / 2
	size := func(s string) string { return strconv.FormatInt(int64(len(s)), 16) }
	return size(body[:half]) + "\r\n" + body[:half] + "\r\n" + size(body[half:]) + "\r\n" + body[half:] + "\r\n0\r\n\r\n"
}

// TestReadCall finds operation, identifier and tokens.
func TestReadCall(t *testing.T) {
	c := ReadCall([]byte(raw("DELETE https://a.example/govway/rest/in/FSE/gateway/v1/documents/1.2%5E3?x=1 HTTP/1.1", "Host: a.example", "Authorization: Bearer a.b.c", "fse-jwt-signature: d.e.f", "", "")))
	assert.Empty(t, c.Findings)
	assert.Equal(t, []string{string(fse.Delete), "1.2^3", "Bearer a.b.c", "d.e.f"}, []string{string(c.Operation), c.ID, c.Header.Get("Authorization"), c.Header.Get(HeaderSignature)})
	c = ReadCall([]byte(raw("PUT /v1/documents/1.2%5E3/metadata-iti-57 HTTP/1.1", "Host: a", "Content-Type: application/json", "", "{}")))
	assert.Equal(t, fse.UpdateITI57, c.Operation)
	assert.Equal(t, "{}", string(c.Request))
}

// TestOwnRequestsAreSound: what this program sends itself breaks no rule.
func TestOwnRequestsAreSound(t *testing.T) {
	r := Request{Operation: fse.Create, Body: []byte("{}"), File: []byte("%PDF-1.7\r\n--x1\r\n"), FileName: `a";b.pdf`}
	body, contentType, err := r.Content()
	require.NoError(t, err)
	s, err := ReadSent(strings.NewReader(string(body)), contentType, fse.Create)
	require.NoError(t, err)
	assert.Empty(t, idsOf(s.Findings))
	assert.Equal(t, string(r.File), string(s.File))
	assert.Equal(t, "{}", string(s.Request))
}

func TestReaderFails(t *testing.T) {
	broken := errors.New("broken")
	_, err := ReadSent(iotest.ErrReader(broken), "application/json", fse.Update)
	assert.ErrorIs(t, err, broken)
}

// FuzzReadCall reads the requests of strangers.
func FuzzReadCall(f *testing.F) {
	f.Add([]byte(sound))
	f.Add([]byte(strings.ReplaceAll(sound, "\r", "")))
	f.Add([]byte(line + typeLine + "Transfer-Encoding: chunked\r\n\r\n" + chunked(filePart+last)))
	f.Add([]byte("PUT /v1/documents/%/metadata HTTP/2\nContent-Type: application/json\n\n{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := ReadCall(data)
		if len(c.File)+len(c.Request) > len(data) {
			t.Fatal("more came out than went in")
		}
		if len(c.Findings) > 200 {
			t.Fatal("a flood of findings")
		}
	})
}

// FuzzReadSent reads the bodies of strangers.
func FuzzReadSent(f *testing.F) {
	f.Add("multipart/form-data; boundary=x1", filePart+bodyPart+last)
	f.Add("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=file\r\n\r\n%PDF\r\n--b--\r\n")
	f.Add("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name*=utf-8''file\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--")
	f.Add("multipart/form-data; boundary=b; boundary=c", "--b--")
	f.Fuzz(func(t *testing.T, contentType, data string) {
		for _, op := range []fse.Operation{fse.ValidateAndCreate, fse.Update, fse.Delete} {
			s, err := ReadSent(strings.NewReader(data), contentType, op)
			if err != nil || s == nil {
				t.Fatal("a reader that does not fail", err)
			}
			if len(s.File)+len(s.Request) > len(data) {
				t.Fatal("more came out than went in")
			}
		}
	})
}
