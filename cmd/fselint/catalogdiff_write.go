package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/diff"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

// diffWriter writes a comparison in one of three formats: the changes first, then documents as they come. Documents are not
// kept. The first error of writing is remembered in err and ends the rest.
type diffWriter struct {
	format, lang string
	out          io.Writer
	err          error
	documents    int
	summed       bool // JSON: the list of documents has been ended
}

func newDiffWriter(format string, out io.Writer, lang string) *diffWriter {
	return &diffWriter{format: format, out: out, lang: lang}
}

var diffWords = struct {
	nothing, old, new, documents, verdict, answer, accepted, noAnswer, come, gone, reworded, because, codes, more, text lint.Text
	judged, differ, worse, better, byRule                                                                               lint.Text
}{
	nothing:   lint.Text{IT: "nessuna differenza che conti", EN: "nothing that counts has changed"},
	old:       lint.Text{IT: "prima", EN: "old"},
	new:       lint.Text{IT: "dopo", EN: "new"},
	documents: lint.Text{IT: "documenti", EN: "documents"},
	verdict:   lint.Text{IT: "verdetto", EN: "verdict"},
	answer:    lint.Text{IT: "gateway", EN: "gateway"},
	accepted:  lint.Text{IT: "accettato", EN: "accepted"},
	noAnswer:  lint.Text{IT: "non prevedibile", EN: "cannot be said"},
	come:      lint.Text{IT: "nuovo", EN: "new"},
	gone:      lint.Text{IT: "sparito", EN: "gone"},
	reworded:  lint.Text{IT: "altro testo", EN: "reworded"},
	because:   lint.Text{IT: "causa", EN: "cause"},
	codes:     lint.Text{IT: "codici", EN: "codes"},
	more:      lint.Text{IT: "… e altri %d", EN: "… and %d more"},
	text:      lint.Text{IT: "testo", EN: "text"},
	judged:    lint.Text{IT: "documenti giudicati", EN: "documents judged"},
	differ:    lint.Text{IT: "giudicati diversamente", EN: "judged differently"},
	worse:     lint.Text{IT: "accettati prima e rifiutati ora", EN: "accepted before and refused now"},
	better:    lint.Text{IT: "rifiutati prima e accettati ora", EN: "refused before and accepted now"},
	byRule:    lint.Text{IT: "documenti per regola", EN: "documents by rule"},
}

func (w *diffWriter) printf(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.out, format, args...)
	}
}

func (w *diffWriter) word(t lint.Text) string { return t.In(w.lang) }

func (w *diffWriter) markdown() bool { return w.format == "markdown" }

// heading starts a section.
func (w *diffWriter) heading(level int, text string) {
	if w.markdown() {
		w.printf("\n%s %s\n\n", strings.Repeat("#", level), text)
		return
	}
	w.printf("\n%s%s\n", strings.Repeat("  ", level-2), text)
}

// item writes one line of a list; more lines of the same item follow by more.
func (w *diffWriter) item(text string) {
	if w.markdown() {
		w.printf("- %s\n", text)
		return
	}
	w.printf("    %s\n", text)
}

func (w *diffWriter) more(name, value string) {
	if value == "" {
		return
	}
	if w.markdown() {
		w.printf("  - %s: %s\n", name, code(value))
		return
	}
	if name != "-" && name != "+" {
		name += ":"
	}
	w.printf("        %s %s\n", name, value)
}

// code makes a text that may hold any character a code span of Markdown.
func code(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// name is a name as the format marks it.
func (w *diffWriter) name(s string) string {
	if w.markdown() && s != "" {
		return code(s)
	}
	return s
}

func (w *diffWriter) changes(r *diff.Result) {
	if w.format == "json" {
		w.jsonChanges(r)
		return
	}
	if w.markdown() {
		w.printf("# fselint catalog diff\n\n")
	}
	for _, side := range []struct {
		word lint.Text
		diff.Side
	}{{diffWords.old, r.Old}, {diffWords.new, r.New}} {
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s", side.Digest, side.Date, side.Commit))
		if w.markdown() {
			w.printf("- %s: %s %s\n", w.word(side.word), code(side.Source), line)
		} else {
			w.printf("%-6s %s\n       %s\n", w.word(side.word), side.Source, line)
		}
	}
	if r.Empty() {
		w.printf("\n%s\n", w.word(diffWords.nothing))
	}
	var area diff.Area
	subject := ""
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Area != area {
			area, subject = c.Area, ""
			w.heading(2, area.Title(w.lang))
		}
		if c.Subject != subject {
			subject = c.Subject
			w.heading(3, w.name(subject)+w.known(c))
		}
		w.change(c)
	}
}

// known adds the type of document to a templateId root.
func (w *diffWriter) known(c *diff.Change) string {
	if t, ok := fse.DocumentTypeByTemplate(c.Subject); ok && c.Area == diff.Types {
		return " " + t.Abbr
	}
	return ""
}

