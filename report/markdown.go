package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Bounds of the Markdown form. GitHub takes 1 MiB as the summary of a step (GitHub docs, "Workflow commands", job summaries)
// and shows nothing of a larger one.
const (
	markdownRows     = 300 << 10 // bytes for the table of documents
	markdownDetails  = 680 << 10 // bytes for the findings
	markdownFindings = 50        // findings shown of one document
)

// markdownWriter writes a summary for a pull request or a step. The counts come first, so the bounded rest waits in memory.
type markdownWriter struct {
	w             io.Writer
	o             Options
	summary       Summary
	rows, details strings.Builder
	rowsLeft      int // documents without a row
	detailsLeft   int // documents whose findings found no room
}

func newMarkdown(w io.Writer, o Options) Writer { return &markdownWriter{w: w, o: o} }

func (m *markdownWriter) say(id string) string { return word(m.o.Lang, id) }

func (m *markdownWriter) Document(d *validate.Result) error {
	m.summary.Add(d.Document)
	if m.o.Quiet && silent(d.Document) {
		return nil
	}
	n := severities(d.Document)
	row := fmt.Sprintf("| %s | %s | %s | %d | %d | %s |\n", markdownCode(bounded(d.Path, 300)), markdownText(Headline(d.Document, m.o.Lang)), markdownText(bounded(d.DocumentType, 20)),
		n[lint.Error], n[lint.Warning], markdownText(bounded(answerWords(d.Document, m.o.Lang), 200)))
	if m.rows.Len()+len(row) > markdownRows {
		m.rowsLeft++
	} else {
		m.rows.WriteString(row)
	}
	if m.detailsLeft > 0 { // full: what follows is counted only
		if m.speaks(d.Document) {
			m.detailsLeft++
		}
		return nil
	}
	section := m.section(d.Document)
	if m.details.Len()+len(section) > markdownDetails {
		m.detailsLeft++
	} else {
		m.details.WriteString(section)
	}
	return nil
}

// speaks reports whether there is something to say about a document beyond its row.
func (m *markdownWriter) speaks(d *validate.Document) bool {
	for i := range d.Findings {
		if d.Findings[i].Severity > lint.Info || m.o.Notes {
			return true
		}
	}
	return remark(d, m.o.Lang) != ""
}

// section lists what was found in one document, "" when there is nothing to say.
func (m *markdownWriter) section(d *validate.Document) string {
	var b strings.Builder
	shown, more := 0, 0
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Severity == lint.Info && !m.o.Notes {
			continue
		}
		if shown == markdownFindings {
			more++
			continue
		}
		if shown == 0 {
			fmt.Fprintf(&b, "\n| %s | %s | %s | %s |\n|---|---|---|---|\n", m.say("severity"), m.say("rule"), m.say("place"), m.say("message"))
		}
		shown++
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.say("severity."+f.Severity.String()), markdownCode(bounded(f.Name(), 100)), markdownCode(bounded(place(f.Location), 300)),
			markdownText(bounded(sentence(f, m.o.Lang), 1500)))
	}
	if more > 0 {
		fmt.Fprintf(&b, "\n%s\n", counted(m.o.Lang, "more-findings", more))
	}
	if reason := remark(d, m.o.Lang); reason != "" {
		fmt.Fprintf(&b, "\n%s\n", markdownText(bounded(reason, 1500)))
	}
	if b.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("\n### %s: %s\n%s", markdownCode(bounded(d.Path, 300)), markdownText(Headline(d, m.o.Lang)), b.String())
}

func (m *markdownWriter) Close() error {
	var b strings.Builder
	fmt.Fprintf(&b, "## fselint\n\n%s\n", markdownText(m.summary.line(m.o.Lang)))
	if m.o.Run().Catalog.Starter {
		fmt.Fprintf(&b, "\n> **%s**\n", markdownText(m.say("starter")))
	}
	if m.rows.Len() > 0 {
		fmt.Fprintf(&b, "\n| %s | %s | %s | %s | %s | %s |\n|---|---|---|---:|---:|---|\n", m.say("column-document"), m.say("verdict"), m.say("kind"),
			m.say("column-errors"), m.say("column-warnings"), m.say("answer"))
		b.WriteString(m.rows.String())
	}
	if m.rowsLeft > 0 {
		fmt.Fprintf(&b, "\n%s\n", counted(m.o.Lang, "more-documents", m.rowsLeft))
	}
	b.WriteString(m.details.String())
	if m.detailsLeft > 0 {
		fmt.Fprintf(&b, "\n%s\n", counted(m.o.Lang, "more-details", m.detailsLeft))
	}
	b.WriteString("\n<sub>")
	for i, f := range provenance(m.o) {
		if f.key == "notice" {
			continue
		}
		if i > 0 {
			b.WriteString(" · ")
		}
		fmt.Fprintf(&b, "%s %s", markdownText(f.name.In(m.o.Lang)), markdownText(bounded(f.value, 300)))
	}
	b.WriteString("</sub>\n")
	_, err := io.WriteString(m.w, b.String())
	return err
}

// markdownText escapes one line of text: punctuation that Markdown, its tables, its links or HTML give a meaning. A backslash
// does not stop GitHub from notifying who is @mentioned or from linking to #1, an invisible space behind the sign does.
func markdownText(s string) string {
	var b strings.Builder
	for i, r := range s {
		rest := s[i:]
		switch {
		case strings.ContainsRune("\\`*_[]<>!|~&$", r), strings.HasPrefix(rest, "://"), r == '.' && strings.HasSuffix(strings.ToLower(s[:i]), "www"):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '@' || r == '#':
			b.WriteByte('\\')
			b.WriteRune(r)
			b.WriteRune('\u200b')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// markdownCode makes a code span of one line of text for a cell of a table, "" of nothing.
func markdownCode(s string) string {
	if s == "" {
		return ""
	}
	longest, run := 0, 0
	for _, r := range s {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	fence, pad := strings.Repeat("`", longest+1), ""
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		pad = " "
	}
	return fence + pad + strings.ReplaceAll(s, "|", "\\|") + pad + fence
}
