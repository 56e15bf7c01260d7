package padestest

import "github.com/fselint/fselint/pades/sign"

// What tests need of package sign, beside documents and keys to sign.
type (
	Options = sign.Options
	CMS     = sign.CMS
	Layout  = sign.Layout
	Form    = sign.Form
)

// Constants of package sign.
const (
	ByteRangeMark = sign.ByteRangeMark
	ContentsMark  = sign.ContentsMark

	OIDData                 = sign.OIDData
	OIDSignedData           = sign.OIDSignedData
	OIDContentType          = sign.OIDContentType
	OIDMessageDigest        = sign.OIDMessageDigest
	OIDSigningTime          = sign.OIDSigningTime
	OIDSigningCertificateV2 = sign.OIDSigningCertificateV2
	OIDAlgorithmProtection  = sign.OIDAlgorithmProtection

	TagInteger     = sign.TagInteger
	TagBitString   = sign.TagBitString
	TagOctetString = sign.TagOctetString
	TagNull        = sign.TagNull
	TagUTCTime     = sign.TagUTCTime
	TagGeneralized = sign.TagGeneralized
	TagSequence    = sign.TagSequence
	TagSet         = sign.TagSet
	TagContext0    = sign.TagContext0
	TagContext1    = sign.TagContext1
)

// Functions of package sign.
var (
	Sign       = sign.Sign
	Date       = sign.Date
	Attribute  = sign.Attribute
	TLV        = sign.TLV
	Indefinite = sign.Indefinite
	Seq        = sign.Seq
	Set        = sign.Set
	Octets     = sign.Octets
	Int        = sign.Int
	OID        = sign.OID
	Null       = sign.Null
	Time       = sign.Time
)
