package dashboard

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/report/page"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

// Sizes of the data files and bounds of what they say. What is beyond a bound is in the audit's jsonl.
const (
	listRows      = 2000 // documents in a file of the list
	detailRows    = 250  // documents in a file of details
	mostFindings  = 100  // of one document
	mostMessage   = 600  // bytes of a text
	mostDistinct  = 5000 // names that are written once and then numbered
	mostTableRows = 1000 // rows of a table on the page
)

// verdicts are numbered in the data files by their place here.
var verdicts = validate.Verdicts

// groups of findings are numbered in the data files by their place here.
var groups = []lint.Group{lint.Gateway, lint.Standard, lint.Advice}

// What a comparison says of a document, beside the number of the other verdict.
const (
	notCompared = -2
	same        = -1
	added       = 5 // only this audit has it
	otherwise   = 6 // the same verdict, for other reasons
)

// Dashboard writes one dashboard; it is an overview.Sink.
type Dashboard struct {
	path, data string
	lang       string
	names      names
	rules      names
	list       []any
	chunks     []chunk
	details    detailChunk
	files      int // of details
	documents  int
}

// chunk says what a file of the list has, so that a search can leave it out.
type chunk struct {
	Rows     int   `json:"n"`
	Verdicts []int `json:"v"`
	Names    []int `json:"k"` // answers, types, applications and custodians
	Rules    []int `json:"r"`
}

var dataFile = lazyregexp.New(`^(?:list|detail)-[0-9]+\.js$`)

// New begins a dashboard at path, the name of a file ending in .html, in a language, "it" or "en". The data goes to a folder
// beside it, which is named after it. What an earlier dashboard left there is removed; the page itself appears when all is
// written.
func New(path, lang string) (*Dashboard, error) {
	d := &Dashboard{path: path, data: strings.TrimSuffix(path, ".html") + "-data", lang: lang}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("dashboard: %w", err)
	}
	if err := os.MkdirAll(d.data, 0o755); err != nil {
		return nil, fmt.Errorf("dashboard: %w", err)
	}
	entries, err := os.ReadDir(d.data)
	if err != nil {
		return nil, fmt.Errorf("dashboard: %w", err)
	}
	for _, e := range entries {
		if dataFile().MatchString(e.Name()) {
			if err := os.Remove(filepath.Join(d.data, e.Name())); err != nil {
				return nil, fmt.Errorf("dashboard: %w", err)
			}
		}
	}
	d.chunks = []chunk{}
	d.details.reset()
	return d, nil
}

// Document adds a document.
func (d *Dashboard) Document(e *overview.Entry) error {
	if len(d.list) == 0 {
		d.chunks = append(d.chunks, chunk{Verdicts: []int{}, Names: []int{}, Rules: []int{}})
	}
	d.list = append(d.list, d.row(e))
	d.details.add(d, e)
	d.documents++
	if len(d.list) == listRows {
		if err := d.flushList(); err != nil {
			return err
		}
	}
	if len(d.details.Documents) == detailRows {
		return d.flushDetails()
	}
	return nil
}

// row is a document in the list: path, verdict, the gateway's answer where it refuses, type, application, custodian, errors, warnings,
// notes, groups, rules, trend, against, and where there are any the rules that come and go against the other catalog and since the
// earlier audit. The page's script has the same order.
func (d *Dashboard) row(e *overview.Entry) []any {
	c := &d.chunks[len(d.chunks)-1]
	c.Rows++
	verdict := slices.Index(verdicts, e.Verdict)
	insert(&c.Verdicts, verdict)
	name := func(s string) any {
		k := d.names.number(page.Plain(s))
		if n, ok := k.(int); ok {
			insert(&c.Names, n)
		} else {
			insert(&c.Names, -1) // some name without a number
		}
		return k
	}
	answer := ""
	if r := report.RefusalOf(e.Document); r != nil {
		answer = r.Key()
	}
	var counts [lint.Error + 1]int
	var rules []any
	minds := 0 // the groups, one bit each
	seen := make(map[string]bool)
	for i := range e.Findings {
		f := &e.Findings[i]
		counts[f.Severity]++
		if k := slices.Index(groups, f.Group); k >= 0 {
			minds |= 1 << k
		}
		if seen[f.ID] {
			continue
		}
		seen[f.ID] = true
		k := d.rules.number(page.Plain(f.ID))
		if n, ok := k.(int); ok {
			insert(&c.Rules, n)
		} else {
			insert(&c.Rules, -1)
		}
		rules = append(rules, k)
	}
	row := []any{
		page.Plain(e.Path), verdict, name(answer), name(e.DocumentType), name(e.Origin.Software), name(e.Origin.Custodian),
		counts[lint.Error], counts[lint.Warning], counts[lint.Info], minds, rules, trend(e), against(e),
	}
	if moved(e.Trend) || moved(e.Against) {
		row = append(row, []any{d.moving(e.Against, true), d.moving(e.Against, false), d.moving(e.Trend, true), d.moving(e.Trend, false)})
	}
	return row
}

