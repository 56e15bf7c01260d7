package wire

import (
	"bytes"
	"cmp"
	"io"
	"mime"
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/request"
)

// Sent is the body of a call taken apart as the gateway does, and what is wrong with how it was sent.
type Sent struct {
	File     []byte // of the part "file", nil when there is none that is a file
	Request  []byte // the request body, nil when there is none that is a parameter
	Findings []lint.Finding
}

// Bounds of a multipart body: the specification has two parts, with two or three header fields each.
const (
	maxParts      = 16
	maxPartHeader = 8 << 10
)

// FileMissing are the words of the dispatcher's framework to a request without a part "file" that is a file.
const FileMissing = "Required part 'file' is not present."

// The words of the front end, as published threads show them.
const (
	notConform = "Request content not conform to API specification: "
	invalid    = notConform + "Validation error(s) :\n"
	notAllowed = "Content type '%s' is not allowed for body content. (code: 203)\n"
	unreadable = "An error occurred when getting the body content from type '%s'.\n"
)

// ReadSent reads the body of a call with its content type. What is wrong with it is in the findings; the error is that of the reader.
// The first part of each name counts. As the dispatcher's framework has it, a part with a filename is a file and no parameter, and one
// without is a parameter and no file.
//
// Source: specification digest, 01-overview §6, 09-gateway-2026-05 §8 and §9; RFC 7578, RFC 2046 §5.1.
func ReadSent(body io.Reader, contentType string, op fse.Operation) (*Sent, error) {
	s := &sender{Sent: &Sent{}, op: op, contentType: contentType}
	if !op.SendsRequest() {
		return s.Sent, nil // whatever else was sent is not looked at
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil && media == "" {
		before, _, _ := strings.Cut(contentType, ";")
		media = strings.ToLower(strings.TrimSpace(before))
	}
	want := "multipart/form-data"
	if !op.SendsDocument() {
		want = "application/json"
	}
	switch {
	case media != want:
		s.refuse(ruleContentType.Found(contentType, want), "Content-Type", invalid+strings.Replace(notAllowed, "%s", cmp.Or(contentType, "null"), 1))
		s.Request = []byte{}
	case !op.SendsDocument():
		s.Request = data
	case s.boundary(params["boundary"], err):
		s.form(data, params["boundary"])
	}
	return s.Sent, nil
}

// sender judges a body.
type sender struct {
	*Sent
	op          fse.Operation
	contentType string
	lines       bool // lines that end without a carriage return have been reported
}

func (s *sender) add(f lint.Finding, place string) *lint.Finding {
	f.Location.Source, f.Location.Path = lint.SourceHTTP, place
	s.Findings = append(s.Findings, f)
	return &s.Findings[len(s.Findings)-1]
}

// refuse adds what the front end refuses.
func (s *sender) refuse(f lint.Finding, place, detail string) *lint.Finding {
	p := s.add(f, place)
	p.Error, p.Detail = "FE-12", detail
	return p
}

// malformed adds what keeps the front end from reading the body.
func (s *sender) malformed(f lint.Finding, place string) *lint.Finding {
	return s.refuse(f, place, invalid+strings.Replace(unreadable, "%s", s.contentType, 1))
}

// boundary judges the parameters of the content type and tells whether the body can be taken apart.
func (s *sender) boundary(boundary string, err error) bool {
	lower := strings.ToLower(s.contentType)
	charset, at := strings.Index(lower, "charset="), strings.Index(lower, "boundary=")
	if charset >= 0 && charset < at {
		s.refuse(ruleCharset.Found(s.contentType, ""), "Content-Type", notConform+s.contentType[charset+len("charset="):])
	}
	switch {
	case at < 0 || boundary == "" && err == nil:
		s.malformed(ruleBoundary.Found(s.contentType, ""), "Content-Type")
	case strings.Count(lower, "boundary=") > 1:
		s.malformed(ruleBoundaries.Found(s.contentType, ""), "Content-Type")
	case err != nil, len(boundary) > 70, strings.Trim(boundary, boundaryBytes) != "", strings.HasSuffix(boundary, " "):
		s.malformed(ruleBoundaryForm.Found(cmp.Or(boundary, s.contentType), ""), "Content-Type")
		return false
	default:
		return true
	}
	return false
}

// boundaryBytes may stand in a boundary (RFC 2046 §5.1.1).
const boundaryBytes = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? "

// part is one part of a multipart body.
type part struct {
	name               string
	isFile             bool
	mediaType, coding  string
	stray, bare, lacks bool // a stray semicolon; a parameter without quotes; no blank line behind the header
	data               []byte
}

// form takes a multipart body apart.
func (s *sender) form(data []byte, boundary string) {
	parts, ok := s.split(data, "--"+boundary)
	known, twice := map[string]bool{}, map[string]bool{}
	var strange []*part
	for i := range parts {
		p := &parts[i]
		s.judge(p)
		switch {
		case p.name != PartFile && p.name != PartRequest:
			strange = append(strange, p)
			continue
		case known[p.name]:
			if !twice[p.name] {
				s.add(rulePartTwice.Found(p.name, ""), p.name)
			}
			twice[p.name] = true
			continue
		}
		known[p.name] = true
		switch {
		case p.name == PartFile && p.isFile:
			s.File = p.data
		case p.name == PartFile:
			f := s.add(ruleFilename.Found("", ""), p.name)
			f.Error, f.Detail, f.Or = "FE-11", FileMissing, "FE-13"
		case p.isFile:
			f := s.add(ruleRequestFilename.Found("", ""), p.name)
			f.Error, f.Detail = "RB-01", request.Unreadable(s.op)
		default:
			s.Request = p.data
		}
	}
	for _, p := range strange {
		s.strange(p, known)
	}
	if s.Request == nil {
		s.Request = []byte{} // nothing arrives at the reader
	}
	if ok && len(parts) == 0 {
		s.malformed(ruleUnfinished.Found("", ""), "")
	}
}

// strange judges a part that no operation has: one that was meant is missing then.
func (s *sender) strange(p *part, known map[string]bool) {
	for _, name := range []string{PartFile, PartRequest} {
		if known[name] || !meant(p, name) {
			continue
		}
		known[name] = true
		f := s.add(rulePartName.Found(p.name, name), name)
		f.Error, f.Detail, f.Or = "FE-11", FileMissing, "FE-13"
		if name == PartRequest {
			f.Error, f.Detail, f.Or = "RB-01", request.Unreadable(s.op), "FE-12"
		}
		return
	}
	s.add(rulePartUnknown.Found(p.name, ""), p.name)
}

// meant tells whether a part of another name is the file, or the request body: by its name, or by what it holds.
func meant(p *part, name string) bool {
	if _, _, close := near.Compare([]byte(p.name), []byte(name), 2); close {
		return true
	}
	if name == PartFile {
		return p.isFile || bytes.HasPrefix(p.data, []byte("%PDF"))
	}
	return !p.isFile && bytes.HasPrefix(bytes.TrimSpace(p.data), []byte("{"))
}

// judge judges the header of a part.
func (s *sender) judge(p *part) {
	if p.lacks {
		s.malformed(rulePartHeader.Found(p.name, ""), p.name)
	}
	if p.stray {
		s.malformed(ruleSemicolon.Found(p.name, ""), p.name)
	}
	if p.bare {
		s.malformed(ruleQuotes.Found(p.name, `"`+p.name+`"`), p.name).Or = "RB-01"
	}
	if p.coding != "" && !slices.Contains([]string{"binary", "8bit", "7bit"}, p.coding) {
		s.add(rulePartCoding.Found(p.coding, ""), p.name)
	}
	want := map[string][]string{PartFile: {"application/pdf", "application/octet-stream"}, PartRequest: {"application/json"}}[p.name]
	if want != nil && !slices.Contains(want, p.mediaType) {
		s.add(rulePartType.Found(p.mediaType, want[0]), p.name)
	}
}

// split finds the parts between the lines that begin with the delimiter. ok is false when the body has been reported as malformed.
func (s *sender) split(data []byte, delimiter string) (parts []part, ok bool) {
	rest, found := cutDelimiter(data, delimiter)
	if !found {
		if len(bytes.TrimSpace(data)) == 0 {
			return nil, true
		}
		s.malformed(ruleBoundaryUnused.Found(delimiter[2:], ""), "Content-Type")
		return nil, false
	}
	for !bytes.HasPrefix(rest, []byte("--")) {
		content, after, found := nextDelimiter(rest, delimiter)
		if !found || len(parts) == maxParts {
			s.malformed(ruleUnfinished.Found("", "--"+delimiter[2:]+"--"), "")
			return parts, false
		}
		parts = append(parts, s.part(content))
		rest = after
	}
	return parts, true
}

// cutDelimiter returns what follows the first line that begins with the delimiter.
func cutDelimiter(data []byte, delimiter string) ([]byte, bool) {
	if ends(data, delimiter) {
		return data[len(delimiter):], true
	}
	_, after, found := nextDelimiter(data, delimiter)
	return after, found
}

// nextDelimiter returns what stands before the next line that begins with the delimiter, without its line break, and what follows it.
func nextDelimiter(data []byte, delimiter string) (before, after []byte, found bool) {
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("\n"+delimiter))
		if i < 0 {
			return nil, nil, false
		}
		if at += i; ends(data[at+1:], delimiter) {
			return data[:at+1], data[at+1+len(delimiter):], true
		}
		at++
	}
}

