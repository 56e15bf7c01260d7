package lint

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
	Message    Text
	Public     Text // Message without anything taken from the documents, for redacted reports; the rule's title when empty
	Location   Location
	Expected   Text
	Actual     Text
	Fix        Text
	Error      string  // id of the gateway's error
	Detail     string  // the gateway's words to this document, where they are not fixed
	Answer     *Answer // what the gateway says to Error in the chosen operation
	Notes      []Text  // further explanation, one a line
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
