package codelist

import (
	"strings"
	"sync"

	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/internal/near"
)

// Entry is one value of a list. Fields that a list does not have are empty.
type Entry struct {
	Code      string // the literal to be written
	Name      string // in Italian (event codes: empty but for a few); organisations: the exact description
	Forwarded string // what the gateway passes on for it, where that is not the code
	Unlisted  bool   // only in the gateway's code since May 2026
	Family    string // event codes: ATC, SNOMED CT, LOINC, policy, local
	// Documented: event codes, named in the integration document and not only in the gateway's code.
	Documented bool
	Class      string // LOINC document types: the class that goes with it, "" for none
	OtherName  string // organisations: the description by the other source, where the two contradict each other
}

// List is a value list.
type List struct {
	Name  string // of the field or claim
	load  func() ([]Entry, map[string]int)
	upper func() map[string]int // entries by their codes in capitals
}

func newList(name, lines string, read func(fields []string) Entry) *List {
	l := &List{Name: name, load: sync.OnceValues(func() ([]Entry, map[string]int) {
		entries, index := []Entry{}, map[string]int{}
		for line := range strings.Lines(lines) {
			if line = strings.TrimSuffix(line, "\n"); line == "" {
				continue
			}
			e := read(strings.Split(line, "|"))
			index[e.Code] = len(entries)
			entries = append(entries, e)
		}
		return entries, index
	})}
	l.upper = sync.OnceValue(func() map[string]int {
		index := make(map[string]int, l.Len())
		for i, e := range l.All() {
			index[strings.ToUpper(e.Code)] = i
		}
		return index
	})
	return l
}

// plain reads code, name and, where there is one, the forwarded value.
func plain(fields []string) Entry {
	e := Entry{Code: fields[0]}
	if len(fields) > 1 {
		e.Name = fields[1]
	}
	if len(fields) > 2 {
		e.Forwarded = fields[2]
	}
	return e
}

// All returns the entries in the order of the list. The slice is shared: it must not be changed.
func (l *List) All() []Entry {
	entries, _ := l.load()
	return entries
}

// Len returns how many entries there are.
func (l *List) Len() int { return len(l.All()) }

// Lookup returns the entry with exactly this code.
func (l *List) Lookup(code string) (Entry, bool) {
	entries, index := l.load()
	i, ok := index[code]
	if !ok {
		return Entry{}, false
	}
	return entries[i], true
}

// LookupFold returns the entry whose code is equal ignoring case, as the gateway compares some lists.
func (l *List) LookupFold(code string) (Entry, bool) {
	if e, ok := l.Lookup(code); ok {
		return e, true
	}
	if ascii(code) {
		i, ok := l.upper()[strings.ToUpper(code)]
		if !ok {
			return Entry{}, false
		}
		return l.All()[i], true
	}
	for _, e := range l.All() {
		if jdk.EqualFold(e.Code, code) {
			return e, true
		}
	}
	return Entry{}, false
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// ByName returns the entry whose name is equal ignoring case.
func (l *List) ByName(name string) (Entry, bool) {
	for _, e := range l.All() {
		if e.Name != "" && jdk.EqualFold(e.Name, name) {
			return e, true
		}
	}
	return Entry{}, false
}

// Published counts the entries that the published gateway code knows.
func (l *List) Published() int {
	n := 0
	for _, e := range l.All() {
		if !e.Unlisted {
			n++
		}
	}
	return n
}

// Codes returns the codes, joined for a message.
func (l *List) Codes() string {
	var b strings.Builder
	for i, e := range l.All() {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(e.Code)
	}
	return b.String()
}

// Mistake is how a value differs from the entry that was probably meant.
type Mistake string

// Mistakes, the surest first.
const (
	OtherCase     Mistake = "case"      // capital and small letters
	Blanks        Mistake = "blanks"    // blanks around or inside, invisible characters
	ForwardedForm Mistake = "forwarded" // the value that the gateway passes on instead of the literal
	NameForCode   Mistake = "name"      // the name instead of the code
	Punctuation   Mistake = "signs"     // hyphens, underscores, full stops
	OneCharacter  Mistake = "character" // one character replaced, missing, too much, or two swapped
)

// Near returns the entry that a value which is not on the list was probably meant to be, and how it differs. There is none
// when several entries are equally near.
func (l *List) Near(value string) (Entry, Mistake, bool) {
	if len(value) > maxNear {
		return Entry{}, "", false
	}
	entries := l.All()
	surest := len(mistakes)
	var found []int
	for i := range entries {
		rank := rankOf(&entries[i], value)
		switch {
		case rank > surest || rank == len(mistakes):
		case rank < surest:
			surest, found = rank, append(found[:0], i)
		default:
			found = append(found, i)
		}
	}
	if len(found) != 1 {
		return Entry{}, "", false
	}
	return entries[found[0]], mistakes[surest], true
}

const maxNear = 200 // bytes of a value that is compared with a whole list

var mistakes = [...]Mistake{OtherCase, Blanks, ForwardedForm, NameForCode, Punctuation, OneCharacter}

// rankOf returns the place in mistakes of the surest way in which value can be meant for e.
func rankOf(e *Entry, value string) int {
	likeness, _, _ := near.Compare([]byte(value), []byte(e.Code), 1)
	_, _, named := near.Compare([]byte(value), []byte(e.Name), 0)
	switch {
	case likeness == near.Case:
		return 0
	case likeness == near.Blanks && !strings.Contains(e.Code, " "):
		return 1
	case e.Forwarded != "" && jdk.EqualFold(e.Forwarded, value):
		return 2
	case named:
		return 3
	case likeness == near.Blanks || likeness == near.Punctuation:
		return 4
	case likeness == near.Edit && len(e.Code) > 2:
		return 5
	}
	return len(mistakes)
}
