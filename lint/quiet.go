package lint

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fselint/fselint/internal/lazyregexp"
)

// What a program prints is read by more than people: a terminal obeys control characters, a CI runner commands in the log, and an eye
// does not see what reorders or hides the text around it. Foreign text goes through one of these functions before it is shown.

// Disturbs reports whether a character must not reach a terminal or a page as it is: controls (C0 and C1), characters that have no
// shape of their own (zero width, direction, tags), line and paragraph separators, and what is no character.
func Disturbs(r rune) bool {
	if r < 0x7F {
		return r < ' '
	}
	return r < 0xA0 || r == utf8.RuneError || r&0xFFFE == 0xFFFE || r >= 0xE0000 && r <= 0xE0FFF ||
		r > 0xA0 && unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// Visible makes one line of foreign text: what disturbs becomes a dot, a tab a blank. What joins two pictures to one stays.
func Visible(s string) string {
	const joiner = '\u200d'
	before := ' '
	return strings.Map(func(r rune) rune {
		last := before
		before = r
		switch {
		case r == '\t':
			return ' '
		case r == joiner && unicode.In(last, unicode.So, unicode.Sk) || r == joiner && last == '\uFE0F':
			return r
		case Disturbs(r):
			return '·'
		}
		return r
	}, s)
}

// commands are what CI runners obey in a log: those of the Azure agent and the older ones of GitHub's anywhere in a line, TeamCity's
// too; GitHub's at the beginning of a line, blanks and colours apart.
var (
	anywhere  = lazyregexp.New(`(?i)##(\[|vso\[|teamcity\[)`)
	here      = lazyregexp.New(`(?i)^##(\[|vso\[|teamcity\[)`)
	beginning = lazyregexp.New(`(?m)^((?:[ \t]|\x1b\[[0-9;]*m)*)::`)
)

// Quiet keeps text that is going to be printed from commanding a CI runner: a dot stands in the way.
func Quiet(text string) string {
	if strings.Contains(text, "##") {
		text = anywhere().ReplaceAllString(text, "##·$1")
	}
	if strings.Contains(text, "::") {
		text = beginning().ReplaceAllString(text, "$1·::")
	}
	return text
}

// QuietLines makes foreign text of several lines fit to be printed: each is Visible and Quiet.
func QuietLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = Quiet(Visible(lines[i]))
	}
	return strings.Join(lines, "\n")
}

// QuietMarkup is Quiet for XML and HTML: character references keep the value as it is.
func QuietMarkup(text []byte) []byte {
	if bytes.Contains(text, []byte("##")) {
		text = anywhere().ReplaceAll(text, []byte("#&#35;$1"))
	}
	if bytes.Contains(text, []byte("::")) {
		text = beginning().ReplaceAll(text, []byte("$1&#58;:"))
	}
	return text
}

// QuietJSON is Quiet for JSON, where it keeps every value as it is: what commands or disturbs is written as an escape.
func QuietJSON(text []byte) []byte {
	clean := true
	for i := 0; i < len(text) && clean; i++ {
		clean = text[i] < 0x7F && text[i] != '#'
	}
	if clean {
		return text
	}
	out := make([]byte, 0, len(text)+len(text)/8)
	for i := 0; i < len(text); {
		c := text[i]
		if c < 0x7F {
			if c == '#' && here().Match(text[i:]) {
				out = append(out, `\u0023`...)
			} else {
				out = append(out, c)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case !Disturbs(r) || r == utf8.RuneError && size == 1:
			out = append(out, text[i:i+size]...)
		case r > 0xFFFF:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		i += size
	}
	return out
}

// QuietWriter passes text on through Quiet. Every Write holds whole lines.
func QuietWriter(w io.Writer) io.Writer { return quietWriter{w} }

type quietWriter struct{ w io.Writer }

func (q quietWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(q.w, Quiet(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Cell keeps text from being a formula where a spreadsheet reads it.
func Cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}
