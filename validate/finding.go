package validate

import (
	"cmp"
	"slices"
	"time"

	"github.com/fselint/fselint/lint"
)

// State says what became of a stage.
type State string

// The states of a stage.
const (
	Ran     State = "ran"
	Skipped State = "skipped"
	Failed  State = "failed"
)

// FailureKind says in what way the tool failed on a document.
type FailureKind string

// The kinds of failure.
const (
	Unreadable FailureKind = "unreadable" // the file cannot be opened or read
	Exceeded   FailureKind = "limit"      // a limit of this program stood in the way: of size, depth, number or work
	TimedOut   FailureKind = "time"       // not judged within the time limit, or interrupted
	Broken     FailureKind = "internal"   // a check failed or panicked
)

// Failure says why the tool could not judge a document.
type Failure struct {
	Kind    FailureKind
	Message lint.Text
	Told    bool // a finding of the document says so already
}

// StageState is one stage of one document.
type StageState struct {
	Name   string
	State  State
	Reason lint.Text // why it was skipped or failed
	// Absent says that it was skipped because the user gave no such input (a token, say), which leaves the verdict alone.
	Absent bool
}

// CDAInfo describes the CDA that was judged.
type CDAInfo struct {
	SHA256 string
	Mode   string // ATTACHMENT, RESOURCE, or FILE for a bare CDA
	Name   string
	Bytes  int
	// Text is the CDA as UTF-8, as the checks saw it: lines and columns of findings count in it. It is empty where the CDA
	// could not be decoded, and no part of the JSON form.
	Text string
}

// Origin is where a CDA says that it comes from, in its own words; a field is empty where it says nothing. White space is
// normalised and the length bounded.
type Origin struct {
	Software  string // softwareName of the first author that is a device and names one, else its manufacturerModelName
	Custodian string // name of the custodian organisation
	Time      string // effectiveTime/@value
}

// Validator is the outcome of the gateway's validator alone, by its own names.
type Validator struct {
	Result   string // OK, SEMANTIC_WARNING, SYNTAX_ERROR, SEMANTIC_ERROR, VOCABULARY_ERROR, EXCEPTION
	Messages []string
	// Public is, for each of the messages, what of it was not taken from the document; "" where that is nothing.
	Public []string
}

// Message is one of the validator's messages, with what of it was not taken from the document.
type Message struct{ Text, Public string }

// NewValidator returns an outcome with messages.
func NewValidator(result string, messages ...Message) *Validator {
	v := &Validator{Result: result}
	for _, m := range messages {
		v.Messages, v.Public = append(v.Messages, m.Text), append(v.Public, m.Public)
	}
	return v
}

// GatewayAnswer is what the gateway would answer to the chosen operation.
type GatewayAnswer struct {
	Operation string
	Accepted  bool
	Answer    lint.Answer // of the first blocking check; empty when accepted
	Warning   string      // the warning text that goes with acceptance
	Finding   int         // index of the finding it comes from, -1 for none
	Scope     Scope       // what the answer looked at
	// Unchecked names what the answer could not look at though the gateway does: code systems whose codes the catalog lacks, and
	// Recorded.
	Unchecked []string
	// Approximate says that the answer's detail is in fselint's own words.
	Approximate bool
	Generation  string // of the gateway; "" where there is one only
	// Wanted says that a refusal is the right answer: the document is that of a test case that the gateway must refuse.
	Wanted bool
}

// Scope says how much of a submission an answer of the gateway looked at.
type Scope string

// The scopes.
const (
	OfSubmission Scope = "submission" // all that the operation sends
	OfDocument   Scope = "document"   // a PDF
	OfCDA        Scope = "cda"        // a bare CDA
	OfParts      Scope = "parts"      // tokens or a request body, without the document
	OfDossier    Scope = "dossier"    // an accreditation dossier, or a file of it, by itself
	OfEvidence   Scope = "evidence"   // the same, held against the ledger of the calls
)

// Recorded stands in GatewayAnswer.Unchecked for the validation that must have come before a publication.
const Recorded = "validation record"

// Signature is the judgement of the signatures of a PDF.
type Signature struct {
	Decision string // the gateway's: OK, INVALID, NOT_SIGNED, ERROR_500
	Reason   string // the step that decided
	// Integrity is what careful readers say of all signatures: intact, changed, broken, indeterminate; "" without any.
	Integrity string
	// Trust is trusted, not trusted or not judged; the latter without trust data.
	Trust      string
	Signatures []SignatureField
}

// SignatureField is one signature field.
type SignatureField struct {
	Field      string
	Type       string // signature, document-timestamp, empty
	Level      string // of EN 319 142-1: B-B, B-T, B-LT, B-LTA, or ""
	Signer     string
	Integrity  string // intact, broken, indeterminate
	Trust      string // trusted, not trusted, not judged
	Time       time.Time
	TimeSource string // who tells the time: timestamp, document-timestamp, M, signing-time
	Changes    string // after this signature: none, allowed, not allowed, not judged
}

// Document is the judgement of one document: a plain value that every output format is a view of.
type Document struct {
	Path         string
	SHA256       string
	DocumentType string
	TemplateID   string
	TypeID       string
	CDA          *CDAInfo
	Origin       Origin // where the CDA says that it comes from; not in the JSON form
	Starter      bool   // judged without the national catalog
	Verdict      Verdict
	Unchecked    []string // code systems that the gateway manages and the catalog has no codes of; not in the JSON form
	Validator    *Validator
	Gateway      *GatewayAnswer
	Signature    *Signature
	Stages       []StageState
	Findings     []lint.Finding
	Hidden       int      // findings that the project's settings or its baseline hide
	Fault        *Failure // why the tool could not judge, nil when it could
	Elapsed      time.Duration
}

// Result is the judgement of one document, with the facts that it rests on: whoever needs tokens, body or tree afterwards takes
// them from there.
type Result struct {
	*Document
	*Facts // nil where there are none
}

// Release ends the life of the facts: what they hold serves other documents. The Document stays.
func (r *Result) Release() {
	if r.Facts == nil {
		return
	}
	for i := range r.made {
		if v, ok := r.made[i].value.(interface{ Release() }); ok {
			v.Release()
		}
	}
	r.Facts = nil
}

func (r *Result) facts() *Facts {
	if r == nil {
		return nil
	}
	return r.Facts
}

// Stage returns the state of a stage, nil when the document has none of that name.
func (d *Document) Stage(name string) *StageState {
	for i := range d.Stages {
		if d.Stages[i].Name == name {
			return &d.Stages[i]
		}
	}
	return nil
}

// Worst returns the highest severity found, 0 when nothing was found.
func (d *Document) Worst() lint.Severity {
	var worst lint.Severity
	for i := range d.Findings {
		worst = max(worst, d.Findings[i].Severity)
	}
	return worst
}

// sortFindings brings findings into the stable order of the report contract: stage, line, column, id.
func sortFindings(fs []lint.Finding, stages []Stage) {
	order := make(map[string]int, len(stages))
	for i, s := range stages {
		order[s.Name] = i
	}
	slices.SortStableFunc(fs, func(a, b lint.Finding) int {
		return cmp.Or(
			cmp.Compare(order[a.Stage], order[b.Stage]),
			cmp.Compare(a.Location.Line, b.Location.Line),
			cmp.Compare(a.Location.Column, b.Location.Column),
			cmp.Compare(a.ID, b.ID),
		)
	})
}
