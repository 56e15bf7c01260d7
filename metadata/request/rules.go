package request

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// Rules lists the rules of this package.
func Rules() []*lint.Rule { return texts.Rules() }

// The rules: about the body and reading it, about fields that must or must not be there, about values and their agreement.
var (
	Absent          = texts.Rule("REQ-ABSENT", lint.Error, lint.Gateway, "")
	NotObject       = texts.Rule("REQ-NOT-OBJECT", lint.Error, lint.Gateway, "")
	NotBody         = texts.Rule("REQ-NOT-BODY", lint.Error, lint.Gateway, "")
	NullBody        = texts.Rule("REQ-NULL-BODY", lint.Error, lint.Gateway, "")
	UnknownField    = texts.Rule("REQ-UNKNOWN-FIELD", lint.Error, lint.Gateway, "")
	OtherField      = texts.Rule("REQ-MISPLACED-FIELD", lint.Error, lint.Gateway, "")
	WrongType       = texts.Rule("REQ-TYPE", lint.Error, lint.Gateway, "")
	Coerced         = texts.Rule("REQ-COERCED", lint.Error, lint.Standard, "")
	Position        = texts.Rule("REQ-POSITION", lint.Error, lint.Standard, "")
	Blanks          = texts.Rule("REQ-BLANKS", lint.Error, lint.Standard, "")
	Literal         = texts.Rule("REQ-LITERAL", lint.Error, lint.Gateway, "")
	CaseLiteral     = texts.Rule("REQ-LITERAL-CASE", lint.Error, lint.Gateway, "")
	NotPublished    = texts.Rule("REQ-LITERAL-UNPUBLISHED", lint.Error, lint.Gateway, "")
	NullField       = texts.Rule("REQ-NULL", lint.Warning, lint.Standard, "")
	NullElement     = texts.Rule("REQ-NULL-ELEMENT", lint.Error, lint.Standard, "")
	TooLong         = texts.Rule("REQ-TOO-LONG", lint.Error, lint.Standard, "")
	TooMany         = texts.Rule("REQ-TOO-MANY", lint.Error, lint.Standard, "")
	Refused         = texts.Rule("REQ-REFUSED", lint.Error, lint.Gateway, "")
	Missing         = texts.Rule("REQ-MISSING", lint.Error, lint.Gateway, "")
	WantedMissing   = texts.Rule("REQ-WANTED", lint.Error, lint.Standard, "")
	ModeMissing     = texts.Rule("REQ-MODE-MISSING", lint.Warning, lint.Gateway, "")
	WorkflowMissing = texts.Rule("REQ-WORKFLOW-MISSING", lint.Warning, lint.Advice, "")
	WorkflowPresent = texts.Rule("REQ-WORKFLOW-PRESENT", lint.Error, lint.Gateway, "")
	WorkflowEmpty   = texts.Rule("REQ-WORKFLOW-EMPTY", lint.Error, lint.Standard, "")
	PriorityField   = texts.Rule("REQ-PRIORITA", lint.Warning, lint.Advice, "")
	EventUnknown    = texts.Rule("REQ-EVENT", lint.Error, lint.Gateway, "")
	EventCase       = texts.Rule("REQ-EVENT-CASE", lint.Warning, lint.Advice, "")
	EventTwice      = texts.Rule("REQ-EVENT-TWICE", lint.Warning, lint.Advice, "")
	HideAndUnhide   = texts.Rule("REQ-HIDE-UNHIDE", lint.Warning, lint.Advice, "")
	HidePurpose     = texts.Rule("REQ-HIDE-PURPOSE", lint.Warning, lint.Advice, "")
	DescriptionForm = texts.Rule("REQ-DESCRIPTION-FORM", lint.Error, lint.Gateway, "")
	DescriptionNull = texts.Rule("REQ-DESCRIPTION-NULL", lint.Error, lint.Gateway, "")
	DescriptionOID  = texts.Rule("REQ-DESCRIPTION-OID", lint.Error, lint.Gateway, "")
	DescriptionArea = texts.Rule("REQ-DESCRIPTION-REGION", lint.Warning, lint.Gateway, "")
	DescriptionMark = texts.Rule("REQ-DESCRIPTION-MARK", lint.Error, lint.Standard, "")
	DescriptionPart = texts.Rule("REQ-DESCRIPTION-PART", lint.Error, lint.Standard, "")
	DateUnreadable  = texts.Rule("REQ-DATE", lint.Error, lint.Gateway, "")
	DateDropped     = texts.Rule("REQ-DATE-DROPPED", lint.Error, lint.Standard, "")
	DateForm        = texts.Rule("REQ-DATE-FORM", lint.Error, lint.Standard, "")
	DateOrder       = texts.Rule("REQ-DATE-ORDER", lint.Error, lint.Standard, "")
	DateFuture      = texts.Rule("REQ-DATE-FUTURE", lint.Warning, lint.Advice, "")
	DateGap         = texts.Rule("REQ-DATE-GAP", lint.Warning, lint.Advice, "")
	Conservation    = texts.Rule("REQ-CONSERVATION", lint.Warning, lint.Standard, "")
	Implausible     = texts.Rule("REQ-IMPLAUSIBLE", lint.Warning, lint.Advice, "")
	OtherRepository = texts.Rule("REQ-REPOSITORY-DIFFERS", lint.Error, lint.Standard, "")
	OtherRegion     = texts.Rule("REQ-REGION-DIFFERS", lint.Error, lint.Standard, "")
	RegionsDiffer   = texts.Rule("REQ-REGIONS-DIFFER", lint.Warning, lint.Advice, "")
	ClassDiffers    = texts.Rule("REQ-CLASS", lint.Error, lint.Gateway, "")
	ClassNone       = texts.Rule("REQ-CLASS-NONE", lint.Error, lint.Gateway, "RB-23")
	ClassUnknown    = texts.Rule("REQ-CLASS-TYPE", lint.Error, lint.Gateway, "RB-23")
	Policies        = texts.Rule("REQ-POLICIES", lint.Warning, lint.Advice, "")
	ForbiddenPolicy = texts.Rule("REQ-POLICY", lint.Warning, lint.Standard, "")
	SamePath        = texts.Rule("REQ-PATH-SAME", lint.Warning, lint.Advice, "")
	Simulation      = texts.Rule("REQ-SIMULATION", lint.Error, lint.Gateway, "")
)

// shapeNames are the words of JSON, in both languages.
var shapeNames = [...]string{text: "string", literal: "string", textList: "array", literalList: "array", boolean: "boolean"}
