package report

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io"
	"slices"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/page"
	"github.com/fselint/fselint/validate"
)

//go:embed htmlassets
var htmlAssets embed.FS

// Bounds of one HTML report. A browser must open it, so what goes beyond them is left out with a note.
const (
	htmlDocuments     = 2000      // documents with all their details
	htmlRows          = 20_000    // documents in the table
	htmlFindings      = 2000      // findings of one document
	htmlSourceBytes   = 24 << 20  // sources and narratives of all documents
	htmlSourceLargest = 4 << 20   // source of one document
	htmlNarrative     = 512 << 10 // narrative of one document
	htmlRules         = 5000      // distinct rules
	htmlMessages      = 100       // messages of the validator
	htmlTopRules      = 25
)

// htmlWriter writes one self-contained page. Documents are written as they come; of each only a row of the table is kept. The
// summary, known at the end only, stands at the end and is brought to the front by the page's script.
type htmlWriter struct {
	w       io.Writer
	o       Options
	page    page.Page
	summary Summary
	sources int
	rows    []htmlRow
	rules   ruleTotals
	grids   []htmlGrid
	refused Refusals
	whose   string // see the function
	b       bytes.Buffer
	t       *template.Template
}

type htmlRow struct {
	N       int
	Path    string
	Type    string
	Verdict validate.Verdict
	Answer  string // of the gateway, where it refuses
	Counts  [lint.Error + 1]int
	Detail  bool
}

func htmlAsset(name string) string {
	b, err := htmlAssets.ReadFile("htmlassets/" + name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(b)
}

func newHTML(w io.Writer, o Options) Writer {
	h := &htmlWriter{w: w, o: o, rules: ruleTotals{most: htmlRules}}
	h.page = *HTMLPage()
	h.page.Lang, h.page.Title = o.Lang, "fselint: "+h.say("title")
	return h
}

// HTMLPage is the frame of HTML reports, for pages that show them.
func HTMLPage() *page.Page {
	return &page.Page{Style: htmlAsset("report.css"), Script: htmlAsset("report.js")}
}

func (h *htmlWriter) say(key string) string {
	return word(h.o.Lang, "html."+key)
}

// known says a word of a judgement in the report's language, as it is when it is none of those known.
func (h *htmlWriter) known(list string) func(string) string {
	return func(word string) string {
		return page.Plain(known(h.o.Lang, list, word))
	}
}

// execute runs a template with the texts in the report's language.
func (h *htmlWriter) execute(name string, data any) error {
	if h.t == nil {
		t, err := template.New("").Funcs(page.Funcs(h.o.Lang)).Funcs(template.FuncMap{
			"say":        h.say,
			"brief":      brief,
			"severities": func() []lint.Severity { return []lint.Severity{lint.Error, lint.Warning, lint.Info} },
			"meter": func(n, most int) template.HTML {
				return page.Meter([]page.Part{{Class: string(validate.Refused), Count: n}}, most)
			},
			"integrity": h.known("integrity."), "trust": h.known("trust."), "changes": h.known("changes."),
		}).ParseFS(htmlAssets, "htmlassets/*.gohtml")
		if err != nil {
			return fmt.Errorf("html report: %w", err)
		}
		h.t = t
	}
	h.b.Reset()
	if err := h.t.ExecuteTemplate(&h.b, name, data); err != nil {
		return fmt.Errorf("html report: %w", err)
	}
	_, err := h.w.Write(lint.QuietMarkup(h.b.Bytes()))
	return err
}

func (h *htmlWriter) head() error {
	if err := h.page.Head(h.w); err != nil {
		return err
	}
	return h.execute("top", map[string]any{"Run": h.o.Run(), "Whose": h.whose, "Tools": h.page.Tools(), "Starter": word(h.o.Lang, "starter"), "Hint": word(h.o.Lang, "starter-hint")})
}

func (h *htmlWriter) Document(d *validate.Result) error {
	h.whose = cmp.Or(h.whose, whose(d.Document))
	if h.summary.Documents == 0 {
		if err := h.head(); err != nil {
			return err
		}
	}
	h.summary.Add(d.Document)
	if g, ok := GridFact.Lookup(d); ok {
		h.grids = append(h.grids, h.grid(g, fmt.Sprintf("grid%d", len(h.grids))))
	}
	h.refused.Add(d.Document)
	h.rules.add(d.Document)
	n := h.summary.Documents
	detail := n <= htmlDocuments
	if n <= htmlRows {
		row := htmlRow{N: n, Path: d.Path, Type: d.DocumentType, Verdict: d.Verdict, Detail: detail}
		if r := RefusalOf(d.Document); r != nil {
			row.Answer = r.Key()
		}
		for i := range d.Findings {
			row.Counts[d.Findings[i].Severity]++
		}
		h.rows = append(h.rows, row)
	}
	if !detail {
		return nil
	}
	v := h.view(d, n)
	if err := h.execute("document", v); err != nil {
		return err
	}
	if v.Source {
		return page.Data(h.w, v.ID+"-source", d.CDA.Text)
	}
	return nil
}

// htmlRule is a rule in the summary.
type htmlRule struct {
	*ruleTotal
	Group lint.Group
	Title string
}

// topRules are the rules that most documents break, worst severity first; equal ones by name.
func (h *htmlWriter) topRules() (top []htmlRule) {
	slices.SortFunc(h.rules.list, func(a, b *ruleTotal) int { return cmp.Compare(a.ID, b.ID) })
	list := h.rules.sorted()
	for _, r := range list[:min(len(list), htmlTopRules)] {
		text := r.first.Message // national rules share one rule, their message is their own
		if rule := r.first.Rule; rule != nil && rule.ID == r.ID && !rule.Title.IsZero() {
			text = rule.Title
		}
		top = append(top, htmlRule{r, r.first.Group, bounded(text.In(h.o.Lang), 200)})
	}
	return top
}

func (h *htmlWriter) Close() error {
	if h.summary.Documents == 0 {
		if err := h.head(); err != nil {
			return err
		}
	}
	s := h.summary
	verdicts := page.Verdicts(h.o.Lang, s.Count)
	severities := page.Severities(h.o.Lang, s.Findings)
	var rest string
	if s.Documents > htmlDocuments {
		rest = counted(h.o.Lang, "html.leftOut", htmlDocuments)
	}
	slices.SortStableFunc(h.rows, func(a, b htmlRow) int {
		return cmp.Compare(slices.Index(validate.Verdicts, a.Verdict), slices.Index(validate.Verdicts, b.Verdict))
	})
	data := map[string]any{
		"Summary": s, "Verdicts": verdicts, "Severities": severities, "Share": page.Share("share", h.say("verdicts"), verdicts),
		"Rules": h.topRules(), "Rows": h.rows, "Many": s.Documents > 1, "Rest": rest, "Refusals": h.refused.List(), "Run": h.o.Run(), "Whose": h.whose, "Grids": h.grids,
	}
	if err := h.execute("summary", data); err != nil {
		return err
	}
	if err := page.Data(h.w, "words", h.scriptWords()); err != nil {
		return err
	}
	return h.page.Foot(h.w)
}

// scriptWords are the texts that the page's script needs.
func (h *htmlWriter) scriptWords() map[string]string {
	texts := make(map[string]string)
	for _, key := range []string{"shown", "shownOne", "line", "column", "source", "all", "allRules"} {
		texts[key] = h.say(key)
	}
	return texts
}
