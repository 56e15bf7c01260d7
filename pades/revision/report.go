package revision

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/pades"
)

// Signed names a signature to be judged. Field is for messages; the signature dictionary is Dictionary or, when that is nil,
// what the object Value or the /V entry of the object Object holds.
type Signed struct {
	// Field is the qualified name of the signature field.
	Field string
	// Object and Value are the object numbers of the field and of its signature dictionary, 0 when direct.
	Object, Value int
	// Dictionary is the signature dictionary.
	Dictionary types.Dict
}

// Of returns the signature fields that pades.Decide has found, in the same order, those without a value too.
func Of(signatures []pades.Signature) []Signed {
	out := make([]Signed, len(signatures))
	for i, s := range signatures {
		out[i] = Signed{Field: s.Field, Object: s.Object, Value: s.Value, Dictionary: s.Dict}
	}
	return out
}

// Report is what Analyze has found. All offsets are in bytes from the beginning of the file.
type Report struct {
	// Revisions are the parts of the file in the order in which they stand there; they cover it without gaps.
	Revisions []Revision
	// Signatures has one element for each signature given, in the same order.
	Signatures []Coverage
	// Repaired says that the cross-reference of the file is damaged: other readers may see other objects.
	Repaired bool
}

// Revision is a part of the file up to an end-of-file mark and the line end behind it. What follows the last mark is
// a revision of its own.
type Revision struct {
	// Start and End are where it begins and ends.
	Start, End int64
	// Sections are the offsets of the cross-reference sections in it that readers use, those that they reach from the last
	// startxref. A linearised file has two in one chain; a part that readers pass over has none.
	Sections []int64
	// Objects are the numbers of the objects that its sections define and Freed of those that they declare free, sorted.
	Objects, Freed []int
	// Unlisted counts the object headers ("7 0 obj") in it when no section is used: readers that repair files find them.
	Unlisted int
}

// State says how far a signature's byte range can be followed.
type State string

// States of a Coverage.
const (
	// Covered: the byte range frames /Contents, and the document that was signed could be compared with the present one.
	Covered State = "covered"
	// NoValue: the field has no signature dictionary.
	NoValue State = "no-value"
	// BadRange: the byte range does not say what was signed. Flaws tells why; nothing was compared.
	BadRange State = "bad-range"
	// Unreadable: the signed bytes alone are not a document that can be read, so that everything might have changed.
	Unreadable State = "unreadable"
	// Repaired: the cross-reference of the signed bytes or of the file is damaged, so that readers see different documents.
	// Changes are what the gateway's reader would see.
	Repaired State = "repaired"
	// TooMuch: a bound of Limits was exceeded; Changes is incomplete or empty.
	TooMuch State = "too-much"
)

// Coverage is what one signature covers and what happened later.
type Coverage struct {
	Signed
	State State
	// Detail explains a State other than Covered in English.
	Detail string
	// ByteRange holds the numbers of the entry, nil when it is absent or no array of numbers.
	ByteRange []int64
	// Flaws are what is wrong with the geometry of ByteRange and Contents.
	Flaws []Flaw
	// End is where the byte range ends, 0 without one; Revision is the index in Report.Revisions of the revision whose last
	// byte it covers, -1 when it ends within one.
	End      int64
	Revision int
	// TimeStamp says that the signature is a document time stamp.
	TimeStamp bool
	// Tail says what follows the byte range.
	Tail Tail
	// Policy is what was permitted after this signature.
	Policy Policy
	// Changes are the differences between the document that was signed and the present one, those not allowed first.
	Changes []Change
	// Attacks are the attacks that ranges or changes look like, at most one of each kind.
	Attacks []Attack
	// Overlays are later signatures that cover a large part of a page.
	Overlays []Overlay
	// CDA says where the document's CDA stands.
	CDA CDA
}

// Overlay is the appearance of a later signature that covers more of a page than signatures need.
type Overlay struct {
	// Field is the qualified name of the field, Object the number of its widget, Page the number of the page, 0 when unknown.
	Field        string
	Object, Page int
	// Part is how much of the page it covers, 0 to 1.
	Part float64
}

