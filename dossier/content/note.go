package content

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/internal/lazyregexp"
)

// wish is what a note wants of an attribute, or of the text of an element.
type wish struct {
	attribute string // "" for what the path ends with
	values    []string
	date      bool
	sure      bool // the values are quoted, or can be nothing else
}

var (
	// must is the phrase before a value.
	must = lazyregexp.New(`(?i)valorizza(?:t[oaie]|re)\s*(?:sempre\s+)?(?:con|a|=|:)\s*:?\s*`)
	// attributeBefore is an attribute that is named before the phrase.
	attributeBefore = lazyregexp.New(`(?i)(?:attribut[oi]\s+|@)["'«]?@?([\p{L}_][\w:.-]*)["'»]?[^.;\n]*$`)
	// quotedValue is a value in quotes; an apostrophe within words closes none.
	quotedValue = lazyregexp.New(`"([^"]+)"|«([^»]+)»|'(.+?)'(?:[\s.,;)]|$)`)
	oneOf       = lazyregexp.New(`(?i)^(?:uno|una|un)\s+(?:dei|delle|tra\s+i|fra\s+i|tra)\s+(?:seguenti\s+)?` +
		`(?:valori|codici|stringhe)?\s*:?\s*`)
	leadIn = lazyregexp.New(`(?i)^(?:(?:il|la|lo)\s+)?(?:seguente\s+)?(?:valore|codice|stringa|dicitura|oid)` +
		`(?:\s+(?:fiss[oa]|costante))?\s*:?\s+`)
	prose = lazyregexp.New(`(?i)^(?:(?:un|uno|una|il|lo|la|i|gli|le|dei|delle|degli|quanto|quello|almeno|codifica|data|valori|testo)\b` +
		`|l'|un')`)
	dateForm    = lazyregexp.New(`(?i)y{4}mm?dd|a{4}mm?gg|formato\s+data`)
	alternative = lazyregexp.New(`(?i)\s*(?:,|;|/|\bo\b|\boppure\b|\be\b)\s*`)
)

// wishes reads a note: "deve essere valorizzato con …", for one or several attributes.
func wishes(note string) (list []wish) {
	note = apostrophes.Replace(note)
	at := must().FindAllStringIndex(note, -1)
	for i, m := range at {
		end := len(note)
		if i+1 < len(at) {
			end = at[i+1][0]
			if a := attributeBefore().FindStringIndex(note[m[1]:end]); a != nil {
				end = m[1] + a[0]
			}
		}
		before := note[:m[0]]
		if i > 0 {
			before = note[at[i-1][1]:m[0]]
		}
		w := valueOf(note[m[1]:end])
		if a := attributeBefore().FindStringSubmatch(before); a != nil {
			w.attribute = strings.ToLower(a[1])
		}
		list = append(list, w)
	}
	return list
}

// valueOf reads what follows the phrase.
func valueOf(text string) wish {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if dateForm().MatchString(text) {
		return wish{date: true, sure: true}
	}
	several := oneOf().MatchString(text)
	text = leadIn().ReplaceAllString(oneOf().ReplaceAllString(text, ""), "")
	if strings.IndexAny(text, `"'«`) == 0 {
		return wish{values: quotedValues(text), sure: true}
	}
	text = strings.TrimRight(strings.TrimSpace(text), ".;, ")
	switch {
	case text == "" || prose().MatchString(text):
		return wish{} // said in words
	case several:
		values := slices.DeleteFunc(alternative().Split(text, -1), func(s string) bool { return s == "" })
		return wish{values: values, sure: !slices.ContainsFunc(values, hasBlank)}
	}
	return wish{values: []string{text}, sure: !hasBlank(text)}
}

func hasBlank(s string) bool { return strings.ContainsAny(s, " \t") }

// quotedValues are the values in quotes at the beginning of a text, as far as only words for or stand between them.
func quotedValues(text string) (values []string) {
	end := 0
	for _, m := range quotedValue().FindAllStringSubmatchIndex(text, -1) {
		if strings.TrimSpace(alternative().ReplaceAllString(text[end:m[0]], "")) != "" {
			break
		}
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				values, end = append(values, strings.TrimSpace(text[m[group]:m[group+1]])), m[group+1]+len(closing(text[m[group+1]:]))
			}
		}
	}
	return values
}

// closing is the quote at the beginning of a text.
func closing(text string) string {
	if strings.HasPrefix(text, "»") {
		return "»"
	}
	return text[:1]
}
