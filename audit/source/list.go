package source

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"iter"
	"os"
	"strconv"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// listMark begins the root of an audit that is a list of documents.
const listMark = "list:"

// ListRoot is the root of an audit that stands for a list in a file.
func ListRoot(file string) string { return listMark + file }

// ListFile is the file of such a root.
func ListFile(root string) (string, bool) { return strings.CutPrefix(root, listMark) }

// Listed is a line of a list.
type Listed struct {
	Line   int
	Path   string // of a file, or an address
	SHA256 []byte // that its bytes must have; nil for any
	Err    error  // what is wrong with the line
}

// maxLine bounds a line of a list, in bytes.
const maxLine = 64 << 10

// List reads a list: JSON lines of paths or addresses, each as a text or as {"path": …, "sha256": …}; empty lines are passed over. It stops
// when ctx ends.
func List(ctx context.Context, r io.Reader) iter.Seq[Listed] {
	return func(yield func(Listed) bool) {
		lines := bufio.NewReaderSize(r, maxLine)
		for n := 1; ctx.Err() == nil; n++ {
			line, err := lines.ReadSlice('\n')
			tooLong := err == bufio.ErrBufferFull //nolint:errorlint // as ReadSlice returns it
			for err == bufio.ErrBufferFull {      //nolint:errorlint
				_, err = lines.ReadSlice('\n')
			}
			l := Listed{Line: n}
			switch text := bytes.TrimSpace(line); {
			case tooLong:
				l.Err = texts.Error("line-too-long", lint.Values{"n": maxLine})
			case len(text) > 0:
				l.read(text)
			}
			if (l.Path != "" || l.Err != nil) && !yield(l) {
				return
			}
			if err != nil {
				if err != io.EOF { //nolint:errorlint
					yield(Listed{Line: n, Err: err})
				}
				return
			}
		}
	}
}

func (l *Listed) read(text []byte) {
	var entry struct {
		Path   string `json:"path"`
		SHA256 string `json:"sha256"`
	}
	err := json.Unmarshal(text, &entry.Path)
	if text[0] == '{' {
		err = json.Unmarshal(text, &entry)
	}
	if err == nil && entry.Path != "" && !strings.ContainsRune(entry.Path, 0) {
		if entry.SHA256 == "" {
			l.Path = entry.Path
			return
		}
		if l.SHA256, err = hex.DecodeString(strings.TrimPrefix(entry.SHA256, "sha256:")); err == nil && len(l.SHA256) == 32 {
			l.Path = entry.Path
			return
		}
	}
	l.Err = lint.Hinted(texts.Error("bad-line", lint.Values{"line": strconv.Itoa(l.Line)}), texts.Text("lines", nil))
}

// OpenList opens a list; "-" is standard input.
func OpenList(file string) (io.ReadCloser, error) {
	if file == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	return os.Open(file)
}

// At is the object at an address, whose state is asked for.
func At(ctx context.Context, address string) *Object {
	o := &Object{}
	o.Path, o.Rel = shown(address), shown(address)
	p, err := open(ctx, address)
	if err != nil {
		o.Err = err
		return o
	}
	a, err := p.bucket.Attributes(ctx, p.prefix)
	if err != nil {
		o.Err = explain(address, err)
		return o
	}
	o.bucket, o.key, o.size, o.changed, o.mark = p.bucket, p.prefix, a.Size, a.ModTime, a.ETag
	return o
}

// OtherContent is the error of a document that is not the one that a list names.
func OtherContent(path string, sum []byte) error {
	return &validate.ReadError{Reason: texts.Text("other-content", lint.Values{"path": path, "sum": hex.EncodeToString(sum)})}
}
