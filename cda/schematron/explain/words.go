package explain

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lang is a language of explanations.
type Lang string

// The languages.
const (
	Italian Lang = "it"
	English Lang = "en"
)

// phrases are the sentences and their parts: Italian, English. %s and %d are filled in.
var phrases = map[string][2]string{
	// Requirements.
	"exactly-one":      {"deve esserci esattamente un %s", "there must be exactly one %s"},
	"exactly":          {"devono esserci esattamente %s %s", "there must be exactly %s %s"},
	"at-least-one":     {"deve esserci almeno un %s", "there must be at least one %s"},
	"at-least":         {"devono esserci almeno %s %s", "there must be at least %s %s"},
	"at-most-one":      {"può esserci al più un %s", "there may be at most one %s"},
	"at-most":          {"possono esserci al più %s %s", "there may be at most %s %s"},
	"none":             {"non deve esserci alcun %s", "there must be no %s"},
	"not-count":        {"il numero di %s non deve essere %s", "the number of %s must not be %s"},
	"count-as":         {"il numero di %s deve essere %s %s", "the number of %s must be %s %s"},
	"attr-once":        {"deve essere presente %s", "%s must be present"},
	"attr-none":        {"non deve essere presente %s", "%s must not be present"},
	"must-text":        {"%s deve avere un valore", "%s must have a value"},
	"must-no-text":     {"%s non deve avere un valore", "%s must have no value"},
	"must-be":          {"%s deve valere %s", "%s must be %s"},
	"must-not-be":      {"%s non deve valere %s", "%s must not be %s"},
	"must-differ":      {"%s deve essere diverso da %s", "%s must differ from %s"},
	"must-cmp":         {"%s deve essere %s %s", "%s must be %s %s"},
	"must-not-cmp":     {"%s non deve essere %s %s", "%s must not be %s %s"},
	"must-length":      {"%s deve avere una lunghezza %s %s caratteri", "%s must have a length %s %s characters"},
	"must-match":       {"%s deve corrispondere a %s%s", "%s must match %s%s"},
	"must-not-match":   {"%s non deve corrispondere a %s%s", "%s must not match %s%s"},
	"must-contain":     {"%s deve contenere %s", "%s must contain %s"},
	"must-not-contain": {"%s non deve contenere %s", "%s must not contain %s"},
	"must-start":       {"%s deve iniziare con %s", "%s must begin with %s"},
	"must-not-start":   {"%s non deve iniziare con %s", "%s must not begin with %s"},
	"must-end":         {"%s deve terminare con %s", "%s must end with %s"},
	"must-not-end":     {"%s non deve terminare con %s", "%s must not end with %s"},
	"must-nan":         {"%s non deve essere un numero", "%s must not be a number"},
	"must-number":      {"%s deve essere un numero", "%s must be a number"},
	"always":           {"nulla", "nothing"},
	"must-hold":        {"deve valere: %s", "this must hold: %s"},
	"must-not-hold":    {"non deve valere: %s", "this must not hold: %s"},
	"if-present":       {"se è presente %s, %s", "if there is %s, %s"},
	"if-absent":        {"se manca %s, %s", "if there is no %s, %s"},
	"if-then":          {"se %s, allora %s; altrimenti %s", "if %s, then %s; otherwise %s"},
	"where-one-of":     {"%s, dove il valore è uno tra: %s", "%s, where the value is one of: %s"},
	"one-of":           {"%s deve valere uno tra: %s", "%s must be one of: %s"},
	"or":               {", oppure ", ", or "},
	"and":              {"; e ", "; and "},
	"group":            {"(%s)", "(%s)"},
	"and-others":       {"… (altri %d)", "… (%d more)"},

	// Operators.
	"=": {"uguale a", "equal to"}, "!=": {"diverso da", "different from"}, "<": {"minore di", "less than"},
	"<=": {"minore o uguale a", "at most"}, ">": {"maggiore di", "greater than"}, ">=": {"maggiore o uguale a", "at least"},

	"if-all-present": {"se sono presenti %s, %s", "if there are %s, %s"},

	"none-of": {"%s non deve valere nessuno tra: %s", "%s must be none of: %s"},

	"as-many": {"il numero di %s deve essere pari al numero di %s", "there must be as many %s as %s"},

	"is-present": {"%s è presente", "%s is present"},

	"found-none": {"nessun %s", "no %s"},

	"found-context": {"%s ricade in questa regola", "%s falls under this rule"},

	"with": {"%s con %s", "%s with %s"},

	"fix-all": {"soddisfare il requisito: %s", "meet the requirement: %s"},

	"fix-keep-one": {"lasciare un solo %s (ora sono %d)", "keep only one %s (there are %d)"},

	"fix-more": {"aggiungere altri %s: ne servono %d (ora sono %d)", "add more %s: %d are needed (there are %d)"},

	"fix-set-in": {"impostare %s a %s in %s", "set %s to %s in %s"},

	"fix-add-one": {"aggiungere %s in %s, dove il valore è uno tra %s", "add %s in %s, where the value is one of %s"},

	"fix-set-one-in": {"impostare %s a uno tra %s in %s", "set %s to one of %s in %s"},

	"fix-drop": {"togliere %s", "remove %s"},

	"fix-escape": {"fare in modo che per %s non valga: %s", "see to it that for %s this does not hold: %s"},

	"column": {"riga %d, colonna %d", "line %d, column %d"},

	// What was found.
	"found-count":    {"sono presenti %d %s (%s)", "there are %d %s (%s)"},
	"found-missing":  {"in %s manca %s", "in %s there is no %s"},
	"found-present":  {"presente: %s", "present: %s"},
	"found-value":    {"%s vale %s", "%s is %s"},
	"found-length":   {"%s vale %s, lungo %d caratteri", "%s is %s, %d characters long"},
	"found-no-value": {"%s non è presente", "%s is not present"},
	"found-empty":    {"%s è vuoto", "%s is empty"},
	"found-numbers":  {"%s: %d, %s: %d", "%s: %d, %s: %d"},
	"found-is":       {"il numero di %s è %d", "the number of %s is %d"},
	"nothing":        {"nulla di ciò che è richiesto", "nothing of what is asked for"},
	"line":           {"riga %d", "line %d"},
	"lines":          {"righe %s", "lines %s"},

	// What would help.
	"fix-set":     {"impostare %s a %s", "set %s to %s"},
	"fix-set-one": {"impostare %s a uno tra %s", "set %s to one of %s"},
	"fix-change":  {"cambiare %s da %s a %s", "change %s from %s to %s"},
	"fix-add":     {"aggiungere %s in %s", "add %s in %s"},
	"fix-keep":    {"lasciare al massimo %s %s (ora sono %d)", "keep at most %s %s (there are %d)"},
	"fix-remove":  {"togliere %s (%s)", "remove %s (%s)"},
	"fix-adapt":   {"correggere %s: %s", "correct %s: %s"},

	// Regular expressions in words.
	"re-fiscal": {" (16 caratteri, solo lettere maiuscole e cifre)", " (16 characters, capital letters and digits only)"},
}

// say fills in a phrase.
func (l Lang) say(key string, args ...any) string {
	p := phrases[key]
	text := p[0]
	if l == English {
		text = p[1]
	}
	if len(args) == 0 {
		return text
	}
	if strings.HasPrefix(text, "%s") && key != "where-one-of" {
		text = asWritten + text
	}
	return fmt.Sprintf(text, args...)
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
