package report

import (
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

// Difference is the JSON form of what differs between two judgements of a document. It only grows.
type Difference struct {
	Path         string          `json:"path"`
	SHA256       string          `json:"sha256,omitempty"`
	DocumentType string          `json:"documentType,omitempty"`
	Verdict      *valueChange    `json:"verdict,omitempty"`
	Validator    *valueChange    `json:"validator,omitempty"`
	Gateway      *answerChange   `json:"gateway,omitempty"`
	Come         []findingChange `json:"come,omitempty"`
	Gone         []findingChange `json:"gone,omitempty"`
	Reworded     []findingChange `json:"reworded,omitempty"`
}

type valueChange struct {
	Old string `json:"old"`
	New string `json:"new"`
}

type answerChange struct {
	Old *answerView `json:"old"`
	New *answerView `json:"new"`
}

type answerView struct {
	Accepted bool   `json:"accepted"`
	Status   int    `json:"status,omitempty"`
	Type     string `json:"type,omitempty"`
	Error    string `json:"error,omitempty"`
}

type findingChange struct {
	ID       string `json:"id"`
	Stage    string `json:"stage"`
	Severity string `json:"severity"`
	Count    int    `json:"count"`
	Cause    string `json:"cause,omitempty"`
	Message  string `json:"message"`
	Before   string `json:"before,omitempty"`
}

// NewDifference returns the JSON form of a difference. cause names what changed the judgement of a finding, "" where that is not
// known; it may be nil.
func NewDifference(d *compare.Difference, lang string, cause func(*compare.FindingChange) string) Difference {
	v := Difference{
		Path: d.Path, SHA256: d.SHA256, DocumentType: d.DocumentType,
		Verdict: (*valueChange)(d.Verdict), Validator: (*valueChange)(d.Validator),
	}
	if d.Gateway != nil {
		v.Gateway = &answerChange{Old: viewAnswer(d.Gateway.Old), New: viewAnswer(d.Gateway.New)}
	}
	words := func(f *lint.Finding) string {
		if f == nil {
			return ""
		}
		return f.Message.In(lang)
	}
	findings := func(list []compare.FindingChange) (views []findingChange) {
		for i := range list {
			c := &list[i]
			view := findingChange{c.ID, c.Stage, c.Severity.String(), c.Count, "", words(c.Example), words(c.Before)}
			if cause != nil {
				view.Cause = cause(c)
			}
			views = append(views, view)
		}
		return views
	}
	v.Come, v.Gone, v.Reworded = findings(d.Come), findings(d.Gone), findings(d.Reworded)
	return v
}

func viewAnswer(g *validate.GatewayAnswer) *answerView {
	if g == nil {
		return nil
	}
	return &answerView{Accepted: g.Accepted, Status: g.Answer.Status, Type: g.Answer.Type, Error: g.Answer.ID}
}
