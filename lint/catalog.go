package lint

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

// Catalog holds the messages and the rules' texts of one package in both languages, as they stand in its YAML file: a map whose
// entries begin at the first column. An entry is read when it is first asked for, so that a catalog costs nothing until then.
//
// A message is {en: …, it: …}; where a count decides, each is {one: …, other: …}. The entry of a rule holds messages named title,
// why, fix, before, after and, where the title does not say all, message; sources (see documents.yaml); and formerly, ids that the
// rule had before. A name in braces stands for a value; braces around anything that is no value stay as they are.
type Catalog struct {
	data    string
	entries atomic.Pointer[map[string]*entry] // by id; replaced when one is added
	rules   []*Rule
}

// NewCatalog returns the catalog of a YAML file, which the caller embeds.
func NewCatalog(data string) *Catalog { return &Catalog{data: data} }

// Text is the message with this id and these values, which may be nil.
func (c *Catalog) Text(id string, v Values) Text {
	return Text{msg: &message{catalog: c, id: id, values: v}}
}

// In puts the message with this id into words at once.
func (c *Catalog) In(lang, id string, v Values) string { return c.Text(id, v).In(lang) }

// Pieces are the words of a message that no count changes and, at odd places, the names in braces between them, for who fills many
// in. They must not be modified.
func (c *Catalog) Pieces(lang, id string) []string {
	p := c.entry(id).parts[""]
	switch {
	case p == nil:
		return []string{id}
	case lang == "it":
		return p.it.always
	}
	return p.en.always
}

// Part is one part of an entry, such as the title of a rule, with these values, which may be nil; the zero Text where the entry has none.
func (c *Catalog) Part(id, part string, v Values) Text {
	if c.entry(id).parts[part] == nil {
		return Text{}
	}
	return Text{msg: &message{catalog: c, id: id, part: part, values: v}}
}

// List is a part of an entry that is a list, such as the sources of a rule.
func (c *Catalog) List(id, part string) []string { return c.entry(id).lists[part] }

// SourceLines are the public documents that an entry rests on, each as one line.
func (c *Catalog) SourceLines(id string) []string { return lines(references(c.List(id, "sources"))) }

// Has reports whether there is an entry with this id.
func (c *Catalog) Has(id string) bool {
	_, ok := c.lines(id)
	return ok
}

// IDs lists the entries in the order of the file.
func (c *Catalog) IDs() []string {
	var ids []string
	for line := range strings.Lines(c.data) {
		if id, _, ok := strings.Cut(line, ":"); ok && id != "" && !strings.ContainsAny(id[:1], " #\t\n") {
			ids = append(ids, id)
		}
	}
	return ids
}

// Rule declares a rule whose texts are the catalog's entry of the same id. The rule's family is what stands before the first hyphen;
// err is the id of the gateway's error that it predicts, "" for none.
func (c *Catalog) Rule(id string, s Severity, g Group, err string) *Rule {
	family, _, _ := strings.Cut(id, "-")
	d := &declared{part: [...]message{{catalog: c, id: id, part: "title"}, {catalog: c, id: id, part: "why"}, {catalog: c, id: id, part: "fix"}}}
	d.Rule = Rule{
		ID: id, Family: family, Severity: s, Group: g, Error: err, catalog: c,
		Title: Text{msg: &d.part[0]}, Why: Text{msg: &d.part[1]}, Fix: Text{msg: &d.part[2]},
	}
	c.rules = append(c.rules, &d.Rule)
	return &d.Rule
}

// declared is a rule with its texts in one piece of memory: every program start makes all of them.
type declared struct {
	Rule
	part [3]message
}

// Rules returns the rules that the package declares, in the order of the source. Packages declare them in variables, so that the
// list is complete before a program begins.
func (c *Catalog) Rules() []*Rule { return slices.Clone(c.rules) }

// words is a message as the file has it: the same in both languages, or one for each; singular and plural where a count decides.
type words struct{ en, it i18n.Message }

