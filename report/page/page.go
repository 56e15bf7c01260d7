package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

//go:embed assets/base.css
var baseStyle string

//go:embed assets/base.js
var baseScript string

//go:embed assets/icons.svg
var icons string

// Page is the frame of one HTML page.
type Page struct {
	Lang    string // "it" or "en"
	Title   string
	Style   string // after the common style sheet
	Script  string // runs when the whole page has been read
	DataDir bool   // the script loads scripts of this name's folder beside the page; it makes the policy "fselint" for that
	// Shows are pages that the script shows in frames of this one, which holds their scripts and styles to its own policy as well.
	Shows []*Page
	// Policy are further directives of the content security policy, each ended by a semicolon.
	Policy string
}

// Head writes all that precedes the content of the body.
func (p *Page) Head(w io.Writer) error {
	style := baseStyle + p.Style
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html lang=\"" + template.HTMLEscapeString(p.Lang) + "\">\n<head>\n<meta charset=\"utf-8\">\n")
	b.WriteString("<meta http-equiv=\"Content-Security-Policy\" content=\"" + p.policy(style) + "\">\n")
	b.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
	b.WriteString("<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n<meta name=\"generator\" content=\"fselint\">\n")
	b.WriteString("<title>" + template.HTMLEscapeString(p.Title) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n")
	b.WriteString(icons)
	b.WriteString("<a class=\"skip\" href=\"#main\">" + p.say("skip-to-content") + "</a>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// Foot writes what follows the content, the scripts included.
func (p *Page) Foot(w io.Writer) error {
	_, err := io.WriteString(w, "\n<script>"+baseScript+"</script>\n<script>"+p.Script+"</script>\n</body>\n</html>\n")
	return err
}

// Tools returns the buttons that every page has.
func (p *Page) Tools() template.HTML {
	return template.HTML(`<div class="tools"><button type="button" id="print">` + p.say("print") + `</button>` +
		`<button type="button" id="theme" data-auto="` + p.say("theme-automatic") + `" data-light="` + p.say("theme-light") +
		`" data-dark="` + p.say("theme-dark") + `">` + p.say("theme") + `</button></div>`)
}

func (p *Page) say(id string) string { return texts.In(p.Lang, id, nil) }

// policy is the content security policy. Handlers in attributes, foreign addresses and markup made from strings stay forbidden.
func (p *Page) policy(style string) string {
	scripts, styles, types := digest(baseScript)+" "+digest(p.Script), digest(style), "'none'"
	for _, shown := range p.Shows {
		scripts, styles = scripts+" "+digest(shown.Script), styles+" "+digest(baseStyle+shown.Style)
	}
	if p.DataDir {
		scripts = scripts + " 'self' file:"
	}
	if p.DataDir || len(p.Shows) > 0 {
		types = "fselint"
	}
	return p.Policy + "default-src 'none'; script-src " + scripts + "; style-src " + styles +
		"; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types " + types
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Data writes a value as a block of JSON that scripts of the page read. Nothing in it can end the block: every <, > and & is
// escaped, as are the line ends that only JavaScript knows.
func Data(w io.Writer, id string, v any) error {
	var b bytes.Buffer
	b.WriteString("<script type=\"application/json\" id=\"" + template.HTMLEscapeString(id) + "\">")
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the line end of Encode
	b.WriteString("</script>\n")
	_, err := w.Write(lint.QuietJSON(b.Bytes()))
	return err
}

// Icon draws one of the icons: error, warning, info, and one for each verdict. It says nothing to a screen reader: the
// word stands beside it.
func Icon(name string) template.HTML {
	return template.HTML(`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-` + template.HTMLEscapeString(name) + `"/></svg>`)
}

// Plain makes text visible as it is: what cannot be seen, moves the text around it or ends a line unseen is named by its number, as in
// lint.Show: <U+202E>. Line feeds and tabs stay.
func Plain(s string) string {
	at := strings.IndexFunc(s, hidden)
	if at < 0 {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:at])
	for _, r := range s[at:] {
		if hidden(r) {
			fmt.Fprintf(&b, "<U+%04X>", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func hidden(r rune) bool {
	return r != '\n' && r != '\t' && r != utf8.RuneError && lint.Disturbs(r)
}

// Markdown keeps text from being read as markup.
func Markdown(s string) string {
	return strings.NewReplacer("<", "&lt;", "*", `\*`, "_", `\_`, "|", `\|`, "\n", "  \n").Replace(s)
}
