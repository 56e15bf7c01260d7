package dashboard

import (
	"cmp"
	"embed"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/report/page"
	"github.com/fselint/fselint/validate"
)

//go:embed assets
var assets embed.FS

func asset(name string) string {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(b)
}

// view is what the template shows.
type view struct {
	*overview.Overview
	Tools             template.HTML
	Parts, Severities []page.Part
	Seen              []validate.Verdict // those that some document has
	Share             template.HTML
	Answers           []answer
	Months, History   template.HTML
	Outside           int // documents that are too far from the others for the drawing of months
	MonthRows         []row
	Groups            []groupTable
	Rules             ruleTable
	MoreRules         int
	Trend, Against    *comparison
	Duration          string
}

// answer is an answer of the gateway in the table of those that refuse.
type answer struct {
	report.Refusal
	Meter template.HTML
}

// row is a row of the tables by type, application, custodian, folder and month.
type row struct {
	Key, Label string
	Link       bool // the list can be filtered by it
	Counts     overview.Counts
	Meter      template.HTML
}

type groupTable struct {
	ID, Title, Head string
	Rows            []row
	More            int
}

// ruleTable is a table of rules; what its buttons filter by begins with Prefix, or is the rule alone.
type ruleTable struct {
	ID, Name, Prefix string
	Rows             []overview.RuleCount
}

func rulesOf(id, name, prefix string, list []overview.RuleCount) ruleTable {
	return ruleTable{id, name, prefix, list[:min(len(list), mostTableRows)]}
}

// comparison is a Comparison with its moves drawn.
type comparison struct {
	*overview.Comparison
	Kind       string // trend or against
	Sides      []side // the older one first
	Worse      int    // documents that were no failure and are one, on the newer side
	Better     int
	Moves      []move
	Come, Gone ruleTable
}

type side struct {
	Title string
	Share template.HTML
	Parts []page.Part
	Total int
}

type move struct {
	overview.Move
	Number int              // of the verdict in the list that the other side had
	From   validate.Verdict // that this audit has
}

func (d *Dashboard) say(key string) string {
	return texts.In(d.lang, key, nil)
}

func (d *Dashboard) page(w io.Writer, o *overview.Overview) error {
	p := page.Page{Lang: d.lang, Title: "fselint: " + d.say("title"), Style: asset("dashboard.css"), Script: asset("dashboard.js"), DataDir: true}
	if err := p.Head(w); err != nil {
		return err
	}
	t, err := template.New("").Funcs(page.Funcs(d.lang)).Funcs(template.FuncMap{
		"say": d.say, "text": func(t lint.Text) string { return short(page.Plain(t.In(d.lang))) },
		"day":    func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") },
		"digest": page.Digest, "verdicts": func() []validate.Verdict { return verdicts },
		"few":    func(seen []validate.Verdict) bool { return len(seen) <= 3 },
		"legend": func(parts []page.Part, total int) side { return side{Parts: parts, Total: total} },
	}).ParseFS(assets, "assets/*.gohtml")
	if err != nil {
		return err
	}
	if err := t.ExecuteTemplate(w, "dashboard", d.view(&p, o)); err != nil {
		return err
	}
	if err := page.Data(w, "data", d.script(o)); err != nil {
		return err
	}
	return p.Foot(w)
}

// script is what the page's script needs to know of the data files.
func (d *Dashboard) script(o *overview.Overview) map[string]any {
	words := page.Words(d.lang)
	for _, key := range texts.IDs() {
		if name, ok := strings.CutPrefix(key, "js."); ok {
			words[name] = d.say(key)
		}
	}
	list := func(n names) []string { return append([]string{}, n.list...) }
	return map[string]any{
		"folder": filepath.Base(d.data), "documents": d.documents, "listRows": listRows, "detailRows": detailRows, "chunks": d.chunks,
		"names": list(d.names), "rules": list(d.rules), "verdicts": verdicts, "groups": groups, "words": words,
		"depth": o.Depth, "separator": string(filepath.Separator),
		"trend": o.Trend != nil, "against": o.Against != nil,
	}
}

