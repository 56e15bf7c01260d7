package mappingcheck

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/structuremap"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	schemacheck "github.com/fselint/fselint/validate/checks/schema"
	schematroncheck "github.com/fselint/fselint/validate/checks/schematron"
)

// What the maps say about the document.
var (
	ruleNoID     = texts.Rule("MAP-NO-ID", lint.Warning, lint.Advice, "")
	rulePartNoID = texts.Rule("MAP-PART-NO-ID", lint.Info, lint.Advice, "")
	ruleIDForm   = texts.Rule("MAP-ID-FORM", lint.Info, lint.Advice, "")
	ruleCode     = texts.Rule("MAP-CODE", lint.Warning, lint.Advice, "")
	ruleMended   = texts.Rule("MAP-CODE-MENDED", lint.Warning, lint.Advice, "")
	ruleNoCode   = texts.Rule("MAP-NO-CODE", lint.Info, lint.Advice, "")
	ruleType     = texts.Rule("MAP-VALUE-TYPE", lint.Info, lint.Advice, "")
	ruleBroken   = texts.Rule("MAP-BROKEN", lint.Info, lint.Advice, "")
)

// What any map makes of the document.
var (
	ruleAuthor    = texts.Rule("MAP-AUTHOR", lint.Warning, lint.Advice, "")
	ruleTwice     = texts.Rule("MAP-AUTHOR-TWICE", lint.Info, lint.Advice, "")
	ruleTime      = texts.Rule("MAP-TIME", lint.Warning, lint.Advice, "")
	ruleTimeZone  = texts.Rule("MAP-TIME-ZONE", lint.Warning, lint.Advice, "")
	ruleTimeLocal = texts.Rule("MAP-TIME-LOCAL", lint.Info, lint.Advice, "")
	ruleInterval  = texts.Rule("MAP-INTERVAL", lint.Info, lint.Advice, "")
	ruleTelecom   = texts.Rule("MAP-TELECOM", lint.Info, lint.Advice, "")
	ruleTemplates = texts.Rule("MAP-TEMPLATES", lint.Info, lint.Advice, "")
	ruleFootnote  = texts.Rule("MAP-FOOTNOTE", lint.Warning, lint.Advice, "")
	ruleNarrative = texts.Rule("MAP-NARRATIVE", lint.Info, lint.Advice, "")
)

// hints tells what goes wrong or is lost when a document that the validator accepts becomes FHIR. It is advice: the gateway's
// answer to validation never depends on it.
func hints(o Options) *validate.Check {
	return &validate.Check{
		Name: "mapping", Stage: "mapping",
		Requires: []validate.Key{documentcheck.IDs, documentcheck.Tree, schemacheck.Judgement, schematroncheck.Judgement},
		Rules: []*lint.Rule{
			ruleNoID, rulePartNoID, ruleIDForm, ruleCode, ruleMended, ruleNoCode, ruleType, ruleBroken, ruleAuthor, ruleTwice, ruleTime, ruleTimeZone,
			ruleTimeLocal, ruleInterval, ruleTelecom, ruleTemplates, ruleFootnote, ruleNarrative,
		},
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			if !schemacheck.Judgement.Of(p).Valid || len(schematroncheck.Judgement.Of(p).Errors) > 0 {
				return &validate.Skip{Absent: true, Reason: texts.Text("not-accepted", nil)}
			}
			program, err := o.Map(documentcheck.IDs.Of(p).TemplateRoot)
			switch {
			case err != nil:
				return &validate.Skip{Absent: true, Reason: texts.Text("map-unreadable", lint.Values{"error": err.Error()})}
			case program == nil:
				return &validate.Skip{Absent: true, Reason: texts.Text("no-map", nil)}
			}
			h := hinter{Pass: p, doc: documentcheck.Tree.Of(p), program: program, version: o.Version(), summary: p.Doc.DocumentType == "PSS"}
			h.facts()
			h.walk()
			h.authors()
			h.report()
			return nil
		}),
	}
}

