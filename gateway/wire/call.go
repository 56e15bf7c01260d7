package wire

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/httputil"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// Call is a raw request, read.
type Call struct {
	Operation fse.Operation // "" where the address means none
	ID        string        // identifier in the address
	Header    http.Header
	*Sent
}

// ReadCall reads an HTTP/1.1 request as it goes over the line, or as a person has written it down: lines of the header may end in LF
// alone, and Content-Length may be missing. It never fails: what is wrong is in the findings.
func ReadCall(data []byte) *Call {
	c := &Call{Sent: &Sent{}, Header: http.Header{}}
	head, body := cutHead(data)
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(head)))
	if err != nil {
		c.add(ruleMessage.Found(err.Error(), ""), "")
		return c
	}
	c.Header = r.Header
	c.address(r)
	for _, name := range []string{"Authorization", HeaderSignature, "Content-Type", "Content-Length"} {
		if len(r.Header.Values(name)) > 1 {
			c.add(ruleFieldTwice.Found(name, ""), name)
		}
	}
	if slices.Contains(r.TransferEncoding, "chunked") {
		if body, err = io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body))); err != nil {
			c.add(ruleLength.Found("chunked", strconv.Itoa(len(body))), "Transfer-Encoding")
		}
	} else if length := r.Header.Get("Content-Length"); length != "" && length != strconv.Itoa(len(body)) {
		c.add(ruleLength.Found(length, strconv.Itoa(len(body))), "Content-Length")
	}
	if c.Operation == "" {
		return c
	}
	sent, _ := ReadSent(bytes.NewReader(body), r.Header.Get("Content-Type"), c.Operation) // bytes do not fail
	sent.Findings = append(c.Findings, sent.Findings...)
	c.Sent = sent
	return c
}

func (c *Call) add(f lint.Finding, place string) {
	f.Location.Source, f.Location.Path = lint.SourceHTTP, place
	c.Findings = append(c.Findings, f)
}

// cutHead returns the head of a request, with the empty line that ends it, and the body. Newer protocols are read as the older one, in
// which their tools show them.
func cutHead(data []byte) (head, body []byte) {
	end := len(data)
	for _, mark := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(data, []byte(mark)); i >= 0 && i+len(mark) < end {
			end = i + len(mark)
		}
	}
	head, body = data[:end], data[end:]
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	for _, newer := range []string{"HTTP/2", "HTTP/2.0", "HTTP/3"} {
		if before, ok := bytes.CutSuffix(bytes.TrimRight(line, "\r"), []byte(" "+newer)); ok {
			return slices.Concat(before, []byte(" HTTP/1.1\r\n"), rest), body
		}
	}
	return head, body
}

// address finds the operation.
func (c *Call) address(r *http.Request) {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	at := strings.Index(path, "/documents")
	if at < 0 {
		at = strings.Index(path, "/status/")
	}
	if at < 0 {
		c.add(ruleAddress.Found(path, ""), "")
		return
	}
	path = path[at:]
	if strings.ContainsAny(path, "^&<>\"{}|\\` ") {
		c.add(ruleEscape.Found(path, ""), "")
	}
	op, id, ok := Match(r.Method, path)
	if !ok {
		var methods []string
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
			if _, _, ok := Match(method, path); ok {
				methods = append(methods, method)
			}
		}
		if methods == nil {
			c.add(ruleAddress.Found(path, ""), "")
			return
		}
		c.add(ruleMethod.Found(r.Method, strings.Join(methods, ", ")), "")
		op, id, _ = Match(methods[0], path) // what was probably meant
	}
	c.Operation, c.ID = op, id
}