// Refused returns the changes that are not allowed.
func (c *Coverage) Refused() []Change {
	n := 0
	for n < len(c.Changes) && !c.Changes[n].Allowed {
		n++
	}
	return c.Changes[:n]
}

// Flaw says what is wrong with the geometry of a signature.
type Flaw struct {
	Kind FlawKind
	// Offset is the place in the file that Detail talks of, -1 when there is none.
	Offset int64
	// Detail tells in English what was found.
	Detail string
}

// FlawKind is a stable word for a Flaw.
type FlawKind string

// Kinds of flaws. EN 319 142-1 5.3 and ISO 32000-2 12.8.1 want a byte range of two parts that leaves out the value of
// /Contents with its brackets, and nothing else.
const (
	NoByteRange    FlawKind = "no-byte-range"      // absent, null or no array
	RangeNumbers   FlawKind = "range-numbers"      // not four integers
	RangeValues    FlawKind = "range-values"       // negative, overlapping, or larger than any file
	RangeBeyond    FlawKind = "range-beyond-end"   // ends behind the end of the file: it was cut
	RangeEmpty     FlawKind = "range-empty"        // covers nothing
	RangeStart     FlawKind = "range-start"        // does not begin at 0
	NoContents     FlawKind = "no-contents"        // absent, null, empty, or all zero
	GapNotContents FlawKind = "gap-not-contents"   // the gap is no hexadecimal string with its brackets
	GapOther       FlawKind = "gap-other-contents" // the string in the gap is not /Contents
	GapObjects     FlawKind = "gap-objects"        // the gap holds objects or a cross-reference
	RangeWithin    FlawKind = "ends-within-update" // the range ends within a revision
)

// Tail says what follows a byte range.
type Tail string

// Kinds of tails.
const (
	TailNone     Tail = "none"     // the range ends at the end of the file
	TailBlank    Tail = "blank"    // white space only
	TailHarmless Tail = "harmless" // bytes without any object or cross-reference: readers pass over them
	TailUnlisted Tail = "unlisted" // objects that no cross-reference lists: some readers find them
	TailUpdates  Tail = "updates"  // one or more incremental updates
)

// Policy is what a signature permits to happen after it.
type Policy struct {
	// DocMDP is the strictest /P of the certification and the field locks in force: 1 nothing, 2 signing and form
	// filling, 3 annotations too (ISO 32000-2 Table 257); 0 when there is none.
	DocMDP int
	// FieldMDP says that some field locks are in force.
	FieldMDP bool
	// LockedAll says that all fields are locked except Unlocked; otherwise Locked are the locked ones.
	LockedAll        bool
	Locked, Unlocked []string

	names int // how many were read
}

// What says what part of a document a change concerns.
type What string

// Parts of a document.
const (
	PartCatalog      What = "catalog"
	PartPages        What = "page-tree"
	PartPage         What = "page"
	PartContent      What = "page-content"
	PartResource     What = "page-resource" // image, form or other resource that a page is drawn with
	PartFont         What = "font"
	PartAnnotation   What = "annotation"
	PartAppearance   What = "appearance" // of a field or annotation
	PartForm         What = "form"       // the dictionary of the form, or a parent field
	PartField        What = "field"
	PartValue        What = "field-value"
	PartSigField     What = "signature-field"
	PartSignature    What = "signature" // the dictionary of a signature
	PartAttachment   What = "attachment"
	PartCDA          What = "cda"
	PartNames        What = "names"
	PartAction       What = "action" // JavaScript and other actions of the document, a page, a field
	PartLayers       What = "layers" // optional content
	PartStructure    What = "structure"
	PartMetadata     What = "metadata" // XMP and the information dictionary
	PartDSS          What = "dss"
	PartExtensions   What = "extensions"
	PartPermissions  What = "permissions"
	PartOther        What = "other"
	PartUnlisted     What = "unlisted-object" // in the bytes after the range, in no cross-reference
	PartCrossRef     What = "cross-reference" // an entry that makes readers take another object from the signed bytes
	PartFreed        What = "freed-object"    // declared free though it is in use: some readers show nothing in its place
	PartEncryption   What = "encryption"
	PartDocumentRoot What = "document-root" // another catalog or page tree takes the place of the signed one
)