// ends tells whether data begins with the delimiter and this ends there.
func ends(data []byte, delimiter string) bool {
	rest, ok := bytes.CutPrefix(data, []byte(delimiter))
	return ok && (len(rest) == 0 || bytes.IndexByte([]byte("- \t\r\n"), rest[0]) >= 0)
}

// part reads one part, from behind the delimiter to the line break before the next.
func (s *sender) part(content []byte) (p part) {
	_, content, _ = bytes.Cut(content, []byte("\n")) // what is left of the line of the delimiter
	for size := 0; ; {
		line, after, found := bytes.Cut(content, []byte("\n"))
		text, windows := bytes.CutSuffix(line, []byte("\r"))
		name, value, field := strings.Cut(string(text[:min(len(text), maxPartHeader)]), ":")
		if size += len(line); !found || len(text) > 0 && (!field || size > maxPartHeader || strings.ContainsAny(name, " \t{\"%")) {
			p.lacks = true
			break
		}
		if !windows && !s.lines {
			s.lines = true
			s.malformed(ruleLines.Found("", ""), "")
		}
		if len(text) == 0 {
			content = after
			break
		}
		p.field(strings.ToLower(name), strings.TrimSpace(value))
		content = after
	}
	p.data = bytes.TrimSuffix(bytes.TrimSuffix(content, []byte("\n")), []byte("\r"))
	if p.data == nil {
		p.data = []byte{}
	}
	return p
}