// hinter collects the hints of a document: one for each rule and value, with the number of places.
type hinter struct {
	*validate.Pass
	doc     *xmltree.Doc
	program *structuremap.Program
	version string
	summary bool // a patient summary
	found   []hint
}

type hint struct {
	key   string
	f     lint.Finding
	lines []int // of the places after the first
}

// add notes a place; hints of one rule and key are told once.
func (h *hinter) add(key string, n xmltree.Node, f lint.Finding) {
	for i := range h.found {
		if o := &h.found[i]; o.f.Rule == f.Rule && o.key == key {
			o.lines = append(o.lines, h.doc.Pos(n).Line)
			return
		}
	}
	f.Location = documentcheck.At(h.doc, n)
	h.found = append(h.found, hint{key: key, f: f})
}

// maxLines bounds the further places that are listed.
const maxLines = 10

func (h *hinter) report() {
	for _, o := range h.found {
		if n := len(o.lines); n > 0 {
			var lines []string
			for _, line := range o.lines[:min(n, maxLines)] {
				lines = append(lines, strconv.Itoa(line))
			}
			if n > maxLines {
				lines = append(lines, "…")
			}
			o.f.Notes = append(o.f.Notes, texts.Text("also", lint.Values{"n": n, "lines": lint.Known(strings.Join(lines, ", "))}))
		}
		o.f.Notes = append(o.f.Notes, texts.Text("version", lint.Values{"version": lint.Known(h.version)}))
		h.Report(o.f)
	}
}

// facts turns what the program of the map finds into hints.
func (h *hinter) facts() {
	facts, _ := h.program.Run(h.doc)
	for i := range facts {
		f := &facts[i]
		element := h.doc.Local(h.doc.Name(f.Node))
		values := lint.Values{
			"element": lint.Known(element), "resource": lint.Known(f.Resource), "property": lint.Known(f.Property), "value": f.Value,
		}
		switch f.Kind {
		case structuremap.NoIdentifier:
			h.noID(f, element, values)
		case structuremap.BadIdentifier:
			h.add(f.Value, f.Node, lint.Finding{Rule: ruleIDForm, Values: values, Actual: lint.Same(f.Value)})
		case structuremap.BadCode:
			h.badCode(f, values)
		case structuremap.Corrected:
			h.add(element+f.Value+f.Resource, f.Node, lint.Finding{Rule: ruleMended, Values: values, Actual: lint.Same(f.Value)})
		case structuremap.NoCode:
			if f.Property == "status" {
				h.code(element+f.Value+f.Resource, f, lint.Finding{Rule: ruleNoCode, Values: values, Actual: lint.Same(f.Value)})
			}
		case structuremap.NotTaken:
			if element == "value" && h.doc.Local(h.doc.Name(h.doc.Parent(f.Node))) == "observation" {
				types := lint.Known(strings.Join(f.Types, ", "))
				h.add(f.Value, f.Node, lint.Finding{Rule: ruleType, Values: values, Actual: lint.Same(f.Value), Expected: lint.Same(string(types))})
			}
		case structuremap.Broken:
			h.add(f.Value, f.Node, lint.Finding{Rule: ruleBroken, Values: values})
		}
	}
}

// noID tells of an element without the id under which it becomes an entry of the bundle. In the body they are many, and seldom asked
// for: only places and organisations are worth a warning there.
func (h *hinter) noID(f *structuremap.Fact, element string, values lint.Values) {
	rule := ruleNoID
	if f.Resource != "Location" && f.Resource != "Organization" && h.inBody(f.Node) {
		rule = rulePartNoID
	}
	root := map[string]string{"Location": "2.16.840.1.113883.2.9.4.1.6", "Organization": "2.16.840.1.113883.2.9.4.1.2"}[f.Resource]
	if root == "" {
		root = fiscalCodeRoot
	}
	values["id"] = lint.Known(`<id root="` + root + `" extension="…"/>`)
	h.add(element, f.Node, lint.Finding{Rule: rule, Values: values, Actual: h.presentIDs(f.Node)})
}