func (d *Dashboard) view(p *page.Page, o *overview.Overview) *view {
	v := &view{Overview: o, Tools: p.Tools()}
	v.Parts = page.Verdicts(d.lang, o.Total.Count)
	for _, verdict := range verdicts {
		if o.Total.Count(verdict) > 0 {
			v.Seen = append(v.Seen, verdict)
		}
	}
	v.Share = page.Share("share", d.say("byVerdict"), v.Parts)
	v.Severities = page.Severities(d.lang, o.Total.Findings)
	for _, a := range o.Refusals {
		v.Answers = append(v.Answers, answer{a, page.Meter([]page.Part{{Class: string(validate.Refused), Count: a.Documents}}, o.Refusals[0].Documents)})
	}
	if e := o.Finished.Sub(o.Started); e > 0 {
		v.Duration = e.Round(time.Second).String()
	}
	v.MonthRows = d.rows(o.Months, d.say("noMonth"), false)
	bars, outside := d.monthBars(o.Months)
	if len(bars) > 1 {
		v.Months, v.Outside = page.Columns("months", d.say("overTime"), bars), outside
	}
	if len(o.Past) > 1 {
		v.History = page.Columns("history", d.say("history"), d.auditBars(o.Past))
	}
	for _, t := range []struct {
		id, title, head, none string
		list                  []overview.Group
	}{
		{"type", "byType", "type", "noType", o.Types}, {"software", "bySoftware", "software", "noSoftware", o.Software},
		{"custodian", "byCustodian", "custodian", "noCustodian", o.Custodian}, {"folder", "byFolder", "folder", "noFolder", o.Folders},
	} {
		rows := d.rows(t.list, d.say(t.none), true)
		n := min(len(rows), mostTableRows)
		if t.id == "folder" && n < 2 {
			continue // it says nothing
		}
		v.Groups = append(v.Groups, groupTable{ID: t.id, Title: d.say(t.title), Head: d.say(t.head), Rows: rows[:n], More: len(rows) - n})
	}
	v.Rules = rulesOf("rule-table", d.say("rules"), "", slices.Clone(o.Rules))
	v.MoreRules = len(o.Rules) - len(v.Rules.Rows)
	slices.SortStableFunc(v.Rules.Rows, func(a, b overview.RuleCount) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(slices.Index(groups, a.Group), slices.Index(groups, b.Group)))
	})
	v.Trend, v.Against = d.compared("trend", o, o.Trend), d.compared("against", o, o.Against)
	return v
}

func (d *Dashboard) rows(list []overview.Group, none string, link bool) []row {
	most := 0
	for i := range list {
		most = max(most, list[i].Counts.Documents)
	}
	rows := make([]row, 0, len(list))
	for i := range list {
		g := &list[i]
		r := row{Key: page.Plain(g.Key), Label: page.Plain(g.Key), Link: link, Counts: g.Counts, Meter: page.Meter(page.Verdicts(d.lang, g.Counts.Count), most)}
		switch {
		case g.Other:
			r.Label, r.Link = page.Word(d.lang, "page.others"), false
		case g.Key == "":
			r.Label = none
		}
		rows = append(rows, r)
	}
	return rows
}

// compared prepares a comparison for the page. The older side of a trend is the other audit, that of another catalog is this one.
func (d *Dashboard) compared(kind string, o *overview.Overview, c *overview.Comparison) *comparison {
	if c == nil {
		return nil
	}
	v := &comparison{Comparison: c, Kind: kind}
	if c.Total.Documents > 0 {
		v.Sides = []side{d.side(kind+".other", &c.Total), d.side(kind+".here", &o.Total)}
		if kind == "against" {
			slices.Reverse(v.Sides)
		}
	}
	for _, m := range c.Moves {
		here, other := m.New, m.Old
		if kind == "against" {
			here, other = m.Old, m.New
		}
		if m.New == validate.Refused && m.Old != validate.Refused {
			v.Worse += m.Documents
		}
		if m.Old == validate.Refused && m.New != validate.Refused {
			v.Better += m.Documents
		}
		v.Moves = append(v.Moves, move{m, slices.Index(verdicts, other), here})
	}
	v.Come, v.Gone = rulesOf(kind+"-come", d.say("come"), kind+":+", c.Come), rulesOf(kind+"-gone", d.say("gone"), kind+":-", c.Gone)
	return v
}

func (d *Dashboard) side(key string, c *overview.Counts) side {
	s := side{Title: d.say(key), Parts: page.Verdicts(d.lang, c.Count), Total: c.Documents}
	s.Share = page.Share(strings.ReplaceAll(key, ".", "-"), s.Title, s.Parts)
	return s
}

// short bounds a text for a cell.
func short(s string) string {
	const most = 240
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
