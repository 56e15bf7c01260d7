package lint

import (
	"cmp"
	"maps"
)

// Sources of a location.
const (
	SourcePDF                 = "pdf"
	SourceCDA                 = "cda"
	SourceHTTP                = "http"
	SourceRegistry            = "registry"
	SourceCertificate         = "certificate"
	SourceRequest             = "request"
	SourceSignatureToken      = "token:signature"
	SourceAuthenticationToken = "token:authentication"
	SourceJSON                = "json"   // a file of JSON that is judged by itself
	SourceWorkbook            = "xlsx"   // a workbook: the path is Sheet!K12
	SourceFolder              = "folder" // a folder: the path is that of a file below it
)

// Location is a place in one of the parts of a submission. The zero value means the part as a whole is not known.
type Location struct {
	Source  string // one of the constants, or token:signature, token:authentication
	Line    int    `json:",omitzero"` // from 1, 0 when unknown
	Column  int    `json:",omitzero"` // from 1, in characters
	Path    string `json:",omitzero"` // see the report contract
	Part    string `json:",omitzero"` // of the value at Path, by the name that its specification gives it; "" for the whole
	Pos     int    `json:",omitzero"` // in the value, in characters from 1, 0 when unknown
	Snippet string `json:",omitzero"` // the text of the line, bounded; may be empty
}

// Finding is one thing found in one document. Report fills in what the rule already says.
type Finding struct {
	Rule       *Rule
	ID         string // the rule's id, or a more exact one for national rules
	NationalID string `json:",omitzero"` // first token of a national rule's text, as written there; or the rule's Code
	Severity   Severity
	Group      Group
	Stage      string
	Values     Values `json:"-"` // what goes into the rule's message and fix
	Message    Text   // the rule's, with the values, unless it is given
	// Public is Message without anything taken from the documents, for redacted reports; the message's own public form when empty.
	Public Text `json:",omitzero"`
	// Subject is the claim or field whose value it is about, to be put before the words of a rule that does not know it.
	Subject  string `json:",omitzero"`
	Location Location
	Cause    *Finding `json:"-"` // what is behind it, where that is known: it goes on with the message, and its cure is the cure
	Expected Text     `json:",omitzero"`
	Actual   Text     `json:",omitzero"`
	Fix      Text     `json:",omitzero"`
	Error    string   `json:",omitzero"` // id of the gateway's error
	Or       string   `json:",omitzero"` // id of another error that was seen for the same thing, by environment
	Detail   string   `json:",omitzero"` // the gateway's words to this document, where they are not fixed
	Answer   *Answer  `json:",omitzero"` // what the gateway says to Error in the chosen operation
	Notes    []Text   `json:",omitzero"` // further explanation, one a line
}

// Complete fills in what the rule already says: id, severity, group and, in that group, error; and the message and the fix with the
// finding's values. {expected} and {found} stand for Expected and Actual, {part}, {pos} and {at} for the place in the value, {claim} for
// the name of the claim or field, where no value of that name is given.
func (f *Finding) Complete() {
	if f.Rule == nil {
		return
	}
	f.ID, f.Severity, f.Group = cmp.Or(f.ID, f.Rule.ID), cmp.Or(f.Severity, f.Rule.Severity), cmp.Or(f.Group, f.Rule.Group)
	f.NationalID = cmp.Or(f.NationalID, f.Rule.Code)
	if f.Group == f.Rule.Group { // else it is not what the gateway minds in the rule
		f.Error = cmp.Or(f.Error, f.Rule.Error)
	}
	var v Values
	if f.Message.IsZero() || f.Fix.IsZero() {
		v = f.values()
	}
	if f.Cause != nil {
		f.Cause.Complete()
		f.Fix = cmp.Or(f.Fix, f.Cause.Fix)
	}
	f.Fix = cmp.Or(f.Fix, f.Rule.Mend(v))
	if f.Message.IsZero() {
		f.word(v)
	}
	f.Public = cmp.Or(f.Public, f.Message.Public())
}

// word makes the message: the rule's, with the cause behind it and the name of the value before it.
func (f *Finding) word(v Values) {
	f.Message = f.Rule.Message(v)
	if f.Cause != nil {
		f.Message = own.Text("because", Values{"what": f.Message, "why": f.Cause.Message})
	}
	f.Public = cmp.Or(f.Public, f.Message.Public())
	if f.Subject != "" {
		f.Message = own.Text("of", Values{"subject": f.Subject, "what": f.Message})
	}
}

// Name is the id, with the code by which the accreditation names it: DOS-NO-FILES (NO_FILES).
func (f *Finding) Name() string {
	if f.Group != Accreditation || f.NationalID == "" {
		return f.ID
	}
	return f.ID + " (" + f.NationalID + ")"
}

func (f *Finding) values() Values {
	v := Values{"expected": f.Expected, "found": f.Actual, "at": Known("")}
	if f.Location.Part != "" {
		v["part"] = Known(f.Location.Part)
	}
	if f.Location.Pos > 0 {
		v["pos"], v["at"] = f.Location.Pos, own.Text("at", Values{"pos": f.Location.Pos})
	}
	if name := cmp.Or(f.Subject, f.Location.Path); name != "" {
		v["claim"] = name
	}
	maps.Copy(v, f.Values)
	return v
}

// Text is the message in a language, of a finding that may not be complete yet.
func (f Finding) Text(lang string) string {
	f.Complete()
	return f.Message.In(lang)
}

// Found returns a finding of the rule in a value: what stands there, and what should stand there. Either may be empty.
func (r *Rule) Found(found, expected string) Finding {
	return Finding{Rule: r, ID: r.ID, Severity: r.Severity, Group: r.Group, Actual: Value(found), Expected: Same(show(expected, mostToPut))}
}

// At adds the place in the value: the part, by the name that its specification gives it, "" for none, and the character from 0, -1 for
// none.
func (f Finding) At(part string, pos int) Finding {
	f.Location.Part, f.Location.Pos = part, pos+1
	return f
}

// Blocks reports whether the gateway refuses the call for it.
func (f *Finding) Blocks() bool { return f.Group == Gateway && f.Severity == Error }

// Moved returns the findings of a part of a value as findings of the whole: part is its name, for findings that name none, and place
// gives for a character of the part that of the whole, both from 0.
func Moved(fs []Finding, part string, place func(int) int) []Finding {
	for i := range fs {
		l := &fs[i].Location
		if l.Pos > 0 {
			l.Pos = place(l.Pos-1) + 1
		}
		l.Part = cmp.Or(l.Part, part)
	}
	return fs
}

// Worst returns the highest severity among findings, 0 for none.
func Worst(fs []Finding) Severity {
	var worst Severity
	for i := range fs {
		worst = max(worst, fs[i].Severity)
	}
	return worst
}

// Answer is an answer of the gateway, as in the errors table of the specification.
type Answer struct {
	ID       string
	Status   int
	Type     string
	Title    string
	Instance string
	Detail   string
	Or       *Answer // seen for the same thing in another environment: of the front end where this is the dispatcher's, or the reverse
}
