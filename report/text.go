package report

import (
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

// textWriter writes for people: grouped by document and stage, with the offending line and a caret.
type textWriter struct {
	w       io.Writer
	o       Options
	summary Summary
	b       strings.Builder
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
	_, err := io.WriteString(t.w, t.b.String())
	t.b.Reset()
	return err
}

func (t *textWriter) notice() {
	if t.o.Run().Catalog.Starter {
		fmt.Fprintf(&t.b, "%s\n%s\n\n", t.style(yellow, t.say("starter")), t.style(faint, t.say("starter-hint")))
	}
}

func (t *textWriter) Document(d *validate.Result) error {
	if t.summary.Documents == 0 {
		t.notice()
	}
	t.summary.Add(d.Document)
	if t.o.Quiet && silent(d.Document) {
		return nil
	}
	t.head(d.Document)
	headline := t.b.Len()
	t.answers(d.Document)
	stage := ""
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Severity == lint.Info && !t.o.Notes {
			continue
		}
		if f.Stage != stage {
			stage = f.Stage
			fmt.Fprintf(&t.b, "  %s\n", t.style(bold, stageTitle(t.o.Lang, stage)))
		}
		t.finding(d.Document, f)
	}
	t.stages(d.Document)
	if d.Hidden > 0 {
		fmt.Fprintf(&t.b, "  %s\n", t.style(faint, counted(t.o.Lang, "hidden", d.Hidden)))
	}
	if t.b.Len() > headline { // what is said in a line needs no room around it
		t.b.WriteByte('\n')
	}
	return t.flush()
}

// silent reports whether there is nothing to say about a document.
func silent(d *validate.Document) bool {
	return d.Verdict == validate.Accepted && d.Worst() < lint.Warning
}

func (t *textWriter) head(d *validate.Document) {
	color := map[validate.Verdict]string{validate.Accepted: green, validate.Defective: yellow, validate.Undetermined: yellow}[d.Verdict]
	if color == "" {
		color = red
	}
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

func (t *textWriter) finding(d *validate.Document, f *lint.Finding) {
	color := map[lint.Severity]string{lint.Error: red, lint.Warning: yellow, lint.Info: cyan}[f.Severity]
	fmt.Fprintf(&t.b, "    %s %s", t.style(color+";"+bold, t.say("severity."+f.Severity.String())), t.style(bold, printable(f.Name())))
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
	} else if strings.HasPrefix(s, "::") {
		s = "·" + s // at the beginning of a line, blanks apart, GitHub's runner takes it for a command
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
	fmt.Fprintf(&t.b, "  %s | %s\n  %s | %s%s\n", t.style(faint, number), line, strings.Repeat(" ", len(number)), strings.Repeat(" ", caret), t.style(green+";"+bold, "^"))
}

// cells counts the cells that characters fill in a terminal that takes no East Asian width for ambiguous ones.
func cells(line ...rune) int { return uniseg.StringWidth(string(line)) }

// window cuts a line to what fits a terminal around a column (from 1, in characters) and returns behind how many cells of it
// the caret stands: wide characters fill two, combining ones none.
func window(line string, column int) (string, int) {
	const width, before = 100, 40
	runes := []rune(strings.Map(printableRune, line))
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

// printableRune replaces what would disturb a terminal.
func printableRune(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == utf8.RuneError, r == 0xFFFE, r == 0xFFFF:
		return '·'
	}
	return r
}

func printable(s string) string { return strings.Map(printableRune, s) }

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
	if t.summary.Documents == 0 {
		t.notice()
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
