package page

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Words are what the scripts of pages say of verdicts, severities and groups, by their names: "verdict.refused", "severity.error",
// "group.gateway".
func Words(lang string) map[string]string {
	words := make(map[string]string)
	for _, id := range texts.IDs() {
		if kind, _, ok := strings.Cut(id, "."); ok && kind != "count" && kind != "page" {
			words[id] = texts.In(lang, id, nil)
		}
	}
	return words
}

// Word is one of the Words.
func Word(lang, id string) string { return texts.In(lang, id, nil) }

// Badge is a verdict as a sign with its word.
func Badge(lang string, v validate.Verdict) template.HTML {
	word := string(v)
	if id := "verdict." + word; texts.Has(id) {
		word = texts.In(lang, id, nil)
	}
	return `<span class="badge ` + template.HTML(template.HTMLEscapeString(string(v))) + `">` + Icon(string(v)) + template.HTML(template.HTMLEscapeString(word)) + `</span>`
}

// Verdicts are the documents by verdict, those that can be sent last.
func Verdicts(lang string, count func(validate.Verdict) int) []Part {
	parts := make([]Part, len(validate.Verdicts))
	for i, v := range validate.Verdicts {
		n := count(v)
		parts[i] = Part{Class: string(v), Label: texts.In(lang, "count."+string(v), lint.Values{"n": n}), Count: n}
	}
	return parts
}

// Severities are findings by severity, the worst first.
func Severities(lang string, counts [lint.Error + 1]int) []Part {
	var parts []Part
	for s := lint.Error; s >= lint.Info; s-- {
		parts = append(parts, Part{Class: s.String(), Label: texts.In(lang, "count."+s.String(), lint.Values{"n": counts[s]}), Count: counts[s]})
	}
	return parts
}

// Number writes a count with narrow spaces between thousands, which both languages read.
func Number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// Percent writes the share that n has of total, with one digit behind the point. Only none is 0% and only all is 100%.
func Percent(lang string, n, total int) string {
	if total <= 0 {
		return ""
	}
	share := math.Round(float64(n)*1000/float64(total)) / 10
	sign, digits := "", 1
	switch {
	case n == 0 || n == total:
		digits = 0
	case share == 0:
		sign, share = "<", .1
	case share == 100:
		sign, share = ">", 99.9
	}
	s := fmt.Sprintf("%s%.*f%%", sign, digits, share)
	if lang == "it" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// Digest begins a digest, long enough to tell one from another at a glance.
func Digest(s string) string {
	const most = len("sha256:") + 12
	return Plain(s[:min(len(s), most)])
}

// shortRows are the rows that a table shows before the reader asks for all.
const shortRows = 10

// AllRows is the button that shows all rows of a table of the class "short", where it has more than that.
func AllRows(lang, table string, rows int) template.HTML {
	if rows <= shortRows {
		return ""
	}
	return template.HTML(fmt.Sprintf(`<button type="button" class="needs-script all-rows" aria-controls="%s" aria-expanded="false">%s (%s)</button>`,
		template.HTMLEscapeString(table), template.HTMLEscapeString(texts.In(lang, "page.allRows", nil)), Number(rows)))
}

// Tiles are large buttons, one for each part that there is; each chooses its part in the list of choices with this id.
func Tiles(lang string, parts []Part, id string, total int) template.HTML {
	var b strings.Builder
	b.WriteString(`<ul class="tiles">`)
	for _, p := range parts {
		if p.Count == 0 {
			continue
		}
		class := template.HTMLEscapeString(p.Class)
		fmt.Fprintf(&b, `<li class="%[1]s"><button type="button" data-choose="%[2]s" data-value="=%[1]s"><b>%[3]s</b> <span class="what">%[4]s %[5]s</span> <span class="share">%[6]s</span></button></li>`,
			class, template.HTMLEscapeString(id), Number(p.Count), Icon(p.Class), template.HTMLEscapeString(p.Label), template.HTMLEscapeString(Percent(lang, p.Count, total)))
	}
	b.WriteString("</ul>\n")
	return template.HTML(b.String())
}

// Funcs are what the templates of all pages say alike.
func Funcs(lang string) template.FuncMap {
	return template.FuncMap{
		"icon":    func(name any) template.HTML { return Icon(fmt.Sprint(name)) },
		"plain":   func(s any) string { return Plain(fmt.Sprint(s)) },
		"badge":   func(v validate.Verdict) template.HTML { return Badge(lang, v) },
		"word":    func(kind string, name any) string { return Word(lang, kind+"."+fmt.Sprint(name)) },
		"plural":  func(name any) string { return texts.In(lang, "count."+fmt.Sprint(name), lint.Values{"n": 2}) },
		"group":   func(g lint.Group) string { return Group(lang, g) },
		"number":  Number,
		"percent": func(n, total int) string { return Percent(lang, n, total) },
		"allRows": func(table string, rows int) template.HTML { return AllRows(lang, table, rows) },
		"tiles":   func(parts []Part, id string, total int) template.HTML { return Tiles(lang, parts, id, total) },
	}
}

// Group is the word for those who mind a finding, "" for a group that there is not.
func Group(lang string, g lint.Group) string {
	if id := "group." + string(g); texts.Has(id) {
		return texts.In(lang, id, nil)
	}
	return ""
}
