package xsd

import (
	"errors"
	"fmt"
	"strings"
)

// ErrInterrupted says that Options.Interrupt was closed before the end of the document.
var ErrInterrupted = errors.New("validation was interrupted")

// ErrTooMuch says that the identity constraints of a document need more work than is done.
var ErrTooMuch = errors.New("the identity constraints of the document need too much work")

// Options bounds one validation. The zero value is ready for use.
type Options struct {
	// MaxErrors is the number of errors after which reading stops and Result.Truncated is set; 0 means 1000.
	MaxErrors int
	// Interrupt, when not nil, ends the validation with ErrInterrupted once it is closed.
	Interrupt <-chan struct{}
}

// maxName is a limit of the reference's parser (jdk.xml.maxXMLNameLimit of JDK 17). A document that exceeds it is not
// read any further there.
const maxName = 1000

// Result is the judgement of one document.
type Result struct {
	// Fatal is set when the document exceeds a limit of the reference's parser.
	Fatal *ParseError
	// Errors are in the order of the reference, one per problem.
	Errors []Error
	// Truncated says that there are more errors than Options.MaxErrors.
	Truncated bool
}

// Valid tells whether the reference would call the document valid.
func (r *Result) Valid() bool { return r.Fatal == nil && len(r.Errors) == 0 }

// ParseError says why the reference could not read a document to its end.
type ParseError struct {
	// Line and Column count from 1, Column in characters; Offset counts bytes from 0.
	Line, Column, Offset int
	// Raw is what is wrong, in English.
	Raw string
}

// Error makes a ParseError usable as an error.
func (e *ParseError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Raw)
}

// Compile compiles a schema set. files holds the content of its documents by base name; root is the base name of the
// document to start from. Every schemaLocation is resolved to the file of the same base name, wherever it points (the
// national set names folders that its flat publication does not have).
//
// What is wrong with a set, what is not supported and what would exceed the bounds on a content model is a *SchemaError
// that names file and line.
func Compile(files map[string][]byte, root string) (*Schema, error) {
	return compile(func(_, location string) (string, []byte, error) {
		base := location[strings.LastIndexAny(location, `/\`)+1:]
		content, ok := files[base]
		if !ok {
			return "", nil, fmt.Errorf("%s is missing", base)
		}
		return base, append([]byte{}, content...), nil
	}, root)
}

func compile(open opener, root string) (*Schema, error) {
	s, err := readDocuments(open, root)
	if err != nil {
		return nil, fmt.Errorf("schema set of %s: %w", root, err)
	}
	c := newCompiler(s)
	if err := c.all(); err != nil {
		return nil, fmt.Errorf("schema set of %s: %w", root, err)
	}
	schema, err := c.lower()
	if err != nil {
		return nil, fmt.Errorf("schema set of %s: %w", root, err)
	}
	return schema, nil
}

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
	// Belongs says where an unexpected element would be right, as far as that is known.
	Belongs Belongs
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
	// Raw says in English what the code is about.
	Raw string

	event int // orders errors as the reference finds them: twice an offset, and one more at a start tag
}

// Belongs is a place for an element.
type Belongs struct {
	// Before and After are its neighbours where it only stands at the wrong point of its parent; After is empty for the
	// first place.
	Before, After string
	// Inside is the names of the elements that lead to where it may stand: from the parent downwards, or one element around
	// the parent.
	Inside []string
	// Outside says that Inside names an element around the parent.
	Outside bool
	// Later is an element that is expected first, and follows only behind.
	Later string
	// Again says that the parent holds as many such elements as it may.
	Again bool
}

// Error makes an Error usable as an error.
func (e Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s: %s", e.Line, e.Column, e.Code, e.Raw)
}
