package lint

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

//go:embed messages.yaml
var ownMessages string

// own are the messages of this package.
var own = NewCatalog(ownMessages)

// Text is a message to people. It is put into words when it is asked for, in the language of who asks: most messages of a run
// are never read in more than one language, and many in none.
type Text struct {
	IT, EN string // the words themselves, where they do not come from a catalog of messages
	msg    *message
}

// message is a message of a catalog with the values that go into it.
type message struct {
	catalog *Catalog
	id      string // of the entry
	part    string // of a rule's entry: title, why, …; "" for a plain message
	values  Values
	public  bool                     // without what was taken from a document
	raw     bool                     // with the names of values where these should stand
	words   func(lang string) string // instead of all that, what gives them
}

// Values are what goes into a message, by the name in braces that stands for it: strings, numbers, Texts, Stringers. A count that
// decides between singular and plural has the name "n".
type Values map[string]any

// Same is a text that reads the same in both languages, such as a value or the words of a library.
func Same(s string) Text { return Text{IT: s, EN: s} }

// Said is a text that f puts into words, each time that somebody asks for it: "it" for Italian, any other for English. It has no public
// form.
func Said(f func(lang string) string) Text { return Text{msg: &message{words: f}} }

// In returns the text in a language: Italian for "it", English for any other.
func (t Text) In(lang string) string {
	switch {
	case t.msg != nil:
		return t.msg.in(lang)
	case lang == "it":
		return t.IT
	}
	return t.EN
}

// Public returns the text with nothing that was taken from a document: a value in it becomes an ellipsis, unless it is a Text, which
// gives its own public form, a number, or Known. A text that is not of a catalog has no public form.
func (t Text) Public() Text {
	if t.msg == nil || t.msg.words != nil {
		return Text{}
	}
	m := *t.msg
	m.public = true
	return Text{msg: &m}
}

// MarshalJSON writes the words in both languages.
func (t Text) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct{ IT, EN string }{t.In("it"), t.In("en")})
}

// Known is a value that is not taken from a document: the name of a field, a number of the specification, a code of a list.
type Known string

// Text is the value as a text, which its public form shows.
func (k Known) Text() Text { return own.Text("known", Values{"value": k}) }

// Duration is a length of time in the largest unit of which there are two at least: "61 days", "90 minutes".
func Duration(d time.Duration) Text { return Seconds(d.Seconds()) }

// Seconds is a length of time, as Duration has it.
func Seconds(n float64) Text {
	for _, unit := range []struct {
		id      string
		seconds float64
	}{{"days", 86400}, {"hours", 3600}, {"minutes", 60}} {
		if n >= 2*unit.seconds {
			return own.Text(unit.id, Values{"n": int(n / unit.seconds)})
		}
	}
	return own.Text("seconds", Values{"n": int(n)})
}

// Value is a value of a document as a text, fit to be shown.
func Value(s string) Text { return Same(Show(s)) }

const (
	mostShown = 80   // characters of a value of a document in a text
	mostToPut = 1000 // characters of a value to be written instead
)

// Show prepares a value of a document for a message: characters that cannot be seen are named by their number, and no more than
// eighty characters are shown.
func Show(s string) string { return show(s, mostShown) }

func show(s string, most int) string {
	plain := len(s) <= most
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] >= ' ' && s[i] < 0x7F
	}
	if plain {
		return s
	}
	var b strings.Builder
	n := 0
	for i, r := range s {
		if n++; n > most {
			b.WriteString("…")
			break
		}
		if r == utf8.RuneError || !strconv.IsPrint(r) {
			_, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				fmt.Fprintf(&b, "\\x%02X", s[i])
				continue
			}
			fmt.Fprintf(&b, "<U+%04X>", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Invisible reports whether a character cannot be seen: white space, controls, and what has no width.
func Invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// IsZero reports whether there is no text.
func (t Text) IsZero() bool { return t == Text{} }

// spoken puts a value into words.
func (m *message) spoken(v any, lang string) string {
	switch v := v.(type) {
	case Text:
		if m.public {
			v = v.Public()
		}
		if v.IsZero() {
			return "…"
		}
		return v.In(lang)
	case Known:
		return string(v)
	case error:
		if !m.public {
			return Spoken(v, lang)
		}
	case int:
		return strconv.Itoa(v)
	case string:
		if !m.public {
			return v
		}
	}
	if m.public {
		return "…"
	}
	return fmt.Sprint(v)
}