// field takes a header field of a part.
func (p *part) field(name, value string) {
	switch name {
	case "content-type":
		media, _, _ := strings.Cut(value, ";")
		p.mediaType = strings.ToLower(strings.TrimSpace(media))
	case "content-transfer-encoding":
		p.coding = strings.ToLower(value)
	case "content-disposition":
		p.stray = strings.HasSuffix(value, ";")
		_, rest, _ := strings.Cut(value, ";")
		for rest != "" {
			var parameter string
			parameter, rest = cutParameter(rest)
			p.parameter(parameter)
		}
	}
}

// cutParameter returns what stands before the next semicolon that is not quoted, and what follows it.
func cutParameter(s string) (parameter, rest string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

func (p *part) parameter(text string) {
	name, value, given := strings.Cut(strings.TrimSpace(text), "=")
	name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
	quoted := len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"'
	plain := value
	if quoted {
		plain = strings.ReplaceAll(strings.ReplaceAll(value[1:len(value)-1], `\"`, `"`), `\\`, `\`)
	}
	switch {
	case !given:
		p.stray = true // nothing stands between two semicolons, or behind the last
	case name == "name":
		p.name = plain
		p.bare = p.bare || !quoted
	case name == "filename":
		p.isFile = true
		p.bare = p.bare || !quoted
	case name == "filename*":
		p.isFile = true
	}
}