func moved(diff *compare.Difference) bool { return diff != nil && len(diff.Come)+len(diff.Gone) > 0 }

// moving lists the rules that come, or go.
func (d *Dashboard) moving(diff *compare.Difference, come bool) []any {
	if diff == nil {
		return nil
	}
	list := diff.Gone
	if come {
		list = diff.Come
	}
	var rules []any
	for i := range list[:min(len(list), mostFindings)] {
		rules = append(rules, d.rules.number(page.Plain(list[i].ID)))
	}
	return rules
}

// insert adds a number to a sorted list that does not have it yet.
func insert(list *[]int, n int) {
	if i, found := slices.BinarySearch(*list, n); !found {
		*list = slices.Insert(*list, i, n)
	}
}

func trend(e *overview.Entry) int {
	switch {
	case e.Added:
		return added
	case e.Trend == nil:
		return notCompared
	case e.Trend.Equal():
		return same
	case e.Trend.Verdict == nil:
		return otherwise
	}
	return slices.Index(verdicts, validate.Verdict(e.Trend.Verdict.Old))
}

func against(e *overview.Entry) int {
	switch {
	case e.Against == nil:
		return notCompared
	case e.Against.Equal():
		return same
	case e.Against.Verdict == nil:
		return otherwise
	}
	return slices.Index(verdicts, validate.Verdict(e.Against.Verdict.New))
}

// names gives numbers to texts that occur often.
type names struct {
	list  []string
	index map[string]int
}

// number returns the number of s, or s itself once there are too many.
func (n *names) number(s string) any {
	if k, ok := n.index[s]; ok {
		return k
	}
	if len(n.list) >= mostDistinct {
		return s
	}
	if n.index == nil {
		n.index = make(map[string]int)
	}
	n.index[s] = len(n.list)
	n.list = append(n.list, s)
	return len(n.list) - 1
}

func (d *Dashboard) flushList() error {
	if len(d.list) == 0 {
		return nil
	}
	n := len(d.chunks) - 1
	err := d.write("list", n, d.list)
	d.list = d.list[:0]
	return err
}

func (d *Dashboard) flushDetails() error {
	if len(d.details.Documents) == 0 {
		return nil
	}
	err := d.write("detail", d.files, &d.details)
	d.files++
	d.details.reset()
	return err
}

// write makes one data file: a call with the data as JSON, in which <, > and the line ends of JavaScript are escaped.
func (d *Dashboard) write(kind string, n int, v any) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "fselint.%s(%d,", kind, n)
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return fmt.Errorf("dashboard: %w", err)
	}
	b.Truncate(b.Len() - 1)
	b.WriteString(");\n")
	file := filepath.Join(d.data, fmt.Sprintf("%s-%d.js", kind, n))
	if err := whole.Write(file, whole.Bytes(b.Bytes())); err != nil {
		return fmt.Errorf("dashboard: %w", err)
	}
	return nil
}

// Close writes what is left, and the page.
func (d *Dashboard) Close(o *overview.Overview) error {
	if err := d.flushList(); err != nil {
		return err
	}
	if err := d.flushDetails(); err != nil {
		return err
	}
	if err := whole.Write(d.path, func(w io.Writer) error { return d.page(w, o) }); err != nil {
		return fmt.Errorf("dashboard: %w", err)
	}
	return nil
}
