package dashboard

import (
	"fmt"
	"strings"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/report/page"
	"github.com/fselint/fselint/validate/compare"
)

// detailChunk is one file of details. Texts are numbered: most documents of an archive are told the same.
type detailChunk struct {
	Texts     []string `json:"t"`
	Documents []detail `json:"d"`
	index     map[string]int
}

// detail is what a document shows when it is opened. Texts are numbers into the file's texts.
type detail struct {
	SHA256    string    `json:"sha,omitempty"`
	Headline  int       `json:"headline"`
	Status    int       `json:"status,omitempty"` // of the gateway's answer; 0 with Accepted or without an answer
	Accepted  bool      `json:"accepted,omitempty"`
	Answer    *int      `json:"answer,omitempty"` // type, title and detail of the gateway's answer
	Validator string    `json:"validator,omitempty"`
	Signature string    `json:"signature,omitempty"`
	Findings  []finding `json:"f"`
	More      int       `json:"more,omitempty"` // findings beyond the bound
	Trend     *change   `json:"trend,omitempty"`
	Against   *change   `json:"against,omitempty"`
}

// finding is rule, severity, stage, place, message, fix.
type finding [6]int

type change struct {
	Old, New string    // verdicts, "" when equal
	Come     []finding `json:"come,omitempty"`
	Gone     []finding `json:"gone,omitempty"`
}

func (c *detailChunk) reset() {
	c.Texts, c.Documents, c.index = []string{}, c.Documents[:0], make(map[string]int)
}

func (c *detailChunk) text(s string) int {
	if len(s) > mostMessage {
		s = strings.ToValidUTF8(s[:mostMessage], "") + "…"
	}
	s = page.Plain(s)
	k, ok := c.index[s]
	if !ok {
		k = len(c.Texts)
		c.index[strings.Clone(s)] = k
		c.Texts = append(c.Texts, s)
	}
	return k
}

func (c *detailChunk) optional(s string) *int {
	if s == "" {
		return nil
	}
	k := c.text(s)
	return &k
}

func (c *detailChunk) add(d *Dashboard, e *overview.Entry) {
	x := detail{SHA256: e.SHA256, Headline: c.text(report.Headline(e.Document, d.lang)), Findings: []finding{}}
	if g := e.Gateway; g != nil {
		x.Accepted, x.Status = g.Accepted, g.Answer.Status
		x.Answer = c.optional(strings.Join(strings.Fields(g.Answer.Type+" "+g.Answer.Title+" "+g.Answer.Detail+" "+g.Warning), " "))
	}
	if e.Validator != nil {
		x.Validator = page.Plain(e.Validator.Result)
	}
	if s := e.Signature; s != nil {
		x.Signature = page.Plain(s.Decision)
		if s.Reason != "" {
			x.Signature += " (" + page.Plain(s.Reason) + ")"
		}
	}
	for i := range e.Findings {
		if i == mostFindings {
			x.More = len(e.Findings) - i
			break
		}
		x.Findings = append(x.Findings, c.finding(d, &e.Findings[i]))
	}
	x.Trend, x.Against = c.change(d, e.Trend), c.change(d, e.Against)
	c.Documents = append(c.Documents, x)
}

func (c *detailChunk) finding(d *Dashboard, f *lint.Finding) finding {
	where := f.Location.Source
	if f.Location.Line > 0 {
		where = fmt.Sprintf("%s %d:%d", f.Location.Source, f.Location.Line, f.Location.Column)
	}
	return finding{c.text(f.ID), int(f.Severity), c.text(report.StageTitle(d.lang, f.Stage)), c.text(where), c.text(f.Message.In(d.lang)), c.text(f.Fix.In(d.lang))}
}

func (c *detailChunk) change(d *Dashboard, diff *compare.Difference) *change {
	if diff == nil || diff.Equal() {
		return nil
	}
	x := &change{}
	if diff.Verdict != nil {
		x.Old, x.New = diff.Verdict.Old, diff.Verdict.New
	}
	x.Come, x.Gone = c.changes(d, diff.Come), c.changes(d, diff.Gone)
	return x
}

func (c *detailChunk) changes(d *Dashboard, list []compare.FindingChange) []finding {
	var out []finding
	for i := range list {
		if i == mostFindings {
			break
		}
		if list[i].Example != nil {
			out = append(out, c.finding(d, list[i].Example))
		} else {
			out = append(out, finding{c.text(list[i].ID), int(list[i].Severity), c.text(report.StageTitle(d.lang, list[i].Stage)), c.text(""), c.text(""), c.text("")})
		}
	}
	return out
}
