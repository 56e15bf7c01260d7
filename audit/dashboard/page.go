package dashboard

import (
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/lint"
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

// group is a row of the tables by type, application and custodian.
type group struct {
	Key, Label string
	Link       bool // the list can be filtered by it
	Counts     overview.Counts
	Meter      template.HTML
}

// view is what the template shows.
type view struct {
	*overview.Overview
	Tools             template.HTML
	Parts, Severities []page.Part
	Share, Months     template.HTML
	History           template.HTML
	MonthRows         []group
	Groups            []groupTable
	Rules             ruleTable
	MoreRules         int
	Trend, Against    *comparison
	Duration          string
}

type groupTable struct {
	ID, Title, Head string
	Rows            []group
	More            int
}

// ruleTable is a table of rules; what its buttons filter by begins with Prefix, or is the rule alone.
type ruleTable struct {
	Rows   []overview.RuleCount
	Prefix string
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
}

type move struct {
	overview.Move
	Number int  // of the verdict in the list that the other side had
	From   int  // of the verdict that this audit has
	Worse  bool // towards a failure
}

func (d *Dashboard) say(key string) string {
	return texts.In(d.lang, key, nil)
}

func (d *Dashboard) page(w io.Writer, o *overview.Overview) error {
	p := page.Page{Lang: d.lang, Title: "fselint: " + d.say("title"), Style: asset("dashboard.css"), Script: asset("dashboard.js"), DataDir: true}
	if err := p.Head(w); err != nil {
		return err
	}
	t, err := template.New("").Funcs(template.FuncMap{
		"icon":     func(name any) template.HTML { return page.Icon(fmt.Sprint(name)) },
		"verdicts": func() []validate.Verdict { return verdicts },
		"plain":    func(s any) string { return page.Plain(fmt.Sprint(s)) },
		"say":      d.say, "text": func(t lint.Text) string { return short(page.Plain(t.In(d.lang))) },
		"number": number, "day": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") },
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
	words := make(map[string]string)
	for _, key := range texts.IDs() {
		if strings.HasPrefix(key, "js.") || strings.HasPrefix(key, "verdict.") || strings.HasPrefix(key, "severity.") {
			words[strings.TrimPrefix(key, "js.")] = d.say(key)
		}
	}
	list := func(n names) []string { return append([]string{}, n.list...) }
	return map[string]any{
		"folder": filepath.Base(d.data), "documents": d.documents, "listRows": listRows, "detailRows": detailRows, "chunks": d.chunks,
		"names": list(d.names), "rules": list(d.rules), "verdicts": verdicts, "words": words,
		"trend": o.Trend != nil, "against": o.Against != nil,
	}
}

func (d *Dashboard) view(p *page.Page, o *overview.Overview) *view {
	v := &view{Overview: o, Tools: p.Tools()}
	v.Parts = d.parts(&o.Total)
	v.Share = page.Share("share", d.say("byVerdict"), v.Parts)
	v.Severities = []page.Part{{Class: "error", Label: d.say("errors"), Count: o.Total.Findings[lint.Error]},
		{Class: "warning", Label: d.say("warnings"), Count: o.Total.Findings[lint.Warning]}, {Class: "info", Label: d.say("notes"), Count: o.Total.Findings[lint.Info]}}
	if e := o.Finished.Sub(o.Started); e > 0 {
		v.Duration = e.Round(time.Second).String()
	}
	v.MonthRows = d.groups(o.Months, "", false)
	if len(o.Months) > 1 {
		v.Months = page.Columns("months", d.say("overTime"), d.bars(o.Months))
	}
	if len(o.Past) > 1 {
		var bars []page.Bar
		for _, past := range o.Past {
			bars = append(bars, page.Bar{Label: past.Finished.UTC().Format(time.DateOnly), Parts: d.parts(&past.Total)})
		}
		v.History = page.Columns("history", d.say("history"), bars)
	}
	for _, t := range []struct {
		id, title, head, none string
		list                  []overview.Group
	}{{"type", "byType", "type", "noType", o.Types}, {"software", "bySoftware", "software", "noSoftware", o.Software}, {"custodian", "byCustodian", "custodian", "noCustodian", o.Custodian}} {
		rows := d.groups(t.list, d.say(t.none), true)
		n := min(len(rows), mostTableRows)
		v.Groups = append(v.Groups, groupTable{ID: t.id, Title: d.say(t.title), Head: d.say(t.head), Rows: rows[:n], More: len(rows) - n})
	}
	rules := slices.Clone(o.Rules[:min(len(o.Rules), mostTableRows)])
	slices.SortStableFunc(rules, func(a, b overview.RuleCount) int { return cmp.Compare(b.Severity, a.Severity) })
	v.Rules, v.MoreRules = ruleTable{Rows: rules}, len(o.Rules)-len(rules)
	v.Trend, v.Against = d.compared("trend", o, o.Trend), d.compared("against", o, o.Against)
	return v
}

func (d *Dashboard) parts(c *overview.Counts) []page.Part {
	parts := make([]page.Part, len(verdicts))
	for i, v := range verdicts {
		parts[i] = page.Part{Class: string(v), Label: d.say("verdict." + string(v)), Count: c.Count(v)}
	}
	return parts
}

func (d *Dashboard) bars(list []overview.Group) []page.Bar {
	var bars []page.Bar
	for i := range list {
		if list[i].Key != "" && !list[i].Other {
			bars = append(bars, page.Bar{Label: list[i].Key, Parts: d.parts(&list[i].Counts)})
		}
	}
	return bars
}

func (d *Dashboard) groups(list []overview.Group, none string, link bool) []group {
	most := 0
	for i := range list {
		most = max(most, list[i].Counts.Documents)
	}
	rows := make([]group, 0, len(list))
	for i := range list {
		g := &list[i]
		row := group{Key: page.Plain(g.Key), Label: page.Plain(g.Key), Link: link, Counts: g.Counts, Meter: page.Meter(d.parts(&g.Counts), most)}
		switch {
		case g.Other:
			row.Label, row.Link = d.say("others"), false
		case g.Key == "":
			row.Label = none
		}
		if row.Label == "" {
			row.Label = d.say("noMonth")
		}
		rows = append(rows, row)
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
		x := move{Move: m, Worse: m.New == validate.Refused, Number: slices.Index(verdicts, other), From: slices.Index(verdicts, here)}
		if m.New == validate.Refused && m.Old != validate.Refused {
			v.Worse += m.Documents
		}
		if m.Old == validate.Refused && m.New != validate.Refused {
			v.Better += m.Documents
		}
		v.Moves = append(v.Moves, x)
	}
	v.Come = ruleTable{c.Come[:min(len(c.Come), mostTableRows)], kind + ":+"}
	v.Gone = ruleTable{c.Gone[:min(len(c.Gone), mostTableRows)], kind + ":-"}
	return v
}

func (d *Dashboard) side(key string, c *overview.Counts) side {
	s := side{Title: d.say(key), Parts: d.parts(c)}
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

// number writes a count with narrow spaces between thousands, which both languages read.
func number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}
