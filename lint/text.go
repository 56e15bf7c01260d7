package lint

import (
	"encoding/json"
	"fmt"
	"strconv"
)

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
	public  bool // without what was taken from a document
}

// Values are what goes into a message, by the name in braces that stands for it: strings, numbers, Texts, Stringers. A count that
// decides between singular and plural has the name "n".
type Values map[string]any

// Same is a text that reads the same in both languages, such as a value or the words of a library.
func Same(s string) Text { return Text{IT: s, EN: s} }

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
	if t.msg == nil {
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

// IsZero reports whether there is no text.
func (t Text) IsZero() bool { return t == Text{} }

// spoken puts a value into words.
func (m *message) spoken(v any, lang string) string {
	switch v := v.(type) {
	case Text:
		if m.public {
			v = v.Public()
		}
		if v.IsZero() && m.public {
			return "…"
		}
		return v.In(lang)
	case Known:
		return string(v)
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
