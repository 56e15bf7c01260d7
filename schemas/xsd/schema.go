package xsd

import (
	"errors"
	"fmt"
)

// Errors of this package that callers may want to tell apart. All others mean that the schema set cannot be used or that
// libxml2 failed.
var (
	// ErrUnavailable says that this build has no XML Schema engine; see Available for the reason.
	ErrUnavailable = errors.New("this build has no XML Schema engine")
	// ErrTooDeep says that the document is nested deeper than Options.MaxDepth.
	ErrTooDeep = errors.New("elements are nested too deep")
	// ErrTooLarge says that the document is larger than MaxDocument.
	ErrTooLarge = errors.New("the document is too large")
	// ErrInterrupted says that Options.Interrupt was closed before the end of the document.
	ErrInterrupted = errors.New("validation was interrupted")
)

// MaxDocument is the size in bytes above which Validate refuses a document.
const MaxDocument = 1 << 30

// Options bounds one validation. The zero value is ready for use.
type Options struct {
	// MaxErrors is the number of errors after which reading stops and Result.Truncated is set; 0 means 1000.
	MaxErrors int
	// MaxDepth is the number of nested elements above which Validate returns ErrTooDeep; 0 means 10000.
	// The reference has no such limit.
	MaxDepth int
	// AsDeclared judges as a parser would that believes the XML declaration. The gateway decodes a document, encodes it
	// as UTF-8 and leaves the declaration as it is, so that its parser refuses characters beyond ASCII in a document
	// declared as US-ASCII, and every document declared as UTF-16. (Where an encoding of one byte per character is
	// declared it reads two or three others for one; their values are judged here as they were meant.)
	AsDeclared bool
	// Interrupt, when not nil, ends the validation with ErrInterrupted once it is closed.
	Interrupt <-chan struct{}
}

func (o Options) withDefaults() Options {
	if o.MaxErrors <= 0 {
		o.MaxErrors = 1000
	}
	if o.MaxDepth <= 0 {
		o.MaxDepth = 10000
	}
	return o
}

// Limits of the reference's parser (jdk.xml.elementAttributeLimit and jdk.xml.maxXMLNameLimit of JDK 17). A document that
// exceeds one is not read any further there.
const (
	maxAttributes = 10000
	maxName       = 1000
)

// Result is the judgement of one document.
type Result struct {
	// Fatal is set when the document is not well-formed, has a document type declaration, or exceeds a limit of the
	// reference's parser. Errors then holds what was found before.
	Fatal *ParseError
	// Errors are in the order of the document, one per problem.
	Errors []Error
	// Truncated says that there are more errors than Options.MaxErrors.
	Truncated bool
}

// Valid tells whether the reference would call the document valid.
func (r *Result) Valid() bool { return r.Fatal == nil && len(r.Errors) == 0 }

// ParseError says why a document could not be read to its end.
type ParseError struct {
	// Line and Column count from 1, Column in characters; Offset counts bytes from 0.
	Line, Column, Offset int
	// Reason tells the kinds apart.
	Reason Reason
	// Raw is the parser's text, bounded and without personal data other than names in the document.
	Raw string
}

// Error makes a ParseError usable as an error.
func (e *ParseError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Raw)
}

// Reason is why a document could not be read.
type Reason string

// The reasons.
const (
	NotWellFormed Reason = "not-well-formed" // XML 1.0 or Namespaces in XML is violated
	Doctype       Reason = "doctype"         // there is a document type declaration
	Declaration   Reason = "declaration"     // the XML declaration is malformed or names an unknown version
	Encoding      Reason = "encoding"        // the text is not UTF-8
	ParserLimit   Reason = "parser-limit"    // a limit of the reference's parser is exceeded
)

// Kind groups the errors by what their author did wrong. The values are stable.
type Kind string

// The kinds.
const (
	UnknownRoot         Kind = "unknown-root"          // the document element is not declared
	UnexpectedElement   Kind = "unexpected-element"    // an element where it, or any, may not be
	MissingElement      Kind = "missing-element"       // an element ends too early
	ElementNotAllowed   Kind = "element-not-allowed"   // an element inside one that takes none
	TextNotAllowed      Kind = "text-not-allowed"      // text where only elements may be
	ContentNotAllowed   Kind = "content-not-allowed"   // text in an element that must be empty
	AttributeNotAllowed Kind = "attribute-not-allowed" // an attribute that the element does not have
	MissingAttribute    Kind = "missing-attribute"     // a required attribute is absent
	BadPattern          Kind = "bad-pattern"           // a value does not have the required form
	BadChoice           Kind = "bad-choice"            // a value is not one of the allowed ones
	BadLength           Kind = "bad-length"            // a value is too short or too long
	BadRange            Kind = "bad-range"             // a number is too small, too large or has too many digits
	BadDatatype         Kind = "bad-datatype"          // a value is not of its data type
	BadFixed            Kind = "bad-fixed"             // a value differs from the only one allowed
	UnknownType         Kind = "unknown-type"          // xsi:type names no type
	UnrelatedType       Kind = "unrelated-type"        // xsi:type names a type that may not stand here
	AbstractType        Kind = "abstract-type"         // xsi:type is needed and absent, or names an abstract type
	BadNil              Kind = "bad-nil"               // xsi:nil where it may not be, or content in a nil element
	DuplicateID         Kind = "duplicate-id"          // an ID occurs twice
	UnresolvedReference Kind = "unresolved-reference"  // an IDREF without its ID
	Other               Kind = "other"
)

// Error is one problem that makes a document invalid.
type Error struct {
	// Code is the first code with which the reference reports the problem, such as cvc-complex-type.2.4.a; Codes are all
	// of them (a bad attribute value has two: the facet's and cvc-attribute.3).
	Code  string
	Codes []string
	Kind  Kind

	// Line and Column (from 1, in characters) and Offset (in bytes from 0) are where the problem is: the attribute, the
	// start tag, the text, or the end tag before which something is missing.
	Line, Column, Offset int
	// ElementOffset is the offset of the start tag of the element named in Element.
	ElementOffset int

	// Element is the name of the element concerned: the unexpected element, or the element that has the attribute, the
	// text or the missing child. Namespace is its namespace name.
	Element, Namespace string
	// Parent is, for an unexpected element, the name of the element that it stands in, where known. Misplaced says that
	// the parent may hold such an element, only not at this point, or not another one.
	Parent    string
	Misplaced bool
	// Attribute is the attribute's name, with a prefix when it has a namespace; empty when it is not about one.
	Attribute string
	// Value is the value, the text or (in an element that takes none) the name of the element that was found, bounded.
	Value string
	// Expected lists the allowed elements or values; ExpectedMore says that there are more than are listed.
	Expected     []string
	ExpectedMore bool
	// Facet is the violated facet (pattern, enumeration, minLength, ...), Limit its value.
	Facet, Limit string
	// Type is the name of the type concerned, where known.
	Type string
	// Raw is libxml2's own text, bounded.
	Raw string
}

// Error makes an Error usable as an error.
func (e Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s: %s", e.Line, e.Column, e.Code, e.Raw)
}
