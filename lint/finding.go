package lint

import (
	"cmp"
	"maps"
)

// Sources of a location.
const (
	SourcePDF                 = "pdf"
	SourceCDA                 = "cda"
	SourceRegistry            = "registry"
	SourceCertificate         = "certificate"
	SourceRequest             = "request"
	SourceSignatureToken      = "token:signature"
	SourceAuthenticationToken = "token:authentication"
)

// Location is a place in one of the parts of a submission. The zero value means the part as a whole is not known.
type Location struct {
	Source  string // one of the constants, or token:signature, token:authentication
	Line    int    // from 1, 0 when unknown
	Column  int    // from 1, in characters
	Path    string // see the report contract
	Snippet string // the text of the line, bounded; may be empty
}

// Finding is one thing found in one document. Report fills in what the rule already says.
type Finding struct {
	Rule       *Rule
	ID         string // the rule's id, or a more exact one for national rules
	NationalID string // first token of a national rule's text, as written there
	Severity   Severity
	Group      Group
	Stage      string
	Values     Values `json:"-"` // what goes into the rule's message and fix
	Message    Text   // the rule's, with the values, unless it is given
	Public     Text   // Message without anything taken from the documents, for redacted reports; the message's own public form when empty
	Location   Location
	Expected   Text
	Actual     Text
	Fix        Text
	Error      string  // id of the gateway's error
	Detail     string  // the gateway's words to this document, where they are not fixed
	Answer     *Answer // what the gateway says to Error in the chosen operation
	Notes      []Text  // further explanation, one a line
}

// Complete fills in what the rule already says: id, severity, group and, in that group, error; and the message and the fix with the finding's values.
// {expected} and {found} stand for Expected and Actual where no value of that name is given.
func (f *Finding) Complete() {
	if f.Rule == nil {
		return
	}
	f.ID, f.Severity, f.Group = cmp.Or(f.ID, f.Rule.ID), cmp.Or(f.Severity, f.Rule.Severity), cmp.Or(f.Group, f.Rule.Group)
	if f.Group == f.Rule.Group { // else it is not what the gateway minds in the rule
		f.Error = cmp.Or(f.Error, f.Rule.Error)
	}
	if f.Message.IsZero() || f.Fix.IsZero() {
		v := f.Values
		if !f.Expected.IsZero() || !f.Actual.IsZero() {
			v = Values{"expected": f.Expected, "found": f.Actual}
			maps.Copy(v, f.Values)
		}
		f.Message, f.Fix = cmp.Or(f.Message, f.Rule.Message(v)), cmp.Or(f.Fix, f.Rule.Mend(v))
	}
	f.Public = cmp.Or(f.Public, f.Message.Public())
}

// Answer is an answer of the gateway, as in the errors table of the specification.
type Answer struct {
	ID       string
	Status   int
	Type     string
	Title    string
	Instance string
	Detail   string
}