// Reason is a stable word for why a change is allowed or not.
type Reason string

// Reasons. The first group is allowed; of the second group it depends on Policy; the third is never allowed.
const (
	ForSigning    Reason = "signing"         // a further signature, its field, widget and the entries that lead there
	ForTimeStamp  Reason = "time-stamp"      // the same for a document time stamp
	ForValidation Reason = "validation-data" // DSS and extensions
	ForMetadata   Reason = "metadata"
	ForStructure  Reason = "structure"  // tags for what was added
	NoEffect      Reason = "no-effect"  // of an entry that readers do not show
	FormFilling   Reason = "form-fill"  // values of fields with their appearances
	Annotating    Reason = "annotation" // annotations added, changed or removed
	FieldLocked   Reason = "field-locked"
	CertifiedNo   Reason = "no-changes-permitted" // signing though DocMDP says 1
	NeverAllowed  Reason = "not-permitted"
)

// Change is a difference between what was signed and what is there now.
type Change struct {
	// Object is the number of the object in which the difference stands, 0 for the trailer. Revision is the index of the
	// revision that holds its present form, -1 when it has none.
	Object, Revision int
	// What is the part of the document, Page the number of the page it belongs to, from 1; 0 when to none.
	What What
	Page int
	// Field is the qualified name of the form field concerned, "" when none.
	Field string
	// Path leads there from the trailer: Root/Pages/Kids[0]/Contents.
	Path string
	// Kind says what happened: "added", "removed" or "changed".
	Kind string
	// Allowed says whether the change may be there, and Reason why or why not.
	Allowed bool
	Reason  Reason
	// Detail tells a person what was changed, in English without a full stop.
	Detail string
}

// Kinds of Change.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)

// AttackKind is a stable word for a published attack.
type AttackKind string

// The attacks; see the package documentation.
const (
	UniversalForgery  AttackKind = "universal-signature-forgery"
	SignatureWrapping AttackKind = "signature-wrapping"
	IncrementalSaving AttackKind = "incremental-saving"
	ShadowHide        AttackKind = "shadow-hide"
	ShadowReplace     AttackKind = "shadow-replace"
	ShadowHideReplace AttackKind = "shadow-hide-and-replace"
	EvilAnnotation    AttackKind = "evil-annotation"
	SneakySignature   AttackKind = "sneaky-signature"
)

// Attack is an attack that a file looks like.
type Attack struct {
	Kind AttackKind
	// Object is the object concerned, 0 when none.
	Object int
	// Detail tells in English what gives it away, without a full stop.
	Detail string
}

// CDAState says where the document's CDA stands relative to the signed bytes.
type CDAState string

// States of a CDA.
const (
	CDANone    CDAState = "none"    // the present document has none that the gateway finds
	CDAInside  CDAState = "inside"  // its stream stands in the signed bytes, and is what was signed
	CDAChanged CDAState = "changed" // the signed document has a CDA, the present one another
	CDAOutside CDAState = "outside" // the signed document has none: it was embedded later
	CDAMoved   CDAState = "moved"   // the same bytes, but in an object written after the signature
	CDAUnknown CDAState = "unknown" // the signed document could not be read
)

// CDA says where the document's CDA stands.
type CDA struct {
	State CDAState
	// Object is the number of its stream now, 0 when unknown, and Offset where it, or the object stream with it, is.
	Object int
	Offset int64
}

// Limits bounds the work for one file. A zero field means its default.
type Limits struct {
	// Snapshots bounds how many signed states of the document are opened; 16 by default.
	Snapshots int
	// SnapshotBytes bounds their size together, and what is looked at of the file for all signatures; 256 MiB, but at least
	// eight times the file, by default.
	SnapshotBytes int64
	// Steps bounds the values compared for one signed state; two million by default.
	Steps int
	// Changes bounds how many are reported for one signature; 200 by default.
	Changes int
}
