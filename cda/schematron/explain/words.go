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

// words are a part of an explanation, in no language yet: most of them are never read in more than one.
type words struct {
	text string            // the same in every language
	key  string            // of a phrase, which args go into
	args []words           // of the phrase; without one they follow each other
	make func(Lang) string // whatever else depends on the language
}

func plain(s string) words { return words{text: s} }

func number(n int) words { return plain(strconv.Itoa(n)) }

func say(key string, args ...words) words { return words{key: key, args: args} }

// series lists words.
func series(list []words) words {
	var args []words
	for i, w := range list {
		if i > 0 {
			args = append(args, plain(", "))
		}
		args = append(args, w)
	}
	return words{args: args}
}

// statements joins statements by a phrase.
func statements(list []words, key string) words {
	return words{make: func(l Lang) string {
		texts := make([]string, len(list))
		for i := range list {
			texts[i] = list[i].in(l)
		}
		return strings.Join(limit(texts, l), l.say(key))
	}}
}

func (w *words) in(l Lang) string {
	var b strings.Builder
	w.write(&b, l)
	return b.String()
}

func (w *words) write(b *strings.Builder, l Lang) {
	switch {
	case w.make != nil:
		b.WriteString(w.make(l))
	case w.key != "":
		l.fill(b, w.key, len(w.args), func(i int) { w.args[i].write(b, l) })
	default:
		b.WriteString(w.text)
		for i := range w.args {
			w.args[i].write(b, l)
		}
	}
}

// say fills in a phrase.
func (l Lang) say(key string, args ...string) string {
	var b strings.Builder
	l.fill(&b, key, len(args), func(i int) { b.WriteString(args[i]) })
	return b.String()
}

// fill writes a phrase; arg writes one of its n arguments.
func (l Lang) fill(b *strings.Builder, key string, n int, arg func(i int)) {
	pieces := texts.Pieces(string(l), key)
	if n > 0 && key != "where-one-of" && len(pieces) > 1 && pieces[0] == "" {
		b.WriteString(asWritten)
	}
	for i, s := range pieces {
		if i%2 == 0 {
			b.WriteString(s)
			continue
		}
		arg(int(s[0] - '1'))
	}
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

// choice lists values, quoted, the first ones only where there are many.
func choice(values []string) words {
	var list []words
	for i, v := range values {
		if i == maxValues {
			list = append(list, say("and-others", number(len(values)-i)))
			break
		}
		list = append(list, plain(quote(v)))
	}
	return series(list)
}

func (l Lang) choice(values []string) string {
	w := choice(values)
	return w.in(l)
}

// lines lists line numbers.
func lines(list []int) words {
	if len(list) == 1 {
		return say("line", number(list[0]))
	}
	var text []string
	for i, n := range list {
		if i == maxValues {
			text = append(text, "…")
			break
		}
		text = append(text, strconv.Itoa(n))
	}
	return say("lines", plain(strings.Join(text, ", ")))
}
