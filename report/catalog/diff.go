package catalog

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/schemas/diff"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

// Formats are the formats of a Diff. JSON has the schema fselint/catalog-diff/v1, which only grows: one object, its documents in the
// order of the input, its summary at the end.
var Formats = []string{"text", "markdown", "json"}

// Diff writes what differs between two catalogs: the changes first, then documents as they come, which are not kept.
type Diff struct {
	format, lang string
	out          io.Writer
	err          error // the first error of writing, which ends the rest

	files  map[string]string       // Schematron by templateId root, in the new catalog
	causes map[[2]string]diff.Term // change of a rule by file and national id
	tally  Tally
}

// Tally counts what becomes of documents.
type Tally struct {
	Documents int            `json:"documents"`
	Differ    int            `json:"differ"`
	Worse     int            `json:"worse"`  // accepted before, refused now
	Better    int            `json:"better"` // the other way
	Verdicts  map[string]int `json:"verdicts"`
	Come      map[string]int `json:"come"` // documents by finding id
	Gone      map[string]int `json:"gone"`
	Fault     bool           `json:"-"` // some document could not be judged
}

// NewDiff returns a writer in one of the Formats. files names the Schematron of each templateId root in the new catalog.
func NewDiff(format, lang string, out io.Writer, files map[string]string) *Diff {
	return &Diff{format: format, lang: lang, out: out, files: files, causes: map[[2]string]diff.Term{}, tally: Tally{
		Verdicts: map[string]int{}, Come: map[string]int{}, Gone: map[string]int{},
	}}
}

func (w *Diff) printf(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.out, format, args...)
	}
}

func (w *Diff) say(id string) string { return texts.In(w.lang, id, nil) }

// mark returns one text for Markdown and another for plain text.
func (w *Diff) mark(markdown, text string) string {
	if w.format == "markdown" {
		return markdown
	}
	return text
}

// heading starts a section.
func (w *Diff) heading(level int, text string) {
	w.printf("\n%s%s\n%s", w.mark(strings.Repeat("#", level)+" ", strings.Repeat("  ", level-2)), text, w.mark("\n", ""))
}

// item writes one line of a list; more writes lines that belong to it.
func (w *Diff) item(text string) { w.printf("%s%s\n", w.mark("- ", "    "), text) }

func (w *Diff) more(name, value string) {
	switch {
	case value == "":
	case w.format == "markdown":
		w.printf("  - %s: %s\n", name, code(value))
	case name == "-" || name == "+":
		w.printf("        %s %s\n", name, value)
	default:
		w.printf("        %s: %s\n", name, value)
	}
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
func (w *Diff) name(s string) string { return w.mark(code(s), s) }

// Changes writes what differs between the catalogs. It comes first.
func (w *Diff) Changes(r *diff.Result) {
	for _, c := range r.Changes {
		for _, id := range strings.Split(c.Item, ", ") { // a context has the asserts of its rule
			if key := [2]string{c.Subject, id}; c.Area == diff.Schematrons && w.causes[key] == "" {
				w.causes[key] = c.Kind
			}
		}
	}
	if w.format == "json" {
		w.changesJSON(r)
		return
	}
	w.printf("%s", w.mark("# fselint catalog diff\n\n", ""))
	w.side("old", r.Old)
	w.side("new", r.New)
	if len(r.Changes) == 0 {
		w.printf("\n%s\n", w.say("nothing"))
	}
	area, subject := diff.Term(""), ""
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Area != area {
			area, subject = c.Area, ""
			w.heading(2, area.Title(w.lang))
		}
		if c.Subject != subject {
			subject = c.Subject
			title := w.name(subject)
			if t, ok := fse.DocumentTypeByTemplate(subject); ok && area == diff.Types {
				title += " " + t.Abbr
			}
			w.heading(3, title)
		}
		w.change(c)
	}
}

