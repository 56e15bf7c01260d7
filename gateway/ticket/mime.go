package ticket

import (
	"bytes"
	"encoding/base64"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"unicode/utf8"
)

// writer writes a message with the line ends, lengths and encodings that mail wants (RFC 5322 §2.1.1, RFC 2045 §6, RFC 2047).
type writer struct {
	b        bytes.Buffer
	boundary string
}

// width is the longest line of a header, without its end.
const width = 76

// unstructured writes a field whose value is free text. One that is not plain ASCII, or has words that no line can hold, is written as
// encoded words.
func (w *writer) unstructured(name, value string) {
	words := strings.Split(value, " ")
	if !plain(words) {
		words = encodedWords(value)
	}
	w.fold(name, words)
}

// header writes a field whose value has a form of its own.
func (w *writer) header(name, value string) { w.fold(name, strings.Split(value, " ")) }

func (w *writer) fold(name string, words []string) {
	w.b.WriteString(name + ":")
	column := len(name) + 1
	for _, word := range words {
		if column+1+len(word) > width && column > len(name)+1 {
			w.b.WriteString("\r\n")
			column = 0
		}
		w.b.WriteString(" " + word)
		column += 1 + len(word)
	}
	w.b.WriteString("\r\n")
}

func plain(words []string) bool {
	for _, word := range words {
		if len(word) > width-2 || strings.Contains(word, "=?") {
			return false
		}
		for i := range len(word) {
			if word[i] <= ' ' || word[i] > '~' {
				return false
			}
		}
	}
	return true
}

// encodedWords splits a text between characters into encoded words of at most 75 characters (RFC 2047 §2); readers join them again.
func encodedWords(s string) []string {
	const most = 39 // bytes: 52 digits of base64 with 12 characters around them leave room for a short field name
	var words []string
	for s != "" {
		n := 0
		for n < len(s) {
			_, size := utf8.DecodeRuneInString(s[n:])
			if n+size > most {
				break
			}
			n += size
		}
		words = append(words, "=?UTF-8?B?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return words
}

// address writes a field with one address.
func (w *writer) address(name, address string) {
	a, err := mail.ParseAddress(address)
	if err != nil {
		return // Check has seen it
	}
	if a.Name == "" {
		w.header(name, a.Address)
		return
	}
	w.fold(name, append(encodedWords(a.Name), "<"+a.Address+">")) // encoded even where it need not be: a name may hold anything
}

func (w *writer) end() { w.b.WriteString("\r\n") }

func (w *writer) part() { w.b.WriteString("--" + w.boundary + "\r\n") }

// text writes the readable part.
func (w *writer) text(s string) {
	w.part()
	w.header("Content-Type", "text/plain; charset=utf-8")
	w.header("Content-Transfer-Encoding", "quoted-printable")
	w.end()
	q := quotedprintable.NewWriter(&w.b)
	_, _ = q.Write([]byte(s)) // into memory
	_ = q.Close()
	w.end()
}

// attach writes a file.
func (w *writer) attach(f File) {
	kind := mime.FormatMediaType(f.Type, map[string]string{"name": f.Name})
	if kind == "" {
		kind = mime.FormatMediaType("application/octet-stream", map[string]string{"name": f.Name})
	}
	w.part()
	w.header("Content-Type", kind)
	w.header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	w.header("Content-Transfer-Encoding", "base64")
	w.end()
	text := base64.StdEncoding.EncodeToString(f.Data)
	for len(text) > 0 {
		n := min(len(text), width)
		w.b.WriteString(text[:n] + "\r\n")
		text = text[n:]
	}
}

func (w *writer) close() { w.b.WriteString("--" + w.boundary + "--\r\n") }
