package lint

import (
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
		return t.msg.in(lang, t.msg.values)
	case lang == "it":
		return t.IT
	}
	return t.EN
}

// Public returns the text with nothing that was taken from a document: a value in it becomes an ellipsis, unless it is a Text, which
// gives its own public form, a number, or marked with Known. A text that is not of a catalog has no public form but none.
func (t Text) Public() Text {
	if t.msg == nil || len(t.msg.values) == 0 {
		if t.msg == nil {
			return Text{}
		}
		return t
	}
	m := *t.msg
	m.values = make(Values, len(t.msg.values))
	for name, v := range t.msg.values {
		switch v := v.(type) {
		case Text:
			m.values[name] = v.Public()
		case Known, int, int64, uint64, bool:
			m.values[name] = v
		default:
			m.values[name] = "…"
		}
	}
	return Text{msg: &m}
}

// Known is a value that is not taken from a document: the name of a field, a number of the specification, a code of a list.
type Known string

// IsZero reports whether there is no text.
func (t Text) IsZero() bool { return t == Text{} }

// spoken puts a value into words.
func spoken(v any, lang string) string {
	switch v := v.(type) {
	case string:
		return v
	case Text:
		return v.In(lang)
	case Known:
		return string(v)
	case int:
		return strconv.Itoa(v)
	}
	return fmt.Sprint(v)
}