func (w *diffWriter) change(c *diff.Change) {
	line := c.Kind.Title(w.lang)
	if c.Count > 0 {
		line = fmt.Sprintf("%s (%d)", line, c.Count)
	}
	if c.Item != "" {
		line = w.name(c.Item) + "  " + line
	}
	switch {
	case c.NewLine > 0:
		line += fmt.Sprintf(", %s :%d", w.word(diffWords.new), c.NewLine)
	case c.OldLine > 0:
		line += fmt.Sprintf(", %s :%d", w.word(diffWords.old), c.OldLine)
	}
	w.item(line)
	old, new := c.Old, c.New
	if old != "" && new != "" {
		old, new = excerpt(old, new)
	}
	w.more("-", old)
	w.more("+", new)
	if c.Kind != diff.AssertReworded {
		w.more(w.word(diffWords.text), firstOf(c.NewText, c.OldText))
	}
	for _, e := range c.Examples {
		w.more(w.word(diffWords.codes), exampleText(e))
	}
	if left := c.Count - len(c.Examples); left > 0 {
		w.more(w.word(diffWords.codes), fmt.Sprintf(w.word(diffWords.more), left))
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func exampleText(e diff.Example) string {
	switch {
	case e.Old != "" && e.New != "":
		return fmt.Sprintf("%s  %s → %s", e.Code, e.Old, e.New)
	case e.Old+e.New != "":
		return e.Code + "  " + e.Old + e.New
	}
	return e.Code
}

// excerpt cuts what two texts have in common at their beginnings and ends down to some words.
func excerpt(old, new string) (string, string) {
	const keep, long = 40, 160
	if len(old) < long && len(new) < long {
		return old, new
	}
	a, b := []rune(old), []rune(new)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	cut := func(r []rune) string {
		from, to := 0, len(r)
		before, after := "", ""
		if head > keep {
			from, before = head-keep, "…"
		}
		if tail > keep {
			to, after = len(r)-tail+keep, "…"
		}
		return before + string(r[from:to]) + after
	}
	return cut(a), cut(b)
}

func (w *diffWriter) document(d *compare.Difference, old, new *validate.Document, causes *causes) {
	w.documents++
	if w.format == "json" {
		w.jsonDocument(d, causes, new)
		return
	}
	if w.documents == 1 {
		w.heading(2, w.word(diffWords.documents))
	}
	w.heading(3, w.name(d.Path))
	if d.Verdict != nil {
		w.item(fmt.Sprintf("%s: %s → %s", w.word(diffWords.verdict), d.Verdict.Old, d.Verdict.New))
	}
	if d.Gateway != nil {
		w.item(fmt.Sprintf("%s: %s → %s", w.word(diffWords.answer), w.answer(d.Gateway.Old), w.answer(d.Gateway.New)))
	}
	for _, group := range []struct {
		word lint.Text
		list []compare.FindingChange
	}{{diffWords.come, d.Come}, {diffWords.gone, d.Gone}, {diffWords.reworded, d.Reworded}} {
		for i := range group.list {
			c := &group.list[i]
			line := fmt.Sprintf("%s: %s", w.word(group.word), w.name(c.ID))
			if c.Count > 1 {
				line += fmt.Sprintf(" ×%d", c.Count)
			}
			if kind := causes.of(new, c); kind != "" {
				line += fmt.Sprintf(" (%s: %s)", w.word(diffWords.because), kind.Title(w.lang))
			}
			w.item(line)
			w.more(w.word(diffWords.text), c.Example.Message.In(w.lang))
		}
	}
}

func (w *diffWriter) answer(g *validate.GatewayAnswer) string {
	switch {
	case g == nil:
		return w.word(diffWords.noAnswer)
	case g.Accepted:
		return w.word(diffWords.accepted)
	}
	return fmt.Sprintf("%d %s %s", g.Answer.Status, g.Answer.Type, g.Answer.ID)
}

func (w *diffWriter) summary(t *diffTally) {
	if w.format == "json" {
		w.jsonSummary(t)
		return
	}
	w.printf("\n")
	if w.markdown() {
		w.printf("## ")
	}
	w.printf("%s: %d, %s: %d", w.word(diffWords.judged), t.documents, w.word(diffWords.differ), t.differ)
	if w.markdown() {
		w.printf("\n")
	}
	w.printf("\n")
	w.item(fmt.Sprintf("%s: %d", w.word(diffWords.worse), t.worse))
	w.item(fmt.Sprintf("%s: %d", w.word(diffWords.better), t.better))
	for _, pair := range keysBy(t.verdicts, func(p [2]validate.Verdict) string { return string(p[0] + " " + p[1]) }) {
		w.item(fmt.Sprintf("%s → %s: %d", pair[0], pair[1], t.verdicts[pair]))
	}
	for _, group := range []struct {
		sign string
		m    map[string]int
	}{{"+", t.come}, {"-", t.gone}} {
		for _, id := range keysBy(group.m, func(id string) string { return fmt.Sprintf("%09d %s", 999999999-group.m[id], id) }) {
			w.item(fmt.Sprintf("%s %s: %d", group.sign, w.name(id), group.m[id]))
		}
	}
}

func keysBy[K comparable](m map[K]int, by func(K) string) []K {
	var keys []K
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int { return strings.Compare(by(a), by(b)) })
	return keys
}

func (w *diffWriter) close() error {
	if w.format == "json" {
		w.jsonEnd()
	}
	return w.err
}

// json writes a value below the level of the object.
func (w *diffWriter) json(v any, indent string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(indent, "  ")
	if err := e.Encode(v); err != nil && w.err == nil {
		w.err = err
	}
	return strings.TrimSpace(b.String())
}