// presentIDs shows the ids that an element has, none of which serves.
func (h *hinter) presentIDs(n xmltree.Node) lint.Text {
	var list []string
	for c := h.doc.FirstChild(n); c != xmltree.None; c = h.doc.NextSibling(c) {
		if h.is(c, "id") {
			root, _ := h.doc.AttrValue(c, "root")
			extension, _ := h.doc.AttrValue(c, "extension")
			list = append(list, "root "+strconv.Quote(root)+" extension "+strconv.Quote(extension))
		}
	}
	if len(list) == 0 {
		return texts.Text("no-id", nil)
	}
	return lint.Same(strings.Join(list, "; "))
}

func (h *hinter) inBody(n xmltree.Node) bool {
	for ; n != xmltree.None && n != xmltree.Root; n = h.doc.Parent(n) {
		if h.is(n, "structuredBody") {
			return true
		}
	}
	return false
}

func (h *hinter) is(n xmltree.Node, local string) bool {
	return h.doc.Kind(n) == xmltree.Element && h.doc.Local(h.doc.Name(n)) == local
}

func (h *hinter) badCode(f *structuremap.Fact, values lint.Values) {
	code, _ := h.doc.AttrValue(f.Node, "code")
	values["code"] = strings.Clone(code)
	h.code(code+" "+f.Resource+f.Property+f.Value, f, lint.Finding{Rule: ruleCode, Values: values, Actual: lint.Same(strings.Clone(code))})
}

// code adds a hint about a code with what would cure it.
func (h *hinter) code(key string, f *structuremap.Fact, finding lint.Finding) {
	if finding.Expected = h.cures(f); finding.Expected.IsZero() {
		finding.Fix = texts.Text("no-cure", nil)
	}
	h.add(key, f.Node, finding)
}

// statuses and classes are the codes that the national rules admit where the maps look at them: of statusCode, and of allergies.
var (
	statuses = []string{"completed", "active", "aborted", "suspended"}
	classes  = []string{"ALG", "DALG", "FALG", "OINT", "DINT", "FINT", "NAINT"}
)

// cures lists the codes with which the map would find nothing wrong in the place of a fact, and whether leaving the element out
// would do: the map is run anew with each. It is empty when nothing helps.
func (h *hinter) cures(f *structuremap.Fact) lint.Text {
	a := h.attr(f.Node, "code")
	if a == xmltree.NoAttr {
		return lint.Text{}
	}
	src, start := h.doc.Source(), h.doc.AttrValuePos(a).Offset
	end := start + slices.Index(src[start:], src[start-1]) // the quotation mark
	before := h.faults(h.doc)
	cured := func(start, end int, replacement string) bool {
		doc, err := xmltree.Parse(slices.Concat(src[:start], []byte(replacement), src[end:]), xmltree.Limits{})
		return err == nil && h.faults(doc) < before
	}
	codes := classes
	if f.Property == "status" {
		codes = statuses
	}
	var good []string
	for _, code := range codes {
		if cured(start, end, code) {
			good = append(good, code)
		}
	}
	list := lint.Known(strings.Join(good, ", "))
	switch without := f.Property == "status" && cured(h.doc.Offset(f.Node), h.doc.EndOffset(f.Node), ""); {
	case len(good) == 0 && without:
		return texts.Text("without", nil)
	case len(good) == 0:
		return lint.Text{}
	case without:
		return texts.Text("or-without", lint.Values{"list": list})
	}
	return lint.Same(string(list))
}

// faults counts the codes that come out wrong.
func (h *hinter) faults(doc *xmltree.Doc) int {
	facts, _ := h.program.Run(doc)
	n := 0
	for _, f := range facts {
		if f.Kind == structuremap.BadCode || f.Kind == structuremap.NoCode && f.Property == "status" {
			n++
		}
	}
	return n
}

func (h *hinter) attr(n xmltree.Node, local string) xmltree.Attr {
	first, last := h.doc.Attrs(n)
	for a := first; a < last; a++ {
		if name := h.doc.AttrName(a); h.doc.Local(name) == local && h.doc.Space(name) == "" {
			return a
		}
	}
	return xmltree.NoAttr
}