func (w *words) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		w.en = always(n.Value)
		w.it = w.en
		return nil
	}
	var both struct{ EN, IT yaml.Node }
	if err := decode(n, &both, "en", "it"); err != nil {
		return err
	}
	for _, side := range []struct {
		node *yaml.Node
		to   *i18n.Message
	}{{&both.EN, &w.en}, {&both.IT, &w.it}} {
		if side.node.Kind == yaml.ScalarNode {
			*side.to = always(side.node.Value)
			continue
		}
		var forms struct{ One, Other string }
		if err := decode(side.node, &forms, "one", "other"); err != nil {
			return err
		}
		side.to.One, side.to.Other = forms.One, forms.Other
		side.to.Many = forms.Other // of a million, in Italian
	}
	if w.en.Other == "" || w.it.Other == "" {
		return errors.New("a language is missing")
	}
	return nil
}

// always are words that no count changes.
func always(words string) i18n.Message { return i18n.Message{One: words, Many: words, Other: words} }

// decode reads a mapping that has no other keys: what follows a comma that nobody quoted would be one.
func decode(n *yaml.Node, into any, keys ...string) error {
	for i := 0; i < len(n.Content); i += 2 {
		if !slices.Contains(keys, n.Content[i].Value) {
			return fmt.Errorf("line %d: %q is neither of %v", n.Line, n.Content[i].Value, keys)
		}
	}
	return n.Decode(into)
}

// entry is one entry of a catalog, read.
type entry struct {
	parts map[string]*spokenWords
	lists map[string][]string
}

type spokenWords struct{ en, it spoken }

// spoken are the words of one language.
type spoken struct {
	always pieces          // where no count changes them
	counts *i18n.Localizer // nil where none does
}

func newSpoken(tag language.Tag, m i18n.Message) (spoken, error) {
	if m.One == m.Other { // a bundle knows the plurals of all languages: it costs more than all else
		p, err := braces{}.Parse(m.Other, "", "")
		return spoken{always: p.(pieces)}, err
	}
	m.ID = messageID
	b := i18n.NewBundle(tag)
	return spoken{counts: i18n.NewLocalizer(b, tag.String())}, b.AddMessages(tag, &m)
}

// fill puts the words together; n decides between singular and plural.
func (s *spoken) fill(with filling, n any) (string, error) {
	if s.counts == nil {
		return s.always.Execute(with)
	}
	config := i18n.LocalizeConfig{MessageID: messageID, TemplateData: with, TemplateParser: braces{}}
	if n, ok := n.(int); ok {
		config.PluralCount = n
	}
	return s.counts.Localize(&config)
}

// entry reads an entry. One that is missing or cannot be read has no parts; the tests of every catalog refuse it.
func (c *Catalog) entry(id string) *entry {
	known := c.entries.Load()
	if known != nil {
		if e := (*known)[id]; e != nil {
			return e
		}
	}
	e, err := c.read(id)
	if err != nil {
		e = &entry{}
	}
	more := map[string]*entry{id: e}
	if known != nil {
		maps.Copy(more, *known)
	}
	c.entries.CompareAndSwap(known, &more) // where another one came first, this one is read again when it is needed
	return e
}

// lines returns the lines of an entry, without its id.
func (c *Catalog) lines(id string) (string, bool) {
	rest, ok := strings.CutPrefix(c.data, id+":")
	if !ok {
		_, rest, ok = strings.Cut(c.data, "\n"+id+":")
	}
	if !ok {
		return "", false
	}
	for i := 0; ; {
		next := strings.IndexByte(rest[i:], '\n')
		if next < 0 || i+next+1 == len(rest) {
			return rest, true
		}
		if i += next + 1; !strings.ContainsRune(" #\n", rune(rest[i])) {
			return rest[:i], true
		}
	}
}

