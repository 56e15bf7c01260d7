package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// textWriter writes for people. Of one document it tells everything: the verdict, what causes it, then findings by rule, with the
// offending line and a caret. Of more it tells for each the verdict and its cause, and at the end what the run came to.
type textWriter struct {
	w       io.Writer
	o       Options
	summary Summary
	totals  totals
	first   *validate.Document // as long as it is the only one: how much is told of it depends on that
	held    bytes.Buffer       // accepted documents, of which is told after those that have problems, as far as they fit
	b       bytes.Buffer
}

func newText(w io.Writer, o Options) Writer { return &textWriter{w: w, o: o} }

// Styles of the terminal.
const (
	bold   = "1"
	red    = "31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
	faint  = "2"
)

func (t *textWriter) style(code, s string) string {
	if !t.o.Color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (t *textWriter) say(id string) string { return word(t.o.Lang, id) }

func (t *textWriter) flush() error {
	_, err := t.w.Write(t.b.Bytes())
	t.b.Reset()
	return err
}

func (t *textWriter) notice() {
	if t.o.Run().Catalog.Starter {
		fmt.Fprintf(&t.b, "%s\n%s\n\n", t.style(yellow, t.say("starter")), t.style(faint, t.say("starter-hint")))
	}
}

func (t *textWriter) Document(d *validate.Result) error {
	t.summary.Add(d.Document)
	t.totals.add(d.Document)
	if t.summary.Documents == 1 {
		t.notice()
	}
	switch {
	case t.o.Statistics, t.o.GroupBy != "": // at the end
	case t.o.All, t.o.Whole:
		t.tell(d.Document, t.whole)
	case t.summary.Documents == 1:
		t.first = d.Document
	default:
		if t.first != nil {
			t.tell(t.first, t.short)
			t.first = nil
		}
		t.tell(d.Document, t.short)
	}
	return t.flush()
}

// mostHeld bounds what is held back, in bytes.
const mostHeld = 256 << 10

// tell tells of a document. What is said of an accepted one is held back where there are several, so that those with problems come first.
func (t *textWriter) tell(d *validate.Document, how func(*validate.Document)) {
	if t.o.Quiet && silent(d) {
		return
	}
	from := t.b.Len()
	how(d)
	if said := t.b.Bytes()[from:]; t.summary.Documents > 1 && d.Verdict == validate.Accepted && !t.o.All && t.held.Len()+len(said) <= mostHeld {
		t.held.Write(said)
		t.b.Truncate(from)
	}
}

// whole tells everything about a document.
func (t *textWriter) whole(d *validate.Document) {
	t.head(d)
	headline := t.b.Len()
	t.answers(d)
	groups := grouped(d)
	for _, g := range groups {
		if g[0].Severity == lint.Info && !t.o.Notes && !t.o.All {
			continue
		}
		t.group(d, g)
	}
	t.advice(d, groups)
	t.stages(d)
	if d.Hidden > 0 {
		fmt.Fprintf(&t.b, "  %s\n", t.style(faint, counted(t.o.Lang, "hidden", d.Hidden)))
	}
	if t.b.Len() > headline { // what is said in a line needs no room around it
		t.b.WriteByte('\n')
	}
}

// examples is how many findings of one rule are shown of a document.
const examples = 3

// group shows the findings of one rule: the first whole, of some further ones what is their own.
func (t *textWriter) group(d *validate.Document, g []*lint.Finding) {
	t.finding(d, g[0], len(g))
	for i, f := range g[1:] {
		if t.o.All {
			t.finding(d, f, 1)
			continue
		}
		if i+1 == examples {
			fmt.Fprintf(&t.b, "      %s\n", t.style(faint, texts.In(t.o.Lang, "and-more", lint.Values{"n": len(g) - examples})))
			break
		}
		line := place(f.Location)
		if said := f.Message.In(t.o.Lang); said != g[0].Message.In(t.o.Lang) {
			line = strings.TrimPrefix(line+": "+said, ": ")
		}
		fmt.Fprintf(&t.b, "      %s %s\n", t.style(bold, "+"), bounded(line, 400))
	}
}

// advice folds the notes of a document into a line.
func (t *textWriter) advice(d *validate.Document, groups [][]*lint.Finding) {
	if t.o.Notes || t.o.All || silent(d) { // a document without problems is one line
		return
	}
	n, names := 0, []string{}
	for _, g := range groups {
		if g[0].Severity == lint.Info {
			n += len(g)
			names = append(names, g[0].Name())
		}
	}
	if n > 0 {
		fmt.Fprintf(&t.b, "  %s\n", t.style(faint, texts.In(t.o.Lang, "notes-folded", lint.Values{"n": n, "rules": lint.Value(few(names, 4))})))
	}
}

// few lists the first of some names and says with an ellipsis that there are more.
func few(names []string, n int) string {
	if len(names) > n {
		return printable(strings.Join(names[:n], ", ")) + ", …"
	}
	return printable(strings.Join(names, ", "))
}

// short tells the verdict and its cause.
func (t *textWriter) short(d *validate.Document) {
	color := verdictColor(d)
	fmt.Fprintf(&t.b, "%s: %s", t.style(bold, printable(d.Path)), t.style(color+";"+bold, Headline(d, t.o.Lang)))
	if d.DocumentType != "" {
		fmt.Fprintf(&t.b, "  %s", printable(d.DocumentType))
	}
	t.b.WriteByte('\n')
	groups := grouped(d)
	if len(groups) == 0 || groups[0][0].Severity == lint.Info && !t.o.Notes {
		return
	}
	f := groups[0][0]
	fmt.Fprintf(&t.b, "  %s %s", t.style(severityColor[f.Severity]+";"+bold, t.say("severity."+f.Severity.String())), t.style(bold, printable(f.Name())))
	if l := f.Location; l.Line > 0 {
		fmt.Fprintf(&t.b, "  %s:%d:%d", l.Source, l.Line, l.Column)
	} else if where := place(l); where != "" {
		fmt.Fprintf(&t.b, "  %s", bounded(where, 80))
	}
	fmt.Fprintf(&t.b, ": %s\n", bounded(f.Message.In(t.o.Lang), 300))
	if fix := bounded(f.Fix.In(t.o.Lang), 300); fix != "" {
		fmt.Fprintf(&t.b, "    %s: %s\n", t.say("fix"), fix)
	}
	var counts [lint.Error + 1]int
	var names []string
	for i, g := range groups {
		counts[g[0].Severity] += len(g)
		if i > 0 && (g[0].Severity > lint.Info || t.o.Notes) {
			names = append(names, g[0].Name())
		}
	}
	counts[f.Severity]--
	var parts []string
	for _, s := range []lint.Severity{lint.Error, lint.Warning, lint.Info} {
		if counts[s] > 0 && (s > lint.Info || t.o.Notes) {
			parts = append(parts, counted(t.o.Lang, s.String()+"s", counts[s]))
		}
	}
	if len(parts) > 0 {
		line := "+ " + strings.Join(parts, ", ")
		if len(names) > 0 {
			line += ": " + few(names, 4)
		}
		fmt.Fprintf(&t.b, "    %s\n", t.style(faint, line))
	}
}

// silent reports whether there is nothing to say about a document.
func silent(d *validate.Document) bool {
	return d.Verdict == validate.Accepted && d.Worst() < lint.Warning
}

func verdictColor(d *validate.Document) string {
	color := map[validate.Verdict]string{validate.Accepted: green, validate.Defective: yellow, validate.Undetermined: yellow}[d.Verdict]
	return cmp.Or(color, red)
}

var severityColor = map[lint.Severity]string{lint.Error: red, lint.Warning: yellow, lint.Info: cyan}

func (t *textWriter) head(d *validate.Document) {
	color := verdictColor(d)
	fmt.Fprintf(&t.b, "%s: %s", t.style(bold, printable(d.Path)), t.style(color+";"+bold, Headline(d, t.o.Lang)))
	for _, s := range []string{d.DocumentType, d.TypeID} {
		if s != "" {
			fmt.Fprintf(&t.b, "  %s", printable(s))
		}
	}
	if d.CDA != nil && d.CDA.Mode != "FILE" {
		fmt.Fprintf(&t.b, "  %s %s", d.CDA.Mode, printable(d.CDA.Name))
	}
	t.b.WriteByte('\n')
}

// answers says what gateway, validator and readers of the signature would answer, where the headline does not say it: all of it with
// notes, and otherwise what is not as it should be.
func (t *textWriter) answers(d *validate.Document) {
	if g := d.Gateway; g != nil && !g.Accepted && g.Answer.Status != 0 {
		fmt.Fprintf(&t.b, "  %s (%s): %d %s %s\n", t.say("answers"), g.Operation, g.Answer.Status, g.Answer.Type, t.style(faint, bounded(g.Answer.Detail, 200)))
	}
	if g := d.Gateway; g != nil && g.Answer.Or != nil {
		fmt.Fprintf(&t.b, "  %s: %d %s\n", t.say("either"), g.Answer.Or.Status, cmp.Or(g.Answer.Or.Title, g.Answer.Or.Type))
	}
	if g := d.Gateway; g != nil && g.Accepted && (g.Warning != "" || t.o.Notes) {
		fmt.Fprintf(&t.b, "  %s (%s) %s\n", t.say("accepted"), g.Operation, t.style(faint, bounded(g.Warning, 200)))
	}
	if v := d.Validator; v != nil && (v.Result != "OK" || t.o.Notes) {
		fmt.Fprintf(&t.b, "  %s: %s\n", t.say("validator"), v.Result)
	}
	if s := d.Signature; s != nil && (s.Decision != "OK" || s.Integrity != "intact" || t.o.Notes) {
		fmt.Fprintf(&t.b, "  %s: %s (%s)\n", t.say("signature"), s.Decision, s.Reason)
		if s.Integrity != "" {
			fmt.Fprintf(&t.b, "  %s: %s, %s\n", t.say("careful"), known(t.o.Lang, "integrity.", s.Integrity), known(t.o.Lang, "trust.", s.Trust))
		}
	}
}

// finding shows a finding that occurs n times.
func (t *textWriter) finding(d *validate.Document, f *lint.Finding, n int) {
	fmt.Fprintf(&t.b, "  %s %s", t.style(severityColor[f.Severity]+";"+bold, t.say("severity."+f.Severity.String())), t.style(bold, printable(f.Name())))
	if n > 1 {
		fmt.Fprintf(&t.b, " ×%d", n)
	}
	if f.Group != lint.Gateway {
		fmt.Fprintf(&t.b, " [%s]", t.say("group."+string(f.Group)))
	}
	switch l := f.Location; {
	case l.Line > 0:
		fmt.Fprintf(&t.b, "  %s:%d:%d", l.Source, l.Line, l.Column)
	case l.Source != "":
		fmt.Fprintf(&t.b, "  %s", l.Source)
	}
	t.b.WriteByte('\n')
	t.field("", f.Message)
	if f.Location.Path != "" {
		fmt.Fprintf(&t.b, "      %s\n", t.style(faint, bounded(f.Location.Path, 2000)))
	}
	t.snippet(d, f.Location)
	t.field(t.say("expected"), f.Expected)
	t.field(t.say("actual"), f.Actual)
	for _, n := range f.Notes {
		t.field("", n)
	}
	t.field(t.say("fix"), f.Fix)
	if a := f.Answer; a != nil && f.Group == lint.Gateway && f.Severity == lint.Error {
		fmt.Fprintf(&t.b, "      %s\n", t.style(faint, fmt.Sprintf("%s: %s, %d %s %s", t.say("gateway"), a.ID, a.Status, a.Type, a.Instance)))
	}
}

func (t *textWriter) field(label string, x lint.Text) {
	s := bounded(x.In(t.o.Lang), 2000)
	if s == "" {
		return
	}
	if label != "" {
		s = label + ": " + s
	}
	fmt.Fprintf(&t.b, "      %s\n", s)
}

// snippet prints the line of the source with a caret under the column.
func (t *textWriter) snippet(d *validate.Document, l lint.Location) {
	text, from := sourceLine(d, l)
	if text == "" {
		return
	}
	line, caret := window(text, l.Column-from+1)
	number := fmt.Sprintf("%6d", l.Line)
	fmt.Fprintf(&t.b, "%s | %s\n%s | %s%s\n", t.style(faint, number), line, strings.Repeat(" ", len(number)), strings.Repeat(" ", caret), t.style(green+";"+bold, "^"))
}

// cells counts the cells that characters fill in a terminal that takes no East Asian width for ambiguous ones.
func cells(line ...rune) int { return uniseg.StringWidth(string(line)) }

// window cuts a line to what fits a terminal around a column (from 1, in characters) and returns behind how many cells of it
// the caret stands: wide characters fill two, combining ones none.
func window(line string, column int) (string, int) {
	const width, before = 100, 40
	runes := []rune(printable(line))
	at := min(max(column-1, 0), len(runes))
	from, to, room := 0, len(runes), width
	if len(runes) > width || cells(runes...) > width {
		from = at
		for left := before; from > 0 && left >= cells(runes[from-1]); from-- {
			left -= cells(runes[from-1])
		}
		for to = from; to < len(runes) && room >= cells(runes[to]); to++ {
			room -= cells(runes[to])
		}
	}
	for from < at && (unicode.IsSpace(runes[from]) || cells(runes[from]) == 0) { // indentation says nothing
		from++
	}
	mark := at
	for mark > from && mark < len(runes) && cells(runes[mark]) == 0 {
		mark-- // a combining character stands over the one before it
	}
	return string(runes[from:to]), cells(runes[from:mark]...)
}

func printable(s string) string { return lint.Visible(s) }

// bounded makes one printable line of at most n characters.
func bounded(s string, n int) string {
	s = printable(strings.Join(strings.Fields(s), " "))
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

func (t *textWriter) stages(d *validate.Document) {
	var absent []string
	for _, s := range d.Stages {
		if s.State == validate.Skipped && s.Absent {
			absent = append(absent, stageTitle(t.o.Lang, s.Name))
			continue
		}
		if s.State == validate.Ran {
			continue
		}
		label := "skipped"
		if s.State == validate.Failed {
			label = "failed"
		}
		fmt.Fprintf(&t.b, "  %s\n", t.style(faint, texts.In(t.o.Lang, label, lint.Values{"stage": stageTitle(t.o.Lang, s.Name), "reason": bounded(s.Reason.In(t.o.Lang), 300)})))
	}
	if len(absent) > 0 && t.o.Notes {
		fmt.Fprintf(&t.b, "  %s\n", t.style(faint, t.say("absent")+": "+strings.Join(absent, ", ")))
	}
}

func (t *textWriter) Close() error {
	switch {
	case t.summary.Documents == 0:
		t.notice()
	case t.o.Statistics:
		t.statistics(len(t.totals.rules.list))
	case t.o.GroupBy != "":
		t.byRule()
	case t.first != nil:
		t.tell(t.first, t.whole)
	case t.summary.Documents > 1:
		t.b.Write(t.held.Bytes())
		t.result()
	}
	fmt.Fprintf(&t.b, "%s\n", t.summary.line(t.o.Lang))
	c := t.o.Run().Catalog
	line := strings.TrimSpace(fmt.Sprintf("%s: %s %s %s", t.say("catalog"), c.ID, c.Date, c.Digest))
	if len(c.Unchecked) > 0 {
		line += "; " + t.say("unchecked") + ": " + strings.Join(c.Unchecked, ", ")
	}
	fmt.Fprintf(&t.b, "%s\n", t.style(faint, line))
	return t.flush()
}

// verdictNouns count documents by verdict.
var verdictNouns = map[validate.Verdict]string{
	validate.Refused: "refused", validate.Defective: "defective", validate.Accepted: "accepted-docs", validate.Undetermined: "undetermined", validate.Fault: "faults",
}

// line is the summary in one line.
func (s *Summary) line(lang string) string {
	var parts []string
	for _, v := range validate.Verdicts {
		if n := s.Count(v); n > 0 {
			parts = append(parts, counted(lang, verdictNouns[v], n))
		}
	}
	verdicts := strings.Join(parts, ", ")
	if verdicts != "" {
		verdicts += "; "
	}
	return fmt.Sprintf("%s: %s%s, %s, %s", counted(lang, "documents", s.Documents), verdicts, counted(lang, "errors", s.Findings[lint.Error]),
		counted(lang, "warnings", s.Findings[lint.Warning]), counted(lang, "infos", s.Findings[lint.Info]))
}
