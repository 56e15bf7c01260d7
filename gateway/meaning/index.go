package meaning

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
)

// phrase is a piece of an answer that tells what it is.
type phrase struct {
	words string // folded
	id    string
	error bool // of the gateway's table, else of the codes
	title bool // it tells only the type
}

// index is how topics are found.
type index struct {
	codes   map[string]string // spelling → id in codes.yaml
	numbers map[string]string // number of INI → id
	phrases []phrase
	known   map[string]lint.Answer // errors of the table
}

var load = sync.OnceValue(func() *index {
	x := &index{codes: map[string]string{}, numbers: map[string]string{}, known: map[string]lint.Answer{}}
	add := func(p phrase) {
		if p.words = fold(p.words); len(p.words) > 2 && !slices.Contains(x.phrases, p) {
			x.phrases = append(x.phrases, p)
		}
	}
	for _, id := range errors.IDs() {
		a, ok := gateway.Known(id)
		for _, words := range errors.List(id, "phrases") {
			add(phrase{words: words, id: id, error: true})
		}
		for _, name := range errors.List(id, "names") {
			x.codes[name] = id
		}
		if !ok {
			continue
		}
		x.known[id] = a
		if !strings.HasPrefix(a.Detail, "/") {
			add(phrase{words: a.Detail, id: id, error: true})
		}
		add(phrase{words: a.Title, id: id, error: true, title: true})
	}
	for _, id := range codes.IDs() {
		x.codes[id] = id
		for _, name := range codes.List(id, "names") {
			x.codes[name] = id
		}
		if n := codes.Part(id, "number", nil).In("en"); n != "" {
			x.numbers[n] = id
		}
		for _, words := range codes.List(id, "phrases") {
			add(phrase{words: words, id: id})
		}
	}
	return x
})

// fold makes words of a text that can be compared whatever became of it on its way: case, punctuation, quotation marks, escapes, line
// breaks and letters with accents, which logs often spoil, do not count.
func fold(text string) string {
	text = escaped().ReplaceAllStringFunc(text, func(s string) string {
		if n, err := strconv.ParseUint(s[2:], 16, 16); err == nil && n < 0x80 {
			return string(rune(n))
		}
		return " "
	})
	text = strings.NewReplacer(`\n`, " ", `\r`, " ", `\t`, " ").Replace(text)
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), " ")
}

var escaped = lazyregexp.New(`\\u[0-9a-fA-F]{4}`)

// match returns the phrases that stand in a text, in the order in which they do; one that is part of another does not count.
func (x *index) match(text string) []phrase {
	words := " " + fold(text) + " "
	var found []phrase
	for _, p := range x.phrases {
		if strings.Contains(words, " "+p.words+" ") {
			found = append(found, p)
		}
	}
	found = slices.DeleteFunc(found, func(p phrase) bool {
		return slices.ContainsFunc(found, func(longer phrase) bool {
			return len(longer.words) > len(p.words) && strings.Contains(" "+longer.words+" ", " "+p.words+" ")
		})
	})
	slices.SortStableFunc(found, func(a, b phrase) int { return strings.Index(words, a.words) - strings.Index(words, b.words) })
	return found
}

// Names are all words that can be explained, beside rules: for completion, and for those that come near one.
func Names() []string {
	x := load()
	var all []string
	for name := range x.codes {
		all = append(all, name)
	}
	for id, a := range x.known {
		all = append(all, id, a.Type, a.Instance)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" || strings.ContainsAny(s, "*") })
}

// alike returns the texts of answers that share most of their words with a sentence, best first.
func (x *index) alike(sentence string, most int) []string {
	type likeness struct {
		text  string
		share float64
	}
	words := strings.Fields(fold(sentence))
	slices.Sort(words)
	words = slices.Compact(words)
	var found []likeness
	for _, a := range x.known {
		own := strings.Fields(fold(a.Detail))
		shared := 0
		for _, w := range own {
			if _, ok := slices.BinarySearch(words, w); ok {
				shared++
			}
		}
		if share := float64(shared) / float64(len(own)+len(words)-shared+1); share >= 0.4 {
			found = append(found, likeness{a.Detail, share})
		}
	}
	slices.SortFunc(found, func(a, b likeness) int { return cmp.Or(cmp.Compare(b.share, a.share), strings.Compare(a.text, b.text)) })
	var texts []string
	for _, l := range found {
		if !slices.Contains(texts, l.text) && len(texts) < most {
			texts = append(texts, l.text)
		}
	}
	return texts
}
