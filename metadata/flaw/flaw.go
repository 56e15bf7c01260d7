// Package flaw describes what is wrong with a value: a kind that never changes, the place, what was found and what was expected,
// and the words for it in Italian and English.
//
// The libraries of metadata return flaws; programs decide what they mean. A kind is declared once, beside the code that finds
// it. Its texts hold {part}, {found}, {expected}, {pos} and {at}, which Text fills in: {pos} counts characters from 1, {at} is a
// phrase with the same number or nothing when the place is not known.
package flaw

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Group says who minds a flaw.
type Group string

// The groups, by the names of the report.
const (
	Gateway  Group = "gateway"  // the gateway refuses the value
	Standard Group = "standard" // a specification is broken, the gateway lets it pass
	Advice   Group = "advice"   // risk or good practice
)

// Severity says how bad a flaw is.
type Severity int8

// The severities, in rising order.
const (
	Info Severity = iota + 1
	Warning
	Error
)

func (s Severity) String() string {
	switch s {
	case Info:
		return "info"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "none"
}

// Kind is one way in which a value can be wrong.
type Kind struct {
	Code     string // machine reason; never changes its meaning
	Group    Group
	Severity Severity
	IT, EN   string
}

// Flaw is one thing wrong with one value.
type Flaw struct {
	Kind     *Kind
	Part     string // which part of the value, by the name that the specification gives it; "" for the whole
	Pos      int    // place in the value in characters from 0, -1 when there is none
	Found    string // what stands there
	Expected string // what should stand there, "" when nothing single can be named
}

// Code is the machine reason.
func (f Flaw) Code() string { return f.Kind.Code }

// Text says in words what is wrong: in Italian for "it", in English for any other language.
func (f Flaw) Text(lang string) string {
	text, at := f.Kind.EN, " at character "
	if lang == "it" {
		text, at = f.Kind.IT, " al carattere "
	}
	if f.Pos >= 0 {
		at += strconv.Itoa(f.Pos + 1)
	} else {
		at = ""
	}
	return strings.NewReplacer("{part}", f.Part, "{found}", Show(f.Found), "{expected}", f.Expected, "{pos}", strconv.Itoa(f.Pos+1), "{at}", at).Replace(text)
}

// Shifted returns the flaws of a part as flaws of the whole: by is the place of the part in it, name is the name of the part
// for flaws that have none.
func Shifted(flaws []Flaw, by int, name string) []Flaw {
	for i := range flaws {
		if flaws[i].Pos >= 0 {
			flaws[i].Pos += by
		}
		if flaws[i].Part == "" {
			flaws[i].Part = name
		}
	}
	return flaws
}

// Worst returns the highest severity among the flaws, 0 for none.
func Worst(flaws []Flaw) Severity {
	var worst Severity
	for i := range flaws {
		worst = max(worst, flaws[i].Kind.Severity)
	}
	return worst
}

const maxShown = 80 // characters of a found value in a text

// Show prepares a foreign value for a message: characters that cannot be seen are named by their number, and no more than
// eighty characters are shown.
func Show(s string) string {
	plain := len(s) <= maxShown
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] >= ' ' && s[i] < 0x7F
	}
	if plain {
		return s
	}
	var b strings.Builder
	n := 0
	for i, r := range s {
		if n++; n > maxShown {
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
