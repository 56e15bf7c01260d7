package explain

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

// Lang is a language of explanations.
type Lang string

// The languages.
const (
	Italian Lang = "it"
	English Lang = "en"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// operators are the messages that say a comparison.
var operators = map[string]string{
	"=": "equal", "!=": "different", "<": "less", "<=": "at-most-value", ">": "greater", ">=": "at-least-value",
}

// say fills in a phrase.
func (l Lang) say(key string, args ...any) string {
	var values lint.Values
	if len(args) > 0 {
		values = make(lint.Values, len(args))
		for i, v := range args {
			values[strconv.Itoa(i+1)] = v
		}
	}
	text := texts.In(string(l), key, values)
	if len(args) > 0 && key != "where-one-of" && strings.HasPrefix(texts.In(string(l), key, nil), "{1}") {
		text = asWritten + text
	}
	return text
}

// asWritten marks that what follows is a name, whose first letter a sentence must not change.
const asWritten = "\x00"

// sentence makes a sentence of words.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	name := strings.HasPrefix(s, asWritten)
	s = strings.ReplaceAll(s, asWritten, "")
	if first, size := utf8.DecodeRuneInString(s); !name {
		s = string(unicode.ToUpper(first)) + s[size:]
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "…") {
		s += "."
	}
	return s
}

const maxValues = 8

// values lists values, quoted, the first ones only where there are many.
func (l Lang) values(list []string) string {
	var b strings.Builder
	for i, v := range list {
		if i == maxValues {
			b.WriteString(", " + l.say("and-others", len(list)-i))
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quote(v))
	}
	return b.String()
}

// lines lists line numbers.
func (l Lang) lines(list []int) string {
	if len(list) == 1 {
		return l.say("line", list[0])
	}
	var text []string
	for i, n := range list {
		if i == maxValues {
			text = append(text, "…")
			break
		}
		text = append(text, strconv.Itoa(n))
	}
	return l.say("lines", strings.Join(text, ", "))
}
