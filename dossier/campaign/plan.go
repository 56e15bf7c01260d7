package campaign

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/gateway/draft"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

// maxPlan bounds a plan in bytes.
const maxPlan = 1 << 20

// Plan says which cases are run with which documents.
type Plan struct {
	Path  string `yaml:"-"`
	Cases []Item `yaml:"cases"`
}

// Item is one case of a plan.
type Item struct {
	Case     testcase.Case  `yaml:"-"`
	ID       int            `yaml:"case"`
	Document string         `yaml:"document"` // PDF with its CDA; from where the plan lies
	Shown    string         `yaml:"shown"`    // what the software shows its user
	Claims   map[string]any `yaml:"claims"`   // set in the claims of this call; null leaves one out
	Request  map[string]any `yaml:"request"`  // the same in the request body
}

// ReadPlan reads a plan. The error says all that is wrong with it.
func ReadPlan(path string) (*Plan, error) {
	data, err := whole.Read(path, maxPlan)
	if err != nil {
		return nil, err
	}
	p, err := parse(data)
	if err != nil {
		return nil, texts.Error("plan", lint.Values{"path": path, "err": err})
	}
	p.Path = path
	for i := range p.Cases {
		if doc := &p.Cases[i].Document; *doc != "" && !filepath.IsAbs(*doc) {
			*doc = filepath.Join(filepath.Dir(path), *doc)
		}
	}
	return p, nil
}

func parse(data []byte) (*Plan, error) {
	p := &Plan{}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(p); err != nil && !errors.Is(err, io.EOF) {
		return nil, texts.Error("plan-no-yaml", lint.Values{"err": strings.TrimPrefix(err.Error(), "yaml: ")})
	}
	if len(p.Cases) == 0 {
		return nil, texts.Error("plan-empty", nil)
	}
	var faults []error
	seen := map[int]bool{}
	for i := range p.Cases {
		item := &p.Cases[i]
		c, ok := testcase.ByID(item.ID)
		item.Case = c
		switch {
		case !ok:
			faults = append(faults, texts.Error("no-such-case", lint.Values{"id": item.ID}))
		case seen[item.ID]:
			faults = append(faults, texts.Error("plan-twice", lint.Values{"id": item.ID}))
		case item.Document == "" && c.Kind != testcase.Timeout:
			faults = append(faults, texts.Error("plan-no-document", lint.Values{"id": item.ID, "name": c.Name()}))
		case item.Document != "" && c.Kind == testcase.Timeout:
			faults = append(faults, texts.Error("plan-timeout-document", lint.Values{"id": item.ID, "name": c.Name()}))
		}
		seen[item.ID] = true
	}
	return p, errors.Join(faults...)
}

// Only leaves the cases of the given numbers in the plan; none leaves all. The error names those that it does not have.
func (p *Plan) Only(ids []int) error {
	for _, id := range ids {
		if !slices.ContainsFunc(p.Cases, func(i Item) bool { return i.ID == id }) {
			return texts.Error("plan-without", lint.Values{"path": p.Path, "id": id})
		}
	}
	if len(ids) > 0 {
		p.Cases = slices.DeleteFunc(p.Cases, func(i Item) bool { return !slices.Contains(ids, i.ID) })
	}
	return nil
}

// Parts returns claims and request body of the call of an item. person_id and resource_hl7_type are those of the document, where claims and
// plan say nothing else; without a request body it is that of a validation.
func (i *Item) Parts(claims, request, document []byte) (c, r []byte, err error) {
	told := map[string]any{}
	mode := ""
	if d, err := draft.New(document, draft.Options{}); err == nil { // the document of a KO case may be unreadable
		for _, f := range slices.Concat(d.Claims, d.Body) {
			switch f.Name {
			case "person_id", "resource_hl7_type":
				if len(draft.Open([]draft.Field{f})) == 0 {
					told[f.Name] = f.Value
				}
			case "mode":
				mode = fmt.Sprint(f.Value)
			}
		}
	}
	if c, err = override(claims, told, i.Claims); err != nil {
		return nil, nil, texts.Error("claims", lint.Values{"err": err})
	}
	if len(request) == 0 {
		request = []byte(`{"activity":"VALIDATION","healthDataFormat":"CDA","mode":"` + cmp.Or(mode, "ATTACHMENT") + `"}`)
	}
	if r, err = override(request, i.Request); err != nil {
		return nil, nil, texts.Error("request", lint.Values{"err": err})
	}
	return c, r, nil
}

// Skeleton writes a plan of all cases of some types, whose documents lie in a folder (FILES of a dossier) under their names.
func Skeleton(types []testcase.Type, folder, lang string) []byte {
	var b bytes.Buffer
	comment := func(text string) {
		for line := range strings.Lines(text) {
			fmt.Fprintf(&b, "# %s\n", strings.TrimSpace(line))
		}
	}
	comment(texts.In(lang, "skeleton", nil))
	b.WriteString("cases:\n")
	for _, t := range types {
		fmt.Fprintf(&b, "\n  # %s: %s\n", t, t.Document().Name)
		cases := testcase.Of(t)
		for _, c := range cases {
			fmt.Fprintf(&b, "  - case: %-4d # %s\n", c.ID, describe(c, lang))
			document := c
			if c.Kind == testcase.Token || c.Kind == testcase.Field {
				document = cases[0] // a good one
			}
			if c.Kind != testcase.Timeout {
				fmt.Fprintf(&b, "    document: %s\n", scalar(filepath.ToSlash(filepath.Join(folder, document.Name()+".pdf"))))
			}
			if c.Kind != testcase.OK {
				b.WriteString("    shown: \"\"\n")
			}
		}
	}
	return b.Bytes()
}

// scalar writes a text as YAML, in quotes where it must be.
func scalar(s string) string {
	if strings.ContainsAny(s, "#:{}[],&*?|<>=!%@`\"' ") {
		return strconv.Quote(s)
	}
	return s
}

// describe says what a case is, on one line.
func describe(c testcase.Case, lang string) string {
	text := c.Name() + ": " + texts.In(lang, "kind-"+string(c.Kind), nil) + "; " + wanted(c).In(lang)
	if c.Decree {
		text += "; " + texts.In(lang, "decree", nil)
	}
	if c.Since != "" {
		text += "; " + texts.In(lang, "since", lint.Values{"version": c.Since})
	}
	return text
}

// wanted says which answers a case wants.
func wanted(c testcase.Case) lint.Text {
	if c.Kind == testcase.Document && len(c.Wanted) > 1 {
		return texts.Text("wanted-semantic-vocabulary", nil)
	}
	return texts.Text("wanted-"+string(c.Wanted[0]), nil)
}