func (w *Diff) side(id string, s diff.Side) {
	line := strings.TrimSpace(fmt.Sprintf("%s %s %s", s.Digest, s.Date, s.Commit))
	if w.format == "markdown" {
		w.printf("- %s: %s %s\n", w.say(id), code(s.Source), line)
		return
	}
	w.printf("%-6s %s\n       %s\n", w.say(id), s.Source, line)
}

func (w *Diff) change(c *diff.Change) {
	line := c.Kind.Title(w.lang)
	if c.Count > 0 {
		line = fmt.Sprintf("%s (%d)", line, c.Count)
	}
	if c.Item != "" {
		line = w.name(c.Item) + "  " + line
	}
	switch {
	case c.NewLine > 0:
		line += fmt.Sprintf(", %s :%d", w.say("new"), c.NewLine)
	case c.OldLine > 0:
		line += fmt.Sprintf(", %s :%d", w.say("old"), c.OldLine)
	}
	w.item(line)
	old, new := c.Old, c.New
	if old != "" && new != "" {
		old, new = excerpt(old, new)
	}
	w.more("-", old)
	w.more("+", new)
	if c.Kind != diff.AssertReworded {
		w.more(w.say("text"), cmp.Or(c.NewText, c.OldText))
	}
	for _, e := range c.Examples {
		display := e.Old + e.New
		if e.Old != "" && e.New != "" {
			display = e.Old + " → " + e.New
		}
		w.more(w.say("codes"), strings.TrimRight(e.Code+"  "+display, " "))
	}
	if left := c.Count - len(c.Examples); left > 0 {
		w.more(w.say("codes"), texts.In(w.lang, "more", lint.Values{"left": left}))
	}
}

