package report

// The part of SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format", paragraph 3) that fselint writes.
//
// These are own types because github.com/owenrumney/go-sarif keeps a whole log in memory before it writes any of it and brings
// a JSON Schema validator into every program that imports it. Its copy of the official schema is what the tests validate with.

const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

type sarifMessage struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

// sarifRule is a reportingDescriptor (3.49).
type sarifRule struct {
	ID         string              `json:"id"`
	Short      sarifMessage        `json:"shortDescription"`
	Full       sarifMessage        `json:"fullDescription"`
	Help       sarifMessage        `json:"help"`
	HelpURI    string              `json:"helpUri,omitempty"`
	Default    sarifConfiguration  `json:"defaultConfiguration"`
	Properties sarifRuleProperties `json:"properties"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifRuleProperties struct {
	Tags         []string `json:"tags"`
	Precision    string   `json:"precision"`
	Problem      string   `json:"problem.severity"`
	Group        string   `json:"group"`
	GatewayError string   `json:"gatewayError,omitempty"`
	Sources      []string `json:"sources,omitempty"`
}

// sarifResult is a result (3.27).
type sarifResult struct {
	RuleID       string                `json:"ruleId"`
	RuleIndex    int                   `json:"ruleIndex"`
	Level        string                `json:"level"`
	Message      sarifMessage          `json:"message"`
	Locations    []sarifLocation       `json:"locations"`
	Related      []sarifLocation       `json:"relatedLocations,omitempty"`
	Fingerprints map[string]string     `json:"partialFingerprints"`
	Fixes        []sarifFix            `json:"fixes,omitempty"`
	Properties   sarifResultProperties `json:"properties"`
}

type sarifResultProperties struct {
	Group      string     `json:"group"`
	Stage      string     `json:"stage,omitempty"`
	NationalID string     `json:"nationalId,omitempty"`
	Expected   string     `json:"expected,omitempty"`
	Actual     string     `json:"actual,omitempty"`
	Fix        string     `json:"fix,omitempty"`
	Gateway    *jsonError `json:"gatewayAnswer,omitempty"`
}

type sarifLocation struct {
	ID       *int           `json:"id,omitempty"`
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	Message  *sarifMessage  `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifactLocation `json:"artifactLocation"`
	Region   *sarifRegion          `json:"region,omitempty"`
	Context  *sarifRegion          `json:"contextRegion,omitempty"`
}

type sarifArtifactLocation struct {
	URI   string `json:"uri"`
	Index int    `json:"index"`
}

type sarifRegion struct {
	StartLine   int           `json:"startLine"`
	StartColumn int           `json:"startColumn,omitempty"`
	EndLine     int           `json:"endLine,omitempty"`
	EndColumn   int           `json:"endColumn,omitempty"`
	Snippet     *sarifMessage `json:"snippet,omitempty"`
}

type sarifLogical struct {
	Name string `json:"name,omitempty"`
	Full string `json:"fullyQualifiedName"`
	Kind string `json:"kind,omitempty"`
}

// sarifFix is a fix (3.55). The schema asks for a change of an artifact; what fselint knows is words, so the change replaces
// nothing by nothing at the place of the finding.
type sarifFix struct {
	Description sarifMessage  `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarifArtifactLocation `json:"artifactLocation"`
	Replacements []sarifReplacement    `json:"replacements"`
}

type sarifReplacement struct {
	Deleted sarifRegion `json:"deletedRegion"`
}

// sarifArtifact is an artifact (3.24); the CDA of a PDF is nested in it.
type sarifArtifact struct {
	Location sarifArtifactURI  `json:"location"`
	Parent   *int              `json:"parentIndex,omitempty"`
	MIMEType string            `json:"mimeType,omitempty"`
	Length   int               `json:"length,omitempty"`
	Roles    []string          `json:"roles,omitempty"`
	Hashes   map[string]string `json:"hashes,omitempty"`

	Properties *sarifArtifactProperties `json:"properties,omitempty"`
}

// sarifArtifactProperties answer for a document whether it can be sent.
type sarifArtifactProperties struct {
	Verdict  string `json:"verdict"`
	Headline string `json:"headline"`
}

type sarifArtifactURI struct {
	URI string `json:"uri"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name            string       `json:"name"`
	Version         string       `json:"version,omitempty"`
	SemanticVersion string       `json:"semanticVersion,omitempty"`
	Language        string       `json:"language"`
	Rules           []*sarifRule `json:"rules"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarifMessage    `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarifAutomation struct {
	ID string `json:"id"`
}
