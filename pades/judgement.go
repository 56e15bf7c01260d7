package pades

import (
	_ "embed" // the messages
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var messages string

var texts = lint.NewCatalog(messages)

// said puts an error into words.
func said(err error) lint.Text { return texts.Text("error", lint.Values{"error": err}) }

// Decision is the gateway's answer about the signatures of a document.
type Decision string

// Decisions.
const (
	OK          Decision = "OK"
	Invalid     Decision = "INVALID"    // "La firma del pdf non risulta valida"
	NotSigned   Decision = "NOT_SIGNED" // "Il pdf non risulta firmato"
	ServerError Decision = "ERROR_500"  // the gateway fails with status 500
)

// Reason says in one stable word why.
type Reason string

// Reasons of a Judgement or of a Signature's Outcome.
const (
	ReasonOK              Reason = "ok"
	ReasonNoTopLevel      Reason = "no-toplevel-signature-field" // accepted, nothing was verified
	ReasonNoSignature     Reason = "no-signature-dictionary"
	ReasonException       Reason = "isSigned-exception" // the document or its form cannot be read
	ReasonEmptyField      Reason = "empty-signature-field"
	ReasonDocument        Reason = "document-exception" // signed by one library, and the other, which verifies, cannot open it
	ReasonForm            Reason = "form-exception"     // making the fields' appearances fails
	ReasonGap             Reason = "contents-gap-unreadable"
	ReasonRanges          Reason = "signed-content-unreadable"
	ReasonCMS             Reason = "cms-parse"
	ReasonNoSigner        Reason = "no-signer"
	ReasonNoCertificate   Reason = "signer-cert-missing"
	ReasonBadCertificate  Reason = "signer-cert-unreadable"
	ReasonDate            Reason = "missing-or-bad-M"
	ReasonVerification    Reason = "verify-exception"
	ReasonDigestMismatch  Reason = "digest-mismatch"
	ReasonSignatureWrong  Reason = "signature-value-wrong"
	ReasonBound           Reason = "bound-exceeded" // this program's own bound, see MaxSignedBytes
	ReasonNotLookedAt     Reason = ""               // Outcome of a signature that has no value
	stepSigned                   = 1
	stepLoop                     = 2
	stepRead                     = 3
	stepSigner                   = 4
	stepVerify                   = 5
	stepAttributeEncoding        = 6
	stepValue                    = 7
)

// Judgement is the gateway's decision about one document and what led to it.
type Judgement struct {
	Decision Decision
	Reason   Reason
	// Step is the step that decided, 1 to 7 as in the package documentation.
	Step int
	// Field is the qualified name of the signature field that decided, "" when none did.
	Field string
	// Object is the number of the indirect object that was looked at, 0 when it is not one.
	Object int
	// Detail tells a person what was found, without a full stop.
	Detail lint.Text
	// Signatures are all signature fields of the form, nested ones too, in the order of the gateway's reader.
	Signatures []Signature
}

// Signature holds the facts about one signature field.
type Signature struct {
	// Field is the qualified name; Object the number of the field's object, Value that of its signature dictionary, 0 when
	// direct.
	Field         string
	Object, Value int
	// TopLevel tells that the field stands in /Fields itself: the gateway verifies no other.
	TopLevel bool
	// Signed tells that the field has a signature dictionary.
	Signed bool
	// FieldDict is the dictionary of the field and Dict the signature dictionary, nil when there is none; both are the file's
	// own and must not be changed.
	FieldDict, Dict types.Dict
	// Reached tells that the gateway's loop comes to this field.
	Reached bool

	// Filter, SubFilter, Name, Reason, Location and ContactInfo are entries of the dictionary, "" when absent.
	Filter, SubFilter                   string
	Name, Reason, Location, ContactInfo string
	// M is the text of the signing date and MParsed what the gateway reads of it; zero when it reads none.
	M       string
	MParsed time.Time
	// ByteRange holds the numbers of that entry as the gateway reads them.
	ByteRange []int64
	// Gap is the part of the file in which the gateway looks for the hexadecimal digits of the CMS, from and up to, in bytes:
	// from behind the opening bracket to behind the closing one, where the byte range frames the string.
	Gap [2]int64
	// CoversEnd tells that the last range ends at the end of the file.
	CoversEnd bool

	// CMS is what the signature says, nil when it cannot be read.
	CMS *CMS

	// Outcome is what this signature alone would lead to, Step and Detail as in Judgement. It is ReasonNotLookedAt for a
	// field without value that the gateway passes over.
	Outcome Reason
	Step    int
	Detail  lint.Text
	// Level is the conformance level of EN 319 142-1 where it can be told from the signature alone: "B-B", or "".
	Level string
}

// CMS holds the facts about the first signer of a signature.
type CMS struct {
	// Bytes are the DER or BER bytes of the message without padding.
	Bytes []byte
	// Signers and Certificates count what the message holds.
	Signers, Certificates int
	// Encapsulated tells that the message holds content.
	Encapsulated bool
	// ContentType is the encapsulated content type.
	ContentType string

	// Subject, Issuer, Serial (hexadecimal), NotBefore, NotAfter and KeyBits describe the signer's certificate; empty when
	// it is not embedded.
	Subject, Issuer, Serial string
	NotBefore, NotAfter     time.Time
	KeyBits                 int
	// Certificate is the signer's certificate as embedded.
	Certificate []byte

	// DigestAlgorithm and SignatureAlgorithm are names such as SHA256 and SHA256withRSA, object identifiers when unknown.
	DigestAlgorithm, SignatureAlgorithm string
	// SignedAttributes and UnsignedAttributes are the object identifiers of the attributes in the order of the message.
	SignedAttributes, UnsignedAttributes []string
	// SigningTime is the signing-time attribute, zero when there is none.
	SigningTime time.Time
}
