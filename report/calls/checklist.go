package calls

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/report/page"
)

// proofs are the operations that every plant must have carried out in stage (specification digest, 07 §3).
var proofs = []fse.Operation{fse.ValidateAndCreate, fse.Replace, fse.Update, fse.Delete}

// Plant is what one plant has shown: of each operation the last call that the gateway took, those with an X-CART-id first.
type Plant struct {
	name  string // common name of its certificate, from the tokens
	calls map[fse.Operation]*ledger.Entry
}

// Collect collects the evidence by plant, in the order of their names.
func Collect(entries Entries) ([]*Plant, error) {
	plants := make(map[string]*Plant)
	err := entries(func(e *ledger.Entry) error {
		if e.Damaged || e.Environment != "stage" || e.State() != ledger.Accepted || !slices.Contains(proofs, e.Operation) {
			return nil
		}
		_, name, ok := strings.Cut(e.Signature.Issuer, ":")
		if !ok {
			name = e.Signature.Issuer
		}
		p := plants[name]
		if p == nil {
			p = &Plant{name, make(map[fse.Operation]*ledger.Entry)}
			plants[name] = p
		}
		if old := p.calls[e.Operation]; old == nil || cartID(e) != "" || cartID(old) == "" {
			slim := *e
			slim.Body = nil
			p.calls[e.Operation] = &slim
		}
		return nil
	})
	var all []*Plant
	for _, name := range slices.Sorted(maps.Keys(plants)) {
		all = append(all, plants[name])
	}
	return all, err
}

func cartID(e *ledger.Entry) string {
	if a := e.Answer(); a != nil {
		return a.CartID
	}
	return ""
}

// missing says what a plant has not shown yet.
func (p *Plant) missing() []string {
	var all []string
	for _, op := range proofs {
		switch e := p.calls[op]; {
		case e == nil:
			all = append(all, string(op))
		case cartID(e) == "":
			all = append(all, string(op)+" (X-CART-id)")
		}
	}
	return all
}

// checklistColumns are those of the evidence.
var checklistColumns = []lint.Text{
	texts.Text("plant-2", nil), texts.Text("operation-2", nil), texts.Text("time", nil), texts.Text("type", nil), lint.Same("identificativoDoc"),
	texts.Text("status", nil), lint.Same("workflowInstanceId"), lint.Same("traceID"), lint.Same("X-CART-id"),
	texts.Text("vendor", nil), texts.Text("application", nil), texts.Text("version", nil),
}

// row is one line of evidence; of an operation that is missing it has the name alone.
func (p *Plant) row(op fse.Operation) []string {
	row := make([]string, len(checklistColumns))
	row[0], row[1] = p.name, string(op)
	e := p.calls[op]
	if e == nil {
		return row
	}
	workflow, trace := e.Identifiers()
	_, private, _ := hl7id.ParsePrivateDocumentID(e.Document)
	status := ""
	if a := e.Answer(); a != nil {
		status = strconv.Itoa(a.Status)
	}
	copy(row[2:], []string{e.At.Format(time.RFC3339), private.Type, e.Document, status, workflow, trace, cartID(e), e.Vendor, e.Application, e.Version})
	return row
}

// ChecklistCSV writes the evidence as a table.
func ChecklistCSV(plants []*Plant, lang string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	head := make([]string, len(checklistColumns))
	for i, c := range checklistColumns {
		head[i] = c.In(lang)
	}
	if err := w.Write(append(head, texts.Text("missing", nil).In(lang))); err != nil {
		return nil, err
	}
	for _, p := range plants {
		missing := p.missing()
		for _, op := range proofs {
			lacks := ""
			for _, m := range missing {
				if name, _, _ := strings.Cut(m, " "); name == string(op) {
					lacks = m
				}
			}
			if err := w.Write(unformulas(append(p.row(op), lacks))); err != nil {
				return nil, err
			}
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// ChecklistMarkdown writes the evidence to be read.
func ChecklistMarkdown(plants []*Plant, lang string) ([]byte, error) {
	say := func(id string) string { return texts.In(lang, id, nil) }
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n", say("tests-in-stage"))
	for _, p := range plants {
		fmt.Fprintf(&b, "\n## %s\n\n", page.Markdown(oneLine(p.name)))
		for _, c := range checklistColumns[1:] {
			fmt.Fprintf(&b, "| %s ", c.In(lang))
		}
		fmt.Fprintf(&b, "|\n%s|\n", strings.Repeat("|---", len(checklistColumns)-1))
		for _, op := range proofs {
			for _, v := range p.row(op)[1:] {
				fmt.Fprintf(&b, "| %s ", page.Markdown(oneLine(v)))
			}
			b.WriteString("|\n")
		}
		if missing := p.missing(); len(missing) > 0 {
			fmt.Fprintf(&b, "\n%s: %s\n", say("missing-2"), strings.Join(missing, ", "))
		} else {
			fmt.Fprintf(&b, "\n%s\n", say("nothing-missing"))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", say("to-be-looked-at-by-hand"))
	return b.Bytes(), nil
}
