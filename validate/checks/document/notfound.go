package documentcheck

import (
	"cmp"
	"strconv"

	domain "github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// reasons are the messages that say why the gateway finds no CDA.
var reasons = map[domain.Reason]string{
	domain.NoNames: "no-names", domain.EmptyStream: "empty-stream", domain.StreamDamaged: "stream-damaged",
	domain.StreamTooLarge: "stream-too-large", domain.NoEmbeddedFiles: "no-embedded-files", domain.TreeEmpty: "tree-empty",
	domain.TreeDamaged: "tree-damaged", domain.TreeTooDeep: "tree-too-deep", domain.NoSuchName: "no-such-name",
	domain.AttachmentNoStream: "attachment-no-stream", domain.NoResource: "no-resource", domain.ResourceDirect: "resource-direct",
	domain.ResourceNoNames: "resource-no-names", domain.ResourceNoDatasets: "resource-no-datasets",
	domain.ResourceNoStream: "resource-no-stream", domain.TreeKids: "tree-kids", domain.NotOpened: "not-opened",
}

// fixes are the messages that say what to do about a name that almost is the right one.
var fixes = map[domain.NameMatch]string{
	domain.NameCase: "name-case", domain.NameBlanks: "name-blanks", domain.NameContains: "name-contains",
}

func notFound(p *validate.Pass, missing *domain.NotFoundError, mode domain.Mode) {
	f := lint.Finding{Rule: ruleNoCDA, Location: here}
	if mode != domain.Resource {
		f.Message = cause("ATTACHMENT", missing.Attachment)
	}
	if mode != domain.Attachment {
		resource := cause("RESOURCE", missing.Resource)
		switch {
		case f.Message.IsZero():
			f.Message = resource
		case missing.Resource != domain.NoNames && missing.Resource != domain.NoResource:
			f.Notes = append(f.Notes, resource)
		}
	}
	best := domain.NameDiffers
	for i := range missing.Survey.Files {
		a := &missing.Survey.Files[i]
		f.Notes = append(f.Notes, attached(a))
		if a.Place == domain.InNameTree {
			best = max(best, a.Match())
		}
		if len(f.Notes) == maxListed {
			break
		}
	}
	if len(missing.Survey.Files) == 0 {
		f.Notes = append(f.Notes, texts.Text("nothing-embedded", nil))
	}
	if fix, ok := fixes[best]; ok {
		f.Fix = texts.Text(fix, nil)
	}
	p.Report(f)
}

// maxListed bounds the attachments named in one finding.
const maxListed = 20

func cause(mode string, r domain.Reason) lint.Text {
	return texts.Text("no-cda", lint.Values{"mode": lint.Known(mode), "reason": texts.Text(reasons[r], nil)})
}

var places = map[domain.Place]string{
	domain.InNameTree: "in-name-tree", domain.InResource: "in-resource", domain.InAssociated: "in-associated",
	domain.InAnnotation: "in-annotation",
}

// attached describes an embedded file.
func attached(a *domain.Attached) lint.Text {
	name := cmp.Or(a.Key, a.FileName)
	v := lint.Values{
		"place": texts.Text(places[a.Place], nil), "name": strconv.Quote(name), "bytes": a.Size,
		"other": lint.Known(""), "cda": lint.Known(""),
	}
	if a.FileName != "" && a.FileName != name {
		v["other"] = texts.Text("other-name", lint.Values{"name": strconv.Quote(a.FileName)})
	}
	if a.ClinicalDocument {
		v["cda"] = texts.Text("holds-cda", nil)
	}
	return texts.Text("there-is", v)
}