// excerpt cuts what two texts have in common at their beginnings and ends down to some words.
func excerpt(old, new string) (string, string) {
	const keep, long = 40, 160
	if len(old) < long && len(new) < long {
		return old, new
	}
	a, b := []rune(old), []rune(new)
	head, tail := 0, 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	cut := func(r []rune) string {
		from, to, before, after := 0, len(r), "", ""
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

// Document counts both judgements of a document and writes them where they differ. It returns the error of writing.
func (w *Diff) Document(old, new *validate.Document) error {
	d := compare.Documents(old, new)
	w.tally.add(&d, old, new)
	switch {
	case d.Equal():
	case w.format == "json":
		w.documentJSON(&d, new)
	default:
		w.document(&d, new)
	}
	return w.err
}

func (w *Diff) document(d *compare.Difference, new *validate.Document) {
	if w.tally.Differ == 1 {
		w.heading(2, w.say("documents"))
	}
	w.heading(3, w.name(d.Path))
	if d.Verdict != nil {
		w.item(fmt.Sprintf("%s: %s → %s", w.say("verdict"), d.Verdict.Old, d.Verdict.New))
	}
	if d.Gateway != nil {
		w.item(fmt.Sprintf("gateway: %s → %s", w.answer(d.Gateway.Old), w.answer(d.Gateway.New)))
	}
	for _, group := range []struct {
		id   string
		list []compare.FindingChange
	}{{"come", d.Come}, {"gone", d.Gone}, {"reworded", d.Reworded}} {
		for i := range group.list {
			c := &group.list[i]
			line := w.say(group.id) + ": " + w.name(c.ID)
			if c.Count > 1 {
				line += fmt.Sprintf(" ×%d", c.Count)
			}
			if cause := w.cause(new, c); cause != "" {
				line += fmt.Sprintf(" (%s: %s)", w.say("cause"), cause.Title(w.lang))
			}
			w.item(line)
			w.more(w.say("text"), c.Example.Message.In(w.lang))
		}
	}
}

// cause is the change of the rule that explains a finding, "" when the rule itself has not changed.
func (w *Diff) cause(d *validate.Document, f *compare.FindingChange) diff.Term {
	if f.Example == nil || f.Example.NationalID == "" {
		return ""
	}
	return w.causes[[2]string{w.files[d.TemplateID], f.Example.NationalID}]
}

func (w *Diff) answer(g *validate.GatewayAnswer) string {
	switch {
	case g == nil:
		return w.say("no-answer")
	case g.Accepted:
		return w.say("accepted")
	}
	return fmt.Sprintf("%d %s %s", g.Answer.Status, g.Answer.Type, g.Answer.ID)
}

func (t *Tally) add(d *compare.Difference, old, new *validate.Document) {
	t.Documents++
	t.Fault = t.Fault || d.Fault
	if d.Equal() {
		return
	}
	t.Differ++
	if d.Verdict != nil {
		t.Verdicts[d.Verdict.Old+" → "+d.Verdict.New]++
	}
	switch was, is := refused(old), refused(new); {
	case is && !was:
		t.Worse++
	case was && !is:
		t.Better++
	}
	for _, c := range d.Come {
		t.Come[c.ID]++
	}
	for _, c := range d.Gone {
		t.Gone[c.ID]++
	}
}

// refused reports whether the gateway, or where nothing can be said of it fselint, refuses a document.
func refused(d *validate.Document) bool {
	if d.Gateway != nil {
		return !d.Gateway.Accepted
	}
	return d.Worst() == lint.Error
}

// Close ends the output, with the counts where documents were compared, and returns them and the error of writing.
func (w *Diff) Close(documents bool) (*Tally, error) {
	t := &w.tally
	switch {
	case w.format == "json":
		w.endJSON(documents)
	case documents:
		w.printf("\n%s%s\n%s", w.mark("## ", ""),
			texts.In(w.lang, "judged", lint.Values{"documents": t.Documents, "differ": t.Differ}), w.mark("\n", ""))
		w.item(fmt.Sprintf("%s: %d", w.say("worse"), t.Worse))
		w.item(fmt.Sprintf("%s: %d", w.say("better"), t.Better))
		for _, pair := range slices.Sorted(maps.Keys(t.Verdicts)) {
			w.item(fmt.Sprintf("%s: %d", pair, t.Verdicts[pair]))
		}
		w.counts("+", t.Come)
		w.counts("-", t.Gone)
	}
	return t, w.err
}

// counts writes numbers by id, the largest first.
func (w *Diff) counts(sign string, m map[string]int) {
	ids := slices.SortedFunc(maps.Keys(m), func(a, b string) int { return cmp.Or(m[b]-m[a], strings.Compare(a, b)) })
	for _, id := range ids {
		w.item(fmt.Sprintf("%s %s: %d", sign, w.name(id), m[id]))
	}
}

// changeView is a change with its title.
type changeView struct {
	Title string `json:"title"`
	*diff.Change
}

func (w *Diff) changesJSON(r *diff.Result) {
	changes := []changeView{}
	for i := range r.Changes {
		changes = append(changes, changeView{r.Changes[i].Kind.Title(w.lang), &r.Changes[i]})
	}
	w.printf("{\n  \"schema\": \"fselint/catalog-diff/v1\",\n  \"old\": %s,\n  \"new\": %s,\n  \"changes\": %s,\n  \"documents\": [",
		indented(r.Old, "  "), indented(r.New, "  "), indented(changes, "  "))
}

func (w *Diff) documentJSON(d *compare.Difference, new *validate.Document) {
	view := report.NewDifference(d, w.lang, func(c *compare.FindingChange) string { return string(w.cause(new, c)) })
	separator := ","
	if w.tally.Differ == 1 {
		separator = ""
	}
	w.printf("%s\n    %s", separator, indented(view, "    "))
}

func (w *Diff) endJSON(documents bool) {
	if w.tally.Differ > 0 {
		w.printf("\n  ")
	}
	w.printf("]")
	if documents {
		w.printf(",\n  \"summary\": %s", indented(w.tally, "  "))
	}
	w.printf("\n}\n")
}