func (c *Catalog) read(id string) (*entry, error) {
	text, ok := c.lines(id)
	if !ok {
		return nil, fmt.Errorf("no entry %s", id)
	}
	var node yaml.Node
	if err := yaml.Unmarshal([]byte("e:"+text), &node); err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	value := node.Content[0].Content[1]
	e := &entry{parts: map[string]*spokenWords{}, lists: map[string][]string{}}
	if value.Kind == yaml.ScalarNode || hasKey(value, "en") {
		return e, e.add("", value)
	}
	for i := 0; i+1 < len(value.Content); i += 2 {
		name, node := value.Content[i].Value, value.Content[i+1]
		var err error
		if node.Kind == yaml.SequenceNode {
			var list []string
			err = node.Decode(&list)
			e.lists[name] = list
		} else {
			err = e.add(name, node)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
	}
	return e, nil
}

func hasKey(n *yaml.Node, key string) bool {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

func (e *entry) add(part string, n *yaml.Node) error {
	var w words
	if err := w.UnmarshalYAML(n); err != nil {
		return err
	}
	en, err := newSpoken(language.English, w.en)
	if err != nil {
		return err
	}
	it, err := newSpoken(language.Italian, w.it)
	e.parts[part] = &spokenWords{en, it}
	return err
}

// messageID is the id of every message within its own bundle.
const messageID = "m"

// in puts the message into words. One that the catalog lacks shows its id: the tests refuse it.
func (m *message) in(lang string) string {
	if m.words != nil {
		return m.words(lang)
	}
	parts := m.catalog.entry(m.id).parts
	p := parts[m.part]
	if p == nil && m.part == "message" {
		p = parts["title"] // which says all there is to say
	}
	if p == nil {
		return strings.TrimSuffix(m.id+" "+m.part, " ")
	}
	words := &p.en
	if lang == "it" {
		words = &p.it
	}
	s, err := words.fill(filling{m, lang}, m.values["n"])
	if err != nil {
		return m.id
	}
	return s
}

// filling is what a template is filled with.
type filling struct {
	*message
	lang string
}

// braces is the language of the templates: a name in braces stands for the value of that name.
type braces struct{}

func (braces) Cacheable() bool { return true }

func (braces) Parse(src, _, _ string) (template.ParsedTemplate, error) {
	var p pieces
	for {
		before, rest, ok := strings.Cut(src, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			return append(p, src), nil
		}
		p, src = append(p, before, name), after
	}
}

// pieces are the words of a message and, at odd places, the names between them.
type pieces []string

func (p pieces) Execute(data any) (string, error) {
	f := data.(filling)
	var b strings.Builder
	for i, s := range p {
		switch v, ok := f.values[s]; {
		case i%2 == 0:
			b.WriteString(s)
		case ok:
			b.WriteString(f.spoken(v, f.lang))
		case f.blanks() && isName(s):
			b.WriteString("…")
		default:
			b.WriteString("{" + s + "}")
		}
	}
	return b.String(), nil
}

// blanks tells whether a name without a value is a blank to be filled in: in what a rule says in general. In an example or a plain
// message it is what the braces say, such as the {id} of an address.
func (m *message) blanks() bool {
	return !m.raw && m.part != "" && m.part != "before" && m.part != "after"
}

func isName(s string) bool { return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == "" }

// Check returns what is wrong with the catalog: entries that cannot be read, twice the same id, a language that is missing, values
// that one language names and the other does not.
func (c *Catalog) Check() []error {
	var errs []error
	var whole map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(c.data), &whole); err != nil {
		return []error{err}
	}
	ids := c.IDs()
	if got := slices.Sorted(maps.Keys(whole)); !slices.Equal(got, slices.Sorted(slices.Values(ids))) {
		errs = append(errs, fmt.Errorf("entries read one by one (%d) are not those of the file (%d)", len(ids), len(got)))
	}
	for _, id := range ids {
		e, err := c.read(id)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for part := range e.parts {
			en, it := c.template(id, part, "en"), c.template(id, part, "it")
			if !slices.Equal(names(en), names(it)) {
				errs = append(errs, fmt.Errorf("%s %s: values %v in English, %v in Italian", id, part, names(en), names(it)))
			}
		}
	}
	return errs
}

// template returns the words of a part with the names of the values in braces, in the plural.
func (c *Catalog) template(id, part, lang string) string {
	return (&message{catalog: c, id: id, part: part, raw: true}).in(lang)
}

// names lists the names in braces that could stand for values.
func names(s string) []string {
	var list []string
	p, _ := braces{}.Parse(s, "", "")
	for i, name := range p.(pieces) {
		if i%2 == 1 && !strings.ContainsAny(name, " /:;,\"") && name != "" {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
