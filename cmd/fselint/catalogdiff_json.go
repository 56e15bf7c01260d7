package main

import (
	"github.com/fselint/fselint/schemas/diff"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

// diffSchema names the version of the JSON form: one object, its documents in the order of the input, its summary at the end.
const diffSchema = "fselint/catalog-diff/v1"

type diffChangeJSON struct {
	Area     string            `json:"area"`
	Kind     string            `json:"kind"`
	Title    string            `json:"title"`
	Subject  string            `json:"subject"`
	Item     string            `json:"item,omitempty"`
	Old      string            `json:"old,omitempty"`
	New      string            `json:"new,omitempty"`
	OldLine  int               `json:"oldLine,omitempty"`
	NewLine  int               `json:"newLine,omitempty"`
	OldText  string            `json:"oldText,omitempty"`
	NewText  string            `json:"newText,omitempty"`
	Count    int               `json:"count,omitempty"`
	Examples []diffExampleJSON `json:"examples,omitempty"`
}

type diffExampleJSON struct {
	Code string `json:"code"`
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

type diffSideJSON struct {
	Source string `json:"source"`
	Digest string `json:"digest"`
	Date   string `json:"date,omitempty"`
	Commit string `json:"commit,omitempty"`
}

func (w *diffWriter) jsonChanges(r *diff.Result) {
	changes := []diffChangeJSON{}
	for i := range r.Changes {
		c := &r.Changes[i]
		j := diffChangeJSON{
			Area: string(c.Area), Kind: string(c.Kind), Title: c.Kind.Title(w.lang), Subject: c.Subject, Item: c.Item,
			Old: c.Old, New: c.New, OldLine: c.OldLine, NewLine: c.NewLine, OldText: c.OldText, NewText: c.NewText, Count: c.Count,
		}
		for _, e := range c.Examples {
			j.Examples = append(j.Examples, diffExampleJSON(e))
		}
		changes = append(changes, j)
	}
	w.printf("{\n  \"schema\": %q,\n  \"old\": %s,\n  \"new\": %s,\n  \"changes\": %s,\n  \"documents\": [", diffSchema,
		w.json(diffSideJSON(r.Old), "  "), w.json(diffSideJSON(r.New), "  "), w.json(changes, "  "))
}

type diffDocumentJSON struct {
	Path         string            `json:"path"`
	SHA256       string            `json:"sha256,omitempty"`
	DocumentType string            `json:"documentType,omitempty"`
	Verdict      *diffPairJSON     `json:"verdict,omitempty"`
	Validator    *diffPairJSON     `json:"validator,omitempty"`
	Gateway      *diffGatewayJSON  `json:"gateway,omitempty"`
	Come         []diffFindingJSON `json:"come,omitempty"`
	Gone         []diffFindingJSON `json:"gone,omitempty"`
	Reworded     []diffFindingJSON `json:"reworded,omitempty"`
}

type diffPairJSON struct {
	Old string `json:"old"`
	New string `json:"new"`
}

type diffGatewayJSON struct {
	Old *diffAnswerJSON `json:"old"`
	New *diffAnswerJSON `json:"new"`
}

type diffAnswerJSON struct {
	Accepted bool   `json:"accepted"`
	Status   int    `json:"status,omitempty"`
	Type     string `json:"type,omitempty"`
	Error    string `json:"error,omitempty"`
}

type diffFindingJSON struct {
	ID       string `json:"id"`
	Stage    string `json:"stage"`
	Severity string `json:"severity"`
	Count    int    `json:"count"`
	Cause    string `json:"cause,omitempty"`
	Message  string `json:"message"`
	Before   string `json:"before,omitempty"`
}

func (w *diffWriter) jsonDocument(d *compare.Difference, causes *causes, new *validate.Document) {
	j := diffDocumentJSON{
		Path: d.Path, SHA256: d.SHA256, DocumentType: d.DocumentType,
		Verdict: (*diffPairJSON)(d.Verdict), Validator: (*diffPairJSON)(d.Validator),
	}
	if d.Gateway != nil {
		j.Gateway = &diffGatewayJSON{Old: answerJSON(d.Gateway.Old), New: answerJSON(d.Gateway.New)}
	}
	findings := func(list []compare.FindingChange) []diffFindingJSON {
		var out []diffFindingJSON
		for i := range list {
			c := &list[i]
			f := diffFindingJSON{
				ID: c.ID, Stage: c.Stage, Severity: c.Severity.String(), Count: c.Count,
				Cause: string(causes.of(new, c)), Message: c.Example.Message.In(w.lang),
			}
			if c.Before != nil {
				f.Before = c.Before.Message.In(w.lang)
			}
			out = append(out, f)
		}
		return out
	}
	j.Come, j.Gone, j.Reworded = findings(d.Come), findings(d.Gone), findings(d.Reworded)
	separator := ","
	if w.documents == 1 {
		separator = ""
	}
	w.printf("%s\n    %s", separator, w.json(j, "    "))
}

func answerJSON(g *validate.GatewayAnswer) *diffAnswerJSON {
	if g == nil {
		return nil
	}
	return &diffAnswerJSON{Accepted: g.Accepted, Status: g.Answer.Status, Type: g.Answer.Type, Error: g.Answer.ID}
}

type diffSummaryJSON struct {
	Documents int            `json:"documents"`
	Differ    int            `json:"differ"`
	Worse     int            `json:"worse"`
	Better    int            `json:"better"`
	Verdicts  map[string]int `json:"verdicts"`
	Come      map[string]int `json:"come"`
	Gone      map[string]int `json:"gone"`
}

// jsonSummary ends the list of documents with the counts; jsonEnd ends the object.
func (w *diffWriter) jsonSummary(t *diffTally) {
	s := diffSummaryJSON{
		Documents: t.documents, Differ: t.differ, Worse: t.worse, Better: t.better, Verdicts: map[string]int{}, Come: t.come, Gone: t.gone,
	}
	for pair, n := range t.verdicts {
		s.Verdicts[string(pair[0]+" → "+pair[1])] = n
	}
	w.endDocuments()
	w.printf(",\n  \"summary\": %s", w.json(s, "  "))
	w.summed = true
}

func (w *diffWriter) endDocuments() {
	if w.documents > 0 {
		w.printf("\n  ")
	}
	w.printf("]")
}

func (w *diffWriter) jsonEnd() {
	if !w.summed {
		w.endDocuments()
	}
	w.printf("\n}\n")
}
